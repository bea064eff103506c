"""Commands about bundles: bundle, verify."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from jiangong.cli.endings import AnswerIsNo, WrongUse
from jiangong.cli.inputs import existing, given_tables, rulebook_source
from jiangong.cli.options import AsJson, Given, InLang, takes_tables
from jiangong.cli.watch import Watch
from jiangong.cli.words import note, note_problems, said, say, tell, tell_json, visible

if TYPE_CHECKING:
    from jiangong.foundation.signing import VerifyingKey
    from jiangong.results.bundle import Verdict

BundleFile = Annotated[
    str, typer.Option("--out", metavar="B", help=say("包的文件名（.zip）", "the bundle to write (.zip)"))
]


@takes_tables
def bundle(given: Given, out: BundleFile = "") -> None:
    """Settle, put entries and judges under codes, and write what anyone needs to recompute."""
    if not out.endswith(".zip"):
        raise WrongUse(say("请用 --out 给出以 .zip 结尾的文件名", "give --out a name that ends in .zip"))
    from jiangong.results.bundle import pack_competition  # loads the column engine

    with Watch() as watch:
        text, file = rulebook_source(given.rulebook)
        watch.step(say("读取", "reading"))
        tables = given_tables(given)
        watch.step(say("计算", "settling"))
        packed = pack_competition(rulebook_text=text, tables=tables, file=file)
        watch.step(say("写出", "writing"))
        Path(out).write_bytes(packed.data)
    if given.as_json:
        tell_json({"file": out, "sha256": packed.sha256, "entries": packed.codes})
        return
    tell(say(f"{out}：SHA-256 {packed.sha256}", f"{out}: SHA-256 {packed.sha256}"))
    note(str(packed.fingerprint))


BundlePath = Annotated[Path, typer.Argument(metavar="B", help=say("要复核的包", "the bundle to re-check"))]


KeyFile = Annotated[
    Path | None,
    typer.Option(
        "--key",
        metavar="F",
        help=say("签发单位公布的公钥（PEM）", "the public key that the issuing body published (PEM)"),
    ),
]


def verify(bundle: BundlePath, key: KeyFile = None, as_json: AsJson = False, lang: InLang = None) -> None:
    """Recompute a bundle and check its signature: `identical` and who signed, or the first difference and exit status 1."""
    from jiangong.results.bundle import verify_bundle  # loads the column engine

    known = _public_key(key) if key else None
    with Watch() as watch:
        watch.step(say("复核", "verifying"))
        found = verify_bundle(existing(bundle).read_bytes(), file=str(bundle), key=known)
    if as_json:
        answer = {"identical": found.is_identical, "difference": said(found.sentence)}
        tell_json(answer | ({"signature": _as_object(found)} if found.signature else {}))
    elif found.is_identical:
        tell("identical")
        for line in _signature_lines(found):
            tell(visible(line))
    if found.is_identical:
        note(str(found.fingerprint))
        return
    if not as_json:
        tell(said(found.sentence))
    note_problems(found.problems, as_json=as_json)
    raise AnswerIsNo


def _public_key(path: Path) -> VerifyingKey:
    from jiangong.foundation.signing import VerifyingKey  # loads the cipher library

    try:
        return VerifyingKey.read(existing(path).read_text(encoding="utf-8", errors="replace"))
    except ValueError:
        sentence = f"{path}：应为 Ed25519 或 SM2 的公钥文件（PEM）"
        raise WrongUse(say(sentence, f"{path}: expected a public key file (PEM) of Ed25519 or SM2")) from None


def _signature_lines(found: Verdict) -> list[str]:
    """What is signed by whom, and what the reader still has to compare."""
    signed = found.signature
    if signed is None:
        return []
    what, digits = signed.statement, signed.key.fingerprint
    title = f"{_part(what, 'competition', 'title')} · {_part(what, 'event', 'title')}"
    state, number = what.get("state", ""), what.get("publication", "")
    zh = f"已签名：{title}，第 {number} 次发布（{STATES.get(str(state), state)}），签发单位 {signed.signer}"
    lines = [say(zh, f"signed: {title}, publication {number} ({state}), by {signed.signer}")]
    lines += [f"  {line}" for line in _step_lines(what)]
    key = say(f"公钥 {signed.key_name}", f"key {signed.key_name}")
    lines.append(f"{key} {signed.algorithm} SHA-256 {digits}")
    if found.is_known:
        lines.append(say("签名用的就是所给的公钥", "the signature is by the given key"))
    else:
        zh = "还不知道这把公钥是不是该单位的：请与该单位公布的指纹核对，或用 --key 给出公钥文件"
        lines.append(
            say(
                zh,
                "whether this key is theirs is not known here: compare its SHA-256 with the published one, or give --key",
            )
        )
    return lines


STATES = {"provisional": "暂定", "checked": "已复核", "public_notice": "公示中", "in_effect": "已生效"}


def _step_lines(statement: Mapping[str, Any]) -> list[str]:
    steps = statement.get("steps")
    lines = []
    for step in steps if isinstance(steps, list) else []:
        if isinstance(step, dict):
            state = str(step.get("state", ""))
            lines.append(f"{say(STATES.get(state, state), state)} {step.get('at', '')} {step.get('signed_by', '')}")
    return lines


def _part(statement: Mapping[str, Any], name: str, field: str) -> str:
    part = statement.get(name)
    return str(part.get(field, "")) if isinstance(part, dict) else ""


def _as_object(found: Verdict) -> dict[str, Any]:
    signed = found.signature
    assert signed is not None
    return {
        "signer": signed.signer,
        "key": signed.key_name,
        "algorithm": signed.key.algorithm,
        "key_sha256": signed.key.fingerprint,
        "is_given_key": found.is_known,
        "statement": dict(signed.statement),
    }
