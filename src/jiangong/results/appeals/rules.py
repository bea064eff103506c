"""Who may hear, handle and read an appeal, as named questions; and what ties a person to it."""

from django.utils.translation import gettext as _

from jiangong.competitions.models import Competition, Event
from jiangong.competitions.rules import can_look_behind, can_run_competition
from jiangong.organizations.models import Organization, User
from jiangong.organizations.rules import is_officer_over, posts_in_force, type_of_viewer
from jiangong.results.appeals.models import Appeal


def can_set_appeal_rules(user: type_of_viewer, competition: Competition) -> bool:
    """The terms are set by those who run the competition."""
    return can_run_competition(user, competition)


def can_handle_appeals(user: type_of_viewer, event: Event) -> bool:
    """Panels are named, appeals merged, by those who run the competition. They do not decide."""
    return can_run_competition(user, event.competition)


def is_on_panel(user: type_of_viewer, appeal: Appeal) -> bool:
    """Whether a person hears this appeal now."""
    return user is not None and user.pk is not None and appeal.panel.filter(user=user, recused_at__isnull=True).exists()


def can_see_appeal(user: type_of_viewer, appeal: Appeal) -> bool:
    """An appeal is read by those who look behind the competition and by those who hear it."""
    return can_look_behind(user, appeal.event.competition) or is_on_panel(user, appeal)


def can_decide_appeal(user: type_of_viewer, appeal: Appeal) -> bool:
    """The head of the panel signs the decision."""
    if user is None or user.pk is None:
        return False
    return appeal.panel.filter(user=user, recused_at__isnull=True, is_head=True).exists()


def can_appeal_for_unit(user: type_of_viewer, body: Organization) -> bool:
    """A unit appeals through its officer."""
    return is_officer_over(user, body)


def ties_of(user: User, appeal: Appeal) -> list[str]:
    """Why a person must not hear an appeal: what they signed, sealed or lodged themselves, and whose unit they belong to."""
    found = []
    event, publication = appeal.event, appeal.publication
    signed = publication is not None and (
        publication.published_by == user.reference or publication.signatures.filter(by=user.reference).exists()
    )
    if signed:
        found.append(_("发布或复核过这次成绩"))
    if event.mark_sheets.filter(sealed_by=user.reference).exists():
        found.append(_("封存过这个赛项的评分"))
    if appeal.by_id == user.pk:
        found.append(_("是提出人"))
    if appeal.body is not None and is_officer_over(user, appeal.body) and _is_own(user, appeal):
        found.append(_("在提出单位任职"))
    if appeal.entry is not None and appeal.entry.unit and _works_at(user, appeal.entry.unit):
        found.append(_("和参赛人同单位"))
    return [str(one) for one in found]


def _is_own(user: User, appeal: Appeal) -> bool:
    """Whether the post is in the unit itself; a post in a body above it is no tie."""
    return any(post.organization_id == appeal.body_id for post in posts_in_force(user))


def _works_at(user: User, unit: str) -> bool:
    """Whether a person holds a post in the unit that an entry names."""
    names = {unit, f"{unit}工会"}
    return any(post.organization.name in names for post in posts_in_force(user))
