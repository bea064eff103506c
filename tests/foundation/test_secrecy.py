"""Values lie sealed, can be compared by those who hold the key, and betray every change."""

import pytest

from jiangong.config import environment
from jiangong.foundation.secrecy import PROVIDERS, Key, Keyring, NotOurs, new_key

TEXTS = ["", "a", "一个秘密", "x" * 5_000]


@pytest.fixture(params=list(PROVIDERS))
def ring(request) -> Keyring:
    return Keyring([new_key("k1", request.param)])


@pytest.mark.parametrize("text", TEXTS)
def test_what_was_sealed_opens_again(ring, text):
    assert ring.open(ring.seal(text, bound="row 1"), bound="row 1") == text


def test_the_same_text_is_sealed_differently_and_digested_alike(ring):
    assert ring.seal("甲") != ring.seal("甲")
    assert ring.digest("甲") == ring.digest("甲") != ring.digest("乙")
    assert "甲".encode().hex() not in ring.digest("甲")


def test_another_key_digests_differently(ring):
    other = Keyring([new_key("k1", ring.current.provider)])

    assert ring.digest("甲") != other.digest("甲")
    with pytest.raises(NotOurs):
        other.open(ring.seal("甲"))


def test_what_was_changed_or_moved_does_not_open(ring):
    sealed = ring.seal("甲", bound="row 1")
    changed = sealed[:-6] + ("A" if sealed[-6] != "A" else "B") + sealed[-5:]
    for value, bound in ((changed, "row 1"), (sealed, "row 2"), (sealed[:20], "row 1"), ("nonsense", ""), ("", "")):
        with pytest.raises(NotOurs):
            ring.open(value, bound=bound)


def test_a_column_is_sealed_like_its_values(ring):
    digests = ring.digests(["甲", "", None, "乙"])
    sealed = ring.sealed(["甲", "", None, "乙"], bound=digests)

    assert digests == [ring.digest("甲"), "", "", ring.digest("乙")]
    assert [ring.open(value, bound=to) if value else "" for value, to in zip(sealed, digests, strict=True)] == [
        "甲",
        "",
        "",
        "乙",
    ]


def test_an_earlier_key_still_opens_and_every_value_says_by_which_it_was_made(ring):
    sealed, file = ring.seal("甲"), ring.seal_file(b"bytes", bound="f")
    renewed = Keyring([new_key("k2", "sm"), ring.current])

    assert sealed.startswith(f"{ring.current.provider}:k1:") and renewed.seal("甲").startswith("sm:k2:")
    assert (renewed.open(sealed), renewed.open_file(file, bound="f")) == ("甲", b"bytes")
    with pytest.raises(NotOurs):
        renewed.open_file(file, bound="g")


def test_a_key_is_written_and_read(ring):
    assert Key.read(ring.current.written()) == ring.current


@pytest.mark.parametrize(
    "line", ["", "k1", "k1:aes:", "k1:aes:AAAA", "k 1:aes:" + "A" * 44, "k1:des:" + "A" * 43 + "=", "k1:aes:***"]
)
def test_what_is_no_key_is_refused_without_repeating_it(line):
    with pytest.raises(ValueError) as refused:
        Key.read(line)

    assert "AAAA" not in str(refused.value)


def test_a_ring_needs_a_key():
    with pytest.raises(ValueError):
        Keyring([])


def test_the_sm_provider_gives_the_published_value_of_sm3():
    from cryptography.hazmat.primitives import hashes

    work = hashes.Hash(hashes.SM3())
    work.update(b"abc")

    assert work.finalize().hex() == "66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0"


def test_the_sm_provider_gives_the_published_value_of_sm4():
    from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

    key = bytes.fromhex("0123456789abcdeffedcba9876543210")
    work = Cipher(algorithms.SM4(key), modes.ECB()).encryptor()

    assert work.update(key).hex() == "681edf34d206965e86b3e94f536e4246"


def test_the_key_file_is_made_once_and_readable_by_its_owner_only(tmp_path, monkeypatch):
    monkeypatch.delenv("JIANGONG_DATA_KEYS", raising=False)
    first = environment.data_keys(tmp_path)

    assert environment.data_keys(tmp_path) == first
    assert (tmp_path / "data.keys").stat().st_mode & 0o777 == 0o600
    assert Key.read(first[0]).name == "k1"
    monkeypatch.setenv("JIANGONG_DATA_KEYS", "one,two")
    assert environment.data_keys(tmp_path) == ["one", "two"]
