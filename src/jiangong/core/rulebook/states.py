"""Where a formula may read the state of a row, and what it may be compared with there."""

from __future__ import annotations

from jiangong.core.problems import Text, nearest
from jiangong.core.rulebook.formula import STATE, Call, Name, Node, Words, is_state
from jiangong.core.rulebook.measures import Measure, Names, Typed
from jiangong.core.rulebook.naming import UnknownWord
from jiangong.core.rulebook.values import Criterion, Rulebook, Score, Stage, State

COUNTED = ("fail", "value")
"""Effects of states whose rows are there to be read: those of the others are left out, or leave the entry without a place."""


def state_of_row(origin: Criterion | Score, level: frozenset[str]) -> Names:
    """`state`, where the number so far is still one of each row of a criterion."""
    if not isinstance(origin, Criterion) or level != frozenset(origin.by):
        return {}
    return {"state": Measure("text", level=level)}


def states_of(stage: Stage) -> Names:
    """`jump.state`: of every criterion, the state of each of its rows."""
    return {f"{name}{STATE}": Measure("text", level=frozenset(c.by)) for name, c in stage.criteria.items()}


def reads_state(typed: Typed | None) -> bool:
    """Whether a typed formula reads the state of a row."""
    return typed is not None and any(map(is_state, typed.names()))


def demand_states(node: Node, rulebook: Rulebook) -> None:
    """UnknownWord where a state is compared with a text that it can never be."""
    waiting = [node]
    while waiting:
        part = waiting.pop()
        if not isinstance(part, Call):
            continue
        waiting += part.arguments
        words = [inner.value for inner in part.arguments if isinstance(inner, Words)]
        if any(isinstance(inner, Name) and is_state(inner.value) for inner in part.arguments):
            for word in words:
                _demand_state(word, rulebook)


def _demand_state(word: str, rulebook: Rulebook) -> None:
    known = {code: state for code, state in rulebook.states.items() if state.effect in COUNTED}
    if not word or word in known:
        return
    found = Text(f"状态“{word}”", f'the state "{word}"')
    if (state := rulebook.states.get(word)) is not None:
        found = Text(f"{found.zh}（{state.effect}）", f"{found.en} ({state.effect})")
    expected = Text(
        "effect 是 fail 或 value 的状态（其余的行不在这里），或 ''（没有状态的行）：" + ("、".join(known) or "无"),
        "a state with effect fail or value (rows of the others are not here), or '' for a row without: "
        + (", ".join(known) or "none"),
    )
    raise UnknownWord(found, expected, _near(word, known))


def _near(word: str, known: dict[str, State]) -> str:
    """The code of that title, or one that is written alike."""
    titled = (code for code, state in known.items() if word in (state.title.zh, state.title.en))
    return next(titled, "") or nearest(word, known)
