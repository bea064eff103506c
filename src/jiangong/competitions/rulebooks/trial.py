"""A trial of rules that nobody has adopted: on made-up marks within the allowed ranges, or on a table that was handed in.

Nothing of it is stored. The same rules always give the same made-up marks, so that two people see the same trial. Needs no Django.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from fractions import Fraction
from math import ceil, floor
from random import Random

import pyarrow as pa

from jiangong.core.problems import Text
from jiangong.core.quantities import plain
from jiangong.core.rulebook import Attribute, Criterion, Rulebook, Stage, division_words, rulebook_hash
from jiangong.core.scoring import Explanation, Outcome, Tables, by_division, explain_outcome, read_evidence, settle
from jiangong.core.scoring.attributes import named_sources

ENTRANTS = 8
MOST_ROWS = 4_000
MOST_HANDED = 20_000
MOST_SHOWN = 60
MOST_VALUES = 80
"""Criteria, scores, keys and steps weigh alike in the time that settling takes; the gallery's largest rulebook has 50 of them."""
EVENT = "演示"
NUMBERS = "甲乙丙丁戊己庚辛壬癸"
COLUMNS = ("event", "stage", "entry", "criterion", "item", "attempt", "source", "value", "state")
KNOWN = ("name", "unit", "team", "group", "category")


class TooMuch(Exception):  # noqa: N818 - an answer to a person
    """More rows, or rules of a greater size, than a trial on the page takes."""


@dataclass(frozen=True)
class StandingTried:
    """The standings of one stage of a trial; `divisions` are the names of those in which places are counted separately, by `division` of a
    row."""

    stage: Stage
    columns: tuple[tuple[str, Text], ...]
    rows: tuple[dict[str, str], ...]
    left_out: int
    divisions: dict[str, Text] = field(default_factory=dict)


@dataclass(frozen=True)
class Trial:
    """What came of a trial: the standings of every stage, and why the first entry stands where it does."""

    stages: tuple[StandingTried, ...]
    explanation: Explanation | None
    mark_count: int
    events: tuple[str, ...] = ()
    names: dict[str, str] = field(default_factory=dict)
    unscored: tuple[Stage, ...] = ()
    """Stages with places and not one score: what the shown number needs is missing everywhere."""


def tried(rulebook: Rulebook, tables: Tables, *, entry: str = "") -> Trial:
    """Settle and explain. Raises Refused with every problem of the tables, TooMuch for a large one."""
    refuse_large(rulebook)
    marks: pa.Table = tables.marks
    if marks.num_rows > MOST_HANDED:
        raise TooMuch(str(marks.num_rows))
    outcome = settle(read_evidence(rulebook, tables))
    rows = [row | {"division": division} for row, division in by_division(outcome)]
    events = tuple(dict.fromkeys(row["event"] for row in rows))
    shown = [row for row in rows if row["event"] == events[0]] if events else []
    stages = tuple(_standing(rulebook, stage, shown) for stage in rulebook.stages)
    unscored = tuple(outcome.without_scores())
    return Trial(stages, _explained(outcome, shown, entry), marks.num_rows, events, _names(tables), unscored)


def refuse_large(rulebook: Rulebook) -> None:
    """TooMuch for rules that a page would wait for too long; the command line settles them."""
    sizes = (len(one.criteria) + len(one.scores) + len(one.order) + len(one.acts()) for one in rulebook.stages)
    if sum(sizes) > MOST_VALUES:
        raise TooMuch(rulebook.name)


def _names(tables: Tables) -> dict[str, str]:
    entries = tables.entries
    if not isinstance(entries, pa.Table) or not {"entry", "name"} <= set(entries.column_names):
        return {}
    return {str(row["entry"]): str(row["name"] or "") for row in entries.select(["entry", "name"]).to_pylist()}


def _standing(rulebook: Rulebook, stage: Stage, rows: list[dict[str, str]]) -> StandingTried:
    own = [row for row in rows if row["stage"] == stage.id]
    names = [name for name in stage.named_scores() if name != stage.shown]
    columns = tuple((f"score:{name}", rulebook.score_title(name)) for name in names)
    written = tuple((key, title) for key, title in columns if any(row.get(key) for row in own))
    parts = {row["division"] for row in own} if stage.within else set()
    divisions = {part: division_words(rulebook, stage, part) for part in parts} if any(parts) else {}
    return StandingTried(stage, written, tuple(own[:MOST_SHOWN]), max(len(own) - MOST_SHOWN, 0), divisions)


def _explained(outcome: Outcome, rows: list[dict[str, str]], entry: str) -> Explanation | None:
    placed = [row for row in rows if row["place"]]
    if not placed:
        return None
    wanted = next((row for row in placed if row["entry"] == entry), None)
    last = [row for row in placed if row["stage"] == placed[-1]["stage"]]
    chosen = wanted or next((row for row in last if row["decided_by"]), last[0])
    return explain_outcome(outcome, chosen["entry"], event=chosen["event"])


def made_up(rulebook: Rulebook) -> Tables:
    """Marks of a few invented entrants within the allowed ranges; one of them is absent.

    Raises TooMuch where the rules ask for very many rows, Refused where the rules cannot settle what was made up.
    """
    refuse_large(rulebook)
    maker = _Maker(rulebook)
    for stage in rulebook.stages:
        maker.fill(stage)
    return maker.tables()


class _Maker:
    """Invents entrants, items and parameters once, then marks stage by stage: who goes on is known only then."""

    def __init__(self, rulebook: Rulebook) -> None:
        self.rulebook = rulebook
        self.chance = Random(rulebook_hash(rulebook))  # noqa: S311 - samples, nothing secret
        self.entrants = [str(number) for number in range(1, ENTRANTS + 1)]
        self.skill = {
            entry: 0.95 - 0.06 * number for number, entry in enumerate(self.chance.sample(self.entrants, ENTRANTS))
        }
        self.maxima: dict[str, dict[str, Fraction]] = {}
        self.rows: list[dict[str, str]] = []
        self.items: dict[str, dict[str, str]] = {}
        self.event = EVENT if rulebook.events else ""
        self.named = list(dict.fromkeys(name for one in rulebook.sources.values() for name, _told in one.of))

    def fill(self, stage: Stage) -> None:
        """The marks of one stage."""
        field = self.field_of(stage)
        for criterion in stage.criteria.values():
            self.rows += self.marks_of(stage, criterion, field)
            if len(self.rows) > MOST_ROWS:
                raise TooMuch(str(len(self.rows)))

    def field_of(self, stage: Stage) -> list[str]:
        """Who takes part: everybody, the teams, or those who went on."""
        if stage.entrants == "teams":
            return sorted({self.column(stage.team, entry) for entry in self.entrants})
        feeds = [other.id for other in self.rulebook.stages for rule in other.go_on if rule.to == stage.id]
        if not feeds or not self.rows:
            return self.entrants
        rows = settle(read_evidence(self.rulebook, self.tables())).rows()
        return [row["entry"] for row in rows if row["stage"] in feeds and row["goes_on"] == "1"]

    def marks_of(self, stage: Stage, criterion: Criterion, field: list[str]) -> Iterator[dict[str, str]]:
        if criterion.kind in ("lot", "decision", "adjustment"):
            yield from self.few(stage, criterion, field)
        elif criterion.kind == "match":
            yield from self.matches(stage, criterion, field)
        else:
            for entry in field:
                yield from self.of_entry(stage, criterion, entry, is_absent=entry == field[-1] and len(field) > 2)

    def of_entry(self, stage: Stage, criterion: Criterion, entry: str, *, is_absent: bool) -> Iterator[dict[str, str]]:
        if is_absent and criterion.kind == "mark" and entry == self.entrants[-1]:
            yield self.row(stage, criterion, entry, state="absent")
            return
        for item in self.names(criterion, "item"):
            for attempt in self.names(criterion, "attempt"):
                for source in self.names(criterion, "source"):
                    value = self.value(criterion, self.skill.get(entry, 0.8), item)
                    yield self.row(stage, criterion, entry, item=item, attempt=attempt, source=source, value=value)

    def few(self, stage: Stage, criterion: Criterion, field: list[str]) -> Iterator[dict[str, str]]:
        """Lots and rulings are all different where the range has room for it; bonuses go to two; vetoes to nobody."""
        if criterion.by:
            return
        low, high = criterion.low or Fraction(0), criterion.high if criterion.high is not None else Fraction(len(field))
        if criterion.kind == "adjustment":
            for entry in field[:2]:
                yield self.row(stage, criterion, entry, value=self.value(criterion, 0.5, ""))
        elif high - low >= len(field) - 1:
            for number, entry in enumerate(self.chance.sample(field, len(field))):
                yield self.row(stage, criterion, entry, value=plain(ceil(low) + Fraction(number)))

    def matches(self, stage: Stage, criterion: Criterion, field: list[str]) -> Iterator[dict[str, str]]:
        for number, one in enumerate(field):
            for other in field[number + 1 :]:
                item = self.item(f"{one}-{other}", criterion)
                for entry in (one, other):
                    for source in self.names(criterion, "source"):
                        value = self.value(criterion, self.chance.random(), item)
                        yield self.row(stage, criterion, entry, item=item, source=source, value=value)

    def names(self, criterion: Criterion, dimension: str) -> list[str]:
        """What the rows of a criterion are told apart by; one empty name where it has no such dimension."""
        if dimension not in criterion.by:
            return [""]
        least, _most = criterion.counted(dimension) or (3, 3)
        if least > MOST_ROWS:
            raise TooMuch(str(least))
        if dimension == "source":
            return self.judges(least if criterion.counted("source") else max(least, len(self.named)))
        if dimension == "item":
            named = list(criterion.items) or [f"{n}" for n in range(1, least + 1)]
            return [self.item(name, criterion) for name in named[: max(least, 1)] or named]
        return [str(n) for n in range(1, least + 1)]

    def judges(self, count: int) -> list[str]:
        """So many who give marks: those whom the rules name first, who alone have what the rules say of them."""
        return [*self.named, *(f"裁判{n}" for n in range(1, count + 1))][:count]

    def item(self, name: str, criterion: Criterion) -> str:
        """An item with invented values in the columns that the rules read."""
        if name not in self.items:
            self.items[name] = {one.name: self.attribute(one, criterion) for one in self.rulebook.items.values()}
        return name

    def attribute(self, attribute: Attribute, criterion: Criterion | None = None) -> str:
        """A value of a column: its default, or something within its range."""
        if attribute.default is not None:
            return attribute.default
        if attribute.type == "yes_no":
            return "1"
        if attribute.type == "text":
            return "演示"
        low, high = attribute.low or Fraction(0), attribute.high if attribute.high is not None else Fraction(10)
        is_most = criterion is not None and criterion.at_most == f"item.{attribute.name}"
        if is_most and criterion is not None and criterion.high is not None:
            high = min(high, criterion.high)
        share = Fraction(1) if is_most else Fraction(1, 2)
        return self.on_grid(low + (high - low) * share, Fraction(1, 10**attribute.decimals), low, high)

    def value(self, criterion: Criterion, skill: float, item: str) -> str:
        """A value that the criterion allows, the better the more skill, with some chance in it."""
        grade = Fraction(round(1000 * min(max(skill + self.chance.uniform(-0.12, 0.08), 0.0), 1.0)), 1000)
        grade = 1 - grade if criterion.better == "low" else grade
        if criterion.values:
            listed = sorted(criterion.values)
            return plain(listed[round(grade * (len(listed) - 1))])
        low = criterion.low if criterion.low is not None else Fraction(0)
        high = criterion.high if criterion.high is not None else max(low + 100, Fraction(100))
        most = self.items.get(item, {}).get(criterion.at_most.removeprefix("item."), "") if criterion.at_most else ""
        high = min(high, Fraction(most)) if most else high
        unit = criterion.step or Fraction(1, 10 ** min(criterion.decimals, 2))
        return self.on_grid(low + (high - low) * grade, unit, low, high)

    def on_grid(self, value: Fraction, unit: Fraction, low: Fraction, high: Fraction) -> str:
        """The nearest multiple of a unit within the range."""
        first, last = ceil(low / unit), floor(high / unit)
        return plain(min(max(round(value / unit), first), max(last, first)) * unit)

    def column(self, name: str, entry: str) -> str:
        """What stands in a known column for an entrant."""
        number = int(entry) - 1 if entry.isdigit() else 0
        words = {
            "name": f"演示{NUMBERS[number % 10]}", "unit": f"演示单位{NUMBERS[number % 4]}", "team": f"演示{NUMBERS[number % 3]}队",
            "group": f"{NUMBERS[number % 2]}组", "category": f"{NUMBERS[number % 2]}类",
        }  # fmt: skip
        attribute = self.rulebook.entries.get(name)
        return words.get(name) or (self.attribute(attribute) if attribute else "")

    def row(self, stage: Stage, criterion: Criterion, entry: str, **cells: str) -> dict[str, str]:
        known = {"event": self.event, "stage": stage.id, "entry": entry, "criterion": criterion.id}
        return dict.fromkeys(COLUMNS, "") | known | cells

    def tables(self) -> Tables:
        """Everything made up so far, as it would be handed in."""
        declared = [one.name for one in self.rulebook.entries.values() if one.formula is None]
        columns = list(dict.fromkeys([*KNOWN, *declared]))
        entries = [
            {"event": self.event, "entry": entry} | {name: self.column(name, entry) for name in columns}
            for entry in self.entrants
        ]
        items = [{"event": self.event, "item": name} | values for name, values in self.items.items()]
        events = [{"event": self.event} | {one.name: self.attribute(one) for one in self.rulebook.events.values()}]
        return Tables(
            marks=_table(self.rows, self.event),
            entries=_table(entries, self.event),
            items=_table(items, self.event) if self.rulebook.items else None,
            events=_table(events, self.event) if self.rulebook.events else None,
            sources=self.made_sources(),
            files={
                "sources": "演示评分人",
                "marks": "演示评分",
                "entries": "演示名单",
                "items": "演示项目",
                "events": "演示赛项",
            },
        )

    def made_sources(self) -> pa.Table | None:
        """A row for everybody who gave a mark, where the rules read columns of them and name nobody themselves."""
        if not self.rulebook.sources or named_sources(self.rulebook) is not None:
            return None
        names = sorted({row["source"] for row in self.rows if row["source"]})
        told = {name: self.attribute(attribute) for name, attribute in self.rulebook.sources.items()}
        return _table([{"event": self.event, "source": name} | told for name in names], self.event) if names else None


def _table(rows: list[dict[str, str]], event: str) -> pa.Table:
    """Rows as columns of text, without the event where it has no name."""
    names = [name for name in (rows[0] if rows else dict.fromkeys(COLUMNS, "")) if event or name != "event"]
    return pa.table({name: pa.array([row[name] for row in rows], pa.string()) for name in names})
