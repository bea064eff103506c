"""What no rule forbids but hardly anybody means: each warning in both languages, and rules beside it that are left alone."""
# ruff: noqa: E501 - a rulebook in a line stands in one piece

import pytest

from jiangong.core.rulebook import check_rulebook

HEAD = """\
rulebook = 1
name = "lamp"
title = { zh = "灯饰", en = "Lamp" }
[entries.age]
type = "number"
range = [16, 70]
[entries.role]
type = "text"
[events.cut]
type = "number"
range = [0, 100]
"""
STAGE = """\
[[stage]]
id = "s"
{}
[stage.criteria.a]
range = [0, 10]
decimals = 0
[stage.criteria.b]
range = [0, 20]
decimals = 0
[stage.criteria.c]
range = [0, 10]
decimals = 0
by = ["item"]
hidden = true
"""
FIRST = '[[stage.order]]\nby = "a"\n'


def problems_of(rules):
    """What is said of a stage: keys of its own first, then its tables."""
    own, bracket, tables = rules.partition("[")
    return check_rulebook(HEAD + STAGE.replace("{}\n", own) + bracket + tables)


AWARDS = '[[stage.awards]]\nid = "x"\ntitle = "x"\n{}\n[[stage.awards]]\nid = "y"\ntitle = "y"\n{}'


def doubts(rules, lang="en"):
    """What is warned of, without the place in the file; everything said must be a warning."""
    problems = problems_of(rules)
    assert {problem.level for problem in problems} <= {"warning"}, [p.sentence("en") for p in problems]
    told = [problem for problem in problems if "never combined" not in problem.found.en]
    return [f"{problem.found.say(lang)} | {problem.expected.say(lang)}" for problem in told]


def score(text, *more):
    """A score t of this text, ranked by a and t."""
    return "\n".join([f"[stage.scores.t]\n{text}", FIRST, '[[stage.order]]\nby = "t"', *more])


UNREACHED_ZH, UNREACHED = "够得到的分支", "a branch that can be reached"
CANNOT_ZH, CANNOT = "能分出先后的依据", "a key that can decide"
DEPENDS_ZH, DEPENDS = "有时真有时假的条件", "a condition that can be true and can be false"

WARNED = {
    "a key against its better": (
        '[[stage.order]]\nby = "a"\nfirst = "low"',
        "a：高的好，却相反地排 | first 与 better 一致",
        "a: high is better, and yet ordered the other way | `first` as `better` says",
    ),
    "the other way round": (
        '[stage.scores.t]\nfrom = "a"\nbetter = "low"\n[[stage.order]]\nby = "t"\nfirst = "high"',
        "t：低的好，却相反地排 | first 与 better 一致",
        "t: low is better, and yet ordered the other way | `first` as `better` says",
    ),
    "a constant": (score('formula = "2 * 3"'), f"t，前面都相同时它必然相同 | {CANNOT_ZH}", f"t, which is equal whenever the keys before it are | {CANNOT}"),
    "a formula of keys before it": (
        score('formula = "a * 2 + event.cut"'),
        f"t，前面都相同时它必然相同 | {CANNOT_ZH}",
        f"t, which is equal whenever the keys before it are | {CANNOT}",
    ),
    "the rest of a sum": (
        '[stage.scores.t]\nweights = { a = "30%", b = "70%" }\n'
        '[[stage.order]]\nby = "t"\n[[stage.order]]\nby = "a"\n[[stage.order]]\nby = "b"',
        f"b，前面都相同时它必然相同 | {CANNOT_ZH}",
        f"b, which is equal whenever the keys before it are | {CANNOT}",
    ),
    "single places without a lot": (
        f'places = "single"\n{FIRST}',
        'places = "single" | 最后一个依据是抽签或裁决',
        'places = "single" | a lot or a decision as the last key',
    ),
    "an if that always holds": (
        score('formula = "if(a <= 10, b, 0)"'), f"if 的条件总是真 | {UNREACHED_ZH}", f"an `if` whose condition is always true | {UNREACHED}"
    ),
    "an if inside a step that never holds": (
        score('from = "b"\nsteps = [{ formula = "1 + if(value > 20, 2, value)" }]'),
        f"if 的条件总是假 | {UNREACHED_ZH}",
        f"an `if` whose condition is never true | {UNREACHED}",
    ),
    "a band beyond the range": (
        score('from = "b"\nsteps = [{ bands = [{ to = 20, is = 1 }, { from = 21, is = 2 }] }]'),
        f"21–20 这一段 | {UNREACHED_ZH}",
        f"the band 21–20 | {UNREACHED}",
    ),
    "a band below the range": (
        score('from = "b"\nsteps = [{ bands = [{ below = 0, is = 1 }, { from = 0, is = 2 }] }]'),
        f"0–0 这一段 | {UNREACHED_ZH}",
        f"the band 0–0 | {UNREACHED}",
    ),
    "a band behind another": (
        score('from = "b"\nsteps = [{ bands = [{ from = 5, is = 1 }, { from = 10, below = 15, is = 2 }], otherwise = 0 }]'),
        f"10–15 这一段 | {UNREACHED_ZH}",
        f"the band 10–15 | {UNREACHED}",
    ),
    "a band with the same upper end": (
        score('from = "b"\nsteps = [{ bands = [{ from = 5, to = 15, is = 1 }, { from = 10, below = 15, is = 2 }], otherwise = 0 }]'),
        f"10–15 这一段 | {UNREACHED_ZH}",
        f"the band 10–15 | {UNREACHED}",
    ),
    "a line of a table": (
        score('from = "b"\nsteps = [{ lookup = { "1" = 1, "21" = 2 }, otherwise = 0 }]'),
        "lookup 里的 21 | 0 到 20 之间的数",
        "21 in lookup | a number from 0 to 20",
    ),
    "a line of one of several tables": (
        score('from = "b"\nsteps = [{ lookup = { x = { "1" = 1 }, y = { "-1" = 2 } }, by = "entry.role", otherwise = 0 }]'),
        "lookup 里的 -1 | 0 到 20 之间的数",
        "-1 in lookup | a number from 0 to 20",
    ),
    "ranked": (FIRST.join(['ranked = "entry.age >= 16"\n', ""]), f"总是真的条件 | {DEPENDS_ZH}", f"a condition that is always true | {DEPENDS}"),
    "a condition with a false part": (
        FIRST + '[stage.go_on]\nwhen = "false and entry.age > 20"', f"总是假的条件 | {DEPENDS_ZH}", f"a condition that is never true | {DEPENDS}"
    ),
    "when a key counts": (
        FIRST + '[[stage.order]]\nby = "b"\nwhen = "not true"', f"总是假的条件 | {DEPENDS_ZH}", f"a condition that is never true | {DEPENDS}"
    ),
    "who goes on": (
        FIRST + '[stage.go_on]\nwhen = "a > 10 or b > 20"', f"总是假的条件 | {DEPENDS_ZH}", f"a condition that is never true | {DEPENDS}"
    ),
    "who is awarded": (
        FIRST + '[[stage.awards]]\nid = "x"\ntitle = "x"\nwhen = "a >= 0 and b != 21"',
        f"总是真的条件 | {DEPENDS_ZH}",
        f"a condition that is always true | {DEPENDS}",
    ),
    "among whom an award counts": (
        FIRST + '[[stage.awards]]\nid = "x"\ntitle = "x"\ntop = 1\namong = "a = 11"',
        f"总是假的条件 | {DEPENDS_ZH}",
        f"a condition that is never true | {DEPENDS}",
    ),
    "a number after one among others": (
        FIRST + AWARDS.format("top = 3", 'count = 1\namong = "a > 3"'),
        "y 接着 x 往后取，而两个奖不在同样的人里数 | 相同的 among、by、cap，或 move_up = true（由后面的递补），或另写 kind",
        "y, which goes on from x and yet is counted among others | the same among, by and cap, or move_up = true (others move up), or another kind",
    ),
    "a number after one by another number": (
        FIRST + AWARDS.format("count = 3", "count = 1\nby = ['a']"),
        "y 接着 x 往后取，而两个奖不在同样的人里数 | 相同的 among、by、cap，或 move_up = true（由后面的递补），或另写 kind",
        "y, which goes on from x and yet is counted among others | the same among, by and cap, or move_up = true (others move up), or another kind",
    ),
    "a number after one with another cap": (
        FIRST + AWARDS.format("count = 3\ncap = 2", "count = 1\ncap = 1"),
        "y 接着 x 往后取，而两个奖不在同样的人里数 | 相同的 among、by、cap，或 move_up = true（由后面的递补），或另写 kind",
        "y, which goes on from x and yet is counted among others | the same among, by and cap, or move_up = true (others move up), or another kind",
    ),
    "a number after one with a cap of another column": (
        FIRST + AWARDS.format('count = 3\ncap = 2\ncap_per = "group"', "count = 1\ncap = 2"),
        "y 接着 x 往后取，而两个奖不在同样的人里数 | 相同的 among、by、cap，或 move_up = true（由后面的递补），或另写 kind",
        "y, which goes on from x and yet is counted among others | the same among, by and cap, or move_up = true (others move up), or another kind",
    ),
    "a first award that passes over nobody": (
        FIRST + AWARDS.format("top = 1\nmove_up = true", "places = [2, 3]"),
        "move_up，而前面没有同类的奖 | 同一 kind 的奖里后列的",
        "move_up, and no award of its kind before it | it in a later award of a kind",
    ),
    "an award that is taken": (
        FIRST + '[[stage.awards]]\nid = "x"\ntitle = "x"\ntop = 3\n[[stage.awards]]\nid = "y"\ntitle = "y"\nplaces = [2, 3]',
        "y，前面同类的奖已全部拿走 | 还有人可得的奖",
        "y, all of which an award of its kind before it takes | an award that somebody is left for",
    ),
    "a hidden score that nothing reads": (
        '[stage.scores.t]\nfrom = "b"\nhidden = true\n' + FIRST,
        "没有用到 t，也不显示 | 用到它，或删去",
        "t, which nothing reads and nobody sees | a use, or none of it",
    ),
}  # fmt: skip


@pytest.mark.parametrize(("rules", "zh", "en"), WARNED.values(), ids=WARNED)
def test_what_can_never_matter_is_warned_of_in_both_languages(rules, zh, en):
    assert doubts(rules, "en") == [en]
    assert doubts(rules, "zh") == [zh]


LOT = '[stage.criteria.lot]\nkind = "lot"\nrange = [1, 99]\ndecimals = 0\n'
FINE = {
    "a formula that reads more": score('formula = "a + b"'),
    "a formula of the event alone": score('formula = "event.cut"'),
    "a formula that looks at the field": score('formula = "rank_high(a)"'),
    "steps that look at the field": score('formula = "a * 2"\nsteps = [{ formula = "ties(value)" }]'),
    "a sum of which two parts are open": '[stage.criteria.d]\nrange = [0, 9]\n[stage.scores.t]\nweights = { a = 1, b = 1, d = 1 }\n[[stage.order]]\nby = "t"\n' + FIRST,
    "a weight of nothing": '[stage.scores.t]\nweights = { a = 1, b = 0 }\n[[stage.order]]\nby = "t"\n[[stage.order]]\nby = "b"',
    "a sum that was rounded": '[stage.scores.t]\nweights = { a = "30%", b = "70%" }\nround = 1\n[[stage.order]]\nby = "t"\n' + FIRST + '[[stage.order]]\nby = "b"',
    "the same key where a condition holds": FIRST + FIRST + 'when = "event.cut > 3"',
    "behind a key with a condition": '[[stage.order]]\nby = "b"\n[[stage.order]]\nby = "a"\nwhen = "event.cut > 3"\n' + FIRST,
    "compared one by one": FIRST + '[[stage.order]]\nby = "c"\ncompare = "best_to_worst"\n[[stage.order]]\nby = "b"',
    "single places with a lot": f'places = "single"\n{LOT}{FIRST}[[stage.order]]\nby = "lot"',
    "single places with a decision": f'places = "single"\n{LOT.replace("lot", "decision").replace("criteria.decision", "criteria.lot")}{FIRST}[[stage.order]]\nby = "lot"',
    "a choice by text": score('formula = "if(entry.role = \'x\', a, b)"'),
    "a choice by a number": score('formula = "if(a + 10 > b, a, b)"'),
    "a number and itself": score('formula = "if(a = a, a, b)"'),
    "bands that fit": score('from = "b"\nsteps = [{ bands = [{ below = 5, is = 1 }, { from = 5, below = 10, is = 2 }, { from = 10, is = 3 }] }]'),
    "a band that reaches further": score('from = "b"\nsteps = [{ bands = [{ from = 5, below = 15, is = 1 }, { from = 10, to = 15, is = 2 }], otherwise = 0 }]'),
    "a whole table": score('from = "b"\nsteps = [{ lookup = { "0" = 1, "20" = 2 }, otherwise = 0 }]'),
    "rounding alone": score('from = "b"\nsteps = [{ round = 5 }]'),
    "conditions that depend": 'ranked = "entry.age > 16 and not (b = 3)"\n' + FIRST + '[stage.go_on]\nwhen = "a < 10 or given(b)"\n[[stage.awards]]\nid = "x"\ntitle = "x"\nwhen = "true and place <= placed"',
    "awards of two kinds": FIRST + AWARDS.format("top = 3", 'top = 3\nkind = "other"'),
    "an award under a condition": FIRST + AWARDS.format('top = 3\nwhen = "a > 3"', "top = 3"),
    "an award for which others move up": FIRST + AWARDS.format("top = 3", "top = 3\nmove_up = true"),
    "an award that passes over some": FIRST + '[[stage.awards]]\nid = "v"\ntitle = "v"\ntop = 1\n' + AWARDS.format("top = 3\nmove_up = true", "top = 3"),
    "numbers among the same": FIRST + AWARDS.format("count = 1\nby = ['a']\ncap = 1", "count = 3\nby = ['a']\ncap = 1"),
    "a number after a condition": FIRST + AWARDS.format('when = "a > 3"', "count = 3\nby = ['a']"),
    "a number of another kind": FIRST + AWARDS.format("count = 1", 'count = 3\nkind = "other"\ncap = 1'),
    "a number that others move up for": FIRST + AWARDS.format("count = 1", 'count = 3\nmove_up = true\namong = "a > 3"'),
    "an award without ties": FIRST + AWARDS.format('top = 3\nties = "none"', "top = 3"),
    "an award of a number": FIRST + AWARDS.format("top = 3", "count = 3"),
    "an award that reaches further": FIRST + AWARDS.format("top = 3", "places = [3, 4]"),
    "an award that begins before": FIRST + AWARDS.format("places = [2, 4]", "places = [1, 2]"),
    "a hidden score that goes on": '[stage.scores.t]\nfrom = "b"\nhidden = true\n[stage.scores.u]\nfrom = "t"\n' + FIRST,
    "a hidden score that a rule compares": '[stage.scores.t]\nfrom = "b"\nhidden = true\n' + FIRST + '[stage.go_on]\ntop = 1\nby = ["t"]',
    "a hidden score that chooses a table": '[stage.scores.t]\nfrom = "b"\nhidden = true\n[stage.scores.u]\nfrom = "a"\nsteps = [{ lookup = { "1" = { "1" = 1 }, "2" = { "2" = 2 } }, by = "t" }]\n' + FIRST,
    "a hidden score of a later stage": '[stage.scores.t]\nfrom = "b"\nhidden = true\n' + FIRST + '[[stage]]\nid = "u"\n[stage.scores.v]\nformula = "s.t"\n[[stage.order]]\nby = "v"',
}  # fmt: skip


@pytest.mark.parametrize("rules", FINE.values(), ids=FINE)
def test_what_may_matter_is_left_alone(rules):
    assert doubts(rules) == []


def test_doubts_are_kept_back_while_there_are_mistakes():
    rules = '[stage.scores.t]\nfrom = "b"\nhidden = true\n[stage.scores.u]\nformula = "nothing"\n' + FIRST

    assert "warning" not in {
        problem.level for problem in problems_of(rules) if "stage.scores.t" in problem.sentence("en")
    }


MATCHES = """\
[[stage]]
id = "s"
[stage.criteria.g]
kind = "match"
by = ["item"]
decimals = 0
range = [0, 9]
[stage.scores.won]
from = "g"
steps = [{ formula = "if(value > opponent, 1, 0)" }, { over = "item", take = "sum" }]
[stage.scores.goals]
from = "g"
steps = [{ over = "item", take = "sum" }]
"""


@pytest.mark.parametrize(
    ("among", "again"),
    [
        (["", "still_tied", "still_tied"], []),  # fewer are tied every time
        (["", "tied", "", "tied"], []),  # another run, of those whom the key between left equal
        (["", "tied", "still_tied", "tied"], []),
        (["", "tied", "tied"], ["won again | a key not compared before"]),
        (["", "still_tied", "tied", "tied"], ["won again | a key not compared before"]),
    ],
)
def test_matches_among_equals_say_more_where_fewer_are_equal(among, again):
    names = ["goals" if n and not word else "won" for n, word in enumerate(among)]
    keys = [f'by = "{name}"' + (f'\namong = "{word}"' if word else "") for name, word in zip(names, among, strict=True)]
    rules = MATCHES + "".join(f"[[stage.order]]\n{key}\n" for key in keys)

    assert [f"{p.found.en} | {p.expected.en}" for p in check_rulebook(HEAD + rules)] == again
