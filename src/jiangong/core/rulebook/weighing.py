"""Weighted sums: what the weights must come to, and the formula that they stand for."""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction
from functools import reduce
from typing import Any

from jiangong.core.problems import Text
from jiangong.core.quantities import plain
from jiangong.core.rulebook.formula import Call, Formula, Name, Node, Number
from jiangong.core.rulebook.positions import Path
from jiangong.core.rulebook.reading import Reader

Weights = tuple[tuple[str, Fraction], ...]


def check_weights(reader: Reader, read: dict[str, Any], path: Path) -> None:
    """Problems where weights do not come to what they must, or could not fall to others."""
    weights, total = read["weights"], read.get("weights_total")
    added = sum((weight for _, weight in weights), Fraction(0))
    if total is not None and added != total:
        found = Text(f"权重合计 {plain(added * 100)}%", f"weights that add up to {plain(added * 100)}%")
        expected = Text(f"合计 {plain(total * 100)}%（weights_total）", f"{plain(total * 100)}% in all (weights_total)")
        reader.problem((*path, "weights"), found, expected)
    if read.get("weights_of") != "given":
        return
    if any(weight <= 0 for _, weight in weights):
        found = Text('weights_of = "given" 而有权重不大于 0', 'weights_of = "given" with a weight of 0 or less')
        reader.problem((*path, "weights"), found, Text("大于 0 的权重", "weights above 0"))
    if "round" not in read:
        found = Text('weights_of = "given" 而没有 round', 'weights_of = "given" without round')
        reader.problem(path, found, Text('写 round，如 "0.01"', 'round, e.g. "0.01"'))


def weighted(weights: Weights, *, of_given: bool) -> Formula:
    """theory × 30% + practice × 70%, as the same formula that a person could write; of those that are given, what they come
    to by the weights that are left.
    """
    text = " + ".join(f"{name} * {plain(weight * 100)}%" for name, weight in weights)
    whole = _joined("+", (Call("*", (Name(name), Number(weight))) for name, weight in weights))
    return Formula(text, _of_given(weights) if of_given and all(w > 0 for _, w in weights) else whole)


def _of_given(weights: Weights) -> Node:
    nought, given = Number(Fraction(0)), [Call("given", (Name(name),)) for name, _ in weights]
    parts = (Call("*", (Call("first_given", (Name(name), nought)), Number(weight))) for name, weight in weights)
    known = (Call("if", (there, Number(weight), nought)) for there, (_, weight) in zip(given, weights, strict=True))
    total = Number(sum((weight for _, weight in weights), Fraction(0)))
    left = Call("if", (_joined("or", given), _joined("+", known), Call("none", ())))
    least = Number(min(weight for _, weight in weights))
    return Call("/", (Call("*", (_joined("+", parts), total)), Call("max", (left, least))))


def _joined(operator: str, nodes: Iterable[Node]) -> Node:
    return reduce(lambda left, right: Call(operator, (left, right)), nodes)
