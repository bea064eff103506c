"""What Python's reader of TOML says of a slip, in both languages."""

from __future__ import annotations

from jiangong.core.problems import Text

_SAID = {
    "Invalid statement": "这一行开头的写法不对",
    "Expected newline or end of document after a statement": "一行只写一项，后面多了字",
    "Found invalid character": "注释或空白里有不能用的字符",
    "Cannot declare": "同一个表写了两次",
    "Expected ']' at the end of a table declaration": "表名后面缺 ]",
    "Expected ']]' at the end of an array declaration": "表名后面缺 ]]",
    "Cannot overwrite a value": "同一个键写了两次",
    "Cannot mutate immutable namespace": "写完的表又往里加键",
    "Cannot redefine namespace": "同一个表写了两次",
    "Expected '=' after a key in a key/value pair": "键的后面缺等号",
    "Invalid initial character for a key part": "键的写法不对，键里有别的字时要加引号",
    "Unclosed array": "方括号没有写完",
    "Unclosed inline table": "花括号没有写完",
    "Duplicate inline table key": "花括号里同一个键写了两次",
    "Unescaped '\\' in a string": "引号里的反斜杠要写两个",
    "Invalid hex value": "引号里 \\u 后面的编码不对",
    "Escaped character is not a Unicode scalar value": "引号里 \\u 后面的编码不对",
    "Unterminated string": "引号没有写完",
    "Illegal character '\\n'": "引号没有写完",
    "Illegal character": "引号里有不能用的字符",
    "Expected": "引号没有写完",
    "Invalid date or datetime": "日期写法不对",
    "Invalid value": "等号后面的写法不对，文字要加引号",
}
"""How the messages of `tomllib` begin, the longer before the shorter, and what they mean."""


def said_slip(message: str) -> Text:
    """A slip in words; the reader's own English beside the Chinese."""
    for begins, words in _SAID.items():
        if message.startswith(begins):
            return Text(words, message)
    return Text("写法不对", message)
