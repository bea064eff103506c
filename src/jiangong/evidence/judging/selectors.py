"""Reads of judging: what is sealed for an event, as it stands after all corrections."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

import pyarrow as pa
from django.db.models import Exists, Max, OuterRef, Q, QuerySet

from jiangong.competitions.models import Event
from jiangong.competitions.selectors import rulebook_of
from jiangong.core.problems import Text
from jiangong.core.rulebook import Rulebook
from jiangong.evidence.blind.selectors import is_blind, numbers_behind, still_blind
from jiangong.evidence.judging.enums import Scope, SheetKind
from jiangong.evidence.judging.keys import COLUMNS, MarkChange, MarkKey
from jiangong.evidence.judging.models import JudgeCode, Mark, MarkSheet

Standing = dict[MarkKey, tuple[str, str]]


@dataclass(frozen=True, slots=True)
class MarkShown:
    """A mark as it stands, or stood, and the revision that put it there."""

    key: MarkKey
    criterion_title: Text
    value: str
    state: str
    revision: int
    is_withdrawn: bool = False


def mark_sheets(event: Event) -> QuerySet[MarkSheet]:
    """The sealed sheets of an event, newest first."""
    return event.mark_sheets.select_related("file").order_by("-revision")


def last_revision(event: Event) -> int:
    """The number of the newest sheet; 0 before the first."""
    return int(event.mark_sheets.aggregate(last=Max("revision"))["last"] or 0)


def sealed_marks(event: Event, *, up_to: int | None = None) -> pa.Table:
    """The marks that count: text columns event, stage, entry, criterion, item, attempt, source, value, state.

    `up_to` looks back to a revision. The order of rows says nothing.
    """
    return _as_table(event, _standing(event, up_to=up_to))


def corrected_marks(event: Event, *, changes: Iterable[MarkChange]) -> pa.Table:
    """What `sealed_marks` would be if the changes were sealed; nothing is stored."""
    standing = _standing(event)
    for change in changes:
        _lay(standing, change.key, change.value, change.state, is_withdrawn=change.is_withdrawn)
    return _as_table(event, standing)


def marks_in_force(event: Event, *, keys: Iterable[MarkKey]) -> dict[MarkKey, tuple[str, str]]:
    """Value and state that stand under those of the keys that have a mark."""
    standing = _standing(event)
    return {key: standing[key] for key in keys if key in standing}


def marks_of_entry(event: Event, number: str) -> list[MarkShown]:
    """The marks of one entry that count, in the order in which they were brought."""
    latest: dict[MarkKey, MarkShown] = {}
    rules = rulebook_of(event)
    names, numbers = _names_of(event, number)
    for mark in _rows(event).filter(entry__in=names):
        shown = _shown(mark, rules, numbers)
        latest[shown.key] = shown
    return [mark for mark in latest.values() if not mark.is_withdrawn]


def judge_codes(event: Event) -> dict[str, str]:
    """Names of judges by code, for those who run the event."""
    return dict(JudgeCode.objects.filter(event=event).values_list("code", "name"))


def _standing(event: Event, *, up_to: int | None = None) -> Standing:
    standing: Standing = {}
    numbers = numbers_behind(event)
    columns = ("stage", "entry", "criterion", "item", "attempt", "source", "value", "state", "is_withdrawn")
    for *key, value, state, is_withdrawn in _rows(event, up_to=up_to).values_list(*columns).iterator(chunk_size=10_000):
        _lay(standing, _opened(MarkKey(*key), numbers), value, state, is_withdrawn=is_withdrawn)
    return standing


def _opened(key: MarkKey, numbers: Mapping[str, str]) -> MarkKey:
    """The key with the entry in place of the number under which a judge saw it, once that is known."""
    return key._replace(entry=numbers[key.entry]) if key.entry in numbers else key


def is_under_numbers(event: Event) -> bool:
    """Whether marks were sealed under numbers that are not open yet: then nobody can say whose they are, and nothing is settled."""
    return is_blind(event) and event.mark_sheets.filter(kind=SheetKind.SEALED).exists()


def under_numbers() -> Q:
    """The same as a condition on events."""
    return still_blind() & Q(Exists(MarkSheet.objects.filter(event=OuterRef("pk"), kind=SheetKind.SEALED)))


def _names_of(event: Event, number: str) -> tuple[list[str], dict[str, str]]:
    """Under what an entry stands in the rows, and the numbers behind what judges saw."""
    numbers = numbers_behind(event)
    return [number, *(label for label, behind in numbers.items() if behind == number)], numbers


def _lay(standing: Standing, key: MarkKey, value: str, state: str, *, is_withdrawn: bool) -> None:
    if is_withdrawn:
        standing.pop(key, None)
    else:
        standing[key] = (value, state)


def _rows(event: Event, *, up_to: int | None = None) -> QuerySet[Mark]:
    """Rows that may count, in the order in which later ones replace earlier ones: the last whole sheet and after."""
    sheets = event.mark_sheets.all() if up_to is None else event.mark_sheets.filter(revision__lte=up_to)
    whole = sheets.filter(scope=Scope.WHOLE).aggregate(last=Max("revision"))["last"] or 0
    rows = Mark.objects.filter(sheet__in=sheets.filter(revision__gte=whole)).select_related("sheet")
    return rows.order_by("sheet__revision", "pk")


def _key(mark: Mark) -> MarkKey:
    return MarkKey(mark.stage, mark.entry, mark.criterion, mark.item, mark.attempt, mark.source)


def _shown(mark: Mark, rules: Rulebook, numbers: Mapping[str, str]) -> MarkShown:
    return MarkShown(
        _opened(_key(mark), numbers),
        rules.score_title(mark.criterion),
        mark.value,
        mark.state,
        mark.sheet.revision,
        mark.is_withdrawn,
    )


def _as_table(event: Event, standing: Mapping[MarkKey, tuple[str, str]]) -> pa.Table:
    columns: Iterator[tuple[str, ...]] = zip(
        *((event.code, *key, *said) for key, said in standing.items()), strict=True
    )
    found = list(columns) or [()] * len(COLUMNS)
    return pa.table({name: pa.array(found[at], pa.string()) for at, name in enumerate(COLUMNS)})
