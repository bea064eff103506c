"""Organizations and people."""

from itertools import count

from jiangong.foundation import clock
from jiangong.organizations.enums import Level, Role
from jiangong.organizations.models import Organization, Post, User

PASSWORD = "a-long-enough-password"
_numbers = count(1)


def a_federation(name: str = "演示省总工会") -> Organization:
    """The root of the tree; the one that is there if there is one."""
    root = Organization.objects.filter(depth=1).first()
    if root is None:
        root = Organization(code="federation", name=name, name_en="The federation", level=Level.PROVINCE)
        Organization.objects.add_root(instance=root)
    return root


def a_city(name: str = "临澜市总工会", code: str = "linlan") -> Organization:
    """A city under the federation."""
    city = Organization(code=code, name=name, level=Level.CITY)
    Organization.objects.add_child(a_federation(), instance=city)
    return city


def a_user(username: str = "", name: str = "舒宁岩") -> User:
    """A person without a post, whose password is PASSWORD."""
    user = User(username=username or f"user-{next(_numbers)}", name=name, joined_at=clock.now())
    user.set_password(PASSWORD)
    user.save()
    return user


def _holding(role: Role, over: Organization | None, username: str) -> User:
    user = a_user(username)
    Post.objects.create(user=user, organization=over or a_federation(), role=role, starts_on=clock.today())
    return user


def an_officer(over: Organization | None = None, username: str = "") -> User:
    """An officer of the federation, or of `over`."""
    return _holding(Role.OFFICER, over, username)


def an_auditor(over: Organization | None = None, username: str = "") -> User:
    """An auditor of the federation, or of `over`."""
    return _holding(Role.AUDITOR, over, username)


def a_judge(over: Organization | None = None, username: str = "") -> User:
    """A judge of the federation, or of `over`."""
    return _holding(Role.JUDGE, over, username)


def an_administrator(over: Organization | None = None, username: str = "") -> User:
    """An administrator of the federation, or of `over`."""
    return _holding(Role.ADMINISTRATOR, over, username)
