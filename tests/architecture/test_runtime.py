"""The package runs without its development dependencies, and what it imports it also asks for."""

import ast
import json
import os
import re
import subprocess
import sys
import tomllib
from importlib.metadata import packages_distributions

from tests.architecture.source import PACKAGE, ROOT, nodes, python_files

# Imported in a process that refuses the modules named in its argument.
IMPORT_EVERYTHING = """
import importlib, importlib.abc, json, os, sys
refused, modules = json.loads(sys.argv[1])
class Refusal(importlib.abc.MetaPathFinder):
    def find_spec(self, name, path=None, target=None):
        if name.split(".")[0] in refused:
            raise ModuleNotFoundError(f"{name} is a development dependency", name=name)
sys.meta_path.insert(0, Refusal())
import django
django.setup()
for module in modules:
    importlib.import_module(module)
print(len(modules))
"""


def pinned(lock: str) -> set[str]:
    """The names of the packages in a lock."""
    text = (ROOT / "requirements" / lock).read_text(encoding="utf-8")
    return {name.replace("_", "-") for name in re.findall(r"^([\w.-]+)==", text.lower(), re.MULTILINE)}


def development_modules() -> set[str]:
    """Importable names that belong only to packages of the development lock."""
    extra = pinned("dev.txt") - pinned("runtime.txt")
    return {
        module
        for module, packages in packages_distributions().items()
        if {package.lower().replace("_", "-") for package in packages} <= extra
    }


def our_modules() -> list[str]:
    """Every module of the package; `__main__` runs when it is imported."""
    paths = [path.relative_to(PACKAGE.parent).with_suffix("") for path in python_files()]
    return [".".join(path.parts).removesuffix(".__init__") for path in paths if path.name != "__main__"]


def test_every_module_can_be_imported_without_the_development_packages():
    refused = development_modules()
    assert {"pytest", "hypothesis", "mypy"} <= refused

    # the vendoring tool is run by a developer, but needs nothing beyond the standard library either
    command = [sys.executable, "-c", IMPORT_EVERYTHING, json.dumps([sorted(refused), our_modules()])]
    # one module is read only where an identity server is configured
    names = ("SERVER", "CLIENT", "SECRET")
    environment = {**os.environ, **{f"JIANGONG_OIDC_{name}": "https://identity.invalid" for name in names}}
    done = subprocess.run(command, capture_output=True, text=True, check=False, env=environment)

    assert done.returncode == 0, done.stderr[-2000:]
    assert done.stdout.strip() == str(len(our_modules()))


# Asked for by name, imported by nobody of ours: Ibis's engine extra, Django's PostgreSQL driver, Ibis's pin, a hasher.
INDIRECT = {"psycopg", "duckdb", "sqlglot", "argon2-cffi", "ibis-framework"}


def required(group: str) -> set[str]:
    """The names of the packages that pyproject.toml asks for."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    wanted = project["dependencies"] if group == "runtime" else project["optional-dependencies"][group]
    return {re.split(r"[\[<>=;\s]", line)[0].lower().replace("_", "-") for line in wanted}


def imported_packages() -> set[str]:
    """The installed packages whose modules the source imports or names in the settings."""
    owners = packages_distributions()
    named = [m.split(".")[0] for _, node in nodes((ast.Import, ast.ImportFrom)) for m in modules_of(node)]
    settings = (PACKAGE / "config" / "settings.py").read_text(encoding="utf-8")
    named += re.findall(r"[\"'](\w+)[\w.]*[\"']", settings)
    return {owner.lower().replace("_", "-") for module in named for owner in owners.get(module, [])} - {"jiangong"}


def modules_of(node: ast.Import | ast.ImportFrom) -> list[str]:
    """The modules that a statement of ours names."""
    return [alias.name for alias in node.names] if isinstance(node, ast.Import) else [node.module or ""]


# Behind `--engine`, which says so where they are absent: the extra `spark`, and what it brings along.
OPTIONAL = {"pyspark", "py4j"}


def test_what_is_imported_is_asked_for():
    assert imported_packages() - required("runtime") - OPTIONAL == set()


def test_what_is_imported_for_a_cluster_is_asked_for_by_its_extra():
    assert required("spark") == {"pyspark"}


def test_what_is_asked_for_is_used():
    assert required("runtime") - imported_packages() - INDIRECT == set()
