"""Every key of a rulebook has the line on which it stands, however it is laid out."""

import json
import tomllib

from hypothesis import given
from hypothesis import strategies as st

from jiangong.core.rulebook.positions import line_numbers, line_of

LAID_OUT = """\
# a comment = 1
name = "x # no comment"
title = { zh = "一", en = "one" }

[states.fell] # another
title = '''
over
three lines'''
"quoted key" = 1
[[stage]]
id = "a"
steps = [
  { over = "item", take = [[1, 2], [3]] },

  { times = 2,
    round = 1 },
]
[stage.criteria.x]
range = [0, 10]
[[stage.order]]
by = "x"
[[stage.order]]
by = "y"
[[stage]]
criteria.x.range = [0, 5]
deep = [[[1]]]
"""
LINES = line_numbers(LAID_OUT)


def test_keys_of_every_layout_have_their_line():
    wanted = {
        ("name",): 2,
        ("title", "en"): 3,
        ("states", "fell"): 5,
        ("states", "fell", "title"): 6,
        ("states", "fell", "quoted key"): 9,
        ("stage", 0): 10,
        ("stage", 0, "steps"): 12,
        ("stage", 0, "steps", 0, "take", 0, 1): 13,
        ("stage", 0, "steps", 0, "take", 1): 13,
        ("stage", 0, "steps", 1): 15,
        ("stage", 0, "steps", 1, "round"): 16,
        ("stage", 0, "criteria", "x", "range", 1): 19,
        ("stage", 0, "order", 0, "by"): 21,
        ("stage", 0, "order", 1, "by"): 23,
        ("stage", 1, "criteria", "x", "range"): 25,
        ("stage", 1, "deep", 0, 0, 0): 26,
    }

    assert {path: LINES.get(path) for path in wanted} == wanted


def test_what_is_not_written_stands_where_the_thing_stands_that_would_hold_it():
    assert line_of(LINES, ("stage", 1, "criteria", "x", "steps", 4)) == 25
    assert line_of(LINES, ("nothing", "at", "all")) == 1
    assert line_of({}, ("nothing",)) is None


plain = st.one_of(st.integers(-99, 99), st.booleans(), st.text(st.sampled_from("ab#[]{}=,.'\n\"\\"), max_size=8))
values = st.recursive(plain, lambda inner: st.lists(inner, max_size=3), max_leaves=6)
tables = st.dictionaries(st.text("abc-_1", min_size=1, max_size=3), values, min_size=1, max_size=4)


@given(st.dictionaries(st.text("xyz", min_size=1, max_size=3), tables, min_size=1, max_size=4))
def test_every_key_of_any_toml_is_found_on_its_line(data):
    text, wanted = "", {}
    for table, pairs in data.items():
        text += f"[{table}]\n"
        for key, value in pairs.items():
            wanted[(table, key)] = text.count("\n") + 1
            text += f"{key} = {json.dumps(value, ensure_ascii=False)}\n"

    assert tomllib.loads(text) == data
    assert {path: line_numbers(text).get(path) for path in wanted} == wanted
