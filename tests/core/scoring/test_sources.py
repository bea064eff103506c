"""What is known of judges and offices: experts 60 %, the public 40 %, the lead judge counts double."""

import pytest

from jiangong.core.problems import Refused
from jiangong.core.rulebook import check_rulebook, describe_rulebook
from jiangong.core.scoring import Tables, explain_outcome, read_evidence, settle
from tests.core.scoring.writing import HEAD, keys, laid_out, outcome, shown, stage, table

COLUMNS = """
[sources.group]
type = "text"
title = { zh = "组别", en = "group" }
[sources.weight]
type = "number"
range = [1, 3]
default = 1
"""
SCORES = """
[stage.criteria.mark]
title = { zh = "评分", en = "Marks" }
by = ["source"]
range = [0, 100]
decimals = 0
hidden = true
[stage.scores.experts]
title = { zh = "专家", en = "Experts" }
from = "mark"
steps = [{ over = "source", where = "source.group = 'expert'", take = "mean", round = "0.01" }]
[stage.scores.public]
title = { zh = "群众", en = "Public" }
from = "mark"
steps = [{ over = "source", where = "source.group = 'public'", take = "mean", round = "0.01" }]
[stage.scores.total]
title = { zh = "总分", en = "Total" }
weights = { experts = "60%", public = "40%" }
round = "0.01"
[stage.scores.weighed]
title = { zh = "加权", en = "Weighed" }
from = "mark"
steps = [{ times = "source.weight" }, { over = "source", take = "sum" }]
[stage.scores.by_group]
from = "mark"
steps = [{ lookup = { expert = { "90" = 1 }, public = { "50" = 2 } }, by = "source.group", otherwise = 0 }, { over = "source", take = "sum" }]
[stage.scores.named]
formula = "mark + source.weight"
steps = [{ over = "source", take = "highest" }]
"""
SOURCES = """
    source group weight
    A expert 2
    B expert .
    C public .
    D public .
"""
MARKS = """
    entry source value
    1 A 90
    1 B 80
    1 C 50
    1 D 60
    2 A 70
    2 B 60
    2 C 100
    2 D 90
"""


def with_sources(rules, marks=MARKS, sources=SOURCES, **tables):
    given = {name: table(text) for name, text in ({"sources": sources} | tables).items() if text is not None}
    files = {"marks": "m", "sources": "j", "events": "v"}
    return read_evidence(rules, Tables(table(marks), **given, files=files))


def scores_of(rules, name, *args, **tables):
    return {row["entry"]: row[f"score:{name}"] for row in settle(with_sources(rules, *args, **tables)).rows()}


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("experts", {"1": "85.00", "2": "65.00"}),
        ("total", {"1": "73.00", "2": "77.00"}),
        ("weighed", {"1": "370", "2": "390"}),
        ("by_group", {"1": "3", "2": "0"}),
        ("named", {"1": "92", "2": "101"}),
    ],
)
def test_columns_of_sources_are_read_row_by_row(name, expected):
    assert scores_of(stage(SCORES, "total", before=COLUMNS), name) == expected


OF = """
[sources.group]
type = "text"
of = { A = "expert", B = "expert" }
default = "public"
[sources.weight]
type = "number"
range = [1, 3]
of = { A = 2 }
default = 1
"""


def test_the_rules_may_say_it_themselves_and_a_table_takes_its_place():
    rules = stage(SCORES, "total", before=OF)

    assert shown(rules, MARKS, "score:total") == {"1": "73.00", "2": "77.00"}
    assert shown(rules, MARKS, "score:weighed") == {"1": "370", "2": "390"}
    assert rules.names_sources
    assert scores_of(rules, "weighed", MARKS, "source weight\nB 3") == {"1": "440", "2": "440"}


def test_where_nothing_is_handed_in_defaults_hold():
    both = stage(
        SCORES, "weighed", before=COLUMNS.replace('title = { zh = "组别", en = "group" }', 'default = "expert"')
    )

    assert shown(both, MARKS, "score:experts") == {"1": "70.00", "2": "80.00"}


def test_a_table_may_differ_by_event():
    marks = "event " + MARKS.strip().replace("\n    ", "\n    x ") + "\n    y 1 A 10"
    sources = "event source group weight\nx A expert 2\nx B expert 1\nx C public 1\nx D public 1\ny A expert 3"
    rows = settle(with_sources(stage(SCORES, "weighed", before=COLUMNS), marks, sources)).rows()

    assert [(row["event"], row["entry"], row["score:weighed"]) for row in rows] == [("x", "2", "390"), ("x", "1", "370"), ("y", "1", "30")]  # fmt: skip


@pytest.mark.parametrize(
    ("sources", "problem"),
    [
        (None, "j: found no such table, expected a table with the columns group, or `of` in the rules"),
        ("source group\nA expert\nB expert\nC public", "j:source: found no row of D, expected one row for each source"),
        ("source group\nA expert\nB expert\nC public\nD public\nD expert", "j:6:source: found D 2 times, expected one row for each"),
        ("source group weight\nA expert 9\nB expert .\nC public .\nD public .", 'j:2:weight: found "9", expected a number (at most 0 decimals from 1 to 3)'),
        ("source grup\nA expert", "j:1:grup: found the unknown column grup (did you mean group?), expected one of event, source, group, weight"),
    ],
)  # fmt: skip
def test_what_is_wrong_with_a_table_of_sources_is_told(sources, problem):
    with pytest.raises(Refused) as refused:
        with_sources(stage(SCORES, "total", before=COLUMNS), MARKS, sources)

    assert problem in [p.sentence() for p in refused.value.problems]


def test_who_is_recorded_beside_a_mark_without_being_a_key_needs_no_row():
    rules = stage(SCORES + "[stage.criteria.fault]\nrange = [0, 9]\nmissing = 'zero'\n", "total", before=COLUMNS)
    marks = "criterion " + MARKS.strip().replace("\n    ", "\n    mark ") + "\n    fault 1 Z 1"

    assert scores_of(rules, "total", marks) == {"1": "73.00", "2": "77.00"}


def test_a_table_that_no_rule_reads_must_have_no_columns():
    plain = stage("[stage.criteria.a]\nrange = [0, 9]", "a")
    with pytest.raises(Refused):
        with_sources(plain, "entry value\n1 2", "source group\nA expert")
    assert with_sources(plain, "entry value\n1 2", "source\nA").sources is not None


def test_the_fingerprint_covers_sources_and_stays_as_it_was_without():
    rules = stage(SCORES, "total", before=COLUMNS)
    one, two = (
        settle(with_sources(rules, MARKS, text)).fingerprint.marks
        for text in (SOURCES, SOURCES.replace("A expert 2", "A expert 3"))
    )
    plain = stage(
        '[stage.criteria.mark]\nby = ["source"]\nrange = [0, 100]\nsteps = [{ over = "source", take = "sum" }]', "mark"
    )

    assert one != two
    assert settle(with_sources(plain, MARKS, "source\nA")).fingerprint.marks == outcome(plain, MARKS).fingerprint.marks


@pytest.mark.parametrize(
    ("columns", "found", "expected"),
    [
        ('[sources.weight]\ntype = "number"\nrange = [1, 3]\nof = { A = 9 }', '"9" of A', "a number (at most 0 decimals, 1 to 3)"),
        ('[sources.weight]\ntype = "number"\nof = { A = "x" }', '"x" of A', "a number (at most 0 decimals)"),
        ('[sources.lead]\ntype = "yes_no"\nof = { A = true, B = "so" }', '"so" of B', "yes or no"),
        ('[sources.group]\ntype = "text"\nof = { A = " " }', '" " of A', "some text"),
        ('[items.group]\ntype = "text"\nof = { A = "x" }', "of", "values written out only in sources"),
        ('[sources.group]\ntype = "text"\nof = ["A"]', "[A]", '{ "expert panel" = 2, "public" = 1 }'),
        ('[sources.group]\ntype = "text"\nformula = "entry.unit"', "formula", "computed columns only in entries"),
        ('[sources.item]\ntype = "text"', "the column name item", "another name: this one has a meaning already"),
    ],
)  # fmt: skip
def test_what_rules_say_of_sources_must_fit_their_columns(columns, found, expected):
    text = HEAD + columns + '\n[[stage]]\nid = "s"\n[stage.criteria.a]\nrange = [0, 9]\n' + keys("a")
    problems = [(p.found.say("en"), p.expected.say("en")) for p in check_rulebook(text)]

    assert (found, expected) in problems


def test_a_column_that_nobody_declared_is_told_with_where_to_declare_it():
    text = HEAD + '[[stage]]\nid = "s"\n' + SCORES + keys("total")
    told = [problem.sentence() for problem in check_rulebook(text) if problem.level == "error"]

    assert told[0].endswith(
        "found the name source.group, expected a declared column: write [sources.group] with its type"
    )


def test_columns_of_sources_are_described_and_explained():
    rules = stage(
        SCORES, "total", before=OF.replace('type = "text"', 'type = "text"\ntitle = { zh = "组别", en = "group" }')
    )
    said = [line.say("en") for clause in describe_rulebook(rules) for line in clause.lines]

    assert "Sources, column group: group, these rules say expert for A, expert for B, public where blank." in said
    assert any('over the judges (only those with group = "expert")' in line for line in said)

    steps = explain_outcome(outcome(rules, MARKS), "1").steps
    experts = next(step for step in steps if step.title.say("en").startswith("Experts"))
    assert laid_out(experts) == ["judges | Marks", "A | 90", "B | 80", "C | [50]", "D | [60]"]
    assert experts.arithmetic.say("en") == "(90 + 80) ÷ 2 → 85.00"
