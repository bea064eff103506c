"""A late seat in the demo: two counties fed a city final that is marked, a correction in one of them costs a seat up there, and who
gains it waits for the panel's decision. Everybody and every figure is invented."""

from dataclasses import dataclass, field

from jiangong.cli.demo.diary import Diary
from jiangong.cli.demo.people import COUNTIES, Province
from jiangong.cli.demo.promoting import REASON, Finals
from jiangong.competitions.models import Event, Track
from jiangong.competitions.services import EntryRow, register_entries
from jiangong.core.scoring import Tables
from jiangong.evidence.judging.keys import MarkChange
from jiangong.evidence.judging.services import import_marks
from jiangong.foundation.sheets import read_table
from jiangong.organizations.models import Organization
from jiangong.results.amendments.enums import AmendmentKind
from jiangong.results.amendments.proposals import Proposal
from jiangong.results.amendments.selectors import preview_amendment
from jiangong.results.amendments.services import sign_amendment
from jiangong.results.enums import PublicationState
from jiangong.results.firming.enums import AfterLoss
from jiangong.results.firming.services import RuleGiven, set_publication_rule
from jiangong.results.promotion.services import LinkGiven, fill_link, set_link
from jiangong.results.services import check_publication, publish_run, settle_event

NAMES = ("盛佳禾", "路一川", "温知夏", "江望舒", "祁青禾", "尹书夏", "骆远帆", "支新星")
TRADE = ("砌筑工", "Bricklaying")
MARKS = (("90", "92"), ("88", "90"), ("86", "88"), ("80", "81"))
"""Theory and practice of the four in each county, and of those who went on, by their order."""


@dataclass
class CityFinal:
    """What happens, deed by deed."""

    finals: Finals
    heats: list[Event] = field(default_factory=list)
    final: Event | None = None

    def hold_heats(self) -> None:
        """Four people in each of two counties; published and checked by two."""
        for order, (name, code, _english) in enumerate(COUNTIES[:2]):
            host = Organization.objects.get(code=code)
            event = self.finals.hold(f"{name}砌筑工选拔", f"masonry-{code}", f"砌筑工·{name}选拔", host, trade=TRADE)
            rows = [
                EntryRow(f"{at:03d}", name=f"{NAMES[order * 4 + at - 1]}（演示）", unit=f"{name[:2]}建工")  # noqa: RUF001
                for at in range(1, 5)
            ]
            register_entries(event, rows=rows, by=self.finals.officer)
            set_publication_rule(event.competition, given=RuleGiven(after_loss=AfterLoss.LOSE), by=self.finals.officer)
            self._publish(event)
            self.heats.append(event)

    def hold_final(self) -> None:
        """The city's final takes two of each county; its four are marked and published."""
        city = self.finals.province.cities["linlan"]
        self.final = event = self.finals.hold(
            "临澜市砌筑工技能竞赛", "masonry-linlan", "砌筑工·市决赛", city, trade=TRADE
        )
        terms = LinkGiven(quota=2, reserves=2, ripe_at=PublicationState.CHECKED)
        for heat in self.heats:
            fill_link(
                set_link(event, lower=heat, stage=heat.stages.get().code, given=terms, by=self.finals.officer),
                by=self.finals.officer,
            )
        self._publish(event)

    def correct(self) -> None:
        """A mark of the second in the first county was copied wrongly: the third should have gone on."""
        heat = self.heats[0]
        proposal = Proposal(
            AmendmentKind.CORRECTION, (MarkChange(heat.stages.get().code, "002", "practice", value="70"),)
        )
        digest = preview_amendment(heat, proposal).digest
        sign_amendment(heat, proposal, digest=digest, reason=REASON, by=self.finals.officer)

    def _publish(self, event: Event) -> None:
        numbers = event.entries.order_by("number").values_list("number", flat=True)
        lines = [
            f"{number},{part},{value}"
            for number, marks in zip(numbers, MARKS, strict=True)
            for part, value in zip(("theory", "practice"), marks, strict=True)
        ]
        table = read_table("\n".join(["entry,criterion,value", *lines, ""]).encode(), name="marks.csv")
        import_marks(event, tables=Tables(table), by=self.finals.officer)
        publication = publish_run(settle_event(event, by=self.finals.officer), by=self.finals.officer)
        for by in (self.finals.province.checker, self.finals.province.second):
            check_publication(publication, by=by)


def plan_late(province: Province, track: Track, diary: Diary) -> None:
    """Plan it over the last days."""
    city = CityFinal(Finals(province, track))
    for days, deed in ((3.5, city.hold_heats), (2.8, city.hold_final), (0.9, city.correct)):
        diary.write(days, deed)
