"""What a value of a rulebook is turned into, and what to write where it cannot be."""

from __future__ import annotations

import re
from collections.abc import Callable
from fractions import Fraction
from typing import Any

from jiangong.core.problems import Text
from jiangong.core.quantities import exact, places_of
from jiangong.core.rulebook import limits
from jiangong.core.rulebook.formula import parse_formula
from jiangong.core.rulebook.schema import DIMENSIONS

SHORT_NAME = re.compile(r"[A-Za-z][A-Za-z0-9_]*")


def _title(value: Any) -> Text:
    for words in value.values() if isinstance(value, dict) else [value]:
        limits.within(limits.TEXT, len(words))
    if isinstance(value, str) and value.strip():
        return Text(value, value)
    if (
        isinstance(value, dict)
        and value
        and set(value) <= {"zh", "en"}
        and all(isinstance(v, str) for v in value.values())
    ):
        return Text(value.get("zh", ""), value.get("en", ""))
    raise ValueError


def _number(value: Any) -> Fraction:
    if isinstance(value, bool) or not isinstance(value, (int, str, float)):
        raise TypeError
    limits.within(
        limits.DIGITS, sum(character.isdigit() for character in str(value)) if not isinstance(value, int) else 0
    )
    number = exact(value)
    if abs(number) > 10**15 or number.denominator > 10**12:
        raise ValueError
    return number


def _unit(value: Any) -> Fraction:
    """A unit to round to: above 0 and itself a plain decimal, so that what is rounded to it can be written."""
    unit = _number(value)
    if unit <= 0 or places_of(unit.denominator) is None:
        raise ValueError
    return unit


def _whole(value: Any) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value <= 10**9:
        raise TypeError
    return value


def _amount(value: Any) -> int | str:
    """How many: a whole number, or the column that says it."""
    if isinstance(value, str):
        table, _, column = value.partition(".")
        if table in ("event", "entry") and SHORT_NAME.fullmatch(column):
            return value
    return _whole(value)


def _drops(value: Any) -> int | str | tuple[tuple[int, int], ...]:
    """How many to leave out: always the same, what a column says, or by how many rows there are."""
    if not isinstance(value, dict):
        return _amount(value)
    limits.within(limits.LISTED, len(value))
    steps = sorted((int(least), _whole(number)) for least, number in value.items())
    if not steps or any(number >= least for least, number in steps):
        raise ValueError
    return tuple(steps)


def _range(value: Any) -> tuple[Fraction, Fraction]:
    low, high = (_number(end) for end in value)
    if low > high:
        raise ValueError
    return low, high


def _text(value: Any) -> str:
    if not isinstance(value, str) or not value.strip():
        raise TypeError
    limits.within(limits.TEXT, len(value))
    return value


def _name(value: Any) -> str:
    if not isinstance(value, str) or not SHORT_NAME.fullmatch(value):
        raise TypeError
    limits.within(limits.NAME, len(value))
    return value


def _flag(value: Any) -> bool:
    if not isinstance(value, bool):
        raise TypeError
    return value


def _names(value: Any) -> tuple[str, ...]:
    if not isinstance(value, list) or not set(value) <= set(DIMENSIONS[:3]) or len(set(value)) != len(value):
        raise ValueError
    return tuple(value)


def _texts(value: Any) -> tuple[str, ...]:
    if not isinstance(value, list):
        raise TypeError
    limits.within(limits.LISTED, len(value))
    return tuple(_text(word) if isinstance(word, str) else str(_whole(word)) for word in value)


def _dimensions(value: Any) -> tuple[str, ...]:
    names = tuple(value) if isinstance(value, list) else (value,)
    if not names or not set(names) <= set(DIMENSIONS):
        raise ValueError
    return names


def _table(value: Any) -> tuple[tuple[Fraction, Fraction], ...] | dict[str, Any]:
    """One table of value = result, or several under the names that choose among them."""
    if not value:
        raise ValueError
    if all(isinstance(inner, dict) for inner in value.values()):
        limits.within(limits.ROWS, sum(map(len, value.values())))
        return {name: _pairs(inner) for name, inner in value.items()}
    return _pairs(value)


def _pairs(value: Any) -> tuple[tuple[Fraction, Fraction], ...]:
    if not value:
        raise ValueError
    limits.within(limits.ROWS, len(value))
    return tuple((_number(key), _number(result)) for key, result in value.items())


def _numbers(value: Any) -> tuple[Fraction, ...]:
    if not isinstance(value, list) or not value:
        raise TypeError
    limits.within(limits.LISTED, len(value))
    return tuple(sorted({_number(number) for number in value}))


def _weights(value: Any) -> tuple[tuple[str, Fraction], ...]:
    if not value:
        raise ValueError
    limits.within(limits.TERMS, len(value))
    return tuple((name, _number(weight)) for name, weight in value.items())


def _named_values(value: Any) -> tuple[tuple[str, str], ...]:
    limits.within(limits.LISTED, len(value))
    return tuple((_text(name).strip(), _any(said)) for name, said in value.items())


def _any(value: Any) -> str:
    if isinstance(value, (dict, list)):
        raise TypeError
    if isinstance(value, int):
        limits.within(limits.DIGITS, value.bit_length() // 4)
    limits.within(limits.TEXT, len(words := str(value)))
    return words.lower() if isinstance(value, bool) else words


CONVERTERS: dict[str, Callable[[Any], Any]] = {
    "title": _title, "number": _number, "unit": _unit, "whole": _whole, "amount": _amount, "drops": _drops, "range": _range, "text": _text,
    "name": _name, "flag": _flag,
    "names": _names, "numbers": _numbers, "texts": _texts, "dimensions": _dimensions, "lookup": _table, "weights": _weights,
    "value": _any, "pairs": _named_values,
    "formula": lambda value: parse_formula(_text(value)),
}  # fmt: skip
"""By the kinds that a key takes. TypeError, ValueError or a limit's own error where the value is none."""
EXPECTED = {
    "title": Text('文字，或 { zh = "…", en = "…" }', 'text, or { zh = "…", en = "…" }'),
    "number": Text('一个数，如 5、0.5、"30%"', 'a number, e.g. 5, 0.5, "30%"'),
    "unit": Text('大于 0 的小数，如 "0.01"、0.5', 'a plain decimal above 0, e.g. "0.01", 0.5'),
    "whole": Text("不小于 0 的整数", "a whole number, 0 or more"),
    "amount": Text(
        '不小于 0 的整数，或 "event.列名"、"entry.列名"（要算的，列里写 formula）',
        'a whole number, 0 or more, "event.NAME" or "entry.NAME" (what is computed is a column with a formula)',
    ),
    "drops": Text(
        '不小于 0 的整数，或 "event.列名"，或 { 5 = 1, 9 = 2 }（有 5 个起去 1 个、9 个起去 2 个，总要留下）',
        'a whole number, 0 or more, "event.NAME", or { 5 = 1, 9 = 2 }: one from five rows on, two from nine on, and some left',
    ),
    "range": Text("[最小, 最大]", "[lowest, highest]"),
    "text": Text("文字", "text"),
    "name": Text("字母开头，只含字母、数字、下划线", "a name of letters, digits and underscores, beginning with a letter"),
    "flag": Text("true 或 false", "true or false"),
    "names": Text("item、attempt、source 中的几个，如 [\"source\"]", "some of item, attempt, source, e.g. [\"source\"]"),
    "numbers": Text("一串数，如 [0, 3, 4, 5]", "a list of numbers, e.g. [0, 3, 4, 5]"),
    "texts": Text("一串文字，如 [\"p1\", \"p2\"]", "a list of texts, e.g. [\"p1\", \"p2\"]"),
    "dimensions": Text("item、attempt、source、member 之一，或其中几个的列表", "one of item, attempt, source, member, or a list of them"),
    "lookup": Text("{ \"1\" = 25, \"2\" = 18 }", "{ \"1\" = 25, \"2\" = 18 }"),
    "weights": Text("{ theory = \"30%\", practice = \"70%\" }", "{ theory = \"30%\", practice = \"70%\" }"),
    "pairs": Text("{ \"专家组\" = 2, \"群众\" = 1 }", "{ \"expert panel\" = 2, \"public\" = 1 }"),
    "value": Text("一个数、true/false 或一个名称", "a number, true/false or a name"),
    "formula": Text("写在引号里的算式", "a formula in quotes"),
}  # fmt: skip
