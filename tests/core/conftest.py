"""Where coverage is measured, it watches the core and not the library beneath: watching Ibis took a third of the time of all core tests.

Python 3.11 calls a tracer for every line of every function, also of files that nobody asked about. So it is taken away while Ibis works
and put back behind it. Core lines that ran meanwhile would count as not run: the gate can only become stricter by it.
"""

import functools
import inspect
import sys
from collections.abc import Callable
from typing import Any

import pytest

OPERATORS = {
    "__getattr__", "__getitem__", "__add__", "__sub__", "__mul__", "__eq__", "__ne__", "__lt__", "__le__", "__gt__", "__ge__",
    "__and__", "__or__", "__invert__",
}  # fmt: skip


def pytest_configure(config: pytest.Config) -> None:
    """Coverage comes with a plugin, in every worker."""
    if config.pluginmanager.hasplugin("_cov"):
        _leave_ibis_unwatched()


def _leave_ibis_unwatched() -> None:
    from ibis.backends.duckdb import Backend
    from ibis.expr import types

    Backend.compile = _unwatched(Backend.compile)
    for kind in {kind for kind in vars(types).values() if inspect.isclass(kind)}:
        for name, method in list(vars(kind).items()):
            if inspect.isfunction(method) and (not name.startswith("_") or name in OPERATORS):
                setattr(kind, name, _unwatched(method))


def _unwatched(method: Callable[..., Any]) -> Callable[..., Any]:
    @functools.wraps(method)
    def called(*args: Any, **kwargs: Any) -> Any:
        tracer = sys.gettrace()
        if tracer is None:
            return method(*args, **kwargs)
        sys.settrace(None)
        try:
            return method(*args, **kwargs)
        finally:
            sys.settrace(tracer)
            _watched_again()

    return called


def _watched_again() -> None:
    """The tracer takes up its work with the first call that it sees: this one, so that it also sees the caller's end."""
