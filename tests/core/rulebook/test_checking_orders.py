"""Orders, tables and rules of going on that cannot mean anything are told before any mark is read."""

# ruff: noqa: E501 - a sentence stands in one piece, as a person reads it

import pytest

from tests.core.rulebook.writing import STEPS, WEIGHTS, changed, said

MISTAKES = {
    "points divided among equals without rounding": (
        STEPS,
        STEPS[:-1] + ', { lookup = { "1" = 5 }, shared = "mean" }]',
        [
            'r:30:stage.criteria.practice.steps: found shared = "mean" without round, expected `round` in this step, e.g. "0.01"',
        ],
    ),
    "points divided among equal decimals": (
        STEPS,
        STEPS[:-1] + ', { lookup = { "1.5" = 5 }, shared = "mean", round = "1" }]',
        [
            'r:30:stage.criteria.practice.steps: found shared = "mean" of numbers that are not whole, expected whole numbers, such as places',
        ],
    ),
    "a table chosen by what is no column of the entry": (
        STEPS,
        STEPS[:-1] + ', { lookup = { a = { "1" = 5 } }, by = "item.difficulty" }]',
        [
            "r:30:stage.criteria.practice.steps: found by = item.difficulty, expected a column of a table, e.g. event.era, entry.role",
        ],
    ),
    "several tables without a word on which": (
        STEPS,
        STEPS[:-1] + ', { lookup = { a = { "1" = 5 } } }]',
        [
            'r:30:stage.criteria.practice.steps: found several tables without by, expected by names the column that chooses among several: lookup = { a = { "1" = 8 } }, by = "entry.role"',
        ],
    ),
    "one table and a word on which": (
        STEPS,
        STEPS[:-1] + ', { lookup = { "1" = 5 }, by = "event.cut" }]',
        [
            'r:30:stage.criteria.practice.steps: found one table with by, expected by names the column that chooses among several: lookup = { a = { "1" = 8 } }, by = "entry.role"',
        ],
    ),
    "no table": (
        STEPS,
        STEPS[:-1] + ", { lookup = {} }]",
        [
            'r:30:stage.criteria.practice.steps.lookup: found a table, expected { "1" = 25, "2" = 18 }',
        ],
    ),
    "an empty one among several tables": (
        STEPS,
        STEPS[:-1] + ', { lookup = { a = {} }, by = "event.cut" }]',
        [
            'r:30:stage.criteria.practice.steps.lookup: found a table, expected { "1" = 25, "2" = 18 }',
        ],
    ),
    "an opponent's number that is separate otherwise than the match": (
        "[stage.scores.total]",
        '[stage.criteria.parts]\nby = ["attempt"]\n[stage.criteria.goals]\nkind = "match"\nby = ["item"]\n'
        'steps = [{ formula = "value + opponent.parts" }, { over = "item", take = "sum" }]\n[stage.scores.total]',
        [
            "r:31:stage.criteria.parts: warning: found parts, separate by attempt and never combined, expected `over` in its steps",
            "r:33:stage.criteria.goals: warning: found goals, which nothing reads, expected a use in order, scores or steps",
            "r:36:stage.criteria.goals.steps: found parts, which is still separate by attempt, expected one number an entry: combine it first with `over`",
        ],
    ),
    "an order that compares one number one by one": (
        'by = "total"',
        'by = "total"\ncompare = "best_to_worst"',
        [
            "r:34:stage.order.by: found total, one number, expected numbers separate by exactly one of item, attempt, source",
        ],
    ),
    "an order that compares by two dimensions one by one": (
        STEPS + '\n[stage.scores.total]\nweights = { theory = "30%", practice = "70%" }\n[[stage.order]]\nby = "total"',
        '[stage.scores.total]\nformula = "theory"\n[[stage.order]]\nby = "total"\n[[stage.order]]\nby = "practice"\ncompare = "best_to_worst"',
        [
            "r:35:stage.order.by: found practice, still separate by item, source, expected numbers separate by exactly one of item, attempt, source",
        ],
    ),
    "an order that compares real numbers one by one": (
        '[[stage.order]]\nby = "total"',
        '[stage.criteria.roots]\nby = ["item"]\nsteps = [{ formula = "sqrt(value)" }]\n[[stage.order]]\nby = "total"\n[[stage.order]]\nby = "roots"\ncompare = "best_to_worst"',
        [
            'r:39:stage.order.by: found roots, a real number that is not rounded, expected round it first, e.g. "0.001"',
        ],
    ),
    "an order that compares an unknown list one by one": (
        'by = "total"',
        'by = "totl"\ncompare = "best_to_worst"',
        [
            "r:34:stage.order.by: found totl (did you mean total?), expected a criterion or score of this stage: theory, practice, total",
        ],
    ),
    "an order both one by one and among equals": (
        '[[stage.order]]\nby = "total"',
        '[[stage.order]]\nby = "total"\n[[stage.order]]\nby = "theory"\ncompare = "best_to_worst"\namong = "tied"',
        [
            "r:35:stage.order: found both compare and among, expected one of them",
            "r:36:stage.order.by: found theory, one number, expected numbers separate by exactly one of item, attempt, source",
            "r:38:stage.order.among: found tied, expected a score that begins at matches and combines `item` once, or a formula of nothing but such scores",
        ],
    ),
    "an order that begins among equals": (
        'by = "total"',
        'by = "total"\namong = "tied"',
        [
            "r:35:stage.order.among: found tied, expected another key before it",
        ],
    ),
    "an order among equals by what comes of no match": (
        '[[stage.order]]\nby = "total"',
        '[[stage.order]]\nby = "total"\n[[stage.order]]\nby = "practice"\namong = "tied"\n[[stage.order]]\nby = "theory"\namong = "tied"',
        [
            "r:37:stage.order.among: found tied, expected a score that begins at matches and combines `item` once, or a formula of nothing but such scores",
            "r:40:stage.order.among: found tied, expected a score that begins at matches and combines `item` once, or a formula of nothing but such scores",
        ],
    ),
    "a number of places that no column declares": (
        "top = 3",
        'top = "event.cuts"',
        [
            'r:37:stage.go_on.top: found event.cuts (did you mean event.cut?), expected a column with type = "number", decimals = 0 and a range from 0',
        ],
    ),
    "a cap that may be below nought": (
        "top = 3",
        'top = 3\ncap = "event.cut"\ncap_per = "unit"\n[entries.low]\ntype = "number"\nrange = [-1, 1]\n[[stage.awards]]\nid = "a"\ntitle = "a"\namong = "theory"',
        [
            "r:43:stage.awards: found no condition, expected one of places, top, count, share, or when",
            "r:46:stage.awards.among: found the formula theory, expected a condition, e.g. total >= 60",
        ],
    ),
    "going on by an unknown score": (
        "top = 3",
        'top = 3\nby = ["totl"]',
        [
            "r:38:stage.go_on.by: found totl (did you mean total?), expected a criterion or score of this stage: theory, practice, total",
        ],
    ),
    "a formula that is only none": (
        WEIGHTS,
        'formula = "none"',
        [
            "r:32:stage.scores.total.formula: found a formula that is only none, expected if(condition, number, none)",
        ],
    ),
    "none outside a choice": (
        WEIGHTS,
        'formula = "theory + none"',
        [
            "r:32:stage.scores.total.formula: found none outside if, expected if(condition, number, none)",
        ],
    ),
    "an order by an unknown score": (
        'by = "total"',
        'by = "totl"',
        [
            "r:34:stage.order.by: found totl (did you mean total?), expected a criterion or score of this stage: theory, practice, total",
        ],
    ),
    "an order by what is still by item": (
        STEPS + '\n[stage.scores.total]\nweights = { theory = "30%", practice = "70%" }\n[[stage.order]]\nby = "total"',
        'steps = [{ over = "source", take = "sum" }]\n[[stage.order]]\nby = "practice"',
        [
            "r:32:stage.order.by: found practice, still separate by item, expected one number an entry: combine it with `over`; to compare one by one, `compare`",
        ],
    ),
    "an order by the same twice": (
        '[[stage.order]]\nby = "total"',
        '[[stage.order]]\nby = "total"\n[[stage.order]]\nby = "total"',
        [
            "r:36:stage.order.by: warning: found total again, expected a key not compared before",
        ],
    ),
}


@pytest.mark.parametrize("mistake", MISTAKES)
def test_a_person_is_told_of(mistake):
    old, new, sentences = MISTAKES[mistake]

    assert said(changed(old, new)) == sentences


LATER = """\
rulebook = 1
name = "later"
title = "later"
[[stage]]
id = "heat"
[stage.criteria.goals]
kind = "match"
by = ["item"]
decimals = 0
range = [0, 9]
[stage.scores.scored]
from = "goals"
steps = [{ over = "item", take = "sum" }]
[[stage.order]]
by = "scored"
[[stage]]
id = "final"
[stage.criteria.a]
decimals = 0
[stage.scores.before]
from = "heat.goals"
steps = [{ over = "item", take = "sum" }]
[[stage.order]]
by = "a"
[[stage.order]]
by = "before"
among = "tied"
"""


def test_matches_of_an_earlier_stage_part_no_equals():
    assert said(LATER) == [
        "r:27:stage.order.among: found tied, expected a score that begins at matches and combines `item` once, or a formula of nothing but such scores"
    ]
