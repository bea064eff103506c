"""Signing in at the federation's identity server. Only read where one is configured: nothing else may load allauth."""

from typing import Any, NoReturn

from allauth.core.exceptions import ImmediateHttpResponse
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import login
from django.http import HttpRequest
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from jiangong.foundation.services import record
from jiangong.organizations.selectors import user_or_none
from jiangong.web.account.second import begin_session

BACKEND = "django.contrib.auth.backends.ModelBackend"


class Adapter(DefaultSocialAccountAdapter):
    """Whoever the identity server vouches for is the account of that name, if there is one. No account is made, none is linked."""

    def pre_social_login(self, request: HttpRequest, sociallogin: Any) -> NoReturn:
        """Sign in here as the account that the claim names."""
        said = sociallogin.account.extra_data
        facts = said.get("userinfo") or said.get("id_token") or said
        name = facts.get(settings.IDENTITY_SERVER.claim)  # type: ignore[union-attr]  # only read where there is one
        user = user_or_none(name) if isinstance(name, str) else None
        if user is None or not user.is_active:
            _back(request, _("身份已经确认，但本站没有对应的账号。请找本单位的系统管理员开设。"))
        login(request, user, backend=BACKEND)
        begin_session(request, is_required=settings.SECOND_FACTOR_REQUIRED)
        record("sign_in_by_identity_server", actor=user.reference, subject=user.reference)
        raise ImmediateHttpResponse(redirect(sociallogin.get_redirect_url(request) or settings.LOGIN_REDIRECT_URL))

    def on_authentication_error(self, request: HttpRequest, provider: Any, *args: Any, **more: Any) -> NoReturn:
        """Called off there, or not answered in time: back to the page where a password does."""
        _back(
            request, _("在%(where)s没有登录成功。请再试一次，或者用本站的用户名和密码登录。") % {"where": provider.name}
        )

    def is_open_for_signup(self, request: HttpRequest, sociallogin: Any) -> bool:
        """Accounts are opened by administrators."""
        return False


def _back(request: HttpRequest, sentence: str) -> NoReturn:
    messages.error(request, sentence)
    raise ImmediateHttpResponse(redirect("web:sign_in"))
