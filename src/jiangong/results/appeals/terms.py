"""Windows and terms: from when until when an appeal is taken, and by when it is answered. Reads only."""

from dataclasses import dataclass
from datetime import datetime, time, timedelta

from django.utils import timezone

from jiangong.competitions.models import Competition, Event
from jiangong.competitions.registration.selectors import window_or_none
from jiangong.foundation.calendar import unknown_until, working_days_after, years_unknown
from jiangong.results.appeals.enums import AppealKind, Start, TimeUnit
from jiangong.results.appeals.models import Appeal, AppealRule
from jiangong.results.enums import PublicationState
from jiangong.results.models import Publication
from jiangong.results.selectors import current_publication_or_none

# What a competition goes by until its officers set its own terms. Figures of published rules of single contests
# (on site two hours; results 48 hours, answered in two working days), not of any law.
DEFAULTS: dict[AppealKind, dict[str, object]] = {
    AppealKind.CONDUCT: {"start": Start.EVENT_ENDS, "amount": 2, "unit": TimeUnit.HOURS},
    AppealKind.RESULT: {"start": Start.PUBLISHED, "amount": 48, "unit": TimeUnit.HOURS},
    AppealKind.NOTICE: {
        "start": Start.NOTICE, "amount": 5, "unit": TimeUnit.WORKING_DAYS, "takes_anyone": True, "answer_amount": 5,
    },
}  # fmt: skip
ANSWER = {"answer_amount": 2, "answer_unit": TimeUnit.WORKING_DAYS}


@dataclass(frozen=True, slots=True)
class Window:
    """When appeals of a kind are taken: from one moment to another, both included."""

    rule: AppealRule
    opens_at: datetime
    closes_at: datetime
    publication: Publication | None
    unknown_years: tuple[int, ...]

    def takes(self, moment: datetime) -> bool:
        """Whether something received at a moment is in time."""
        return self.opens_at <= moment <= self.closes_at


def appeal_rule(competition: Competition, kind: AppealKind) -> AppealRule:
    """The terms of a kind: the competition's own, or the defaults, unsaved."""
    found = AppealRule.objects.filter(competition=competition, kind=kind).first()
    return found or AppealRule(competition=competition, kind=kind, **{**ANSWER, **DEFAULTS[kind]})


def appeal_rules(competition: Competition) -> list[AppealRule]:
    """The terms of every kind."""
    return [appeal_rule(competition, kind) for kind in AppealKind]


def after(moment: datetime, amount: int, unit: str) -> datetime:
    """The last moment of a term that begins at a moment. Working days end with their day."""
    if unit == TimeUnit.WORKING_DAYS:
        return working_days_after(moment, days=amount) - timedelta(seconds=1)
    step = timedelta(minutes=amount) if unit == TimeUnit.MINUTES else timedelta(hours=amount)
    return moment + step


def window_of(event: Event, kind: AppealKind) -> Window | None:
    """The window of a kind for an event; none where it is not taken, or what it counts from has not come."""
    rule = appeal_rule(event.competition, kind)
    publication = current_publication_or_none(event)
    if not rule.is_taken:
        return None
    if rule.start == Start.NOTICE:
        return _during_notice(rule, publication)
    if rule.start == Start.PUBLISHED:
        return _window(rule, publication.published_at, publication.published_at, publication) if publication else None
    begins, ends = _event_times(event)
    return _window(rule, begins or ends, ends, publication) if ends else None


def _window(
    rule: AppealRule, opens_at: datetime | None, counts_from: datetime, publication: Publication | None
) -> Window:
    closes_at = after(counts_from, rule.amount, rule.unit)
    is_counted = rule.unit == TimeUnit.WORKING_DAYS
    unknown = tuple(years_unknown(counts_from, closes_at)) if is_counted else ()
    return Window(rule, opens_at or counts_from, closes_at, publication, unknown)


def _during_notice(rule: AppealRule, publication: Publication | None) -> Window | None:
    """As long as the notice hangs, at the latest of its levels."""
    if publication is None or publication.state != PublicationState.PUBLIC_NOTICE:
        return None
    step = publication.last_step
    ends = [step.notice_until, *publication.postings.values_list("until", flat=True)]
    last = max(end for end in ends if end is not None)
    return Window(rule, step.at, last - timedelta(seconds=1), publication, tuple(years_unknown(step.at, last)))


def unknown_years_of_answer(appeal: Appeal) -> list[int]:
    """The years whose holidays are not known yet, of those into which the term for answering an open appeal reaches."""
    rule = appeal_rule(appeal.event.competition, AppealKind(appeal.kind))
    is_counted = appeal.is_open and rule.answer_unit == TimeUnit.WORKING_DAYS
    return unknown_until([appeal.due_at]) if is_counted else []


def _event_times(event: Event) -> tuple[datetime | None, datetime | None]:
    """When the event begins and ends: as its registration says, or the days of the competition."""
    window = window_or_none(event)
    if window is not None and window.ends_at:
        return window.begins_at, window.ends_at
    contest = event.competition
    begins = timezone.make_aware(datetime.combine(contest.starts_on, time())) if contest.starts_on else None
    ends = timezone.make_aware(datetime.combine(contest.ends_on, time(23, 59, 59))) if contest.ends_on else None
    return begins, ends


def windows_of(event: Event) -> list[Window]:
    """Every window of an event that there is, open or not."""
    found = [window_of(event, kind) for kind in AppealKind]
    return [window for window in found if window is not None]
