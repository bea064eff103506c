"""The rulebook as a typed plan: what is computed from what, in which order, and how large it can get."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass, field, replace
from fractions import Fraction
from math import lcm

from jiangong.core.problems import Text
from jiangong.core.quantities import exact
from jiangong.core.rulebook.acts import RUNNING
from jiangong.core.rulebook.formula import FormulaError
from jiangong.core.rulebook.measures import YES_NO, Measure, Typed, bounded
from jiangong.core.rulebook.schema import DIMENSIONS
from jiangong.core.rulebook.values import Attribute, Bands, Criterion, Lookup, Over, Rulebook, Score, Stage, Step

COUNTED = ("count", "longest_run", "run_so_far")
"""Ways to combine that come to a number of rows, which may be none."""
MANY = 1000
"""How many of a dimension are assumed possible where the rulebook does not say."""


@dataclass(frozen=True, slots=True)
class PlannedStep:
    """A step with the measures before its act, after it, and after its rounding."""

    step: Step
    before: Measure
    acted: Measure
    after: Measure
    typed: Typed | None = None
    may_drop: Typed | None = None
    weight: Typed | None = None

    @property
    def formulas(self) -> tuple[Typed, ...]:
        """Everything that it computes or asks of a row."""
        return tuple(known for known in (self.typed, self.may_drop, self.weight) if known is not None)

    def names(self) -> tuple[str, ...]:
        """Every name that it reads, once."""
        return tuple(dict.fromkeys(name for typed in self.formulas for name in typed.names()))


@dataclass(frozen=True, slots=True)
class PlannedValue:
    """A criterion or score: where it starts, its steps, and the measure it ends with."""

    id: str
    measure: Measure
    steps: tuple[PlannedStep, ...] = ()
    start: str = ""
    formula: Typed | None = None
    reads: tuple[str, ...] = ()

    @property
    def is_criterion(self) -> bool:
        """Starts from rows of marks."""
        return self.formula is None and not self.start


@dataclass(frozen=True)
class PlannedStage:
    """A stage ready to be computed; `values` are in an order in which each can be."""

    stage: Stage
    values: dict[str, PlannedValue] = field(default_factory=dict)
    ranked: Typed | None = None
    order_when: tuple[Typed | None, ...] = ()
    go_on_when: tuple[Typed | None, ...] = ()
    award_when: dict[str, Typed] = field(default_factory=dict)
    award_among: dict[str, Typed] = field(default_factory=dict)


@dataclass(frozen=True)
class Plan:
    """The whole rulebook, typed."""

    rulebook: Rulebook
    stages: dict[str, PlannedStage] = field(default_factory=dict)
    derived: dict[str, Typed] = field(default_factory=dict)


def attribute_measure(attribute: Attribute, level: frozenset[str] = frozenset()) -> Measure:
    """The measure of a column of entries, items or events."""
    if attribute.type == "text":
        return Measure("text", level=level)
    if attribute.type == "yes_no":
        return replace(YES_NO, level=level)
    low = attribute.low if attribute.low is not None else Fraction(-(10**6))
    high = attribute.high if attribute.high is not None else Fraction(10**6)
    return Measure("number", 10**attribute.decimals, low, high, level)


def criterion_measure(criterion: Criterion) -> Measure:
    """The measure of one row of marks of a criterion."""
    default_low = -(10**6) if criterion.kind == "adjustment" else 0
    low = criterion.low if criterion.low is not None else Fraction(default_low)
    high = criterion.high if criterion.high is not None else Fraction(10**6)
    return Measure("number", criterion.scale, low, high, frozenset(criterion.by))


def over_measure(
    act: Over, before: Measure, counts: dict[str, tuple[int, int]], step: Step, *, stay: bool = False
) -> Measure:
    """The measure after combining dimensions; FormulaError where a mean could not be written exactly. `stay`: these rules
    know rows that no dropping may leave out, so that as many may be left as there are.
    """
    most = 1
    for dimension in act.dimensions:
        most *= counts[dimension][1]
    stay = stay or act.may_drop is not None
    kept = most if stay else most_kept(act, most)
    level = before.level - act.gone
    low, high = before.low, before.high
    if act.take == "each":
        return before
    if act.take in COUNTED:
        return Measure("number", 1, Fraction(0), Fraction(most), level)
    if act.take in ("sum", "sum_so_far"):
        measure = replace(before, low=min(low, low * kept), high=max(high, high * kept), level=level)
        return bounded(measure)
    scale = before.scale
    if act.take == "median":
        scale *= 2
    if act.take == "mean" and before.sort == "number":
        scale *= mean_divisor(act, counts, step, stay=stay)
    return bounded(replace(before, scale=scale, level=level))


def mixed_lines(level: frozenset[str], levels: list[frozenset[str]]) -> FormulaError | None:
    """A score has the lines of one value that it reads: two that differ in their lines have none in common."""
    if level in (frozenset(), frozenset({"member"}), *levels):
        return None
    zh, en = "、".join(sorted(level)), ", ".join(sorted(level))
    return FormulaError(
        Text(f"按 {zh} 分开的算式", f"a formula separate by {en}"),
        Text(f"其中一个评分项或得分也按 {zh} 分开", f"a criterion or score in it that is separate by {en} too"),
    )


def origin_of(stage: Stage, of: Criterion | Score) -> Criterion | Score:
    """What a value goes back to through `from`, within the stage."""
    while isinstance(of, Score) and of.start and "." not in of.start:
        of = stage.value_of(of.start)
    return of


def counts_of(rulebook: Rulebook, origin: Criterion | Score, act: Over, before: Measure) -> dict[str, tuple[int, int]]:
    """Least and most of each dimension, as far as the rulebook says. A count holds within the dimensions named before
    it: where one of those is gone it says nothing, and where a later one is left each of its values may have fewer.
    """
    known = dict(origin.count) if isinstance(origin, Criterion) else {}
    by = set(origin.by) if isinstance(origin, Criterion) else set()
    left = before.level - set(act.dimensions)
    skips = any(state.effect == "skip" for state in rulebook.states.values())
    counts = {}
    for dimension in before.level:
        least, most = known.get(dimension, (1, MANY))
        at = DIMENSIONS.index(dimension)
        if by & set(DIMENSIONS[:at]) - before.level:
            least, most = 1, MANY
        if skips or left & set(DIMENSIONS[at + 1 :]):
            least = 1
        counts[dimension] = (least, most)
    return counts


def combined_by(stage: Stage, of: Criterion | Score) -> str:
    """The criterion or score that a score begins with, where that combined rows by steps of its own; "" otherwise."""
    start = of.start if isinstance(of, Score) else None
    if not start or "." in start or start not in {*stage.criteria, *stage.scores}:
        return ""
    acts = [step.act for step in stage.value_of(start).steps]
    return start if any(isinstance(act, Over) and act.gone for act in acts) else ""


def demand_dimensions(act: Over, before: Measure, combined: str = "") -> None:
    """What is combined must be there, and have an order where the first or last is taken. `combined`: what it begins with, if
    that combined rows itself.
    """
    missing = [dimension for dimension in act.dimensions if dimension not in before.level]
    if missing:
        left = Text("、".join(sorted(before.level)), ", ".join(sorted(before.level)))
        expected = left or Text("不再用 over（已是一个数）", "no `over`: it is one number already")
        if combined:
            expected = Text(
                f"{expected.zh}；{combined} 自己的 steps 已把它合成：改由另一个得分来合成，两个得分都从行算起",
                f"{expected.en}; the steps of {combined} itself combined it: let a score of its own do that, so that both begin with rows",
            )
        raise FormulaError(
            Text(
                f"over = {'、'.join(missing)}，但这里没有这一维",
                f"over = {', '.join(missing)}, a dimension it does not have here",
            ),
            expected,
        )
    if act.take == "longest_run" or act.take in RUNNING:
        _demand_run(act)
    if act.take in ("first", "last") and act.dimensions != ("attempt",):
        raise FormulaError(
            Text(
                f"take = {act.take}，合成 {'、'.join(act.dimensions)}",
                f"take = {act.take} over {', '.join(act.dimensions)}",
            ),
            Text('只对 attempt 有先后：over = "attempt"', 'attempts alone have an order: over = "attempt"'),
        )


def _demand_run(act: Over) -> None:
    """Only items and attempts have an order in which something can hold several times in a row."""
    drops = any(act.drops) or act.keep_best is not None or act.need or act.may_drop is not None
    lacking = act.where is None and act.take != "sum_so_far"
    if act.dimensions in (("item",), ("attempt",)) and not lacking and not drops:
        return
    said = 'where = "value >= 90", ' if act.take != "sum_so_far" else ""
    raise FormulaError(
        Text(
            f"take = {act.take}" + ("，没有 where" if lacking else ""),
            f"take = {act.take}" + (" without where" if lacking else ""),
        ),
        Text(
            f'一维 item 或 attempt{"，写 where" if said else ""}，不写 drop_…、keep_best、need：{{ over = "item", {said}take = "{act.take}" }}',
            f"one dimension, item or attempt, {'with `where` and ' if said else ''}without drop_…, keep_best, need:"
            f' {{ over = "item", {said}take = "{act.take}" }}',
        ),
    )


def dropped(act: Over) -> int:
    """How many rows a step drops at least: what an event parameter says is not known here."""
    return sum(drop for drop in act.drops if isinstance(drop, int))


def most_kept(act: Over, most: int) -> int:
    """How many of `most` rows are left at most: what is dropped is dropped first, and the best of the rest are kept."""
    keep = act.keep_best if isinstance(act.keep_best, int) and act.keep_best else most
    return max(1, min(most - dropped(act), keep))


def any_stay(rulebook: Rulebook) -> bool:
    """Whether a state of these rules marks rows that no dropping may leave out."""
    return any(not state.excludable for state in rulebook.states.values())


def mean_divisor(act: Over, counts: dict[str, tuple[int, int]], step: Step, *, stay: bool = False) -> int:
    """A common multiple of every count that the mean may divide by; 1 where the step rounds and so needs none."""
    if step.rounding is not None:
        return 1
    least = most = 1
    for dimension in act.dimensions:
        least, most = least * counts[dimension][0], most * counts[dimension][1]
    kept = most_kept(act, most)
    least, most = max(1, min(kept, least - dropped(act))), most if stay else kept
    if act.where is not None or act.is_open:
        least = 1
    if most - least < 40:
        divisor = lcm(*range(least, most + 1))
        if divisor <= 10**9:
            return divisor
    raise FormulaError(
        Text(
            f"平均数要除以 {least} 到 {most} 中的任何一个数", f"a mean that divides by anything from {least} to {most}"
        ),
        Text("在这一步写 round，或用 count 写明有几个", "`round` in this step, or `count` saying how many there are"),
    )


def table_measure(act: Lookup | Bands, step: Step, before: Measure) -> Measure:
    """The measure after a table; FormulaError where places that are shared could not be divided exactly."""
    if isinstance(act, Lookup):
        _demand_sharing(act, step, before)
        results = act.results
    else:
        rest = (act.otherwise,) if act.otherwise is not None else ()
        results = (*(band.result for band in act.bands), *rest)
    low, high = min(results), max(results)
    if isinstance(act, Lookup) and act.shared != "each":
        low, high = min(low, Fraction(0)), max(high, Fraction(0))
    scale = lcm(*(result.denominator for result in results))
    return bounded(Measure("number", scale, low, high, before.level))


def demand_labels(act: Lookup, measure: Measure) -> None:
    """FormulaError where a number chooses among tables and one of their names is none that it can be."""
    for label, _ in act.tables if measure.sort == "number" else ():
        with suppress(ValueError):
            if (exact(label) * measure.scale).denominator == 1:
                continue
        raise FormulaError(
            Text(f"{act.by} 是数，表名 {label}", f"the table {label} chosen by the number {act.by}"),
            Text("数作表名", "tables named by numbers"),
        )


def _demand_sharing(act: Lookup, step: Step, before: Measure) -> None:
    if act.shared == "each":
        return
    if step.rounding is None:
        raise FormulaError(
            Text(f'shared = "{act.shared}" 而没有 round', f'shared = "{act.shared}" without round'),
            Text('在这一步写 round，如 "0.01"', '`round` in this step, e.g. "0.01"'),
        )
    keys = [key for table in (act.table, *(table for _, table in act.tables)) for key, _ in table]
    if before.sort != "number" or before.scale != 1 or any(key.denominator != 1 for key in keys):
        raise FormulaError(
            Text(
                f'shared = "{act.shared}" 用在不是整数的数上', f'shared = "{act.shared}" of numbers that are not whole'
            ),
            Text("名次这样的整数", "whole numbers, such as places"),
        )


def lines_read(plan: Plan, stage: str) -> tuple[str, ...]:
    """Values of a stage that are still separate by item, attempt or source, and that later stages go on from."""
    values = plan.stages[stage].values
    names = [name for planned in plan.stages.values() for value in planned.values.values() for name in value.reads]
    own = dict.fromkeys(name.removeprefix(f"{stage}.") for name in names if name.startswith(f"{stage}."))
    return tuple(name for name in own if name in values and values[name].measure.level)


def combination_of_matches(planned: PlannedStage, name: str) -> int | None:
    """The step of a value that combines its matches into one number; None where it has not exactly one, of items of a
    criterion of matches (or of what a formula makes of several).
    """
    value = planned.values[name]
    overs = [n for n, step in enumerate(value.steps) if isinstance(step.step.act, Over)]
    acts = [step.step.act for step in value.steps]
    drops = any(isinstance(act, Over) and (any(act.drops) or act.keep_best or act.weight) for act in acts)
    if len(overs) != 1 or drops or value.measure.level or value.steps[overs[0]].before.level != {"item"}:
        return None
    reads = [name]
    while reads:
        known = planned.stage.criteria.get(reads[0])
        if known is not None:
            return overs[0] if known.kind == "match" else None
        reads = [read for read in planned.values[reads[0]].reads if read in planned.values]
    return None


def made_of_matches(planned: PlannedStage, name: str) -> tuple[str, ...]:
    """The numbers of matches that a formula puts together (games won by games lost); none where anything else is in it."""
    value = planned.values[name]
    if value.formula is None or value.measure.level or value.formula.field_calls():
        return ()
    acts = [step.step.act for step in value.steps]
    if any(isinstance(act, Over) or (isinstance(act, Lookup) and act.shared != "each") for act in acts):
        return ()
    if any(step.typed is not None for step in value.steps):
        return ()
    own = tuple(read for read in value.reads if read in planned.values)
    return own if own and all(combination_of_matches(planned, read) is not None for read in own) else ()


def names_read(typed: Typed | None) -> tuple[str, ...]:
    """Every name that a typed formula reads, once."""
    return tuple(dict.fromkeys(typed.names())) if typed is not None else ()


ROW_NAMES = ("value", "opponent", "previous", "start", "state")
"""Names of a step that are no number of a name of its own."""


def of_whomever(name: str) -> str:
    """The number that is read of an opponent, or of the row before."""
    return name.removeprefix("opponent.").removeprefix("previous.")


def names_of_steps(steps: tuple[PlannedStep, ...]) -> tuple[str, ...]:
    """What the steps of a value read beside its own rows; of an opponent's number, or one of the row before, that number."""
    names = (of_whomever(name) for step in steps for name in step.names())
    return tuple(dict.fromkeys(name for name in names if name not in ROW_NAMES))
