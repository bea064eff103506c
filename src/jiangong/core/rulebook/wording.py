"""Formulas and numbers in plain words, Chinese and English: what `describe` is made of."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from fractions import Fraction

from jiangong.core.problems import Text
from jiangong.core.quantities import plain
from jiangong.core.rulebook.formula import Call, Formula, Name, Node, Number, Words, is_state
from jiangong.core.rulebook.values import Amount, Rounding, Rulebook, Stage

Titles = Callable[[str], Text]

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


def division_title(rulebook: Rulebook, stage: Stage) -> Text:
    """What places are counted separately by; empty where they are not."""
    name = stage.within_number or (f"entry.{stage.within}" if stage.within else "")
    return titles_of(rulebook, stage)(name) if name else Text()


def division_words(rulebook: Rulebook, stage: Stage, division: str) -> Text:
    """A division as people call it, from its text beside the standings: what a column of words says stands alone, a number, a yes or a no
    stands behind what it is of, and those who have nothing there are said to have none. Empty where places are not separate."""
    title = division_title(rulebook, stage)
    if not title.zh:
        return title
    if not division:
        return filled(Text("没有{}", "no {}"), title)
    column = rulebook.entries.get(stage.within)
    if not stage.within_number and (column is None or column.type == "text"):
        return Text(division, division)
    is_said = column is not None and column.type == "yes_no"
    said = _YES_NO.get(division, Text(division, division)) if is_said else Text(division, division)
    return filled(Text("{} {}", "{} {}"), title, said)


_YES_NO = {"是": Text("是", "yes"), "否": Text("否", "no")}


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


def node_words(node: Node, titles: Titles) -> Text:
    """A part of a formula, with names as their titles stand."""
    return _words(node, titles)


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
        words[0] = filled(BRACKETS, words[0])
    if function in ("floor", "ceil", "round") and len(arguments) > 1:
        mode = filled(_MODE_INSIDE[{"round": "half_up"}.get(function, function)], words[1])
        return filled(Text("{}（{}）", "{} ({})"), words[0], mode)
    if function in _RANK and len(words) > 1:
        return filled(_RANK[function], words[0], joined(words[1:], Text("、", ", then ")))
    if function == "first_given" and len(words) == 2:
        own = filled(BRACKETS, words[0]) if _strength(arguments[0]) < 9 else words[0]
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
            words = filled(BRACKETS, words)
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
    return filled(BRACKETS, words) if weak else words


def _strength(node: Node) -> int:
    """How firmly a formula holds together: a name or a function most, a choice least."""
    if _bound(node) is not None:
        return 0
    return {"if": 0, **_STRENGTH}.get(node.function, 9) if isinstance(node, Call) else 9


def _power(node: Node, titles: Titles) -> Text:
    """1/3 stays 1/3: a third is no decimal."""
    return Text("1/3", "1/3") if node == _THIRD else _words(node, titles)


def amount_words(amount: Amount, titles: Titles) -> Text:
    """How many, or by which parameter of the event."""
    return figure(amount) if isinstance(amount, int) else filled(Text("“{}”", "({})"), titles(amount))


def rounding_words(rounding: Rounding, *, inside: bool = False) -> Text:
    """How a number is rounded; `inside`: it is put in brackets."""
    return filled((_MODE_INSIDE if inside else MODE)[rounding.mode], figure(rounding.step))


_AT_LEAST, _AT_MOST = Text("{}，但不低于 {}", "{}, but not below {}"), Text("{}，至多 {}", "{}, at most {}")
_CONSTANT = {"none": Text("没有这个数", "no number"), "true": Text("是", "yes"), "false": Text("否", "no")}
_JOINING = {"and": Text("，且 ", " and "), "or": Text("，或 ", " or ")}
BRACKETS = Text("（{}）", "({})")
_THIRD = Call("/", (Number(Fraction(1)), Number(Fraction(3))))
