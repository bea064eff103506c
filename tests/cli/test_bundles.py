"""`bundle` and `verify`: what goes into the open, and that nothing can be changed in it unseen."""

import io
import json
import random
import zipfile
from hashlib import sha256

import pytest

from jiangong.foundation.archives import digests, pack_archive, unpack_archive
from jiangong.results.bundle import build_bundle, read_bundle
from tests.cli.conftest import ENTRIES, MARKS, RULEBOOK, csv

BUNDLE = ("bundle", ".", "marks.csv", "--entries", "entries.csv", "--out", "b.zip")


_made: dict[str, bytes] = {}  # the same input gives the same bytes, so one packing serves every test


@pytest.fixture
def bundle(jiangong, folder):
    """A bundle on disk, as bytes."""
    if not _made:
        assert jiangong(*BUNDLE).status == 0
        _made["bytes"] = (folder / "b.zip").read_bytes()
    (folder / "b.zip").write_bytes(_made["bytes"])
    return _made["bytes"]


def rewritten(data, name, content):
    """A bundle with one member different and an honest manifest."""
    members = {**unpack_archive(data), name: content}
    del members["manifest.json"]
    manifest = {"version": 1, "files": digests(members)}
    return pack_archive({**members, "manifest.json": (json.dumps(manifest, indent=1, sort_keys=True) + "\n").encode()})


def test_a_bundle_holds_the_pinned_members(bundle):
    members = unpack_archive(bundle)
    manifest = json.loads(members.pop("manifest.json"))

    assert sorted(members) == ["entries.csv", "marks.csv", "rulebook.toml", "standings.csv"]
    assert manifest == {"version": 1, "files": {name: sha256(body).hexdigest() for name, body in members.items()}}


def test_entries_and_judges_stand_under_codes_with_what_the_rules_read(bundle):
    members = {name: body.decode("utf-8-sig") for name, body in unpack_archive(bundle).items()}

    assert members["entries.csv"] == "event,entry\n,E0001\n,E0002\n,E0003\n"
    assert members["marks.csv"].splitlines()[1:4] == [
        ",final,E0001,practice,,,J01,80,", ",final,E0001,practice,,,J02,81,", ",final,E0001,theory,,,,90,",
    ]  # fmt: skip
    everything = "".join(members.values())
    assert not any(word in everything for word in ("A01", "甲", "一厂"))
    assert members["standings.csv"].splitlines()[1] == ",final,E0002,1,87.30,,1,,first,,70.5,94.50,87.30"


def test_the_same_input_gives_the_same_bytes_in_whatever_order(jiangong, folder, bundle):
    (folder / "marks.csv").write_text(csv([MARKS[0], *reversed(MARKS[1:])]), encoding="gb18030")
    (folder / "entries.csv").write_text("\ufeff参赛号,单位\nA03,x\nA01,y\nA02,z\n", encoding="utf-8")

    assert jiangong(*BUNDLE).status == 0
    assert (folder / "b.zip").read_bytes() == bundle


def test_an_untouched_bundle_is_identical(jiangong, bundle):
    for language in ("en", "zh"):
        ended = jiangong("verify", "b.zip", "--lang", language)

        assert (ended.status, ended.out) == (0, "identical\n")
        assert ended.lines[-1].startswith("FINGERPRINT ")
    assert json.loads(jiangong("verify", "b.zip", "--json").out)["identical"] is True


def test_one_altered_byte_in_any_member_is_found(jiangong, folder, bundle):
    dice = random.Random(1)  # noqa: S311 - which byte is altered need not be a secret
    with zipfile.ZipFile(io.BytesIO(bundle)) as archive:
        entries = archive.infolist()
    for entry in entries:
        start = entry.header_offset + 30 + len(entry.filename)
        for position in {start, start + entry.file_size - 1, start + dice.randrange(entry.file_size)}:
            altered = bundle[:position] + bytes([bundle[position] ^ 1]) + bundle[position + 1 :]
            (folder / "b.zip").write_bytes(altered)

            assert jiangong("verify", "b.zip").status == 1, (entry.filename, position)


def test_one_altered_byte_is_found_when_the_archive_is_packed_anew(jiangong, folder, bundle):
    members = unpack_archive(bundle)
    for name, body in members.items():
        altered = bytes([body[0] ^ 1]) + body[1:]
        (folder / "b.zip").write_bytes(pack_archive({**members, name: altered}))
        ended = jiangong("verify", "b.zip")

        assert ended.status == 1
        assert name in ended.out and "None" not in ended.out


def test_one_altered_byte_anywhere_in_the_file_is_found(jiangong, folder, bundle):
    dice = random.Random(2)  # noqa: S311
    for _ in range(60):
        position = dice.randrange(len(bundle))
        altered = bundle[:position] + bytes([bundle[position] ^ 1 << dice.randrange(8)]) + bundle[position + 1 :]
        (folder / "b.zip").write_bytes(altered)
        ended = jiangong("verify", "b.zip")

        assert (ended.status, "identical" in ended.out) == (1, False), position


def test_a_place_changed_together_with_its_manifest_is_found_by_recomputing(jiangong, folder, bundle):
    standings = unpack_archive(bundle)["standings.csv"].replace(b"E0002,1,", b"E0002,2,")
    (folder / "b.zip").write_bytes(rewritten(bundle, "standings.csv", standings))

    english, chinese = jiangong("verify", "b.zip"), jiangong("verify", "b.zip", "--lang", "zh")

    assert (english.status, chinese.status) == (1, 1)
    assert english.out.startswith("standings.csv:2: the bundle says ,final,E0002,2,87.30")
    assert chinese.out.startswith("standings.csv 第 2 行：包里为 ,final,E0002,2,87.30")


def test_a_mark_changed_together_with_its_manifest_is_found_by_recomputing(jiangong, folder, bundle):
    marks = unpack_archive(bundle)["marks.csv"].replace(b"J01,80", b"J01,99")
    (folder / "b.zip").write_bytes(rewritten(bundle, "marks.csv", marks))

    assert jiangong("verify", "b.zip").status == 1


@pytest.mark.parametrize(
    "data", [b"", b"no zip", pack_archive({}), pack_archive({"manifest.json": b"[]"}), pack_archive({"a.txt": b"1"})]
)
def test_what_is_no_bundle_is_refused(jiangong, folder, data):
    (folder / "b.zip").write_bytes(data)
    ended = jiangong("verify", "b.zip")

    assert ended.status == 1
    assert ended.out.startswith("b.zip: found ")


def test_a_member_too_many_or_too_few_is_found(jiangong, folder, bundle):
    members = unpack_archive(bundle)
    for changed in ({**members, "note.txt": b"1"}, {k: v for k, v in members.items() if k != "marks.csv"}):
        (folder / "b.zip").write_bytes(pack_archive(changed))

        assert jiangong("verify", "b.zip").status == 1


def test_a_bundle_whose_rules_do_not_hold_is_refused(jiangong, folder, bundle):
    for text in (b"", b"\xff", b"a = " + b"[" * 3000):
        (folder / "b.zip").write_bytes(rewritten(bundle, "rulebook.toml", text))
        ended = jiangong("verify", "b.zip")

        assert (ended.status, ended.out.startswith("rulebook.toml")) == (1, True)


def test_a_yes_or_no_stands_in_place_of_an_age(jiangong, folder):
    attribute = """
[entries.age]
type = "number"
range = [16, 70]
[entries.young]
type = "yes_no"
formula = "entry.age <= 35"
"""
    text = RULEBOOK.replace("[[stage]]", attribute + "[[stage]]", 1).replace("top = 1", 'top = 1\nwhen = "entry.young"')
    (folder / "rulebook.toml").write_text(text, encoding="utf-8")
    (folder / "entries.csv").write_text("entry,name,age\nA01,甲,35\nA02,乙,36\nA03,丙,20\n", encoding="utf-8")

    ended = jiangong(*BUNDLE)
    assert ended.status == 0, ended.err
    members = unpack_archive((folder / "b.zip").read_bytes())

    assert members["entries.csv"].decode("utf-8-sig") == "event,entry,young\n,E0001,1\n,E0002,0\n,E0003,1\n"
    assert jiangong("verify", "b.zip").out == "identical\n"


def test_teams_stand_under_codes_as_well(jiangong, folder):
    teams = """
[[stage]]
id = "teams"
title = { zh = "团体", en = "Teams" }
entrants = "teams"
[stage.scores.sum]
title = { zh = "合计", en = "Sum" }
from = "final.total"
steps = [{ over = "member", take = "sum" }]
[[stage.order]]
by = "sum"
"""
    (folder / "rulebook.toml").write_text(RULEBOOK + teams, encoding="utf-8")
    (folder / "entries.csv").write_text("entry,team,name\nA01,红队,甲\nA02,红队,乙\nA03,蓝队,丙\n", encoding="utf-8")

    ended = jiangong(*BUNDLE)
    assert ended.status == 0, ended.err
    members = unpack_archive((folder / "b.zip").read_bytes())

    assert "红队" not in b"".join(members.values()).decode()
    assert jiangong("verify", "b.zip").out == "identical\n"


def test_a_site_whose_entries_are_codes_already_builds_and_opens_the_same(folder, bundle):
    opened = read_bundle(bundle)

    assert opened.rulebook_text == RULEBOOK
    assert build_bundle(rulebook_text=opened.rulebook_text, tables=opened.tables) == bundle
    again = build_bundle(rulebook_text=RULEBOOK, tables=opened.tables)
    assert again == bundle
    assert ENTRIES.splitlines()[1].split(",")[0] not in opened.standings_csv.decode()


def test_verify_says_what_is_signed_by_whom(jiangong, folder, bundle):
    from jiangong.foundation.signing import new_signing_key
    from jiangong.results.bundle import sign_bundle, verify_bundle

    key, other = new_signing_key("k1", "sm2"), new_signing_key("k2")
    figures = {name: getattr(verify_bundle(bundle).fingerprint, name) for name in ("rulebook", "marks", "outcome")}
    steps = [{"state": "provisional", "at": "2026-07-20T10:00:00+08:00", "signed_by": "舒宁岩"}]
    statement = {
        "competition": {"title": "焊工"}, "event": {"title": "决赛"}, "publication": 2, "state": "checked",
        "steps": steps, "fingerprint": figures,
    }  # fmt: skip
    (folder / "s.zip").write_bytes(sign_bundle(bundle, statement=statement, key=key, signer="示范省总工会"))
    (folder / "k.pem").write_text(key.verifying.pem)
    (folder / "o.pem").write_text(other.verifying.pem)
    (folder / "no.pem").write_text("words")

    ended = jiangong("verify", "s.zip", "--lang", "zh")
    assert ended.status == 0 and ended.out.splitlines()[0] == "identical"
    for word in (
        "焊工 · 决赛，第 2 次发布（已复核），签发单位 示范省总工会",
        "舒宁岩",
        key.verifying.fingerprint,
        "--key",
    ):
        assert word in ended.out
    ended = jiangong("verify", "s.zip", "--key", "k.pem", "--lang", "en")
    assert ended.status == 0 and "the signature is by the given key" in ended.out
    said = json.loads(jiangong("verify", "s.zip", "--key", "k.pem", "--json").out)
    assert said["signature"]["is_given_key"] is True and said["signature"]["algorithm"] == "sm2"
    for file, against, status in (
        ("s.zip", "o.pem", 1),
        ("b.zip", "k.pem", 1),
        ("s.zip", "no.pem", 2),
        ("s.zip", "x.pem", 2),
    ):
        assert jiangong("verify", file, "--key", against).status == status, (file, against)
    data = bytearray((folder / "s.zip").read_bytes())
    data[data.index(b"publication.json") + 80] ^= 1
    (folder / "s.zip").write_bytes(bytes(data))
    ended = jiangong("verify", "s.zip", "--key", "k.pem")
    assert ended.status == 1 and "identical" not in ended.out
