"""Orders that are no plain number: lists compared one by one, matches among equals, keys that hold only where a condition does."""

import pytest

from jiangong.core.problems import Refused
from tests.core.scoring.writing import book, keys, standings, told


def ordered(criteria, *keys, head=""):
    """A stage of these criteria; each key is the inside of a `[[stage.order]]`, parted by semicolons."""
    lines = "\n".join("[[stage.order]]\n" + key.replace("; ", "\n") for key in keys)
    return book(f'[[stage]]\nid = "s"\n{head}', criteria, lines)


LISTS = """
[stage.criteria.points]
by = ["{}"]
decimals = 0
range = [0, 9]
[stage.scores.total]
from = "points"
steps = [{{ over = "{}", take = "sum" }}]
"""


@pytest.mark.parametrize("dimension", ["item", "attempt"])
@pytest.mark.parametrize(
    ("way", "order"),
    [("best_to_worst", "xzyw"), ("worst_to_best", "yzxw"), ("first_to_last", "xzyw"), ("last_to_first", "yzxw")],
)
def test_equal_totals_are_parted_by_comparing_number_by_number(dimension, way, order):
    rules = ordered(LISTS.format(dimension, dimension), 'by = "total"', f'by = "points"; compare = "{way}"')
    marks = f"entry {dimension} value\nx 1 9\nx 2 1\ny 1 5\ny 2 5\nz 1 6\nz 2 4\nw 1 3"
    rows = standings(rules, marks)

    assert "".join(row["entry"] for row in rows) == order
    assert [row["decided_by"] for row in rows] == ["points", "points", "points", ""]


def test_a_list_that_ends_early_is_worse_and_names_that_are_no_numbers_go_by_the_alphabet():
    rules = ordered(LISTS.format("item", "item"), 'by = "points"; compare = "first_to_last"')

    assert told(rules, "entry item value\nx a 5\ny a 5\ny b 1\nz b 9", "entry", "place") == ["y 1", "x 2", "z 3"]


MATCHES = """
[stage.criteria.goals]
kind = "match"
by = ["item"]
decimals = 0
range = [0, 20]
[stage.scores.points]
from = "goals"
steps = [{ formula = "if(value > opponent, 3, if(value = opponent, 1, 0))" }, { over = "item", take = "sum" }]
[stage.scores.difference]
from = "goals"
steps = [{ formula = "value - opponent" }, { over = "item", take = "sum" }]
[stage.scores.scored]
from = "goals"
steps = [{ over = "item", take = "sum" }, { times = 2 }]
[stage.scores.played]
from = "goals"
steps = [{ over = "item", take = "count" }]
"""
RING = """
entry item value
a     ab   1
b     ab   0
b     bc   1
c     bc   0
c     ca   2
a     ca   0
a     ad   5
d     ad   0
b     bd   1
d     bd   0
c     cd   1
d     cd   0
"""


@pytest.mark.parametrize("last", ["tied", "still_tied"])
def test_among_equals_only_their_own_matches_count(last):
    """a, b and c have 6 points each; between them a has -1, b 0 and c +1, though a won by 5 against d."""
    rules = ordered(MATCHES, 'by = "points"', 'by = "points"; among = "tied"', f'by = "difference"; among = "{last}"')

    assert told(rules, RING, "entry", "place", "score", "decided_by") == [
        "c 1 6 difference", "b 2 6 difference", "a 3 6 difference", "d 4 0 .",
    ]  # fmt: skip


UNEVEN = """
entry item value
a     ab   1
b     ab   1
a     ac   1
c     ac   0
b     bc   5
c     bc   0
c     cd   1
d     cd   0
c     ce   0
e     ce   0
a     ad   0
d     ad   1
b     bd   0
d     bd   1
"""


@pytest.mark.parametrize(
    ("last", "order"),
    [
        ("tied", ["b 2 difference", "a 3 difference", "c 4 points"]),
        ("still_tied", ["a 2 points", "b 2 points", "c 4 points"]),
    ],
)
def test_the_last_key_counts_the_matches_of_all_who_were_tied_or_of_those_who_still_are(last, order):
    """a, b and c have 4 points each; between the three a and b have 4, c none, and b won by 5 against c. Who is still tied are a
    and b alone, and they parted 1:1.
    """
    rules = ordered(MATCHES, 'by = "points"', 'by = "points"; among = "tied"', f'by = "difference"; among = "{last}"')

    assert told(rules, UNEVEN, "entry", "place", "decided_by") == ["d 1 .", *order, "e 5 ."]


def test_among_equals_a_number_goes_through_its_later_steps_too_and_needs_no_opponent():
    rules = ordered(MATCHES, 'by = "played"', 'by = "scored"; among = "still_tied"')

    assert told(rules, RING, "entry", "place", "decided_by") == ["a 1 scored", "c 2 scored", "b 3 scored", "d 4 scored"]


TWO = "[stage.criteria.a]\ndecimals = 0\n[stage.criteria.b]\ndecimals = 0\n"
PAIRS = "entry criterion value\nx a 5\nx b 1\ny a 5\ny b 2\nz a 3\nz b 1\nw a 3\nw b 2"


def test_a_key_may_hold_only_where_a_condition_does():
    rules = ordered(TWO, 'by = "a"', 'by = "b"; when = "a >= 5"')

    assert told(rules, PAIRS, "entry", "place", "decided_by") == ["y 1 b", "x 2 b", "w 3 .", "z 3 ."]


def test_who_is_not_compared_by_a_key_counts_like_the_best_there_can_be():
    rules = ordered(
        TWO.replace("[stage.criteria.b]\n", "[stage.criteria.b]\nrange = [0, 2]\n"),
        'by = "b"; when = "a >= 5"',
        'by = "a"',
    )

    # y has the 2 that nobody can surpass and stands level with z and w, who are not compared; then a: 5 before 3
    assert told(rules, PAIRS, "entry", "place") == ["y 1", "w 2", "z 2", "x 4"]


def test_a_key_does_not_hold_where_nobody_can_say_whether_its_condition_does():
    """Neither x nor y has c, so b parts them not; z and w have it."""
    three = TWO + '[stage.criteria.c]\ndecimals = 0\nmissing = "none"\n'
    rules = ordered(three, 'by = "a"', 'by = "b"; when = "c > 0"')

    assert told(rules, PAIRS + "\nz c 1\nw c 1", "entry", "place") == ["x 1", "y 1", "w 3", "z 4"]


def test_after_a_shared_place_the_next_may_follow_at_once():
    rules = ordered(
        TWO + '[[stage.awards]]\nid = "medal"\ntitle = "medal"\nplaces = [1, 2]\n', 'by = "b"', head='places = "dense"'
    )
    marks = "entry criterion value\nw b 9\nx b 7\ny b 7\nz b 1\nw a 1\nx a 1\ny a 1\nz a 1"

    assert told(rules, marks, "entry", "place", "award") == ["w 1 medal", "x 2 medal", "y 2 medal", "z 3 ."]


def test_however_places_are_counted_so_many_go_on_as_the_rule_says():
    """Two share the second place and the next is third: three went on before it."""
    rules = ordered(TWO + "[[stage.go_on]]\ntop = 3\n", 'by = "b"', head='places = "dense"')
    marks = "entry criterion value\nw b 9\nx b 7\ny b 7\nz b 1\nw a 1\nx a 1\ny a 1\nz a 1"

    assert told(rules, marks, "entry", "place", "goes_on") == ["w 1 1", "x 2 1", "y 2 1", "z 3 0"]


@pytest.mark.parametrize("within", ["", 'within = "group"'])
def test_where_no_place_may_be_shared_equals_are_refused_until_something_parts_them(within):
    alone = ordered(TWO, 'by = "a"', head=f'places = "single"\n{within}')
    parted = ordered(TWO, 'by = "a"', 'by = "b"', head=f'places = "single"\n{within}')

    assert told(parted, PAIRS, "entry", "place") == ["y 1", "x 2", "w 3", "z 4"]
    with pytest.raises(Refused) as refused:
        standings(alone, PAIRS)
    assert [problem.sentence("en") for problem in refused.value.problems] == [
        "marks:entry: found x, y equal in every key (place 1), expected no shared place: a lot or a decision as one more mark",
        "marks:entry: found w, z equal in every key (place 3), expected no shared place: a lot or a decision as one more mark",
    ]


def test_what_no_dropping_left_out_is_kept_one_by_one_to_be_added_up_rounded_or_compared():
    rules = ordered(
        """
        [stage.criteria.points]
        by = ["item"]
        decimals = 0
        range = [0, 9]
        [stage.scores.counting]
        from = "points"
        steps = [{ over = "item", drop_worst = 1, take = "each" }]
        [stage.scores.total]
        from = "counting"
        steps = [{ over = "item", take = "sum" }]
        [stage.scores.rough]
        from = "points"
        steps = [{ over = "item", drop_worst = 1, take = "each", round = "5" }, { over = "item", take = "sum" }]
        """,
        'by = "total"',
        'by = "counting"; compare = "best_to_worst"',
    )
    marks = "entry item value\nx 1 9\nx 2 1\nx 3 0\ny 1 5\ny 2 5\ny 3 4"

    assert told(rules, marks, "entry", "place", "score", "score:rough", "decided_by") == [
        "x 1 10 10 counting", "y 2 10 10 counting",
    ]  # fmt: skip


def test_of_equal_numbers_the_later_is_left_out_and_what_failed_stays_failed():
    """p and q are equal: which of them is left out is seen in their weights, and must be the same every time."""
    rules = book(
        """
        [states.fell]
        title = { zh = "掉落", en = "dropped" }
        effect = "fail"
        [items.weight]
        type = "number"
        range = [0, 9]
        [[stage]]
        id = "s"
        [stage.criteria.points]
        by = ["item"]
        decimals = 0
        range = [0, 9]
        [stage.scores.worst_out]
        from = "points"
        steps = [{ over = "item", drop_worst = 1, take = "each" }, { times = "item.weight" }, { over = "item", take = "sum" }]
        [stage.scores.best_out]
        from = "points"
        steps = [{ over = "item", drop_best = 1, take = "each" }, { times = "item.weight" }, { over = "item", take = "sum" }]
        """,
        keys("worst_out"),
    )
    marks = "entry item value state\nx p 2 .\nx q 2 .\nx r 3 .\ny p 5 .\ny q . fell\ny r . fell"
    rows = standings(rules, marks, items="item weight\np 1\nq 2\nr 3")

    assert {row["entry"]: (row["state"], row["score:worst_out"], row["score:best_out"]) for row in rows} == {
        "x": ("", "11", "6"),  # q out: 2 × 1 + 3 × 3; r out: 2 × 1 + 2 × 2
        "y": ("fell", "", ""),
    }
