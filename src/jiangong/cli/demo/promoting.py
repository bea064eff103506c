"""Fourteen cities and their province in the demo: heats in effect, a final filled by them, a correction, appeals. All invented."""

from dataclasses import dataclass, field

from jiangong.cli.demo.contests import two_part_rules
from jiangong.cli.demo.diary import Diary
from jiangong.cli.demo.figures import half_point
from jiangong.cli.demo.people import CITIES, TRADES, Province
from jiangong.competitions.enums import Policy
from jiangong.competitions.models import Event, Track
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
from jiangong.core.scoring import Tables
from jiangong.evidence.judging.keys import MarkChange
from jiangong.evidence.judging.services import import_marks
from jiangong.foundation.sheets import read_table
from jiangong.organizations.models import User
from jiangong.results.amendments.enums import AmendmentKind
from jiangong.results.amendments.proposals import Proposal
from jiangong.results.amendments.selectors import preview_amendment
from jiangong.results.amendments.services import sign_amendment
from jiangong.results.appeals.enums import AppealKind, Opinion
from jiangong.results.appeals.services import (
    AppealGiven,
    decide_appeal,
    give_opinion,
    lodge_appeal,
    name_panel,
)
from jiangong.results.enums import PublicationState
from jiangong.results.firming.enums import AfterLoss, PostingLevel
from jiangong.results.firming.services import HangingGiven, RuleGiven, record_posting, set_publication_rule
from jiangong.results.promotion.services import LinkGiven, answer_seat, fill_link, set_link
from jiangong.results.selectors import current_publication_or_none
from jiangong.results.services import check_publication, post_public_notice, publish_run, settle_event

SURNAMES, GIVEN = "岑闻路江简温祁尹盛支骆舒", ("佳禾", "一川", "知夏", "望舒", "青禾", "书夏", "远帆", "新星")
EVERYBODY = 6
REASON = "考评员抄录有误，按签字的原始评分表更正"


@dataclass
class Finals:
    """What the plan makes on the way."""

    province: Province
    track: Track
    heats: dict[str, Event] = field(default_factory=dict)
    final: Event | None = None

    @property
    def officer(self) -> User:
        """Who runs it."""
        return self.province.officer

    def hold_heat(self, city: str, order: int) -> None:
        """One city's event: six people of two works, two parts marked, published, checked, on notice."""
        host = self.province.cities[city]
        name = host.name.removesuffix("总工会")
        self.heats[city] = event = self.hold(f"{name}电工技能竞赛", f"electric-{city}", f"电工·{name}决赛", host)
        plants = [f"{name[:2]}{TRADES[(order + step) % len(TRADES)]}" for step in (0, 3)]
        numbers = [f"{at:03d}" for at in range(1, EVERYBODY + 1)]
        rows = [
            EntryRow(
                number,
                name=f"{SURNAMES[(order + at) % 12]}{GIVEN[(order * 3 + at) % 8]}（演示）",  # noqa: RUF001
                unit=plants[at % 2],
            )
            for at, number in enumerate(numbers)
        ]
        register_entries(event, rows=rows, by=self.officer)
        lines = [
            f"{number},{part},{half_point(f'{city}{number}{part}', 60, 98)}"
            for number in numbers
            for part in parts_of(event)
        ]
        table = read_table("\n".join(["entry,criterion,value", *lines, ""]).encode(), name="marks.csv")
        import_marks(event, tables=Tables(table), by=self.officer)
        publication = publish_run(settle_event(event, by=self.officer), by=self.officer)
        for by in (self.province.checker, self.province.second):
            check_publication(publication, by=by)
        post_public_notice(publication, by=self.officer)

    def open_final(self) -> None:
        """The provincial final, fed by the fourteen; every seat is to be confirmed within three days."""
        federation = self.province.federation
        event = self.hold("全省职工电工技能竞赛", "electric-final", "电工·省决赛", federation)
        self.final = event
        terms = LinkGiven(
            quota=2, most_of_unit=1, reserves=2, ripe_at=PublicationState.PUBLIC_NOTICE, confirm_hours=72
        )  # fmt: skip
        for heat in self.heats.values():
            set_link(event, lower=heat, stage=heat.stages.get().code, given=terms, by=self.officer)
        for link in event.fed_by.order_by("number")[:13]:  # the last city is left to be filled by hand on the page
            fill_link(link, by=self.officer)
        rule = RuleGiven(after_loss=AfterLoss.LOSE, levels=(PostingLevel.CITY.value,))
        for heat in self.heats.values():
            set_publication_rule(heat.competition, given=rule, by=self.officer)

    def answer(self) -> None:
        """Most confirm, one gives up and the next in order is called; some still have to answer."""
        assert self.final is not None
        for link in self.final.fed_by.order_by("number")[:10]:
            for seat in link.seats.filter(state="called").order_by("position"):
                answer_seat(seat, comes=True, by=self.officer)
        link = self.final.fed_by.get(number=11)
        first = link.seats.filter(state="called").order_by("position").first()
        assert first is not None
        answer_seat(first, comes=False, reason="工作安排冲突", by=self.officer)
        publication = current_publication_or_none(self.heats["linlan"])
        assert publication is not None
        hung = HangingGiven(PostingLevel.CITY, "市总工会网站公示栏", "临澜市总工会（演示）")  # noqa: RUF001
        record_posting(publication, given=hung, by=self.officer)

    def correct(self) -> None:
        """A correction in the third city that costs a seat: the list was signed first."""
        event = self.heats[list(self.heats)[2]]
        assert self.final is not None
        seat = event.feeds.get().seats.filter(state="confirmed").order_by("position").first()
        assert seat is not None
        part = parts_of(event)[-1]
        change = MarkChange(event.stages.get().code, seat.entry.number, part, value="31")
        proposal = Proposal(AmendmentKind.CORRECTION, (change,))
        digest = preview_amendment(event, proposal).digest
        sign_amendment(event, proposal, digest=digest, reason=REASON, by=self.officer)

    def appeal(self) -> None:
        """One appeal that waits for its panel, and one that was decided."""
        people = self.province.people
        first, second = (self.heats[code] for code in list(self.heats)[:2])
        text = "公示名单中本人单位写错，请核对参赛凭条（演示）。"  # noqa: RUF001
        lodge_appeal(first, kind=AppealKind.NOTICE, given=AppealGiven(text=text, entry=first.entries.get(number="004")))
        text = "第二部分漏计一项，请复核（演示）。"  # noqa: RUF001
        given = AppealGiven(text=text, entry=second.entries.get(number="005"))
        appeal = lodge_appeal(second, kind=AppealKind.NOTICE, given=given)
        panel = [people["auditor"], people["chief"], people["judge"]]
        name_panel(appeal, usernames=[one.username for one in panel], by=self.officer)
        for one in panel:
            give_opinion(appeal, opinion=Opinion.REJECT, grounds="逐项核对，没有漏计", by=one)
        decide_appeal(appeal, decision="逐项核对评分表，没有漏计，申诉不成立。", changes_result=False, by=panel[0])

    def hold(
        self, title: str, code: str, event: str, host: object, *, trade: tuple[str, str] = ("电工", "Electricians")
    ) -> Event:
        """A competition of one event, theory and practice, open."""
        by = self.officer
        details = CompetitionDetails(policy=Policy.SCORES, summary="演示数据，人名和得分都是编的。")
        competition = announce_competition(
            title, track=self.track, host=host, code=code, by=by, details=details  # type: ignore[arg-type]
        )  # fmt: skip
        version = adopt_rulebook(competition, text=two_part_rules(*trade), by=by)
        made = create_event(competition, rulebook=version, by=by, details=EventDetails(title=event))
        open_event(made, by=by)
        return made


def parts_of(event: Event) -> list[str]:
    """What is marked in the event."""
    from jiangong.competitions.selectors import rulebook_of

    return list(rulebook_of(event).stages[0].criteria)


def plan_promotion(province: Province, track: Track, diary: Diary) -> None:
    """Plan it over the last two days, so that every notice still hangs whatever the day is."""
    finals = Finals(province, track)
    for order, city in enumerate(code for _name, code, _english in CITIES):
        diary.write(2.2 - order / 1000, lambda city=city, order=order: finals.hold_heat(city, order))  # type: ignore[misc]
    for days, deed in ((1.9, finals.open_final), (1.5, finals.answer), (1.2, finals.correct), (1.1, finals.appeal)):
        diary.write(days, deed)
