"""The naive reference, second part: tables of words to the values of a stage, one entry at a time, without any engine."""

import math
from dataclasses import replace
from fractions import Fraction
from functools import partial
from itertools import groupby

from jiangong.core.rulebook.values import Over
from tests.core.reference.arithmetic import (
    NOTHING,
    Cell,
    applied,
    combined,
    computed,
    evaluate,
    holds,
    left,
    longest_run,
    names_in,
    of_given,
    rounded,
    up_to,
)
from tests.core.reference.facts import Line, RefusedByReference, Series, World
from tests.core.reference.line import At, other_side
from tests.core.reference.placing import award, place, say_states, send_on


def settled(rulebook, marks, entries=None, items=None, events=None, sources=None):
    """(event, stage) → lines by place. Tables are lists of dictionaries of words."""
    names = {row.get("event", "") for row in marks} | {row.get("event", "") for row in entries or () if "event" in row}
    standings = {}
    _refuse_forgotten(rulebook, marks)
    for event in sorted(names):
        own = [row for row in marks if row.get("event", "") == event]
        world = World(rulebook, event, own, _listed(entries, own, event, len(names)), items or (), events or ())
        world.sources = {row["source"]: row for row in sources or () if row.get("event", event) == event}
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
        lines = [Line(entry, self.out_of(entry)) for entry in sorted(self.entrants())]
        self._refuse_gaps(lines)
        for name in (*self.stage.criteria, *self.stage.scores):
            self.value_of(name)
        for line in lines:
            line.values = {
                name: s.cells.get((line.entry,), NOTHING) for name, s in self.series.items() if not s.dimensions
            }
            line.columns = self._columns(line.entry)
        say_states(self, lines)
        fields = [list(group) for _, group in groupby(sorted(lines, key=self.field_of), key=self.field_of)]
        for field in fields:
            place(self, field)
        send_on(self, lines, fields)
        for field in fields:
            award(self, field)
        return sorted(lines, key=lambda line: (math.inf if line.place is None else line.place, line.entry))

    # -- who takes part --------------------------------------------------------------------------------------------

    def _members(self):
        column = self._teams_of_teams()
        who = self.world.teams(column) if column else self.world.entries
        teams = {name: [] for name in self.world.teams(self.stage.team)}
        for entry, columns in who.items():
            if columns[self.stage.team]:
                teams[columns[self.stage.team]].append(entry)
        return teams

    def _teams_of_teams(self):
        """The column whose teams are the members here: those of an earlier stage that this one reads."""
        of = self.stage
        formulas = [score.formula for score in of.scores.values() if score.formula is not None]
        acts = [step.act for value in (*of.criteria.values(), *of.scores.values()) for step in value.steps]
        formulas += [f for act in acts for f in (getattr(act, "formula", None), getattr(act, "where", None)) if f]
        names = {n for f in [*formulas, *of.conditions()] for n in names_in(f.node)}
        names |= {score.start for score in of.scores.values() if score.start}
        heads = {name.partition(".")[0] for name in names}
        known = [s for s in self.world.rulebook.stages if s.id in self.world.stages and s.id in heads]
        return next((s.team for s in known if s.entrants == "teams" and s.team != of.team), "")

    def entrants(self):
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
        senders = [s for s in earlier if any(rule.to == self.stage.id for rule in s.go_on)]
        sent = {
            line.entry
            for sender in senders
            for line in self.world.stages[sender.id]
            if any(sender.go_on[number].to == self.stage.id for number in line.goes)
        }
        return sent & set(self.world.entries) if senders else None  # a team is no entry

    def _refuse_gaps(self, lines):
        here = {line.entry for line in lines}
        if self.stage.entrants == "gone_on" and any(row["entry"] not in here for row in self.marks):
            raise RefusedByReference("marked without having gone on")
        for criterion in self.stage.criteria.values():
            there = {row["entry"] for row in self.marks if row["criterion"] == criterion.id}
            if criterion.missing == "refuse" and {line.entry for line in lines if line.out is None} - there:
                raise RefusedByReference(criterion.id)

    def out_of(self, entry):
        codes = [self.codes[row["state"]] for row in self.marks if row["entry"] == entry and row.get("state")]
        return min((n for n in codes if list(self.states.values())[n - 1].effect == "out"), default=None)

    def _columns(self, entry):
        if self.stage.entrants != "teams":
            return self.world.entries[entry]
        return self.world.teams(self.stage.team)[entry]

    # -- values ----------------------------------------------------------------------------------------------------

    def value_of(self, name):
        if name not in self.series:
            self.series[name] = self._stepped(name, self._begun(name), self.stage.value_of(name).steps)
        return self.series[name]

    def _begun(self, name):
        of = self.stage.value_of(name)
        if name in self.stage.criteria:
            return self._observed(of)
        if of.weights_of == "given":
            return self._formula(None, name, names=[n for n, _ in of.weights], of=partial(of_given, of.weights))
        return self._started(of) if of.start else self._formula(of.formula, name)

    def _stepped(self, name, series, steps, start=None):
        of, start = self.stage.value_of(name), start or series
        for step in steps:
            series = self._step(series, step, name, start)
        if name in self.stage.criteria and not series.dimensions and of.missing == "zero":
            there = {row["entry"] for row in self.live(of)}
            entrants = self.entrants() - there
            series.cells |= {(entry,): Cell(Fraction(0)) for entry in entrants}
        return series

    def among(self, name, block):
        """A number that comes of matches, counted again from matches between the entries of a block."""
        of = self.stage.value_of(name)
        if not of.steps or not any(isinstance(step.act, Over) for step in of.steps):
            return self._made_among(of, block)
        series = self._begun(name)
        at = next(n for n, step in enumerate(of.steps) if isinstance(step.act, Over))
        before = self._stepped(name, series, of.steps[:at])
        own = {key: cell for key, cell in before.cells.items() if key[0] in block}
        played = Series(before.dimensions, {key: c for key, c in own.items() if other_side(own, key) is not None})
        return self._stepped(name, played, of.steps[at:], series).cells

    def _made_among(self, of, block):
        """The same of a formula of such numbers."""
        parts = [n for n in names_in(of.formula.node) if n in self.stage.scores]
        again = {part: self.among(part, block) for part in parts}
        lines = {(entry,): self.reading(entry) for entry in block}
        read = lambda key, n: again[n].get(key, NOTHING) if n in again else lines[key](n)  # noqa: E731
        cells = {key: computed(of.formula.node, partial(read, key)) for key in lines}
        return self._stepped(of.id, Series((), cells), of.steps).cells

    def live(self, criterion):
        effects = ("fail", "value")
        own = [row for row in self.marks if row["criterion"] == criterion.id]
        return [row for row in own if not row.get("state") or self.states[row["state"]].effect in effects]

    def state_of(self, name, entry, at):
        """The state of the row of a criterion that stands there; '' of one that has none."""
        criterion = self.stage.criteria[name]
        own = [r for r in self.live(criterion) if r["entry"] == entry and all(r[d] == at[d] for d in criterion.by)]
        return Cell(own[0].get("state", "")) if own else NOTHING

    def _observed(self, criterion):
        dimensions = tuple(sorted(criterion.by))
        series = Series(dimensions)
        for row in self.live(criterion):
            state = self.states.get(row.get("state", ""))
            stays = state is not None and not state.excludable
            if state is None or (state.effect == "value" and state.value is None):
                cell = Cell(Fraction(row["value"]), None, stays)
            elif state.effect == "value":
                cell = Cell(Fraction(math.trunc(state.value * criterion.scale), criterion.scale), None, stays)
            else:
                cell = Cell(None, self.codes[state.code], stays)
            series.cells[row["entry"], *(row[d] for d in dimensions)] = cell
        return self._of_everybody(series)

    def _started(self, score):
        if score.start in self.stage.criteria or score.start in self.stage.scores:
            start = self.value_of(score.start)
            return Series(start.dimensions, dict(start.cells))
        return self._formula(None, score.id, names=[score.start], of=lambda read: read(score.start))

    def _formula(self, formula, name, *, names=None, of=None):
        names = names or names_in(formula.node)
        own = [self.value_of(n) for n in names if n in self.stage.criteria or n in self.stage.scores]
        level = {d for series in own for d in series.dimensions}
        if self.members and any(self._is_of_members(n.partition(".")[0]) for n in names):
            level |= {"member"}
        dimensions = tuple(sorted(level))
        if dimensions == ("member",):
            keys = {(team, member) for team, members in self.members.items() for member in members}
        elif dimensions:
            keys = {key for series in own if series.dimensions == dimensions for key in series.cells}
        else:
            keys = {(entry,) for entry in self.entrants()}
        series = Series(dimensions, dict.fromkeys(keys, NOTHING))
        of = of or (lambda read: computed(formula.node, read))
        found = {key: of(At(self, series, key, name)) for key in keys}
        leader = next((n for n in names if n in self.stage.criteria or n in self.stage.scores), None)
        if leader is not None and self.value_of(leader).dimensions == dimensions:
            rows = self.value_of(leader).cells
            found = {key: cell._replace(stays=rows.get(key, NOTHING).stays) for key, cell in found.items()}
        return Series(dimensions, found)

    def _step(self, series, step, name, start):
        act = step.act
        if isinstance(act, Over):
            return self._combined(series, step, name)
        cells = {key: rounded(applied(act, At(self, series, key, name, start)), step.rounding) for key in series.cells}
        return Series(series.dimensions, cells)

    def _combined(self, series, step, name):
        act, better = step.act, self.stage.value_of(name).better
        act = replace(
            act, **{field: int(self.world.parameters[amount.partition(".")[2]]) for field, amount in _columns(act)}
        )
        kept_dimensions = tuple(d for d in series.dimensions if d not in act.dimensions)
        groups, runs = {}, {}
        for key, cell in sorted(series.cells.items()):  # of equal values the earlier is better
            at = dict(zip(series.dimensions, key[1:], strict=True))
            holding = act.where is None or holds(act.where, At(self, series, key, name))
            runs.setdefault((key[0], *(at[d] for d in kept_dimensions)), []).append((at, holding, key))
            group = groups.setdefault((key[0], *(at[d] for d in kept_dimensions)), [])
            line = At(self, series, key, name)
            if act.may_drop is not None:
                cell = cell._replace(stays=cell.stays or not holds(act.may_drop, line))
            if holding:
                weight = evaluate(act.weight.node, line) if act.weight is not None else None
                group.append((int(at["attempt"]) if at.get("attempt") else 0, cell, key, weight))
        if act.take == "each":
            kept = {
                key: rounded(series.cells[key], step.rounding)
                for lines in groups.values()
                for _, _, key, _ in left(act, lines[::-1], better)
            }
            return Series(series.dimensions, kept)
        if act.take in ("sum_so_far", "run_so_far"):
            found = {}
            for lines, whole in ((groups[key], runs[key]) for key in groups):
                found |= up_to(act, lines, whole, series.dimensions)
            found = {key: cell._replace(stays=series.cells[key].stays) for key, cell in found.items()}
            return Series(series.dimensions, {key: rounded(cell, step.rounding) for key, cell in found.items()})
        if act.take == "longest_run":
            lengths = {key: longest_run(lines, act.dimensions[0]) for key, lines in runs.items()}
            return self._of_everybody(Series(kept_dimensions, lengths))
        found = {key: combined(act, lines, better) for key, lines in groups.items()}
        return self._of_everybody(
            Series(kept_dimensions, {key: rounded(cell, step.rounding) for key, cell in found.items()})
        )

    def _of_everybody(self, series):
        """One number an entry is one of everybody who takes part: who has no row has none, and `first_given` may give one."""
        if not series.dimensions:
            series.cells = dict.fromkeys(((entry,) for entry in self.entrants()), NOTHING) | series.cells
        return series

    # -- names -----------------------------------------------------------------------------------------------------

    def one(self, name, entry):
        """A value that is one number an entry."""
        return self.value_of(name).cells.get((entry,), NOTHING)

    def reading(self, entry):
        """Names of a condition on an entry."""
        return At(self, Series((), {(entry,): NOTHING}), (entry,), "")

    def field_of(self, line):
        """Which entries are ranked together."""
        return self.field_name(line.entry)

    def field_name(self, entry):
        """The same for the name of an entry."""
        if self.stage.within_number:
            source, _, name = self.stage.within.partition(".")
            return str(self.fact(source, name, entry, entry).value)
        return str(self._columns(entry)[self.stage.within]) if self.stage.within else ""

    def _is_of_members(self, source):
        """Whether numbers of an earlier stage are those of members here, and not of the teams themselves."""
        earlier = next((s for s in self.world.rulebook.stages if s.id == source and s.id in self.world.stages), None)
        return earlier is not None and (earlier.entrants != "teams" or earlier.team != self.stage.team)

    def _whose(self, source, entry, member):
        """Of whom an earlier stage is asked: the entry itself, its team, or the member."""
        earlier = self.world.rulebook.stage(source)
        if self.members:
            return member if self._is_of_members(source) else entry
        return self.world.entries[entry][earlier.team] if earlier.entrants == "teams" else entry

    def fact(self, source, column, entry, member):
        """A name with a dot: of the event, the entry, or an earlier stage."""
        if source == "event":
            return Cell(self.world.parameters[column])
        if source == "entry":
            of_teams = member and self._teams_of_teams()
            people = self.world.teams(of_teams) if of_teams else self.world.entries
            return Cell(people[member][column] if member else self._columns(entry)[column])
        whose = self._whose(source, entry, member)
        line = next((x for x in self.world.stages[source] if x.entry == whose), None)
        if line is None or line.out is not None:
            return NOTHING
        if column == "place":
            return Cell(None if line.place is None else Fraction(line.place))
        return Cell(line.values[column].value)

    def criterion_of(self, name):
        """The criterion that a value goes back to."""
        while name not in self.stage.criteria:
            of = self.stage.scores[name]
            names = [of.start] if of.start else names_in(of.formula.node)
            name = next(n for n in names if n in self.stage.criteria or n in self.stage.scores)
        return name


def _columns(act):
    """What is said by a column: how many a step drops or keeps."""
    amounts = {
        field: getattr(act, field) for field in ("drop_high", "drop_low", "drop_best", "drop_worst", "keep_best")
    }
    return [(field, amount) for field, amount in amounts.items() if isinstance(amount, str)]
