"""Who may do what among the organizations, as named questions. A post covers its organization and all below it."""

from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied
from django.db.models import Q, QuerySet

from jiangong.foundation import clock
from jiangong.organizations.enums import Role
from jiangong.organizations.models import Organization, Post, User

type_of_viewer = User | AnonymousUser | None


def posts_in_force(user: type_of_viewer) -> QuerySet[Post]:
    """The posts that a person holds today; none for a visitor and for a user who may no longer sign in."""
    if not isinstance(user, User) or not user.is_active:
        return Post.objects.none()
    today = clock.today()
    term = Q(starts_on__lte=today) & (Q(ends_on__isnull=True) | Q(ends_on__gte=today))
    return Post.objects.filter(term, user=user).select_related("organization")


def has_role(user: type_of_viewer, *roles: Role, over: Organization | None = None) -> bool:
    """Whether a person holds one of the roles, in `over` or above it if that is named."""
    held = posts_in_force(user).filter(role__in=roles)
    if over is None:
        return held.exists()
    return any(over.path.startswith(post.organization.path) for post in held)


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


def can_see_trail(user: type_of_viewer) -> bool:
    """The audit trail of the site is read by auditors of the federation."""
    return posts_in_force(user).filter(role=Role.AUDITOR, organization__depth=1).exists()


def can_appoint(user: type_of_viewer, organization: Organization) -> bool:
    """Posts are given by the administrator of the organization or of one above it."""
    return has_role(user, Role.ADMINISTRATOR, over=organization)


def can_found_under(user: type_of_viewer, organization: Organization) -> bool:
    """The tree grows by the hand of an officer or administrator over the place."""
    return has_role(user, Role.ADMINISTRATOR, Role.OFFICER, over=organization)


def require(is_allowed: bool) -> None:
    """Stop here unless a predicate said yes: services ask, so that no door can forget to."""
    if not is_allowed:
        raise PermissionDenied
