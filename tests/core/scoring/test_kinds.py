"""A typed table is judged by its kinds of rows: what is told and what comes out are the same as where each row is text."""

import pyarrow as pa
import pytest

from jiangong.core.problems import Refused
from jiangong.core.scoring import Tables, connection, kinds, read_evidence, settle
from tests.core.scoring.writing import book, keys, stage

JUDGED = stage(
    """
    [stage.criteria.dive]
    by = ["source"]
    count = { source = [1, 3] }
    decimals = 0
    range = [0, 100]
    steps = [{ over = "source", take = "sum" }]
    [stage.criteria.theory]
    decimals = 1
    range = [0, 100]
    missing = "none"
    """,
    "dive",
)
ROWS = [
    (1, "dive", 1, 5, ""),
    (1, "dive", 2, 7, ""),
    (2, "dive", 1, 9, ""),
    (2, "dive", 2, 2, ""),
    (2, "theory", None, 50, ""),
]
STATES = (
    "one of absent, withdrawn, disqualified, not_marked; another state is first written in the rules, [states.CODE]"
)
NAMES = ("entry", "criterion", "source", "value", "state")


def tables(rows, *, typed, entries=None):
    """The rows as a lazy typed table, or as text in memory."""
    columns = dict(zip(NAMES, map(list, zip(*rows, strict=True)), strict=True))
    listed = pa.table({"entry": [str(e) for e in entries]}) if entries else None
    if not typed:
        text = {name: ["" if cell is None else str(cell) for cell in column] for name, column in columns.items()}
        return Tables(pa.table(text), listed)
    backend = connection()
    table = pa.table({name: pa.array(column) for name, column in columns.items()})
    return Tables(backend.create_table("handed", table), listed)


def told(rules, rows, *, typed, entries=None):
    """The problems without their row numbers (a lazy table has none), or the places."""
    try:
        outcome = settle(read_evidence(rules, tables(rows, typed=typed, entries=entries)))
    except Refused as refused:
        return sorted((p.column, p.found.en.split(" (")[0], p.expected.en) for p in refused.problems)
    return [(row["entry"], row["place"], row["score"]) for row in outcome.rows()]


@pytest.mark.parametrize("typed", [True, False])
def test_rows_that_are_right_come_out_alike(typed):
    assert told(JUDGED, ROWS, typed=typed, entries=[1, 2]) == [("1", "1", "12"), ("2", "2", "11")]


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ((3, "dive", 1, 101, ""), ("value", '"101"', "dive: 0 to 100, a whole number")),
        ((3, "dive", 1, -1, ""), ("value", '"-1"', "dive: 0 to 100, a whole number")),
        ((3, "drive", 1, 5, ""), ("criterion", '"drive"', "one of dive, theory")),
        ((3, "dive", None, 5, ""), ("source", "nothing", "some text: the rules tell rows apart by it")),
        ((3, "dive", 1, None, ""), ("value", "nothing", "some text; where there is no value, a state such as absent")),
        ((9, "dive", 1, 5, ""), ("entry", '"9"', "an entry of the entries table")),
        ((3, "dive", 1, None, "ill"), ("state", '"ill"', STATES)),
    ],
)
@pytest.mark.parametrize("typed", [True, False])
def test_a_wrong_row_is_told_alike(row, said, typed):
    assert told(JUDGED, [*ROWS, row], typed=typed, entries=[1, 2, 3]) == [said]


@pytest.mark.parametrize("typed", [True, False])
def test_an_entry_without_a_number_is_told(typed):
    found = told(JUDGED, [*ROWS, (None, "dive", 1, 5, "")], typed=typed)

    assert [(column, found) for column, found, _ in found] == [("entry", "nothing")]


def test_words_with_blanks_around_them_are_trimmed():
    rows = [(1, " dive ", 1, 5, ""), (2, "dive", 1, 4, "")]

    assert told(JUDGED, rows, typed=True) == told(JUDGED, rows, typed=False) == [("1", "1", "5"), ("2", "2", "4")]


def test_too_many_kinds_are_gone_through_row_by_row(monkeypatch):
    monkeypatch.setattr(kinds, "MOST_KINDS", 2)

    assert told(JUDGED, [*ROWS, (3, "dive", 1, 101, "")], typed=True) == [
        ("value", '"101"', "dive: 0 to 100, a whole number")
    ]


@pytest.mark.parametrize("said", ["step = 5", "values = [0, 5, 10]"])
def test_values_that_must_be_looked_at_one_by_one_are(said):
    rules = stage(f"[stage.criteria.dive]\ndecimals = 0\nrange = [0, 100]\n{said}", "dive")
    rows = [(1, "dive", 1, 5, ""), (2, "dive", 1, 7, ""), (3, "dive", 1, 10, "")]

    assert [line[:2] for line in told(rules, rows, typed=True)] == [("value", '"7"')]


def test_a_maximum_of_each_item_is_looked_at_row_by_row():
    rules = book(
        '[items.most]\ntype = "number"\nrange = [0, 9]',
        '[[stage]]\nid = "s"\n[stage.criteria.dive]\nby = ["item"]\ndecimals = 0\nrange = [0, 9]\nat_most = "item.most"\n'
        'steps = [{ over = "item", take = "sum" }]',
        keys("dive"),
    )
    backend = connection()
    handed = backend.create_table("handed", pa.table({"entry": [1, 2], "item": ["a", "a"], "value": [5, 7]}))
    with pytest.raises(Refused) as refused:
        read_evidence(rules, Tables(handed, items=pa.table({"item": ["a"], "most": ["6"]})))

    assert [problem.expected.en for problem in refused.value.problems] == ["at most 6 for a"]


def test_a_table_of_entries_and_values_alone_has_no_kinds():
    rules = stage("[stage.criteria.dive]\ndecimals = 0\nrange = [0, 100]", "dive")
    handed = connection().create_table("handed", pa.table({"entry": [1, 2], "value": [5, 7]}))

    assert [(r["entry"], r["score"]) for r in settle(read_evidence(rules, Tables(handed))).rows()] == [
        ("2", "7"),
        ("1", "5"),
    ]
