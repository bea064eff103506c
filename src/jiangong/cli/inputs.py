"""Files that a command names, opened: a rulebook, and tables."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from jiangong.cli.endings import WrongUse
from jiangong.cli.words import note, say
from jiangong.core.problems import Problem, Refused, Text
from jiangong.foundation.texts import utf8_text

if TYPE_CHECKING:
    from jiangong.cli.options import Given
    from jiangong.core.scoring import Tables

RULEBOOK = "rulebook.toml"
RULEBOOK_TEXT = Text("UTF-8 编码的 TOML 规则文件", "a rulebook: TOML text in UTF-8")


def rulebook_source(path: Path) -> tuple[str, str]:
    """The text of a rulebook and the name to call it by in messages; `path` is the file or a folder with one."""
    file = path / RULEBOOK if path.is_dir() else path
    existing(file)
    return utf8_text(file.read_bytes(), file=str(file), expected=RULEBOOK_TEXT), str(file)


def existing(path: Path) -> Path:
    """The path itself, where a file is there; else the command was called wrongly."""
    if path.exists() and not path.is_dir():  # a pipe will do as well
        return path
    if path.is_dir():
        raise WrongUse(say(f"{path} 是文件夹，需要一个文件", f"{path} is a folder; a file is needed"))
    raise WrongUse(say(f"没有文件 {path}", f"no such file: {path}"))


def given_tables(given: Given, backend: Any = None) -> Tables:
    """The tables that a command was given; large ones stay on disk. Raises Refused with the problems of all files.

    `backend` is the cluster that settles them, where it is not this process.
    """
    from jiangong.core.scoring import Tables  # the column engine costs more than most commands need

    roles = ("marks", "entries", "items", "events", "sources")
    paths = {role: path for role in roles if (path := getattr(given, role)) is not None}
    for path in paths.values():
        existing(path)
    tables: dict[str, Any] = {}
    problems: list[Problem] = []
    for role, path in paths.items():
        try:
            tables[role] = _table(path, backend, lazy=role == "marks", dates=role != "marks")
        except Refused as refused:
            problems.extend(refused.problems)
    if problems:
        raise Refused(tuple(problems))
    return Tables(**tables, files={role: str(path) for role, path in paths.items()}, backend=backend)


def _table(path: Path, backend: Any, *, lazy: bool, dates: bool) -> Any:
    from jiangong.foundation.sheets import read_table  # loads Arrow

    table = read_table(path, lazy=lazy, dates=dates)
    if backend is not None and not hasattr(table, "column_names"):
        return _on_cluster(path, table, backend)
    encoding = (getattr(table.schema, "metadata", None) or {}).get(b"encoding", b"")
    if encoding == b"GB18030":
        note(say(f"{path}：按 GB18030 编码读取", f"{path}: read as GB18030"))
    return table


def _on_cluster(path: Path, table: Any, backend: Any) -> Any:
    """A large file as the cluster reads it: Parquet where it lies, which every node must see; a CSV goes through this process."""
    with path.open("rb") as stream:
        is_parquet = stream.read(4) == b"PAR1"
    return backend.read_parquet(str(path.resolve())) if is_parquet else table.to_pyarrow()
