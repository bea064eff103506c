"""The columns of a registration: what may be asked of an entrant, read from cells into values."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from fractions import Fraction

from jiangong.competitions.facts import NAMED
from jiangong.competitions.registration.enums import EntrantKind
from jiangong.competitions.registration.people import STAFF_NUMBER
from jiangong.core.problems import Text
from jiangong.core.rulebook import Attribute, Rulebook, Value

NUMBER = re.compile(r"[+-]?[0-9]{1,15}(\.[0-9]{1,9})?")
YES, NO = {"yes", "y", "true", "1", "是", "有", "√"}, {"no", "n", "false", "0", "否", "无", "不是", "×"}
# National occupational levels: 5 (junior) to 1 (senior technician); people write them in several ways.
LEVELS = {
    "初级工": "5", "中级工": "4", "高级工": "3", "技师": "2", "高级技师": "1", "特级技师": "1", "首席技师": "1",
    "五级": "5", "四级": "4", "三级": "3", "二级": "2", "一级": "1", "初级": "5", "中级": "4", "高级": "3",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Column:
    """One thing that is asked of an entrant."""

    name: str
    title: Text
    sort: str = "text"
    low: Fraction | None = None
    high: Fraction | None = None
    is_required: bool = False
    words: Mapping[str, str] = field(default_factory=dict)

    @property
    def expected(self) -> Text:
        """What belongs in its cells."""
        if self.words:
            return Text("高级工（三级）这样的等级", "a level such as 3 (senior worker)")
        if self.sort == "yes_no":
            return Text("是 或 否", "yes or no")
        if self.sort == "text":
            return Text("填上内容", "some text")
        within = self.low is not None and self.high is not None
        return Text(
            f"一个数，{self.low} 到 {self.high}" if within else "一个数",
            f"a number from {self.low} to {self.high}" if within else "a number",
        )


KNOWN = {
    column.name: column
    for column in (
        Column("age", Text("年龄", "Age"), "number", Fraction(0), Fraction(120)),
        Column("years", Text("从事本工种年限", "Years in the trade"), "number", Fraction(0), Fraction(80)),
        Column("level", Text("职业技能等级", "Skill level"), "number", Fraction(1), Fraction(5), words=LEVELS),
        Column("is_teacher", Text("是否在职教师", "Teacher"), "yes_no"),
        Column("is_head", Text("是否单位负责人", "Head of a unit"), "yes_no"),
        Column("holds_title", Text("是否已获技术能手等称号", "Holds a title"), "yes_no"),
        Column(STAFF_NUMBER, Text("工号", "Staff number")),
    )
}
NAMED_TITLES = {
    "name": Text("姓名", "Name"), "unit": Text("单位", "Unit"), "team": Text("队", "Team"),
    "group": Text("组", "Group"), "category": Text("类别", "Category"),
}  # fmt: skip


CALLED = {
    EntrantKind.PERSON: NAMED_TITLES["name"],
    EntrantKind.TEAM: Text("队名", "Name of the team"),
    EntrantKind.UNIT: Text("单位名称", "Name of the unit"),
    EntrantKind.PROJECT: Text("项目名称", "Name of the project"),
}


def known_columns(rulebook: Rulebook) -> dict[str, Column]:
    """Every column that a condition may read: the usual ones, and those that the rulebook declares and does not compute."""
    declared = {name: _declared(one) for name, one in rulebook.entries.items() if one.formula is None}
    named = {name: Column(name, title) for name, title in NAMED_TITLES.items()}
    return {**named, **KNOWN, **declared}


def _declared(attribute: Attribute) -> Column:
    title = attribute.title or NAMED_TITLES.get(attribute.name) or Text(attribute.name, attribute.name)
    words = LEVELS if attribute.name == "level" else {}
    return Column(attribute.name, title, attribute.type, attribute.low, attribute.high, words=words)


def columns_asked(rulebook: Rulebook, read: Iterable[str], *, kind: EntrantKind) -> tuple[Column, ...]:
    """What is asked of everybody who enters: the name, then what the rules of entering read (required), what the rulebook
    declares, and of people the staff number (both as far as known).
    """
    known, required = known_columns(rulebook), {"name", *read}
    declared = [name for name, one in rulebook.entries.items() if one.formula is None]
    plain = [name for name in rulebook.entry_attributes() if name in NAMED]
    known["name"] = Column("name", CALLED[kind])
    of_people = [STAFF_NUMBER] if kind == EntrantKind.PERSON else []
    names = dict.fromkeys(["name", "unit", *plain, *read, *declared, *of_people])
    return tuple(
        Column(one.name, one.title, one.sort, one.low, one.high, one.name in required, one.words)
        for one in (known[name] for name in names)
    )


def cell_value(column: Column, written: str) -> Value:
    """What a cell says; None where it is empty. Raises ValueError where it does not fit the column."""
    text = written.strip()
    if not text:
        return None
    if column.sort == "text":
        return text
    if column.sort == "yes_no":
        return _yes_or_no(text)
    text = column.words.get(text, text)
    if not NUMBER.fullmatch(text):
        raise ValueError(text)
    number = Fraction(text)
    if column.low is not None and column.high is not None and not column.low <= number <= column.high:
        raise ValueError(text)
    return number


def _yes_or_no(text: str) -> bool:
    if text.lower() in YES:
        return True
    if text.lower() in NO:
        return False
    raise ValueError(text)


def cell_text(column: Column, written: str) -> str:
    """The cell as it is kept: levels as figures, everything else as it was written."""
    text = written.strip()
    return column.words.get(text, text)
