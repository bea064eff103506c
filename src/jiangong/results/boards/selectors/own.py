"""Everybody's own line of a publication at once, for the day on which everybody asks."""

from jiangong.results.models import Publication, StandingRow
from jiangong.results.selectors import StandingLine
from jiangong.results.selectors.standings import reader_for

LARGE = 50_000
"""Rows; the lines of a larger publication are read one by one."""


def own_lines(publication: Publication) -> dict[str, StandingLine] | None:
    """The line of every entry by its number as everybody may read it, of its last stage; none where there are too many."""
    rows = StandingRow.objects.filter(run=publication.run)
    if rows.count() > LARGE:
        return None
    reader = reader_for(publication, None)
    ordered = rows.select_related("stage").order_by("stage__position")
    return {line.number: line for line in reader.lines(ordered)}
