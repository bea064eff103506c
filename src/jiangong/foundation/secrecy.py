"""Values that lie encrypted at rest and can still be compared: sealed texts and keyed digests, by a provider of choice.

A sealed value reads `PROVIDER:KEY:BASE64`, a digest `KEY:HEX`, so that both say by which key they were made and a key can be
renewed while older values stay readable. `aes` is AES-256-GCM with HMAC-SHA-256; `sm` is SM4-GCM with HMAC-SM3.
"""

from __future__ import annotations

import hmac
import os
from base64 import b64decode, b64encode
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache, cached_property
from typing import Protocol

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hmac import HMAC
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings

NONCE, TAG, SECRET = 12, 16, 32


class NotOurs(Exception):  # noqa: N818 - reads as a sentence where it is raised
    """A sealed value that no key of this site opens: made elsewhere, changed, or its key was thrown away."""


class Provider(Protocol):
    """A pair of an authenticated cipher and a keyed digest."""

    def seal(self, nonce: bytes, plain: bytes, bound: bytes) -> bytes:
        """Encrypt, with `bound` authenticated beside it."""
        ...

    def open(self, nonce: bytes, sealed: bytes, bound: bytes) -> bytes:
        """Decrypt; raises InvalidTag where anything was changed."""
        ...

    def digest(self, plain: bytes) -> str:
        """The same text under the same key, always the same 64 hex digits."""
        ...


class International:
    """AES-256-GCM and HMAC-SHA-256."""

    def __init__(self, secret: bytes) -> None:
        self._cipher = AESGCM(_derived(secret, hashes.SHA256(), "seal", 32))
        self._mac = _derived(secret, hashes.SHA256(), "digest", 32)

    def seal(self, nonce: bytes, plain: bytes, bound: bytes) -> bytes:
        """Encrypt, with `bound` authenticated beside it."""
        return self._cipher.encrypt(nonce, plain, bound)

    def open(self, nonce: bytes, sealed: bytes, bound: bytes) -> bytes:
        """Decrypt; raises InvalidTag where anything was changed."""
        return self._cipher.decrypt(nonce, sealed, bound)

    def digest(self, plain: bytes) -> str:
        """HMAC-SHA-256 in hexadecimal."""
        return hmac.digest(self._mac, plain, "sha256").hex()


class National:
    """SM4-GCM and HMAC-SM3 (GB/T 32907, GB/T 32905), in software: not a certified module."""

    def __init__(self, secret: bytes) -> None:
        self._key = _derived(secret, hashes.SM3(), "seal", 16)
        self._mac = _derived(secret, hashes.SM3(), "digest", 32)

    def seal(self, nonce: bytes, plain: bytes, bound: bytes) -> bytes:
        """Encrypt, with `bound` authenticated beside it."""
        work = Cipher(algorithms.SM4(self._key), modes.GCM(nonce)).encryptor()
        work.authenticate_additional_data(bound)
        return work.update(plain) + work.finalize() + work.tag

    def open(self, nonce: bytes, sealed: bytes, bound: bytes) -> bytes:
        """Decrypt; raises InvalidTag where anything was changed."""
        body, tag = sealed[:-TAG], sealed[-TAG:]
        work = Cipher(algorithms.SM4(self._key), modes.GCM(nonce, tag)).decryptor()
        work.authenticate_additional_data(bound)
        return work.update(body) + work.finalize()

    def digest(self, plain: bytes) -> str:
        """HMAC-SM3 in hexadecimal."""
        work = HMAC(self._mac, hashes.SM3())
        work.update(plain)
        return work.finalize().hex()


PROVIDERS: Mapping[str, type[International] | type[National]] = {"aes": International, "sm": National}


def _derived(secret: bytes, algorithm: hashes.HashAlgorithm, purpose: str, length: int) -> bytes:
    """Sealing and comparing never share a key."""
    return HKDF(algorithm, length, salt=None, info=f"jiangong {purpose}".encode()).derive(secret)


@dataclass(frozen=True)
class Key:
    """A key with its name; written `NAME:PROVIDER:BASE64` in the environment and in the key file."""

    name: str
    provider: str
    secret: bytes

    @classmethod
    def read(cls, line: str) -> Key:
        """Raises ValueError for what is no key; the sentence never repeats the secret."""
        name, _, rest = line.strip().partition(":")
        provider, _, text = rest.partition(":")
        try:
            secret = b64decode(text, validate=True)
        except ValueError:
            secret = b""
        if not name.isalnum() or provider not in PROVIDERS or len(secret) != SECRET:
            raise ValueError(f"a data key is NAME:{'|'.join(PROVIDERS)}:BASE64 of {SECRET} bytes; key {name!r} is not")
        return cls(name, provider, secret)

    @cached_property
    def work(self) -> Provider:
        """The provider with this key in it."""
        return PROVIDERS[self.provider](self.secret)

    @property
    def mark(self) -> str:
        """How every value begins that this key sealed."""
        return f"{self.provider}:{self.name}:"

    def written(self) -> str:
        """The line that `read` takes."""
        return f"{self.name}:{self.provider}:{b64encode(self.secret).decode()}"


class Keyring:
    """The keys of a site. The first one seals and compares; the others only open what they sealed."""

    def __init__(self, keys: Iterable[Key]) -> None:
        self._keys = {key.name: key for key in keys}
        if not self._keys:
            raise ValueError("a site needs a data key")
        self.current = next(iter(self._keys.values()))

    def seal(self, text: str, *, bound: str = "") -> str:
        """Encrypt a text; what it is `bound` to must be given again to open it."""
        return self.current.mark + b64encode(self.seal_bytes(text.encode(), bound=bound)).decode()

    def open(self, sealed: str, *, bound: str = "") -> str:
        """The text again. Raises NotOurs."""
        _, name, body = (*sealed.split(":", 2), "", "")[:3]
        try:
            return self._opened(name, b64decode(body), bound).decode()
        except ValueError:
            raise NotOurs(f"what was sealed by key {name!r} is damaged") from None

    def seal_bytes(self, plain: bytes, *, bound: str = "") -> bytes:
        """Encrypt bytes; nonce first."""
        nonce = os.urandom(NONCE)
        return nonce + self.current.work.seal(nonce, plain, bound.encode())

    def seal_file(self, plain: bytes, *, bound: str = "") -> bytes:
        """Encrypt a whole file; its first line says by which key."""
        return self.current.mark.encode() + b"\n" + self.seal_bytes(plain, bound=bound)

    def open_file(self, sealed: bytes, *, bound: str = "") -> bytes:
        """The file again. Raises NotOurs."""
        head, _, body = sealed.partition(b"\n")
        return self._opened(head.decode("ascii", "replace").rstrip(":").rpartition(":")[2], body, bound)

    def digest(self, text: str) -> str:
        """What equal texts have in common, useless to whoever lacks the key."""
        return f"{self.current.name}:{self.current.work.digest(text.encode())}"

    def digests(self, texts: Iterable[str | None]) -> list[str]:
        """The digests of a column; empty where there is no text."""
        digest, name = self.current.work.digest, self.current.name
        return [f"{name}:{digest(text.encode())}" if text else "" for text in texts]

    def sealed(self, texts: Iterable[str | None], *, bound: Iterable[str]) -> list[str]:
        """A column sealed, each value bound to its neighbour in `bound`; empty where there is no text."""
        return [self.seal(text, bound=to) if text else "" for text, to in zip(texts, bound, strict=True)]

    def _opened(self, name: str, body: bytes, bound: str) -> bytes:
        key = self._keys.get(name)
        if key is None:
            raise NotOurs(f"no key named {name!r} is here")
        try:
            return key.work.open(body[:NONCE], body[NONCE:], bound.encode())
        except (InvalidTag, ValueError):
            raise NotOurs(f"what was sealed by key {name!r} is damaged") from None


@cache
def _ring(lines: tuple[str, ...]) -> Keyring:
    return Keyring(Key.read(line) for line in lines)


def keyring() -> Keyring:
    """The keys that the environment or the key file names."""
    return _ring(tuple(settings.DATA_KEYS))


def new_key(name: str, provider: str = "aes") -> Key:
    """A fresh key from the machine's own randomness."""
    return Key(name, provider, os.urandom(SECRET))
