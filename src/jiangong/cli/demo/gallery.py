"""The gallery's competitions as the demo shows them: union cases in their tracks, real results on a track of their own."""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc

from jiangong.cli.demo.contests import Contest
from jiangong.competitions.enums import Slot
from jiangong.competitions.gallery import Case, CaseAbsent, CaseLine, cases, read_case, run_case
from jiangong.core.scoring import Tables
from jiangong.core.scoring.tables import turned

WCA = (
    "This information is based on competition results owned and maintained by the World Cube Association, "
    "published at https://worldcubeassociation.org/results ."
)


@dataclass(frozen=True)
class Show:
    """Where a case of the gallery stands in the demo. Of many events a few are shown unless everything is asked for.

    The table names every case; those without a line here are settled and compared, and no competition is made of them.
    """

    slot: Slot
    is_union: bool = False
    events: tuple[str, ...] = ()
    notice: str = ""
    notice_en: str = ""
    since: float = 26


SHOWS = {
    "guzhen_lamp": Show(Slot.PLANT, is_union=True, since=23),
    "five_judges": Show(Slot.LOTUS, is_union=True, since=21),
    "civilised_post_2017": Show(Slot.LOTUS, is_union=True, since=27),
    "arc_welding": Show(Slot.PLANT, is_union=True, since=28),
    "key_project_template": Show(Slot.PROJECT, is_union=True, since=29),
    "gold_silver_2020": Show(Slot.PARK, is_union=True, since=30),
    "hunan_awards": Show(Slot.REGION, is_union=True, since=31),
    "wca_clock": Show(Slot.REGION, notice=f"数据说明（原文保留）：{WCA}", notice_en=WCA),
    "diving_2000": Show(
        Slot.REGION, events=("M3mSB", "W10mPF"),
        notice="2000 年悉尼奥运会跳水成绩，取自公开的教学数据集；评委和选手以代码表示。",
        notice_en="Diving at the 2000 Olympic Games, from a public teaching data set; judges and divers stand under codes.",
    ),
    "euroskills_training2025": Show(
        Slot.REGION, notice="网站技术训练赛的公开评分表，选手以代码表示。",
        notice_en="Published marking forms of a web technologies training competition; competitors stand under codes.",
    ),
    "imo": Show(
        Slot.REGION, events=("2022", "2023"), notice="国际数学奥林匹克公布的成绩，取自公开数据集，姓名已去掉。",
        notice_en="Results of the International Mathematical Olympiad from a public data set, without names.",
    ),
    "undp_hdi": Show(
        Slot.REGION, events=("2022",), notice="联合国开发计划署，CC BY 3.0 IGO。", notice_en="UNDP, CC BY 3.0 IGO.",
    ),
}  # fmt: skip


def settle_gallery(folder: Path, *, shared: Path | None, tell: Callable[[str], None]) -> tuple[CaseLine, ...]:
    """Settle every case through the core and say each line of the table as it comes."""
    lines: list[CaseLine] = []
    for case in cases(folder):
        for line in run_case(case, shared=shared):
            tell(str(line))
            lines.append(line)
    return tuple(lines)


def gallery_contests(folder: Path, *, shared: Path | None, full: bool) -> tuple[Contest, ...]:
    """The cases whose data is here, as competitions of the demo."""
    found = []
    for case in cases(folder):
        show = SHOWS.get(case.name)
        if show is None:
            continue
        try:
            tables = read_case(case, shared=shared).tables
        except CaseAbsent:
            continue
        found.append(_contest(case, show, tables if full or not show.events else only(tables, show.events)))
    return tuple(found)


def _contest(case: Case, show: Show, tables: Tables) -> Contest:
    return Contest(
        code=case.name.replace("_", "-"), slot=show.slot, title=case.title.zh, title_en=case.title.en,
        rules=case.rulebook_text, tables=tables, notice=show.notice, notice_en=show.notice_en, gallery=case.name,
        since=show.since,
    )  # fmt: skip


def only(tables: Tables, events: Collection[str]) -> Tables:
    """The rows of some events."""
    parts = (tables.marks, tables.entries, tables.items, tables.events)
    marks, entries, items, parameters = (_only(part, events) for part in parts)
    return Tables(marks=marks, entries=entries, items=items, events=parameters, files=tables.files)


def _only(table: pa.Table | None, events: Collection[str]) -> pa.Table | None:
    if table is None:
        return None
    named = turned(table)
    if "event" not in named.column_names:
        return named
    return named.filter(pc.is_in(named["event"], pa.array(list(events), pa.string())))
