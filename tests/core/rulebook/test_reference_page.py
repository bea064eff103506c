"""The reference page says what the language is: every key, every step, every formula and every recipe on it is tried."""

import csv
import io
import re
import tomllib
from decimal import Decimal
from pathlib import Path

import pyarrow as pa
import pytest

from jiangong.core.rulebook import check_rulebook, load_rulebook
from jiangong.core.rulebook.formula import FUNCTIONS
from jiangong.core.rulebook.schema import SECTIONS
from jiangong.core.scoring import Tables, read_evidence, settle

DOCS = Path(__file__).resolve().parents[3] / "docs"
PAGES = {"zh": (DOCS / "rulebook.md").read_text("utf-8"), "en": (DOCS / "rulebook.en.md").read_text("utf-8")}
BLOCK = re.compile(r"^```(\w+) ?(\w*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)


def recipes(page):
    """Each complete rulebook with the tables below it: (name, rulebook, {table: csv})."""
    found = []
    for kind, word, text in BLOCK.findall(page):
        if (kind, word) == ("toml", "rulebook"):
            found.append((tomllib.loads(text)["name"], text, {}))
        elif kind == "csv":
            found[-1][2][word] = text
    return found


RECIPES = [("zh", *recipe) for recipe in recipes(PAGES["zh"])] + [("en", *recipes(PAGES["en"])[0])]
"""Those of the Chinese page, and the first of the English one, whose titles differ; the others are the same on both."""


def table(text):
    rows = list(csv.DictReader(io.StringIO(text)))
    return pa.table({name: [row[name] for row in rows] for name in rows[0]})


def settled(rulebook, **tables):
    given = {name: table(text) for name, text in tables.items()}
    return settle(read_evidence(load_rulebook(rulebook), Tables(**given))).rows()


@pytest.mark.parametrize(
    ("lang", "name", "rulebook", "tables"), RECIPES, ids=[f"{lang}-{name}" for lang, name, *_ in RECIPES]
)
def test_a_recipe_comes_out_as_the_page_says(lang, name, rulebook, tables):
    expected = list(csv.DictReader(io.StringIO(tables.pop("standings"))))
    rows = settled(rulebook, **tables)

    told = [
        {column: row[column] for column in line}
        for line in expected
        for row in rows
        if all(row[key] == line[key] for key in ("event", "stage", "entry") if key in line)
    ]
    assert check_rulebook(rulebook) == ()
    assert told == expected


def test_the_two_pages_have_the_same_recipes():
    def kept(lang):
        return [(name, rulebook, tables) for name, rulebook, tables in recipes(PAGES[lang]) if name != "electricians"]

    assert kept("zh") == kept("en")
    assert len(kept("zh")) > 10


@pytest.mark.parametrize("lang", PAGES)
def test_a_part_of_a_rulebook_on_the_page_is_toml_and_the_parts_make_the_whole(lang):
    parts = [text for kind, word, text in BLOCK.findall(PAGES[lang]) if (kind, word) == ("toml", "")]

    assert tomllib.loads("\n".join(parts)) == tomllib.loads(recipes(PAGES[lang])[0][1])


def lines_under(lang, heading):
    """The cells of the table below a heading line."""
    rows = PAGES[lang].split(f"\n{heading}\n", 1)[1].split("\n\n", 1)[0].splitlines()
    return [[cell.strip() for cell in row.strip("|").split(" | ")] for row in rows]


@pytest.mark.parametrize("lang", PAGES)
@pytest.mark.parametrize("section", SECTIONS)
def test_every_key_of_a_section_is_explained_and_no_other(section, lang):
    part = re.search(rf"^### `{section}`[：:].*?\n\n(.*?)(?=^#)", PAGES[lang], re.MULTILINE | re.DOTALL).group(1)
    rows = [[cell.strip() for cell in row.strip("|").split(" | ")] for row in part.strip().splitlines()[2:]]
    required = {"zh": "（必须）", "en": " (required)"}[lang]

    assert [(cells[0].strip("` "), cells[2]) for cells in rows] == [
        (key.name, key.meaning.say(lang) + (required if key.required else "")) for key in SECTIONS[section]
    ]
    for cells, key in zip(rows, SECTIONS[section], strict=True):
        assert [choice for choice in key.choices if f"`{choice}`" not in cells[1]] == []


STEP_TABLE = {"zh": "| 步骤 | 行 | 得数 | 说明 |", "en": "| step | rows | result | about |"}
FORMULA_TABLE = {"zh": "| 算式 | 得数 | 说明 |", "en": "| formula | result | about |"}
STEPS = [cells[:3] for cells in lines_under("zh", STEP_TABLE["zh"])[1:]]
FORMULAS = [cells[:2] for cells in lines_under("zh", FORMULA_TABLE["zh"])[1:]]
ONE_STAGE = """
rulebook = 1
name = "examples"
title = "x"
[[stage]]
id = "s"
[stage.criteria.a]
range = [1, 10]
[stage.criteria.b]
range = [1, 10]
[stage.criteria.c]
kind = "lot"
range = [1, 10]
[[stage.order]]
by = "a"
[[stage.order]]
by = "c"
"""


def number(text):
    return Decimal(text) if text else None


def test_a_step_gives_what_the_page_says():
    rulebook, marks = ONE_STAGE, "entry,criterion,item,attempt,source,value\n1,a,,,,7\n1,b,,,,2\n"
    for n, (step, rows, _) in enumerate(STEPS):
        over = re.search(r'over = "(\w+)"', step)
        by = f'by = ["{over[1]}"]\n' if over else ""
        rulebook += f"[stage.criteria.x{n}]\n{by}range = [-100, 200]\nsteps = [{step.strip('`')}]\nshow = 0.001\n"
        for row, value in enumerate(rows.split(), 1):
            at = [str(row) if over and over[1] == dimension else "" for dimension in ("item", "attempt", "source")]
            marks += f"1,x{n},{','.join(at)},{value}\n"

    (line,) = settled(rulebook, marks=marks)
    said = {(step, rows): number(result) for step, rows, result in STEPS}
    assert {(step, rows): number(line[f"score:x{n}"]) for n, (step, rows, _) in enumerate(STEPS)} == said


def test_a_formula_gives_what_the_page_says():
    scores = "".join(
        f'[stage.scores.x{n}]\nformula = "{formula.strip("`")}"\nround = "0.001"\n'
        for n, (formula, _) in enumerate(FORMULAS)
    )

    (line,) = settled(ONE_STAGE + scores, marks="entry,criterion,value\n1,a,7\n1,b,2\n")
    assert {f: number(line[f"score:x{n}"]) for n, (f, _) in enumerate(FORMULAS)} == {f: number(r) for f, r in FORMULAS}


def test_both_pages_try_the_same_examples():
    assert [cells[:3] for cells in lines_under("en", STEP_TABLE["en"])[1:]] == STEPS
    assert [cells[:2] for cells in lines_under("en", FORMULA_TABLE["en"])[1:]] == FORMULAS


def test_every_function_of_a_formula_has_an_example():
    tried = " ".join(formula for formula, _ in FORMULAS)

    assert [function for function in FUNCTIONS if f"{function}(" not in tried] == []
