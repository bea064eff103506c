"""The analysis on its page and as a table, and saying of which kind a competition is."""

import csv
import io

import pytest

from jiangong.competitions.analysis.enums import Dimension
from jiangong.competitions.analysis.selectors import CountedLine, Participation
from jiangong.web.analysis.views import MOST_BARS, drawn

BACKEND = "django.contrib.auth.backends.ModelBackend"


def test_every_table_stands_on_the_page_and_in_a_file(site, desk):
    page = desk.get("/desk/analysis/").content.decode()
    for one in Dimension:
        assert f"/desk/analysis/{one.value}.csv" in page
        answer = desk.get(f"/desk/analysis/{one.value}.csv?year=2026")
        lines = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))
        assert len(lines) > 1 and all(len(line) == 6 for line in lines)
    assert desk.get("/desk/analysis/nothing.csv").status_code == 404
    assert desk.get("/desk/analysis/?year=1").status_code == 200
    assert desk.get("/desk/analysis/?year=99999999999").status_code == 200


def test_a_kind_is_said_and_counted(site, desk):
    code = site.competition.code
    given = {"industry": "C", "era": "traditional", "intensity": "labour", "cluster": "=1+1", "enterprise": "state"}
    answer = desk.post(f"/desk/kinds/{code}/", given, follow=True)
    assert "已保存分类" in answer.content.decode()
    assert 'value="C" selected' in desk.get(f"/desk/kinds/{code}/").content.decode()
    assert "C 制造业" in desk.get("/desk/analysis/").content.decode()
    assert "'=1+1" in desk.get("/desk/analysis/cluster.csv").content.decode(), "a formula is neutralised"
    assert desk.post(f"/desk/kinds/{code}/", {"industry": "Z"}).status_code == 400


def test_those_without_such_a_post_are_told_whose_page_it_is(site, client):
    client.force_login(site.people["judge"], backend=BACKEND)
    assert client.get("/desk/analysis/").status_code == 403
    assert client.get("/desk/analysis/city.csv").status_code == 403
    assert "/desk/analysis/" not in client.get("/desk/").content.decode()


def a_table(*lines, dimension=Dimension.CLUSTER):
    """A table of (name, this year, the year before, shift in per mille)."""
    made = tuple(
        CountedLine(name, name or "没有说明", now, 9, 100, before, shift) for name, now, before, shift in lines
    )
    return Participation(dimension, 2026, made, sum(one[1] for one in lines), sum(one[2] for one in lines), 9)


@pytest.mark.parametrize(
    ("lines", "said"),
    [
        ([("甲", 3, 1, 42), ("乙", 5, 9, -42)], "最多的是“乙”：5 个，占 10.0%。占比增加最多的是“甲”：+4.2 个百分点。"),
        ([("甲", 3, 0, None), ("", 9, 0, None)], "最多的是“甲”：3 个，占 10.0%。"),
        ([("", 9, 0, None)], ""),
        ([("甲", 0, 4, -100)], ""),
    ],
)
def test_a_sentence_says_what_a_table_shows(lines, said):
    assert drawn(a_table(*lines)).finding == said


def test_as_many_bars_are_drawn_as_can_be_read_and_the_rest_is_said():
    found = drawn(a_table(*((f"集群{n}", n, 0, None) for n in range(1, MOST_BARS + 4))))
    assert len(found.bars) == MOST_BARS and found.more == 3 and not found.has_before
    assert drawn(a_table(("2025", 4, 0, None), dimension=Dimension.YEAR)).finding == ""
