"""A slip in TOML is told in the reader's language."""

import inspect
import re
from tomllib import _parser

import pytest

from jiangong.core.rulebook.grammar import said_slip
from tests.core.rulebook.writing import said

SAID = {
    "a = [1, 2": "方括号没有写完",
    'a = "abc': "引号没有写完",
    "a = x": "等号后面的写法不对，文字要加引号",
    "a = 1\na = 2": "同一个键写了两次",
    "a = 1 b = 2": "一行只写一项，后面多了字",
    "[s\nx = 1": "表名后面缺 ]",
    "a 1": "键的后面缺等号",
    'a = """x': "引号没有写完",
}


@pytest.mark.parametrize("text", SAID)
def test_a_slip_is_said_in_plain_words(text):
    (problem,) = said(text, "zh")

    assert f"不是 TOML（{SAID[text]}）" in problem


def test_every_message_of_the_reader_is_known():
    source = inspect.getsource(_parser)
    messages = [m.replace("\\\\", "\\") for m in re.findall(r"suffixed_err\([^\"']*?f?\"([^\"{]+)", source)]

    assert len(messages) > 20 and [m for m in messages if said_slip(m).zh == "写法不对"] == []
    assert said_slip("something new").zh == "写法不对"
