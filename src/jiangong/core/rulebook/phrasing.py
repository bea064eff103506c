"""Steps in plain words, Chinese and English: what is combined, looked up, multiplied, and how it is rounded."""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction

from jiangong.core.problems import Text
from jiangong.core.rulebook.acts import Drops
from jiangong.core.rulebook.formula import Call, Name, Node, Number
from jiangong.core.rulebook.values import Apply, Band, Bands, Lookup, Over, Step
from jiangong.core.rulebook.wording import (
    Titles,
    amount_words,
    figure,
    filled,
    formula_words,
    joined,
    node_words,
    rounding_words,
)

DIMENSION = {
    "item": Text("项目", "items"), "attempt": Text("次", "attempts"), "source": Text("评分人", "judges"), "member": Text("队员", "members"),
}  # fmt: skip
TAKE = {
    "sum": Text("相加", "add up"), "mean": Text("取平均", "take the average"), "median": Text("取中位数", "take the median"),
    "highest": Text("取最高", "take the highest"), "lowest": Text("取最低", "take the lowest"), "best": Text("取最好", "take the best"),
    "worst": Text("取最差", "take the worst"), "first": Text("取第一次", "take the first"), "last": Text("取最后一次", "take the last"),
    "count": Text("数个数", "count them"), "longest_run": Text("最长连续几个满足 {}", "the most in a row with {}"),
    "each": Text("其余的一个个留着", "keep the others one by one"),
    "sum_so_far": Text("每一个变成到它为止的和", "each becomes the sum up to it"),
    "run_so_far": Text("每一个变成到它为止连续几个满足 {}", "each becomes how many in a row up to it have {}"),
}  # fmt: skip


_WITH_CONDITION = ("longest_run", "run_so_far")


def step_words(step: Step, titles: Titles) -> Text:
    """One step as a clause without a full stop; the rounding after it included."""
    act = step.act
    parts = [_act_words(act, titles)] if act is not None else []
    parts += [rounding_words(step.rounding)] if step.rounding else []
    return joined(parts, Text("，", ", "))


def _act_words(act: Over | Lookup | Bands | Apply, titles: Titles) -> Text:
    if isinstance(act, Over):
        return _over_words(act, titles)
    if isinstance(act, Lookup):
        return _lookup_words(act, titles)
    if isinstance(act, Bands):
        return _table_words(map(_band_words, act.bands), act.otherwise)
    return _applied_words(act, titles)


def _lookup_words(act: Lookup, titles: Titles) -> Text:
    said = _table_words(map(_pair_words, act.table), act.otherwise)
    if act.tables:
        several = [_named_table(name, table) for name, table in act.tables]
        said = filled(
            Text("按“{}”查表：{}", "by the table for {}: {}"), titles(act.by), joined(several, Text("；", "; "))
        )
        rest = filled(Text("其余得 {}", "anything else gives {}"), figure(act.otherwise or 0))
        said = joined([said, _NO_RESULT if act.otherwise is None else rest], Text("；", "; "))
    return joined([said, *([_SHARED[act.shared]] if act.shared in _SHARED else [])], Text("；", "; "))


def _named_table(name: str, table: tuple[tuple[Fraction, Fraction], ...]) -> Text:
    return filled(Text("{}：{}", "{}: {}"), Text(name, name), joined(map(_pair_words, table), Text("，", ", ")))


def _pair_words(pair: tuple[Fraction, Fraction]) -> Text:
    return filled(Text("{} 得 {}", "{} gives {}"), figure(pair[0]), figure(pair[1]))


def _table_words(lines: Iterable[Text], otherwise: Fraction | None) -> Text:
    rest = (
        filled(Text("其余得 {}", "anything else gives {}"), figure(otherwise)) if otherwise is not None else _NO_RESULT
    )
    return filled(Text("查表：{}", "by table: {}"), joined([*lines, rest], Text("，", ", ")))


def _band_words(band: Band) -> Text:
    below = Text("不到 {}", "below {}") if band.open_above else Text("{} 及以下", "at most {}")
    ends = [filled(Text("{} 及以上", "at least {}"), figure(band.low))] if band.low is not None else []
    ends += [filled(below, figure(band.high))] if band.high is not None else []
    span = joined(ends, Text("、", " and ")) if ends else Text("任何数", "any number")
    return filled(Text("{} 得 {}", "{} gives {}"), span, figure(band.result))


def _over_words(act: Over, titles: Titles) -> Text:
    over = joined((DIMENSION[dimension] for dimension in act.dimensions), Text("、", " and "))
    if act.take in _WITH_CONDITION and act.where is not None:
        said = filled(TAKE[act.take], formula_words(act.where, titles))
        return filled(Text("各{}：{}", "over the {}: {}"), over, said)
    parts = [_drop_words(words, number, titles) for words, number in zip(_DROPS, act.drops, strict=True) if number]
    if act.keep_best is not None:
        parts.append(filled(Text("只取最好的 {} 个", "keep the best {}"), amount_words(act.keep_best, titles)))
    if act.may_drop is not None:
        may = Text("能去掉的只有 {} 的", "only those with {} may be left out")
        parts.append(filled(may, formula_words(act.may_drop, titles)))
    by_weight = Text("按权重 {} 取平均", "take the average weighted by {}")
    parts.append(TAKE[act.take] if act.weight is None else filled(by_weight, formula_words(act.weight, titles)))
    if act.need:
        parts.append(filled(Text("不足 {} 个则没有这个数", "no number with fewer than {}"), figure(act.need)))
    where = _where_words(act, titles)
    return filled(Text("各{}{}：{}", "over the {}{}: {}"), over, where, joined(parts, Text("，", ", ")))


def _where_words(act: Over, titles: Titles) -> Text:
    if act.where is None:
        return Text()
    if act.where.node == Call("given", (Name("value"),)):
        return Text("（只取有数的）", " (only those that have a number)")
    return filled(Text("（只取 {} 的）", " (only those with {})"), formula_words(act.where, titles))


def _drop_words(words: Text, number: Drops, titles: Titles) -> Text:
    """How many are dropped, always or from how many on."""
    if not isinstance(number, tuple):
        return filled(words, amount_words(number, titles))
    from_on = Text("有 {} 个起{}", "{1} from {0} on")
    return joined((filled(from_on, figure(least), filled(words, figure(n))) for least, n in number), Text("，", ", "))


def _applied_words(act: Apply, titles: Titles) -> Text:
    node = act.formula.node
    if isinstance(node, Call) and act.said in ("times", "plus"):
        return filled(_APPLIED[act.said], node_words(node.arguments[1], titles))
    if isinstance(node, Call) and act.said in ("limit", "goalposts"):
        low, high, inner = _ends(node)
        if act.said == "goalposts":
            low, high = _goalposts(inner)
        return filled(_APPLIED[act.said], figure(low), figure(high))
    return filled(Text("算作 {}", "becomes {}"), formula_words(act.formula, titles))


def _ends(node: Call) -> tuple[Fraction, Fraction, Node]:
    """min(max(inner, low), high), the form in which reading writes both limit and goalposts."""
    inner, high = node.arguments
    assert isinstance(inner, Call) and isinstance(high, Number) and isinstance(inner.arguments[1], Number)
    return inner.arguments[1].value, high.value, inner.arguments[0]


def _goalposts(node: Node) -> tuple[Fraction, Fraction]:
    """(value − low) / (high − low)"""
    assert isinstance(node, Call) and isinstance(node.arguments[0], Call)
    low, width = node.arguments[0].arguments[1], node.arguments[1]
    assert isinstance(low, Number) and isinstance(width, Number)
    return low.value, low.value + width.value


_SHARED = {
    "split": Text("几个同名次的平分这一名的得数", "those who share a place divide its result equally"),
    "mean": Text(
        "几个同名次的平分他们所占各名的得数", "those who share a place divide the results of the places they fill"
    ),
}
_NO_RESULT = Text("其余没有得数", "anything else gives no number")
_DROPS = (
    Text("去掉 {} 个最高", "drop {} highest"), Text("去掉 {} 个最低", "drop {} lowest"),
    Text("去掉 {} 个最好", "drop {} best"), Text("去掉 {} 个最差", "drop {} worst"),
)  # fmt: skip
_APPLIED = {
    "times": Text("乘以 {}", "times {}"), "plus": Text("加上 {}", "plus {}"),
    "limit": Text("不低于 {}，不高于 {}", "not below {} and not above {}"),
    "goalposts": Text("按目标值归一：{} 得 0，{} 得 1，之外取 0 或 1", "by goalposts: {} gives 0 and {} gives 1, kept within 0 and 1"),
}  # fmt: skip
