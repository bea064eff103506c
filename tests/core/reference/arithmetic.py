"""The naive reference, first half: formulas, steps and combinations on one line at a time, in plain fractions.

Written from the rulebook reference and not from the engine. It is slow on purpose, and reads like the rules.
"""

import math
from dataclasses import replace
from fractions import Fraction
from typing import NamedTuple

from jiangong.core.rulebook.formula import Name, Number, Words
from jiangong.core.rulebook.values import Apply, Bands, Lookup


class Cell(NamedTuple):
    """A number, text or yes/no; None where there is no value, and then the number of the state if an attempt failed.

    `stays`: a row whose state says that no dropping may leave it out.
    """

    value: object
    failed: int | None = None
    stays: bool = False


NOTHING = Cell(None)


def names_in(node):
    """Every name of a formula in order of appearance."""
    if isinstance(node, Name):
        return [node.value]
    if isinstance(node, (Number, Words)):
        return []
    return [name for part in node.arguments for name in names_in(part)]


def computed(node, read):
    """A formula for one line: where it has no value, the first failure among what it reads."""
    value = evaluate(node, read)
    if value is not None:
        return Cell(value)
    cells = [read(name) for name in names_in(node)]
    return Cell(None, next((cell.failed for cell in cells if cell.value is None and cell.failed is not None), None))


def of_given(weights, read):
    """A weighted sum of those parts that are there, as if they had all of the weight."""
    there = [(read(name).value, weight) for name, weight in weights if read(name).value is not None]
    total, left = sum(weight for _, weight in weights), sum(weight for _, weight in there)
    if there:
        return Cell(sum(value * weight for value, weight in there) / left * total)
    failures = [read(name).failed for name, _ in weights]
    return Cell(None, next((failed for failed in failures if failed is not None), None))


def holds(formula, read):
    """A condition; without a value it does not hold."""
    return evaluate(formula.node, read) is True


def evaluate(node, read):
    """The value of a formula; None where something that it needs has none."""
    if isinstance(node, (Number, Words)):
        return node.value
    if isinstance(node, Name):
        return read(node.value).value
    if node.function in _OF_FIELD:
        return _of_field(node, read)
    parts = [evaluate(part, read) for part in node.arguments]
    if node.function in _OPEN:
        return _OPEN[node.function](*parts)
    if None in parts:
        return None
    if any(isinstance(part, float) for part in parts) and node.function not in ("round", "floor", "ceil"):
        parts = [float(part) for part in parts]
    return _CLOSED[node.function](*parts)


def _of_field(node, read):
    """A function of the field: the same expression for everybody who competes on this line."""
    if len(node.arguments) > 1:
        return _rank(node, read)
    own = evaluate(node.arguments[0], read)
    if not read.competes() or (own is None and node.function in ("rank_high", "rank_low", "ties")):
        return None
    everybody = [evaluate(node.arguments[0], line) for line in read.field(names_in(node))]
    values = [value for value in everybody if value is not None]
    return _OF_FIELD[node.function](own, values) if values else None


def _rank(node, read):
    """The rank by several numbers: whoever lacks a later one stands behind those who have it."""
    sign = -1 if node.function == "rank_high" else 1
    numbers = lambda line: [evaluate(part, line) for part in node.arguments]  # noqa: E731
    own = numbers(read)
    if not read.competes() or own[0] is None:
        return None
    key = lambda values: [(1, 0) if value is None else (0, sign * value) for value in values]  # noqa: E731
    everybody = [numbers(line) for line in read.field(names_in(node))]
    return Fraction(1 + sum(key(other) < key(own) for other in everybody if other[0] is not None))


def _middle(values):
    ordered = sorted(values)
    return (ordered[(len(ordered) - 1) // 2] + ordered[len(ordered) // 2]) / 2


def _spread(own, values):
    mean = sum(values) / len(values)
    return math.sqrt(sum((value - mean) ** 2 for value in values) / len(values))


_OF_FIELD = {
    "rank_high": lambda own, values: Fraction(1 + sum(value > own for value in values)),
    "rank_low": lambda own, values: Fraction(1 + sum(value < own for value in values)),
    "ties": lambda own, values: Fraction(sum(value == own for value in values)),
    "field_count": lambda own, values: Fraction(len(values)),
    "field_sum": lambda own, values: sum(values),
    "field_mean": lambda own, values: sum(values) / len(values),
    "field_median": lambda own, values: _middle(values),
    "field_highest": lambda own, values: max(values),
    "field_lowest": lambda own, values: min(values),
    "field_stdev": _spread,
}


def _if(condition, yes, no):
    return None if condition is None else yes if condition else no


def _and(a, b):
    return False if a is False or b is False else None if a is None or b is None else True


def _or(a, b):
    return True if a is True or b is True else None if a is None or b is None else False


def _power(base, exponent):
    whole = exponent == int(exponent) and exponent >= 0
    return base ** int(exponent) if whole and not isinstance(base, float) else float(base) ** float(exponent)


_OPEN = {
    "true": lambda: True, "false": lambda: False, "none": lambda: None, "if": _if, "and": _and, "or": _or,
    "given": lambda value: value is not None,
    "first_given": lambda *parts: next((part for part in parts if part is not None), None),
}  # fmt: skip
_CLOSED = {
    "+": lambda a, b: a + b, "-": lambda a, b: a - b, "*": lambda a, b: a * b, "/": lambda a, b: a / b,
    "^": _power, "pow": _power, "negative": lambda a: -a, "abs": abs, "min": min, "max": max,
    "not": lambda a: not a, "=": lambda a, b: a == b, "!=": lambda a, b: a != b, "<": lambda a, b: a < b,
    "<=": lambda a, b: a <= b, ">": lambda a, b: a > b, ">=": lambda a, b: a >= b,
    "log": math.log, "exp": math.exp, "sqrt": math.sqrt,
    "round": lambda a, step=Fraction(1): stepped(a, step, "half_up"),
    "floor": lambda a, step=Fraction(1): stepped(a, step, "floor"),
    "ceil": lambda a, step=Fraction(1): stepped(a, step, "ceil"),
}  # fmt: skip


def stepped(value, step, mode):
    """To whole multiples of a step. A real number is multiplied as a real number, as the rulebook reference says."""
    steps = value * (step.denominator / step.numerator) if isinstance(value, float) else value / step
    low = math.floor(steps)
    if mode == "floor":
        return low * step
    if mode == "ceil":
        return math.ceil(steps) * step
    if mode == "half_up":
        size = math.floor(abs(steps) + (0.5 if isinstance(steps, float) else Fraction(1, 2)))
        return (size if steps >= 0 else -size) * step
    rest = steps - low
    up = rest > Fraction(1, 2) or (rest == Fraction(1, 2) and low % 2 == 1)
    return (low + 1 if up else low) * step


def rounded(cell, rounding):
    """A cell after the rounding of a step."""
    if rounding is None or cell.value is None:
        return cell
    return cell._replace(value=stepped(cell.value, rounding.step, rounding.mode))


def applied(act, read):
    """A step that is no combination, on one line; `read("value")` is the number so far."""
    cell = read("value")
    if isinstance(act, Apply):
        names = names_in(act.formula.node)
        if cell.value is None and "value" not in names and not asks_state(names):
            return cell
        return computed(act.formula.node, read)._replace(stays=cell.stays)
    if isinstance(act, Lookup):
        return _looked_up(act, cell, read)
    if isinstance(act, Bands):
        return _tabled(cell, act.otherwise, [band.result for band in act.bands if _inside(cell.value, band)])
    return cell


def asks_state(names):
    """Whether a formula asks for the state of a row: then it has something to say of rows without a number."""
    return any(name == "state" or name.endswith(".state") for name in names)


def _looked_up(act, cell, read):
    table = dict(act.table)
    if act.by:
        word = read(act.by).value
        if word is None:
            return cell._replace(value=None)
        chosen = [t for label, t in act.tables if (label if isinstance(word, str) else Fraction(label)) == word]
        if not chosen:
            return _tabled(cell, act.otherwise, [])
        table = dict(chosen[0])
    if cell.value is None or act.shared == "each":
        return _tabled(cell, act.otherwise, [table[cell.value]] if cell.value in table else [])
    return cell._replace(value=_divided(act, table, cell.value, read) if read.competes() else None)


def _divided(act, table, place, read):
    """What those get who share a place: its result, or the results of all places that they fill, divided."""
    sharers = sum(line("value").value == place for line in read.field())
    filled = [place] if act.shared == "split" else [place + n for n in range(sharers)]
    results = [table.get(number, act.otherwise) for number in filled]
    given = [result for result in results if result is not None]
    return sum(given) / sharers if given else None


def _tabled(cell, otherwise, results):
    return cell if cell.value is None else cell._replace(value=results[0] if results else otherwise)


def _inside(value, band):
    if value is None or (band.low is not None and value < band.low):
        return False
    if band.high is None:
        return True
    return value < band.high if band.open_above else value <= band.high


def combined(act, lines, better):
    """One cell out of several lines (attempt, cell), after dropping. A line without a value is worse than any value."""
    if len(lines) < act.need:
        return NOTHING
    kept = left(act, lines, better)
    values = [cell.value for _, cell, *_ in kept if cell.value is not None]
    failures = [cell.failed for _, cell, *_ in kept if cell.failed is not None]
    value = _weighed(kept) if act.weight is not None else _taken(act.take, kept, values, better)
    if act.take == "count" and act.where is not None and asks_state(names_in(act.where.node)):
        value = Fraction(len(kept))
    return Cell(value, None if value is not None else min(failures, default=None))


def _weighed(kept):
    """The mean by weights; nothing where a line lacks its number or its weight, or all weigh nothing."""
    pairs = [(cell.value, weight) for _, cell, _, weight in kept]
    weights = [weight for _, weight in pairs]
    if any(None in pair for pair in pairs) or not sum(weights):
        return None
    return sum(value * weight for value, weight in pairs) / sum(weights)


def up_to(act, lines, whole, dimensions):
    """What each line and those before it come to: the sum of those that hold, or how many in a row hold."""
    dimension = act.dimensions[0]
    word = lambda key: key[dimensions.index(dimension) + 1]  # noqa: E731
    order = lambda key: (0, int(word(key)), "") if word(key).isdigit() else (1, 0, word(key))  # noqa: E731
    found, total, run = {}, Fraction(0), 0
    if act.take == "sum_so_far":
        for _, cell, key, _ in sorted(lines, key=lambda line: order(line[2])):
            total = None if total is None or cell.value is None else total + cell.value
            found[key] = Cell(total)
        return found
    for _, holding, key in sorted(whole, key=lambda line: order(line[2])):
        run = run + 1 if holding else 0
        found[key] = Cell(Fraction(run))
    return found


def longest_run(lines, dimension):
    """The most in a row that hold, of (labels, whether it holds): numbers by number, other names behind them by name."""
    word = lambda line: line[0][dimension]  # noqa: E731
    longest = run = 0
    for _, holding, _ in sorted(lines, key=lambda x: (0, int(word(x)), "") if word(x).isdigit() else (1, 0, word(x))):
        run = run + 1 if holding else 0
        longest = max(longest, run)
    return Cell(Fraction(longest))


def _drops(act):
    return [(name, getattr(act, name)) for name in ("drop_high", "drop_low", "drop_best", "drop_worst")]


def _by_number(table, number):
    """How many to drop where there are so many."""
    return next((drop for least, drop in reversed(table) if number >= least), 0)


def left(act, lines, better):
    """What is left after dropping: lines put in order, worst first, and cut at both ends. What stays is no part of that."""
    sign = 1 if better == "high" else -1

    def goodness(line):
        attempt, cell = line[0], line[1]
        return (0, -(cell.failed or 0), -attempt) if cell.value is None else (1, sign * cell.value, -attempt)

    act = replace(act, **{f: _by_number(n, len(lines)) for f, n in _drops(act) if isinstance(n, tuple)})
    stay = [line for line in lines if line[1].stays]
    ordered = sorted((line for line in lines if not line[1].stays), key=goodness)
    highs, lows = (act.drop_high, act.drop_low) if better == "high" else (act.drop_low, act.drop_high)
    start, end = act.drop_worst + lows, len(ordered) - act.drop_best - highs
    if act.keep_best is not None:
        start = max(start, end - max(act.keep_best - len(stay), 0))
    return [*stay, *ordered[start : max(end, start)]]


def _taken(take, kept, values, better):
    if take == "count":
        return Fraction(len(values))
    if not values or (take in ("sum", "mean", "median", "worst") and len(values) < len(kept)):
        return None
    if take in ("first", "last"):
        return (min if take == "first" else max)(kept, key=lambda line: line[0])[1].value
    if take == "median":
        return _middle(values)
    high = take == "highest" or (take == "best") == (better == "high")
    plain = {"sum": sum(values), "lowest": min(values), "mean": sum(values) / len(values)}
    return plain.get(take, max(values) if high else min(values))
