"""Commands about signatures and boards: keys signing, boards."""

from __future__ import annotations

import os
import time
from pathlib import Path
from typing import Annotated

import typer

from jiangong.cli.endings import WrongUse
from jiangong.cli.ground import needs_site, refuse_unmade
from jiangong.cli.options import AsJson, InLang
from jiangong.cli.words import note, say, tell, tell_json

Renew = Annotated[bool, typer.Option("--renew", help=say("换一把新的签名密钥", "make a new signing key"))]
Algorithm = Annotated[
    str, typer.Option("--algorithm", metavar="NAME", help=say("ed25519 或 sm2", "ed25519 or sm2"))
]  # fmt: skip
PublicOut = Annotated[
    str, typer.Option("--out", metavar="F", help=say("把现用的公钥写成文件", "write the public key in use to a file"))
]


@needs_site
def signing_keys(
    renew: Renew = False,
    algorithm: Algorithm = "ed25519",
    out: PublicOut = "",
    as_json: AsJson = False,
    lang: InLang = None,
) -> None:
    """The keys that bundles are and were signed with; a new one with --renew."""
    refuse_unmade()
    from jiangong.foundation.signing import ALGORITHMS  # needs Django from here on
    from jiangong.results.signing.selectors import published_keys, signing_key
    from jiangong.results.signing.services import announce_key

    if algorithm not in ALGORITHMS:
        raise WrongUse(say("--algorithm 是 ed25519 或 sm2", "--algorithm is ed25519 or sm2"))
    if renew and _renewed(algorithm):
        return
    announce_key(by="site:keys")
    if out:
        Path(out).write_text(signing_key().verifying.pem, encoding="ascii")
        tell(out)
        return
    rows = [
        {
            "name": shown.key.name,
            "algorithm": shown.title,
            "sha256": shown.key.fingerprint,
            "since": shown.key.announced_at.isoformat(timespec="seconds"),
            "until": shown.until.isoformat(timespec="seconds") if shown.until else "",
        }
        for shown in published_keys()
    ]
    if as_json:
        tell_json(rows)
        return
    for row in rows:
        state = say("已停用", "retired") if row["until"] else say("使用中", "in use")
        tell(f"{row['name']}\t{row['algorithm']}\t{row['sha256']}\t{row['since']}\t{state}")


def _renewed(algorithm: str) -> bool:
    """Make a new key. True where it only stands on the screen, for the environment to take."""
    from jiangong.cli.keyfile import is_key_in_environment, renew_signing_key
    from jiangong.results.signing.selectors import published_keys, signing_key
    from jiangong.results.signing.services import announce_key

    announce_key(by="site:keys")  # the one before goes on checking what it signed
    taken = {signing_key().name, *(shown.key.name for shown in published_keys())}
    key = renew_signing_key(algorithm, taken=taken)
    if is_key_in_environment():
        tell(key.written())
        note(
            say(
                "上一行是新的密钥，要保密：放进 JIANGONG_SIGNING_KEY，再重启站点",
                "the line above is the new key and secret: put it into JIANGONG_SIGNING_KEY and restart the site",
            )
        )
        return True
    note(say("接下来：重启站点，让它读到新的密钥", "next: restart the site, so that it reads the new key"))
    return False


Every = Annotated[
    float,
    typer.Option(
        "--every",
        metavar="SECONDS",
        min=0,
        help=say("留着，每隔几秒看一次；不给则写一次就结束", "stay, and look again after so many seconds; else once"),
    ),
]


@needs_site
def boards(every: Every = 0, lang: InLang = None) -> None:
    """Write the live boards as files. `serve` does it by itself; this is for sites that another server serves."""
    refuse_unmade()
    from django.conf import settings

    from jiangong.results.boards.files import BoardKeeper, keep_boards  # needs Django

    folder = Path(settings.JIANGONG_BOARDS)
    if every:
        parent = os.getppid()

        def is_over(seconds: float) -> bool:
            """Whoever started this is gone."""
            time.sleep(seconds)
            return os.getppid() != parent

        keep_boards(folder, every=every, is_over=is_over)
        return
    count = BoardKeeper(folder).look()
    tell(say(f"写好 {count} 个实时榜", f"live boards written: {count}"))
