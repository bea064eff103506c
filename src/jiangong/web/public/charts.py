"""Small figures as SVG: where each bar stands. The counts come from a selector; only places on the drawing are made."""

from dataclasses import dataclass
from typing import Any

WIDTH = 262
HEIGHT = 90
TOP = 20


@dataclass(frozen=True)
class Bar:
    """A bar with its count: all in units of the drawing."""

    x: str
    y: str
    width: str
    height: str
    middle: str
    label_y: str
    count: int


@dataclass(frozen=True)
class Chart:
    """A distribution ready to be drawn, with the figures that are said in words."""

    bars: tuple[Bar, ...]
    ticks: tuple[tuple[str, str, str], ...]
    numbers: Any


def bars(distribution: Any) -> Chart | None:
    """Bars that start at 0, the highest as tall as the drawing; None where there is nothing to draw."""
    if distribution is None or not distribution.bins:
        return None
    step = WIDTH / len(distribution.bins)
    most = max(one.count for one in distribution.bins) or 1
    drawn = []
    for position, one in enumerate(distribution.bins):
        height = (HEIGHT - TOP) * one.count / most
        left = position * step
        drawn.append(
            Bar(
                x=f"{left + 1:.1f}",
                y=f"{HEIGHT - height:.1f}",
                width=f"{max(step - 2, 1):.1f}",
                height=f"{height:.1f}",
                middle=f"{left + step / 2:.1f}",
                label_y=f"{HEIGHT - height - 5:.1f}",
                count=one.count,
            )
        )
    return Chart(tuple(drawn), ticks(distribution.bins, step), distribution)


def ticks(bins: Any, step: float) -> tuple[tuple[str, str, str], ...]:
    """Labels under the axis: the first edge, the middle one and the last (x, anchor, text)."""
    middle = len(bins) // 2
    marks = [("0", "start", bins[0].low)]
    if middle:
        marks.append((f"{middle * step:.1f}", "middle", bins[middle].low))
    marks.append((str(WIDTH), "end", bins[-1].high))
    return tuple(marks)
