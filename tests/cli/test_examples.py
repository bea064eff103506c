"""The examples of --help and of docs/commands.md are the same, and they work."""

import json
import os
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

from jiangong.cli.examples import EXAMPLES
from jiangong.core.scoring import Tables
from jiangong.foundation.sheets import read_table
from jiangong.foundation.signing import new_signing_key
from jiangong.results.bundle import pack_competition, sign_bundle

ROOT = Path(__file__).resolve().parents[2]
RULE_COMMANDS = ("check", "describe", "score", "explain", "compare", "bundle", "verify")
SITE_COMMANDS = (
    "init", "roster import", "roster sheet", "roster export", "roster resume", "keys rotate", "keys signing", "boards",
    "retention", "audit verify", "backup", "manage",
)  # fmt: skip
PROGRAM = [sys.executable, "-m", "jiangong"]


def documented():
    text = (ROOT / "docs" / "commands.md").read_text(encoding="utf-8")
    return [line[2:] for line in text.splitlines() if line.startswith("$ ")]


@pytest.fixture(scope="module")
def place(tmp_path_factory):
    """A folder as a newcomer has it: the gallery beside, nothing else."""
    folder = tmp_path_factory.mktemp("examples")
    (folder / "rulebooks").symlink_to(ROOT / "rulebooks")
    (folder / "roster.csv").write_text("工号,姓名\nA1,岑佳禾\n", encoding="utf-8")
    a_signed_bundle(folder)
    (folder / "password.txt").write_text("correct horse battery staple\n", encoding="utf-8")
    return folder


def a_signed_bundle(folder):
    """A bundle as a site offers it, and the key that it was signed with."""
    lamp = ROOT / "rulebooks" / "guzhen_lamp"
    tables = {
        name: read_table((lamp / f"{name}.csv").read_bytes(), name=f"{name}.csv") for name in ("marks", "entries")
    }
    packed = pack_competition(
        rulebook_text=(lamp / "rulebook.toml").read_text(encoding="utf-8"), tables=Tables(**tables)
    )
    figures = {name: getattr(packed.fingerprint, name) for name in ("rulebook", "marks", "outcome")}
    key = new_signing_key("k1")
    data = sign_bundle(packed.data, statement={"fingerprint": figures}, key=key, signer="示范省总工会")
    (folder / "published.zip").write_bytes(data)
    (folder / "federation.pem").write_text(key.verifying.pem)


def run(line, folder, **more):
    environment = {**os.environ, "JIANGONG_HOME": str(folder / "home"), "PYTHONPATH": str(ROOT / "src"), **more}
    words = shlex.split(line)
    arguments = words[words.index("jiangong") + 1 :]
    return subprocess.run(
        [*PROGRAM, *arguments], cwd=folder, env=environment, capture_output=True, text=True, check=False
    )


def test_the_reference_and_the_help_show_the_same_examples():
    assert sorted(documented()) == sorted(line for lines in EXAMPLES.values() for line in lines)


@pytest.mark.parametrize("line", [line for name in RULE_COMMANDS for line in EXAMPLES[name]])
def test_the_examples_about_rules_and_marks_work(place, line):
    ended = run(line, place)

    assert ended.returncode == 0, ended.stderr


def test_the_examples_about_a_site_work_one_after_the_other(place):
    for name in SITE_COMMANDS:
        for line in EXAMPLES[name]:
            ended = run(line, place)
            assert ended.returncode == 0, f"{line}\n{ended.stderr}"
    ended = run(EXAMPLES["restore"][0], place, JIANGONG_HOME=str(place / "second"))

    assert ended.returncode == 0, ended.stderr
    assert run("jiangong audit verify", place, JIANGONG_HOME=str(place / "second")).returncode == 0


ALL_HELP = """
import contextlib, io, json, sys
from jiangong.cli import entrance
shown = {}
for name in json.loads(sys.argv[1]):
    with contextlib.redirect_stdout(io.StringIO()) as written:
        status = entrance.run([*name.split(), "--help"])
    shown[name] = status, written.getvalue()
print(json.dumps(shown))
"""


@pytest.fixture(scope="module")
def helped(place):
    """What `--help` of every command says in each language. The language is chosen once a process, so there is one for each."""
    names = json.dumps([name for name in EXAMPLES if name != "manage"])  # manage hands --help on to Django
    environment = {
        **os.environ,
        "JIANGONG_HOME": str(place / "home"),
        "PYTHONPATH": str(ROOT / "src"),
        "COLUMNS": "200",
    }
    shown = {}
    for language in ("zh", "en"):
        command = [sys.executable, "-W", "ignore", "-c", ALL_HELP, names]
        more = {
            "cwd": place,
            "env": {**environment, "JIANGONG_LANG": language},
        }
        shown[language] = json.loads(subprocess.run(command, check=True, capture_output=True, text=True, **more).stdout)
    return shown


@pytest.mark.parametrize("name", [name for name in EXAMPLES if name != "manage"])
@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_command_shows_its_examples_in_both_languages(helped, name, language):
    status, text = helped[language][name]

    assert status == 0
    assert all(line in text for line in EXAMPLES[name])
    assert ("例：" in text) is (language == "zh")


def test_a_single_command_shows_its_help_in_a_process_of_its_own(place):
    shown = run("jiangong score --help", place, JIANGONG_LANG="zh")

    assert shown.returncode == 0 and all(line in shown.stdout for line in EXAMPLES["score"]), shown.stderr
    assert run("jiangong manage --help", place).returncode == 0
