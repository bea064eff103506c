"""What identifies a mark, and a change of one."""

from dataclasses import dataclass
from typing import NamedTuple

KEY = ("stage", "entry", "criterion", "item", "attempt", "source")
COLUMNS = ("event", *KEY, "value", "state")


class MarkKey(NamedTuple):
    """One thing that is observed: within an event these six texts name it."""

    stage: str
    entry: str
    criterion: str
    item: str = ""
    attempt: str = ""
    source: str = ""


@dataclass(frozen=True, slots=True)
class MarkChange:
    """What shall stand under a key from now on; `is_withdrawn` says that nothing shall."""

    stage: str
    entry: str
    criterion: str
    item: str = ""
    attempt: str = ""
    source: str = ""
    value: str = ""
    state: str = ""
    is_withdrawn: bool = False

    @property
    def key(self) -> MarkKey:
        """The mark that is changed."""
        return MarkKey(self.stage, self.entry, self.criterion, self.item, self.attempt, self.source)
