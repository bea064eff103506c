"""A name that is not known where it stands is told with what was most likely meant; one mistake is told once."""

# ruff: noqa: E501 - a sentence stands in one piece, as a person reads it

import re

import pytest

from tests.core.rulebook.writing import STEPS, WEIGHTS, changed, said

BEGIN = "r:32:stage.scores.total.formula: found the name {}, expected {}"
OPPONENT = (
    'steps of matches (kind = "match"), while they are separate by item: a score that starts `from` the matches, with a step'
    ' { formula = "if(value > opponent, 3, 0)" } or where = "value > opponent"'
)
HINTS = {
    "value": "steps only; here the name of a criterion or score",
    "start": "steps only, while no dimension has been combined",
    "place": "a condition of going on or of an award; of an earlier stage stage.place, the rank of a number of this one rank_high(…)",
    "entrants": "a condition of going on or of an award; in a score field_count(…)",
    "placed": "a condition of going on or of an award; in a score field_count(…)",
    "opponent": OPPONENT,
    "opponent.theory": OPPONENT,
    "source.grade": "a declared column: write [sources.grade] with its type",
    "member": 'over = "member"; a column of the member is entry.NAME',
    "event.year": "a declared column: write [events.year] with its type",
    "item.weight": "a declared column: write [items.weight] with its type",
    "entry.job": "a declared column: write [entries.job] with its type",
}


@pytest.mark.parametrize("name", HINTS)
def test_a_name_in_the_wrong_place_is_told_where_it_belongs(name):
    (sentence,) = said(changed(WEIGHTS, f'formula = "theory + {name}"'))

    assert re.sub(r" \(did you mean [^)]*\)", "", sentence) == BEGIN.format(name, HINTS[name])


def test_what_reads_a_mistaken_score_is_not_told_as_a_second_mistake():
    text = changed(WEIGHTS, 'formula = "theory / practice"').replace("top = 3", 'when = "total > 3"')
    text = text.replace(
        'like = "heat"', 'like = "heat"\nscores.more = { formula = "heat.total + 1" }\nranked = "heat.total > 0"'
    )

    assert said(text) == [
        "r:32:stage.scores.total.formula: found a divisor that may be 0: practice, expected a divisor that cannot be 0: give it a range, or use max(…, 1)",
    ]


RUNS = {
    '{ over = "item", take = "longest_run" }': "take = longest_run without where",
    '{ over = ["item", "source"], take = "longest_run", where = "value > 1" }': "take = longest_run",
    '{ over = "item", take = "longest_run", where = "value > 1", drop_low = 1 }': "take = longest_run",
    '{ over = "item", take = "longest_run", where = "value > 1", keep_best = 1 }': "take = longest_run",
    '{ over = "item", take = "longest_run", where = "value > 1", need = 2 }': "take = longest_run",
    '{ over = "item", take = "longest_run", where = "value > 1", drop_high = "event.cut" }': "take = longest_run",
}


@pytest.mark.parametrize("step", RUNS)
def test_a_row_without_an_order_or_a_condition_is_refused(step):
    first = "" if "source" in step else '{ over = "source", take = "sum" }, '
    (sentence,) = said(changed(STEPS, f"steps = [{first}{step}]"))

    assert sentence.startswith(
        f"r:30:stage.criteria.practice.steps: found {RUNS[step]}, expected one dimension, item or attempt"
    )
