"""The language of this run and the streams that people and programs read."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterable, Mapping, Sequence
from enum import StrEnum

from jiangong.core.problems import Language, Problem, Text


class Lang(StrEnum):
    """The languages that `--lang` offers."""

    zh = "zh"
    en = "en"


_chosen: list[Language] = ["en"]  # one process speaks one language; commands read it, only the entrance sets it


def choose_language(arguments: Sequence[str], environment: Mapping[str, str] = os.environ) -> Language:
    """By `--lang`, else JIANGONG_LANG, LC_ALL, LC_MESSAGES, LANG: Chinese where it begins with zh, else English."""
    word = _lang_option(arguments)
    for name in ("JIANGONG_LANG", "LC_ALL", "LC_MESSAGES", "LANG"):
        word = word or environment.get(name, "")
    _chosen[0] = "zh" if word.lower().startswith("zh") else "en"
    return _chosen[0]


def _lang_option(arguments: Sequence[str]) -> str:
    """What `--lang` says; a language that we do not speak says nothing, so that its refusal is read in the usual one."""
    word = ""
    for at, argument in enumerate(arguments):
        if argument.startswith("--lang="):
            word = argument.removeprefix("--lang=")
        if argument == "--lang" and at + 1 < len(arguments):
            word = arguments[at + 1]
    return word if word in tuple(Lang) else ""


def language() -> Language:
    """The language that this run speaks."""
    return _chosen[0]


def say(zh: str, en: str) -> str:
    """The sentence in the language of this run."""
    return zh if language() == "zh" else en


def said(text: Text) -> str:
    """A text of the core in the language of this run."""
    return text.say(language())


def visible(text: str) -> str:
    """Text from a file as one line that cannot steer a terminal: what does not print becomes a sign that it was there."""
    return "".join(letter if letter.isprintable() else "\N{REPLACEMENT CHARACTER}" for letter in text)


def tell(line: str = "") -> None:
    """One line of the answer, on standard output."""
    sys.stdout.write(f"{line}\n")


def note(line: str) -> None:
    """One line beside the answer, on standard error."""
    sys.stderr.write(f"{line}\n")


def tell_json(value: object) -> None:
    """The answer for a program, on standard output."""
    tell(json.dumps(value, ensure_ascii=False, indent=1))


def note_problems(problems: Iterable[Problem], *, as_json: bool = False) -> None:
    """Each problem as one line on standard error: a sentence, or with --json an object."""
    for problem in problems:
        if as_json:
            note(json.dumps(problem.as_dict(language()), ensure_ascii=False))
        else:
            note(visible(problem.sentence(language())))
