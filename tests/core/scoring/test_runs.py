"""The most in a row: months one after the other in which something held."""

from jiangong.core.rulebook import describe_rulebook
from jiangong.core.scoring import explain_outcome
from tests.core.scoring.writing import book, outcome, stage, standings

MONTHS = """
    [stage.criteria.m]
    by = ["{}"]
    decimals = 0
    hidden = true
    [stage.scores.run]
    from = "m"
    steps = [{{ over = "{}", where = "value >= 90", take = "longest_run" }}]
"""


def longest(rows, dimension="item"):
    """The longest row of each entry; rows as "entry: month=value …"."""
    lines = [
        f"{line.partition(':')[0]} {pair.replace('=', ' ')}" for line in rows for pair in line.partition(":")[2].split()
    ]
    found = standings(
        stage(MONTHS.format(dimension, dimension), "run"), f"entry {dimension} value\n" + "\n".join(lines)
    )
    return {row["entry"]: row["score"] for row in found}


def test_the_longest_row_counts_and_what_comes_between_breaks_it():
    assert longest(["a: 1=95 2=95 3=80 4=90 5=91 6=92", "b: 1=95 2=80 3=95", "c: 1=80 2=1"]) == {
        "a": "3", "b": "1", "c": "0",
    }  # fmt: skip


def test_items_that_are_numbers_go_by_number_and_the_others_behind_them_by_name():
    assert longest(["a: 9=95 10=80 11=95", "b: 9=80 10=95 11=95 x=95 y=80"]) == {"a": "1", "b": "3"}


def test_attempts_go_by_their_number():
    assert longest(["a: 2=95 10=95 1=80", "b: 1=95 2=80 3=95"], "attempt") == {"a": "2", "b": "1"}


def test_a_month_without_a_row_breaks_nothing_and_nobody_else_has_a_part_in_it():
    assert longest(["a: 1=95 3=95", "b: 2=80 4=99"]) == {"a": "2", "b": "1"}


def test_a_number_that_is_missing_breaks_a_row_and_who_has_no_row_at_all_has_no_number():
    rules = book(
        """
        [[stage]]
        id = "s"
        [stage.criteria.m]
        by = ["item"]
        decimals = 0
        hidden = true
        [stage.criteria.veto]
        kind = "decision"
        by = ["item"]
        decimals = 0
        missing = "none"
        [stage.criteria.x]
        missing = "none"
        decimals = 0
        [stage.scores.valid]
        formula = "if(given(veto), none, m)"
        [stage.scores.run]
        from = "valid"
        steps = [
          { over = "item", where = "value >= 90", take = "longest_run", round = 1 },
          { formula = "value * 10" },
        ]
        [[stage.order]]
        by = "run"
        """
    )
    marks = "entry criterion item value\n" + "\n".join(f"a m {n} 95" for n in range(1, 6)) + "\na veto 2 1\nb x . 1"
    rows = standings(rules, marks)

    assert {row["entry"]: row["score"] for row in rows} == {"a": "30", "b": ""}
    assert "run" in str(outcome(rules, marks).csv())


def test_a_row_is_said_and_its_lines_are_told():
    rules = stage(MONTHS.format("item", "item"), "run")
    told = explain_outcome(outcome(rules, "entry item value\na 1 95\na 2 80\na 3 91\na 4 92"), "a")

    assert "over the items: the most in a row with the number so far" in str(describe_rulebook(rules))
    assert [(row[0].text.en, row[-1].dropped) for row in told.steps[-2].rows] == [
        ("1", False), ("2", True), ("3", False), ("4", False),
    ]  # fmt: skip
