"""Every Chinese sentence of the interface has its English, and the two ask for the same particulars."""

import re

import polib
import pytest

from tools import messages

CATALOGUE = polib.pofile(str(messages.ROOT / messages.CATALOGUE))
PARTICULAR = re.compile(r"%\((\w+)\)[sd]|\{(\w+)\}")


def test_the_catalogue_is_whole_and_compiled():
    assert messages.faults() == []


def particulars(text: str) -> set[str]:
    """The names of what is filled into a sentence."""
    return {name for pair in PARTICULAR.findall(text) for name in pair if name}


def test_a_translation_fills_in_what_the_sentence_fills_in():
    different = [
        entry.msgid
        for entry in CATALOGUE
        for said in (entry.msgstr_plural or {0: entry.msgstr}).values()
        if particulars(said) - {"count"} != particulars(entry.msgid) - {"count"}
    ]

    assert different == []


@pytest.mark.parametrize("mark", ["!", "！"])
def test_no_sentence_shouts(mark):
    assert [entry.msgid for entry in CATALOGUE if mark in entry.msgid or mark in entry.msgstr] == []


# Words that are typed into a sheet as they are, whatever the language of the page, and a document's number.
TYPED = re.compile(
    "首席技师|特级技师|高级技师|技师|高级工|中级工|初级工|学徒工|正式职工|劳务派遣|农民工|灵活就业|焊工|男|女|澄工竞发〔2026〕7 号"
)


def test_an_english_sentence_is_english():
    chinese = re.compile(r"[\u4e00-\u9fff]")
    kept = [entry.msgid for entry in CATALOGUE if chinese.search(TYPED.sub("", entry.msgstr))]

    assert [sentence for sentence in kept if sentence not in {"建功", "简体中文", "中文"}] == []


def test_a_sentence_that_is_not_in_the_catalogue_is_found(tmp_path):
    if not messages.shutil.which("xgettext"):
        pytest.skip("xgettext is absent: sentences cannot be collected from the code (Debian: apt-get install gettext)")
    messages.shutil.copytree(messages.ROOT / messages.PACKAGE, tmp_path / messages.PACKAGE)
    page = tmp_path / messages.PACKAGE / "web" / "templates" / "stray.html"
    page.write_text("{% load i18n %}{% translate '没有人翻译过的一句话' %}", encoding="utf-8")

    assert messages.faults(tmp_path) == ["not in the catalogue: 没有人翻译过的一句话"]
