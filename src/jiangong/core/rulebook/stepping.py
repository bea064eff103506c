"""From written steps to acts: one act a step, said in one of the verbs."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from jiangong.core.problems import Text
from jiangong.core.quantities import MODES, Mode
from jiangong.core.rulebook.formula import Call, Formula, FormulaError, Name, Node, Number, parse_formula
from jiangong.core.rulebook.positions import Path
from jiangong.core.rulebook.reading import Reader, require, written_at
from jiangong.core.rulebook.values import Act, Apply, Band, Bands, Lookup, Over, Rounding, Step


def built_rounding(read: dict[str, Any]) -> Rounding | None:
    mode: Mode = read.get("mode", MODES[0])
    return Rounding(read["round"], mode) if read.get("round") else None


def built_steps(reader: Reader, listed: list[dict[str, Any]], path: Path) -> tuple[Step, ...]:
    return tuple(_step(reader, read, (*path, position)) for position, read in enumerate(listed))


_VERBS = ("over", "times", "plus", "formula", "lookup", "bands", "limit", "goalposts")
_WITH_OVER = (
    "take",
    "drop_high",
    "drop_low",
    "drop_best",
    "drop_worst",
    "keep_best",
    "may_drop",
    "weight",
    "need",
    "where",
)


def _step(reader: Reader, read: dict[str, Any], path: Path) -> Step:
    verbs = [verb for verb in _VERBS if verb in read]
    written = written_at(reader.data, path)
    if not verbs and (written is None or set(_VERBS) & set(written)) and "round" not in read:
        return Step(None, None)  # what is written but wrong, or copied by `like`, was told already
    stray = [key for key in _WITH_OVER if key in read and "over" not in read]
    stray += [key for key in ("by", "shared") if key in read and "lookup" not in read]
    if len(verbs) > 1 or stray or (not verbs and "round" not in read):
        words = "、".join([*verbs, *stray]) or "空的一步"
        expected = Text(
            "一步只做一件事：" + "、".join(_VERBS) + " 或 round", "one act a step: " + ", ".join(_VERBS) + " or round"
        )
        reader.problem(path, Text(words, ", ".join([*verbs, *stray]) or "an empty step"), expected)
        return Step(None, None)
    return Step(_act(reader, verbs[0], read, path) if verbs else None, built_rounding(read))


def _act(reader: Reader, verb: str, read: dict[str, Any], path: Path) -> Act:
    if verb == "over":
        if "take" not in (written_at(reader.data, path) or {"take"}):
            reader.problem(
                path, Text("没有 take", "no take"), Text("写上 take，如 mean、sum", "the key take, e.g. mean, sum")
            )
        plain_keys = {key: read[key] for key in _WITH_OVER if key in read and key != "take"}
        return Over(read["over"], read.get("take", "sum"), **plain_keys)
    if verb == "lookup":
        return _lookup(reader, read, path)
    if verb == "bands":
        return Bands(
            tuple(_band(reader, band, (*path, "bands", n)) for n, band in enumerate(read["bands"])),
            read.get("otherwise"),
        )
    return Apply(_said_as_formula(reader, verb, read[verb], path), verb)


def _lookup(reader: Reader, read: dict[str, Any], path: Path) -> Lookup:
    """One table, or several by name; which it is shows in how it is written."""
    said, by = read["lookup"], read.get("by", "")
    several = isinstance(said, dict)
    if several != bool(by):
        found = (
            Text("几张表而没有 by", "several tables without by")
            if several
            else Text("一张表而有 by", "one table with by")
        )
        expected = Text(
            'by 说明按哪一列选表：lookup = { 甲 = { "1" = 8 } }, by = "entry.role"',
            'by names the column that chooses among several: lookup = { a = { "1" = 8 } }, by = "entry.role"',
        )
        reader.problem(path, found, expected)
    fields = {"otherwise": read.get("otherwise"), "shared": read.get("shared", "each")}
    return Lookup((), by=by, tables=tuple(said.items()), **fields) if several else Lookup(said, **fields)


def _said_as_formula(reader: Reader, verb: str, said: Any, path: Path) -> Formula:
    """times, plus, limit and goalposts are short ways to write a formula."""
    if verb == "formula":
        formula: Formula = said
        return formula
    if verb in ("limit", "goalposts"):
        low, high = said
        value: Node = Name("value")
        if verb == "goalposts":
            if low == high:
                reader.problem(
                    (*path, verb),
                    Text("上下限相同", "equal ends"),
                    Text("[下限, 上限]，下限较小", "[low, high], low being smaller"),
                )
                high = low + 1
            value = Call("/", (Call("-", (value, Number(low))), Number(high - low)))
            low, high = Fraction(0), Fraction(1)
        return Formula(f"{verb} {said[0]}–{said[1]}", Call("min", (Call("max", (value, Number(low))), Number(high))))
    operator = "*" if verb == "times" else "+"
    try:
        other = parse_formula(said)
    except FormulaError as error:
        reader.problem((*path, verb), error.found, error.expected)
        return parse_formula("value")
    return Formula(f"value {operator} ({other.text})", Call(operator, (Name("value"), other.node)))


def _band(reader: Reader, read: dict[str, Any], path: Path) -> Band:
    require(reader, "band", read, path)
    if "to" in read and "below" in read:
        reader.problem(path, Text("to 和 below", "to and below"), Text("其中一个", "one of them"))
    return Band(read.get("is", Fraction(0)), read.get("from"), read.get("to", read.get("below")), "below" in read)
