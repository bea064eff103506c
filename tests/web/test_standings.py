"""Standings are sorted, filtered and cut into pages by the address alone, and can be taken away as files."""

import csv
import io
import json
import re

import pytest

from jiangong.competitions.services import EntryRow, register_entries
from jiangong.core.scoring.tables import Tables
from jiangong.evidence.judging.services import import_marks
from jiangong.results.services import publish_run, settle_event
from jiangong.web.public.tables import pages
from tests.factories import a_table, an_event


def order(body):
    names = ("岑佳禾", "闻一川", "路知夏")
    return [name for _, name in sorted((body.index(f"{name}<"), name) for name in names if f"{name}<" in body)]


def table(client, site, query=""):
    return client.get(site.published() + query, headers={"hx-request": "true"}).content.decode()


def test_places_come_first_and_those_without_a_place_last(site, client):
    body = table(client, site)
    assert order(body) == ["闻一川", "岑佳禾", "路知夏"]
    assert "没有名次，按规则列在最后" in body and "缺考" in body


def test_a_reader_sorts_and_filters_by_address(site, client):
    assert order(table(client, site, "?sort=score:theory"))[0] != ""
    assert order(table(client, site, "?unit=临澜重工")) == ["岑佳禾"]
    assert order(table(client, site, "?words=003")) == ["路知夏"]
    assert "没有符合条件的参赛项" in table(client, site, "?words=zzz")


def test_a_score_is_sorted_by_the_highest_first_then_the_lowest_and_the_head_says_which(site, client):
    link = r'<th[^>]*?(?: aria-sort="(\w+)")?><a href="(\?[^"]*score(?![:%\w])[^"]*)"'
    seen = [table(client, site)]
    for _ in range(2):
        ((_, address),) = re.findall(link, seen[-1])
        seen.append(table(client, site, address))

    assert [re.findall(link, body)[0][0] for body in seen] == ["", "descending", "ascending"]
    first, last = (order(body) for body in seen[1:])
    assert first[:2] == last[:2][::-1] and len(first) == 3


def test_no_dividing_line_stands_where_the_order_is_not_that_of_places(site, client):
    assert "按规则列在最后" not in table(client, site, "?sort=name")


def test_a_stage_that_is_not_there_is_404(site, client):
    assert client.get(site.published("?stage=nothing")).status_code == 404


def test_what_a_reader_types_is_shown_as_text(site, client):
    body = client.get(site.published("?words=<script>alert(1)</script>")).content.decode()
    assert "<script>alert" not in body and "&lt;script&gt;" in body


def test_files_hold_what_the_page_shows(site, client):
    answer = client.get(site.published("standings.csv"))
    assert answer.content.startswith("\ufeff".encode()) and b"\r\n" not in answer.content
    rows = list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert [row["entry"] for row in rows] == ["002", "001", "003"]
    assert json.loads(client.get(site.published("standings.json")).content) == rows


def test_a_name_that_looks_like_a_formula_stays_text(site, client):
    event = an_event(site.officer, site.competition, code="formula")
    register_entries(event, rows=[EntryRow("1", name="=HYPERLINK(1)", unit="+1")], by=site.officer)
    marks = a_table("entry,criterion,value\n1,theory,50\n1,practice,60\n")
    import_marks(event, tables=Tables(marks=marks, files={"marks": "marks.csv"}), by=site.officer)
    number = publish_run(settle_event(event, by=site.officer), by=site.officer).number
    body = client.get(site.of(event, f"standings/{number}/standings.csv")).content.decode("utf-8-sig")
    cells = next(csv.reader(io.StringIO(body.splitlines()[1])))
    assert "'=HYPERLINK(1)" in cells and "'+1" in cells


def test_the_bundle_is_the_one_that_the_run_kept(site, client):
    answer = client.get(site.published("bundle.zip"))
    assert answer.headers["Content-Type"] == "application/zip"
    assert answer.content[:2] == b"PK"


def test_a_fingerprint_leads_to_its_publication(site, client):
    whole = site.publication.run.fingerprint_outcome
    for typed in (whole, whole[:8].upper(), f"{whole[:4]} {whole[4:8]} {whole[8:12]}"):
        assert site.published() in client.get("/verify/", {"fingerprint": typed}).content.decode()
    assert "查不到" in client.get("/verify/", {"fingerprint": "0" * 16}).content.decode()
    assert "这不像一个指纹" in client.get("/verify/", {"fingerprint": whole[:7]}).content.decode()


@pytest.mark.parametrize(("count", "current", "shown"), [(201, 1, [1, 2, 3]), (1000, 5, [1, 3, 4, 5, 6, 7, 10])])
def test_long_standings_are_cut_into_pages_of_a_hundred(count, current, shown):
    assert pages(count, current) == shown
