"""`jiangong demo`: a home of its own, filled, shown, served."""

from __future__ import annotations

import os
from pathlib import Path

from jiangong.cli.entrance import DONE
from jiangong.cli.ground import migrate, open_site
from jiangong.cli.words import say, tell


def show_demo(*, port: int, full: bool) -> int:
    """Fill the demo, print its table and accounts, and serve it unless SERVE=0."""
    home = Path(os.environ.get("JIANGONG_HOME") or "var") / "demo"
    os.environ["JIANGONG_HOME"] = str(home)
    os.environ.pop("DATABASE_URL", None)  # a demo never touches the database of a site
    from jiangong.cli.demo import fill_demo, fresh_demo_home  # belongs to the demo alone

    fresh_demo_home(home)
    open_site()
    migrate()
    from django.conf import settings

    shared = settings.SHARED if Path(settings.SHARED).is_dir() else None
    site = fill_demo(gallery=Path(settings.GALLERY), shared=shared, full=full, tell=tell)
    _tell_accounts(site, port)
    if os.environ.get("SERVE") == "0":
        return DONE
    from jiangong.cli.serving import serve_site

    return serve_site(port=port, address="127.0.0.1")


def _tell_accounts(site, port: int) -> None:
    tell()
    tell(say("演示账号（只在演示里有效）：", "accounts of the demo (they exist nowhere else):"))
    for account in site.accounts:
        tell(f"  {account.username}\t{account.password}\t{account.role}\t{account.organization}")
    for slip in site.slips:
        tell(
            say("  凭条", "  slip") + f"\t{slip.title}\t{slip.number}\t{slip.slip}\thttp://127.0.0.1:{port}{slip.path}"
        )
