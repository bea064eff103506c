"""Lines without a row: points taken count 0 there, and what the field comes to is known there too."""

from tests.core.scoring.writing import shown, stage, standings

APPARATUS = """
[stage.criteria.work]
by = ["item"]
range = [0, 20]
decimals = 1
hidden = true
[stage.criteria.taken]
kind = "adjustment"
by = ["item", "source"]
range = [-5, 0]
decimals = 1
hidden = true
steps = [{ over = "source", take = "sum" }]
[stage.scores.each]
formula = "work + taken"
hidden = true
[stage.scores.total]
from = "each"
steps = [{ over = "item", take = "sum" }]
"""
MARKS = """
entry criterion item source value
a work vault . 9
a work bars . 8
a taken bars J1 -0.5
a taken bars J2 -1
b work vault . 7
b work bars . 7
"""


def test_points_taken_on_one_item_count_0_on_the_others():
    assert shown(stage(APPARATUS, "total"), MARKS) == {"a": "15.5", "b": "14.0"}


def test_who_has_no_row_of_them_at_all_has_0_on_every_item():
    rules = stage(APPARATUS.replace("work + taken", "if(given(taken), work, 0)"), "total")

    assert shown(rules, MARKS) == {"a": "17.0", "b": "14.0"}


def test_a_condition_reads_0_where_there_is_no_row():
    more = '[stage.scores.clean]\nfrom = "work"\nsteps = [{ over = "item", where = "taken = 0", take = "count" }]'

    assert shown(stage(APPARATUS + more, "clean"), MARKS) == {"a": "1", "b": "2"}


def test_a_criterion_that_is_missing_otherwise_stays_missing():
    rules = stage(APPARATUS.replace('kind = "adjustment"', 'kind = "adjustment"\nmissing = "none"'), "total")

    assert [row["place"] for row in standings(rules, MARKS)] == ["", ""]


ELIMINATED = """
[stage.criteria.faults]
by = ["item"]
range = [0, 100]
decimals = 0
better = "low"
hidden = true
[stage.criteria.out]
kind = "decision"
by = ["item"]
range = [1, 1]
decimals = 0
hidden = true
[stage.scores.counted]
formula = "if(given(out), field_highest(faults) + 20, faults)"
better = "low"
hidden = true
[stage.scores.sum]
from = "counted"
better = "low"
steps = [{ over = "item", take = "sum" }]
"""


def test_who_has_no_number_of_an_item_is_told_the_highest_of_the_others():
    marks = """
    entry criterion item value
    a faults 1 4
    a faults 2 0
    b faults 1 12
    b out 2 1
    c out 1 1
    c faults 2 8
    """

    # of b item 2 counts 8 and 20, of c item 1 counts 12 and 20
    assert shown(stage(ELIMINATED, "sum low"), marks) == {"a": "4", "b": "40", "c": "40"}


def test_of_a_field_in_which_nobody_has_the_number_nothing_is_known():
    marks = "entry criterion item value\na faults 1 4\nb faults 1 5\nb out 2 1\na out 2 1\n"

    assert shown(stage(ELIMINATED, "sum low"), marks) == {"a": "", "b": ""}


def test_a_number_of_ones_own_has_no_rank_where_there_is_none():
    rules = stage(
        '[stage.criteria.a]\nmissing = "none"\n[stage.criteria.b]\n[stage.scores.rank]\nformula = "rank_high(a)"\nbetter = "low"'
        '\n[stage.scores.last]\nformula = "first_given(a, field_lowest(a) - 5)"',
        "last",
    )
    found = {
        row["entry"]: (row["score:rank"], row["score:last"])
        for row in standings(rules, "entry criterion value\nx a 8\nx b 1\ny b 1\nz a 6\nz b 1")
    }

    assert found == {"x": ("1", "8.00"), "z": ("2", "6.00"), "y": ("", "1.00")}
