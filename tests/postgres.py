"""A PostgreSQL server that lives as long as one command: `python -m tests.postgres pytest tests/results`.

It listens on a socket in a folder of its own, on no port, and is stopped by the id of its process. `DURABLE=1` lets it write to the disk
what it acknowledges, as a real one does: for measuring.
"""

import contextlib
import os
import pwd
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

PLACES = ("/usr/lib/postgresql/*/bin", "/usr/pgsql-*/bin", "/usr/local/pgsql/bin", "/opt/homebrew/opt/postgresql*/bin")
ABSENT = "PostgreSQL: no server found (initdb, postgres); its tests were not run. Debian: apt-get install postgresql"
FAST = (
    "fsync=off",
    "synchronous_commit=off",
    "full_page_writes=off",
    "jit=off",
    "autovacuum=off",
    "wal_level=minimal",
    "max_wal_senders=0",
    "listen_addresses=",
    "max_connections=60",
)
DURABLE = ("fsync=on", "synchronous_commit=on", "full_page_writes=on", "autovacuum=on")


def server_folder() -> Path | None:
    """The folder that holds initdb and postgres, the newest where several are installed; None where there is none."""
    found = [Path(place) for pattern in PLACES for place in Path("/").glob(pattern.lstrip("/"))]
    found.sort(key=lambda folder: [int(part) for part in folder.parent.name.split(".") if part.isdigit()], reverse=True)
    on_path = shutil.which("initdb")
    found = [*found, Path(on_path).parent] if on_path else found
    return next((folder for folder in found if (folder / "initdb").exists() and (folder / "postgres").exists()), None)


def _owner() -> str | None:
    """initdb refuses root: as root, the server runs as its own system user or, failing that, as nobody."""
    if os.geteuid() != 0:
        return None
    users = {entry.pw_name for entry in pwd.getpwall()}
    return "postgres" if "postgres" in users else "nobody"


@contextlib.contextmanager
def throw_away_server(binaries: Path, settings: tuple[str, ...] = ()) -> Iterator[str]:
    """Start a server, with further settings such as "work_mem=64MB", and yield its DATABASE_URL.

    Raises RuntimeError with the server's own words if it does not answer within half a minute.
    """
    folder = Path(tempfile.mkdtemp(prefix="jg-pg-"))
    owner = _owner()
    start = {
        "cwd": folder,
        **({"user": owner, "group": pwd.getpwnam(owner).pw_gid, "extra_groups": []} if owner else {}),
    }
    if owner:
        os.chown(folder, pwd.getpwnam(owner).pw_uid, pwd.getpwnam(owner).pw_gid)
    environment = {**os.environ, "LC_ALL": "C.UTF-8", "HOME": str(folder)}
    server = None
    try:
        initdb = [
            binaries / "initdb",
            "-D",
            folder / "data",
            "-U",
            "jiangong",
            "-A",
            "trust",
            "-E",
            "UTF8",
            "--no-sync",
        ]
        subprocess.run(initdb, check=True, capture_output=True, env=environment, **start)
        options = [word for option in (*FAST, *settings) for word in ("-c", option)]
        with (folder / "log").open("wb") as log:
            command = [binaries / "postgres", "-D", folder / "data", "-k", folder, *options]
            server = subprocess.Popen(command, stdout=log, stderr=log, env=environment, **start)
        _wait_until_it_answers(folder, server)
        yield f"postgresql://jiangong@/postgres?host={folder}"
    finally:
        if server is not None and server.poll() is None:
            server.send_signal(signal.SIGINT)
            server.wait(timeout=30)
        shutil.rmtree(folder, ignore_errors=True)


def _wait_until_it_answers(folder: Path, server: subprocess.Popen[bytes]) -> None:
    import psycopg

    for _ in range(300):
        if server.poll() is not None:
            break
        with contextlib.suppress(psycopg.OperationalError):
            psycopg.connect(f"host={folder} user=jiangong dbname=postgres", connect_timeout=2).close()
            return
        time.sleep(0.1)
    raise RuntimeError("PostgreSQL did not start:\n" + (folder / "log").read_text(errors="replace")[-2000:])


def main(command: list[str]) -> int:
    """Run the command with DATABASE_URL; its exit status, or 3 where no server is installed."""
    binaries = server_folder()
    if binaries is None:
        print(ABSENT, file=sys.stderr)
        return 3
    with throw_away_server(binaries, DURABLE if os.environ.get("DURABLE") else ()) as url:
        return subprocess.run(command, env={**os.environ, "DATABASE_URL": url}, check=False).returncode


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
