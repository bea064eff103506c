"""The cell of a spreadsheet as the text a person typed."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from decimal import Decimal

# A spreadsheet keeps 15 significant digits of what is typed; further digits of its binary number are noise.
TYPED_DIGITS = 15
LARGEST_WHOLE = 10**TYPED_DIGITS


class Moment(str):
    """A date, a time or a duration, as the document itself writes it."""

    __slots__ = ()


def plain_number(value: float) -> str:
    """The decimal that was typed, without exponent: 8.1, 100, 0.0000001."""
    if value.is_integer() and abs(value) < LARGEST_WHOLE:
        return str(int(value))
    text = repr(value)
    if len(text) <= TYPED_DIGITS and "e" not in text:
        return text  # most marks, and ten times as fast
    text = format(Decimal(format(value, f".{TYPED_DIGITS}g")), "f")
    return "0" if text == "-0" else text


def plain_text(value: object) -> str:
    """Any cell as text: numbers exact, yes and no as true and false, dates by ISO 8601."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return plain_number(value)
    if isinstance(value, datetime):
        return value.isoformat(" ")
    if isinstance(value, date | time):
        return value.isoformat()
    return str(value)


def is_moment(value: object) -> bool:
    """Whether a spreadsheet made a date, a time or a duration of the cell."""
    return isinstance(value, date | time | timedelta | Moment)
