"""A small safe expression: parsed, never evaluated as Python. Bounded in length, depth and size."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from fractions import Fraction

from jiangong.core.problems import Text
from jiangong.core.rulebook import limits
from jiangong.core.rulebook.habits import instead_of_function, instead_of_sign

FUNCTIONS: dict[str, tuple[int, int]] = {
    "min": (2, 20), "max": (2, 20), "abs": (1, 1), "floor": (1, 2), "ceil": (1, 2), "round": (1, 2),
    "log": (1, 1), "exp": (1, 1), "sqrt": (1, 1), "pow": (2, 2), "if": (3, 3), "given": (1, 1), "first_given": (2, 20),
    "rank_high": (1, 10), "rank_low": (1, 10), "ties": (1, 1), "field_count": (1, 1), "field_sum": (1, 1), "field_mean": (1, 1),
    "field_median": (1, 1), "field_highest": (1, 1), "field_lowest": (1, 1), "field_stdev": (1, 1),
}  # fmt: skip
FIELD_FUNCTIONS = frozenset(name for name in FUNCTIONS if name.startswith(("rank_", "field_")) or name == "ties")
"""Functions that look at the same number of everybody who competes together, not only at one entry's own."""
KNOWN_COLUMNS = ("name", "unit", "team", "group", "category")
"""Columns of the entries table that need no declaration."""


STATE = ".state"
"""Behind a criterion's name: the state of its row. `state` alone is that of the row on which a step stands."""


def is_state(name: str) -> bool:
    """Whether a name of a formula is the state of a row."""
    return name == "state" or name.endswith(STATE)


@dataclass(frozen=True, slots=True)
class Number:
    """An exact constant."""

    value: Fraction


@dataclass(frozen=True, slots=True)
class Words:
    """A text constant, to compare an attribute with."""

    value: str


@dataclass(frozen=True, slots=True)
class Name:
    """A criterion, a score, `value`, `place`, `entry.x`, `item.x`, `event.x` or `stage.score`."""

    value: str


@dataclass(frozen=True, slots=True)
class Call:
    """A function or an operator and what it is applied to."""

    function: str
    arguments: tuple[Node, ...]


Node = Number | Words | Name | Call


@dataclass(frozen=True, slots=True)
class Formula:
    """A parsed expression and the text it was written as."""

    text: str
    node: Node

    def names(self) -> tuple[str, ...]:
        """Every name read, in order of appearance, once."""
        return tuple(dict.fromkeys(name.value for name in _walk(self.node) if isinstance(name, Name)))

    def calls(self) -> tuple[Call, ...]:
        """Every function and operator in it."""
        return tuple(node for node in _walk(self.node) if isinstance(node, Call))

    def terms(self) -> int:
        """How many numbers, texts and names it is made of."""
        return sum(not isinstance(node, Call) for node in _walk(self.node))


class FormulaError(ValueError):
    """The text is no formula; `found` and `expected` say why."""

    def __init__(self, found: Text, expected: Text) -> None:
        super().__init__(found.en)
        self.found, self.expected = found, expected


class PlacedError(FormulaError):
    """A fault that knows its path."""

    def __init__(self, path: tuple[str | int, ...], error: FormulaError) -> None:
        super().__init__(error.found, error.expected)
        self.path, self.error = path, error


def within(limit: limits.Limit, number: int) -> None:
    """FormulaError where there are more than a limit allows."""
    if number > limit.most:
        raise FormulaError(limit.found(number), limit.expected())


class KnownError(FormulaError):
    """A fault of another key, reported there already."""

    def __init__(self) -> None:
        super().__init__(Text(), Text())


def _walk(node: Node) -> Iterator[Node]:
    """Every node, in the order in which it is written."""
    waiting = [node]
    while waiting:
        node = waiting.pop()
        yield node
        if isinstance(node, Call):
            waiting += reversed(node.arguments)


_TOKEN = re.compile(
    r"\s*(?:(?P<number>\d+(?:\.\d+)?\s*%?)|(?P<name>[A-Za-z_][A-Za-z0-9_]*(?:\.[A-Za-z_][A-Za-z0-9_]*)*)"
    r"|(?P<words>'[^']*'|\"[^\"]*\")|(?P<mark><=|>=|==|!=|[-+*/^(),<>=]))"
)
_BINDING = {
    "or": 1, "and": 2, "=": 4, "==": 4, "!=": 4, "<": 4, "<=": 4, ">": 4, ">=": 4, "+": 5, "-": 5, "*": 6, "/": 6, "^": 8,
}  # fmt: skip


def parse_formula(text: str) -> Formula:
    """Read an expression; FormulaError says in two languages what is wrong with it."""
    within(limits.FORMULA, len(text))
    if text.lstrip().startswith("="):
        found = Text("以 = 开头的公式", "a formula that begins with =")
        raise FormulaError(found, Text("去掉开头的 =", "the same without the = before it"))
    tokens = list(_tokens(text))
    within(limits.TERMS, sum(kind != "mark" for kind, _ in tokens))
    parser = _Parser(tokens)
    node = parser.expression(0, 0)
    parser.expect_end()
    within(limits.WORK, written_out(node))
    return Formula(text.strip(), node)


_AGAIN = {
    "min": 2, "max": 2, "if": 2, "/": 3, "round": 4, "floor": 4, "ceil": 4, "ties": 4, "rank_high": 5, "rank_low": 5,
    "field_count": 4, "field_sum": 4, "field_mean": 4, "field_median": 4, "field_stdev": 4, "field_highest": 4, "field_lowest": 4,
}  # fmt: skip
"""How often an engine is told what a function is applied to; of one within another that multiplies."""


def written_out(node: Node) -> int:
    """How many parts a formula has as an engine is told it."""
    sizes: dict[int, int] = {}
    for part in reversed(list(_walk(node))):  # what it is applied to comes before
        inner = part.arguments if isinstance(part, Call) else ()
        again = _AGAIN.get(part.function, 1) if isinstance(part, Call) else 1
        sizes[id(part)] = 1 + again * sum(sizes[id(argument)] for argument in inner)
    return sizes[id(node)]


def _tokens(text: str) -> Iterator[tuple[str, str]]:
    at, end = 0, len(text.rstrip())
    while at < end:
        match = _TOKEN.match(text, at)
        if match is None:
            sign = text[at:].strip()[0]
            known = Text("名称、数、+ − * / ^ ( ) 和比较符（半角）", "names, numbers, + - * / ^ ( ) and comparisons")
            raise FormulaError(Text(f"符号 {sign}", f"the sign {sign}"), instead_of_sign(sign) or known)
        at = match.end()
        yield str(match.lastgroup), match.group().strip()


class _Parser:
    """Precedence climbing over a list of tokens."""

    def __init__(self, tokens: list[tuple[str, str]]) -> None:
        self.tokens, self.at = tokens, 0

    def peek(self) -> tuple[str, str]:
        return self.tokens[self.at] if self.at < len(self.tokens) else ("end", "")

    def next(self) -> tuple[str, str]:
        token = self.peek()
        self.at += 1
        return token

    def expression(self, binding: int, depth: int) -> Node:
        within(limits.DEPTH, depth)
        left = self.operand(depth)
        while (strength := _BINDING.get(self.peek()[1], 0)) > binding and self.peek()[0] in ("mark", "name"):
            operator = self.next()[1]
            right = self.expression(strength - 1 if operator == "^" else strength, depth + 1)
            left = Call("=" if operator == "==" else operator, (left, right))
        return left

    def operand(self, depth: int) -> Node:
        kind, word = self.next()
        if kind == "number":
            return Number(_number(word))
        if kind == "words":
            return Words(word[1:-1])
        if kind == "name" and word not in ("and", "or"):
            return self.named(word, depth)
        if word == "-":
            return Call("negative", (self.expression(7, depth + 1),))
        if word == "(":
            inside = self.expression(0, depth + 1)
            self.expect(")")
            return inside
        raise self.surprise(word)

    def named(self, word: str, depth: int) -> Node:
        if word == "not":
            return Call("not", (self.expression(3, depth + 1),))
        if word in ("true", "false", "none"):
            return Call(word, ())
        if self.peek()[1] != "(":
            return Name(word)
        self.next()
        return self.call(word, depth)

    def call(self, function: str, depth: int) -> Node:
        if function not in FUNCTIONS:
            known = Text("其中之一：" + "、".join(FUNCTIONS), "one of " + ", ".join(FUNCTIONS))
            found = Text(f"函数 {limits.short(function)}", f"the function {limits.short(function)}")
            raise FormulaError(found, instead_of_function(function, FUNCTIONS) or known)
        arguments = [self.expression(0, depth + 1)]
        while self.peek()[1] == ",":
            self.next()
            arguments.append(self.expression(0, depth + 1))
        self.expect(")")
        least, most = FUNCTIONS[function]
        if not least <= len(arguments) <= most:
            wanted = str(least) if least == most else f"{least}–{most}"
            raise FormulaError(
                Text(f"{function} 有 {len(arguments)} 个参数", f"{function} with {len(arguments)} arguments"),
                Text(f"{wanted} 个参数", f"{wanted} arguments"),
            )
        return Call(function, tuple(arguments))

    def expect(self, mark: str) -> None:
        _, word = self.next()
        if word != mark:
            raise self.surprise(word, mark)

    def expect_end(self) -> None:
        if self.peek()[0] != "end":
            raise self.surprise(self.peek()[1])

    def surprise(self, word: str, wanted: str = "") -> FormulaError:
        expected = Text(wanted or "一个名称、数或括号", wanted or "a name, a number or a bracket")
        found = limits.short(word)
        return FormulaError(Text(found or "算式到此为止", found or "the end of the formula"), expected)


def _number(word: str) -> Fraction:
    within(limits.DIGITS, sum(character.isdigit() for character in word))
    return Fraction(word[:-1].strip()) / 100 if word.endswith("%") else Fraction(word)


def known_columns(formulas: Iterable[Formula]) -> list[str]:
    """Those of them that formulas read, of an entry or of its opponent."""
    names = [name.removeprefix("opponent.") for formula in formulas for name in formula.names()]
    return [column for column in KNOWN_COLUMNS if f"entry.{column}" in names]
