"""What may be seen while a board is frozen. Every public read of publications passes through `seen_by`."""

from django.db.models import Case, Exists, OuterRef, Q, QuerySet, Value, When

from jiangong.competitions.models import Event
from jiangong.competitions.selectors import behind
from jiangong.organizations.rules import type_of_viewer
from jiangong.results.freezes.models import Freeze
from jiangong.results.models import Publication

STANDS = Q(superseded_by__isnull=True) | Q(hides_successor=True)
"""Of publications from `seen_by`: nothing that this viewer may see took their place."""


def _held(event: str, moment: str) -> Exists:
    """Whether a freeze that nobody lifted began before a publication was made."""
    return Exists(Freeze.objects.filter(event=OuterRef(event), lift__isnull=True, starts_at__lte=OuterRef(moment)))


def seen_by(rows: QuerySet[Publication], viewer: type_of_viewer) -> QuerySet[Publication]:
    """Those of the publications that this viewer may see at this moment; `None` is the public.

    One that is held back for others says `is_held_back`; one whose successor this viewer may not see says
    `hides_successor`, and then names none.
    """
    looks_behind = Q(event__competition__in=behind(viewer))
    hides = Case(
        When(_held("event", "superseded_by__published_at") & ~looks_behind, then=Value(True)), default=Value(False)
    )
    marked = rows.annotate(is_held_back=_held("event", "published_at"), hides_successor=hides)
    return marked.filter(Q(is_held_back=False) | looks_behind)


def is_held_back(publication: Publication) -> bool:
    """Whether the public may not see a publication yet. Its public notice cannot begin before."""
    return Publication.objects.filter(_held("event", "published_at"), pk=publication.pk).exists()


def freeze_or_none(event: Event) -> Freeze | None:
    """The freeze that is on, or will be at its moment; none where the board is open."""
    return Freeze.objects.filter(event=event, lift__isnull=True).first()


def freezes_of(event: Event) -> list[Freeze]:
    """Every freeze of an event with its end, newest first."""
    return list(Freeze.objects.filter(event=event).select_related("lift"))
