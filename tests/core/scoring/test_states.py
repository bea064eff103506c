"""Reasons for which a row has no ordinary value, what is missing, and how many there must be."""

import pytest

from jiangong.core.problems import Refused
from tests.core.scoring.writing import book, shown, stage, standings, told

STATES = """
[states.fell]
title = "fell"
effect = "fail"
[states.timed_out]
title = "timed out"
effect = "fail"
[states.void]
title = "void"
effect = "skip"
[states.half]
title = "half"
effect = "value"
value = "2.5"
[states.expelled]
title = "expelled"
effect = "out"
"""
ONE = "[stage.criteria.a]\ndecimals = 0\n"
BEST = '[stage.criteria.a]\nby = ["attempt"]\ndecimals = 1\nsteps = [{ over = "attempt", take = "best" }]\n'
SEEN = ("entry", "place", "score", "state")


def test_a_shipped_state_leaves_an_entry_without_a_place_and_last():
    marks = "entry value state\na . absent\nb 5 .\nc 7 .\nd . withdrawn\ne . disqualified\nf . not_marked"

    assert told(stage(ONE, "a"), marks, *SEEN) == [
        "c 1 7 .", "b 2 5 .", "a . . absent", "d . . withdrawn", "e . . disqualified", "f . . not_marked",
    ]  # fmt: skip


def test_a_declared_state_can_do_the_same_and_hides_every_score():
    marks = """
    entry attempt value state
    a     1       9     .
    a     2       .     expelled
    b     1       5     .
    """
    assert told(stage(BEST, "a", before=STATES), marks, *SEEN) == ["b 1 5.0 .", "a . . expelled"]


def test_of_two_states_that_leave_out_the_first_declared_is_told():
    marks = "entry attempt value state\na 1 . expelled\na 2 . withdrawn\nb 1 5 ."

    assert told(stage(BEST, "a", before=STATES), marks, *SEEN) == ["b 1 5.0 .", "a . . withdrawn"]


def test_a_failure_is_worse_than_any_value_but_has_a_place():
    marks = """
    entry attempt value state
    a     1       0     .
    a     2       .     fell
    b     1       .     timed_out
    b     2       .     fell
    c     1       .     timed_out
    """
    assert told(stage(BEST, "a", before=STATES), marks, *SEEN) == ["a 1 0.0 .", "b 2 . fell", "c 2 . timed_out"]


def test_a_row_that_is_skipped_is_as_if_it_were_not_there():
    marks = "entry attempt value state\na 1 3 .\na 2 . void\nb 1 . void"

    assert told(stage(BEST, "a", before=STATES), marks, *SEEN) == ["a 1 3.0 .", "b . . not_marked"]


def test_a_state_can_stand_for_a_value():
    marks = "entry attempt value state\na 1 3 .\nb 1 . half\nb 2 1 ."

    assert told(stage(BEST, "a", before=STATES), marks, *SEEN) == ["a 1 3.0 .", "b 2 2.5 ."]


def test_a_failure_goes_through_later_steps_and_scores():
    rules = stage(
        BEST.replace('take = "best" }]', 'take = "best" }, { times = "2" }]')
        + '[stage.criteria.b]\ndecimals = 0\nmissing = "none"\n[stage.scores.t]\nformula = "a + b"',
        "t",
        before=STATES,
    )
    marks = "entry criterion attempt value state\nx a 1 3 .\nx b . 1 .\ny a 1 . fell\ny b . 1 .\nz a 1 3 ."

    assert told(rules, marks, *SEEN) == ["x 1 7.0 .", "y 2 . fell", "z . . not_marked"]


def test_a_failed_attempt_beside_a_good_one_fails_nothing_that_follows():
    rules = stage(
        BEST + '[stage.criteria.b]\ndecimals = 0\nmissing = "none"\n[stage.scores.t]\nformula = "a + b"\n',
        "t",
        "a",
        before=STATES,
    )
    marks = "entry criterion attempt value state\nx a 1 3 .\nx a 2 . fell\ny a 1 4 .\ny b . 1 ."

    assert told(rules, marks, *SEEN) == ["y 1 5.0 .", "x 2 . ."]


def test_who_is_listed_but_not_marked_says_so():
    assert told(stage(ONE, "a"), "entry value\nb 5", *SEEN, entries="entry\na\nb") == ["b 1 5 .", "a . . not_marked"]


TWO = '[stage.criteria.a]\ndecimals = 0\n[stage.criteria.b]\ndecimals = 0\n{}\n[stage.scores.t]\nformula = "first_given(b, 0) + a"'


@pytest.mark.parametrize(
    ("missing", "told_of_y"),
    [('missing = "not_marked"', "y . 9 . not_marked"), ('missing = "zero"', "y 1 9 0 ."), ('missing = "none"', "y 1 9 . ."),
     ('kind = "adjustment"', "y 1 9 . ."), ('kind = "lot"', "y 1 9 . .")],
)  # fmt: skip
def test_what_a_missing_criterion_means(missing, told_of_y):
    marks = "entry criterion value\nx a 5\nx b 1\ny a 9"
    lines = told(stage(TWO.format(missing), "t"), marks, "entry", "place", "score", "score:b", "state") if "kind" not in missing else [
        f"{row['entry']} {row['place'] or '.'} {row['score'] or '.'} . {row['state'] or '.'}"
        for row in standings(stage(TWO.format(missing), "t"), marks)
    ]  # fmt: skip

    assert told_of_y in lines


def test_a_missing_criterion_may_refuse_everything():
    rules = stage(TWO.format('missing = "refuse"'), "t")
    marks = "event entry criterion value state\ne x a 5 .\ne x b 1 .\ne y a 9 .\ne z a . absent"

    with pytest.raises(Refused) as refused:
        standings(rules, marks)

    assert [problem.sentence("en") for problem in refused.value.problems] == [
        "marks:criterion: found no b of e y, expected one for every entry"
    ]
    assert refused.value.problems[0].sentence("zh") == "marks:criterion: e y 没有b；应为：每个参赛项都有"


def test_marks_that_were_all_dropped_or_filtered_are_there_without_a_value():
    every = [
        (step, missing)
        for step in ("drop_high = 1", "need = 2", 'where = "value > 4"')
        for missing in ("not_marked", "zero")
    ]
    text = "".join(
        f'[stage.criteria.a{n}]\nby = ["attempt"]\ndecimals = 0\nmissing = "{missing}"\n'
        f'steps = [{{ over = "attempt", take = "sum", {step} }}]\n'
        for n, (step, missing) in enumerate(every)
    )
    each = "".join(f"\nx a{n} 1 5\nx a{n} 2 6\ny a{n} 1 1" for n in range(len(every)))
    y, x = standings(
        stage("[stage.criteria.b]\ndecimals = 0\n" + text, "b"),
        f"entry criterion attempt value\nx b . 1\ny b . 2{each}",
    )

    assert (y["place"], y["state"], [y[f"score:a{n}"] for n in range(6)]) == ("1", "", [""] * 6)
    assert [x[f"score:a{n}"] for n in range(6)] == ["5", "5", "11", "11", "11", "11"]


def test_a_zero_for_a_missing_criterion_may_lie_below_its_range():
    text = '[stage.criteria.a]\nrange = [5, 10]\ndecimals = 0\nmissing = "zero"\n[stage.criteria.b]\nrange = [0, 1]\ndecimals = 0\nmissing = "none"'
    marks = "entry criterion value\nx a 5\nx b 1\ny b 1\nz b 0"

    assert told(stage(text, "a", "b"), marks, "entry", "place", "score", "decided_by", entries="entry\nx\ny\nz\nw") == [
        "x 1 5 .", "y 2 0 b", "z 3 0 b", "w 4 0 b",
    ]  # fmt: skip


COUNTED = 'by = ["item", "source"]\ncount = { item = [1, 2], source = 2 }\ndecimals = 0\n'
COUNTED = f'[stage.criteria.a]\n{COUNTED}steps = [{{ over = ["item", "source"], take = "sum" }}]'


def test_as_many_as_there_must_be_are_there():
    assert shown(stage(COUNTED, "a"), "entry item source value\nx p j1 1\nx p j2 2\nx q j3 3\nx q j1 4") == {"x": "10"}


@pytest.mark.parametrize(
    ("rows", "sentence"),
    [
        ("x p j1 1", "m:2:source: found 1 judges or sources (j1) for a of x p, expected 2 judges or sources"),
        (
            "x p j1 1\nx p j2 1\nx p j3 1",
            "m:4:source: found 3 judges or sources (j1 j2 j3) for a of x p, expected 2 judges or sources",
        ),
        (
            "x p j1 1\nx p j2 1\nx q j1 1\nx q j2 1\nx r j1 1\nx r j2 1",
            "m:7:item: found 3 items (p q r) for a of x, expected 1–2 items",
        ),
    ],
)
def test_too_few_or_too_many_are_refused(rows, sentence):
    with pytest.raises(Refused) as refused:
        standings(stage(COUNTED, "a"), "entry item source value\n" + rows)

    assert [problem.sentence("en") for problem in refused.value.problems] == [sentence]


def test_who_is_out_need_not_have_all_marks():
    marks = "entry item source value state\nx p j1 1 .\nx . . . absent\ny p j1 1 .\ny p j2 1 ."

    assert told(stage(COUNTED, "a"), marks, *SEEN) == ["y 1 2 .", "x . . absent"]


def test_a_stage_without_marks_of_its_own_knows_states_too():
    rules = book(
        STATES,
        '[[stage]]\nid = "a"',
        ONE,
        '[[stage.order]]\nby = "a"',
        '[[stage]]\nid = "b"\n[stage.scores.t]\nformula = "a.a * 2"\n[[stage.order]]\nby = "t"',
    )

    assert told(rules, "entry value\nx 4\ny 5", "stage", *SEEN) == ["a y 1 5 .", "a x 2 4 .", "b y 1 10 .", "b x 2 8 ."]
