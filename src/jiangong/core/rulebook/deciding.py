"""Conditions about one entry whose columns are known, such as `entry.age >= 18`: checked once, then decided exactly, in Python.

For the counter, where one person at a time asks to be let in and no table is there. The language is that of the rulebook,
with fewer functions; a test holds that the engine's columns decide alike.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Mapping
from fractions import Fraction
from typing import Any

from jiangong.core.problems import Text
from jiangong.core.rulebook.formula import Formula, FormulaError, Name, Node, Number, Words, parse_formula

Value = Fraction | str | bool | None
ENTRY = "entry."

_ARITHMETIC: dict[str, Callable[..., Any]] = {
    "+": operator.add, "-": operator.sub, "*": operator.mul, "negative": operator.neg, "abs": abs, "min": min, "max": max,
    "/": lambda a, b: a / b if b else None,
}  # fmt: skip
_COMPARISONS: dict[str, Callable[..., Any]] = {
    "=": operator.eq, "!=": operator.ne, "<": operator.lt, "<=": operator.le, ">": operator.gt, ">=": operator.ge,
}  # fmt: skip
_OF_ANY_SORT = frozenset({"=", "!="})
_SAID = {"number": Text("一个数", "a number"), "text": Text("文字", "text"), "yes_no": Text("是或否", "yes or no")}


def parse_condition(text: str, columns: Mapping[str, str]) -> Formula:
    """Read a condition over entry columns, given by name and sort (number, text, yes_no). FormulaError says what is wrong."""
    formula = parse_formula(text)
    _expect("yes_no", _sort(formula.node, columns))
    return formula


def holds(formula: Formula, values: Mapping[str, Value]) -> bool:
    """Whether a condition holds for these values; where a value that it needs is missing, it does not."""
    return _value(formula.node, values) is True


def columns_read(formula: Formula) -> tuple[str, ...]:
    """The entry columns that a condition reads, without `entry.`."""
    return tuple(name.removeprefix(ENTRY) for name in formula.names())


def _expect(sort: str, found: str) -> None:
    if sort != found:
        raise FormulaError(_SAID[found], _SAID[sort])


def _sort(node: Node, columns: Mapping[str, str]) -> str:
    """What a part gives; FormulaError where its own parts do not fit."""
    if isinstance(node, Number):
        return "number"
    if isinstance(node, Words):
        return "text"
    if isinstance(node, Name):
        return _column_sort(node, columns)
    sorts = [_sort(argument, columns) for argument in node.arguments]
    return _call_sort(node.function, sorts)


def _column_sort(node: Name, columns: Mapping[str, str]) -> str:
    name = node.value.removeprefix(ENTRY)
    if not node.value.startswith(ENTRY) or name not in columns:
        known = [ENTRY + one for one in columns]
        raise FormulaError(
            Text(node.value, node.value), Text("其中之一：" + "、".join(known), "one of " + ", ".join(known))
        )
    return columns[name]


def _call_sort(function: str, sorts: list[str]) -> str:
    if function in ("true", "false", "given"):
        return "yes_no"
    if function in ("and", "or", "not"):
        return _all_alike(sorts, "yes_no")
    if function in _COMPARISONS:
        _all_alike(sorts, sorts[0] if function in _OF_ANY_SORT else "number")
        return "yes_no"
    if function == "first_given":
        return _all_alike(sorts, sorts[0])
    if function == "if":
        _expect("yes_no", sorts[0])
        return _all_alike(sorts[1:], sorts[1])
    if function in _ARITHMETIC:
        return _all_alike(sorts, "number")
    usable = [*_ARITHMETIC, "if", "given", "first_given"]
    usable.remove("negative")
    raise FormulaError(
        Text(f"这里不能用 {function}", f"{function}, which cannot be used here"),
        Text("其中之一：" + "、".join(usable), "one of " + ", ".join(usable)),
    )


def _all_alike(sorts: list[str], sort: str) -> str:
    for found in sorts:
        _expect(sort, found)
    return sort


def _value(node: Node, values: Mapping[str, Value]) -> Any:
    """What a part comes to; None where something that it needs is missing."""
    if isinstance(node, Number | Words):
        return node.value
    if isinstance(node, Name):
        return values.get(node.value.removeprefix(ENTRY))
    if node.function in ("true", "false"):
        return node.function == "true"
    parts = [_value(argument, values) for argument in node.arguments]
    return _applied(node.function, parts)


def _applied(function: str, parts: list[Any]) -> Any:
    if function == "given":
        return parts[0] is not None
    if function == "first_given":
        return next((part for part in parts if part is not None), None)
    if function in ("and", "or"):
        return _joined(parts, deciding=function == "or")
    if function == "if":
        return None if parts[0] is None else parts[1] if parts[0] else parts[2]
    if None in parts:
        return None
    if function == "not":
        return not parts[0]
    return (_ARITHMETIC | _COMPARISONS)[function](*parts)


def _joined(parts: list[Any], *, deciding: bool) -> bool | None:
    """`or` is decided by one yes, `and` by one no, whatever else is missing."""
    if deciding in parts:
        return deciding
    return None if None in parts else not deciding
