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
    summary: str = ""
    summary_en: str = ""
    notice: str = ""
    notice_en: str = ""
    since: float = 26


SHOWS = {
    "guzhen_lamp": Show(
        Slot.PLANT, is_union=True, since=23, summary="理论三成、实操七成；总分相同先比组装用时。三人成队，另排团体名次。",
        summary_en="Theory 30 %, practice 70 %; equal totals compare the assembly time. Three members make a team, ranked apart.",
    ),
    "five_judges": Show(
        Slot.LOTUS, is_union=True, since=21, summary="每件作品五名裁判评分，去掉最高和最低各一个，其余取平均。",
        summary_en="Five judges mark each work; the highest and the lowest mark are dropped, the others averaged.",
    ),
    "civilised_post_2017": Show(
        Slot.LOTUS, is_union=True, since=27, summary="基础 100 分，荣誉加分至多 20，现场汇报 30；不到 90 分不合格。",
        summary_en="A basis of 100, at most 20 for honours, 30 for the presentation; below 90 a post does not pass.",
    ),
    "arc_welding": Show(
        Slot.PLANT, is_union=True, since=28, summary="按毫米扣分，过线全扣；能算的满分是 80 分。",
        summary_en="Points are taken off by the millimetre, all of them beyond a limit; 80 points can be computed.",
    ),
    "key_project_template": Show(
        Slot.PROJECT, is_union=True, since=29, summary="自拟的样例：七项 100 分，荣誉加分在外，六种情形一票否决。",
        summary_en="A template of our own: seven items of 100 points, honours apart, six cases of veto.",
    ),
    "gold_silver_2020": Show(
        Slot.PARK, is_union=True, since=30, summary="投资计划、名次、开工和管理服务相加；金奖一个、银奖两个。",
        summary_en="Investment, ranks, starts and services add up; one gold and two silver awards.",
    ),
    "hunan_awards": Show(
        Slot.REGION, is_union=True, since=31, summary="一项竞赛、几家授奖：奖章、技术能手、等级晋升、青年和妇女称号。",
        summary_en="One competition, several bodies that award: medal, title, promotion, young and women workers' titles.",
    ),
    "roles_construction": Show(
        Slot.PROJECT, is_union=True, since=32, summary="施工、设计、业主、征迁各有一张指标表，名次各排各的；每个角色第一名得流动红旗。",
        summary_en="Builders, designers, owners and land clearance each have a list; places are counted apart, the first of each role gets the flag.",
    ),
    "small_innovations": Show(
        Slot.PLANT, is_union=True, since=33, summary="书面评审各类各排各的，前一半进答辩；书面四成、答辩六成。",
        summary_en="Papers are ranked within each kind, the first half goes on; paper 40 %, defence 60 %.",
    ),
    "wca_clock": Show(
        Slot.REGION, notice=f"数据说明（原文保留）：{WCA}", notice_en=WCA,
        summary="每人五次，去掉最好和最差各一次，其余取平均；平均相同比最好单次。",
        summary_en="Five attempts each; the best and the worst are dropped, the others averaged; equal averages compare the best single.",
    ),
    "diving_2000": Show(
        Slot.REGION, events=("M3mSB", "W10mPF"),
        summary="七名裁判，去掉最高和最低各一个，乘难度系数；预赛、半决赛、决赛按规则累计和淘汰。",
        summary_en="Seven judges, highest and lowest dropped, times difficulty; preliminary, semi-final and final by their own cuts.",
        notice="2000 年悉尼奥运会跳水成绩，取自公开的教学数据集；评委和选手以代码表示。",
        notice_en="Diving at the 2000 Olympic Games, from a public teaching data set; judges and divers stand under codes.",
    ),
    "euroskills_training2025": Show(
        Slot.REGION, summary="测量项和评判项两种加法，两个模块合成总成绩。",
        summary_en="Measurement and judgement aspects, two ways of adding up; two modules make the total.",
        notice="网站技术训练赛的公开评分表，选手以代码表示。",
        notice_en="Published marking forms of a web technologies training competition; competitors stand under codes.",
    ),
    "f1_seasons": Show(
        Slot.REGION, events=("1954", "2021"), notice="f1db 公布的名次和积分，CC BY 4.0，车手以代码表示。",
        notice_en="Places and points published by f1db, CC BY 4.0; drivers stand under codes.",
    ),
    "sailing_ukwa": Show(
        Slot.REGION, events=("2014-003",), notice="Logiqx/ukwa-slalom 收集的成绩页，CC BY-SA 4.0，姓名已去掉。",
        notice_en="Result pages collected by Logiqx/ukwa-slalom, CC BY-SA 4.0, without names.",
    ),
    "icpc_ccpc": Show(
        Slot.REGION, events=("wf46",), notice="algoux/srk-collection 收集的榜和提交，AGPL-3.0，队名已去掉。",
        notice_en="Boards and runs collected by algoux/srk-collection, AGPL-3.0, without team names.",
    ),
    "fifa_groups": Show(
        Slot.REGION, events=("WC-1990",),
        notice="jfjelstul/worldcup，© 2023 Joshua C. Fjelstul，CC BY-SA 4.0，选取了部分列。",
        notice_en="jfjelstul/worldcup, © 2023 Joshua C. Fjelstul, CC BY-SA 4.0, columns selected.",
    ),
    "imo": Show(
        Slot.REGION, events=("2022", "2023"), summary="六题相加，同分同名次；奖牌线由当年陪审团决定。",
        summary_en="Six problems added; equal totals share a place; the jury of the year sets the medal lines.",
        notice="国际数学奥林匹克公布的成绩，取自公开数据集，姓名已去掉。",
        notice_en="Results of the International Mathematical Olympiad from a public data set, without names.",
    ),
    "undp_hdi": Show(
        Slot.REGION, events=("2022",), summary="四项指标按上下限折算，三个维度取几何平均，按三位小数排名分级。",
        summary_en="Four indicators between goalposts, the geometric mean of three dimensions, ranked and tiered at three decimals.",
        notice="联合国开发计划署，CC BY 3.0 IGO。", notice_en="UNDP, CC BY 3.0 IGO.",
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
        rules=case.rulebook_text, tables=tables, summary=show.summary, summary_en=show.summary_en,
        notice=show.notice, notice_en=show.notice_en, gallery=case.name,
        since=show.since,
    )  # fmt: skip


def only(tables: Tables, events: Collection[str]) -> Tables:
    """The rows of some events."""
    parts = (tables.marks, tables.entries, tables.items, tables.events, tables.sources)
    marks, entries, items, parameters, sources = (_only(part, events) for part in parts)
    return Tables(marks=marks, entries=entries, items=items, events=parameters, sources=sources, files=tables.files)


def _only(table: pa.Table | None, events: Collection[str]) -> pa.Table | None:
    if table is None:
        return None
    named = turned(table)
    if "event" not in named.column_names:
        return named
    return named.filter(pc.is_in(named["event"], pa.array(list(events), pa.string())))
