"""What is being done, shown on a terminal once it has taken two seconds; and how long each part took."""

from __future__ import annotations

import sys
import threading
import time
from types import TracebackType
from typing import Any

PATIENCE = 2.0  # seconds


class Watch:
    """Names the step under way. A bar appears on standard error after two seconds, and only on a terminal."""

    def __init__(self, total: int | None = None) -> None:
        self._total = total
        self._done = 0
        self._spans: list[tuple[str, float]] = []
        self._bar: Any = None
        self._task: Any = None
        self._lock = threading.Lock()  # the bar is raised by a timer's thread
        self._timer = threading.Timer(PATIENCE, self._raise_bar)
        self._timer.daemon = True

    def __enter__(self) -> Watch:
        if sys.stderr.isatty():
            self._timer.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._close_span()
        with self._lock:
            self._timer.cancel()
            if self._bar:
                self._bar.stop()

    def step(self, name: str) -> None:
        """From here on, `name` is what is being done."""
        self._close_span()
        self._spans.append((name, -time.perf_counter()))
        self._show()

    def advance(self, done: int, total: int) -> None:
        """How far the step has come, in whatever it counts."""
        self._done, self._total = done, total
        self._show()

    def times(self) -> str:
        """`TIME` and the seconds of each step; the fingerprint's cost stands apart from settling."""
        return "TIME " + " · ".join(f"{name} {seconds:.2f} s" for name, seconds in self._spans)

    def _close_span(self) -> None:
        if self._spans and self._spans[-1][1] < 0:
            name, started = self._spans[-1]
            self._spans[-1] = (name, started + time.perf_counter())

    def _raise_bar(self) -> None:
        from rich.console import Console  # nobody waits for this import: two seconds have gone by
        from rich.progress import BarColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

        with self._lock:
            columns = (SpinnerColumn(), TextColumn("{task.description}"), BarColumn(), TimeElapsedColumn())
            # Lines of the answer go above the bar on a terminal, and untouched into a file or a pipe.
            above = sys.stdout.isatty()
            self._bar = Progress(*columns, console=Console(stderr=True), transient=True, redirect_stdout=above)
            self._task = self._bar.add_task("", total=None)
            self._bar.start()
        self._show()

    def _show(self) -> None:
        with self._lock:
            if self._bar and self._spans:
                self._bar.update(self._task, description=self._spans[-1][0], total=self._total, completed=self._done)
