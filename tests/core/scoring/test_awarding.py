"""Who gets what: by place, by number, by share, by condition; one of a kind each."""

import pytest

from jiangong.core.rulebook import describe_rulebook
from tests.core.scoring.writing import book, keys, shown, stage, standings

TEN = "entry value\n" + "\n".join(
    f"{entry} {value}" for entry, value in zip("abcdefghij", (9, 8, 8, 7, 6, 5, 4, 3, 2, 1), strict=True)
)


def awards(*rules, head="[stage.criteria.v]\ndecimals = 0"):
    """A stage with awards called first, second, third."""
    names = ("first", "second", "third")
    written = [
        f'[[stage.awards]]\nid = "{name}"\ntitle = "{name}"\n{rule}' for name, rule in zip(names, rules, strict=False)
    ]
    return stage("\n".join([head, *written]), "v")


def given(rules, marks=TEN, **tables):
    """Award → the entries that get it."""
    found = {}
    for entry, words in shown(rules, marks, "award", **tables).items():
        for word in filter(None, words.split(";")):
            found[word] = found.get(word, "") + entry
    return found


ONE = {
    "places = [1, 1]": "a",
    "places = [2, 3]": "bc",
    "places = [2, 2]": "bc",
    'places = [2, 2]\nties = "none"': "",
    "places = [3, 4]": "d",
    "top = 2": "abc",
    'top = 2\nties = "none"': "a",
    'top = 3\nties = "none"': "abc",
    "count = 0": "",
    "count = 2": "abc",
    'count = 2\nties = "none"': "a",
    'share = "20%"': "abc",
    'share = "20%"\nties = "none"': "a",
    'share = "35%"': "abc",
    'share = "35%"\nshare_round = "ceil"': "abcd",
    'share = "35%"\nshare_round = "half_up"': "abcd",
    'share = "35%"\nshare_round = "half_even"': "abcd",
    'share = "45%"\nshare_round = "half_even"': "abcd",
    'when = "v >= 8"': "abc",
    'when = "place <= 2 and v > 8"': "a",
    'when = "place <= placed * 30%"': "abc",
    'top = 3\nwhen = "v < 9"': "bc",
}


@pytest.fixture(scope="module")
def awarded():
    """Who gets each of these awards, all given in one stage as of different kinds."""
    names = {f"k{n}": rule for n, rule in enumerate(ONE)}
    text = "\n".join(f'[[stage.awards]]\nid = "{k}"\ntitle = "{k}"\nkind = "{k}"\n{rule}' for k, rule in names.items())
    found = given(stage(f"[stage.criteria.v]\ndecimals = 0\n{text}", "v"))
    return {rule: found.get(name, "") for name, rule in names.items()}


@pytest.mark.parametrize("rule", ONE)
def test_an_award_goes_to(rule, awarded):
    assert awarded[rule] == ONE[rule]


def test_shares_of_one_kind_follow_on_from_each_other():
    assert given(awards('share = "10%"', 'share = "20%"', 'share = "30%"')) == {
        "first": "a",
        "second": "bc",
        "third": "def",
    }


def test_a_share_follows_on_from_a_number_of_the_same_kind():
    assert given(awards("top = 1", 'share = "20%"', 'when = "v > 5"')) == {"first": "a", "second": "bc", "third": "de"}


def test_numbers_of_one_kind_follow_on_from_each_other_and_a_tie_takes_from_the_next():
    assert given(awards("count = 2", "count = 3", 'share = "20%"')) == {"first": "abc", "second": "de", "third": "fg"}


def test_a_number_follows_on_from_as_many_places_as_a_range_has_and_from_none_for_a_condition():
    """Two places and two more end with the fourth; whoever meets a condition takes none of the three that follow."""
    assert given(awards("places = [1, 2]", "count = 2")) == {"first": "abc", "second": "d"}
    assert given(awards('when = "v > 8"', "count = 3")) == {"first": "a", "second": "bc"}


def test_a_number_may_differ_by_event_and_be_counted_among_some():
    rules = book(
        '[events.gold]\ntype = "number"\nrange = [0, 9]\n[[stage]]\nid = "s"\n[stage.criteria.v]\ndecimals = 0\n',
        '[[stage.awards]]\nid = "gold"\ntitle = "gold"\ncount = "event.gold"\namong = "entry.unit = \'u\'"\n'
        '[[stage.awards]]\nid = "silver"\ntitle = "silver"\ncount = 1\namong = "entry.unit = \'u\'"',
        keys("v"),
    )
    entries = "event entry unit\n" + "\n".join(
        f"{event} {entry} {'w' if entry == 'a' else 'u'}" for event in "ef" for entry in "abcd"
    )
    marks = "event entry value\n" + "\n".join(
        f"{event} {entry} {9 - n}" for event in "ef" for n, entry in enumerate("abcd")
    )
    rows = standings(rules, marks, entries=entries, events="event gold\ne 1\nf 2")

    assert [(row["event"], row["entry"], row["award"]) for row in rows if row["award"]] == [
        ("e", "b", "gold"),
        ("e", "c", "silver"),
        ("f", "b", "gold"),
        ("f", "c", "gold"),
        ("f", "d", "silver"),
    ]


def test_of_one_kind_the_first_counts_and_of_another_kind_one_more():
    rules = awards("top = 3", "top = 5", 'top = 1\nkind = "title"')

    assert given(rules) == {"first": "abc", "second": "de", "third": "a"}
    assert shown(rules, TEN, "award")["a"] == "first;third"


def test_a_share_counts_all_entrants_or_only_those_placed():
    marks = "entry value state\na 9 .\nb 8 .\nc 7 .\nd 6 .\ne . absent\nf . withdrawn"

    assert given(awards('share = "50%"'), marks) == {"first": "abc"}
    assert given(awards('share = "50%"\nshare_of = "placed"'), marks) == {"first": "ab"}


def test_who_has_no_place_gets_nothing():
    assert given(awards('when = "entrants > 0"'), "entry value state\na 9 .\nb . absent") == {"first": "a"}


def test_an_award_may_ask_for_what_an_entry_is_and_for_a_parameter_of_the_event():
    rules = book(
        '[entries.age]\ntype = "number"\nrange = [0, 99]\n[entries.young]\ntype = "yes_no"\nformula = "entry.age <= 35"\n'
        '[events.gold]\ntype = "number"\nrange = [0, 100]\n[[stage]]\nid = "s"\n[stage.criteria.v]\ndecimals = 0\n',
        '[[stage.awards]]\nid = "gold"\ntitle = "gold"\nwhen = "v >= event.gold"\n'
        '[[stage.awards]]\nid = "youth"\ntitle = "youth"\nkind = "youth"\ntop = 9\nwhen = "entry.young and entry.category = \'c\'"',
        keys("v"),
    )
    tables = {
        "entries": "event entry age category\ne a 20 c\ne b 36 c\nf a 35 d\nf b 35 c",
        "events": "event gold\ne 5\nf 9",
    }
    marks = "event entry value\ne a 5\ne b 4\nf a 9\nf b 8"
    rows = [(row["event"], row["entry"], row["award"]) for row in standings(rules, marks, **tables)]

    assert rows == [("e", "a", "gold;youth"), ("e", "b", ""), ("f", "a", "gold"), ("f", "b", "youth")]


def test_places_within_a_group_are_awarded_within_it():
    rules = book(
        '[[stage]]\nid = "s"\nwithin = "group"\n[stage.criteria.v]\ndecimals = 0\n[[stage.awards]]\nid = "first"\ntitle = "first"\ntop = 1',
        keys("v"),
    )

    assert given(rules, "entry value\na 3\nb 2\nc 1", entries="entry group\na g1\nb g1\nc g2") == {"first": "ac"}


SINGLE = '[stage.criteria.v]\ndecimals = 0\n[stage.criteria.w]\ndecimals = 0\nmissing = "none"\nbetter = "low"'
OTHER = "entry criterion value\na v 9\nb v 8\nc v 7\nd v 6\nb w 5\nc w 3\nd w 3"
BY = {
    'top = 1\nby = ["w"]': "cd",
    'top = 1\nby = ["w"]\nties = "none"': "",
    'top = 1\nby = ["w", "v"]': "c",
    'places = [2, 3]\nby = ["w", "v"]': "bd",
    'top = 9\nby = ["w"]': "bcd",
    'share = "50%"\nby = ["w"]\nkind = "own"': "cd",
    'top = 1\nby = ["w"]\nwhen = "v > 6"': "c",
    'top = 1\nby = ["v"]\namong = "v < 8"': "c",
}


@pytest.mark.parametrize("rule", BY)
def test_a_prize_of_its_own_goes_by_another_number_and_not_to_those_without_it(rule):
    assert given(awards(rule, head=SINGLE), OTHER).get("first", "") == BY[rule]


def test_a_prize_by_another_number_is_said_and_leaves_the_places_of_the_first_prize_alone():
    rules = awards("top = 1", 'top = 1\nby = ["w"]', head=SINGLE)

    assert given(rules, OTHER) == {"first": "a", "second": "cd"}
    said = str(describe_rulebook(rules))
    assert "econd: compared by w, place 1" in said
