"""Calendar files (RFC 5545) in the few lines that a list of dates needs: text lines folded at 75 octets, times in UTC."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

LONGEST = 75  # octets of a line, by RFC 5545 3.1


@dataclass(frozen=True, slots=True)
class Happening:
    """One line of a calendar: a moment with an end, or whole days (`ends` is then the last day)."""

    uid: str
    title: str
    begins: datetime | date
    ends: datetime | date | None = None
    place: str = ""
    url: str = ""


def calendar_bytes(happenings: Iterable[Happening], *, name: str, made_at: datetime) -> bytes:
    """The calendar as a program reads it."""
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Jiangong//competitions//ZH", "CALSCALE:GREGORIAN"]
    lines += [f"X-WR-CALNAME:{_escaped(name)}"]
    for one in happenings:
        lines += ["BEGIN:VEVENT", f"UID:{_escaped(one.uid)}", f"DTSTAMP:{_moment(made_at)}", *_when(one)]
        lines += [f"SUMMARY:{_escaped(one.title)}"]
        lines += [f"LOCATION:{_escaped(one.place)}"] if one.place else []
        lines += [f"URL:{one.url}"] if one.url else []
        lines.append("END:VEVENT")
    lines.append("END:VCALENDAR")
    return "".join(f"{part}\r\n" for line in lines for part in _folded(line)).encode()


def _when(one: Happening) -> Iterator[str]:
    if isinstance(one.begins, datetime):
        yield f"DTSTART:{_moment(one.begins)}"
        if isinstance(one.ends, datetime):
            yield f"DTEND:{_moment(one.ends)}"
        return
    last = one.ends if one.ends is not None and not isinstance(one.ends, datetime) else one.begins
    yield f"DTSTART;VALUE=DATE:{one.begins:%Y%m%d}"
    yield f"DTEND;VALUE=DATE:{last + timedelta(days=1):%Y%m%d}"  # the end of whole days is the day after, 3.6.1


def _moment(value: datetime) -> str:
    return f"{value.astimezone(UTC):%Y%m%dT%H%M%SZ}"


def _escaped(text: str) -> str:
    plain = text.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,")
    return plain.replace("\r", "").replace("\n", "\\n")


def _folded(line: str) -> Iterator[str]:
    """The line in parts of at most 75 octets, the later ones led by a blank; no character is cut in two."""
    part, size = "", 0
    for sign in line:
        width = len(sign.encode())
        if size + width > LONGEST:
            yield part
            part, size = " ", 1
        part, size = part + sign, size + width
    yield part
