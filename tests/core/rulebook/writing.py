"""A small rulebook to write on, and what is said about it."""

from jiangong.core.rulebook import check_rulebook

LAMP = """\
rulebook = 1
name = "lamp"
title = { zh = "灯饰组装", en = "Lamp assembly" }

[states.fell]
title = { zh = "掉落", en = "dropped it" }
effect = "fail"

[entries.age]
type = "number"
range = [16, 70]

[items.difficulty]
type = "number"
decimals = 1
range = [1, 5]

[events.cut]
type = "number"
range = [0, 100]

[[stage]]
id = "heat"
[stage.criteria.theory]
range = [0, 100]
[stage.criteria.practice]
by = ["item", "source"]
count = { source = 5 }
range = [0, 10]
steps = [{ over = "source", take = "sum" }, { over = "item", take = "sum" }]
[stage.scores.total]
weights = { theory = "30%", practice = "70%" }
[[stage.order]]
by = "total"
[stage.go_on]
to = "final"
top = 3

[[stage]]
id = "final"
like = "heat"
entrants = "gone_on"
go_on = { to = "medals", top = 1 }
"""

TITLE = 'title = { zh = "灯饰组装", en = "Lamp assembly" }'
STEPS = 'steps = [{ over = "source", take = "sum" }, { over = "item", take = "sum" }]'
WEIGHTS = 'weights = { theory = "30%", practice = "70%" }'


def said(text, lang="en"):
    """Every sentence about a rulebook, in the order of the file."""
    return [problem.sentence(lang) for problem in check_rulebook(text, file="r")]


def changed(old, new, text=LAMP):
    """The rulebook with one thing written otherwise (the first time that it stands there)."""
    assert old in text, old
    return text.replace(old, new, 1)
