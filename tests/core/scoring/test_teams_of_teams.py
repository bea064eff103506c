"""Numbers of teams in later stages: the team's own, those of crews in a workshop, and an entry's team."""

import pytest

from jiangong.core.problems import Refused
from jiangong.core.rulebook import rulebook_hash
from jiangong.core.scoring import explain_outcome
from tests.core.scoring.writing import book, outcome, standings

SINGLE = """
    [[stage]]
    id = "single"
    [stage.criteria.work]
    by = ["item"]
    decimals = 0
    steps = [{ over = "item", take = "sum" }]
    [[stage.order]]
    by = "work"
    [[stage]]
    id = "crew"
    entrants = "teams"
    [stage.scores.crew]
    from = "single.work"
    steps = [{ over = "member", keep_best = 2, take = "sum" }]
    [[stage.order]]
    by = "crew"
"""
ENTRIES = "entry team unit category\n1 a S A\n2 a S B\n3 b S A\n4 c T A\n5 . T A"
MARKS = "stage entry item value\nsingle 1 x 5\nsingle 1 y 4\nsingle 2 x 3\nsingle 3 x 6\nsingle 4 x 8\nsingle 5 x 9"
LAST = '[[stage]]\nid = "last"\n{}\n[stage.scores.n]\n{}\n[[stage.order]]\nby = "n"'


def numbers(head, score):
    """What the last stage comes to, by entry."""
    rows = standings(book(SINGLE, LAST.format(head, score)), MARKS, entries=ENTRIES)
    return {row["entry"]: row["score"] for row in rows if row["stage"] == "last"}


SHOP = 'entrants = "teams"\nteam = "unit"'


def test_a_team_goes_on_from_its_own_number_of_an_earlier_stage():
    assert numbers('entrants = "teams"', 'formula = "crew.crew * 2 + crew.place"') == {"a": "25", "c": "18", "b": "15"}


def test_the_members_of_a_workshop_are_its_crews():
    assert numbers(SHOP, 'from = "crew.crew"\nsteps = [{ over = "member", take = "mean", round = 1 }]') == {
        "S": "9", "T": "8",
    }  # fmt: skip


def test_a_column_of_a_crew_is_that_of_its_first_member():
    where = "where = \"entry.category = 'B'\""
    assert numbers(SHOP, f'from = "crew.crew"\nsteps = [{{ over = "member", {where}, take = "count" }}]') == {
        "S": "0", "T": "0",
    }  # fmt: skip


def test_an_entry_reads_the_number_of_its_team_and_has_none_without_a_team():
    assert numbers('entrants = "listed"', 'formula = "single.work + first_given(crew.crew, 0)"') == {
        "1": "21", "2": "15", "3": "12", "4": "16", "5": "9",
    }  # fmt: skip


def test_numbers_of_teams_that_are_still_separate_go_on_with_them():
    by_item = book(
        """
        [[stage]]
        id = "single"
        [stage.criteria.work]
        by = ["item"]
        decimals = 0
        hidden = true
        [stage.scores.sum]
        from = "work"
        steps = [{ over = "item", take = "sum" }]
        [[stage.order]]
        by = "sum"
        [[stage]]
        id = "crew"
        entrants = "teams"
        [stage.scores.parts]
        from = "single.work"
        steps = [{ over = "member", take = "sum" }]
        [stage.scores.all]
        from = "parts"
        steps = [{ over = "item", take = "sum" }]
        [[stage.order]]
        by = "all"
        [[stage]]
        id = "shop"
        entrants = "teams"
        team = "unit"
        [stage.scores.shop]
        from = "crew.parts"
        steps = [{ over = "member", take = "highest" }, { over = "item", take = "sum" }]
        [[stage.order]]
        by = "shop"
        [[stage]]
        id = "again"
        entrants = "teams"
        [stage.scores.best]
        from = "crew.parts"
        steps = [{ over = "item", take = "highest" }]
        [[stage.order]]
        by = "best"
        [[stage]]
        id = "own"
        entrants = "listed"
        [stage.scores.mine]
        formula = "single.work + crew.parts"
        steps = [{ over = "item", take = "sum" }]
        [[stage.order]]
        by = "mine"
        """
    )
    rows = standings(by_item, MARKS, entries=ENTRIES)
    found = {(row["stage"], row["entry"]): row["score"] for row in rows}

    assert {key: found[key] for key in found if key[0] == "shop"} == {("shop", "S"): "12", ("shop", "T"): "8"}
    assert {key[1]: found[key] for key in found if key[0] == "again"} == {"a": "8", "b": "6", "c": "8"}
    assert {key[1]: found[key] for key in found if key[0] == "own"} == {
        "1": "21", "2": "", "3": "12", "4": "16", "5": "",
    }  # fmt: skip


def test_members_of_two_kinds_are_refused():
    with pytest.raises(Refused) as refused:
        book(
            SINGLE,
            LAST.format(SHOP, 'formula = "crew.crew + single.work"\nsteps = [{ over = "member", take = "sum" }]'),
        )

    assert [problem.found.en for problem in refused.value.problems] == ["members of several kinds: entries, team"]


def test_what_follows_from_the_other_stages_is_no_part_of_what_the_rules_say():
    before = book(SINGLE, LAST.format('entrants = "teams"', 'formula = "crew.crew"'))

    assert before.stages[2].alike == ("crew",)
    assert len(rulebook_hash(before)) == 64


def test_the_working_names_the_crews():
    rules = book(SINGLE, LAST.format(SHOP, 'from = "crew.crew"\nsteps = [{ over = "member", take = "sum" }]'))
    explained = explain_outcome(outcome(rules, MARKS, entries=ENTRIES), "S", stage="last")

    assert [[cell.text.en for cell in row] for row in explained.steps[0].rows] == [["a", "12"], ["b", "6"]]


BOTH = """
    [[stage]]
    id = "single"
    [stage.criteria.theory]
    decimals = 0
    [[stage.order]]
    by = "theory"
    [[stage]]
    id = "crew"
    entrants = "teams"
    [stage.criteria.relay]
    decimals = 0
    [stage.scores.total]
    from = "single.theory"
    steps = [{ over = "member", take = "sum" }, { plus = "relay" }]
    [[stage.order]]
    by = "total"
"""
RELAY = "stage entry criterion value\nsingle 1 theory 5\nsingle 2 theory 6\nsingle 3 theory 1\ncrew a relay 3\ncrew {} relay 9"


def test_a_team_has_marks_of_its_own_beside_those_of_its_members():
    rows = standings(book(BOTH), RELAY.format("b"), entries=ENTRIES)

    assert {row["entry"]: row["score"] for row in rows if row["stage"] == "crew"} == {"a": "14", "b": "10", "c": ""}


@pytest.mark.parametrize("entry", ["1", "z"])
def test_marks_of_a_team_that_nobody_belongs_to_are_refused(entry):
    with pytest.raises(Refused) as refused:
        standings(book(BOTH), RELAY.format(entry), entries=ENTRIES)

    (problem,) = refused.value.problems
    assert problem.expected.en == "a team of the entries table (its column team)"
