"""Shapes for other programs: the ceremony's sheet and the contest package."""

import csv
import io
import json

import pytest

from jiangong.competitions.enums import Policy
from jiangong.competitions.services import (
    EntryRow,
    EventDetails,
    create_event,
    open_event,
    register_entries,
    set_policy,
)
from jiangong.core.scoring import Tables
from jiangong.evidence.judging.services import import_marks
from jiangong.foundation.archives import unpack_archive
from jiangong.foundation.sheets import read_table, write_table
from jiangong.results.boards.selectors.ceremony import HEADERS, ceremony_sheet, split_name
from jiangong.results.boards.selectors.contest import NoProblems, contest_package, problems_of, scoreboard, the_contest
from jiangong.results.selectors import StandingLine
from jiangong.results.services import publish_run, settle_event
from tests.factories import a_competition, a_publication, a_rulebook, a_table, an_officer

pytestmark = pytest.mark.django_db

PROBLEMS = """\
rulebook = 1
name = "olympiad"
title = { zh = "奥赛", en = "Olympiad" }
[[stage]]
id = "contest"
title = { zh = "竞赛", en = "Contest" }
[stage.criteria.problem]
title = { zh = "题", en = "Problems" }
by = ["item"]
items = ["p1", "p2"]
range = [0, 7]
decimals = 0
[stage.scores.total]
title = { zh = "总分", en = "Total" }
from = "problem"
steps = [{ over = "item", take = "sum" }]
[[stage.order]]
by = "total"
[[stage.awards]]
id = "gold"
title = { zh = "金牌", en = "Gold medal" }
places = [1, 1]
"""
SCALED = PROBLEMS.replace(
    "[[stage.order]]",
    '[stage.scores.scale]\ntitle = { zh = "标准分", en = "Scale" }\nformula = "700 + total"\n[[stage.order]]',
)


def published(officer, rules):
    competition = a_competition(officer)
    details = EventDetails(code="07", title="数学")
    event = create_event(competition, rulebook=a_rulebook(competition, officer, rules), by=officer, details=details)
    rows = [
        EntryRow("1", name="欧阳晨曦", unit="演示省总工会"), EntryRow("2", name="=HYPERLINK(1)", unit="@一厂"),
        EntryRow("3", name="阿依努尔·热合曼", unit=""),
    ]  # fmt: skip
    register_entries(event, rows=rows, by=officer)
    open_event(event, by=officer)
    marks = a_table(
        "event,entry,criterion,item,value\n07,1,problem,p1,7\n07,1,problem,p2,6\n07,2,problem,p1,5\n07,2,problem,p2,0\n07,3,problem,p1,1\n07,3,problem,p2,1"
    )
    import_marks(event, tables=Tables(marks=marks, files={"marks": "marks.csv"}), by=officer)
    return publish_run(settle_event(event, by=officer), by=officer)


def test_the_ceremony_sheet_has_exactly_the_headers_and_no_formula():
    publication = published(an_officer(), SCALED)
    table = ceremony_sheet(publication, viewer=None)

    rows = list(csv.reader(io.StringIO(write_table(table, ".csv").decode("utf-8-sig"))))
    assert rows[0] == [
        "Position", "Member", "Member Name", "Skill Number", "Medal", "First Name", "Last Name", "WorldSkills Scale Score",
    ]  # fmt: skip
    assert rows[1] == [
        "1",
        publication.event.competition.host.code,
        "演示省总工会",
        "07",
        "Gold",
        "晨曦",
        "欧阳",
        "713",
    ]
    assert rows[2] == ["2", "'@一厂", "'@一厂", "07", "", "", "'=HYPERLINK(1)", "705"]
    assert rows[3][5:] == ["阿依努尔", "热合曼", "702"]
    assert read_table(write_table(table, ".xlsx"), name="c.xlsx").column_names[: len(HEADERS)] == list(HEADERS)


def test_the_scale_is_empty_where_the_rules_do_not_compute_it_or_scores_are_closed():
    officer = an_officer()
    publication = published(officer, PROBLEMS)
    assert set(ceremony_sheet(publication, viewer=None)["WorldSkills Scale Score"].to_pylist()) == {""}
    closed = published(officer, SCALED)
    set_policy(closed.event.competition, policy=Policy.PLACES, by=officer)
    closed.refresh_from_db()
    assert set(ceremony_sheet(closed, viewer=None)["WorldSkills Scale Score"].to_pylist()) == {""}


@pytest.mark.parametrize(
    ("name", "team", "parts"),
    [("岑佳禾", "", ("佳禾", "岑")), ("司马迁", "", ("迁", "司马")), ("司马", "", ("马", "司")), ("Ada King Lovelace", "", ("Ada King", "Lovelace")),
     ("一车间联队", "", ("", "一车间联队")), ("甲队", "甲队", ("", "甲队")), ("", "", ("", "009"))],
)  # fmt: skip
def test_names_are_split_as_the_page_says(name, team, parts):
    line = StandingLine("009", name, "", team, "s", "1", False, "", (), "", None, "", "", (), "", None)
    assert split_name(line) == parts


def test_the_package_holds_what_a_results_upload_asks_for():
    publication = published(an_officer(), PROBLEMS)
    contest = the_contest(publication, viewer=None)
    data = contest_package(contest)
    files = {name: json.loads(body) for name, body in unpack_archive(data).items()}

    assert data == contest_package(contest)
    assert sorted(files) == [
        "api.json", "awards.json", "contest.json", "organizations.json", "problems.json", "scoreboard.json", "teams.json",
    ]  # fmt: skip
    assert files["contest.json"]["scoreboard_type"] == "score"
    assert [problem["max_score"] for problem in files["problems.json"]] == [7, 7]
    first = files["scoreboard.json"]["rows"][0]
    assert first == {
        "rank": 1, "team_id": "1", "score": {"score": 13},
        "problems": [
            {"problem_id": "p1", "num_judged": 1, "num_pending": 0, "score": 7},
            {"problem_id": "p2", "num_judged": 1, "num_pending": 0, "score": 6},
        ],
    }  # fmt: skip
    assert files["awards.json"] == [{"id": "gold", "citation": "Gold medal", "team_ids": ["1"]}]
    ids = {organization["id"] for organization in files["organizations.json"]}
    assert {team["organization_id"] for team in files["teams.json"] if "organization_id" in team} == ids
    assert scoreboard(contest)["state"]["finalized"] is None


def test_a_competition_without_problems_has_no_package():
    publication = a_publication(an_officer())
    assert problems_of(publication) is None
    with pytest.raises(NoProblems):
        the_contest(publication, viewer=None)
