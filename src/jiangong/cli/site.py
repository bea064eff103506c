"""Commands about a site: init, serve, demo, backup, restore, move, audit verify, manage."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Annotated

import typer

from jiangong.cli.endings import AnswerIsNo, WrongUse
from jiangong.cli.ground import migrate, needs_site, open_site, refuse_unmade
from jiangong.cli.inputs import existing
from jiangong.cli.options import AsJson, InLang
from jiangong.cli.watch import Watch
from jiangong.cli.words import say, tell, tell_json

Federation = Annotated[
    str, typer.Option("--federation", metavar="NAME", help=say("总工会的名称", "name of the federation"))
]
FederationInEnglish = Annotated[
    str, typer.Option("--federation-en", metavar="NAME", help=say("它的英文名称", "its English name"))
]
Administrator = Annotated[
    str,
    typer.Option(
        "--administrator", metavar="USER", help=say("第一位管理员的登录名", "sign-in name of the first administrator")
    ),
]
PersonName = Annotated[
    str, typer.Option("--name", metavar="NAME", help=say("这位管理员的姓名", "the administrator's own name"))
]
PasswordFile = Annotated[
    Path | None,
    typer.Option(
        "--password-file",
        metavar="F",
        help=say("装着密码的文件；不给则在终端里问", "a file with the password; asked for when absent"),
    ),
]


@needs_site
def init(
    federation: Federation = "",
    federation_en: FederationInEnglish = "",
    administrator: Administrator = "",
    name: PersonName = "",
    password_file: PasswordFile = None,
    lang: InLang = None,
) -> None:
    """Tables, keys, one federation and one administrator; nothing else."""
    federation = federation or _asked(say("总工会的名称", "Name of the federation"), "--federation")
    administrator = administrator or _asked(
        say("管理员的登录名", "Sign-in name of the administrator"), "--administrator"
    )
    password = _password(password_file)
    migrate()
    from jiangong.organizations.services import create_site  # needs Django

    create_site(
        federation,
        federation_en=federation_en,
        administrator=administrator,
        administrator_name=name or administrator,
        password=password,
    )
    from django.conf import settings

    from jiangong.results.signing.services import announce_key

    announce_key(by="site:init")
    home = settings.JIANGONG_HOME
    tell(say(f"站点已建：{federation}；数据在 {home}", f"the site is made: {federation}; its data lie in {home}"))
    tell(say("接下来：jiangong serve", "next: jiangong serve"))


def _asked(question: str, option: str) -> str:
    if not sys.stdin.isatty():
        raise WrongUse(say(f"缺少 {option}", f"{option} is missing"))
    return str(typer.prompt(question, err=True)).strip()


def _password(file: Path | None) -> str:
    if file is not None:
        return existing(file).read_text(encoding="utf-8").strip()
    if not sys.stdin.isatty():
        raise WrongUse(say("缺少 --password-file", "--password-file is missing"))
    question = say("密码（至少 10 个字符）", "Password (10 characters or more)")
    return str(typer.prompt(question, hide_input=True, confirmation_prompt=True, err=True))


Port = Annotated[int, typer.Option("--port", envvar="PORT", min=1, max=65535, help=say("端口", "port"))]
Address = Annotated[str, typer.Option("--address", help=say("监听的地址", "address to listen on"))]
Workers = Annotated[int, typer.Option("--workers", min=1, help=say("进程数", "processes"))]


@needs_site
def serve(port: Port = 8000, address: Address = "127.0.0.1", workers: Workers = 1, lang: InLang = None) -> int:
    """The site, until it is stopped."""
    from jiangong.cli.serving import serve_site  # loads the server

    refuse_unmade()
    return serve_site(port=port, address=address, workers=workers)


Full = Annotated[bool, typer.Option("--full", help=say("更大的数据（同 DEMO=full）", "larger data (as DEMO=full)"))]


def demo(port: Port = 8000, full: Full = False, lang: InLang = None) -> int:
    """A fictional province, from raw marks to published standings, in the terminal and in a browser."""
    from jiangong.cli.showcase import show_demo  # loads Django with a home of its own

    return show_demo(port=port, full=full or os.environ.get("DEMO") == "full")


BackupFile = Annotated[
    str, typer.Option("--out", metavar="F", help=say("备份文件（.zip）", "the archive to write (.zip)"))
]


@needs_site
def backup(out: BackupFile = "", lang: InLang = None) -> None:
    """Database, files and key in one archive, taken while the site runs."""
    from jiangong.cli.backups import write_backup  # needs Django

    if not out.endswith(".zip"):
        raise WrongUse(say("请用 --out 给出以 .zip 结尾的文件名", "give --out a name that ends in .zip"))
    refuse_unmade()
    with Watch() as watch:
        written = write_backup(Path(out), watch)
    tell(say(f"{out}：{written.rows} 行，{written.files} 个文件", f"{out}: rows {written.rows}, files {written.files}"))


BackupPath = Annotated[Path, typer.Argument(metavar="F", help=say("备份文件", "the archive"))]


@needs_site
def restore(archive: BackupPath, lang: InLang = None) -> None:
    """Bring a site back; only into an empty home and an empty database."""
    from jiangong.cli.backups import read_backup  # needs Django

    with Watch() as watch:
        written = read_backup(existing(archive), watch)
    tell(
        say(
            f"已恢复：{written.rows} 行，{written.files} 个文件",
            f"restored: rows {written.rows}, files {written.files}",
        )
    )


Target = Annotated[str, typer.Option("--to", metavar="URL", help="postgresql://USER:PASSWORD@HOST/NAME")]


@needs_site
def move(to: Target = "", lang: InLang = None) -> None:
    """Copy every table to an empty PostgreSQL database, counted and compared row by row."""
    from jiangong.cli.moving import move_site  # needs Django

    if not to.startswith(("postgresql://", "postgres://")):
        raise WrongUse(say("请用 --to 给出 postgresql:// 地址", "give --to an address that begins with postgresql://"))
    refuse_unmade()
    with Watch() as watch:
        counts = move_site(to, watch)
    for table, rows in counts.items():
        tell(f"{table}\t{rows}")
    total = sum(counts.values())
    tell(
        say(f"{len(counts)} 张表、{total} 行，逐行核对一致", f"{len(counts)} tables, {total} rows, compared row by row")
    )
    tell(
        say(
            "接下来：以 DATABASE_URL 指向新的数据库再启动站点",
            "next: start the site with DATABASE_URL naming the new database",
        )
    )


@needs_site
def verify_audit(as_json: AsJson = False, lang: InLang = None) -> None:
    """Follow the chain of the audit trail from its first row to its last."""
    from jiangong.foundation.selectors import verify_trail  # needs Django

    refuse_unmade()
    with Watch() as watch:
        watch.step(say("核对审计记录", "checking the audit trail"))
        found = verify_trail(progress=watch.advance)
    if as_json:
        tell_json(
            {"whole": found.is_whole, "rows": found.rows, "first_broken": found.first_broken, "reason": found.reason}
        )
    elif found.is_whole:
        tell(say(f"审计记录完整，{found.rows} 行", f"the audit trail is whole: {found.rows} rows"))
    else:
        tell(
            say(
                f"第 {found.first_broken} 行起不完整：{found.reason}",
                f"broken from row {found.first_broken}: {found.reason}",
            )
        )
    if not found.is_whole:
        raise AnswerIsNo


def manage(context: typer.Context) -> int:
    """Django's own commands, for those who look after a site."""
    open_site()
    from django.core.management import execute_from_command_line

    try:
        execute_from_command_line(["jiangong manage", *context.args])
    except SystemExit as ended:  # Django's way to say that a command failed
        return ended.code if isinstance(ended.code, int) else 1
    return 0
