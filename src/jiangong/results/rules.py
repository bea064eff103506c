"""Who may settle, publish and look behind results, as named questions."""

from jiangong.competitions.enums import EventState, Policy
from jiangong.competitions.models import Event
from jiangong.competitions.rules import can_look_behind, can_run_competition, can_see_event
from jiangong.organizations.rules import type_of_viewer
from jiangong.results.models import Publication


def can_settle(user: type_of_viewer, event: Event) -> bool:
    """A run is made by those who run the competition, unless the event is called off."""
    return event.state != EventState.CANCELLED and can_run_competition(user, event.competition)


def can_publish(user: type_of_viewer, event: Event) -> bool:
    """A result is published, and firmed up, by those who run the competition."""
    return can_run_competition(user, event.competition)


def is_publisher(user: type_of_viewer, publication: Publication) -> bool:
    """Whether this person published it; somebody else checks it."""
    return user is not None and user.is_authenticated and publication.published_by == user.reference


def can_see_runs(user: type_of_viewer, event: Event) -> bool:
    """Runs are drafts: only those who look behind the competition see them."""
    return can_look_behind(user, event.competition)


def may_see_marks(user: type_of_viewer, event: Event) -> bool:
    """The marks behind a result are open where the competition's policy says so, and to those who look behind."""
    return event.competition.policy == Policy.MARKS or can_look_behind(user, event.competition)


def may_download_bundle(user: type_of_viewer, publication: Publication) -> bool:
    """A bundle holds every mark, so it goes to those who may see every mark."""
    return can_see_event(user, publication.event) and may_see_marks(user, publication.event)
