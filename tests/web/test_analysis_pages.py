"""The analysis on its page and as a table, and saying of which kind a competition is."""

import csv
import io

from jiangong.competitions.analysis.enums import Dimension

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
