"""Checks a roster by columns in DuckDB: what each row says, what it would do, and why it is refused.

Nothing here works row by row in Python: a million rows are twelve columns. The identity number stays inside this one
connection, in memory; what leaves is sealed.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from typing import Any

import duckdb
import pyarrow as pa

from jiangong.foundation.secrecy import Keyring
from jiangong.organizations.people import statements
from jiangong.organizations.people.enums import Verdict

OLDEST = date(1900, 1, 1)
YOUNGEST = 16
MEMORY = "512MB"


@dataclass(frozen=True, slots=True)
class Ground:
    """What a roster is checked against: units by every name in scope, the workers that are there, the day."""

    units: pa.Table
    """known (code or name), id, path; a name that two units share stands there twice"""
    home: int
    """the unit for rows that name none"""
    today: date
    keys: Keyring
    has_identity_basis: bool
    """whether the unit gave its word that its workers agreed to their identity number"""


@dataclass(frozen=True, slots=True)
class Counts:
    """What a roster would do."""

    rows: int
    added: int
    changed: int
    same: int
    refused: int
    doubtful: int
    """among the added ones"""
    last_row: int


class Check:
    """A roster under check: lay it in, name the workers that are there, read off what would happen."""

    def __init__(self, connection: Any, ground: Ground) -> None:
        self._sql = connection
        self._ground = ground

    @property
    def has_identities(self) -> bool:
        """Whether any row carries an identity number that is right."""
        return bool(
            self._sql.execute("SELECT EXISTS (SELECT 1 FROM laid WHERE identity_digest <> '')").fetchall()[0][0]
        )

    def lay(self, given: pa.Table) -> list[int]:
        """Clean every column and find what is wrong in the rows themselves; gives the units that are named."""
        self._sql.register("given", given)
        self._sql.register("units", self._ground.units)
        for statement in self._laying():
            self._sql.execute(statement)
        self._sql.unregister("given")
        self._seal()
        for statement in statements.doubles():
            self._sql.execute(statement)
        return [
            found[0]
            for found in self._sql.execute("SELECT DISTINCT unit_id FROM laid WHERE unit_id IS NOT NULL").fetchall()
        ]

    def _laying(self) -> list[str]:
        today = self._ground.today
        latest = date(today.year - YOUNGEST, today.month, 28 if (today.month, today.day) == (2, 29) else today.day)
        bounds = statements.Bounds(OLDEST, latest, today, self._ground.has_identity_basis)
        return statements.laying(home=self._ground.home, bounds=bounds)

    def _seal(self) -> None:
        """Digest and seal the identity numbers that are right: two passes over one column."""
        found = self._sql.sql(
            "SELECT row, identity FROM laid WHERE identity <> '' AND reasons NOT LIKE '%identity%'"
        ).to_arrow_table()
        texts = found.column("identity").to_pylist()
        digests = self._ground.keys.digests(texts)
        sealed = self._ground.keys.sealed(texts, bound=digests)
        kept = {
            "row": found.column("row"),
            "digest": pa.array(digests, pa.string()),
            "sealed": pa.array(sealed, pa.string()),
        }
        self._sql.register("sealing", pa.table(kept))
        for statement in statements.SEALING:
            self._sql.execute(statement)
        self._sql.unregister("sealing")

    def meet(self, workers: Iterator[pa.Table]) -> None:
        """Compare with the workers that are there: who is added, who is changed and in what."""
        self._sql.execute(statements.WORKERS)
        for batch in workers:
            self._sql.register("batch", batch)
            self._sql.execute("INSERT INTO workers BY NAME SELECT * FROM batch")
            self._sql.unregister("batch")
        for statement in statements.meeting():
            self._sql.execute(statement)

    def newcomers(self, *, most: int) -> list[tuple[str, date]]:
        """Names and birthdays of those who would be added; none where they are more than `most`."""
        found = self._sql.execute(statements.NEWCOMERS, [most + 1]).fetchall()
        return found if len(found) <= most else []

    def doubt(self, namesakes: Iterator[pa.Table]) -> None:
        """Ask about the added rows that may be somebody who is there: in the file, among the workers met, among the namesakes."""
        self._sql.execute(statements.NAMESAKES)
        for batch in namesakes:
            self._sql.register("batch", batch)
            self._sql.execute("INSERT INTO namesakes BY NAME SELECT * FROM batch")
            self._sql.unregister("batch")
        for statement in statements.DOUBTS:
            self._sql.execute(statement)

    def counts(self) -> Counts:
        """How many rows do what."""
        rows = dict(self._sql.execute("SELECT verdict, count(*) FROM met GROUP BY verdict").fetchall())
        doubtful = "count(*) FILTER (verdict = 'added' AND reasons <> '')"
        last, doubts = self._sql.execute(f"SELECT coalesce(max(row), 1), {doubtful} FROM met").fetchall()[0]  # noqa: S608 - ours
        of = {verdict: rows.get(verdict.value, 0) for verdict in Verdict}
        return Counts(
            sum(of.values()),
            of[Verdict.ADDED],
            of[Verdict.CHANGED],
            of[Verdict.SAME],
            of[Verdict.REFUSED],
            doubts,
            last,
        )

    def rows(self, *, size: int) -> Iterator[pa.Table]:
        """The rows that do something or are refused, in their order, a slice at a time."""
        reader = self._sql.sql(statements.STAGED).to_arrow_reader(size)
        for batch in reader:
            yield pa.Table.from_batches([batch])

    def outcomes(self) -> pa.Table:
        """Row, verdict and reasons of every row, in the order of the file."""
        return self._sql.sql("SELECT row, verdict, reasons FROM met ORDER BY row").to_arrow_table()


@contextmanager
def checking(ground: Ground) -> Iterator[Check]:
    """An engine in memory that reads nothing from outside and is gone afterwards."""
    settings: Mapping[str, Any] = {
        "autoinstall_known_extensions": False, "autoload_known_extensions": False, "enable_external_access": False,
        "threads": 2, "memory_limit": MEMORY, "preserve_insertion_order": False,
    }  # fmt: skip
    connection = duckdb.connect(":memory:", config=dict(settings))
    try:
        yield Check(connection, ground)
    finally:
        connection.close()
