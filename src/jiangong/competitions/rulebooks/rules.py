"""Who may do what with a draft, as named questions."""

from jiangong.competitions.rulebooks.models import RulebookDraft
from jiangong.competitions.rules import can_change_rulebook
from jiangong.organizations.models import Organization
from jiangong.organizations.rules import is_auditor_over, is_officer_over, type_of_viewer


def can_draft_in(user: type_of_viewer, organization: Organization) -> bool:
    """Rules are drafted by the officers over an organization, while it exists."""
    return organization.closed_on is None and is_officer_over(user, organization)


def can_see_draft(user: type_of_viewer, draft: RulebookDraft) -> bool:
    """A draft is read by the officers and auditors over its organization."""
    return is_officer_over(user, draft.organization) or is_auditor_over(user, draft.organization)


def can_write_draft(user: type_of_viewer, draft: RulebookDraft) -> bool:
    """An open draft is changed by the officers over its organization."""
    return draft.is_open and is_officer_over(user, draft.organization)


def can_adopt_draft(user: type_of_viewer, draft: RulebookDraft) -> bool:
    """An open draft becomes a version by those who may change the rules of its competition."""
    return (
        draft.competition is not None
        and can_write_draft(user, draft)
        and can_change_rulebook(user, draft.competition)
    )  # fmt: skip
