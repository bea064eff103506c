"""Answers laid out for a person at a terminal, or as JSON for a program."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Sequence
from itertools import groupby
from typing import TYPE_CHECKING, Any

from jiangong.cli.words import note, said, say, tell, tell_json, visible

if TYPE_CHECKING:
    from jiangong.core.rulebook import Rulebook
    from jiangong.core.scoring import Change, Explanation, Outcome

DIVISION = "division"  # a column of the table on a terminal only
SHOWN_ROWS = 500  # of one stage, on a terminal; a file holds them all
WIDE = 250  # columns, where nobody said how wide the paper is

HEADINGS = {
    "event": ("赛项", "event"),
    "stage": ("阶段", "stage"),
    "entry": ("参赛号", "entry"),
    "place": ("名次", "place"),
    "score": ("得分", "score"),
    "state": ("状态", "state"),
    "goes_on": ("晋级", "goes on"),
    "reserve": ("递补", "reserve"),
    "award": ("奖项", "award"),
    "decided_by": ("决定于", "decided by"),
}


def raw(data: bytes) -> None:
    """Bytes on standard output, exactly as they are."""
    sys.stdout.flush()
    sys.stdout.buffer.write(data)
    sys.stdout.buffer.flush()


def title(rulebook: Rulebook) -> str:
    """What the competition is called, in the language of this run."""
    return said(rulebook.title)


def headings(rulebook: Rulebook) -> dict[str, str]:
    """What people call each column of the standings."""
    names = {name: say(*pair) for name, pair in HEADINGS.items()}
    return names | {f"score:{name}": said(rulebook.score_title(name)) for name in rulebook.score_names()}


def standings(outcome: Outcome, rulebook: Rulebook, *, as_json: bool) -> None:
    """The standings, one table a stage; columns that say nothing are left out."""
    from jiangong.core.rulebook import division_title  # loaded when there is something to lay out
    from jiangong.core.scoring import by_division

    if as_json:
        tell_json(outcome.rows())
        return
    beside = ("event", "stage", "entry")
    rows = [
        {**{name: row[name] for name in beside}, DIVISION: division, **row} for row, division in by_division(outcome)
    ]
    for (event, stage), group in groupby(rows, key=lambda row: (row["event"], row["stage"])):
        labels = headings(rulebook) | {DIVISION: said(division_title(rulebook, rulebook.stage(stage)))}
        words = _words(rulebook, stage)
        caption = " · ".join(part for part in (title(rulebook), event, words["stage"].get(stage, stage)) if part)
        _stage(list(group), labels, words, caption)


def _words(rulebook: Rulebook, stage_id: str) -> dict[str, dict[str, str]]:
    """What people call the codes in each column of a stage."""
    stage = next((known for known in rulebook.stages if known.id == stage_id), None)
    awards = stage.awards if stage else ()
    return {
        "stage": {known.id: said(known.title) or known.id for known in rulebook.stages},
        "state": {code: said(state.title) or code for code, state in rulebook.states.items()},
        "award": {award.id: said(award.title) for award in awards},
        "decided_by": {key.by: said(rulebook.score_title(key.by)) for key in (stage.order if stage else ())},
        "goes_on": {"1": "✓", "0": ""},
    }


def _stage(
    rows: Sequence[dict[str, str]], labels: dict[str, str], words: dict[str, dict[str, str]], caption: str
) -> None:
    columns = [name for name in rows[0] if name not in ("event", "stage") and any(row[name] for row in rows)]
    shown = rows[:SHOWN_ROWS] if sys.stdout.isatty() else rows
    lines = ([_in_words(words.get(name, {}), row[name]) for name in columns] for row in shown)
    _table([labels.get(name, name) for name in columns], lines, caption)
    if len(shown) < len(rows):
        rest = len(rows) - len(shown)
        note(say(f"还有 {rest} 行，用 --out 写成文件", f"{rest} more rows; --out writes them to a file"))


def _in_words(words: dict[str, str], cell: str) -> str:
    """A cell may hold several codes, joined by a semicolon."""
    return "；".join(words.get(code, code) for code in cell.split(";")) if words and cell else cell


def _table(head: Sequence[str], rows: Iterable[Sequence[str]], caption: str) -> None:
    from rich import box  # loaded when there is something to lay out
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text as Styled

    console = Console(width=None if sys.stdout.isatty() else WIDE, highlight=False)
    table = Table(title=Styled(caption) if caption else None, title_justify="left", box=box.SIMPLE_HEAD)
    for name in head:
        table.add_column(Styled(name), overflow="fold")
    for row in rows:
        # Plain text objects: a name such as "[b]" must not be read as a style.
        table.add_row(*(Styled(visible(cell)) for cell in row))
    console.print(table)


def explanation(answer: Explanation, *, as_json: bool) -> None:
    """Why an entry stands where it stands: the sentence, then every step with its numbers."""
    if as_json:
        tell_json(_explained(answer))
        return
    tell(said(answer.answer))
    for step in answer.steps:
        tell()
        tell(f"{step.number} {said(step.title)}")
        if step.rule:
            tell(f"  {said(step.rule)}")
        if step.rows:
            _table([said(name) for name in step.head], ([_cell(cell) for cell in row] for row in step.rows), "")
        if step.arithmetic:
            tell(f"  {said(step.arithmetic)}")


def _cell(cell: Any) -> str:
    text = said(cell.text)
    text = say(f"（{text} 去掉）", f"({text} dropped)") if cell.dropped else text
    return f"{text} {said(cell.note)}" if cell.note else text


def _explained(answer: Explanation) -> dict[str, Any]:
    return {
        "entry": answer.entry,
        "event": answer.event,
        "stage": answer.stage,
        "place": answer.place,
        "score": answer.score,
        "state": answer.state,
        "answer": said(answer.answer),
        "steps": [
            {
                "number": step.number,
                "title": said(step.title),
                "rule": said(step.rule),
                "head": [said(name) for name in step.head],
                "rows": [
                    [{"text": said(c.text), "dropped": c.dropped, "note": said(c.note)} for c in row]
                    for row in step.rows
                ],
                "arithmetic": said(step.arithmetic),
                "result": step.result,
            }
            for step in answer.steps
        ],
    }


KINDS = {
    "place": ("名次", "place"),
    "score": ("得分", "score"),
    "award": ("奖项", "award"),
    "goes_on": ("晋级", "goes on"),
    "division": ("组别", "division"),
    "state": ("状态", "state"),
    "entry": ("是否在列", "listed"),
}
CHANGE_HEAD = (
    ("赛项", "event"),
    ("阶段", "stage"),
    ("参赛号", "entry"),
    ("什么", "what"),
    ("原来", "before"),
    ("改后", "after"),
)


def changes(found: Sequence[Change], *, as_json: bool) -> None:
    """Whose result differs, and how."""
    if as_json:
        names = ("event", "stage", "entry", "kind", "before", "after")
        tell_json([{name: getattr(change, name) for name in names} for change in found])
        return
    if not found:
        tell(say("没有变化", "no change"))
        return
    rows = ([c.event, c.stage, c.entry, say(*KINDS.get(c.kind, (c.kind, c.kind))), c.before, c.after] for c in found)
    _table([say(*pair) for pair in CHANGE_HEAD], rows, "")
    tell(say(f"{len(found)} 处变化", f"changes: {len(found)}"))
