"""Typing a rulebook: each name's measure on demand, so that a cycle, a clash of levels or a number too large shows itself."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace
from fractions import Fraction
from functools import cached_property
from math import prod

from jiangong.core.problems import Text
from jiangong.core.quantities import places_of
from jiangong.core.rulebook.deriving import Fault, plan_derived
from jiangong.core.rulebook.field import demand_field_level, refuse_field
from jiangong.core.rulebook.formula import Formula, FormulaError, KnownError, Name, PlacedError
from jiangong.core.rulebook.measures import Measure, Names, Typed, rounded_measure, typed_formula
from jiangong.core.rulebook.naming import UnknownName
from jiangong.core.rulebook.plan import (
    MANY,
    Plan,
    PlannedStage,
    PlannedStep,
    PlannedValue,
    any_stay,
    attribute_measure,
    combined_by,
    counts_of,
    criterion_measure,
    demand_dimensions,
    demand_labels,
    mixed_lines,
    names_of_steps,
    names_read,
    origin_of,
    over_measure,
    table_measure,
)
from jiangong.core.rulebook.positions import Path
from jiangong.core.rulebook.rowwise import demand_amount, demand_condition, demand_weight
from jiangong.core.rulebook.states import demand_states, state_of_row, states_of
from jiangong.core.rulebook.teams import level_between, mixed_members
from jiangong.core.rulebook.values import Apply, Bands, Criterion, Lookup, Over, Rulebook, Score, Stage, Step

COUNT = Measure("number", 1, Fraction(1), Fraction(10**9))


def plan_rulebook(rulebook: Rulebook) -> tuple[Plan, tuple[Fault, ...]]:
    """Type every formula and step. Faults carry the path of the key at fault; a plan with faults must not be run."""
    faults: list[Fault] = []
    plan = Plan(rulebook)
    plan_derived(plan, faults)
    for position, stage in enumerate(rulebook.stages):
        planner = _StagePlanner(plan, stage, ("stage", position), faults)
        plan.stages[stage.id] = planner.planned()
    return plan, tuple(faults)


class _StagePlanner:
    """Types one stage, computing measures on demand so that a cycle shows itself."""

    def __init__(self, plan: Plan, stage: Stage, path: Path, faults: list[Fault]) -> None:
        self.plan, self.stage, self.path, self.faults = plan, stage, path, faults
        self.values: dict[str, PlannedValue] = {}
        self.pending: list[str] = []
        self.of_matches: dict[str, bool] = {}
        self.failed: set[str] = set()

    def planned(self) -> PlannedStage:
        for name in (*self.stage.criteria, *self.stage.scores):
            with suppress(KnownError):
                self.measure_of(name)
        if (mixed := mixed_members(self.plan.rulebook, self.stage)) is not None:
            self.fault((), mixed)
        names = self.entry_names()
        self.check_within(names)
        fixed = {"place": COUNT, "entrants": COUNT, "placed": COUNT}
        ranked = self.condition(self.stage.ranked, names, ("ranked",))
        order_when = tuple(self.condition(k.when, names, ("order", n, "when")) for n, k in enumerate(self.stage.order))
        after = names | fixed
        go_on_when = tuple(
            self.condition(rule.when, after, ("go_on", n, "when")) for n, rule in enumerate(self.stage.go_on)
        )
        award_when, award_among = (
            {
                award.id: typed
                for n, award in enumerate(self.stage.awards)
                if (typed := self.condition(getattr(award, key), after, ("awards", n, key))) is not None
            }
            for key in ("when", "among")
        )
        return PlannedStage(self.stage, self.values, ranked, order_when, go_on_when, award_when, award_among)

    def check_within(self, names: Names) -> None:
        """A number of an earlier stage in which places are counted separately must be there, one an entry."""
        name = self.stage.within_number
        source, _, column = name.partition(".")
        if not name or self.is_said(name):
            return
        if source in ("entry", "event", "item", "source"):
            alone = Text(f"只写列名 {column}", f"the name of the column alone: {column}")
            other = Text("参赛项表的列，或前面阶段的数", "a column of entries, or a number of an earlier stage")
            self.fault(("within",), FormulaError(Text(name, name), alone if source == "entry" else other))
        elif name not in names:
            self.fault(("within",), self.explained(UnknownName(name)))
        elif names[name].sort != "number" or places_of(names[name].scale) is None:
            expected = Text("一个有限小数", "a number that a plain decimal can write")
            self.fault(("within",), FormulaError(Text(name, name), expected))

    def entry_names(self) -> Names:
        """Names a condition may read: whatever comes to one value an entry."""
        names = {name: value.measure for name, value in self.values.items() if not value.measure.level}
        return names | {name: m for name, m in self.surroundings.items() if not m.level}

    @cached_property
    def surroundings(self) -> Names:
        """Columns of entries, items, events and sources, and scores of earlier stages."""
        rulebook = self.plan.rulebook
        item, attempt = frozenset({"item"}), frozenset({"attempt"})
        names: Names = {f"entry.{column}": Measure("text") for column in ("name", "unit", "team", "group", "category")}
        names |= {f"entry.{name}": attribute_measure(a) for name, a in rulebook.entries.items()}
        names |= {f"event.{name}": attribute_measure(a) for name, a in rulebook.events.items()}
        names |= {f"item.{name}": attribute_measure(a, item) for name, a in rulebook.items.items()}
        names |= {f"source.{name}": attribute_measure(a, frozenset({"source"})) for name, a in rulebook.sources.items()}
        names["attempt"] = Measure("number", 1, Fraction(0), Fraction(MANY), attempt)
        names["item"] = Measure("text", level=item)
        names["source"] = Measure("text", level=frozenset({"source"}))
        names |= states_of(self.stage)
        for earlier in self.plan.stages.values():
            level = level_between(self.stage, earlier.stage)
            for name, value in earlier.values.items():
                names[f"{earlier.stage.id}.{name}"] = replace(value.measure, level=value.measure.level | level)
            names[f"{earlier.stage.id}.place"] = replace(COUNT, level=level)
        return names

    def condition(self, formula: Formula | None, names: Names, path: Path) -> Typed | None:
        if formula is None:
            return None
        try:
            typed = typed_formula(formula, names)
            demand_states(formula.node, self.plan.rulebook)
            refuse_field(typed)
            if typed.measure.sort != "yes_no":
                raise FormulaError(
                    Text(f"算式 {formula.text}", f"the formula {formula.text}"),
                    Text("一个条件，如 total >= 60", "a condition, e.g. total >= 60"),
                )
        except FormulaError as error:
            if not (isinstance(error, UnknownName) and self.is_said(error.name)):
                self.fault(path, self.explained(error))
            return None
        return typed

    def is_said(self, name: str) -> bool:
        """Whether these rules have a value of that name whose own mistake was told: it is no second one."""
        stage, _, column = name.partition(".")
        if not column:
            return name in self.failed
        if stage not in self.plan.stages:
            return False
        earlier = self.plan.stages[stage]
        return column in {*earlier.stage.criteria, *earlier.stage.scores} - set(earlier.values)

    def fault(self, path: Path, error: FormulaError) -> None:
        self.faults.append(((*self.path, *path), error))

    def explained(self, error: FormulaError) -> FormulaError:
        """An unknown name that exists at another level deserves a better sentence."""
        if isinstance(error, UnknownName) and error.name.partition(".")[0] in self.later():
            return FormulaError(
                Text(f"{error.name}，那个阶段不在前面", f"{error.name}, of a stage that does not come before this one"),
                Text(
                    "前面阶段的得分：阶段只往一个方向走",
                    "a score of an earlier stage: stages run one way, never in a circle",
                ),
            )
        known = self.surroundings | {name: value.measure for name, value in self.values.items()}
        if isinstance(error, UnknownName) and error.name in known:
            level = sorted(known[error.name].level)
            zh, en = "、".join(level), ", ".join(level)
            return FormulaError(
                Text(f"{error.name}，它还按 {zh} 分开", f"{error.name}, which is still separate by {en}"),
                Text("每个参赛项一个数：先用 over 合成", "one number an entry: combine it first with `over`"),
            )
        return error

    def later(self) -> set[str]:
        """This stage and those after it."""
        return {stage.id for stage in self.plan.rulebook.stages} - set(self.plan.stages)

    def measure_of(self, name: str) -> Measure:
        """The final measure of a criterion or score of this stage; FormulaError through faults."""
        if name in self.values:
            return self.values[name].measure
        if name in self.pending:
            ring = " → ".join([*self.pending[self.pending.index(name) :], name])
            raise FormulaError(
                Text(f"循环 {ring}", f"the cycle {ring}"),
                Text("不互相依赖的得分", "scores that do not depend on each other"),
            )
        if name in self.failed:
            raise KnownError()
        self.pending.append(name)
        try:
            value = self.criterion(name) if name in self.stage.criteria else self.score(name)
            self.values[name] = value
            return value.measure
        except PlacedError as error:
            self.failed.add(name)
            if not isinstance(error.error, KnownError):
                self.fault(error.path, self.explained(error.error))
            raise KnownError() from error
        finally:
            self.pending.remove(name)

    def criterion(self, name: str) -> PlannedValue:
        criterion = self.stage.criteria[name]
        measure = criterion_measure(criterion)
        path: Path = ("criteria", name)
        steps = self.steps(criterion.steps, measure, path, criterion)
        final = steps[-1].after if steps else measure
        if criterion.missing == "zero":
            final = replace(final, low=min(final.low, Fraction(0)), high=max(final.high, Fraction(0)))
        return PlannedValue(name, final, steps, reads=names_of_steps(steps))

    def score(self, name: str) -> PlannedValue:
        score = self.stage.scores[name]
        path: Path = ("scores", name)
        typed = None
        if score.start is not None:
            measure = self.named(score.start, (*path, "from"))
        else:
            formula_path = (*path, "weights" if score.weights else "formula")
            typed = self.typed(score.formula, {}, formula_path, of_field=True)
            measure = typed.measure
        reads = (score.start,) if score.start else names_read(typed)
        levels = [
            self.named(n, path).level for n in reads if n.partition(".")[0] not in ("item", "entry", "event", "source")
        ]
        if (mixed := mixed_lines(measure.level, levels)) is not None:
            raise PlacedError(path, mixed)
        steps = self.steps(score.steps, measure, path, score)
        final = steps[-1].after if steps else measure
        if final.sort not in ("number", "real"):
            error = FormulaError(
                Text("不是数的得分", "a score that is no number"),
                Text("一个数，如 if(条件, 1, 0)", "a number, e.g. if(condition, 1, 0)"),
            )
            raise PlacedError((*path, "formula"), error)
        return PlannedValue(name, final, steps, score.start or "", typed, (*reads, *names_of_steps(steps)))

    def named(self, name: str, path: Path) -> Measure:
        """The measure of anything a formula of this stage may read."""
        try:
            if name in self.stage.criteria or name in self.stage.scores:
                return self.measure_of(name)
            names = self.surroundings
            if name not in names:
                raise KnownError() if self.is_said(name) else UnknownName(name)
            return names[name]
        except FormulaError as error:
            raise PlacedError(path, error) from error

    def typed(self, formula: Formula | None, extra: Names, path: Path, *, of_field: bool = False) -> Typed:
        assert formula is not None  # reading makes sure that one of formula, weights, from is there
        names = dict(extra)
        for name in formula.names():
            if name not in names:
                names[name] = self.named(name, path)
        try:
            typed = typed_formula(formula, names)
            demand_states(formula.node, self.plan.rulebook)
            if of_field:
                demand_field_level(typed, typed.measure.level)
            return typed
        except FormulaError as error:
            raise PlacedError(path, error) from error

    def steps(
        self, steps: tuple[Step, ...], start: Measure, path: Path, of: Criterion | Score
    ) -> tuple[PlannedStep, ...]:
        planned: list[PlannedStep] = []
        measure = start
        for position, step in enumerate(steps):
            place: Path = (*path, "steps", position)
            try:
                begun = start if measure.level == start.level else None
                planned.append(self.step(step, (measure, begun), place, of))
            except PlacedError:
                raise
            except FormulaError as error:
                raise PlacedError(place, error) from error
            measure = planned[-1].after
        return tuple(planned)

    def step(
        self, step: Step, measures: tuple[Measure, Measure | None], path: Path, of: Criterion | Score
    ) -> PlannedStep:
        """One step from the number so far (and the one that the steps began with, while it has the same dimensions)."""
        before, begun = measures
        act, typed = step.act, None
        acted = before
        if isinstance(act, Apply):
            extra = {"value": before} | ({"start": begun} if begun is not None else {})
            extra |= self.opponents(act.formula, before, of, path) | self.row_names(act.formula, before, of, path)
            typed = self.typed(act.formula, extra, path)
            demand_field_level(typed, before.level)
            acted = typed.measure
            if not acted.level <= before.level:
                wider = "、".join(sorted(acted.level - before.level))
                raise FormulaError(
                    Text(f"还按 {wider} 分开的数", f"a number still separate by {wider}"),
                    Text("维数不多于 value 的数", "numbers with no more dimensions than value"),
                )
            acted = replace(acted, level=before.level)
        elif isinstance(act, Over):
            return self.combination(step, act, before, path, of)
        elif isinstance(act, (Lookup, Bands)):
            typed = self.table_key(act, before, path)
            acted = table_measure(act, step, before)
        return PlannedStep(step, before, acted, self.rounded(step, acted), typed)

    def rounded(self, step: Step, acted: Measure) -> Measure:
        return acted if step.rounding is None else rounded_measure(acted, step.rounding.step, step.rounding.mode)

    def combination(self, step: Step, act: Over, before: Measure, path: Path, of: Criterion | Score) -> PlannedStep:
        """A step that combines rows, with everything that it asks of each of them."""
        where, may_drop, weight = (
            self.of_each_row(act, key, before, path, of) for key in ("where", "may_drop", "weight")
        )
        for name in act.parameters:
            demand_amount(name, self.named(name, path))
        demand_dimensions(act, before, combined_by(self.stage, of))
        counts = counts_of(self.plan.rulebook, origin_of(self.stage, of), act, before)
        if weight is not None and set(act.dimensions) <= counts.keys():
            demand_weight(act, weight, before, step.rounding, prod(counts[d][1] for d in act.dimensions))
        acted = over_measure(act, before, counts, step, stay=any_stay(self.plan.rulebook))
        return PlannedStep(step, before, acted, self.rounded(step, acted), where, may_drop, weight)

    def table_key(self, act: Lookup | Bands, before: Measure, path: Path) -> Typed | None:
        """What says which of several tables holds."""
        if isinstance(act, Bands) or not act.by:
            return None
        measure = self.named(act.by, (*path, "by"))
        if measure.sort not in ("text", "number") or not measure.level <= before.level:
            raise FormulaError(
                Text(f"by = {act.by}", f"by = {act.by}"),
                Text("表里的一列，如 event.era、entry.role", "a column of a table, e.g. event.era, entry.role"),
            )
        demand_labels(act, measure)
        return Typed(Name(act.by), measure)

    def of_each_row(self, act: Over, key: str, before: Measure, path: Path, of: Criterion | Score) -> Typed | None:
        """What a combination asks of each row; of the rows around it only the condition may ask."""
        formula: Formula | None = getattr(act, key)
        if formula is None:
            return None
        here: Names = {"value": before}
        if key == "where":
            here |= self.opponents(formula, before, of, path) | self.row_names(formula, before, of, path)
        else:
            here |= state_of_row(origin_of(self.stage, of), before.level)
        typed = self.typed(formula, here, (*path, key))
        return typed if key == "weight" else demand_condition(formula, typed, before)

    def row_names(self, formula: Formula, before: Measure, of: Criterion | Score, path: Path) -> Names:
        """What a row has of its own, and `previous`, the number of the row before; `previous.x`, any number that it has there."""
        here = state_of_row(origin_of(self.stage, of), before.level)
        if not before.level & {"item", "attempt"}:
            return here
        earlier = {f"previous.{name}": measure for name, measure in here.items()}
        return here | earlier | {"previous": before} | self.of_another("previous.", formula, before, path)

    def opponents(self, formula: Formula, before: Measure, of: Criterion | Score, path: Path) -> Names:
        """`opponent`, the number of the other side of a match, and `opponent.x`, any number that it has there."""
        if "item" not in before.level or not self.is_of_matches(of):
            return {}
        return {"opponent": before} | self.of_another("opponent.", formula, before, path)

    def of_another(self, head: str, formula: Formula, before: Measure, path: Path) -> Names:
        """Numbers of another line that a formula reads beside the one so far."""
        names: Names = {}
        for name in (name for name in formula.names() if name.startswith(head) and name != "previous.state"):
            measure = self.named(own := name.removeprefix(head), path)
            if not measure.level <= before.level:
                raise self.explained(UnknownName(own))
            names[name] = replace(measure, level=before.level)
        return names

    def is_of_matches(self, of: Criterion | Score) -> bool:
        """Whether a value goes back to criteria of matches, by `from` or by its formula."""
        if isinstance(of, Criterion):
            return of.kind == "match"
        reads = [of.start] if of.start else of.formula.names() if of.formula else []
        own = [name for name in reads if name in self.stage.criteria or name in self.stage.scores]
        for name in own:  # each value is gone through once, however many read it
            if name not in self.of_matches:
                self.of_matches[name] = self.is_of_matches(self.stage.value_of(name))
        return any(self.of_matches[name] for name in own)
