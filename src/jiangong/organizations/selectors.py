"""Reads of the organizations."""

from django.db.models import Q, QuerySet

from jiangong.organizations.enums import Role
from jiangong.organizations.models import Organization, Post, User
from jiangong.organizations.rules import posts_in_force, type_of_viewer


def federation_or_none() -> Organization | None:
    """The body at the root of the tree, whose site this is; none before `init`."""
    root: Organization | None = Organization.objects.filter(depth=1).first()
    return root


def the_user(username: str) -> User:
    """A user by name, whatever the case of its letters. Raises User.DoesNotExist."""
    return User.objects.get_by_natural_key(username)


def posts_of(user: type_of_viewer) -> list[Post]:
    """The posts that a person holds today, with their organizations."""
    return list(posts_in_force(user))


def within(user: type_of_viewer, *roles: Role, field: str = "path") -> Q:
    """A condition on organizations (by `field`, such as `host__path`): those that the person's posts cover."""
    condition = Q(pk__in=[])
    for path in posts_in_force(user).filter(role__in=roles).values_list("organization__path", flat=True):
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
