"""Reads of what makes a result firm."""

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db.models import QuerySet

from jiangong.competitions.models import Competition, Event
from jiangong.foundation import clock
from jiangong.foundation.calendar import working_days_after, working_days_between, years_unknown
from jiangong.foundation.selectors import stored_bytes
from jiangong.organizations.rules import type_of_viewer
from jiangong.results.enums import PublicationState
from jiangong.results.firming.enums import PostingLevel
from jiangong.results.firming.models import Hold, NoticePage, Posting, PublicationRule, Signature
from jiangong.results.models import Publication


@dataclass(frozen=True, slots=True)
class LevelShown:
    """A level at which a notice must hang, and where it hangs there."""

    level: PostingLevel
    posting: Posting | None
    is_over: bool


@dataclass(frozen=True, slots=True)
class NoticeShown:
    """How a public notice stands: the frozen page, its levels, the day it ends and what still stands against taking effect."""

    page: NoticePage | None
    levels: tuple[LevelShown, ...]
    until: datetime | None
    days_left: int
    unknown_years: tuple[int, ...]
    holds: tuple[Hold, ...]

    @property
    def missing(self) -> tuple[PostingLevel, ...]:
        """Levels at which it was not hung yet."""
        return tuple(one.level for one in self.levels if one.posting is None)


def publication_rule(competition: Competition) -> PublicationRule:
    """How results of a competition become firm: its own rule, or the defaults, unsaved."""
    found = PublicationRule.objects.filter(competition=competition).first()
    return found or PublicationRule(competition=competition, notice_days=settings.NOTICE_DAYS)


def check_signatures(publication: Publication) -> list[Signature]:
    """Who signed that a result was checked, in order."""
    return list(publication.signatures.filter(state=PublicationState.CHECKED))


def checks_signed_by(user: type_of_viewer, publications: list[Publication]) -> set[int]:
    """Those of some publications whose check a person signed."""
    if user is None or not user.is_authenticated:
        return set()
    rows = Signature.objects.filter(publication__in=publications, state=PublicationState.CHECKED, by=user.reference)
    return set(rows.order_by().values_list("publication", flat=True))


def open_holds(event: Event) -> QuerySet[Hold]:
    """What keeps the results of an event from taking effect, the oldest first."""
    return event.holds.filter(lifted_at__isnull=True)


def held_events(events: list[int]) -> set[int]:
    """Which of some events, by key, have an open hold."""
    return set(Hold.objects.filter(event__in=events, lifted_at__isnull=True).values_list("event", flat=True))


def postings_of(publication: Publication) -> list[Posting]:
    """Where a notice was hung, in the order of time."""
    return list(publication.postings.select_related("file"))


def notice_of(publication: Publication) -> NoticeShown:
    """How the public notice of a publication stands."""
    now, rule = clock.now(), publication_rule(publication.event.competition)
    hung = {posting.level: posting for posting in reversed(postings_of(publication))}
    levels = tuple(
        LevelShown(level, hung.get(level), level in hung and hung[level].until <= now) for level in rule.required_levels
    )
    ends = [step.notice_until for step in publication.steps_taken if step.notice_until]
    until = max([*ends, *(one.posting.until for one in levels if one.posting)], default=None)
    page = NoticePage.objects.filter(publication=publication).select_related("file").first()
    return NoticeShown(
        page=page,
        levels=levels,
        until=until,
        days_left=working_days_between(now, until) if until and until > now else 0,
        unknown_years=tuple(years_unknown(page.at if page else now, until)) if until else (),
        holds=tuple(open_holds(publication.event)),
    )


def unknown_years_of_notice(days: int) -> tuple[int, ...]:
    """The years into which a notice of so many working days would run from now, whose holidays nobody knows yet."""
    now = clock.now()
    return tuple(years_unknown(now, working_days_after(now, days=days)))


def frozen_page(page: NoticePage) -> Any:
    """What was frozen, as it was written."""
    return json.loads(stored_bytes(page.file))


def the_notice_page(publication: Publication) -> NoticePage:
    """What was frozen when the notice began. Raises NoticePage.DoesNotExist before."""
    page: NoticePage = NoticePage.objects.select_related("file").get(publication=publication)
    return page


def the_hold(event: Event, pk: int) -> Hold:
    """An open hold of an event. Raises Hold.DoesNotExist."""
    return open_holds(event).get(pk=pk)
