"""A contest judged blind: its panel, the check-in of the day, three layers of numbers, and a rehearsal that was discarded."""

from dataclasses import dataclass

from jiangong.cli.demo.contests import rules
from jiangong.cli.demo.diary import Diary
from jiangong.cli.demo.figures import workers
from jiangong.cli.demo.people import PASSWORD, Province
from jiangong.cli.demo.telling import Account
from jiangong.competitions.models import Event, Track
from jiangong.competitions.rehearsing import begin_rehearsal, discard_rehearsal
from jiangong.competitions.services import (
    CompetitionDetails,
    EntryRow,
    EventDetails,
    adopt_rulebook,
    announce_competition,
    create_event,
    open_event,
    register_entries,
)
from jiangong.evidence.blind.enums import ArrivalState
from jiangong.evidence.blind.models import Chain
from jiangong.evidence.blind.services import draw_layer, freeze_layer, note_arrival
from jiangong.evidence.panels.enums import SeatKind, TieKind
from jiangong.evidence.panels.models import Panel, Seat
from jiangong.evidence.panels.services import (
    Nominee,
    TieGiven,
    blind_event,
    confirm_seat,
    declare_tie,
    draw_allotment,
    freeze_allotment,
    invite,
    nominate,
    set_panel,
)
from jiangong.organizations.models import User
from jiangong.organizations.services import enrol_user

EXAMINER = "职业技能考评员，高级技师"
TEAM = (
    ("chief", "", SeatKind.CHIEF, ""),
    ("judge", "", SeatKind.JUDGE, ""),
    ("judge2", "柏舟行", SeatKind.JUDGE, "石浦石化检修"),
    ("judge3", "晏清和", SeatKind.JUDGE, "云渡钢构"),
    ("judge4", "卓思远", SeatKind.JUDGE, "兰汀管道工程"),
    ("judge5", "简素秋", SeatKind.JUDGE, "白塘市政安装"),
    ("judge6", "封雨晴", SeatKind.JUDGE, ""),
    ("encrypt1", "诸葛明远", SeatKind.ENCRYPTION, ""),
    ("encrypt2", "申屠静", SeatKind.ENCRYPTION, ""),
    ("encrypt3", "南宫月", SeatKind.ENCRYPTION, ""),
    ("supervisor", "司徒正", SeatKind.SUPERVISOR, ""),
)
PHRASE, MAKERS = "面点飘香工匠同台", "参赛代表、裁判代表、监督司徒正"
ABSENT = 11
HOUR = 1 / 24


@dataclass
class BlindContest:
    """Writes the contest into the diary; what one deed makes the next one finds here."""

    province: Province
    track: Track
    people: dict[str, User]

    def announce(self) -> None:
        """The competition, its event and twelve entries."""
        by = self.province.officer
        details = CompetitionDetails(
            title_en="Pastry", summary="现场制作，作品编号评审：六名裁判，每件作品五名，去掉一个最高分和一个最低分。",
            summary_en="Works are judged under numbers, five judges each, highest and lowest dropped.", venue="麓川市",
            position=15,
        )  # fmt: skip
        contest = announce_competition(
            "西式面点", track=self.track, host=self.province.federation, code="pastry-2026", by=by, details=details
        )
        rulebook = adopt_rulebook(contest, text=rules("works"), by=by)
        titles = EventDetails(title="西式面点·省决赛", title_en="Pastry, provincial final")
        event = create_event(contest, rulebook=rulebook, by=by, details=titles)
        rows = [EntryRow(one["entry"], one["name"], one["unit"], one["team"]) for one in workers("pastry", 12)]
        register_entries(event, rows=rows, by=by)
        open_event(event, by=by)

    @property
    def event(self) -> Event:
        """The event."""
        return Event.objects.select_related("competition__host", "rulebook").get(
            competition__code="pastry-2026", rehearsal__isnull=True
        )

    def rehearse(self) -> None:
        """A rehearsal, begun."""
        begin_rehearsal(self.event, by=self.province.officer)

    def discard(self) -> None:
        """The rehearsal, discarded."""
        discard_rehearsal(self.event.rehearsals.get(), reason="演练顺利，号码条要多备一套", by=self.province.checker)

    def call(self) -> None:
        """The panel is nominated, invited and confirms."""
        by = self.province.officer
        panel = set_panel(self.event, by=by)
        seats = [
            nominate(panel, person=Nominee(self.people[name], kind, unit, qualification=EXAMINER), by=by)
            for name, _name, kind, unit in TEAM
        ]
        invite(seats, by=by)
        for seat in seats:
            confirm_seat(seat, by=seat.user)
        kept = dict(enumerate((s for s in seats if s.kind == SeatKind.ENCRYPTION), start=1))
        blind_event(self.event, layer_count=3, keepers=kept, by=by)

    def declare(self) -> None:
        """A judge declares a pupil."""
        seat = Seat.objects.get(user=self.people["judge"], panel=self.panel)
        pupil = self.event.entries.order_by("number")[2]
        declare_tie(seat, tie=TieGiven(TieKind.COACHED, name=pupil.name, unit=pupil.unit), by=seat.user)

    @property
    def panel(self) -> Panel:
        """The panel."""
        return Panel.objects.get(event=self.event)

    def check_in(self) -> None:
        """Everybody comes but one."""
        for at, entry in enumerate(self.event.entries.order_by("number"), start=1):
            state = ArrivalState.ABSENT if at == ABSENT else ArrivalState.PRESENT
            note_arrival(entry, state=state, by=self.people["encrypt1"])

    def draw(self) -> None:
        """Three layers, each by its keeper; then the works are allotted."""
        chain = Chain.objects.get(event=self.event)
        for keeper in chain.keepers.select_related("user"):
            layer = freeze_layer(chain, number=keeper.layer, by=keeper.user)
            draw_layer(layer, phrase=PHRASE, makers=MAKERS, by=keeper.user)
        allotment = freeze_allotment(self.panel, judges_each=5, common=0, by=self.province.officer)
        draw_allotment(allotment, phrase=PHRASE, makers=MAKERS, by=self.province.checker)


def plan_panels(province: Province, track: Track, diary: Diary) -> tuple[Account, ...]:
    """Write the contest into the diary; gives the accounts of those who sit on its panel and hold no post."""
    admin = User.objects.get(username="admin")
    people = {}
    for username, name, _kind, _unit in TEAM:
        known = User.objects.filter(username=username).first()
        people[username] = known or enrol_user(username, name=name, password=PASSWORD, by=admin)
    contest = BlindContest(province, track, people)
    diary.write(20, contest.announce)
    diary.write(12, contest.rehearse)
    diary.write(11, contest.discard)
    diary.write(9, contest.call)
    diary.write(8, contest.declare)
    diary.write(3 * HOUR, contest.check_in)
    diary.write(2 * HOUR, contest.draw)
    place = province.federation.name
    return tuple(Account(name, PASSWORD, str(kind.label), place) for name, called, kind, _unit in TEAM if called)
