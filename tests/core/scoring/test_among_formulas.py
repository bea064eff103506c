"""Among those who are equal: a formula of numbers that come of their matches, such as games won by games lost."""

import pytest

from jiangong.core.problems import Refused
from tests.core.reference.naive import settled
from tests.core.scoring.writing import book, shown, standings

GROUP = """
[[stage]]
id = "s"
[stage.criteria.ball]
kind = "match"
by = ["item", "source"]
range = [0, 50]
decimals = 0
[stage.scores.games]
from = "ball"
steps = [{ formula = "if(value > opponent, 1, 0)" }, { over = "source", take = "sum" }]
hidden = true
[stage.scores.points]
from = "games"
steps = [{ formula = "if(value > opponent, 2, 1)" }, { over = "item", take = "sum" }]
[stage.scores.won]
from = "games"
steps = [{ over = "item", take = "sum" }]
[stage.scores.lost]
from = "games"
steps = [{ formula = "opponent" }, { over = "item", take = "sum" }]
[stage.scores.ratio]
formula = "won / max(lost, 1)"
round = "0.0001"
[[stage.order]]
by = "points"
[[stage.order]]
by = "ratio"
among = "still_tied"
"""
# a beat b 3:0, c beat a 3:1, b beat c 3:0, and everybody beat d 3:0
MATCHES = {
    ("a", "b"): "WWW",
    ("a", "c"): "LWLL",
    ("b", "c"): "WWW",
    ("a", "d"): "WWW",
    ("b", "d"): "WWW",
    ("c", "d"): "WWW",
}


def rows(matches):
    """One row a game and side."""
    found = []
    for number, ((one, other), games) in enumerate(matches.items()):
        for game, mark in enumerate(games):
            sides = ((one, "11" if mark == "W" else "5"), (other, "5" if mark == "W" else "11"))
            found += [
                {"entry": e, "item": str(number), "source": str(game), "criterion": "ball", "value": v}
                for e, v in sides
            ]
    return found


def words(matches=None):
    names = ("entry", "item", "source", "value")
    return "\n".join([" ".join(names), *(" ".join(row[name] for name in names) for row in rows(matches or MATCHES))])


def test_the_ratio_is_counted_again_from_the_matches_of_those_who_are_equal():
    # of a 4:3, of b 3:3, of c 3:4; with the games against d it would be 7:3, 6:3 and 6:4
    found = {row["entry"]: (row["place"], row["decided_by"]) for row in standings(book(GROUP), words())}
    assert found == {"a": ("1", "ratio"), "b": ("2", "ratio"), "c": ("3", "ratio"), "d": ("4", "")}


def test_games_against_others_do_not_help():
    """b lost to nobody else, and its ratio over all is the best."""
    worse = MATCHES | {("a", "d"): "LWLWW", ("c", "d"): "LWLWW"}
    found = {row["entry"]: (row["place"], row["score:ratio"]) for row in standings(book(GROUP), words(worse))}

    assert found == {"a": ("1", "1.4000"), "b": ("2", "2.0000"), "c": ("3", "1.0000"), "d": ("4", "0.4444")}


def test_the_naive_reference_agrees():
    lines = settled(book(GROUP), rows(MATCHES))["", "s"]

    assert [(line.entry, line.place, line.decided_by) for line in lines] == [
        ("a", 1, "ratio"), ("b", 2, "ratio"), ("c", 3, "ratio"), ("d", 4, ""),
    ]  # fmt: skip


@pytest.mark.parametrize("formula", ["won / max(lost, 1) + extra", "rank_high(won)", "event.n + 1"])
def test_a_formula_of_anything_else_is_refused(formula):
    more = '[stage.criteria.extra]\nkind = "adjustment"\nrange = [0, 9]\n[[stage.order]]\nby = "points"'
    text = GROUP.replace("won / max(lost, 1)", formula).replace('[[stage.order]]\nby = "points"', more, 1)

    with pytest.raises(Refused, match="a formula of nothing but such scores"):
        book('[events.n]\ntype = "number"\nrange = [0, 9]', text)


@pytest.mark.parametrize(
    "made",
    [
        'formula = "won - lost"\nsteps = [{ lookup = { "0" = 1 }, otherwise = 0, shared = "split", round = "0.01" }]',
        'formula = "won - lost"\nsteps = [{ formula = "value * 2" }]',
    ],
)
def test_nor_can_a_formula_with_steps_of_its_own_be_counted_again(made):
    text = GROUP.replace('formula = "won / max(lost, 1)"\nround = "0.0001"', made)

    with pytest.raises(Refused, match="a formula of nothing but such scores"):
        book(text)


def test_the_same_key_again_puts_apart_those_who_are_left_equal():
    beaten = "A B, A C, D A, B C, B D, C D, A E, B E, C E, C F, D E, D F"
    marks = "entry item value\n" + "\n".join(
        f"{pair[0]} {n} 1\n{pair[2]} {n} 0" for n, pair in enumerate(beaten.split(", "), 1)
    )
    head = """
    [[stage]]
    id = "s"
    [stage.criteria.g]
    kind = "match"
    by = ["item"]
    decimals = 0
    range = [0, 1]
    [stage.scores.won]
    from = "g"
    steps = [{ over = "item", take = "sum" }]
    """
    still = '[[stage.order]]\nby = "won"\namong = "still_tied"\n'
    once = shown(book(head + '[[stage.order]]\nby = "won"\n' + still), marks, "place")
    twice = shown(book(head + '[[stage.order]]\nby = "won"\n' + still + still), marks, "place")

    # three each; among the four A and B have two, C and D one; A beat B, and C beat D
    assert once == {"A": "1", "B": "1", "C": "3", "D": "3", "E": "5", "F": "5"}
    assert twice == {"A": "1", "B": "2", "C": "3", "D": "4", "E": "5", "F": "5"}
