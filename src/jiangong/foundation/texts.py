"""Bytes that should be a text: read, or refused with the row at which they are none."""

from jiangong.core.problems import Problem, Refused, Text

EMPTY = Text("空文件", "an empty file")
BINARY = Text("二进制内容", "binary content")
NOT_UTF8 = Text("不是 UTF-8 的字节", "bytes that are not UTF-8")


def utf8_text(data: bytes, *, file: str, expected: Text) -> str:
    """The text of a file, with or without BOM. Raises Refused where it is empty, binary or in another encoding."""
    if not data.strip():
        raise Refused((Problem(file, 1, None, EMPTY, expected),))
    if b"\x00" in data:
        raise Refused((Problem(file, 1, None, BINARY, expected),))
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        row = data.count(b"\n", 0, error.start) + 1
        raise Refused((Problem(file, row, None, NOT_UTF8, expected),)) from None
