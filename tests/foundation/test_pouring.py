"""Rows go between a database and Arrow by columns, without a value changing."""

from datetime import date

import pyarrow as pa
import pytest
from django.db import IntegrityError, transaction

from jiangong.foundation.pouring import drawn_tables, learn_size, pour_table
from jiangong.organizations.models import Organization

pytestmark = pytest.mark.django_db

TEXTS = ["", "岑佳禾", "𠮷野", '引号"和,逗号', "两\n行", "\\N", "NULL", "'; --"]
TYPES = {"code": pa.string(), "name": pa.string(), "depth": pa.int64(), "closed_on": pa.date32()}


def a_table() -> pa.Table:
    count = len(TEXTS)
    return pa.table(
        {
            "path": pa.array([f"{n:05d}" for n in range(count)]),
            "depth": pa.array([2] * count, pa.int64()),
            "numchild": pa.array([0] * count, pa.int64()),
            "code": pa.array([f"u{n}" for n in range(count)]),
            "name": pa.array(TEXTS),
            "name_en": pa.array([""] * count),
            "level": pa.array(["enterprise"] * count),
            "is_demonstration": pa.array([False] * count),
            "closed_on": pa.array([None, *[date(1999, 12, 31)] * (count - 1)], pa.date32()),
        }
    )


def test_what_is_poured_in_is_drawn_out_again():
    pour_table(Organization, a_table())
    rows = Organization.objects.order_by("path").values_list("code", "name", "depth", "closed_on")
    found = pa.concat_tables(drawn_tables(rows, TYPES))

    assert found.equals(a_table().select(list(TYPES)))


def test_the_database_keeps_its_constraints():
    with pytest.raises(IntegrityError), transaction.atomic():
        pour_table(Organization, pa.concat_tables([a_table(), a_table()]))

    assert Organization.objects.count() == 0


def test_a_table_that_grew_is_looked_at_and_stays_as_it_is():
    pour_table(Organization, a_table())
    learn_size(Organization)

    assert Organization.objects.count() == len(TEXTS)


def test_a_query_with_parameters_is_drawn_as_well_and_nothing_gives_nothing():
    pour_table(Organization, a_table())
    rows = Organization.objects.filter(name=TEXTS[3]).values_list("code", "name", "depth", "closed_on")

    assert [table.column("name").to_pylist() for table in drawn_tables(rows, TYPES)] == [[TEXTS[3]]]
    assert list(drawn_tables(rows.filter(code="none"), TYPES)) == []
