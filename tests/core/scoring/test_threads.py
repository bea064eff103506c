"""More rows than one thread takes at a time: with 1, 2 and 4 threads, and in another order, every method gives the same digits."""

import random

import pyarrow as pa

from jiangong.core.scoring import Tables, read_evidence, settle
from tests.core.scoring.writing import book

EVENTS, ENTRIES, RACES = 2_500, 10, 5
RULES = book(
    """
    [events.discards]
    type = "number"
    range = [0, 2]
    [entries.young]
    type = "yes_no"
    [[stage]]
    id = "s"
    within = "group"
    places = "dense"
    [stage.criteria.race]
    by = ["item"]
    decimals = 1
    range = [0, 99]
    missing = "none"
    [stage.scores.counting]
    from = "race"
    steps = [{ formula = "rank_high(value)" }, { over = "item", drop_worst = "event.discards", take = "each" }]
    better = "low"
    [stage.scores.points]
    from = "race"
    steps = [
      { formula = "rank_high(value)" },
      { lookup = { "1" = 10, "2" = 6, "3" = 3 }, shared = "mean", otherwise = 0, round = "0.01" },
      { formula = "value / min(ties(start), 4)" },
      { over = "item", drop_worst = "event.discards", take = "sum", round = "0.01" },
    ]
    [stage.scores.standard]
    from = "race"
    steps = [
      { formula = "if(value > 1, round(500 + 100 * (value - field_mean(value)) / max(field_stdev(value), 0.1), 0.01), none)" },
      { over = "item", take = "mean", round = "0.01" },
    ]
    [[stage.order]]
    by = "points"
    [[stage.order]]
    by = "counting"
    compare = "best_to_worst"
    [[stage.order]]
    by = "race"
    compare = "last_to_first"
    when = "event.discards > 0"
    [[stage.go_on]]
    top = 2
    [[stage.go_on]]
    share = "30%"
    across = true
    by = ["standard", "points"]
    reserve = 1
    [[stage.awards]]
    id = "best"
    title = { zh = "最佳", en = "Best" }
    top = 1
    among = "entry.young"
    """
)


def tables():
    """Marks of many small events, equal ones among them."""
    rng = random.Random(7)
    events = [f"e{n}" for n in range(EVENTS)]
    entries = [(event, f"x{n}") for event in events for n in range(ENTRIES)]
    marks = [(*key, f"r{race}", f"{rng.randrange(61) / 10:.1f}") for key in entries for race in range(RACES)]
    listed = [(*key, f"g{n % 2}", "yes" if rng.random() < 0.3 else "no") for n, key in enumerate(entries)]
    return (
        _table(marks, "event", "entry", "item", "value"),
        _table(listed, "event", "entry", "group", "young"),
        _table([(event, str(n % 3)) for n, event in enumerate(events)], "event", "discards"),
    )


def _table(rows, *names):
    return pa.table([pa.array(column, pa.string()) for column in zip(*rows, strict=True)], names=names)


def in_another_order(table, seed):
    """The same rows, thrown together."""
    return table.take(pa.array(random.Random(seed).sample(range(table.num_rows), table.num_rows)))


def test_threads_and_the_order_of_rows_never_change_a_digit():
    told = set()
    made = tables()
    for threads, seed in ((1, None), (2, 5), (4, 1)):
        marks, entries, events = made if seed is None else (in_another_order(table, seed) for table in made)
        evidence = read_evidence(RULES, Tables(marks, entries=entries, events=events))
        evidence.store.engine.backend.raw_sql(f"SET threads = {threads}")
        told.add(settle(evidence).fingerprint)

    assert len(told) == 1
