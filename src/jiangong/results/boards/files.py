"""Live boards as files: the web server hands them out by itself, without asking Django.

Each event has a small file that names its newest board, `12.now`, and the board itself under a name that its content gives,
`12-3f9c….json`; a board that was written never changes, so it may be cached anywhere.
"""

import json
import os
import time
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path

from django.db import DatabaseError, InterfaceError, close_old_connections

from jiangong.competitions.models import Event, Stage
from jiangong.results.boards.selectors import board_of, boards_to_keep, stamp

STALE = 120.0  # seconds that an earlier board stays for phones that were about to ask for it


class BoardKeeper:
    """Keeps the files of a folder as the database says. One look costs one query while nothing is written."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.folder.mkdir(parents=True, exist_ok=True)
        self._stamp: tuple[object, ...] | None = None
        self._known: dict[int, tuple[object, ...]] = {}

    def look(self) -> int:
        """Write the boards that changed since the last look; how many."""
        now = stamp()
        if now == self._stamp:
            return 0
        wanted = boards_to_keep()
        changed = [pk for pk, said in wanted.items() if self._known.get(pk) != said]
        for event in Event.objects.filter(pk__in=changed).select_related("competition__host", "rulebook"):
            write_board(self.folder, event)
        for pk in set(self._known) - set(wanted):
            _forget(self.folder, pk)
        self._known, self._stamp = wanted, now
        return len(changed)


def write_board(folder: Path, event: Event) -> str:
    """Write the board of an event and let the small file name it; the board's name."""
    try:
        said = board_of(event)
    except Stage.DoesNotExist:
        return ""
    body = json.dumps(said, ensure_ascii=False, separators=(",", ":")).encode()
    name = f"{event.pk}-{sha256(body).hexdigest()[:16]}.json"
    _put(folder / name, body)
    _put(folder / f"{event.pk}.now", f"{name}\n".encode())
    _sweep(folder, event.pk, name)
    return name


def _put(path: Path, body: bytes) -> None:
    """Whole or not at all: a phone never reads half a board."""
    draft = path.with_name(f".{path.name}.{os.getpid()}")
    draft.write_bytes(body)
    os.replace(draft, path)


def _sweep(folder: Path, pk: int, kept: str) -> None:
    """Earlier boards go once nobody can be about to ask for them."""
    for path in folder.glob(f"{pk}-*.json"):
        if path.name != kept and time.time() - path.stat().st_mtime > STALE:
            path.unlink(missing_ok=True)


def _forget(folder: Path, pk: int) -> None:
    for path in (folder / f"{pk}.now", *folder.glob(f"{pk}-*.json")):
        path.unlink(missing_ok=True)


def keep_boards(folder: Path, *, every: float, is_over: Callable[[float], bool]) -> None:
    """Look every so many seconds until `is_over`, which waits so long, says so. A database that is away is asked again."""
    keeper = BoardKeeper(folder)
    while True:
        try:
            keeper.look()
        except (DatabaseError, InterfaceError):
            close_old_connections()
        if is_over(every):
            return
