"""What follows from the numbers, read aloud: special orders, several rules of going on, awards among some."""

# ruff: noqa: E501 - a sentence stands in one piece, as a person reads it

from jiangong.core.rulebook import describe_rulebook, load_rulebook
from tests.core.rulebook.writing import LAMP

FOLLOWING = """
[[stage]]
id = "semi"
title = { zh = "复赛", en = "Semifinal" }
places = "dense"
within = "group"
[stage.criteria.runs]
title = { zh = "各轮", en = "runs" }
by = ["item"]
[stage.criteria.goals]
title = { zh = "对阵", en = "goals" }
kind = "match"
by = ["item"]
[stage.scores.points]
title = { zh = "积分", en = "points" }
from = "goals"
steps = [{ formula = "if(value > opponent, 3, none)" }, { over = "item", take = "sum" }]
[[stage.order]]
by = "points"
[[stage.order]]
by = "points"
among = "tied"
title = { zh = "相互成绩", en = "their own matches" }
[[stage.order]]
by = "runs"
compare = "best_to_worst"
[[stage.go_on]]
to = "night"
top = "event.cut"
[[stage.go_on]]
to = "night"
top = 1
across = true
by = ["points"]
[[stage.awards]]
id = "young"
title = { zh = "新秀", en = "young" }
top = 1
among = "entry.age < 30"
"""


def test_special_orders_several_rules_of_going_on_and_awards_among_some_are_said():
    places, going, awards = describe_rulebook(load_rulebook(LAMP + FOLLOWING))[-3:]

    assert [line.en for line in places.lines] == [
        "1. Points, high first.",
        "2. Their own matches: counting only matches among those who are equal so far: points, high first.",
        "3. Runs one by one from each one's best, high first.",
        "Entries equal in all of these share the place, and the next place is not left out.",
    ]
    assert places.lines[1].zh == "第 2：相互成绩：只算到此相同的几个参赛项之间的对阵：积分，高的在前。"
    assert [line.en for line in going.lines] == [
        "To night, the first (cut), all who share the last place go on.",
        "To night, all groups together, the first 1, compared by points, all who share the last place go on.",
    ]
    assert awards.lines[0].zh == "新秀：在 age < 30 的人里数，第 1 名，同名次的都得。"


def test_a_cap_of_one_column_is_kept_before_so_many_are_taken_within_another():
    rule = '\n[[stage.go_on]]\nto = "night"\ntop = 3\nper = "group"\ncap = 2\n'
    (line,) = describe_rulebook(
        load_rulebook(LAMP + FOLLOWING.replace('[[stage.go_on]]\nto = "night"\ntop = "event.cut"', rule))
    )[-2].lines[:1]

    assert line.en == (
        "To night, within each group, the first 3, at most 2 of each unit: these are the first of them, kept before so many are taken "
        "within each group, all who share the last place go on."
    )
    assert "每个单位至多 2 名：先取定排在前面的这几名，再每个组分别取" in line.zh
