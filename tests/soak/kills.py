"""A writer is killed without warning, again and again: what it acknowledged is there, and nothing is half there."""

import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from tests.architecture.source import ROOT


def run(deadline: float) -> tuple[str, bool]:
    """Kill until the time is over."""
    kills, stored = 0, 0
    with tempfile.TemporaryDirectory(prefix="jiangong-soak-") as folder:
        while kills == 0 or time.monotonic() < deadline:
            acknowledged = kill_a_writer(Path(folder), seconds=random.uniform(0.1, 3.0))
            status, stored, complaint = look(Path(folder))
            if status or stored < acknowledged:
                return f"kill {kills + 1}: acknowledged {acknowledged}, stored {stored}. {complaint}", False
            kills += 1
    return f"{kills} kills, {stored} revisions stored, none lost", True


def _environment(home: Path) -> dict[str, str]:
    return {**os.environ, "JIANGONG_HOME": str(home), "DJANGO_SETTINGS_MODULE": "jiangong.config.settings"}


def kill_a_writer(home: Path, *, seconds: float) -> int:
    """Let a writer work for some seconds after its first word, kill it, and give the last revision that it said."""
    command = [sys.executable, "-m", "tests.soak.writer"]
    with subprocess.Popen(command, cwd=ROOT, env=_environment(home), stdout=subprocess.PIPE, text=True) as writer:
        assert writer.stdout is not None
        first = writer.stdout.readline()
        time.sleep(seconds)
        writer.send_signal(signal.SIGKILL)
        said = [first, *writer.stdout.readlines()]
    numbers = [int(line) for line in said if line.endswith("\n")]
    return numbers[-1] if numbers else 0


def look(home: Path) -> tuple[int, int, str]:
    """Exit status of the reader, revisions that it found, and its complaint."""
    command = [sys.executable, "-m", "tests.soak.reader"]
    done = subprocess.run(command, cwd=ROOT, env=_environment(home), capture_output=True, text=True, check=False)
    return done.returncode, int(done.stdout.split()[0]) if done.stdout.split() else -1, done.stderr[-500:]
