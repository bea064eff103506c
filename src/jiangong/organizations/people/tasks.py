"""Long work in a process of its own, so that a page never waits and leaving is safe."""

import subprocess
import sys

FEW = 5_000
"""Bytes in hundreds: a file up to half a megabyte is worked on at once."""


def carry_on_apart(kind: str, pk: int) -> None:
    """Start `jiangong roster resume` beside the site; it finds in the row what is left to do."""
    command = [sys.executable, "-m", "jiangong", "roster", "resume", kind, str(pk)]
    subprocess.Popen(
        command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True
    )
