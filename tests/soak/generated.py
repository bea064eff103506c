"""The properties of the core with many more generated cases than a person waits for."""

import os
import random
import subprocess
import sys
import time

from tests.architecture.source import ROOT

CASES = 200
"""Rulebooks a round on which engine and reference are compared."""


def run(deadline: float) -> tuple[str, bool]:
    """Repeat the property tests with fresh cases until the time is over; a failing case stays in Hypothesis's database."""
    rounds, first = 0, random.randrange(10**9)
    while rounds == 0 or time.monotonic() < deadline:
        left = max(deadline - time.monotonic(), 60)
        command = [sys.executable, "-m", "pytest", "-q", "-x", "-p", "no:django", "-k", "propert or always or never"]
        cases = {"FIRST": str(first + rounds * CASES), "CASES": str(CASES)}
        environment = {**os.environ, "HYPOTHESIS_PROFILE": "soak", **cases}
        try:
            done = subprocess.run([*command, "tests/core"], cwd=ROOT, env=environment, timeout=left, check=False)
        except subprocess.TimeoutExpired:
            break
        if done.returncode:
            return f"a property failed in round {rounds + 1} (FIRST={cases['FIRST']} CASES={CASES})", False
        rounds += 1
    return f"{rounds} whole rounds of the properties", True
