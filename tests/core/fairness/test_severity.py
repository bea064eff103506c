"""How strictly judges mark, by hand: three judges, six works, one field of 0 to 10."""

from fractions import Fraction

from jiangong.core.fairness.severity import Given, judge_figures


def marks(**given):
    """Marks of each judge for works 1, 2, …; an asterisk for a work of the judge's own unit."""
    return [
        Given(judge, str(n), "look", Fraction(written.rstrip("*")), written.endswith("*"))
        for judge, row in given.items()
        for n, written in enumerate(row.split(), 1)
        if written != "-"
    ]


def test_a_strict_judge_is_flagged_by_the_mean_difference_from_the_others():
    strict, mild, third = judge_figures(
        marks(a="0 3 3 3 3 3", b="2 5 5 5 5 5", c="2 5 5 5 10 5"),
    )
    # the span of the field is 0 to 10: a lies 2 below b everywhere; of c, 2 below and once 7
    assert (strict.judge, strict.count, strict.compared) == ("a", 6, 6)
    assert strict.mean_difference == (5 * Fraction(-2, 10) + (Fraction(3) - Fraction(15, 2)) / 10) / 6
    assert strict.is_flagged and not mild.is_flagged
    assert strict.said_difference.zh == "−24%"
    assert strict.spread == Fraction(3, 10) and strict.said_spread == "30%"
    assert third.said_difference.zh.startswith("+")


def test_few_comparisons_flag_nobody_and_nobody_to_compare_with_says_nothing():
    a, b = judge_figures(marks(a="0 0 0 -", b="9 9 9 4"))
    assert (a.compared, a.is_flagged, b.compared) == (3, False, 3)
    (alone,) = judge_figures(marks(a="3 7"))
    assert (alone.mean_difference, alone.said_difference.en, alone.compared) == (None, "cannot be compared", 0)


def test_a_judge_who_is_kind_to_the_own_unit_is_flagged_at_once():
    a, b = judge_figures(marks(a="9* 4 4 -", b="5 4 4 0*"))
    assert (a.own_unit_count, a.own_unit_difference, a.is_flagged) == (1, Fraction(4, 9), True)
    assert (b.own_unit_count, b.own_unit_difference, b.is_flagged) == (1, None, False)


def test_where_all_are_equal_there_is_no_difference():
    a, b = judge_figures(marks(a="5 5 5 5 5", b="5 5 5 5 5"))
    assert (a.mean_difference, a.said_difference.zh, a.spread, b.is_flagged) == (0, "0%", 0, False)
