"""Bodies are renamed, moved, merged and closed; the history says when, how and on whose paper."""

import pytest
from django.core.exceptions import PermissionDenied

from jiangong.foundation import clock
from jiangong.foundation.keeping import KeptRow
from jiangong.foundation.models import AuditRow
from jiangong.foundation.refusals import Declined
from jiangong.organizations.enums import Level, Role, TreeChange
from jiangong.organizations.models import Organization, OrganizationChange, Post
from jiangong.organizations.selectors import bodies_below, changes_of, holders_in, posts_in, targets_for
from jiangong.organizations.services import (
    appoint,
    close_organization,
    found_organization,
    merge_organization,
    move_organization,
    rename_organization,
)
from tests.factories import a_city, a_federation, a_user, an_administrator, an_auditor, an_officer

pytestmark = pytest.mark.django_db
PAPER = "总工办〔2026〕3 号"


def a_plant(city, code="plant"):
    return found_organization("云渡造船工会", under=city, level=Level.ENTERPRISE, by=an_officer(), code=code)


def fresh(body):
    return Organization.objects.get(pk=body.pk)


def told(body):
    return [(c.kind, c.name_before, c.under_before, c.other and c.other.code, c.reason) for c in changes_of(body)]


def test_a_new_name_leaves_the_old_one_in_the_history():
    plant = a_plant(a_city())
    rename_organization(plant, name="云渡重工工会", reason=f" {PAPER} ", by=an_officer())

    assert (fresh(plant).name, fresh(plant).code) == ("云渡重工工会", "plant")
    assert told(plant) == [(TreeChange.RENAMED, "云渡造船工会", "", None, PAPER)]
    assert AuditRow.objects.last().act == "change_tree"


def test_a_body_moves_with_all_that_belongs_to_it_and_posts_above_cover_it_there():
    linlan, yundu = a_city(), a_city("云渡市总工会", "yundu")
    plant = a_plant(linlan)
    crew = found_organization("一班", under=plant, level=Level.CREW, by=an_officer(), code="crew")
    move_organization(plant, under=yundu, reason=PAPER, by=an_officer())

    assert fresh(crew).path.startswith(fresh(yundu).path)
    assert told(plant) == [(TreeChange.MOVED, "", "linlan", "yundu", PAPER)]
    assert [b.code for b in bodies_below(fresh(yundu))] == ["plant"]


def test_a_merger_hands_bodies_and_posts_over_and_closes():
    first, second = a_city(), a_city("云渡市总工会", "yundu")
    plant, judge = a_plant(first), a_user("judge")
    appoint(judge, organization=first, role=Role.JUDGE, by=an_administrator())
    merge_organization(first, into=second, reason=PAPER, by=an_officer())

    assert fresh(first).closed_on == clock.today()
    assert Organization.objects.get_parent(fresh(plant)) == fresh(second)
    assert [(p.organization.code, p.ends_on) for p in Post.objects.filter(user=judge).order_by("pk")] == [
        ("linlan", clock.today()),
        ("yundu", None),
    ]
    assert [c.kind for c in changes_of(fresh(second))] == [TreeChange.MERGED]


def test_a_body_is_closed_once_it_has_none_below_it():
    city, officer = a_city(), an_officer()
    plant = a_plant(city)
    with pytest.raises(Declined, match="下级"):
        close_organization(city, reason=PAPER, by=officer)
    close_organization(plant, reason=PAPER, by=officer)
    close_organization(city, reason=PAPER, by=officer)

    assert fresh(city).closed_on == clock.today()
    with pytest.raises(Declined, match="已经撤销"):
        rename_organization(city, name="别名", reason=PAPER, by=officer)
    with pytest.raises(PermissionDenied):
        a_plant(fresh(city), "second")
    with pytest.raises(Declined, match="已经撤销"):
        appoint(a_user("late"), organization=fresh(city), role=Role.JUDGE, by=an_administrator())


@pytest.mark.parametrize("act", [move_organization, merge_organization])
def test_a_circle_in_the_tree_is_declined(act):
    city, officer = a_city(), an_officer()
    plant = a_plant(city)
    way = "under" if act is move_organization else "into"

    for target in (city, plant):
        with pytest.raises(Declined, match="自己"):
            act(city, **{way: target}, reason=PAPER, by=officer)
    assert not OrganizationChange.objects.exists()


def test_what_changes_nothing_is_declined():
    city, officer = a_city(), an_officer()
    plant = a_plant(city)

    with pytest.raises(Declined, match="没有变化"):
        rename_organization(plant, name=plant.name, reason=PAPER, by=officer)
    with pytest.raises(Declined, match="现在就在"):
        move_organization(plant, under=city, reason=PAPER, by=officer)
    with pytest.raises(Declined, match="依据"):
        rename_organization(plant, name="别名", reason="  ", by=officer)
    assert fresh(plant).name == "云渡造船工会"


def test_nobody_changes_the_federation_or_what_lies_elsewhere():
    linlan, yundu = a_city(), a_city("云渡市总工会", "yundu")
    plant = a_plant(linlan)
    for body, by in (
        (a_federation(), an_officer()),
        (linlan, an_officer(linlan)),
        (plant, an_officer(yundu)),
        (plant, an_auditor()),
    ):
        with pytest.raises(PermissionDenied):
            rename_organization(body, name="别名", reason=PAPER, by=by)
    with pytest.raises(PermissionDenied):
        move_organization(plant, under=yundu, reason=PAPER, by=an_officer(linlan))


def test_the_history_cannot_be_rewritten():
    plant = a_plant(a_city())
    rename_organization(plant, name="别名", reason=PAPER, by=an_officer())

    with pytest.raises(KeptRow):
        OrganizationChange.objects.update(reason="")


def test_targets_are_what_the_viewer_may_change_outside_of_the_body():
    linlan, yundu = a_city(), a_city("云渡市总工会", "yundu")
    plant = a_plant(linlan)

    assert [b.code for b in targets_for(linlan, viewer=an_officer())] == ["federation", "yundu"]
    assert [b.code for b in targets_for(plant, viewer=an_officer(linlan))] == ["linlan"]
    assert not targets_for(plant, viewer=an_auditor()).exists() and yundu.code == "yundu"


def test_those_who_hold_posts_stand_with_what_the_viewer_may_do():
    city, judge = a_city(), a_user("judge")
    appoint(judge, organization=city, role=Role.JUDGE, by=an_administrator())
    appoint(judge, organization=city, role=Role.CHIEF_JUDGE, by=an_administrator())
    ((mine,), (theirs,)) = (holders_in(city, viewer=who) for who in (an_administrator(), an_auditor()))

    assert [post.role for post in posts_in(city)] == [Role.CHIEF_JUDGE, Role.JUDGE]
    assert (len(mine.posts), mine.may_reset, mine.may_end) == (2, True, True)
    assert (theirs.may_reset, theirs.may_end) == (False, False)
