"""`score --engine`: what is missing is said in one sentence, before anything is begun. Settling on Spark is in tests/cluster."""

import sys
import types
from pathlib import Path

import ibis
import pyarrow.parquet as pq
import pytest

from jiangong.cli import cluster
from jiangong.core import scoring
from jiangong.core.scoring import engines
from jiangong.foundation.sheets import read_table, reading


@pytest.fixture
def installed(monkeypatch, tmp_path):
    """A machine on which pyspark and Java seem to be there; neither is begun."""
    monkeypatch.setitem(sys.modules, "pyspark", types.ModuleType("pyspark"))
    (tmp_path / "bin").mkdir()
    (tmp_path / "bin" / "java").touch()
    monkeypatch.setenv("JAVA_HOME", str(tmp_path))


@pytest.mark.parametrize("name", ["spark", "spark://host", "spark://a:1,b:2", "local[0]", "yarn", ""])
def test_an_engine_that_is_none_is_named(jiangong, name):
    ended = jiangong("score", "rulebook.toml", "marks.csv", "--engine", name)

    assert (ended.status, ended.err) == (2, f"--engine must be duckdb, spark://HOST:PORT or local[2], not {name}\n")


def test_duckdb_is_the_engine_that_is_there_anyway(jiangong):
    first, second = (jiangong("score", "rulebook.toml", "marks.csv", *more) for more in ((), ("--engine", "duckdb")))

    assert (first.status, first.out, first.lines[-1]) == (0, second.out, second.lines[-1])


def test_without_pyspark_it_is_said_how_to_have_it(jiangong, monkeypatch):
    monkeypatch.setitem(sys.modules, "pyspark", None)
    ended = jiangong("score", "rulebook.toml", "marks.csv", "--engine", "local[2]")

    assert ended.status == 2
    assert "tools/setup spark" in ended.err and len(ended.lines) == 1


def test_without_java_it_is_said_how_to_have_it(jiangong, installed, monkeypatch, tmp_path):
    monkeypatch.setenv("JAVA_HOME", str(tmp_path / "nowhere"))
    monkeypatch.setenv("PATH", str(tmp_path / "nowhere"))
    ended = jiangong("score", "rulebook.toml", "marks.csv", "--engine", "local[2]", "--lang", "zh")

    assert ended.status == 2
    assert ended.err.startswith("--engine 需要 Java 17") and len(ended.lines) == 1


@pytest.mark.parametrize("port", [1, 99999])
def test_a_master_that_does_not_answer_is_named(jiangong, installed, port):
    ended = jiangong("score", "rulebook.toml", "marks.csv", "--engine", f"spark://127.0.0.1:{port}")

    assert ended.status == 2
    assert ended.err.startswith(f"spark://127.0.0.1:{port} did not answer within 10 s") and len(ended.lines) == 1


class Begun:
    """A session whose cluster is gone when it is asked for anything."""

    def __init__(self):
        self.ended = False

    def connect(self, begun):
        """What Ibis would do with it."""
        raise RuntimeError("[WORKERS] all of them are gone\n\tat org.apache.spark")

    def stop(self):
        """Ended, however it went."""
        self.ended = True
        raise RuntimeError("nobody there")


def test_a_cluster_that_fails_on_the_way_is_said_and_let_go(jiangong, monkeypatch):
    begun = Begun()
    monkeypatch.setattr(cluster, "begin", lambda master: begun)
    monkeypatch.setattr(cluster, "_failures", lambda: (RuntimeError,))
    monkeypatch.setitem(vars(ibis), "pyspark", begun)
    ended = jiangong("score", "rulebook.toml", "marks.csv", "--engine", "local[2]")

    assert ended.status == 2 and begun.ended
    assert ended.lines[0].startswith("local[2] failed on the way: [WORKERS] all of them are gone. Read the logs")
    assert len(ended.lines) == 1


@pytest.mark.parametrize(
    ("said", "reason"),
    [
        ("An error occurred\n: org.x.SparkException: Job aborted\n\tat org.x", ": org.x.SparkException: Job aborted"),
        ("[CAST_INVALID] a number\n\nmore", "[CAST_INVALID] a number"),
        ("", "ValueError"),
    ],
)
def test_of_what_java_throws_one_line_is_told(said, reason):
    assert cluster._first_line(ValueError(said)) == reason


def test_only_a_master_on_this_machine_is_met_on_loopback():
    assert cluster._whereabouts("local[2]") == cluster._whereabouts("spark://127.0.0.1:7077") == cluster.HERE
    assert cluster._whereabouts("spark://master.example:7077") == {}


@pytest.mark.parametrize("said", ["lots", "1", "99MB", "1.5GB", "1000 MB"])
def test_memory_is_said_in_whole_megabytes_or_gigabytes(jiangong, said):
    ended = jiangong("score", "rulebook.toml", "marks.csv", "--memory", said)

    assert (ended.status, ended.err) == (2, f"--memory must be like 500MB or 4GB, at least 100MB, not {said}\n")


def test_the_memory_of_a_cluster_is_its_own(jiangong, installed):
    ended = jiangong("score", "rulebook.toml", "marks.csv", "--memory", "1GB", "--engine", "local[2]")

    assert (ended.status, len(ended.lines)) == (2, 1)


def test_a_large_file_is_settled_within_the_memory_that_was_said(jiangong, folder, monkeypatch):
    monkeypatch.setattr(reading, "LONG", 1)
    bounds = []
    monkeypatch.setattr(scoring, "bounded", lambda *told: bounds.append(told) or engines.bounded(*told))
    pq.write_table(read_table(folder / "marks.csv").drop_columns("#row"), folder / "marks.parquet")
    first, second = (jiangong("score", "rulebook.toml", "marks.parquet", *more) for more in ((), ("--memory", "100MB")))

    assert (first.status, first.out, first.lines[-1]) == (0, second.out, second.lines[-1])
    ((table, memory, room),) = bounds
    ((backend,), _) = table._find_backends()
    told = backend.con.execute("SELECT current_setting('memory_limit'), current_setting('temp_directory')").fetchone()
    assert (memory, told) == ("100MB", ("95.3 MiB", room))
    assert not Path(room).exists()
