"""One skills competition of the demo that has gone all the way: fourteen cities choose one each, five judges mark the province's final
blind, the numbers are opened, the result hung its days and is in effect. Everybody and every figure is invented."""

from dataclasses import dataclass, field, replace

from jiangong.cli.demo.contests import rules, two_part_rules
from jiangong.cli.demo.diary import Diary
from jiangong.cli.demo.figures import half_point, workers
from jiangong.cli.demo.marking import sheet
from jiangong.cli.demo.panels import EXAMINER, MAKERS, TEAM
from jiangong.cli.demo.people import CITIES, Province
from jiangong.competitions.enums import NamesBasis, Policy
from jiangong.competitions.models import Competition, Event, Track
from jiangong.competitions.services import (
    CompetitionDetails,
    EntryRow,
    EventDetails,
    adopt_rulebook,
    announce_competition,
    close_event,
    create_event,
    open_event,
    register_entries,
    set_names_rule,
)
from jiangong.core.scoring import Tables
from jiangong.evidence.blind.enums import ArrivalState
from jiangong.evidence.blind.models import Chain
from jiangong.evidence.blind.selectors import layers_of
from jiangong.evidence.blind.services import draw_layer, freeze_layer, note_arrival, sign_opening
from jiangong.evidence.judging.services import import_marks
from jiangong.evidence.marking.services import seal_sheet
from jiangong.evidence.panels.enums import SeatKind
from jiangong.evidence.panels.models import Seat
from jiangong.evidence.panels.selectors import works_to_mark
from jiangong.evidence.panels.services import Nominee, blind_event, confirm_seat, invite, nominate, set_panel
from jiangong.foundation.sheets import read_table
from jiangong.organizations.models import User
from jiangong.results.enums import PublicationState
from jiangong.results.models import Publication
from jiangong.results.promotion.services import LinkGiven, answer_seat, fill_link, set_link
from jiangong.results.services import check_publication, post_public_notice, publish_run, put_in_effect, settle_event

EACH = 3
JUDGES = ("judge", "judge2", "judge3", "judge4", "judge5")
OTHERS = ("chief", "encrypt1", "encrypt2", "encrypt3", "supervisor")
PHRASE = "百花齐放匠心同台"
GROUND = "演示数据：人物为虚构"
SUMMARY = "演示数据：十四个市州各选一名，省决赛五名裁判只看作品号评分，全程已走完。"


@dataclass
class WholeContest:
    """What happens, deed by deed; what one makes the next one finds here."""

    province: Province
    track: Track
    heats: list[Event] = field(default_factory=list)
    published: list[Publication] = field(default_factory=list)
    final: Event | None = None
    result: Publication | None = None

    @property
    def officer(self) -> User:
        """Who runs it."""
        return self.province.officer

    def hold_heats(self) -> None:
        """A selection in every city: three entries, marks, published, checked by two, hung out."""
        made = self._announced("花艺·市州选拔", "floral-cities-2026", "Floral art, city selections")
        version = adopt_rulebook(made, text=two_part_rules("花艺", "Floral art"), by=self.officer)
        people = workers("floral", EACH * len(CITIES))
        for order, (name, code, english) in enumerate(CITIES):
            titles = EventDetails(code=code, title=f"花艺·{name}选拔", title_en=f"Floral art, {english}")
            event = create_event(made, rulebook=version, by=self.officer, details=titles)
            numbers = [f"{at:03d}" for at in range(1, EACH + 1)]
            # `workers` deals its people to the cities in turn.
            mine = people[order :: len(CITIES)]
            rows = [EntryRow(number, one["name"], one["unit"]) for number, one in zip(numbers, mine, strict=True)]
            register_entries(event, rows=rows, by=self.officer)
            open_event(event, by=self.officer)
            self.heats.append(event)
            self.published.append(self._heard(event, numbers))

    def _heard(self, event: Event, numbers: list[str]) -> Publication:
        """Marks come in, places follow, two people check, the result hangs."""
        lines = [
            f"{number},{part},{half_point(f'floral{event.slug}{number}{part}', 60, 98)}"
            for number in numbers
            for part in ("theory", "practice")
        ]
        table = read_table("\n".join(["entry,criterion,value", *lines, ""]).encode(), name="marks.csv")
        import_marks(event, tables=Tables(table), by=self.officer)
        return self._posted(publish_run(settle_event(event, by=self.officer), by=self.officer), days=1)

    def _posted(self, publication: Publication, *, days: int) -> Publication:
        for by in (self.province.checker, self.province.second):
            check_publication(publication, by=by)
        post_public_notice(publication, by=self.officer, days=days)
        return publication

    def end_heats(self) -> None:
        """The notices are over: fourteen results take effect."""
        for at, publication in enumerate(self.published, start=1):
            put_in_effect(publication, by=self.officer, document=f"澄工竞选〔2026〕{at} 号")
            close_event(publication.event, by=self.officer)

    def open_final(self) -> None:
        """The provincial final, filled by the fourteen results; one city's first cannot come and its reserve does."""
        made = self._announced("花艺", "floral-2026", "Floral art")
        version = adopt_rulebook(made, text=rules("works"), by=self.officer)
        titles = EventDetails(title="花艺·省决赛", title_en="Floral art, provincial final")
        self.final = event = create_event(made, rulebook=version, by=self.officer, details=titles)
        open_event(event, by=self.officer)
        terms = LinkGiven(quota=1, reserves=1, ripe_at=PublicationState.IN_EFFECT, confirm_hours=72)
        for order, heat in enumerate(self.heats):
            link = set_link(event, lower=heat, stage=heat.stages.get().code, given=terms, by=self.officer)
            fill_link(link, by=self.officer)
            if order == len(self.heats) - 1:
                answer_seat(link.seats.get(state="called"), comes=False, reason="工作安排冲突", by=self.officer)
            answer_seat(link.seats.get(state="called"), comes=True, by=self.officer)

    def judge_blind(self) -> None:
        """The panel is called, everybody checks in, three layers are drawn, every judge seals every work."""
        assert self.final is not None
        panel = set_panel(self.final, by=self.officer)
        kinds = {name: kind for name, _called, kind, _unit in TEAM}
        seats = [
            nominate(
                panel,
                person=Nominee(User.objects.get(username=name), kinds[name], qualification=EXAMINER),
                by=self.officer,
            )
            for name in (*JUDGES, *OTHERS)
        ]
        invite(seats, by=self.officer)
        for seat in seats:
            confirm_seat(seat, by=seat.user)
        kept = dict(enumerate((seat for seat in seats if seat.kind == SeatKind.ENCRYPTION), start=1))
        chain: Chain = blind_event(self.final, layer_count=3, keepers=kept, by=self.officer)
        for entry in self.final.entries.order_by("number"):
            note_arrival(entry, state=ArrivalState.PRESENT, by=kept[1].user)
        for keeper in chain.keepers.select_related("user").order_by("layer"):
            layer = freeze_layer(chain, number=keeper.layer, by=keeper.user)
            draw_layer(layer, phrase=PHRASE, makers=MAKERS, by=keeper.user)
        stage = self.final.stages.get()
        for seat in Seat.objects.filter(panel=panel, kind=SeatKind.JUDGE).select_related("user", "panel__event"):
            for work in works_to_mark(seat, stage):
                given = replace(sheet(stage, f"floral {work.label}", seat.user), work=work.label)
                seal_sheet(self.final, given, by=seat.user)

    def open_numbers(self) -> None:
        """The layers are opened from the last back, by two; places follow and are published, checked and hung out."""
        assert self.final is not None
        chain = Chain.objects.get(event=self.final)
        supervisor = User.objects.get(username="supervisor")
        for layer in reversed(layers_of(chain)):
            for by in (chain.keepers.select_related("user").get(layer=layer.number).user, supervisor):
                sign_opening(layer, by=by)
        self.final.refresh_from_db()
        run = settle_event(self.final, by=self.officer)
        self.result = self._posted(publish_run(run, by=self.officer), days=3)

    def take_effect(self) -> None:
        """The result of the final is in effect."""
        assert self.result is not None
        put_in_effect(self.result, by=self.officer, document=f"澄工竞发〔2026〕{self.result.pk} 号")
        close_event(self.result.event, by=self.officer)

    def _announced(self, title: str, code: str, english: str) -> Competition:
        details = CompetitionDetails(
            title_en=english, summary=SUMMARY, policy=Policy.SCORES, venue="兰汀市",
            summary_en="Sample data: each city chose one, five judges marked the final under numbers, the result is in effect.",
        )  # fmt: skip
        made = announce_competition(
            title, track=self.track, host=self.province.federation, code=code, by=self.officer, details=details
        )
        set_names_rule(made, basis=NamesBasis.GROUND, ground=GROUND, by=self.officer)
        return made


def plan_whole(province: Province, track: Track, diary: Diary) -> None:
    """Write it into the diary: two public notices, each with room for the longest holiday of a year."""
    contest = WholeContest(province, track)
    diary.write(39, contest.hold_heats)
    diary.write(24, contest.end_heats)
    diary.write(23.9, contest.open_final)
    diary.write(21, contest.judge_blind)
    diary.write(20.9, contest.open_numbers)
    diary.write(2.5, contest.take_effect)
