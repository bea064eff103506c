"""A real cluster, one master and two workers on loopback: published competitions, and a million entries."""

import os
import re
import subprocess
import sys
import time

import ibis
import pyarrow.csv
import pytest

from jiangong.competitions.gallery import cases, read_case
from tests.cluster.conftest import ROOT

CASES = {case.name: case for case in cases(ROOT / "rulebooks")}
REAL = ("diving_2000", "f1_seasons", "imo")
"""Judges with dropping, count-back by lists, many events: 12 to 46 thousand marks each."""
ENTRIES = 1_000_000
MINUTES = 15
GENERATE = f"""
COPY (
    SELECT entry, 'm' || criterion AS criterion, source,
        CAST(abs(hash(entry * 25 + criterion * 5 + source)) % 41 + 60 - criterion AS INTEGER) AS value
    FROM range(1, {ENTRIES} + 1) e(entry), range(1, 3) c(criterion), range(1, 3) s(source)
) TO '{{}}' (FORMAT parquet)
"""
MILLION = """rulebook = 1
name = "million"
title = { zh = "百万", en = "A million" }
[[stage]]
id = "final"
[stage.criteria.m1]
range = [0, 100]
decimals = 0
by = ["source"]
count = { source = 2 }
steps = [{ over = "source", take = "mean" }]
[stage.criteria.m2]
range = [0, 100]
decimals = 0
by = ["source"]
count = { source = 2 }
steps = [{ over = "source", take = "mean" }]
[stage.scores.total]
weights = { m1 = "60%", m2 = "40%" }
weights_total = "100%"
round = "0.01"
[[stage.order]]
by = "total"
[[stage.order]]
by = "m1"
[stage.go_on]
top = 100
"""


def scored(rulebook, tables, *more, **environment):
    """The fingerprint that the command says, the seconds that it took, and what else stood on standard error."""
    options = [part for name, path in tables.items() if name != "marks" for part in (f"--{name}", str(path))]
    out = str(tables["marks"].parent / "standings.csv")
    words = [
        sys.executable,
        "-m",
        "jiangong",
        "score",
        str(rulebook),
        str(tables["marks"]),
        *options,
        "--out",
        out,
        *more,
    ]
    begun = time.monotonic()
    ended = subprocess.run(
        words,
        env={**os.environ, "JIANGONG_LANG": "en", **environment},
        capture_output=True,
        text=True,
        timeout=MINUTES * 60,
        check=False,
    )
    assert ended.returncode == 0, ended.stderr
    *rest, times, fingerprint = ended.stderr.splitlines()
    print(f"{' '.join(more) or 'duckdb'}: {time.monotonic() - begun:.1f} s, of which {times}")
    assert rest == [], "nothing but our own two lines"
    return re.fullmatch("FINGERPRINT .*", fingerprint).group()


def written(folder, tables):
    """The tables of a case as a person has them."""
    paths = {}
    for name in ("marks", "entries", "items", "events"):
        table = getattr(tables, name)
        if table is not None:
            paths[name] = folder / f"{name}.csv"
            pyarrow.csv.write_csv(table.drop_columns([c for c in table.column_names if c == "#row"]), paths[name])
    return paths


@pytest.mark.parametrize("name", REAL)
def test_a_published_competition_is_settled_alike(name, standalone, shared, tmp_path):
    tables = written(tmp_path, read_case(CASES[name], shared=shared).tables)
    rulebook = CASES[name].folder

    found = scored(rulebook, tables, "--engine", standalone.address, **standalone.environment)

    assert found == scored(rulebook, tables)


def test_a_million_entries_are_settled_alike(standalone, tmp_path):
    rulebook, marks = tmp_path / "rulebook.toml", tmp_path / "marks.parquet"
    rulebook.write_text(MILLION, encoding="utf-8")
    ibis.duckdb.connect().raw_sql(GENERATE.format(marks))

    found = scored(rulebook, {"marks": marks}, "--engine", standalone.address, **standalone.environment)

    assert found == scored(rulebook, {"marks": marks})
