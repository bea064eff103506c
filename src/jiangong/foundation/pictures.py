"""Photos without what the camera wrote into them: place, time, device and thumbnails lie beside the picture in a JPEG or PNG file, in parts
that may be left out without touching a dot of it. One fact is read before and written anew: which way up the picture is."""

import re
import zlib
from dataclasses import dataclass
from typing import Literal

JPEG, PNG = b"\xff\xd8", b"\x89PNG\r\n\x1a\n"
SCAN, END = 0xDA, 0xD9
ALONE = {0x01, *range(0xD0, 0xD8)}
"""Marks of a JPEG that have no length."""
APPLICATION, COMMENT, JFIF, EXIF, ADOBE = range(0xE0, 0xF0), 0xFE, 0xE0, 0xE1, 0xEE
"""Application parts hold what the camera wrote; of these, JFIF and Adobe say how colours are to be read, and stay."""
EXIF_HEAD = b"Exif\0\0"
ORIENTATION, SHORT = 0x0112, 3
TURNS = range(2, 9)
"""How EXIF numbers the ways in which a camera was held; 1, upright, needs no note."""
MOST_NOTES = 200
"""More entries than this in the head of an EXIF part, and it is not read."""
_NEXT = re.compile(rb"\xff[^\x00\xd0-\xd7\xff]")
"""Where the dots of a scan end: a mark that stands neither for itself nor for a restart."""
PICTURE_PARTS = {
    b"IHDR", b"PLTE", b"IDAT", b"IEND", b"tRNS", b"gAMA", b"cHRM", b"sRGB", b"sBIT", b"pHYs", b"bKGD", b"acTL", b"fcTL", b"fdAT",
}  # fmt: skip


class NoPicture(Exception):  # noqa: N818 - reads as a sentence where it is raised
    """Bytes that are no JPEG and no PNG, or a damaged one."""


@dataclass(frozen=True, slots=True)
class Picture:
    """A bare picture and its media type."""

    data: bytes
    kind: str


def bare_picture(data: bytes) -> Picture:
    """The same picture with nothing beside it. Raises NoPicture."""
    if data.startswith(JPEG):
        return Picture(_bare_jpeg(data), "image/jpeg")
    if data.startswith(PNG):
        return Picture(_bare_png(data), "image/png")
    raise NoPicture("neither JPEG nor PNG")


def _bare_jpeg(data: bytes) -> bytes:
    """Everything up to the end mark but what lies beside the picture; what hangs behind it, such as a second picture of the camera's
    own, is cut off."""
    kept, at, has_picture, has_turn = [JPEG], 2, False, False
    while at + 2 <= len(data):
        if data[at] != 0xFF:
            raise NoPicture("a part of the JPEG begins wrongly")
        mark = data[at + 1]
        if mark == 0xFF:  # filling
            at += 1
            continue
        if mark == END and has_picture:
            return b"".join([*kept, data[at : at + 2]])
        end = at + 2 if mark in ALONE else _end_of_part(data, at)
        if mark == SCAN:  # what is drawn has no length: it ends where the next part begins
            has_picture = True
            following = _NEXT.search(data, end)
            end = following.start() if following else len(data)
        if mark == EXIF and not has_turn and (turn := _turn(data[at + 4 : end].removeprefix(EXIF_HEAD))):
            body, has_turn = EXIF_HEAD + _turn_alone(turn), True
            kept.append(bytes((0xFF, EXIF)) + (len(body) + 2).to_bytes(2, "big") + body)
        if mark != COMMENT and (mark not in APPLICATION or mark in (JFIF, ADOBE)):
            kept.append(data[at:end])
        at = end
    raise NoPicture("the JPEG is cut off" if has_picture else "the JPEG has no picture")


def _turn(notes: bytes) -> int:
    """Which way up the picture is, by its EXIF notes; 0 where it lies upright or the notes cannot be read."""
    if notes[:2] not in (b"II", b"MM"):
        return 0
    order: Literal["little", "big"] = "little" if notes[:2] == b"II" else "big"

    def number(at: int, size: int) -> int:
        return int.from_bytes(notes[at : at + size], order)

    first = number(4, 4)
    for entry in range(first + 2, first + 2 + 12 * min(number(first, 2), MOST_NOTES), 12):
        if number(entry, 2) == ORIENTATION:
            turn = number(entry + 8, 2)
            return turn if number(entry + 2, 2) == SHORT and turn in TURNS else 0
    return 0


def _turn_alone(turn: int) -> bytes:
    """EXIF notes that say which way up the picture is and nothing else."""
    entry = b"".join(
        number.to_bytes(size, "big") for number, size in ((ORIENTATION, 2), (SHORT, 2), (1, 4), (turn, 2), (0, 2))
    )
    return b"MM\0*\0\0\0\x08\0\x01" + entry + b"\0\0\0\0"


def _end_of_part(data: bytes, at: int) -> int:
    end = at + 2 + int.from_bytes(data[at + 2 : at + 4], "big")
    if end > len(data) or end < at + 4:
        raise NoPicture("a part of the JPEG ends outside it")
    return end


def _bare_png(data: bytes) -> bytes:
    kept, at = [PNG], len(PNG)
    while at + 12 <= len(data):
        length, name = int.from_bytes(data[at : at + 4], "big"), data[at + 4 : at + 8]
        end = at + 12 + length
        if end > len(data):
            break
        if name in PICTURE_PARTS:
            kept.append(data[at:end])
        elif name == b"eXIf" and (turn := _turn(data[at + 8 : end - 4])):
            body = name + _turn_alone(turn)
            kept.append((len(body) - 4).to_bytes(4, "big") + body + zlib.crc32(body).to_bytes(4, "big"))
        if name == b"IEND":
            return b"".join(kept)
        at = end
    raise NoPicture("the PNG is cut off")
