"""Writes of the organizations."""

from datetime import date

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.text import slugify
from django.utils.translation import gettext as _

from jiangong.foundation import clock
from jiangong.foundation.limits import refuse_unstorable
from jiangong.foundation.refusals import Declined
from jiangong.foundation.services import record
from jiangong.organizations.enums import Level, Role
from jiangong.organizations.models import Organization, Post, User
from jiangong.organizations.rules import can_appoint, can_found_under, is_administrator, require
from jiangong.organizations.selectors import federation_or_none

SITE = "site:init"


@transaction.atomic
def found_federation(
    name: str, *, name_en: str = "", code: str = "federation", is_demonstration: bool = False
) -> Organization:
    """Put the root into the empty tree. Declined where the site has one."""
    if federation_or_none() is not None:
        raise Declined(_("这个站点已经建立过。要另建一个，请换一个数据文件夹。"))
    root = Organization(code=code, name=name, name_en=name_en, level=Level.PROVINCE, is_demonstration=is_demonstration)
    refuse_unstorable(root)
    Organization.objects.add_root(instance=root)
    record("found_federation", actor=SITE, subject=_reference(root), detail={"name": name})
    return root


@transaction.atomic
def found_organization(
    name: str, *, under: Organization, level: Level, by: User, code: str = "", name_en: str = ""
) -> Organization:
    """Add a body below another. Its code is made from the name where none is given."""
    require(can_found_under(by, under))
    parent = Organization.objects.select_for_update().get(pk=under.pk)
    code = code or _free_code(name_en or name)
    body = Organization(code=code, name=name, name_en=name_en, level=level)
    refuse_unstorable(body)
    Organization.objects.add_child(parent, instance=body)
    record(
        "found_organization", actor=by.reference, subject=_reference(body), detail={"name": name, "under": under.code}
    )
    return body


def _free_code(name: str) -> str:
    """A code like the name that no other organization has."""
    stem = slugify(name, allow_unicode=True)[:60] or "body"
    taken = set(Organization.objects.filter(code__startswith=stem).values_list("code", flat=True))
    return next(code for code in (stem, *(f"{stem}-{n}" for n in range(2, len(taken) + 3))) if code not in taken)


@transaction.atomic
def enrol_user(username: str, *, name: str, password: str, by: User | None, language: str = "zh-hans") -> User:
    """Open an account. `by` is none only for the first one. Declined for a weak password or a taken name."""
    require(by is None and not User.objects.exists() or is_administrator(by))
    if User.objects.filter(username__iexact=username).exists():
        raise Declined(_("用户名 %(username)s 已有人使用，请换一个。") % {"username": username})
    user = User(username=username, name=name, language=language, joined_at=clock.now())
    refuse_unstorable(user)
    _set_checked_password(user, password)
    user.save()
    record("enrol_user", actor=by.reference if by else SITE, subject=user.reference, detail={"name": name})
    return user


@transaction.atomic
def change_password(user: User, *, password: str, by: User) -> None:
    """Set a new password, by the person or an administrator."""
    require(by == user or is_administrator(by))
    _set_checked_password(user, password)
    user.save(update_fields=["password"])
    record("change_password", actor=by.reference, subject=user.reference)


def _set_checked_password(user: User, password: str) -> None:
    try:
        validate_password(password, user)
    except ValidationError as error:
        raise Declined(" ".join(error.messages)) from error
    user.set_password(password)


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
    post.ends_on = max(clock.today(), post.starts_on)
    post.save(update_fields=["ends_on"])
    record("end_post", actor=by.reference, subject=post.user.reference, detail={"post": post.pk})


@transaction.atomic
def create_site(
    federation: str, *, administrator: str, administrator_name: str, password: str, federation_en: str = ""
) -> User:
    """Make an empty site real: its federation and the first person, who looks after accounts and runs competitions."""
    root = found_federation(federation, name_en=federation_en)
    return _first_administrator(root, administrator, administrator_name, password)


def _first_administrator(root: Organization, username: str, name: str, password: str) -> User:
    user = enrol_user(username, name=name, password=password, by=None)
    appoint(user, organization=root, role=Role.ADMINISTRATOR, by=None)
    appoint(user, organization=root, role=Role.OFFICER, by=user)
    return user


def _reference(organization: Organization) -> str:
    return f"organizations.organization:{organization.code}"
