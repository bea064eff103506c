"""A formula is read as a person wrote it, bounded in length, depth and size, and never runs as a program."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jiangong.core.rulebook.formula import FUNCTIONS, Call, FormulaError, Name, Number, Words, parse_formula


def tree(text):
    """The formula with every bracket written, to compare by eye."""
    return shown(parse_formula(text).node)


def shown(node):
    if isinstance(node, Number):
        return str(node.value)
    if isinstance(node, Words):
        return f"'{node.value}'"
    if isinstance(node, Name):
        return node.value
    return f"{node.function}({' '.join(map(shown, node.arguments))})"


READ = {
    "a + b * c": "+(a *(b c))",
    "(a + b) * c": "*(+(a b) c)",
    "a - b - c": "-(-(a b) c)",
    "a / b / c": "/(/(a b) c)",
    "2 ^ 3 ^ 2": "^(2 ^(3 2))",
    "-a ^ 2": "negative(^(a 2))",
    "-a * b": "*(negative(a) b)",
    "30% * x": "*(3/10 x)",
    "12.5 % + 1": "+(1/8 1)",
    "a < b and c >= 3 or not d": "or(and(<(a b) >=(c 3)) not(d))",
    "not a = b": "not(=(a b))",
    "a == 1": "=(a 1)",
    "entry.unit != '一厂'": "!=(entry.unit '一厂')",
    'item.kind = "J"': "=(item.kind 'J')",
    "if(a > 1, b, c)": "if(>(a 1) b c)",
    "max(a, b, 3)": "max(a b 3)",
    "true and false": "and(true() false())",
    "round(x, 0.01)": "round(x 1/100)",
    "first_given(a, 0)": "first_given(a 0)",
    "final.place": "final.place",
}


@pytest.mark.parametrize("text", READ)
def test_signs_bind_as_on_paper(text):
    assert tree(text) == READ[text]


def test_a_formula_keeps_how_it_was_written_and_what_it_reads():
    formula = parse_formula("  b + a * b - max(item.x, a) ")

    assert (formula.text, formula.names()) == ("b + a * b - max(item.x, a)", ("b", "a", "item.x"))


REFUSED = {
    "": ("the end of the formula", "a name, a number or a bracket"),
    "a +": ("the end of the formula", "a name, a number or a bracket"),
    "(a": ("the end of the formula", ")"),
    "a b": ("b", "a name, a number or a bracket"),
    "a, b": (",", "a name, a number or a bracket"),
    "and": ("and", "a name, a number or a bracket"),
    "a ＋ b": ("the sign ＋", "the plain +"),
    "a; b": ("the sign ;", "names, numbers, + - * / ^ ( ) and comparisons"),
    "'open": ("the sign '", "names, numbers, + - * / ^ ( ) and comparisons"),
    "eval(a)": ("the function eval", "one of " + ", ".join(FUNCTIONS)),
    "log(a, b)": ("log with 2 arguments", "1 arguments"),
    "min(a)": ("min with 1 arguments", "2–20 arguments"),
    "(" * 60 + "a" + ")" * 60: (
        "41 brackets in each other",
        "at most 40 brackets in each other: a score of its own for what is inside",
    ),
    "1" * 2001: ("2001 characters in a formula", "at most 2000 characters in a formula: several scores instead"),
}


@pytest.mark.parametrize("text", REFUSED, ids=lambda text: text[:12] or "nothing")
def test_what_is_no_formula_is_refused_with_a_reason(text):
    with pytest.raises(FormulaError) as refusal:
        parse_formula(text)

    assert (refusal.value.found.en, refusal.value.expected.en) == REFUSED[text]


@given(st.text(max_size=200))
def test_any_text_is_a_formula_or_is_refused_in_two_languages(text):
    try:
        parse_formula(text)
    except FormulaError as refusal:
        assert all((refusal.found.zh, refusal.found.en, refusal.expected.zh, refusal.expected.en))


@given(st.text(alphabet="ab1.%+-*/^()<>=!,' andortifmx", max_size=80))
def test_any_text_of_the_right_signs_is_a_formula_or_is_refused(text):
    try:
        formula = parse_formula(text)
    except FormulaError as refusal:
        assert refusal.found
    else:
        assert parse_formula(formula.text) == formula


formulas = st.recursive(
    st.one_of(
        st.fractions(min_value=0, max_value=99, max_denominator=1).map(Number),
        st.sampled_from(["a", "b.c", "value"]).map(Name),
    ),
    lambda inner: st.one_of(
        st.tuples(st.sampled_from("+-*/^"), inner, inner).map(lambda t: Call(t[0], (t[1], t[2]))),
        inner.map(lambda node: Call("negative", (node,))),
        st.tuples(inner, inner).map(lambda pair: Call("min", pair)),
    ),
    max_leaves=8,
)


def written(node):
    """A node as text with every bracket."""
    if isinstance(node, Number):
        return str(node.value)
    if isinstance(node, Name):
        return node.value
    arguments = [written(argument) for argument in node.arguments]
    if node.function == "negative":
        return f"(-({arguments[0]}))"
    if node.function == "min":
        return f"min({', '.join(arguments)})"
    return f"(({arguments[0]}) {node.function} ({arguments[1]}))"


@given(formulas)
def test_a_written_formula_is_read_back_as_it_was_meant(node):
    assert parse_formula(written(node)).node == node


def test_a_number_is_read_exactly():
    assert parse_formula("0.1").node == Number(Fraction(1, 10))
