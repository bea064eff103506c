"""The first row of a table: names that are there, and there once."""

from __future__ import annotations

from collections.abc import Sequence

from jiangong.core.problems import Problem, Refused, Text

ROW = "#row"
LONG = 7
"""Characters from which on a lonely first cell is a title and no name of a column."""
_NAMED = Text(
    "每一列都有列名（右边多出的空列整列删去）", "a name over every column (delete empty columns on the right)"
)
_TITLE = Text("第一行就是列名：把上面的大标题删去", "names in the first row: delete the title above them")


def column_names(cells: Sequence[str], file: str, *, width: int = 0) -> list[str]:
    """The names of the columns; raises Refused where one is empty or stands twice, with every such column. `width` is how
    many columns the sheet has where some on the right have no names.
    """
    names = [cell.strip().removeprefix("\ufeff").strip() for cell in cells]
    if max(width, len(names)) > 2 and sum(map(bool, names)) == 1 and len(names[0]) >= LONG:
        title = names[0][:40]
        found = Text(f"只有一个单元格有字的第一行“{title}”", f"a first row with one word in it, {title!r}")
        raise Refused((Problem(file, 1, None, found, _TITLE),))
    problems = list(_empty_names(names, file)) + list(_repeated_names(names, file))
    if problems:
        raise Refused(tuple(problems))
    return names


def letters(index: int) -> str:
    """The letters a spreadsheet shows over column `index`, counted from 0: A … Z, AA …"""
    text = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        text = chr(ord("A") + rest) + text
    return text


def _empty_names(names: Sequence[str], file: str) -> list[Problem]:
    if not any(names):
        return [Problem(file, 1, None, Text("空的第一行", "an empty first row"), _NAMED)]
    found = Text("空的列名", "an empty column name")
    return [Problem(file, 1, letters(at), found, _NAMED) for at, name in enumerate(names) if not name]


def _repeated_names(names: Sequence[str], file: str) -> list[Problem]:
    problems = []
    for at, name in enumerate(names):
        if name and name in names[:at]:
            first = letters(names.index(name))
            found = Text(
                f"列名“{name}”第二次出现（{letters(at)} 列）", f"the name {name!r} again, over column {letters(at)}"
            )
            expected = Text(f"每个列名只出现一次（{first} 列已用）", f"each name once (column {first} has it)")
            problems.append(Problem(file, 1, name, found, expected))
        elif name == ROW:
            problems.append(
                Problem(file, 1, name, Text(f"列名“{ROW}”", f"the name {ROW!r}"), Text("别的列名", "another name"))
            )
    return problems
