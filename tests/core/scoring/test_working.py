"""The working of scores: formulas with an entry's own numbers in them, lines that were combined, members of a team."""

import pytest

from jiangong.core.scoring import explain_outcome
from tests.core.scoring.writing import book, keys, laid_out, outcome, stage

FELL = '[states.fell]\ntitle = { zh = "掉落", en = "dropped it" }\neffect = "fail"\n'
SCORES = ("weighted", "bonus", "root", "fine", "third", "again", "chosen", "best", "scaled", "fastest")
TEXT = """
    [stage.criteria.a]
    decimals = 1
    range = [0, 10]
    [stage.criteria.b]
    decimals = 0
    range = [0, 9]
    missing = "none"
    [stage.criteria.parts]
    by = ["item"]
    decimals = 0
    range = [0, 100]
    [stage.criteria.laps]
    by = ["attempt"]
    decimals = 0
    better = "low"
    [stage.criteria.unused]
    decimals = 0
    missing = "none"
    [stage.scores.doubled]
    formula = "parts * 2"
    [stage.scores.weighted]
    title = { zh = "加权", en = "weighted" }
    weights = { a = "30%", b = "70%" }
    show = "0.1"
    [stage.scores.bonus]
    formula = "if(entry.young and entry.level = 'A', a + entry.age, b)"
    round = "1"
    [stage.scores.root]
    formula = "log(a + 1)"
    hidden = true
    [stage.scores.fine]
    formula = "a / 3"
    hidden = true
    [stage.scores.third]
    formula = "a / 3"
    show = "0.01"
    [stage.scores.again]
    from = "a"
    [stage.scores.chosen]
    formula = "if(item = 'p', parts, 0)"
    steps = [{ over = "item", take = "sum" }]
    [stage.scores.best]
    from = "doubled"
    steps = [{ over = "item", keep_best = 2, take = "sum" }]
    [stage.scores.scaled]
    from = "parts"
    steps = [{ times = "0.5" }, { over = "item", take = "mean", round = "0.1" }]
    [stage.scores.fastest]
    from = "laps"
    better = "low"
    steps = [{ over = "attempt", where = "value > 4", drop_worst = 1, take = "sum" }, { plus = 1 }]
    [stage.scores.total]
    title = { zh = "总分", en = "Total" }
    formula = "ALL"
    round = "0.001"
"""
RULES = stage(
    TEXT.replace("ALL", " + ".join(f"first_given({name}, 0)" for name in SCORES)),
    "total",
    "b",
    before=FELL
    + '[entries.age]\ntype = "number"\nrange = [0, 99]\n[entries.level]\ntype = "text"\n[entries.young]\ntype = "yes_no"\n',
)
MARKS = """
entry criterion item attempt value state
x     a         .    .       2.5   .
x     b         .    .       4     .
x     parts     p    .       10    .
x     parts     q    .       30    .
x     parts     r    .       20    .
x     laps      .    9       7     .
x     laps      .    10      .     fell
x     laps      .    11      6     .
x     laps      .    12      3     .
y     a         .    .       1     .
y     parts     p    .       1     .
y     laps      .    1       .     fell
y     laps      .    2       .     fell
"""
ENTRIES = "entry age level young\nx 20 A yes\ny 30 B no"


@pytest.fixture(scope="module")
def settled():
    """The outcome that these tests look into."""
    return outcome(RULES, MARKS, entries=ENTRIES)


def explained(settled, entry):
    """The steps of an entry by the name in their title."""
    return {step.title.en.partition(":")[0]: step for step in explain_outcome(settled, entry).steps}


@pytest.fixture(scope="module")
def x(settled):
    """The steps of x."""
    return explained(settled, "x")


def test_only_what_the_order_rests_on_is_told_in_the_order_in_which_it_is_computed(x):
    assert list(x) == [
        "a", "b", "parts", "laps", "doubled", "weighted", "bonus", "root", "fine", "third", "again", "chosen", "best", "scaled", "fastest",
        "Total", "Order",
    ]  # fmt: skip


def test_a_formula_is_told_with_the_numbers_of_the_entry(x):
    assert x["weighted"].arithmetic.en == "2.5 × 30% + 4 × 70% → 3.6"
    assert x["weighted"].rule.en == "weighted = a × 30% + b × 70%."
    assert x["third"].arithmetic.en == "2.5 ÷ 3 → 0.83"
    assert x["root"].arithmetic.en == "ln(2.5 + 1) = 1.252763"
    assert x["fine"].arithmetic.en == "2.5 ÷ 3 = 0.8333…"


def test_words_and_yes_or_no_stand_in_the_language_of_the_reader(x):
    assert x["bonus"].arithmetic.en == '2.5 + 20 if yes and A = "A", otherwise 4 → 23 (rounded half up to 1)'
    assert x["bonus"].arithmetic.zh == "如果 是，且 A = “A”，则 2.5 + 20，否则 4 → 23（四舍五入到 1）"


def test_a_formula_that_differs_by_item_is_told_item_by_item(x):
    assert laid_out(x["chosen"]) == ['items | parts if the item = "p", otherwise 0', "p | 10", "q | 0", "r | 0"]
    assert x["chosen"].arithmetic.en == "10 + 0 + 0 = 10"


def test_a_score_that_is_another_one_needs_no_table(x):
    assert (x["again"].title.en, x["again"].rows, x["again"].arithmetic.en) == ("again: 2.5", (), "")


def test_lines_that_were_not_kept_are_struck_out_and_the_rest_is_added_up(x):
    assert laid_out(x["best"]) == ["items | doubled", "p | [20]", "q | 60", "r | 40"]
    assert [cell.note.zh for cell in (row[1] for row in x["best"].rows)] == ["不计", "", ""]
    assert x["best"].arithmetic.en == "60 + 40 = 100"


def test_lines_that_are_changed_before_they_are_combined_show_what_became_of_them(x):
    assert laid_out(x["scaled"]) == ["items | parts | times 0.5", "p | 10 | 5.0", "q | 30 | 15.0", "r | 20 | 10.0"]
    assert (x["scaled"].result, x["scaled"].arithmetic.en) == ("10.0", "(5.0 + 15.0 + 10.0) ÷ 3 → 10.0")


def test_a_line_that_failed_is_called_by_its_state_and_lines_that_a_condition_leaves_out_are_struck_out(x):
    assert laid_out(x["fastest"]) == ["attempts | laps", "9 | [7]", "10 | [dropped it]", "11 | 6", "12 | [3]"]
    assert laid_out(x["fastest"], "zh")[2] == "10 | [掉落]"
    assert x["fastest"].title.en == "fastest: 7"


def test_what_is_missing_is_a_dash(settled):
    y = explained(settled, "y")

    assert (y["weighted"].title.en, y["weighted"].arithmetic.zh) == ("weighted: –", "1.0 × 30% + – × 70% → –")
    assert (y["b"].title.en, y["fastest"].title.en, y["fastest"].arithmetic.en) == ("b: no marks", "fastest: –", "")
    assert laid_out(y["fastest"]) == ["attempts | laps", "1 | [dropped it]", "2 | [dropped it]"]


def test_a_team_is_told_by_its_members():
    rules = book(
        '[[stage]]\nid = "heat"\n[stage.criteria.a]\ndecimals = 0\nmissing = "none"\n[[stage.order]]\nby = "a"\n',
        '[[stage]]\nid = "teams"\nentrants = "teams"\n[stage.scores.total]\nfrom = "heat.a"\n'
        'steps = [{ over = "member", drop_worst = 1, take = "sum" }]\n[stage.scores.places]\nformula = "heat.place"\n'
        'steps = [{ over = "member", take = "sum" }]',
        keys("total", "places"),
    )
    marks = "entry value\nm2 9\nm10 7\nm3 8\nn 4"
    told = explain_outcome(outcome(rules, marks, entries="entry team\nm2 red\nm10 red\nm3 red\nm1 red\nn blue"), "red")

    assert laid_out(told.steps[0]) == ["members | heat: a", "m1 | [–]", "m10 | 7", "m2 | 9", "m3 | 8"]
    assert laid_out(told.steps[1]) == ["members | heat: the place", "m1 | –", "m10 | 3", "m2 | 1", "m3 | 2"]
    assert [step.arithmetic.en for step in told.steps] == ["7 + 9 + 8 = 24", "", ""]
    assert told.stage == "teams"


def test_a_score_that_is_still_separate_shows_what_each_line_is_made_of(x):
    assert laid_out(x["doubled"]) == ["items | parts | doubled", "p | 10 | 20", "q | 30 | 60", "r | 20 | 40"]


def test_a_long_rule_stands_above_the_table_and_only_its_number_over_the_column():
    rules = stage(
        """
        [stage.criteria.parts]
        by = ["item"]
        decimals = 0
        range = [0, 100]
        [stage.scores.total]
        from = "parts"
        steps = [{ formula = "if(value > 20, value * 2, if(value > 10, value, 0))" }, { over = "item", take = "sum" }]
        """,
        "total",
    )
    told = explained(outcome(rules, "entry item value\nx p 30\nx q 15"), "x")

    assert laid_out(told["total"]) == ["items | parts | after step 1", "p | 30 | 60", "q | 15 | 15"]
    assert told["total"].arithmetic.en == "60 + 15 = 75"
