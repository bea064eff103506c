"""Reads what the environment says about this deployment: home folder, secret key, database."""

import os
import secrets
from base64 import b64encode
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

DATA_KEYS = "data.keys"
SIGNING_KEY = "signing.key"
POSTGRES_SCHEMES = ("postgres", "postgresql")

# IMMEDIATE: a writer takes the lock when its transaction begins, so that select_for_update, which SQLite ignores, is not
# missed. FULL: a commit is on the disk before it is acknowledged; with WAL this costs one flush a commit.
SQLITE_OPTIONS = {
    "transaction_mode": "IMMEDIATE",
    "timeout": 20,
    "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA cache_size=-65536;",
}


def home_folder() -> Path:
    """Where this deployment keeps its database, key and files (`JIANGONG_HOME`, default `./var`)."""
    return Path(os.environ.get("JIANGONG_HOME") or "var").absolute()


def is_on(name: str) -> bool:
    """Whether a yes/no variable says yes."""
    return os.environ.get(name, "").strip().lower() in ("1", "true", "yes", "on")


def words(name: str, default: str = "") -> list[str]:
    """A list written with commas."""
    return [part.strip() for part in (os.environ.get(name) or default).split(",") if part.strip()]


def secret_key(home: Path) -> str:
    """The signing key: `JIANGONG_SECRET_KEY`, or a key file that is made once and readable by its owner only."""
    given = os.environ.get("JIANGONG_SECRET_KEY")
    if given:
        return given
    path = home / "secret.key"
    if not path.exists():
        _write_key(path, secrets.token_urlsafe(64))
    return path.read_text(encoding="ascii").strip()


def data_keys(home: Path) -> list[str]:
    """The keys of encrypted fields, the current one first: `JIANGONG_DATA_KEYS`, or a key file that is made once.

    They are kept apart from the signing key: that one may be renewed at any time, these open what lies in the database.
    """
    given = words("JIANGONG_DATA_KEYS")
    if given:
        return given
    path = home / DATA_KEYS
    if not path.exists():
        _write_key(path, f"k1:aes:{b64encode(secrets.token_bytes(32)).decode()}\n")
    return path.read_text(encoding="ascii").split()


def signing_key(home: Path) -> str:
    """The key that bundles are signed with: `JIANGONG_SIGNING_KEY`, or a key file that is made once."""
    given = os.environ.get("JIANGONG_SIGNING_KEY")
    if given:
        return given.strip()
    path = home / SIGNING_KEY
    if not path.exists():
        _write_key(path, f"k1:ed25519:{b64encode(secrets.token_bytes(32)).decode()}\n")
    return path.read_text(encoding="ascii").strip()


def _write_key(path: Path, text: str) -> None:
    """Make the key beside its final name and link it there, so that two starting processes agree on one key."""
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f"{path.stem}.{os.getpid()}.new")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w", encoding="ascii") as stream:
        stream.write(text)
    try:
        os.link(draft, path)
    except FileExistsError:
        pass
    finally:
        draft.unlink()


def webhook() -> tuple[str, str]:
    """Address and secret of the gateway that takes notices: `JIANGONG_WEBHOOK_URL`, `JIANGONG_WEBHOOK_SECRET`; both or none.

    Raises ValueError for an address that is not http(s), and for one without a secret: nobody could tell our calls from others.
    """
    url, secret = os.environ.get("JIANGONG_WEBHOOK_URL") or "", os.environ.get("JIANGONG_WEBHOOK_SECRET") or ""
    if url and urlsplit(url).scheme not in ("http", "https"):
        raise ValueError(f"JIANGONG_WEBHOOK_URL: found {url!r}, expected an address that begins with https://")
    if url and not secret:
        raise ValueError("JIANGONG_WEBHOOK_SECRET: found nothing, expected the secret that the gateway checks calls by")
    return url, secret


@dataclass(frozen=True, slots=True)
class IdentityServer:
    """A federation's own place for signing in, by OpenID Connect."""

    address: str
    client: str
    secret: str
    title: str
    claim: str


def identity_server() -> IdentityServer | None:
    """`JIANGONG_OIDC_SERVER`, `_CLIENT`, `_SECRET`, `_TITLE`, `_CLAIM`; none without a server.

    Raises ValueError for an address that is not http(s), and where client or secret are missing.
    """
    address = (os.environ.get("JIANGONG_OIDC_SERVER") or "").rstrip("/")
    if not address:
        return None
    if urlsplit(address).scheme not in ("http", "https"):
        raise ValueError(f"JIANGONG_OIDC_SERVER: found {address!r}, expected an address that begins with https://")
    client, secret = os.environ.get("JIANGONG_OIDC_CLIENT") or "", os.environ.get("JIANGONG_OIDC_SECRET") or ""
    if not client or not secret:
        raise ValueError(
            "JIANGONG_OIDC_CLIENT, JIANGONG_OIDC_SECRET: found nothing, expected what the identity server issued"
        )
    title = os.environ.get("JIANGONG_OIDC_TITLE") or "统一身份认证"
    return IdentityServer(address, client, secret, title, os.environ.get("JIANGONG_OIDC_CLAIM") or "preferred_username")


def database(home: Path) -> dict[str, Any]:
    """Django's description of the database: `DATABASE_URL`, or one SQLite file in the home folder.

    Raises ValueError for an address of another kind.
    """
    url = os.environ.get("DATABASE_URL", "")
    if not url:
        return _sqlite(home / "jiangong.sqlite3")
    parts = urlsplit(url)
    if parts.scheme == "sqlite":
        return _sqlite(Path(unquote(parts.path)))
    if parts.scheme in POSTGRES_SCHEMES:
        return _postgresql(url)
    raise ValueError(f"DATABASE_URL: found scheme {parts.scheme!r}, expected postgresql:// or sqlite:///")


def _sqlite(path: Path) -> dict[str, Any]:
    return {"ENGINE": "django.db.backends.sqlite3", "NAME": path, "OPTIONS": dict(SQLITE_OPTIONS)}


def database_keep() -> int:
    """For how many seconds a thread keeps its connection to PostgreSQL: `JIANGONG_DATABASE_KEEP`, 60 where nothing is said.

    Raises ValueError for anything but a whole number.
    """
    given = os.environ.get("JIANGONG_DATABASE_KEEP") or "60"
    if not (given.isascii() and given.isdigit()):
        raise ValueError(f"JIANGONG_DATABASE_KEEP: found {given!r}, expected a number of seconds")
    return int(given)


def _postgresql(url: str) -> dict[str, Any]:
    parts = urlsplit(url)
    options = dict(parse_qsl(parts.query))
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.lstrip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": options.pop("host", "") or parts.hostname or "",
        "PORT": str(parts.port or ""),
        "CONN_MAX_AGE": database_keep(),
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": options,
    }
