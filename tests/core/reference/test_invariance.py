"""What never matters on random rulebooks: the order of rows, the names of entries, how many threads compute. FIRST= and CASES= as ever."""

import os
import random

import pytest

from jiangong.core.problems import Refused
from jiangong.core.scoring import Tables, read_evidence, settle
from tests.core.reference.comparing import as_table
from tests.core.reference.generating import case

FIRST, CASES = int(os.environ.get("FIRST", "0")), max(int(os.environ.get("CASES", "12")) // 4, 1)


def outcome_of(made, *, threads=0, rows=lambda table, rows: rows):
    """The outcome of a case, each table seen through `rows`; None where a rule forbids it."""
    given = {
        "marks": made.marks,
        "entries": made.entries,
        "items": made.items,
        "events": made.events,
        "sources": made.sources,
    }
    tables = Tables(**{name: as_table(lines and rows(name, lines)) for name, lines in given.items()})
    try:
        evidence = read_evidence(made.rulebook, tables)
        if threads:
            evidence.store.engine.backend.raw_sql(f"SET threads = {threads}")
        return settle(evidence)
    except Refused:
        return None


@pytest.mark.parametrize("seed", range(FIRST, FIRST + CASES))
def test_order_names_and_threads_never_matter(seed):
    """One case settled again and again, so that its queries are compiled once."""
    made, rng = case(seed), random.Random(seed)
    first = outcome_of(made)
    if first is None:
        assert outcome_of(made, rows=lambda _, rows: rng.sample(rows, len(rows))) is None
        return
    others = [
        outcome_of(made, rows=lambda _, rows: rng.sample(rows, len(rows))),
        *(outcome_of(made, threads=n) for n in (1, 2, 4)),
    ]

    assert {other.fingerprint for other in others} == {first.fingerprint}
    assert _under_names(outcome_of(made, rows=_turned).rows()) == _under_names(first.rows(), _other_name)


def _other_name(entry):
    """Entries are called x1 … x8 in an event; teams keep their names."""
    event, x, number = entry.rpartition("x")
    return f"{event}x{9 - int(number)}" if x else entry


def _turned(name, rows):
    return [row | {"entry": _other_name(row["entry"])} for row in rows] if name in ("marks", "entries") else rows


def _under_names(rows, renamed=lambda name: name):
    return sorted(str({**row, "entry": renamed(row["entry"])}) for row in rows)
