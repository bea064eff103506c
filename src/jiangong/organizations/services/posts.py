"""Posts: who does what in which organization, from when until when."""

from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from jiangong.foundation import clock
from jiangong.foundation.refusals import Declined
from jiangong.foundation.services import record
from jiangong.organizations.enums import Role
from jiangong.organizations.models import Organization, Post, User
from jiangong.organizations.rules import can_appoint, may_hold, require
from jiangong.organizations.services.tree import SITE


@transaction.atomic
def appoint(
    user: User,
    *,
    organization: Organization,
    role: Role,
    by: User | None,
    starts_on: date | None = None,
    ends_on: date | None = None,
) -> Post:
    """Give a person a role in an organization. `by` is none only for the first post of the site."""
    require(by is None and not Post.objects.exists() or can_appoint(by, organization))
    starts_on = starts_on or clock.today()
    if ends_on and ends_on < starts_on:
        raise Declined(_("任期的结束不能早于开始。"))
    if organization.closed_on is not None:
        raise Declined(_("这个组织已经撤销，不能再任职。"))
    if not may_hold(user, role):
        raise Declined(_("系统管理员、安全管理员、审计员要由不同的人担任。请先结束这个人原来的职务，或者改选一个人。"))
    if Post.objects.filter(user=user, organization=organization, role=role, starts_on=starts_on).exists():
        raise Declined(_("这个人从同一天起已在这里担任这项职务。"))
    post = Post.objects.create(user=user, organization=organization, role=role, starts_on=starts_on, ends_on=ends_on)
    detail = {"role": role.value, "organization": organization.code, "starts_on": starts_on.isoformat()}
    record("appoint", actor=by.reference if by else SITE, subject=user.reference, detail=detail)
    return post


@transaction.atomic
def end_post(post: Post, *, by: User) -> None:
    """End a post with today. It stays on record."""
    require(can_appoint(by, post.organization))
    if post.role == Role.SECURITY and post.user == by:
        raise Declined(_("安全管理员不能结束自己的职务，由另一名安全管理员办理。"))
    post.ends_on = max(clock.today(), post.starts_on)
    post.save(update_fields=["ends_on"])
    record("end_post", actor=by.reference, subject=post.user.reference, detail={"post": post.pk})
