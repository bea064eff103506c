"""Small faults put into the core one at a time: the tests of the core must notice each.

`python -m tests.soak mutants` goes on where the last run stopped; `FAULT_FILES=rank,award` keeps to these files, and
`python -m tests.soak.mutants` only says what is known. Everything remembered is in .cache and may be deleted.
"""

import os
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from typing import Any

from tests.architecture.source import ROOT
from tests.soak import rounds, trying
from tests.soak.faulty import Mutant, mutants_of


def run(deadline: float) -> tuple[str, bool]:
    """Try faults until the time is over."""
    done = tried_with(["tests/core"], seconds=max(deadline - time.monotonic(), 1))
    if "no tests ran" not in done.stdout:
        return f"no fault could be tried: {done.stdout[-1500:]}{done.stderr[-1500:]}", False
    return report()


def tried_with(tests: list[str], *, seconds: float, **more: str) -> subprocess.CompletedProcess[str]:
    """Try faults with these tests, in a process in which no engine has begun."""
    command = [sys.executable, "-m", "pytest", "-q", "-s", "-n0", "-p", "tests.soak.rounds"]
    command += ["-p", "no:django", "-p", "no:cacheprovider", *tests]
    one_thread = {"HYPOTHESIS_PROFILE": "mutants", "OPENBLAS_NUM_THREADS": "1"}
    environment = {**os.environ, **one_thread, "FAULT_SECONDS": f"{seconds:.0f}", **more}
    return subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)


def known() -> Iterator[tuple[Mutant, dict[str, Any] | None]]:
    """Every fault, with what happened when it was last tried."""
    memory = rounds.remembered()
    for path in rounds.files():
        for mutant in mutants_of(path):
            yield mutant, memory.get(rounds.key_of(mutant))


def report() -> tuple[str, bool]:
    """A line for each file, and for each fault that nothing noticed and nobody explained."""
    figures: dict[str, Counter[str]] = {}
    survivors, seconds = [], 0.0
    for mutant, found in known():
        of_file = figures.setdefault(mutant.path, Counter())
        of_file["faults"] += 1
        if found is None:
            continue
        of_file["tried"] += 1
        seconds += found["seconds"]
        verdict = found["verdict"]
        if verdict != trying.NOTICED and rounds.is_explained(mutant):
            verdict = "explained"
        of_file[verdict] += 1
        if verdict not in (trying.NOTICED, "explained"):
            survivors.append(f"{mutant.name} ({verdict})")
    for path, of_file in figures.items():
        print(f"  {path}: " + ", ".join(f"{word} {number}" for word, number in of_file.items()))
    for name in survivors:
        print(f"  not noticed: {name}")
    tried, faults = (sum(of_file[word] for of_file in figures.values()) for word in ("tried", "faults"))
    each = f", {seconds / tried:.1f} s each" if tried else ""
    unfinished = sum(of_file[trying.UNFINISHED] for of_file in figures.values())
    passed_over = f"{len(survivors) - unfinished} noticed by nothing, {unfinished} not yet"
    return f"{tried} of {faults} faults tried{each}, {passed_over}", len(survivors) == unfinished


if __name__ == "__main__":
    print(report()[0])
