"""Forms and text say the same: for every rulebook of the gallery, unchanged and with one change at a time."""

import random
from contextlib import suppress
from pathlib import Path

import pytest

from jiangong.competitions.rulebooks.blocks import GENERAL, page_of, part_at, parts_of, placed
from jiangong.competitions.rulebooks.changing import OUTLINE, acted
from jiangong.competitions.rulebooks.fields import changed, rewritten
from jiangong.competitions.rulebooks.reading import checked
from jiangong.competitions.rulebooks.tomltext import CannotEdit, data_of
from jiangong.core.rulebook import load_rulebook, rulebook_hash

GALLERY = Path(__file__).resolve().parents[3] / "rulebooks"
TEXTS = {path.parent.name: path.read_text(encoding="utf-8") for path in sorted(GALLERY.glob("*/rulebook.toml"))}
FIVE = TEXTS["five_judges"]
WORK = ("stage", 0, "criteria", "work")


def pages(text):
    data = data_of(text)
    return [page_of(data, part) for part, _title in parts_of(data)]


def flat(data, path=()):
    """Every value by its path; a list of plain values is one value."""
    if isinstance(data, dict):
        return {key: value for name, inner in data.items() for key, value in flat(inner, (*path, name)).items()}
    if isinstance(data, list) and any(isinstance(inner, dict) for inner in data):
        return {key: value for n, inner in enumerate(data) for key, value in flat(inner, (*path, n)).items()}
    return {path: data}


def another(field):
    """A value that differs from the one that stands there."""
    if field.choices:
        return next((value for value, _words in field.choices if value and value != field.value), None)
    if field.is_number:
        return "7" if field.value != "7" else "8"
    return '新的“话” "quoted" \\ #'


@pytest.mark.parametrize("name", TEXTS)
def test_a_rulebook_saved_unchanged_is_the_same_to_the_byte(name):
    for page in pages(TEXTS[name]):
        fields = page.fields()
        assert changed(TEXTS[name], fields, {key: field.value for key, field in fields.items()}) == TEXTS[name]


@pytest.mark.parametrize("name", TEXTS)
def test_every_field_written_anew_gives_the_same_rules(name):
    before = rulebook_hash(load_rulebook(TEXTS[name]))
    for page in pages(TEXTS[name]):
        assert rulebook_hash(load_rulebook(rewritten(TEXTS[name], page.fields()))) == before


@pytest.mark.parametrize("name", TEXTS)
def test_one_change_changes_that_key_and_nothing_else(name):
    text, before = TEXTS[name], flat(data_of(TEXTS[name]))
    chance = random.Random(name)
    for page in pages(text):
        fields = page.fields()
        for key in chance.sample(sorted(fields), min(6, len(fields))):
            new = another(fields[key])
            if new is None:
                continue
            written = changed(text, fields, {key: new})
            after, path = flat(data_of(written)), fields[key].path
            changes = {one for one in before.keys() | after.keys() if before.get(one) != after.get(one)}
            assert changes and all(one[: len(path)] == path for one in changes), (key, changes)
            assert page_of(data_of(written), page.part).fields()[key].value == new
            gone = [line for line in text.splitlines() if line.startswith("#") and line not in written]
            assert gone == []


@pytest.mark.parametrize("name", TEXTS)
def test_every_button_does_something_that_the_text_can_hold(name):
    for page in pages(TEXTS[name]):
        for act in [act for top in page.blocks for block in top.every_block() for act in block.acts]:
            assert data_of(acted(TEXTS[name], act.value)) != data_of(TEXTS[name])


def test_comments_and_order_stay_where_they_are():
    text = FIVE.replace("count = { source = 5 }", "count = { source = 5 }  # 五名裁判")
    fields = page_of(data_of(text), "0").fields()
    written = changed(text, fields, {"stage/0/criteria/work/count/source": "7", "stage/0/awards/0/share": "15%"})
    assert written.splitlines()[0] == FIVE.splitlines()[0]
    assert "count = { source = 7 }  # 五名裁判" in written
    assert 'share = "15%"' in written
    assert len(written.splitlines()) == len(text.splitlines())


def test_a_key_is_taken_away_by_emptying_its_field_and_comes_back_by_filling_it():
    fields = page_of(data_of(FIVE), "0").fields()
    without = changed(FIVE, fields, {"stage/0/criteria/work/step": ""})
    assert "step = 0.5" not in without
    fields = page_of(data_of(without), "0").fields()
    again = changed(without, fields, {"stage/0/criteria/work/step": "０.５"})
    assert rulebook_hash(load_rulebook(again)) == rulebook_hash(load_rulebook(FIVE))


def test_drops_weights_and_ties_are_set_without_a_word_of_the_language():
    text, weights = TEXTS["theory_gate"], "stage/1/scores/total/weights/"
    fields = page_of(data_of(text), "1").fields()
    text = changed(text, fields, {f"{weights}theory": "40%", f"{weights}practice": "60%"})
    total = load_rulebook(text).stages[1].scores["total"]
    assert {name: str(weight) for name, weight in total.weights} == {"theory": "2/5", "practice": "3/5"}
    text = acted(acted(text, "add:stage/1/order"), "up:stage/1/order/1")
    assert [key.by for key in load_rulebook(text).stages[1].order] == ["theory", "total"]


def test_several_judges_and_a_weighted_total_are_two_buttons():
    text = acted(acted(OUTLINE, "judges:stage/0/criteria/mark"), "add:stage/0/criteria")
    rules = load_rulebook(acted(text, "total:stage/0"))
    stage = rules.stages[0]
    assert stage.criteria["mark"].counted("source") == (3, 3)
    assert sum(weight for _name, weight in stage.scores["total"].weights) == 1
    assert stage.order[0].by == "total"


def test_what_is_taken_away_goes_with_what_read_it():
    final = data_of(acted(TEXTS["theory_gate"], "remove:stage/1/criteria/theory"))["stage"][1]
    assert "theory" not in final["criteria"] and "theory" not in final["scores"]["total"]["weights"]


def test_the_outline_and_what_the_buttons_make_of_it_are_rules():
    for act in (
        "add:stage",
        "add:stage/0/criteria",
        "add:stage/0/order",
        "add:stage/0/awards",
        "judges:stage/0/criteria/mark",
    ):
        assert checked(acted(OUTLINE, act)).errors == ()
    two = acted(acted(OUTLINE, "add:stage"), "add:stage/0/go_on")
    assert load_rulebook(two).stages[0].go_on[0].to == "stage"


@pytest.mark.parametrize(
    "act", ["", "up", "fly:stage/0", "remove:", "up:stage/99/order/3", "add:nothing/at/all", "total:stage/77"]
)
def test_a_button_that_is_none_changes_nothing(act):
    with suppress(CannotEdit):
        assert acted(FIVE, act) == FIVE


@pytest.mark.parametrize(
    ("key", "typed", "at"),
    [
        ("stage/0/criteria/work/range@to", "很高", "stage/0/criteria/work/range@from"),
        ("stage/0/awards/1/share", "两成", "stage/0/awards/1/share"),
        ("stage/0/criteria/work/steps/0/drop_high", "一", "stage/0/criteria/work/steps/0/drop_high"),
        ("stage/0/criteria/work/count/source", "五", "stage/0/criteria/work/count/source"),
    ],
)
def test_what_cannot_be_is_kept_as_typed_and_told_at_its_field_and_line(key, typed, at):
    fields = page_of(data_of(FIVE), "0").fields()
    text = changed(FIVE, fields, {key: typed})
    read = checked(text)
    page = page_of(read.data, "0")
    assert page.fields()[key].value == typed
    assert at in placed(page, read.placed).at_fields
    assert any(typed in text.splitlines()[problem.row - 1] for problem in read.errors)


def test_the_second_of_several_is_the_one_that_is_told():
    text = FIVE.replace('share = "20%"', 'share = "nothing"')
    read = checked(text)
    assert [path for path, _problem in read.placed] == [("stage", 0, "awards", 1), ("stage", 0, "awards", 1, "share")]


def test_a_missing_key_is_told_at_its_block():
    read = checked(FIVE.replace('title = { zh = "二等奖", en = "Second prize" }\n', ""))
    found = placed(page_of(read.data, "0"), read.placed)
    assert list(found.at_blocks) == ["b-stage-0-awards-1"]
    assert part_at(read.places[0]) == "0" and part_at(("states", "absent")) == GENERAL


@pytest.mark.parametrize(
    "text", ["", "rulebook = ", "x = [" * 40, "rulebook = 1\n" * 3, "[[stage]]\n" * 60, "stage = 3", "stage = [1, 2]"]
)
def test_a_broken_text_never_breaks_the_reading(text):
    read = checked(text)
    assert read.errors and read.rulebook is None
    if read.data is not None:
        for part, _title in parts_of(read.data):
            assert page_of(read.data, part).fields() is not None


def test_what_no_form_can_say_is_left_alone():
    text = TEXTS["team_points"]
    fields = page_of(data_of(text), "2").fields()
    written = changed(text, fields, {"stage/2/title@zh": "团体总分"})
    assert written == text.replace('title = { zh = "团体", en = "Teams" }', 'title = { zh = "团体总分", en = "Teams" }')
