"""One idea, one word; and the ten things that we do not do, as far as a machine can see them."""

import ast
import re

import pytest

from tests.architecture.source import PACKAGE, ROOT, nodes, python_files, tree

SERVICES_REFUSED = ("process_", "handle_", "do_", "update_", "manage_", "perform_")
OLD = re.compile(r"^(Old|Legacy)[A-Z_]|^(old|legacy)_|_(old|legacy|v2|new2)$|^_?[a-z_]+2$")
WRITES = {"save", "bulk_create", "bulk_update", "get_or_create", "update_or_create", "delete", "select_for_update"}


def functions_of(name: str) -> list[tuple[str, ast.FunctionDef]]:
    """The public functions of every module called `name`, or of a folder of that name."""
    return [
        (f"{path.relative_to(ROOT)}:{node.lineno}", node)
        for path in python_files()
        if path.stem == name or name in path.parent.name.split()
        for node in tree(path).body
        if isinstance(node, ast.FunctionDef) and not node.name.startswith("_")
    ]


def test_a_service_is_a_verb_that_a_person_would_say():
    vague = [
        f"{place} {node.name}" for place, node in functions_of("services") if node.name.startswith(SERVICES_REFUSED)
    ]

    assert vague == []


def test_a_service_takes_keywords_after_the_first_obvious_argument():
    loose = [
        f"{place} {node.name}"
        for place, node in functions_of("services")
        if len(node.args.posonlyargs) + len(node.args.args) > 2
    ]

    assert loose == []


def test_a_selector_is_the_noun_that_it_gives():
    getters = [f"{place} {node.name}" for place, node in functions_of("selectors") if node.name.startswith("get_")]

    assert getters == []


@pytest.mark.parametrize("room", ["services", "selectors"])
def test_a_public_function_of_a_room_says_what_the_caller_must_know(room):
    silent = [f"{place} {node.name}" for place, node in functions_of(room) if ast.get_docstring(node) is None]

    assert silent == []


def test_nothing_old_stands_beside_its_successor():
    named = (ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)
    old = [f"{place} {node.name}" for place, node in nodes(named) if OLD.search(node.name)]

    assert old == []


def test_there_are_no_signals():
    refused = ("django.dispatch", "django.db.models.signals", "django.core.signals")
    listeners = [
        place
        for place, node in nodes((ast.Import, ast.ImportFrom))
        if any(name.startswith(refused) for name in imported(node))
    ]

    assert listeners == []


def imported(node: ast.Import | ast.ImportFrom) -> list[str]:
    """Every module, or name in a module, that the statement names."""
    if isinstance(node, ast.Import):
        return [alias.name for alias in node.names]
    return [f"{node.module}.{alias.name}" for alias in node.names]


def test_no_model_gives_save_a_meaning():
    overridden = [
        place
        for place, node in nodes(ast.ClassDef)
        if "models" in place
        for member in node.body
        if isinstance(member, ast.FunctionDef) and member.name in {"save", "clean"} and stores(member)
    ]

    assert overridden == []


def stores(member: ast.FunctionDef) -> bool:
    """Whether a method does more than refuse: a row that only grows may say no, it may not compute."""
    return not all(isinstance(line, ast.Raise | ast.Expr | ast.If) for line in member.body)


def test_no_view_writes_a_model():
    written = [
        f"{place} .{node.func.attr}()"
        for place, node in nodes(ast.Call, below="web")
        if isinstance(node.func, ast.Attribute) and node.func.attr in WRITES
    ]
    queried = [
        place for place, node in nodes(ast.Attribute, below="web") if node.attr in {"objects", "_default_manager"}
    ]

    assert written + queried == []


@pytest.mark.parametrize("room", ["core/scoring", "results"])
def test_missing_is_not_zero(room):
    """Except where lines are only put in order for a reader: a key of a sort is not a point."""
    in_sort_keys = {
        id(inner)
        for _, keyword in nodes(ast.keyword, below=room)
        if keyword.arg == "key"
        for inner in ast.walk(keyword.value)
    }
    excuses = [
        place
        for place, node in nodes(ast.BoolOp, below=room)
        if isinstance(node.op, ast.Or) and id(node) not in in_sort_keys
        if isinstance(node.values[-1], ast.Constant)
        and not isinstance(node.values[-1].value, bool)
        and node.values[-1].value in (0, "0")
    ]

    assert excuses == []


def test_the_clock_is_read_in_one_place():
    """`foundation.clock` can be set in a test and shows one time to one request; `datetime.now` cannot."""
    readers = [
        place
        for place, node in nodes(ast.Attribute)
        if node.attr in {"now", "today", "utcnow"}
        if isinstance(node.value, ast.Name) and node.value.id in {"datetime", "date", "timezone"}
        if "foundation/clock.py" not in place
    ]

    assert readers == []


def test_nobody_is_shouted_at():
    """Interface words carry no exclamation mark (templates, messages, the core's sentences)."""
    spoken = re.compile(r"！")
    files = [*python_files(), *PACKAGE.rglob("*.html"), *PACKAGE.rglob("*.po")]
    loud = [str(path.relative_to(ROOT)) for path in files if spoken.search(path.read_text(encoding="utf-8"))]

    assert loud == []
