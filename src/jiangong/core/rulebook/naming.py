"""A name that a formula does not know where it stands: what it may have been meant to be, and how to say that."""

from __future__ import annotations

from jiangong.core.problems import Text
from jiangong.core.rulebook.formula import FormulaError


class UnknownName(FormulaError):
    """A name that the rulebook does not know at this place."""

    def __init__(self, name: str) -> None:
        super().__init__(Text(f"名称 {name}", f"the name {name}"), _expected(name))
        self.name = name


def _expected(name: str) -> Text:
    head, _, column = name.partition(".")
    if head in _TABLES and column:
        return Text(
            f"声明过的列：写上 [{_TABLES[head]}.{column}]（type、range）",
            f"a declared column: write [{_TABLES[head]}.{column}] with its type",
        )
    return _HINTS.get(head, _KNOWN)


class UnknownWord(FormulaError):
    """A text that can never be met, and the one that was most likely meant."""

    def __init__(self, found: Text, expected: Text, near: str) -> None:
        super().__init__(found, expected)
        self.near = near


_TABLES = {"event": "events", "item": "items", "entry": "entries", "source": "sources"}
_KNOWN = Text("本规则里已有的名称", "a name these rules have")
_PLACES = Text(
    "晋级和奖项的条件里才有；前面阶段的写 阶段.place，本阶段的某个数排第几写 rank_high(…)",
    "a condition of going on or of an award; of an earlier stage stage.place, the rank of a number of this one rank_high(…)",
)
_COUNTS = Text(
    "晋级和奖项的条件里才有；得分里写 field_count(…)",
    "a condition of going on or of an award; in a score field_count(…)",
)
_HINTS = {
    "value": Text("steps 里才有；这里写评分项或得分的名称", "steps only; here the name of a criterion or score"),
    "start": Text("steps 里、维数还没有变时才有", "steps only, while no dimension has been combined"),
    "place": _PLACES,
    "placed": _COUNTS,
    "entrants": _COUNTS,
    "opponent": Text(
        '对阵（kind = "match"）还按 item 分开时的步骤里才有；得分从对阵 from 起，再写 { formula = "if(value > opponent, 3, 0)" } 或 where = "value > opponent"',
        'steps of matches (kind = "match"), while they are separate by item: a score that starts `from` the matches, with a step'
        ' { formula = "if(value > opponent, 3, 0)" } or where = "value > opponent"',
    ),
    "previous": Text(
        "steps 里、还按 item 或 attempt 分开时才有", "steps only, while rows are still separate by item or attempt"
    ),
    "state": Text(
        "评分项（或 from 它的得分）的 steps 里、还没有用 over 合成时才有；别处写 评分项.state",
        "steps of a criterion, or of a score that goes on from one, before rows are combined; elsewhere CRITERION.state",
    ),
    "member": Text(
        'over = "member"；队员自己的列写 entry.列名', 'over = "member"; a column of the member is entry.NAME'
    ),
}
