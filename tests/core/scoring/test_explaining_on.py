"""What is still separate after a combination is explained too: points of the opponent, rows that were left out before."""

from jiangong.core.scoring.explain import explain_outcome
from tests.core.scoring.writing import book, outcome

RULES = """
[entries.void]
type = "yes_no"
[[stage]]
id = "s"
[stage.criteria.m]
title = "Match"
kind = "match"
by = ["item", "source"]
count = { source = 2 }
range = [0, 99]
decimals = 0
[stage.scores.ballots]
title = "Ballots"
from = "m"
steps = [{ formula = "if(value > opponent, 1, 0)" }, { over = ["item", "source"], take = "sum" }]
[stage.scores.strength]
title = "Strength"
from = "m"
steps = [{ over = "source", take = "sum" }, { formula = "opponent.ballots" }, { over = "item", drop_low = 1, take = "sum" }]
[stage.scores.margin]
title = "Margin"
from = "m"
steps = [
  { over = "source", take = "sum" },
  { over = "item", where = "not opponent.entry.void", take = "each" },
  { formula = "value - opponent" },
  { over = "item", take = "sum" },
]
[[stage.order]]
by = "ballots"
[[stage.order]]
by = "strength"
[[stage.order]]
by = "margin"
"""
# a beats b 2:0 by 9 + 1 points, loses to c 0:2 by 3 + 4, draws one and wins one against the annulled d
MARKS = """
entry item source value
a 1 A 50
b 1 A 41
a 1 B 50
b 1 B 49
a 2 A 40
c 2 A 43
a 2 B 40
c 2 B 44
a 3 A 10
d 3 A 10
a 3 B 20
d 3 B 10
"""
ENTRIES = "entry void\na no\nb no\nc no\nd yes"


def explained(entry="a"):
    result = outcome(book(RULES), MARKS, entries=ENTRIES)
    return {step.title.en: step for step in explain_outcome(result, entry).steps}, result


def cells(step):
    return [tuple(cell.text.en for cell in row) for row in step.rows]


def heads(step):
    return [title.en for title in step.head]


def test_the_points_of_each_opponent_stand_below_their_names():
    steps, result = explained()
    row = next(line for line in result.rows() if line["entry"] == "a")
    further = steps["Strength, after step 1"]

    assert [row[f"score:{name}"] for name in ("ballots", "strength", "margin")] == ["3", "2", "3"]
    assert heads(further) == ["items", "after step 1", "opponent", "becomes the opponent's Ballots"]
    assert cells(further) == [("1", "100", "b", "0"), ("2", "80", "c", "2"), ("3", "30", "d", "0")]
    assert [row[-1].dropped for row in further.rows] in ([True, False, False], [False, False, True])
    assert further.rule.en == ""
    assert further.arithmetic.en == "2 + 0 = 2" or further.arithmetic.en == "0 + 2 = 2"


def test_the_first_table_is_of_the_rows_that_it_begins_with():
    steps, _ = explained()

    assert steps["Strength: 2"].rule.en
    assert len(cells(steps["Strength: 2"])) == 6
    assert cells(steps["Ballots: 3"])[0] == ("1", "A", "50", "b 41", "1")


def test_rows_that_were_left_out_are_gone_and_the_others_are_compared():
    steps, _ = explained()
    further = steps["Margin, after step 1"]

    assert cells(further) == [("1", "100", "b 90", "100", "10"), ("2", "80", "c 87", "80", "-7")]
    assert further.arithmetic.en == "10 + -7 = 3"
