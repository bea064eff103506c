"""Small faults in a text of the program: which there are, and the program with one of them in it."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path

from tests.architecture.source import PACKAGE

COMPARED: dict[type[ast.cmpop], type[ast.cmpop]] = {
    ast.Lt: ast.LtE, ast.LtE: ast.Lt, ast.Gt: ast.GtE, ast.GtE: ast.Gt, ast.Eq: ast.NotEq, ast.NotEq: ast.Eq,
    ast.In: ast.NotIn, ast.NotIn: ast.In, ast.Is: ast.IsNot, ast.IsNot: ast.Is,
}  # fmt: skip
COMPUTED: dict[type[ast.operator], type[ast.operator]] = {
    ast.Add: ast.Sub, ast.Sub: ast.Add, ast.Mult: ast.Add, ast.BitAnd: ast.BitOr, ast.BitOr: ast.BitAnd,
    ast.Div: ast.Mult, ast.FloorDiv: ast.Mult, ast.Mod: ast.FloorDiv, ast.Pow: ast.Mult,
}  # fmt: skip
_PAIRS = (
    ("min", "max"), ("asc", "desc"), ("lag", "lead"), ("floor", "ceil"), ("any", "all"), ("rank", "dense_rank"),
    ("least", "greatest"), ("isnull", "notnull"), ("argmin", "argmax"),
)  # fmt: skip
CALLED = {**dict(_PAIRS), **{b: a for a, b in _PAIRS}, "sum": "max", "nunique": "count"}
"""What is called, and what else it is easily taken for."""
ALLOWED = {"strict"}
"""Named arguments that only say what must hold anyway."""
TURNED = {"Eq", "NotEq", "In", "NotIn", "Is", "IsNot", "without not"}
"""Faults that turn a condition round: where it is the whole of a condition, always and never say as much."""


@dataclass(frozen=True)
class Mutant:
    """One fault: the file, the how-manieth node of its tree, and what it says to a person."""

    path: str
    index: int
    line: int
    change: str
    inside: str = ""
    """The outermost function whose body holds it; empty where it runs when the file is loaded."""
    begins: int = 0
    """The line on which that function begins for Python: with its first decorator."""
    lines: tuple[int, int] = (0, 0)
    """The first and the last line of the statement: a test that executes none of them cannot notice it."""

    @property
    def name(self) -> str:
        """Where it is and what it does."""
        return f"{self.path}:{self.line} {self.change}"


def changed(node: ast.AST) -> Iterator[tuple[str, ast.AST]]:
    """The node with each fault in it, and a word about it; nothing where this kind of node is left alone."""
    for kind in (_operators, _constants, _conditions, _calls, _statements):
        yield from kind(node)


def _operators(node: ast.AST) -> Iterator[tuple[str, ast.AST]]:
    if isinstance(node, ast.Compare) and type(node.ops[0]) in COMPARED:
        other = COMPARED[type(node.ops[0])]()
        yield type(other).__name__, ast.Compare(node.left, [other, *node.ops[1:]], node.comparators)
    if isinstance(node, ast.BinOp) and type(node.op) in COMPUTED:
        computed = COMPUTED[type(node.op)]()
        yield type(computed).__name__, ast.BinOp(node.left, computed, node.right)
    if isinstance(node, ast.BoolOp):
        either = ast.Or() if isinstance(node.op, ast.And) else ast.And()
        yield type(either).__name__, ast.BoolOp(either, node.values)
    if isinstance(node, ast.UnaryOp) and not isinstance(node.op, ast.UAdd):
        yield "without not" if isinstance(node.op, ast.Not | ast.Invert) else "without minus", node.operand


def _constants(node: ast.AST) -> Iterator[tuple[str, ast.AST]]:
    if isinstance(node, ast.Constant) and type(node.value) is int:
        yield f"{node.value} + 1", ast.Constant(node.value + 1)
    if isinstance(node, ast.Constant) and type(node.value) is bool:
        yield f"not {node.value}", ast.Constant(not node.value)
    if isinstance(node, ast.Constant) and node.value == "left":
        yield "inner", ast.Constant("inner")


def _conditions(node: ast.AST) -> Iterator[tuple[str, ast.AST]]:
    for value in (True, False):
        if isinstance(node, ast.If):
            yield f"if {value}", ast.If(ast.Constant(value), node.body, node.orelse)
        if isinstance(node, ast.IfExp):
            yield f"if {value}", ast.IfExp(ast.Constant(value), node.body, node.orelse)
        if isinstance(node, ast.comprehension) and node.ifs:
            yield f"where {value}", ast.comprehension(node.target, node.iter, [ast.Constant(value)], node.is_async)
    if isinstance(node, ast.While):
        yield "while False", ast.While(ast.Constant(False), node.body, node.orelse)


def _calls(node: ast.AST) -> Iterator[tuple[str, ast.AST]]:
    if not isinstance(node, ast.Call):
        return
    name = getattr(node.func, "attr", getattr(node.func, "id", ""))
    if name in CALLED and isinstance(node.func, ast.Attribute):
        yield CALLED[name], ast.Call(ast.Attribute(node.func.value, CALLED[name], ast.Load()), node.args, node.keywords)
    if name in CALLED and isinstance(node.func, ast.Name):
        yield CALLED[name], ast.Call(ast.Name(CALLED[name], ast.Load()), node.args, node.keywords)
    if name == "ifelse" and len(node.args) == 3:
        yield "else before then", ast.Call(node.func, [node.args[0], node.args[2], node.args[1]], node.keywords)
    if name == "coalesce" and len(node.args) > 1:
        yield "coalesce without its last", ast.Call(node.func, node.args[:-1], node.keywords)
    for keyword in node.keywords:
        if keyword.arg and keyword.arg not in ALLOWED:
            left = [other for other in node.keywords if other is not keyword]
            yield f"without {keyword.arg}=", ast.Call(node.func, node.args, left)


def _statements(node: ast.AST) -> Iterator[tuple[str, ast.AST]]:
    if isinstance(node, ast.AugAssign | ast.Raise) or (isinstance(node, ast.Expr) and isinstance(node.value, ast.Call)):
        yield "left out", ast.Pass()
    if isinstance(node, ast.Assign) and len(node.targets) == 1 and isinstance(node.targets[0], ast.Name):
        own = node.targets[0].id
        if any(isinstance(read, ast.Name) and read.id == own for read in ast.walk(node.value)):
            yield "left out", ast.Pass()


@cache
def text_of(path: Path) -> str:
    """The text of a file as it was when this process first read it: somebody may go on writing while faults are tried."""
    return path.read_text(encoding="utf-8")


@lru_cache(maxsize=4)
def tree_of(path: Path) -> ast.Module:
    """The file as a tree, always the same one."""
    return ast.parse(text_of(path), filename=str(path))


@cache
def text_around(path: Path, begins: int) -> str:
    """The text of the outermost function that begins on a line; of the whole file where no function holds the fault."""
    for node in ast.walk(tree_of(path)) if begins else ():
        if (
            isinstance(node, ast.FunctionDef)
            and min(node.lineno, *(d.lineno for d in node.decorator_list or [node])) == begins
        ):
            return "\n".join(text_of(path).splitlines()[begins - 1 : node.end_lineno])
    return text_of(path)


def mutants_of(path: Path) -> Iterator[Mutant]:
    """Every fault that can be put into a file."""
    tree = tree_of(path)
    never, whole, held = _never_run(tree), _whole_conditions(tree), _held(tree)
    for index, node in enumerate(ast.walk(tree)):
        if id(node) in never:
            continue
        inside, begins, lines = held.get(id(node), ("", 0, (0, 0)))
        for change, _fault in changed(node):
            if change in TURNED and id(node) in whole:
                continue
            line = getattr(node, "lineno", lines[0])
            yield Mutant(str(path.relative_to(PACKAGE)), index, line, change, inside, begins, lines)


def _never_run(tree: ast.Module) -> set[int]:
    """Nodes of annotations and of what stands there for the type checker alone; and how a class is made."""
    roots: list[ast.AST] = []
    for node in ast.walk(tree):
        if isinstance(node, ast.AnnAssign | ast.arg) and node.annotation is not None:
            roots.append(node.annotation)
        if isinstance(node, ast.FunctionDef) and node.returns is not None:
            roots.append(node.returns)
        if isinstance(node, ast.If) and isinstance(node.test, ast.Name) and node.test.id == "TYPE_CHECKING":
            roots.append(node)
        if isinstance(node, ast.ClassDef):
            roots += node.decorator_list
    return {id(node) for root in roots for node in ast.walk(root)}


def _whole_conditions(tree: ast.Module) -> set[int]:
    found = {id(node.test) for node in ast.walk(tree) if isinstance(node, ast.If | ast.IfExp)}
    return found | {id(test) for node in ast.walk(tree) if isinstance(node, ast.comprehension) for test in node.ifs}


def _held(tree: ast.Module) -> dict[int, tuple[str, int, tuple[int, int]]]:
    """Of every node: the outermost function whose body holds it, where that begins, and the lines of its statement."""
    found: dict[int, tuple[str, int, tuple[int, int]]] = {}

    def visit(node: ast.AST, names: tuple[str, ...], inside: tuple[str, int], lines: tuple[int, int]) -> None:
        if isinstance(node, ast.stmt):
            lines = _lines(node)
        found[id(node)] = (*inside, lines)
        body = {id(part) for part in node.body} if isinstance(node, ast.FunctionDef | ast.ClassDef) else set()
        for part in ast.iter_child_nodes(node):
            below, within = names, inside
            if id(part) in body:
                below = (*names, node.name)  # type: ignore[attr-defined]
                if isinstance(node, ast.FunctionDef) and not inside[0]:
                    within = (".".join(below), min(node.lineno, *(d.lineno for d in node.decorator_list or [node])))
            visit(part, below, within, lines)

    visit(tree, (), ("", 0), (0, 0))
    return found


def _lines(statement: ast.stmt) -> tuple[int, int]:
    """The lines of a statement, of one with a body those before the body."""
    last = statement.end_lineno or statement.lineno
    body = getattr(statement, "body", None)
    return statement.lineno, max(statement.lineno, body[0].lineno - 1) if body else last


def tree_with(mutant: Mutant) -> ast.Module:
    """The tree of the file with the fault in it; every node keeps its line."""
    path = PACKAGE / mutant.path
    tree = ast.parse(text_of(path), filename=str(path))
    target = list(ast.walk(tree))[mutant.index]
    fault = next(fault for change, fault in changed(target) if change == mutant.change)
    if hasattr(target, "lineno"):
        ast.copy_location(fault, target)

    class Swap(ast.NodeTransformer):
        def visit(self, node: ast.AST) -> ast.AST:
            return fault if node is target else self.generic_visit(node)

    return ast.fix_missing_locations(Swap().visit(tree))  # type: ignore[no-any-return]
