"""Reads of the notices."""

from django.db.models import F, QuerySet

from jiangong.foundation import clock
from jiangong.foundation.codes import as_meant
from jiangong.organizations.enums import Role
from jiangong.organizations.models import User
from jiangong.organizations.notices.enums import DeliveryState, SuggestionState
from jiangong.organizations.notices.models import Delivery, Notice, Suggestion
from jiangong.organizations.notices.rules import can_read_suggestions
from jiangong.organizations.rules import type_of_viewer
from jiangong.organizations.selectors import federation_or_none, holders_of

SHOWN = 100


def notices_of(viewer: type_of_viewer) -> list[Notice]:
    """The newest notices of a person, those that were not read before the others."""
    if not isinstance(viewer, User):
        return []
    return list(viewer.notices.order_by(F("read_at").asc(nulls_first=True), "-at", "-pk")[:SHOWN])


def unread_count(viewer: type_of_viewer) -> int:
    """How many a person has not read."""
    return viewer.notices.filter(read_at__isnull=True).count() if isinstance(viewer, User) else 0


def the_notice(number: int, *, viewer: type_of_viewer) -> Notice:
    """A notice of the viewer's own. Raises Notice.DoesNotExist, for somebody else's as well."""
    if not isinstance(viewer, User):
        raise Notice.DoesNotExist
    return viewer.notices.get(pk=number)


def due_deliveries(limit: int) -> list[int]:
    """What should be on its way by now, the longest waiting first."""
    waiting = Delivery.objects.filter(state=DeliveryState.WAITING, next_at__lte=clock.now())
    return list(waiting.order_by("next_at", "pk").values_list("pk", flat=True)[:limit])


def suggestions_seen_by(viewer: type_of_viewer) -> QuerySet[Suggestion]:
    """What people wrote, unanswered first; nothing for whoever may not read it."""
    if not can_read_suggestions(viewer):
        return Suggestion.objects.none()
    return Suggestion.objects.order_by("-state", "-at", "-pk")


def the_suggestion(receipt: str, *, viewer: type_of_viewer) -> Suggestion:
    """One of them. Raises Suggestion.DoesNotExist, also for whoever may not read it."""
    return suggestions_seen_by(viewer).get(receipt=receipt)


def suggestion_or_none(receipt: str) -> Suggestion | None:
    """What became of a suggestion, for whoever has its receipt."""
    signs = as_meant(receipt)
    return Suggestion.objects.filter(receipt=f"{signs[:4]}-{signs[4:]}").first()


def open_suggestion_count(viewer: type_of_viewer) -> int:
    """How many wait for an answer."""
    return suggestions_seen_by(viewer).filter(state=SuggestionState.NEW).count()


def operators() -> list[User]:
    """Those who run the site: administrators and officers of the federation, once each."""
    federation = federation_or_none()
    return holders_of(federation, Role.ADMINISTRATOR, Role.OFFICER) if federation else []
