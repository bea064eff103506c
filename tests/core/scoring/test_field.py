"""Numbers that depend on everybody who competes: places of each race, points that are shared, medians, opponents' points."""

import pytest

from jiangong.core.problems import Refused
from tests.core.scoring.writing import book, keys, stage, standings, told

RACES = """
    [stage.criteria.time]
    by = ["item"]
    count = { item = [1, 2] }
    decimals = 1
    range = [0, 500]
    better = "low"
    steps = [
      { formula = "rank_low(value)" },
      { lookup = { "1" = 10, "2" = 6, "3" = 4 }, otherwise = 0 },
      { formula = "value / min(ties(start), 8)" },
      { over = "item", take = "sum" },
    ]
    show = "0.01"
    """
TIMES = """
    entry item value state
    a r1 10.5 .
    b r1 10.5 .
    c r1 11.0 .
    d r1 12.0 .
    a r2 9.0 .
    b r2 8.0 .
    c r2 7.0 .
    e r1 1.0 .
    e r2 . disqualified
"""


def test_each_race_gives_points_by_place_and_equals_divide_them_and_who_is_out_takes_no_place_away():
    assert told(stage(RACES, "time high"), TIMES, "entry", "place", "score") == [
        "c 1 14.00",
        "b 2 11.00",
        "a 3 9.00",
        "d 4 0.00",
        "e . .",
    ]


def test_totals_are_standardised_to_a_median_of_700():
    rules = stage(RACES + '[stage.scores.std]\nformula = "700 + (time - field_median(time)) * 10"\nshow = "1"', "std")

    assert told(rules, TIMES, "entry", "score") == ["c 740", "b 710", "a 690", "d 600", "e ."]


@pytest.mark.parametrize(
    ("formula", "numbers"),
    {
        "rank_high(x)": ["1", "2", "2", "4"],
        "rank_low(x)": ["4", "2", "2", "1"],
        "ties(x)": ["1", "2", "2", "1"],
        "field_count(x)": ["4", "4", "4", "4"],
        "field_sum(x)": ["20", "20", "20", "20"],
        "round(field_mean(x), 0.1)": ["5.0", "5.0", "5.0", "5.0"],
        "field_median(x)": ["5.0", "5.0", "5.0", "5.0"],
        "field_highest(x) - x": ["0", "3", "3", "6"],
        "x - field_lowest(x)": ["6", "3", "3", "0"],
        "round(field_stdev(x), 0.001)": ["2.121", "2.121", "2.121", "2.121"],
    }.items(),
)
def test_a_function_of_the_field(formula, numbers):
    rules = stage(f'[stage.criteria.x]\ndecimals = 0\nrange = [0, 100]\n[stage.scores.f]\nformula = "{formula}"', "x")
    rows = told(rules, "entry value\na 8\nb 5\nc 5\nd 2", "score:f")

    assert rows == numbers


def test_groups_that_are_ranked_apart_are_fields_of_their_own():
    rules = stage(
        'within = "group"\n[stage.criteria.x]\ndecimals = 0\nrange = [0, 100]\n[stage.scores.f]\nformula = "rank_high(x)"',
        "x",
    )
    rows = told(rules, "entry value\na 8\nb 5\nc 4", "entry", "score:f", entries="entry group\na one\nb two\nc one")

    assert sorted(rows) == ["a 1", "b 1", "c 2"]


POINTS = """
    [stage.criteria.race]
    by = ["item"]
    decimals = 0
    range = [1, 99]
    better = "low"
    [stage.scores.points]
    from = "race"
    steps = [{{ lookup = {table}, {rest} }}, {{ over = "item", take = "sum" }}]
    """
PLACES = "event entry item value\nx a r 1\nx b r 2\nx c r 2\nx d r 4\ny a r 1\ny b r 1\ny c r 3"


def shared(table, rest):
    rules = book(
        '[events.era]\ntype = "text"', '[[stage]]\nid = "s"', POINTS.format(table=table, rest=rest), keys("points")
    )
    return told(rules, PLACES, "event", "entry", "score", events="event era\nx old\ny new")


ONE = '{ "1" = 10, "2" = 8, "3" = 5 }'


def test_those_who_share_a_place_divide_its_points():
    assert shared(ONE, 'otherwise = 0, shared = "split", round = "0.01"') == [
        "x a 10.00",
        "x b 4.00",
        "x c 4.00",
        "x d 0.00",
        "y a 5.00",
        "y b 5.00",
        "y c 5.00",
    ]


def test_those_who_share_a_place_divide_the_points_of_the_places_they_fill_and_floor_cuts():
    assert shared(ONE, 'otherwise = 1, shared = "mean", round = 1, mode = "floor"') == [
        "x a 10",
        "x b 6",
        "x c 6",
        "x d 1",
        "y a 9",
        "y b 9",
        "y c 5",
    ]


def test_which_table_holds_is_said_by_a_column():
    assert shared('{ old = { "1" = 8 }, new = { "1" = 25, "3" = 15 } }', 'by = "event.era", otherwise = 0') == [
        "x a 8",
        "x b 0",
        "x c 0",
        "x d 0",
        "y a 25",
        "y b 25",
        "y c 15",
    ]


DUELS = """
    [stage.criteria.goals]
    kind = "match"
    by = ["item"]
    decimals = 0
    range = [0, 50]
    [stage.criteria.shootout]
    kind = "match"
    by = ["item"]
    decimals = 0
    range = [0, 50]
    missing = "none"
    [stage.scores.both]
    formula = "goals * 100 + first_given(shootout, 0)"
    [stage.scores.wins]
    from = "both"
    steps = [{ formula = "if(value > opponent, 1, 0)" }, { over = "item", take = "sum" }]
    [stage.scores.points]
    from = "goals"
    steps = [{ formula = "if(value > opponent, 3, if(value = opponent, 1, 0))" }, { over = "item", take = "sum" }]
    [stage.scores.theirs]
    from = "goals"
    steps = [{ formula = "opponent.points" }, { over = "item", take = "sum" }]
    """
RESULTS = """
    entry criterion item value
    a goals 1 2
    b goals 1 1
    a goals 2 1
    c goals 2 1
    a shootout 2 4
    c shootout 2 5
    b goals 3 3
    c goals 3 0
"""


def test_the_points_of_ones_opponents_count_and_a_shootout_decides_a_draw():
    rows = told(stage(DUELS, "points", "theirs"), RESULTS, "entry", "score:wins", "score:points", "score:theirs")

    assert rows == ["a 1 4 4", "b 1 3 5", "c 1 1 7"]


def test_a_state_may_keep_the_rows_own_value_and_keep_it_from_being_dropped():
    rules = book(
        """
        [states.late]
        title = "late"
        effect = "value"
        [states.barred]
        title = "barred"
        effect = "value"
        excludable = false
        """,
        '[[stage]]\nid = "s"\n[stage.criteria.race]\nby = ["item"]\ndecimals = 0\nrange = [1, 99]\nbetter = "low"',
        '[stage.scores.nett]\nfrom = "race"\nbetter = "low"\nsteps = [{ over = "item", drop_worst = 1, take = "sum" }]',
        '[stage.scores.best]\nfrom = "race"\nbetter = "low"\nsteps = [{ over = "item", keep_best = 2, take = "sum" }]',
        keys("nett"),
    )
    marks = "entry item value state\na 1 10 barred\na 2 3 .\na 3 4 .\nb 1 10 late\nb 2 4 .\nb 3 1 ."

    assert told(rules, marks, "entry", "score:nett", "score:best") == ["b 5 5", "a 13 13"]


@pytest.mark.parametrize(
    ("formula", "found"),
    {
        "rank_low(race)": "",
        "value * rank_low(total)": "rank_low of a number with other dimensions",
        "rank_low(value / 7.5)": "",
        "rank_low(log(max(value, 1)))": "rank_low of a real number that is not rounded",
        "rank_low(value + ties(value))": "ties inside rank_low",
        "max(rank_low(value), ties(value))": "",
    }.items(),
)
def test_what_looks_at_the_field_must_stand_there_once_an_entry_and_dimension(formula, found):
    text = (
        '[stage.criteria.race]\nby = ["item"]\ndecimals = 0\nrange = [1, 99]\n'
        '[stage.scores.total]\nfrom = "race"\nsteps = [{ over = "item", take = "sum" }]\n'
        f'[stage.scores.f]\nfrom = "race"\nsteps = [{{ formula = "{formula}" }}, {{ over = "item", take = "sum" }}]'
    )
    try:
        stage(text, "total")
        said = ""
    except Refused as refused:
        said = refused.problems[0].found.en

    assert said == found


def test_a_condition_reads_a_score_that_looks_at_the_field_and_does_not_look_itself():
    text = '[stage.criteria.x]\ndecimals = 0\nrange = [1, 99]\n[stage.go_on]\nwhen = "rank_high(x) <= 3"'
    with pytest.raises(Refused) as refused:
        stage(text, "x")

    assert [problem.found.en for problem in refused.value.problems] == ["rank_high in a condition"]


def test_a_match_may_count_by_what_the_opponent_is():
    rules = stage(
        """
        [stage.criteria.goals]
        kind = "match"
        by = ["item"]
        decimals = 0
        steps = [{ formula = "value * opponent.entry.strength" }, { over = "item", take = "sum" }]
        """,
        "goals",
        before='[entries.strength]\ntype = "number"\nrange = [1, 9]',
    )
    marks = "entry item value\nx m1 2\ny m1 1\nx m2 1\nz m2 4"

    assert told(rules, marks, "entry", "score", entries="entry strength\nx 2\ny 3\nz 5") == ["x 11", "z 8", "y 2"]


@pytest.mark.parametrize(
    ("otherwise", "points"),
    [("", ["5.00", "2.00", "2.00", ".", "."]), (", otherwise = 1", ["5.00", "2.50", "2.50", "1.00", "1.00"])],
)
def test_places_that_a_table_does_not_have_give_nothing_whoever_shares_them(otherwise, points):
    """Two share places 2 and 3, of which the table has the 2; two share 4 and 5, of which it has none."""
    rules = stage(
        f"""
        [stage.criteria.rank]
        decimals = 0
        range = [1, 9]
        better = "low"
        [stage.scores.points]
        from = "rank"
        steps = [{{ lookup = {{ "1" = 5, "2" = 4 }}, shared = "mean", round = "0.01"{otherwise} }}]
        """,
        "rank",
    )
    rows = told(rules, "entry value\na 1\nb 2\nc 2\nd 4\ne 4", "entry", "score:points")

    assert [row.partition(" ")[2] for row in rows] == points


def test_of_an_opponent_the_other_numbers_of_the_same_match_can_be_asked():
    rules = book(
        """
        [[stage]]
        id = "s"
        [stage.criteria.bout]
        kind = "match"
        by = ["item", "source"]
        range = [0, 5]
        decimals = 0
        hidden = true
        [stage.scores.wins]
        from = "bout"
        hidden = true
        steps = [{ formula = "if(value > opponent, 1, 0)" }, { over = "source", take = "sum" }]
        [stage.scores.dual]
        from = "bout"
        hidden = true
        steps = [{ over = "source", take = "sum" }]
        [stage.scores.won]
        from = "dual"
        steps = [
          { formula = "if(value > opponent or value = opponent and wins > opponent.wins, 1, 0)" },
          { over = "item", take = "sum" },
        ]
        [[stage.order]]
        by = "won"
        """
    )
    marks = "entry item source value\na d 57 5\nb d 57 0\na d 65 1\nb d 65 3\na d 74 0\nb d 74 3\na e 57 5\nc e 57 0"

    assert {row["entry"]: row["score"] for row in standings(rules, marks)} == {"a": "1", "b": "1", "c": "0"}
