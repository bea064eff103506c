"""Fixtures of the pages' tests. Models are imported late: Django is set up after this file is read."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import pytest
from django.db import transaction
from django.test import Client

if TYPE_CHECKING:
    from tests.web.small_site import Site


@pytest.fixture(scope="module")
def kept_site(django_db_setup: None, django_db_blocker: Any) -> Iterator["Site"]:
    """The small site, made once a module: settling it for each of hundreds of pages would cost minutes.

    It lives in a transaction around the tests' own, which is taken back at the end.
    """
    from tests.web.small_site import a_site

    with django_db_blocker.unblock(), transaction.atomic():
        yield a_site()
        transaction.set_rollback(True)


@pytest.fixture
def site(kept_site: "Site", db: None) -> "Site":
    """A small site with everything on it once; what a test changes is undone."""
    return kept_site


@pytest.fixture
def desk(site: "Site", client: Client) -> Client:
    """A browser in which the officer is signed in."""
    client.force_login(site.officer, backend="django.contrib.auth.backends.ModelBackend")
    return client
