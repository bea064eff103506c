"""The properties of the core with many more generated cases than a person waits for."""

import os
import subprocess
import sys
import time

from tests.architecture.source import ROOT


def run(deadline: float) -> tuple[str, bool]:
    """Repeat the property tests with fresh cases until the time is over; a failing case stays in Hypothesis's database."""
    rounds = 0
    while rounds == 0 or time.monotonic() < deadline:
        left = max(deadline - time.monotonic(), 60)
        command = [sys.executable, "-m", "pytest", "-q", "-x", "-p", "no:django", "-k", "propert or always or never"]
        environment = {**os.environ, "HYPOTHESIS_PROFILE": "soak"}
        try:
            done = subprocess.run([*command, "tests/core"], cwd=ROOT, env=environment, timeout=left, check=False)
        except subprocess.TimeoutExpired:
            break
        if done.returncode:
            return f"a property failed in round {rounds + 1}", False
        rounds += 1
    return f"{rounds} whole rounds of the properties", True
