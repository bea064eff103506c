"""The audit trail as an auditor reads it: by scope, in words, and silent about who is behind a work while a contest is blind."""

import ast
from datetime import timedelta

import pytest
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext

from jiangong.competitions.models import Competition
from jiangong.evidence.blind.enums import ArrivalState
from jiangong.evidence.blind.services import note_arrival
from jiangong.foundation import clock
from jiangong.foundation.models import AuditRow
from jiangong.foundation.services import record
from jiangong.organizations.enums import Role
from jiangong.results.trail.acts import ACTS, ActKind
from jiangong.results.trail.rules import can_read_trail, can_read_whole_trail
from jiangong.results.trail.selectors import MOST_ROWS_TO_VERIFY, Wanted, chain_state, told, trail_of, verify_now
from tests.architecture.source import ROOT
from tests.factories import (
    a_blind_event,
    a_city,
    a_competition,
    a_drawn_chain,
    a_federation,
    a_worker,
    an_auditor,
    an_event,
    an_officer,
)
from tests.factories.marking import an_opened_chain
from tests.factories.organizations import _holding

pytestmark = pytest.mark.django_db


def city_auditor(city, name="city-auditor"):
    return _holding(Role.AUDITOR, city, name)


def subjects(viewer, **wanted):
    return {row.subject for row in trail_of(viewer, Wanted(**wanted))}


def recorded_acts():
    """Every act that the code records by name."""
    for path in (ROOT / "src" / "jiangong").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            is_record = isinstance(node, ast.Call) and getattr(node.func, "id", "") in ("record", "_recorded")
            if is_record and node.args and isinstance(node.args[0], ast.Constant):
                yield node.args[0].value


def test_every_act_that_is_recorded_has_its_words():
    acts = set(recorded_acts())
    assert len(acts) > 120
    assert acts - set(ACTS) == set()
    assert {kind for kind, _words in ACTS.values()} == set(ActKind)


def test_only_auditors_read_it_and_those_of_the_federation_read_all():
    city = a_city()
    auditor, below, officer = an_auditor(a_federation()), city_auditor(city), an_officer(city)
    assert [can_read_trail(user) for user in (auditor, below, officer, None)] == [True, True, False, False]
    assert [can_read_whole_trail(user) for user in (auditor, below, officer)] == [True, False, False]
    assert list(trail_of(officer, Wanted())) == []


def test_a_city_reads_what_is_about_its_own_and_nothing_else():
    one, other = a_city("甲市", "jia"), a_city("乙市", "yi")
    here, there = an_officer(one, username="here"), an_officer(other, username="there")
    mine = an_event(here, a_competition(here, host=one))
    theirs = an_event(there, a_competition(there, host=other))
    worker, stranger = a_worker(one), a_worker(other)
    for row in (worker, stranger):
        record("correct_fact", actor=here.reference, subject=row.reference)
    record("reseal_photos", actor="site:keys", subject="site:keys")
    seen = subjects(city_auditor(one))
    assert {mine.reference, worker.reference, f"competitions.competition:{mine.competition.code}"} <= seen
    assert {theirs.reference, stranger.reference, "site:keys"} & seen == set()
    assert theirs.reference in subjects(an_auditor(a_federation())) and "site:keys" in subjects(an_auditor())


def test_a_code_that_begins_like_mine_is_not_mine():
    one, other = a_city("甲市", "jia"), a_city("乙市", "yi")
    here, there = an_officer(one, username="here"), an_officer(other, username="there")
    code = a_competition(here, host=one).code
    record("set_panel", actor=there.reference, subject=f"panels.panel:{code}9/main")
    record("set_policy", actor=there.reference, subject=f"competitions.competition:{code}9")
    assert all(f"{code}9" not in subject for subject in subjects(city_auditor(one)))


def test_a_body_may_have_run_a_thousand_competitions():
    city = a_city("甲市", "jia")
    by = an_officer(city)
    first = a_competition(by, host=city)
    Competition.objects.bulk_create(
        Competition(code=f"many-{n}", track=first.track, host=city, title=f"第 {n} 场") for n in range(1200)
    )
    record("set_panel", actor=by.reference, subject="panels.panel:many-7/main")
    assert "panels.panel:many-7/main" in subjects(city_auditor(city))


def test_kind_person_and_days_narrow_the_list():
    by, auditor = an_officer(), an_auditor()
    event = an_event(by)
    record("seal_mark_sheet", actor=by.reference, subject=event.reference, detail={"revision": 1})
    acts = {row.act for row in trail_of(auditor, Wanted(kind="mark"))}
    assert acts == {"seal_mark_sheet"}
    assert by.reference in {row.actor for row in trail_of(auditor, Wanted(person=by.name))}
    assert {row.actor for row in trail_of(auditor, Wanted(person=by.username))} == {by.reference}
    assert list(trail_of(auditor, Wanted(person="没有这个人"))) == []
    today = clock.today()
    assert trail_of(auditor, Wanted(since=today, until=today)).count() == AuditRow.objects.count()
    assert not trail_of(auditor, Wanted(until=today - timedelta(days=1))).exists()
    assert not trail_of(auditor, Wanted(since=today + timedelta(days=1))).exists()


def test_an_entry_is_told_in_plain_words():
    by, auditor = an_officer(), an_auditor()
    event = an_event(by)
    record("lift_hold", actor=by.reference, subject=event.reference, detail={"reason": "已补赛", "hidden": "x"})
    record("move_seat", actor="entry:007", subject=event.reference)
    record("unheard_of", actor="clock", subject="people.worker:12")
    third, second, first = told(list(trail_of(auditor, Wanted())[:3]))
    assert (first.kind, first.did, first.about) == (
        "成绩、公示和晋级",
        "解除了暂缓",
        f"{event.competition.title} · {event.title}",
    )
    assert by.name in first.who and by.username in first.who and first.details == (("理由", "已补赛"),)
    assert second.who == "参赛号 007，凭查分码"
    assert (third.who, third.did, third.about) == ("系统", "unheard_of", "职工档案 12")


def test_nothing_that_joins_a_person_to_a_work_is_told_before_the_chain_is_opened():
    by, auditor = an_officer(), an_auditor()
    event = a_blind_event(by)
    note_arrival(event.entries.first(), state=ArrivalState.PRESENT, by=by)
    a_drawn_chain(event, by)
    # Signs that stand in no hash: the acts of drawing hold one, in which 007 may well occur.
    detail = {"work": "W-01", "seat": "X07", "reason": "张某的作品", "stage": "final"}
    record("keep_photo", actor="entry:X07", subject=event.reference, detail=detail)
    words = lambda: [f"{one.who} {one.details}" for one in told(list(trail_of(auditor, Wanted())))]  # noqa: E731
    assert not any("X07" in one or "张某" in one or "W-01" in one for one in words())
    assert any("final" in one for one in words())
    an_opened_chain(event)
    assert any("张某的作品" in one and "W-01" in one for one in words())


def test_a_thousand_entries_cost_as_many_queries_as_one(django_assert_num_queries):
    by, auditor = an_officer(), an_auditor()
    events = [an_event(by) for _ in range(3)]
    for event in events:
        record("settle_event", actor=by.reference, subject=event.reference, detail={"run": 1})
    rows = list(trail_of(auditor, Wanted(kind="result")))
    with CaptureQueriesContext(connection) as one:
        told(rows[:1])
    with django_assert_num_queries(len(one)):
        assert len(told(rows)) >= 3


def test_the_chain_says_whether_it_is_whole(monkeypatch):
    cache.clear()
    by = an_officer()
    an_event(by)
    assert chain_state().found is None
    assert verify_now().is_whole
    state = chain_state()
    assert state.found.is_whole and state.rows == AuditRow.objects.count() == state.found.rows
    monkeypatch.setattr("jiangong.results.trail.selectors.MOST_ROWS_TO_VERIFY", 0)
    assert MOST_ROWS_TO_VERIFY and verify_now() is None
    cache.clear()
