"""The live board: what anybody may know of an event at this moment, as one value that is written to a file.

It is read as nobody in particular: the same for everyone, so that a file can be handed to a thousand phones.
"""

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import timedelta
from typing import Any

from django.db.models import Exists, Max, OuterRef, Q, QuerySet, Subquery

from jiangong.competitions.enums import EventState
from jiangong.competitions.models import Event
from jiangong.foundation import clock
from jiangong.foundation.models import AuditRow
from jiangong.results.boards.models import Reveal, RevealStep
from jiangong.results.boards.selectors.reveals import latest_reveal_or_none, picture
from jiangong.results.freezes.models import Freeze, Lift
from jiangong.results.freezes.selectors import freeze_or_none
from jiangong.results.models import Publication, PublicationStep
from jiangong.results.selectors import StandingLine, published_standings, what_may_be_shown

VERSION = 1
RECENT = timedelta(days=14)


@dataclass(frozen=True, slots=True)
class BoardLine:
    """An entry's line as a board shows it; titles in both languages."""

    entry: str
    name: str
    unit: str
    place: str
    is_shared: bool
    score: str
    state: tuple[str, str] | None
    awards: tuple[tuple[str, str], ...]
    division: tuple[str, str] | None = None

    @classmethod
    def of(cls, line: StandingLine) -> "BoardLine":
        """The same line with less."""
        state = (line.state_title.zh, line.state_title.en) if line.state_title and not line.place else None
        awards = tuple((award.title.zh, award.title.en) for award in line.awards)
        division = (line.division_title.zh, line.division_title.en) if line.division_title else None
        return cls(
            line.number, line.name, line.unit, line.place, line.is_shared, line.score or "", state, awards, division
        )  # fmt: skip


def board_of(event: Event) -> dict[str, Any]:
    """What the public board of an event says now. Raises Stage.DoesNotExist where a publication has no standings."""
    publication = what_may_be_shown(event, viewer=None).publication
    freeze = freeze_or_none(event)
    is_frozen = freeze is not None and freeze.starts_at <= clock.now()
    said: dict[str, Any] = {"version": VERSION, "event": event.pk, "is_frozen": is_frozen, "publication": None}
    said["frozen_at"] = freeze.starts_at.isoformat() if freeze and is_frozen else ""
    said["note"] = freeze.note if freeze and is_frozen else ""
    said["reveal"] = _reveal_of(event) if is_frozen else None
    return said | (_standings_of(publication) if publication else {"lines": []})


def _standings_of(publication: Publication) -> dict[str, Any]:
    page = published_standings(publication, viewer=None)
    step = publication.last_step
    return {
        "publication": publication.number,
        "state": publication.state.value,
        "state_at": step.at.isoformat(),
        "published_at": publication.published_at.isoformat(),
        "stage": [page.stage.title, page.stage.title_en],
        "lines": _written(page.lines),
    }


def _reveal_of(event: Event) -> dict[str, Any] | None:
    """What the running reveal has called so far; nothing of what is to come, not even how the rest is spread."""
    reveal = latest_reveal_or_none(event)
    if reveal is None or reveal.freeze_id is None:
        return None
    shown = picture(reveal)
    called = [line for group in shown.called for line in group.lines]
    return {"stage": [reveal.stage.title, reveal.stage.title_en], "lines": _written(called)} if called else None


def _written(lines: Iterable[StandingLine]) -> list[dict[str, Any]]:
    return [asdict(BoardLine.of(line)) for line in lines]


def stamp() -> tuple[object, ...]:
    """What changes with everything that anybody writes, at the cost of one look: the head of the audit trail, and the freezes
    whose moment has come.
    """
    begun = Freeze.objects.filter(lift__isnull=True, starts_at__lte=clock.now()).count()
    return AuditRow.objects.aggregate(last=Max("number"))["last"], begun


def boards_to_keep() -> dict[int, tuple[object, ...]]:
    """The events whose boards are kept as files, each with what its board depends on: open ones, and recent ones."""
    recent = PublicationStep.objects.filter(publication__event=OuterRef("pk"), at__gte=clock.now() - RECENT)
    shown = ~Q(state__in=(EventState.DRAFT, EventState.CANCELLED))
    events = Event.objects.filter(shown).filter(Q(state=EventState.OPEN) | Exists(recent))
    begun = Freeze.objects.filter(event=OuterRef("pk"), lift__isnull=True, starts_at__lte=clock.now())
    marked = events.annotate(
        publication=_last(Publication.objects.filter(event=OuterRef("pk"))),
        step=_last(PublicationStep.objects.filter(publication__event=OuterRef("pk"))),
        freeze=_last(Freeze.objects.filter(event=OuterRef("pk"))),
        lift=_last(Lift.objects.filter(freeze__event=OuterRef("pk"))),
        reveal=_last(Reveal.objects.filter(event=OuterRef("pk"))),
        called=_last(RevealStep.objects.filter(reveal__event=OuterRef("pk"))),
        is_frozen=Exists(begun),
    )
    names = ("state", "competition__policy", "publication", "step", "freeze", "lift", "reveal", "called", "is_frozen")
    return {row[0]: row[1:] for row in marked.values_list("pk", *names)}


def _last(rows: QuerySet[Any]) -> Subquery:
    return Subquery(rows.order_by("-pk").values("pk")[:1])
