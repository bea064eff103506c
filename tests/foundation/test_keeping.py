"""Every table that declares itself kept is kept by the database."""

from types import SimpleNamespace

import pytest
from django.apps import apps
from django.db import connection

from jiangong.foundation.keeping import Kept, keep, lock_table, locked_tables, unlock_table

pytestmark = pytest.mark.django_db


def test_every_kept_table_has_its_triggers():
    declared = {model._meta.db_table for model in apps.get_models() if issubclass(model, Kept)}

    assert locked_tables(connection) == declared


def test_a_lock_can_be_taken_off_and_put_back():
    unlock_table(connection, "results_run")
    without = locked_tables(connection)
    lock_table(connection, "results_run")

    assert "results_run" not in without
    assert "results_run" in locked_tables(connection)


def test_a_migration_that_goes_back_unlocks():
    operation = keep("results_run")
    editor = SimpleNamespace(connection=connection)

    operation.reverse_code(apps, editor)
    assert "results_run" not in locked_tables(connection)

    operation.code(apps, editor)
    assert "results_run" in locked_tables(connection)
