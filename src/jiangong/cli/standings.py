"""Commands that settle: score, explain, compare."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Annotated, Any

import typer

from jiangong.cli import cluster, showing
from jiangong.cli.endings import WrongUse
from jiangong.cli.inputs import existing, given_tables, rulebook_source
from jiangong.cli.options import Given, takes_tables
from jiangong.cli.watch import Watch
from jiangong.cli.words import note, note_problems, say
from jiangong.core.problems import Problem, Refused, Text, nearest

if TYPE_CHECKING:
    from jiangong.core.rulebook import Rulebook
    from jiangong.core.scoring import Outcome

OutFile = Annotated[
    str,
    typer.Option(
        "--out",
        metavar="F",
        help=say(
            "结果文件：.csv .xlsx .json .html .parquet；- 为标准输出",
            "result file: .csv .xlsx .json .html .parquet; - is standard output",
        ),
    ),
]


EngineName = Annotated[
    str,
    typer.Option(
        "--engine",
        metavar="X",
        help=say(
            "在哪里计算：duckdb（默认）、spark://主机:端口、local[2]；指纹相同",
            "where to settle: duckdb (default), spark://HOST:PORT, local[2]; the fingerprint is the same",
        ),
    ),
]

MemoryLimit = Annotated[
    str,
    typer.Option(
        "--memory",
        metavar="N",
        help=say(
            "大表计算时至多占用的内存，如 1000MB、4GB；放不下的暂存到磁盘",
            "the most memory for settling a large file, e.g. 1000MB or 4GB; what does not fit waits on disk",
        ),
    ),
]
_MEMORY = re.compile(r"([1-9][0-9]{2,}MB|[1-9][0-9]*GB)")


@takes_tables
def score(given: Given, out: OutFile = "", engine: EngineName = cluster.EMBEDDED, memory: MemoryLimit = "") -> None:
    """Settle, show or write the standings, and end with the fingerprint on standard error."""
    from jiangong.core.scoring import noticed  # loads the column engine

    suffix = _suffix(out)
    with Watch() as watch, _room(memory, engine) as room, cluster.session(engine, watch) as backend:
        rulebook, outcome = _settled(given, watch, backend, room)
        if out and out != "-":
            watch.step(say("写出", "writing"))
            Path(out).write_bytes(_file(outcome, rulebook, suffix))
        watch.step(say("指纹", "fingerprint"))
        fingerprint = outcome.fingerprint
    if out == "-":
        showing.raw(outcome.csv())
    elif not out:
        showing.standings(outcome, rulebook, as_json=given.as_json)
    note_problems([*noticed(outcome, str(given.marks)), *_without_scores(outcome, given)], as_json=given.as_json)
    note(watch.times())
    note(str(fingerprint))


def _without_scores(outcome: Outcome, given: Given) -> list[Problem]:
    """A warning for each stage in which places were given and not one score, or none to some."""
    expected = Text("算得出的得分；用 jiangong explain 看缺什么", "scores; jiangong explain shows what is missing")
    partly = [
        Problem(
            str(given.rulebook), None, stage.shown, Text(
                f"{stage.id}：{placed} 个有名次的里有 {len(bare)} 个没有这个得分，排在后面（{_few(bare, '、')}）",
                f"{len(bare)} of {placed} placed in {stage.id} without this score, and so behind ({_few(bare, ', ')})",
            ),
            expected, level="warning",
        )
        for stage, bare, placed in outcome.partly_without_scores()
    ]  # fmt: skip
    return partly + [
        Problem(
            str(given.rulebook), None, stage.shown,
            Text(f"{stage.id}：有名次，却没有一个得分", f"places in {stage.id} and not one score"),
            expected, level="warning",
        )
        for stage in outcome.without_scores()
    ]  # fmt: skip


def _few(entries: tuple[str, ...], comma: str) -> str:
    return comma.join(entries[:5]) + (" …" if len(entries) > 5 else "")


EntryNumber = Annotated[str, typer.Argument(metavar="ENTRY", help=say("参赛号", "the entry's number"))]
EventName = Annotated[str, typer.Option("--event", metavar="X", help=say("赛项", "the event"))]
StageName = Annotated[str, typer.Option("--stage", metavar="S", help=say("阶段", "the stage"))]


@takes_tables
def explain(given: Given, entry: EntryNumber, event: EventName = "", stage: StageName = "") -> None:
    """Why this entry stands where it stands, step by step."""
    from jiangong.core import scoring  # loads the column engine

    with Watch() as watch:
        rulebook, evidence = _evidence(given, watch)
        watch.step(say("说明", "explaining"))
        try:
            answer = scoring.explain(rulebook, evidence, entry, event=event, stage=stage or None)
        except LookupError:
            raise Refused((_stranger(given, rulebook, (entry, event, stage)),)) from None
    showing.explanation(answer, as_json=given.as_json)


def _stranger(given: Given, rulebook: Rulebook, asked: tuple[str, str, str]) -> Problem:
    """What cannot be explained: a stage that the rules do not have, or an entry that does not stand there."""
    entry, event, stage = asked
    stages = [one.id for one in rulebook.stages]
    if stage and stage not in stages:
        expected = Text("其中之一：" + "、".join(stages), "one of " + ", ".join(stages))
        found = Text(f"没有阶段 {stage}", f"no stage {stage}")
        return Problem(str(given.rulebook), None, "--stage", found, expected, nearest(stage, stages))
    where = Text(f"，赛项 {event}", f" in the event {event}") if event else Text("", "")
    where = Text(f"{where.zh}，阶段 {stage}", f"{where.en} in the stage {stage}") if stage else where
    found = Text(f"没有参赛号 {entry}{where.zh}", f"no entry {entry}{where.en}")
    return Problem(str(given.marks), None, "entry", found, Text("名次表里的参赛号", "an entry of the standings"))


RulesAfter = Annotated[Path | None, typer.Option("--rules", metavar="R2", help=say("改后的规则", "the other rulebook"))]
MarksAfter = Annotated[Path | None, typer.Option("--marks", metavar="M2", help=say("改后的评分", "the other marks"))]


@takes_tables
def compare(given: Given, rules_after: RulesAfter = None, marks_after: MarksAfter = None) -> None:
    """Settle twice and list every place, score, award and promotion that differs."""
    from dataclasses import replace

    from jiangong.core import scoring  # loads the column engine

    if rules_after is None and marks_after is None:
        raise WrongUse(
            say("请用 --rules 或 --marks 给出要比较的另一份", "give --rules or --marks: what to compare with")
        )
    after = replace(given, rulebook=rules_after or given.rulebook, marks=marks_after or given.marks)
    with Watch() as watch:
        _, first = _settled(given, watch)
        _, second = _settled(after, watch)
        changes = scoring.compare(first, second)
    showing.changes(changes, as_json=given.as_json)


Room = tuple[str, str]
"""How much memory a large file may take, and where what does not fit is laid; ("", "") where nothing is said."""


@contextmanager
def _room(memory: str, engine: str) -> Iterator[Room]:
    """The memory that was asked for, and a folder of our own that is gone afterwards."""
    if not memory:
        yield "", ""
        return
    if not _MEMORY.fullmatch(memory):
        raise WrongUse(
            say(f"--memory 应写成 500MB 或 4GB 这样，至少 100MB，而不是 {memory}",
                f"--memory must be like 500MB or 4GB, at least 100MB, not {memory}")
        )  # fmt: skip
    if engine != cluster.EMBEDDED:
        raise WrongUse(
            say("--memory 只用于 duckdb；集群的内存在集群上设定", "--memory is for duckdb; a cluster's own settings bound its memory")
        )  # fmt: skip
    with TemporaryDirectory(prefix="jiangong-") as folder:
        yield memory, folder


def _settled(given: Given, watch: Watch, backend: Any = None, room: Room = ("", "")) -> tuple[Rulebook, Outcome]:
    from jiangong.core import scoring  # loads the column engine

    rulebook, evidence = _evidence(given, watch, backend, room)
    watch.step(say("计算", "settling"))
    return rulebook, scoring.settle(evidence)


def _evidence(given: Given, watch: Watch, backend: Any = None, room: Room = ("", "")) -> tuple[Rulebook, Any]:
    from jiangong.core import scoring  # loads the column engine
    from jiangong.core.rulebook import load_rulebook

    text, file = rulebook_source(given.rulebook)
    existing(given.marks)
    rulebook = load_rulebook(text, file=file)
    watch.step(say("读取", "reading"))
    tables = given_tables(given, backend)
    if room[0] and not hasattr(tables.marks, "column_names"):  # a small file is in memory already
        scoring.bounded(tables.marks, *room)
    watch.step(say("核对", "checking"))
    return rulebook, scoring.read_evidence(rulebook, tables)


def _suffix(out: str) -> str:
    """The format that `--out` asks for, known before any work is done."""
    from jiangong.foundation.sheets.writing import WRITABLE  # loads Arrow

    suffix = Path(out).suffix.lower()
    if out in ("", "-") or suffix in WRITABLE:
        return suffix
    raise WrongUse(say(f"--out 的后缀应为 {' '.join(WRITABLE)}", f"--out must end in one of {' '.join(WRITABLE)}"))


def _file(outcome: Outcome, rulebook: Rulebook, suffix: str) -> bytes:
    from jiangong.foundation.sheets import write_table  # loads Arrow

    if suffix == ".csv":
        return outcome.csv()
    return write_table(outcome.standings, suffix, title=showing.title(rulebook), labels=showing.headings(rulebook))
