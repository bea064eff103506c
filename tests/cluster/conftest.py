"""One Spark of two threads in this process for all tests of expressions, and a real cluster for those that need one."""

import logging
import os
import shutil
from pathlib import Path

import pytest

from tests.cluster.standalone import Cluster, why_not

ROOT = Path(__file__).resolve().parents[2]
SMALL = """spark.driver.memory 2g
spark.sql.shuffle.partitions 2
spark.sql.codegen.wholeStage false
"""
"""For a handful of rows: compiling a query to Java takes longer than reading it out."""


@pytest.fixture(scope="session", autouse=True)
def _spark_is_there():
    """Everything here needs Spark: it is skipped with a sentence on a person's machine, and fails where it was asked for."""
    missing = why_not()
    if missing and os.environ.get("CLUSTER") == "required":
        pytest.fail(missing)
    if missing:
        pytest.skip(missing)


@pytest.fixture(scope="session")
def spark(tmp_path_factory, _spark_is_there):
    """The Ibis backend of a Spark within this machine."""
    import ibis

    from jiangong.cli import cluster

    folder = tmp_path_factory.mktemp("spark")
    (folder / "spark-defaults.conf").write_text(SMALL, encoding="utf-8")
    settings = {"SPARK_CONF_DIR": str(folder), "SPARK_LOCAL_DIRS": str(folder), "SPARK_LOCAL_IP": "127.0.0.1"}
    before = dict(os.environ)
    os.environ.update(settings)
    logging.getLogger("py4j").setLevel(logging.CRITICAL)
    begun = cluster.begin("local[2]")
    yield ibis.pyspark.connect(begun)
    begun.stop()
    os.environ.clear()
    os.environ.update(before)


@pytest.fixture(scope="session")
def standalone(tmp_path_factory, _spark_is_there):
    """A master and two workers, ended with the tests."""
    cluster = Cluster(tmp_path_factory.mktemp("cluster"))
    yield cluster
    cluster.end()
    shutil.rmtree(cluster.folder, ignore_errors=True)
