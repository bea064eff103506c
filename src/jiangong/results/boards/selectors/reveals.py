"""A reveal as it is shown: only the steps that were taken, never what is still to come."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby

from django.db.models import QuerySet

from jiangong.competitions.models import Event, Stage
from jiangong.core.problems import Text
from jiangong.organizations.rules import type_of_viewer
from jiangong.results.boards.models import Reveal
from jiangong.results.boards.rules import can_reveal
from jiangong.results.models import Publication, StandingRow
from jiangong.results.selectors import StandingLine
from jiangong.results.selectors.standings import Reader, reader_for


@dataclass(frozen=True, slots=True)
class Called:
    """What one step calls: everybody who shares a place, or, with no place, all who are not called one by one. Where places are counted
    separately, a place is one of a division."""

    place: str
    lines: tuple[StandingLine, ...]
    division: Text | None = None


@dataclass(frozen=True, slots=True)
class Picture:
    """What stands on the screen after `at` steps of `total`; `done` steps were shown so far. `called` is the newest first."""

    reveal: Reveal
    at: int
    done: int
    total: int
    called: tuple[Called, ...]

    @property
    def newest(self) -> Called | None:
        """What was called last."""
        return self.called[0] if self.called else None

    @property
    def earlier(self) -> tuple[StandingLine, ...]:
        """Those of the same division who were called one by one before, the best first."""
        newest = self.newest
        if newest is None:
            return ()
        before = [group for group in self.called[1:] if group.place and group.division == newest.division]
        return tuple(line for group in before for line in group.lines)

    @property
    def is_over(self) -> bool:
        """Whether the last place was called."""
        return self.done >= self.total

    @property
    def before(self) -> int:
        """The picture before this one."""
        return max(0, self.at - 1)


def latest_reveal_or_none(event: Event) -> Reveal | None:
    """The reveal that was prepared last, over or not."""
    found: Reveal | None = _reveals().filter(event=event).order_by("-number").first()
    return found


def the_reveal(event: Event, number: int, *, viewer: type_of_viewer) -> Reveal:
    """A reveal by its number, for those who call places. Raises Reveal.DoesNotExist."""
    if not can_reveal(viewer, event):
        raise Reveal.DoesNotExist
    found: Reveal = _reveals().get(event=event, number=number)
    return found


def picture(reveal: Reveal, *, at: int | None = None) -> Picture:
    """The screen after `at` steps, the last one shown unless given; never after more than were shown."""
    groups = list(_groups(reveal))
    done = min(reveal.steps.count(), len(groups))
    shown = done if at is None else max(0, min(at, done))
    return Picture(reveal, shown, done, len(groups), tuple(reversed(groups[:shown])))


def whole_reveal(reveal: Reveal, *, viewer: type_of_viewer) -> tuple[Called, ...]:
    """Every step in order, for the file that is taken along. Raises Reveal.DoesNotExist for anybody who may not call places."""
    if not can_reveal(viewer, reveal.event):
        raise Reveal.DoesNotExist
    return tuple(_groups(reveal))


def step_count(reveal: Reveal) -> int:
    """How many steps a reveal has."""
    return _count(reveal.publication, reveal.stage, reveal.from_place)


def stages_to_reveal(publication: Publication) -> list[Stage]:
    """The stages in which a publication gives places, the last one first."""
    rows = StandingRow.objects.filter(run=publication.run, place__isnull=False)
    return list(Stage.objects.filter(pk__in=rows.values("stage")).order_by("-position"))


def _reveals() -> QuerySet[Reveal]:
    return Reveal.objects.select_related(
        "event__competition__host", "publication__run__rulebook", "publication__event__competition", "stage", "freeze"
    )


def _count(publication: Publication, stage: Stage, from_place: int) -> int:
    """One step a place that is called by itself, and one for all who are shown together before."""
    rows = StandingRow.objects.filter(run=publication.run, stage=stage)
    places = set(rows.values_list("division", "place"))
    single = sum(1 for _division, place in places if place and place <= from_place)
    return single + (1 if single < len(places) else 0)


def _groups(reveal: Reveal) -> Iterator[Called]:
    """Those shown together, then division after division, each from its last place up to its first."""
    rows = StandingRow.objects.filter(run=reveal.publication.run, stage=reveal.stage).select_related("stage")
    reader = reader_for(reveal.publication, None)
    listed = list(rows.order_by("position"))
    together = [row for row in listed if row.place is None or row.place > reveal.from_place]
    if together:
        yield Called("", _lines(reader, together))
    single = [row for row in listed if row.place is not None and row.place <= reveal.from_place]
    order = {division: at for at, division in enumerate(dict.fromkeys(row.division for row in listed))}
    single.sort(key=lambda row: (order[row.division], -(row.place or 0), row.position))
    for (_division, place), sharing in groupby(single, key=lambda row: (row.division, row.place)):
        lines = _lines(reader, sharing)
        yield Called(str(place), lines, lines[0].division_title)


def _lines(reader: Reader, rows: Iterable[StandingRow]) -> tuple[StandingLine, ...]:
    return reader.lines(rows)
