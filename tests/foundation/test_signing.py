"""Signatures: the examples of the standards, what is refused, and what OpenSSL says of ours."""

import os
import shutil
import subprocess

import pytest

from jiangong.foundation import sm2
from jiangong.foundation.signing import ALGORITHMS, SigningKey, VerifyingKey, new_signing_key

# GB/T 32918.5, annex A.2: signature of "message digest" by the example key, with the nonce that the annex names.
SM2_SECRET = 0x3945208F7B2144B13F36E38AC6D39F95889393692860B51A42FB81EF4DF7C5B8
SM2_NONCE = 0x59276E27D506861A16680F3AD9C02DCCEF3CC1FA3CDBE4CE6D54B80DEAC1BC21
SM2_PUBLIC = bytes.fromhex(
    "0409F9DF311E5421A150DD7D161E4BC5C672179FAD1833FC076BB08FF356F35020"
    "CCEA490CE26775A52DC6EA718CC1AA600AED05FBF35E084A6632F6072DA9AD13"
)
SM2_SIGNATURE = bytes.fromhex(
    "F5A03B0648D2C4630EEAC513E1BB81A15944DA3827D5B74143AC7EACEEE720B3"
    "B1B6AA29DF212FD8763182BC0D421CA1BB9038FD1F7F42D4840B69C485BBC1AA"
)
# RFC 8032, section 7.1, test 3.
ED_SECRET = bytes.fromhex("c5aa8df43f9f837bedb7442f31dcb7b166d38535076f094b85ce3a2e0b4458f7")
ED_PUBLIC = bytes.fromhex("fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025")
ED_SIGNATURE = bytes.fromhex(
    "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac"
    "18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a"
)
BOTH = pytest.mark.parametrize("algorithm", sorted(ALGORITHMS))


def test_sm2_gives_the_figures_of_the_standard():
    assert sm2.public_key(SM2_SECRET) == SM2_PUBLIC
    assert sm2.sign(SM2_SECRET, b"message digest", nonce=SM2_NONCE) == SM2_SIGNATURE
    assert sm2.is_signed(SM2_PUBLIC, b"message digest", SM2_SIGNATURE)


def test_ed25519_gives_the_figures_of_the_rfc():
    key = SigningKey("k", "ed25519", ED_SECRET)
    assert key.verifying.public == ED_PUBLIC
    assert key.sign(bytes.fromhex("af82")) == ED_SIGNATURE


@BOTH
def test_a_key_signs_and_everything_else_is_refused(algorithm):
    key, other = new_signing_key("k1", algorithm), new_signing_key("k1", algorithm)
    signature = key.sign(b"words")
    assert key.sign(b"words") == signature
    assert key.verifying.is_signed(b"words", signature)
    assert not key.verifying.is_signed(b"word", signature)
    assert not other.verifying.is_signed(b"words", signature)
    for at in range(0, len(signature), 7):
        changed = signature[:at] + bytes([signature[at] ^ 1]) + signature[at + 1 :]
        assert not key.verifying.is_signed(b"words", changed)
    for wrong in (b"", signature[:-1], signature + b"\0", bytes(64), b"\xff" * 64):
        assert not key.verifying.is_signed(b"words", wrong)


@BOTH
def test_a_key_survives_being_written(algorithm):
    key = new_signing_key("k1", algorithm)
    assert SigningKey.read(key.written()) == key
    assert VerifyingKey.read(f"a comment\n{key.verifying.pem}") == key.verifying
    assert key.written() not in repr(key) and repr(key.secret) not in repr(key)


@pytest.mark.parametrize(
    "line",
    ["", "k1", "k1:ed25519:", "k1:ed25519:AAAA", "k1:rsa:" + "A" * 43 + "=", ":ed25519:" + "A" * 43 + "=",
     "k 1:ed25519:" + "A" * 43 + "=", "k1:sm2:" + "A" * 43 + "=", "k1:sm2:" + "/" * 42 + "8="],
)  # fmt: skip
def test_what_is_no_key_is_refused_without_repeating_it(line):
    with pytest.raises(ValueError, match="a signing key is") as refused:
        SigningKey.read(line)
    secret = line.rpartition(":")[2]
    assert len(secret) < 4 or secret not in str(refused.value)


@pytest.mark.parametrize("pem", ["", "words", "-----BEGIN PUBLIC KEY-----\n!!\n-----END PUBLIC KEY-----"])
def test_what_is_no_public_key_is_refused(pem):
    with pytest.raises(ValueError, match="not a public key"):
        VerifyingKey.read(pem)


def test_a_point_off_the_curve_is_no_key():
    off = SM2_PUBLIC[:-1] + bytes([SM2_PUBLIC[-1] ^ 1])
    assert not sm2.is_signed(off, b"message digest", SM2_SIGNATURE)


@BOTH
def test_openssl_agrees(algorithm, tmp_path):
    if shutil.which("openssl") is None:
        pytest.skip("openssl is not installed")
    key = new_signing_key("k1", algorithm)
    signature = key.sign(b"words")
    (tmp_path / "key.pem").write_text(key.verifying.pem)
    (tmp_path / "words").write_bytes(b"words")
    more = []
    if algorithm == "sm2":
        numbers = [signature[:32].lstrip(b"\0"), signature[32:].lstrip(b"\0")]
        numbers = [b"\0" + one if one[0] & 0x80 else one for one in numbers]
        body = b"".join(b"\x02" + bytes([len(one)]) + one for one in numbers)
        signature = b"\x30" + bytes([len(body)]) + body
        more = ["-digest", "sm3", "-pkeyopt", "distid:1234567812345678"]
    (tmp_path / "signature").write_bytes(signature)
    command = ["openssl", "pkeyutl", "-verify", "-pubin", "-inkey", "key.pem", "-rawin", "-in", "words"]
    said = subprocess.run(  # noqa: PLW1510
        [*command, "-sigfile", "signature", *more], cwd=tmp_path, capture_output=True, text=True, env={**os.environ}
    )
    if "not supported" in said.stderr or "unknown option" in said.stderr.lower():
        pytest.skip("this openssl does not know the algorithm")
    assert "Signature Verified Successfully" in said.stdout, said.stderr
