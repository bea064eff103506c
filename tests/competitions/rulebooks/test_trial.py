"""A trial before anything is adopted: every rulebook of the gallery settles on marks that were made up."""

from pathlib import Path

import pyarrow as pa
import pytest

from jiangong.competitions.rulebooks import trial as trials
from jiangong.competitions.rulebooks.changing import OUTLINE, acted
from jiangong.competitions.rulebooks.differences import in_text, in_words
from jiangong.competitions.rulebooks.reading import checked
from jiangong.core.problems import Refused
from jiangong.core.rulebook import describe_rulebook, load_rulebook
from jiangong.core.scoring import Tables

GALLERY = Path(__file__).resolve().parents[3] / "rulebooks"
NAMES = sorted(path.parent.name for path in GALLERY.glob("*/rulebook.toml"))
SAMPLE = [*NAMES[::4], "medals_excellence", "team_points", "theory_gate"]
"""A quarter: settling all of them takes a minute, and tests of the core do that on real marks."""


def rules(name):
    return load_rulebook((GALLERY / name / "rulebook.toml").read_text(encoding="utf-8"))


@pytest.mark.parametrize("name", sorted(set(SAMPLE) - {"fifa_groups", "f1_seasons"}))
def test_made_up_marks_fit_every_rulebook_of_the_gallery(name):
    rulebook = rules(name)
    found = trials.tried(rulebook, trials.made_up(rulebook))
    assert 0 < found.mark_count <= trials.MOST_ROWS
    assert any(standing.rows for standing in found.stages)


def test_a_trial_is_explained_and_the_same_twice():
    rulebook = rules("five_judges")
    one, other = (trials.tried(rulebook, trials.made_up(rulebook)) for _ in range(2))
    assert one.stages == other.stages
    assert one.explanation is not None and one.explanation.steps
    states = [row["state"] for row in one.stages[0].rows]
    assert states.count("absent") == 1


def test_made_up_marks_keep_within_what_is_allowed():
    rulebook = rules("five_judges")
    marks = trials.made_up(rulebook).marks.to_pylist()
    values = [float(row["value"]) for row in marks if row["value"]]
    assert all(0 <= value <= 100 and value * 2 == int(value * 2) for value in values)


def test_one_asked_for_is_the_one_explained():
    rulebook = rules("five_judges")
    tables = trials.made_up(rulebook)
    second = next(row["entry"] for row in trials.tried(rulebook, tables).stages[0].rows if row["place"] == "2")
    found = trials.tried(rulebook, tables, entry=second)
    assert found.explanation is not None and found.explanation.entry == second


def test_rules_that_ask_for_very_many_rows_are_not_tried():
    text = OUTLINE.replace(
        "decimals = 1", 'decimals = 1\nby = ["item", "source"]\ncount = { item = 5000, source = 5 }', 1
    )
    text = text.replace("[[stage.order]]", "", 1).replace('by = "mark"\n', "") + (
        '\n[stage.scores.total]\nfrom = "mark"\nsteps = [{ over = ["item", "source"], take = "sum" }]\n\n[[stage.order]]\nby = "total"\n'
    )
    with pytest.raises(trials.TooMuch):
        trials.made_up(load_rulebook(text))


def test_large_rules_are_not_settled_within_a_page():
    scores = "".join(f'[stage.scores.t{n}]\nformula = "mark + {n}"\n' for n in range(trials.MOST_VALUES))
    with pytest.raises(trials.TooMuch):
        trials.made_up(load_rulebook(OUTLINE.replace("[[stage.order]]", scores + "[[stage.order]]")))


def test_a_table_handed_in_is_tried_or_refused_with_its_rows():
    rulebook = load_rulebook(OUTLINE)
    good = Tables(marks=pa.table({"参赛号": ["1", "2"], "数值": ["80", "90"]}))
    assert [row["entry"] for row in trials.tried(rulebook, good).stages[0].rows] == ["2", "1"]
    with pytest.raises(Refused):
        trials.tried(rulebook, Tables(marks=pa.table({"参赛号": ["1"], "数值": ["190"]})))
    many = pa.table(
        {"参赛号": [str(n) for n in range(trials.MOST_HANDED + 1)], "数值": ["1"] * (trials.MOST_HANDED + 1)}
    )
    with pytest.raises(trials.TooMuch):
        trials.tried(rulebook, Tables(marks=many))


def test_differences_are_told_in_words_and_in_lines():
    before, after = OUTLINE, OUTLINE.replace("range = [0, 100]", "range = [0, 120]")
    said = in_words(describe_rulebook(load_rulebook(before)), describe_rulebook(load_rulebook(after)))
    assert len(said) == 1 and "100" in said[0].gone[0].zh and "120" in said[0].come[0].zh
    lines = in_text(before, after)
    assert [line.text for line in lines if line.sign in "+-"] == ["range = [0, 100]", "range = [0, 120]"]
    assert in_words(checked(before).clauses, checked(before).clauses) == () and in_text(before, before) == ()


def test_a_new_stage_and_another_order_of_keys_are_told():
    two = acted(OUTLINE, "add:stage")
    said = in_words(checked(OUTLINE).clauses, checked(two).clauses)
    assert any("新阶段" in one.title.zh and not one.gone for one in said)
    more = acted(acted(OUTLINE, "add:stage/0/criteria"), "add:stage/0/order")
    turned = acted(more, "up:stage/0/order/1")
    assert in_words(checked(more).clauses, checked(turned).clauses)
