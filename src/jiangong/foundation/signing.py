"""Signatures by a key of the federation: Ed25519, or SM2 behind the same words. No Django here: anybody checks them anywhere.

A signing key is one line, `NAME:ALGORITHM:BASE64` of 32 bytes. A public key is a PEM file that OpenSSL reads as well; its
fingerprint is the SHA-256 of the key inside, as people compare it.
"""

from __future__ import annotations

import os
import re
from base64 import b64decode, b64encode
from collections.abc import Callable
from dataclasses import dataclass
from hashlib import sha256

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from jiangong.foundation import sm2

SECRET = 32
LINE = 64
HEAD, TAIL = "-----BEGIN PUBLIC KEY-----", "-----END PUBLIC KEY-----"


@dataclass(frozen=True)
class Algorithm:
    """How one kind of key signs and is checked; `prefix` is the DER that stands before the key in a public key file."""

    title: str
    prefix: bytes
    size: int
    public: Callable[[bytes], bytes]
    sign: Callable[[bytes, bytes], bytes]
    is_signed: Callable[[bytes, bytes, bytes], bool]


def _ed25519_public(secret: bytes) -> bytes:
    return Ed25519PrivateKey.from_private_bytes(secret).public_key().public_bytes_raw()


def _ed25519_sign(secret: bytes, message: bytes) -> bytes:
    return Ed25519PrivateKey.from_private_bytes(secret).sign(message)


def _ed25519_is_signed(public: bytes, message: bytes, signature: bytes) -> bool:
    try:
        Ed25519PublicKey.from_public_bytes(public).verify(signature, message)
    except (InvalidSignature, ValueError):
        return False
    return True


def _number(secret: bytes) -> int:
    return int.from_bytes(secret, "big")


ALGORITHMS = {
    "ed25519": Algorithm(
        "Ed25519",
        bytes.fromhex("302a300506032b6570032100"),
        32,
        _ed25519_public,
        _ed25519_sign,
        _ed25519_is_signed,
    ),
    "sm2": Algorithm(
        "SM2",
        bytes.fromhex("3059301306072a8648ce3d020106082a811ccf5501822d034200"),
        65,
        lambda secret: sm2.public_key(_number(secret)),
        lambda secret, message: sm2.sign(_number(secret), message),
        sm2.is_signed,
    ),
}


@dataclass(frozen=True)
class VerifyingKey:
    """The public half of a key: everybody may have it."""

    algorithm: str
    public: bytes

    @classmethod
    def read(cls, pem: str) -> VerifyingKey:
        """From a PEM file. Raises ValueError for what is no public key of a kind that we know."""
        found = re.search(f"{HEAD}(.*?){TAIL}", pem, re.DOTALL)
        try:
            der = b64decode("".join(found[1].split()), validate=True) if found else b""
        except ValueError:
            der = b""
        for name, kind in ALGORITHMS.items():
            if der.startswith(kind.prefix) and len(der) == len(kind.prefix) + kind.size:
                return cls(name, der[len(kind.prefix) :])
        raise ValueError("not a public key of Ed25519 or SM2")

    @property
    def der(self) -> bytes:
        """The key as other programs exchange it (SubjectPublicKeyInfo)."""
        return ALGORITHMS[self.algorithm].prefix + self.public

    @property
    def pem(self) -> str:
        """The same as a text file."""
        text = b64encode(self.der).decode()
        lines = [text[at : at + LINE] for at in range(0, len(text), LINE)]
        return "\n".join([HEAD, *lines, TAIL, ""])

    @property
    def fingerprint(self) -> str:
        """SHA-256 of the key, in hexadecimal."""
        return sha256(self.der).hexdigest()

    def is_signed(self, message: bytes, signature: bytes) -> bool:
        """Whether this key signed the message."""
        return ALGORITHMS[self.algorithm].is_signed(self.public, message, signature)


@dataclass(frozen=True)
class SigningKey:
    """A key that signs. Its line holds the secret; nothing else that it says does."""

    name: str
    algorithm: str
    secret: bytes

    @classmethod
    def read(cls, line: str) -> SigningKey:
        """Raises ValueError for what is no key; the sentence never repeats the secret."""
        name, _, rest = line.strip().partition(":")
        algorithm, _, text = rest.partition(":")
        try:
            secret = b64decode(text, validate=True)
        except ValueError:
            secret = b""
        key = cls(name, algorithm, secret)
        if not (name.isalnum() and name.isascii()) or algorithm not in ALGORITHMS or not key._is_usable():
            known = "|".join(ALGORITHMS)
            raise ValueError(f"a signing key is NAME:{known}:BASE64 of {SECRET} bytes; key {name!r} is not")
        return key

    def _is_usable(self) -> bool:
        if len(self.secret) != SECRET:
            return False
        try:
            ALGORITHMS[self.algorithm].public(self.secret)
        except ValueError:
            return False
        return True

    def __repr__(self) -> str:
        return f"SigningKey({self.name!r}, {self.algorithm!r})"

    @property
    def verifying(self) -> VerifyingKey:
        """The half that everybody may have."""
        return VerifyingKey(self.algorithm, ALGORITHMS[self.algorithm].public(self.secret))

    def sign(self, message: bytes) -> bytes:
        """The signature of a message; always the same for the same message."""
        return ALGORITHMS[self.algorithm].sign(self.secret, message)

    def written(self) -> str:
        """The line that `read` takes: it holds the secret."""
        return f"{self.name}:{self.algorithm}:{b64encode(self.secret).decode()}"


def new_signing_key(name: str, algorithm: str = "ed25519") -> SigningKey:
    """A fresh key from the machine's own randomness."""
    while True:
        key = SigningKey(name, algorithm, os.urandom(SECRET))
        if key._is_usable():  # one in 2^32 random numbers lies beyond the order of SM2's curve
            return key
