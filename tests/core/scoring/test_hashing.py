"""The fingerprint of many marks is that of the same marks as text, sorted by their key and written one by one."""

import csv
import io
from hashlib import sha256

import pyarrow as pa
import pytest

from jiangong.core.scoring import Tables, connection, hashing, read_evidence
from tests.core.scoring.writing import stage

RULES = stage(
    """
    [stage.criteria.dive]
    by = ["attempt", "source"]
    decimals = 1
    range = [-9, 100]
    steps = [{ over = "source", take = "sum" }, { over = "attempt", take = "sum" }]
    """,
    "dive",
)
ENTRIES = [2, 1, 10, 100, 9, 19, 190, 1000, 99999]
ROWS = [
    (
        "e1" if entry % 2 else "e2",
        entry,
        attempt,
        source,
        None if entry == 19 else entry % 7,
        "absent" if entry == 19 else "",
    )
    for entry in ENTRIES
    for attempt in (1, 2, 10)
    for source in ('judge "A", head', "B")
]
NAMES = ("event", "entry", "attempt", "source", "value", "state")


def evidence(rows, *, text=False):
    """The rows as a lazy table, whose entries are numbers or text."""
    columns = dict(zip(NAMES, map(list, zip(*rows, strict=True)), strict=True))
    if text:
        columns["entry"] = [f"选手,{entry}" for entry in columns["entry"]]
    table = pa.table({name: pa.array(column) for name, column in columns.items()})
    return read_evidence(RULES, Tables(connection().create_table("handed", table)))


def by_hand(rows, *, text=False):
    """The same by Python alone."""
    lines = [
        (event, "s", f"选手,{entry}" if text else str(entry), "dive", "", str(attempt), source,
         "" if value is None else str(value * 10), state)
        for event, entry, attempt, source, value, state in rows
    ]  # fmt: skip
    entries = sorted({(line[0], line[2]) for line in lines}, key=lambda pair: [text.encode() for text in pair])
    written = io.StringIO()
    out = csv.writer(written, lineterminator="\n")
    written.write("marks\n")
    out.writerows(sorted(lines, key=lambda line: [text.encode() for text in line[:7]]))
    written.write("entries\n")
    out.writerows(entries)
    written.write("items\nevents\n")
    out.writerows((event,) for event in sorted({line[0] for line in lines}))
    return sha256(written.getvalue().encode()).hexdigest()


@pytest.mark.parametrize("text", [False, True])
@pytest.mark.parametrize("many", [0, 10**9])
def test_few_and_many_marks_are_written_in_the_same_order(monkeypatch, many, text):
    monkeypatch.setattr(hashing, "MANY_ROWS", many)

    assert hashing.evidence_hash(evidence(ROWS, text=text)) == by_hand(ROWS, text=text)


@pytest.mark.parametrize("block", [1, 7, 20, 1000])
def test_however_many_are_sorted_at_once(monkeypatch, block):
    monkeypatch.setattr(hashing, "MANY_ROWS", 0)
    monkeypatch.setattr(hashing, "BLOCK", block)
    rows = [("e", *row[1:]) for row in ROWS]

    assert hashing.evidence_hash(evidence(rows)) == by_hand(rows)


def test_numbers_that_cannot_be_moved_to_the_left_are_sorted_as_text(monkeypatch):
    monkeypatch.setattr(hashing, "MANY_ROWS", 0)
    for entry in (-5, 10**18):
        rows = [*ROWS, ("e1", entry, 1, "B", 3, "")]

        assert hashing.evidence_hash(evidence(rows)) == by_hand(rows)


def test_so_are_marks_of_too_many_kinds(monkeypatch):
    monkeypatch.setattr(hashing, "MANY_ROWS", 0)
    monkeypatch.setattr(hashing, "MOST_KINDS", 3)

    assert hashing.evidence_hash(evidence(ROWS)) == by_hand(ROWS)


def test_a_single_mark_is_its_own_kind(monkeypatch):
    monkeypatch.setattr(hashing, "MANY_ROWS", 0)

    assert hashing.evidence_hash(evidence(ROWS[:1])) == by_hand(ROWS[:1])


@pytest.mark.parametrize("sources", [(1, 2), (1, 10, 2)])
def test_sources_that_are_numbers_are_sorted_as_their_texts(monkeypatch, sources):
    monkeypatch.setattr(hashing, "MANY_ROWS", 0)
    rows = [(*row[:3], source, *row[4:]) for row in ROWS[::2] for source in sources]
    rows.append(("e1", 7, 1, None, None, "absent"))

    assert hashing.evidence_hash(evidence(rows)) == by_hand([(*row[:3], str(row[3] or ""), *row[4:]) for row in rows])
