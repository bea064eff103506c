"""`jiangong backup` and `restore`: one archive with the database, the files and the keys, each under its SHA-256.

The database inside is always one SQLite file, also when the site runs on PostgreSQL, so that a backup can be restored
to either and read in twenty years with nothing but SQLite.
"""

from __future__ import annotations

import json
import os
import shutil
import sqlite3
import tempfile
import zipfile
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connections

from jiangong.cli import transfer
from jiangong.cli.endings import AnswerIsNo
from jiangong.cli.ground import migrate
from jiangong.cli.watch import Watch
from jiangong.cli.words import note, say
from jiangong.core.problems import Problem, Refused, Text

VERSION = 1
MANIFEST, DATABASE, FILES = "manifest.json", "site.sqlite3", "files/"
KEYS = ("secret.key", "data.keys", "signing.key")
_CHUNK = 1 << 20


@dataclass(frozen=True)
class Written:
    """What went into or came out of an archive."""

    rows: int
    files: int


def write_backup(out: Path, watch: Watch) -> Written:
    """Write the archive to `out`, replacing it only when it is whole; the site may go on running."""
    with tempfile.TemporaryDirectory(dir=out.absolute().parent, prefix=".backup-") as folder:
        copy, draft = Path(folder) / DATABASE, Path(folder) / "draft.zip"
        watch.step(say("备份数据库", "database"))
        _copy_out(copy, watch)
        watch.step(say("打包", "packing"))
        members = {DATABASE: copy, **dict(_kept_files())}
        sums = _pack(draft, members, watch)
        rows = _count_rows(copy)
        with zipfile.ZipFile(draft, "a") as archive:
            manifest = {"version": VERSION, "rows": rows, "files": sums}
            archive.writestr(MANIFEST, json.dumps(manifest, indent=1, sort_keys=True))
        draft.chmod(0o600)  # the key and everybody's marks lie in it
        os.replace(draft, out)
    return Written(rows=rows, files=len(members) - 1)


def read_backup(archive: Path, watch: Watch) -> Written:
    """Put the archive back into an empty home and an empty database; checks every SHA-256 first."""
    home = Path(settings.JIANGONG_HOME)
    _refuse_used(home)
    home.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=home, prefix=".restore-") as folder:
        watch.step(say("核对备份", "checking the archive"))
        manifest = _unpack(archive, Path(folder), watch)
        watch.step(say("恢复数据库", "database"))
        _copy_in(Path(folder) / DATABASE, watch)
        _put_files(Path(folder), home)
    migrate()
    return Written(rows=int(manifest["rows"]), files=len(manifest["files"]) - 1)


def _is_sqlite(alias: str = "default") -> bool:
    return str(connections[alias].vendor) == "sqlite"


def _sqlite(path: Path) -> dict[str, Any]:
    return {"ENGINE": "django.db.backends.sqlite3", "NAME": str(path)}


def _copy_out(copy: Path, watch: Watch) -> None:
    if not _is_sqlite():
        transfer.open_target(_sqlite(copy))
        transfer.copy_database("default", transfer.TARGET, watch.advance)
        transfer.close_target()
        return
    connections["default"].ensure_connection()
    with closing(sqlite3.connect(copy)) as target:
        connections["default"].connection.backup(
            target, pages=4096, progress=lambda _, left, all_: watch.advance(all_ - left, all_)
        )
        target.execute("PRAGMA journal_mode=DELETE")  # one file, no log beside it


def _copy_in(copy: Path, watch: Watch) -> None:
    if not _is_sqlite():
        transfer.open_target(_sqlite(copy))
        migrate(transfer.TARGET)  # an older backup is brought to this version first
        transfer.copy_database(transfer.TARGET, "default", watch.advance)
        transfer.close_target()
        return
    connections["default"].close()
    place = Path(str(connections["default"].settings_dict["NAME"]))
    place.parent.mkdir(parents=True, exist_ok=True)
    for left in (place, place.with_name(place.name + "-wal"), place.with_name(place.name + "-shm")):
        left.unlink(missing_ok=True)  # _refuse_used has seen that there is nothing in it
    shutil.move(copy, place)


def _count_rows(copy: Path) -> int:
    with closing(sqlite3.connect(copy)) as connection:
        names = [name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        return sum(connection.execute(f'SELECT count(*) FROM "{name}"').fetchone()[0] for name in names)  # noqa: S608 - names from the file's own catalogue


def _kept_files() -> Iterator[tuple[str, Path]]:
    for name in KEYS:
        key = Path(settings.JIANGONG_HOME) / name
        if key.is_file():
            yield name, key
    folder = Path(settings.JIANGONG_FILES)
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            yield FILES + path.relative_to(folder).as_posix(), path


def _pack(draft: Path, members: dict[str, Path], watch: Watch) -> dict[str, str]:
    sums: dict[str, str] = {}
    with zipfile.ZipFile(draft, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as archive:
        for done, (name, path) in enumerate(members.items()):
            with path.open("rb") as source, archive.open(name, "w", force_zip64=True) as target:
                sums[name] = _poured(source, target)
            watch.advance(done + 1, len(members))
    return sums


def _poured(source: Any, target: Any) -> str:
    """Copy a stream and return the SHA-256 of what went by."""
    state = sha256()
    while chunk := source.read(_CHUNK):
        state.update(chunk)
        target.write(chunk)
    return state.hexdigest()


def _unpack(path: Path, folder: Path, watch: Watch) -> dict[str, Any]:
    try:
        with zipfile.ZipFile(path) as archive:
            manifest = json.loads(archive.read(MANIFEST))
            sums = dict(manifest["files"])
            _refuse_members(archive, sums, str(path))
            for done, (name, expected) in enumerate(sums.items()):
                target = folder / name
                target.parent.mkdir(parents=True, exist_ok=True)
                with archive.open(name) as source, target.open("wb") as sink:
                    if _poured(source, sink) != expected:
                        raise _refused(str(path), Text(f"{name} 与清单不符", f"{name} differs from the manifest"))
                watch.advance(done + 1, len(sums))
            return dict(manifest)
    except (zipfile.BadZipFile, KeyError, TypeError, ValueError, EOFError, NotImplementedError):
        raise _refused(str(path), Text("损坏的或不是备份的文件", "a file that is damaged or no backup")) from None


def _refuse_members(archive: zipfile.ZipFile, sums: dict[str, str], file: str) -> None:
    names = archive.namelist()
    strays = [name for name in names if name != MANIFEST and name not in sums]
    unsafe = [name for name in names if name.startswith("/") or ".." in name.split("/") or "\\" in name]
    if strays or unsafe or DATABASE not in sums or len(set(names)) != len(names):
        raise _refused(file, Text("清单之外的文件", "members that the manifest does not name"))


def _refused(file: str, found: Text) -> Refused:
    return Refused((Problem(file, None, None, found, Text("完整的备份", "a whole backup")),))


def _refuse_used(home: Path) -> None:
    """Restoring over a site would destroy it; the person must choose an empty place."""
    used = Path(settings.JIANGONG_FILES).is_dir() and any(Path(settings.JIANGONG_FILES).iterdir())
    place = Path(str(connections["default"].settings_dict["NAME"]))
    if _is_sqlite() and not place.exists():
        tables: list[str] = []
    else:
        tables = connections["default"].introspection.table_names()
    if used or tables:
        note(
            say(
                f"{home} 已有站点：请以 JIANGONG_HOME 指向空文件夹（或 DATABASE_URL 指向空数据库）再恢复",
                f"there is a site at {home}: name an empty JIANGONG_HOME (or DATABASE_URL) to restore into",
            )
        )
        raise AnswerIsNo


def _put_files(folder: Path, home: Path) -> None:
    kept = folder / FILES
    if kept.is_dir():
        shutil.copytree(kept, settings.JIANGONG_FILES, dirs_exist_ok=True)
    for name in KEYS:
        key = folder / name
        if key.is_file():
            (home / name).unlink(missing_ok=True)  # made by opening the empty home a moment ago
            shutil.copy(key, home / name)
            (home / name).chmod(0o600)
