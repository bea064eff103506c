"""Every kind of bad input that the project promises to answer: a sentence with its place, in both languages, status 1."""

import re

import pytest

from tests.cli.conftest import MARKS, RULEBOOK, csv
from tests.cli.spreadsheets import DATE, xlsx

CYCLE = """
[[stage]]
id = "heat"
title = "Heat"
[stage.scores.a]
title = "a"
from = "later.b"
[[stage.order]]
by = "a"
[[stage]]
id = "later"
title = "Later"
[stage.scores.b]
title = "b"
from = "heat.a"
[[stage.order]]
by = "b"
"""
RULEBOOKS = {
    "unknown key": (RULEBOOK.replace('name = "lamp"', 'name = "lamp"\nnmae = 1'), "nmae", "name"),
    "wrong type": (RULEBOOK.replace("decimals = 1", 'decimals = "one"', 1), "decimals", "one"),
    "weights": (RULEBOOK.replace('practice = "70%"', 'practice = "60%"'), "weights", "90%"),
    "cycle of stages": (RULEBOOK + CYCLE, "from", "later"),
    "3,000 nested brackets": ("a = " + "[" * 3000 + "]" * 3000 + "\n", "", "24"),
    "3,000 open brackets": ("a = " + "[" * 3000, "", "24"),
    "3,000 brackets in a formula": (
        RULEBOOK.replace('weights = { theory = "30%", practice = "70%" }\nweights_total = "100%"', f'formula = "{"(" * 3000}theory{")" * 3000}"'),
        "formula", "",
    ),
    "no TOML": ("this is no rulebook\n", "", ""),
    "empty file": ("", "", ""),
}  # fmt: skip


def placed(line, file):
    """A line of the pinned form: FILE, perhaps ROW and COLUMN, then what was found and what was expected."""
    return re.match(rf"{re.escape(file)}(:\d+)?(:[^:]+)?: (warning: )?found .+, expected .+", line)


@pytest.mark.parametrize("what", RULEBOOKS)
def test_a_bad_rulebook_is_refused_with_its_place(jiangong, folder, what):
    text, column, word = RULEBOOKS[what]
    (folder / "rulebook.toml").write_text(text, encoding="utf-8")

    for command in (["check", "."], ["describe", "."], ["score", ".", "marks.csv"]):
        ended = jiangong(*command)

        assert (ended.status, ended.out) == (1, ""), ended.err
        assert all(placed(line, "rulebook.toml") for line in ended.lines), ended.err
        assert any(column in line and word in line for line in ended.lines), ended.err

    chinese = jiangong("check", ".", "--lang", "zh")

    assert chinese.status == 1
    assert all("应为：" in line for line in chinese.lines)


def test_every_mistake_of_a_rulebook_is_listed_at_once(jiangong, folder):
    text = RULEBOOK.replace('name = "lamp"', 'name = "lamp"\nnmae = 1').replace('practice = "70%"', 'practice = "60%"')
    (folder / "rulebook.toml").write_text(text, encoding="utf-8")

    ended = jiangong("check", "rulebook.toml", "--json")

    assert ended.status == 1
    assert [(o["file"], o["row"]) for o in ended.objects] == [("rulebook.toml", 3), ("rulebook.toml", 21)]
    assert ended.objects[0]["nearest"] == "name"
    assert set(ended.objects[0]) == {"file", "row", "column", "found", "expected", "nearest", "level"}


@pytest.mark.parametrize(
    ("data", "found"),
    [(b"\x00\x01\x02", "binary content"), ("名 = 1".encode("gb18030"), "bytes that are not UTF-8")],
)
def test_a_rulebook_that_is_no_text_is_refused(jiangong, folder, data, found):
    (folder / "rulebook.toml").write_bytes(data)

    ended = jiangong("check", ".")

    assert (ended.status, ended.lines) == (
        1,
        [f"rulebook.toml:1: found {found}, expected a rulebook: TOML text in UTF-8"],
    )


def changed(row, column, value):
    """The marks with one cell different; rows are counted as a person counts them."""
    rows = [list(cells) for cells in MARKS]
    rows[row - 1][MARKS[0].index(column)] = value
    return rows


BAD_MARKS = {
    "mark outside its range": (changed(2, "value", "100.5"), "marks.csv:2:value"),
    "mark below its range": (changed(5, "value", "-1"), "marks.csv:5:value"),
    "too many decimals": (changed(5, "value", "70.55"), "marks.csv:5:value"),
    "no number": (changed(3, "value", "eighty"), "marks.csv:3:value"),
    "exponent": (changed(3, "value", "8e1"), "marks.csv:3:value"),
    "full-width digits": (changed(3, "value", "８０"), "marks.csv:3:value"),
    "value missing": (changed(3, "value", ""), "marks.csv:3:value"),
    "unknown criterion": (changed(2, "criterion", "thoery"), "marks.csv:2:criterion"),
    "unknown state": (changed(8, "state", "abs"), "marks.csv:8:state"),
    "duplicate key": ([*MARKS, MARKS[1]], "marks.csv:11"),
    "missing judge": ([row for row in MARKS if row[:3] != ["A02", "practice", "J2"]], "marks.csv"),
    "empty entry": (changed(2, "entry", ""), "marks.csv:2:entry"),
    "unknown column": ([[*MARKS[0], "jugde"], *[[*row, ""] for row in MARKS[1:]]], "marks.csv:1:jugde"),
    "no value column": ([row[:3] for row in MARKS], "marks.csv:1:value"),
    "unknown entry": (changed(2, "entry", "A09"), "marks.csv:2:entry"),
    "ragged row": ([*MARKS, ["A04", "theory"]], "marks.csv:11"),
}


@pytest.mark.parametrize("what", BAD_MARKS)
def test_bad_marks_are_refused_with_row_and_column(jiangong, folder, what):
    rows, place = BAD_MARKS[what]
    (folder / "marks.csv").write_text(csv(rows), encoding="utf-8")

    for command in (["score"], ["bundle", "--out", "b.zip"]):
        ended = jiangong(command[0], ".", "marks.csv", "--entries", "entries.csv", *command[1:])

        assert (ended.status, ended.out) == (1, ""), ended.err
        assert all(placed(line, "marks.csv") for line in ended.lines), ended.err
        assert any(line.startswith(f"{place}:") for line in ended.lines), ended.err

    chinese = jiangong("score", ".", "marks.csv", "--entries", "entries.csv", "--lang", "zh")

    assert chinese.status == 1
    assert all("应为：" in line for line in chinese.lines)
    assert not (folder / "b.zip").exists()


def test_a_criterion_without_marks_is_refused_by_name(jiangong, folder):
    (folder / "marks.csv").write_text(csv([row for row in MARKS if row[1] != "theory"]), encoding="utf-8")

    ended = jiangong("score", ".", "marks.csv")

    assert (ended.status, ended.out) == (1, "")
    assert ended.lines == ["marks.csv:criterion: found no row of theory, expected marks for every criterion"]


@pytest.mark.parametrize(
    ("name", "data", "line"),
    [
        ("m.csv", b"", "m.csv:1: found an empty file, expected a table whose first row is names"),
        ("m.csv", b"\x00\x01", "m.csv: found binary content that is not a table, expected a table: CSV, XLSX, XLS, ODS or Parquet"),
        ("m.xlsx", b"PK\x03\x04damaged", "m.xlsx: found a damaged XLSX file, expected a table: CSV, XLSX, XLS, ODS or Parquet"),
        ("m.parquet", b"PAR1damaged", "m.parquet: found a damaged Parquet file, expected a table: CSV, XLSX, XLS, ODS or Parquet"),
        ("m.xlsx", xlsx([MARKS[0], ["A01", "theory", "", (DATE, 46030)]]),
         "m.xlsx:2:value: found the date 2026-01-08, expected a number or text: set the column to text and type it again"),
        ("m.xlsx", xlsx([MARKS[0], ["A01", "theory", "", 90], ["", "practice", "J1", 80]], merges=["A2:A3"]),
         "m.xlsx:2:entry: found merged cells A2:A3, expected one value a cell: unmerge and fill in every row"),
    ],
)  # fmt: skip
def test_a_bad_file_is_refused_with_one_sentence(jiangong, folder, name, data, line):
    (folder / name).write_bytes(data)

    ended = jiangong("score", ".", name)

    assert (ended.status, ended.out, ended.lines) == (1, "", [line])
    assert "应为：" in jiangong("score", ".", name, "--lang=zh").err


def test_problems_of_several_files_are_told_together(jiangong, folder):
    (folder / "marks.csv").write_bytes(b"")
    (folder / "entries.csv").write_bytes(b"entry,entry\n")

    assert len(jiangong("score", ".", "marks.csv", "--entries", "entries.csv").lines) == 2


def test_a_team_that_is_no_entry_is_nobodys_traceback(jiangong, folder):
    (folder / "entries.csv").write_text("entry,name\nA01\nA02,乙,x\n", encoding="utf-8")

    ended = jiangong("score", ".", "marks.csv", "--entries", "entries.csv")

    assert (ended.status, [line.split(":")[1] for line in ended.lines]) == (1, ["2", "3"])
