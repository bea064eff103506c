"""Reading a whole rulebook: what it says, what it is called, and that nothing it says can be lost on the way."""

import pytest

from jiangong.core.problems import Refused, Text
from jiangong.core.rulebook import check_rulebook, load_rulebook, rulebook_hash, rulebook_schema, the_plan
from jiangong.core.rulebook.schema import SECTIONS
from tests.core.rulebook.writing import LAMP, STEPS, WEIGHTS, changed, said


def test_a_sound_rulebook_has_no_problem():
    assert said(LAMP) == []


def test_a_rulebook_is_read_into_values_that_say_what_it_says():
    rulebook = load_rulebook(LAMP)

    assert (rulebook.name, rulebook.title) == ("lamp", Text("灯饰组装", "Lamp assembly"))
    assert [stage.id for stage in rulebook.stages] == ["heat", "final"]
    assert rulebook.stage("final").value_of("total").weights == rulebook.stage("heat").value_of("total").weights
    assert list(rulebook.states) == ["absent", "withdrawn", "disqualified", "not_marked", "fell"]
    assert rulebook.score_names() == ("theory", "practice", "total")
    assert [rulebook.score_title(name).zh for name in ("total", "elsewhere")] == ["total", "elsewhere"]
    assert rulebook.entry_attributes() == ("age",)
    assert rulebook.item_attributes() == ("difficulty",)
    assert rulebook.event_parameters() == ("cut",)


def test_columns_that_places_and_quotas_read_are_attributes_too():
    text = changed('id = "heat"', 'id = "heat"\nwithin = "group"').replace("top = 3", 'top = 3\nper = "unit"\ncap = 2')
    text = text.replace('id = "final"\n', 'id = "final"\nteam = "category"\n').replace('"gone_on"', '"teams"')

    assert load_rulebook(text).entry_attributes() == ("group", "unit", "category", "age")


def test_like_copies_a_stage_and_changes_what_is_written():
    final = load_rulebook(LAMP).stage("final")

    assert [final.entrants, *((rule.to, rule.top) for rule in final.go_on)] == ["gone_on", ("medals", 1)]
    assert final.criteria == load_rulebook(LAMP).stage("heat").criteria


def test_a_criterion_that_is_still_separate_or_hidden_is_no_score_column():
    text = changed(
        "[stage.scores.total]",
        '[stage.criteria.raw]\nby = ["item"]\n[stage.criteria.note]\nhidden = true\n[stage.scores.total]',
    )

    assert load_rulebook(text).score_names() == ("theory", "practice", "total")


def test_a_score_that_is_still_separate_is_a_step_on_the_way_and_no_column():
    text = changed(
        "[stage.scores.total]",
        """[stage.criteria.raw]
by = ["item"]
[stage.scores.each]
formula = "raw * item.difficulty"
[stage.scores.all]
from = "each"
steps = [{ over = "item", take = "sum" }]
[stage.scores.total]""",
    )

    assert load_rulebook(text).score_names() == ("theory", "practice", "all", "total")


def test_a_rulebook_that_is_refused_carries_every_mistake():
    with pytest.raises(Refused) as refusal:
        load_rulebook(changed("rulebook = 1", "rulebook = 2").replace("[16, 70]", "[70, 16]"), file="r")

    assert str(refusal.value) == "\n".join(
        [
            "r:1:rulebook: found 2, expected 1",
            "r:11:entries.age.range: found [70, 16], expected [lowest, highest]",
        ]
    )


def test_a_warning_does_not_refuse():
    text = changed("[stage.scores.total]", '[stage.criteria.lots]\nkind = "lot"\n[stage.scores.total]')

    assert load_rulebook(text).stage("heat").criteria["lots"].better == "low"
    assert [problem.level for problem in check_rulebook(text)] == ["warning"]


UNREADABLE = {
    "": "r: found an empty file, expected a rulebook",
    "# only a comment": "r: found an empty file, expected a rulebook",
    "\x00\x01": "r:1:1: found no TOML (Invalid statement), expected TOML: key = value, text in quotes",
    "a = 1\nb =": "r:2: found no TOML (Invalid value), expected TOML: key = value, text in quotes",
    "x = "
    + "[" * 3000
    + "]"
    * 3000: "r:1: found 25 brackets or dots in each other, expected at most 24 brackets or dots in each other: fewer levels",
    "a = 1\nx = "
    + "{a="
    * 3000: "r:2: found 25 brackets or dots in each other, expected at most 24 brackets or dots in each other: fewer levels",
    "#" * 200_001: "r: found 200001 characters, expected at most 200000 characters: several rulebooks instead",
    'rulebook = 1\nname = "a"\ntitle = "b"': "r:1: found no stage, expected the key stage",
    'rulebook = 1\nname = "a"\ntitle = "b"\nstage = []': "r:4:stage: found no stage, expected at least one stage",
}


@pytest.mark.parametrize("text", UNREADABLE, ids=lambda text: repr(text[:12]))
def test_what_is_no_rulebook_is_refused_in_one_sentence(text):
    assert said(text) == [UNREADABLE[text]]
    with pytest.raises(Refused):
        load_rulebook(text, file="r")


def test_a_file_of_mistakes_is_not_read_out_for_ever():
    assert len(check_rulebook("\n".join(f"key{n} = 1" for n in range(500)))) == 200


def test_problems_come_in_the_order_of_the_file():
    rows = [
        problem.row for problem in check_rulebook(changed("rulebook = 1", "rulebook = 2").replace("top = 3", "tap = 3"))
    ]

    assert rows == sorted(rows)


SAME = {
    "a comment": LAMP + "\n# nothing",
    "another layout": LAMP.replace("range = [0, 100]", "range = [\n  0,\n  100.0,\n]"),
    "weights as numbers": LAMP.replace('"30%"', "0.3").replace('"70%"', '"7/10"'),
    "another order of keys": LAMP.replace('name = "lamp"\n', "").replace("rulebook = 1", 'name = "lamp"\nrulebook = 1'),
}


@pytest.mark.parametrize("way", SAME)
def test_the_hash_is_of_what_the_rules_say_not_of_how_they_are_laid_out(way):
    assert rulebook_hash(load_rulebook(SAME[way])) == rulebook_hash(load_rulebook(LAMP))


@pytest.mark.parametrize(
    "change",
    [('"30%"', '"31%"'), ("top = 3", "top = 4"), ("灯饰组装", "灯具组装"), ('"sum" }]', '"mean", round = 1 }]')],
)
def test_the_hash_changes_with_the_rules(change):
    assert rulebook_hash(load_rulebook(changed(*change))) != rulebook_hash(load_rulebook(LAMP))


def test_the_plan_of_a_rulebook_is_made_once():
    rulebook = load_rulebook(LAMP)

    assert the_plan(rulebook) is the_plan(rulebook)


def test_a_score_that_goes_on_from_another_counts_what_its_criterion_counts():
    text = (
        changed(STEPS, "steps = []")
        + """
[stage.scores.sheet]
from = "practice"
[stage.scores.total]
from = "sheet"
steps = [{ over = "source", take = "mean" }, { over = "item", take = "sum" }]
"""
    )
    measure = the_plan(load_rulebook(text.replace(WEIGHTS, 'from = "theory"'))).stages["final"].values["total"].measure

    assert (measure.scale, measure.level) == (500, frozenset())


def test_a_version_that_is_no_text_is_told():
    assert said(changed("rulebook = 1", "rulebook = 1\nversion = 3")) == ["r:2:version: found 3, expected text"]


WAYS = {
    "from": 'from = "theory"\nsteps = [{ times = 2 }, { round = 1 }]',
    "earlier stage": 'formula = "theory + practice"\nround = "0.5"\nmode = "floor"',
    "a table": 'from = "theory"\nsteps = [{ lookup = { "1" = 25, "2" = 18 }, otherwise = 0 }]',
    "bands": 'from = "theory"\nsteps = [{ bands = [{ below = 60, is = 0 }, { from = 60, to = 100, is = "1/2" }] }]',
    "limits": 'from = "practice"\nsteps = [{ limit = [0, 10] }, { plus = "theory" }, { goalposts = [0, 110] }]\nshow = "0.1"',
    "a condition": 'formula = "if(entry.age > 35 or event.cut = 3, theory, practice)"',
}


@pytest.mark.parametrize("way", WAYS)
def test_a_score_can_be_said_in_many_ways(way):
    assert said(changed(WEIGHTS, WAYS[way])) == []


STEP_WAYS = {
    "a mean of a known number": 'steps = [{ over = "source", take = "mean" }, { over = "item", take = "sum" }]',
    "a median": 'steps = [{ over = "source", take = "median" }, { over = "item", take = "sum" }]',
    "a count": 'steps = [{ over = ["item", "source"], take = "count" }]',
    "the best after dropping": 'steps = [{ over = "source", drop_worst = 1, take = "best" }, { over = "item", keep_best = 3, take = "sum" }]',
    "a rounded mean of any number": 'steps = [{ over = "source", take = "sum" }, { over = "item", take = "mean", round = "0.01" }]',
    "a mean under a condition": 'steps = [{ over = "source", take = "mean", where = "value > 0" }, { over = "item", take = "sum" }]',
    "a mean of the best three": 'steps = [{ over = "source", take = "sum" }, { over = "item", keep_best = 3, take = "mean" }]',
    "the difficulty of each item": 'steps = [{ over = "source", take = "sum" }, { times = "item.difficulty" }, { over = "item", take = "sum" }]',
    "only some items": 'steps = [{ over = "source", take = "sum" }, { over = "item", take = "sum", where = "item != \'x\'" }]',
    "as many as the event says": 'steps = [{ over = "source", drop_high = "event.cut", take = "mean" }, '
    '{ over = "item", keep_best = "event.cut", take = "sum" }]',
    "a real number": 'steps = [{ formula = "sqrt(value)" }, { over = "source", take = "mean" }, { over = "item", take = "sum", round = "0.1" }]',
}


@pytest.mark.parametrize("way", STEP_WAYS)
def test_rows_become_one_number_in_many_ways(way):
    text = changed(STEPS, STEP_WAYS[way])

    assert [sentence for sentence in said(text) if "decimal" not in sentence] == []


def test_a_mean_whose_divisors_have_no_small_common_multiple_must_be_rounded():
    text = changed("count = { source = 5 }", "count = { source = [1, 39] }").replace(
        'over = "source", take = "sum"', 'over = "source", take = "mean"'
    )

    assert said(text)[0] == (
        "r:30:stage.criteria.practice.steps: found a mean that divides by anything from 1 to 39, "
        "expected `round` in this step, or `count` saying how many there are"
    )


def test_opponents_meet_in_a_match():
    text = changed(
        STEPS,
        'kind = "match"\nsteps = [{ formula = "if(value > opponent, 3, 0)" }, { over = ["item", "source"], take = "sum" }]',
    )

    assert said(text) == []


def test_a_computed_column_reads_the_columns_of_its_entry():
    text = changed(
        "[items.difficulty]",
        '[entries.young]\ntype = "yes_no"\nformula = "entry.age <= 35 and entry.unit != \'\'"\n[items.difficulty]',
    )

    assert set(the_plan(load_rulebook(text)).derived) == {"young"}


def test_a_name_that_means_two_things_in_a_circle_of_its_own_is_told_once():
    text = changed(WEIGHTS, 'formula = "total + 1"')

    assert said(text) == [
        "r:32:stage.scores.total.formula: found the cycle total → total, expected scores that do not depend on each other"
    ]


def test_the_json_schema_knows_every_key_and_no_other():
    schema = rulebook_schema()

    assert {name: set(section["properties"]) for name, section in schema["$defs"].items()} == {
        name: {key.name for key in keys} for name, keys in SECTIONS.items() if name != "rulebook"
    }
    assert set(schema["properties"]) == {key.name for key in SECTIONS["rulebook"]}
    assert schema["required"] == ["rulebook", "name", "title", "stage"]
    assert schema["additionalProperties"] is False
    assert schema["$defs"]["stage"]["properties"]["order"] == {
        "type": "array",
        "items": {"$ref": "#/$defs/order"},
        "description": "排名的依据，依次比较 / what places are ordered by, compared in turn",
    }


def test_every_key_is_explained_in_two_languages():
    assert [key.name for keys in SECTIONS.values() for key in keys if not (key.meaning.zh and key.meaning.en)] == []
