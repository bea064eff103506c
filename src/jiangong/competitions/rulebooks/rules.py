"""Who may do what with a draft, as named questions."""

from jiangong.competitions.models import Competition
from jiangong.competitions.programmes.selectors import rules_of
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


def needs_second(competition: Competition) -> bool:
    """Whether two people sign before rules are adopted: as the competition's programme asks."""
    return rules_of(competition.track.programme).needs_second_for_rules
