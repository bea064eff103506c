"""Renews the English catalogue from the Chinese sentences in code and templates; `--check` only says what is amiss.

Finding the sentences needs GNU gettext (xgettext); compiling does not.
"""

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterable
from pathlib import Path

import polib

ROOT = Path(__file__).resolve().parent.parent
PACKAGE = Path("src", "jiangong")
CATALOGUE = PACKAGE / "web" / "locale" / "en" / "LC_MESSAGES" / "django.po"


def renew(root: Path) -> None:
    """Extract every marked sentence below `root` into the catalogue there, keeping what is translated."""
    (root / CATALOGUE).parent.mkdir(parents=True, exist_ok=True)
    environment = {
        **os.environ,
        "PYTHONPATH": str(root / "src"),
        "DJANGO_SETTINGS_MODULE": "jiangong.config.settings",
        "JIANGONG_HOME": str(root / "var"),
    }
    command = [sys.executable, "-m", "django", "makemessages", "--locale=en", "--no-obsolete", "--add-location=file"]
    command += ["--no-wrap", "--ignore=static/*", "--verbosity=0"]
    subprocess.run(command, cwd=root / PACKAGE, env=environment, check=True)
    catalogue = polib.pofile(str(root / CATALOGUE), wrapwidth=0)
    for moment in ("POT-Creation-Date", "PO-Revision-Date"):  # they would make two runs differ
        catalogue.metadata.pop(moment, None)
    catalogue.metadata.setdefault("Language", "en")
    catalogue.save(str(root / CATALOGUE))


def compile_catalogue(root: Path) -> None:
    """Write the .mo beside the .po."""
    path = root / CATALOGUE
    polib.pofile(str(path)).save_as_mofile(str(path.with_suffix(".mo")))


def _key(entry: polib.POEntry) -> tuple[str, str]:
    return (entry.msgctxt or "", entry.msgid)


def _sayings(entries: Iterable[polib.POEntry]) -> dict[tuple[str, str], tuple[str, dict[int, str]]]:
    return {_key(entry): (entry.msgstr, entry.msgstr_plural) for entry in entries}


def faults(root: Path = ROOT) -> list[str]:
    """Every sentence that is untranslated, doubtful, unknown to the catalogue or stale in the compiled file."""
    path = root / CATALOGUE
    if not path.exists() or not path.with_suffix(".mo").exists():
        return ["the English catalogue is absent: make messages"]
    kept = polib.pofile(str(path))
    found = [f"untranslated: {entry.msgid}" for entry in kept.untranslated_entries()]
    found += [f"doubtful (fuzzy): {entry.msgid}" for entry in kept.fuzzy_entries()]
    compiled = {
        _key(entry): (entry.msgstr, entry.msgstr_plural) for entry in polib.mofile(str(path.with_suffix(".mo")))
    }
    if compiled != {_key(entry): (entry.msgstr, entry.msgstr_plural) for entry in kept.translated_entries()}:
        found.append("the compiled catalogue is older than its source: make messages")
    if shutil.which("xgettext") is None:
        return found
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder)
        shutil.copytree(root / PACKAGE, copy / PACKAGE, ignore=shutil.ignore_patterns("__pycache__", "vendor"))
        renew(copy)
        fresh = polib.pofile(str(copy / CATALOGUE))
    said, known = {_key(entry) for entry in fresh}, {_key(entry) for entry in kept if not entry.obsolete}
    found += [f"not in the catalogue: {sentence}" for _, sentence in sorted(said - known)]
    found += [f"in the catalogue, said nowhere: {sentence}" for _, sentence in sorted(known - said)]
    return found


def main(arguments: list[str]) -> int:
    """Renew or, with --check, judge."""
    if "--check" in arguments:
        problems = faults()
        print("\n".join(problems) if problems else "translations complete")
        return 1 if problems else 0
    if shutil.which("xgettext") is None:
        print("xgettext is absent. Debian: apt-get install gettext", file=sys.stderr)
        return 1
    renew(ROOT)
    compile_catalogue(ROOT)
    waiting = polib.pofile(str(ROOT / CATALOGUE)).untranslated_entries()
    print(f"{len(waiting)} sentences wait for a translation in {CATALOGUE}")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
