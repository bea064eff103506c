"""What the rules themselves say of sources: values that would else stand in a table of them."""

from __future__ import annotations

from jiangong.core.problems import Text
from jiangong.core.quantities import exact, plain
from jiangong.core.rulebook.positions import Path
from jiangong.core.rulebook.reading import Reader
from jiangong.core.rulebook.values import Attribute

YES = ("1", "yes", "true", "是")
NO = ("0", "no", "false", "否")
"""How yes and no are written in a table."""


def check_named(reader: Reader, attribute: Attribute, table: str, path: Path) -> None:
    """A problem where values are written beside a column of something else, or are none that the column could hold."""
    if attribute.of and table != "sources":
        reader.problem(
            path, Text("of", "of"), Text("只有 sources 的列可以直接写明", "values written out only in sources")
        )
        return
    for source, value in attribute.of:
        if not _fits(attribute, value):
            found = Text(f"{source} 的“{value}”", f'"{value}" of {source}')
            reader.problem((*path, source), found, _expected(attribute))


def _fits(attribute: Attribute, value: str) -> bool:
    if attribute.type == "text":
        return bool(value.strip())
    if attribute.type == "yes_no":
        return value.strip().lower() in (*YES, *NO)
    try:
        number = exact(value)
    except ValueError:
        return False
    low, high = attribute.low, attribute.high
    within = (low is None or low <= number) and (high is None or number <= high)
    return within and (number * 10**attribute.decimals).denominator == 1


def _expected(attribute: Attribute) -> Text:
    if attribute.type == "text":
        return Text("填上内容", "some text")
    if attribute.type == "yes_no":
        return Text("是 或 否", "yes or no")
    zh, en = f"至多 {attribute.decimals} 位小数", f"at most {attribute.decimals} decimals"
    if attribute.low is not None and attribute.high is not None:
        low, high = plain(attribute.low), plain(attribute.high)
        zh, en = f"{zh}，{low} 到 {high}", f"{en}, {low} to {high}"
    return Text(f"一个数（{zh}）", f"a number ({en})")
