"""Who may not judge whom (执裁回避): what was declared, and what the site can see by itself."""

from collections.abc import Iterable

from jiangong.competitions.models import Entry
from jiangong.evidence.panels.enums import TieGround
from jiangong.evidence.panels.models import Seat, Tie
from jiangong.organizations.enums import Level
from jiangong.organizations.models import Organization

UNITS = (Level.ENTERPRISE, Level.WORKSHOP, Level.CREW)


def grounds(seat: Seat, entries: Iterable[Entry]) -> dict[str, TieGround]:
    """Entry number → why this seat may not judge it; entries without a reason are left out.

    `entries` come with `registration__body`, the seat with its ties: nothing is asked of the database here.
    """
    found = ((entry.number, ground_or_none(seat, entry)) for entry in entries)
    return {number: ground for number, ground in found if ground is not None}


def ground_or_none(seat: Seat, entry: Entry) -> TieGround | None:
    """Why this seat may not judge this entry, the declared reason first."""
    if any(concerns(tie, entry) for tie in seat.ties.all()):
        return TieGround.DECLARED
    if is_same_unit(seat, entry):
        return TieGround.SAME_UNIT
    if seat.team and plain(seat.team) == plain(entry.team):
        return TieGround.SAME_TEAM
    return None


def concerns(tie: Tie, entry: Entry) -> bool:
    """Whether a tie is about an entry: the work that was named, or whoever bears the name, the unit, or both."""
    if tie.number:
        return tie.number == entry.number
    pairs = ((tie.name, entry.name), (tie.unit, entry.unit))
    return all(plain(said) == plain(known) for said, known in pairs if said)


def is_same_unit(seat: Seat, entry: Entry) -> bool:
    """By the organization where both are known, by the words of the unit otherwise."""
    theirs = body_of(entry)
    if seat.body is not None and theirs is not None:
        return are_one_unit(seat.body, theirs)
    unit = seat.unit or (seat.body.name if seat.body is not None else "")
    return bool(unit) and plain(unit) == plain(entry.unit)


def are_one_unit(one: Organization, other: Organization) -> bool:
    """Whether two bodies are the same enterprise, or one lies within the other. A federation above is no unit of anybody."""
    if one.pk == other.pk:
        return True
    within = one.path.startswith(other.path) or other.path.startswith(one.path)
    return within and one.level in UNITS and other.level in UNITS


def body_of(entry: Entry) -> Organization | None:
    """The unit that registered an entry, where it came from registration and not alone."""
    registration = getattr(entry, "registration", None)
    return registration.body if registration is not None else None


def plain(text: str) -> str:
    """A name without what people write differently: spaces and the case of letters."""
    return "".join(text.split()).casefold()
