"""Appeals: in time by the server's clock, heard without ties, decided with reasons; an open one holds up its own event only."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from jiangong.competitions.selectors import slip_code
from jiangong.evidence.judging.keys import MarkChange
from jiangong.foundation import clock
from jiangong.foundation.refusals import Declined
from jiangong.organizations.notices.models import Notice
from jiangong.organizations.rules import is_officer_over
from jiangong.results.amendments.enums import AmendmentKind
from jiangong.results.amendments.proposals import Proposal
from jiangong.results.amendments.selectors import preview_amendment
from jiangong.results.appeals.enums import AppealKind, Opinion, TimeUnit
from jiangong.results.appeals.models import Appeal
from jiangong.results.appeals.selectors import nominees, open_appeals, the_appeal, units_to_appeal_for
from jiangong.results.appeals.services import (
    AppealGiven,
    FileGiven,
    TermsGiven,
    amend_for_appeal,
    close_without_change,
    decide_appeal,
    give_opinion,
    lodge_appeal,
    merge_appeal,
    name_panel,
    recuse,
    set_appeal_rule,
    withdraw_appeal,
)
from jiangong.results.appeals.tasks import watch_clocks
from jiangong.results.appeals.terms import window_of
from jiangong.results.firming.selectors import open_holds
from jiangong.results.selectors import current_publication_or_none
from jiangong.results.services import post_public_notice, put_in_effect
from tests.factories import (
    a_city,
    a_competition,
    a_publication,
    a_unit,
    a_window,
    an_auditor,
    an_event,
    an_officer,
    checked,
)
from tests.factories.appealing import PHOTO, a_panel, an_appeal

pytestmark = pytest.mark.django_db
SECOND = timedelta(seconds=1)


def decided(appeal, by, *, opinion=Opinion.UPHOLD, changes_result=True):
    head, *others = a_panel(appeal, by)
    for one in (head, *others):
        give_opinion(appeal, opinion=opinion, grounds="复测与原记录不符", by=one)
    return decide_appeal(appeal, decision="经复测，第 3 项应为 90 分。", changes_result=changes_result, by=head)


def test_the_last_second_of_the_window_is_in_time_and_the_next_is_not():
    event = a_publication(an_officer()).event
    closes = window_of(event, AppealKind.RESULT).closes_at
    assert closes == current_publication_or_none(event).published_at + timedelta(hours=48)

    with clock.stopped_at(closes + SECOND), pytest.raises(Declined, match="服务器收到的时间"):
        an_appeal(event)
    with clock.stopped_at(closes - SECOND):
        assert an_appeal(event, number="002").lodged_at == closes - SECOND
    with clock.stopped_at(closes):
        assert an_appeal(event).lodged_at == closes


def test_what_the_server_received_in_time_is_in_time_however_long_it_took_to_read():
    event = a_publication(an_officer()).event
    closes = window_of(event, AppealKind.RESULT).closes_at
    given = AppealGiven(text="漏记", entry=event.entries.get(number="001"))
    with clock.stopped_at(closes + timedelta(minutes=2)):
        appeal = lodge_appeal(event, kind=AppealKind.RESULT, given=given, received_at=closes - SECOND)
    assert appeal.lodged_at == closes - SECOND
    # A moment ahead of the clock is not believed.
    given = AppealGiven(text="漏记", entry=event.entries.get(number="002"))
    with clock.stopped_at(closes - SECOND):
        later = lodge_appeal(event, kind=AppealKind.RESULT, given=given, received_at=closes + timedelta(days=9))
    assert later.lodged_at == closes - SECOND


@pytest.mark.parametrize(
    ("amount", "unit", "length"),
    [(20, TimeUnit.MINUTES, timedelta(minutes=20)), (2, TimeUnit.HOURS, timedelta(hours=2))],
)
def test_the_window_of_the_day_counts_from_the_end_of_the_event(amount, unit, length):
    by = an_officer()
    event = an_event(by)
    ends = clock.now() + timedelta(hours=3)
    a_window(event, by, begins_at=ends - timedelta(hours=2), ends_at=ends)
    set_appeal_rule(event.competition, kind=AppealKind.CONDUCT, given=TermsGiven(amount=amount, unit=unit), by=by)

    window = window_of(event, AppealKind.CONDUCT)
    assert (window.opens_at, window.closes_at) == (ends - timedelta(hours=2), ends + length)


def test_working_days_end_with_their_day():
    by = an_officer()
    publication = a_publication(by)
    set_appeal_rule(
        publication.event.competition, kind=AppealKind.RESULT, by=by,
        given=TermsGiven(amount=2, unit=TimeUnit.WORKING_DAYS),
    )  # fmt: skip
    closes = window_of(publication.event, AppealKind.RESULT).closes_at
    assert f"{timezone.localtime(closes):%H:%M:%S}" == "23:59:59"


def test_an_open_appeal_holds_up_its_own_event_and_nothing_else():
    by = an_officer()
    competition = a_competition(by)
    publication, other = a_publication(by, competition, code="a"), a_publication(by, competition, code="b")
    steps = [post_public_notice(checked(one), by=by) for one in (publication, other)]
    appeal = an_appeal(publication.event, kind=AppealKind.NOTICE)

    with clock.stopped_at(max(step.notice_until for step in steps)):
        with pytest.raises(Declined, match=appeal.receipt):
            put_in_effect(publication, by=by)
        put_in_effect(other, by=by)
        withdraw_appeal(appeal, number="001", slip=slip_code(appeal.entry))
        put_in_effect(publication, by=by)


def test_who_may_lodge_what():
    by = an_officer()
    event = a_publication(by).event
    stranger = AppealGiven(text="名次不对", name="温景舟", contact="wen@example.org")
    with pytest.raises(Declined, match="只由参赛人或单位"):
        lodge_appeal(event, kind=AppealKind.RESULT, given=stranger)
    with pytest.raises(Declined, match="现在不受理"):
        lodge_appeal(event, kind=AppealKind.NOTICE, given=stranger)
    set_appeal_rule(event.competition, kind=AppealKind.RESULT, given=TermsGiven(takes_entries=False), by=by)
    with pytest.raises(Declined, match="找本单位"):
        an_appeal(event)
    set_appeal_rule(event.competition, kind=AppealKind.RESULT, given=TermsGiven(is_taken=False), by=by)
    with pytest.raises(Declined, match="现在不受理"):
        an_appeal(event)


def test_a_notice_is_objected_to_by_real_name_or_by_a_unit_with_its_stamp():
    by = an_officer()
    publication = a_publication(by)
    event = publication.event
    post_public_notice(checked(publication), by=by)
    with pytest.raises(Declined, match="实名"):
        lodge_appeal(event, kind=AppealKind.NOTICE, given=AppealGiven(text="不符合条件", name="温景舟"))
    named = AppealGiven(text="不符合条件", name="温景舟", contact="wen@example.org")
    assert lodge_appeal(event, kind=AppealKind.NOTICE, given=named).lodger == "person"

    unit = a_unit(a_city(), "临澜重工工会")
    officer = an_officer(unit)
    assert units_to_appeal_for(officer, event) == [unit]
    given = AppealGiven(text="不符合条件", body=unit, by=officer)
    with pytest.raises(Declined, match="盖章"):
        lodge_appeal(event, kind=AppealKind.NOTICE, given=given)
    stamped = AppealGiven(text="不符合条件", body=unit, by=officer, files=[FileGiven("章.jpg", PHOTO, is_stamped=True)])
    assert lodge_appeal(event, kind=AppealKind.NOTICE, given=stamped).files.get().is_stamped
    with pytest.raises(PermissionDenied):
        lodge_appeal(
            event,
            kind=AppealKind.NOTICE,
            given=AppealGiven(text="x", body=unit, by=an_officer(a_city("云渡市总工会", "yundu"))),
        )


@pytest.mark.parametrize(
    ("files", "words"),
    [
        ([FileGiven("a.exe", b"MZ" + b"\0" * 9)], "不是照片"),
        ([FileGiven("a.jpg", b"")], "不是照片"),
        ([FileGiven(f"{n}.jpg", PHOTO) for n in range(4)], "至多 3 份"),
        ([FileGiven("a.jpg", PHOTO + b"\0" * (10 * 1024 * 1024))], "超过 10 MB"),
    ],
)
def test_evidence_has_limits(files, words):
    event = a_publication(an_officer()).event
    with pytest.raises(Declined, match=words):
        an_appeal(event, files=files)
    assert not Appeal.objects.exists()


def test_one_appeal_at_a_time_and_nothing_empty():
    event = a_publication(an_officer()).event
    with pytest.raises(Declined, match="事实和理由"):
        an_appeal(event, text="  ")
    first = an_appeal(event)
    with pytest.raises(Declined, match=first.receipt):
        an_appeal(event)


def test_whoever_is_tied_to_it_cannot_hear_it():
    by = an_officer()
    publication = checked(a_publication(by))
    event = publication.event
    appeal = an_appeal(event)
    ties = {one.user: one.ties for one in nominees(appeal)}
    assert set(ties[by]) == {"发布或复核过这次成绩", "封存过这个赛项的评分"}
    with pytest.raises(Declined, match="须回避"):
        name_panel(appeal, usernames=[by.username], by=by)
    with pytest.raises(Declined, match="不在可以听证的人里"):
        name_panel(appeal, usernames=["nobody"], by=by)
    assert not appeal.panel.exists()


def test_a_declared_recusal_makes_room_and_passes_the_chair_on():
    by = an_officer()
    appeal = an_appeal(a_publication(by).event)
    head, second, third = a_panel(appeal, by)
    with pytest.raises(Declined, match="原因"):
        recuse(appeal, reason=" ", by=head)
    recuse(appeal, reason="与参赛人有亲属关系", by=head)
    assert appeal.panel.get(is_head=True).user == second
    for one in (second, third):
        give_opinion(appeal, opinion=Opinion.REJECT, grounds="规则明确", by=one)
    with pytest.raises(Declined, match="要 3 名"):
        decide_appeal(appeal, decision="不成立", changes_result=False, by=second)
    with pytest.raises(PermissionDenied):
        give_opinion(appeal, opinion=Opinion.REJECT, grounds="x", by=head)
    assert Notice.objects.filter(to=by, reference__contains="recused").count() == int(
        is_officer_over(by, appeal.event.competition.host)
    )


def test_the_head_signs_what_the_majority_holds():
    by = an_officer()
    appeal = an_appeal(a_publication(by).event)
    head, second, third = a_panel(appeal, by)
    give_opinion(appeal, opinion=Opinion.UPHOLD, grounds="x", by=head)
    with pytest.raises(Declined, match="没有表决"):
        decide_appeal(appeal, decision="成立", changes_result=True, by=head)
    for one in (second, third):
        give_opinion(appeal, opinion=Opinion.REJECT, grounds="x", by=one)
    with pytest.raises(PermissionDenied):
        decide_appeal(appeal, decision="不成立", changes_result=True, by=second)
    with pytest.raises(Declined, match="理由"):
        decide_appeal(appeal, decision=" ", changes_result=True, by=head)
    found = decide_appeal(appeal, decision="按第 12 条不成立。", changes_result=True, by=head)
    assert (found.state, found.changes_result) == ("rejected", False)
    assert not open_holds(appeal.event).exists()
    with pytest.raises(Declined, match="已经办结"):
        withdraw_appeal(appeal, number="001", slip=slip_code(appeal.entry))


def test_upheld_it_holds_until_the_result_is_amended_from_its_own_list():
    by = an_officer()
    event = a_publication(by).event
    appeal = decided(an_appeal(event), by)
    assert open_holds(event).count() == 1
    assert list(open_appeals(by)) == [appeal]
    proposal = Proposal(
        AmendmentKind.APPEAL, (MarkChange("final", "001", "practice", value="90"),), ground=appeal.reference
    )
    digest = preview_amendment(event, proposal).digest

    amendment = amend_for_appeal(appeal, proposal, digest=digest, reason="申诉成立，按复测更正", by=by)

    appeal.refresh_from_db()
    assert (appeal.amendment, amendment.ground) == (amendment.number, appeal.reference)
    assert current_publication_or_none(event).number == 2
    assert not open_holds(event).exists()
    assert [step.kind for step in appeal.steps.all()] == ["lodged", "panel", "decided", "amended"]
    with pytest.raises(Declined, match="不在等待"):
        amend_for_appeal(appeal, proposal, digest=digest, reason="x", by=by)


def test_upheld_without_a_change_ends_with_a_reason():
    by = an_officer()
    event = a_publication(by).event
    appeal = decided(an_appeal(event), by)
    with pytest.raises(Declined):
        close_without_change(appeal, reason="", by=by)
    close_without_change(appeal, reason="改正后名次不变", by=by)
    assert not open_holds(event).exists()


def test_appeals_about_the_same_are_merged():
    by = an_officer()
    event = a_publication(by).event
    one, two = an_appeal(event), an_appeal(event, number="002")
    merge_appeal(two, into=one, by=by)
    two.refresh_from_db()
    assert (two.state, two.merged_into) == ("merged", one)
    assert open_holds(event).count() == 1
    with pytest.raises(Declined):
        merge_appeal(one, into=two, by=by)
    with pytest.raises(PermissionDenied):
        merge_appeal(one, into=two, by=an_auditor())


def test_only_whoever_lodged_it_takes_it_back():
    by = an_officer()
    appeal = an_appeal(a_publication(by).event)
    for key in ({"by": by}, {"number": "001", "slip": "AAAA-AAAA"}, {"contact": "x"}, {}):
        with pytest.raises(PermissionDenied):
            withdraw_appeal(appeal, **key)


def test_an_appeal_is_read_by_the_host_and_the_panel_only():
    city = a_city()
    by = an_officer(city)
    appeal = an_appeal(a_publication(by, a_competition(by, host=city)).event)
    assert the_appeal(appeal.receipt, viewer=by) == appeal
    for person in (None, an_officer(a_city("云渡市总工会", "yundu"))):
        with pytest.raises(Appeal.DoesNotExist):
            the_appeal(appeal.receipt, viewer=person)
        assert list(open_appeals(person)) == []


def test_reminders_come_once_before_and_once_after_the_term():
    by = an_officer()
    appeal = an_appeal(a_publication(by).event)
    assert watch_clocks() == (0, 0)
    told = Notice.objects.filter(to=by, kind="appeal").exclude(reference__endswith="lodged")
    with clock.stopped_at(appeal.due_at - timedelta(hours=2)):
        assert watch_clocks() == watch_clocks() == (1, 0)
        assert told.count() == 1
    with clock.stopped_at(appeal.due_at + SECOND):
        watch_clocks()
        assert told.count() == 2
