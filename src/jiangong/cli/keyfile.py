"""The key files. Of the data keys a new one goes to the head and the earlier ones stay until everything is sealed anew; of the
signing key only the newest is kept, for the public halves of the earlier ones are published."""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path

from django.conf import settings

from jiangong.evidence.marking.selectors import photos_under_earlier_keys
from jiangong.foundation.secrecy import keyring, new_key
from jiangong.foundation.signing import SigningKey, new_signing_key
from jiangong.organizations.people.selectors.keys import is_key_renewed


def renew_key_file(provider: str) -> str:
    """The name of the current key, a new one unless an earlier renewal is not through or the keys come from the environment."""
    lines = list(settings.DATA_KEYS)
    is_through = is_key_renewed() and not photos_under_earlier_keys().exists()
    if os.environ.get("JIANGONG_DATA_KEYS") or not is_through:
        return keyring().current.name
    names = {line.partition(":")[0] for line in lines}
    name = next(f"k{number}" for number in range(1, len(names) + 2) if f"k{number}" not in names)
    lines.insert(0, new_key(name, provider).written())
    _replace(Path(settings.DATA_KEY_FILE), "\n".join(lines) + "\n")
    settings.DATA_KEYS = lines  # this process goes on with the new key
    return name


def renew_signing_key(algorithm: str, *, taken: Iterable[str]) -> SigningKey:
    """A new signing key. It stands in the key file at once, unless the environment holds the key: then it is only made."""
    names = set(taken)
    name = next(f"k{number}" for number in range(1, len(names) + 2) if f"k{number}" not in names)
    key = new_signing_key(name, algorithm)
    if not is_key_in_environment():
        _replace(Path(settings.SIGNING_KEY_FILE), key.written() + "\n")
        settings.SIGNING_KEY = key.written()
    return key


def is_key_in_environment() -> bool:
    """Whether the signing key comes from the environment."""
    return bool(os.environ.get("JIANGONG_SIGNING_KEY"))


def _replace(path: Path, text: str) -> None:
    """Whole or not at all: a key file that is cut short would open nothing."""
    draft = path.with_name(f"{path.name}.{os.getpid()}.new")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w", encoding="ascii") as stream:
        stream.write(text)
        stream.flush()
        os.fsync(stream.fileno())
    os.replace(draft, path)
