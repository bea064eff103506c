"""The naive reference, third part: places, who goes on and who is awarded, by putting equals apart one key after the other."""

import math
from fractions import Fraction
from itertools import groupby

from tests.core.reference.arithmetic import Cell, holds, names_in, stepped
from tests.core.reference.facts import RefusedByReference


def say_states(stage, lines):
    """The state of each line, and whether it takes part in the ranking."""
    rules = stage.stage
    plain = [key.by for key in rules.order if not key.compare]
    for line in lines:
        cells = [line.values[name] for name in plain]
        absent = [c for c in rules.criteria.values() if c.missing == "not_marked"]
        there = {c.id for c in rules.criteria.values() if line.entry in {row["entry"] for row in stage.live(c)}}
        unmarked = lacking = any(c.id not in there for c in absent)
        unmarked |= bool(plain) and all(cell.value is None and cell.failed is None for cell in cells)
        first = line.values.get(rules.order[0].by)
        failed = first.failed if first is not None and first.value is None else None
        nothing = rules.no_result if rules.no_result and there and not lacking else "not_marked"
        number = line.out or (stage.codes[nothing] if unmarked else failed)
        line.state = list(stage.states)[number - 1] if number else ""
        needed = any(c.missing in ("not_marked", "refuse") for c in rules.criteria.values())
        if line.state == "not_marked" and not needed:
            line.state = next((state for state in said_before(stage, line.entry) if state), line.state)
        line.is_placed = line.out is None and not unmarked and met(stage, rules.ranked, line, {})
        if rules.unranked and line.out is None and not unmarked and not line.is_placed:
            line.state = rules.unranked


def said_before(stage, entry):
    """The states of those earlier stages whose numbers of the same entry are read: withdrawn there is withdrawn here."""
    whole = stage.world.rulebook
    for score in stage.stage.scores.values():
        for name in reads_of(score):
            earlier = next(
                (s for s in whole.stages if s.id == name.partition(".")[0] and s.id in stage.world.stages), None
            )
            if earlier is None or (stage.members and stage._is_of_members(earlier.id)):
                continue
            if not stage.members and earlier.entrants == "teams":
                continue
            lines = {line.entry: line for line in stage.world.stages[earlier.id]}
            state = lines[entry].state if entry in lines else ""
            out = state in whole.states and whole.states[state].effect == "out" and state != "not_marked"
            yield state if out else ""


def reads_of(score):
    """Every name that a score reads, where it begins and in its steps."""
    acts = [step.act for step in score.steps]
    formulas = [
        score.formula,
        *(getattr(act, "formula", None) for act in acts),
        *(getattr(act, "where", None) for act in acts),
    ]
    return [
        score.start or "",
        *(name for formula in formulas if formula is not None for name in names_in(formula.node)),
    ]


def met(stage, formula, line, counts):
    """Whether a condition on an entry holds."""
    if formula is None:
        return True
    read = stage.reading(line.entry)

    def said(name):
        return None if counts[name] is None else Fraction(counts[name])

    return holds(formula, lambda name: Cell(said(name)) if name in counts else read(name))


# -- places --------------------------------------------------------------------------------------------------------


def place(stage, field):
    """Places of those who are ranked together: everybody is equal at first, and each key puts equals apart."""
    rules = stage.stage
    blocks = [[line for line in field if line.is_placed]]
    of_run = blocks
    for n, key in enumerate(rules.order):
        if key.among == "still_tied" or not (n and rules.order[n - 1].among):
            of_run = blocks
        parted = []
        for block in blocks:
            whole = next(known for known in of_run if block[0] in known) if block else []
            for line in block:
                line.keys = (*line.keys, _number(stage, key, line, whole))
            ordered = sorted(block, key=lambda line: line.keys[-1])
            parted += [list(group) for _, group in groupby(ordered, key=lambda line: line.keys[-1])]
        blocks = parted
    if rules.places == "single" and any(len(block) > 1 for block in blocks):
        raise RefusedByReference("shared places")
    at = 1
    for n, block in enumerate(blocks):
        sides = [blocks[m][0].keys for m in (n - 1, n + 1) if 0 <= m < len(blocks)]
        depth = max((_first_difference(block[0].keys, side) for side in sides), default=0)
        for line in block:
            line.place, line.decided_by = at, rules.order[depth].by if depth else ""
        at += 1 if rules.places == "dense" else len(block)


def _first_difference(keys, others):
    return next(n for n, (a, b) in enumerate(zip(keys, others, strict=True)) if a != b)


def _number(stage, key, line, equals):
    """What a key says of a line, small first. Where the key does not hold it says the same of everybody."""
    if not met(stage, key.when, line, {}):
        return ()
    if key.compare:
        return _listed(stage, key, line.entry)
    cell = line.values[key.by]
    if key.among:
        cell = stage.among(key.by, {other.entry for other in equals}).get((line.entry,), Cell(None))
    return behind(cell.value, key.first)


def behind(value, first):
    """A number as something to sort by, small first; no number is behind every number."""
    return (1, 0) if value is None else (0, -value if first == "high" else value)


def _listed(stage, key, entry):
    """Numbers that are compared one by one; where one has no more of them, it is behind."""
    series = stage.value_of(key.by)
    own = {at[1]: cell.value for at, cell in series.cells.items() if at[0] == entry and cell.value is not None}
    end = ((2,),)
    if key.compare in ("best_to_worst", "worst_to_best"):
        values = sorted(behind(value, key.first) for value in own.values())
        return (*(values if key.compare == "best_to_worst" else values[::-1]), *end)
    every = sorted({at[1] for at in series.cells}, key=_by_number_then_name)
    every = every[::-1] if key.compare == "last_to_first" else every
    return tuple(behind(own.get(name), key.first) for name in every)


def _by_number_then_name(name):
    return (0, int(name), "") if name.isdecimal() else (1, 0, name)


def counts_of(field, line):
    """What conditions on a placed entry read beside its values."""
    return {"entrants": len(field), "placed": sum(x.is_placed for x in field), "place": line.place}


# -- going on ------------------------------------------------------------------------------------------------------


def send_on(stage, lines, fields):
    """The rules take in turn, nobody twice unless they say so; then the reserves of each, of those whom none took."""
    if not stage.stage.go_on:
        return
    waiting = []
    for number, rule in enumerate(stage.stage.go_on):
        groups = [lines] if rule.across else fields
        able = [(group, _able(stage, rule, group, fields)) for group in groups]
        for group, those in able:
            line = _amount_on(stage, rule, group)
            taken = [x for x in those if line(x) is None or _position(stage, rule, x, those, rule.per) <= line(x)]
            for x in taken:
                x.goes.append(number)
        waiting += [(number, those) for _, those in able if rule.reserve]
    for line in lines:
        line.goes_on = int(bool(line.goes))
    for number, those in waiting:
        rule = stage.stage.go_on[number]
        left = [x for x in those if (number not in x.goes if rule.again else not x.goes)]
        for x in left:
            at = _position(stage, rule, x, left, rule.per, ties="all")
            x.reserve = at if x.reserve is None and at <= rule.reserve else x.reserve


def _able(stage, rule, group, fields):
    """Those whom a rule may take: placed, not taken before, meeting its condition, and within the cap."""
    own = {id(x): field for field in fields for x in field}
    able = [x for x in group if x.is_placed and (rule.again or not x.goes)]
    able = [x for x in able if met(stage, rule.when, x, counts_of(own[id(x)], x))]
    if rule.cap is None:
        return able
    return [x for x in able if _position(stage, rule, x, able, rule.cap_per) <= _amount(stage, rule.cap, x)]


def _amount(stage, amount, line):
    return amount if isinstance(amount, int) else stage.reading(line.entry)(amount).value


def _amount_on(stage, rule, group):
    if rule.top is not None:
        return lambda x: _amount(stage, rule.top, x)
    return lambda _: None if rule.share is None else math.floor(len(group) * rule.share)


def _position(stage, rule, line, among, per, ties=""):
    """Where a line stands by what a rule compares."""
    return position(line, among, ties or rule.ties, per, lambda x: _compared(stage, rule, x))


def _compared(stage, rule, line):
    """Numbers that the rule names; else the place; across groups, the keys that mean the same in each."""
    order = stage.stage.order
    if not rule.by and not (rule.across and stage.stage.within):
        return line.keys
    plain = [k for k in order if not k.compare and not k.among and met(stage, k.when, line, {})]
    names = rule.by or [key.by for key in plain]
    first = {key.by: key.first for key in reversed(order)}
    return [behind(line.values[n].value, first.get(n) or stage.stage.value_of(n).better) for n in names]


def position(line, among, ties, per="", keys=lambda line: line.keys):
    """Where a line stands among some: equals stand at the first of their places (all) or at the last (none)."""
    own = [x for x in among if not per or x.columns[per] == line.columns[per]]
    better = sum(keys(x) < keys(line) for x in own)
    return better + (1 if ties == "all" else sum(keys(x) == keys(line) for x in own))


# -- awards --------------------------------------------------------------------------------------------------------


def award(stage, field):
    """Of each kind the first award that an entry meets."""
    kinds = {line.entry: set() for line in field}
    for rule in stage.stage.awards:
        free = [line for line in field if rule.kind not in kinds[line.entry]]
        counted = _counted(stage, rule, field, free if rule.move_up else field)
        got = [line for line in free if _meets(stage, rule, line, (field, counted))]
        if rule.margin is not None:
            those = (field, counted, got)
            got += [line for line in free if line not in got and _is_near(stage, rule, line, those)]
        for line in got:
            kinds[line.entry].add(rule.kind)
            line.awards.append(rule.id)


def _is_near(stage, rule, line, found):
    """Whether a line is within the margin of the last of those who got an award."""
    field, counted, got = found
    name = rule.by[0] if rule.by else stage.stage.order[0].by
    better = next((key.first for key in stage.stage.order if key.by == name), stage.stage.value_of(name).better)
    own, theirs = line.values[name].value, [x.values[name].value for x in got if x.values[name].value is not None]
    if own is None or not theirs or line not in counted:
        return False
    near = own >= min(theirs) - rule.margin if better == "high" else own <= max(theirs) + rule.margin
    return near and met(stage, rule.when, line, counts_of(field, line))


def _meets(stage, rule, line, found):
    field, counted = found
    if line not in counted or not met(stage, rule.when, line, counts_of(field, line)):
        return False
    keys = (lambda x: _compared(stage, rule, x)) if rule.by else (lambda x: x.keys)
    first, last = position(line, counted, "all", keys=keys), position(line, counted, rule.ties, keys=keys)
    if stage.stage.places == "dense" and not rule.counts_apart:
        first = reached = line.place
    else:
        reached = last
    if rule.places and not (first >= rule.places[0] and reached <= rule.places[1]):
        return False
    return not rule.follows or last <= _last_of_those_following(stage, rule, line, field)


def _counted(stage, rule, field, those):
    """Among whom an award counts."""
    there = [x for x in those if x.is_placed and met(stage, rule.among, x, counts_of(field, x))]
    there = [x for x in there if all(x.values[name].value is not None for name in rule.by)]
    if rule.cap is None:
        return there
    keys = (lambda x: _compared(stage, rule, x)) if rule.by else (lambda x: x.keys)
    return [x for x in there if position(x, there, rule.ties, rule.cap_per, keys) <= _amount(stage, rule.cap, x)]


def _last_of_those_following(stage, rule, line, field):
    if rule.move_up:
        return _number_of(stage, rule, line, field)
    earlier = stage.stage.awards[: stage.stage.awards.index(rule) + 1]
    return sum(_number_of(stage, x, line, field) for x in earlier if x.kind == rule.kind and not x.move_up)


def _number_of(stage, rule, line, field):
    if rule.count is not None:
        return _amount(stage, rule.count, line)
    if rule.share is None:
        return rule.places[1] - rule.places[0] + 1 if rule.places else 0
    there = [x for x in field if met(stage, rule.among, x, counts_of(field, x))]
    count = len(there) if rule.share_of == "entrants" else sum(x.is_placed for x in there)
    return stepped(count * rule.share, Fraction(1), rule.share_round)
