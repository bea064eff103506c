"""Words in two languages, and codes that people copy by hand."""

import pytest
from django.utils import translation

from jiangong.core.problems import Text
from jiangong.foundation.codes import as_meant, short_code
from jiangong.foundation.words import language, said, spoken


@pytest.mark.parametrize(("active", "chosen"), [("zh-hans", "焊工"), ("en", "Welding"), ("en-gb", "Welding")])
def test_the_reader_chooses_the_language(active: str, chosen: str):
    with translation.override(active):
        assert said(Text("焊工", "Welding")) == chosen
        assert spoken("焊工", "Welding") == chosen


def test_where_one_language_is_missing_the_other_stands_in():
    with translation.override("en"):
        assert spoken("焊工", "") == "焊工"


def test_without_a_language_it_is_chinese():
    with translation.override(None):
        assert language() == "zh"


def test_a_short_code_has_two_groups_of_four_and_no_look_alikes():
    codes = [short_code(bytes([n, n * 7 % 256, n * 13 % 256, n * 31 % 256, 255 - n])) for n in range(256)]

    assert len(set(codes)) == 256
    assert all(len(code) == 9 and code[4] == "-" for code in codes)
    assert not set("".join(codes)) & set("ILOU")


@pytest.mark.parametrize("typed", ["k7f3-92qd", "K7F3 92QD", "K7F392QD", "K7F3－92QD"])
def test_a_code_is_read_as_it_was_meant(typed: str):
    assert as_meant(typed) == as_meant("K7F3-92QD")


def test_look_alikes_stand_for_the_sign_they_resemble():
    assert as_meant("OIL0-110U") == "011011" + "0V"
