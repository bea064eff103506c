"""Sums of several criteria in one 64-bit number: the rulebook says how many rows there are and how large they get."""

import pytest

from tests.core.scoring.writing import shown, stage

JUDGES = "entry criterion source value state"


def judged(*, take="sum", count=3, high=100, before="", more="", names="abc"):
    """Criteria marked by so many judges each, and a score that adds the criteria up."""
    criteria = "\n".join(
        f'[stage.criteria.{name}]\nby = ["source"]\nrange = [0, {high}]\ndecimals = 1\nmissing = "none"\n'
        f'count = {{ source = {count} }}\nsteps = [{{ over = "source", take = "{take}"{more} }}]'
        for name in names
    )
    return stage(f'{criteria}\n[stage.scores.t]\nformula = "{" + ".join(names)}"', "t", before=before)


def rows(**entries):
    """x="a:1,2,3 b:4,5,6": the marks of three judges for each criterion."""
    lines = [JUDGES]
    for entry, words in entries.items():
        for criterion, values in (word.split(":") for word in words.split()):
            lines += [f"{entry} {criterion} {n} {value} ." for n, value in enumerate(values.split(","))]
    return "\n".join(lines)


def test_criteria_are_added_up_side_by_side():
    marks = rows(x="a:100,100,100 b:0,0,0 c:100,100,99.9", y="a:0,0,0.1 b:0.1,0,0 c:0,0,0")
    names = {name: shown(judged(), marks, f"score:{name}") for name in "abct"}

    assert names == {
        "a": {"x": "300.0", "y": "0.1"},
        "b": {"x": "0.0", "y": "0.1"},
        "c": {"x": "299.9", "y": "0.0"},
        "t": {"x": "599.9", "y": "0.2"},
    }


def test_a_criterion_without_rows_has_no_sum_beside_others_that_have_one():
    marks = rows(x="a:1,2,3 c:0,0,0", y="b:1,1,1", z="a:1,1,1 b:1,1,1 c:2,2,2")

    assert shown(judged(), marks, "score:a") == {"x": "6.0", "y": "", "z": "3.0"}
    assert shown(judged(), marks, "score:b") == {"x": "", "y": "3.0", "z": "3.0"}
    assert shown(judged(), marks) == {"x": "", "y": "", "z": "12.0"}


def test_a_mean_divides_by_the_rows_that_are_there():
    rules = judged(take="mean", count="[2, 4]", more=', drop_high = 1, round = "0.1"')
    marks = rows(x="a:1,2,9 b:1,2 c:1,1,2,9", y="a:1,2 b:3,3,3 c:4,5")

    assert shown(rules, marks, "score:a") == {"x": "1.5", "y": "1.0"}
    assert shown(rules, marks, "score:c") == {"x": "1.3", "y": "4.0"}


def test_the_highest_and_lowest_are_dropped_from_a_shared_sum():
    rules = judged(take="mean", more=', drop_high = 1, drop_low = 1, round = "0.1"')

    assert shown(rules, rows(x="a:1,2,9 b:7,7,8", y="a:0,0,0 b:1,2,3 c:4,5,6"), "score:b") == {"x": "7.0", "y": "2.0"}
    assert shown(rules, rows(x="a:1,2,9 b:7,7,8", y="a:0,0,0 b:1,2,3 c:4,5,6"), "score:c") == {"x": "", "y": "5.0"}


def test_large_values_are_dropped_from_sums_of_their_own():
    rules = judged(take="mean", high=10**9, more=', drop_high = 1, drop_low = 1, round = "0.1"')

    assert shown(rules, rows(x="a:1,2,9 b:7,7,8 c:1000000000,0,3"), "score:c") == {"x": "3.0"}


def test_a_step_on_every_row_comes_before_the_sum():
    doubled = stage(
        "\n".join(
            f'[stage.criteria.{name}]\nby = ["source"]\nrange = [0, 10]\ndecimals = 0\ncount = {{ source = 2 }}\n'
            'steps = [{ times = 2 }, { over = "source", take = "sum" }]'
            for name in "ab"
        ),
        "a",
    )
    assert shown(doubled, rows(x="a:3,4 b:10,10", y="a:10,10 b:0,0"), "score:b") == {"x": "40", "y": "0"}


@pytest.mark.parametrize("high", [10**6, 10**9])
def test_what_does_not_fit_beside_others_is_added_up_by_itself(high):
    marks = rows(x=f"a:{high},{high},{high} b:1,1,1 c:{high},1,1", y="a:0,0,0 b:2,2,2 c:3,3,3")

    assert shown(judged(high=high), marks, "score:a") == {"x": f"{3 * high}.0", "y": "0.0"}
    assert shown(judged(high=high), marks, "score:b") == {"x": "3.0", "y": "6.0"}
    assert shown(judged(high=high), marks, "score:c") == {"x": f"{high + 2}.0", "y": "9.0"}


def test_one_criterion_alone_is_added_up_as_ever():
    assert shown(judged(names="a"), rows(x="a:1,2,3", y="a:3,3,3")) == {"x": "6.0", "y": "9.0"}


def test_whoever_is_out_may_have_more_rows_than_the_rules_count():
    marks = rows(x="a:1,2,3 b:1,1,1 c:1,1,1") + "\ny a . . disqualified"
    marks += "".join(f"\ny {name} {n} 100 ." for name in "abc" for n in range(5000))

    assert shown(judged(), marks) == {"x": "12.0", "y": ""}
    assert shown(judged(), marks, "state") == {"x": "", "y": "disqualified"}


def test_a_state_that_counts_as_a_value_may_pass_what_is_declared():
    before = '[states.best]\ntitle = { zh = "满分", en = "full" }\neffect = "value"\nvalue = 90000\n'
    marks = rows(x="a:1,1,1 b:1,1,1 c:1,1,1") + "\n" + "\n".join(f"y {c} {n} . best" for c in "abc" for n in range(3))

    assert shown(judged(before=before), marks, "score:b") == {"x": "3.0", "y": "270000.0"}
