"""The project's own files, as the architecture tests read them."""

import ast
import subprocess
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = ROOT / "src" / "jiangong"


@cache
def python_files() -> tuple[Path, ...]:
    """Every Python file of the package that a person writes (migrations are written by Django)."""
    return tuple(sorted(path for path in PACKAGE.rglob("*.py") if "migrations" not in path.parts))


@cache
def tree(path: Path) -> ast.Module:
    """The parsed file."""
    return ast.parse(path.read_text(encoding="utf-8"), filename=str(path))


def nodes(kind: type[ast.AST] | tuple[type[ast.AST], ...], *, below: str = "") -> Iterator[tuple[str, ast.AST]]:
    """Every node of a kind in the package, or below one of its folders, with the place where it stands."""
    for path in python_files():
        if path.is_relative_to(PACKAGE / below):
            for node in ast.walk(tree(path)):
                if isinstance(node, kind):
                    yield f"{path.relative_to(ROOT)}:{getattr(node, 'lineno', 0)}", node


@cache
def committed_files() -> tuple[Path, ...]:
    """Every file that git keeps. Outside a clone (an unpacked archive), every file but hidden folders."""
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=False)
    if listed.returncode == 0 and listed.stdout:
        found = [ROOT / name for name in listed.stdout.decode().split("\0") if name]
    else:
        found = [p for p in ROOT.rglob("*") if not any(part.startswith(".") for part in p.relative_to(ROOT).parts)]
    return tuple(path for path in found if path.is_file())
