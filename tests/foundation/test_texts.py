"""Bytes become a text, or are refused at the row where they are none."""

import pytest

from jiangong.core.problems import Refused, Text
from jiangong.foundation.texts import utf8_text

EXPECTED = Text("一份文字", "a text")


def test_a_text_is_read_with_and_without_bom():
    assert utf8_text("规则".encode(), file="r.toml", expected=EXPECTED) == "规则"
    assert utf8_text("规则".encode("utf-8-sig"), file="r.toml", expected=EXPECTED) == "规则"


@pytest.mark.parametrize(
    ("data", "row", "found"),
    [
        (b" \n", 1, "an empty file"),
        (b"a = 1\n\x00", 1, "binary content"),
        ("a = 1\nb = 规".encode("gb18030"), 2, "bytes that are not UTF-8"),
    ],
)
def test_what_is_no_text_is_refused_with_its_row(data: bytes, row: int, found: str):
    with pytest.raises(Refused) as refused:
        utf8_text(data, file="r.toml", expected=EXPECTED)

    assert [(one.place(), one.found.en, one.expected) for one in refused.value.problems] == [
        (f"r.toml:{row}", found, EXPECTED)
    ]
