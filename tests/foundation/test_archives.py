"""Zip archives: the same bytes for the same content, and no trust in what comes back."""

import io
import zipfile

import pytest

from jiangong.core.problems import Refused
from jiangong.foundation.archives import MOST_MEMBERS, digests, pack_archive, unpack_archive


def packed(members, method=zipfile.ZIP_DEFLATED):
    sink = io.BytesIO()
    with zipfile.ZipFile(sink, "w", method) as archive:
        for name, content in members:
            archive.writestr(name, content)
    return sink.getvalue()


def refused(data, **limits):
    with pytest.raises(Refused) as caught:
        unpack_archive(data, file="a.zip", **limits)
    return caught.value.problems[0].found.en


def test_the_same_members_give_the_same_bytes_in_whatever_order():
    members = {"b.csv": b"2", "a.csv": b"1", "文件.txt": b"3"}

    assert pack_archive(members) == pack_archive(dict(reversed(members.items())))
    assert unpack_archive(pack_archive(members)) == members


def test_digests_are_the_sha256_of_each_member():
    assert digests({"a": b""}) == {"a": "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"}


def test_what_is_no_archive_is_refused():
    assert refused(b"no zip") == "a file that is not a zip archive"
    assert refused(b"") == "an empty file"
    assert refused(pack_archive({"a": b"1" * 99})[:-30]) == "a damaged archive"


def test_a_changed_byte_inside_a_member_is_refused():
    data = pack_archive({"a": b"1" * 99})
    at = data.index(b"1" * 99) + 50

    assert refused(data[:at] + b"2" + data[at + 1 :]) == "a damaged archive"


def test_a_bomb_is_refused_before_it_unfolds():
    assert refused(packed([("a", b"0" * 3_000_000)])) == "1 members, 3000000 bytes unpacked"
    assert refused(pack_archive({"a": b"12345"}), most=4) == "1 members, 5 bytes unpacked"
    assert refused(packed([(str(n), b"") for n in range(MOST_MEMBERS + 1)])).startswith("1001 members")


@pytest.mark.parametrize("name", ["../a", "/a", "a/../../b", "c:a"])
def test_a_name_that_leaves_the_archive_is_refused(name):
    assert refused(packed([(name, b"1")])) == f"the member name {name!r}"


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_a_name_that_stands_twice_is_refused():
    assert refused(packed([("a", b"1"), ("a", b"2")])) == "the member name 'a'"


def test_a_locked_member_is_refused():
    data = bytearray(pack_archive({"a": b"1"}))
    for signature, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        data[data.index(signature) + offset] |= 1  # the flag that says "encrypted"

    assert refused(bytes(data)) == "a damaged archive"
