"""From stage to stage: who takes part, who goes on and who stands in reserve, teams, and points carried on."""

import pytest

from jiangong.core.problems import Refused
from tests.core.scoring.writing import book, shown, standings, told

HEAT = '[[stage]]\nid = "heat"\n[stage.criteria.a]\ndecimals = 0\nmissing = "none"\n[[stage.order]]\nby = "a"\n'
FINAL = '[[stage]]\nid = "final"\n{}\n[stage.criteria.f]\ndecimals = 0\n{}\n[[stage.order]]\nby = "f"\n'
FIVE = "entry value\np 9\nq 7\nr 7\ns 4\nt 1"
UNITS = "entry unit group\np u1 g1\nq u1 g1\nr u2 g1\ns u1 g2\nt u2 g2"
SEEN = ("entry", "place", "goes_on", "reserve")


def heat(rule):
    """A single stage from which some go on."""
    return book(HEAT, f"[stage.go_on]\n{rule}")


GOING = {
    "top = 1": ("p", {}),
    "top = 2": ("pqr", {}),
    'top = 2\nties = "none"': ("p", {}),
    'top = 3\nties = "none"': ("pqr", {}),
    'share = "40%"': ("pqr", {}),
    'share = "39%"': ("p", {}),
    'when = "a >= 4"': ("pqrs", {}),
    'top = 3\nwhen = "place > 1 and a < placed * 2 and entrants = 5"': ("qrs", {}),
    "top = 1\nreserve = 2": ("p", {"q": "1", "r": "1"}),
    "top = 1\nreserve = 3": ("p", {"q": "1", "r": "1", "s": "3"}),
    'top = 1\nper = "unit"': ("pr", {}),
    'top = 1\nper = "unit"\nreserve = 1': ("pr", {"q": "1", "t": "1"}),
    "top = 3\ncap = 1": ("pr", {}),
    "top = 9\ncap = 2": ("pqrt", {}),
    'top = 9\ncap = 1\ncap_per = "group"': ("ps", {}),
    'top = 9\ncap = 1\ncap_per = "group"\nwhen = "a < 9"': ("qrs", {}),
    'top = 9\ncap = 1\ncap_per = "group"\nties = "none"\nwhen = "a < 9"': ("s", {}),
    "when = \"entry.unit = 'u1'\"": ("pqs", {}),
    'top = 2\nper = "group"': ("pqrst", {}),
    'top = 2\nper = "group"\nties = "none"': ("pst", {}),
    'share = "40%"\nper = "group"\nties = "none"': ("pst", {}),
    'top = 2000\nper = "unit"': ("pqrst", {}),
    "top = 9\ncap = 2000": ("pqrst", {}),
    'top = 2000\nper = "unit"\nwhen = "a < 9"': ("qrst", {}),  # more than there are: nobody is taken who may not go on
    "top = 9\ncap = 2000\nwhen = \"entry.unit = 'u1'\"": ("pqs", {}),
    'top = 2\nwhen = "a < 9"\nties = "none"': ("qr", {}),
    'top = 2\nwhen = "a > 9"': ("", {}),
}


@pytest.fixture(scope="module")
def sent():
    """Who goes on and who stands in reserve by each of these rules: a stage each, all with the same marks."""
    heats = [
        f'[[stage]]\nid = "s{n}"\n[stage.criteria.a]\ndecimals = 0\n[[stage.order]]\nby = "a"\n[stage.go_on]\n{rule}\n'
        for n, rule in enumerate(GOING)
    ]
    first, *lines = FIVE.splitlines()
    marks = "\n".join([f"stage {first}", *(f"s{n} {line}" for n in range(len(GOING)) for line in lines)])
    rows = standings(book(*heats), marks, entries=UNITS)
    return {rule: [row for row in rows if row["stage"] == f"s{n}"] for n, rule in enumerate(GOING)}


@pytest.mark.parametrize("rule", GOING)
def test_going_on(rule, sent):
    going, reserve = GOING[rule]

    assert "".join(row["entry"] for row in sent[rule] if row["goes_on"] == "1") == going
    assert {row["entry"]: row["reserve"] for row in sent[rule] if row["reserve"]} == reserve


def test_more_than_a_thousand_go_on_to_the_last_of_them():
    marks = "entry value\n" + "\n".join(f"e{n:04} {2000 - n}" for n in range(1003))
    rules = heat('top = 1001\nties = "none"\nper = "unit"')
    entries = "entry unit\n" + "\n".join(f"e{n:04} u" for n in range(1003))

    going = shown(rules, marks, "goes_on", entries=entries)
    assert [entry for entry, on in going.items() if on == "0"] == ["e1001", "e1002"]


def test_who_has_no_place_does_not_go_on_and_a_last_stage_says_nothing():
    assert told(heat("top = 9"), "entry value state\np 9 .\nq . absent", *SEEN) == ["p 1 1 .", "q . 0 ."]
    assert told(book(HEAT), "entry value\np 9", *SEEN) == ["p 1 . ."]


def two(final="", criterion="", rule='to = "final"\ntop = 2\nties = "none"'):
    """A heat and a final."""
    return book(HEAT, f"[stage.go_on]\n{rule}", FINAL.format(final, criterion))


BOTH = "stage entry criterion value\nheat p a 9\nheat q a 7\nheat r a 5\nfinal p f 1\nfinal q f 2"


@pytest.mark.parametrize(
    ("entrants", "there"),
    [("", "qp"), ('entrants = "gone_on"', "qp"), ('entrants = "marked"', "qp"), ('entrants = "listed"', "qpr")],
)
def test_who_takes_part_in_the_final(entrants, there):
    rows = standings(two(entrants), BOTH)

    assert "".join(row["entry"] for row in rows if row["stage"] == "final") == there


def test_without_a_word_those_sent_on_and_those_marked_take_part():
    found = told(two(), BOTH.replace("final q f 2", "final r f 2"), "stage", "entry", "place", "state")

    assert found[3:] == ["final r 1 .", "final p 2 .", "final q . not_marked"]


def test_marks_of_one_who_did_not_go_on_are_refused_where_only_those_take_part():
    with pytest.raises(Refused) as refused:
        standings(two('entrants = "gone_on"'), BOTH + "\nfinal r f 3")

    problem = refused.value.problems[0]
    assert problem.sentence("en") == "marks:entry: found marks of r in final, expected an entry that went on to it"
    assert problem.sentence("zh") == "marks:entry: final里 r 的评分；应为：晋级到本阶段的参赛项"


def test_two_heats_send_to_one_final():
    second = HEAT.replace('"heat"', '"second"') + '[stage.go_on]\nto = "final"\ntop = 1\n'
    rules = book(
        HEAT.replace('"heat"', '"first"\nentrants = "marked"') + '[stage.go_on]\nto = "final"\ntop = 1\n',
        second.replace('"second"', '"second"\nentrants = "marked"'),
        FINAL.format('entrants = "gone_on"', 'missing = "none"'),
    )
    marks = (
        "stage entry criterion value\nfirst p a 1\nfirst q a 2\nsecond r a 3\nsecond s a 9\nfinal q f 1\nfinal s f 1"
    )

    assert told(rules, marks, "stage", "entry", "place")[4:] == ["final q 1", "final s 1"]


def test_points_are_carried_on_or_start_afresh():
    carried = two(criterion='[stage.scores.t]\nformula = "heat.a + f"\n[stage.scores.before]\nformula = "heat.place"')

    assert shown(carried, BOTH, "score:t") == {"p": "10", "q": "9", "r": ""}
    assert shown(carried, BOTH, "score:before") == {"p": "1", "q": "2", "r": ""}


def test_who_was_out_of_an_earlier_stage_brings_nothing_from_it():
    rules = two(
        'entrants = "listed"', '[stage.scores.t]\nformula = "first_given(heat.a, 100) + f"', 'to = "final"\ntop = 1'
    )
    marks = "stage entry criterion value state\nheat p a 9 .\nheat q a . disqualified\nfinal p f 1 .\nfinal q f 2 ."

    assert shown(rules, marks, "score:t") == {"p": "10", "q": "102"}


TEAM = """
[[stage]]
id = "teams"
entrants = "teams"
[stage.scores.total]
from = "heat.a"
steps = [{ over = "member", TAKE }]
[[stage.order]]
by = "total"
"""
TEAMS = "entry team unit\np red u1\nq red u1\nr blue u2\ns blue u3\nt . u4"


@pytest.mark.parametrize(
    ("take", "red", "blue"),
    [('take = "sum"', "16", "11"), ('take = "best"', "9", "7"), ('keep_best = 1, take = "sum"', "9", "7"),
     ('take = "count"', "2", "2"), ('take = "mean", round = "0.1"', "8.0", "5.5"), ('need = 3, take = "sum"', "", "")],
)  # fmt: skip
def test_a_team_is_made_of_its_members(take, red, blue):
    rows = standings(book(HEAT, TEAM.replace("TAKE", take)), FIVE, entries=TEAMS)

    assert {row["entry"]: row["score"] for row in rows if row["stage"] == "teams"} == {"red": red, "blue": blue}


def test_a_team_does_not_count_a_member_who_is_out():
    marks = "entry value state\np 9 .\nq . disqualified\nr 7 .\ns 4 .\nt 1 ."
    rules = book(HEAT, TEAM.replace("TAKE", 'take = "best"'))
    rows = standings(rules, marks, entries=TEAMS)

    assert [(row["entry"], row["score"]) for row in rows if row["stage"] == "teams"] == [("red", "9"), ("blue", "7")]


def test_members_are_chosen_by_their_own_columns_and_places_can_be_added():
    rules = book(
        '[entries.captain]\ntype = "yes_no"\n[entries.weight]\ntype = "number"\nrange = [1, 9]\n',
        HEAT,
        TEAM.replace("TAKE", 'where = "entry.captain", take = "sum"'),
        """
        [[stage]]
        id = "places"
        entrants = "teams"
        team = "unit"
        [stage.scores.sum]
        formula = "heat.place * entry.weight"
        steps = [{ over = "member", take = "sum" }]
        better = "low"
        [[stage.order]]
        by = "sum"
        """,
    )
    entries = (
        "entry team unit captain weight\np red u1 yes 1\nq red u1 no 2\nr blue u2 no 1\ns blue u2 是 3\nt . . no 1"
    )
    marks = "entry value\np 9\nq 7\nr 6\ns 4\nt 1"

    assert told(rules, marks, "stage", "entry", "place", "score", entries=entries)[5:] == [
        "teams red 1 9", "teams blue 2 4", "places u1 1 5", "places u2 2 15",
    ]  # fmt: skip


def test_a_stage_like_another_is_the_same_with_other_marks():
    rules = book(HEAT, '[[stage]]\nid = "again"\nlike = "heat"')
    marks = "stage entry criterion value\nheat p a 9\nagain p a 8\nagain q a 9"

    assert told(rules, marks, "stage", "entry", "score") == ["heat p 9", "heat q .", "again q 9", "again p 8"]
