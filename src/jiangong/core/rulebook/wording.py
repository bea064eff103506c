"""Formulas, steps and numbers in plain words, Chinese and English: what `describe` is made of."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from fractions import Fraction

from jiangong.core.problems import Text
from jiangong.core.quantities import plain
from jiangong.core.rulebook.formula import Call, Formula, Name, Node, Number, Words, is_state
from jiangong.core.rulebook.values import Amount, Apply, Band, Bands, Lookup, Over, Rounding, Rulebook, Stage, Step

Titles = Callable[[str], Text]

DIMENSION = {
    "item": Text("项目", "items"), "attempt": Text("次", "attempts"), "source": Text("评分人", "judges"), "member": Text("队员", "members"),
}  # fmt: skip
TAKE = {
    "sum": Text("相加", "add up"), "mean": Text("取平均", "take the average"), "median": Text("取中位数", "take the median"),
    "highest": Text("取最高", "take the highest"), "lowest": Text("取最低", "take the lowest"), "best": Text("取最好", "take the best"),
    "worst": Text("取最差", "take the worst"), "first": Text("取第一次", "take the first"), "last": Text("取最后一次", "take the last"),
    "count": Text("数个数", "count them"), "longest_run": Text("数最长连续几个", "count the longest run"),
    "each": Text("其余的一个个留着", "keep the others one by one"),
}  # fmt: skip
MODE = {
    "half_up": Text("四舍五入到 {}", "rounded to {} (half up)"), "half_even": Text("四舍六入五成双到 {}", "rounded to {} (half to even)"),
    "floor": Text("向下舍到 {}", "rounded down to {}"), "ceil": Text("向上进到 {}", "rounded up to {}"),
}  # fmt: skip
_MODE_INSIDE = MODE | {
    "half_up": Text("四舍五入到 {}", "rounded half up to {}"), "half_even": Text("四舍六入五成双到 {}", "rounded half to even to {}"),
}  # fmt: skip
"""The same for where it stands in brackets already."""
_SIGN = {
    "*": "×", "/": "÷", "<=": "≤", ">=": "≥", "!=": "≠", "-": "−", "+": "+", "=": "=", "<": "<", ">": ">",
}  # fmt: skip
_STRENGTH = {
    "or": 1,
    "and": 2,
    "not": 3,
    "=": 4,
    "!=": 4,
    "<": 4,
    "<=": 4,
    ">": 4,
    ">=": 4,
    "+": 5,
    "-": 5,
    "*": 6,
    "/": 6,
}
_FUNCTION = {
    "min": Text("（{}）中较小的", "the smaller of ({})"), "max": Text("（{}）中较大的", "the larger of ({})"),
    "abs": Text("{}的绝对值", "the absolute value of {}"), "floor": Text("{}向下取整", "{} rounded down"),
    "ceil": Text("{}向上取整", "{} rounded up"), "round": Text("{}四舍五入", "{} rounded"), "log": Text("ln（{}）", "ln({})"),
    "exp": Text("exp（{}）", "exp({})"), "sqrt": Text("√（{}）", "√({})"), "given": Text("有 {}", "{} is given"),
    "first_given": Text("（{}）中第一个有的", "the first given of ({})"),
    "rank_high": Text("{} 在全场从高到低的名次", "the rank of {} in the field, highest first"),
    "rank_low": Text("{} 在全场从低到高的名次", "the rank of {} in the field, lowest first"),
    "ties": Text("全场 {} 相同的个数（含自己）", "how many in the field have the same {} (oneself included)"),
    "field_count": Text("全场有 {} 的个数", "how many in the field have {}"), "field_sum": Text("全场 {} 之和", "the sum of {} over the field"),
    "field_mean": Text("全场 {} 的平均", "the average of {} over the field"), "field_median": Text("全场 {} 的中位数", "the median of {} over the field"),
    "field_highest": Text("全场最高的 {}", "the highest {} of the field"), "field_lowest": Text("全场最低的 {}", "the lowest {} of the field"),
    "field_stdev": Text("全场 {} 的标准差", "the standard deviation of {} over the field"),
}  # fmt: skip
_RANK = {
    "rank_high": Text("{} 在全场从高到低的名次（相同的再比 {}）", "the rank of {} in the field, highest first (equals by {})"),
    "rank_low": Text("{} 在全场从低到高的名次（相同的再比 {}）", "the rank of {} in the field, lowest first (equals by {})"),
}  # fmt: skip
_KNOWN = {
    "value": Text("这个数", "the number so far"), "start": Text("最初的数", "the number at the start"),
    "source": Text("评分人", "the judge"), "place": Text("名次", "the place"), "entrants": Text("参赛项数", "the number of entrants"),
    "placed": Text("有名次的参赛项数", "the number placed"), "opponent": Text("对手的数", "the opponent's number"),
    "previous": Text("前一行的数", "the number before"),
    "previous.state": Text("前一行的状态", "the state of the row before"), "attempt": Text("次序", "the attempt"),
    "item": Text("项目", "the item"), "state": Text("这一行的状态", "the state of the row"),
    "entry.name": Text("姓名", "name"), "entry.unit": Text("单位", "unit"), "entry.team": Text("队", "team"),
    "entry.group": Text("组", "group"), "entry.category": Text("类别", "category"),
}  # fmt: skip


_ELSEWHERE = {"opponent": Text("对手的{}", "the opponent's {}"), "previous": Text("前一行的{}", "the {} before")}
SAID_STATE = "state "
"""Before a code that stands in a formula beside the state of a row: people say its title."""
_NO_STATE = Text("正常", "ordinary")


def state_words(rulebook: Rulebook, code: str) -> Text:
    """What the state of a row is called; a row without one is an ordinary one."""
    return rulebook.states[code].title if code else _NO_STATE


def titles_of(rulebook: Rulebook, stage: Stage | None) -> Titles:
    """How to call each name of a formula in this stage."""
    tables = {"entry": rulebook.entries, "item": rulebook.items, "event": rulebook.events, "source": rulebook.sources}
    stages = {earlier.id: earlier for earlier in rulebook.stages}

    def title(name: str) -> Text:
        if stage is not None and (name in stage.criteria or name in stage.scores):
            return stage.value_of(name).title
        if name.startswith(SAID_STATE):
            return state_words(rulebook, name.removeprefix(SAID_STATE))
        head, _, tail = name.partition(".")
        if stage is not None and head in stage.criteria and is_state(name):
            return filled(Text("{}的状态", "the state of {}"), stage.criteria[head].title)
        if head in _ELSEWHERE and tail and name not in _KNOWN:
            return filled(_ELSEWHERE[head], title(tail))
        if head in tables and tail in tables[head]:
            return tables[head][tail].title or Text(tail, tail)
        if head in stages and tail:
            return joined([stages[head].title, _earlier(stages[head], tail)], Text("的", ": "))
        return _KNOWN.get(name, Text(name, name))

    return title


def _earlier(stage: Stage, name: str) -> Text:
    return _KNOWN["place"] if name == "place" else stage.value_of(name).title


def joined(texts: Iterable[Text], mark: Text) -> Text:
    """Texts put together in each language."""
    listed = list(texts)
    return Text(mark.zh.join(t.say("zh") for t in listed), mark.en.join(t.say("en") for t in listed))


def filled(pattern: Text, *texts: Text) -> Text:
    """A sentence with its gaps filled in each language."""
    return Text(pattern.zh.format(*(t.say("zh") for t in texts)), pattern.en.format(*(t.say("en") for t in texts)))


STOP, COMMA, SEMICOLON = Text("。", "."), Text("，", ", "), Text("；", "; ")


def sentence(parts: Iterable[Text], mark: Text = COMMA) -> Text:
    """Parts put together and closed with a full stop; the English one begins with a capital."""
    words = joined([joined([part for part in parts if part], mark), STOP], Text())
    return Text(words.zh, words.en[:1].upper() + words.en[1:])


def figure(value: Fraction | int) -> Text:
    """A number in both languages."""
    words = plain(Fraction(value))
    return Text(words, words)


def formula_words(formula: Formula, titles: Titles) -> Text:
    """A formula as a person would write it on paper."""
    return _words(formula.node, lambda name: _named(titles(name)))


def filled_formula(node: Node, numbers: Titles) -> Text:
    """The same with numbers put in for the names."""
    return _words(node, numbers)


def _words(node: Node, titles: Titles) -> Text:
    if isinstance(node, Number):
        return figure(node.value)
    if isinstance(node, Words):
        return Text(f"“{node.value}”", f'"{node.value}"')
    if isinstance(node, Name):
        return titles(node.value)
    return _call(node, titles)


def _call(node: Call, titles: Titles) -> Text:
    function, arguments = node.function, node.arguments
    if function in _CONSTANT:
        return _CONSTANT[function]
    if function in _STRENGTH and function != "not":
        return _operator(node, titles)
    if _bound(node) is not None:
        return _bounded(node, titles)
    words = [_words(argument, titles) for argument in arguments]
    if function == "if":
        return filled(Text("如果 {}，则 {}，否则 {}", "{1} if {0}, otherwise {2}"), *words)
    if function in ("^", "pow"):
        return filled(Text("（{}）的 {} 次方", "({}) to the power {}"), words[0], _power(arguments[1], titles))
    if function in ("not", "negative"):
        return filled(_prefix(function, arguments[0]), words[0])
    return _applied_function(function, arguments, words)


def _applied_function(function: str, arguments: tuple[Node, ...], words: list[Text]) -> Text:
    if function in ("floor", "ceil", "round", "abs") and _strength(arguments[0]) < 9:
        words[0] = filled(_BRACKETS, words[0])
    if function in ("floor", "ceil", "round") and len(arguments) > 1:
        mode = filled(_MODE_INSIDE[{"round": "half_up"}.get(function, function)], words[1])
        return filled(Text("{}（{}）", "{} ({})"), words[0], mode)
    if function in _RANK and len(words) > 1:
        return filled(_RANK[function], words[0], joined(words[1:], Text("、", ", then ")))
    if function == "first_given" and len(words) == 2:
        own = filled(_BRACKETS, words[0]) if _strength(arguments[0]) < 9 else words[0]
        return filled(Text("{}（没有则按 {}）", "{} ({} where there is none)"), own, words[1])
    return filled(_FUNCTION[function], joined(words, Text("，", ", ")))


def _named(title: Text) -> Text:
    """A title that holds signs of its own stands in quotes, so that it does not run into the formula."""
    zh, en = (any(sign in title.say(lang) for sign in ",，、;；()（）+−-×÷±") for lang in ("zh", "en"))
    return Text(f"“{title.zh}”" if zh and title.zh else title.zh, f'"{title.en}"' if en and title.en else title.en)


def _bound(node: Node) -> Number | None:
    """The constant of max(x, 0) or min(x, 20): a number that is kept from falling or rising further."""
    if not isinstance(node, Call) or node.function not in ("min", "max") or len(node.arguments) != 2:
        return None
    first, second = node.arguments
    if isinstance(second, Number) and not isinstance(first, Number):
        return second
    return first if isinstance(first, Number) and not isinstance(second, Number) else None


def _bounded(node: Call, titles: Titles) -> Text:
    bound = _bound(node)
    assert bound is not None
    (inner,) = (argument for argument in node.arguments if argument is not bound)
    words = _words(inner, titles)
    return filled(_AT_LEAST if node.function == "max" else _AT_MOST, words, figure(bound.value))


def _prefix(function: str, argument: Node) -> Text:
    if function == "not":
        return Text("不是（{}）", "not ({})")
    return Text("−{}", "−{}") if isinstance(argument, Number) else Text("−（{}）", "−({})")


def _operator(node: Call, titles: Titles) -> Text:
    """Brackets only where the strength of the signs would be misread without them."""
    chain = [node]
    while _is_operator(first := chain[-1].arguments[0]):
        assert isinstance(first, Call)
        chain.append(first)
    words = _side(chain[-1], 0, titles)
    for n, part in reversed(list(enumerate(chain))):
        if n + 1 < len(chain) and _strength(chain[n + 1]) < _STRENGTH[part.function]:
            words = filled(_BRACKETS, words)
        sign = _JOINING.get(part.function) or Text(f" {_SIGN[part.function]} ", f" {_SIGN[part.function]} ")
        words = joined([words, _side(part, 1, titles)], sign)
    return words


def _is_operator(node: Node) -> bool:
    return isinstance(node, Call) and node.function in _STRENGTH and node.function != "not"


def _side(node: Call, side: int, titles: Titles) -> Text:
    """One side of an operator, in brackets where its own signs are weaker."""
    argument, own = node.arguments[side], _STRENGTH[node.function]
    if isinstance(argument, Words) and any(isinstance(a, Name) and is_state(a.value) for a in node.arguments):
        return titles(SAID_STATE + argument.value)
    words = _words(argument, titles)
    weak = _strength(argument) < own + (side == 1 and node.function in ("-", "/"))
    return filled(_BRACKETS, words) if weak else words


def _strength(node: Node) -> int:
    """How firmly a formula holds together: a name or a function most, a choice least."""
    if _bound(node) is not None:
        return 0
    return {"if": 0, **_STRENGTH}.get(node.function, 9) if isinstance(node, Call) else 9


def _power(node: Node, titles: Titles) -> Text:
    """1/3 stays 1/3: a third is no decimal."""
    return Text("1/3", "1/3") if node == _THIRD else _words(node, titles)


def rounding_words(rounding: Rounding, *, inside: bool = False) -> Text:
    """How a number is rounded; `inside`: it is put in brackets."""
    return filled((_MODE_INSIDE if inside else MODE)[rounding.mode], figure(rounding.step))


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
    where = Text()
    if act.take == "longest_run" and act.where is not None:
        most = Text("各{}：最长连续几个满足 {}", "over the {}: the most in a row with {}")
        return filled(most, over, formula_words(act.where, titles))
    if act.where is not None:
        where = filled(Text("（只取 {} 的）", " (only those with {})"), formula_words(act.where, titles))
        if act.where.node == Call("given", (Name("value"),)):
            where = Text("（只取有数的）", " (only those that have a number)")
    drops = (act.drop_high, act.drop_low, act.drop_best, act.drop_worst)
    parts = [filled(words, amount_words(number, titles)) for words, number in zip(_DROPS, drops, strict=True) if number]
    if act.keep_best is not None:
        parts.append(filled(Text("只取最好的 {} 个", "keep the best {}"), amount_words(act.keep_best, titles)))
    parts.append(TAKE[act.take])
    if act.need:
        parts.append(filled(Text("不足 {} 个则没有这个数", "no number with fewer than {}"), figure(act.need)))
    return filled(Text("各{}{}：{}", "over the {}{}: {}"), over, where, joined(parts, Text("，", ", ")))


def amount_words(amount: Amount, titles: Titles) -> Text:
    """How many, or by which parameter of the event."""
    return figure(amount) if isinstance(amount, int) else filled(Text("“{}”", "({})"), titles(amount))


def _applied_words(act: Apply, titles: Titles) -> Text:
    node = act.formula.node
    if isinstance(node, Call) and act.said in ("times", "plus"):
        return filled(_APPLIED[act.said], _words(node.arguments[1], titles))
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


_AT_LEAST, _AT_MOST = Text("{}，但不低于 {}", "{}, but not below {}"), Text("{}，至多 {}", "{}, at most {}")
_CONSTANT = {"none": Text("没有这个数", "no number"), "true": Text("是", "yes"), "false": Text("否", "no")}
_JOINING = {"and": Text("，且 ", " and "), "or": Text("，或 ", " or ")}
_BRACKETS = Text("（{}）", "({})")
_THIRD = Call("/", (Number(Fraction(1)), Number(Fraction(3))))
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
