"""From many marks to one number: every way of taking, dropping, choosing and asking for enough."""

import pytest

from tests.core.scoring.writing import at_once, shown, stage, standings

FELL = '[states.fell]\ntitle = { zh = "掉落", en = "dropped it" }\neffect = "fail"\n'


def attempts(step, *, better="high", before="", decimals=0, more=""):
    """A rulebook in which the attempts of an entry come to one number by one step."""
    return stage(
        f'[stage.criteria.a]\nby = ["attempt"]\ndecimals = {decimals}\nbetter = "{better}"\nshow = "0.01"\n'
        f'steps = [{{ over = "attempt", {step} }}]\n{more}',
        "a",
        before=before,
    )


def rows(**entries):
    """A table of attempts: x="3 1 fell" is three attempts of x, the last of which failed."""
    lines = ["entry attempt value state"]
    for entry, words in entries.items():
        for number, word in enumerate(words.split(), 1):
            lines.append(f"{entry} {number} . {word}" if word.isalpha() else f"{entry} {number} {word} .")
    return "\n".join(lines)


FIVE = rows(x="3 9 1 9 4", y="2 7")


def attempts_at_once(steps, marks, *, better="high", before=""):
    """The same for many steps, settled together: step → what each entry comes to."""
    head = f'by = ["attempt"]\ndecimals = 0\nbetter = "{better}"\nshow = "0.01"\nmissing = "none"'
    found = at_once([f'over = "attempt", {step}' for step in steps], marks, head=head, before=before)
    return {step: found[f'over = "attempt", {step}'] for step in steps}


TAKES = {
    'take = "sum"': {"x": "26.00", "y": "9.00"},
    'take = "median"': {"x": "4.00", "y": "4.50"},
    'take = "highest"': {"x": "9.00", "y": "7.00"},
    'take = "lowest"': {"x": "1.00", "y": "2.00"},
    'take = "best"': {"x": "9.00", "y": "7.00"},
    'take = "worst"': {"x": "1.00", "y": "2.00"},
    'take = "first"': {"x": "3.00", "y": "2.00"},
    'take = "last"': {"x": "4.00", "y": "7.00"},
    'take = "count"': {"x": "5.00", "y": "2.00"},
}


def test_attempts_are_combined_by_every_way_of_taking():
    assert attempts_at_once(TAKES, FIVE) == TAKES


def test_a_mean_is_rounded_at_its_step():
    assert shown(attempts('take = "mean", round = "0.1"'), rows(x="3 9 1", y="2 7", z="1 1 2")) == {
        "x": "4.30", "y": "4.50", "z": "1.30",
    }  # fmt: skip


def test_where_low_is_better_the_best_is_the_lowest():
    found = {'take = "best"': "1.00", 'take = "worst"': "9.00", 'take = "highest"': "9.00", 'take = "lowest"': "1.00"}

    assert attempts_at_once(found, rows(x="3 9 1"), better="low") == {step: {"x": x} for step, x in found.items()}


DROPS = {
    "drop_high = 1": "17",
    "drop_low = 1": "25",
    "drop_high = 1, drop_low = 1": "16",
    "drop_high = 2, drop_low = 1": "7",
    "drop_best = 1": "17",
    "drop_worst = 1": "25",
    "drop_worst = 2": "22",
    "keep_best = 2": "18",
    "keep_best = 9": "26",
    "drop_best = 1, keep_best = 2": "13",
    "drop_worst = 1, keep_best = 3": "22",
    "drop_worst = 3, keep_best = 3": "18",
}
LOW_DROPS = {
    "drop_best = 1": "25", "drop_worst = 1": "17", "drop_high = 1": "17", "drop_low = 2": "22", "keep_best = 2": "4",
    "drop_high = 2": "8",
}  # fmt: skip


@pytest.mark.parametrize(("better", "sums"), [("high", DROPS), ("low", LOW_DROPS)])
def test_marks_are_dropped_before_they_are_added(better, sums):
    found = attempts_at_once([f'{drop}, take = "sum"' for drop in sums], rows(x="3 9 1 9 4"), better=better)

    assert found == {f'{drop}, take = "sum"': {"x": f"{x}.00"} for drop, x in sums.items()}


DROPPED_AND_TAKEN = {
    'drop_high = 1, drop_low = 1, take = "mean", round = "0.01"': {"x": "5.33", "y": ""},
    'drop_high = 1, drop_low = 1, take = "count"': {"x": "3.00", "y": "0.00"},
    'drop_high = 3, take = "count"': {"x": "2.00", "y": "0.00"},
    'drop_high = 1, take = "highest"': {"x": "9.00", "y": "2.00"},
    'drop_low = 2, take = "lowest"': {"x": "4.00", "y": ""},
    'drop_worst = 1, take = "median"': {"x": "6.50", "y": "7.00"},
    'drop_best = 1, take = "first"': {"x": "3.00", "y": "2.00"},
}


def test_dropping_goes_with_every_way_of_taking():
    assert attempts_at_once(DROPPED_AND_TAKEN, FIVE) == DROPPED_AND_TAKEN


def test_equal_marks_lose_only_as_many_as_are_dropped():
    rules = attempts('drop_high = 1, drop_low = 1, take = "sum"')

    assert shown(rules, rows(x="7 7 7 7", y="7 7 7")) == {"x": "14.00", "y": "7.00"}


def test_fewer_than_needed_give_no_value():
    rules = attempts('need = 3, take = "sum"', more='missing = "none"')

    assert shown(rules, rows(x="1 2 3", y="1 2")) == {"x": "6.00", "y": ""}


def test_what_is_needed_is_counted_before_dropping():
    rules = attempts('need = 5, drop_best = 1, drop_worst = 1, take = "mean", round = "0.01"')

    assert shown(rules, rows(x="1 2 3 4 9", y="1 2 3 4")) == {"x": "3.00", "y": ""}


def test_only_marks_that_meet_a_condition_are_taken():
    rules = attempts('where = "value >= 3 and attempt < 4", take = "sum"')

    assert shown(rules, rows(x="3 9 1 9 4", y="2 2")) == {"x": "12.00", "y": ""}


def test_a_condition_goes_before_dropping():
    rules = attempts('where = "value != 9", drop_high = 1, drop_low = 1, take = "sum"')
    ordered = attempts('where = "value != 9", drop_high = 2, take = "sum"')

    assert shown(rules, FIVE)["x"] == "3.00"
    assert shown(ordered, FIVE)["x"] == "1.00"


def test_marks_that_meet_no_condition_are_counted_as_none():
    assert shown(attempts('where = "value > 8", take = "count"'), FIVE) == {"x": "2.00", "y": "0.00"}


WITH_A_FAILURE = {
    'take = "best"': {"x": "9.00", "y": "7.00"},
    'take = "sum"': {"x": "", "y": "9.00"},
    'take = "median"': {"x": "", "y": "4.50"},
    'take = "worst"': {"x": "", "y": "2.00"},
    'take = "count"': {"x": "2.00", "y": "2.00"},
    'take = "last"': {"x": "", "y": "7.00"},
    'take = "first"': {"x": "3.00", "y": "2.00"},
    'drop_worst = 1, take = "sum"': {"x": "12.00", "y": "7.00"},
    'drop_low = 1, take = "sum"': {"x": "12.00", "y": "7.00"},
    'drop_high = 1, take = "sum"': {"x": "", "y": "2.00"},
    'keep_best = 2, take = "mean", round = "0.01"': {"x": "6.00", "y": "4.50"},
    'need = 3, take = "best"': {"x": "9.00", "y": ""},
}


def test_a_failed_attempt_is_worse_than_any_value():
    assert attempts_at_once(WITH_A_FAILURE, rows(x="3 9 fell", y="2 7"), before=FELL) == WITH_A_FAILURE


def test_one_attempt_is_no_result_where_two_are_needed_even_if_it_failed():
    rules = attempts('need = 2, take = "best"', before=FELL)
    found = {
        row["entry"]: (row["score"], row["state"])
        for row in standings(rules, rows(x="fell", y="fell fell", z="3 fell"))
    }

    assert found == {"x": ("", "not_marked"), "y": ("", "fell"), "z": ("3.00", "")}


def test_of_two_failures_the_one_declared_later_is_dropped():
    late = FELL + '[states.late]\ntitle = { zh = "超时", en = "late" }\neffect = "fail"\n'
    rules = attempts('drop_worst = 1, take = "sum"', before=late)
    marks = rows(x="fell late 5", y="late fell 5", z="5 late 1")
    found = {row["entry"]: (row["score"], row["state"]) for row in standings(rules, marks)}

    assert found == {"x": ("", "fell"), "y": ("", "fell"), "z": ("6.00", "")}


def test_where_low_is_better_a_failed_attempt_is_dropped_as_the_highest():
    rules = attempts('drop_high = 1, take = "sum"', better="low", before=FELL)

    assert shown(rules, rows(x="3 9 fell", y="3 9 5")) == {"x": "12.00", "y": "8.00"}


def test_judges_and_items_are_combined_one_after_the_other():
    rules = stage(
        """
        [stage.criteria.dive]
        by = ["item", "source"]
        decimals = 1
        steps = [
          { over = "source", drop_high = 1, drop_low = 1, take = "sum" },
          { over = "item", take = "sum" },
        ]
        """,
        "dive",
    )
    marks = """
    entry item source value
    x     d1   j1     7.5
    x     d1   j2     8.0
    x     d1   j3     8.5
    x     d1   j4     9.0
    x     d2   j1     5.0
    x     d2   j2     6.0
    x     d2   j3     6.5
    x     d2   j4     7.0
    """
    assert shown(rules, marks) == {"x": "29.0"}


def test_two_dimensions_can_be_combined_at_once():
    rules = stage(
        """
        [stage.criteria.a]
        by = ["item", "source"]
        decimals = 0
        steps = [{ over = ["item", "source"], drop_low = 2, take = "sum" }]
        """,
        "a",
    )
    marks = "entry item source value\nx p j1 1\nx p j2 2\nx q j1 3\nx q j2 4"

    assert shown(rules, marks) == {"x": "7"}


def test_items_that_only_another_criterion_has_do_not_count():
    rules = stage(
        """
        [stage.criteria.a]
        by = ["item", "source"]
        decimals = 0
        steps = [{ over = "source", take = "sum" }, { over = "item", take = "mean", round = "0.01" }]
        [stage.criteria.b]
        by = ["item", "source"]
        decimals = 0
        steps = [{ over = "source", take = "sum" }, { over = "item", drop_worst = 1, take = "sum" }]
        """,
        "a",
    )
    marks = """
    entry criterion item source value
    x     a         p    j1     4
    x     a         q    j1     8
    x     b         p    j1     1
    x     b         q    j1     1
    x     b         r    j1     5
    """
    assert shown(rules, marks, "score:a") == {"x": "6.00"}
    assert shown(rules, marks, "score:b") == {"x": "6"}


def test_an_exact_mean_needs_no_rounding_where_the_number_of_judges_is_fixed():
    rules = stage(
        """
        [stage.criteria.a]
        by = ["source"]
        decimals = 0
        count = { source = 4 }
        steps = [{ over = "source", take = "mean" }]
        """,
        "a",
    )
    marks = "entry source value\nx j1 1\nx j2 2\nx j3 2\nx j4 2"

    assert shown(rules, marks) == {"x": "1.75"}


def test_a_mean_stays_exact_when_a_row_is_left_out():
    rules = stage(
        """
        [stage.criteria.a]
        by = ["source"]
        decimals = 0
        count = { source = 3 }
        show = "0.01"
        steps = [{ over = "source", take = "mean" }]
        """,
        "a",
        before='[states.void]\ntitle = "void"\neffect = "skip"',
    )
    marks = "entry source value state\nx j1 1 .\nx j2 2 .\nx j3 . void\ny j1 1 .\ny j2 1 .\ny j3 2 ."

    assert shown(rules, marks) == {"x": "1.50", "y": "1.33"}


def test_a_median_of_an_even_number_is_the_exact_middle_of_two():
    rules = attempts('take = "median"', decimals=1)

    assert shown(rules, rows(x="1.1 1.2", y="-0 3.3")) == {"x": "1.15", "y": "1.65"}


def test_real_numbers_are_combined_as_real_numbers():
    rules = stage(
        """
        [stage.criteria.a]
        by = ["attempt"]
        decimals = 0
        show = "0.001"
        steps = [{ formula = "sqrt(value)" }, { over = "attempt", take = "mean" }]
        [stage.criteria.b]
        by = ["attempt"]
        decimals = 0
        show = "0.001"
        steps = [{ formula = "sqrt(value)" }, { over = "attempt", take = "median" }]
        [stage.criteria.c]
        by = ["attempt"]
        decimals = 0
        steps = [{ formula = "sqrt(value)" }, { over = "attempt", take = "mean", round = "0.01", mode = "ceil" }]
        """,
        "c",
    )
    marks = "entry criterion attempt value\n" + "\n".join(f"x {c} {n} {n}" for c in "abc" for n in (1, 2, 3))
    row = {name: shown(rules, marks, f"score:{name}")["x"] for name in "abc"}

    assert row == {"a": "1.382", "b": "1.414", "c": "1.39"}
