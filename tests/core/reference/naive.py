"""The naive reference, second half: tables of words to standings, one entry at a time, without any engine."""

import math
from fractions import Fraction
from itertools import groupby

from jiangong.core.rulebook.values import Over
from tests.core.reference.arithmetic import (
    NOTHING,
    Cell,
    applied,
    combined,
    computed,
    holds,
    names_in,
    rounded,
    stepped,
)
from tests.core.reference.facts import Line, Series, World


class RefusedByReference(Exception):
    """A rule of a stage forbids what was handed in."""


def settled(rulebook, marks, entries=None, items=None, events=None):
    """(event, stage) → lines by place. Tables are lists of dictionaries of words."""
    names = {row.get("event", "") for row in marks} | {row.get("event", "") for row in entries or () if "event" in row}
    standings = {}
    _refuse_forgotten(rulebook, marks)
    for event in sorted(names):
        own = [row for row in marks if row.get("event", "") == event]
        world = World(rulebook, event, own, _listed(entries, own, event, len(names)), items or (), events or ())
        for stage in rulebook.stages:
            world.stages[stage.id] = standings[event, stage.id] = _Stage(world, stage).settled()
    return standings


def _refuse_forgotten(rulebook, marks):
    """A criterion that nobody marked in a stage that was: most likely a forgotten sheet."""
    there = {(row.get("stage"), row["criterion"]) for row in marks}
    for stage in rulebook.stages:
        wanted = {(stage.id, c.id) for c in stage.criteria.values() if c.missing in ("not_marked", "refuse")}
        if stage.id in {name for name, _ in there} and wanted - there:
            raise RefusedByReference("a criterion without marks")


def _listed(entries, marks, event, event_count):
    marked = sorted({row["entry"] for row in marks})
    if entries is None:
        return [{"entry": entry} for entry in marked]
    if entries and "event" in entries[0]:
        return [row for row in entries if row["event"] == event]
    return list(entries) if event_count == 1 else [row for row in entries if row["entry"] in marked]


class _Stage:
    """One stage of one event."""

    def __init__(self, world, stage):
        self.world, self.stage, self.states = world, stage, world.rulebook.states
        self.codes = {code: n for n, code in enumerate(self.states, 1)}
        self.marks = [row for row in world.marks if row.get("stage", stage.id) == stage.id]
        self.members = self._members() if stage.entrants == "teams" else {}
        self.series = {}

    def settled(self):
        lines = [Line(entry, self._out(entry)) for entry in sorted(self._entrants())]
        self._refuse_gaps(lines)
        for name in (*self.stage.criteria, *self.stage.scores):
            self._value(name)
        for line in lines:
            line.values = {
                name: s.cells.get((line.entry,), NOTHING) for name, s in self.series.items() if not s.dimensions
            }
            line.columns = self._columns(line.entry)
        self._state(lines)
        for _, group in groupby(sorted(lines, key=self._field), key=self._field):
            self._place(list(group))
        return sorted(lines, key=lambda line: (math.inf if line.place is None else line.place, line.entry))

    # -- who takes part --------------------------------------------------------------------------------------------

    def _members(self):
        teams = {}
        for entry, columns in self.world.entries.items():
            if columns[self.stage.team]:
                teams.setdefault(columns[self.stage.team], []).append(entry)
        return teams

    def _entrants(self):
        sent = self._sent_on()
        marked = {row["entry"] for row in self.marks}
        if self.stage.entrants == "teams":
            return set(self.members)
        if self.stage.entrants == "gone_on":
            return sent
        if self.stage.entrants == "marked":
            return marked
        return set(self.world.entries) if sent is None or self.stage.entrants == "listed" else sent | marked

    def _sent_on(self):
        earlier = [s for s in self.world.rulebook.stages if s.id in self.world.stages]
        senders = [s.id for s in earlier if s.go_on and s.go_on[0].to == self.stage.id]
        lines = [line for sender in senders for line in self.world.stages[sender]]
        sent = {line.entry for line in lines if line.goes_on == 1} & set(self.world.entries)  # a team is no entry
        return sent if senders else None

    def _refuse_gaps(self, lines):
        here = {line.entry for line in lines}
        if self.stage.entrants == "gone_on" and any(row["entry"] not in here for row in self.marks):
            raise RefusedByReference("marked without having gone on")
        for criterion in self.stage.criteria.values():
            there = {row["entry"] for row in self.marks if row["criterion"] == criterion.id}
            if criterion.missing == "refuse" and {line.entry for line in lines if line.out is None} - there:
                raise RefusedByReference(criterion.id)

    def _out(self, entry):
        codes = [self.codes[row["state"]] for row in self.marks if row["entry"] == entry and row.get("state")]
        return min((n for n in codes if list(self.states.values())[n - 1].effect == "out"), default=None)

    def _columns(self, entry):
        if self.stage.entrants != "teams":
            return self.world.entries[entry]
        own = [self.world.entries[member] for member in self.members[entry]]
        return {column: min((c[column] for c in own if c[column] is not None), default=None) for column in own[0]}

    # -- values ----------------------------------------------------------------------------------------------------

    def _value(self, name):
        if name in self.series:
            return self.series[name]
        of = self.stage.value_of(name)
        if name in self.stage.criteria:
            series = self._observed(of)
        else:
            series = self._started(of) if of.start else self._formula(of.formula, name)
        for step in of.steps:
            series = self._step(series, step, name, of)
        if name in self.stage.criteria and not series.dimensions and of.missing == "zero":
            there = {row["entry"] for row in self._live(of)}
            entrants = (set(self.members) or set(self.world.entries)) - there
            series.cells |= {(entry,): Cell(Fraction(0)) for entry in entrants}
        self.series[name] = series
        return series

    def _live(self, criterion):
        effects = ("fail", "value")
        own = [row for row in self.marks if row["criterion"] == criterion.id]
        return [row for row in own if not row.get("state") or self.states[row["state"]].effect in effects]

    def _observed(self, criterion):
        dimensions = tuple(sorted(criterion.by))
        series = Series(dimensions)
        for row in self._live(criterion):
            state = self.states.get(row.get("state", ""))
            if state is None:
                cell = Cell(Fraction(row["value"]))
            elif state.effect == "value":
                cell = Cell(Fraction(math.trunc(state.value * criterion.scale), criterion.scale))
            else:
                cell = Cell(None, self.codes[state.code])
            series.cells[row["entry"], *(row[d] for d in dimensions)] = cell
        return series

    def _started(self, score):
        if score.start in self.stage.criteria or score.start in self.stage.scores:
            start = self._value(score.start)
            return Series(start.dimensions, dict(start.cells))
        return self._formula(None, score.id, names=[score.start], of=lambda read: read(score.start))

    def _formula(self, formula, name, *, names=None, of=None):
        names = names or names_in(formula.node)
        own = [self._value(n) for n in names if n in self.stage.criteria or n in self.stage.scores]
        level = {d for series in own for d in series.dimensions}
        if any("." in n and n.partition(".")[0] in self.world.stages for n in names) and self.members:
            level |= {"member"}
        dimensions = tuple(sorted(level))
        if dimensions == ("member",):
            keys = {(team, member) for team, members in self.members.items() for member in members}
        elif dimensions:
            keys = {key for series in own if series.dimensions == dimensions for key in series.cells}
        else:
            keys = {(entry,) for entry in self._entrants()}
        of = of or (lambda read: computed(formula.node, read))
        return Series(dimensions, {key: of(self._reader(dimensions, key, name)) for key in keys})

    def _step(self, series, step, name, of):
        if isinstance(step.act, Over):
            return self._combined(series, step, name, of)
        cells = {
            key: rounded(applied(step.act, cell, self._reader(series.dimensions, key, name)), step.rounding)
            for key, cell in series.cells.items()
        }
        return Series(series.dimensions, cells)

    def _combined(self, series, step, name, of):
        act = step.act
        left = tuple(d for d in series.dimensions if d not in act.dimensions)
        groups = {}
        for key, cell in series.cells.items():
            at = dict(zip(series.dimensions, key[1:], strict=True))
            group = groups.setdefault((key[0], *(at[d] for d in left)), [])
            read = self._reader(series.dimensions, key, name)
            if act.where is None or holds(act.where, lambda n: cell if n == "value" else read(n)):  # noqa: B023
                group.append((int(at["attempt"]) if at.get("attempt") else 0, cell))
        return Series(
            left, {key: rounded(combined(act, lines, of.better), step.rounding) for key, lines in groups.items()}
        )

    # -- names -----------------------------------------------------------------------------------------------------

    def _reader(self, dimensions, key, of):
        at = dict(zip(dimensions, key[1:], strict=True))

        def read(name):
            if name in self.stage.criteria or name in self.stage.scores:
                series = self._value(name)
                return series.cells.get((key[0], *(at[d] for d in series.dimensions)), NOTHING)
            source, _, column = name.partition(".")
            if name in ("item", "attempt"):
                return Cell(at[name] if name == "item" else Fraction(at[name]))
            if source == "item":
                return self.world.item(self.stage.id, self._criterion_of(of), at["item"], column)
            return self._fact(source, column, key[0], at.get("member"))

        return read

    def _fact(self, source, column, entry, member):
        if source == "event":
            return Cell(self.world.parameters[column])
        if source == "entry":
            return Cell(self.world.entries[member][column] if member else self._columns(entry)[column])
        line = next((x for x in self.world.stages[source] if x.entry == (member or entry)), None)
        if line is None or line.out is not None:
            return NOTHING
        if column == "place":
            return Cell(None if line.place is None else Fraction(line.place))
        return Cell(line.values[column].value)

    def _criterion_of(self, name):
        while name not in self.stage.criteria:
            of = self.stage.scores[name]
            names = [of.start] if of.start else names_in(of.formula.node)
            name = next(n for n in names if n in self.stage.criteria or n in self.stage.scores)
        return name

    # -- places ----------------------------------------------------------------------------------------------------

    def _field(self, line):
        return str(line.columns[self.stage.within]) if self.stage.within else ""

    def _state(self, lines):
        first = self.stage.order[0].by
        for line in lines:
            cells = [line.values[key.by] for key in self.stage.order]
            absent = [c for c in self.stage.criteria.values() if c.missing == "not_marked"]
            unmarked = any(line.entry not in {row["entry"] for row in self._live(c)} for c in absent)
            unmarked |= all(cell.value is None and cell.failed is None for cell in cells)
            number = line.out or (self.codes["not_marked"] if unmarked else line.values[first].failed)
            line.state = list(self.states)[number - 1] if number else ""
            line.is_placed = line.out is None and not unmarked and self._holds(self.stage.ranked, line, {})
            line.keys = tuple(self._key(line.values[key.by].value, key.first) for key in self.stage.order)

    @staticmethod
    def _key(value, first):
        return (1, 0) if value is None else (0, -value if first == "high" else value)

    def _holds(self, formula, line, counts):
        if formula is None:
            return True
        read = self._reader((), (line.entry,), "")
        return holds(formula, lambda name: Cell(Fraction(counts[name])) if name in counts else read(name))

    def _place(self, field):
        placed = sorted((line for line in field if line.is_placed), key=lambda line: line.keys)
        blocks = [list(group) for _, group in groupby(placed, key=lambda line: line.keys)]
        place = 1
        for n, block in enumerate(blocks):
            sides = [blocks[m][0].keys for m in (n - 1, n + 1) if 0 <= m < len(blocks)]
            depth = max((self._first_difference(block[0].keys, side) for side in sides), default=0)
            for line in block:
                line.place, line.decided_by = place, self.stage.order[depth].by if depth else ""
            place += len(block)
        if self.stage.go_on:
            self._send_on(field)
        self._award(field)

    @staticmethod
    def _first_difference(keys, others):
        return next(n for n, (a, b) in enumerate(zip(keys, others, strict=True)) if a != b)

    def _counts(self, field, line):
        return {"entrants": len(field), "placed": sum(x.is_placed for x in field), "place": line.place}

    # -- going on and awards ---------------------------------------------------------------------------------------

    def _send_on(self, field):
        (rule,) = self.stage.go_on
        able = [x for x in field if x.is_placed and self._holds(rule.when, x, self._counts(field, x))]
        if rule.cap is not None:
            able = [x for x in able if position(x, able, rule.ties, rule.cap_per) <= rule.cap]
        line = rule.top
        if line is None and rule.share is not None:
            line = math.floor(len(field) * rule.share)
        going = [x for x in able if line is None or position(x, able, rule.ties, rule.per) <= line]
        waiting = [x for x in able if x not in going] if line is not None else []
        for x in field:
            x.goes_on = int(x in going)
        for x in waiting:
            at = position(x, waiting, "all", rule.per)
            x.reserve = at if at <= rule.reserve else None

    def _award(self, field):
        for line in field:
            kinds = set()
            for award in self.stage.awards:
                if award.kind not in kinds and self._meets(award, line, field):
                    kinds.add(award.kind)
                    line.awards.append(award.id)

    def _meets(self, award, line, field):
        if not line.is_placed or not self._holds(award.when, line, self._counts(field, line)):
            return False
        at = position(line, [x for x in field if x.is_placed], award.ties)
        if award.places and not (line.place >= award.places[0] and at <= award.places[1]):
            return False
        return not award.follows or at <= self._last_of_those_following(award, field)

    def _last_of_those_following(self, award, field):
        earlier = self.stage.awards[: self.stage.awards.index(award) + 1]
        return sum(self._number_of(x, field) for x in earlier if x.kind == award.kind)

    def _number_of(self, award, field):
        if award.count is not None:
            return award.count
        if award.share is None:
            return award.places[1] - award.places[0] + 1 if award.places else 0
        count = len(field) if award.share_of == "entrants" else sum(x.is_placed for x in field)
        return stepped(count * award.share, Fraction(1), award.share_round)


def position(line, among, ties, per=""):
    """Where a line stands among some: equals stand at the first of their places (all) or at the last (none)."""
    own = [x for x in among if not per or x.columns[per] == line.columns[per]]
    better = sum(x.keys < line.keys for x in own)
    return better + (1 if ties == "all" else sum(x.keys == line.keys for x in own))
