"""Whatever text is handed in: a rulebook or problems that a person can act on, soon, and never another exception."""

import re
import time

from hypothesis import example, given
from hypothesis import strategies as st

from jiangong.core.rulebook import check_rulebook, describe_rulebook, load_rulebook, rulebook_hash
from jiangong.core.rulebook.formula import FUNCTIONS, FormulaError, parse_formula
from jiangong.core.rulebook.schema import SECTIONS
from tests.architecture.source import ROOT

GALLERY = [path.read_text(encoding="utf-8") for path in sorted((ROOT / "rulebooks").glob("*/rulebook.toml"))]
SECONDS = 5
"""Of this process, for the slowest case on a machine that others use as well."""
KEYS = sorted({key.name for keys in SECTIONS.values() for key in keys})
CHOICES = sorted({choice for keys in SECTIONS.values() for key in keys for choice in key.choices})
NAMES = [
    "a",
    "b",
    "s",
    "t",
    "value",
    "start",
    "item",
    "attempt",
    "source",
    "opponent",
    "place",
    "entry.age",
    "event.e",
    "item.d",
]
VALUES = [
    "0", "1", "-1", "5", "0.5", "1e9", "1e-9", "nan", "inf", "true", "false", "[]", "{}", "[[]]", '""', '"a"', '"b"', '"30%"', '"1/3"',
    '"1/0"', '"%"', '"-"', '"9999999999999"', '"a + b"', '"a / b"', "[0, 10]", "[10, 0]", '["item"]', '["item", "item"]', '[1, "a", {}]',
    "{ zh = 1 }", '{ zh = "a" }', '{ "1" = 2 }', "{ a = { b = 1 } }", "2020-01-01", "07:32:00", "0x10", "'''a\nb'''", '"\\u0000"',
    "{ source = 3 }", '[{ over = "item", take = "sum" }]', '[{ formula = "value * 2" }]', "[{ round = 1 }]", "[{}]", "[1]", "1000000000",
]  # fmt: skip
SIGNS = [
    "+",
    "-",
    "*",
    "/",
    "^",
    "(",
    ")",
    ",",
    "=",
    "<",
    "!=",
    " and ",
    " or ",
    " not ",
    "none",
    "true",
    "1",
    "0",
    "0.5",
    "30%",
    "'x'",
    ".",
    "%",
]


def answered(text):
    """What every text must come to."""
    started = time.process_time()
    problems = check_rulebook(text, file="r.toml")
    for problem in problems:
        assert problem.file == "r.toml"
        assert problem.row is None or 1 <= problem.row <= text.count("\n") + 1
        assert problem.row is not None or problem.column is None, f"no line: {problem.sentence()}"
        assert all(words.strip() for text in (problem.found, problem.expected) for words in (text.zh, text.en)), problem
    if not any(problem.level == "error" for problem in problems):
        rulebook = load_rulebook(text)
        assert describe_rulebook(rulebook)
        assert rulebook_hash(rulebook) == rulebook_hash(load_rulebook(text))
    assert time.process_time() - started < SECONDS
    return problems


@given(st.text() | st.text(st.sampled_from("[]{}=.,\"'#\n\\ a1_-")))
@example("\ufeffrulebook = 1")
@example("a = 1\r\nb = 2\r")
@example("=")
def test_any_text_is_always_answered(text):
    answered(text)


@st.composite
def lines(draw):
    """Lines that look like a rulebook: headers, keys and values that exist, put together anyhow."""
    header = st.sampled_from(
        [
            "[[stage]]", "[stage]", "[stage.criteria.a]", "[stage.criteria.b]", "[stage.scores.t]", "[[stage.order]]", "[stage.order]",
            "[[stage.awards]]", "[[stage.go_on]]", "[stage.go_on]", "[states.x]", "[entries.age]", "[items.d]", "[events.e]", "[[events]]",
            "[stage.scores]", "[[stage.scores.t]]", "[stage.scores.t.steps]",
        ]
    )  # fmt: skip
    names = st.sampled_from([f'"{name}"' for name in NAMES])
    choices = st.sampled_from([f'"{choice}"' for choice in CHOICES])
    formulas = st.lists(st.sampled_from([*NAMES, *SIGNS, *FUNCTIONS]), max_size=8).map(
        lambda parts: '"' + "".join(parts) + '"'
    )
    values = st.sampled_from(VALUES) | names | choices | formulas
    pair = st.builds("{} = {}".format, st.sampled_from(KEYS), values)
    body = draw(st.lists(header | pair, max_size=25))
    head = ["rulebook = 1", 'name = "n"', 'title = "t"'] if draw(st.booleans()) else []
    return "\n".join([*head, *body])


@given(lines())
def test_lines_that_look_like_a_rulebook_are_always_answered(text):
    answered(text)


_PAIR = re.compile(r"(?m)^([A-Za-z_]+) *= *(.+)$")
_VALUE = re.compile(r"\"[^\"\n]*\"|\b\d+(?:\.\d+)?\b|\btrue\b|\bfalse\b|[A-Za-z_]+(?= *=)")


@st.composite
def spoilt(draw):
    """A rulebook of the gallery with a few faults in it."""
    text = draw(st.sampled_from(GALLERY))
    for _ in range(draw(st.integers(1, 4))):
        text = draw(st.sampled_from([_flipped, _cut, _doubled, _swapped, _retyped, _renamed]))(draw, text)
    return text


def _flipped(draw, text):
    at = draw(st.integers(0, max(len(text) - 1, 0)))
    return text[:at] + draw(st.characters(codec="utf-8")) + text[at + 1 :]


def _cut(draw, text):
    at = draw(st.integers(0, len(text)))
    return text[:at] + text[at + draw(st.integers(0, 60)) :]


def _doubled(draw, text):
    blocks = re.split(r"(?m)^(?=\[)", text)
    at, to = draw(st.integers(0, len(blocks) - 1)), draw(st.integers(0, len(blocks)))
    return "".join([*blocks[:to], blocks[at], *blocks[to:]])


def _swapped(draw, text):
    pairs = list(_PAIR.finditer(text))
    if len(pairs) < 2:
        return text
    a, b = sorted(draw(st.lists(st.sampled_from(range(len(pairs))), min_size=2, max_size=2, unique=True)))
    one, other = pairs[a], pairs[b]
    return text[: one.start()] + other[0] + text[one.end() : other.start()] + one[0] + text[other.end() :]


def _retyped(draw, text):
    return _replaced(draw, text, _PAIR, lambda found: f"{found[1]} = {draw(st.sampled_from(VALUES))}")


def _renamed(draw, text):
    quoted = [f'"{name}"' for name in NAMES]
    return _replaced(draw, text, _VALUE, lambda _: draw(st.sampled_from([*KEYS, *VALUES, *quoted])))


def _replaced(draw, text, pattern, by):
    found = list(pattern.finditer(text))
    if not found:
        return text
    match = found[draw(st.integers(0, len(found) - 1))]
    return text[: match.start()] + by(match) + text[match.end() :]


@given(spoilt())
def test_a_spoilt_rulebook_of_the_gallery_is_always_answered(text):
    answered(text)


@given(
    st.lists(st.sampled_from([*NAMES, *SIGNS, *FUNCTIONS]) | st.text(max_size=3), max_size=60).map("".join) | st.text()
)
def test_a_formula_is_always_read_or_refused_with_a_reason(text):
    try:
        formula = parse_formula(text)
    except FormulaError as error:
        assert error.found.zh and error.found.en and error.expected.zh and error.expected.en
    else:
        assert parse_formula(formula.text).node == formula.node
        assert formula.terms() >= len(formula.names())
