"""Arguments and options that several commands share, each described once in both languages."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from dataclasses import MISSING, dataclass, fields
from functools import wraps
from pathlib import Path
from typing import Annotated, Any, get_type_hints

import typer

from jiangong.cli.words import Lang, say

RulebookPath = Annotated[
    Path,
    typer.Argument(
        metavar="R", help=say("规则：rulebook.toml，或装着它的文件夹", "rulebook.toml, or a folder with one")
    ),
]
MarksPath = Annotated[
    Path,
    typer.Argument(
        metavar="MARKS", help=say("评分表：CSV、XLSX、XLS、ODS 或 Parquet", "marks: CSV, XLSX, XLS, ODS or Parquet")
    ),
]
EntriesPath = Annotated[Path | None, typer.Option("--entries", metavar="E", help=say("参赛项表", "the entries"))]
ItemsPath = Annotated[Path | None, typer.Option("--items", metavar="I", help=say("项目表", "the items"))]
EventsPath = Annotated[Path | None, typer.Option("--events", metavar="V", help=say("赛项表", "the events"))]
SourcesPath = Annotated[
    Path | None, typer.Option("--sources", metavar="J", help=say("评分人表", "the sources: judges, offices"))
]
AsJson = Annotated[
    bool,
    typer.Option(
        "--json",
        help=say("输出 JSON；出错时每行一个 JSON 对象", "answer in JSON; errors as one JSON object a line"),
    ),
]
InLang = Annotated[
    Lang | None, typer.Option("--lang", help=say("语言（默认按环境）", "language (default: by environment)"))
]


@dataclass(frozen=True)
class Given:
    """What a command that settles is given; each field is an argument or an option."""

    rulebook: RulebookPath
    marks: MarksPath
    entries: EntriesPath = None
    items: ItemsPath = None
    events: EventsPath = None
    sources: SourcesPath = None
    as_json: AsJson = False
    lang: InLang = None


def takes_tables(command: Callable[..., Any]) -> Callable[..., Any]:
    """Let typer see the fields of `Given` in place of the command's first parameter, `given`.

    Typer reads arguments from a signature; this keeps those that every settling command shares in one place.
    """
    own = list(inspect.signature(command, eval_str=True).parameters.values())[1:]
    shared = _parameters()

    @wraps(command)
    def spread(**values: Any) -> Any:
        given = Given(**{parameter.name: values.pop(parameter.name) for parameter in shared})
        return command(given, **values)

    parameters = [*shared, *own]
    arguments = [p for p in parameters if p.default is inspect.Parameter.empty]
    options = [p for p in parameters if p.default is not inspect.Parameter.empty]
    shown: Any = spread
    shown.__signature__ = inspect.Signature(
        [p.replace(kind=inspect.Parameter.KEYWORD_ONLY) for p in arguments + options]
    )
    shown.__annotations__ = {}
    return spread


def _parameters() -> list[inspect.Parameter]:
    hints = get_type_hints(Given, include_extras=True)
    kind = inspect.Parameter.KEYWORD_ONLY
    return [
        inspect.Parameter(
            field.name,
            kind,
            annotation=hints[field.name],
            default=inspect.Parameter.empty if field.default is MISSING else field.default,
        )
        for field in fields(Given)
    ]
