"""A list of entrants as a table: its columns by their names in either language, its rows as cells."""

from collections.abc import Sequence

import pyarrow as pa

from jiangong.competitions.registration.columns import Column
from jiangong.competitions.registration.intake import EntrantRow
from jiangong.core.problems import Problem, Refused, Text, nearest

ROW = "#row"
MOST_ROWS = 5_000


def rows_of(table: pa.Table, columns: Sequence[Column], *, file: str) -> list[EntrantRow]:
    """The rows of a table as cells by column name. Raises Refused for columns that nobody asked for or that are missing."""
    titles = {**{c.title.zh: c.name for c in columns}, **{c.title.en.lower(): c.name for c in columns}}
    names = {**titles, **{c.name: c.name for c in columns}}
    known = {name: names.get(name.strip(), names.get(name.strip().lower(), "")) for name in table.column_names}
    problems = [_unasked(name, columns, file) for name, meant in known.items() if name != ROW and not meant]
    there = set(known.values())
    problems += [_missing(column, file) for column in columns if column.is_required and column.name not in there]
    if table.num_rows > MOST_ROWS:
        found = Text(f"{table.num_rows} 行", f"{table.num_rows} rows")
        problems.append(
            Problem(
                file, None, None, found, Text(f"至多 {MOST_ROWS} 行，请分几次", f"at most {MOST_ROWS} rows at a time")
            )
        )
    if not table.num_rows:
        problems.append(
            Problem(file, None, None, Text("没有一行名单", "no rows"), Text("每人一行", "one row a person"))
        )
    if problems:
        raise Refused(tuple(problems))
    return [_row(line, known) for line in table.to_pylist()]


def _row(line: dict[str, object], known: dict[str, str]) -> EntrantRow:
    number = line.get(ROW)
    cells = {known[name]: str(cell or "").strip() for name, cell in line.items() if known.get(name)}
    return EntrantRow(cells, number if isinstance(number, int) else None)


def _unasked(name: str, columns: Sequence[Column], file: str) -> Problem:
    asked = [column.title.zh for column in columns]
    expected = Text(
        "其中的列：" + "、".join(asked), "columns among: " + ", ".join(column.title.en for column in columns)
    )
    return Problem(file, 1, name, Text(f"列“{name}”", f"the column {name!r}"), expected, nearest=nearest(name, asked))


def _missing(column: Column, file: str) -> Problem:
    found = Text(f"没有“{column.title.zh}”一列", f"no column {column.title.en!r}")
    expected = Text(f"一列“{column.title.zh}”", f"a column {column.title.en!r}")
    return Problem(file, 1, column.title.zh, found, expected)


def template(columns: Sequence[Column]) -> pa.Table:
    """An empty sheet to fill in: one line of names."""
    return pa.table({column.title.zh: pa.array([], pa.string()) for column in columns})
