"""The examples of --help and of docs/commands.md are the same, and they work."""

import os
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

from jiangong.cli.examples import EXAMPLES

ROOT = Path(__file__).resolve().parents[2]
RULE_COMMANDS = ("check", "describe", "score", "explain", "compare", "bundle", "verify")
SITE_COMMANDS = (
    "init", "roster import", "roster sheet", "roster export", "roster resume", "keys rotate", "retention", "audit verify", "backup", "manage",
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
    (folder / "password.txt").write_text("correct horse battery staple\n", encoding="utf-8")
    return folder


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


@pytest.mark.parametrize("name", EXAMPLES)
def test_every_command_shows_its_examples_in_both_languages(place, name):
    for language in ("zh", "en"):
        shown = run(f"jiangong {name} --help", place, JIANGONG_LANG=language)
        if name == "manage":  # hands --help on to Django
            continue

        assert shown.returncode == 0, shown.stderr
        assert all(line in shown.stdout for line in EXAMPLES[name])
        assert ("例：" in shown.stdout) is (language == "zh")
