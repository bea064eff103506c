"""Reads the gallery: one folder a competition, with its rulebook, its marks and what the standings are expected to be.

Marks lie in the folder as CSV, or one SQL statement takes them from the published data beside the clone. Needs no Django.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Literal

import duckdb
import pyarrow as pa

from jiangong.core.problems import Refused, Text
from jiangong.core.rulebook import Rulebook, load_rulebook
from jiangong.core.scoring import Tables, read_evidence, settle
from jiangong.foundation.sheets import read_table

TABLES = ("marks", "entries", "items", "events", "sources")
KEY = ("event", "stage", "entry")
# A statement renames, splits and stacks; what it may not do is compute. These are the functions of the first kind.
PLAIN = frozenset(
    {"read_csv", "read_parquet", "row", "split_part", "substring", "substr", "trim", "replace", "concat", "||"}
)
Verdict = Literal["ok", "explained", "short", "absent"]
RowKey = tuple[str, str, str]


class CaseAbsent(Exception):  # noqa: N818 - an answer: the data of this case is not here
    """The data that a case reads does not lie where `SHARED` says."""


@dataclass(frozen=True)
class Case:
    """A folder of the gallery."""

    folder: Path

    @property
    def name(self) -> str:
        """The folder's name, which is the case's."""
        return self.folder.name

    @cached_property
    def rulebook_text(self) -> str:
        """The rulebook as it stands in the folder."""
        return (self.folder / "rulebook.toml").read_text(encoding="utf-8")

    @cached_property
    def readme(self) -> str:
        """What the folder says about itself; empty where it says nothing."""
        path = self.folder / "README.md"
        return path.read_text(encoding="utf-8") if path.exists() else ""

    @cached_property
    def title(self) -> Text:
        """The title in the rulebook; the folder's name where the rulebook cannot be read."""
        try:
            return load_rulebook(self.rulebook_text).title
        except Refused:
            return Text(self.name, self.name)

    @property
    def needs_shared(self) -> bool:
        """Whether the marks are taken from the data beside the clone."""
        return not (self.folder / "marks.csv").exists()

    def is_present(self, shared: Path | None) -> bool:
        """Whether everything that the case reads is here."""
        try:
            return read_case(self, shared=shared).tables is not None
        except CaseAbsent:
            return False


@dataclass(frozen=True, slots=True)
class CaseTables:
    """The tables of a case. In `expected` a null cell promises nothing, an empty text promises to be empty."""

    tables: Tables
    expected: pa.Table | None
    explained: pa.Table | None


@dataclass(frozen=True, slots=True)
class CaseLine:
    """How one column of a case compares: so many cells as expected, of so many promised."""

    case: str
    what: str
    matched: int
    of: int
    verdict: Verdict

    def __str__(self) -> str:
        return f"CASE {self.case} {self.what} {self.matched}/{self.of} {self.verdict}"


def cases(folder: Path) -> tuple[Case, ...]:
    """Every folder with a rulebook, by name."""
    found = sorted(folder.glob("*/rulebook.toml")) if folder.is_dir() else []
    return tuple(Case(path.parent) for path in found)


def read_case(case: Case, *, shared: Path | None) -> CaseTables:
    """The tables of a case. Raises CaseAbsent where its data is not there, Refused where a file cannot be read."""
    given = {name: _table(case, name, shared) for name in TABLES}
    marks = given.pop("marks")
    if marks is None:
        raise CaseAbsent(case.name)
    files = {name: f"{name}.csv" for name in TABLES}
    tables = Tables(marks=marks, files=files, **given)
    return CaseTables(tables, _table(case, "expected", shared), _table(case, "explained", shared))


def _table(case: Case, name: str, shared: Path | None) -> pa.Table | None:
    """A table of the folder by its name, from CSV or by its statement; None where there is neither."""
    path = case.folder / f"{name}.csv"
    if path.exists():
        return read_table(path, name=path.name)
    statement = case.folder / f"{name}.sql"
    if not statement.exists():
        return None
    if shared is None or not (shared / "data" / "competitions").is_dir():
        raise CaseAbsent(case.name)
    return stated(statement.read_text(encoding="utf-8"), shared=shared)


def stated(statement: str, *, shared: Path) -> pa.Table:
    """What a statement selects from the published data, all columns as text, nulls kept. Raises CaseAbsent for a missing file."""
    place = str(shared.absolute()).replace("'", "''")
    with duckdb.connect(config={"autoinstall_known_extensions": False}) as connection:
        try:
            table: pa.Table = connection.sql(statement.replace("{shared}", place)).to_arrow_table()
        except duckdb.IOException as error:
            raise CaseAbsent(str(error)) from error
    return table.cast(pa.schema([(name, pa.string()) for name in table.column_names]))


def run_case(case: Case, *, shared: Path | None) -> tuple[CaseLine, ...]:
    """Settle a case through the core and compare. A case whose data is not here gives one line that says so."""
    try:
        read = read_case(case, shared=shared)
    except CaseAbsent:
        return (CaseLine(case.name, "-", 0, 0, "absent"),)
    rulebook = load_rulebook(case.rulebook_text)
    outcome = settle(read_evidence(rulebook, read.tables))
    return compare_case(case, outcome.rows(), rulebook=rulebook, read=read)


def case_table(folder: Path, *, shared: Path | None) -> Iterator[CaseLine]:
    """The lines of every case of the gallery, one after the other as they are settled."""
    for case in cases(folder):
        yield from run_case(case, shared=shared)


def compare_case(
    case: Case, rows: list[dict[str, str]], *, rulebook: Rulebook, read: CaseTables
) -> tuple[CaseLine, ...]:
    """One line for each column that the case makes promises about."""
    if read.expected is None:
        return ()
    only = rulebook.stages[0].id if len(rulebook.stages) == 1 else ""
    computed = {_key(row, only): row for row in rows}
    reasons = read.explained.to_pylist() if read.explained is not None else []
    explained = {(*_key(row, only), row["column"]) for row in reasons}
    lines = []
    for column in (name for name in read.expected.column_names if name not in (*KEY, "#row")):
        promised = [(_key(row, only), row[column]) for row in read.expected.to_pylist() if row[column] is not None]
        wrong = [key for key, said in promised if computed.get(key, {}).get(column) != said]
        unexplained = [key for key in wrong if (*key, column) not in explained]
        verdict: Verdict = "short" if unexplained else "explained" if wrong else "ok"
        lines.append(CaseLine(case.name, column, len(promised) - len(wrong), len(promised), verdict))
    return tuple(lines)


def _key(row: dict[str, str], only_stage: str) -> RowKey:
    return (row.get("event") or "", row.get("stage") or only_stage, row["entry"])


def sql_objection(statement: str) -> str:
    """Why a statement of the gallery is refused: it computes. Empty where it only renames, splits and stacks."""
    with duckdb.connect() as connection:
        row = connection.execute("SELECT json_serialize_sql(?)", [statement]).fetchone()
    tree = json.loads(row[0] if row else "{}")
    if tree.get("error"):
        return str(tree.get("error_message"))
    if len(tree["statements"]) != 1:
        return "more than one statement"
    return next(filter(None, map(_objection, _nodes(tree["statements"][0]))), "")


def _nodes(part: object) -> Iterator[dict[str, object]]:
    if isinstance(part, dict):
        yield part
    parts = part.values() if isinstance(part, dict) else part if isinstance(part, list) else ()
    for inner in parts:
        yield from _nodes(inner)


def _objection(node: dict[str, object]) -> str:
    if node.get("class") == "WINDOW":
        return f"a window: {node.get('function_name')}"
    if node.get("class") == "FUNCTION" and node.get("function_name") not in PLAIN:
        return f"a computation: {node.get('function_name')}"
    return "a grouping" if node.get("group_expressions") else ""
