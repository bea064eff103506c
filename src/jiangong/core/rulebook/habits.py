"""What hands do by habit: signs of a Chinese keyboard, the ways of a spreadsheet; for each, what is written here instead."""

from __future__ import annotations

import re
import unicodedata

from jiangong.core.problems import Text

_SIGNS = {
    "×": "*", "÷": "/", "＝": "=", "≥": ">=", "≤": "<=", "≠": "!=", "－": "-", "–": "-", "—": "-", "−": "-", "·": "*",
    "，": ",", "、": ",", "。": ".", "：": "=", "（": "(", "）": ")", "【": "[", "】": "]", "［": "[", "］": "]", "｛": "{",
    "｝": "}", "“": '"', "”": '"', "‘": "'", "’": "'", "＂": '"', "％": "%", "＃": "#", "\u3000": " ",
}  # fmt: skip
_SPREADSHEET = {
    "sum": ("加号，如 a + b；许多行相加用 take = \"sum\"", 'a plus, e.g. a + b; rows are added by take = "sum"'),
    "average": ("如 (a + b) / 2；许多行用 take = \"mean\"，全场用 field_mean(…)", 'e.g. (a + b) / 2; of rows take = "mean", of the field field_mean(…)'),
    "rank": ("rank_high(…)（高的第一）或 rank_low(…)", "rank_high(…), highest first, or rank_low(…)"),
    "count": ('数行数用 take = "count"，全场几个用 field_count(…)', 'of rows take = "count", of the field field_count(…)'),
    "countif": ('take = "count" 和 where', 'take = "count" with where'),
    "sumif": ('take = "sum" 和 where', 'take = "sum" with where'),
    "sumproduct": ("weights", "weights"),
    "large": ("keep_best 或 drop_high", "keep_best or drop_high"),
    "small": ("drop_low 或 keep_best", "drop_low or keep_best"),
    "median": ('take = "median"，全场的用 field_median(…)', 'take = "median", of the field field_median(…)'),
    "trimmean": ("drop_high、drop_low，再 take = \"mean\"", 'drop_high, drop_low, then take = "mean"'),
    "stdev": ("field_stdev(…)", "field_stdev(…)"),
    "int": ("floor(…)", "floor(…)"),
    "trunc": ("floor(…)", "floor(…)"),
    "rounddown": ("floor(数, 0.01)", "floor(number, 0.01)"),
    "roundup": ("ceil(数, 0.01)", "ceil(number, 0.01)"),
    "mod": ("a - b * floor(a / b)", "a - b * floor(a / b)"),
    "iferror": ("first_given(…, 0)", "first_given(…, 0)"),
    "isblank": ("not given(…)", "not given(…)"),
    "ifs": ("bands，或几个 if", "bands, or several if"),
    "vlookup": ("lookup", "lookup"),
    "power": ("pow(a, b) 或 a ^ b", "pow(a, b) or a ^ b"),
    "ln": ("log(…)", "log(…)"),
    "log10": ("log(…) / log(10)", "log(…) / log(10)"),
}  # fmt: skip
_ALSO = {"avg": "average", "mean": "average", "averageif": "average", "counta": "count", "round_up": "roundup"}
_SPREADSHEET |= {other: _SPREADSHEET[one] for other, one in _ALSO.items()}
_QUOTED = re.compile(r'"(?:[^"\\]|\\.)*"|\'[^\']*\'')
_HEADER = re.compile(r"^\s*\[{1,2}\s*(?P<name>stage|stage\.(?:order|go_on|awards))\s*\]{1,2}")
_BARE_SHARE = re.compile(r"[=\[,{(\s]\d+(?:\.\d+)?\s*%")
_NO_COMMA = re.compile(r"[\[,]\s*-?\d+(?:\.\d+)?[ ]+-?\d")
_HAN = re.compile(r"[\u3400-\u9fff]")


def instead_of_sign(sign: str) -> Text:
    """What a formula has in place of a sign that it does not know; nothing where there is no telling."""
    if _HAN.match(sign):
        return Text(
            "字母的短名，如 theory（中文名只写在 title 里）", "a short name such as theory (a title is not read)"
        )
    half = _SIGNS.get(sign) or unicodedata.normalize("NFKC", sign)
    return Text(f"半角的 {half}", f"the plain {half}") if half.isascii() and half != sign else Text()


def instead_of_function(name: str, known: dict[str, tuple[int, int]]) -> Text:
    """What a function of a spreadsheet is here; nothing where there is no such habit."""
    if name.lower() in known:
        return Text(f"小写的 {name.lower()}", f"{name.lower()}, in small letters")
    words = _SPREADSHEET.get(name.lower())
    return Text(*words) if words else Text()


def instead_of_line(text: str, row: int) -> Text:
    """What a line that is no TOML was most likely meant to be; nothing where it shows no habit."""
    lines = text.splitlines()
    line = lines[row - 1] if 0 < row <= len(lines) else ""
    bare = _QUOTED.sub('""', line).partition("#")[0]
    sign = next((c for c in bare if c in _SIGNS), "")
    if sign:
        half = _SIGNS[sign]
        shown = "空格" if half == " " else half
        return Text(
            f"这一行里的全角 {sign} 改成半角 {shown}", f"the plain {half.strip() or 'space'} in place of {sign}"
        )
    if header := _HEADER.match(bare):
        name = header["name"]
        return Text(f"每处都写两重方括号 [[{name}]]", f"double brackets everywhere: [[{name}]]")
    if _BARE_SHARE.search(f" {bare}"):
        return Text('百分数加引号，如 "30%"', 'per cents in quotes, e.g. "30%"')
    if _NO_COMMA.search(bare):
        return Text("数与数之间写逗号，如 [0, 100]", "a comma between numbers, e.g. [0, 100]")
    if bare.count("{") > bare.count("}"):
        return Text(
            "花括号 { } 写在同一行；太长就分成几个得分，或写成 [stage.scores.短名]",
            "braces { } on one line; where that is too long, several scores or a table [stage.scores.NAME]",
        )
    if _HAN.search(bare):
        return Text("键和短名用字母，中文写在引号里", "keys and short names in letters, other words in quotes")
    return Text()
