"""A world that is made once for all tests of a module."""

import copy
from collections.abc import Callable, Iterator
from typing import Any

import pytest


def kept(make: Callable[[], Any]) -> tuple[Any, Any]:
    """Two fixtures of a module, `made, event = kept(make)`: what `make` makes, once, and for each test a copy of its handles.

    It lives in a transaction around the tests' own, which is taken back at the end; what a test changes is undone after it.
    """

    @pytest.fixture(scope="module")
    def made(django_db_setup: None, django_db_blocker: Any) -> Iterator[Any]:
        from django.db import transaction

        with django_db_blocker.unblock(), transaction.atomic():
            yield make()
            transaction.set_rollback(True)

    @pytest.fixture
    def own(made: Any, db: None) -> Any:
        return copy.deepcopy(made)

    return made, own
