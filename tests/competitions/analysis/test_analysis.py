"""Counts by track, place, industry and kind: what is counted, what is not told, and to whom."""

from dataclasses import asdict

import pytest
from django.core.exceptions import PermissionDenied

from jiangong.competitions.analysis import selectors as analysed
from jiangong.competitions.analysis.enums import Dimension
from jiangong.competitions.analysis.industries import industries
from jiangong.competitions.analysis.models import CompetitionKind
from jiangong.competitions.analysis.rules import can_see_analysis
from jiangong.competitions.analysis.selectors import Held, Places
from jiangong.competitions.analysis.services import KindGiven, classify_competition
from jiangong.competitions.services import EntryRow, register_entries
from jiangong.foundation.models import AuditRow
from jiangong.foundation.refusals import Declined
from tests.factories import a_city, a_competition, a_federation, a_judge, a_track, an_auditor, an_event, an_officer

pytestmark = pytest.mark.django_db
NOWHERE = Places({}, {}, {})


def counted(viewer, dimension, year=2026):
    found = analysed.participation(analysed.held(viewer), dimension, year=year, places=analysed.places(viewer))
    return {line.name: (line.competitions, line.entries) for line in found.lines}


def held(*entries, era="", year=2026):
    return [Held(year, "region", "00001", CompetitionKind(era=era), one) for one in entries]


def entrants(event, officer, count):
    register_entries(event, rows=[EntryRow(number=str(n)) for n in range(1, count + 1)], by=officer)


def test_each_sees_what_lies_under_the_own_posts():
    a_federation()
    one, other = a_city(), a_city("云渡市总工会", "yundu")
    officer, stranger = an_officer(one, username="one"), an_officer(other, username="other")
    boss = an_officer(a_federation(), username="boss")
    track = a_track(boss)
    for who, city in ((officer, one), (stranger, other)):
        entrants(an_event(who, a_competition(who, host=city, track=track)), who, 6)
    assert counted(officer, Dimension.CITY) == {one.name: (1, 6), "不属于哪个市州（省级）": (0, 0)}
    assert counted(boss, Dimension.CITY) == {one.name: (1, 6), other.name: (1, 6), "不属于哪个市州（省级）": (0, 0)}
    assert counted(boss, Dimension.TRACK)["区域性引领竞赛"] == (2, 12)


def test_drafts_are_not_counted():
    officer = an_officer(a_city(), username="officer")
    an_event(
        officer,
        a_competition(officer, host=a_city("云渡市总工会", "yundu") and officer.posts.get().organization),
        is_open=False,
    )
    assert analysed.held(officer) == [] and analysed.years(officer) == []


def test_a_kind_is_said_changed_and_traced():
    officer = an_officer(a_city(), username="officer")
    competition = a_competition(officer, host=officer.posts.get().organization)
    entrants(an_event(officer, competition), officer, 7)
    classify_competition(competition, given=KindGiven(industry="C", era="traditional"), by=officer)
    given = KindGiven(industry="I", era="modern", intensity="knowledge", cluster="软件", enterprise="private")
    classify_competition(competition, given=given, by=officer)
    assert counted(officer, Dimension.INDUSTRY) == {"I 信息传输、软件和信息技术服务业": (1, 7)}
    assert counted(officer, Dimension.CLUSTER) == {"软件": (1, 7)}
    assert counted(officer, Dimension.ENTERPRISE) == {"民营企业": (1, 7)}
    assert AuditRow.objects.filter(act="classify_competition").count() == 2


@pytest.mark.parametrize(
    "given", [KindGiven(industry="Z"), KindGiven(industry="CC"), KindGiven(cluster="很" * 61), KindGiven(cluster="a\0")]
)
def test_what_is_no_kind_is_declined(given):
    officer = an_officer(a_city(), username="officer")
    competition = a_competition(officer, host=officer.posts.get().organization)
    with pytest.raises(Declined):
        classify_competition(competition, given=given, by=officer)
    assert not CompetitionKind.objects.exists()


def test_only_those_who_run_it_say_of_which_kind_it_is():
    city = a_city()
    officer, judge = an_officer(city, username="officer"), a_judge(city, username="judge")
    competition = a_competition(officer, host=city)
    for who in (
        judge,
        an_auditor(city, username="auditor"),
        an_officer(a_city("云渡市总工会", "yundu"), username="other"),
    ):
        with pytest.raises(PermissionDenied):
            classify_competition(competition, given=KindGiven(), by=who)
    assert [can_see_analysis(one) for one in (officer, judge, None)] == [True, False, False]


def test_few_entries_are_not_told_nor_left_to_be_reckoned_back():
    rows = [*held(3, era="traditional"), *held(40, era="modern"), *held(9)]
    lines = {
        line.key: line.entries for line in analysed.participation(rows, Dimension.ERA, year=2026, places=NOWHERE).lines
    }
    assert lines == {"traditional": None, "modern": 40, "": None}, "the smallest other one is hidden as well"
    none = analysed.participation(held(0, 0), Dimension.ERA, year=2026, places=NOWHERE)
    assert none.lines[0].entries == 0 and none.entries == 0
    assert analysed.participation(held(2, 2), Dimension.ERA, year=2026, places=NOWHERE).entries is None


def test_shares_and_shifts_compare_with_the_year_before():
    rows = [
        *held(9, 9, 9, era="modern"),
        *held(9, era="traditional"),
        *held(9, 9, era="traditional", year=2025),
        *held(9, 9, era="modern", year=2025),
    ]
    found = analysed.participation(rows, Dimension.ERA, year=2026, places=NOWHERE)
    assert {line.key: (line.share, line.before, line.shift) for line in found.lines} == {
        "traditional": (250, 2, -250), "modern": (750, 2, 250),
    }  # fmt: skip
    first = analysed.participation(rows, Dimension.ERA, year=2025, places=NOWHERE)
    assert {line.shift for line in first.lines} == {None}
    every = analysed.participation(rows, Dimension.YEAR, year=2026, places=NOWHERE)
    assert {line.key: line.competitions for line in every.lines} == {"2025": 4, "2026": 4}


def test_the_classification_has_its_twenty_sections():
    assert "".join(industries()) == "ABCDEFGHIJKLMNOPQRST"
    assert industries()["C"].zh == "制造业" and all(name.zh and name.en for name in industries().values())
    assert asdict(KindGiven()) == dict.fromkeys(("industry", "era", "intensity", "cluster", "enterprise"), "")
