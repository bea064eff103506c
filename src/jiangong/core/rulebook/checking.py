"""What a stage says, held against itself: names that exist, numbers that can be compared, rules that are used."""

from __future__ import annotations

from dataclasses import replace

from jiangong.core.problems import NO_TEXT, Text, nearest
from jiangong.core.quantities import places_of
from jiangong.core.rulebook.building import SHIPPED_STATES, path_of_rule
from jiangong.core.rulebook.doubts import doubt_stage
from jiangong.core.rulebook.measures import Measure
from jiangong.core.rulebook.plan import PlannedStage, combination_of_matches, made_of_matches
from jiangong.core.rulebook.positions import Path
from jiangong.core.rulebook.reading import Reader, written_at
from jiangong.core.rulebook.unused import doubt_unused
from jiangong.core.rulebook.values import Award, Criterion, OrderKey, Rulebook, Stage

TAKEN = {
    "value",
    "start",
    "item",
    "attempt",
    "source",
    "state",
    "member",
    "opponent",
    "previous",
    "place",
    "placed",
    "entrants",
    "entry",
    "event",
}
"""Names that mean something in every formula, so that no criterion and no score can have them."""


def check_stage(reader: Reader, rulebook: Rulebook, planned: PlannedStage, path: Path) -> None:
    stage = planned.stage
    for section, names in (("criteria", stage.criteria), ("scores", stage.scores)):
        for name in names.keys() & TAKEN:
            expected = Text(
                "另一个短名：这个词在算式里已有含义", "another name: this word has a meaning in every formula"
            )
            reader.problem((*path, section, name), Text(f"短名 {name}", f"the name {name}"), expected)
    if stage.score:
        _check_compared(reader, planned, stage.score, (*path, "score"))
    _check_maxima(reader, rulebook, stage, path)
    _check_named_states(reader, rulebook, stage, path)
    _check_order(reader, planned, path)
    _check_shown(reader, planned, path)
    doubt_unused(reader, rulebook, planned, path)
    _check_going_on(reader, rulebook, planned, path)
    if stage.entrants == "gone_on" and not _feeds(rulebook, stage):
        reader.problem(
            (*path, "entrants"),
            Text("gone_on", "gone_on"),
            Text(f'前面有阶段写 go_on.to = "{stage.id}"', f'an earlier stage with go_on.to = "{stage.id}"'),
        )
    _check_awards(reader, rulebook, planned, path)
    doubt_stage(reader, planned, path)


def _check_maxima(reader: Reader, rulebook: Rulebook, stage: Stage, path: Path) -> None:
    """A maximum for each item stands in a column of numbers, and its criterion has items."""
    known = [f"item.{name}" for name, attribute in rulebook.items.items() if attribute.type == "number"]
    for name, criterion in stage.criteria.items():
        if criterion.at_most and (criterion.at_most not in known or "item" not in criterion.by):
            found = Text(criterion.at_most, criterion.at_most)
            expected = Text(
                "项目表里的一列数，而且 by 里有 item：" + ("、".join(known) or "无"),
                "a column of numbers of items, with item in `by`: " + (", ".join(known) or "none"),
            )
            reader.problem((*path, "criteria", name, "at_most"), found, expected, nearest(criterion.at_most, known))


def _check_named_states(reader: Reader, rulebook: Rulebook, stage: Stage, path: Path) -> None:
    """A state that a stage gives by itself is one without a place, and the stage can come to give it."""
    out = {code: state.title for code, state in rulebook.states.items() if state.effect == "out"}
    own = [code for code in out if code not in SHIPPED_STATES]
    for key, code, used in (
        ("unranked", stage.unranked, stage.ranked is not None),
        ("no_result", stage.no_result, bool(stage.criteria)),
    ):
        if code and code not in out:
            expected = Text(
                f'一个 effect = "out" 的状态：写上 [states.{code}]' + ("，或 " + "、".join(own) if own else ""),
                f'a state with effect = "out": write [states.{code}]'
                + (", or one of " + ", ".join(own) if own else ""),
            )
            reader.problem((*path, key), Text(f"状态 {code}", f"the state {code}"), expected, nearest(code, out))
        elif code and not used:
            need = {"unranked": Text("同时写 ranked", "`ranked` beside it")}
            expected = need.get(key, Text("自己有评分项的阶段", "a stage that has criteria of its own"))
            reader.problem((*path, key), Text(f"{key} = {code}", f"{key} = {code}"), expected)


def _feeds(rulebook: Rulebook, stage: Stage) -> bool:
    return any(rule.to == stage.id for other in rulebook.stages for rule in other.go_on)


def _check_going_on(reader: Reader, rulebook: Rulebook, planned: PlannedStage, path: Path) -> None:
    stage = planned.stage
    stages = [other.id for other in rulebook.stages]
    for position, rule in enumerate(stage.go_on):
        place = path_of_rule(reader, path, position)
        if rule.to in stages and stages.index(rule.to) <= stages.index(stage.id):
            found = Text(f"晋级到 {rule.to}，它不在后面", f"going on to {rule.to}, which does not come later")
            reader.problem((*place, "to"), found, Text("后面的阶段", "a later stage"))
        for name in rule.by:
            _check_compared(reader, planned, name, (*place, "by"))
        for key, amount in (("top", rule.top), ("cap", rule.cap)):
            if isinstance(amount, str):
                _check_amount(reader, rulebook, amount, (*place, key))


def _check_amount(reader: Reader, rulebook: Rulebook, name: str, path: Path) -> None:
    """A column that says how many is declared as a whole number that cannot be below 0."""
    table, _, column = name.partition(".")
    declared = {"event": rulebook.events, "entry": rulebook.entries}[table]
    attribute = declared.get(column)
    if (
        attribute is None
        or attribute.type != "number"
        or attribute.decimals
        or attribute.low is None
        or attribute.low < 0
    ):
        known = [f"{table}.{known}" for known in declared]
        expected = Text(
            'type = "number"、decimals = 0、range 从 0 起的列',
            'a column with type = "number", decimals = 0 and a range from 0',
        )
        reader.problem(path, Text(name, name), expected, nearest(name, known) if attribute is None else "")


def _check_order(reader: Reader, planned: PlannedStage, path: Path) -> None:
    stage = planned.stage
    if not stage.order and "order" in (written_at(reader.data, path) or {}):
        reader.problem((*path, "order"), Text("空的 order", "an empty order"), Text("至少一个依据", "at least one key"))
    seen: set[OrderKey] = set()
    for position, key in enumerate(stage.order):
        place: Path = (*path, "order", position, "by")
        alone = replace(key, title=NO_TEXT)
        if key.among != "tied":  # other entries may be equal from here on, so that their matches say more than before
            seen = {known for known in seen if not known.among}
        if alone in seen:
            found = Text(f"再次比较 {key.by}", f"{key.by} again")
            reader.problem(place, found, Text("前面没有比较过的", "a key not compared before"), warning=True)
        elif key.compare:
            _check_listed(reader, planned, key, place)
        else:
            _check_compared(reader, planned, key.by, place)
        if key.among and key.by in planned.values:
            _check_among(reader, planned, key, position, place)
        seen.add(alone)


def _check_compared(reader: Reader, planned: PlannedStage, name: str, place: Path) -> None:
    """What is compared is one number an entry, and an exact one."""
    if not _is_known(reader, planned.stage, name, place) or name not in planned.values:
        return
    measure = planned.values[name].measure
    if measure.level:
        found = _separate(name, measure)
        expected = Text(
            "每个参赛项一个数：用 over 合成；要逐个比较，写 compare",
            "one number an entry: combine it with `over`; to compare one by one, `compare`",
        )
        reader.problem(place, found, expected)
    elif measure.sort == "real":
        _refuse_real(reader, name, place)


def _is_known(reader: Reader, stage: Stage, name: str, place: Path) -> bool:
    known = [*stage.criteria, *stage.scores]
    if name not in known:
        expected = Text(
            "本阶段的评分项或得分：" + "、".join(known), "a criterion or score of this stage: " + ", ".join(known)
        )
        reader.problem(place, Text(name, name), expected, nearest(name, known))
    return name in known


def _separate(name: str, measure: Measure) -> Text:
    level = sorted(measure.level)
    zh, en = "、".join(level), ", ".join(level)
    return Text(f"{name} 还按 {zh} 分开", f"{name}, still separate by {en}")


def _refuse_real(reader: Reader, name: str, place: Path) -> None:
    found = Text(f"{name}，一个没有舍入的实数", f"{name}, a real number that is not rounded")
    reader.problem(place, found, Text('先写 round，如 "0.001"', 'round it first, e.g. "0.001"'))


def _check_listed(reader: Reader, planned: PlannedStage, key: OrderKey, place: Path) -> None:
    """Numbers that are compared one by one stand side by side in exactly one dimension."""
    if not _is_known(reader, planned.stage, key.by, place) or key.by not in planned.values:
        return
    measure = planned.values[key.by].measure
    if len(measure.level) != 1 or "member" in measure.level:
        found = _separate(key.by, measure) if measure.level else Text(f"{key.by}，一个数", f"{key.by}, one number")
        expected = Text(
            "恰按 item、attempt、source 之一分开的数", "numbers separate by exactly one of item, attempt, source"
        )
        reader.problem(place, found, expected)
    elif measure.sort == "real":
        _refuse_real(reader, key.by, place)


def _check_among(reader: Reader, planned: PlannedStage, key: OrderKey, position: int, place: Path) -> None:
    """Matches among equals: the number must come of matches by one combination, and something must come before it."""
    expected = None
    if position == 0:
        expected = Text("前面先有别的依据", "another key before it")
    elif combination_of_matches(planned, key.by) is None and not made_of_matches(planned, key.by):
        expected = Text(
            "从对阵的评分项算起、以 item 合成一次的得分，或只由这样的得分组成的算式",
            "a score that begins at matches and combines `item` once, or a formula of nothing but such scores",
        )
    if expected is not None:
        reader.problem((*place[:-1], "among"), Text(key.among, key.among), expected)


def _check_shown(reader: Reader, planned: PlannedStage, path: Path) -> None:
    for name in {*planned.stage.named_scores(), *(key.by for key in planned.stage.order), planned.stage.shown}:
        if name not in planned.values:
            continue
        measure, value = planned.values[name].measure, planned.stage.value_of(name)
        section = "criteria" if isinstance(value, Criterion) else "scores"
        exact = measure.sort == "number" and places_of(measure.scale) is not None
        if measure.level or exact or value.show is not None:
            continue
        found = Text(f"{name} 写不成有限小数", f"{name}, which no plain decimal can write")
        reader.problem((*path, section, name), found, Text('写 round 或 show，如 "0.01"', 'round or show, e.g. "0.01"'))


def _check_margin(reader: Reader, stage: Stage, award: Award, place: Path) -> None:
    """How near somebody is to the last is measured by one number that everybody compares."""
    if award.margin is None or award.by or not stage.order:
        return
    first = stage.order[0]
    if first.compare or first.when is not None:
        found = Text(
            "margin，而排名的第一个依据不是人人都比的一个数",
            "margin where the first key of the order is no one number that all compare",
        )
        expected = Text('by = ["…"]，相差按它算', 'by = ["…"], the number by which it is measured')
        reader.problem((*place, "margin"), found, expected)


def _check_awards(reader: Reader, rulebook: Rulebook, planned: PlannedStage, path: Path) -> None:
    seen: set[str] = set()
    for position, award in enumerate(planned.stage.awards):
        place: Path = (*path, "awards", position)
        if award.id in seen:
            reader.problem(
                (*place, "id"),
                Text(f"第二个 {award.id}", f"a second {award.id}"),
                Text("各不相同的短名", "different ids"),
            )
        seen.add(award.id)
        for name in award.by:
            _check_compared(reader, planned, name, (*place, "by"))
        _check_margin(reader, planned.stage, award, place)
        for key, amount in (("count", award.count), ("cap", award.cap)):
            if isinstance(amount, str):
                _check_amount(reader, rulebook, amount, (*place, key))
        if award.places and not 1 <= award.places[0] <= award.places[1]:
            found = Text(f"{award.places[0]} 到 {award.places[1]} 名", f"places {award.places[0]} to {award.places[1]}")
            reader.problem((*place, "places"), found, Text("[第几名, 第几名]，从 1 起", "[from, to], counted from 1"))
