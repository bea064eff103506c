"""The site under granian, in the foreground."""

from __future__ import annotations

import contextlib
import ctypes
import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

from jiangong.cli.endings import DONE, STOPPED, WrongUse
from jiangong.cli.words import note, say

APPLICATION = "jiangong.config.wsgi:application"
# More threads than this only wait for each other: a page computes as much as it waits for the database.
THREADS = min(8, 2 * (os.cpu_count() or 1) + 1)
BOARDS = "/boards"
LOOK = 0.25  # seconds between two looks for a board that changed
# granian takes so many open connections and lets the next one wait without a word; every phone with a board open holds one.
OPEN = 10_000
FILES = 32  # threads that read files for it
PARENT_DEATH = 1  # PR_SET_PDEATHSIG
PATIENCE = 5  # seconds that a worker gets to finish its pages before it is ended


def serve_site(*, port: int, address: str, workers: int = 1) -> int:
    """Serve until stopped: 130 after Ctrl-C, 0 when a supervisor ended it."""
    _refuse_taken(address, port)
    from django.conf import settings
    from granian import Granian
    from granian.constants import Interfaces

    from jiangong.results.signing.services import announce_key  # needs Django

    announce_key(by="site:serve")
    folder = Path(settings.JIANGONG_BOARDS)
    folder.mkdir(parents=True, exist_ok=True)

    server = Granian(
        APPLICATION,
        address=address,
        port=port,
        interface=Interfaces.WSGI,
        workers=workers,
        blocking_threads=THREADS,
        backpressure=OPEN,
        runtime_blocking_threads=FILES,
        workers_kill_timeout=PATIENCE,
        static_path_route=[BOARDS],
        static_path_mount=[folder],
        static_path_expires=1,
        log_level="warning",
    )
    ended_by: list[int] = []
    server.on_startup(lambda: _announce(address, port))
    _remember_signal(server, ended_by)
    # A process of its own, not a thread: the workers are forked from this one, and a fork copies locks that threads hold.
    command = [sys.executable, "-m", "jiangong", "boards", "--every", str(LOOK)]
    with subprocess.Popen(command, preexec_fn=_end_with_parent) as keeper:  # noqa: PLW1509  # no thread runs here yet
        try:
            server.serve()
        finally:
            keeper.terminate()
    return STOPPED if signal.SIGINT in ended_by else DONE


def _end_with_parent() -> None:
    """On Linux the keeper is told to end when this process is gone, however it went; elsewhere only an orderly end tells it."""
    with contextlib.suppress(OSError, AttributeError):
        ctypes.CDLL(None).prctl(PARENT_DEATH, signal.SIGTERM)


def _announce(address: str, port: int) -> None:
    note(
        say(
            f"站点在 http://{address}:{port} ，按 Ctrl-C 停止",
            f"the site is at http://{address}:{port} ; Ctrl-C stops it",
        )
    )
    sys.stderr.flush()


def _remember_signal(server: Any, ended_by: list[int]) -> None:
    """granian ends the same way whatever stopped it; the exit status wants to know."""
    stop = server.signal_handler_interrupt

    def remember(number: int, frame: Any) -> Any:
        ended_by.append(number)
        return stop(number, frame)

    server.signal_handler_interrupt = remember


def _refuse_taken(address: str, port: int) -> None:
    import socket

    with socket.socket(socket.AF_INET6 if ":" in address else socket.AF_INET) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((address, port))
        except OSError as error:
            reason = error.strerror or str(error)
            sentence = say(f"不能监听 {address}:{port}：{reason}", f"cannot listen on {address}:{port}: {reason}")
            raise WrongUse(sentence + say("；用 --port 换一个端口", "; choose another --port")) from None
