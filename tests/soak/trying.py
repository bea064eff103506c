"""Tries faults, as a plugin of pytest: the tests are collected once, and every fault gets a copy of that process to itself.

No test has run in the process that is copied, so no engine has begun in it and nothing is kept of a rulebook. In the copy the
function that holds the fault gets other code, and the tests run that execute the line, the quickest first, until one fails. A
fault that works when its file is loaded needs a process that loads it, which takes seconds instead of tenths.
"""

import functools
import gc
import hashlib
import json
import os
import resource
import signal
import subprocess
import sys
import time
import types
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from tests.architecture.source import PACKAGE, ROOT
from tests.soak.faulty import Mutant, text_of, tree_with

CACHE = Path(os.environ.get("FAULT_MEMORY") or ROOT / ".cache")
MAPS = CACHE / "covered"
NOTICED, UNNOTICED, UNFINISHED, UNTOUCHED = "noticed", "unnoticed", "unfinished", "no test executes it"
FIRST = 8
"""So many tests that noticed others run before all."""
MADE_FOR = {
    "adjust": ("adjusting", "combining", "stages", "teams_of_teams"), "aggregate": ("combining", "once_differed"),
    "attributes": ("attributes",), "award": ("awarding", "several_rules"), "columns": ("adjusting", "once_differed", "field"),
    "comparing": ("orders",), "field": ("field",), "frames": ("stages", "attributes", "teams_of_teams", "kinds"),
    "gaps": ("mark_problems", "kinds"), "kinds": ("kinds",), "lanes": ("lanes",), "lookup": ("adjusting", "tables"),
    "marks": ("mark_problems", "states"), "promote": ("several_rules", "stages"), "quantities": ("quantities",),
    "rank": ("ranking", "orders", "states", "several_rules"), "ratio": ("ratio", "once_differed"), "runs": ("runs",),
    "screening": ("screening",),
}  # fmt: skip
"""Tests made for a file: they run first until they notice other faults in it, or others have."""
MEMORY_LIMIT = 12 * 2**30
_ENV = "FAULT_TO_LOAD"


@dataclass
class Trial:
    """What happened to one fault."""

    verdict: str
    by: str = ""
    seconds: float = 0.0
    budget: float = 0.0
    passed: tuple[str, ...] = ()
    """Tests that were in time to run and noticed nothing, where others wait."""


@dataclass
class Bench:
    """The collected tests, and what each is known to execute."""

    items: dict[str, pytest.Item]
    functions: dict[tuple[str, str, int], list[types.FunctionType]]
    kept: list[Any]
    lines: dict[str, dict[str, set[int]]] = field(default_factory=dict)
    seconds: dict[str, float] = field(default_factory=dict)
    noticing: Counter[tuple[str, str]] = field(default_factory=Counter)
    masks: dict[str, int] = field(default_factory=dict)
    starts: dict[str, int] = field(default_factory=dict)

    def tests_for(self, mutant: Mutant) -> list[str]:
        """The tests that execute its statement. First a few that noticed others in this file, then of those made for it, then
        of all, always the one that, for its time, executes most of the core that none before it does: so that few tests see
        much of what a rulebook can say.
        """
        first, last = mutant.lines
        span = set(range(first, last + 1))
        left = {
            name
            for name, files in self.lines.items()
            if name in self.items and mutant.path in files and (not mutant.inside or span & files[mutant.path])
        }
        known = {name: self.noticing[(mutant.path, name)] / self.cost(name) for name in left}
        order = [name for name in sorted(left, key=lambda name: (-known[name], name))[:FIRST] if known[name]]
        made_for = {f"test_{stem}.py" for stem in MADE_FOR.get(Path(mutant.path).stem, ())}
        self._widen(order, {name for name in left if Path(name.partition("::")[0]).name in made_for})
        self._widen(order, left)
        return order + sorted(left - set(order), key=self.cost)

    def _widen(self, order: list[str], more: set[str]) -> None:
        """Put behind them of `more` whatever executes something new."""
        left, seen = more - set(order), 0
        for name in order:
            seen |= self.bits(name)
        while left:
            best = max(left, key=lambda name: ((self.bits(name) & ~seen).bit_count() / self.cost(name), name))
            if not self.bits(best) & ~seen:
                return
            order.append(best)
            seen |= self.bits(best)
            left.discard(best)

    def cost(self, name: str) -> float:
        """Its seconds, and those that pass around every test."""
        return self.seconds[name] + 0.03

    def bits(self, name: str) -> int:
        """The lines that a test executes, as one number."""
        if name not in self.masks:
            mask = 0
            for path, lines in self.lines[name].items():
                start = self.starts.setdefault(path, 1000 * len(self.starts))
                for line in lines:
                    mask |= 1 << (start + line)
            self.masks[name] = mask
        return self.masks[name]


def codes_of_core() -> dict[tuple[str, str, int], list[types.FunctionType]]:
    """Every function of the core by file, name and first line."""
    found: dict[tuple[str, str, int], list[types.FunctionType]] = {}
    for thing in gc.get_objects():
        if isinstance(thing, types.FunctionType) and "/jiangong/core/" in thing.__code__.co_filename:
            code = thing.__code__
            found.setdefault((code.co_filename, code.co_qualname, code.co_firstlineno), []).append(thing)
    return found


def caches_of_core() -> list[Any]:
    """What remembers answers of the core: nothing of it may be left from before."""
    wrappers = [thing for thing in gc.get_objects() if isinstance(thing, functools._lru_cache_wrapper)]
    return [wrapper for wrapper in wrappers if str(wrapper.__module__).startswith(("jiangong.", "tests."))]


def forget(kept: list[Any]) -> None:
    """Let go of it."""
    for wrapper in kept:
        wrapper.cache_clear()


def put_in(mutant: Mutant, functions: dict[tuple[str, str, int], list[types.FunctionType]]) -> bool:
    """Give the function that holds the fault its other code; False where no such function is found."""
    path = str(PACKAGE / mutant.path)
    key = (path, mutant.inside, mutant.begins)
    waiting = [compile(tree_with(mutant), path, "exec")]
    while waiting:
        code = waiting.pop()
        if (code.co_filename, code.co_qualname, code.co_firstlineno) == key:
            for function in functions.get(key, ()):
                function.__code__ = code
            return key in functions
        waiting += [part for part in code.co_consts if isinstance(part, types.CodeType)]
    return False


def in_a_copy(work: Callable[[Callable[[bytes], None]], int]) -> tuple[int, bytes]:
    """Do something in a copy of this process: its end, and what it said before."""
    reader, writer = os.pipe()
    child = os.fork()
    if child == 0:
        status = 70
        try:
            os.close(reader)
            nowhere = os.open(os.devnull, os.O_WRONLY)
            os.dup2(nowhere, 1)
            os.dup2(nowhere, 2)
            resource.setrlimit(resource.RLIMIT_AS, (MEMORY_LIMIT, MEMORY_LIMIT))
            status = work(lambda said: _write(writer, said))
        except BaseException as error:  # noqa: BLE001 - the copy must end here, whatever happened
            _write(writer, f"\n{error!r}".encode())
        finally:
            os._exit(status)
    os.close(writer)
    with os.fdopen(reader, "rb") as said:
        words = said.read()
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), words


def _write(to: int, words: bytes) -> None:
    while words:
        words = words[os.write(to, words) :]


def run_one(item: pytest.Item, following: pytest.Item | None) -> bool:
    """Whether a test passes or is skipped."""
    from _pytest.runner import runtestprotocol

    reports = runtestprotocol(item, log=False, nextitem=following)
    return not any(report.failed for report in reports)


def notice(bench: Bench, mutant: Mutant, budget: float, passed: tuple[str, ...] = ()) -> Trial:
    """Try one fault in a copy of this process; `passed` were run with it before."""
    names = [name for name in bench.tests_for(mutant) if name not in set(passed)]
    if not names:
        return Trial(UNNOTICED if passed else UNTOUCHED)
    if not mutant.inside:
        return _notice_loaded(bench, mutant, names, budget, passed)
    started = time.monotonic()

    def work(say: Callable[[bytes], None]) -> int:
        begun = time.process_time()
        if not put_in(mutant, bench.functions):
            return 71
        forget(bench.kept)
        for at, name in enumerate(names):
            if time.process_time() - begun > budget:  # of its own, however busy the machine is
                return 3
            say(f"{at} ".encode())
            signal.setitimer(signal.ITIMER_REAL, 60 + 10 * bench.seconds[name])  # ends the copy if the test never ends
            following = bench.items[names[at + 1]] if at + 1 < len(names) else None
            if not run_one(bench.items[name], following):
                return 1
        return 0

    status, said = in_a_copy(work)
    if status in (70, 71):
        raise RuntimeError(f"{mutant.name}: {said.decode()[-500:]}")
    took = time.monotonic() - started
    if status == 0:
        return Trial(UNNOTICED, seconds=took)
    if status == 3:
        return Trial(UNFINISHED, seconds=took, budget=budget, passed=(*passed, *names[: len(said.split())]))
    by = names[int(said.split()[-1])] if said else ""
    bench.noticing[(mutant.path, by)] += 1
    return Trial(NOTICED, by, took)


def _notice_loaded(bench: Bench, mutant: Mutant, names: list[str], budget: float, passed: tuple[str, ...]) -> Trial:
    """Try one that works when its file is loaded: in a process that loads it, with as many tests as fit into the time."""
    started, at, left = time.monotonic(), 0, budget
    while at < len(names) and left > 0:
        left -= bench.cost(names[at])
        at += 1
    words = json.dumps([mutant.path, mutant.index, mutant.change])
    command = [sys.executable, "-m", "pytest", "-x", "-q", "-n0", "-p", "tests.soak.loading"]
    command += ["-p", "no:django", "-p", "no:cacheprovider", *names[:at]]
    environment = {**os.environ, _ENV: words, "PYTHONDONTWRITEBYTECODE": "1"}
    try:
        done = subprocess.run(
            command, cwd=ROOT, env=environment, timeout=60 + 8 * budget, capture_output=True, check=False
        )
    except subprocess.TimeoutExpired:
        return Trial(NOTICED, "it never ends", time.monotonic() - started)
    took = time.monotonic() - started
    if done.returncode:
        return Trial(NOTICED, "a process of its own", took)
    return (
        Trial(UNNOTICED, seconds=took)
        if at == len(names)
        else Trial(UNFINISHED, "", took, budget, (*passed, *names[:at]))
    )


# ── what each test executes ───────────────────────────────────────────────────────────────────────────
@functools.cache
def hash_of(path: Path) -> str:
    """A text by its hash."""
    return hashlib.sha256(text_of(path).encode()).hexdigest()[:16]


def _key_of(file: Path) -> str:
    helpers = sorted(path for path in (ROOT / "tests" / "core").rglob("*.py") if not path.name.startswith("test_"))
    return " ".join(map(hash_of, [file, *helpers]))


def _place_of(file: Path) -> Path:
    return MAPS / f"{'.'.join(file.relative_to(ROOT).with_suffix('').parts)}.json"


def map_of(file: Path, paths: Iterable[Path]) -> dict[str, Any] | None:
    """What was kept of a file of tests, if it still holds for these files of the program."""
    if not _place_of(file).exists():
        return None
    known: dict[str, Any] = json.loads(_place_of(file).read_text())
    texts = {str(path.relative_to(PACKAGE)): hash_of(path) for path in paths}
    return known if known["key"] == _key_of(file) and texts.items() <= known["texts"].items() else None


def draw_map(file: Path, items: list[pytest.Item], paths: list[Path], kept: list[Any]) -> dict[str, Any]:
    """Run a file of tests in a copy and keep which lines each test executes."""

    def work(say: Callable[[bytes], None]) -> int:
        import coverage

        tracer = coverage.Coverage(data_file=None, config_file=False, include=[str(path) for path in paths])
        seconds, failed = {}, []
        tracer.start()
        for item, following in zip(items, [*items[1:], None], strict=True):
            forget(kept)
            tracer.switch_context(item.nodeid)
            started = time.monotonic()
            failed += [] if run_one(item, following) else [item.nodeid]
            seconds[item.nodeid] = time.monotonic() - started
        tracer.stop()
        data = tracer.get_data()
        lines: dict[str, dict[str, list[int]]] = {item.nodeid: {} for item in items}
        for measured in data.measured_files():
            for line, contexts in data.contexts_by_lineno(measured).items():
                for context in set(contexts) & lines.keys():
                    lines[context].setdefault(str(Path(measured).relative_to(PACKAGE)), []).append(line)
        say(json.dumps({"seconds": seconds, "lines": lines, "failed": failed}).encode())
        return 0

    status, said = in_a_copy(work)
    if status != 0:
        raise RuntimeError(f"{file}: {status} {said.decode()[-500:]}")
    drawn: dict[str, Any] = json.loads(said)
    if drawn["failed"]:
        raise RuntimeError(f"these fail without any fault, mend that first: {drawn['failed']}")
    drawn["key"], drawn["texts"] = _key_of(file), {str(path.relative_to(PACKAGE)): hash_of(path) for path in paths}
    _place_of(file).parent.mkdir(parents=True, exist_ok=True)
    _place_of(file).write_text(json.dumps(drawn))
    return drawn


def lay_out(bench: Bench, paths: list[Path], drawn: list[Path], deadline: float) -> bool:
    """Know of every file of tests what it executes of these files (a map is drawn of more at once); False where the time was over before."""
    by_file: dict[Path, list[pytest.Item]] = {}
    for item in bench.items.values():
        by_file.setdefault(item.path, []).append(item)
    for file, items in sorted(by_file.items()):
        known = map_of(file, paths)
        if known is None:
            if time.monotonic() > deadline:
                return False
            known = draw_map(file, items, drawn, bench.kept)
        bench.seconds |= known["seconds"]
        bench.lines |= {name: {path: set(at) for path, at in files.items()} for name, files in known["lines"].items()}
    return True
