"""Random sentences of the rulebook language: a stage with its criteria, scores and order."""

from tests.core.reference.following import MODES, Following

DIMENSIONS = ("item", "attempt", "source")
TAKES = ("sum", "mean", "mean", "median", "highest", "lowest", "best", "worst", "count")
STEP = ("1", "0.1", "0.01", "0.5", "2.5", "0.05")


class StageWriter(Following):
    """Writes one stage. It remembers the dimensions that each value is left with, so that most of it makes sense."""

    def __init__(self, rng, number, earlier, states=()):
        self.states = [code for code in states if code not in ("void", "gone")]
        self.out = ["gone"] * ("gone" in states)
        self.rows = None
        self.rng, self.at, self.earlier = rng, number, list(earlier)
        self.id = f"s{number}"
        self.levels, self.sends_to, self.of_rows = {}, "", {}
        self.parts = []
        before = any(stage.kind == "teams" for stage in self.earlier)
        self.kind = "teams" if earlier and rng.random() < (0.5 if before else 0.25) else "plain"
        self.team = rng.choice(["team", "team", "unit"])
        self.difficulty = ""
        self.matches, self.of_matches = [], []
        self._write()

    def text(self):
        """The stage as TOML."""
        return "\n".join(self.parts)

    def chance(self, probability):
        return self.rng.random() < probability

    def say(self, *lines):
        self.parts += lines

    def _write(self):
        rng = self.rng
        self.say("[[stage]]", f'id = "{self.id}"')
        if self.kind == "teams":
            self.say('entrants = "teams"', f'team = "{self.team}"')
        elif self.chance(0.5):
            options = ["listed", "marked"]
            options += ["gone_on"] * 2 if self.earlier and self.earlier[-1].sends_to == self.id else []
            self.say(f'entrants = "{rng.choice(options)}"')
        if self.chance(0.25) and self.kind == "plain":
            numbers = [f"{s.id}.{name}" for s in self.earlier for name in (*s.plain_names()[:2], "place")]
            self.say(f'within = "{rng.choice(["group", "unit", *numbers])}"')
        if self.chance(0.15) and self.kind == "plain":
            self.say(f'ranked = "{rng.choice(["entry.young", "entry.age > 20", "not entry.employee"])}"')
            self.say(f'unranked = "{rng.choice(["disqualified", *self.out])}"') if self.chance(0.5) else None
        self.say(f'no_result = "{rng.choice(["absent", *self.out])}"') if self.chance(0.3) else None
        self.say(f'places = "{rng.choice(["dense", "dense", "single"])}"') if self.chance(0.25) else None
        if self.kind == "plain":
            for n in range(rng.choice([1, 2, 2, 3])):
                self._criterion(f"c{n}")
            if self.chance(0.25):
                self._match("m0")
        elif self.chance(0.4):
            self._criterion("c0")
        for n in range(rng.choice([1, 1, 2, 3]) if self.kind == "teams" else rng.choice([0, 1, 2, 3])):
            self._score(f"t{n}")
        self._order()
        if self.chance(0.5):
            self._going_on()
        self._awards()

    # -- criteria --------------------------------------------------------------------------------------------------

    def _criterion(self, name):
        rng = self.rng
        by = [d for d in DIMENSIONS if self.chance(0.4)]
        lines = [f"[stage.criteria.{name}]"]
        if name == "c0" and self.chance(0.2):
            lines += ['kind = "difficulty"']
            by, self.difficulty = ["item"], name
        elif self.chance(0.2):
            lines += [f'kind = "{rng.choice(["adjustment", "lot", "decision"])}"']
            by = [] if self.chance(0.6) else by
        decimals = rng.choice([0, 0, 1, 2])
        low = rng.choice([0, 0, 0, -5, 1])
        if self.chance(0.15):
            lines += [f"by = {by}", f"values = {rng.choice(['[0, 1, 3]', '[0.5, 2, 4.5, 6]', '[1, 2, 3, 4, 5]'])}"]
        else:
            lines += [f"by = {by}", f"decimals = {decimals}", f"range = [{low}, {rng.choice([5, 10, 20])}]"]
        counts = {d: rng.choice(["2", "3", "[1, 2]", "[2, 3]", "1"]) for d in by if self.chance(0.5)}
        if counts:
            lines += ["count = { " + ", ".join(f"{d} = {count}" for d, count in counts.items()) + " }"]
        lines += [f'better = "{rng.choice(["high", "low"])}"'] if self.chance(0.4) else []
        lines += [f'missing = "{rng.choice(["not_marked", "zero", "none", "none"])}"'] if self.chance(0.4) else []
        self.rows = list(by)
        steps, left = self._steps(by, finish=name != self.difficulty and self.chance(0.8))
        self.rows = None
        if by == left:
            self.of_rows[name] = by
        self.say(*lines, *self._shown(), *([f"steps = [ {', '.join(steps)} ]"] if steps else []))
        self.levels[name] = left

    def _match(self, name):
        """Matches, and a score or two that come of them."""
        self.say(f"[stage.criteria.{name}]", 'kind = "match"', 'by = ["item"]', "range = [0, 4]", "decimals = 0")
        self.say(f'missing = "{self.rng.choice(["not_marked", "none", "none"])}"', "hidden = true")
        self.levels[name] = ["item"]
        self.matches.append(name)
        for n in range(self.rng.choice([1, 2, 2])):
            self.say(f"[stage.scores.o{n}]", f'from = "{name}"', "steps = [ " + ", ".join(self._of_match()) + " ]")
            self.levels[f"o{n}"] = []
            self.of_matches.append(f"o{n}")

    def _of_match(self):
        rng = self.rng
        known = [f"opponent.{name}" for name in self._names(["item"]) if "." not in name]
        points = rng.choice([
            "if(value > opponent, 3, if(value = opponent, 1, 0))", "value - opponent", "value", "value * 2 - opponent / 4",
            "if(given(opponent), 1, none)", "value + opponent.entry.age", f"first_given({rng.choice([*known, 'opponent'])}, 1)",
            f"value + {rng.choice([*known, 'opponent'])}", "if(opponent.entry.level = 'A', value * 2, value)",
        ])  # fmt: skip
        steps = [f'{{ formula = "{points}" }}']
        where = rng.choice(["item != 'm2'", "value > opponent", f"{rng.choice([*known, 'opponent'])} <= 2"])
        where = f', where = "{where}"' if self.chance(0.3) else ""
        steps.append(f'{{ over = "item", take = "{rng.choice(["sum", "sum", "highest", "count"])}"{where} }}')
        return [*steps, '{ formula = "value * 2 - 1" }'] if self.chance(0.2) else steps

    def _shown(self):
        return [f'show = "{self.rng.choice(["0.1", "0.01"])}"'] if self.chance(0.2) else []

    def _steps(self, by, *, finish):
        steps, left = [], list(by)
        while left and finish:
            if self.chance(0.3):
                steps.append(self._map(left))
            if set(left) & {"item", "attempt"} and self.chance(0.12):
                steps.append(self._so_far(left))
            over = [self.rng.choice(left)] if self.chance(0.8) else list(left)
            if self.chance(0.15):
                steps.append(self._each(over, left))
            steps.append(self._over(over, left))
            left = [d for d in left if d not in over]
        if left and self.chance(0.15):
            steps.append(self._each(left[:1], left))
        if self.chance(0.25):
            steps.append(self._map(left))
        return steps, left

    def _so_far(self, left):
        along = self.rng.choice([d for d in left if d in ("item", "attempt")])
        where = f', where = "{self.condition(left, value=True)}"'
        take = self.rng.choice([f'"run_so_far"{where}', '"sum_so_far"', f'"sum_so_far"{where}'])
        return f'{{ over = "{along}", take = {take}{self._round()} }}'

    def _each(self, over, left):
        words = [f"over = {over}", 'take = "each"', *self._dropping(left)]
        if self.chance(0.3):
            words.append(f'where = "{self.condition(left, value=True)}"')
        return "{ " + ", ".join(words) + self._round() + " }"

    def _amount(self):
        return self.rng.choice(["1", "1", "2", '"event.few"', "{ 2 = 1 }", "{ 1 = 0, 2 = 1, 3 = 2 }"])

    def _round(self, *, always=False):
        if not always and self.chance(0.5):
            return ""
        return f', round = "{self.rng.choice(STEP)}", mode = "{self.rng.choice(MODES)}"'

    def _over(self, over, left):
        rng = self.rng
        if len(over) == 1 and over[0] in ("item", "attempt") and self.chance(0.12):
            return f'{{ over = {over}, take = "longest_run", where = "{self.condition(left, value=True)}" }}'
        take = rng.choice([*TAKES, "first", "last"] if over == ["attempt"] else TAKES)
        words = [f"over = {over}", f'take = "{take}"']
        words += self._dropping(left)
        if take == "mean" and self.chance(0.3):
            options = [
                "value",
                "entry.age",
                "event.few",
                *(["item.difficulty"] * ("item" in left)),
                "if(value > 2, 2, none)",
            ]
            options += ["source.weight"] * 2 * ("source" in left) + ["attempt"] * ("attempt" in left)
            words.append(f'weight = "{rng.choice(options)}"')
        if self.chance(0.2):
            words.append(f"need = {rng.choice([1, 2, 3])}")
        if self.chance(0.2):
            words.append(f'where = "{self.condition(left, value=True)}"')
        return "{ " + ", ".join(words) + self._round(always=take == "mean" and self.chance(0.9)) + " }"

    def _dropping(self, left):
        """What is dropped, and now and then which rows alone may be."""
        words = [
            f"{key} = {self._amount() if key != 'keep_best' else self.rng.choice(['1', '2'])}" for key in self._drops()
        ]
        if words and self.chance(0.25):
            words.append(f'may_drop = "{self.condition(left)}"')
        return words

    def _drops(self):
        if self.chance(0.6):
            return []
        pairs = [["drop_high"], ["drop_low"], ["drop_high", "drop_low"], ["drop_best"], ["drop_worst"]]
        return self.rng.choice([*pairs, ["drop_best", "drop_worst"], ["keep_best"], ["keep_best", "drop_worst"]])

    def _map(self, left):
        rng = self.rng
        options = [
            lambda: 'lookup = { "1" = 25, "2" = 18, "3" = "7.5" }' + (", otherwise = 1" if self.chance(0.6) else ""),
            lambda: (
                "bands = [ { from = 0, below = 3, is = 1 }, { from = 3, to = 8, is = 2.5 }, { from = 8, is = 4 } ]"
                + (", otherwise = 0" if self.chance(0.7) else "")
            ),
            lambda: f"limit = [{rng.choice([0, 1])}, {rng.choice([4, 9])}]",
            lambda: f"goalposts = [0, {rng.choice([4, 5, 10])}]",
            lambda: f'times = "{self.operand(left)}"',
            lambda: f'plus = "{self.operand(left)}"',
            lambda: f'formula = "{self.number(left, value=True)}"',
            lambda: f'formula = "{self.number(left, value=True)}"',
            lambda: 'lookup = { A = { "1" = 5, "2" = 3 }, B = { "1" = 1 } }, by = "entry.level"' + self._otherwise(),
            lambda: 'lookup = { "0" = { "1" = 5, "2" = 3 }, "1" = { "1" = 1 } }, by = "event.few"' + self._otherwise(),
            lambda: f'formula = "rank_{rng.choice(["low", "high"])}(value)" }}, {{ {self._shared()}',
            lambda: f"round = 1 }}, {{ {self._shared()}",
            lambda: (
                f'formula = "{rng.choice(["value", "rank_low(value)", "start + value"])} / min(ties(start), {rng.choice([2, 4, 8])})"'
            ),
        ]
        return "{ " + rng.choice(options)() + self._round() + " }"

    def _otherwise(self):
        return ", otherwise = 1" if self.chance(0.6) else ""

    def _shared(self):
        """A table of which the results are divided, with the rounding that it needs."""
        tables = self.rng.choice([
            'lookup = { "1" = 10, "2" = "7.5", "3" = 5 }',
            'lookup = { A = { "1" = 10, "2" = 6 }, B = { "1" = 3, "2" = 2, "3" = 1 } }, by = "entry.level"',
        ])  # fmt: skip
        way = f'shared = "{self.rng.choice(["split", "mean"])}"{self._otherwise()}{self._round(always=True)}'
        return f"{tables}, {way} }}, {{ plus = 0"

    # -- formulas --------------------------------------------------------------------------------------------------

    def operand(self, left):
        rng = self.rng
        names = ["0.5", "2", "1/4", "entry.age", "event.cut"]
        names += ["item.difficulty"] * 2 + [self.difficulty] * 3 * bool(self.difficulty) if "item" in left else []
        names += ["source.weight"] * 2 if "source" in left else []
        names += self._names(left)
        return rng.choice(names)

    def _names(self, left):
        known = [name for name, level in self.levels.items() if set(level) <= set(left) and name != self.difficulty]
        own = [stage for stage in self.earlier if self.kind == "plain" or self.is_alike(stage)]
        return known + [f"{stage.id}.{name}" for stage in own for name in stage.plain_names()[:2]]

    def is_alike(self, earlier):
        """Whether an earlier stage has the same teams."""
        return self.kind == earlier.kind == "teams" and self.team == earlier.team

    def plain_names(self):
        """Values that are one number an entry."""
        return [name for name, level in self.levels.items() if not level]

    def number(self, left, *, value=False, depth=2):
        """A formula that gives a number."""
        rng = self.rng
        if depth == 0 or self.chance(0.25):
            return rng.choice(["value", "value", self.operand(left)]) if value else self.operand(left)
        a, b = (self.number(left, value=value, depth=depth - 1) for _ in range(2))
        condition = self.condition(left, value=value)
        return rng.choice([
            f"({a} + {b})", f"({a} - {b})", f"{a} * 0.5", f"({a}) / 4", f"min({a}, {b})", f"max({a}, {b})",
            f"abs({a})", f"-({a})", f"round({a}, 0.5)", f"floor({a})", f"ceil({a}, 0.1)", f"if({condition}, {a}, {b})",
            f"first_given({a}, {b}, 1)", f"round(sqrt(max({a}, 0)), 0.01)", f"round(log(max({a}, 1)), 0.01)",
            f"round({a} / max({b}, 1), 0.01)", f"round(exp(min({a}, 3)), 0.1)", f"({rng.choice(['2', '0.5'])}) ^ 2",
            f"round(pow(max({a}, 0), 1/3), 0.1)", f"if({condition}, {a}, none)", f"{a} / min(max(floor({b}), 1), {rng.choice([3, 6])})",
            *(self._of_field(a) for _ in range(6)), *(["start", f"start + {a}"] if value else []),
            *(["previous", f"first_given(previous, {a})", f"value - first_given(previous.{b}, 1)"] if value and set(left) & {"item", "attempt"} else []),
        ])  # fmt: skip

    def _of_field(self, a):
        function = self.rng.choice(["rank_high", "rank_low", "ties", "field_count", "field_sum", "field_median", "field_highest",
                                    "field_lowest", "field_mean", "field_mean", "field_stdev"])  # fmt: skip
        if function in ("field_mean", "field_stdev"):
            return f"round({function}({a}), {self.rng.choice(['0.01', '0.1'])})"
        return (
            f"{function}({a}, {self.operand([])})"
            if function.startswith("rank") and self.chance(0.3)
            else f"{function}({a})"
        )

    def condition(self, left, *, value=False):
        """A formula that gives yes or no."""
        rng = self.rng
        number = "value" if value else self.operand(left)
        options = [f"{number} {rng.choice(['<', '<=', '>', '>=', '=', '!='])} {rng.choice([1, 2, 3, 5])}"] * 3
        options += [
            "entry.level = 'A'",
            "entry.employee",
            "not entry.young",
            "entry.category = 'c1'",
            f"given({number})",
            f"{number} > event.cut",
        ]
        options += ["item.section = 'A'", "item.difficulty >= 2.5", "item != 'i2'"] if "item" in left else []
        options += ["source.panel = 'A'", "source.weight > 1"] if "source" in left else []
        options += ["attempt > 1", "attempt <= 2"] if "attempt" in left else []
        if self.states and left == self.rows:
            options += [f"state {rng.choice(['=', '!='])} '{rng.choice([*self.states, ''])}'"] * 4
        known = [name for name, by in self.of_rows.items() if set(by) <= set(left)]
        if self.states and known:
            options += [f"{rng.choice(known)}.state {rng.choice(['=', '!='])} '{rng.choice(self.states)}'"] * 2
        options += ["value > previous", "previous >= 2"] if value and set(left) & {"item", "attempt"} else []
        options += [f"{number} > 2 and entry.age < 40", f"{number} > 3 or entry.employee"]
        return rng.choice(options)

    # -- scores ----------------------------------------------------------------------------------------------------

    def _score(self, name):
        rng = self.rng
        lines, left = [f"[stage.scores.{name}]"], []
        wide = [n for n, level in self.levels.items() if level]
        kind = rng.choice([stage.kind for stage in self.earlier] or ["plain"])
        members = [stage for stage in self.earlier if stage.kind == kind] if self.kind == "teams" else []
        members = [stage for stage in members if not self.is_alike(stage)]
        earlier = [f"{stage.id}.{n}" for stage in members for n in [*stage.plain_names(), "place"]]
        if earlier and (not self.levels or self.chance(0.5)):
            lines.append(f'from = "{rng.choice(earlier)}"')
            left = ["member"]
        elif wide and self.chance(0.6):
            start = rng.choice(wide)
            lines.append(f'from = "{start}"' if self.chance(0.7) else f'formula = "{start} * 2 + {self.operand([])}"')
            left = self.levels[start]
            self.rows = list(left) if start in self.of_rows and lines[-1].startswith("from") else None
        elif self.plain_names() and self.chance(0.4):
            names = rng.sample(self.plain_names(), min(2, len(self.plain_names())))
            lines.append("weights = { " + ", ".join(f'{n} = "{rng.choice([25, 30, 70])}%"' for n in names) + " }")
            lines += ['weights_of = "given"'] if self.chance(0.5) else []
        else:
            lines.append(f'formula = "{self.number([])}"')
        steps, left = self._steps(left, finish=self.chance(0.9))
        self.rows = None
        lines += [f"steps = [ {', '.join(steps)} ]"] if steps else []
        lines += [f'round = "{rng.choice(STEP)}"', f'mode = "{rng.choice(MODES)}"'] if self.chance(0.4) else []
        lines += ['better = "low"'] if self.chance(0.2) else []
        self.say(*lines, *self._shown(), *(["hidden = true"] if self.chance(0.1) else []))
        self.levels[name] = left

    # -- places and what follows -----------------------------------------------------------------------------------

    def _order(self):
        rng = self.rng
        names = self.plain_names() or ["c0"]
        keys = [[f'by = "{name}"'] for name in rng.sample(names, min(len(names), rng.choice([1, 2, 3])))]
        single = [name for name, level in self.levels.items() if len(level) == 1 and level != ["member"]]
        if single and self.chance(0.5):
            way = rng.choice(["best_to_worst", "worst_to_best", "first_to_last", "last_to_first"])
            keys.insert(rng.randint(0, len(keys)), [f'by = "{rng.choice(single)}"', f'compare = "{way}"'])
        if self.of_matches and self.chance(0.8):
            way = rng.choice(["tied", "still_tied"])
            run = [
                [f'by = "{name}"', f'among = "{way}"']
                for name in rng.sample(self.of_matches, rng.randint(1, len(self.of_matches)))
            ]
            keys = [keys[0], *run, *keys[1:]]
        for key in keys:
            key += [f'first = "{rng.choice(["high", "low"])}"'] if self.chance(0.4) else []
            key += [f'when = "{rng.choice(["event.cut >= 10", "event.few = 1"])}"'] if self.chance(0.15) else []
            self.say("[[stage.order]]", *key)
