"""What the parts of a rulebook come to all together, held against the limits before anything is planned."""

from __future__ import annotations

from jiangong.core.rulebook.limits import ALL_TERMS, CHAIN, TooLarge
from jiangong.core.rulebook.plan import of_whomever
from jiangong.core.rulebook.reading import Reader
from jiangong.core.rulebook.values import Apply, Criterion, Lookup, Over, Stage


def is_too_large(reader: Reader, stages: tuple[Stage, ...]) -> bool:
    """Whether formulas and tables are larger all together than can be checked at once, or values hang on each other in too
    long a chain; a problem where they do.
    """
    before = len(reader.problems)
    formulas = [formula for stage in stages for formula in stage.formulas()]
    rows = sum(len(act.results) for stage in stages for act in stage.acts() if isinstance(act, Lookup))
    number = rows + sum(formula.terms() for formula in formulas)
    if number > ALL_TERMS.most:
        reader.too_large(("stage",), TooLarge(ALL_TERMS, number))
        return True
    for position, stage in enumerate(stages):
        longest, number = _longest_chain(stage)
        if number > CHAIN.most:
            section = "criteria" if longest in stage.criteria else "scores"
            reader.too_large(("stage", position, section, longest), TooLarge(CHAIN, number))
    return len(reader.problems) > before


def _longest_chain(stage: Stage) -> tuple[str, int]:
    """The value that most others lead to, each reading the one before, and how many they are with it. A circle is told later."""
    reads = {name: _reads(stage, name) for name in (*stage.criteria, *stage.scores)}
    lengths: dict[str, int] = {}
    begun: set[str] = set()
    waiting = list(reads)
    while waiting:
        name = waiting[-1]
        unseen = next((read for read in reads[name] if read not in begun), None)
        begun.add(name)
        if unseen is not None:
            waiting.append(unseen)
            continue
        lengths.setdefault(waiting.pop(), 1 + max((lengths.get(read, 0) for read in reads[name]), default=0))
    return max(lengths.items(), key=lambda item: item[1], default=("", 0))


def _reads(stage: Stage, name: str) -> list[str]:
    """Other values of the stage that a value is made of."""
    value = stage.value_of(name)
    acts = [step.act for step in value.steps]
    formulas = [act.formula for act in acts if isinstance(act, Apply)]
    formulas += [formula for act in acts if isinstance(act, Over) for formula in act.formulas]
    start = (
        [] if isinstance(value, Criterion) else [value.start or "", *(value.formula.names() if value.formula else ())]
    )
    names = dict.fromkeys([*start, *(name for formula in formulas for name in formula.names())])
    return [name for name in map(of_whomever, names) if name in stage.criteria or name in stage.scores]
