"""What a signed bundle says beside the figures: what was published, and whose key signed it. No Django here."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from jiangong.core.problems import Problem, Refused, Text
from jiangong.foundation.signing import ALGORITHMS, SigningKey, VerifyingKey

STATEMENT, SIGNATURE = "publication.json", "signature.json"
SIGNED_AS = b"jiangong bundle 2\n"
VERSION = 1
FIGURES = ("rulebook", "marks", "outcome")


@dataclass(frozen=True)
class Signature:
    """Who signed, with which key, and what the statement under the signature says."""

    signer: str
    key_name: str
    key: VerifyingKey
    statement: Mapping[str, Any]

    @classmethod
    def of(cls, members: Mapping[str, bytes], manifest: str, *, file: str) -> Signature | None:
        """The signature of a bundle's members; none where nobody signed. Raises Refused where it does not hold."""
        data = members.get(SIGNATURE)
        if data is None:
            return None
        head = _object(data)
        said = _object(members[STATEMENT])
        try:
            value = bytes.fromhex(str(head.pop("signature", "")))
            key = VerifyingKey.read(str(head.get("public_key", "")))
            holds = key.is_signed(_signed(members[manifest], head), value)
        except ValueError:
            holds = False
        # Written one way only: a byte that changes nothing of what is said is still a changed byte.
        if not holds or _written({**head, "signature": value.hex()}) != data or _written(said) != members[STATEMENT]:
            found = Text("签名与内容不符", "a signature that its members do not bear out")
            raise Refused((Problem(f"{file}:{SIGNATURE}", None, None, found, _EXPECTED),))
        return cls(str(head.get("signer", "")), str(head.get("key", "")), key, said)

    @property
    def algorithm(self) -> str:
        """What the algorithm is called."""
        return ALGORITHMS[self.key.algorithm].title

    @property
    def stated_fingerprint(self) -> str:
        """The fingerprint that was published, as the commands print it."""
        figures = self.statement.get("fingerprint")
        figures = figures if isinstance(figures, dict) else {}
        return "FINGERPRINT " + " ".join(f"{name}={figures.get(name, '')}" for name in FIGURES)


_EXPECTED = Text("签发单位签署的原样", "what the issuing body signed, as it was")


def statement_member(statement: Mapping[str, Any]) -> bytes:
    """What was published, as the member of a bundle."""
    return _written({"version": VERSION, **statement})


def signature_member(manifest: bytes, *, key: SigningKey, signer: str) -> bytes:
    """The signature over the manifest, and so over every member, together with who gives it by which key."""
    head = {"version": VERSION, "algorithm": key.algorithm, "key": key.name, "signer": signer}
    head["public_key"] = key.verifying.pem
    return _written({**head, "signature": key.sign(_signed(manifest, head)).hex()})


def _signed(manifest: bytes, head: Mapping[str, Any]) -> bytes:
    return SIGNED_AS + _written(head) + manifest


def _written(value: Mapping[str, Any]) -> bytes:
    return (json.dumps(value, ensure_ascii=False, indent=1, sort_keys=True) + "\n").encode("utf-8", "surrogatepass")


def _object(data: bytes) -> dict[str, Any]:
    """A JSON object; an empty one for anything else."""
    try:
        found = json.loads(data.decode())
    except (ValueError, RecursionError):
        return {}
    return found if isinstance(found, dict) else {}
