"""The rules in plain words, Chinese and English, clause by clause."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction

from jiangong.core.problems import Text
from jiangong.core.rulebook.building import MISSING_BY_KIND
from jiangong.core.rulebook.formula import Formula
from jiangong.core.rulebook.values import (
    Attribute,
    Award,
    Criterion,
    GoOn,
    OrderKey,
    Rulebook,
    Score,
    Stage,
    State,
    Step,
)
from jiangong.core.rulebook.wording import (
    DIMENSION,
    Titles,
    figure,
    filled,
    formula_words,
    joined,
    step_words,
    titles_of,
)


@dataclass(frozen=True, slots=True)
class Clause:
    """A numbered clause: a heading and its sentences."""

    number: str
    title: Text
    lines: tuple[Text, ...]


STOP = Text("。", ".")
COMMA = Text("，", ", ")
SEMICOLON = Text("；", "; ")


def describe_rulebook(rulebook: Rulebook) -> tuple[Clause, ...]:
    """The whole rulebook as clauses that an official could sign."""
    clauses = [Clause("1", rulebook.title, _general(rulebook)), Clause("2", _STATES, _states(rulebook))]
    if rulebook.entries or rulebook.items or rulebook.events:
        clauses.append(Clause(str(len(clauses) + 1), _COLUMNS, _columns(rulebook)))
    for number, stage in enumerate(rulebook.stages, start=len(clauses) + 1):
        clauses += _stage(rulebook, stage, str(number))
    return tuple(clauses)


def sentence(parts: Iterable[Text], mark: Text = COMMA) -> Text:
    """Parts put together and closed with a full stop; the English one begins with a capital."""
    words = joined([joined([part for part in parts if part], mark), STOP], Text())
    return Text(words.zh, words.en[:1].upper() + words.en[1:])


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


def _states(rulebook: Rulebook) -> tuple[Text, ...]:
    """One line an effect, its states together; and what holds where a row is lacking altogether."""
    groups: dict[tuple[str, Fraction | None, bool], list[State]] = {}
    for state in rulebook.states.values():
        groups.setdefault((state.effect, state.value, state.excludable), []).append(state)
    return (*map(_state_line, groups.values()), _UNMARKED)


def _state_line(states: list[State]) -> Text:
    named = (filled(Text("{} {}", "{} ({})"), state.title, Text(state.code, state.code)) for state in states)
    state = states[0]
    own = state.effect == "value" and state.value is None
    said = _OWN_VALUE if own else filled(_EFFECT[state.effect], figure(state.value or Fraction(0)))
    stays = [] if state.excludable else [_STAYS]
    return sentence([filled(Text("{}：{}", "{}: {}"), joined(named, Text("、", ", ")), said), *stays])


def _columns(rulebook: Rulebook) -> tuple[Text, ...]:
    tables = (
        (Text("参赛项表", "Entries"), rulebook.entries),
        (Text("项目表", "Items"), rulebook.items),
        (Text("赛项表", "Events"), rulebook.events),
    )
    titles = titles_of(rulebook, None)
    return tuple(_column(table, attribute, titles) for table, attributes in tables for attribute in attributes.values())


def _column(table: Text, attribute: Attribute, titles: Titles) -> Text:
    name = Text(attribute.name, attribute.name)
    parts = [filled(Text("{}的 {} 列：{}", "{}, column {}: {}"), table, name, attribute.title or name)]
    if attribute.low is not None and attribute.high is not None:
        parts.append(filled(_RANGE, figure(attribute.low), figure(attribute.high)))
    if attribute.default is not None:
        parts.append(filled(Text("空着按 {}", "{} where blank"), Text(attribute.default, attribute.default)))
    if attribute.formula is not None:
        parts.append(filled(Text("由 {} 算出", "computed as {}"), formula_words(attribute.formula, titles)))
    return sentence(parts)


def _stage(rulebook: Rulebook, stage: Stage, number: str) -> list[Clause]:
    titles = titles_of(rulebook, stage)
    sections = (
        (Text("评分项", "What is observed"), [_criterion(c, titles) for c in stage.criteria.values()]),
        (Text("得分", "Scores"), [_score(score, titles) for score in stage.scores.values()]),
        (Text("名次", "Places"), _order(stage, titles)),
        (Text("晋级", "Who goes on"), [said_going_on(rulebook, stage.go_on, titles)] if stage.go_on else []),
        (Text("奖项", "Awards"), [said_award(award, stage.awards, titles) for award in stage.awards]),
    )
    written = [(title, lines) for title, lines in sections if lines]
    clauses = [Clause(number, stage.title, tuple(_entrants(rulebook, stage, titles)))]
    for position, (title, lines) in enumerate(written, start=1):
        clauses.append(Clause(f"{number}.{position}", title, tuple(lines)))
    return clauses


def _entrants(rulebook: Rulebook, stage: Stage, titles: Titles) -> list[Text]:
    column = titles(f"entry.{stage.team}") if stage.entrants == "teams" else Text()
    fed = any(other.go_on is not None and other.go_on.to == stage.id for other in rulebook.stages)
    lines = [filled(_ENTRANTS[stage.entrants or ("fed" if fed else "listed")], column)]
    if stage.within:
        lines.append(
            filled(
                Text("名次按{}分别排列。", "Places are counted separately within each {}."),
                titles(f"entry.{stage.within}"),
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
    return lines


def _criterion(criterion: Criterion, titles: Titles) -> Text:
    kind = filled(Text("（{}）", " ({})"), _KIND[criterion.kind]) if criterion.kind != "mark" else Text()
    head = filled(Text("{}{}", "{}{}"), criterion.title, kind)
    usual = criterion.missing == MISSING_BY_KIND[criterion.kind]
    parts = [_rows(criterion), _values(criterion), Text() if usual else _MISSING[criterion.missing]]
    about = joined([head, joined([part for part in parts if part], COMMA)], Text("：", ": "))
    return sentence([about, *_steps(criterion.steps, titles), *_shown(criterion)], SEMICOLON)


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


def _values(criterion: Criterion) -> Text:
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
    return joined([*span, fine, *unit, *better], COMMA)


def _score(score: Score, titles: Titles) -> Text:
    line = filled(Text("{} = {}", "{} = {}"), score.title, said_formula(score, titles))
    better = [_BETTER["low"]] if score.better == "low" else []
    return sentence([line, *better, *_shown(score)], SEMICOLON)


def _start(score: Score, titles: Titles) -> Text:
    if score.start is not None:
        return titles(score.start)
    if score.weights:
        parts = (filled(Text("{} × {}", "{} × {}"), titles(name), _weight(weight)) for name, weight in score.weights)
        return joined(parts, Text(" + ", " + "))
    assert score.formula is not None  # reading gives every score one of the three
    return formula_words(score.formula, titles)


def _weight(weight: Fraction) -> Text:
    """A part of the whole as a per cent, a multiple as a number."""
    return filled(Text("{}%", "{}%"), figure(weight * 100)) if 0 < weight < 1 else figure(weight)


def _shown(value: Criterion | Score) -> list[Text]:
    if value.show is None:
        return []
    return [filled(Text("显示到 {}，比较用未舍入的数", "shown to {}, compared unrounded"), figure(value.show))]


def _order(stage: Stage, titles: Titles) -> list[Text]:
    lines = [_order_key(position, key, titles) for position, key in enumerate(stage.order, start=1)]
    return [*lines, Text("以上都相同的名次并列。", "Entries equal in all of these share the place.")]


def _order_key(position: int, key: OrderKey, titles: Titles) -> Text:
    first = Text("高", "high") if key.first == "high" else Text("低", "low")
    said = sentence([key.title or filled(Text("{}，{}的在前", "{}, {} first"), titles(key.by), first)])
    return filled(Text("第 {}：{}", "{}. {}"), figure(position), said)


def said_going_on(rulebook: Rulebook, go_on: GoOn, titles: Titles) -> Text:
    """Who goes on, in one sentence."""
    stages = {stage.id: stage.title for stage in rulebook.stages}
    target = (
        filled(Text("晋级{}", "to {}"), stages.get(go_on.to, Text(go_on.to, go_on.to)))
        if go_on.to
        else Text("晋级", "go on")
    )
    column = titles(f"entry.{go_on.per}") if go_on.per else Text()
    parts = [
        target,
        filled(Text("每个{}分别取", "within each {}"), column) if go_on.per else Text(),
        filled(Text("取前 {} 名", "the first {}"), figure(go_on.top)) if go_on.top is not None else Text(),
        _share(go_on.share, Text("参赛项", "entrants")),
        _condition(go_on.when, titles),
        _cap(go_on, titles),
        _TIES[go_on.ties] if go_on.top is not None or go_on.share is not None else Text(),
        filled(Text("递补 {} 名", "{} in reserve"), figure(go_on.reserve)) if go_on.reserve else Text(),
    ]
    return sentence(parts)


def _cap(go_on: GoOn, titles: Titles) -> Text:
    if go_on.cap is None:
        return Text()
    return filled(
        Text("每个{}至多 {} 名", "at most {1} of each {0}"), titles(f"entry.{go_on.cap_per}"), figure(go_on.cap)
    )


def _share(share: Fraction | None, of: Text) -> Text:
    if share is None:
        return Text()
    return filled(Text("取{1}的 {0}%", "{}% of the {}"), figure(share * 100), of)


def _condition(when: Formula | None, titles: Titles) -> Text:
    return filled(Text("须 {}", "provided that {}"), formula_words(when, titles)) if when is not None else Text()


def said_award(award: Award, awards: tuple[Award, ...], titles: Titles) -> Text:
    """Who gets an award, in one sentence; `awards` are all of the stage."""
    follows = any(earlier.kind == award.kind for earlier in awards[: awards.index(award)])
    head = filled(
        Text("{}：{}", "{}: {}"), award.title or Text(award.id, award.id), _who(award, titles, follows=follows)
    )
    limited = award.places is not None or award.share is not None
    parts = [
        head,
        _TIES_AWARD[award.ties] if limited else Text(),
        filled(Text("由{}颁发", "given by {}"), award.issuer) if award.issuer else Text(),
        Text("只作推荐", "a recommendation only") if award.act == "recommend" else Text(),
    ]
    return sentence(parts)


def _who(award: Award, titles: Titles, *, follows: bool) -> Text:
    parts = [_award_places(award), _award_share(award, follows=follows), _condition(award.when, titles)]
    return joined([part for part in parts if part], COMMA)


def _award_places(award: Award) -> Text:
    if award.places is None:
        return Text()
    first, last = award.places
    pattern = Text("第 {} 名", "place {}") if first == last else Text("第 {} 到 {} 名", "places {} to {}")
    return filled(pattern, figure(first), figure(last))


def _award_share(award: Award, *, follows: bool) -> Text:
    if award.share is None:
        return Text()
    of = Text("全部参赛项", "entrants") if award.share_of == "entrants" else Text("有名次者", "placed")
    parts = [_share(award.share, of), _WHOLE[award.share_round], *([_FOLLOW] if follows else [])]
    return joined(parts, COMMA)


_STATES = Text("没有数值的各种情形", "Why a value may be missing")
_COLUMNS = Text("规则要读的表", "Tables that the rules read")
_RANGE = Text("{} 到 {}", "{} to {}")
_FOLLOW = Text("从前一个奖项之后取起", "following on from the award before it")
_UNMARKED = Text(
    "某一评分项一行也没有、规则又没有另说的，记“未评分”，不排名次。",
    "An entry without any row of a criterion is not marked and has no place, unless the rules say otherwise there.",
)
_COUNTED = {
    "item": Text("{} 个项目", "{} items"), "attempt": Text("{} 次", "{} attempts"), "source": Text("{} 名评分人", "{} judges"),
}  # fmt: skip
_PLACES = {
    0: Text("取整数", "whole numbers"), 1: Text("小数至多 {} 位", "at most {} decimal place"),
    2: Text("小数至多 {} 位", "at most {} decimal places"),
}  # fmt: skip
_WHOLE = {
    "floor": Text("人数舍去小数", "rounded down to a whole number"), "ceil": Text("人数有小数就进一", "rounded up to a whole number"),
    "half_up": Text("人数四舍五入", "rounded to a whole number"), "half_even": Text("人数四舍六入五成双", "rounded half to even"),
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
_MISSING = {
    "not_marked": Text("一行也没有的记“未评分”、不排名次", "an entry without any row is not marked and has no place"),
    "zero": Text("一行也没有的按 0", "an entry without any row counts 0"),
    "none": Text("一行也没有的没有这个数，照样排名", "an entry without any row has no number here and is still ranked"),
    "refuse": Text("有参赛项一行也没有就整份拒收", "marks in which an entry has no row are refused"),
}
_TIES = {
    "all": Text("线上同名次的都晋级", "all who share the last place go on"),
    "none": Text("线上同名次的都不晋级", "none of those who share the place on the line go on"),
}
_TIES_AWARD = {
    "all": Text("同名次的都得", "all who share the last place get it"),
    "none": Text("线上同名次的都不得", "none of those who share the place on the line get it"),
}
