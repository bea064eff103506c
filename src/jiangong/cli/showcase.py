"""`jiangong demo`: a home of its own, filled, shown, served."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Any

from jiangong.cli.endings import DONE, AnswerIsNo
from jiangong.cli.ground import migrate, open_site
from jiangong.cli.watch import Watch
from jiangong.cli.words import note, say, tell


def show_demo(*, port: int, full: bool) -> int:
    """Fill the demo, print its table and accounts, and serve it unless SERVE=0."""
    _lay_home()
    open_site()
    migrate()
    _tell_site(_filled(full), port)
    if os.environ.get("SERVE") == "0":
        return DONE
    from jiangong.cli.serving import serve_site

    return serve_site(port=port, address="127.0.0.1")


def _lay_home() -> None:
    from jiangong.cli.demo import fresh_demo_home  # belongs to the demo alone
    from jiangong.foundation.refusals import Declined

    home = Path(os.environ.get("JIANGONG_HOME") or "var") / "demo"
    os.environ["JIANGONG_HOME"] = str(home)
    os.environ.pop("DATABASE_URL", None)  # a demo never touches the database of a site
    try:
        fresh_demo_home(home)
    except Declined as declined:
        note(declined.sentence)
        raise AnswerIsNo from None


def _filled(full: bool) -> Any:
    from django.conf import settings

    from jiangong.cli.demo import fill_demo

    shared = Path(settings.SHARED)
    with Watch() as watch:
        watch.step(say("布置演示数据", "filling the demo"))
        return fill_demo(
            gallery=Path(settings.GALLERY),
            shared=shared if shared.is_dir() else None,
            full=full,
            tell=_tell_now,
            progress=watch.advance,
        )


def _tell_now(line: str) -> None:
    tell(line)
    sys.stdout.flush()  # a case that is settled is seen at once, also in a log


def _tell_site(site: Any, port: int) -> None:
    tell()
    tell(say("演示账号（只在演示里有效）：", "accounts of the demo (they exist nowhere else):"))
    for account in site.accounts:
        tell(f"  {account.username}\t{account.password}\t{account.role}\t{account.organization}")
    tell(say("凭条（本人查全部成绩用）：", "slips (to look up one's own results in full):"))
    for slip in site.slips:
        tell(f"  {slip.title}\t{slip.number}\t{slip.slip}\thttp://127.0.0.1:{port}{slip.path}")
    tell(say("个人链接（职工本人的页面）：", "a personal link (a worker's own page):"))
    tell(f"  http://127.0.0.1:{port}{site.link}")
