"""Where a formula may look at the whole field: only at a number that stands there once an entry and dimension."""

from __future__ import annotations

from jiangong.core.problems import Text
from jiangong.core.rulebook.formula import Call, FormulaError
from jiangong.core.rulebook.measures import Typed


def demand_field_level(typed: Typed, level: frozenset[str]) -> None:
    """FormulaError where a function of the field is applied to a number with other dimensions than the formula's own:
    what stands there once an entry would be counted once an item, or judge. Nor does one look through another.
    """
    for call in typed.field_calls():
        inner = next((known for part in call.parts for known in part.field_calls()), None)
        if inner is not None:
            raise FormulaError(
                Text(f"{_name(call)} 里的 {_name(inner)}", f"{_name(inner)} inside {_name(call)}"),
                Text("先把里面的写成单独的得分", "a score of its own for what is inside"),
            )
        if call.measure.level != level:
            raise FormulaError(
                Text(f"{_name(call)} 用在维数不同的数上", f"{_name(call)} of a number with other dimensions"),
                Text(
                    "维数与这里相同的数；不同的先写成单独的得分",
                    "a number with the dimensions that hold here; write any other as a score of its own first",
                ),
            )


def refuse_field(typed: Typed) -> None:
    """FormulaError where a condition looks at the field: it is to be read from a score that says it by name."""
    for call in typed.field_calls():
        raise FormulaError(
            Text(f"条件里的 {_name(call)}", f"{_name(call)} in a condition"),
            Text(
                "先写成一个得分，条件里用它的短名", "a score that says it, and the name of that score in the condition"
            ),
        )


def _name(call: Typed) -> str:
    assert isinstance(call.node, Call)
    return call.node.function
