"""Commands about workers: roster import, roster export, roster resume, keys rotate, retention."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

from jiangong.cli.endings import AnswerIsNo, WrongUse
from jiangong.cli.ground import needs_site, refuse_unmade
from jiangong.cli.inputs import existing
from jiangong.cli.options import InLang
from jiangong.cli.watch import Watch
from jiangong.cli.words import language, note, say, tell

RosterPath = Annotated[
    Path, typer.Argument(metavar="F", help=say("名册：XLSX、XLS、ODS 或 CSV", "a roster: XLSX, XLS, ODS or CSV"))
]
UnitCode = Annotated[str, typer.Option("--unit", metavar="CODE", help=say("单位代号", "code of the unit"))]
OfficerName = Annotated[
    str, typer.Option("--by", metavar="USER", help=say("经办的竞赛管理员", "the officer who does it"))
]
Confirm = Annotated[
    bool,
    typer.Option(
        "--confirm", help=say("检查后直接入库；不给则只检查", "carry it over after the check; else only check")
    ),
]
IdentityBasis = Annotated[
    str,
    typer.Option(
        "--identity-basis", metavar="WORDS",
        help=say("名册含身份证号时：怎样取得本人单独同意", "where the roster has identity numbers: how the workers agreed to that"),
    ),
]  # fmt: skip
RosterNumber = Annotated[int, typer.Argument(metavar="N", help=say("名册的编号", "number of the roster"))]
ReasonsFile = Annotated[
    str,
    typer.Option(
        "--out",
        metavar="F",
        help=say("把带检查结果的同一张表写到这里", "write the same sheet with the outcome of each row"),
    ),
]


@needs_site
def import_roster(
    file: RosterPath,
    unit: UnitCode = "",
    by: OfficerName = "",
    confirm: Confirm = False,
    identity_basis: IdentityBasis = "",
    lang: InLang = None,
) -> None:
    """Check a roster; with --confirm, carry it over."""
    refuse_unmade()
    from jiangong.organizations.people import services  # needs Django

    user, body = _person(by), _unit(unit)
    with Watch() as watch:
        watch.step(say("检查", "checking"))
        data = existing(file).read_bytes()
        roster = services.receive_roster(
            body, name=file.name, data=data, by=user, identity_basis=identity_basis, has_limit=False
        )
        services.check_roster(roster, progress=watch.advance)
        roster.refresh_from_db()
        _tell_check(roster)
        if confirm:
            watch.step(say("入库", "carrying over"))
            services.confirm_roster(roster, by=user)
            services.carry_on(roster, progress=watch.advance)
            tell(say(f"已入库，名册 {roster.pk}", f"carried over, roster {roster.pk}"))


@needs_site
def write_sheet(number: RosterNumber, out: ReasonsFile = "", lang: InLang = None) -> None:
    """The sheet that was handed in, with what becomes of each row and why."""
    refuse_unmade()
    from jiangong.foundation.sheets import write_table  # loads Arrow
    from jiangong.foundation.sheets.harmless import harmless_table
    from jiangong.organizations.people import services  # needs Django
    from jiangong.organizations.people.models import Roster

    roster = Roster.objects.filter(pk=number).first()
    if roster is None or Path(out).suffix not in (".csv", ".xlsx"):
        raise WrongUse(
            say("请给出名册的编号，和以 .csv 或 .xlsx 结尾的 --out", "name a roster, and an --out in .csv or .xlsx")
        )
    Path(out).write_bytes(write_table(harmless_table(services.checked_sheet(roster)), Path(out).suffix))


def _tell_check(roster: Any) -> None:
    if roster.stage == "failed":
        note(roster.sentence if language() == "zh" else roster.sentence_en)
        raise AnswerIsNo
    said = (
        roster.pk,
        roster.row_count,
        roster.added_count,
        roster.changed_count,
        roster.same_count,
        roster.refused_count,
    )
    zh, en = (
        "名册 {}，共 {} 行：新增 {}，变更 {}，没有变化 {}，不收 {}",
        "roster {}, rows {}: added {}, changed {}, same {}, refused {}",
    )
    tell(say(zh.format(*said), en.format(*said)))


Suffixed = Annotated[
    str, typer.Option("--out", metavar="F", help=say("写到哪里（.xlsx 或 .csv）", "the file to write (.xlsx or .csv)"))
]
Reason = Annotated[
    str, typer.Option("--reason", metavar="WORDS", help=say("用途，记入审计记录", "what for; kept in the audit trail"))
]


@needs_site
def export_roster(
    unit: UnitCode = "", by: OfficerName = "", reason: Reason = "", out: Suffixed = "", lang: InLang = None
) -> None:
    """Write the roster of a unit and of what belongs to it to a file."""
    refuse_unmade()
    from jiangong.organizations.people import services  # needs Django

    user = _person(by)
    with Watch() as watch:
        watch.step(say("导出", "writing"))
        export = services.begin_export(_unit(unit), suffix=Path(out).suffix, reason=reason, by=user)
        services.write_export(export, progress=watch.advance)
        Path(out).write_bytes(services.fetch_export(export, by=user))
    tell(say(f"{out}：{export.job.done} 人", f"{out}: workers {export.job.done}"))


ResumeKind = Annotated[str, typer.Argument(metavar="KIND", help="roster | export")]
ResumeKey = Annotated[int, typer.Argument(metavar="N", help=say("编号", "its number"))]


@needs_site
def resume_roster(kind: ResumeKind = "roster", number: ResumeKey = 0, lang: InLang = None) -> None:
    """Go on with files that were broken off: all of them, or the one of that number."""
    refuse_unmade()
    from jiangong.organizations.people import services  # needs Django
    from jiangong.organizations.people.models import Roster, RosterExport

    if kind == "export":
        for export in RosterExport.objects.filter(**({"pk": number} if number else {"ended_at__isnull": True})):
            services.write_export(export)
        return
    for roster in Roster.objects.filter(**({"pk": number} if number else {"stage__in": ["received", "merging"]})):
        services.carry_on(roster)
        roster.refresh_from_db()
        tell(f"{roster.pk}\t{roster.file_name}\t{roster.get_stage_display()}")


ProviderName = Annotated[
    str,
    typer.Option(
        "--provider",
        metavar="P",
        help=say(
            "aes（AES-256-GCM）或 sm（SM4-GCM、SM3）；不给则与现在的相同",
            "aes (AES-256-GCM) or sm (SM4-GCM, SM3); that of the present key if not given",
        ),
    ),
]


@needs_site
def rotate_keys(provider: ProviderName = "", lang: InLang = None) -> None:
    """Make a new data key and seal everything by it; run again, it goes on where it ended."""
    refuse_unmade()
    from jiangong.cli.keyfile import renew_key_file  # needs Django
    from jiangong.evidence.blind.selectors import lots_under_earlier_keys
    from jiangong.evidence.marking.services import reseal_photos
    from jiangong.foundation.secrecy import keyring
    from jiangong.organizations.people.services import reseal_identities

    provider = provider or keyring().current.provider  # a site that has to use SM must not fall back unawares
    if provider not in ("aes", "sm"):
        raise WrongUse(say("--provider 是 aes 或 sm", "--provider is aes or sm"))
    name = renew_key_file(provider)
    with Watch() as watch:
        watch.step(say("重新加密", "sealing anew"))
        count = reseal_identities(progress=watch.advance)
        watch.step(say("重新加密照片", "sealing photos anew"))
        photos = reseal_photos(progress=watch.advance)
    tell(
        say(
            f"当前密钥 {name}；重新加密 {count} 条、照片 {photos} 张",
            f"current key {name}; sealed anew: {count}, photos: {photos}",
        )
    )
    if lots := lots_under_earlier_keys():
        tell(
            say(
                f"旧密钥的行要留着：{lots} 层加密抽签的记录封存后不再改动，仍要用它打开",
                f"the earlier key lines must stay: {lots} layers of blind numbers were sealed by them and are kept as they are",
            )
        )
    tell(say("接下来：重启站点，让它读到新的密钥", "next: restart the site, so that it reads the new key"))


Apply = Annotated[bool, typer.Option("--apply", help=say("真的删除；不给则只列出", "really delete; else only list"))]


@needs_site
def retention(apply: Apply = False, lang: InLang = None) -> None:
    """What is over its time, by kind of data; with --apply it is deleted."""
    refuse_unmade()
    from jiangong.organizations.people.selectors import retention_plan  # needs Django
    from jiangong.organizations.people.services import apply_retention

    if apply:
        with Watch() as watch:
            watch.step(say("删除到期数据", "deleting what is over its time"))
            for kind, count in apply_retention().items():
                tell(f"{kind}\t{count}")
        return
    for kept in retention_plan():
        days = say(f"保存 {kept.days} 天", f"kept for {kept.days} days")
        tell(f"{kept.kind.value}\t{kept.due_count}\t{days}\t{kept.kind.label}")
    tell(say("没有删除任何内容；加 --apply 才删除", "nothing was deleted; --apply deletes"))


def _person(username: str) -> Any:
    from jiangong.organizations.models import User
    from jiangong.organizations.selectors import the_user

    try:
        return the_user(username)
    except User.DoesNotExist:
        raise WrongUse(
            say(f"没有用户 {username}，请用 --by 给出", f"no user {username!r}: name one with --by")
        ) from None


def _unit(code: str) -> Any:
    from jiangong.organizations.models import Organization

    found = Organization.objects.filter(code=code).first()
    if found is None:
        raise WrongUse(say(f"没有单位 {code}，请用 --unit 给出代号", f"no unit {code!r}: name one with --unit"))
    return found
