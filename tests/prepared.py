"""A SQLite file with every table and no row, migrated once a run: `python -m tests.prepared`.

To migrate costs more than ten seconds of a processor. Each worker and each site that a test serves begins with a copy instead.
"""

import contextlib
import fcntl
import os
import shutil
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
FOLDER = "JIANGONG_TEST_PREPARED"
"""Names the folder of the file: `tools/test` makes one for all its parts, otherwise it lies in the home folder of the tests."""


def prepared() -> Path:
    """The file, made now if nobody has made it yet; who comes second waits for the first."""
    folder = Path(os.environ.get(FOLDER) or os.environ["JIANGONG_TEST_HOME"])
    made = folder / "prepared.sqlite3"
    with _alone(folder / "prepared.lock"):
        if not made.exists():
            _make(made)
    return made


def put_into(home: Path) -> None:
    """Let a site that is to be made in this home folder begin with the tables."""
    home.mkdir(parents=True, exist_ok=True)
    if "JIANGONG_TEST_HOME" not in os.environ:  # a site that a person starts by hand
        os.environ.setdefault(FOLDER, str(home))
    shutil.copyfile(prepared(), home / "jiangong.sqlite3")


def copied_into(name: str) -> sqlite3.Connection:
    """Fill a database in memory, known by this name in this process; it lives as long as the connection."""
    kept = sqlite3.connect(name, uri=True, check_same_thread=False)
    with contextlib.closing(sqlite3.connect(prepared())) as made:
        made.backup(kept)
    return kept


@contextlib.contextmanager
def _alone(lock: Path) -> Iterator[None]:
    with lock.open("w") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        yield


def _make(made: Path) -> None:
    with tempfile.TemporaryDirectory(dir=made.parent) as home:
        cleared = {name: value for name, value in os.environ.items() if not name.startswith(("DATABASE", "JIANGONG"))}
        environment = {**cleared, "JIANGONG_HOME": home, "DJANGO_SETTINGS_MODULE": "jiangong.config.settings"}
        command = [sys.executable, "-W", "ignore", "-c", MIGRATE]
        subprocess.run(command, cwd=ROOT, env=environment, check=True)
        (Path(home) / "jiangong.sqlite3").rename(made)


MIGRATE = """\
import gc, django
gc.disable()  # thousands of models are made and thrown away; looking through them took a quarter of the time
django.setup()
from django.core.management import call_command
from django.db import connection
call_command("migrate", verbosity=0)
connection.cursor().execute("PRAGMA wal_checkpoint(TRUNCATE)")
connection.close()
"""


if __name__ == "__main__":
    print(prepared())
