"""What a file is, told from its bytes first and from its name second."""

from __future__ import annotations

from enum import StrEnum
from pathlib import PurePath

from jiangong.core.problems import Problem, Refused, Text


class Kind(StrEnum):
    """The formats of a table."""

    CSV = "CSV"
    XLSX = "XLSX"
    XLS = "XLS"
    ODS = "ODS"
    PARQUET = "Parquet"


SUFFIXES = {
    ".csv": Kind.CSV,
    ".txt": Kind.CSV,
    ".xlsx": Kind.XLSX,
    ".xlsm": Kind.XLSX,
    ".xls": Kind.XLS,
    ".ods": Kind.ODS,
    ".parquet": Kind.PARQUET,
}
EXPECTED = Text(
    "CSV、XLSX、XLS、ODS 或 Parquet 表格文件",
    "a table: CSV, XLSX, XLS, ODS or Parquet",
)
BINARY = Text("不是表格的二进制内容", "binary content that is not a table")

# The first bytes of formats that are handed in by mistake, so that the sentence can name them.
_STRANGERS = (
    (b"%PDF", Text("PDF 文件", "a PDF file")),
    (b"\x89PNG", Text("PNG 图片", "a PNG picture")),
    (b"\xff\xd8\xff", Text("JPEG 图片", "a JPEG picture")),
    (b"Rar!", Text("RAR 压缩包", "a RAR archive")),
    (b"7z\xbc\xaf", Text("7z 压缩包", "a 7z archive")),
    (b"\x1f\x8b", Text("gzip 压缩文件", "a gzip file")),
    (b"SQLite format 3\x00", Text("SQLite 数据库", "an SQLite database")),
    (b"\xff\xfe", Text("UTF-16 编码的文本", "text in UTF-16")),
    (b"\xfe\xff", Text("UTF-16 编码的文本", "text in UTF-16")),
    (b"<!DOCTYPE html", Text("网页", "a web page")),
    (b"<html", Text("网页", "a web page")),
)


def kind_of(head: bytes, name: str) -> Kind:
    """The format of a file called `name` that begins with `head` (4,096 bytes are enough).

    Raises Refused where the bytes are no table, or are a table of another kind than the name says.
    """
    if not head.strip(b"\xef\xbb\xbf\r\n\t \x00"):
        found = Text("空文件", "an empty file")
        raise Refused((Problem(name, 1, None, found, Text("第一行是列名的表格", "a table whose first row is names")),))
    named = SUFFIXES.get(PurePath(name).suffix.lower())
    held = _held(head)
    if held is None:
        raise Refused((Problem(name, None, None, _stranger(head), EXPECTED),))
    if named is None:
        found = Text(f"后缀“{PurePath(name).suffix}”", f"the suffix {PurePath(name).suffix!r}")
        raise Refused((Problem(name, None, None, found, EXPECTED),))
    if held is not named:
        found = Text(f"{held} 的内容，文件名却是 {named}", f"{held} content under a name that says {named}")
        suffix = held.value.lower()
        wanted = Text(f"文件名以 .{suffix} 结尾，或另存为 {named}", f"a name ending in .{suffix}, or saved as {named}")
        raise Refused((Problem(name, None, None, found, wanted),))
    return named


def _held(head: bytes) -> Kind | None:
    if head.startswith(b"PK\x03\x04"):
        return Kind.ODS if head[30:38] == b"mimetype" else Kind.XLSX  # the name of the archive's first member
    if head.startswith(b"\xd0\xcf\x11\xe0"):
        return Kind.XLS
    if head.startswith(b"PAR1"):
        return Kind.PARQUET
    is_text = b"\x00" not in head and not any(head.startswith(magic) for magic, _ in _STRANGERS)
    return Kind.CSV if is_text else None


def _stranger(head: bytes) -> Text:
    return next((name for magic, name in _STRANGERS if head.startswith(magic)), BINARY)
