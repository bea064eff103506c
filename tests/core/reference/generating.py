"""Random rulebooks with random marks: one case a seed, the same on every machine."""

import random
from dataclasses import dataclass
from itertools import combinations

from jiangong.core.problems import Refused
from jiangong.core.rulebook import Rulebook, load_rulebook
from tests.core.reference import naive
from tests.core.reference.phrasing import StageWriter

HEAD = 'rulebook = 1\nname = "random"\ntitle = "random"\n'
STATES = {
    "fell": 'effect = "fail"',
    "timed_out": 'effect = "fail"',
    "half": 'effect = "value"\nvalue = "2.5"',
    "void": 'effect = "skip"',
    "gone": 'effect = "out"',
    "own": 'effect = "value"',
    "kept": 'effect = "value"\nexcludable = false',
    "lost": 'effect = "fail"\nexcludable = false',
    "nought": 'effect = "value"\nvalue = 1\nexcludable = false',
}
MANY = [
    f"e{n}" for n in range(1, 41)
]  # a rulebook takes seconds to compile, one more event a hundredth to settle and compare
ATTRIBUTES = """
[entries.age]
type = "number"
range = [16, 70]
default = 30
[entries.level]
type = "text"
default = "B"
[entries.employee]
type = "yes_no"
default = false
[entries.quota]
type = "number"
range = [0, 3]
default = 1
[entries.young]
type = "yes_no"
formula = "entry.age <= 35 or entry.level = 'A'"
"""
ITEMS = """
[items.difficulty]
type = "number"
decimals = 1
range = [1, 5]
[items.section]
type = "text"
"""
EVENTS = """
[events.cut]
type = "number"
range = [0, 20]
[events.few]
type = "number"
range = [0, 3]
"""
SOURCES = """
[sources.weight]
type = "number"
range = [1, 3]
[sources.panel]
type = "text"
default = "B"
"""
MOST_TRIES = 100
MATCHES = 6


@dataclass(frozen=True)
class Case:
    """A rulebook with the tables it is tried on; `rows` of a table are dictionaries of words."""

    text: str
    rulebook: Rulebook
    marks: list
    entries: list | None
    items: list | None
    events: list | None
    sources: list | None = None


def case(seed):
    """The case of a seed. A rulebook that `check` refuses is written again, so most of the language is reached."""
    rng = random.Random(seed)
    for _ in range(MOST_TRIES):
        text, writers, states = _text(rng)
        try:
            rulebook = load_rulebook(text)
        except Refused:
            continue
        made = _Filler(rng, rulebook, writers, states, text).case()
        if made.marks:
            return made
    raise AssertionError(f"no rulebook for seed {seed}")


def _text(rng):
    states = [code for code in STATES if rng.random() < 0.25]
    writers = []
    for number in range(rng.choice([1, 1, 1, 2, 2, 3])):
        writers.append(StageWriter(rng, number, writers, states))
    parts = [HEAD, *(f'[states.{code}]\ntitle = "{code}"\n{STATES[code]}\n' for code in states)]
    parts += [ATTRIBUTES, ITEMS, EVENTS, SOURCES, *(writer.text() for writer in writers)]
    return "\n".join(parts), writers, states


class _Filler:
    """Marks for a rulebook: mostly complete, now and then with a gap or a state."""

    def __init__(self, rng, rulebook, writers, states, text):
        self.rng, self.rulebook, self.writers, self.text = rng, rulebook, writers, text
        self.states = states
        self.event_names = rng.choice([[""], MANY, MANY, MANY])
        self.items = self._items()
        self.entries = {event: [f"{event}x{n}" for n in range(1, rng.choice([3, 5, 8]))] for event in self.event_names}
        self.listed = [self._entry(event, entry) for event, entries in self.entries.items() for entry in entries]
        self.parameters = [
            {"event": event, "cut": str(rng.randint(0, 20)), "few": str(rng.randint(0, 3))}
            for event in self.event_names
        ]
        by_event = [{"event": event} for event in self.event_names] if rng.random() < 0.3 else [{}]
        self.sources = [
            row | {"source": name, "weight": str(rng.randint(1, 3)), "panel": rng.choice(["A", "B", ""])}
            for row in by_event
            for name in ("j1", "j2", "j3", "j4")
        ]
        self.marks = []

    def case(self):
        for stage in self.rulebook.stages:
            self.marks += [row for event in self.event_names for row in self._stage(stage, event)]
        self.rng.shuffle(self.marks)
        with_entries = self.rng.random() < 0.8 or any(stage.entrants == "teams" for stage in self.rulebook.stages)
        return Case(
            self.text,
            self.rulebook,
            self.marks,
            self.listed if with_entries else None,
            self.items,
            self.parameters,
            self.sources,
        )

    def _entry(self, event, entry):
        row = {"event": event, "entry": entry, "age": str(self.rng.randint(16, 60))} | {
            "unit": self.rng.choice(["u1", "u2", "u3"]),
            "team": self.rng.choice(["t1", "t1", "t2", ""]),
            "group": self.rng.choice(["g1", "g2"]),
            "category": self.rng.choice(["c1", "c2"]),
            "quota": self.rng.choice(["0", "1", "1", "2", ""]),
        }
        return row | {"level": self.rng.choice(["A", "B", ""]), "employee": self.rng.choice(["yes", "no", "是", ""])}

    def _items(self):
        rng = self.rng
        self.item_names = rng.choice([["i1", "i2", "i3", "i4"], ["9", "10", "2", "i1"]])
        plain = [{"item": name} for name in [*self.item_names, *(f"m{n}" for n in range(MATCHES))]]
        if rng.random() < 0.3:
            every = [(s.id, c) for s in self.rulebook.stages for c in s.criteria]
            plain = [{"stage": s, "criterion": c, **row} for s, c in every for row in plain]
        return [row | {"difficulty": f"{rng.randint(10, 50) / 10}", "section": rng.choice("AB")} for row in plain]

    def _stage(self, stage, event):
        rows = []
        for entry in self._taking_part(stage, event):
            codes = ["absent", "withdrawn", *(code for code in self.states if code == "gone")]
            if self.rng.random() < 0.05 and stage.criteria:
                state = {
                    "criterion": self.rng.choice([*stage.criteria, ""]),
                    "state": self.rng.choice(codes),
                    "value": "",
                }
                rows.append(self._row(event, stage, entry) | state)
                if self.rng.random() < 0.5:
                    continue
            there = {(row["criterion"], row["entry"]) for row in rows}
            for criterion in stage.criteria.values():
                if criterion.kind != "match" and self.rng.random() > 0.06 and (criterion.id, entry) not in there:
                    rows += self._criterion(criterion, self._row(event, stage, entry))
        return rows + self._matches(
            stage, event, {(row["criterion"], row["entry"]) for row in rows if row["item"] == ""}
        )

    def _matches(self, stage, event, told):
        """Pairs that meet once, now and then with a side missing."""
        entrants, rows = self._taking_part(stage, event), []
        for criterion in (c for c in stage.criteria.values() if c.kind == "match"):
            pairs = list(combinations(entrants, 2))
            for n, pair in enumerate(self.rng.sample(pairs, min(len(pairs), MATCHES))):
                sides = [side for side in pair if self.rng.random() > 0.05 and (criterion.id, side) not in told]
                row = {"criterion": criterion.id, "item": f"m{n}"}
                rows += [self._row(event, stage, side) | row | self._value(criterion) for side in sides]
        return rows

    @staticmethod
    def _row(event, stage, entry):
        return {"event": event, "stage": stage.id, "entry": entry, "item": "", "attempt": "", "source": "", "state": ""}

    def _taking_part(self, stage, event):
        if stage.entrants == "teams":
            return sorted({row[stage.team] for row in self.listed if row["event"] == event and row[stage.team]})
        if stage.entrants == "gone_on":
            try:
                so_far = naive.settled(
                    self.rulebook, self.marks, self.listed, self.items, self.parameters, self.sources
                )
            except naive.RefusedByReference:
                return []
            return [line.entry for line in so_far.get((event, stage.id), [])]
        return [entry for entry in self.entries[event] if stage.entrants != "marked" or self.rng.random() < 0.8]

    def _criterion(self, criterion, row):
        rows = [row | {"criterion": criterion.id}]
        names = {"item": self.item_names, "attempt": ["1", "2", "3"], "source": ["j1", "j2", "j3", "j4"]}
        for dimension in ("item", "attempt", "source"):
            if dimension in criterion.by:
                low, high = criterion.counted(dimension) or (1, len(names[dimension]))
                rows = [r | {dimension: n} for r in rows for n in self._some(names[dimension], low, high)]
        return [r | self._value(criterion) for r in rows]

    def _some(self, names, low, high):
        count = high if self.rng.random() < 0.6 else self.rng.randint(low, high)
        return sorted(self.rng.sample(names, min(count, len(names))))

    def _value(self, criterion):
        codes = [code for code in self.states if code != "gone"]
        if codes and self.rng.random() < 0.15:
            state = self.rng.choice(codes)
            return {"value": self._number(criterion) if state in ("own", "kept") else "", "state": state}
        return {"value": self._number(criterion), "state": ""}

    def _number(self, criterion):
        if criterion.values:
            return f"{float(self.rng.choice(criterion.values)):.{criterion.decimals}f}"
        step = 10**criterion.decimals if criterion.step is None else int(1 / criterion.step)
        low = int((criterion.low if criterion.low is not None else 0) * step)
        high = int((criterion.high if criterion.high is not None else 20) * step)
        whole = self.rng.randint(low, high) if self.rng.random() < 0.7 else self.rng.randint(low, min(high, low + 3))
        return f"{whole / step:.{criterion.decimals}f}" if step > 1 else str(whole)
