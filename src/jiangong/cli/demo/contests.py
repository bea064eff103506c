"""The competitions of the demo: one programme with five tracks, each with something to see in another state."""

from dataclasses import dataclass, field
from pathlib import Path

from jiangong.cli.demo import figures
from jiangong.cli.demo.people import CITIES
from jiangong.competitions.enums import Policy, Slot
from jiangong.core.scoring import Tables
from jiangong.evidence.judging.intake import column_values
from jiangong.evidence.judging.keys import MarkChange

RULES = Path(__file__).parent / "rulebooks"
SIX = {
    "quality": "质量",
    "safety": "安全",
    "progress": "进度",
    "cost": "造价",
    "technology": "科技",
    "management": "管理",
}
FIVE = {"plan": "规划", "platform": "平台", "project": "项目", "mechanism": "机制", "image": "形象"}
TRACKS = (
    (Slot.REGION, "区域性引领竞赛", "Regional lead competitions", "市州之间比：战略任务、重大产业、攻坚成效", "Cities compare strategy, industry and hard problems solved"),  # noqa: E501
    (Slot.PLANT, "制造业企业竞赛", "Manufacturing-enterprise competitions", "企业之间比：质量、效率、创新、安全", "Enterprises compare quality, efficiency, innovation and safety"),  # noqa: E501
    (Slot.PROJECT, "重点建设项目竞赛", "Key-construction-project competitions", "工地之间比：“六比一创”", "Sites compare six things and create one"),  # noqa: E501
    (Slot.PARK, "“五好”园区竞赛", "Five-good park competitions", "园区之间比：规划、平台、项目、机制、形象", "Parks compare plan, platform, project, mechanism and image"),  # noqa: E501
    (Slot.LOTUS, "女职工“芙蓉杯”", "Lotus Cup for women workers", "岗位、集体和个人比：技能、建功、关爱", "Posts, teams and people compare skill, achievement and care"),  # noqa: E501
)  # fmt: skip


@dataclass(frozen=True)
class Contest:
    """A competition of the demo with one event, or as many as its marks name."""

    code: str
    slot: Slot
    title: str
    title_en: str
    rules: str
    tables: Tables | None
    event: str = ""
    event_en: str = ""
    summary: str = ""
    summary_en: str = ""
    notice: str = ""
    notice_en: str = ""
    gallery: str = ""
    host: str = ""
    venue: str = ""
    policy: Policy = Policy.MARKS
    reach: str = "effect"  # draft · open · sealed · provisional · checked · notice · effect
    since: float = 20  # days since the marks were sealed
    correction: tuple[MarkChange, ...] = ()
    entries: tuple[dict[str, str], ...] = field(default=())

    @property
    def has_many_events(self) -> bool:
        """Whether the marks name their events; these are made when the marks are sealed."""
        return self.tables is not None and bool(column_values(self.tables.marks, "event"))


def rules(name: str) -> str:
    """A rulebook of the demo."""
    return (RULES / f"{name}.toml").read_text(encoding="utf-8")


def two_part_rules(title: str, title_en: str) -> str:
    """Three parts theory and seven practice with one figure each, as the electricians have it, under a trade's own names."""
    return rules("electric").replace('zh = "电工", en = "Electricians"', f'zh = "{title}", en = "{title_en}"')


def skill_rules(title: str, title_en: str, stage: str, stage_en: str) -> str:
    """The rules of the skills competitions, three parts theory and seven practice, under a trade's own names."""
    written = rules("welding").replace('zh = "焊工", en = "Welding"', f'zh = "{title}", en = "{title_en}"')
    return written.replace('zh = "省决赛", en = "Provincial final"', f'zh = "{stage}", en = "{stage_en}"')


def own_contests() -> tuple[Contest, ...]:
    """Competitions that exist only in the demo."""
    return (_welding(), _forklift(), _robots(), _crane(), _plants(), _bridges(), _parks(), _nursing())


def _welding() -> Contest:
    entries = figures.workers("welding", 60)
    out = {17: "absent", 33: "withdrawn", 51: "disqualified"}
    return Contest(
        code="welding-2026", slot=Slot.REGION, title="焊工", title_en="Welding", rules=rules("welding"),
        event="焊工·省决赛", event_en="Welding, provincial final", venue="麓川市", reach="notice", since=3.2,
        summary="全省焊工同场竞技，理论三成、实操七成；前五名推荐参加国赛选拔，每个市州至多两名。",
        summary_en="Theory counts 30 %, practice 70 %; the first five are recommended for the national selection, at most two a city.",
        tables=figures.as_tables(figures.welding_marks("welding", entries, out), entries),
    )  # fmt: skip


def _forklift() -> Contest:
    entries = figures.workers("forklift", 28)
    return Contest(
        code="forklift-2026", slot=Slot.REGION, title="叉车司机", title_en="Forklift operation",
        rules=skill_rules("叉车司机", "Forklift operation", "省决赛", "Provincial final"),
        event="叉车司机·省决赛", event_en="Forklift operation, provincial final", venue="云渡市", host="yundu",
        policy=Policy.SCORES, reach="checked", since=2.1,
        summary="本场只公布名次和得分，不公布单项评分；选手凭参赛号和凭条查本人全部评分。",
        summary_en="Places and scores are published, single marks are not; with the number and the slip an entrant reads all marks of their own.",
        tables=figures.as_tables(figures.welding_marks("forklift", entries, {9: "absent"}), entries),
    )  # fmt: skip


def _robots() -> Contest:
    return Contest(
        code="robots-2026", slot=Slot.PLANT, title="工业机器人运维", title_en="Industrial robots",
        rules=skill_rules("工业机器人运维", "Industrial robots", "市决赛", "City final"),
        event="工业机器人运维·市决赛", event_en="Industrial robots, city final", venue="临澜市", host="linlan", reach="open",
        summary="临澜市承办。已报名，评分还没有导入。",
        summary_en="Hosted by Linlan. Entries are in, marks are not yet.", tables=None, entries=tuple(figures.workers("robots", 24)),
    )  # fmt: skip


def _crane() -> Contest:
    entries = figures.workers("crane", 36)
    return Contest(
        code="crane-2026", slot=Slot.REGION, title="起重装卸", title_en="Crane operation",
        rules=skill_rules("起重装卸", "Crane operation", "省复赛", "Provincial semi-final"),
        event="起重装卸·省复赛", event_en="Crane operation, semi-final", venue="南埠市", reach="sealed", since=0.3,
        summary="评分已封存，名次已计算，等待发布。",
        summary_en="Marks are sealed, places are computed, publication is awaited.",
        tables=figures.as_tables(figures.welding_marks("crane", entries, {4: "withdrawn"}), entries),
    )  # fmt: skip


def _plants() -> Contest:
    entries = figures.bodies([city[0] for city in CITIES], "机床集团")
    marks = figures.plain_marks("plants", entries, ("quality", "efficiency", "innovation", "safety"))
    return Contest(
        code="plants-2026", slot=Slot.PLANT, title="制造业企业年度竞赛", title_en="Manufacturing enterprises of the year",
        rules=rules("plant"), policy=Policy.PLACES, reach="provisional", since=1.2,
        summary="十四家企业比质量、效率、创新、安全。本项只公布名次。",
        summary_en="Fourteen enterprises compare quality, efficiency, innovation and safety. Only places are published.",
        tables=figures.as_tables(marks, entries),
    )  # fmt: skip


def _bridges() -> Contest:
    entries = figures.bodies([city[0] for city in CITIES[:10]], "过江通道项目部")
    marks = figures.panel_marks("bridges", entries, "comparison", items=SIX, top=15)
    marks += figures.panel_marks("bridges", entries, "creation", items={"": ""}, top=10)
    return Contest(
        code="bridges-2026-q2", slot=Slot.PROJECT, title="重点建设项目“六比一创”", title_en="Key projects: six comparisons",
        rules=rules("project"), event="二季度", event_en="Second quarter", since=22,
        summary="十个项目部，三名考评员。第一次发布后更正过一项评分，两次发布都可以查。",
        summary_en="Ten project sites, three assessors. One mark was corrected after the first publication; both publications can be read.",
        tables=figures.as_tables(marks, entries),
        correction=(MarkChange("quarter", "07", "comparison", item=SIX["safety"], source="J02", value="15.0"),),
    )  # fmt: skip


def _parks() -> Contest:
    entries = figures.bodies([city[0] for city in CITIES], "高新技术产业园")
    return Contest(
        code="parks-2026-h1", slot=Slot.PARK, title="“五好”园区", title_en="Five-good parks", rules=rules("park"),
        event="半年考评", event_en="Half-year assessment", reach="notice", since=4.1,
        summary="十四个园区，规划、平台、项目、机制、形象五项各 20 分。",
        summary_en="Fourteen parks; plan, platform, projects, mechanism and image count 20 points each.",
        tables=figures.as_tables(figures.panel_marks("parks", entries, "good", items=FIVE, top=20), entries),
    )  # fmt: skip


def _nursing() -> Contest:
    entries = figures.workers("nursing", 40)
    return Contest(
        code="nursing-2026", slot=Slot.LOTUS, title="育婴员", title_en="Infant care",
        rules=skill_rules("育婴员", "Infant care", "省决赛", "Provincial final"),
        event="育婴员·省决赛", event_en="Infant care, provincial final", venue="兰汀市", since=24,
        summary="女职工“芙蓉杯”育婴员决赛，理论三成、实操七成。",
        summary_en="Final in infant care of the Lotus Cup for women workers; theory counts 30 %, practice 70 %.",
        tables=figures.as_tables(figures.welding_marks("nursing", entries, {22: "absent"}), entries),
    )  # fmt: skip
