"""Why an entry stands where it stands, and what a correction would change: the core asked again, as far as one may read."""

from collections.abc import Container, Iterable, Mapping
from dataclasses import dataclass, replace
from hashlib import sha256

from django.core.cache import cache

from jiangong.competitions.enums import Policy
from jiangong.competitions.models import Event
from jiangong.competitions.selectors import entry_by_slip_or_none, rulebook_of
from jiangong.core.problems import NO_TEXT
from jiangong.core.scoring import Change, Explanation, Outcome, Tables, compare, read_evidence, settle, without_others
from jiangong.evidence.judging.keys import MarkChange
from jiangong.organizations.rules import type_of_viewer
from jiangong.results.gather import gathered, gathered_with
from jiangong.results.models import Publication, Run, StandingRow
from jiangong.results.selectors.settled import explained, outcome_of
from jiangong.results.selectors.standings import Reader, StandingLine, openness, reader_for

CACHED_FOR = 3600  # seconds
NUMBER = 1  # the column of the comparison that holds the entry's number


@dataclass(frozen=True, slots=True)
class Why:
    """An entry's line and the explanation, cut to `level`. Under `places` there is no explanation.

    `names` are those of the entries that stand in the comparison, by number.
    """

    publication: Publication
    line: StandingLine
    explanation: Explanation | None
    level: Policy
    is_own: bool
    names: Mapping[str, str]


def why(publication: Publication, *, number: str, viewer: type_of_viewer, stage: str = "", slip: str = "") -> Why:
    """Why an entry stands where it stands in a publication.

    As far as the competition's policy lets this viewer read; in full to whoever holds the entry's slip. Raises
    StandingRow.DoesNotExist for a number that does not stand there.
    """
    rows = StandingRow.objects.filter(run=publication.run, number=number.strip()).select_related("stage")
    row = (rows.filter(stage__code=stage) if stage else rows).order_by("-stage__position").first()
    if row is None:
        raise StandingRow.DoesNotExist
    is_own = bool(slip) and entry_by_slip_or_none(publication.event, number=number, slip=slip) is not None
    seen = reader_for(publication, viewer)
    reader = reader_for(publication, viewer, is_own=True) if is_own else seen
    level = reader.policy
    found = None if level == Policy.PLACES else _explained(publication.run, row)
    cut = _cut(found, _kept_back(publication.event, level, viewer))
    # The slip opens the own name; those of the neighbours stay as they are for everybody.
    return Why(publication, reader.line(row), cut, level, is_own, _names_in(cut, row, seen))


def _names_in(explanation: Explanation | None, row: StandingRow, reader: Reader) -> dict[str, str]:
    """The names of the neighbours, as they stood and as far as they may be shown: the core knows numbers only."""
    steps = explanation.steps if explanation else ()
    numbers = [cells[NUMBER].text.zh for step in steps if step.kind == "order" for cells in step.rows]
    beside = StandingRow.objects.filter(run=row.run_id, stage=row.stage_id, number__in=numbers).select_related("stage")
    return {line.number: line.name for line in reader.lines(beside) if line.name}


def _kept_back(event: Event, level: Policy, viewer: type_of_viewer) -> tuple[str, ...]:
    """Kinds of steps whose figures stay closed: single marks where only scores are open; and to an entry that reads its
    own result under `places`, the comparison, because it holds the scores of others."""
    if level == Policy.SCORES:
        return ("marks", "score")
    return ("order",) if openness(event, viewer) == Policy.PLACES else ()


def _explained(run: Run, row: StandingRow) -> Explanation:
    """The whole explanation. A run never changes, so neither does it; what a reader may see of it is cut each time."""
    key = f"explanation:{run.bundle.sha256}:{row.stage.code}:{sha256(row.number.encode()).hexdigest()}"
    found: Explanation | None = cache.get(key)
    if found is None:
        found = explained(run, row.number, row.stage.code)
        cache.set(key, found, CACHED_FOR)
    return found


def _cut(explanation: Explanation | None, kept_back: Container[str]) -> Explanation | None:
    """Without the tables and arithmetic of some kinds of steps: these keep their rule and their result. Who may not compare
    sees no opponent's number either.
    """
    if explanation is None:
        return None
    explanation = without_others(explanation) if "order" in kept_back else explanation
    steps = (
        replace(step, head=(), rows=(), arithmetic=NO_TEXT) if step.kind in kept_back else step
        for step in explanation.steps
    )
    return replace(explanation, steps=tuple(steps))


def consequences(before: Run, after: Run) -> tuple[Change, ...]:
    """Whose place, score, award or going on differs between two runs."""
    return tuple(compare(outcome_of(before), outcome_of(after)))


def preview_correction(event: Event, *, changes: Iterable[MarkChange]) -> tuple[Change, ...]:
    """Whose place, score, award or going on a correction would change; nothing is stored.

    Raises Refused where the corrected evidence would not fit the rules.
    """
    wanted = list(changes)
    return tuple(compare(_settled(event, gathered(event)), _settled(event, gathered_with(event, changes=wanted))))


def _settled(event: Event, tables: Tables) -> Outcome:
    rulebook = rulebook_of(event)
    return settle(read_evidence(rulebook, tables))
