"""Working days are stated by the officers of the federation, with a source, traced, and taken back."""

from dataclasses import replace
from datetime import date

import pytest
from django.core.exceptions import PermissionDenied

from jiangong.foundation.calendar import LAST_TABLED, is_working_day
from jiangong.foundation.models import AuditRow, StatedDay, StatedYear
from jiangong.foundation.refusals import Declined
from jiangong.organizations.rules import can_see_days, can_state_days
from jiangong.organizations.services import DaysGiven, state_days, state_year, unstate_day, unstate_year
from tests.factories import a_city, a_judge, an_auditor, an_officer

pytestmark = pytest.mark.django_db
YEAR = LAST_TABLED + 1
GIVEN = DaysGiven(date(YEAR, 1, 1), date(YEAR, 1, 3), False, "元旦", "示例通知〔1〕号")


def test_days_are_stated_replaced_and_taken_back():
    officer = an_officer()
    assert state_days(GIVEN, by=officer) == 3
    assert not is_working_day(date(YEAR, 1, 1))
    state_days(replace(GIVEN, last=GIVEN.first, is_working=True, name="上班"), by=officer)
    assert is_working_day(date(YEAR, 1, 1)) and StatedDay.objects.count() == 3
    unstate_day(date(YEAR, 1, 2), by=officer)
    with pytest.raises(Declined, match="没有另行规定"):
        unstate_day(date(YEAR, 1, 2), by=officer)
    acts = list(AuditRow.objects.filter(subject="foundation.calendar").values_list("act", flat=True))
    assert acts == ["state_days", "state_days", "unstate_day"]


def test_a_year_is_stated_once_something_is_off_and_taken_back():
    officer = an_officer()
    with pytest.raises(Declined, match="还没有写一天放假"):
        state_year(YEAR, source="示例通知", by=officer)
    state_days(GIVEN, by=officer)
    with pytest.raises(Declined, match="依据"):
        state_year(YEAR, source=" ", by=officer)
    with pytest.raises(Declined, match="已经收录"):
        state_year(LAST_TABLED, source="示例通知", by=officer)
    assert state_year(YEAR, source="示例通知", by=officer).by_name == officer.name
    unstate_year(YEAR, by=officer)
    with pytest.raises(Declined):
        unstate_year(YEAR, by=officer)
    assert not StatedYear.objects.exists()


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"last": date(YEAR - 1, 12, 31)}, "不能早于"),
        ({"last": date(YEAR, 3, 1)}, "一次至多写"),
        ({"first": date(1999, 1, 1), "last": date(1999, 1, 1)}, "之间的日期"),
        ({"first": date(2199, 1, 1), "last": date(2199, 1, 1)}, "之间的日期"),
        ({"name": " "}, "请写明"),
        ({"source": ""}, "请写明"),
    ],
)
def test_odd_days_are_declined_and_nothing_is_kept(change, said):
    with pytest.raises(Declined, match=said):
        state_days(replace(GIVEN, **change), by=an_officer())
    assert not StatedDay.objects.exists()


def test_only_officers_of_the_federation_state_days():
    city = an_officer(a_city(), username="city")
    assert can_state_days(an_officer()) and not can_state_days(city) and not can_state_days(an_auditor())
    assert can_see_days(city) and can_see_days(an_auditor(username="aud")) and not can_see_days(a_judge())
    for deed in (
        lambda: state_days(GIVEN, by=city),
        lambda: unstate_day(GIVEN.first, by=city),
        lambda: state_year(YEAR, source="x", by=city),
        lambda: unstate_year(YEAR, by=city),
    ):
        with pytest.raises(PermissionDenied):
            deed()
