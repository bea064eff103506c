"""The door to a Spark cluster: a session of our own, or a sentence that says what is missing and what to do."""

from __future__ import annotations

import logging
import os
import re
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from jiangong.cli.endings import WrongUse
from jiangong.cli.watch import Watch
from jiangong.cli.words import say

EMBEDDED = "duckdb"
PATIENCE = 10.0
"""Seconds within which a master must answer."""
WORKERS_PATIENCE = 60.0
"""Seconds within which it must find a worker for us."""
_MASTER = re.compile(r"spark://(?P<host>[^:/,]+|\[[0-9a-fA-F:]+\]):(?P<port>[0-9]{1,5})")
_LOCAL = re.compile(r"local(\[([1-9][0-9]*|\*)\])?")
QUIET = {"spark.ui.enabled": "false", "spark.ui.showConsoleProgress": "false", "spark.log.level": "OFF"}
"""Everything else is the cluster's own affair: spark-defaults.conf in SPARK_CONF_DIR."""
HERE = {"spark.driver.host": "127.0.0.1", "spark.driver.bindAddress": "127.0.0.1"}
"""Where all of it runs on this machine, nothing listens on the network."""


OURS = ("AnalysisException", "ParseException")
"""A query that Spark cannot read is a defect of ours, and no failure of the cluster."""


@contextmanager
def session(name: str, watch: Watch) -> Iterator[Any]:
    """The Ibis backend of an engine for as long as it is needed; None for DuckDB, which the core starts by itself."""
    if name == EMBEDDED:
        yield None
        return
    if not (_MASTER.fullmatch(name) or _LOCAL.fullmatch(name)):
        raise WrongUse(
            say(f"--engine 应为 duckdb、spark://主机:端口 或 local[2]，而不是 {name}",
                f"--engine must be duckdb, spark://HOST:PORT or local[2], not {name}")
        )  # fmt: skip
    watch.step(say("连接集群", "connecting"))
    begun = begin(name)
    try:
        import ibis  # loads pyspark, and pandas with it

        yield ibis.pyspark.connect(begun)
    except _failures() as error:
        if type(error).__name__ in OURS:
            raise
        raise WrongUse(_broken(name, error)) from None
    finally:
        _end(begun)


def begin(master: str) -> Any:
    """A Spark session on a master; WrongUse says what is missing."""
    _must_be_installed()
    _must_answer(master)
    from pyspark.sql import SparkSession

    logging.getLogger("py4j").setLevel(logging.CRITICAL)  # it would write its own traces beside our sentences
    thrown: tuple[type[Exception], ...] = (OSError, *_failures())
    try:
        begun = SparkSession(_context(master))
    except thrown as error:
        raise WrongUse(
            say(f"{master} 没有接受连接：{_first_line(error)}", f"{master} did not take us in: {_first_line(error)}")
        ) from None
    if master.startswith("spark://"):
        _must_have_workers(begun, master)
    return begun


def _context(master: str) -> Any:
    """A context whose Java writes nothing into the person's terminal. JIANGONG_DEBUG lets it speak."""
    from pyspark import SparkConf, SparkContext
    from pyspark.java_gateway import launch_gateway

    conf = SparkConf().setMaster(master).setAppName("jiangong").setAll([*QUIET.items(), *_whereabouts(master).items()])
    if SparkContext._gateway is None and not os.environ.get("JIANGONG_DEBUG"):
        silent = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
        SparkContext._ensure_initialized(gateway=launch_gateway(conf, popen_kwargs=silent))
    return SparkContext.getOrCreate(conf)


def _whereabouts(master: str) -> dict[str, str]:
    place = _MASTER.fullmatch(master)
    return HERE if place is None or place["host"] in ("127.0.0.1", "localhost") else {}


def _must_be_installed() -> None:
    try:
        import pyspark  # noqa: F401 - whether it is there
    except ImportError:
        raise WrongUse(
            say("--engine 需要 pyspark：请运行 tools/setup spark（或 pip install --require-hashes -r requirements/spark.txt）",
                "--engine needs pyspark: run tools/setup spark (or pip install --require-hashes -r requirements/spark.txt)")
        ) from None  # fmt: skip
    home = os.environ.get("JAVA_HOME", "")
    if shutil.which("java") is None and not (home and (Path(home) / "bin" / "java").exists()):
        raise WrongUse(
            say("--engine 需要 Java 17 或更新的版本（Debian：apt-get install default-jre-headless，或设置 JAVA_HOME）",
                "--engine needs Java 17 or newer (Debian: apt-get install default-jre-headless, or set JAVA_HOME)")
        )  # fmt: skip


def _must_answer(master: str) -> None:
    """Spark itself would go on trying for minutes."""
    place = _MASTER.fullmatch(master)
    if place is None:
        return
    try:
        socket.create_connection((place["host"].strip("[]"), int(place["port"])), timeout=PATIENCE).close()
    except (OSError, OverflowError):
        raise WrongUse(
            say(f"{master} 在 {PATIENCE:.0f} 秒内没有应答：请核对地址，并确认主节点已启动（见 docs/operations.md）",
                f"{master} did not answer within {PATIENCE:.0f} s: check the address and that the master runs (docs/operations.md)")
        ) from None  # fmt: skip


def _must_have_workers(begun: Any, master: str) -> None:
    """A master without a free worker would let us wait for ever."""
    known = begun.sparkContext._jsc.sc()
    end = time.monotonic() + WORKERS_PATIENCE
    while known.getExecutorMemoryStatus().size() < 2:  # the first is ourselves
        if time.monotonic() > end:
            _end(begun)
            raise WrongUse(
                say(f"{master} 在 {WORKERS_PATIENCE:.0f} 秒内没有空闲的工作节点：请启动工作节点，或等别的任务结束",
                    f"{master} had no free worker within {WORKERS_PATIENCE:.0f} s: start one, or wait for other work to end")
            )  # fmt: skip
        time.sleep(0.2)


def _end(begun: Any) -> None:
    """A session whose cluster is gone cannot even be ended properly, and need not be."""
    try:
        begun.stop()
    except _failures():
        return


def _failures() -> tuple[type[Exception], ...]:
    """What a session throws, whatever the reason."""
    from py4j.protocol import Py4JError
    from pyspark.errors import PySparkException

    return (Py4JError, PySparkException, ConnectionError)


def _broken(master: str, error: Exception) -> str:
    reason = _first_line(error)
    return say(
        f"{master} 中途失败：{reason}。请看主节点和工作节点的日志；内存不足时见 docs/operations.md，或不用 --engine 在本机计算",
        f"{master} failed on the way: {reason}. Read the logs of master and workers; where memory was short, see "
        "docs/operations.md; without --engine it is settled on this machine",
    )


def _first_line(error: Exception) -> str:
    """What went wrong, in one line: the cause that Java names, where it names one."""
    lines = [line.strip() for line in str(error).splitlines() if line.strip()]
    causes = [line for line in lines if line.startswith("Caused by:") or "Exception:" in line]
    return (causes or lines or [type(error).__name__])[0][:300]
