"""Who may do what among the organizations, as named questions. A post covers its organization and all below it."""

from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied
from django.db.models import Q, QuerySet

from jiangong.foundation import clock
from jiangong.organizations.enums import APART, Role
from jiangong.organizations.models import Organization, Post, User

type_of_viewer = User | AnonymousUser | None


def in_term(field: str = "") -> Q:
    """The condition that a post (by `field`, such as `posts__`) is held today."""
    today = clock.today()
    begun, open_ended = Q(**{f"{field}starts_on__lte": today}), Q(**{f"{field}ends_on__isnull": True})
    return begun & (open_ended | Q(**{f"{field}ends_on__gte": today}))


def posts_in_force(user: type_of_viewer) -> QuerySet[Post]:
    """The posts that a person holds today; none for a visitor and for a user who may no longer sign in."""
    if not isinstance(user, User) or not user.is_active:
        return Post.objects.none()
    return Post.objects.filter(in_term(), user=user).select_related("organization")


def read_once(user: User) -> None:
    """For as long as this object of a person lives, their posts are taken to stay as they are: right for reading a page."""
    user.posts_read = list(posts_in_force(user))  # type: ignore[attr-defined]


def posts_with(user: type_of_viewer, *roles: Role) -> list[Post]:
    """The posts with one of these roles that a person holds today. Whoever only reads a page is asked of once (`read_once`)."""
    kept: list[Post] | None = getattr(user, "posts_read", None)
    return list(posts_in_force(user).filter(role__in=roles)) if kept is None else [p for p in kept if p.role in roles]


def posts_above_all(user: type_of_viewer, *roles: Role) -> list[Post]:
    """Those of them in the federation itself, below which everything lies."""
    return [post for post in posts_with(user, *roles) if post.organization.depth == 1]


def has_role(user: type_of_viewer, *roles: Role, over: Organization | None = None) -> bool:
    """Whether a person holds one of the roles, in `over` or above it if that is named."""
    held = posts_with(user, *roles)
    return bool(held) if over is None else any(over.path.startswith(post.organization.path) for post in held)


def is_officer_over(user: type_of_viewer, organization: Organization) -> bool:
    """Whether the competitions of an organization are this person's to run."""
    return has_role(user, Role.OFFICER, over=organization)


def is_auditor_over(user: type_of_viewer, organization: Organization) -> bool:
    """Whether a person may look into everything of an organization and change nothing."""
    return has_role(user, Role.AUDITOR, over=organization)


def is_judge_in(user: type_of_viewer, organization: Organization) -> bool:
    """Whether a person judges, or heads the judges, in an organization."""
    return has_role(user, Role.JUDGE, Role.CHIEF_JUDGE, over=organization)


def is_chief_judge_in(user: type_of_viewer, organization: Organization) -> bool:
    """Whether a person heads the judges in an organization."""
    return has_role(user, Role.CHIEF_JUDGE, over=organization)


def is_administrator(user: type_of_viewer) -> bool:
    """Whether a person looks after accounts. It gives no say in competitions."""
    return has_role(user, Role.ADMINISTRATOR)


def is_officer(user: type_of_viewer) -> bool:
    """Whether a person runs competitions anywhere."""
    return has_role(user, Role.OFFICER)


def can_state_days(user: type_of_viewer) -> bool:
    """Which days are worked is said for the whole site, by the officers of the federation."""
    return any(post.organization.depth == 1 for post in posts_with(user, Role.OFFICER))


def can_see_days(user: type_of_viewer) -> bool:
    """Officers and auditors see by which days the site counts."""
    return has_role(user, Role.OFFICER, Role.AUDITOR)


def can_see_trail(user: type_of_viewer) -> bool:
    """The audit trail of the site is read by auditors of the federation."""
    return any(post.organization.depth == 1 for post in posts_with(user, Role.AUDITOR))


def powers_are_apart() -> bool:
    """Whether the site has a security administrator: from the first one on, posts are given by them alone."""
    return Post.objects.filter(in_term(), role=Role.SECURITY).exists()


def can_appoint(user: type_of_viewer, organization: Organization) -> bool:
    """Posts are given by the security administrator over the organization; by its administrator while the site has none."""
    giver = Role.SECURITY if powers_are_apart() else Role.ADMINISTRATOR
    return has_role(user, giver, over=organization)


def may_hold(user: User, role: Role) -> bool:
    """Whether a post leaves the three powers apart: nobody holds two of them in terms that touch."""
    others = [power for power in APART if power != role]
    ended = Q(ends_on__lt=clock.today())
    return role not in APART or not Post.objects.filter(user=user, role__in=others).exclude(ended).exists()


def can_found_under(user: type_of_viewer, organization: Organization) -> bool:
    """The tree grows by the hand of an officer or administrator over the place, while the place exists."""
    return organization.closed_on is None and has_role(user, Role.ADMINISTRATOR, Role.OFFICER, over=organization)


def can_change_tree(user: type_of_viewer, organization: Organization) -> bool:
    """A body is renamed, moved, merged or closed by whoever may found under the body above it; the federation by nobody."""
    above = Organization.objects.get_parent(organization)
    return above is not None and has_role(user, Role.ADMINISTRATOR, Role.OFFICER, over=above)


def can_reset_password(user: type_of_viewer, other: User) -> bool:
    """A lost password is reset by the officer or administrator over every organization in which the other holds a post;
    nobody's own, and nobody's who keeps one of the three powers unless by an administrator.
    """
    held = list(posts_in_force(other))
    if not held or user == other:
        return False
    roles = [Role.ADMINISTRATOR] if any(post.role in APART for post in held) else [Role.ADMINISTRATOR, Role.OFFICER]
    return all(has_role(user, *roles, over=post.organization) for post in held)


def can_remove_second_factor(user: type_of_viewer, other: User) -> bool:
    """The codes of a lost phone are switched off by an administrator over the person; nobody switches off their own."""
    held = list(posts_in_force(other))
    return bool(held) and user != other and all(has_role(user, Role.ADMINISTRATOR, over=p.organization) for p in held)


def needs_second_factor(user: type_of_viewer) -> bool:
    """Whether a person's posts weigh enough for a second factor: officers, and those who hold one of the three powers."""
    return has_role(user, Role.OFFICER, *APART)


def require(is_allowed: bool) -> None:
    """Stop here unless a predicate said yes: services ask, so that no door can forget to."""
    if not is_allowed:
        raise PermissionDenied
