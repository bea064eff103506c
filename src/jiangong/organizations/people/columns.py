"""The columns of a roster: what they are called, which words they take, and the template to fill in."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import pyarrow as pa

from jiangong.core.problems import Problem, Refused, Text
from jiangong.foundation.sheets.headers import ROW
from jiangong.organizations.people.enums import Employment, Sex, Skill


@dataclass(frozen=True, slots=True)
class Column:
    """A column under its Chinese name, with the other names that a file may use and the words that it takes."""

    key: str
    name: str
    aliases: tuple[str, ...] = ()
    words: Mapping[str, str] | None = None
    limit: int = 0
    sample: str = ""


def _words(choices: type[Sex] | type[Skill] | type[Employment], more: Mapping[str, str]) -> dict[str, str]:
    """Every word for a choice: the value itself, its Chinese name, and what units write instead."""
    own = {word: str(value) for value in choices for word in (str(value), str(value.label))}
    return {**own, **more}


SEX = _words(Sex, {"男": "male", "女": "female", "男性": "male", "女性": "female", "M": "male", "F": "female", "m": "male", "f": "female"})  # fmt: skip
SKILL = _words(Skill, {
    "学徒工": "apprentice", "初级工": "junior", "中级工": "middle", "高级工": "senior", "技师": "technician",
    "高级技师": "senior_technician", "特级技师": "special", "首席技师": "chief",
    "五级": "junior", "四级": "middle", "三级": "senior", "二级": "technician", "一级": "senior_technician",
    "初级": "junior", "中级": "middle", "高级": "senior", "5": "junior", "4": "middle", "3": "senior", "2": "technician",
    "1": "senior_technician", "无": "", "-": "",
})  # fmt: skip
EMPLOYMENT = _words(Employment, {
    "正式职工": "regular", "劳务派遣": "dispatched", "农民工": "migrant", "灵活就业": "flexible",
    "正式": "regular", "在编": "regular", "合同制": "regular", "合同工": "regular", "派遣": "dispatched", "派遣工": "dispatched",
    "劳务派遣工": "dispatched", "灵活": "flexible", "新就业形态": "flexible",
})  # fmt: skip

COLUMNS = (
    Column("unit", "单位", ("单位名称", "单位代号", "工作单位", "unit"), sample=""),
    Column("number", "工号", ("职工编号", "员工编号", "人员编号", "number", "staff_number"), limit=40, sample="A0001"),
    Column("name", "姓名", ("职工姓名", "name"), limit=80, sample="示例甲"),
    Column("sex", "性别", ("sex", "gender"), words=SEX, sample="女"),
    Column("born_on", "出生日期", ("出生年月日", "生日", "born_on", "birth_date"), sample="1990-05-01"),
    Column("trade", "工种", ("职业", "岗位", "职业工种", "trade"), limit=80, sample="焊工"),
    Column("skill", "技能等级", ("职业技能等级", "等级", "skill", "skill_level"), words=SKILL, sample="高级工"),
    Column("in_trade_since", "从业起始年份", ("从业年份", "入行年份", "in_trade_since"), sample="2012"),
    Column("employment", "用工形式", ("用工性质", "用工方式", "employment"), words=EMPLOYMENT, sample="正式职工"),
    Column("phone", "手机号", ("手机", "电话", "联系电话", "phone"), limit=30, sample=""),
    Column("honours", "所获荣誉", ("荣誉", "honours"), limit=500, sample="市技术能手；县五一劳动奖章"),
    Column("identity", "身份证号", ("身份证", "身份证号码", "公民身份号码", "identity"), sample=""),
)
FACTS = ("number", "name", "sex", "born_on", "trade", "skill", "in_trade_since", "employment", "phone", "honours")
KEYS = {name: column.key for column in COLUMNS for name in (column.name, column.key, *column.aliases)}
NAMES = {column.key: column.name for column in COLUMNS}
REASON, OUTCOME = "不收的原因", "检查结果"
"""Columns that a checked sheet carries besides; they are left aside when it comes back."""


def recognised(table: pa.Table, file: str) -> pa.Table:
    """The table under our own keys, every column there and text. Raises Refused for unknown or doubled columns, or without names."""
    keys = [_key(name) for name in table.column_names]
    problems = [*_unknown(table.column_names, keys, file), *_missing(keys, file)]
    if problems:
        raise Refused(tuple(problems))
    given = {key: table.column(at) for at, key in enumerate(keys) if key}
    empty = pa.nulls(table.num_rows, pa.string()).fill_null("")
    return pa.table({**{column.key: given.get(column.key, empty) for column in COLUMNS}, "row": table.column(ROW)})


def _key(name: str) -> str:
    plain = name.strip().rstrip("*＊").replace(" ", "")
    return KEYS.get(plain, KEYS.get(plain.lower(), ""))


def _unknown(names: list[str], keys: list[str], file: str) -> list[Problem]:
    expected = Text("模板里的列名：" + "、".join(NAMES.values()), "a column of the template: " + ", ".join(NAMES))
    problems = []
    for name, key in zip(names, keys, strict=True):
        if not key and name not in (ROW, REASON, OUTCOME):
            found = Text(f"不认识的列“{name}”", f"the unknown column {name!r}")
            problems.append(Problem(file, 1, name, found, expected))
        elif key and keys.count(key) > 1:
            found = Text(f"“{NAMES[key]}”有两列", f"two columns for {key!r}")
            problems.append(Problem(file, 1, name, found, Text("只有一列", "one of them")))
    return problems


def _missing(keys: list[str], file: str) -> list[Problem]:
    problems = []
    if "name" not in keys:
        found = Text("没有“姓名”列", "no column for the name (姓名)")
        problems.append(Problem(file, 1, None, found, Text("每人一行，有姓名", "one row a person, with a name")))
    if "number" not in keys and "identity" not in keys:
        found = Text(
            "没有“工号”列，也没有“身份证号”列", "neither a staff number (工号) nor an identity number (身份证号)"
        )
        expected = Text("至少有一列，好认出同一个人", "one of them, to know a person again")
        problems.append(Problem(file, 1, None, found, expected))
    return problems


def template() -> pa.Table:
    """The table that a unit fills in: every column, and one made-up row."""
    return pa.table({column.name: pa.array([column.sample], pa.string()) for column in COLUMNS})
