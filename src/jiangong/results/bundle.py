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
from jiangong.results.coding import canonical_tables, under_codes

VERSION = 1
MANIFEST, RULEBOOK, STANDINGS = "manifest.json", "rulebook.toml", "standings.csv"
TABLES = {"marks": "marks.csv", "entries": "entries.csv", "items": "items.csv", "events": "events.csv"}
REQUIRED = frozenset({RULEBOOK, TABLES["marks"], STANDINGS})
ALLOWED = REQUIRED | set(TABLES.values())


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
    """Whether recomputing gave the same standings; if not, the first difference."""

    is_identical: bool
    sentence: Text = NO_TEXT
    problems: tuple[Problem, ...] = ()
    fingerprint: Any = None


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


def read_bundle(data: bytes, *, file: str = "bundle.zip") -> Opened:
    """Open a bundle and check every member against the manifest. Raises Refused at the first that differs."""
    members = unpack_archive(data, file=file)
    content = {name: body for name, body in members.items() if name != MANIFEST}
    problem = _manifest_problem(members.get(MANIFEST, b""), content, file)
    if problem:
        raise Refused((problem,))
    # Rebuilding finds what the members cannot tell: a byte changed in the container around them.
    if pack_archive(members) != data:
        found = Text("压缩包的外层字节与内容不符", "container bytes that its members do not give")
        raise Refused((Problem(file, None, None, found, _EXPECTED),))
    tables = {role: read_table(content[name], name=name) for role, name in TABLES.items() if name in content}
    text = _rulebook_text(content[RULEBOOK])
    return Opened(text, Tables(**tables, files=dict(TABLES)), content[STANDINGS], members)


def verify_bundle(data: bytes, *, file: str = "bundle.zip") -> Verdict:
    """Recompute the standings of a bundle from its rulebook and its evidence."""
    try:
        opened = read_bundle(data, file=file)
        rulebook = load_rulebook(opened.rulebook_text, file=RULEBOOK)
        outcome = _settled(rulebook, opened.tables)
    except Refused as refused:
        first = refused.problems[0]
        return Verdict(False, Text(first.sentence("zh"), first.sentence("en")), refused.problems[1:])
    if outcome.csv() == opened.standings_csv:
        return Verdict(True, fingerprint=outcome.fingerprint)
    return Verdict(False, _first_difference(opened.standings_csv, outcome.csv()))


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
    return (json.dumps({"version": VERSION, "files": digests(members)}, indent=1, sort_keys=True) + "\n").encode()


def _manifest_problem(manifest: bytes, members: dict[str, bytes], file: str) -> Problem | None:
    """The first thing in which members and manifest differ."""
    strays = sorted(set(members) - ALLOWED) + sorted(REQUIRED - set(members))
    if strays or not manifest:
        name = strays[0] if strays else MANIFEST
        found = Text(f"{name} 缺少或多余", f"{name} missing or uncalled for")
        return Problem(file, None, None, found, _EXPECTED)
    stated = _stated(manifest)
    for name, digest in digests(members).items():
        if stated.get(name) != digest:
            found = Text(f"{name} 的 SHA-256 为 {digest}", f"{name} with SHA-256 {digest}")
            expected = Text(f"清单所记的 {stated.get(name)}", f"{stated.get(name)}, as the manifest says")
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
