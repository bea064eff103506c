"""Everybody who may come to the door of an event that the city of Linlan hosts, by a short name."""

from collections.abc import Callable

from django.contrib.auth.models import AnonymousUser

from jiangong.foundation import clock
from jiangong.organizations.enums import Role
from jiangong.organizations.models import Organization, Post, User
from tests.factories.organizations import a_city, a_federation, a_user

PLACES: dict[str, Callable[[], Organization]] = {
    "province": a_federation,
    "host": lambda: Organization.objects.filter(code="linlan").first() or a_city(),
    "other": lambda: Organization.objects.filter(code="yundu").first() or a_city("云渡市总工会", "yundu"),
}
VISITOR = "visitor"
EVERYBODY = (VISITOR, *(f"{place} {role.value}" for place in PLACES for role in Role))


def the_host() -> Organization:
    """The city that hosts."""
    return PLACES["host"]()


def somebody(who: str) -> User | AnonymousUser:
    """A visitor, or a person with a role in a place: `host officer`, `other judge`, `province auditor`."""
    if who == VISITOR:
        return AnonymousUser()
    place, role = who.split(" ")
    user = a_user()
    Post.objects.create(user=user, organization=PLACES[place](), role=Role(role), starts_on=clock.today())
    return user


def those_who_may(question: Callable[[User | AnonymousUser], bool]) -> set[str]:
    """Everybody to whom the question is answered with yes."""
    return {who for who in EVERYBODY if question(somebody(who))}
