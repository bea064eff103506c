"""Budgets that keep the house in one head."""

import re
import tomllib
from pathlib import Path

from tests.architecture.source import PACKAGE, ROOT, python_files

LINES = 400
DEPTH = 3
REFUSED_NAMES = {"utils", "helpers", "common", "misc", "manager", "base"}
EXEMPT_FOLDERS = {"migrations", "templates", "static", "locale", "__pycache__"}
CONFIG = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))


def is_exempt(path: Path) -> bool:
    """What Django or a tool wrote, and what is not code."""
    return any(part in EXEMPT_FOLDERS or part.startswith(".") for part in path.parts)


def test_no_file_is_longer_than_four_hundred_lines():
    lengths = {path: len(path.read_text(encoding="utf-8").splitlines()) for path in python_files()}

    assert {str(path.relative_to(ROOT)): count for path, count in lengths.items() if count > LINES} == {}


def test_no_folder_lies_deeper_than_three_below_the_package():
    folders = [path.relative_to(PACKAGE) for path in PACKAGE.rglob("*") if path.is_dir()]
    deep = [str(f) for f in folders if len(f.parts) > DEPTH and not is_exempt(f)]

    assert deep == []


def test_no_file_or_folder_is_a_drawer_for_everything():
    names = [path.relative_to(PACKAGE) for path in PACKAGE.rglob("*") if not is_exempt(path.relative_to(PACKAGE))]
    drawers = [str(name) for name in names if REFUSED_NAMES & set(name.stem.lower().split("_"))]

    assert drawers == []


def test_ruff_holds_the_budgets_of_a_function():
    lint = CONFIG["tool"]["ruff"]["lint"]

    assert lint["mccabe"]["max-complexity"] == 8
    assert lint["pylint"] == {"max-statements": 30, "max-args": 6}
    assert {"C90", "PLR0913", "PLR0915"} <= set(lint["select"])
    assert not any(code.startswith(("C90", "PLR")) for code in lint["ignore"])


def test_no_function_is_excused_from_its_budget():
    excuse = re.compile(r"noqa:.*\b(C901|PLR0913|PLR0915)\b|noqa(?!:)")
    excused = [
        f"{path.relative_to(ROOT)}:{number}"
        for path in python_files()
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1)
        if excuse.search(line)
    ]

    assert excused == []
