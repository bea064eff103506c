"""A photo keeps its dots and loses everything that the camera wrote beside them."""

import zlib

import pytest

from jiangong.foundation.pictures import NoPicture, bare_picture

WHERE = b"GPS 28.2 112.9 phone of somebody"


def part(mark: int, body: bytes) -> bytes:
    return bytes((0xFF, mark)) + (len(body) + 2).to_bytes(2, "big") + body


def chunk(name: bytes, body: bytes) -> bytes:
    return len(body).to_bytes(4, "big") + name + body + zlib.crc32(name + body).to_bytes(4, "big")


JFIF, TABLE, FRAME = part(0xE0, b"JFIF\0"), part(0xDB, b"\0" * 65), part(0xC0, b"\x08" * 9)
SCAN = part(0xDA, b"\x01\x01\0\0?\0") + b"dots\xff\0dots\xff\xd0more"
JPEG = (
    b"\xff\xd8" + JFIF + part(0xE1, b"Exif\0\0" + WHERE) + part(0xED, WHERE) + TABLE + part(0xFE, WHERE) + FRAME + SCAN
)
HEAD, DOTS = chunk(b"IHDR", b"\0" * 13), chunk(b"IDAT", zlib.compress(b"\0\0\0\0"))
PNG = (
    b"\x89PNG\r\n\x1a\n"
    + HEAD
    + chunk(b"eXIf", WHERE)
    + chunk(b"tEXt", b"Comment\0" + WHERE)
    + DOTS
    + chunk(b"IEND", b"")
)


def test_a_jpeg_loses_its_exif_its_comments_and_what_hangs_behind_its_end():
    bare = bare_picture(JPEG + b"\xff\xd9" + b"second picture of the camera " + WHERE)
    assert bare.kind == "image/jpeg"
    assert bare.data == b"\xff\xd8" + JFIF + TABLE + FRAME + SCAN + b"\xff\xd9"
    assert WHERE not in bare.data


def test_a_jpeg_of_several_scans_loses_what_was_written_between_them_and_keeps_its_tables():
    table = part(0xC4, b"\xff\xd9 in a table ends nothing")
    bare = bare_picture(JPEG + part(0xFE, WHERE) + table + SCAN + b"\xff\xd9")
    assert bare.data == b"\xff\xd8" + JFIF + TABLE + FRAME + SCAN + table + SCAN + b"\xff\xd9"


def test_a_png_loses_its_texts_and_keeps_its_dots():
    bare = bare_picture(PNG)
    assert bare.kind == "image/png"
    assert bare.data == b"\x89PNG\r\n\x1a\n" + HEAD + DOTS + chunk(b"IEND", b"")


def test_a_bare_picture_stays_as_it_is():
    once = bare_picture(PNG).data
    assert bare_picture(once).data == once


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"GIF89a",
        b"<svg xmlns='http://www.w3.org/2000/svg'/>",
        b"\xff\xd8",
        JPEG[:40],
        JPEG,
        PNG[:60],
        b"\xff\xd8\xff\xe1\xff\xff",
    ],
)
def test_what_is_no_whole_picture_is_refused(data):
    with pytest.raises(NoPicture):
        bare_picture(data)


def notes(turn: int, *, little: bool = True, kind: int = 3, more: bytes = WHERE) -> bytes:
    """EXIF notes of a camera: its maker, which way up it was held, and what else it knows."""
    order = "little" if little else "big"

    def number(value: int, size: int) -> bytes:
        return value.to_bytes(size, order)

    maker = number(0x010F, 2) + number(2, 2) + number(4, 4) + b"ABC\0"
    turned = number(0x0112, 2) + number(kind, 2) + number(1, 4) + number(turn, 2) + b"\0\0"
    return (b"II*\0" if little else b"MM\0*") + number(8, 4) + number(2, 2) + maker + turned + b"\0\0\0\0" + more


@pytest.mark.parametrize("little", [True, False])
@pytest.mark.parametrize("turn", range(2, 9))
def test_a_turned_picture_keeps_which_way_up_it_is_and_nothing_else(turn, little):
    exif = part(0xE1, b"Exif\0\0" + notes(turn, little=little))
    bare = bare_picture(b"\xff\xd8" + JFIF + exif + TABLE + FRAME + SCAN + b"\xff\xd9").data
    assert WHERE not in bare and b"ABC" not in bare
    assert b"Exif\0\0MM\0*\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0" + bytes([turn]) in bare
    assert bare_picture(bare).data == bare
    png = PNG.replace(chunk(b"eXIf", WHERE), chunk(b"eXIf", notes(turn, little=little)))
    bare = bare_picture(png).data
    assert WHERE not in bare and chunk(b"eXIf", notes_alone(turn)) in bare
    assert bare_picture(bare).data == bare


def notes_alone(turn: int) -> bytes:
    return b"MM\0*\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0" + bytes([turn]) + b"\0\0" + b"\0" * 4


@pytest.mark.parametrize(
    "read",
    [
        notes(1),
        notes(0),
        notes(9),
        notes(6, kind=4),
        notes(6)[:20],
        b"II*\0\xff\xff\xff\xff",
        b"II",
        b"",
        b"XX" + notes(6)[2:],
    ],
)
def test_an_upright_picture_and_notes_that_cannot_be_read_leave_none(read):
    bare = bare_picture(b"\xff\xd8" + part(0xE1, b"Exif\0\0" + read) + TABLE + FRAME + SCAN + b"\xff\xd9").data
    assert bare == b"\xff\xd8" + TABLE + FRAME + SCAN + b"\xff\xd9"


def test_a_second_note_of_turning_is_left_out():
    exif = part(0xE1, b"Exif\0\0" + notes(6)) + part(0xE1, b"Exif\0\0" + notes(3))
    assert bare_picture(b"\xff\xd8" + exif + TABLE + FRAME + SCAN + b"\xff\xd9").data.count(b"Exif") == 1
