"""`jiangong move`: from one file to a PostgreSQL server."""

from __future__ import annotations

from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from jiangong.cli import transfer
from jiangong.cli.watch import Watch
from jiangong.cli.words import say


def move_site(url: str, watch: Watch) -> dict[str, int]:
    """Copy the site's database to the empty one at `url`; returns rows by table."""
    watch.step(say("搬到 PostgreSQL", "moving to PostgreSQL"))
    transfer.open_target(described(url))
    try:
        return transfer.copy_database(transfer.SOURCE, transfer.TARGET, watch.advance)
    finally:
        transfer.close_target()


def described(url: str) -> dict[str, Any]:
    """A postgresql:// address as Django describes a database."""
    parts = urlsplit(url)
    options = dict(parse_qsl(parts.query))
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.lstrip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": options.pop("host", "") or parts.hostname or "",
        "PORT": str(parts.port or ""),
        "OPTIONS": options,
    }
