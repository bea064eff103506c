"""Django's settings. What differs between deployments comes from the environment (`docs/operations.md`)."""

import os
from datetime import timedelta
from pathlib import Path

from jiangong.config import environment

PACKAGE = Path(__file__).resolve().parent.parent

# What is ours ----------------------------------------------------------------------------------------------------------
JIANGONG_HOME = environment.home_folder()
JIANGONG_FILES = JIANGONG_HOME / "files"
JIANGONG_BOARDS = JIANGONG_HOME / "boards"
UPLOAD_LIMIT = int(os.environ.get("JIANGONG_UPLOAD_LIMIT") or 50 * 1024 * 1024)
GALLERY = Path(os.environ.get("JIANGONG_GALLERY") or PACKAGE.parent.parent / "rulebooks")
SHARED = Path(os.environ.get("SHARED") or "../shared")
REQUEST_DAYS = int(os.environ.get("JIANGONG_REQUEST_DAYS") or 15)
LINK_DAYS = int(os.environ.get("JIANGONG_LINK_DAYS") or 30)
NOTICE_DAYS = int(os.environ.get("JIANGONG_NOTICE_DAYS") or 5)

# Django ----------------------------------------------------------------------------------------------------------------
SECRET_KEY = environment.secret_key(JIANGONG_HOME)
SECRET_KEY_FALLBACKS = environment.words("JIANGONG_SECRET_KEY_FALLBACKS")
DATA_KEYS = environment.data_keys(JIANGONG_HOME)
DATA_KEY_FILE = JIANGONG_HOME / environment.DATA_KEYS
SIGNING_KEY = environment.signing_key(JIANGONG_HOME)
SIGNING_KEY_FILE = JIANGONG_HOME / environment.SIGNING_KEY
DEBUG = environment.is_on("JIANGONG_DEBUG")
ALLOWED_HOSTS = environment.words("JIANGONG_HOSTS", "localhost,127.0.0.1,[::1]")
CSRF_TRUSTED_ORIGINS = environment.words("JIANGONG_ORIGINS")

INSTALLED_APPS = [
    "django.contrib.contenttypes",
    "django.contrib.auth",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "treebeard",
    "axes",
    "django_htmx",
    "django_otp",
    "django_otp.plugins.otp_totp",
    "jiangong.foundation",
    "jiangong.organizations",
    "jiangong.organizations.notices",
    "jiangong.organizations.people",
    "jiangong.competitions",
    "jiangong.competitions.programmes",
    "jiangong.competitions.applications",
    "jiangong.competitions.registration",
    "jiangong.competitions.draws",
    "jiangong.competitions.slips",
    "jiangong.competitions.schedule",
    "jiangong.competitions.rulebooks",
    "jiangong.competitions.analysis",
    "jiangong.evidence.blind",
    "jiangong.evidence.panels",
    "jiangong.evidence.judging",
    "jiangong.evidence.marking",
    "jiangong.results",
    "jiangong.results.freezes",
    "jiangong.results.boards",
    "jiangong.results.signing",
    "jiangong.results.firming",
    "jiangong.results.promotion",
    "jiangong.results.amendments",
    "jiangong.results.appeals",
    "jiangong.web",
]

MIDDLEWARE = [
    "jiangong.web.middleware.Received",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "jiangong.web.middleware.PageHeaders",
    "jiangong.web.middleware.PlainQuery",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "jiangong.web.preferences.ChosenLanguage",
    "jiangong.web.middleware.UploadLimit",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django_otp.middleware.OTPMiddleware",
    "jiangong.web.middleware.OwnPassword",
    "jiangong.web.middleware.SecondFactor",
    "jiangong.web.middleware.OneReading",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "axes.middleware.AxesMiddleware",
]

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "jiangong.web.frame.frame",
            ],
        },
    },
]

ROOT_URLCONF = "jiangong.config.urls"
WSGI_APPLICATION = "jiangong.config.wsgi.application"

DATABASES = {"default": environment.database(JIANGONG_HOME)}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}

# People ----------------------------------------------------------------------------------------------------------------
AUTH_USER_MODEL = "organizations.User"
AUTHENTICATION_BACKENDS = ["axes.backends.AxesStandaloneBackend", "django.contrib.auth.backends.ModelBackend"]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator",
        "OPTIONS": {"user_attributes": ["username", "name"]},
    },  # noqa: E501
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
LOGIN_URL = "web:sign_in"
LOGIN_REDIRECT_URL = "web:desk"
LOGOUT_REDIRECT_URL = "web:home"

# Who signs in at the federation's identity server has an account here already; nothing is created (docs/decisions/0017).
IDENTITY_SERVER = environment.identity_server()
if IDENTITY_SERVER:
    INSTALLED_APPS += [
        "allauth",
        "allauth.account",
        "allauth.socialaccount",
        "allauth.socialaccount.providers.openid_connect",
    ]
    MIDDLEWARE += ["allauth.account.middleware.AccountMiddleware"]
    ACCOUNT_USER_MODEL_EMAIL_FIELD = None
    ACCOUNT_LOGIN_METHODS, ACCOUNT_SIGNUP_FIELDS = {"username"}, ["username*"]
    SOCIALACCOUNT_ADAPTER = "jiangong.web.account.identity.Adapter"
    SOCIALACCOUNT_LOGIN_ON_GET = True
    SOCIALACCOUNT_EMAIL_VERIFICATION = "none"
    SOCIALACCOUNT_OPENID_CONNECT_URL_PREFIX = ""
    SOCIALACCOUNT_PROVIDERS = {
        "openid_connect": {
            "OAUTH_PKCE_ENABLED": True,
            "APPS": [
                {
                    "provider_id": "federation",
                    "name": IDENTITY_SERVER.title,
                    "client_id": IDENTITY_SERVER.client,
                    "secret": IDENTITY_SERVER.secret,
                    "settings": {"server_url": IDENTITY_SERVER.address, "oauth_pkce_enabled": True},
                }
            ],
        }
    }

# Officers and those who hold one of the three powers sign in with a one-time code as well, where the deployment asks for it.
SECOND_FACTOR_REQUIRED = environment.is_on("JIANGONG_SECOND_FACTOR")
OTP_TOTP_ISSUER = os.environ.get("JIANGONG_ISSUER") or "Jiangong"

# A lock-out counts one person from one address: nobody can lock another person out from afar.
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_FAILURE_LIMIT = 8
AXES_COOLOFF_TIME = timedelta(minutes=15)
AXES_RESET_ON_SUCCESS = True
AXES_ENABLE_ADMIN = False
AXES_VERBOSE = False
AXES_LOCKOUT_CALLABLE = "jiangong.web.errors.locked_out"

# Notices ---------------------------------------------------------------------------------------------------------------
SITE_ADDRESS = (os.environ.get("JIANGONG_ADDRESS") or "").rstrip("/")
EMAIL_HOST = os.environ.get("JIANGONG_SMTP_HOST") or ""
EMAIL_PORT = int(os.environ.get("JIANGONG_SMTP_PORT") or 587)
EMAIL_HOST_USER = os.environ.get("JIANGONG_SMTP_USER") or ""
EMAIL_HOST_PASSWORD = os.environ.get("JIANGONG_SMTP_PASSWORD") or ""
EMAIL_USE_SSL = EMAIL_PORT == 465
EMAIL_USE_TLS = not EMAIL_USE_SSL and not environment.is_on("JIANGONG_SMTP_PLAIN")
EMAIL_TIMEOUT = 10
DEFAULT_FROM_EMAIL = os.environ.get("JIANGONG_MAIL_FROM") or EMAIL_HOST_USER or "jiangong@localhost"
WEBHOOK_URL, WEBHOOK_SECRET = environment.webhook()

# Language and time -----------------------------------------------------------------------------------------------------
LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", "简体中文"), ("en", "English")]
LOCALE_PATHS = [PACKAGE / "web" / "locale"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = os.environ.get("JIANGONG_TIME_ZONE") or "Asia/Shanghai"

# Files and limits ------------------------------------------------------------------------------------------------------
STATIC_URL = "static/"
STATIC_ROOT = JIANGONG_HOME / "static"
WHITENOISE_USE_FINDERS = True
STORAGES = {
    "default": {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": JIANGONG_FILES, "file_permissions_mode": 0o600, "directory_permissions_mode": 0o700},
    },
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024  # a form without its files; larger files go to a temporary file
FILE_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 2_000

# Transport -------------------------------------------------------------------------------------------------------------
HAS_HTTPS = environment.is_on("JIANGONG_HTTPS")
SECURE_SSL_REDIRECT = HAS_HTTPS
SECURE_HSTS_SECONDS = 31_536_000 if HAS_HTTPS else 0
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if environment.is_on("JIANGONG_BEHIND_PROXY") else None
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HAS_HTTPS
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
SESSION_COOKIE_AGE = 12 * 3600
X_FRAME_OPTIONS = "DENY"
CSRF_FAILURE_VIEW = "jiangong.web.errors.csrf_failure"

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "handlers": {"console": {"class": "logging.StreamHandler"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
}
