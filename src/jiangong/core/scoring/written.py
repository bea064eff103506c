"""What stands in the cells of a sheet that people filled in: the number that was most likely meant, and what to do about it."""

from __future__ import annotations

import re
import unicodedata

from jiangong.core.problems import Text

_DECIMAL = re.compile(r"[+-]?(?:\d+(?:\.\d*)?|\.\d+)")
_DATE = re.compile(r"\d{2,4}[-/.]\d{1,2}[-/.]\d{1,2}.*|\d{1,2}月\d{1,2}日?|\d{1,2}-[A-Za-z]{3}(?:-\d+)?")
_CLOCK = re.compile(r"(?:(\d{1,2}):)?(\d{1,3}):(\d{1,2}(?:\.\d+)?)")
_UNITS = ("分钟", "毫米", "分", "秒", "点", "元", "个", "次", "米", "s", "'", "`")

_AS_TEXT = Text(
    "一个小数；这里被表格软件变成了日期：把这一列设为“文本”再填一遍",
    "a plain decimal; the spreadsheet made a date of it: make the column text and type it again",
)
_ERROR = Text(
    "一个小数；这里是表格软件的出错值：改好公式，粘贴为数值", "a plain decimal; this is an error of the spreadsheet"
)
_SHARE = Text(
    "一个小数，不写 %：百分之 88 按规则写 88 或 0.88", "a plain decimal without %: 88 or 0.88, as the rules say"
)
_SCIENCE = Text("写全的小数，不用科学记数", "a decimal written in full")

SYNONYMS = {
    "得分": "value", "分数": "value", "成绩": "value", "评分": "value", "分值": "value", "score": "value", "mark": "value", "points": "value",
    "裁判": "source", "评委": "source", "专家": "source", "考评员": "source", "judge": "source", "referee": "source",
    "选手": "entry", "编号": "entry", "选手编号": "entry", "参赛编号": "entry", "号码": "entry", "competitor": "entry", "athlete": "entry", "bib": "entry",
    "工种": "event", "赛事": "event", "专业": "event", "环节": "stage", "轮次": "attempt", "次数": "attempt", "round": "attempt",
    "评分点": "item", "题号": "item", "子项": "item", "指标": "criterion", "模块": "criterion", "备注": "state",
}  # fmt: skip
"""Names that people write over a column, and the one that it has here."""


def meant(word: str) -> str:
    """The plain decimal that a cell was most likely meant to be; nothing where that is a guess."""
    text = unicodedata.normalize("NFKC", word).strip().strip("'‘’`")
    for unit in _UNITS:
        text = text.removesuffix(unit).strip()
    if re.fullmatch(r"[+-]?\d{1,3}(?:,\d{3})+(?:\.\d+)?", text):
        text = text.replace(",", "")
    elif text.count(",") == 1 and "." not in text:
        text = text.replace(",", ".")
    if clock := _CLOCK.fullmatch(text):
        hours, minutes, seconds = clock.groups()
        whole, _, rest = seconds.partition(".")
        total = (int(hours) * 3600 if hours else 0) + int(minutes) * 60 + int(whole)
        return f"{total}.{rest}" if rest else str(total)
    return text if text != word and _DECIMAL.fullmatch(text) else ""


def no_decimal(word: str) -> Text:
    """What to do about a cell that is no plain decimal; nothing where there is no more to say than that."""
    if word.startswith("#"):
        return _ERROR
    if "%" in word or "％" in word:
        return _SHARE
    if _CLOCK.fullmatch(unicodedata.normalize("NFKC", word)):
        return Text(
            "时长写成一个数，用规则的单位（这里按秒算）",
            "a duration as one number in the unit of the rules (here in seconds)",
        )
    if _DATE.fullmatch(word):
        return _AS_TEXT
    if re.fullmatch(r"[+-]?\d+(?:\.\d+)?[eE][+-]?\d+", word):
        return _SCIENCE
    return Text()
