"""What waits for an officer besides results: applications to review or mend, registrations to decide, events too small."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from jiangong.competitions.applications import selectors as applications
from jiangong.competitions.registration import selectors as registration


@dataclass(frozen=True)
class Waiting:
    """A line of the queue that leads to a page of its own."""

    title: str
    why: str
    url: str
    button: str
    due: date | None = None
    since: Any = None


def waiting_for(user: Any) -> list[Waiting]:
    """Everything of these kinds, the most urgent first."""
    lines = [*_reviews(user), *_returned(user), *_registrations(user), *_small(user)]
    return sorted(lines, key=lambda line: line.due or date.max)


def _reviews(user: Any) -> Iterator[Waiting]:
    for one in applications.applications_waiting_for(user):
        act = _("受理申报") if one.state == "submitted" else _("审核申报")
        url = reverse("web:application", args=[one.pk])
        yield Waiting(f"{act}{_('：')}{one.spoken_title}", one.unit.spoken_name, url, _("去审核"), one.due_on)


def _returned(user: Any) -> Iterator[Waiting]:
    for one in applications.applications_to_mend(user):
        url = reverse("web:write_application", args=[one.pk])
        yield Waiting(_("补正申报：%(title)s") % {"title": one.spoken_title}, one.unit.spoken_name, url, _("去补正"))


def _registrations(user: Any) -> Iterator[Waiting]:
    windows: list[Any] = registration.windows_to_decide(user)
    for window in windows:
        words = {"n": window.submitted_count, "title": window.event.spoken_title}
        url = _desk(window) + "?state=submitted"
        yield Waiting(
            _("审核 %(n)s 条报名：%(title)s") % words, window.event.competition.host.spoken_name, url, _("去审核")
        )


def _small(user: Any) -> Iterator[Waiting]:
    for window in registration.small_windows(user):
        title = _("人数不足，请决定：%(title)s") % {"title": window.event.spoken_title}
        why = _("报名 %(n)s 个，%(date)s截止") % {
            "n": window.taken,
            "date": f"{timezone.localdate(window.closes_at):%Y-%m-%d} ",
        }
        yield Waiting(title, why, _desk(window), _("去决定"))


def _desk(window: Any) -> str:
    return reverse("web:registration_desk", args=[window.event.competition.code, window.event.slug])
