"""The rules read aloud: every kind of clause once, in both languages."""

# ruff: noqa: E501 - a sentence stands in one piece, as a person reads it

import pytest

from jiangong.core.rulebook import describe_rulebook, load_rulebook, the_plan
from jiangong.core.rulebook.describe import said_formula
from jiangong.core.rulebook.formula import parse_formula
from jiangong.core.rulebook.phrasing import step_words
from jiangong.core.rulebook.wording import formula_words, titles_of
from tests.core.rulebook.writing import LAMP, STEPS, changed

RICH = """\
rulebook = 1
name = "rich"
title = "例"
version = "3"
source = "某文件"
note = "说明"

[states.fell]
title = { zh = "掉落", en = "dropped it" }
effect = "fail"
[states.redo]
title = { zh = "重做", en = "done again" }
effect = "skip"
[states.late]
title = { zh = "迟到", en = "late" }
effect = "value"
value = -2

[entries.age]
type = "number"
title = { zh = "年龄", en = "age" }
range = [16, 70]
default = 30
[entries.young]
type = "yes_no"
formula = "entry.age <= 35"
[items.level]
type = "number"
title = { zh = "难度级", en = "level" }
[events.cut]
type = "number"
range = [0, 3]

[[stage]]
id = "heat"
title = { zh = "初赛", en = "Heat" }
within = "group"
ranked = "entry.young"
[stage.criteria.work]
title = { zh = "作品", en = "Work" }
by = ["item", "attempt", "source"]
count = { attempt = [1, 3], source = 5 }
items = ["a", "b"]
range = [0, 10]
step = 0.5
unit = { zh = "分", en = "points" }
missing = "refuse"
steps = [
  { over = "source", drop_high = 1, drop_low = 2, take = "mean", round = "0.01", mode = "half_even" },
  { over = "attempt", drop_best = 1, keep_best = "event.cut", drop_worst = 0, take = "best" },
  { times = "item.level" },
  { plus = -1 },
  { over = "item", take = "sum", where = "item.level > 1", need = 2 },
]
[stage.criteria.fine]
title = { zh = "扣分", en = "Deductions" }
kind = "adjustment"
decimals = 0
[stage.criteria.seconds]
title = { zh = "用时", en = "Time" }
decimals = 1
better = "low"
range = [1, 600]
show = 0.1
[stage.criteria.lots]
title = { zh = "抽签", en = "Lots" }
kind = "lot"
missing = "zero"
[stage.criteria.goals]
title = { zh = "对局", en = "Games" }
kind = "match"
by = ["item"]
missing = "none"
steps = [{ formula = "if(value > opponent, 3, 0) + opponent.fine" }, { over = "item", take = "sum" }]
[stage.scores.points]
title = { zh = "积分", en = "Points" }
from = "work"
steps = [
  { lookup = { "1" = 25, "2" = 18 }, otherwise = 0 },
  { bands = [{ below = 60, is = 0 }, { from = 60, to = 80, is = 1 }, { is = 2 }] },
  { limit = [0, 2] },
  { goalposts = [0, 2] },
  { round = "0.1", mode = "ceil" },
]
better = "low"
show = "0.01"
[stage.scores.total]
title = { zh = "总分", en = "Total" }
weights = { work = "30%", points = 2 }
round = 1
mode = "floor"
[[stage.order]]
by = "total"
[[stage.order]]
by = "seconds"
[[stage.order]]
by = "lots"
title = { zh = "再抽签", en = "then by lot" }
[[stage.order]]
by = "fine"
first = "low"
[[stage.order]]
by = "goals"
[stage.go_on]
to = "final"
top = 3
per = "unit"
when = "total >= 60 and place <= 10"
cap = 2
ties = "none"
reserve = 2
[[stage.awards]]
id = "gold"
title = { zh = "金奖", en = "Gold" }
places = [1, 1]
issuer = { zh = "总工会", en = "the federation" }
[[stage.awards]]
id = "first"
title = { zh = "一等奖", en = "First prize" }
places = [2, 3]
ties = "none"
[[stage.awards]]
id = "second"
title = { zh = "二等奖", en = "Second prize" }
kind = "share"
share = "10%"
[[stage.awards]]
id = "best"
title = { zh = "优秀奖", en = "Excellent" }
kind = "number"
count = 1
[[stage.awards]]
id = "good"
title = { zh = "良好奖", en = "Good" }
kind = "number"
count = "event.cut"
[[stage.awards]]
id = "third"
title = { zh = "三等奖", en = "Third prize" }
kind = "share"
share = "20%"
share_of = "placed"
share_round = "ceil"
act = "recommend"
[[stage.awards]]
id = "pass"
title = { zh = "合格", en = "Pass" }
kind = "pass"
when = "total >= 60"

[[stage]]
id = "final"
title = { zh = "决赛", en = "Final" }
[stage.scores.sum]
title = { zh = "合计", en = "Sum" }
formula = "heat.total + heat.place"
[[stage.order]]
by = "sum"
[stage.go_on]
share = "50%"
[[stage]]
id = "teams"
title = { zh = "团体", en = "Teams" }
entrants = "teams"
team = "unit"
[stage.scores.team]
title = { zh = "团体分", en = "Team score" }
from = "heat.total"
steps = [{ over = "member", take = "sum" }]
[[stage.order]]
by = "team"
[stage.go_on]
to = "nation"
when = "team > 1"
"""

SAID = [
    "1 例 | 例",
    "版本：3。 | Version: 3.",
    "依据：某文件。 | Source: 某文件.",
    "说明：说明。 | Note: 说明.",
    "阶段：初赛、决赛、团体。 | Stages: Heat, Final, Teams.",
    "2 没有数值的各种情形 | Why a value may be missing",
    "缺考 absent、弃权 withdrawn、取消资格 disqualified、未评分 not_marked：没有名次，列在最后。 | Absent (absent), withdrawn (withdrawn), disqualified (disqualified), not marked (not_marked): no place, listed last.",
    "掉落 fell：这一次失败，比任何数都差。 | Dropped it (fell): this attempt fails and is worse than any value.",
    "重做 redo：这一行不算。 | Done again (redo): the row is left out.",
    "迟到 late：按 -2 计。 | Late (late): counts as -2.",
    "某一评分项一行也没有、规则又没有另说的，记“未评分”，不排名次。 | An entry without any row of a criterion is not marked and has no place, unless the rules say otherwise there.",
    "3 规则要读的表 | Tables that the rules read",
    "参赛项表的 age 列：年龄，16 到 70，空着按 30。 | Entries, column age: age, 16 to 70, 30 where blank.",
    "参赛项表的 young 列：young，由 年龄 ≤ 35 算出。 | Entries, column young: young, computed as age ≤ 35.",
    "项目表的 level 列：难度级。 | Items, column level: level.",
    "赛项表的 cut 列：cut，0 到 3。 | Events, column cut: cut, 0 to 3.",
    "4 初赛 | Heat",
    "名单上的全部参加。 | All listed entries take part.",
    "名次按组分别排列。 | Places are counted separately within each group.",
    "只有 young 的排名次，其余只列不排。 | Only entries with young are ranked; the others are listed without a place.",
    "4.1 评分项 | What is observed",
    "作品：按项目分别给出，1 到 3 次，5 名评分人，项目为 a、b，0 到 10，取 0.5 的整数倍，单位 分，有参赛项一行也没有就整份拒收；各评分人：去掉 1 个最高，去掉 2 个最低，取平均，四舍六入五成双到 0.01；各次：去掉 1 个最好，只取最好的 “cut” 个，取最好；乘以 难度级；加上 −1；各项目（只取 难度级 > 1 的）：相加，不足 2 个则没有这个数。 | Work: one for each of the items, 1 to 3 attempts, 5 judges, items a, b, 0 to 10, in steps of 0.5, in points, marks in which an entry has no row are refused; over the judges: drop 1 highest, drop 2 lowest, take the average, rounded to 0.01 (half to even); over the attempts: drop 1 best, keep the best (cut), take the best; times level; plus −1; over the items (only those with level > 1): add up, no number with fewer than 2.",
    "扣分（加减分）：取整数，没有这一行的按 0。 | Deductions (adjustment): whole numbers, 0 where there is no row.",
    "用时：1 到 600，小数至多 1 位，低的好；显示到 0.1，比较用未舍入的数。 | Time: 1 to 600, at most 1 decimal place, low is better; shown to 0.1, compared unrounded.",
    "抽签（抽签）：小数至多 2 位，低的好，没有这一行的按 0。 | Lots (drawing of lots): at most 2 decimal places, low is better, 0 where there is no row.",
    "对局（对阵）：按项目分别给出，小数至多 2 位，一行也没有的没有这个数，照样排名；算作 （如果 这个数 > 对手的数，则 3，否则 0） + 对手的扣分；各项目：相加。 | Games (match): one for each of the items, at most 2 decimal places, an entry without any row has no number here and is still ranked; becomes (3 if the number so far > the opponent's number, otherwise 0) + the opponent's Deductions; over the items: add up.",
    "4.2 得分 | Scores",
    "积分 = 作品；查表：1 得 25，2 得 18，其余得 0；查表：不到 60 得 0，60 及以上、80 及以下 得 1，任何数 得 2，其余没有得数；不低于 0，不高于 2；按目标值归一：0 得 0，2 得 1，之外取 0 或 1；向上进到 0.1；低的好；显示到 0.01，比较用未舍入的数。 | Points = Work; by table: 1 gives 25, 2 gives 18, anything else gives 0; by table: below 60 gives 0, at least 60 and at most 80 gives 1, any number gives 2, anything else gives no number; not below 0 and not above 2; by goalposts: 0 gives 0 and 2 gives 1, kept within 0 and 1; rounded up to 0.1; low is better; shown to 0.01, compared unrounded.",
    "总分 = 作品 × 30% + 积分 × 2；向下舍到 1。 | Total = Work × 30% + Points × 2; rounded down to 1.",
    "4.3 名次 | Places",
    "第 1：总分，高的在前。 | 1. Total, high first.",
    "第 2：用时，低的在前。 | 2. Time, low first.",
    "第 3：再抽签。 | 3. Then by lot.",
    "第 4：扣分，低的在前。 | 4. Deductions, low first.",
    "第 5：对局，高的在前。 | 5. Games, high first.",
    "以上都相同的名次并列。 | Entries equal in all of these share the place.",
    "4.4 晋级 | Who goes on",
    "晋级决赛，每个单位分别取，取前 3 名，须 总分 ≥ 60，且 名次 ≤ 10，每个单位至多 2 名，线上同名次的都不晋级，递补 2 名。 | To Final, within each unit, the first 3, provided that Total ≥ 60 and the place ≤ 10, at most 2 of each unit, none of those who share the place on the line go on, 2 in reserve.",
    "4.5 奖项 | Awards",
    "金奖：第 1 名，同名次的都得，由总工会颁发。 | Gold: place 1, all who share the last place get it, given by the federation.",
    "一等奖：第 2 到 3 名，线上同名次的都不得。 | First prize: places 2 to 3, none of those who share the place on the line get it.",
    "二等奖：取全部参赛项的 10%，人数舍去小数，同名次的都得。 | Second prize: 10% of the entrants, rounded down to a whole number, all who share the last place get it.",
    "优秀奖：前 1 名，同名次的都得。 | Excellent: the first 1, all who share the last place get it.",
    "良好奖：“cut” 名，从前一个奖项之后取起，同名次的都得。 | Good: the next (cut) after the award before it, all who share the last place get it.",
    "三等奖：取有名次者的 20%，人数有小数就进一，从前一个奖项之后取起，同名次的都得，只作推荐。 | Third prize: 20% of the placed, rounded up to a whole number, following on from the award before it, all who share the last place get it, a recommendation only.",
    "合格：须 总分 ≥ 60。 | Pass: provided that Total ≥ 60.",
    "金奖、一等奖：每个参赛项只得其中一个，先列的优先。 | Gold, First prize: an entry gets one of these only, the first listed that it meets.",
    "二等奖、三等奖：每个参赛项只得其中一个，先列的优先。 | Second prize, Third prize: an entry gets one of these only, the first listed that it meets.",
    "优秀奖、良好奖：每个参赛项只得其中一个，先列的优先。 | Excellent, Good: an entry gets one of these only, the first listed that it meets.",
    "5 决赛 | Final",
    "前面阶段晋级的和本阶段有评分的参加。 | Those who went on from an earlier stage, or have marks here, take part.",
    "5.1 得分 | Scores",
    "合计 = 初赛的总分 + 初赛的名次。 | Sum = Heat: Total + Heat: the place.",
    "5.2 名次 | Places",
    "第 1：合计，高的在前。 | 1. Sum, high first.",
    "以上都相同的名次并列。 | Entries equal in all of these share the place.",
    "5.3 晋级 | Who goes on",
    "晋级，取参赛项的 50%，线上同名次的都晋级。 | Go on, 50% of the entrants, all who share the last place go on.",
    "6 团体 | Teams",
    '各队参加，按“单位”组队。 | The teams take part, formed by "unit".',
    "6.1 得分 | Scores",
    "团体分 = 初赛的总分；各队员：相加。 | Team score = Heat: Total; over the members: add up.",
    "6.2 名次 | Places",
    "第 1：团体分，高的在前。 | 1. Team score, high first.",
    "以上都相同的名次并列。 | Entries equal in all of these share the place.",
    "6.3 晋级 | Who goes on",
    "晋级nation，须 团体分 > 1。 | To nation, provided that Team score > 1.",
]


def lines(text):
    """`中文 | English`, headings with their numbers."""
    said = []
    for clause in describe_rulebook(load_rulebook(text)):
        said.append(f"{clause.number} {clause.title.zh} | {clause.title.en}")
        said += [f"{line.zh} | {line.en}" for line in clause.lines]
    return said


def test_every_kind_of_clause_is_said_in_both_languages():
    assert lines(RICH) == SAID


@pytest.mark.parametrize(
    ("entrants", "words"),
    [("listed", "名单上的全部参加。"), ("marked", "有评分的参加。"), ("gone_on", "恰是前面阶段晋级的参加。")],
)
def test_who_takes_part_is_said(entrants, words):
    final = describe_rulebook(load_rulebook(changed('"gone_on"', f'"{entrants}"')))[-5:]

    assert [clause.lines[0].zh for clause in final if clause.title.zh == "final"] == [words]


FORMULAS = {
    "a + b * c": "a + b × c",
    "(a + b) * c": "（a + b） × c",
    "a - (b - c)": "a − （b − c）",
    "a - b - c": "a − b − c",
    "a + (b + c)": "a + b + c",
    "a / (b * c)": "a ÷ （b × c）",
    "not a = 1": "不是（a = 1）",
    "-a": "−（a）",
    "(a or b) and true or false": "（a，或 b），且 是，或 否",
    "if(a > 1, b, c) + 1": "（如果 a > 1，则 b，否则 c） + 1",
    "pow(a, 1/3)": "（a）的 1/3 次方",
    "a ^ 2": "（a）的 2 次方",
    "min(a, b)": "（a，b）中较小的",
    "max(a, b)": "（a，b）中较大的",
    "round(a, 0.1)": "a（四舍五入到 0.1）",
    "floor(a)": "a向下取整",
    "ceil(a, 5)": "a（向上进到 5）",
    "log(a)": "ln（a）",
    "first_given(a, 0)": "a（没有则按 0）",
    "given(a)": "有 a",
    "entry.unit != '一厂'": "单位 ≠ “一厂”",
    "nobody.knows": "nobody.knows",
    "max(a - 5, 0)": "a − 5，但不低于 0",
    "min(20, a)": "a，至多 20",
    "max(a, 0) + 1": "（a，但不低于 0） + 1",
    "min(1, 2)": "（1，2）中较小的",
    "floor(a + b)": "（a + b）向下取整",
}


@pytest.mark.parametrize("text", FORMULAS)
def test_a_formula_is_said_as_on_paper(text):
    titles = titles_of(load_rulebook(LAMP), None)

    assert formula_words(parse_formula(text), titles).zh == FORMULAS[text]


def test_tables_are_a_clause_only_where_the_rules_read_any():
    plain = (
        'rulebook = 1\nname = "a"\ntitle = "b"\nstage = [{ id = "s", criteria = { x = {} }, order = [{ by = "x" }] }]'
    )

    assert [clause.number for clause in describe_rulebook(load_rulebook(plain))] == ["1", "2", "3", "3.1", "3.2"]


def test_how_a_score_is_made_is_one_clause():
    stage = load_rulebook(LAMP).stage("heat")

    assert (
        said_formula(stage.scores["total"], titles_of(load_rulebook(LAMP), stage)).en == "theory × 30% + practice × 70%"
    )


def test_the_plan_of_the_rich_example_reaches_every_stage():
    plan = the_plan(load_rulebook(RICH))

    assert {stage: sorted(planned.values) for stage, planned in plan.stages.items()} == {
        "heat": ["fine", "goals", "lots", "points", "seconds", "total", "work"],
        "final": ["sum"],
        "teams": ["team"],
    }
    assert [value.is_criterion for value in plan.stages["heat"].values.values()] == [True] * 5 + [False] * 2
    assert plan.rulebook.stage("heat").criteria["work"].scale == 10


def test_several_tables_and_results_that_equals_divide_are_said():
    steps = """[
      { over = ["item", "source"], take = "sum", round = "1" },
      { lookup = { old = { "1" = 8, "2" = 7 }, new = { "1" = 9 } }, by = "entry.category", otherwise = 1 },
      { lookup = { "3" = { "1" = 8 } }, by = "event.cut", shared = "split", round = "0.1" },
    ]"""
    rules = load_rulebook(changed(STEPS, f"steps = {steps}"))
    _, several, divided = rules.stages[0].criteria["practice"].steps
    titles = titles_of(rules, rules.stages[0])

    assert (
        step_words(several, titles).en
        == "by the table for category: old: 1 gives 8, 2 gives 7; new: 1 gives 9; anything else gives 1"
    )
    assert step_words(divided, titles).zh == (
        "按“cut”查表：3：1 得 8；其余没有得数；几个同名次的平分这一名的得数，四舍五入到 0.1"
    )


def test_lines_that_have_a_number_are_called_that():
    stage = load_rulebook(
        changed('{ over = "item", take = "sum" }]', '{ over = "item", where = "given(value)", take = "best" }]')
    ).stage("heat")
    last = stage.criteria["practice"].steps[-1]

    assert step_words(last, titles_of(load_rulebook(LAMP), stage)).en.startswith(
        "over the items (only those that have a number)"
    )


def test_a_rulebook_says_whether_it_asks_who_gave_a_mark():
    asks = changed('{ over = "source", take', '{ over = "source", where = "source != \'office\'", take')

    assert [load_rulebook(text).names_sources for text in (LAMP, asks)] == [False, True]


def test_a_decision_that_has_one_value_is_said_to_be_there_or_not():
    text = changed(
        "[stage.criteria.practice]",
        '[stage.criteria.veto]\ntitle = "Fatal accident"\nkind = "decision"\nrange = [1, 1]\n[stage.criteria.practice]',
    )

    said = {line for line in lines(text) if "Fatal accident" in line}
    assert said == {
        "Fatal accident（裁决）：只记有没有。 | Fatal accident (decision): recorded only where there is one."
    }
