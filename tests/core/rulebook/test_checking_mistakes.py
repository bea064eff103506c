"""What cannot be computed, or would be computed wrongly, is told before any mark is read."""

# ruff: noqa: E501 - a sentence stands in one piece, as a person reads it

import pytest

from tests.core.rulebook.writing import STEPS, WEIGHTS, changed, said

MISTAKES = {
    "a formula for a column that reads an unknown one": (
        "range = [16, 70]",
        'formula = "entry.ages <= 35"',
        [
            "r:11:entries.age.formula: found the name entry.ages (did you mean entry.age?), expected a declared column: write [entries.ages] with its type",
        ],
    ),
    "a column whose name has a meaning": (
        "[entries.age]",
        "[entries.member]",
        [
            "r:9:entries.member: found the column name member, expected another name: this one has a meaning already",
        ],
    ),
    "an order by an unrounded real number": (
        WEIGHTS,
        'formula = "sqrt(theory)"\nshow = 0.01',
        [
            'r:35:stage.order.by: found total, a real number that is not rounded, expected round it first, e.g. "0.001"',
        ],
    ),
    "a number to drop that may be broken": (
        STEPS,
        'steps = [{ over = "source", drop_worst = "event.half", take = "sum" }, { over = "item", take = "sum" }]\n[events.half]\ntype = "number"\ndecimals = 1\nrange = [0, 1]',
        [
            'r:30:stage.criteria.practice.steps: found event.half, which need not be a whole number of 0 or more, expected a column with type = "number", decimals = 0 and a range from 0',
        ],
    ),
    "a number to drop of an unknown column": (
        STEPS,
        'steps = [{ over = "source", drop_worst = "event.cuts", take = "sum" }, { over = "item", take = "sum" }]',
        [
            "r:30:stage.criteria.practice.steps: found the name event.cuts (did you mean event.cut?), expected a declared column: write [events.cuts] with its type",
        ],
    ),
    "going on by number and by share": (
        "top = 3",
        'top = 3\nshare = "10%"',
        [
            "r:35:stage.go_on: found both top and share, expected one of them",
        ],
    ),
    "a score that reads a later stage": (
        WEIGHTS,
        'formula = "final.total + theory"',
        [
            "r:32:stage.scores.total.formula: found final.total, of a stage that does not come before this one, expected a score of an earlier stage: stages run one way, never in a circle",
        ],
    ),
    "a score that goes on from a later stage": (
        WEIGHTS,
        'from = "final.total"',
        [
            "r:32:stage.scores.total.from: found final.total, of a stage that does not come before this one, expected a score of an earlier stage: stages run one way, never in a circle",
        ],
    ),
    "the first of judges": (
        STEPS,
        'steps = [{ over = "source", take = "first" }, { over = "item", take = "sum" }]',
        [
            'r:30:stage.criteria.practice.steps: found take = first over source, expected attempts alone have an order: over = "attempt"',
        ],
    ),
    "over a dimension already gone": (
        STEPS,
        'steps = [{ over = "source", take = "sum" }, { over = "source", take = "sum" }]',
        [
            "r:30:stage.criteria.practice.steps: found over = source, a dimension it does not have here, expected item",
        ],
    ),
    "over when one number is left": (
        STEPS,
        'steps = [{ over = ["item", "source"], take = "sum" }, { over = "item", take = "sum" }]',
        [
            "r:30:stage.criteria.practice.steps: found over = item, a dimension it does not have here, expected no `over`: it is one number already",
        ],
    ),
    "a mean of an unknown number": (
        STEPS,
        'steps = [{ over = "source", take = "sum" }, { over = "item", take = "mean" }]',
        [
            "r:30:stage.criteria.practice.steps: found a mean that divides by anything from 1 to 1000, expected `round` in this step, or `count` saying how many there are",
        ],
    ),
    "a condition that is no condition": (
        STEPS,
        'steps = [{ over = "source", take = "sum", where = "value + 1" }, { over = "item", take = "sum" }]',
        [
            "r:30:stage.criteria.practice.steps: found the formula value + 1, expected a condition on each row",
        ],
    ),
    "times an unknown name": (
        STEPS,
        'steps = [{ times = "dificulty" }, ' + STEPS[9:],
        [
            "r:30:stage.criteria.practice.steps: found the name dificulty (did you mean item.difficulty?), expected a name these rules have",
        ],
    ),
    "times an item column after the items are gone": (
        STEPS,
        'steps = [{ over = "source", take = "sum" }, { over = "item", take = "sum" }, { times = "item.difficulty" }]',
        [
            "r:30:stage.criteria.practice.steps: found a number still separate by item, expected numbers with no more dimensions than value",
        ],
    ),
    "an exact mean of judges whose items were added up first": (
        STEPS,
        'steps = [{ over = "item", take = "sum" }, { over = "source", take = "mean" }]',
        [
            "r:30:stage.criteria.practice.steps: found a mean that divides by anything from 1 to 1000, expected `round` in this step, or `count` saying how many there are",
        ],
    ),
    "a formula of two values whose lines differ": (
        "[stage.scores.total]",
        '[stage.criteria.judged]\nby = ["source"]\n[stage.criteria.built]\nby = ["item"]\n[stage.scores.mixed]\nformula = "judged * built"\n[stage.scores.total]',
        [
            "r:31:stage.criteria.judged: warning: found judged, separate by source and never combined, expected `over` in its steps",
            "r:33:stage.criteria.built: warning: found built, separate by item and never combined, expected `over` in its steps",
            "r:35:stage.scores.mixed: found a formula separate by item, source, expected a criterion or score in it that is separate by item, source too",
        ],
    ),
    "a criterion called by a word of formulas": (
        "[stage.scores.total]",
        "[stage.criteria.placed]\n[stage.scores.total]",
        [
            "r:31:stage.criteria.placed: found the name placed, expected another name: this word has a meaning in every formula",
        ],
    ),
    "a weight of an unknown name": (
        WEIGHTS,
        "weights = { teory = 1, practice = 1 }",
        [
            "r:32:stage.scores.total.weights: found the name teory (did you mean theory?), expected a name these rules have",
        ],
    ),
    "a formula of an unknown name": (
        WEIGHTS,
        'formula = "teory * 2"',
        [
            "r:32:stage.scores.total.formula: found the name teory (did you mean theory?), expected a name these rules have",
        ],
    ),
    "a score from an unknown name": (
        WEIGHTS,
        'from = "teory"',
        [
            "r:32:stage.scores.total.from: found the name teory (did you mean theory?), expected a name these rules have",
        ],
    ),
    "a score from a criterion still by item": (
        WEIGHTS,
        'formula = "x"\n[stage.criteria.x]\nby = ["item"]',
        [
            "r:36:stage.order.by: found total, still separate by item, expected one number an entry: combine it with `over`; to compare one by one, `compare`",
        ],
    ),
    "a score that is a condition": (
        WEIGHTS,
        'formula = "theory > 5"',
        [
            "r:32:stage.scores.total.formula: found a score that is no number, expected a number, e.g. if(condition, 1, 0)",
        ],
    ),
    "scores that turn in a circle": (
        WEIGHTS,
        'formula = "a + theory"\n[stage.scores.a]\nformula = "b"\n[stage.scores.b]\nformula = "total"',
        [
            "r:36:stage.scores.b.formula: found the cycle total → a → b → total, expected scores that do not depend on each other",
        ],
    ),
    "a score that no decimal can write": (
        WEIGHTS,
        'formula = "theory / 3"',
        [
            'r:31:stage.scores.total: found total, which no plain decimal can write, expected round or show, e.g. "0.01"',
        ],
    ),
    "a number that 64 bits do not hold": (
        WEIGHTS,
        'formula = "theory ^ 9 * practice ^ 5"',
        [
            "r:32:stage.scores.total.formula: found a number that may reach 10^18 in steps of 1/10^18, expected a number that fits 64 bits: narrow a range, say by count how many rows there are, use fewer decimals, or round an earlier step",
        ],
    ),
    "an empty order": (
        '[[stage.order]]\nby = "total"\n',
        "order = []\n",
        [
            "r:22:stage: found no order, expected the key order",
            "r:33:stage.scores.total.order: found the unknown key order (did you mean mode?), expected one of title, formula, weights, weights_total, weights_of, from, steps, round, mode, show, better, hidden",
            "r:38:stage: found no order, expected the key order",
        ],
    ),
    "going on to an earlier stage": (
        'to = "medals", top = 1',
        'to = "heat", top = 1',
        [
            "r:43:stage.go_on.to: found going on to heat, which does not come later, expected a later stage",
        ],
    ),
    "gone on without anybody sent": (
        'to = "final"',
        'to = "elsewhere"',
        [
            'r:42:stage.entrants: found gone_on, expected an earlier stage with go_on.to = "final"',
        ],
    ),
    "going on under a condition that is none": (
        "top = 3",
        'when = "total + 1"',
        [
            "r:37:stage.go_on.when: found the formula total + 1, expected a condition, e.g. total >= 60",
        ],
    ),
    "going on under a condition of an unknown name": (
        "top = 3",
        'when = "totl > 1"',
        [
            "r:37:stage.go_on.when: found the name totl (did you mean total?), expected a name these rules have",
        ],
    ),
    "a quota per an unknown column": (
        "top = 3",
        'top = 3\nper = "shop"',
        [
            "r:22:stage: found the column shop, expected a column of entries: age, category, group, name, team, unit",
        ],
    ),
    "ranks within an unknown column": (
        'id = "heat"',
        'id = "heat"\nwithin = "groupe"',
        [
            "r:22:stage: found the column groupe (did you mean group?), expected a column of entries: age, category, group, name, team, unit",
            "r:40:stage: found the column groupe (did you mean group?), expected a column of entries: age, category, group, name, team, unit",
        ],
    ),
    "two awards of one id": (
        "top = 3",
        'top = 3\n[[stage.awards]]\nid = "gold"\ntitle = "Gold"\ntop = 1\n[[stage.awards]]\nid = "gold"\ntitle = "Gold"\ntop = 2',
        [
            "r:43:stage.awards.id: found a second gold, expected different ids",
        ],
    ),
    "an award for place nought": (
        "top = 3",
        'top = 3\n[[stage.awards]]\nid = "gold"\ntitle = "Gold"\nplaces = [0, 1]',
        [
            "r:41:stage.awards.places: found places 0 to 1, expected [from, to], counted from 1",
        ],
    ),
    "an award that reads a criterion by item": (
        "top = 3",
        'top = 3\n[[stage.awards]]\nid = "gold"\ntitle = "Gold"\nwhen = "item.difficulty > 1"',
        [
            "r:41:stage.awards.when: found item.difficulty, which is still separate by item, expected one number an entry: combine it first with `over`",
        ],
    ),
    "a lot that nothing reads": (
        "[stage.scores.total]",
        '[stage.criteria.lots]\nkind = "lot"\n[stage.scores.total]',
        [
            "r:31:stage.criteria.lots: warning: found lots, which nothing reads, expected a use in order, scores or steps",
        ],
    ),
    "a criterion never combined": (
        "[stage.scores.total]",
        '[stage.criteria.extra]\nby = ["item"]\n[stage.scores.total]',
        [
            "r:31:stage.criteria.extra: warning: found extra, separate by item and never combined, expected `over` in its steps",
        ],
    ),
    "ranked by no condition": (
        'id = "heat"',
        'id = "heat"\nranked = "total"',
        [
            "r:24:stage.ranked: found the formula total, expected a condition, e.g. total >= 60",
        ],
    ),
}


@pytest.mark.parametrize("mistake", MISTAKES)
def test_a_person_is_told_of(mistake):
    old, new, sentences = MISTAKES[mistake]

    assert said(changed(old, new)) == sentences
