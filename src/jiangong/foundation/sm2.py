"""SM2 signatures (GB/T 32918.2, curve of GB/T 32918.5), as `cryptography` gives SM3 and SM4 but no SM2.

Plain Python over whole numbers: right by the standard's own example and by OpenSSL (tests), not constant in time and not a
certified module. The nonce is derived from key and message (RFC 6979 with HMAC-SM3), so a weak source of chance cannot
give the key away, and the same message has the same signature.
"""

from __future__ import annotations

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.hmac import HMAC

P = 0xFFFFFFFEFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFF00000000FFFFFFFFFFFFFFFF
A = P - 3
B = 0x28E9FA9E9D9F5E344D5A9E4BCF6509A7F39789F515AB8F92DDBCBD414D940E93
N = 0xFFFFFFFEFFFFFFFFFFFFFFFFFFFFFFFF7203DF6B21C6052B53BBF40939D54123
G = (
    0x32C4AE2C1F1981195F9904466A39C9948FE30BBFF2660BE1715A4589334C74C7,
    0xBC3736A2F4F6779C59BDCEE36B692153D0A9877CC62A474002DF32E52139F0A0,
)
SIZE = 32
IDENTITY = b"1234567812345678"
"""The identity that GB/T 35276 prescribes where none was agreed."""

Point = tuple[int, int]
Jacobian = tuple[int, int, int]
_NOWHERE: Jacobian = (0, 1, 0)


def public_key(secret: int) -> bytes:
    """The public point of a secret number, uncompressed: 65 bytes that begin with 4. Raises ValueError for no such number."""
    if not 1 <= secret <= N - 2:
        raise ValueError("an SM2 secret lies between 1 and the order of the curve")
    return _written(_times(secret, G))


def sign(secret: int, message: bytes, *, identity: bytes = IDENTITY, nonce: int | None = None) -> bytes:
    """r and s, 32 bytes each. `nonce` is given by the test of the standard's example alone."""
    digest = _digest(public_key(secret), message, identity)
    attempt = 0
    while True:
        k = nonce or _nonce(secret, digest, attempt)
        r = (digest + _times(k, G)[0]) % N
        s = pow(1 + secret, -1, N) * (k - r * secret) % N
        if r and s and r + k != N:
            return r.to_bytes(SIZE, "big") + s.to_bytes(SIZE, "big")
        attempt += 1


def is_signed(public: bytes, message: bytes, signature: bytes, *, identity: bytes = IDENTITY) -> bool:
    """Whether the signature is one of this message by the secret behind `public`. What is no key or no signature is none."""
    point = _read(public)
    if point is None or len(signature) != 2 * SIZE:
        return False
    r, s = int.from_bytes(signature[:SIZE], "big"), int.from_bytes(signature[SIZE:], "big")
    t = (r + s) % N
    if not (1 <= r < N and 1 <= s < N and t):
        return False
    found = _plain(_sum(_multiplied(s, G), _multiplied(t, point)))
    return found is not None and (_digest(public, message, identity) + found[0]) % N == r


def _digest(public: bytes, message: bytes, identity: bytes) -> int:
    """The message bound to who signs it."""
    curve = b"".join(number.to_bytes(SIZE, "big") for number in (A, B, *G))
    who = _sm3((8 * len(identity)).to_bytes(2, "big") + identity + curve + public[1:])
    return int.from_bytes(_sm3(who + message), "big")


def _sm3(data: bytes) -> bytes:
    work = hashes.Hash(hashes.SM3())
    work.update(data)
    return work.finalize()


def _nonce(secret: int, digest: int, attempt: int) -> int:
    """RFC 6979, section 3.2; the attempt goes in where the standard asks for another number."""
    seed = secret.to_bytes(SIZE, "big") + (digest % N).to_bytes(SIZE, "big") + bytes([attempt] if attempt else [])
    key, value = bytes(SIZE), b"\x01" * SIZE
    for mark in (b"\x00", b"\x01"):
        key = _mac(key, value + mark + seed)
        value = _mac(key, value)
    while True:
        value = _mac(key, value)
        if 1 <= (found := int.from_bytes(value, "big")) < N:
            return found
        key = _mac(key, value + b"\x00")
        value = _mac(key, value)


def _mac(key: bytes, data: bytes) -> bytes:
    work = HMAC(key, hashes.SM3())
    work.update(data)
    return work.finalize()


def _written(point: Point) -> bytes:
    return b"\x04" + point[0].to_bytes(SIZE, "big") + point[1].to_bytes(SIZE, "big")


def _read(public: bytes) -> Point | None:
    """A point of the curve, or none."""
    if len(public) != 2 * SIZE + 1 or public[0] != 4:
        return None
    x, y = int.from_bytes(public[1 : SIZE + 1], "big"), int.from_bytes(public[SIZE + 1 :], "big")
    is_on_it = x < P and y < P and (y * y - (x * x * x + A * x + B)) % P == 0
    return (x, y) if is_on_it else None


def _times(factor: int, point: Point) -> Point:
    found = _plain(_multiplied(factor, point))
    if found is None:
        raise ValueError("a multiple of the order of the curve")
    return found


def _multiplied(factor: int, point: Point) -> Jacobian:
    """Double and add, from the highest bit."""
    total, summand = _NOWHERE, (point[0], point[1], 1)
    for bit in bin(factor)[2:]:
        total = _doubled(total)
        if bit == "1":
            total = _sum(total, summand)
    return total


def _doubled(point: Jacobian) -> Jacobian:
    x, y, z = point
    if not z or not y:
        return _NOWHERE
    squared = y * y % P
    half = 4 * x * squared % P
    slope = 3 * (x - z * z) * (x + z * z) % P  # a = -3
    new_x = (slope * slope - 2 * half) % P
    return new_x, (slope * (half - new_x) - 8 * squared * squared) % P, 2 * y * z % P


def _sum(one: Jacobian, other: Jacobian) -> Jacobian:
    if not one[2] or not other[2]:
        return other if not one[2] else one
    first, second = one[2] * one[2] % P, other[2] * other[2] % P
    x, width = one[0] * second % P, other[0] * first % P
    y, height = one[1] * second * other[2] % P, other[1] * first * one[2] % P
    if x == width:
        return _doubled(one) if y == height else _NOWHERE
    step, rise = (width - x) % P, (height - y) % P
    square = step * step % P
    cube, base = square * step % P, x * square % P
    new_x = (rise * rise - cube - 2 * base) % P
    return new_x, (rise * (base - new_x) - y * cube) % P, step * one[2] * other[2] % P


def _plain(point: Jacobian) -> Point | None:
    if not point[2]:
        return None
    inverse = pow(point[2], -1, P)
    square = inverse * inverse % P
    return point[0] * square % P, point[1] * square * inverse % P
