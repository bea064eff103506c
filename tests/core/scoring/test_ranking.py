"""Who stands where: order, ties, what decided, fields within which places are given, and who has no place."""

import pytest

from tests.core.scoring.writing import book, keys, stage, standings, told

THREE = "[stage.criteria.a]\ndecimals = 0\n[stage.criteria.b]\ndecimals = 0\n[stage.criteria.c]\ndecimals = 0\nbetter = 'low'\n"
SEEN = ("entry", "place", "decided_by")


def marks(**entries):
    """x="3 1 2" gives x 3 of a, 1 of b and 2 of c."""
    rows = [
        f"{entry} {c} {v}" for entry, values in entries.items() for c, v in zip("abc", values.split(), strict=False)
    ]
    return "\n".join(["entry criterion value", *rows])


def test_the_highest_stands_first_and_equals_share_a_place_and_leave_out_the_next():
    rules = stage("[stage.criteria.a]\ndecimals = 0", "a")

    assert told(rules, marks(w="5", x="9", y="7", z="7", v="1"), *SEEN) == ["x 1 .", "y 2 .", "z 2 .", "w 4 .", "v 5 ."]


def test_low_stands_first_where_the_criterion_or_the_order_says_so():
    low = stage('[stage.criteria.a]\ndecimals = 0\nbetter = "low"', "a")
    turned = stage("[stage.criteria.a]\ndecimals = 0", "a low")

    for rules in (low, turned):
        assert told(rules, marks(x="9", y="7"), "entry", "place") == ["y 1", "x 2"]
    assert told(stage('[stage.criteria.a]\ndecimals = 0\nbetter = "low"', "a high"), marks(x="9", y="7"), "entry") == [
        "x",
        "y",
    ]


def test_the_deepest_key_that_parted_an_entry_from_a_neighbour_decided():
    rules = stage(THREE, "a", "b", "c")
    found = told(rules, marks(p="9 1 1", q="7 5 1", r="7 4 1", s="7 4 3", t="2 2 2", u="2 2 2"), *SEEN)

    assert found == ["p 1 .", "q 2 b", "r 3 c", "s 4 c", "t 5 .", "u 5 ."]


def test_who_shares_a_place_shares_what_decided_it():
    rules = stage(THREE, "a", "b", "c")
    found = told(rules, marks(p="7 5 1", q="7 4 1", r="7 4 1", s="7 4 2"), *SEEN)

    assert found == ["p 1 b", "q 2 c", "r 2 c", "s 4 c"]


def test_a_missing_value_stands_behind_every_value_in_either_direction():
    text = '[stage.criteria.a]\ndecimals = 0\n[stage.criteria.b]\ndecimals = 0\nmissing = "none"'

    assert told(stage(text, "a", "b high"), marks(x="1", y="1 0", z="1 9"), *SEEN) == ["z 1 b", "y 2 b", "x 3 b"]
    assert told(stage(text, "a", "b low"), marks(x="1", y="1 0", z="1 9"), *SEEN) == ["y 1 b", "z 2 b", "x 3 b"]


def test_a_recorded_lot_decides_last_and_the_smallest_lot_wins():
    rules = stage('[stage.criteria.a]\ndecimals = 0\n[stage.criteria.b]\nkind = "lot"\ndecimals = 0', "a", "b")

    assert told(rules, marks(x="5 2", y="5 1", z="6"), *SEEN) == ["z 1 .", "y 2 b", "x 3 b"]


def test_a_recorded_decision_of_the_jury_decides_and_an_adjustment_counts():
    rules = stage(
        """
        [stage.criteria.a]
        decimals = 0
        [stage.criteria.b]
        kind = "adjustment"
        decimals = 1
        [stage.criteria.c]
        kind = "decision"
        decimals = 0
        [stage.scores.t]
        formula = "a + b"
        """,
        "t",
        "c",
    )
    found = told(
        rules,
        marks(w="5 -2.5 1", x="5") + "\ny a 2\ny b 0.5\ny c 2\nz a 1\nz b 1.5\nz c 1",
        "entry",
        "place",
        "score",
        "decided_by",
    )

    assert found == ["x 1 5.0 .", "w 2 2.5 c", "z 2 2.5 c", "y 4 2.5 c"]


def test_an_order_too_long_for_one_number_is_ranked_key_by_key():
    wide = "".join(f"[stage.criteria.{c}]\ndecimals = 9\nrange = [0, 1000000000]\n" for c in "abc")
    rules = stage(wide, "a", "b", "c")
    found = told(rules, marks(p="9 1 1", q="7 5 1", r="7 4 1", s="7 4 0.000000001", t="7 4 1"), *SEEN)

    assert found == ["p 1 .", "q 2 b", "r 3 c", "t 3 c", "s 5 c"]


def test_two_keys_can_be_too_long_for_one_number():
    wide = "".join(f"[stage.criteria.{c}]\ndecimals = 9\nrange = [0, 1000000000]\n" for c in "ab")

    assert told(stage(wide, "a", "b"), marks(p="1 2", q="1 3", r="2 1"), *SEEN) == ["r 1 .", "q 2 b", "p 3 b"]


def test_in_a_long_order_too_a_line_through_a_shared_place_takes_none_of_it():
    """q and r share the third place to the last key; o and s share only the first two keys with them."""
    wide = "".join(f"[stage.criteria.{c}]\ndecimals = 9\nrange = [0, 1000000000]\n" for c in "abc")
    entrants = marks(p="9 1 1", o="7 5 3", q="7 5 2", r="7 5 2", s="7 5 1")
    three, four = (stage(f'{wide}[[stage.go_on]]\ntop = {top}\nties = "none"\n', "a", "b", "c") for top in (3, 4))

    assert told(three, entrants, "entry", "goes_on") == ["p 1", "o 1", "q 0", "r 0", "s 0"]
    assert told(four, entrants, "entry", "goes_on") == ["p 1", "o 1", "q 1", "r 1", "s 0"]


def test_where_the_rules_send_nobody_on_nothing_is_said_about_it():
    rows = standings(stage("[stage.criteria.a]\ndecimals = 0", "a"), marks(x="9", y="7"))

    assert [(row["goes_on"], row["reserve"], row["decided_by"]) for row in rows] == [("", "", ""), ("", "", "")]


def test_a_long_order_without_a_place_for_all_keeps_the_unplaced_last():
    wide = "".join(f"[stage.criteria.{c}]\ndecimals = 9\nrange = [0, 1000000000]\n" for c in "abc")
    rules = stage(wide, "a", "b", "c")

    assert told(rules, marks(p="9 1 1", q="99 9", r="1 1 1"), "entry", "place", "state") == [
        "p 1 .",
        "r 2 .",
        "q . not_marked",
    ]


@pytest.mark.parametrize(
    ("within", "lines"),
    [("group", ["p 1 .", "q 1 .", "r 2 b", "s 3 b"]), ("unit", ["p 1 .", "r 1 b", "q 2 .", "s 2 b"])],
)
def test_places_are_given_within_each_group(within, lines):
    rules = book(f'[[stage]]\nid = "s"\nwithin = "{within}"', THREE, keys("a", "b"))
    entries = "entry group unit\np g1 u1\nq g2 u1\nr g1 u2\ns g1 u2"

    assert told(rules, marks(p="9 1 1", q="8 1 1", r="7 2 1", s="7 1 1"), *SEEN, entries=entries) == lines


def test_only_those_for_whom_a_condition_holds_are_ranked():
    rules = book(
        '[entries.age]\ntype = "number"\nrange = [0, 99]\n[[stage]]\nid = "s"\nranked = "entry.age <= 35 and a > 1"',
        "[stage.criteria.a]\ndecimals = 0",
        keys("a"),
    )
    found = told(
        rules, marks(x="9", y="7", z="1"), "entry", "place", "score", "state", entries="entry age\nx 36\ny 35\nz 20"
    )

    assert found == ["y 1 7 .", "x . 9 .", "z . 1 ."]


def test_events_are_settled_each_by_itself():
    rules = stage("[stage.criteria.a]\ndecimals = 0", "a")
    table = "event entry value\nwelding x 5\nturning x 1\nturning y 2\nwelding y 4"

    assert told(rules, table, "event", "entry", "place") == ["turning y 1", "turning x 2", "welding x 1", "welding y 2"]


MATCH = """
[stage.criteria.goals]
kind = "match"
by = ["item"]
decimals = 0
steps = [
  { formula = "if(value > opponent, 3, if(value = opponent, 1, 0))" },
  { over = "item", take = "sum" },
]
"""


def test_a_match_is_between_the_two_that_share_an_item():
    table = """
    entry item value
    a     m1   2
    b     m1   1
    a     m2   0
    c     m2   0
    b     m3   4
    c     m3   5
    """
    assert told(stage(MATCH, "goals"), table, "entry", "place", "score") == ["a 1 4", "c 1 4", "b 3 0"]


def test_points_and_difference_come_from_the_same_matches():
    rules = stage(
        """
        [stage.criteria.goals]
        kind = "match"
        by = ["item"]
        decimals = 0
        [stage.scores.points]
        from = "goals"
        steps = [{ formula = "if(value > opponent, 3, if(value = opponent, 1, 0))" }, { over = "item", take = "sum" }]
        [stage.scores.difference]
        from = "goals"
        steps = [{ formula = "value - opponent" }, { over = "item", take = "sum" }]
        """,
        "points",
        "difference",
    )
    table = "entry item value\na m1 2\nb m1 1\na m2 1\nc m2 3\nb m3 4\nc m3 3"

    assert told(rules, table, "entry", "place", "score:points", "score:difference", "decided_by") == [
        "c 1 3 1 difference", "b 2 3 0 difference", "a 3 3 -1 difference",
    ]  # fmt: skip
