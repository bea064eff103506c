"""Columns of entries, items and events that the rules read: types, defaults, computed ones, and every mistake in them."""
# ruff: noqa: E501 - a sentence that is compared stands on one line

import pytest

from jiangong.core.problems import Refused
from jiangong.core.scoring.hashing import evidence_hash
from tests.core.scoring.writing import book, evidence, keys, shown, standings

PLAIN = '[[stage]]\nid = "s"\n[stage.criteria.a]\ndecimals = 0\n[stage.scores.t]\nformula = "{}"\n' + keys("a")
MARKS = "entry value\nx 1\ny 2"


def reading(attributes, formula):
    """A rulebook whose only score reads attributes."""
    return book(attributes, PLAIN.format(formula))


def refused(rules, marks=MARKS, lang="en", **tables):
    """Every sentence with which tables are refused."""
    with pytest.raises(Refused) as told:
        standings(rules, marks, **tables)
    return [problem.sentence(lang) for problem in told.value.problems]


AGE = '[entries.age]\ntype = "number"\ndecimals = 1\nrange = [16, 70]\n'
YES_NO = '[entries.member]\ntype = "yes_no"\n'.replace("member", "employed")


def test_a_number_of_an_entry_is_read_exactly():
    assert shown(reading(AGE, "entry.age * 2"), MARKS, "score:t", entries="entry age\nx 35.5\ny +40.0") == {
        "x": "71.0",
        "y": "80.0",
    }


def test_yes_and_no_are_said_in_several_ways():
    words = {"1": "1", "yes": "1", "YES": "1", "true": "1", "是": "1", "0": "0", "no": "0", "False": "0", "否": "0"}
    marks = "entry value\n" + "\n".join(f"x{n} 1" for n in range(len(words)))
    entries = "entry employed\n" + "\n".join(f"x{n} {word}" for n, word in enumerate(words))
    found = shown(reading(YES_NO, "if(entry.employed, 1, 0)"), marks, "score:t", entries=entries)

    assert {word: found[f"x{n}"] for n, word in enumerate(words)} == words


def test_a_text_is_compared_and_a_blank_gets_the_default():
    rules = reading(
        '[entries.level]\ntype = "text"\ndefault = "B"\n', "if(entry.level = 'A', 10, if(entry.level != 'B', 5, 1))"
    )

    assert shown(rules, MARKS + "\nz 3", "score:t", entries="entry level\nx A\ny .\nz C") == {
        "x": "10",
        "y": "1",
        "z": "5",
    }


@pytest.mark.parametrize(
    ("attribute", "formula", "found"),
    [(AGE + "default = 20\n", "entry.age", "20.0"), (YES_NO + "default = true\n", "if(entry.employed, 1, 0)", "1"),
     ('[entries.level]\ntype = "text"\ndefault = "B"\n', "if(entry.level = 'B', 1, 0)", "1")],
)  # fmt: skip
def test_without_a_column_or_a_table_everyone_has_the_default(attribute, formula, found):
    rules = reading(attribute, formula)

    assert shown(rules, MARKS, "score:t", entries="entry unit\nx u\ny u") == {"x": found, "y": found}
    assert shown(rules, MARKS, "score:t") == {"x": found, "y": found}


def test_the_usual_columns_need_no_declaration():
    rules = reading(
        "",
        "if(entry.unit = 'u1' and entry.name != 'n' and entry.team = '' and entry.group = 'g' and entry.category = 'c', 1, 0)",
    )

    assert shown(rules, MARKS, "score:t", entries="entry unit group category\nx u1 g c\ny u2 g c") == {
        "x": "1",
        "y": "0",
    }


DERIVED = (
    AGE
    + '[events.limit]\ntype = "number"\nrange = [0, 99]\ndefault = 35\n[entries.young]\ntype = "yes_no"\nformula = "entry.age <= event.limit"\n'
)


def test_a_computed_column_follows_from_others_and_from_the_event():
    rules = reading(DERIVED, "if(entry.young, 1, 0)")
    entries = "entry age\nx 35\ny 35.1"

    assert shown(rules, MARKS, "score:t", entries=entries) == {"x": "1", "y": "0"}
    events = "event limit\nwelding 60"
    marks = "event entry value\nwelding x 1\nwelding y 2"
    assert shown(rules, marks, "score:t", entries=entries, events=events) == {"x": "1", "y": "1"}


def test_a_computed_column_may_come_ready_so_that_a_birth_date_need_not():
    rules = reading(DERIVED, "if(entry.young, 1, 0)")

    assert shown(rules, MARKS, "score:t", entries="entry young\nx no\ny yes") == {"x": "0", "y": "1"}
    assert shown(rules, MARKS, "score:t", entries="entry young age\nx no 20\ny yes 60") == {"x": "0", "y": "1"}


def test_beside_a_ready_column_another_is_still_computed():
    older = '[entries.older]\ntype = "yes_no"\nformula = "entry.age > 50"\n'
    rules = reading(DERIVED + older, "if(entry.young, 1, 0) + if(entry.older, 2, 0)")

    assert shown(rules, MARKS, "score:t", entries="entry young age\nx yes 60\ny no 40") == {"x": "3", "y": "0"}


def test_a_ready_column_does_not_ask_for_any_other():
    ready = '[entries.born]\ntype = "text"\n' + DERIVED
    rules = reading(ready, "if(entry.young, 1, 0)")

    assert shown(rules, MARKS, "score:t", entries="entry young\nx 0\ny 1") == {"x": "0", "y": "1"}


def test_a_list_without_events_holds_for_each_event_in_which_an_entry_was_marked():
    rules = reading(AGE, "entry.age")
    marks = "event entry value\ne x 1\nf x 1\nf y 1"

    assert [(row["event"], row["entry"]) for row in standings(rules, marks, entries="entry age\nx 20\ny 30\nz 40")] == [
        ("e", "x"),
        ("f", "x"),
        ("f", "y"),
    ]


def test_a_list_with_events_may_name_an_event_without_marks():
    rules = reading(AGE, "entry.age")
    rows = standings(rules, "event entry value\ne x 1", entries="event entry age\ne x 20\nf y 30")

    assert [(row["event"], row["entry"], row["state"]) for row in rows] == [("e", "x", ""), ("f", "y", "not_marked")]


ITEMS = '[items.weight]\ntype = "number"\ndecimals = 1\nrange = [0, 9]\n[items.kind]\ntype = "text"\ndefault = "k"\n'
WEIGHED = (
    '[[stage]]\nid = "s"\n[stage.criteria.a]\nby = ["item"]\ndecimals = 0\nsteps = [{ times = "item.weight" }, { over = "item", take = "sum", where = "item.kind = \'k\'" }]\n'
    + keys("a")
)
BY_ITEM = "entry item value\nx p 1\nx q 2\nx r 3"


def test_items_have_columns_too():
    assert shown(book(ITEMS, WEIGHED), BY_ITEM, items="item weight kind\np 0.5 k\nq 2 .\nr 9 other") == {"x": "4.5"}


def test_items_may_differ_by_event_stage_and_criterion():
    second = '[stage.criteria.b]\nby = ["item"]\ndecimals = 0\nsteps = [{ times = "item.weight" }, { over = "item", take = "sum" }]\n'
    rules = book(
        ITEMS, WEIGHED.replace(keys("a"), "") + second + '[stage.scores.t]\nformula = "a * 100 + b"\n' + keys("t")
    )
    items = "event stage criterion item weight\ne s a p 1\ne s b p 2\nf s a p 3\nf s b p 4\nf other a p 9"
    marks = "event entry criterion item value\ne x a p 1\ne x b p 1\nf x a p 1\nf x b p 1"

    assert [row["score"] for row in standings(rules, marks, items=items)] == ["102.0", "304.0"]


def test_a_score_takes_the_items_of_the_criterion_that_it_goes_back_to():
    rules = book(
        ITEMS,
        '[[stage]]\nid = "s"\n[stage.criteria.a]\nby = ["item"]\ndecimals = 0\n[stage.criteria.b]\nby = ["item"]\ndecimals = 0\n'
        '[stage.scores.doubled]\nformula = "b * 2"\n'
        '[stage.scores.t]\nformula = "doubled * item.weight"\nsteps = [{ over = "item", take = "sum" }]\n' + keys("t"),
    )
    items = "stage criterion item weight\ns a p 1\ns b p 2\ns b q 3"

    assert shown(rules, "entry criterion item value\nx a p 9\nx b p 1\nx b q 10", items=items) == {"x": "64.0"}


def test_lines_that_join_a_frame_late_have_the_columns_of_their_items_too():
    """`a` is there when its items are weighed; the lines of `b`, combined from judges, join the same frame afterwards."""
    rules = book(
        ITEMS,
        '[events.more]\ntype = "number"\nrange = [0, 9]\n[[stage]]\nid = "s"\n'
        '[stage.criteria.a]\nby = ["item"]\ndecimals = 0\nsteps = [{ times = "item.weight" }, { over = "item", take = "sum" }]\n'
        '[stage.criteria.b]\nby = ["item", "source"]\ndecimals = 0\n'
        'steps = [{ plus = "event.more" }, { over = "source", take = "sum" }, { times = "item.weight" }, { over = "item", take = "sum", where = "item.weight > 0" }]\n'
        '[stage.scores.t]\nformula = "a * 1000 + b"\n' + keys("t"),
    )
    marks = "event entry criterion item source value\ne x a p . 1\ne x b p 1 2\ne x b q 1 3\ne x b q 2 4\ne x b r 1 5"
    tables = {"items": "item weight\np 1\nq 2\nr 3", "events": "event more\ne 1"}

    assert shown(rules, marks, **tables) == {"x": "1039.0"}  # 1 × 1; (3) × 1 + (4 + 5) × 2 + 6 × 3


def test_lines_that_join_late_are_weighed_before_they_are_parted_by_a_field():
    rules = book(
        ITEMS,
        '[events.more]\ntype = "number"\nrange = [0, 9]\n[[stage]]\nid = "s"\nwithin = "group"\n'
        '[stage.criteria.a]\nby = ["item"]\ndecimals = 0\n'
        '[stage.criteria.b]\nby = ["item", "source"]\ndecimals = 0\nsteps = [{ plus = "event.more" }, { over = "source", take = "sum" }]\n'
        '[stage.scores.t]\nformula = "rank_low(a)"\nsteps = [{ over = "item", take = "sum" }]\n'
        '[stage.scores.u]\nformula = "rank_low(b) * item.weight"\nsteps = [{ over = "item", take = "sum" }]\n'
        + keys("t", "u"),
    )
    marks = "event entry criterion item source value\n" + "\n".join(
        f"e {entry} a p . {n}\ne {entry} b q 1 {n}" for n, entry in enumerate("xyz")
    )
    rows = standings(
        rules,
        marks,
        entries="entry group\nx g\ny h\nz g",
        items="item weight\np 1\nq 2",
        events="event more\ne 1",
    )

    assert {row["entry"]: (row["score:t"], row["score:u"]) for row in rows} == {
        "x": ("1", "2.0"),
        "y": ("1", "2.0"),
        "z": ("2", "4.0"),
    }


COLUMNS = (
    '[entries.role]\ntype = "text"\ndefault = ""\n[entries.light]\ntype = "yes_no"\nformula = "entry.category = \'light\'"\n'
    '[[stage]]\nid = "s"\n{}\n[stage.criteria.a]\ndecimals = 0\n[stage.scores.t]\n{}\n' + keys("t")
)


@pytest.mark.parametrize(
    ("head", "score", "read"),
    [
        ("", 'from = "a"', ("category",)),
        ("", "formula = \"if(entry.unit = 'u', a, 0)\"", ("unit", "category")),
        ("", 'from = "a"\nsteps = [{ formula = "if(entry.team = \'t\', value, 0)" }]', ("team", "category")),
        ("", 'from = "a"\nsteps = [{ lookup = { u = { "1" = 2 } }, by = "entry.unit" }]', ("unit", "category")),
        ("ranked = \"entry.name != 'x'\"", 'from = "a"', ("name", "category")),
        ('within = "group"', 'from = "a"', ("group", "category")),
    ],
)
def test_plain_columns_that_only_formulas_read_are_attributes_too(head, score, read):
    assert book(COLUMNS.format(head, score)).entry_attributes() == (*read, "role", "light")


def test_a_plain_column_that_an_opponent_has_is_an_attribute_too():
    rules = book(
        '[[stage]]\nid = "s"\n[stage.criteria.g]\nkind = "match"\nby = ["item"]\ndecimals = 0\n'
        'steps = [{ formula = "if(opponent.entry.category = \'strong\', value * 2, value)" }, { over = "item", take = "sum" }]\n'
        + keys("g")
    )

    assert rules.entry_attributes() == ("category",)
    assert shown(rules, "entry item value\nx m 1\ny m 2", entries="entry category\nx strong\ny weak") == {
        "y": "4",
        "x": "1",
    }


def test_a_plain_column_that_a_formula_reads_changes_the_fingerprint_of_the_evidence():
    rules = book(COLUMNS.format("", "formula = \"if(entry.unit = 'u', a, 0)\""))
    one, other = (
        evidence(rules, "entry value\nx 1", entries=f"entry unit category\nx {unit} c") for unit in ("v", "w")
    )

    assert evidence_hash(one) != evidence_hash(other)


def test_items_that_differ_by_criterion_have_one_fingerprint_in_whatever_order_they_come():
    rules = book(ITEMS, WEIGHED.replace(keys("a"), '[stage.criteria.b]\nby = ["item"]\ndecimals = 0\n') + keys("a"))
    lines = ["s a p 1", "s b p 2", "s c p 3"]
    one, other = (
        evidence_hash(
            evidence(
                rules,
                "entry criterion item value\nx a p 1\nx b p 1",
                items="\n".join(["stage criterion item weight", *told]),
            )
        )
        for told in (lines, lines[::-1])
    )

    assert one == other


def test_the_item_itself_and_a_score_by_item_can_be_asked_for():
    rules = book(
        ITEMS,
        '[[stage]]\nid = "s"\n[stage.criteria.a]\nby = ["item"]\ndecimals = 0\nitems = ["p", "q", 7]\n'
        '[stage.scores.t]\nformula = "if(item = \'p\', a * item.weight, a)"\nsteps = [{ over = "item", take = "sum" }]\n'
        + keys("t"),
    )

    assert shown(rules, "entry item value\nx p 4\nx q 2\nx 7 1", items="item weight\np 2\nq 3\n7 1") == {"x": "11.0"}


def test_event_parameters_differ_by_event():
    rules = book(
        '[events.cut]\ntype = "number"\nrange = [0, 99]\n[events.open]\ntype = "yes_no"\n',
        PLAIN.format("if(event.open and a >= event.cut, 1, 0)"),
    )
    marks = "event entry value\ne x 5\nf x 5\ng x 5"

    assert [row["score:t"] for row in standings(rules, marks, events="event cut open\ne 5 yes\nf 6 yes\ng 5 no")] == [
        "1",
        "0",
        "0",
    ]


def test_how_many_are_discarded_may_be_a_parameter_of_the_event():
    rules = book(
        '[events.discards]\ntype = "number"\nrange = [0, 4]\n[[stage]]\nid = "s"\n[stage.criteria.a]\nby = ["item"]\ndecimals = 0\nbetter = "low"\n'
        'steps = [{ over = "item", drop_worst = "event.discards", take = "sum" }]\n' + keys("a")
    )
    marks = "event entry item value\n" + "\n".join(f"{event} x {n} {n}" for event in "ef" for n in range(1, 6))

    assert [row["score"] for row in standings(rules, marks, events="event discards\ne 0\nf 2")] == ["15", "6"]


def test_what_a_formula_reads_of_the_event_stays_when_another_number_of_it_adds_lines():
    rules = book(
        """
        [events.top]
        type = "number"
        range = [1, 9]
        [[stage]]
        id = "s"
        [stage.criteria.race]
        by = ["item", "source"]
        decimals = 0
        [stage.criteria.lap]
        by = ["item"]
        decimals = 0
        missing = "none"
        [stage.scores.finish]
        from = "race"
        steps = [{ over = "source", take = "lowest" }]
        [stage.scores.bonus]
        from = "lap"
        steps = [{ formula = "if(event.top > 1 and finish <= event.top, value, 0)" }, { over = "item", take = "sum" }]
        """,
        keys("bonus"),
    )
    marks = "event entry criterion item source value\n" + "\n".join(
        f"{event} x {row}" for event in "ef" for row in ("race 1 a 2", "race 2 a 1", "lap 1 . 5")
    )

    assert [row["score"] for row in standings(rules, marks, events="event top\ne 2\nf 1")] == ["5", "0"]


# -- mistakes ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("entries", "sentences"),
    [
        ("entry age\nx 15\ny 20", ['e:2:age: found "15", expected a number (at most 1 decimals from 16 to 70)']),
        ("entry age\nx 20\ny 70.1", ['e:3:age: found "70.1", expected a number (at most 1 decimals from 16 to 70)']),
        ("entry age\nx 20.25\ny 20", ['e:2:age: found "20.25", expected a number (at most 1 decimals from 16 to 70)']),
        ("entry age\nx old\ny .", ['e:2:age: found "old", expected a number (at most 1 decimals from 16 to 70)',
                                   'e:3:age: found "", expected a number (at most 1 decimals from 16 to 70), or a default for this column in the rules']),
        ("entry unit\nx u\ny u", ["e:1:age: found no column age, expected a column age"]),
        ("entry age\nx 20\nx 21\ny 22", ["e:3:entry: found x 2 times, expected one row for each"]),
        ("entry age agee\nx 20 1\ny 20 1", ["e:1:agee: found the unknown column agee (did you mean age?), expected one of event, entry, name, unit, team, group, category, age"]),
        ("age\n20\n30", ["e:1:entry: found no column entry, expected a column entry"]),
    ],
)  # fmt: skip
def test_a_mistake_in_the_list_of_entries_is_told(entries, sentences):
    found = refused(reading(AGE, "entry.age"), entries=entries)

    assert [sentence for sentence in found if sentence.startswith("e:")] == sentences


def test_a_yes_or_no_and_a_text_can_be_wrong():
    rules = book(
        YES_NO + '[entries.level]\ntype = "text"\n', PLAIN.format("if(entry.employed and entry.level = 'A', 1, 0)")
    )

    assert refused(rules, entries="entry employed level\nx maybe A\ny yes .") == [
        'e:2:employed: found "maybe", expected yes or no', 'e:3:level: found "", expected some text, or a default for this column in the rules',
    ]  # fmt: skip
    assert (
        refused(rules, lang="zh", entries="entry employed level\nx maybe A\ny yes .")[0]
        == "e:2:employed: “maybe”；应为：是 或 否"
    )


def test_a_table_that_the_rules_read_must_be_there():
    assert refused(reading(AGE, "entry.age")) == ["e: found no such table, expected a table with the columns age"]
    assert refused(book(ITEMS, WEIGHED), BY_ITEM)[0].startswith(
        "i: found no such table, expected a table with the columns weight, kind"
    )
    rules = book('[events.cut]\ntype = "number"\nrange = [0, 99]\n', PLAIN.format("a + event.cut"))
    assert refused(rules) == ["v: found no such table, expected a table with the columns cut"]
    assert refused(rules, lang="zh") == ["v: 没有这张表；应为：一张有 cut 列的表"]


def test_an_item_and_an_event_stand_once_in_their_tables():
    assert refused(book(ITEMS, WEIGHED), BY_ITEM, items="item weight\np 1\nq 1\nr 1\np 2") == [
        "i:5:item: found p 2 times, expected one row for each"
    ]
    rules = book('[events.cut]\ntype = "number"\nrange = [0, 99]\n', PLAIN.format("a + event.cut"))
    assert refused(rules, events="event cut\n. 1\n. 1")[0] == "v:3:event: found  2 times, expected one row for each"


def test_an_event_without_its_parameters_is_told():
    rules = book('[events.cut]\ntype = "number"\nrange = [0, 99]\n', PLAIN.format("a + event.cut"))

    assert refused(rules, "event entry value\ne x 1\nf x 1", events="event cut\ne 5") == [
        "v:event: found no row of f, expected one row for each event"
    ]
