"""Officials write titles in their tables: what is meant by one is taken, what could mean two things is refused."""

import ibis
import pyarrow as pa
import pytest

from jiangong.core.problems import Refused
from jiangong.core.scoring import Tables, read_evidence, settle
from tests.core.scoring.writing import book

ONE = """
[entries.quota]
title = { zh = "名额", en = "Places" }
type = "number"
range = [0, 9]
[items.weight]
title = "权重"
type = "number"
range = [1, 9]
[[stage]]
id = "s"
title = { zh = "决赛", en = "Final" }
[stage.criteria.theory]
title = { zh = "理论", en = "Theory" }
[stage.criteria.work]
title = { zh = "实操", en = "Work" }
by = ["item"]
steps = [{ times = "item.weight" }, { over = "item", take = "sum" }]
[stage.scores.total]
formula = "theory + work + entry.quota"
[[stage.order]]
by = "total"
"""
TWO = (
    ONE
    + """
[[stage]]
id = "u"
title = { zh = "复赛", en = "Second" }
[stage.criteria.paper]
title = { zh = "理论", en = "Paper" }
[stage.criteria.work]
title = { zh = "操作", en = "Work" }
[[stage.order]]
by = "paper"
"""
)


def read(*lines):
    """A table of lines with commas, as a file in memory."""
    names, *rows = [line.split(",") for line in lines]
    columns = list(zip(*rows, strict=True))
    return pa.table([pa.array(column, pa.string()) for column in columns], names=names)


ENTRIES = read("参赛号,名额", "1,2", "2,3")
ITEMS = read("项目,权重", "a,2")
SHORT = (
    read("entry,criterion,item,value", "1,theory,,10", "1,work,a,5", "2,theory,,8", "2,work,a,7"),
    read("entry,quota", "1,2", "2,3"),
    read("item,weight", "a,2"),
)


def settled(marks, entries=ENTRIES, items=ITEMS, text=ONE):
    tables = Tables(marks=marks, entries=entries, items=items, files={"entries": "e.csv", "marks": "m.csv"})
    return settle(read_evidence(book(text), tables))


@pytest.mark.parametrize("words", [("理论", "实操"), ("Theory", "Work"), (" 理论 ", "work")])
def test_titles_stand_for_short_names_and_the_fingerprint_is_the_same(words):
    theory, work = words
    marks = read("参赛号,评分项,项目,数值", f"1,{theory},,10", f"1,{work},a,5", f"2,{theory},,8", f"2,{work},a,7")
    found, short = settled(marks), settled(*SHORT)

    assert [(row["entry"], row["score"]) for row in found.rows()] == [("2", "25.00"), ("1", "22.00")]
    assert found.fingerprint == short.fingerprint


def test_stages_have_titles_and_the_same_title_may_mean_another_criterion_in_each():
    marks = read(
        "阶段,参赛号,评分项,项目,数值",
        "决赛,1,理论,,10", "Final,1,Work,a,5", "u,1,理论,,4", "复赛,1,Work,,3", "复赛,2,Paper,,9", "u,2,操作,,1",
    )  # fmt: skip
    rows = settled(marks, text=TWO).rows()

    assert [(r["stage"], r["entry"], r["score"]) for r in rows] == [
        ("s", "1", "22.00"), ("s", "2", ""), ("u", "2", "9.00"), ("u", "1", "4.00")
    ]  # fmt: skip


def test_items_of_a_criterion_may_name_it_by_its_title():
    items = read("评分项,项目,权重", "实操,a,2")
    marks = read("entry,criterion,item,value", "1,theory,,10", "1,work,a,5")

    assert settled(marks, items=items).rows()[0]["score"] == "22.00"


def refused(*args, **given):
    with pytest.raises(Refused) as told:
        settled(*args, **given)
    return [problem.sentence("en") for problem in told.value.problems]


def test_a_title_that_two_criteria_share_is_refused():
    text = ONE.replace('{ zh = "实操", en = "Work" }', '{ zh = "理论", en = "Work" }')
    (said,) = refused(read("entry,criterion,item,value", "1,理论,,10", "1,Work,a,5"), text=text)

    assert said.startswith('m.csv:2:criterion: found "理论" (did you mean work?), expected one of theory, work')


def test_a_title_that_is_the_short_name_of_another_means_the_other():
    text = ONE.replace('{ zh = "理论", en = "Theory" }', '{ zh = "理论", en = "work" }')
    marks = read("entry,criterion,item,value", "1,理论,,10", "1,work,a,5")

    assert settled(marks, text=text).rows()[0]["score"] == "22.00"


def test_titles_of_stages_without_a_stage_column_agree_or_are_refused():
    rows = ("entry,criterion,item,value", "1,理论,,10")

    assert any("found no column stage" in line for line in refused(read(*rows), text=TWO))


def test_a_wrong_cell_is_told_by_the_name_that_its_column_has_in_the_file():
    marks = read("entry,criterion,item,value", "1,theory,,10", "1,work,a,5")

    (said,) = refused(marks, entries=read("参赛号,名额", "1,x"))

    assert said.startswith('e.csv:2:名额: found "x", expected a number')


def test_a_column_that_has_both_its_names_is_told():
    said = refused(read("entry,criterion,item,value", "1,theory,,10"), entries=read("entry,quota,名额", "1,2,2"))

    assert said[0].startswith("e.csv:1:名额: found the unknown column 名额")


def test_a_table_that_is_read_piece_by_piece_needs_short_names():
    lazy = ibis.duckdb.connect()
    titled = lazy.create_table("t", read("entry,criterion,item,value", "1,理论,,10"))

    assert settled(lazy.create_table("m", SHORT[0])).fingerprint == settled(*SHORT).fingerprint
    assert any('"理论"' in line for line in refused(titled))
