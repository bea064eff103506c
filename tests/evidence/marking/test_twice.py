"""Two people and one sheet: they must say the same before it counts, and neither can touch what the other entered."""

from dataclasses import replace

import pytest
from django.core.exceptions import PermissionDenied

from jiangong.evidence.judging.models import MarkSheet
from jiangong.evidence.judging.selectors import sealed_marks
from jiangong.evidence.marking.models import SealedSheet
from jiangong.evidence.marking.selectors import counts, tasks_of
from jiangong.evidence.marking.services import confirm_sheet, enter_paper, enter_second, seal_sheet
from jiangong.evidence.marking.settling import paper_rows, sheets_to_settle
from jiangong.foundation.refusals import Declined
from jiangong.organizations.enums import Role
from tests.factories import a_user, an_officer
from tests.factories.keeping import kept
from tests.factories.marking import a_judged_event, a_sheet, chief_of, judges_of, stage_of
from tests.factories.organizations import _holding

pytestmark = pytest.mark.django_db


made, event = kept(lambda: a_judged_event(an_officer(), second="again"))


def states(event, seat):
    return [task.standing.state for task in tasks_of(seat, stage_of(event))]


def test_a_sheet_counts_when_the_second_person_enters_the_same(event):
    judge, chief = judges_of(event)[1], chief_of(event)
    first = seal_sheet(event, a_sheet(), by=judge.user).sheet
    assert (first.mark_sheet, MarkSheet.objects.count(), states(event, judge)[0]) == (None, 0, "second")
    assert [(row.work, row.seat, row.mine) for row in sheets_to_settle(event, stage_of(event), by=chief)] == [
        ("01", judge.code, None)
    ]

    second = enter_second(event, a_sheet(), seat=judge.code, by=chief).sheet

    assert (second.hand, second.mark_sheet.row_count, states(event, judge)[0]) == (2, 2, "sealed")
    assert counts(first) and counts(second)
    assert sheets_to_settle(event, stage_of(event), by=chief) == []
    assert {row["source"] for row in sealed_marks(event).to_pylist()} == {judge.code}


def test_where_two_differ_each_enters_an_own_sheet_anew_and_nobody_the_others(event):
    judge, chief = judges_of(event)[1], chief_of(event)
    first = seal_sheet(event, a_sheet(), by=judge.user).sheet
    wrong = a_sheet(answers={"look/bead/": "3"})
    second = enter_second(event, wrong, seat=judge.code, by=chief).sheet
    [row] = sheets_to_settle(event, stage_of(event), by=chief)
    assert [(pair.field.key, pair.first, pair.second) for pair in row.pairs] == [("look/bead/", "2", "3")]
    assert (row.mine, MarkSheet.objects.count(), states(event, judge)[0]) == (second, 0, "differ")

    # without naming the earlier receipt, by another person, or under the other's receipt it is only kept beside
    right = a_sheet()
    assert enter_second(event, right, seat=judge.code, by=chief).held.why == "differs"
    assert enter_second(event, replace(right, replaces=first.receipt), seat=judge.code, by=chief).held
    other = judges_of(event)[2].user
    assert enter_second(event, replace(right, replaces=second.receipt), seat=judge.code, by=other).held
    agreed = enter_second(event, replace(right, replaces=second.receipt), seat=judge.code, by=chief).sheet

    assert (agreed.version, agreed.mark_sheet.row_count, states(event, judge)[0]) == (2, 2, "sealed")
    assert SealedSheet.objects.count() == 3
    assert seal_sheet(event, replace(a_sheet(answers={"look/bead/": "1"}), replaces=first.receipt), by=judge.user).held


def test_the_second_is_another_person_and_comes_second(event):
    judge, chief = judges_of(event)[1], chief_of(event)
    with pytest.raises(Declined, match="还没有封存"):
        enter_second(event, a_sheet(), seat=judge.code, by=chief)
    seal_sheet(event, a_sheet(), by=judge.user)
    with pytest.raises(Declined, match="同一个人"):
        enter_second(event, a_sheet(), seat=judge.code, by=judge.user)
    with pytest.raises(Declined, match="J99"):
        enter_paper(event, a_sheet(), seat="J99", by=an_officer(event.competition.host))
    with pytest.raises(PermissionDenied):
        enter_second(event, a_sheet(), seat=judge.code, by=a_user())


def test_where_the_rule_says_confirm_one_look_and_one_press_are_enough():
    event = a_judged_event(an_officer(), second="confirm")
    judge, chief = judges_of(event)[1], chief_of(event)
    first = seal_sheet(event, a_sheet(), by=judge.user).sheet
    with pytest.raises(Declined):
        confirm_sheet(event, receipt="0000-0000", client="client-confirm", by=chief)
    with pytest.raises(Declined):
        confirm_sheet(event, receipt=first.receipt, client="client-confirm", by=judge.user)

    second = confirm_sheet(event, receipt=first.receipt, client="client-confirm", by=chief).sheet

    assert (second.answers, second.mark_sheet.row_count) == (first.answers, 2)


def test_two_clerks_type_a_sheet_of_paper_whatever_the_rule_says():
    event = a_judged_event(an_officer())
    host = event.competition.host
    one, other = (_holding(Role.CLERK, host, name) for name in ("clerk-a", "clerk-b"))
    judge = judges_of(event)[1]

    first = enter_paper(event, a_sheet(), seat=judge.code, by=one)
    assert (first.sheet.medium, first.sheet.mark_sheet) == ("paper", None)
    again = enter_paper(event, a_sheet(answers={"look/bead/": "3"}), seat=judge.code, by=one)
    assert again.held.why == "differs"  # the first clerk cannot become the second
    done = enter_paper(event, a_sheet(), seat=judge.code, by=other).sheet
    assert (done.hand, done.mark_sheet.row_count, done.seat) == (2, 2, judge.code)
    row = next(row for row in paper_rows(event, stage_of(event), by=one) if (row.work, row.seat) == ("01", judge.code))
    assert row.is_settled
    with pytest.raises(PermissionDenied):
        enter_paper(event, a_sheet("02"), seat=judge.code, by=judge.user)


def test_paper_never_replaces_what_a_judge_sealed_on_a_device():
    event = a_judged_event(an_officer())
    judge = judges_of(event)[1]
    seal_sheet(event, a_sheet(), by=judge.user)

    with pytest.raises(Declined, match="已在网页上封存"):
        enter_paper(event, a_sheet(), seat=judge.code, by=_holding(Role.CLERK, event.competition.host, "clerk-a"))


def test_who_has_the_work_still_to_mark_is_not_shown_what_another_gave():
    event = a_judged_event(an_officer(), second="confirm")
    _first, judge, other = judges_of(event)
    sealed = seal_sheet(event, a_sheet(), by=judge.user).sheet
    with pytest.raises(Declined, match="自己还没有评"):
        confirm_sheet(event, receipt=sealed.receipt, client="client-confirm", by=other.user)
    seal_sheet(event, a_sheet(), by=other.user)

    assert confirm_sheet(event, receipt=sealed.receipt, client="client-confirm", by=other.user).sheet.mark_sheet
