"""The rules in plain words, Chinese and English, clause by clause."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from jiangong.core.problems import Text
from jiangong.core.rulebook.asking import Level
from jiangong.core.rulebook.building import MISSING_BY_KIND
from jiangong.core.rulebook.following import award_lines, order_lines, said_going_on
from jiangong.core.rulebook.phrasing import DIMENSION, step_words
from jiangong.core.rulebook.values import (
    Attribute,
    Criterion,
    Rulebook,
    Score,
    Stage,
    State,
    Step,
)
from jiangong.core.rulebook.wording import (
    COMMA,
    SEMICOLON,
    Titles,
    division_title,
    figure,
    filled,
    formula_words,
    joined,
    sentence,
    titles_of,
)


@dataclass(frozen=True, slots=True)
class Clause:
    """A numbered clause: a heading and its sentences."""

    number: str
    title: Text
    lines: tuple[Text, ...]


def describe_rulebook(rulebook: Rulebook, *, has_codes: bool = True) -> tuple[Clause, ...]:
    """The whole rulebook as clauses that an official could sign; with the codes of states for those who fill in marks."""
    states = _states(rulebook, has_codes=has_codes)
    clauses = [Clause("1", rulebook.title, _general(rulebook)), Clause("2", _STATES, states)]
    if rulebook.entries or rulebook.items or rulebook.events or rulebook.sources:
        clauses.append(Clause(str(len(clauses) + 1), _COLUMNS, _columns(rulebook)))
    for number, stage in enumerate(rulebook.stages, start=len(clauses) + 1):
        clauses += _stage(rulebook, stage, str(number))
    return tuple(clauses)


def said_formula(score: Score, titles: Titles) -> Text:
    """How a score is made, in one clause without a full stop."""
    parts = [_start(score, titles), *(step_words(step, titles) for step in score.steps)]
    return joined(parts, SEMICOLON)


def _general(rulebook: Rulebook) -> tuple[Text, ...]:
    stages = joined((stage.title for stage in rulebook.stages), Text("、", ", "))
    known = (
        (Text("版本", "Version"), Text(rulebook.version, rulebook.version)),
        (Text("依据", "Source"), rulebook.source),
        (Text("说明", "Note"), rulebook.note),
        (Text("阶段", "Stages"), stages),
    )
    return tuple(filled(Text("{}：{}。", "{}: {}."), *pair) for pair in known if pair[1])


def _states(rulebook: Rulebook, *, has_codes: bool) -> tuple[Text, ...]:
    """One line an effect, its states together; and what holds where a row is lacking altogether."""
    groups: dict[tuple[str, Fraction | None, bool, bool], list[State]] = {}
    for state in rulebook.states.values():
        groups.setdefault((state.effect, state.value, state.excludable, state.keeps), []).append(state)
    return (*(_state_line(states, has_codes=has_codes) for states in groups.values()), _UNMARKED)


def _state_line(states: list[State], *, has_codes: bool) -> Text:
    pattern = Text("{} {}", "{} ({})") if has_codes else Text("{}", "{}")
    named = (filled(pattern, state.title, Text(state.code, state.code)) for state in states)
    state = states[0]
    own = state.effect == "value" and state.value is None
    said = _OWN_VALUE if own else filled(_EFFECT[state.effect], figure(state.value or Fraction(0)))
    stays = [*([] if state.excludable else [_STAYS]), *([_KEEPS] if state.keeps else [])]
    return sentence([filled(Text("{}：{}", "{}: {}"), joined(named, Text("、", ", ")), said), *stays])


def _columns(rulebook: Rulebook) -> tuple[Text, ...]:
    tables = (
        (Text("参赛项表", "Entries"), rulebook.entries),
        (Text("项目表", "Items"), rulebook.items),
        (Text("赛项表", "Events"), rulebook.events),
        (Text("评分人表", "Sources"), rulebook.sources),
    )
    titles = titles_of(rulebook, None)
    return tuple(_column(table, attribute, titles) for table, attributes in tables for attribute in attributes.values())


def _column(table: Text, attribute: Attribute, titles: Titles) -> Text:
    name = Text(attribute.name, attribute.name)
    parts = [filled(Text("{}的 {} 列：{}", "{}, column {}: {}"), table, name, attribute.title or name)]
    if attribute.low is not None and attribute.high is not None:
        parts.append(filled(_RANGE, figure(attribute.low), figure(attribute.high)))
    if attribute.of:
        named = (Text(f"{source} {value}", f"{value} for {source}") for source, value in attribute.of)
        parts.append(filled(Text("规则写明 {}", "these rules say {}"), joined(named, Text("、", ", "))))
    if attribute.default is not None:
        parts.append(filled(Text("空着按 {}", "{} where blank"), Text(attribute.default, attribute.default)))
    if attribute.formula is not None:
        parts.append(filled(Text("由 {} 算出", "computed as {}"), formula_words(attribute.formula, titles)))
    return sentence(parts)


def _stage(rulebook: Rulebook, stage: Stage, number: str) -> list[Clause]:
    titles = titles_of(rulebook, stage)
    sections = (
        (Text("评分项", "What is observed"), [_criterion(c, titles) for c in stage.criteria.values()]),
        (Text("评分表", "Mark sheet"), _sheet(stage)),
        (Text("得分", "Scores"), [_score(score, titles) for score in stage.scores.values()]),
        (Text("名次", "Places"), order_lines(stage, titles)),
        (Text("晋级", "Who goes on"), [said_going_on(rulebook, rule, titles) for rule in stage.go_on]),
        (Text("奖项", "Awards"), award_lines(stage, titles)),
    )
    written = [(title, lines) for title, lines in sections if lines]
    clauses = [Clause(number, stage.title, tuple(_entrants(rulebook, stage, titles)))]
    for position, (title, lines) in enumerate(written, start=1):
        clauses.append(Clause(f"{number}.{position}", title, tuple(lines)))
    return clauses


def _entrants(rulebook: Rulebook, stage: Stage, titles: Titles) -> list[Text]:
    column = titles(f"entry.{stage.team}") if stage.entrants == "teams" else Text()
    fed = any(rule.to == stage.id for other in rulebook.stages for rule in other.go_on)
    lines = [filled(_ENTRANTS[stage.entrants or ("fed" if fed else "listed")], column)]
    if stage.within:
        lines.append(
            filled(
                Text("名次按{}分别排列。", "Places are counted separately within each {}."),
                division_title(rulebook, stage),
            )
        )
    if stage.ranked is not None:
        words = formula_words(stage.ranked, titles)
        lines.append(
            filled(
                Text(
                    "只有 {} 的排名次，其余只列不排。",
                    "Only entries with {} are ranked; the others are listed without a place.",
                ),
                words,
            )
        )
    for code, pattern in ((stage.unranked, _UNRANKED), (stage.no_result, _NO_RESULT)):
        if code:
            lines.append(filled(pattern, rulebook.states[code].title))
    return lines


def _criterion(criterion: Criterion, titles: Titles) -> Text:
    kind = filled(Text("（{}）", " ({})"), _KIND[criterion.kind]) if criterion.kind != "mark" else Text()
    head = filled(Text("{}{}", "{}{}"), criterion.title, kind)
    usual = criterion.missing == MISSING_BY_KIND[criterion.kind]
    is_said = not usual or criterion.missing == "zero"
    parts = [_rows(criterion), _values(criterion, titles), _MISSING[criterion.missing] if is_said else Text()]
    about = joined([head, joined([part for part in parts if part], COMMA)], Text("：", ": "))
    return sentence([about, *_asked(criterion), *_steps(criterion.steps, titles), *_shown(criterion)], SEMICOLON)


def _asked(criterion: Criterion) -> list[Text]:
    """The words of the levels, and how far judges may differ."""
    asked = criterion.asked
    parts = [_COUNT] if asked.entered == "count" else []
    if asked.levels:
        parts.append(filled(Text("分档：{}", "levels: {}"), joined(map(_level, asked.levels), Text("、", ", "))))
    if asked.spread is not None:
        parts.append(filled(_SPREAD, figure(asked.spread)))
    return parts


def _level(level: Level) -> Text:
    span = figure(level.low) if level.low == level.high else filled(_RANGE, figure(level.low), figure(level.high))
    words = filled(Text("（{}）", " ({})"), level.text) if level.text else Text()
    return filled(Text("{} {}{}", "{} {}{}"), level.title, span, words)


def _sheet(stage: Stage) -> list[Text]:
    """Who else a sheet needs, what the judge sees of the sum, and in what time."""
    said = [_SECOND[stage.sheet.second]] if stage.sheet.second != "none" else []
    said += [_TOTAL_SEEN] if stage.sheet.running_total else []
    for words, minutes in ((_WORK_TIME, stage.sheet.work_minutes), (_SEAL_TIME, stage.sheet.seal_minutes)):
        if minutes is not None:
            said.append(filled(words, figure(minutes)))
    return said


def _steps(steps: tuple[Step, ...], titles: Titles) -> list[Text]:
    return [words for step in steps if (words := step_words(step, titles))]


def _rows(criterion: Criterion) -> Text:
    """5 个评分人 × 6 个项目; without numbers, only what tells rows apart."""
    parts = []
    for dimension in criterion.by:
        count = criterion.counted(dimension)
        if count is None:
            parts.append(filled(Text("按{}分别给出", "one for each of the {}"), DIMENSION[dimension]))
            continue
        least, most = count
        number = figure(least) if least == most else filled(_RANGE, figure(least), figure(most))
        parts.append(filled(_COUNTED[dimension], number))
    items = Text("、".join(criterion.items), ", ".join(criterion.items))
    listed = [filled(Text("项目为 {}", "items {}"), items)] if criterion.items else []
    return joined([*parts, *listed], COMMA)


def _values(criterion: Criterion, titles: Titles) -> Text:
    if criterion.values:
        listed = filled(Text("只取 {}", "only {}"), joined(map(figure, criterion.values), Text("、", ", ")))
        unit = [filled(Text("单位 {}", "in {}"), criterion.unit)] if criterion.unit else []
        return joined([listed, *unit, *([_BETTER["low"]] if criterion.better == "low" else [])], COMMA)
    if criterion.kind == "decision" and criterion.low == criterion.high is not None:
        return Text("只记有没有", "recorded only where there is one")
    most = (
        [filled(Text("至多为各项目的{}", "at most the {} of the item"), titles(criterion.at_most))]
        if criterion.at_most
        else []
    )
    low = figure(criterion.low) if criterion.low is not None else Text()
    high = figure(criterion.high) if criterion.high is not None else Text()
    span = [filled(_RANGE, low, high)] if low and high else []
    fine = (
        filled(Text("取 {} 的整数倍", "in steps of {}"), figure(criterion.step))
        if criterion.step is not None
        else filled(_PLACES.get(criterion.decimals, _PLACES[2]), figure(criterion.decimals))
    )
    unit = [filled(Text("单位 {}", "in {}"), criterion.unit)] if criterion.unit else []
    better = [_BETTER["low"]] if criterion.better == "low" else []
    return joined([*span, *most, fine, *unit, *better], COMMA)


def _score(score: Score, titles: Titles) -> Text:
    line = filled(Text("{} = {}", "{} = {}"), score.title, said_formula(score, titles))
    better = [_BETTER["low"]] if score.better == "low" else []
    return sentence([line, *better, *_shown(score)], SEMICOLON)


def _start(score: Score, titles: Titles) -> Text:
    if score.start is not None:
        return titles(score.start)
    if score.weights:
        parts = (filled(Text("{} × {}", "{} × {}"), titles(name), _weight(weight)) for name, weight in score.weights)
        return joined(
            [joined(parts, Text(" + ", " + ")), *([_OF_GIVEN] if score.weights_of == "given" else [])], Text()
        )
    assert score.formula is not None  # reading gives every score one of the three
    return formula_words(score.formula, titles)


def _weight(weight: Fraction) -> Text:
    """A part of the whole as a per cent, a multiple as a number."""
    return filled(Text("{}%", "{}%"), figure(weight * 100)) if 0 < weight < 1 else figure(weight)


def _shown(value: Criterion | Score) -> list[Text]:
    if value.show is None:
        return []
    return [filled(Text("显示到 {}，比较用未舍入的数", "shown to {}, compared unrounded"), figure(value.show))]


_STATES = Text("没有数值的各种情形", "Why a value may be missing")
_COLUMNS = Text("规则要读的表", "Tables that the rules read")
_RANGE = Text("{} 到 {}", "{} to {}")
_UNMARKED = Text(
    "某一评分项一行也没有、规则又没有另说的，记“未评分”，不排名次。",
    "An entry without any row of a criterion is not marked and has no place, unless the rules say otherwise there.",
)
_OF_GIVEN = Text(
    "（缺的不算，它的权重由有的几项按比例分担）",
    " (what is lacking is left out and its weight falls to the others in proportion)",
)
_KEEPS = Text("已完成的各项仍给团体和后面的阶段用", "what was finished counts for teams and later stages all the same")
_UNRANKED = Text("不排名次的记“{}”。", "Those who are not ranked are listed as {}.")
_NO_RESULT = Text(
    "有评分而没有可比的数的记“{}”，没有名次。",
    "Those who were marked and have no number to be placed by are listed as {} and have no place.",
)
_COUNTED = {
    "item": Text("{} 个项目", "{} items"), "attempt": Text("{} 次", "{} attempts"), "source": Text("{} 名评分人", "{} judges"),
}  # fmt: skip
_PLACES = {
    0: Text("取整数", "whole numbers"), 1: Text("小数至多 {} 位", "at most {} decimal place"),
    2: Text("小数至多 {} 位", "at most {} decimal places"),
}  # fmt: skip
_EFFECT = {
    "out": Text("没有名次，列在最后", "no place, listed last"),
    "fail": Text("这一次失败，比任何数都差", "this attempt fails and is worse than any value"),
    "skip": Text("这一行不算", "the row is left out"),
    "value": Text("按 {} 计", "counts as {}"),
}
_OWN_VALUE = Text("按这一行的数值计", "counts as the row's own value")
_STAYS = Text("不能被去掉", "is never left out by dropping")
_ENTRANTS = {
    "listed": Text("名单上的全部参加。", "All listed entries take part."),
    "marked": Text("有评分的参加。", "Entries that have marks take part."),
    "fed": Text(
        "前面阶段晋级的和本阶段有评分的参加。",
        "Those who went on from an earlier stage, or have marks here, take part.",
    ),
    "gone_on": Text("恰是前面阶段晋级的参加。", "Exactly those who went on from an earlier stage take part."),
    "teams": Text("各队参加，按“{}”组队。", 'The teams take part, formed by "{}".'),
}
_KIND = {
    "mark": Text("评分", "mark"), "difficulty": Text("难度", "difficulty"), "lot": Text("抽签", "drawing of lots"),
    "decision": Text("裁决", "decision"), "adjustment": Text("加减分", "adjustment"), "match": Text("对阵", "match"),
}  # fmt: skip
_BETTER = {"low": Text("低的好", "low is better")}
_COUNT = Text("出现一次记一次", "one for each occurrence")
_SPREAD = Text(
    "裁判之间相差超过 {} 的，商议后重评，两轮都保留",
    "where judges differ by more than {}, they talk and score again, and both rounds are kept",
)
_SECOND = {
    "confirm": Text("评分表由第二人看过并确认。", "A second person sees each sheet and confirms it."),
    "again": Text(
        "评分表由第二人另行录入一遍，两次不同的地方核对清楚才生效。",
        "A second person enters each sheet once more; it counts when every difference is settled.",
    ),
}
_TOTAL_SEEN = Text("裁判打分时看得见本表合计。", "Judges see the sum of the sheet while marking.")
_WORK_TIME = Text("一批比赛用时 {} 分钟，补时另加。", "A batch has {} minutes, added time on top.")
_SEAL_TIME = Text(
    "一批结束后 {} 分钟内封存评分表，过时的标出。",
    "Sheets are sealed within {} minutes after their batch ends; later ones are flagged.",
)
_MISSING = {
    "not_marked": Text("一行也没有的记“未评分”、不排名次", "an entry without any row is not marked and has no place"),
    "zero": Text("没有这一行的按 0", "0 where there is no row"),
    "none": Text("一行也没有的没有这个数，照样排名", "an entry without any row has no number here and is still ranked"),
    "refuse": Text("有参赛项一行也没有就整份拒收", "marks in which an entry has no row are refused"),
}
