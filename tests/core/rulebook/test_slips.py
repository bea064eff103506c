"""Slips that lead to a wrong order without a word: the best of times by high, and what only seems to be read by nobody."""

import pytest

from jiangong.core.rulebook import check_rulebook

TIMES = """\
rulebook = 1
name = "times"
title = "Times"
[[stage]]
id = "s"
[stage.criteria.time]
title = "Time"
by = ["attempt"]
range = [1, 99]
better = "low"
hidden = true
[stage.criteria.points]
title = "Points"
by = ["attempt"]
range = [1, 99]
hidden = true
[stage.scores.first]
title = "Points"
from = "points"
steps = [{ over = "attempt", take = "best" }]
[stage.scores.t]
title = "t"
"""
FIRST = '[[stage.order]]\nby = "first"\n'
ORDER = FIRST + '[[stage.order]]\nby = "t"\n'


def told(text, lang="en"):
    return [f"{p.level} {p.found.say(lang)} | {p.expected.say(lang)}" for p in check_rulebook(text)]


def warned(score, order=ORDER, lang="en"):
    return told(TIMES + score + "\n" + order, lang)


def from_time(*steps, better="", start="time"):
    return f'from = "{start}"\n{better}steps = [{{ {" }, { ".join(steps)} }}]'


SAID = (
    'warning t without `better`, so that high is better, from time, of which low is better | better = "low", or "high"'
)
BEST, SUM = 'over = "attempt", take = "best"', 'over = "attempt", take = "sum"'


@pytest.mark.parametrize(
    ("score", "order"),
    [
        (from_time(BEST), FIRST),
        (from_time('over = "attempt", drop_worst = 1, take = "sum"'), FIRST),
        (from_time('over = "attempt", drop_best = 1, take = "mean", round = "0.1"'), FIRST),
        (from_time('over = "attempt", keep_best = 2, take = "sum"'), FIRST),
        (from_time('over = "attempt", take = "worst"', 'round = "0.1"'), FIRST),
        (from_time(SUM), ORDER),
        (from_time('over = "attempt", take = "lowest"'), FIRST + '[stage.go_on]\ntop = 1\nby = ["t"]'),
        (from_time(SUM), FIRST + '[[stage.awards]]\nid = "x"\ntitle = "x"\ntop = 1\nby = ["t"]'),
    ],
)
def test_a_time_that_is_best_when_high_is_doubted(score, order):
    assert warned(score, order) == [SAID]
    assert warned(score, order, "zh") == [
        'warning t 没有写 better，按高的好；它从 time 算起，那里低的好 | 写 better = "low"，或 "high"'
    ]


@pytest.mark.parametrize(
    ("score", "order"),
    [
        (from_time(BEST, better='better = "low"\n'), ORDER),
        (from_time(BEST, better='better = "high"\n'), ORDER),
        (from_time(SUM), FIRST),  # for a formula: nobody asks which is better
        (from_time('over = "attempt", take = "count"'), ORDER),
        (from_time('formula = "100 - value"', BEST), ORDER),
        (from_time('over = "attempt", drop_high = 1, take = "sum"'), FIRST),
        (from_time(BEST, start="points"), ORDER),
        ('formula = "first"\nsteps = [{ plus = 1 }]', FIRST),
    ],
)
def test_where_better_is_said_or_means_nothing_all_is_well(score, order):
    assert [line for line in warned(score, order) if "without `better`" in line] == []


def test_a_copied_stage_is_told_of_once():
    text = TIMES + from_time(BEST) + "\n" + FIRST + '[[stage]]\nid = "u"\nlike = "s"'

    assert told(text) == [SAID]


LATER = """
[stage.criteria.record]
kind = "decision"
values = [1]
[stage.criteria.wind]
kind = "adjustment"
by = ["attempt"]
range = [-9, 9]
[stage.criteria.mark]
by = ["attempt"]
[[stage]]
id = "u"
entrants = "listed"
[stage.scores.v]
formula = "FORMULA"
WIND[[stage.order]]
by = "v"
"""


def later(formula, wind=""):
    times = TIMES[TIMES.index("[stage.criteria.time]") : TIMES.index("[stage.criteria.points]")]
    first = TIMES.replace(times, "").partition("[stage.scores.t]")[0]
    return told(first + FIRST + LATER.replace("FORMULA", formula).replace("WIND", wind))


def test_what_a_later_stage_reads_is_read_and_not_lacking_a_combination():
    wind = '[stage.scores.w]\nformula = "s.wind + s.mark"\n[stage.scores.x]\nfrom = "w"\nsteps = [{ over = "attempt", take = "sum" }]\n'

    assert later("if(given(s.record), s.first, s.first + 1)", wind) == []


def test_what_nobody_reads_is_told_still():
    assert later("s.first") == [
        "warning record, which nothing reads | a use in order, scores or steps",
        "warning wind, which nothing reads | a use in order, scores or steps",
        "warning mark, separate by attempt and never combined | `over` in its steps",
    ]


COMBINED = """\
rulebook = 1
name = "n"
title = "N"
[[stage]]
id = "s"
[stage.criteria.a]
by = ["item", "source"]
count = { source = 3 }
range = [0, 9]
decimals = 0
steps = [{ over = "source", take = "sum" }]
[stage.scores.b]
from = "a"
steps = [{ over = "source", take = "count" }]
[[stage.order]]
by = "a"
compare = "best_to_worst"
"""


def test_what_a_criterion_combined_itself_is_told_where_it_is_asked_for_again():
    (said,) = [p.sentence("en") for p in check_rulebook(COMBINED, file="r")]

    assert said == (
        "r:14:stage.scores.b.steps: found over = source, a dimension it does not have here, expected item; the steps of a itself "
        "combined it: let a score of its own do that, so that both begin with rows"
    )


def test_where_nothing_was_combined_it_is_only_not_there():
    text = COMBINED.replace('over = "source", take = "sum"', 'over = "member", take = "sum"')

    assert "itself" not in " ".join(told(text))


def test_going_on_by_a_wrong_number_is_told_once():
    text = COMBINED.replace("[stage.scores.b]", "[stage.scores.c]").replace(
        'from = "a"\nsteps = [{ over = "source", take = "count" }]', 'formula = "1"'
    )

    assert told(text + '[stage.go_on]\ntop = "entry.quota * 3"') == [
        'error "entry.quota * 3" | a whole number, 0 or more, "event.NAME" or "entry.NAME" '
        "(what is computed is a column with a formula)"
    ]
