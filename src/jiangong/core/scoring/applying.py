"""Steps that act on one line by itself: a formula, a table, a rounding."""

from __future__ import annotations

from collections.abc import Callable

import ibis

from jiangong.core.rulebook.plan import PlannedStep, PlannedValue, names_read, of_whomever
from jiangong.core.rulebook.states import reads_state
from jiangong.core.rulebook.values import Apply, Bands, Lookup, Over
from jiangong.core.scoring.columns import Column, failures, formula_column, rounded_column, rounded_formula
from jiangong.core.scoring.field import Field
from jiangong.core.scoring.lookup import looked_up

OWN_ROW = ("value", "start", "attempt", "item", "source", "state")
"""Names of a formula that stand in the row itself."""
PREVIOUS = "previous"
"""The line before, in a formula; the number of another value on it is `previous.x`."""


def _reading(column: Column, names: Callable[[str], Column]) -> Callable[[str], Column]:
    """What a formula of a step reads: `value` is the number so far."""
    return lambda name: column if name == "value" else names(name)


def looks_around(step: PlannedStep) -> bool:
    """Whether a step needs more than its own row of marks: what the steps began with, or the whole field."""
    return compares(step) or "start" in names_read(step.typed)


def compares(step: PlannedStep) -> bool:
    """Whether a step looks at the numbers of the whole field."""
    act = step.step.act
    shares = isinstance(act, Lookup) and act.shared != "each"
    return shares or (step.typed is not None and bool(step.typed.field_calls()))


def applied(step: PlannedStep, column: Column, names: object, field: Field | None = None) -> Column:
    """A step that is no combination, on a column."""
    act, value, failed = step.step.act, column.value, column.failed
    if isinstance(act, Apply):
        assert step.typed is not None and callable(names)
        made = formula_column(step.typed, read := _reading(column, names), field)
        value, failed = made.value, failures([column, made])
        if step.step.rounding is not None:
            value = rounded_formula(step.typed, step.step.rounding, read, field)
        if "value" not in names_read(step.typed) and not reads_state(
            step.typed
        ):  # what takes the number's place is still nothing where there was none
            value = ibis.ifelse(column.value.isnull(), ibis.null(value.type()), value)
        return Column(value, failed)
    if isinstance(act, (Lookup, Bands)):
        assert callable(names)
        value = looked_up(step, column, names, field)
        if isinstance(act, Lookup) and act.shared != "each":
            return Column(value, failed)  # rounded in the division already
    if step.step.rounding is not None:
        value = rounded_column(value, step.acted, step.step.rounding)
    return Column(value, failed)


def misses(step: PlannedStep) -> bool:
    """Whether a step may leave a row without a value."""
    act = step.step.act
    lacks = isinstance(act, (Lookup, Bands)) and act.otherwise is None
    return lacks or bool(outside(step)) or (step.typed is not None and step.typed.may_be_none)


def read_by(value: PlannedValue) -> set[str]:
    """Names that a value reads anywhere beside its own rows; of an opponent's number, that number."""
    names = {value.start, *value.reads, *(name for step in value.steps for name in outside(step))}
    return {of_whomever(name) for name in names if name}


def beside(step: PlannedStep) -> list[str]:
    """Those of them that stand on the line itself, or are to be brought there: neither the line before nor the other side."""
    return [name for name in outside(step) if name.partition(".")[0] not in (PREVIOUS, "opponent")]


def outside(step: PlannedStep) -> list[str]:
    """Names that a step reads beside the number so far."""
    act = step.step.act
    parameters = act.parameters if isinstance(act, Over) else ()
    return [name for name in (*step.names(), *parameters) if name not in OWN_ROW]
