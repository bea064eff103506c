"""Whose numbers a stage reads: an entry's own, its team's, or those of a team's members, which may be teams themselves."""

from __future__ import annotations

from jiangong.core.problems import Text
from jiangong.core.rulebook.formula import FormulaError, is_state
from jiangong.core.rulebook.values import Rulebook, Stage


def level_between(stage: Stage, earlier: Stage) -> frozenset[str]:
    """The dimension that numbers of an earlier stage have here beside their own: of a team's members, each has one."""
    of_members = stage.entrants == "teams" and earlier.id not in stage.alike
    return frozenset({"member"}) if of_members else frozenset()


def of_own_team(stage: Stage, earlier: Stage) -> bool:
    """Whether an entry of a stage reads the numbers of its team."""
    return stage.entrants != "teams" and earlier.entrants == "teams"


def members_by(rulebook: Rulebook, stage: Stage) -> str:
    """The entry column whose teams are the members of this stage's teams; '' where the members are entries."""
    return next((column for column in _kinds(rulebook, stage) if column), "")


def mixed_members(rulebook: Rulebook, stage: Stage) -> FormulaError | None:
    """A team has members of one kind."""
    kinds = _kinds(rulebook, stage)
    if len(kinds) < 2:
        return None
    zh = "、".join(column or "参赛项" for column in kinds)
    en = ", ".join(column or "entries" for column in kinds)
    return FormulaError(
        Text(f"几种队员：{zh}", f"members of several kinds: {en}"),
        Text(
            "一个团体阶段只从一种队员算起：要么参赛项，要么同一列组成的队；另一种放到另一个团体阶段里",
            "members of one kind in a stage of teams: entries, or the teams of one column; the other kind in a stage of its own",
        ),
    )


def _kinds(rulebook: Rulebook, stage: Stage) -> list[str]:
    """Of what the members are from whose numbers a stage of teams begins: '' entries, else the column that names them."""
    names = [name for formula in stage.formulas() for name in formula.names()]
    names += [score.start for score in stage.scores.values() if score.start]
    heads = {name.partition(".")[0] for name in names if not is_state(name)}
    earlier = [s for s in rulebook.stages[: rulebook.stages.index(stage)] if s.id in heads]
    kinds = [s.team if s.entrants == "teams" else "" for s in earlier if level_between(stage, s)]
    return list(dict.fromkeys(kinds))
