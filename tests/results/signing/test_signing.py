"""A publication's bundle: signed as a whole, recomputed anywhere, one altered byte found."""

import json
import random

import pytest
from django.db import connection

from jiangong.foundation.archives import pack_archive, unpack_archive
from jiangong.foundation.keeping import locked_tables
from jiangong.foundation.models import AuditRow
from jiangong.foundation.signing import ALGORITHMS, VerifyingKey, new_signing_key
from jiangong.results.bundle import verify_bundle
from jiangong.results.selectors import bundle_bytes, current_publication_or_none
from jiangong.results.signature import SIGNATURE, STATEMENT
from jiangong.results.signing.selectors import published_keys, signed_bundle, signing_key, the_published_key
from jiangong.results.signing.services import announce_key
from tests.factories import a_publication, an_officer, checked

pytestmark = pytest.mark.django_db


@pytest.fixture(params=sorted(ALGORITHMS))
def key(request, settings):
    """The site signs by this key."""
    made = new_signing_key("k7", request.param)
    settings.SIGNING_KEY = made.written()
    return made


@pytest.fixture
def publication():
    officer = an_officer()
    made = a_publication(officer)
    checked(made)
    return current_publication_or_none(made.event)


def test_a_signed_bundle_says_what_was_published_by_whom_in_which_steps(publication, key):
    data = signed_bundle(publication)
    found = verify_bundle(data, key=key.verifying)

    assert found.is_identical and found.is_known
    assert found.signature.signer == "演示省总工会"
    assert found.signature.key_name == "k7"
    said = found.signature.statement
    assert (said["publication"], said["state"]) == (1, "checked")
    assert [(step["state"], step["signed_by"]) for step in said["steps"]] == [
        ("provisional", "舒宁岩"), ("checked", "舒宁岩"),
    ]  # fmt: skip
    assert found.signature.stated_fingerprint == publication.run.fingerprint_line
    assert signed_bundle(publication) == data
    assert json.loads(unpack_archive(data)["manifest.json"])["version"] == 2


def test_the_figures_are_those_of_the_unsigned_bundle(publication, key):
    signed, plain = unpack_archive(signed_bundle(publication)), unpack_archive(bundle_bytes(publication.run))
    for name in (STATEMENT, SIGNATURE, "manifest.json"):
        signed.pop(name)
    plain.pop("manifest.json")
    assert signed == plain


def test_one_altered_byte_anywhere_is_found(publication, key):
    data = signed_bundle(publication)
    dice = random.Random(7)
    marks = [data.index(name) for name in (b"publication.json", b"signature.json", b"manifest.json", b"marks.csv")]
    places = {dice.randrange(len(data)) for _ in range(40)} | {at + 60 for at in marks}
    body = unpack_archive(data)[SIGNATURE]
    start = data.index(body)
    places |= set(range(start, start + len(body), 9))
    for at in places:
        changed = data[:at] + bytes([data[at] ^ 1]) + data[at + 1 :]
        assert not verify_bundle(changed).is_identical, at


def test_every_byte_of_the_signature_counts(publication, key):
    members = unpack_archive(signed_bundle(publication))
    body = members[SIGNATURE]
    for at in range(len(body)):
        for bit in (1, 32):
            changed = {**members, SIGNATURE: body[:at] + bytes([body[at] ^ bit]) + body[at + 1 :]}
            assert not verify_bundle(pack_archive(changed)).is_identical, (at, bit)


@pytest.mark.parametrize("change", ["drop signature", "drop statement", "drop both", "another statement", "nested"])
def test_parts_that_do_not_belong_together_are_refused(publication, key, change):
    members = unpack_archive(signed_bundle(publication))
    if change in ("drop signature", "drop both"):
        members.pop(SIGNATURE)
    if change in ("drop statement", "drop both"):
        members.pop(STATEMENT)
    if change == "another statement":
        members[STATEMENT] = members[STATEMENT].replace("舒宁岩".encode(), "岑佳禾".encode())
    if change == "nested":
        members[SIGNATURE] = b"[" * 3000
    assert not verify_bundle(pack_archive(members)).is_identical


def test_another_key_is_told_apart(publication, key):
    data = signed_bundle(publication)
    other = new_signing_key("k7").verifying

    found = verify_bundle(data, key=other)
    assert not found.is_identical
    assert other.fingerprint in found.sentence.zh and key.verifying.fingerprint in found.sentence.en
    unsigned = verify_bundle(bundle_bytes(publication.run), key=key.verifying)
    assert not unsigned.is_identical and "没有签名" in unsigned.sentence.zh
    assert verify_bundle(bundle_bytes(publication.run)).is_identical


def test_a_statement_about_other_figures_is_refused(publication, key):
    from jiangong.results.bundle import sign_bundle
    from jiangong.results.signing.selectors import statement_of

    statement = statement_of(publication)
    statement["fingerprint"] = {**statement["fingerprint"], "outcome": "0" * 64}
    data = sign_bundle(bundle_bytes(publication.run), statement=statement, key=key, signer="x")
    found = verify_bundle(data)
    assert not found.is_identical and "指纹" in found.sentence.zh


def test_a_key_is_announced_once_and_stays_when_another_follows(key, settings):
    first = announce_key(by="site:test")
    assert announce_key(by="site:test") == first
    assert AuditRow.objects.filter(act="announce_key").count() == 1
    settings.SIGNING_KEY = new_signing_key("k8").written()
    second = announce_key(by="site:test")

    shown = published_keys()
    assert [row.key for row in shown] == [second, first]
    assert [row.until for row in shown] == [None, second.announced_at]
    assert VerifyingKey.read(the_published_key(1).pem) == key.verifying
    assert signing_key().name == "k8"
    assert "signing_publishedkey" in locked_tables(connection)
