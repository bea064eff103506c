"""Files with personal data, sealed where they lie. Unlike a stored file they can be deleted when their time is over."""

from __future__ import annotations

import secrets

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

from jiangong.foundation.secrecy import keyring

FOLDER = "sealed"


def put_away(data: bytes) -> str:
    """Seal bytes and keep them; gives the key under which they lie."""
    key = secrets.token_hex(16)
    default_storage.save(_path(key), ContentFile(keyring().seal_file(data, bound=key)))
    return key


def brought_out(key: str) -> bytes:
    """The bytes again. Raises FileNotFoundError where they were deleted."""
    with default_storage.open(_path(key), "rb") as stream:
        return keyring().open_file(bytes(stream.read()), bound=key)


def throw_away(key: str) -> None:
    """Delete what lies under a key; nothing happens where nothing does."""
    if key:
        default_storage.delete(_path(key))


def _path(key: str) -> str:
    return f"{FOLDER}/{key[:2]}/{key}"


def is_sealed_now(key: str) -> bool:
    """Whether a file lies under the current key; one that is gone needs none."""
    if not default_storage.exists(_path(key)):
        return True
    mark = keyring().current.mark.encode()
    with default_storage.open(_path(key), "rb") as stream:
        return bool(stream.read(len(mark)) == mark)
