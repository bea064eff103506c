"""A plugin of pytest that tries faults until its time is over, and remembers what happened to each.

`FAULT_SECONDS` says how long, `FAULT_FILES` (parts of names, with commas) which files. What was noticed is known by the text of the function;
what was not is tried again as soon as a test has changed.
"""

import gc
import hashlib
import importlib
import json
import os
import random
import time
import tomllib
from dataclasses import asdict
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from tests.architecture.source import PACKAGE, ROOT
from tests.soak import faulty, trying

EXPLAINED = Path(__file__).with_name("explained.toml")
MEMORY = trying.CACHE / "mutants.jsonl"
GROUPS = (
    ("rank", "promote", "aggregate", "ratio", "award"),
    ("adjust", "frames", "columns", "lanes", "field", "quantities"),
    ("comparing", "runs", "marks", "gaps", "attributes", "lookup", "screening", "kinds", "applying"),
)
"""What decides places first, each group in a random order; all other files after them."""
BUDGETS = (4.0, 40.0, 600.0)
"""Seconds of computing for a fault at first; and for those that nothing noticed within them, once all others were tried."""


def all_files() -> list[Path]:
    """The files that can get faults, the most important first."""
    found = [PACKAGE / "core" / "quantities.py", *sorted((PACKAGE / "core" / "scoring").glob("*.py"))]
    return sorted(found, key=group_of)


def group_of(path: Path) -> int:
    """How soon a file has its turn."""
    return next((at for at, group in enumerate(GROUPS) if path.stem in group), len(GROUPS))


def files() -> list[Path]:
    """Those that are wanted now."""
    wanted = [part for part in os.environ.get("FAULT_FILES", "").split(",") if part]
    return [path for path in all_files() if not wanted or any(part in path.name for part in wanted)]


def tests_now() -> str:
    """The tests of the core by their text."""
    texts = b"".join(path.read_bytes() for path in sorted((ROOT / "tests" / "core").rglob("*.py")))
    return hashlib.sha256(texts).hexdigest()[:16]


@cache
def key_of(mutant: faulty.Mutant) -> str:
    """The same fault in the same function: what changes elsewhere in the file leaves it known."""
    text = faulty.text_around(PACKAGE / mutant.path, mutant.begins)
    _, line, change, nth = named(mutant)
    around = f"{mutant.inside} {hashlib.sha256(text.encode()).hexdigest()[:16]} {mutant.line - mutant.begins}"
    return f"{mutant.path} {around} {line} {change} {nth}"


@cache
def explained() -> list[dict[str, Any]]:
    """Faults that change nothing that a result could show, each with the reason."""
    told: list[dict[str, Any]] = tomllib.loads(EXPLAINED.read_text(encoding="utf-8")).get("same", [])
    return told


def is_explained(mutant: faulty.Mutant) -> bool:
    """Whether somebody has written down why no test can notice it: known by its line's words, not by their number."""
    own = named(mutant)
    return any(own == (told["file"], told["line"], told["change"], told.get("nth", 1)) for told in explained())


def named(mutant: faulty.Mutant) -> tuple[str, str, str, int]:
    """A fault by its file, the words of its line, what it does, and the how-manieth it is that does this there."""
    alike = [index for index in _alike(mutant.path)[mutant.line, mutant.change] if index <= mutant.index]
    return mutant.path, line_of(mutant), mutant.change, len(alike)


@cache
def _alike(path: str) -> dict[tuple[int, str], list[int]]:
    found: dict[tuple[int, str], list[int]] = {}
    for mutant in faulty.mutants_of(PACKAGE / path):
        found.setdefault((mutant.line, mutant.change), []).append(mutant.index)
    return found


def line_of(mutant: faulty.Mutant) -> str:
    """The words of the line on which it stands."""
    return faulty.text_of(PACKAGE / mutant.path).splitlines()[mutant.line - 1].strip()


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


def waiting(paths: list[Path], tests: str) -> list[tuple[float, faulty.Mutant, tuple[str, ...]]]:
    """What has not been tried, or was noticed by nothing before a test changed, with the seconds for it and the tests that
    were in vain; what takes long comes last.
    """
    known, todo, again = remembered(), [], set()
    for mutant in (mutant for path in paths for mutant in faulty.mutants_of(path)):
        last = known.get(key_of(mutant))
        if last is None or (last["verdict"] != trying.NOTICED and last["tests"] != tests):
            todo.append((BUDGETS[0], mutant, ()))
            again |= {mutant} if last else set()
        elif last["verdict"] == trying.UNFINISHED:
            longer = next((budget for budget in BUDGETS if budget > last["budget"]), BUDGETS[-1])
            todo.append((longer, mutant, tuple(last["passed"])))
    random.shuffle(todo)
    # What must be loaded takes long as well; for what was not noticed somebody may just have written a test.
    return sorted(todo, key=lambda one: (one[0], not one[1].inside, one[1] not in again, group_of(Path(one[1].path))))


@pytest.hookimpl(tryfirst=True)
def pytest_runtestloop(session: pytest.Session) -> bool:
    """Instead of running the tests: try faults with them."""
    deadline = time.monotonic() + float(os.environ["FAULT_SECONDS"])
    if session.testsfailed or len(os.listdir("/proc/self/task")) > 4:
        raise session.Failed("the tests cannot be collected, or an engine has begun already")
    paths, tests = files(), tests_now()
    items = {item.nodeid: item for item in session.items}
    gc.unfreeze()  # what tests/conftest.py froze is looked for on the bench
    bench = trying.Bench(items, trying.codes_of_core(), trying.caches_of_core())
    importlib.import_module("pandas")  # pyarrow loads it for the first column, in every copy again
    gc.collect()
    gc.freeze()  # copies share what is there
    gc.set_threshold(100_000, 50, 50)
    if not trying.lay_out(bench, paths, all_files(), deadline):
        return True
    for known in remembered().values():
        bench.noticing[known["name"].partition(":")[0], known["by"]] += 1
    for budget, mutant, passed in waiting(paths, tests):
        if time.monotonic() > deadline:
            break
        if not is_explained(mutant):
            remember(mutant, trying.notice(bench, mutant, budget, passed), tests)
    return True
