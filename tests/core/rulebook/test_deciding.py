"""A condition about one entry is decided in Python as the engine's columns decide it."""

from fractions import Fraction
from itertools import product

import pyarrow as pa
import pytest

from jiangong.core.rulebook import FormulaError, columns_read, holds, load_rulebook, parse_condition
from jiangong.core.scoring import Tables, read_evidence, settle

COLUMNS = {"age": "number", "years": "number", "job": "text", "teacher": "yes_no"}
CONDITIONS = [
    "entry.age >= 18",
    "entry.age >= 18 and entry.age < 60",
    "not entry.teacher or entry.years > 10",
    "entry.job = '焊工'",
    "entry.job != '焊工'",
    "entry.age - entry.years >= 16",
    "entry.years * 2 + 1 > entry.age / 2",
    "if(entry.teacher, entry.years >= 5, entry.years >= 2)",
    "min(entry.age, entry.years) <= 3 or max(entry.age, 40) = 40",
    "abs(entry.age - 60) < 10 and true",
    "-entry.years < -2 and not false",
    "given(entry.years) and first_given(entry.years, 1) >= 5",
]
PEOPLE = list(product((17, 18, 59, 60), (1, 2, 5, 12), ("焊工", "电工"), (True, False)))
RULES = """
rulebook = 1
name = "deciding"
title = "deciding"
[entries.age]
type = "number"
range = [0, 99]
[entries.years]
type = "number"
range = [0, 99]
[entries.job]
type = "text"
[entries.teacher]
type = "yes_no"
[[stage]]
id = "final"
title = "final"
[stage.criteria.points]
title = "points"
range = [0, 100]
[[stage.order]]
by = "points"
"""


def by_the_engine(condition: str) -> list[bool]:
    """Who gets an award that goes to everybody for whom the condition holds."""
    award = f'[[stage.awards]]\nid = "in"\ntitle = "in"\nwhen = "{condition}"\n'
    rulebook = load_rulebook(RULES + award)
    rows = [(str(n), *(str(value) for value in person)) for n, person in enumerate(PEOPLE)]
    names = ["entry", *COLUMNS]
    said = {"True": "yes", "False": "no"}
    entries = pa.table({name: [said.get(row[at], row[at]) for row in rows] for at, name in enumerate(names)})
    marks = pa.table({"entry": [row[0] for row in rows], "value": ["1"] * len(rows)})
    outcome = settle(read_evidence(rulebook, Tables(marks=marks, entries=entries)))
    awarded = {row["entry"] for row in outcome.rows() if row["award"]}
    return [row[0] in awarded for row in rows]


@pytest.mark.parametrize("condition", CONDITIONS)
def test_one_at_a_time_is_decided_as_all_together(condition):
    formula = parse_condition(condition, COLUMNS)
    alone = [
        holds(formula, {"age": Fraction(age), "years": Fraction(years), "job": job, "teacher": teacher})
        for age, years, job, teacher in PEOPLE
    ]

    assert alone == by_the_engine(condition)
    assert any(alone) and not all(alone)


@pytest.mark.parametrize(
    ("condition", "values", "expected"),
    [
        ("entry.age >= 18", {}, False),
        ("not (entry.age >= 18)", {}, False),
        ("entry.age >= 18 or entry.teacher", {"teacher": True}, True),
        ("entry.age >= 18 and entry.teacher", {"teacher": True}, False),
        ("given(entry.age)", {}, False),
        ("first_given(entry.age, 20) >= 18", {}, True),
        ("if(entry.teacher, true, true)", {}, False),
        ("entry.age / entry.years > 1", {"age": Fraction(1), "years": Fraction(0)}, False),
        ("first_given(entry.age, entry.years) > 1", {}, False),
    ],
)
def test_what_is_missing_does_not_hold(condition, values, expected):
    assert holds(parse_condition(condition, COLUMNS), values) is expected


@pytest.mark.parametrize(
    ("condition", "found"),
    [
        ("entry.age", "a number"),
        ("entry.height > 1", "entry.height"),
        ("age > 1", "age"),
        ("entry.job > 'a'", "text"),
        ("entry.job = 1", "a number"),
        ("entry.age and true", "a number"),
        ("if(entry.age, true, false)", "a number"),
        ("log(entry.age) > 1", "log, which cannot be used here"),
        ("entry.age ^ 2 > 1", "^, which cannot be used here"),
        ("entry.teacher + 1 > 2", "yes or no"),
        ("__import__('os')", "the function __import__"),
    ],
)
def test_a_condition_that_makes_no_sense_is_refused_in_words(condition, found):
    with pytest.raises(FormulaError) as refused:
        parse_condition(condition, COLUMNS)

    assert refused.value.found.en == found
    assert refused.value.found.zh and refused.value.expected.zh and refused.value.expected.en


def test_a_condition_names_the_columns_that_it_reads():
    assert columns_read(parse_condition("entry.age > 1 and entry.job = 'a'", COLUMNS)) == ("age", "job")
