"""Reads of the organizations."""

from dataclasses import dataclass

from django.contrib.sessions.models import Session
from django.db.models import F, Q, QuerySet
from django_otp.plugins.otp_totp.models import TOTPDevice

from jiangong.foundation import clock
from jiangong.organizations.enums import Role, TreeChange
from jiangong.organizations.models import Organization, OrganizationChange, Post, SignIn, User
from jiangong.organizations.rules import (
    can_appoint,
    can_remove_second_factor,
    can_reset_password,
    in_term,
    posts_with,
    type_of_viewer,
)


def federation_or_none() -> Organization | None:
    """The body at the root of the tree, whose site this is; none before `init`."""
    root: Organization | None = Organization.objects.filter(depth=1).first()
    return root


def the_user(username: str) -> User:
    """A user by name, whatever the case of its letters. Raises User.DoesNotExist."""
    return User.objects.get_by_natural_key(username)


def user_or_none(username: str) -> User | None:
    """A user by name, if there is one."""
    return User.objects.filter(username__iexact=username.strip()).first()


def body_named_or_none(name: str) -> Organization | None:
    """The one body that bears this very name and exists; none where nobody does, or several do."""
    found = list(Organization.objects.filter(name=name.strip(), closed_on__isnull=True)[:2]) if name.strip() else []
    return found[0] if len(found) == 1 else None


def posts_of(user: type_of_viewer) -> list[Post]:
    """The posts that a person holds today, with their organizations."""
    return posts_with(user, *Role)


def within(user: type_of_viewer, *roles: Role, field: str = "path") -> Q:
    """A condition on organizations (by `field`, such as `host__path`): those that the person's posts cover."""
    condition = Q(pk__in=[])
    for path in [post.organization.path for post in posts_with(user, *roles)]:
        condition |= Q(**{f"{field}__startswith": path})
    return condition


def organizations_seen_by(viewer: type_of_viewer) -> QuerySet[Organization]:
    """What belongs to the organizations in which the viewer holds a post, in the order of the tree."""
    seen: QuerySet[Organization] = Organization.objects.filter(within(viewer, *Role)).order_by("path")
    return seen


def the_organization(code: str, *, viewer: type_of_viewer) -> Organization:
    """An organization that the viewer may see. Raises Organization.DoesNotExist, for one out of scope as well."""
    return organizations_seen_by(viewer).get(code=code)


def host_choices(user: type_of_viewer) -> QuerySet[Organization]:
    """Where a person may host a competition."""
    mine: QuerySet[Organization] = Organization.objects.filter(within(user, Role.OFFICER), closed_on__isnull=True)
    return mine.order_by("path")


def users_seen_by(viewer: type_of_viewer) -> QuerySet[User]:
    """The people who hold posts where the viewer is administrator or auditor."""
    seen = Organization.objects.filter(within(viewer, Role.ADMINISTRATOR, Role.AUDITOR))
    return User.objects.filter(posts__organization__in=seen).distinct().order_by("username")


def bodies_above(organization: Organization, *, viewer: type_of_viewer) -> list[Organization]:
    """The bodies above one that the viewer may see, from the top down."""
    steps = range(Organization.steplen, len(organization.path), Organization.steplen)
    paths = [organization.path[:end] for end in steps]
    return list(organizations_seen_by(viewer).filter(path__in=paths).order_by("path"))


def bodies_below(organization: Organization) -> QuerySet[Organization]:
    """The bodies directly below one, those that exist before those that were closed."""
    children: QuerySet[Organization] = Organization.objects.get_children(organization)
    return children.order_by(F("closed_on").asc(nulls_first=True), "path")


def changes_of(organization: Organization) -> list[OrganizationChange]:
    """What became of a body, in order, and what it took in."""
    own = Q(organization=organization) | Q(other=organization, kind=TreeChange.MERGED)
    return list(OrganizationChange.objects.filter(own).select_related("organization", "other").order_by("on", "pk"))


def targets_for(organization: Organization, *, viewer: type_of_viewer) -> QuerySet[Organization]:
    """Where a body may be moved or merged to: whatever exists, that the viewer may change, outside of the body itself."""
    mine = within(viewer, Role.ADMINISTRATOR, Role.OFFICER)
    found: QuerySet[Organization] = Organization.objects.filter(mine, closed_on__isnull=True)
    return found.exclude(path__startswith=organization.path).order_by("path")


def posts_in(organization: Organization) -> list[Post]:
    """The posts of one body that have not ended, with those who hold them."""
    today = clock.today()
    return list(organization.posts.exclude(ends_on__lt=today).select_related("user").order_by("role", "user__username"))


def holders_of(organization: Organization, *roles: Role) -> list[User]:
    """Who holds one of the roles in a body itself today, once each."""
    held = Q(posts__organization=organization, posts__role__in=roles)
    return list(User.objects.filter(in_term("posts__") & held, is_active=True).distinct().order_by("pk"))


@dataclass(frozen=True, slots=True)
class Holder:
    """A person as the keeper of accounts sees them: what they do, and what the viewer may do about it."""

    user: User
    posts: tuple[Post, ...]
    may_reset: bool
    may_end: bool
    may_remove_second: bool


def holders_in(organization: Organization, *, viewer: type_of_viewer) -> list[Holder]:
    """Who holds a post in a body."""
    posts = posts_in(organization)
    people = dict.fromkeys(post.user for post in posts)
    may_end = can_appoint(viewer, organization)
    return [
        Holder(
            user,
            tuple(post for post in posts if post.user == user),
            can_reset_password(viewer, user),
            may_end,
            has_second_factor(user) and can_remove_second_factor(viewer, user),
        )
        for user in people
    ]


def has_second_factor(user: User) -> bool:
    """Whether a person signs in with a one-time code."""
    return bool(TOTPDevice.objects.filter(user=user, confirmed=True).exists())


def second_factor_or_none(user: User) -> TOTPDevice | None:
    """The device whose codes a person signs in with."""
    return TOTPDevice.objects.filter(user=user, confirmed=True).first()


def sign_ins_of(user: User) -> list[SignIn]:
    """The sessions of a person that have not ended, the newest first."""
    alive = Session.objects.filter(expire_date__gt=clock.now()).values("session_key")
    return list(user.sign_ins.filter(session_key__in=alive))
