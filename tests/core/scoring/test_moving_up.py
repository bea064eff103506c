"""Nobody gets two of a kind: who has one takes up no place in a later award that says so, and others move up."""

from jiangong.core.rulebook import describe_rulebook
from jiangong.core.scoring import explain
from tests.core.scoring.writing import book, evidence, shown

ENTRIES = """
entry unit age
1     A    30
2     A    40
3     B    33
4     B    44
5     C    22
6     C    50
"""
GUN = {"1": 90, "2": 91, "3": 92, "5": 93, "4": 94, "6": 95}
NET = {"1": 80, "2": 79, "3": 88, "5": 85, "4": 90, "6": 91}
MARKS = "entry criterion value\n" + "\n".join(f"{e} gun {GUN[e]}\n{e} net {NET[e]}" for e in GUN)
OVERALL, YOUNG = "top = 2", "among = 'entry.age < 35'"
FIRST_YOUNG = f"top = 1\n{YOUNG}\nby = ['net']"


def rules(*awards):
    stage = '[[stage]]\nid = "s"\n' + "".join(
        f'[stage.criteria.{name}]\ndecimals = 0\nbetter = "low"\n' for name in ("gun", "net")
    )
    texts = [f'[[stage.awards]]\nid = "a{n}"\ntitle = "a{n}"\n{award}' for n, award in enumerate(awards)]
    return book('[entries.age]\ntype = "number"\nrange = [16, 90]', stage + '[[stage.order]]\nby = "gun"', *texts)


def got(*awards, marks=MARKS):
    return {
        entry: award for entry, award in sorted(shown(rules(*awards), marks, "award", entries=ENTRIES).items()) if award
    }


def test_the_best_of_those_who_have_none_gets_it():
    assert got(OVERALL, FIRST_YOUNG) == {"1": "a0", "2": "a0"}  # the best of the young has one already
    assert got(OVERALL, f"{FIRST_YOUNG}\nmove_up = true") == {"1": "a0", "2": "a0", "5": "a1"}


def test_a_number_or_a_share_is_of_those_who_are_left_and_goes_on_from_nobody():
    young = f"{YOUNG}\nmove_up = true"
    assert got(OVERALL, f"count = 1\n{young}", "count = 1") == {"1": "a0", "2": "a0", "3": "a1"}
    assert got(OVERALL, f"count = 1\n{young}", "count = 2") == {"1": "a0", "2": "a0", "3": "a1", "5": "a2"}
    assert got(OVERALL, f'share = "67%"\n{young}') == {"1": "a0", "2": "a0", "3": "a1", "5": "a1"}  # two of three young
    assert got(OVERALL, "count = 3\nmove_up = true\ncap = 1") == {"1": "a0", "2": "a0", "3": "a1", "5": "a1"}


def test_those_within_a_margin_have_theirs_and_another_kind_is_no_matter():
    near = got("top = 1\nmargin = 2", "top = 1\nmove_up = true\nmargin = 1")
    assert near == {"1": "a0", "2": "a0", "3": "a0", "5": "a1", "4": "a1"}
    assert got("top = 1", 'top = 1\nmove_up = true\nkind = "other"') == {"1": "a0;a1"}


def test_equals_on_the_line_move_up_together():
    marks = MARKS.replace("5 net 85", "5 net 88")
    assert got(OVERALL, f"{FIRST_YOUNG}\nmove_up = true", marks=marks) == {"1": "a0", "2": "a0", "3": "a1", "5": "a1"}
    assert got(OVERALL, f'{FIRST_YOUNG}\nmove_up = true\nties = "none"', marks=marks) == {"1": "a0", "2": "a0"}


def test_it_is_told_and_explained():
    made = rules(OVERALL, f"count = 1\n{YOUNG}\nmove_up = true")
    said = [line.say(lang) for clause in describe_rulebook(made) for line in clause.lines for lang in ("zh", "en")]
    answer = explain(made, evidence(made, MARKS, entries=ENTRIES), "3")
    rule = next(step.rule for step in answer.steps if step.kind == "award")

    assert any("前 1 名，已得同类前面奖项的不占名次，由后面的递补" in line for line in said)
    assert "the first 1, those who have an earlier one of its kind take up no place and others move up" in rule.say(
        "en"
    )
    assert "after the award before it" not in rule.say("en")
