"""How a figure is reported: one line a figure, then one about the machine."""

import os
import platform
import statistics
import sys
from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True)
class Figure:
    """A measured value beside its goal; `highest` says that the goal is a ceiling, else it is a floor."""

    name: str
    value: float
    unit: str
    goal: float
    is_ceiling: bool = True

    @property
    def line(self) -> str:
        """`BENCH name value unit goal <= number ok|short`."""
        met = self.value <= self.goal if self.is_ceiling else self.value >= self.goal
        sign = "<=" if self.is_ceiling else ">="
        return f"BENCH {self.name} {self.value:.4g} {self.unit} goal {sign} {self.goal:g} {'ok' if met else 'short'}"


def report(*figures: Figure) -> None:
    """Print the lines as they are measured."""
    for figure in figures:
        print(figure.line, flush=True)


def told(sentence: str) -> None:
    """Progress and particulars, beside the figures."""
    print(sentence, file=sys.stderr, flush=True)


def spread(values: list[float]) -> str:
    """Median, least and most."""
    return f"{statistics.median(values):.3f} s ({min(values):.3f} to {max(values):.3f})"


def machine(rounds: int) -> str:
    """What it was measured on."""
    return (
        f"machine: {os.cpu_count()} cores, {platform.machine()}, {platform.system()}, "
        f"Python {platform.python_version()}; rounds {rounds}, interleaved; medians"
    )


def interleaved(rounds: int, works: dict[str, Callable[[], float]]) -> dict[str, list[float]]:
    """Run every piece of work once a round, so that a machine that changes its mood changes it for all of them."""
    times: dict[str, list[float]] = {name: [] for name in works}
    for _ in range(rounds):
        for name, work in works.items():
            times[name].append(work())
    return times
