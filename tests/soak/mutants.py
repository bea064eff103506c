"""Small faults put into the core one at a time: the tests of the core must notice each.

What was tried is remembered in .cache/mutants.json by the text of the file, so that the next run goes on with the rest.
"""

import ast
import hashlib
import json
import os
import random
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from tests.architecture.source import PACKAGE, ROOT

MEMORY = ROOT / ".cache" / "mutants.json"
PLACES = ("core/quantities.py", "core/scoring")
_OWN = "tests/core/scoring/test_"
NARROW = {
    "core/quantities.py": ("tests/core/test_quantities.py",),
    "core/scoring/award.py": (f"{_OWN}awarding.py",),
    "core/scoring/aggregate.py": (f"{_OWN}combining.py", f"{_OWN}once_differed.py"),
    "core/scoring/columns.py": (f"{_OWN}once_differed.py", f"{_OWN}field.py"),
    "core/scoring/promote.py": (f"{_OWN}several_rules.py", f"{_OWN}stages.py"),
    "core/scoring/rank.py": (f"{_OWN}ranking.py", f"{_OWN}orders.py"),
    "core/scoring/ratio.py": (f"{_OWN}ratio.py", f"{_OWN}once_differed.py"),
}
"""Tests that most likely notice a fault in a file: they run first, and all others only where they notice nothing."""
COMPARED = {ast.Lt: ast.LtE, ast.LtE: ast.Lt, ast.Gt: ast.GtE, ast.GtE: ast.Gt, ast.Eq: ast.NotEq, ast.NotEq: ast.Eq}
COMPUTED = {ast.Add: ast.Sub, ast.Sub: ast.Add, ast.Mult: ast.Add, ast.BitAnd: ast.BitOr, ast.BitOr: ast.BitAnd}


@dataclass(frozen=True)
class Mutant:
    """One fault: the file, the how-manieth node of its tree, and what it says to a person."""

    path: str
    index: int
    line: int
    change: str

    @property
    def name(self) -> str:
        """Where it is and what it does."""
        return f"{self.path}:{self.line} {self.change}"


def changed(node: ast.AST) -> tuple[str, ast.AST] | None:
    """The node with a fault in it, and a word about it; None where this kind of node is left alone."""
    if isinstance(node, ast.Compare) and type(node.ops[0]) in COMPARED:
        other = COMPARED[type(node.ops[0])]
        return other.__name__, ast.Compare(node.left, [other(), *node.ops[1:]], node.comparators)
    if isinstance(node, ast.BinOp) and type(node.op) in COMPUTED:
        other = COMPUTED[type(node.op)]
        return other.__name__, ast.BinOp(node.left, other(), node.right)
    if isinstance(node, ast.BoolOp):
        other = ast.Or if isinstance(node.op, ast.And) else ast.And
        return other.__name__, ast.BoolOp(other(), node.values)
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not | ast.Invert):
        return "without not", node.operand
    if isinstance(node, ast.Constant) and type(node.value) is int:
        return f"{node.value} + 1", ast.Constant(node.value + 1)
    return None


def mutants_of(path: Path) -> Iterator[Mutant]:
    """Every fault that can be put into a file."""
    for index, node in enumerate(ast.walk(ast.parse(path.read_text(encoding="utf-8")))):
        fault = changed(node)
        if fault:
            yield Mutant(str(path.relative_to(PACKAGE)), index, getattr(node, "lineno", 0), fault[0])


def source_with(mutant: Mutant) -> str:
    """The text of the file with the fault in it."""
    tree = ast.parse((PACKAGE / mutant.path).read_text(encoding="utf-8"))
    target = list(ast.walk(tree))[mutant.index]
    fault = changed(target)
    assert fault is not None

    class Swap(ast.NodeTransformer):
        def visit(self, node: ast.AST) -> ast.AST:
            return fault[1] if node is target else self.generic_visit(node)

    return ast.unparse(ast.fix_missing_locations(Swap().visit(tree)))


def is_noticed(mutant: Mutant | None, *, tests: tuple[str, ...] = ("tests/core",), timeout: float = 600) -> bool:
    """Whether the tests fail, or never end, with the fault in a copy of the source (None: as it is)."""
    with tempfile.TemporaryDirectory(prefix="jiangong-mutant-") as folder:
        copy = Path(folder) / "src" / "jiangong"
        skipped = shutil.ignore_patterns("__pycache__", "static", "templates", "locale")
        shutil.copytree(PACKAGE, copy, ignore=skipped)
        if mutant is not None:
            (copy / mutant.path).write_text(source_with(mutant), encoding="utf-8")
        environment = {**os.environ, "PYTHONPATH": str(copy.parent), "PYTHONDONTWRITEBYTECODE": "1"}
        command = [sys.executable, "-m", "pytest", "-x", "-q", "-p", "no:django", "-p", "no:cacheprovider", *tests]
        try:
            done = subprocess.run(command, cwd=ROOT, env=environment, timeout=timeout, capture_output=True, check=False)
        except subprocess.TimeoutExpired:
            return True
        if done.returncode not in (0, 1):
            raise RuntimeError(done.stdout.decode()[-2000:] + done.stderr.decode()[-2000:])
        return done.returncode == 1


def is_noticed_soon(mutant: Mutant) -> bool:
    """The same, by the tests that are likely to notice it, or else by all."""
    narrow = NARROW.get(mutant.path, ())
    return (bool(narrow) and is_noticed(mutant, tests=narrow)) or is_noticed(mutant)


def key_of(mutant: Mutant) -> str:
    """The same fault in the same text."""
    text = (PACKAGE / mutant.path).read_bytes()
    return f"{mutant.path} {hashlib.sha256(text).hexdigest()[:16]} {mutant.index} {mutant.change}"


def run(deadline: float) -> tuple[str, bool]:
    """Try faults in a random order until the time is over."""
    if is_noticed(None):
        return "the tests of the core fail without any fault: mend that first", False
    memory = json.loads(MEMORY.read_text()) if MEMORY.exists() else {}
    files = [
        path
        for place in PLACES
        for path in ([PACKAGE / place] if place.endswith(".py") else (PACKAGE / place).glob("*.py"))
    ]
    waiting = [mutant for path in sorted(files) for mutant in mutants_of(path)]
    random.shuffle(waiting)
    MEMORY.parent.mkdir(exist_ok=True)
    for mutant in waiting:
        if time.monotonic() > deadline:
            break
        if key_of(mutant) not in memory:
            memory[key_of(mutant)] = "noticed" if is_noticed_soon(mutant) else mutant.name
            MEMORY.write_text(json.dumps(memory, indent=0))
    known = {memory[key_of(mutant)] for mutant in waiting if key_of(mutant) in memory}
    survivors = sorted(known - {"noticed"})
    tried = sum(key_of(mutant) in memory for mutant in waiting)
    for name in survivors:
        print(f"  not noticed: {name}")
    return f"{tried} of {len(waiting)} faults tried, {len(survivors)} not noticed", not survivors
