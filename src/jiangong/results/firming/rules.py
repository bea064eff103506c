"""Who may set how results become firm, hang notices and lift what holds a result up, as named questions."""

from jiangong.competitions.models import Competition, Event
from jiangong.competitions.rules import can_run_competition
from jiangong.organizations.models import User
from jiangong.organizations.rules import type_of_viewer
from jiangong.results.enums import PublicationState
from jiangong.results.firming.models import PublicationRule
from jiangong.results.models import Publication
from jiangong.results.rules import is_publisher


def can_set_publication_rule(user: type_of_viewer, competition: Competition) -> bool:
    """How results become firm is set by those who run the competition."""
    return can_run_competition(user, competition)


def can_record_posting(user: type_of_viewer, event: Event) -> bool:
    """Where a notice was hung is recorded by those who run the competition."""
    return can_run_competition(user, event.competition)


def can_lift_hold(user: type_of_viewer, event: Event) -> bool:
    """A hold that waits for a person is lifted by those who run the competition, with a reason."""
    return can_run_competition(user, event.competition)


def may_sign_check(user: User, publication: Publication, rule: PublicationRule) -> bool:
    """Whether a person may be one of those who check: once each, and not the publisher where the rule says so."""
    if rule.is_publisher_excluded and is_publisher(user, publication):
        return False
    return not publication.signatures.filter(state=PublicationState.CHECKED, by=user.reference).exists()
