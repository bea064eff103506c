"""A plugin of pytest that tries faults until its time is over, and remembers what happened to each.

`FAULT_SECONDS` says how long, `FAULT_FILES` (parts of names, with commas) which files. What was noticed is known by the text of the file;
what was not is tried again as soon as a test has changed.
"""

import gc
import hashlib
import json
import os
import random
import time
from dataclasses import asdict
from pathlib import Path
from typing import Any

import pytest

from tests.architecture.source import PACKAGE, ROOT
from tests.soak import faulty, trying

MEMORY = trying.CACHE / "mutants.jsonl"
FIRST = (
    "rank", "promote", "aggregate", "ratio", "award", "adjust", "frames", "columns", "lanes", "field", "quantities",
    "comparing", "runs", "marks", "gaps", "attributes", "lookup", "screening", "kinds", "applying",
)  # fmt: skip
"""In this order; all others after them."""
SHORT, LONG = 40.0, 600.0
"""Seconds for a fault: at first, and for those that were not noticed within them, once all others were tried."""


def all_files() -> list[Path]:
    """The files that can get faults, the most important first."""
    found = [PACKAGE / "core" / "quantities.py", *sorted((PACKAGE / "core" / "scoring").glob("*.py"))]
    place = {name: at for at, name in enumerate(FIRST)}
    return sorted(found, key=lambda path: place.get(path.stem, len(place)))


def files() -> list[Path]:
    """Those that are wanted now."""
    wanted = [part for part in os.environ.get("FAULT_FILES", "").split(",") if part]
    return [path for path in all_files() if not wanted or any(part in path.name for part in wanted)]


def tests_now() -> str:
    """The tests of the core by their text."""
    texts = b"".join(path.read_bytes() for path in sorted((ROOT / "tests" / "core").rglob("*.py")))
    return hashlib.sha256(texts).hexdigest()[:16]


def key_of(mutant: faulty.Mutant) -> str:
    """The same fault in the same text."""
    return f"{mutant.path} {trying.text_of(PACKAGE / mutant.path)} {mutant.index} {mutant.change}"


def remembered() -> dict[str, dict[str, Any]]:
    """What happened to each fault when it was last tried."""
    lines = MEMORY.read_text().splitlines() if MEMORY.exists() else []
    return {known["key"]: known for known in map(json.loads, lines)}


def remember(mutant: faulty.Mutant, trial: trying.Trial, tests: str) -> None:
    """Write down what happened to one."""
    MEMORY.parent.mkdir(parents=True, exist_ok=True)
    with MEMORY.open("a") as memory:
        line = {"key": key_of(mutant), "name": mutant.name, "tests": tests, **asdict(trial)}
        memory.write(json.dumps(line) + "\n")


def waiting(paths: list[Path], tests: str) -> list[faulty.Mutant]:
    """What has not been tried, or was noticed by nothing before a test changed; what takes long comes last."""
    known = remembered()
    new: list[faulty.Mutant] = []
    again: list[faulty.Mutant] = []
    long: list[faulty.Mutant] = []
    for path in paths:
        mutants = list(faulty.mutants_of(path))
        random.shuffle(mutants)
        for mutant in mutants:
            last = known.get(key_of(mutant))
            if last is None:
                new.append(mutant)
            elif last["verdict"] == trying.UNFINISHED:
                long.append(mutant)
            elif last["verdict"] != trying.NOTICED and last["tests"] != tests:
                again.append(mutant)
    return [*again, *new, *long]


@pytest.hookimpl(tryfirst=True)
def pytest_runtestloop(session: pytest.Session) -> bool:
    """Instead of running the tests: try faults with them."""
    deadline = time.monotonic() + float(os.environ["FAULT_SECONDS"])
    if session.testsfailed or len(os.listdir("/proc/self/task")) > 4:
        raise session.Failed("the tests cannot be collected, or an engine has begun already")
    paths, tests = files(), tests_now()
    bench = trying.Bench({item.nodeid: item for item in session.items})
    gc.collect()
    gc.freeze()  # copies share what is there
    if not trying.lay_out(bench, paths, all_files(), deadline):
        return True
    functions = trying.codes_of_core()
    todo = waiting(paths, tests)
    known = remembered()
    for mutant in todo:
        if time.monotonic() > deadline:
            break
        is_long = known.get(key_of(mutant), {}).get("verdict") == trying.UNFINISHED
        trial = trying.notice(bench, mutant, functions, LONG if is_long else SHORT)
        remember(mutant, trial, tests)
    return True
