"""A real Spark cluster on loopback: one master and two workers, each a process of its own, ended by whoever began them."""

import contextlib
import os
import shutil
import signal
import socket
import subprocess
import time
from pathlib import Path

import pytest

PATIENCE = 120.0
"""Seconds for a daemon to answer on a loaded machine."""
DEFAULTS = """spark.executor.memory 1g
spark.driver.memory 1g
spark.driver.host 127.0.0.1
spark.driver.bindAddress 127.0.0.1
spark.sql.shuffle.partitions 4
"""


def why_not():
    """What is missing here for Spark, as a sentence; None where nothing is."""
    try:
        import pyspark  # noqa: F401 - whether it is there
    except ImportError:
        return "pyspark is absent: make setup-spark (requirements/spark.txt)"
    home = os.environ.get("JAVA_HOME")
    if shutil.which("java") is None and not (home and (Path(home) / "bin" / "java").exists()):
        return "Java is absent: apt-get install openjdk-17-jre-headless, or set JAVA_HOME"
    return None


def skip_where_absent():
    """Skip the test with a sentence where Spark cannot run."""
    missing = why_not()
    if missing:
        pytest.skip(missing)


def free_port():
    """A port of loopback that nobody listens on."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return taken.getsockname()[1]


def _spark_home():
    import pyspark

    return Path(pyspark.__file__).parent


class Cluster:
    """The daemons, and the environment in which a driver finds its settings."""

    def __init__(self, folder, workers=2):
        self.folder, self.port, self.daemons = folder, free_port(), []
        self.address = f"spark://127.0.0.1:{self.port}"
        (folder / "spark-defaults.conf").write_text(DEFAULTS, encoding="utf-8")
        self.environment = {
            "SPARK_HOME": str(_spark_home()), "SPARK_CONF_DIR": str(folder), "SPARK_LOCAL_IP": "127.0.0.1",
            "SPARK_PUBLIC_DNS": "127.0.0.1", "SPARK_DAEMON_MEMORY": "256m", "SPARK_LOCAL_DIRS": str(folder / "local"),
        }  # fmt: skip
        try:
            place = ["--host", "127.0.0.1", "--webui-port", "0"]
            self._begin("master.Master", *place, "--port", str(self.port))
            self._await(self._answers)
            for n in range(workers):
                room = ["--cores", "1", "--memory", "1g", "--work-dir", str(folder / f"worker{n}")]
                self._begin("worker.Worker", *place, "--port", "0", *room, self.address)
        except BaseException:
            self.end()
            raise

    def _begin(self, name, *arguments):
        command = [str(_spark_home() / "bin" / "spark-class"), f"org.apache.spark.deploy.{name}", *arguments]
        log = (self.folder / f"{name}-{len(self.daemons)}.log").open("wb")
        with log:
            self.daemons.append(
                subprocess.Popen(
                    command,
                    env={**os.environ, **self.environment},
                    stdin=subprocess.DEVNULL,
                    stdout=log,
                    stderr=log,
                    start_new_session=True,
                )
            )

    def _await(self, ready):
        end = time.monotonic() + PATIENCE
        while not ready():
            if time.monotonic() > end or self.daemons[-1].poll() is not None:
                raise RuntimeError(f"the cluster did not start; its log: {self.logs()[-2000:]}")
            time.sleep(0.2)

    def _answers(self):
        with socket.socket() as door:
            return door.connect_ex(("127.0.0.1", self.port)) == 0

    def logs(self):
        """What the daemons wrote."""
        return "\n".join(path.read_text(errors="replace") for path in sorted(self.folder.glob("*.log")))

    def end(self):
        """End every daemon, and the executors that its workers began."""
        for daemon in reversed(self.daemons):
            with contextlib.suppress(ProcessLookupError):
                os.killpg(daemon.pid, signal.SIGTERM)
        for daemon in self.daemons:
            try:
                daemon.wait(20)
            except subprocess.TimeoutExpired:
                os.killpg(daemon.pid, signal.SIGKILL)
                daemon.wait(20)
