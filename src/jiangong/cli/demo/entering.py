"""Before a competition: the programme's lists, applications in every state, registrations that are open, over and yet to come."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils import timezone

from jiangong.cli.demo.contests import rules, skill_rules
from jiangong.cli.demo.diary import Diary
from jiangong.cli.demo.figures import drawn, workers
from jiangong.cli.demo.people import Province
from jiangong.competitions.applications.models import Application
from jiangong.competitions.applications.services import (
    Filing,
    accept_application,
    approve_application,
    draft_application,
    reject_application,
    return_application,
    submit_application,
)
from jiangong.competitions.enums import NamesBasis
from jiangong.competitions.models import Competition, Event, Track
from jiangong.competitions.programmes.enums import ListKind
from jiangong.competitions.programmes.services import add_to_list, edit_programme, open_list
from jiangong.competitions.registration.enums import EntryList
from jiangong.competitions.registration.intake import EntrantRow
from jiangong.competitions.registration.services import WindowGiven, register, set_window
from jiangong.competitions.schedule.services import SittingGiven, add_venue, plan_sitting
from jiangong.competitions.services import (
    CompetitionDetails,
    EventDetails,
    adopt_rulebook,
    announce_competition,
    create_event,
    open_event,
    set_names_rule,
)
from jiangong.organizations.models import Organization, User

ISSUERS = "省人力资源和社会保障厅（演示）\n省工业和信息化厅（演示）"
LEVELS = ("高级工", "技师", "高级技师")
Tracks = Mapping[tuple[str, str], Track]


@dataclass(frozen=True, slots=True)
class Hands:
    """Who does what: the province, the city of Linlan, an enterprise of Linlan."""

    officer: User
    checker: User
    city: User
    unit: User


@dataclass(frozen=True, slots=True)
class Doors:
    """A competition whose registration is told of: when it opens and closes, in days before the demo was made."""

    code: str
    title: str
    title_en: str
    opens: float
    closes: float
    given: Mapping[str, object]
    host: str = ""
    people: int = 0
    units: int = 28


DOORS = (
    Doors("cnc-2026", "数控车工", "CNC turning", 3, -6, {
        "capacity": 40, "most_of_unit": 3, "is_one_event_a_person": True, "entry_list": EntryList.NAMES, "place": "麓川市技师学院",
        "presets": (("least_age", 16), ("least_level", 3), ("no_teachers", None)),
    }, people=44),
    Doors("drone-2026", "无人机驾驶", "Drone piloting", 12, 1, {
        "capacity": 60, "needs_approval": True, "place": "临澜市航空产业园", "presets": (("least_age", 16), ("most_age", 60)),
    }, host="linlan", people=12, units=2),
    Doors("electric-2026", "电工", "Electrical work", -5, -20, {
        "capacity": 100, "most_of_unit": 5, "takes_anyone": True, "place": "云渡市", "presets": (("least_age", 16), ("least_years", 2)),
    }),
)  # fmt: skip


def plan_entering(province: Province, tracks: Tracks, diary: Diary) -> None:
    """Write everything that comes before a competition into the diary."""
    users = {user.username: user for user in User.objects.filter(username__in=("linlan", "unit"))}
    hands = Hands(province.officer, province.checker, users["linlan"], users["unit"])
    for doors in DOORS:
        _plan_doors(doors, province, tracks["own", "region"], diary)
    _plan_applications(province, tracks, hands, diary)
    diary.write(0.5, lambda: _lists(tracks["own", "region"], province))


def _plan_doors(doors: Doors, province: Province, track: Track, diary: Diary) -> None:
    made: list[Event] = []
    diary.write(30, lambda: made.append(_announced(doors, province, track, diary)))
    days = doors.opens - doors.closes
    for at in range(doors.people):
        days_ago = doors.opens - days * 0.3 * (at + 1) / doors.people
        diary.write(days_ago, _registering(doors, made, at, province))


def _announced(doors: Doors, province: Province, track: Track, diary: Diary) -> Event:
    """The competition, its open event and the window."""
    # midnight, not nine: whoever makes the demo before breakfast has windows that opened before the first deed in them
    by, moment = province.officer, timezone.localtime(diary.made_at).replace(hour=0, minute=0, second=0, microsecond=0)
    text = skill_rules(doors.title, doors.title_en, "省决赛", "Provincial final")
    details = CompetitionDetails(
        title_en=doors.title_en, summary=f"{doors.title}竞赛，理论三成、实操七成。先报名，后比赛。",
        summary_en=f"{doors.title_en}: theory counts 30 %, practice 70 %. Register first.", position=20,
    )  # fmt: skip
    host = province.cities.get(doors.host, province.federation)
    competition = announce_competition(doors.title, track=track, host=host, code=doors.code, by=by, details=details)
    rulebook = adopt_rulebook(competition, text=text, by=by)
    titles = EventDetails(title=f"{doors.title}·决赛", title_en=f"{doors.title_en}, final")
    event = create_event(competition, rulebook=rulebook, by=by, details=titles)
    begins = moment + timedelta(days=25, hours=9)
    given = WindowGiven(
        opens_at=moment - timedelta(days=doors.opens), closes_at=moment - timedelta(days=doors.closes), begins_at=begins,
        ends_at=begins + timedelta(hours=7), **doors.given,  # type: ignore[arg-type]
    )  # fmt: skip
    set_window(event, given=given, by=by)
    set_names_rule(competition, basis=NamesBasis.GROUND, ground="演示数据：人物为虚构", by=by)
    _scheduled(event, str(doors.given["place"]), begins, by)
    open_event(event, by=by)
    return event


def _scheduled(event: Event, place: str, begins: datetime, by: User) -> None:
    """Theory in one hall, then practice at twenty stations in two batches."""
    stations = [f"{row}{at:02d}" for row in "AB" for at in range(1, 11)]
    hall = add_venue(event.competition, name="理论考场", address=place, by=by)
    shop = add_venue(event.competition, name="实训车间", address=place, stations=stations, by=by)
    for title, venue, starts, hours in (
        ("理论考试", hall, 0, 1.5),
        ("实操第一批", shop, 2, 2),
        ("实操第二批", shop, 4.5, 2),
    ):
        at = begins + timedelta(hours=starts)
        plan_sitting(event, given=SittingGiven(title, venue, at, at + timedelta(hours=hours)), by=by)


def _registering(doors: Doors, made: list[Event], at: int, province: Province) -> Callable[[], object]:
    """One person, registered for an enterprise; the enterprises take turns."""

    def deed() -> object:
        event = made[0]
        path = event.competition.host.path
        bodies = Organization.objects.filter(level="enterprise", path__startswith=path).order_by("path")[: doors.units]
        person = workers(doors.code, doors.people)[at]
        name = f"{doors.code} {at}"
        cells = {
            "name": person["name"], "age": str(int(drawn(f"{name} age", 22, 55))), "is_teacher": "否",
            "level": LEVELS[int(drawn(f"{name} level", 0, 2.99))], "staff_number": f"{at + 1:04d}",
        }  # fmt: skip
        return register(event, rows=[EntrantRow(cells)], by=province.officer, body=bodies[at % len(bodies)])

    return deed


def _filing(title: str, title_en: str, trade: str, unit: Organization, budget: int = 86_000) -> Filing:
    return Filing(
        title=title, title_en=title_en, trade=trade, leading_body=unit.name, budget=budget, entrants=60,
        plan="车间初赛、企业复赛、市决赛三个阶段；理论三成、实操七成；设裁判组、保障组、申诉仲裁组、纪律监督组。",
        indicators="参赛 60 人以上；一线职工不少于八成；提出合理化建议 30 条。",
        rulebook_name="焊工技能竞赛规则（演示）", rulebook_text=rules("welding"),
    )  # fmt: skip


def _plan_applications(province: Province, tracks: Tracks, hands: Hands, diary: Diary) -> None:
    """One application in each state; two wait for the city, one for the province."""
    plant, other = (Organization.objects.get(code=code) for code in ("linlan-重工", "linlan-压力容器"))
    ships, city = Organization.objects.get(code="yundu-造船"), province.cities["linlan"]
    track = tracks["own", "plant"]

    def file(
        days: float,
        unit: Organization,
        by: User,
        words: tuple[str, str, str],
        *steps: tuple[float, Callable[[Application], object]],
    ) -> None:  # noqa: E501
        kept: list[Application] = []
        diary.write(
            days, lambda: kept.append(draft_application(unit, track=track, filing=_filing(*words, unit), by=by))
        )
        for when, step in steps:
            diary.write(when, lambda step=step: step(kept[0]))  # type: ignore[misc]

    def accept(by: User) -> Callable[[Application], object]:
        return lambda one: accept_application(one, by=by)

    def submit(by: User) -> Callable[[Application], object]:
        return lambda one: submit_application(one, by=by)

    def passed(by: User, code: str = "") -> Callable[[Application], object]:
        return lambda one: approve_application(one, by=by, code=code)

    file(
        20, plant, hands.unit, ("起重装卸机械操作竞赛", "Lifting-machinery operation", "起重装卸机械操作工"),
        (19, submit(hands.unit)), (17, accept(hands.city)), (16, passed(hands.city)), (14, accept(hands.officer)),
        (13, passed(hands.officer, "lifting-2026")),
    )  # fmt: skip
    file(
        9, plant, hands.unit, ("数控铣工技能竞赛", "CNC milling", "数控铣工"), (8.5, submit(hands.unit)), (7, accept(hands.city)),
        (2, lambda one: return_application(one, reason="经费预算没有分项；缺少上一年总结或可行性报告", by=hands.city)),
    )  # fmt: skip
    file(1, plant, hands.unit, ("焊接机器人操作竞赛", "Welding robots", "焊接设备操作工"))
    file(6, other, hands.officer, ("压力容器焊接竞赛", "Pressure-vessel welding", "焊工"), (5, submit(hands.officer)))
    file(
        12, other, hands.officer, ("锅炉检修竞赛", "Boiler maintenance", "锅炉设备检修工"), (11, submit(hands.officer)),
        (4, accept(hands.city)),
    )  # fmt: skip
    file(
        15, ships, hands.officer, ("船体装配竞赛", "Hull assembly", "船体装配工"), (14, submit(hands.officer)), (12, accept(hands.checker)),
        (11, lambda one: reject_application(one, article="竞赛管理办法第六条", reason="场地安全评估没有通过", by=hands.checker)),
    )  # fmt: skip
    file(
        3,
        city,
        hands.city,
        ("临澜市职工数字技能竞赛", "Digital skills of Linlan", "计算机程序设计员"),
        (2.5, submit(hands.city)),
    )


def _lists(track: Track, province: Province) -> None:
    """The two hundreds, with a few members each, and who issues the programme."""
    programme, by = track.programme, province.officer
    edit_programme(programme, year=programme.year, words={"issuers": ISSUERS}, by=by)
    contests = open_list(
        programme,
        title="“双百”竞赛项目",
        title_en="Double hundred: competitions",
        kind=ListKind.COMPETITIONS,
        limit=100,
        by=by,
    )
    for competition in Competition.objects.filter(track__programme=programme, gallery="").order_by("pk")[:6]:
        add_to_list(contests, member=competition, by=by)
    units = open_list(
        programme, title="“双百”参赛单位", title_en="Double hundred: units", kind=ListKind.UNITS, limit=100, by=by
    )
    for body in Organization.objects.filter(level="enterprise").order_by("path")[:8]:
        add_to_list(units, member=body, by=by)
