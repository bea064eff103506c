"""Commands about bundles: bundle, verify."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from jiangong.cli.entrance import AnswerIsNo, WrongUse
from jiangong.cli.inputs import existing, given_tables, rulebook_source
from jiangong.cli.options import AsJson, Given, InLang, takes_tables
from jiangong.cli.watch import Watch
from jiangong.cli.words import note, note_problems, said, say, tell, tell_json

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


def verify(bundle: BundlePath, as_json: AsJson = False, lang: InLang = None) -> None:
    """Recompute a bundle: `identical`, or the first difference and exit status 1."""
    from jiangong.results.bundle import verify_bundle  # loads the column engine

    with Watch() as watch:
        watch.step(say("复核", "verifying"))
        found = verify_bundle(existing(bundle).read_bytes(), file=str(bundle))
    if as_json:
        tell_json({"identical": found.is_identical, "difference": said(found.sentence)})
    elif found.is_identical:
        tell("identical")
    if found.is_identical:
        note(str(found.fingerprint))
        return
    if not as_json:
        tell(said(found.sentence))
    note_problems(found.problems, as_json=as_json)
    raise AnswerIsNo
