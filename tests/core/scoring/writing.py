"""Small competitions written in view: a rulebook in a few lines, tables as columns of words, results as dictionaries."""

import textwrap
from functools import cache, lru_cache

import pyarrow as pa

from jiangong.core.rulebook import load_rulebook
from jiangong.core.scoring import Tables, read_evidence, settle

HEAD = 'rulebook = 1\nname = "small"\ntitle = { zh = "小赛", en = "Small" }\n'


def book(*parts):
    """A rulebook of these parts, below a head that says nothing of interest."""
    return loaded("\n".join([HEAD, *(textwrap.dedent(part) for part in parts)]))


@cache
def loaded(text):
    """The rulebook of a text, the same one whenever it is asked for: what was compiled for it is then used again."""
    return load_rulebook(text)


def stage(text, *order, name="s", before=""):
    """A rulebook of one stage with some order; `order` as "total" or "time low"."""
    return book(before, f'[[stage]]\nid = "{name}"', text, keys(*order))


def keys(*order):
    """The order of a stage in TOML."""
    lines = []
    for key in order:
        by, _, first = key.partition(" ")
        lines.append(f'[[stage.order]]\nby = "{by}"' + (f'\nfirst = "{first}"' if first else ""))
    return "\n".join(lines)


def table(text):
    """Words in columns below their names; `.` is an empty cell."""
    lines = [line.split() for line in text.strip().splitlines() if line.strip()]
    names, rows = lines[0], [[("" if cell == "." else cell) for cell in line] for line in lines[1:]]
    assert all(len(row) == len(names) for row in rows), rows
    columns = list(zip(*rows, strict=True)) if rows else [[] for _ in names]
    return pa.table([pa.array(column, pa.string()) for column in columns], names=names)


def evidence(rules, marks, *, entries=None, items=None, events=None):
    """Evidence of tables written as words."""
    given = {"entries": entries, "items": items, "events": events}
    tables = {name: table(text) for name, text in given.items() if text is not None}
    return read_evidence(
        rules, Tables(table(marks), **tables, files={"marks": "m", "entries": "e", "items": "i", "events": "v"})
    )


@lru_cache(maxsize=64)
def outcome(rules, marks, **tables):
    """The outcome of tables written as words; the same rules and words are settled once."""
    return settle(evidence(rules, marks, **tables))


def at_once(steps, marks, *, head="", before=""):
    """Many rules settled together, each a criterion of its own that sees the same marks: rule → its score by entry.

    `steps` are the insides of a step, `head` what else every criterion says.
    """
    names = {f"c{n}": step for n, step in enumerate(steps)}
    text = "".join(f"[stage.criteria.{name}]\n{head}\nsteps = [{{ {step} }}]\n" for name, step in names.items())
    first, *lines = marks.strip().splitlines()
    each = "\n".join(f"{name} {line}" for name in names for line in lines)
    rows = standings(stage(text, "c0", before=before), f"criterion {first}\n{each}")
    return {
        step: {row["entry"]: row[f"score:{name}"] for row in sorted(rows, key=_entry)} for name, step in names.items()
    }


def _entry(row):
    return row["entry"]


def standings(rules, marks, **tables):
    """The rows of the standings."""
    return outcome(rules, marks, **tables).rows()


def told(rules, marks, *columns, **tables):
    """Some columns of every row, as words in one line: easy to write, easy to read."""
    return [" ".join(row[column] or "." for column in columns) for row in standings(rules, marks, **tables)]


def shown(rules, marks, column="score", **tables):
    """One column by entry."""
    return {row["entry"]: row[column] for row in standings(rules, marks, **tables)}


def laid_out(step, lang="en"):
    """The table of an explained step as lines of words, its head first; what was dropped stands in square brackets."""
    lines = [[text.say(lang) for text in step.head]] if step.head else []
    lines += [[f"[{c.text.say(lang)}]" if c.dropped else c.text.say(lang) for c in row] for row in step.rows]
    return [" | ".join(line) for line in lines]
