"""The consequence list in words: names beside entry numbers, titles instead of codes, and a count of each kind."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from jiangong.competitions import selectors as competitions
from jiangong.results.promotion.enums import HOLDING
from jiangong.web.templatetags.jg import figure, say


@dataclass(frozen=True)
class ChangeTold:
    """One change as an officer reads it."""

    entry: str
    name: str
    stage: str
    what: str
    before: str
    after: str
    unit: str = ""
    note: str = ""


@dataclass(frozen=True)
class Consequences:
    """All changes, worst first, and how many there are of each kind."""

    rows: tuple[ChangeTold, ...]
    counts: tuple[tuple[str, int], ...]


def told(event: Any, changes: Iterable[Any] | None) -> Consequences | None:
    """The changes of an event in words; None where there is nothing to compare with."""
    if changes is None:
        return None
    listed = sorted(changes, key=severity)
    words = Words(event, {change.entry for change in listed})
    counts = Counter(words.kind(change.kind) for change in listed)
    return Consequences(tuple(words.change(change) for change in listed), tuple(counts.items()))


def severity(change: Any) -> int:
    """Worst first: who loses an award, who is out, who loses the way up; then who gains; then places, then scores alone."""
    if change.kind == "award":
        return 3 if len(_awards(change.after)) >= len(_awards(change.before)) else 0
    if change.kind == "seat":
        return 2 if change.before in HOLDING and change.after not in (*HOLDING, "kept") else 4
    if change.kind == "goes_on":
        return 2 if change.before == "1" else 4
    return {"state": 1, "place": 5, "score": 6}.get(change.kind, 5)


def _awards(written: str) -> list[str]:
    return [one for one in written.split(";") if one]


class Words:
    """The names and titles that a list of changes needs, read once."""

    def __init__(self, event: Any, entries: set[str]) -> None:
        rulebook = competitions.rulebook_of(event)
        self.names = dict(
            competitions.entries_of(event).filter(number__in=list(entries)[:500]).values_list("number", "name")
        )
        self.stages = {stage.id: say(stage.title) for stage in rulebook.stages}
        self.awards = {award.id: say(award.title) for stage in rulebook.stages for award in stage.awards}
        self.states = {code: say(state.title) for code, state in rulebook.states.items()}

    def change(self, change: Any) -> ChangeTold:
        """One change in words."""
        stage = self.stages.get(change.stage, change.stage) if len(self.stages) > 1 else ""
        before, after = self.value(change.kind, change.before), self.value(change.kind, change.after)
        return ChangeTold(change.entry, self.names.get(change.entry, ""), stage, self.kind(change.kind), before, after)

    def kind(self, kind: str) -> str:
        """What changes."""
        known = {
            "division": _("组别"), "place": _("名次"), "score": _("得分"), "award": _("奖项"), "goes_on": _("晋级"),
            "state": _("状态"), "entry": _("参赛项"),
        }  # fmt: skip
        return known.get(kind, kind)

    def value(self, kind: str, value: str) -> str:
        """A value in words; nothing is a dash."""
        if kind == "award":
            return _("、").join(self.awards.get(one, one) for one in value.split(";") if one) or "–"
        if kind == "goes_on":
            return {"1": _("晋级"), "0": _("不晋级")}.get(value, "–")
        if kind == "state":
            return self.states.get(value, value) or "–"
        return (value if kind == "division" else figure(value)) or "–"
