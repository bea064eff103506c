"""Imports and foreign keys point down."""

import ast
import os
import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

from django.apps import apps

from tests.architecture.source import PACKAGE, ROOT, nodes, python_files

CONTRACTS = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["importlinter"]["contracts"]
FLOORS = next(contract for contract in CONTRACTS if contract["id"] == "floors")["layers"]

# Rooms within a room, from the lower to the higher.
NESTED = (
    "programmes", "applications", "registration", "draws", "slips", "schedule", "rulebooks", "analysis", "blind", "panels", "marking",
    "firming", "freezes", "promotion", "amendments", "appeals", "boards", "signing",
)  # fmt: skip

# One line each that must not pass, and the contract that has to say so.
TRESPASSES = {
    "floors": ("competitions/__init__.py", "import jiangong.results"),
    "competing": ("competitions/services.py", "import jiangong.competitions.registration"),
    "outcome": ("results/promotion/rules.py", "import jiangong.results.appeals"),
    "core-rooms": ("core/quantities.py", "import jiangong.core.rulebook"),
    "bodies": ("organizations/services.py", "import jiangong.organizations.people.enums"),
    "mark": ("core/scoring/marks.py", "import jiangong.core.scoring.pipeline"),
    "pure": ("core/problems.py", "import random"),
    "doors": ("web/__init__.py", "import jiangong.foundation.models"),
    "room": ("foundation/models.py", "import jiangong.foundation.services"),
}


def lint(source: Path, config: Path) -> str:
    """What import-linter says about a source folder, without colours and line breaks."""
    command = [str(Path(sys.executable).parent / "lint-imports"), "--no-cache", "--config", str(config)]
    environment = {**os.environ, "PYTHONPATH": str(source), "COLUMNS": "200", "NO_COLOR": "1"}
    return subprocess.run(command, cwd=source, env=environment, capture_output=True, text=True, check=False).stdout


def test_every_contract_is_kept():
    said = lint(ROOT / "src", ROOT / "pyproject.toml")

    assert re.findall(r"^(.*) BROKEN", said, re.MULTILINE) == []
    assert f"{len(CONTRACTS)} kept, 0 broken" in said


def test_every_contract_notices_a_trespass(tmp_path):
    shutil.copytree(ROOT / "src", tmp_path / "src", ignore=shutil.ignore_patterns("__pycache__", "static", "templates"))
    for path, line in TRESPASSES.values():
        with (tmp_path / "src" / "jiangong" / path).open("a", encoding="utf-8") as stream:
            stream.write(f"\n{line}\n")
    for stray in ("stray", "evidence/stray"):
        (tmp_path / "src" / "jiangong" / stray).mkdir()
        (tmp_path / "src" / "jiangong" / stray / "__init__.py").write_text("")

    said = lint(tmp_path / "src", ROOT / "pyproject.toml")

    broken = {line.split(":")[0].strip() for line in re.findall(r"^(.*) BROKEN", said, re.MULTILINE)}
    assert broken == {*TRESPASSES, "inlets"}
    assert {contract["id"] for contract in CONTRACTS} == broken


def floor_of(module: str) -> tuple[int, int]:
    """How high a module lies: the index of its floor, counted from the ground, and how many rooms it stands within: a
    room inside another stands on it, and rooms side by side there are told apart by their contract.
    """
    _package, room, *within = module.removesuffix(".models").split(".")
    floor = next(i for i, floor in enumerate(reversed(FLOORS)) if room in re.findall(r"\w+", floor))
    return floor, NESTED.index(within[-1]) + 2 if within and within[-1] in NESTED else len(within)


def test_every_relation_points_down():
    ours = [model for model in apps.get_models() if model.__module__.startswith("jiangong.")]
    assert ours, "no model of ours was found"

    upward = [
        f"{model._meta.label}.{field.name} → {field.related_model._meta.label}"
        for model in ours
        for field in model._meta.get_fields()
        if field.is_relation and not field.auto_created and field.related_model is not None
        if field.related_model.__module__.startswith("jiangong.")
        if field.related_model._meta.app_label != model._meta.app_label
        if floor_of(field.related_model.__module__) >= floor_of(model.__module__)
    ]

    assert upward == []


def test_a_foreign_key_names_its_class():
    kinds = {"ForeignKey", "OneToOneField", "ManyToManyField"}
    strings = [
        place
        for place, call in nodes(ast.Call)
        if isinstance(call.func, ast.Attribute | ast.Name)
        if (call.func.attr if isinstance(call.func, ast.Attribute) else call.func.id) in kinds
        if call.args and isinstance(call.args[0], ast.Constant) and call.args[0].value != "self"
    ]

    assert strings == []


def test_the_doors_and_the_core_own_no_tables():
    tables = [model._meta.label for model in apps.get_models() if model.__module__.startswith(tuple(NO_TABLES))]

    assert tables == []


NO_TABLES = ("jiangong.core", "jiangong.web", "jiangong.cli", "jiangong.config")


def test_the_core_is_free_of_django_when_it_runs():
    """The contract reads import statements; this one looks at what is loaded."""
    modules = [
        ".".join(path.relative_to(PACKAGE.parent).with_suffix("").parts).removesuffix(".__init__")
        for path in python_files()
        if path.is_relative_to(PACKAGE / "core")
    ]
    script = f"import sys, importlib; [importlib.import_module(m) for m in {modules!r}]; print('django' in sys.modules)"

    said = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True).stdout

    assert said.strip() == "False"
