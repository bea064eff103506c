"""A value of the wrong kind is told with its line, and what it should have been."""

# ruff: noqa: E501 - a sentence stands in one piece, as a person reads it

import pytest

from tests.core.rulebook.writing import STEPS, TITLE, WEIGHTS, changed, said

MISTAKES = {
    "an unknown key names the nearest one": (
        TITLE,
        'titel = "x"',
        [
            "r:1: found no title, expected the key title",
            "r:3:titel: found the unknown key titel (did you mean title?), expected one of rulebook, name, title, version, source, note, states, entries, items, events, sources, stage",
        ],
    ),
    "a wrong version": (
        "rulebook = 1",
        "rulebook = 2",
        [
            "r:1:rulebook: found 2, expected 1",
        ],
    ),
    "a name with a space": (
        'name = "lamp"',
        'name = "lamp 2"',
        [
            'r:2:name: found "lamp 2", expected a name of letters, digits and underscores, beginning with a letter',
        ],
    ),
    "a title that is a number": (
        TITLE,
        "title = 5",
        [
            'r:3:title: found 5, expected text, or { zh = "…", en = "…" }',
        ],
    ),
    "a title in an unknown language": (
        TITLE,
        'title = { fr = "x" }',
        [
            'r:3:title: found a table, expected text, or { zh = "…", en = "…" }',
        ],
    ),
    "an empty title": (
        TITLE,
        'title = " "',
        [
            'r:3:title: found " ", expected text, or { zh = "…", en = "…" }',
        ],
    ),
    "a whole number that is true": (
        "rulebook = 1",
        "rulebook = true",
        [
            "r:1:rulebook: found true, expected a whole number, 0 or more",
        ],
    ),
    "a state with unknown effect": (
        'effect = "fail"',
        'effect = "fial"',
        [
            'r:7:states.fell.effect: found "fial" (did you mean fail?), expected one of out, fail, skip, value',
        ],
    ),
    "states that are no table": (
        '[states.fell]\ntitle = { zh = "掉落", en = "dropped it" }\neffect = "fail"',
        "states = 3",
        [
            "r:5:states: found 3, expected a table with one entry a name",
        ],
    ),
    "a state with a bad code": (
        "[states.fell]",
        '[states."2x"]',
        [
            "r:5:states.2x: found the name 2x, expected a name of letters, digits and underscores, beginning with a letter",
        ],
    ),
    "a state that is no table": (
        '[states.fell]\ntitle = { zh = "掉落", en = "dropped it" }\neffect = "fail"',
        "states = { fell = 3 }",
        [
            "r:5:states.fell: found 3, expected a table, e.g. { … }",
        ],
    ),
    "a range upside down": (
        "range = [16, 70]",
        "range = [70, 16]",
        [
            "r:11:entries.age.range: found [70, 16], expected [lowest, highest]",
        ],
    ),
    "a range of one": (
        "range = [16, 70]",
        "range = [70]",
        [
            "r:11:entries.age.range: found [70], expected [lowest, highest]",
        ],
    ),
    "a default that is a list": (
        "range = [16, 70]",
        "default = [1]",
        [
            "r:11:entries.age.default: found [1], expected a number, true/false or a name",
        ],
    ),
    "a stage that is no list": (
        '[[stage]]\nid = "heat"',
        '[stage]\nid = "heat"',
        [
            "r:39:8: found no TOML (Cannot overwrite a value), expected double brackets everywhere: [[stage]]",
        ],
    ),
    "a dimension that is none": (
        'by = ["item", "source"]',
        'by = ["sauce"]',
        [
            'r:27:stage.criteria.practice.by: found [sauce], expected some of item, attempt, source, e.g. ["source"]',
            "r:28:stage.criteria.practice.count: found count of source, expected source in `by` too",
            "r:30:stage.criteria.practice.steps: found over = source, a dimension it does not have here, expected no `over`: it is one number already",
        ],
    ),
    "a dimension twice": (
        'by = ["item", "source"]',
        'by = ["item", "item"]',
        [
            'r:27:stage.criteria.practice.by: found [item, item], expected some of item, attempt, source, e.g. ["source"]',
            "r:28:stage.criteria.practice.count: found count of source, expected source in `by` too",
            "r:30:stage.criteria.practice.steps: found over = source, a dimension it does not have here, expected no `over`: it is one number already",
        ],
    ),
    "a count of an unknown dimension": (
        "count = { source = 5 }",
        "count = { sauce = 5 }",
        [
            "r:28:stage.criteria.practice.count.sauce: found sauce = 5 (did you mean source?), expected whole numbers from 1, as { source = 5 } or { source = [3, 7] }; where there may be no row at all, still from 1",
        ],
    ),
    "a count of none": (
        "count = { source = 5 }",
        "count = { source = 0 }",
        [
            "r:28:stage.criteria.practice.count.source: found source = 0, expected whole numbers from 1, as { source = 5 } or { source = [3, 7] }; where there may be no row at all, still from 1",
        ],
    ),
    "a count that is no table": (
        "count = { source = 5 }",
        "count = 5",
        [
            "r:28:stage.criteria.practice.count: found 5, expected whole numbers from 1, as { source = 5 } or { source = [3, 7] }; where there may be no row at all, still from 1",
        ],
    ),
    "a count upside down": (
        "count = { source = 5 }",
        "count = { source = [7, 5] }",
        [
            "r:28:stage.criteria.practice.count.source: found source = [7, 5], expected whole numbers from 1, as { source = 5 } or { source = [3, 7] }; where there may be no row at all, still from 1",
        ],
    ),
    "a count of true": (
        "count = { source = 5 }",
        "count = { source = true }",
        [
            "r:28:stage.criteria.practice.count.source: found source = True, expected whole numbers from 1, as { source = 5 } or { source = [3, 7] }; where there may be no row at all, still from 1",
        ],
    ),
    "items that are no list": (
        "range = [0, 10]",
        'items = "p1"',
        [
            'r:29:stage.criteria.practice.items: found "p1", expected a list of texts, e.g. ["p1", "p2"]',
        ],
    ),
    "a flag that is a text": (
        "range = [0, 10]",
        'hidden = "yes"',
        [
            'r:29:stage.criteria.practice.hidden: found "yes", expected true or false',
        ],
    ),
    "a number that is none": (
        "top = 3",
        'share = "five"',
        [
            'r:37:stage.go_on.share: found "five", expected a number, e.g. 5, 0.5, "30%"',
        ],
    ),
    "a number too large": (
        "range = [0, 10]",
        "range = [0, 10000000000000000]",
        [
            "r:29:stage.criteria.practice.range: found [0, 10000000000000000], expected [lowest, highest]",
        ],
    ),
    "a number that is true": (
        "top = 3",
        "share = true",
        [
            'r:37:stage.go_on.share: found true, expected a number, e.g. 5, 0.5, "30%"',
        ],
    ),
    "a percentage that divides by nothing": (
        "top = 3",
        'share = "1/0"',
        [
            'r:37:stage.go_on.share: found "1/0", expected a number, e.g. 5, 0.5, "30%"',
        ],
    ),
    "a unit that no decimal can write": (
        "range = [0, 10]",
        'show = "1/3"',
        [
            'r:29:stage.criteria.practice.show: found "1/3", expected a plain decimal above 0, e.g. "0.01", 0.5',
        ],
    ),
    "a unit of nothing": (
        "range = [0, 10]",
        "show = 0",
        [
            'r:29:stage.criteria.practice.show: found 0, expected a plain decimal above 0, e.g. "0.01", 0.5',
        ],
    ),
    "a number to drop that is none": (
        STEPS,
        'steps = [{ over = "source", drop_worst = "discards", take = "sum" }, { over = "item", take = "sum" }]',
        [
            'r:30:stage.criteria.practice.steps.drop_worst: found "discards", expected a whole number, 0 or more, "event.NAME", or { 5 = 1, 9 = 2 }: one from five rows on, two from nine on, and some left',
        ],
    ),
    "over an unknown dimension": (
        STEPS,
        'steps = [{ over = "judge", take = "sum" }]',
        [
            'r:30:stage.criteria.practice.steps.over: found "judge", expected one of item, attempt, source, member, or a list of them',
            "r:34:stage.order.by: found total, still separate by item, source, expected one number an entry: combine it with `over`; to compare one by one, `compare`",
        ],
    ),
    "over no dimension": (
        STEPS,
        'steps = [{ over = [], take = "sum" }]',
        [
            "r:30:stage.criteria.practice.steps.over: found [], expected one of item, attempt, source, member, or a list of them",
            "r:34:stage.order.by: found total, still separate by item, source, expected one number an entry: combine it with `over`; to compare one by one, `compare`",
        ],
    ),
    "a lookup that is no table": (
        STEPS,
        "steps = [{ lookup = 3 }, " + STEPS[9:],
        [
            'r:30:stage.criteria.practice.steps.lookup: found 3, expected { "1" = 25, "2" = 18 }',
        ],
    ),
    "rounding by an unknown mode": (
        STEPS,
        'steps = [{ round = 1, mode = "up" }, ' + STEPS[9:],
        [
            'r:30:stage.criteria.practice.steps.mode: found "up", expected one of half_up, half_even, floor, ceil',
        ],
    ),
    "empty weights": (
        WEIGHTS,
        "weights = {}",
        [
            'r:32:stage.scores.total.weights: found a table, expected { theory = "30%", practice = "70%" }',
        ],
    ),
    "a criterion that is no table": (
        "[stage.criteria.theory]\nrange = [0, 100]\n",
        "criteria.theory = 3\n",
        [
            "r:24:stage.criteria.theory: found 3, expected a table, e.g. { … }",
        ],
    ),
    "a formula that is too long": (
        "top = 3",
        'when = "' + "1+" * 1000 + '1 > 0"',
        [
            "r:37:stage.go_on.when: found 2005 characters in a formula, expected at most 2000 characters in a formula: several scores instead",
        ],
    ),
    "awards that are no list": (
        "top = 3",
        'top = 3\n[stage.awards]\nid = "gold"',
        [
            "r:38:stage.awards: found a table, expected [[awards]] or [ { … } ]",
        ],
    ),
    "an id that is a number": (
        'id = "heat"',
        "id = 5",
        [
            'r:22:stage.entrants: found gone_on, expected an earlier stage with go_on.to = "final"',
            "r:22:stage.order: found an empty order, expected at least one key",
            "r:23:stage.id: found 5, expected a name of letters, digits and underscores, beginning with a letter",
            "r:39:stage: found no order, expected the key order",
            "r:41:stage.like: found heat, expected an earlier stage: none",
        ],
    ),
}


@pytest.mark.parametrize("mistake", MISTAKES)
def test_a_person_is_told_of(mistake):
    old, new, sentences = MISTAKES[mistake]

    assert said(changed(old, new)) == sentences
