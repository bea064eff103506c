"""What a sheet says, and the fingerprint and receipt that follow from it."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from jiangong.core.rulebook import MarkSheetForm, plain_answers
from jiangong.evidence.marking.enums import Hand, Medium
from jiangong.foundation.codes import short_code

LONGEST_CLIENT = 36
MOST_ANSWERS = 2_000


@dataclass(frozen=True, slots=True)
class SheetSent:
    """A sheet as somebody handed it in. `client` was made where it was filled in; `replaces` names the receipt of an own
    earlier entering, which may be given anew only while two people differ."""

    stage: str
    work: str
    client: str
    answers: Mapping[str, str] = field(default_factory=dict)
    round: int = 1
    note: str = ""
    said_at: str = ""
    replaces: str = ""


@dataclass(frozen=True, slots=True)
class Place:
    """Where a sheet belongs: judge, work, round, and which of two people entered it."""

    event: str
    stage: str
    seat: str
    work: str
    round: int
    hand: Hand
    medium: Medium = Medium.DEVICE


def fingerprint_of(place: Place, sent: SheetSent) -> str:
    """SHA-256 over where a sheet belongs and everything that it says, 64 hex digits. Two devices give the same for the same."""
    said = [place.event, place.stage, place.seat, place.work, place.round, int(place.hand)]
    text = json.dumps([*said, sorted(sent.answers.items()), sent.note], ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def receipt_of(fingerprint: str, client: str, *, attempt: int = 0) -> str:
    """A short code, such as `K7F3-92QD`; another one for another attempt, should one be taken."""
    return short_code(hashlib.sha256(f"{fingerprint} {client} {attempt}".encode()).digest())


def as_written(form: MarkSheetForm, sent: SheetSent) -> SheetSent:
    """The sheet with its numbers written one way; what is no mark of this sheet stays as it was typed, to be told."""
    typed = {key: answer.strip() for key, answer in sent.answers.items() if answer.strip()}
    return replace(sent, answers=typed | plain_answers(form, typed), note=sent.note.strip()[:500])


def cut(sent: SheetSent) -> SheetSent:
    """What is kept of a sheet that does not fit the rules: all of it, up to what a column holds."""
    few = sorted(sent.answers.items())[:MOST_ANSWERS]
    answers = {_storable(key, 300): _storable(value, 60) for key, value in few}
    return replace(sent, answers=answers, note=_storable(sent.note, 500))


def _storable(text: str, most: int) -> str:
    return "".join(sign for sign in text if sign.isprintable())[:most]
