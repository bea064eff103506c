"""Who may see and change competitions, as named questions."""

from jiangong.competitions.enums import EventState
from jiangong.competitions.models import Competition, Event, Programme, Rehearsal
from jiangong.organizations.models import Organization
from jiangong.organizations.rules import is_auditor_over, is_officer_over, type_of_viewer


def can_run_programme(user: type_of_viewer, programme: Programme) -> bool:
    """A programme is run by the officers of the body that issued it."""
    return is_officer_over(user, programme.organization)


def can_host_in(user: type_of_viewer, organization: Organization) -> bool:
    """A competition is announced by an officer over its host, while the host exists."""
    return organization.closed_on is None and is_officer_over(user, organization)


def can_run_competition(user: type_of_viewer, competition: Competition) -> bool:
    """A competition is run by the officers over its host."""
    return is_officer_over(user, competition.host)


def can_look_behind(user: type_of_viewer, competition: Competition) -> bool:
    """Drafts, marks and runs are open to the officers and auditors over the host."""
    return is_officer_over(user, competition.host) or is_auditor_over(user, competition.host)


def can_see_event(user: type_of_viewer, event: Event) -> bool:
    """Everybody sees an event once it is open; before, those who may look behind."""
    return event.state != EventState.DRAFT or can_look_behind(user, event.competition)


def is_rehearsal(event: Event) -> bool:
    """Whether an event is played to practise: never public, counted nowhere."""
    return hasattr(event, "rehearsal")


def can_rehearse(user: type_of_viewer, event: Event) -> bool:
    """An event is rehearsed by those who run it; a rehearsal itself is not rehearsed."""
    return (
        event.state != EventState.CANCELLED and not is_rehearsal(event) and can_run_competition(user, event.competition)
    )


def can_discard_rehearsal(user: type_of_viewer, rehearsal: Rehearsal) -> bool:
    """A rehearsal is discarded by those who run the competition."""
    return can_run_competition(user, rehearsal.event.competition)


def can_change_rulebook(user: type_of_viewer, competition: Competition) -> bool:
    """A new version of the rules is adopted by those who run the competition."""
    return can_run_competition(user, competition)


def can_register_entries(user: type_of_viewer, event: Event) -> bool:
    """Entries are taken by those who run the competition, unless the event is called off."""
    return event.state != EventState.CANCELLED and can_run_competition(user, event.competition)


def can_see_slips(user: type_of_viewer, event: Event) -> bool:
    """The codes on the entries' slips are printed by those who run the competition."""
    return can_run_competition(user, event.competition)
