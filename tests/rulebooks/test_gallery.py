"""Every competition of the gallery comes out as it was published, from its marks and its rulebook alone."""

import csv
import os
import re
from decimal import Decimal
from pathlib import Path

import pytest

from jiangong.competitions.gallery import CaseAbsent, cases, compare_case, read_case, sql_objection
from jiangong.core.rulebook import check_rulebook, describe_rulebook, load_rulebook
from jiangong.core.scoring import read_evidence, settle

GALLERY = Path(__file__).resolve().parents[2] / "rulebooks"
CASES = {case.name: case for case in cases(GALLERY)}
STATEMENTS = sorted(path.relative_to(GALLERY).as_posix() for path in GALLERY.glob("*/*.sql"))
FILES = {"rulebook.toml", "README.md", "explained.csv"} | {
    f"{table}.{suffix}"
    for table in ("marks", "entries", "items", "events", "sources", "expected")
    for suffix in ("csv", "sql")
}
WORKED_BY_HAND = tuple(name for name, case in CASES.items() if "演示数据" in case.readme.partition("\n")[0])
FIGURE = re.compile(r"-?\d+(?:\.\d+)?")


def shared_folder():
    """Where the published data lies; the test is skipped with a sentence where it does not."""
    folder = Path(os.environ.get("SHARED", "../shared"))
    return folder if folder.is_absolute() else GALLERY.parent / folder


def the_tables(case):
    try:
        return read_case(case, shared=shared_folder())
    except CaseAbsent:
        pytest.skip(
            f"{case.name}: its figures lie in the data folder, which is absent ({shared_folder()}); set SHARED="
        )


def rows_of(name):
    with (GALLERY / name).open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


@pytest.mark.parametrize("name", CASES)
def test_a_case_comes_out_as_published(name):
    case, rulebook = CASES[name], load_rulebook(CASES[name].rulebook_text)
    read = the_tables(case)

    outcome = settle(read_evidence(rulebook, read.tables))

    lines = compare_case(case, outcome.rows(), rulebook=rulebook, read=read)
    assert [str(line) for line in lines if line.verdict not in ("ok", "explained")] == []
    assert {row["entry"] for row in outcome.rows()} == set(read.expected["entry"].to_pylist())


@pytest.mark.parametrize("name", CASES)
def test_a_rulebook_of_the_gallery_has_neither_mistake_nor_warning(name):
    assert check_rulebook(CASES[name].rulebook_text) == ()


@pytest.mark.parametrize("name", CASES)
def test_a_rulebook_of_the_gallery_can_be_read_aloud(name):
    clauses = describe_rulebook(load_rulebook(CASES[name].rulebook_text))

    assert [line for clause in clauses for line in (clause.title, *clause.lines) if not (line.zh and line.en)] == []


@pytest.mark.parametrize("name", CASES)
def test_a_folder_holds_what_a_folder_of_the_gallery_holds(name):
    held = {path.name for path in CASES[name].folder.iterdir()}

    assert held <= FILES
    assert {"rulebook.toml", "README.md"} <= held
    assert len(held & {"marks.csv", "marks.sql"}) == len(held & {"expected.csv", "expected.sql"}) == 1


@pytest.mark.parametrize("name", CASES)
def test_a_readme_speaks_chinese_first_and_english_after(name):
    chinese, _, english = CASES[name].readme.partition("\n---\n")

    assert [part.lstrip().startswith("# ") for part in (chinese, english)] == [True, True]


@pytest.mark.parametrize("statement", STATEMENTS)
def test_a_statement_renames_splits_and_stacks_but_computes_nothing(statement):
    assert sql_objection((GALLERY / statement).read_text(encoding="utf-8")) == ""


@pytest.mark.parametrize(
    "statement",
    [
        "SELECT mark + 1 AS value FROM t",
        "SELECT entry, sum(mark) FROM t GROUP BY entry",
        "SELECT row_number() OVER (ORDER BY mark) FROM t",
        "SELECT round(mark, 2) FROM t",
        "SELECT entry FROM t GROUP BY entry",
        "SELECT 1; SELECT 2",
        "not a statement",
    ],
)
def test_a_statement_that_computes_is_refused(statement):
    assert sql_objection(statement) != ""


def lines_by_hand(name):
    """The rows of the tables in a README, by what stands in their first cell: an entry has a row in each of its tables."""
    by_hand = {}
    for line in CASES[name].readme.splitlines():
        if line.startswith("|"):
            cells = [cell.strip() for cell in line.strip("|\n").split("|")]
            by_hand.setdefault(cells[0], []).append(cells)
    return by_hand


@pytest.mark.parametrize("name", WORKED_BY_HAND)
def test_the_figures_worked_by_hand_are_those_expected(name):
    by_hand, standings = lines_by_hand(name), rows_of(f"{name}/expected.csv")

    lacking = [
        row["entry"]
        for row in standings
        if row["place"] and not any({row["place"], row["score"]} <= set(cells) for cells in by_hand[row["entry"]])
    ]
    assert lacking == []
    assert {row["entry"] for row in standings} <= set(by_hand)


@pytest.mark.parametrize("name", WORKED_BY_HAND)
def test_every_score_of_a_case_is_worked_in_the_row_of_its_entry(name):
    by_hand = lines_by_hand(name)

    lacking = [
        (row["entry"], column, figure)
        for row in rows_of(f"{name}/expected.csv")
        for column, figure in row.items()
        if column.startswith("score:") and figure and Decimal(figure) not in figures(by_hand[row["entry"]])
    ]
    assert lacking == []


def figures(rows):
    """Every number that stands in some rows."""
    return {Decimal(figure) for cells in rows for cell in cells for figure in FIGURE.findall(cell)}


def test_the_demonstration_marks_use_every_tie_break_a_shared_place_an_absence_and_a_withdrawal():
    rows = rows_of("guzhen_lamp/expected.csv")

    assert {row["decided_by"] for row in rows} == {"", "time", "practice", "theory", "team_time"}
    assert {row["state"] for row in rows} == {"", "absent", "withdrawn", "not_marked"}
    assert [row["entry"] for row in rows if row["place"] == "11"] == ["G10", "G11"]


def test_the_only_real_figures_that_the_project_carries_have_their_notice():
    notice = "competition results owned and maintained by the World Cube Association"
    carried = [name for name, case in CASES.items() if not case.needs_shared]

    assert [name for name in carried if name not in WORKED_BY_HAND] == ["wca_clock"]
    assert len(rows_of("wca_clock/marks.csv")) == 185
    assert notice in " ".join(CASES["wca_clock"].readme.split())


def test_the_index_names_every_folder():
    index = (GALLERY / "README.md").read_text(encoding="utf-8")

    assert sorted(re.findall(r"^\| \[(\w+)\]\(\1\) \|", index, flags=re.MULTILINE)) == sorted(CASES)


def test_a_mismatch_that_is_explained_has_a_reason():
    explained = [name for name, case in CASES.items() if (case.folder / "explained.csv").exists()]

    assert [row for name in explained for row in rows_of(f"{name}/explained.csv") if not row["reason"]] == []
