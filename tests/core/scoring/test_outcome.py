"""The standings as a file, and the fingerprint that names rules, evidence and outcome."""

import pyarrow as pa
import pytest

from jiangong.core.scoring import Tables, read_evidence, settle
from jiangong.core.scoring.outcome import FIXED
from tests.core.scoring.writing import book, evidence, loaded, outcome, stage, table

TEXT = """
rulebook = 1
name = "small"
title = "Small"
[entries.age]
type = "number"
range = [0, 99]
default = 20
[items.weight]
type = "number"
default = 1
range = [0, 9]
[events.cut]
type = "number"
default = 1
range = [0, 9]
[[stage]]
id = "s"
[stage.criteria.a]
by = ["item"]
decimals = 1
steps = [{ times = "item.weight" }, { over = "item", take = "sum" }]
[stage.criteria.hid]
missing = "none"
hidden = true
[stage.scores.t]
formula = "a / 4 + event.cut + entry.age * 0"
[[stage.order]]
by = "a"
[[stage]]
id = "z"
[stage.scores.u]
formula = "s.a"
[[stage.order]]
by = "u"
"""
MARKS = "event stage entry criterion item value\ne s x a p 1.5\ne s x a q 2.0\nf s y a p 9.5\nf s x a p 3"
ITEMS = "item weight\np 1\nq 2"


def made(text=TEXT, marks=MARKS, entries="entry age\nx 20\ny 30", items=ITEMS, events="event cut\ne 1\nf 2"):
    """The outcome, with one thing changed."""
    return outcome(loaded(text), marks, entries=entries, items=items, events=events)


def test_the_columns_of_the_standings_are_the_pinned_ones_and_then_the_scores():
    assert made().standings.column_names == [*FIXED, "score:a", "score:t", "score:u"]
    assert all(kind == pa.string() for kind in made().standings.schema.types)


def test_rows_stand_by_event_stage_place_and_entry():
    assert [tuple(row[c] for c in ("event", "stage", "entry", "place")) for row in made().rows()] == [
        ("e", "s", "x", "1"), ("e", "z", "x", "1"), ("f", "s", "y", "1"), ("f", "s", "x", "2"), ("f", "z", "y", "1"), ("f", "z", "x", "2"),
    ]  # fmt: skip


def test_the_file_is_utf_8_with_a_mark_and_line_feeds_and_quotes_only_where_needed():
    given = pa.table({"entry": ['甲,"一"', "b\nc", "d"], "value": ["3", "2", "1"]})
    rules = stage("[stage.criteria.a]\ndecimals = 0", "a")

    assert (
        settle(read_evidence(rules, Tables(given))).csv()
        == (
            "\ufeffevent,stage,entry,place,score,state,goes_on,reserve,award,decided_by,score:a\n"
            ',s,"甲,""一""",1,3,,,,,,3\n'
            ',s,"b\nc",2,2,,,,,,2\n'
            ",s,d,3,1,,,,,,1\n"
        ).encode()
    )


def test_a_file_without_rows_has_its_names():
    assert outcome(stage('[stage.criteria.a]\nmissing = "none"', "a"), "entry value").csv().decode(
        "utf-8-sig"
    ).splitlines() == ["event,stage,entry,place,score,state,goes_on,reserve,award,decided_by,score:a"]


def test_a_fingerprint_is_three_hashes_in_a_line():
    words = str(made().fingerprint).split()

    assert [words[0], *(word.partition("=")[0] for word in words[1:])] == [
        "FINGERPRINT",
        "rulebook",
        "marks",
        "outcome",
    ]
    assert all(len(word.partition("=")[2]) == 64 for word in words[1:])


def shuffled(text):
    """The same table with its rows and columns the other way round."""
    lines = [line.split()[::-1] for line in text.splitlines()]
    return "\n".join(" ".join(line) for line in [lines[0], *lines[:0:-1]])


@pytest.mark.parametrize(
    "changed",
    [
        {},
        {"marks": shuffled(MARKS)},
        {"entries": shuffled("entry age\nx 20\ny 30")},
        {"items": shuffled(ITEMS)},
        {"marks": MARKS.replace("3", "3.00")},
        {"entries": "entry age name unit\nx 20 Anna u\ny 30 Bo v"},
        {"text": "# a comment\n" + TEXT.replace("decimals = 1", "decimals   =   1 # one")},
    ],
)
def test_what_says_the_same_has_the_same_fingerprint(changed):
    assert made(**changed).fingerprint == made().fingerprint


@pytest.mark.parametrize(
    ("changed", "parts"),
    [
        ({"marks": MARKS.replace("9.5", "9.6")}, {"marks", "outcome"}),
        ({"marks": MARKS.replace("f s x a p 3", "f s x a q 3")}, {"marks", "outcome"}),
        ({"entries": "entry age\nx 20\ny 31"}, {"marks"}),
        ({"items": ITEMS.replace("q 2", "q 3")}, {"marks", "outcome"}),
        ({"events": "event cut\ne 1\nf 3"}, {"marks", "outcome"}),
        ({"text": TEXT.replace("a / 4", "a / 8")}, {"rulebook", "outcome"}),
        ({"text": TEXT.replace('title = "Small"', 'title = "Smaller"')}, {"rulebook"}),
    ],
)
def test_one_thing_changed_changes_the_fingerprint(changed, parts):
    before, after = made().fingerprint, made(**changed).fingerprint

    assert {part for part in ("rulebook", "marks", "outcome") if getattr(before, part) != getattr(after, part)} == parts


def test_an_outcome_knows_its_rules_and_compiles_them_once():
    rules = stage("[stage.criteria.a]\ndecimals = 0", "a")
    first, second = outcome(rules, "entry value\nx 1"), outcome(rules, "entry value\nx 2\ny 3")

    assert first.rulebook is rules
    assert [row["score"] for row in first.rows()] == ["1"]
    assert [row["score"] for row in second.rows()] == ["3", "2"]


def test_only_so_many_compiled_rulebooks_are_kept(monkeypatch):
    from jiangong.core.scoring import pipeline

    monkeypatch.setattr(pipeline, "_MOST_KEPT", 1)
    for name in ("b", "c"):
        outcome(stage(f"[stage.criteria.{name}]", name), "entry value\nx 1")

    assert len(pipeline._KEPT) == 1


def test_stages_with_places_and_not_one_score_are_named():
    text = '[stage.criteria.a]\n[stage.criteria.b]\nkind = "decision"\n[stage.scores.t]\nformula = "a + b"'
    rules = stage(text, "t", "a")
    bare = outcome(rules, "entry criterion value\nx a 1\ny a 2")
    scored = outcome(rules, "entry criterion value\nx a 1\ny a 2\ny b 1")

    assert [one.id for one in bare.without_scores()] == ["s"]
    assert scored.without_scores() == []
    assert bare.partly_without_scores() == []
    assert [(one.id, who, placed) for one, who, placed in scored.partly_without_scores()] == [("s", ("x",), 2)]


def test_a_stage_without_places_or_with_a_state_lacks_no_score():
    failed = '[states.out]\ntitle = "x"\neffect = "fail"'
    rules = stage("[stage.criteria.a]", "a", before=failed)
    ended = outcome(rules, "entry value state\nx 1 .\ny . out\nz . absent")
    nobody = outcome(rules, "entry value state\nz . absent")

    assert ended.partly_without_scores() == ended.without_scores() == nobody.partly_without_scores() == []


def test_evidence_knows_its_events():
    rules = stage("[stage.criteria.a]", "a")

    assert evidence(rules, "event entry value\nb x 1\na x 1").event_names == ["a", "b"]
    assert table("a\n1").num_rows == 1
    assert book('[[stage]]\nid = "s"\n[stage.criteria.a]\n[[stage.order]]\nby = "a"').name == "small"


def test_what_is_compared_one_by_one_lacks_no_score():
    rules = book(
        '[[stage]]\nid = "s"\n[stage.criteria.race]\nby = ["item"]\ndecimals = 0\n[[stage.order]]\nby = "race"\ncompare = "best_to_worst"'
    )
    settled = outcome(rules, "entry item value\nx 1 3\ny 1 2")

    assert [row["score"] for row in settled.rows()] == ["", ""]
    assert settled.without_scores() == settled.partly_without_scores() == []
