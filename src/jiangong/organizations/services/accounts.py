"""Accounts: people who sign in, and their passwords."""

import secrets

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from jiangong.foundation import clock
from jiangong.foundation.limits import refuse_unstorable
from jiangong.foundation.refusals import Declined
from jiangong.foundation.services import record
from jiangong.organizations.enums import Role
from jiangong.organizations.models import Organization, User
from jiangong.organizations.rules import can_reset_password, is_administrator, require
from jiangong.organizations.services.posts import appoint
from jiangong.organizations.services.tree import SITE, found_federation

SYLLABLES = ("shan", "he", "tian", "lin", "hai", "yun", "feng", "qiao", "lu", "jiang", "gang", "deng", "quan", "song")
"""Words that can be said over the telephone; three with three figures each are two million million."""


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
def open_account(username: str, *, name: str, by: User, phone: str = "", mail: str = "") -> tuple[User, str]:
    """Open an account with a password to sign in with once, which is returned and kept nowhere."""
    if phone and User.objects.filter(phone=phone).exists():
        raise Declined(_("这个手机号已在另一个账号上。请核对。"))
    password = _spoken_password()
    user = enrol_user(username, name=name, password=password, by=by)
    user.phone, user.mail, user.must_change_password = phone, mail, True
    refuse_unstorable(user)
    user.save(update_fields=["phone", "mail", "must_change_password"])
    return user, password


@transaction.atomic
def change_password(user: User, *, password: str, by: User) -> None:
    """Set a new password, by the person or an administrator."""
    require(by == user or is_administrator(by))
    _set_checked_password(user, password)
    user.must_change_password = by != user
    user.save(update_fields=["password", "must_change_password"])
    record("change_password", actor=by.reference, subject=user.reference)


def _spoken_password() -> str:
    return "-".join(secrets.choice(SYLLABLES) + str(secrets.randbelow(900) + 100) for _n in range(3))


def _set_checked_password(user: User, password: str) -> None:
    try:
        validate_password(password, user)
    except ValidationError as error:
        raise Declined(" ".join(error.messages)) from error
    user.set_password(password)


@transaction.atomic
def reset_password(user: User, *, by: User) -> str:
    """Give a person who lost theirs a password to sign in with once; they choose another one then. Whoever resets it tells
    it to the person by mouth: it is returned, shown once and kept nowhere.
    """
    require(can_reset_password(by, user))
    password = _spoken_password()
    user.set_password(password)
    user.must_change_password = True
    user.save(update_fields=["password", "must_change_password"])
    record("reset_password", actor=by.reference, subject=user.reference)
    return password


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
