"""What no rule forbids but hardly anybody means: branches that cannot be reached, keys that cannot decide, drops of everything."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from jiangong.core.problems import Text
from jiangong.core.quantities import plain
from jiangong.core.rulebook.formula import Call, Name
from jiangong.core.rulebook.measures import Measure, Typed, down_the_left
from jiangong.core.rulebook.plan import PlannedStage, PlannedStep, dropped
from jiangong.core.rulebook.positions import Path
from jiangong.core.rulebook.reading import Reader, written_at
from jiangong.core.rulebook.values import Award, Band, Bands, Criterion, Lookup, OrderKey, Over, Score, Stage

Doubt = tuple[Path, Text, Text]

_UNREACHED = Text("够得到的分支", "a branch that can be reached")


def doubt_stage(reader: Reader, planned: PlannedStage, path: Path) -> None:
    """Warn of everything in a stage that can never matter."""
    found = [*_keys(planned), *_branches(planned), *_conditions(planned), *_awards(planned.stage)]
    found += [*_units(planned.stage), *_drops(planned), *_turned(reader, planned, path)]
    for place, said, expected in found:
        reader.problem((*path, *place), said, expected, warning=True)


# -- keys of the order ---------------------------------------------------------------------------------------------


def _keys(planned: PlannedStage) -> Iterator[Doubt]:
    stage = planned.stage
    settled: set[str] = set()
    for position, key in enumerate(stage.order):
        place: Path = ("order", position, "by")
        if key.by in planned.values:
            value = stage.value_of(key.by)
            if key.first != value.better:
                good = Text("高的好", "high is better") if value.better == "high" else Text("低的好", "low is better")
                found = Text(f"{key.by}：{good.zh}，却相反地排", f"{key.by}: {good.en}, and yet ordered the other way")
                yield place, found, Text("first 与 better 一致", "`first` as `better` says")
            elif position and not (key.compare or key.among or key.when) and _follows(planned, key.by, settled):
                found = Text(
                    f"{key.by}，前面都相同时它必然相同", f"{key.by}, which is equal whenever the keys before it are"
                )
                yield place, found, Text("能分出先后的依据", "a key that can decide")
        if not (key.when or key.compare or key.among):
            settled.add(key.by)
    if stage.order and stage.places == "single" and not _ends_with_fact(stage, stage.order[-1]):
        expected = Text("最后一个依据是抽签或裁决", "a lot or a decision as the last key")
        yield ("places",), Text('places = "single"', 'places = "single"'), expected


def _ends_with_fact(stage: Stage, key: OrderKey) -> bool:
    criterion = stage.criteria.get(key.by)
    return criterion is not None and criterion.kind in ("lot", "decision")


def _follows(planned: PlannedStage, name: str, settled: set[str]) -> bool:
    """Whether a number is known as soon as those before it are: constant, a formula of them, or what is left of a sum."""
    value = planned.values[name]
    if value.measure.constant is not None:
        return True
    if value.formula is not None and not value.formula.field_calls() and not _looks_away(value.steps):
        own = [read for read in value.reads if not read.startswith("event.")]
        if own and set(own) <= settled:
            return True
    return any(_is_rest_of(planned.stage, name, known, settled) for known in settled)


def _looks_away(steps: tuple[PlannedStep, ...]) -> bool:
    return any(step.typed is not None and step.typed.field_calls() for step in steps)


def _is_rest_of(stage: Stage, name: str, known: str, settled: set[str]) -> bool:
    """total = 30% a + 70% b, compared by total and a: then b is equal too, if nothing was rounded on the way."""
    score = stage.scores.get(known)
    if not isinstance(score, Score) or not score.weights or score.steps:
        return False
    parts = {part for part, weight in score.weights if weight}
    return name in parts and parts - {name} <= settled


# -- branches ------------------------------------------------------------------------------------------------------


def _branches(planned: PlannedStage) -> Iterator[Doubt]:
    stage = planned.stage
    for value in planned.values.values():
        section = "criteria" if value.id in stage.criteria else "scores"
        if value.formula is not None:
            yield from _choices(value.formula, (section, value.id, "formula"))
        for position, step in enumerate(value.steps):
            place: Path = (section, value.id, "steps", position)
            act = step.step.act
            if isinstance(act, Bands):
                yield from _bands(act, step.before, place)
            elif isinstance(act, Lookup):
                yield from _lookup(act, step.before, place)
            elif step.typed is not None:
                yield from _choices(step.typed, place)


def _choices(typed: Typed, place: Path) -> Iterator[Doubt]:
    for part in typed.walk():
        held = always(part.parts[0]) if isinstance(part.node, Call) and part.node.function == "if" else None
        if held is not None:
            word = Text("总是真", "always true") if held else Text("总是假", "never true")
            yield place, Text(f"if 的条件{word.zh}", f"an `if` whose condition is {word.en}"), _UNREACHED


def _bands(act: Bands, before: Measure, place: Path) -> Iterator[Doubt]:
    for number, band in enumerate(act.bands):
        low = band.low if band.low is not None else before.low
        high = band.high if band.high is not None else before.high
        beyond = low > before.high or high < before.low or (band.open_above and high <= before.low)
        if beyond or any(_covers(earlier, low, high, band.open_above) for earlier in act.bands[:number]):
            said = f"{plain(low)}–{plain(high)}"
            yield (*place, "bands", number), Text(f"{said} 这一段", f"the band {said}"), _UNREACHED


def _covers(earlier: Band, low: Fraction, high: Fraction, open_above: bool) -> bool:
    """Whether a band before it takes everything from low to high."""
    ends = (
        earlier.high is None or earlier.high > high or (earlier.high == high and (open_above or not earlier.open_above))
    )
    return (earlier.low is None or earlier.low <= low) and ends


def _lookup(act: Lookup, before: Measure, place: Path) -> Iterator[Doubt]:
    for table in (act.table, *(table for _, table in act.tables)):
        for key, _ in table:
            if not before.low <= key <= before.high:
                found = Text(f"lookup 里的 {plain(key)}", f"{plain(key)} in lookup")
                low, high = plain(before.low), plain(before.high)
                expected = Text(f"{low} 到 {high} 之间的数", f"a number from {low} to {high}")
                yield (*place, "lookup"), found, expected


# -- steps ---------------------------------------------------------------------------------------------------------


def _units(stage: Stage) -> Iterator[Doubt]:
    """`round = 2` rounds to even numbers; two decimals were meant."""
    values: list[Criterion | Score] = [*stage.criteria.values(), *stage.scores.values()]
    for value in values:
        section = "criteria" if value.id in stage.criteria else "scores"
        for position, step in enumerate(value.steps):
            if step.rounding is not None and step.rounding.step in (2, 3, 4):
                unit = plain(step.rounding.step)
                found = Text(f"round = {unit}，舍入到 {unit} 的整数倍", f"round = {unit}, whole multiples of {unit}")
                decimals = f"0.{'0' * (int(unit) - 1)}1"
                expected = Text(f'{unit} 位小数写 "{decimals}"', f'"{decimals}" for {unit} decimals')
                own = isinstance(value, Score) and step.act is None
                yield (section, value.id, "round") if own else (section, value.id, "steps", position), found, expected


def _drops(planned: PlannedStage) -> Iterator[Doubt]:
    """As many dropped as there can be, so that nothing is left; or rows that may be dropped, and nothing drops any."""
    for value in planned.values.values():
        section = "criteria" if value.is_criterion else "scores"
        for position, step in enumerate(value.steps):
            known = step.step.act
            if isinstance(known, Over) and known.may_drop and not any(known.drops) and known.keep_best is None:
                found = Text("may_drop，而没有要去掉的", "may_drop where nothing is dropped")
                expected = Text("drop_… 或 keep_best 同时写", "drop_… or keep_best beside it")
                yield (section, value.id, "steps", position), found, expected
    for criterion in planned.stage.criteria.values():
        steps = planned.values[criterion.id].steps if criterion.id in planned.values else ()
        first = next((n for n, step in enumerate(steps) if isinstance(step.step.act, Over)), None)
        if first is None:
            continue
        act = steps[first].step.act
        assert isinstance(act, Over)
        count = criterion.counted(act.dimensions[0]) if len(act.dimensions) == 1 else None
        if count is not None and not act.parameters and dropped(act) >= count[1]:
            found = Text(f"{count[1]} 个去掉 {dropped(act)} 个", f"{dropped(act)} dropped of {count[1]}")
            expected = Text("至少留下一个", "at least one that is left")
            yield ("criteria", criterion.id, "steps", first), found, expected


def _turned(reader: Reader, planned: PlannedStage, path: Path) -> Iterator[Doubt]:
    """A score that goes on from times, of which low is better, and says nothing: the best of it would be the slowest."""
    for name, score in planned.stage.scores.items():
        written = written_at(reader.data, (*path, "scores", name))
        if written is None or "better" in written or not score.start or score.start not in planned.values:
            continue
        is_meant = any(isinstance(step.act, Over) and _goes_by_better(step.act) for step in score.steps)
        is_same = all(step.act is None or isinstance(step.act, Over) and step.act.take in _SAME for step in score.steps)
        if (
            planned.stage.value_of(score.start).better == "low"
            and is_same
            and (is_meant or _is_compared(planned, name))
        ):
            found = Text(
                f"{name} 没有写 better，按高的好；它从 {score.start} 算起，那里低的好",
                f"{name} without `better`, so that high is better, from {score.start}, of which low is better",
            )
            yield ("scores", name), found, Text('写 better = "low"，或 "high"', 'better = "low", or "high"')


_SAME = ("sum", "mean", "median", "highest", "lowest", "best", "worst", "first", "last", "each")
"""What leaves a time a time."""


def _goes_by_better(act: Over) -> bool:
    return act.take in ("best", "worst") or any(act.drops[2:]) or act.keep_best is not None


def _is_compared(planned: PlannedStage, name: str) -> bool:
    """Whether places, going on or awards go by a number as it says itself."""
    stage = planned.stage
    chosen = [rule.by for rule in stage.go_on] + [award.by for award in stage.awards]
    keys = [key.by for key in stage.order if key.first == stage.value_of(key.by).better]
    return name in keys or any(name in by for by in chosen)


# -- conditions ----------------------------------------------------------------------------------------------------


def _conditions(planned: PlannedStage) -> Iterator[Doubt]:
    found: list[tuple[Path, Typed | None]] = [(("ranked",), planned.ranked)]
    found += [(("order", n, "when"), typed) for n, typed in enumerate(planned.order_when)]
    found += [(("go_on", n, "when"), typed) for n, typed in enumerate(planned.go_on_when)]
    for n, award in enumerate(planned.stage.awards):
        found.append((("awards", n, "when"), planned.award_when.get(award.id)))
        found.append((("awards", n, "among"), planned.award_among.get(award.id)))
    for place, typed in found:
        held = always(typed) if typed is not None else None
        if held is not None:
            word = Text("总是真", "always true") if held else Text("总是假", "never true")
            expected = Text("有时真有时假的条件", "a condition that can be true and can be false")
            yield place, Text(f"{word.zh}的条件", f"a condition that is {word.en}"), expected


def always(typed: Typed) -> bool | None:
    """What a condition must be, whatever the marks are, as far as the ranges of its numbers say; None where it depends."""
    node = typed.node
    if not isinstance(node, Call):
        return None
    if node.function in ("true", "false"):
        return node.function == "true"
    if node.function == "not":
        held = always(typed.parts[0])
        return None if held is None else not held
    if node.function in ("and", "or"):
        chain = down_the_left(typed, (node.function,))
        parts = [always(chain[-1].parts[0]), *(always(part.parts[1]) for part in reversed(chain))]
        decisive = node.function == "or"
        if decisive in parts:
            return decisive
        return not decisive if None not in parts else None
    if node.function in _COMPARED and all(part.measure.sort == "number" for part in typed.parts):
        return _compared(node.function, typed.parts[0], typed.parts[1])
    return None


_COMPARED = ("<", "<=", ">", ">=", "=", "!=")


def _compared(function: str, left: Typed, right: Typed) -> bool | None:
    a, b = left.measure, right.measure
    if function in (">", ">="):
        a, b, function = b, a, {">": "<", ">=": "<="}[function]
    if isinstance(left.node, Name) and left.node == right.node:
        return None
    if function in ("=", "!="):
        return (function == "!=") if a.high < b.low or b.high < a.low else None
    strict = function == "<"
    if a.high < b.low or (a.high == b.low and not strict):
        return True
    return False if a.low > b.high or (a.low == b.high and strict) else None


# -- awards --------------------------------------------------------------------------------------------------------


def _awards(stage: Stage) -> Iterator[Doubt]:
    for position, award in enumerate(stage.awards):
        place: Path = ("awards", position)
        before = [earlier for earlier in stage.awards[:position] if earlier.kind == award.kind]
        if any(_takes_all_of(earlier, award) for earlier in before):
            found = Text(
                f"{award.id}，前面同类的奖已全部拿走", f"{award.id}, all of which an award of its kind before it takes"
            )
            yield place, found, Text("还有人可得的奖", "an award that somebody is left for")
        others = next((earlier for earlier in before if _goes_on_from_others(earlier, award)), None)
        if others is not None:
            found = Text(
                f"{award.id} 接着 {others.id} 往后取，而两个奖不在同样的人里数",
                f"{award.id}, which goes on from {others.id} and yet is counted among others",
            )
            expected = Text(
                "相同的 among、by、cap，或 move_up = true（由后面的递补），或另写 kind",
                "the same among, by and cap, or move_up = true (others move up), or another kind",
            )
            yield place, found, expected
        if award.move_up and not before:
            found = Text("move_up，而前面没有同类的奖", "move_up, and no award of its kind before it")
            yield (*place, "move_up"), found, Text("同一 kind 的奖里后列的", "it in a later award of a kind")


def _goes_on_from_others(earlier: Award, later: Award) -> bool:
    """So many after those of an earlier award of its kind, where the one counts other people, or otherwise, than the other."""
    if not later.follows or earlier.move_up or later.move_up or not (earlier.follows or earlier.places):
        return False
    return _whom(earlier) != _whom(later)


def _whom(award: Award) -> tuple[object, ...]:
    """Among whom an award is counted, and by what."""
    among = award.among.text if award.among is not None else ""
    return among, award.by, award.cap, award.cap_per if award.cap is not None else ""


def _takes_all_of(earlier: Award, later: Award) -> bool:
    """An earlier award of the same kind without conditions, for all the places of the later one."""
    unconditional = earlier.when is None and earlier.among is None and earlier.ties == "all" and earlier.cap is None
    if (
        earlier.by != later.by
        or earlier.move_up
        or later.move_up
        or not unconditional
        or earlier.places is None
        or later.places is None
    ):
        return False
    return earlier.places[0] <= later.places[0] and later.places[1] <= earlier.places[1]
