"""A hostile rulebook is refused at once, with the limit that it passes; one that goes as far as a limit is taken."""

import time

import pytest

from jiangong.core.problems import Refused
from jiangong.core.rulebook import check_rulebook, limits, load_rulebook
from tests.architecture.source import ROOT

HEAD = 'rulebook = 1\nname = "h"\ntitle = "h"\n'
STAGE = '[[stage]]\nid = "s"\n'
A = "[stage.criteria.a]\nrange = [0, 10]\ndecimals = 0\n"
SECONDS = 3
"""Of this process, on a machine that is shared with others; alone it takes a third of it at most."""


def order(name):
    return f'[[stage.order]]\nby = "{name}"\n'


def of_formula(text):
    return HEAD + STAGE + A + f'[stage.scores.t]\nformula = "{text}"\n' + order("t")


def of_steps(*steps, head="range = [0, 1]"):
    return HEAD + STAGE + f"[stage.criteria.a]\n{head}\nsteps = [{', '.join(steps)}]\n" + order("a")


def of_criteria(number):
    return HEAD + STAGE + "".join(f"[stage.criteria.c{n}]\n" for n in range(number)) + order("c1")


def of_chain(number, *, backwards=False):
    """Scores of which each reads the one before, written from either end."""
    scores = [f'[stage.scores.t{n}]\nformula = "{f"t{n - 1}" if n else "a"}"\n' for n in range(number)]
    return HEAD + STAGE + A + "".join(scores[::-1] if backwards else scores) + order("t0")


def of_stages(number, more=""):
    return HEAD + "".join(f'[[stage]]\nid = "s{n}"\n{A}{order("a")}{more}' for n in range(number))


def copied(stages, criteria):
    text = HEAD + '[[stage]]\nid = "s0"\n' + "".join(f"[stage.criteria.c{n}]\n" for n in range(criteria)) + order("c0")
    return text + "".join(f'[[stage]]\nid = "s{n}"\nlike = "s{n - 1}"\n' for n in range(1, stages))


def of_lookup(rows, result="{n}"):
    pairs = ", ".join(f'"{n}" = {result.format(n=n)}' for n in range(1, rows + 1))
    return HEAD + STAGE + A + f'[stage.scores.t]\nfrom = "a"\nsteps = [{{ lookup = {{ {pairs} }} }}]\n' + order("t")


def of_text(key, value):
    return HEAD + f"{key} = {value}\n" + STAGE + A + order("a")


PAST = {
    "CHARACTERS": ["#" * 200_001, HEAD + "x = 1\n" * 10**6],
    "NESTING": [
        HEAD + "x = " + "[" * 3000 + "]" * 3000,
        HEAD + "x = " + "{a = " * 3000 + "1" + "}" * 3000,
        HEAD + ".".join(["a"] * 50_000) + " = 1\n",
        HEAD + "[" + ".".join(['"a"'] * 30_000) + "]\nb = 1\n",
    ],
    "STAGES": [of_stages(51), copied(3000, 30)],
    "VALUES": [of_criteria(501), of_criteria(8000), copied(50, 300)],
    "STEPS": [of_steps(*["{ plus = 1 }"] * 101), of_steps(*["{ plus = 1 }"] * 9000)],
    "LISTED": [
        HEAD + STAGE + A + order("a") * 201,
        HEAD + "".join(f'[states.s{n}]\ntitle = "x"\neffect = "out"\n' for n in range(3000)) + STAGE + A + order("a"),
        HEAD + "".join(f'[entries.e{n}]\ntype = "number"\n' for n in range(201)) + STAGE + A + order("a"),
        HEAD + STAGE + A + order("a") + "[[stage.go_on]]\ntop = 1\n" * 5000,
        HEAD + STAGE + A + f"items = {list(map(str, range(201)))}\n" + order("a"),
        HEAD + STAGE + f"[stage.criteria.a]\nvalues = {list(range(201))}\n" + order("a"),
    ],
    "ROWS": [of_lookup(2001), of_lookup(9000, '"1/{n}"')],
    "TEXT": [of_text("note", f'"{"x" * 150_000}"'), of_text("version", f'"{"x" * 5001}"')],
    "FORMULA": [of_formula(" " * 2000 + "a")],
    "TERMS": [
        of_formula("+".join(["a"] * 201)),
        of_formula("*".join(["a"] * 990)),
        HEAD + STAGE + A + f"[stage.scores.t]\nweights = {{ {', '.join(f'x{n} = 1' for n in range(201))} }}\n" + order("t"),
    ],
    "ALL_TERMS": [
        HEAD + STAGE + A + "".join(f'[stage.scores.t{n}]\nformula = "{"+".join(["a"] * 200)}"\n' for n in range(51)) + order("a"),
    ],
    "DEPTH": [of_formula("(" * 900 + "a" + ")" * 900), of_formula("-" * 1500 + "a"), of_formula("not " * 190 + "a")],
    "WORK": [of_formula("max(" * 39 + "a" + ", 1)" * 39), of_formula("round(" * 8 + "a" + ", 0.1)" * 8)],
    "DIGITS": [
        of_formula("9" * 1900),
        of_formula("0." + "0" * 1900 + "1"),
        of_text("version", '"1"').replace("[0, 10]", f'[0, "1{"0" * 5000}"]'),
        of_steps(f'{{ times = "{"9" * 31}" }}'),
    ],
    "CHAIN": [of_chain(101), of_chain(499), of_chain(499, backwards=True)],
}  # fmt: skip
WITHIN = {
    "CHARACTERS": HEAD + STAGE + A + order("a") + "#" * 150_000,
    "NESTING": of_formula("a"),
    "STAGES": of_stages(50),
    "VALUES": copied(50, 10),
    "STEPS": of_steps(*["{ plus = 1 }"] * 100),
    "LISTED": HEAD + "".join(f'[entries.e{n}]\ntype = "number"\n' for n in range(200)) + STAGE + A + order("a"),
    "ROWS": of_lookup(2000),
    "TEXT": of_text("note", f'"{"x" * 5000}"'),
    "FORMULA": of_formula(" " * 1999 + "a"),
    "TERMS": of_formula("+".join(["a"] * 200)),
    "ALL_TERMS": HEAD
    + STAGE
    + A
    + "".join(f'[stage.scores.t{n}]\nformula = "{"+".join(["a"] * 200)}"\n' for n in range(50))
    + order("a"),
    "DEPTH": of_formula("(" * 40 + "a" + ")" * 40),
    "WORK": of_formula("max(" * 11 + "a" + ", 1)" * 11),
    "DIGITS": of_formula("a * 0.00000001"),
    "CHAIN": of_chain(99, backwards=True),
    "NAME": HEAD + STAGE + f"[stage.criteria.{'x' * 64}]\n" + order("x" * 64),
}
HOSTILE = {
    "decimals": HEAD + STAGE + A.replace("decimals = 0", "decimals = 999999999") + order("a"),
    "decimals of listed values": HEAD + STAGE + "[stage.criteria.a]\nvalues = [1, 2]\ndecimals = 999999999\n" + order("a"),
    "decimals of a column": HEAD + '[items.e]\ntype = "number"\ndecimals = 999999999\n' + STAGE + A + order("a"),
    "a number of 300,000 digits": of_text("version", "0x" + "f" * 150_000),
    "hexadecimal for a number of things": of_steps(f"{{ round = 0x{'f' * 9000} }}"),
    "an exponent": HEAD + STAGE + A.replace("10]", "1e999999999]") + order("a"),
    "an exponent in quotes": of_text("version", '"1"').replace("[0, 10]", '[0, "1e999999999"]'),
    "an exponent as a default": HEAD + '[events.e]\ntype = "number"\ndefault = 1e999999999\n' + STAGE + A + order("a"),
    "an exponent in the name of a table": HEAD + '[events.e]\ntype = "number"\n' + STAGE + A
    + '[stage.scores.t]\nfrom = "a"\nsteps = [{ lookup = { "1e999999999" = { "1" = 1 } }, by = "event.e" }]\n' + order("t"),
    "powers of powers": of_formula("20^20^20"),
    "squares of squares": of_steps(*['{ formula = "value * value" }'] * 100),
    "squares of nothing": of_steps(*['{ formula = "value * value" }'] * 100, head="range = [0, 0]"),
    "squares of real numbers": of_steps('{ formula = "sqrt(value + 2)" }', *['{ formula = "value * value" }'] * 90),
    "products of real numbers": of_formula("*".join(["exp(a * 6)"] * 60)),
    "a power of a real number": of_formula("(((sqrt(a)^20)^20)^20)^20"),
    "sums of shares": of_formula("+".join(f"a/{n}" for n in range(900, 990))),
    "billions in counts": of_steps(
        '{ over = ["item", "attempt", "source"], take = "mean" }',
        head='by = ["item", "attempt", "source"]\ncount = { item = 99999, attempt = 99999, source = 99999 }',
    ),
    "too many in counts": of_steps(head='by = ["item"]\ncount = { item = 10000000000 }'),
    "long names": HEAD + STAGE + f"[stage.criteria.{'x' * 100_000}]\n" + order("x"),
    "long names that nobody knows": of_text("x" * 100_000, 1),
    "names that nobody knows": HEAD + STAGE + A + "".join(
        f'[stage.scores.t{n}]\nformula = "{"+".join(f"zz{n}y{m}" for m in range(40))}"\n' for n in range(400)) + order("t1"),
    "keys that nobody knows": HEAD + STAGE + A + order("a") + "".join(f"k{n} = 1\n" for n in range(18_000)),
    "everything reads everything before": HEAD + STAGE + A + "".join(
        f'[stage.scores.t{n}]\nformula = "{"+".join(f"t{m}" for m in range(n)) or "a"}"\n' for n in range(200)) + order("t1"),
    "all stages read all before": HEAD + "".join(f'[[stage]]\nid = "s{n}"\n{A}'
        + "".join(f'[stage.scores.t{k}]\nformula = "{"+".join(f"s{m}.a" for m in range(n)) or "a"}"\n' for k in range(9))
        + order("a") for n in range(50)),
    "bands on bands": of_steps(*["{ bands = [" + ", ".join(f"{{ from = {n}, is = {n} }}" for n in range(60)) + "] }"] * 90),
    "awards": of_stages(20, "".join(f'[[stage.awards]]\nid = "w{n}"\ntitle = "w"\ntop = 3\n' for n in range(150))),
    "tables of tables": HEAD + "[[a]]\n" * 30_000,
    "unknown columns": of_stages(50, "".join(f'[[stage.go_on]]\nto = "s9"\ntop = 1\nper = "p{n}"\n' for n in range(60))),
    "blanks": HEAD + STAGE + A + " " * 190_000 + order("a"),
    "quotes": HEAD + "x = " + '"' * 150_000,
    "backslashes": HEAD + 'x = "' + "\\" * 150_000,
}  # fmt: skip


def refused_at_once(text):
    started = time.process_time()
    problems = check_rulebook(text)
    took = time.process_time() - started
    assert took < SECONDS, f"{took:.1f} s"
    for problem in problems:
        assert problem.found.zh and problem.found.en and problem.expected.zh and problem.expected.en
        assert len(problem.sentence("en")) < 10_000
    return problems


@pytest.mark.parametrize(
    ("name", "text"), [(name, text) for name, texts in PAST.items() for text in texts], ids=lambda value: value[:12]
)
def test_what_passes_a_limit_is_refused_with_its_number_and_what_to_do(name, text):
    limit = limits.ALL[name]
    said = [problem.expected for problem in refused_at_once(text) if problem.level == "error"]

    assert limit.expected() in said


@pytest.mark.parametrize("name", WITHIN)
def test_what_reaches_a_limit_and_does_not_pass_it_is_taken(name):
    started = time.process_time()
    problems = [problem.sentence() for problem in check_rulebook(WITHIN[name]) if problem.level == "error"]

    assert problems == []
    assert time.process_time() - started < SECONDS


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_rulebook_is_checked_at_once(name):
    refused_at_once(HOSTILE[name])


def test_a_formula_as_large_as_may_be_is_read_from_deep_within_a_program():
    def deep(levels):
        return deep(levels - 1) if levels else load_rulebook(WITHIN["TERMS"])

    assert deep(300).name == "h"


def test_a_mistake_in_a_formula_is_told_once():
    problems = check_rulebook(of_formula("a +"))

    assert [problem.sentence() for problem in problems] == [
        "rulebook.toml:10:stage.scores.t.formula: found the end of the formula, expected a name, a number or a bracket"
    ]


def test_a_name_of_too_many_letters_is_named_short():
    with pytest.raises(Refused) as refused:
        load_rulebook(HEAD.replace('"h"', f'"{"x" * 65}"', 1) + STAGE + A + order("a"))

    assert str(refused.value).startswith("rulebook.toml:2:name: found 65 characters in a name, expected at most 64")


def test_tables_that_a_number_chooses_are_named_by_numbers():
    def text(label):
        steps = (
            f'[stage.scores.t]\nfrom = "a"\nsteps = [{{ lookup = {{ {label} = {{ "1" = 1 }} }}, by = "event.e" }}]\n'
        )
        return HEAD + '[events.e]\ntype = "number"\n' + STAGE + A + steps + order("t")

    said = "found the table {} chosen by the number event.e, expected tables named by numbers"

    assert check_rulebook(text('"2"')) == ()
    for label in ("A", "1.5"):
        (problem,) = check_rulebook(text(f'"{label}"'))
        assert said.format(label) in problem.sentence()


@pytest.mark.parametrize("page", ["rulebook.md", "rulebook.en.md"])
def test_the_rulebook_reference_lists_every_limit(page):
    text = (ROOT / "docs" / page).read_text(encoding="utf-8")
    heading = "\n### 规则可以写多大\n" if page == "rulebook.md" else "\n### How large rules may be\n"
    section = text.partition(heading)[2].partition("\n## ")[0]
    told = [row.split("|")[2].strip() for row in section.splitlines() if row.startswith("|")][2:]

    assert told == [f"{limit.most:,}" for limit in limits.ALL.values()]
