"""Cells that people filled in: the number that was most likely meant, and what to do about it."""

import pytest

from jiangong.core.scoring.written import meant, no_decimal
from tests.core.scoring.writing import evidence, stage


@pytest.mark.parametrize(
    ("word", "number"),
    [
        ("８０", "80"), ("９０．５", "90.5"), ("88,5", "88.5"), ("1,088", "1088"), ("1,088.50", "1088.50"), ("88分", "88"), ("88\u00a0", "88"),
        ("'88", "88"), ("1:28", "88"), ("1:02:03", "3723"), ("1:28.50", "88.50"), ("12.5秒", "12.5"),
        ("八十", ""), ("2024/8/8", ""), ("88%", ""), ("8O", ""), ("1,2,3", ""), ("88", ""), ("—", ""),
    ],
)  # fmt: skip
def test_the_number_that_was_meant(word, number):
    assert meant(word) == number


@pytest.mark.parametrize(
    ("word", "said"),
    [
        ("#REF!", "an error of the spreadsheet"), ("88%", "without %"), ("88％", "without %"), ("1:28", "one number in the unit"),
        ("2024/8/8", "made a date of it"), ("8-Aug", "made a date of it"), ("8月8日", "made a date of it"), ("8.8E+01", "written in full"),
    ],
)  # fmt: skip
def test_what_to_do_about_it(word, said):
    assert said in no_decimal(word).en


def test_of_other_words_there_is_no_more_to_say():
    assert not no_decimal("abc")


def refused(marks):
    from jiangong.core.problems import Refused

    with pytest.raises(Refused) as raised:
        evidence(
            stage('[stage.criteria.work]\ntitle = { zh = "实操", en = "Work" }\n[stage.criteria.paper]', "work"), marks
        )
    return [problem.sentence("zh") for problem in raised.value.problems]


def test_a_column_under_another_name_is_answered_with_its_own():
    found = refused("entry criterion 得分 裁判\nx work 5 A\n")

    assert ["是不是“数值”" in line for line in found[:1]] == [True]
    assert any("是不是“评分人”" in line for line in found)
