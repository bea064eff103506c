"""Zip archives that are the same bytes for the same content, and that are read back without trusting them."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping
from hashlib import sha256

from jiangong.core.problems import Problem, Refused, Text

# Stored, not deflated: compressors differ from one zlib to the next, and a bundle must be the same bytes everywhere.
_METHOD = zipfile.ZIP_STORED
_EPOCH = (1980, 1, 1, 0, 0, 0)  # the earliest time that the format can say
_UNIX = 3
_PLAIN_FILE = 0o100644 << 16

MOST_MEMBERS = 1_000
MOST_BYTES = 4 << 30
MOST_RATIO = 500  # bytes unpacked for one byte packed; text reaches 30, a bomb starts at 1,000
_CHUNK = 1 << 20
_SIGN = b"PK"  # how every zip begins


def pack_archive(members: Mapping[str, bytes]) -> bytes:
    """A zip of `members` by name: fixed times, names in order, the same bytes for the same members."""
    sink = io.BytesIO()
    with zipfile.ZipFile(sink, "w", _METHOD) as archive:
        for name in sorted(members):
            archive.writestr(_entry(name), members[name])
    return sink.getvalue()


def unpack_archive(data: bytes, *, file: str = "", most: int = MOST_BYTES) -> dict[str, bytes]:
    """The members of a zip by name.

    Raises Refused where it is damaged, a bomb (more than `most` bytes, 1,000 members or 500 bytes for one), holds a
    name twice, or a name that leaves the archive.
    """
    if not data.startswith(_SIGN):
        found = (
            Text("不是 zip 压缩包的文件", "a file that is not a zip archive")
            if data
            else Text("空文件", "an empty file")
        )
        raise _refused(file, found, Text("一个完整的 zip 文件", "a whole zip file"))
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            entries = archive.infolist()
            _refuse_bombs(entries, len(data), file, most)
            _refuse_names([entry.filename for entry in entries], file)
            return {entry.filename: _content(archive, entry, file) for entry in entries}
    except (zipfile.BadZipFile, NotImplementedError, EOFError, OSError, RuntimeError, UnicodeDecodeError, ValueError):
        raise _refused(
            file, Text("损坏的压缩包", "a damaged archive"), Text("一个完整的 zip 文件", "a whole zip file")
        ) from None


def digests(members: Mapping[str, bytes]) -> dict[str, str]:
    """SHA-256 of every member, in hexadecimal, by name in order."""
    return {name: sha256(members[name]).hexdigest() for name in sorted(members)}


def _entry(name: str) -> zipfile.ZipInfo:
    entry = zipfile.ZipInfo(name, _EPOCH)
    entry.compress_type = _METHOD
    entry.create_system = _UNIX  # else the same content differs between Windows and the rest
    entry.external_attr = _PLAIN_FILE
    return entry


def _refuse_bombs(entries: list[zipfile.ZipInfo], packed: int, file: str, most: int) -> None:
    unpacked = sum(entry.file_size for entry in entries)
    too_many = len(entries) > MOST_MEMBERS
    if too_many or unpacked > most or unpacked > MOST_RATIO * packed:
        found = Text(
            f"{len(entries)} 个文件，展开后 {unpacked} 字节", f"{len(entries)} members, {unpacked} bytes unpacked"
        )
        expected = Text(f"至多 {MOST_MEMBERS} 个文件、{most} 字节", f"at most {MOST_MEMBERS} members and {most} bytes")
        raise _refused(file, found, expected)


def _refuse_names(names: list[str], file: str) -> None:
    for at, name in enumerate(names):
        leaves = name.startswith(("/", "\\")) or ".." in name.replace("\\", "/").split("/") or ":" in name
        if leaves or name in names[:at]:
            found = Text(f"文件名“{name}”", f"the member name {name!r}")
            raise _refused(
                file, found, Text("不重复、不越出压缩包的文件名", "a name that stays inside and stands once")
            )


def _content(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, file: str) -> bytes:
    """Read at most what the directory declares: a lying directory must not fill the memory."""
    content = bytearray()
    with archive.open(entry) as stream:
        while chunk := stream.read(_CHUNK):
            content += chunk
            if len(content) > entry.file_size:
                raise _refused(file, Text("损坏的压缩包", "a damaged archive"), Text("如实的大小", "honest sizes"))
    return bytes(content)


def _refused(file: str, found: Text, expected: Text) -> Refused:
    return Refused((Problem(file, None, None, found, expected),))
