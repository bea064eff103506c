"""Columns of entries that are computed from other columns, typed before any stage is."""

from __future__ import annotations

from jiangong.core.rulebook.field import refuse_field
from jiangong.core.rulebook.formula import KNOWN_COLUMNS, FormulaError
from jiangong.core.rulebook.measures import Measure, typed_formula
from jiangong.core.rulebook.plan import Plan, attribute_measure
from jiangong.core.rulebook.positions import Path

Fault = tuple[Path, FormulaError]


def plan_derived(plan: Plan, faults: list[Fault]) -> None:
    """Type every computed column; faults carry the path of its formula."""
    plain = {name: a for name, a in plan.rulebook.entries.items() if a.formula is None}
    names = {f"entry.{name}": attribute_measure(attribute) for name, attribute in plain.items()}
    names |= {f"event.{name}": attribute_measure(attribute) for name, attribute in plan.rulebook.events.items()}
    names |= {f"entry.{name}": Measure("text") for name in KNOWN_COLUMNS if f"entry.{name}" not in names}
    for name, attribute in plan.rulebook.entries.items():
        if attribute.formula is None:
            continue
        try:
            typed = typed_formula(attribute.formula, names)
            refuse_field(typed)
            plan.derived[name] = typed
        except FormulaError as error:
            faults.append((("entries", name, "formula"), error))
