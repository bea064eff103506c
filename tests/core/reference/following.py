"""Random sentences of the rulebook language, second part: who goes on and who is awarded."""

MODES = ("half_up", "half_even", "floor", "ceil")


class Following:
    """Writes what follows from the places of a stage."""

    def _ranking_condition(self):
        names = self.plain_names() or ["event.cut"]
        return self.rng.choice(
            [f"{self.rng.choice(names)} >= 3", "place <= 3", "entry.young", "place <= placed * 50%", "entrants > 4"]
        )

    def _going_on(self):
        self.sends_to = f"s{self.at + 1}"
        for _ in range(self.rng.choice([1, 1, 1, 2, 3])):
            self._go_on(self.rng.choice([self.sends_to, self.sends_to, f"s{self.at + 2}"]))

    def _go_on(self, to):
        rng = self.rng
        lines = ["[[stage.go_on]]", f'to = "{to}"']
        tops = ["top = 1", "top = 2", "top = 3", 'top = "event.few"', 'top = "entry.quota"']
        lines.append(rng.choice([*tops, 'share = "50%"', 'share = "1/3"', f'when = "{self._ranking_condition()}"']))
        if self.chance(0.25) and not lines[-1].startswith("when"):
            lines.append(f'when = "{self._ranking_condition()}"')
        if self.chance(0.25):
            lines.append(f'per = "{rng.choice(["unit", "group"])}"')
        if self.chance(0.25):
            lines.append(
                f"cap = {rng.choice(['1', '2', chr(34) + 'entry.quota' + chr(34), chr(34) + 'event.few' + chr(34)])}"
            )
            lines += ['cap_per = "group"'] if self.chance(0.3) else []
        lines += ["across = true"] if self.chance(0.3) else []
        if self.plain_names() and self.chance(0.3):
            lines.append(f"by = {rng.sample(self.plain_names(), rng.choice([1, min(2, len(self.plain_names()))]))}")
        lines += ['ties = "none"'] if self.chance(0.3) else []
        lines += [f"reserve = {rng.choice([1, 2])}"] if self.chance(0.4) else []
        lines += ["again = true"] if self.chance(0.3) else []
        self.say(*lines)

    def _awards(self):
        rng = self.rng
        for n in range(rng.choice([0, 0, 1, 2, 3])):
            way = rng.choice(
                [
                    "top = 1",
                    "top = 3",
                    "places = [2, 3]",
                    "count = 2",
                    "count = 1",
                    'count = "event.few"',
                    'share = "20%"',
                    'share = "1/3"',
                    "",
                ]
            )
            lines = ["[[stage.awards]]", f'id = "a{n}"', f'title = "a{n}"', *([way] if way else [])]
            if not way or self.chance(0.3):
                lines.append(f'when = "{self._ranking_condition()}"')
            lines += (
                [f'among = "{rng.choice(["entry.employee", "entry.young", "place > 1"])}"']
                if way and self.chance(0.25)
                else []
            )
            if way and self.plain_names() and self.chance(0.25):
                lines.append(
                    f"by = {rng.sample(self.plain_names(), 1 + (len(self.plain_names()) > 1 and self.chance(0.4)))}"
                )
            lines += (
                [f"cap = {rng.choice(['1', '2'])}", 'cap_per = "group"'][: rng.choice([1, 2])]
                if self.chance(0.2)
                else []
            )
            lines += [f"margin = {rng.choice(['1', '0.5', '3'])}"] if way and self.chance(0.2) else []
            lines += ["move_up = true"] if self.chance(0.25) else []
            lines += ['kind = "other"'] if self.chance(0.3) else []
            lines += ['ties = "none"'] if self.chance(0.3) else []
            if way.startswith("share"):
                lines += ['share_of = "placed"'] if self.chance(0.4) else []
                lines += [f'share_round = "{rng.choice(MODES)}"'] if self.chance(0.5) else []
            self.say(*lines)
