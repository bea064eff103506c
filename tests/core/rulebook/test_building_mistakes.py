"""What does not belong together is told with its line."""

# ruff: noqa: E501 - a sentence stands in one piece, as a person reads it

import pytest

from tests.core.rulebook.writing import STEPS, WEIGHTS, changed, said

MISTAKES = {
    "a state without effect": (
        'effect = "fail"',
        'title2 = "x"',
        [
            "r:5:states.fell: found no effect, expected the key effect",
            "r:7:states.fell.title2: found the unknown key title2 (did you mean title?), expected one of title, effect, value, excludable, keeps",
        ],
    ),
    "a state that counts as nothing and is never dropped": (
        'effect = "fail"',
        'effect = "skip"\nexcludable = false',
        [
            "r:5:states.fell: found effect = skip with excludable = false, "
            'expected excludable only when effect = "value" or "fail"',
        ],
    ),
    "a state with a value it does not use": (
        'effect = "fail"',
        'effect = "fail"\nvalue = 1',
        [
            'r:5:states.fell: found effect = fail with value, expected value only when effect = "value"',
        ],
    ),
    "an attribute without type": (
        'type = "number"\nrange = [16, 70]',
        "range = [16, 70]",
        [
            "r:9:entries.age: found no type, expected the key type",
        ],
    ),
    "a formula for a column of items": (
        '[items.difficulty]\ntype = "number"',
        '[items.difficulty]\nformula = "1"\ntype = "number"',
        [
            "r:14:items.difficulty.formula: found formula, expected computed columns only in entries",
        ],
    ),
    "two stages of one id": (
        'id = "final"',
        'id = "heat"',
        [
            'r:22:stage.entrants: found gone_on, expected an earlier stage with go_on.to = "heat"',
            "r:40:stage.id: found a second heat, expected a different id for each stage",
            'r:42:stage.entrants: found gone_on, expected an earlier stage with go_on.to = "heat"',
        ],
    ),
    "a stage without id": (
        'id = "heat"\n',
        "",
        [
            "r:22:stage: found no id, expected the key id",
            'r:22:stage.entrants: found gone_on, expected an earlier stage with go_on.to = "final"',
            "r:22:stage.order: found an empty order, expected at least one key",
            "r:38:stage: found no order, expected the key order",
            "r:40:stage.like: found heat, expected an earlier stage: none",
        ],
    ),
    "a stage like none": (
        'like = "heat"',
        'like = "haet"',
        [
            "r:39:stage: found no order, expected the key order",
            "r:41:stage.like: found haet (did you mean heat?), expected an earlier stage: heat",
        ],
    ),
    "a count of a dimension not in by": (
        "count = { source = 5 }",
        "count = { attempt = 2 }",
        [
            "r:28:stage.criteria.practice.count: found count of attempt, expected attempt in `by` too",
        ],
    ),
    "ten decimals": (
        "range = [0, 10]",
        "decimals = 10",
        [
            "r:26:stage.criteria.practice: found decimals = 10, step = none, expected at most 9 decimals, enough to write the step",
            "r:30:stage.criteria.practice.steps: found a number that may reach 10^9 in steps of 1/10^9, expected a number that fits 64 bits: narrow a range, say by count how many rows there are, use fewer decimals, or round an earlier step",
        ],
    ),
    "a step finer than the decimals": (
        "range = [0, 10]",
        "decimals = 1\nstep = 0.25",
        [
            "r:26:stage.criteria.practice: found decimals = 1, step = 0.25, expected at most 9 decimals, enough to write the step",
        ],
    ),
    "a step of nothing": (
        "range = [0, 10]",
        "step = 0",
        [
            "r:26:stage.criteria.practice: found decimals = 0, step = none, expected at most 9 decimals, enough to write the step",
        ],
    ),
    "a stage like the one after it": (
        'id = "heat"',
        'id = "heat"\nlike = "final"',
        [
            "r:24:stage.like: found final, expected an earlier stage: none",
        ],
    ),
    "a step with two acts": (
        STEPS,
        "steps = [{ times = 2, plus = 1 }, " + STEPS[9:],
        [
            "r:30:stage.criteria.practice.steps: found times, plus, expected one act a step: over, times, plus, formula, lookup, bands, limit, goalposts or round",
        ],
    ),
    "a step with nothing": (
        STEPS,
        "steps = [{}, " + STEPS[9:],
        [
            "r:30:stage.criteria.practice.steps: found an empty step, expected one act a step: over, times, plus, formula, lookup, bands, limit, goalposts or round",
        ],
    ),
    "a drop without over": (
        STEPS,
        "steps = [{ round = 1, drop_high = 1 }, " + STEPS[9:],
        [
            "r:30:stage.criteria.practice.steps: found drop_high, expected one act a step: over, times, plus, formula, lookup, bands, limit, goalposts or round",
        ],
    ),
    "a step without take": (
        STEPS,
        'steps = [{ over = "source" }, { over = "item", take = "sum" }]',
        [
            "r:30:stage.criteria.practice.steps: found no take, expected the key take, e.g. mean, sum",
        ],
    ),
    "times what cannot be read": (
        STEPS,
        'steps = [{ times = "2 +" }, ' + STEPS[9:],
        [
            "r:30:stage.criteria.practice.steps.times: found the end of the formula, expected a name, a number or a bracket",
        ],
    ),
    "bands with two upper ends": (
        STEPS,
        "steps = [{ bands = [{ to = 1, below = 2, is = 3 }] }, " + STEPS[9:],
        [
            "r:30:stage.criteria.practice.steps.bands: found to and below, expected one of them",
        ],
    ),
    "a band without result": (
        STEPS,
        "steps = [{ bands = [{ to = 1 }] }, " + STEPS[9:],
        [
            "r:30:stage.criteria.practice.steps.bands: found no is, expected the key is",
        ],
    ),
    "equal goalposts": (
        STEPS,
        "steps = [{ goalposts = [2, 2] }, " + STEPS[9:],
        [
            "r:30:stage.criteria.practice.steps.goalposts: found equal ends, expected [low, high], low being smaller",
        ],
    ),
    "a score without a way": (
        WEIGHTS,
        'title = "x"',
        [
            "r:31:stage.scores.total: found no way to compute it, expected one of formula, weights, from",
        ],
    ),
    "a score with two ways": (
        WEIGHTS,
        WEIGHTS + '\nformula = "theory"',
        [
            "r:31:stage.scores.total: found formula, weights, expected one of formula, weights, from",
        ],
    ),
    "weights that do not add up": (
        WEIGHTS,
        'weights = { theory = "30%", practice = "60%" }\nweights_total = "100%"',
        [
            "r:32:stage.scores.total.weights: found weights that add up to 90%, expected 100% in all (weights_total)",
        ],
    ),
    "a criterion and a score of one name": (
        WEIGHTS,
        WEIGHTS + '\n[stage.scores.theory]\nformula = "practice"',
        [
            "r:33:stage.scores.theory: found theory as criterion and as score, expected two different names",
        ],
    ),
    "an order without by": (
        'by = "total"',
        'first = "high"',
        [
            "r:22:stage.order: found an empty order, expected at least one key",
            "r:33:stage.order: found no by, expected the key by",
        ],
    ),
    "no order": (
        '[[stage.order]]\nby = "total"\n',
        "",
        [
            "r:22:stage: found no order, expected the key order",
            "r:37:stage: found no order, expected the key order",
        ],
    ),
    "going on without saying who": (
        "top = 3",
        "reserve = 1",
        [
            "r:35:stage.go_on: found no word on who goes on, expected top, share or when",
        ],
    ),
    "an award without condition": (
        "top = 3",
        'top = 3\n[[stage.awards]]\nid = "gold"\ntitle = "Gold"',
        [
            "r:38:stage.awards: found no condition, expected one of places, top, count, share, or when",
        ],
    ),
    "an award by two ways": (
        "top = 3",
        'top = 3\n[[stage.awards]]\nid = "gold"\ntitle = "Gold"\ntop = 1\nshare = "10%"',
        [
            "r:38:stage.awards: found top, share, expected one of places, top, count, share, or when",
        ],
    ),
    "an award without title": (
        "top = 3",
        'top = 3\n[[stage.awards]]\nid = "gold"\ntop = 1',
        [
            "r:38:stage.awards: found no title, expected the key title",
        ],
    ),
}


@pytest.mark.parametrize("mistake", MISTAKES)
def test_a_person_is_told_of(mistake):
    old, new, sentences = MISTAKES[mistake]

    assert said(changed(old, new)) == sentences
