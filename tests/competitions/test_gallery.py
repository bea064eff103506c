"""The gallery is read, settled and compared; its statements rename, split and stack, and compute nothing."""

from pathlib import Path

import pytest

from jiangong.competitions.gallery import (
    Case,
    CaseAbsent,
    case_table,
    cases,
    read_case,
    run_case,
    sql_objection,
)
from tests.factories import MARKS, RULES

EXPECTED = "entry,place,score\n002,1,83.50\n001,2,83.00\n003,,\n"


def a_folder(folder: Path, *, expected: str = EXPECTED, **files: str) -> Case:
    folder.mkdir()
    for name, text in {"rulebook.toml": RULES, "marks.csv": MARKS, "expected.csv": expected, **files}.items():
        if text:
            (folder / name).write_text(text, encoding="utf-8")
    return Case(folder)


def test_a_case_that_is_as_promised_is_ok(tmp_path: Path):
    lines = run_case(a_folder(tmp_path / "welding"), shared=None)

    assert [str(line) for line in lines] == ["CASE welding place 3/3 ok", "CASE welding score 3/3 ok"]


def test_a_cell_that_differs_makes_its_column_short(tmp_path: Path):
    case = a_folder(tmp_path / "welding", expected=EXPECTED.replace("83.00", "83.01"))

    assert [str(line) for line in run_case(case, shared=None)][1] == "CASE welding score 2/3 short"


def test_a_difference_with_a_reason_is_explained(tmp_path: Path):
    files = {"explained.csv": "stage,entry,column,reason\nfinal,001,score,printed wrongly in the protocol\n"}
    case = a_folder(tmp_path / "welding", expected=EXPECTED.replace("83.00", "83.01"), **files)

    assert [line.verdict for line in run_case(case, shared=None)] == ["ok", "explained"]


def test_an_expected_entry_that_does_not_stand_there_is_short(tmp_path: Path):
    case = a_folder(tmp_path / "welding", expected=EXPECTED + "004,,\n")

    assert [line.verdict for line in run_case(case, shared=None)] == ["short", "short"]


def test_a_case_without_promises_has_no_lines(tmp_path: Path):
    assert run_case(a_folder(tmp_path / "welding", expected=""), shared=None) == ()


def test_a_case_whose_data_is_not_here_is_absent(tmp_path: Path):
    statement = "SELECT a AS entry FROM read_csv('{shared}/data/competitions/x/marks.csv', all_varchar = true)"
    case = a_folder(tmp_path / "welding", **{"marks.csv": "", "marks.sql": statement})
    (tmp_path / "shared" / "data" / "competitions").mkdir(parents=True)

    assert case.needs_shared
    for shared in (None, tmp_path / "nowhere", tmp_path / "shared"):
        assert not case.is_present(shared)
        assert [str(line) for line in run_case(case, shared=shared)] == ["CASE welding - 0/0 absent"]


def test_a_statement_reads_the_data_beside_the_clone(tmp_path: Path):
    data = tmp_path / "it's" / "data" / "competitions"
    data.mkdir(parents=True)
    (data / "marks.csv").write_text("who,what,n\n001,theory,90\n001,practice,80\n")
    select = "SELECT who AS entry, what AS criterion, n AS value FROM read_csv('{shared}/data/competitions/marks.csv', all_varchar = true)"
    promise = "SELECT '001' AS entry, '1' AS place, NULL AS score"
    files = {"marks.csv": "", "marks.sql": select, "expected.sql": promise}
    case = a_folder(tmp_path / "welding", expected="", **files)

    assert case.is_present(tmp_path / "it's")
    assert [str(line) for line in run_case(case, shared=tmp_path / "it's")] == [
        "CASE welding place 1/1 ok",
        "CASE welding score 0/0 ok",
    ]


def test_a_folder_without_marks_is_absent(tmp_path: Path):
    case = a_folder(tmp_path / "welding", **{"marks.csv": ""})

    with pytest.raises(CaseAbsent):
        read_case(case, shared=None)


def test_the_gallery_is_walked_by_name(tmp_path: Path):
    for name in ("b", "a"):
        a_folder(tmp_path / name, **{"README.md": f"# {name}"})
    (tmp_path / "notes").mkdir()

    assert [(case.name, case.readme, case.title.en) for case in cases(tmp_path)] == [
        ("a", "# a", "Welding"),
        ("b", "# b", "Welding"),
    ]
    assert [line.case for line in case_table(tmp_path, shared=None)] == ["a", "a", "b", "b"]
    assert cases(tmp_path / "nowhere") == ()


def test_a_folder_with_a_broken_rulebook_goes_by_its_name(tmp_path: Path):
    case = a_folder(tmp_path / "welding", **{"rulebook.toml": "rulebook = 2"})

    assert (case.title.zh, case.readme) == ("welding", "")


@pytest.mark.parametrize(
    "statement",
    [
        "SELECT a AS entry, coalesce(b, '') AS value FROM read_csv('x.csv', all_varchar = true) WHERE c = 'M'",
        "SELECT a FROM read_csv('x.csv') UNION ALL SELECT b FROM read_csv('x.csv')",
        "SELECT split_part(a, ' ', 1) AS entry, trim(b) AS value FROM read_csv('x.csv')",
        "SELECT CASE WHEN a = 'x' THEN '1' END AS place FROM read_csv('x.csv') AS o JOIN read_csv('y.csv') AS n ON o.a = n.a",
    ],
)
def test_renaming_splitting_and_stacking_are_allowed(statement: str):
    assert sql_objection(statement) == ""


@pytest.mark.parametrize(
    ("statement", "objection"),
    [
        ("SELECT a + 1 FROM t", "a computation: +"),
        ("SELECT -a FROM t", "a computation: -"),
        ("SELECT sum(a) FROM t", "a computation: sum"),
        ("SELECT round(a, 2) FROM t", "a computation: round"),
        ("SELECT rank() OVER (ORDER BY a) FROM t", "a window: rank"),
        ("SELECT a FROM t GROUP BY a", "a grouping"),
        ("SELECT a FROM (SELECT b * 2 AS a FROM t)", "a computation: *"),
        ("SELECT 1; SELECT 2", "more than one statement"),
        ("DROP TABLE t", "Only SELECT"),
    ],
)
def test_a_statement_that_computes_is_refused(statement: str, objection: str):
    assert sql_objection(statement).startswith(objection)


def test_no_statement_of_the_gallery_computes(root: Path):
    statements = sorted((root / "rulebooks").glob("*/*.sql"))

    assert {path.name: sql_objection(path.read_text(encoding="utf-8")) for path in statements} == {
        path.name: "" for path in statements
    }


@pytest.mark.parametrize("name", ["five_judges", "guzhen_lamp", "wca_clock"])
def test_a_case_that_the_project_carries_is_reproduced(name: str, root: Path):
    lines = run_case(Case(root / "rulebooks" / name), shared=None)

    assert lines
    assert {line.verdict for line in lines} <= {"ok", "explained"}


@pytest.mark.shared
@pytest.mark.parametrize("name", ["diving_2000", "euroskills_training2025", "imo", "undp_hdi"])
def test_a_published_case_is_reproduced_to_the_digit(name: str, root: Path, shared: Path):
    lines = run_case(Case(root / "rulebooks" / name), shared=shared)

    assert lines
    assert [str(line) for line in lines if line.verdict not in ("ok", "explained")] == []
