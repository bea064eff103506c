"""What somebody proposes to put in: changes of marks, another version of the rules, or the taking back of a decision."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from jiangong.competitions.models import Event, RulebookVersion
from jiangong.competitions.selectors import rulebook_of
from jiangong.evidence.judging.keys import MarkChange, MarkKey
from jiangong.evidence.judging.selectors import marks_in_force, marks_of_entry
from jiangong.results.amendments.enums import AmendmentKind
from jiangong.results.amendments.models import Amendment


@dataclass(frozen=True, slots=True)
class Proposal:
    """A decision before it is signed. `ground` is what it answers; `rulebook` is the number of a version."""

    kind: AmendmentKind
    changes: tuple[MarkChange, ...] = ()
    rulebook: int | None = None
    ground: str = ""
    reverses: int | None = None

    def stored(self) -> dict[str, Any]:
        """As JSON holds it."""
        return {
            "kind": self.kind.value,
            "changes": [asdict(change) for change in self.changes],
            "rulebook": self.rulebook,
            "ground": self.ground,
            "reverses": self.reverses,
        }

    @classmethod
    def read(cls, stored: Mapping[str, Any]) -> Proposal:
        """What `stored` wrote."""
        return cls(
            AmendmentKind(stored["kind"]),
            tuple(MarkChange(**change) for change in stored["changes"]),
            stored["rulebook"],
            stored["ground"],
            stored["reverses"],
        )


def out_of_place(event: Event, *, number: str, stages: Sequence[str], state: str, ground: str = "") -> Proposal:
    """The proposal that puts an entry out of its place in some stages: one row with the state is enough in each, and an
    existing mark gives its row for it, so that nothing is observed that was not there.
    """
    standing = {mark.key.stage: mark.key for mark in reversed(marks_of_entry(event, number))}
    rules = rulebook_of(event)
    changes = []
    for stage in stages:
        key = standing.get(stage) or MarkKey(stage, number, next(iter(rules.stage(stage).criteria)))
        changes.append(MarkChange(**key._asdict(), state=state))
    return Proposal(AmendmentKind.STATE, tuple(changes), ground=ground)


def undoing(event: Event, proposal: Proposal) -> dict[str, Any]:
    """What would put everything back as it stands now."""
    standing = marks_in_force(event, keys=[change.key for change in proposal.changes])
    changes = []
    for change in proposal.changes:
        value, state = standing.get(change.key, ("", ""))
        is_new = change.key not in standing
        changes.append(MarkChange(**change.key._asdict(), value=value, state=state, is_withdrawn=is_new))
    rulebook = event.rulebook.number if proposal.rulebook is not None else None
    return Proposal(AmendmentKind.REVERSAL, tuple(changes), rulebook).stored()


def reversal_of(amendment: Amendment) -> Proposal:
    """The proposal that takes a decision back."""
    undo = Proposal.read(amendment.undo)
    return Proposal(
        AmendmentKind.REVERSAL, undo.changes, undo.rulebook, f"amendment:{amendment.number}", amendment.number
    )


def proposed_rulebook(event: Event, proposal: Proposal) -> RulebookVersion | None:
    """The version of the rules that a proposal names."""
    if proposal.rulebook is None:
        return None
    return RulebookVersion.objects.get(competition=event.competition_id, number=proposal.rulebook)
