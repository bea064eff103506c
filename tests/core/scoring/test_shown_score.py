"""What people call the score need not be what places are ordered by first: who went through stands before who did not."""

from jiangong.core.scoring import explain_outcome
from tests.core.scoring.writing import outcome, stage

RULES = stage(
    """
    score = "sum"
    [stage.criteria.jump]
    title = { zh = "试跳", en = "Jump" }
    by = ["attempt"]
    count = { attempt = [1, 2] }
    decimals = 1
    range = [0, 200]
    [stage.scores.through]
    title = { zh = "进入第二轮", en = "Rounds" }
    from = "jump"
    steps = [{ over = "attempt", take = "count" }]
    [stage.scores.sum]
    title = { zh = "总分", en = "Sum" }
    from = "jump"
    steps = [{ over = "attempt", take = "sum" }]
    """,
    "through",
    "sum",
)
MARKS = "entry attempt value\na 1 120\na 2 118\nb 1 130\nc 1 119\nc 2 121.5"


def test_the_standings_show_the_score_that_the_rules_name():
    rows = outcome(RULES, MARKS).rows()

    assert [(row["entry"], row["place"], row["score"], row["decided_by"]) for row in rows] == [
        ("c", "1", "240.5", "sum"),
        ("a", "2", "238.0", "sum"),
        ("b", "3", "130.0", ""),
    ]


def test_the_explanation_speaks_of_it_and_of_what_was_compared_first():
    told = explain_outcome(outcome(RULES, MARKS), "a").answer

    assert (
        told.en
        == "Sum 238.0: place 2. c also has Rounds 2; the rules then compare Sum: 238.0 against 240.5, so it stands behind."
    )
    assert told.zh == "总分 238.0，第 2 名。c 也是 进入第二轮 2；按规则再比总分：238.0 对 240.5，所以排在后面。"
