"""The command that hands waiting notices to mail server and gateway."""

from __future__ import annotations

import time
from typing import Annotated

import typer

from jiangong.cli.ground import needs_site, refuse_unmade
from jiangong.cli.options import InLang
from jiangong.cli.words import say, tell

Every = Annotated[
    int,
    typer.Option(
        "--every",
        metavar="SECONDS",
        min=0,
        help=say("留着，每隔几秒发一次；不给则发一次就结束", "stay, and send again after so many seconds; else once"),
    ),
]


@needs_site
def notices(every: Every = 0, lang: InLang = None) -> None:
    """Look at the clocks, so that reminders are written and seats lapse; then send what waits, and say how much went out."""
    refuse_unmade()
    from jiangong.organizations.notices.tasks import deliver  # needs Django
    from jiangong.organizations.people.services import remind_of_requests
    from jiangong.results.appeals.tasks import watch_clocks

    while True:
        watch_clocks()
        remind_of_requests()
        sent, failed = deliver()
        if sent or failed or not every:
            tell(say(f"发出 {sent} 条，{failed} 条没有发出", f"{sent} sent, {failed} not delivered"))
        if not every:
            return
        time.sleep(every)
