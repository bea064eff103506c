"""The life of one competition of the demo: announced, opened, sealed, settled, published, corrected."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, timedelta

from django.utils import timezone

from jiangong.cli.demo.contests import Contest
from jiangong.cli.demo.diary import Diary
from jiangong.cli.demo.people import Province
from jiangong.competitions.enums import EventState, NamesBasis
from jiangong.competitions.models import Competition, Event, RulebookVersion, Track
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
from jiangong.evidence.judging.services import Sealing, correct_marks, import_competition_marks
from jiangong.results.models import Publication
from jiangong.results.selectors import current_publication_or_none, latest_run_or_none
from jiangong.results.services import check_publication, post_public_notice, publish_run, put_in_effect, settle_event

ANNOUNCED = 35  # days ago
AHEAD = 6  # days until a competition that is still open begins
HOUR = 1 / 24
REACHES = ("draft", "open", "sealed", "provisional", "checked", "notice", "effect")
REASON = "考评员 J02 的一项评分抄录有误，按原始评分表更正"


@dataclass
class Life:
    """Writes the deeds of a contest into the diary."""

    contest: Contest
    track: Track
    province: Province
    diary: Diary
    competition: Competition = field(init=False)
    rulebook: RulebookVersion = field(init=False)

    def plan(self) -> None:
        """Plan everything up to the state that the contest has reached."""
        since = self.contest.since
        self.diary.write(ANNOUNCED, self._announce)
        self._plan("sealed", since, self._seal)
        self._plan("sealed", since - HOUR, self._each(lambda event: settle_event(event, by=self.province.officer)))
        self._plan("provisional", since - 2 * HOUR, self._each(self._publish))
        self._plan("checked", since - 1, self._standing(self._check))
        self._plan("notice", since - 1 - HOUR, self._standing(self._post))
        self._plan("effect", since - 18, self._standing(self._take_effect))
        if self.contest.correction:
            self.diary.write(1, self._each(self._correct))

    def _plan(self, reach: str, days: float, deed: Callable[[], object]) -> None:
        if REACHES.index(self.contest.reach) >= REACHES.index(reach):
            self.diary.write(days, deed)

    def _each(self, deed: Callable[[Event], object]) -> Callable[[], object]:
        """The deed for every event that the competition has on that day."""
        return lambda: [deed(event) for event in self.competition.events.all()]

    def _standing(self, deed: Callable[[Publication], object]) -> Callable[[], object]:
        """The deed for the publication that stands of every event."""
        return lambda: [
            deed(publication)
            for event in self.competition.events.all()
            if (publication := current_publication_or_none(event)) is not None
        ]

    def _announce(self) -> None:
        contest, by = self.contest, self.province.officer
        starts_on, ends_on = self._days()
        details = CompetitionDetails(
            title_en=contest.title_en, summary=contest.summary, summary_en=contest.summary_en,
            notice=contest.notice, notice_en=contest.notice_en,
            gallery=contest.gallery, policy=contest.policy, venue=contest.venue, starts_on=starts_on, ends_on=ends_on,
        )  # fmt: skip
        host = self.province.cities.get(contest.host, self.province.federation)
        self.competition = announce_competition(
            contest.title, track=self.track, host=host, code=contest.code, by=by, details=details
        )
        ground = "演示数据：人物为虚构" if not contest.gallery or not contest.notice else "公开发布的成绩，出处见说明"
        set_names_rule(self.competition, basis=NamesBasis.GROUND, ground=ground, by=by)
        self.rulebook = adopt_rulebook(self.competition, text=contest.rules, by=by)
        if not contest.has_many_events:
            self._open_only_event()

    def _days(self) -> tuple[date | None, date | None]:
        """When it was held: until its marks were sealed, or soon; published results of others have no days here."""
        if self.contest.gallery:
            return None, None
        is_ahead = self.contest.reach == "open"
        last = self.diary.made_at + (timedelta(days=AHEAD + 1) if is_ahead else -timedelta(days=self.contest.since))
        ends_on = timezone.localdate(last)
        return ends_on - timedelta(days=1), ends_on

    def _open_only_event(self) -> None:
        contest, by = self.contest, self.province.officer
        titles = EventDetails(title=contest.event or contest.title, title_en=contest.event_en or contest.title_en)
        event = create_event(self.competition, rulebook=self.rulebook, by=by, details=titles)
        if contest.entries:
            rows = [
                EntryRow(row["entry"], name=row["name"], unit=row["unit"], team=row["team"]) for row in contest.entries
            ]
            register_entries(event, rows=rows, by=by)
        open_event(event, by=by)

    def _seal(self) -> None:
        assert self.contest.tables is not None
        by = self.province.officer
        import_competition_marks(
            self.competition, rulebook=self.rulebook, tables=self.contest.tables, sealing=Sealing(by)
        )
        for event in self.competition.events.filter(state=EventState.DRAFT):
            open_event(event, by=by)

    def _publish(self, event: Event) -> None:
        run = latest_run_or_none(event)
        assert run is not None
        publish_run(run, by=self.province.officer)

    def _check(self, publication: Publication) -> None:
        """Two people sign, and neither is the one who published."""
        for by in (self.province.checker, self.province.second):
            check_publication(publication, by=by)

    def _post(self, publication: Publication) -> None:
        """Three working days where the result is in effect by now, so that it fits around the longest holiday of a year."""
        days = 3 if self.contest.reach == "effect" else None
        post_public_notice(publication, by=self.province.officer, days=days)

    def _take_effect(self, publication: Publication) -> None:
        number = f"澄工竞发〔2026〕{publication.pk} 号"
        put_in_effect(publication, by=self.province.officer, document=number)
        close_event(publication.event, by=self.province.officer)

    def _correct(self, event: Event) -> None:
        by = self.province.officer
        correct_marks(event, changes=self.contest.correction, reason=REASON, by=by)
        publish_run(settle_event(event, by=by), by=by, reason=REASON)
