"""The documents say what the program does."""

import os
import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest
import typer

from jiangong.core.rulebook.schema import SECTIONS
from jiangong.core.scoring import tables
from tests.architecture.source import ROOT, committed_files, python_files

DOCUMENTS = sorted({*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")})
JIANGONG = Path(sys.executable).parent / "jiangong"
STANDINGS = ("event", "stage", "entry", "place", "score", "state", "goes_on", "reserve", "award", "decided_by")


def read(path: Path) -> str:
    return path.read_text(encoding="utf-8")


def name_of(path: Path) -> str:
    return str(path.relative_to(ROOT))


def console_lines(path: Path) -> list[str]:
    """Every line that a reader is told to type."""
    blocks = re.findall(r"```console\n(.*?)```", read(path), re.DOTALL)
    return [line[2:] for block in blocks for line in block.splitlines() if line.startswith("$ ")]


def commands() -> dict[str, object]:
    """Every command of the command line, by its full name."""
    from jiangong.cli.commands import app

    def walk(group, prefix=""):
        for name, command in group.commands.items():
            if hasattr(command, "commands"):
                yield from walk(command, f"{prefix}{name} ")
            else:
                yield f"{prefix}{name}", command

    return dict(walk(typer.main.get_command(app)))


@pytest.mark.parametrize("path", DOCUMENTS, ids=name_of)
def test_every_link_leads_somewhere(path):
    targets = re.findall(r"\]\((?!https?:|mailto:|#)([^)\s]+?)(?:#[^)]*)?\)", read(path))

    assert [target for target in targets if not (path.parent / target).exists()] == []


@pytest.mark.parametrize("path", DOCUMENTS, ids=name_of)
def test_every_make_target_that_is_named_exists(path):
    targets = set(re.findall(r"^([a-z-]+):", read(ROOT / "Makefile"), re.MULTILINE))
    named = set(re.findall(r"(?:`|\$ )(?:[A-Z_]+=\S+ )*make ([a-z-]+)", read(path)))

    assert named - targets == set()


@pytest.mark.parametrize("path", DOCUMENTS, ids=name_of)
def test_every_command_that_is_named_exists_with_its_options(path):
    known = commands()
    unknown = []
    for line in [*console_lines(path), *re.findall(r"`((?:\.venv/bin/)?jiangong [^`]+)`", read(path))]:
        found = re.search(r"(?:^|/|\s)jiangong ((?:audit |roster |keys )?[a-z]+)(.*)", line)
        if not found:
            continue
        command = known.get(found[1])
        options = {option for parameter in getattr(command, "params", []) for option in parameter.opts}
        if command is None or found[1] != "manage" and set(re.findall(r"--[a-z-]+", found[2])) - options - {"--help"}:
            unknown.append(line)

    assert unknown == []


def test_every_command_is_documented_with_an_example_and_shows_one_in_its_help():
    reference = read(ROOT / "docs" / "commands.md")

    assert [name for name in commands() if f"jiangong {name}" not in reference] == []
    assert [name for name, command in commands().items() if f"jiangong {name}" not in (command.help or "")] == []


@pytest.mark.parametrize("page", ["rulebook.md", "rulebook.en.md"])
def test_every_key_and_choice_of_a_rulebook_is_documented(page):
    text = read(ROOT / "docs" / page)
    words = {word for keys in SECTIONS.values() for key in keys for word in (key.name, *key.choices)}

    assert sorted(word for word in words if not re.search(rf"`[^`\n]*\b{re.escape(word)}\b[^`\n]*`", text)) == []


def test_every_table_column_is_in_the_glossary_under_both_names():
    rows = re.findall(r"^\| (\S+) \| `(\w+)` \|", read(ROOT / "docs" / "glossary.md"), re.MULTILINE)
    explained = {column: chinese for chinese, column in rows}

    assert {column: explained.get(column) for column in tables.CHINESE.values()} == {
        column: chinese for chinese, column in tables.CHINESE.items()
    }
    assert set(STANDINGS) <= set(explained)


def test_every_setting_from_the_environment_is_explained_and_exists():
    asked = r"(?:environ(?:\.get)?[\[(]|envvar=|is_on\(|words\()\s*['\"]([A-Z_]+)['\"]"
    read_ones = {name for path in python_files() for name in re.findall(asked, read(path))}
    table = re.findall(r"^\| (`[A-Z_`, ]+`) \|", read(ROOT / "docs" / "operations.md"), re.MULTILINE)
    explained = {name for cell in table for name in re.findall(r"`([A-Z_]+)`", cell)}

    assert explained == read_ones - {"DJANGO_SETTINGS_MODULE", "GRANIAN_PARENT"}


def test_every_target_of_the_makefile_is_one_line_and_says_what_it_is_for():
    targets = re.findall(r"^([a-z-]+):.*?(##.*)?\n((?:\t.*\n)*)", read(ROOT / "Makefile"), re.MULTILINE)

    assert len(targets) > 10
    assert [name for name, said, recipe in targets if not said or recipe.count("\n") != 1] == []


def test_every_decision_is_listed():
    decisions = sorted((ROOT / "docs" / "decisions").glob("0*.md"))
    listed = re.findall(r"\]\((0\S+\.md)\)", read(ROOT / "docs" / "decisions" / "README.md"))

    assert listed == [path.name for path in decisions]
    assert [path.name for path in decisions] == [f"{n:04d}-{p.name[5:]}" for n, p in enumerate(decisions, start=1)]


def test_both_readmes_tell_the_same_commands():
    english, chinese = ([line.split(" --lang")[0] for line in console_lines(path)] for path in READMES)

    assert english == chinese
    assert english[:2] == ["make demo", "make test"]


READMES = (ROOT / "README.md", ROOT / "README.zh-CN.md")


def transcripts(path: Path) -> list[tuple[str, list[str]]]:
    """Every command of ours in a page, with the lines of its answer that are shown; … stands for lines left out."""
    shown: list[tuple[str, list[str]]] = []
    for block in re.findall(r"```console\n(.*?)```", read(path), re.DOTALL):
        for line in block.splitlines():
            if line.startswith("$ "):
                shown.append((line[2:], []))
            elif line != "…":
                shown[-1][1].append(line)
    return [(command, lines) for command, lines in shown if command.startswith("jiangong")]


@pytest.mark.parametrize("command, shown", [pair for path in READMES for pair in transcripts(path)])
def test_the_examples_of_the_readme_run_and_answer_as_shown(command, shown, tmp_path):
    (tmp_path / "rulebooks").symlink_to(ROOT / "rulebooks")
    environment = {**os.environ, "JIANGONG_HOME": str(tmp_path / "home"), "COLUMNS": "120"}
    arguments = [str(JIANGONG), *shlex.split(command)[1:]]

    done = subprocess.run(arguments, cwd=tmp_path, env=environment, capture_output=True, text=True, check=False)

    assert done.returncode == 0, done.stderr
    answered = iter(line.rstrip() for line in done.stdout.splitlines())
    assert [line for line in shown if line not in answered] == []


def test_the_readmes_stay_on_one_screen():
    assert {path.name: len(read(path).splitlines()) <= 60 for path in ROOT.glob("README*.md")} == {
        "README.md": True,
        "README.zh-CN.md": True,
    }


def test_a_competition_needs_no_code():
    """A folder of the gallery holds rules, tables, a statement and words, nothing that could be run as a program."""
    allowed = {".toml", ".csv", ".md", ".sql", ".parquet"}
    gallery = [path for path in committed_files() if path.is_relative_to(ROOT / "rulebooks")]

    assert [name_of(path) for path in gallery if path.suffix not in allowed] == []
