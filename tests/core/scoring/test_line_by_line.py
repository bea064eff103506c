"""Numbers that are still separate by item may be taken on to a later stage, by a team's best members item by item."""

from jiangong.core.rulebook import check_rulebook
from jiangong.core.scoring import explain_outcome
from tests.core.scoring.writing import book, keys, outcome

RIDERS = """
    [[stage]]
    id = "riders"
    [stage.criteria.time]
    title = { zh = "用时", en = "Time" }
    by = ["item"]
    decimals = 0
    range = [1, 9999]
    better = "low"
    [stage.scores.general]
    from = "time"
    better = "low"
    steps = [{ over = "item", need = 2, take = "sum" }]
    """
TEAMS = """
    [[stage]]
    id = "teams"
    entrants = "teams"
    ranked = "given(best)"
    [stage.scores.best]
    title = { zh = "每天最好两人", en = "Best two a day" }
    from = "riders.time"
    better = "low"
    steps = [{ over = "member", keep_best = 2, need = 2, take = "sum" }, { over = "item", need = 2, take = "sum" }]
    """
RULES = book(RIDERS, keys("general"), TEAMS, keys("best"))
MARKS = """
    stage entry item value state
    riders a d1 100 .
    riders a d2 110 .
    riders b d1 105 .
    riders b d2 90 .
    riders c d1 99 .
    riders c d2 120 .
    riders d d1 80 .
    riders d d2 81 .
    riders e d1 82 .
    riders e d2 83 .
    riders f d1 1 .
    riders f . . disqualified
"""
ENTRIES = "entry team\na red\nb red\nc red\nd blue\ne blue\nf blue"


def test_a_team_takes_its_best_members_day_by_day():
    rows = [row for row in outcome(RULES, MARKS, entries=ENTRIES).rows() if row["stage"] == "teams"]

    assert [(row["entry"], row["place"], row["score"]) for row in rows] == [("blue", "1", "326"), ("red", "2", "399")]


def test_the_explanation_lists_every_member_and_day():
    steps = explain_outcome(outcome(RULES, MARKS, entries=ENTRIES), "red", stage="teams").steps

    assert [[cell.text.en for cell in row] for row in steps[0].rows] == [
        ["d1", "a", "100"],
        ["d1", "b", "105"],
        ["d1", "c", "99"],
        ["d2", "a", "110"],
        ["d2", "b", "90"],
        ["d2", "c", "120"],
    ]
    assert [[cell.dropped for cell in row][-1] for row in steps[0].rows] == [False, True, False, False, False, True]


def test_a_later_stage_goes_on_with_the_lines_of_those_who_take_part():
    final = """
        [[stage]]
        id = "final"
        entrants = "gone_on"
        [stage.criteria.last]
        decimals = 0
        range = [0, 9999]
        [stage.scores.worst]
        from = "riders.time"
        steps = [{ over = "item", take = "highest" }]
        [stage.scores.sum]
        formula = "worst + last"
        """
    rules = book(RIDERS, '[stage.go_on]\nto = "final"\ntop = 2', keys("general"), final, keys("sum low"))
    timed = [line.split() for line in MARKS.strip().splitlines()[1:]]
    lines = [" ".join((stage, entry, "time", *rest)) for stage, entry, *rest in timed]
    marks = "\n".join(["stage entry criterion item value state", *lines, "final d last . 5 .", "final e last . 1 ."])
    rows = [row for row in outcome(rules, marks, entries=ENTRIES).rows() if row["stage"] == "final"]

    assert [(row["entry"], row["score:worst"], row["score"]) for row in rows] == [
        ("e", "83", "84"),
        ("d", "81", "86"),
    ]


def test_a_number_that_is_still_separate_decides_nothing_before_it_is_combined():
    text = (
        'rulebook = 1\nname = "x"\ntitle = "x"\n'
        + RIDERS
        + keys("general")
        + TEAMS.split("steps", maxsplit=1)[0]
        + "\n"
        + keys("best")
    )

    assert [problem.found.en for problem in check_rulebook(text)][:1] == [
        "best, which is still separate by item, member"
    ]
