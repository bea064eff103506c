"""Criteria and scores that nothing reads or that nobody combined: most likely a slip of the pen."""

from __future__ import annotations

from jiangong.core.problems import Text
from jiangong.core.rulebook.formula import STATE
from jiangong.core.rulebook.plan import PlannedStage, of_whomever
from jiangong.core.rulebook.positions import Path
from jiangong.core.rulebook.reading import Reader
from jiangong.core.rulebook.values import Lookup, Rulebook


def doubt_unused(reader: Reader, rulebook: Rulebook, planned: PlannedStage, path: Path) -> None:
    """Warn of criteria that nothing reads, in this stage or a later one, and of those that nobody combined."""
    stage = planned.stage
    read = {name for value in planned.values.values() for name in value.reads} | {key.by for key in stage.order}
    read |= {name for formula in stage.conditions() for name in formula.names()}
    read |= {stage.score} | {name for rule in stage.go_on for name in rule.by}
    read |= {name for award in stage.awards for name in award.by}
    read |= {name.removesuffix(STATE) for name in read} | _read_later(rulebook, stage.id)
    for name, criterion in stage.criteria.items():
        measure = planned.values[name].measure if name in planned.values else None
        place: Path = (*path, "criteria", name)
        if name not in read and criterion.kind != "mark":
            found = Text(f"没有用到 {name}", f"{name}, which nothing reads")
            expected = Text("在 order、scores 或 steps 里用到", "a use in order, scores or steps")
            reader.problem(place, found, expected, warning=True)
        elif measure is not None and measure.level and name not in read:
            level = sorted(measure.level)
            zh, en = "、".join(level), ", ".join(level)
            found = Text(f"{name} 按 {zh} 分开而没有合成", f"{name}, separate by {en} and never combined")
            reader.problem(place, found, Text("steps 里写 over", "`over` in its steps"), warning=True)


def doubt_hidden(reader: Reader, rulebook: Rulebook) -> None:
    """Warn of hidden scores that nothing reads. A column that nothing reads is declared so that the table may hold it."""
    read = _names_read(rulebook)
    for position, stage in enumerate(rulebook.stages):
        for name, score in stage.scores.items():
            if score.hidden and name not in read and f"{stage.id}.{name}" not in read:
                found = Text(f"没有用到 {name}，也不显示", f"{name}, which nothing reads and nobody sees")
                place: Path = ("stage", position, "scores", name)
                reader.problem(place, found, Text("用到它，或删去", "a use, or none of it"), warning=True)


def _read_later(rulebook: Rulebook, stage: str) -> set[str]:
    """The names of a stage that other stages read."""
    names = {name for name in _names_read(rulebook) if name.startswith(f"{stage}.")}
    return {name.removeprefix(f"{stage}.").removesuffix(STATE) for name in names}


def _names_read(rulebook: Rulebook) -> set[str]:
    names: set[str] = set()
    for stage in rulebook.stages:
        names |= {key.by for key in stage.order} | {name for rule in stage.go_on for name in rule.by}
        names |= {stage.score, stage.within_number} | {score.start for score in stage.scores.values() if score.start}
        names |= {of_whomever(name) for formula in stage.formulas() for name in formula.names()}
        names |= {act.by for act in stage.acts() if isinstance(act, Lookup)}
    return names
