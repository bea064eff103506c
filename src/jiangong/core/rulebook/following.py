"""What follows from the numbers, in plain words: places, who goes on, awards."""

from __future__ import annotations

from fractions import Fraction

from jiangong.core.problems import Text
from jiangong.core.rulebook.formula import Formula
from jiangong.core.rulebook.values import Award, GoOn, OrderKey, Rulebook, Stage
from jiangong.core.rulebook.wording import COMMA, Titles, amount_words, figure, filled, formula_words, joined, sentence


def order_lines(stage: Stage, titles: Titles) -> list[Text]:
    """The keys of the order, one a line, and what happens to those who are equal in all of them."""
    lines = [_order_key(position, key, titles) for position, key in enumerate(stage.order, start=1)]
    called = [filled(Text("成绩写{}。", "The score shown is {}."), titles(stage.score))] if stage.score else []
    return [*lines, _EQUAL[stage.places], *called]


def _order_key(position: int, key: OrderKey, titles: Titles) -> Text:
    first = Text("高", "high") if key.first == "high" else Text("低", "low")
    plain = filled(Text("{}，{}的在前", "{}, {} first"), titles(key.by), first)
    if key.compare:
        plain = filled(_COMPARED[key.compare], titles(key.by), first)
    if key.among:
        plain = filled(_AMONG[key.among], titles(key.by), first)
    special = key.compare or key.among
    said = [filled(Text("{}：{}", "{}: {}"), key.title, plain)] if special and key.title else [key.title or plain]
    return filled(Text("第 {}：{}", "{}. {}"), figure(position), sentence([*said, only_where(key, titles)]))


def key_title(key: OrderKey, titles: Titles) -> Text:
    """What a key compares, in a few words."""
    if key.compare:
        return filled(_LISTED[key.compare], titles(key.by))
    return filled(Text("{}（同分者之间）", "{} (among equals)"), titles(key.by)) if key.among else titles(key.by)


def only_where(key: OrderKey, titles: Titles) -> Text:
    """The condition under which a key is compared; empty where it always is."""
    if key.when is None:
        return Text()
    return filled(Text("只在 {} 时比", "only where {}"), formula_words(key.when, titles))


def said_going_on(rulebook: Rulebook, rule: GoOn, titles: Titles) -> Text:
    """One rule of who goes on."""
    stages = {stage.id: stage.title for stage in rulebook.stages}
    target = Text("晋级", "go on")
    if rule.to:
        target = filled(Text("晋级{}", "to {}"), stages.get(rule.to, Text(rule.to, rule.to)))
    parts = [
        target,
        Text("各组一起比", "all groups together") if rule.across else Text(),
        filled(Text("每个{}分别取", "within each {}"), titles(f"entry.{rule.per}")) if rule.per else Text(),
        filled(Text("取前 {} 名", "the first {}"), amount_words(rule.top, titles)) if rule.top is not None else Text(),
        _share(rule.share, Text("参赛项", "entrants")),
        _compared_by(rule, titles),
        _condition(rule.when, titles),
        _cap(rule, titles),
        Text("前面取过的也可再取", "those taken before may be taken again") if rule.again else Text(),
        _TIES[rule.ties] if rule.top is not None or rule.share is not None else Text(),
        filled(Text("递补 {} 名", "{} in reserve"), figure(rule.reserve)) if rule.reserve else Text(),
    ]
    return sentence(parts)


def _compared_by(rule: GoOn | Award, titles: Titles) -> Text:
    names = joined((titles(name) for name in rule.by), Text("、", ", then "))
    zh = "按{}比较" if len(rule.by) == 1 else "依次比较{}"
    return filled(Text(zh, "compared by {}"), names) if rule.by else Text()


def _cap(rule: GoOn | Award, titles: Titles) -> Text:
    if rule.cap is None:
        return Text()
    pattern = Text("每个{}至多 {} 名", "at most {1} of each {0}")
    said = filled(pattern, titles(f"entry.{rule.cap_per}"), amount_words(rule.cap, titles))
    if isinstance(rule, Award) or rule.per in ("", rule.cap_per):
        return said
    first = Text(
        "{}：先取定排在前面的这几名，再每个{}分别取",
        "{}: these are the first of them, kept before so many are taken within each {}",
    )
    return filled(first, said, titles(f"entry.{rule.per}"))


def _share(share: Fraction | None, of: Text) -> Text:
    if share is None:
        return Text()
    return filled(Text("取{1}的 {0}%", "{}% of the {}"), figure(share * 100), of)


def _condition(when: Formula | None, titles: Titles) -> Text:
    return filled(Text("须 {}", "provided that {}"), formula_words(when, titles)) if when is not None else Text()


def award_lines(stage: Stage, titles: Titles) -> list[Text]:
    """Every award, and of which kinds an entry gets one only."""
    lines = [said_award(award, stage, titles) for award in stage.awards]
    kinds: dict[str, list[Award]] = {}
    for award in stage.awards:
        kinds.setdefault(award.kind, []).append(award)
    pattern = Text(
        "{}：每个参赛项只得其中一个，先列的优先。",
        "{}: an entry gets one of these only, the first listed that it meets.",
    )
    for awards in (awards for awards in kinds.values() if len(awards) > 1):
        titled = (award.title or Text(award.id, award.id) for award in awards)
        lines.append(filled(pattern, joined(titled, Text("、", ", "))))
    return lines


def said_award(award: Award, stage: Stage, titles: Titles) -> Text:
    """One award: who gets it, and from whom."""
    before = stage.awards[: stage.awards.index(award)]
    follows = not award.move_up and any(earlier.kind == award.kind for earlier in before)
    head = filled(
        Text("{}：{}", "{}: {}"), award.title or Text(award.id, award.id), _who(award, titles, follows=follows)
    )
    limited = award.places is not None or award.follows
    near = Text("与最后一名得奖者的{}相差 {} 以内的也得", "and all whose {} is within {} of the last who gets it")
    by = titles(award.by[0] if award.by else stage.order[0].by)
    parts = [
        head,
        _TIES_AWARD[award.ties] if limited else Text(),
        filled(near, by, figure(award.margin)) if award.margin is not None else Text(),
        filled(Text("由{}颁发", "given by {}"), award.issuer) if award.issuer else Text(),
        Text("只作推荐", "a recommendation only") if award.act == "recommend" else Text(),
    ]
    return sentence(parts)


def _who(award: Award, titles: Titles, *, follows: bool) -> Text:
    among = Text()
    if award.among is not None:
        among = filled(Text("在 {} 的人里数", "counted among those with {}"), formula_words(award.among, titles))
    number = _award_number(award, titles, follows=follows)
    parts = [among, _compared_by(award, titles), _award_places(award), number, _cap(award, titles)]
    parts.append(_MOVE_UP if award.move_up else Text())
    parts.append(_condition(award.when, titles))
    return joined([part for part in parts if part], COMMA)


_MOVE_UP = Text(
    "已得同类前面奖项的不占名次，由后面的递补",
    "those who have an earlier one of its kind take up no place and others move up",
)


def _award_places(award: Award) -> Text:
    if award.places is None:
        return Text()
    first, last = award.places
    pattern = Text("第 {} 名", "place {}") if first == last else Text("第 {} 到 {} 名", "places {} to {}")
    return filled(pattern, figure(first), figure(last))


def _award_number(award: Award, titles: Titles, *, follows: bool) -> Text:
    if award.count is not None:
        next_ones = Text("{} 名，从前一个奖项之后取起", "the next {} after the award before it")
        return filled(next_ones if follows else Text("前 {} 名", "the first {}"), amount_words(award.count, titles))
    if award.share is None:
        return Text()
    of = Text("全部参赛项", "entrants") if award.share_of == "entrants" else Text("有名次者", "placed")
    parts = [_share(award.share, of), _WHOLE[award.share_round], *([_FOLLOW] if follows else [])]
    return joined(parts, COMMA)


_EQUAL = {
    "shared": Text("以上都相同的名次并列。", "Entries equal in all of these share the place."),
    "dense": Text(
        "以上都相同的名次并列，下一名不空出。",
        "Entries equal in all of these share the place, and the next place is not left out.",
    ),
    "single": Text(
        "名次不得并列：以上都相同的，须抽签或裁决。",
        "No place is shared: entries equal in all of these need a lot or a decision.",
    ),
}
_COMPARED = {
    "best_to_worst": Text("{}逐个比，从各自最好的比起，{}的在前", "{} one by one from each one's best, {} first"),
    "worst_to_best": Text("{}逐个比，从各自最差的比起，{}的在前", "{} one by one from each one's worst, {} first"),
    "first_to_last": Text("{}逐个比，从第一个比起，{}的在前", "{} one by one from the first on, {} first"),
    "last_to_first": Text("{}逐个比，从最后一个比起，{}的在前", "{} one by one from the last back, {} first"),
}  # fmt: skip
_LISTED = {
    "best_to_worst": Text("{}（从最好的比起）", "{} (best first)"), "worst_to_best": Text("{}（从最差的比起）", "{} (worst first)"),
    "first_to_last": Text("{}（从第一个比起）", "{} (from the first)"), "last_to_first": Text("{}（从最后一个比起）", "{} (from the last)"),
}  # fmt: skip
_AMONG = {
    "tied": Text(
        "只算到此相同的几个参赛项之间的对阵：{}，{}的在前",
        "counting only matches among those who are equal so far: {}, {} first",
    ),
    "still_tied": Text(
        "只算到这一条还相同的几个参赛项之间的对阵：{}，{}的在前",
        "counting only matches among those who are still equal: {}, {} first",
    ),
}
_FOLLOW = Text("从前一个奖项之后取起", "following on from the award before it")
_WHOLE = {
    "floor": Text("人数舍去小数", "rounded down to a whole number"), "ceil": Text("人数有小数就进一", "rounded up to a whole number"),
    "half_up": Text("人数四舍五入", "rounded to a whole number"), "half_even": Text("人数四舍六入五成双", "rounded half to even"),
}  # fmt: skip
_TIES = {
    "all": Text("线上同名次的都晋级", "all who share the last place go on"),
    "none": Text("线上同名次的都不晋级", "none of those who share the place on the line go on"),
}
_TIES_AWARD = {
    "all": Text("同名次的都得", "all who share the last place get it"),
    "none": Text("线上同名次的都不得", "none of those who share the place on the line get it"),
}
