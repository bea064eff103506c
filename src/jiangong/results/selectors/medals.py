"""Awards counted by unit."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from jiangong.competitions.models import Competition
from jiangong.competitions.selectors import events_seen_by, read_rulebook
from jiangong.core.problems import Text
from jiangong.organizations.rules import type_of_viewer
from jiangong.results.freezes.selectors import STANDS, seen_by
from jiangong.results.models import Publication, StandingRow
from jiangong.results.selectors.standings import AwardShown


@dataclass(frozen=True, slots=True)
class MedalRow:
    """A unit and how many of each award it has, in the order of the table's columns."""

    unit: str
    counts: tuple[int, ...]
    total: int


@dataclass(frozen=True, slots=True)
class MedalTable:
    """Units by their awards: more of the highest first, then of the next; equal ones by name."""

    columns: tuple[AwardShown, ...]
    rows: tuple[MedalRow, ...]


def medals_of_competition(competition: Competition, *, viewer: type_of_viewer) -> MedalTable:
    """The table over all events of a competition whose results stand published."""
    events = events_seen_by(viewer, competition=competition).values("pk")
    standing = seen_by(Publication.objects.filter(event__in=events), viewer).filter(STANDS)
    return medal_table(standing.select_related("run__rulebook"))


def medal_table(publications: Iterable[Publication]) -> MedalTable:
    """Count the awards of these publications by unit. Entries without a unit do not count."""
    listed = list(publications)
    columns = tuple(AwardShown(id_, title) for id_, title in _award_titles(listed).items())
    counts: defaultdict[str, Counter[str]] = defaultdict(Counter)
    awarded = StandingRow.objects.filter(run__in=[publication.run_id for publication in listed])
    for unit, award in awarded.exclude(unit="").exclude(award="").values_list("unit", "award"):
        counts[unit].update(award.split(";"))
    rows = [_row(unit, found, columns) for unit, found in counts.items()]
    return MedalTable(columns, tuple(sorted(rows, key=lambda row: ([-count for count in row.counts], row.unit))))


def _award_titles(publications: Iterable[Publication]) -> dict[str, Text]:
    titles: dict[str, Text] = {}
    for text in dict.fromkeys(publication.run.rulebook.text for publication in publications):
        for stage in read_rulebook(text).stages:
            for award in stage.awards:
                titles.setdefault(award.id, award.title)
    return titles


def _row(unit: str, found: Counter[str], columns: tuple[AwardShown, ...]) -> MedalRow:
    counts = tuple(found[column.id] for column in columns)
    return MedalRow(unit, counts, sum(counts))
