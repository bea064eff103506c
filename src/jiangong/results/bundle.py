"""A settled competition as one file that anyone can recompute. No Django here: `jiangong verify` runs without a site."""

from __future__ import annotations

import json
from dataclasses import dataclass
from hashlib import sha256
from itertools import zip_longest
from typing import Any

from jiangong.core.problems import NO_TEXT, Problem, Refused, Text
from jiangong.core.rulebook import Rulebook, load_rulebook
from jiangong.core.scoring import Outcome, Tables, read_evidence, settle
from jiangong.foundation.archives import digests, pack_archive, unpack_archive
from jiangong.foundation.sheets import read_table, write_table
from jiangong.foundation.signing import SigningKey, VerifyingKey
from jiangong.results.coding import canonical_tables, under_codes
from jiangong.results.signature import SIGNATURE, STATEMENT, Signature, signature_member, statement_member

VERSION, SIGNED_VERSION = 1, 2
MANIFEST, RULEBOOK, STANDINGS = "manifest.json", "rulebook.toml", "standings.csv"
TABLES = {
    "marks": "marks.csv",
    "entries": "entries.csv",
    "items": "items.csv",
    "events": "events.csv",
    "sources": "sources.csv",
}
REQUIRED = frozenset({RULEBOOK, TABLES["marks"], STANDINGS})
ALLOWED = REQUIRED | set(TABLES.values())
SIGNED = {STATEMENT, SIGNATURE}


@dataclass(frozen=True)
class Packed:
    """A bundle made from a competition's own files, and the code under which each entry stands in it."""

    data: bytes
    codes: dict[str, str]
    fingerprint: Any

    @property
    def sha256(self) -> str:
        """Of the whole file, in hexadecimal."""
        return sha256(self.data).hexdigest()


@dataclass(frozen=True)
class Opened:
    """What a bundle holds; every member was as its manifest says."""

    rulebook_text: str
    tables: Tables
    standings_csv: bytes
    members: dict[str, bytes]


@dataclass(frozen=True)
class Verdict:
    """Whether recomputing gave the same standings and a signature holds; if not, the first difference. Where nobody signed
    there is no `signature`; `is_known` says that it is by the key that was asked for."""

    is_identical: bool
    sentence: Text = NO_TEXT
    problems: tuple[Problem, ...] = ()
    fingerprint: Any = None
    signature: Signature | None = None
    is_known: bool = False


def build_bundle(*, rulebook_text: str, tables: Tables, outcome: Outcome | None = None) -> bytes:
    """The bundle of tables whose entries and judges already stand under codes; the same input gives the same bytes.

    Columns that no rule reads are left out. Without the `outcome` of these tables they are settled here. Raises Refused
    where the rulebook or the tables do not hold.
    """
    rulebook = load_rulebook(rulebook_text, file=RULEBOOK)
    settled = outcome or _settled(rulebook, tables)
    return _packed(rulebook_text, canonical_tables(rulebook, settled.evidence, tables), settled.csv())


def pack_competition(*, rulebook_text: str, tables: Tables, file: str = RULEBOOK) -> Packed:
    """Settle a competition, put its entries and judges under codes, and bundle it.

    The coded tables are settled again and must give the same standings: a code that changed a place would be our defect.
    """
    rulebook = load_rulebook(rulebook_text, file=file)
    evidence = read_evidence(rulebook, tables)
    before = settle(evidence)
    coded = under_codes(rulebook, canonical_tables(rulebook, evidence, tables))
    after = _settled(rulebook, coded.tables)
    if _renamed(before, coded.codes) != after.rows():
        raise AssertionError("codes changed the standings")
    return Packed(_packed(rulebook_text, coded.tables, after.csv()), coded.codes, after.fingerprint)


def sign_bundle(data: bytes, *, statement: dict[str, Any], key: SigningKey, signer: str) -> bytes:
    """The same bundle with what was published, by whom and in which steps, signed as a whole."""
    members = {name: body for name, body in unpack_archive(data).items() if name != MANIFEST}
    members[STATEMENT] = statement_member(statement)
    manifest = _manifest(members)
    signature = signature_member(manifest, key=key, signer=signer)
    return pack_archive({**members, MANIFEST: manifest, SIGNATURE: signature})


def read_bundle(data: bytes, *, file: str = "bundle.zip") -> Opened:
    """Open a bundle and check every member against the manifest. Raises Refused at the first that differs."""
    members = unpack_archive(data, file=file)
    content = {name: body for name, body in members.items() if name not in (MANIFEST, SIGNATURE)}
    problem = _manifest_problem(members, content, file)
    if problem:
        raise Refused((problem,))
    # Rebuilding finds what the members cannot tell: a byte changed in the container around them.
    if pack_archive(members) != data:
        found = Text("压缩包的外层字节与内容不符", "container bytes that its members do not give")
        raise Refused((Problem(file, None, None, found, _EXPECTED),))
    tables = {role: read_table(content[name], name=name) for role, name in TABLES.items() if name in content}
    text = _rulebook_text(content[RULEBOOK])
    return Opened(text, Tables(**tables, files=dict(TABLES)), content[STANDINGS], members)


def verify_bundle(data: bytes, *, file: str = "bundle.zip", key: VerifyingKey | None = None) -> Verdict:
    """Recompute the standings of a bundle from its rulebook and its evidence, and check its signature where it has one.

    With a `key`, nothing else than a signature by that key will do.
    """
    try:
        opened = read_bundle(data, file=file)
        signature = Signature.of(opened.members, MANIFEST, file=file)
        rulebook = load_rulebook(opened.rulebook_text, file=RULEBOOK)
        outcome = _settled(rulebook, opened.tables)
    except Refused as refused:
        first = refused.problems[0]
        return Verdict(False, Text(first.sentence("zh"), first.sentence("en")), refused.problems[1:])
    if outcome.csv() != opened.standings_csv:
        return Verdict(False, _first_difference(opened.standings_csv, outcome.csv()))
    doubt = _doubt(signature, key, outcome.fingerprint)
    if doubt:
        return Verdict(False, doubt, signature=signature)
    return Verdict(True, fingerprint=outcome.fingerprint, signature=signature, is_known=key is not None)


def _doubt(signature: Signature | None, key: VerifyingKey | None, fingerprint: Any) -> Text | None:
    """Why a bundle that recomputes is still not what it says, or what was asked for."""
    if signature is None:
        unsigned = Text("重算一致，但包里没有签名", "recomputing agrees, but the bundle bears no signature")
        return unsigned if key else None
    if key and key != signature.key:
        return Text(
            f"重算一致，但签名不是用所给的公钥：签名的公钥指纹为 {signature.key.fingerprint}，所给的为 {key.fingerprint}",
            "recomputing agrees, but the signature is not by the given key: it is by the key with fingerprint "
            f"{signature.key.fingerprint}, the given one has {key.fingerprint}",
        )
    if signature.stated_fingerprint != str(fingerprint):
        return Text(
            f"{STATEMENT} 所记的指纹与重算的不同", f"{STATEMENT} states another fingerprint than recomputing gives"
        )
    return None


_EXPECTED = Text("原样的包", "the bundle as it was made")


def _settled(rulebook: Rulebook, tables: Tables) -> Outcome:
    return settle(read_evidence(rulebook, tables))


def _packed(rulebook_text: str, tables: Tables, standings: bytes) -> bytes:
    members = {RULEBOOK: rulebook_text.encode(), STANDINGS: standings}
    for role, name in TABLES.items():
        table = getattr(tables, role)
        if table is not None:
            members[name] = write_table(table, ".csv")
    return pack_archive({**members, MANIFEST: _manifest(members)})


def _manifest(members: dict[str, bytes]) -> bytes:
    """One way of writing it, so that a byte changed in the manifest itself is found too."""
    version = SIGNED_VERSION if STATEMENT in members else VERSION
    return (json.dumps({"version": version, "files": digests(members)}, indent=1, sort_keys=True) + "\n").encode()


def _manifest_problem(archive: dict[str, bytes], members: dict[str, bytes], file: str) -> Problem | None:
    """The first thing in which members and manifest differ."""
    manifest = archive.get(MANIFEST, b"")
    signed = SIGNED if SIGNED & set(archive) else set()
    required, allowed = REQUIRED | signed, ALLOWED | signed | {MANIFEST}
    strays = sorted(set(archive) - allowed) + sorted(required - set(archive))
    if strays or not manifest:
        name = strays[0] if strays else MANIFEST
        found = Text(f"{name} 缺少或多余", f"{name} missing or uncalled for")
        return Problem(file, None, None, found, _EXPECTED)
    stated = _stated(manifest)
    for name, digest in digests(members).items():
        if name not in stated:
            found = Text(f"清单里没有 {name} 的指纹", f"no fingerprint of {name} in the manifest")
            return Problem(f"{file}:{MANIFEST}", None, None, found, _EXPECTED)
        if stated[name] != digest:
            found = Text(f"{name} 的 SHA-256 为 {digest}", f"{name} with SHA-256 {digest}")
            expected = Text(f"清单所记的 {stated[name]}", f"{stated[name]}, as the manifest says")
            return Problem(f"{file}:{name}", None, None, found, expected)
    if manifest != _manifest(members):
        found = Text("清单的字节与内容不符", "manifest bytes that its members do not give")
        return Problem(f"{file}:{MANIFEST}", None, None, found, _EXPECTED)
    return None


def _stated(manifest: bytes) -> dict[str, Any]:
    try:
        files = json.loads(manifest)["files"]
    except (ValueError, KeyError, TypeError, RecursionError):
        return {}
    return files if isinstance(files, dict) else {}


def _rulebook_text(data: bytes) -> str:
    try:
        return data.decode()
    except UnicodeDecodeError:
        found = Text("不是 UTF-8 的字节", "bytes that are not UTF-8")
        raise Refused((Problem(RULEBOOK, None, None, found, Text("UTF-8 文本", "UTF-8 text")),)) from None


def _renamed(outcome: Outcome, codes: dict[str, str]) -> list[dict[str, str]]:
    return [{**row, "entry": codes.get(row["entry"], row["entry"])} for row in outcome.rows()]


def _first_difference(stated: bytes, computed: bytes) -> Text:
    """The first line in which two standings differ."""
    lines = zip_longest(stated.decode(errors="replace").split("\n"), computed.decode().split("\n"))
    for row, (before, after) in enumerate(lines, 1):
        if before != after:
            return Text(
                f"{STANDINGS} 第 {row} 行：包里为 {before or '（无）'}，重算为 {after or '（无）'}",
                f"{STANDINGS}:{row}: the bundle says {before or 'nothing'}, recomputing gives {after or 'nothing'}",
            )
    return Text(f"{STANDINGS} 的字节不同", f"{STANDINGS} differs in its bytes")
