"""Several rules of going on, one after the other; across groups; by other numbers than places; awards among some."""

import pytest

from tests.core.scoring.writing import book, keys, shown, stage, standings

GROUPS = "entry group unit seats young\np g1 u1 1 no\nq g1 u1 1 yes\nr g2 u2 1 no\ns g2 u2 1 yes\nt g1 u3 2 yes"
MARKS = "entry criterion value\np a 9\nq a 7\nr a 8\ns a 6\nt a 5\np b 1\nq b 2\nr b 3\ns b 4\nt b 5"
ATTRIBUTES = (
    '[entries.seats]\ntype = "number"\nrange = [0, 9]\n[entries.young]\ntype = "yes_no"\n'
    '[events.lines]\ntype = "number"\nrange = [0, 9]\ndefault = 2\n'
)
CRITERIA = (
    "[stage.criteria.a]\ndecimals = {0}\nrange = [0, {1}]\n[stage.criteria.b]\ndecimals = {0}\nrange = [0, {1}]\n"
)


def groups(*rules, decimals=0, most=9, head='within = "group"'):
    """A stage ranked within groups, from which some go on by each rule in turn."""
    written = "\n".join(f"[[stage.go_on]]\n{rule}" for rule in rules)
    text = CRITERIA.format(decimals, most)
    order = keys("b") if "order" in head else keys("a", "b")
    return book(ATTRIBUTES, f'[[stage]]\nid = "s"\n{head}', text, written, order)


def going(rules):
    """Who goes on, and who stands in reserve."""
    rows = sorted(standings(rules, MARKS, entries=GROUPS), key=lambda row: row["entry"])
    return (
        "".join(row["entry"] for row in rows if row["goes_on"] == "1"),
        {row["entry"]: row["reserve"] for row in rows if row["reserve"]},
    )


@pytest.mark.parametrize(
    ("rules", "who", "reserve"),
    [
        (["top = 1", "top = 1\nacross = true"], "pqr", {}),
        (["top = 1", "top = 1\nacross = true\nreserve = 2"], "pqr", {"s": "1", "t": "2"}),
        (['top = 1\nby = ["b"]'], "st", {}),
        (['top = 1\nby = ["b", "a"]\nacross = true'], "t", {}),
        (['top = "event.lines"'], "pqrs", {}),
        (['top = "entry.seats"\nby = ["a"]'], "pr", {}),
        (['top = 9\ncap = "event.lines"\ncap_per = "group"'], "pqrs", {}),
        (['top = 9\nacross = true\ncap = 1\ncap_per = "group"', "top = 1"], "pqrs", {}),
        (
            ['top = 9\nacross = true\ncap = 1\ncap_per = "seats"'],
            "pt",
            {},
        ),  # of those with one seat p, in whatever group
        (['when = "a > 8"', 'share = "20%"'], "p", {}),
        (["top = 1", "top = 1"], "pqrs", {}),  # the second rule counts those whom the first left
        (["top = 1", 'top = 1\nwhen = "b > 2"\nby = ["b"]'], "prst", {}),
        (['share = "40%"'], "p", {}),
        (['share = "40%"\nacross = true'], "pr", {}),  # two of the five, whatever their groups
    ],
)
def test_going_on_by_several_rules(rules, who, reserve):
    assert going(groups(*rules)) == (who, reserve)


def test_across_groups_a_key_counts_only_where_it_does_in_the_order():
    head = 'within = "group"\n[[stage.order]]\nby = "a"\nwhen = "event.lines = {}"'
    marks = {
        held: shown(groups("top = 1\nacross = true", head=head.format(held)), MARKS, "goes_on", entries=GROUPS)
        for held in (2, 3)
    }

    assert [entry for entry, on in marks[2].items() if on == "1"] == ["p"]
    assert [entry for entry, on in marks[3].items() if on == "1"] == ["t"]


def test_across_groups_who_is_not_compared_counts_like_the_best_there_can_be():
    """p has the 9 that nobody can surpass, r is not compared by a at all: equal, and of b both have 3."""
    head = 'within = "group"\n[[stage.order]]\nby = "a"\nwhen = "not entry.young"'
    marks = "entry criterion value\np a 9\nq a 9\nr a 1\np b 3\nq b 2\nr b 3"
    entries = "entry group young seats\np g1 no 1\nq g1 no 1\nr g2 yes 1"
    rules = groups("top = 1\nacross = true", head=head)

    assert shown(rules, marks, "goes_on", entries=entries) == {"p": "1", "q": "0", "r": "1"}


def test_without_groups_across_changes_nothing_in_what_places_are_ordered_by():
    """Equal in `b`, the two are told apart by comparing their races one by one; a rule that is across none goes by places."""
    races = '[stage.criteria.race]\nby = ["item"]\ndecimals = 0\nrange = [0, 9]\n[stage.scores.total]\nfrom = "race"\nsteps = [{ over = "item", take = "sum" }]'
    order = '[[stage.order]]\nby = "total"\n[[stage.order]]\nby = "race"\ncompare = "best_to_worst"'
    rules = book('[[stage]]\nid = "s"', races, "[[stage.go_on]]\ntop = 1\nacross = true", order)

    assert shown(rules, "entry item value\nx 1 3\nx 2 3\ny 1 2\ny 2 4", "goes_on") == {"y": "1", "x": "0"}


def test_across_groups_lists_that_are_compared_one_by_one_count_for_nothing():
    """Within g1 y stands before x by its best race; across the groups both are equal with 6, and both go on."""
    races = '[stage.criteria.race]\nby = ["item"]\ndecimals = 0\nrange = [0, 9]\n[stage.scores.total]\nfrom = "race"\nsteps = [{ over = "item", take = "sum" }]'
    order = '[[stage.order]]\nby = "total"\n[[stage.order]]\nby = "race"\ncompare = "best_to_worst"'
    rules = book('[[stage]]\nid = "s"\nwithin = "group"', races, "[[stage.go_on]]\ntop = 1\nacross = true", order)
    marks = "entry item value\nx 1 3\nx 2 3\ny 1 2\ny 2 4\nz 1 4\nz 2 1"
    entries = "entry group\nx g1\ny g1\nz g2"

    assert shown(rules, marks, "place", entries=entries) == {"y": "1", "x": "2", "z": "1"}
    assert shown(rules, marks, "goes_on", entries=entries) == {"y": "1", "x": "1", "z": "0"}


def test_numbers_too_wide_for_one_order_are_compared_one_after_the_other():
    wide = groups('top = 2\nby = ["b", "a"]\nacross = true', decimals=9, most=10**9)

    assert going(wide) == ("st", {})


def test_numbers_too_wide_for_one_order_are_compared_across_the_groups_and_not_within_each():
    """t of g1 has 5, s of g2 has 4: both are the first of their groups, one goes on."""
    assert going(groups('top = 1\nby = ["b", "a"]\nacross = true', decimals=9, most=10**9)) == ("t", {})


AMONG = """
[stage.criteria.a]
decimals = 0
[[stage.awards]]
id = "youth"
title = "youth"
places = [1, 1]
among = "entry.young"
[[stage.awards]]
id = "half"
title = "half"
kind = "half"
share = "50%"
among = "entry.young"
"""


def test_an_award_may_count_only_those_of_whom_it_speaks():
    marks = "entry value\np 9\nq 7\nr 8\ns 6\nt 5"

    assert shown(stage(AMONG, "a", before=ATTRIBUTES), marks, "award", entries=GROUPS) == {
        "p": "", "r": "", "q": "youth;half", "s": "", "t": "",
    }  # fmt: skip
