"""The procedure of a draw, which anybody can repeat with a list, a phrase and SHA-256. No chance of a machine is in it."""

from collections.abc import Sequence
from hashlib import sha256


def fingerprint(entries: Sequence[str], stations: Sequence[str] = ()) -> str:
    """SHA-256 of the list: entries one a line, a blank line, stations one a line; UTF-8, each line ended by LF."""
    text = "".join(f"{line}\n" for line in [*entries, "", *stations])
    return sha256(text.encode()).hexdigest()


def drawn(entries: Sequence[str], *, seal: str, phrase: str) -> list[str]:
    """The entries in the order of SHA-256(`seal` LF `phrase` LF `entry`), in hexadecimal; `seal` is the list's fingerprint.

    Whoever froze the list could not know the phrase, and whoever made the phrase could not change the list.
    """
    return sorted(entries, key=lambda entry: sha256(f"{seal}\n{phrase}\n{entry}".encode()).hexdigest())
