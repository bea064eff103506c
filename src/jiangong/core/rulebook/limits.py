"""How large a rulebook may be: far above what a competition needs, and low enough that a hostile file is refused at once."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from jiangong.core.problems import Text


@dataclass(frozen=True, slots=True)
class Limit:
    """The most there may be of something, what it is called (`{}` stands for how many), and what helps where that is too few."""

    most: int
    of: Text
    instead: Text

    def found(self, number: int) -> Text:
        """So many are there."""
        return Text(self.of.zh.format(number), self.of.en.format(number))

    def expected(self) -> Text:
        """So many may be there, and what to do."""
        zh, en = self.of.zh.format(self.most), self.of.en.format(self.most)
        return Text(f"至多 {zh}：{self.instead.zh}", f"at most {en}: {self.instead.en}")


_SPLIT = Text("分成几份规则", "several rulebooks instead")
_AS_TABLE = Text(
    "放进项目表、赛项表或参赛项表的列", "a column of the items, events or entries table holds what differs line by line"
)
_SHORTER = Text("写短些", "something shorter")

CHARACTERS = Limit(200_000, Text("全文 {} 个字符", "{} characters"), _SPLIT)
NESTING = Limit(24, Text("{} 层括号或点", "{} brackets or dots in each other"), Text("少套几层", "fewer levels"))
STAGES = Limit(50, Text("{} 个阶段", "{} stages"), _SPLIT)
VALUES = Limit(500, Text("{} 个评分项和得分", "{} criteria and scores"), _AS_TABLE)
STEPS = Limit(100, Text("{} 步", "{} steps"), Text("一个算式做完几步", "one formula for several steps"))
LISTED = Limit(
    200, Text("同一处 {} 项", "{} of a kind in one place"), Text("合并几项", "fewer of them, joined into one")
)
ROWS = Limit(2000, Text("表里 {} 行", "{} rows of a table"), Text("用算式或 bands", "a formula or bands"))
NAME = Limit(64, Text("一个名称 {} 个字符", "{} characters in a name"), _SHORTER)
TEXT = Limit(5000, Text("一段文字 {} 个字符", "{} characters in a text"), _SHORTER)
FORMULA = Limit(
    2000,
    Text("一个算式 {} 个字符", "{} characters in a formula"),
    Text("分成几个得分", "several scores instead"),
)
TERMS = Limit(
    200,
    Text("一个算式里 {} 个数和名称", "{} numbers and names in one formula"),
    Text("分成几个得分，或用 over 合成", "several scores, or `over` to combine rows"),
)
ALL_TERMS = Limit(10_000, Text("全部算式里 {} 个数和名称", "{} numbers and names in all formulas"), _AS_TABLE)
DEPTH = Limit(
    40,
    Text("{} 层括号", "{} brackets in each other"),
    Text("里面的写成单独的得分", "a score of its own for what is inside"),
)
WORK = Limit(
    10_000,
    Text(
        "{} 处（round、min、if 等套在一起，一层层相乘）",
        "{} parts once round, min, if … within each other are written out",
    ),
    Text("里面的写成单独的得分", "a score of its own for what is inside"),
)
DIGITS = Limit(
    30, Text("一个数 {} 位", "{} digits in a number"), Text("少写几位，不写指数", "fewer digits, and no exponent")
)
CHAIN = Limit(
    100,
    Text("一个用一个、连着 {} 个的得分", "{} scores that each read the one before"),
    Text("用 over 合成，或分成几个阶段", "`over` to combine rows, or several stages"),
)

ALL = {
    "CHARACTERS": CHARACTERS, "NESTING": NESTING, "STAGES": STAGES, "VALUES": VALUES, "STEPS": STEPS, "LISTED": LISTED, "ROWS": ROWS,
    "NAME": NAME, "TEXT": TEXT, "FORMULA": FORMULA, "TERMS": TERMS, "ALL_TERMS": ALL_TERMS, "DEPTH": DEPTH, "WORK": WORK,
    "DIGITS": DIGITS, "CHAIN": CHAIN,
}  # fmt: skip
"""Every limit, as the rulebook reference lists them."""
MOST_PROBLEMS = 200
"""A person mends a few mistakes and checks again."""
_IN_SECTION = {"stage": STAGES, "criterion": VALUES, "score": VALUES, "step": STEPS}


def most_of(section: str) -> Limit:
    """How many tables of a section may stand in one place."""
    return _IN_SECTION.get(section, LISTED)


class TooLarge(ValueError):
    """More than a limit allows."""

    def __init__(self, limit: Limit, number: int) -> None:
        super().__init__(limit.of.en.format(number))
        self.found, self.expected = limit.found(number), limit.expected()


def within(limit: Limit, number: int) -> None:
    """TooLarge where there are more."""
    if number > limit.most:
        raise TooLarge(limit, number)


def short(value: Any) -> str:
    """A value in a few words, however long it is: a message must not be as large as what it refuses."""
    if isinstance(value, int) and value.bit_length() > 4 * DIGITS.most:
        return "…"
    if isinstance(value, list):
        more = ", …" if len(value) > _FEW else ""
        return f"[{', '.join(short(inner) for inner in value[:_FEW])}{more}]"
    words = str(value) if not isinstance(value, dict) else "{ … }"
    return words if len(words) <= _LONG else words[: _LONG - 3] + "…"


_FEW, _LONG = 20, 60
