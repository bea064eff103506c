"""Pages about a result whose places are counted within each group: headings, cuts and answers name the group, and nothing mixes."""

import csv
import io
import json
import re

import pytest

from jiangong.competitions.enums import Policy
from jiangong.competitions.services import set_policy
from jiangong.results.boards.services import call_place, open_reveal
from jiangong.results.promotion.services import fill_link
from jiangong.results.services import post_public_notice
from tests.factories import a_grouped_publication, a_grouped_run, an_event, checked
from tests.factories.promoting import a_link

LINE = re.compile(r'<tr class="(jg-division|jg-line jg-line--soft|jg-line)"|<span class="c-number">(\d+)<')


@pytest.fixture
def grouped(site):
    """A published result of two groups in the competition of the site."""
    return a_grouped_publication(site.officer, site.competition, code="groups")


def address(site, publication, page=""):
    return site.of(publication.event, f"standings/{publication.number}/{page}")


def drawn(body):
    """The rows of the table in order: a heading, a cut, the start of those without a place, or an entry."""
    kinds = {"jg-division": "heading", "jg-line": "cut", "jg-line jg-line--soft": "unplaced"}
    table = body[body.index('id="standings"') :]
    return [kinds.get(kind, number) for kind, number in LINE.findall(table[: table.index("</table>")])]


def test_each_group_has_its_heading_its_cut_and_its_own_without_a_place(site, client, grouped):
    body = client.get(address(site, grouped)).content.decode()

    assert drawn(body) == [
        *("heading", "101", "cut", "102", "103", "unplaced", "104"),
        *("heading", "201", "cut", "202", "unplaced", "203"),
    ]
    assert re.findall(r'scope="rowgroup">(\S+) <span>(\d) 个', body) == [("甲组", "4"), ("乙组", "3")]
    assert body.count('class="jg-medal jg-medal--1"') == 2
    assert body.count("<small>并列</small>") == 2
    assert body.count("以下 1 个没有名次") == 2


def test_a_reader_filters_by_group_and_another_order_says_the_group_in_each_line(site, client, grouped):
    page = address(site, grouped)
    whole, own, by_score = (
        client.get(page + query).content.decode() for query in ("", "?division=乙组", "?sort=-score")
    )

    assert '<option value="乙组">乙组</option>' in whole
    assert drawn(own) == ["heading", "201", "cut", "202", "unplaced", "203"]
    assert '<option value="乙组" selected>' in own
    assert drawn(by_score)[:4] == ["201", "101", "102", "103"]
    assert by_score.count('<span class="jg-sub">甲组</span>') == 4
    assert drawn(client.get(page + "?words=02").content.decode()) == ["heading", "102", "heading", "202"]
    assert drawn(client.get(page + "?sort=-place").content.decode())[:2] == ["heading", "203"]


def test_a_result_without_groups_has_neither_headings_nor_such_a_filter(site, client):
    body = client.get(site.published()).content.decode()
    assert "jg-division" not in body and 'name="division"' not in body


def test_answers_name_the_group(site, client, grouped):
    page = address(site, grouped)
    own = client.get(f"{page}own/", {"entry": "201"}).content.decode()
    again = client.get(f"{page}own/", {"entry": "102"}).content.decode()
    why = client.get(f"{page}why/", {"entry": "202"}).content.decode()

    assert "乙组，第 1 名，" in own and "并列" not in own
    assert "甲组，第 2 名（并列）" in again
    assert "选手202为什么在“乙组”中是第 2 名" in why


def test_where_places_alone_are_published_the_group_is_told_with_them(site, client, grouped):
    set_policy(site.competition, policy=Policy.PLACES, by=site.officer)
    page = address(site, grouped)

    assert drawn(client.get(page).content.decode())[0] == "heading"
    assert (
        "乙组，第 2 名。这项竞赛的公布办法只公开名次。" in client.get(f"{page}why/", {"entry": "202"}).content.decode()
    )


def test_files_have_a_column_for_the_group_beside_the_place(site, client, grouped):
    page = address(site, grouped)
    text = client.get(f"{page}standings.csv").content.decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(text)))
    data = client.get(f"/data/1/competitions/{site.competition.code}/{grouped.event.slug}/standings/").json()

    assert [(row["division"], row["entry"], row["place"]) for row in rows][3:5] == [
        ("甲组", "104", ""),
        ("乙组", "201", "1"),
    ]
    assert [row["division"] for row in data["standings"]] == [row["division"] for row in rows]
    assert json.loads(client.get(f"{page}standings.json").content) == rows


def test_boards_notices_and_lists_of_seats_stand_under_the_name_of_the_group(site, desk, grouped):
    live = desk.get(site.of(grouped.event, "live/")).content.decode()
    assert re.findall(r'scope="rowgroup">(\S+)</th>', live) == ["甲组", "乙组"]

    post_public_notice(checked(grouped), by=site.officer)
    notice = desk.get(address(site, grouped, "notice/")).content.decode()
    assert re.findall(r'scope="rowgroup">(\S+)</th>', notice) == ["甲组", "乙组"]

    upper = an_event(site.officer, site.competition, code="upper")
    link = fill_link(a_link(upper, grouped.event, site.officer, quota=None), by=site.officer)
    seats = desk.get(site.of(upper, f"promotion/{link.number}/", desk=True)).content.decode()
    assert '<td class="jg-num">1<span class="jg-sub">乙组</span></td>' in seats


def test_the_screen_says_whose_place_it_calls(site, desk, grouped):
    reveal = open_reveal(grouped, by=site.officer)
    for position in (1, 2):
        call_place(reveal, position=position, by=site.officer)

    screen = site.of(grouped.event, f"board/reveals/{reveal.number}/", desk=True)
    rest, second = (desk.get(f"{screen}?at={at}").content.decode() for at in (1, 2))
    assert re.findall(r'class="bd-rest__division">([^<]+)</li>', rest) == ["甲组", "乙组"]
    assert '<p class="bd-division">甲组</p>' in second


def test_a_draft_and_its_signing_name_the_groups(site, desk):
    run = a_grouped_run(site.officer, site.competition, code="groups")
    draft = desk.get(site.of(run.event, f"runs/{run.number}/", desk=True)).content.decode()
    signing = desk.get(site.of(run.event, f"runs/{run.number}/publish/", desk=True)).content.decode()

    assert drawn(draft).count("heading") == 2
    assert "各组最前的：甲组，第 1 名 选手101 90.00、乙组，第 1 名 选手201 95.00" in signing


def test_the_front_page_shows_the_firsts_of_the_groups(site, client, grouped):
    body = client.get("/").content.decode()
    board = body[body.index('class="jg-board"') :]
    assert re.findall(r"选手(\d+)<small>(\S+?)<", board)[:3] == [("101", "甲组"), ("201", "乙组"), ("102", "甲组")]
