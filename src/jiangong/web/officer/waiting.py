"""What waits for somebody besides results: works to mark, applications to review or mend, registrations, events too small."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from jiangong.competitions import selectors as competitions
from jiangong.competitions.applications import selectors as applications
from jiangong.competitions.registration import selectors as registration
from jiangong.competitions.rulebooks import selectors as rulebooks
from jiangong.evidence.marking import rules as marking_rules
from jiangong.evidence.marking import selectors as marking
from jiangong.evidence.panels import selectors as panels
from jiangong.results.appeals import selectors as appeals
from jiangong.results.promotion import selectors as promotion
from jiangong.results.promotion.late import late_seats_waiting
from jiangong.web.templatetags.jg import until

SEATS_LOOKED_AT = 5
"""How many of a judge's seats the desk opens: the newest, for each costs a few queries."""


@dataclass(frozen=True)
class Waiting:
    """A line of the queue that leads to a page of its own."""

    title: str
    why: str
    url: str
    button: str
    due: date | None = None
    since: Any = None
    waits_for_others: bool = False


def waiting_for(user: Any) -> list[Waiting]:
    """Everything of these kinds, the most urgent first."""
    lines = [*_reviews(user), *_returned(user), *_rules(user), *_registrations(user), *_small(user)]
    lines += [*_appeals(user), *_links(user), *_late(user), *_seats(user), *_invitations(user), *_works(user)]
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


def _rules(user: Any) -> Iterator[Waiting]:
    drafts: list[Any] = rulebooks.drafts_to_sign(user)
    for draft in drafts:
        url = reverse("web:adopt_draft", args=[draft.pk])
        yield Waiting(
            _("规则待第二人签字：%(title)s") % {"title": draft.title}, draft.competition.spoken_title, url, _("去签字")
        )


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
        why = _("报名 %(n)s 个，%(date)s截止") % {"n": window.taken, "date": f"{until(window.closes_at)} "}
        yield Waiting(title, why, _desk(window), _("去决定"))


def _appeals(user: Any) -> Iterator[Waiting]:
    rows: list[Any] = list(appeals.open_appeals(user)[:50])
    for one in rows:
        words = {"receipt": one.receipt, "title": one.event.spoken_title}
        title = _("申诉待更正 %(receipt)s：%(title)s") if one.waits_for_amendment else _("申诉 %(receipt)s：%(title)s")
        url = reverse("web:appeal_desk", args=[one.receipt])
        yield Waiting(title % words, str(one.get_kind_display()), url, _("去办理"), timezone.localdate(one.due_at))


def _links(user: Any) -> Iterator[Waiting]:
    for link in promotion.links_to_fill(user):
        words = {"title": link.upper.spoken_title}
        url = reverse("web:promotion", args=[link.upper.competition.code, link.upper.slug])
        yield Waiting(_("填晋级名单：%(title)s") % words, link.lower.spoken_title, url, _("去填"))


def _late(user: Any) -> Iterator[Waiting]:
    """Somebody gained a seat in an event that is marked: its result waits for what the panel decides."""
    for one in late_seats_waiting(user):
        upper: Any = one.seat.link.upper
        words = {"name": one.seat.name or one.seat.entry.number, "title": upper.spoken_title}
        title = _("补入还是保留递补：%(name)s，%(title)s") % words
        why = _("已有评分，成绩因此暂缓生效，等裁判组决定")
        url = reverse("web:late_seat", args=[upper.competition.code, upper.slug, one.pk])
        yield Waiting(title, why, url, _("录入决定"), since=one.gained_at)


def _seats(user: Any) -> Iterator[Waiting]:
    seats: list[Any] = promotion.seats_to_answer(user)
    if seats:
        words = {"n": len(seats)}
        due = timezone.localdate(seats[0].due_at)
        yield Waiting(
            _("确认 %(n)s 人的晋级") % words,
            seats[0].link.upper.spoken_title,
            reverse("web:promoted"),
            _("去确认"),
            due,
        )


def _invitations(user: Any) -> Iterator[Waiting]:
    if count := panels.open_invitation_count(user):
        yield Waiting(
            _("答复 %(n)s 份执裁邀请") % {"n": count},
            _("确认或者谢绝，主办单位等着组裁判组"),
            reverse("web:seats"),
            _("去答复"),
        )


def _works(user: Any) -> Iterator[Waiting]:
    """Works that a judge has still to mark, of the seats taken last."""
    for seat in panels.seats_of(user)[:SEATS_LOOKED_AT]:
        event: Any = seat.panel.event
        if not marking_rules.can_seal_sheets(user, event):
            continue
        for stage in competitions.stages_of(event):
            left = sum(task.standing.first is None for task in marking.tasks_of(seat, stage))
            if left:
                url = reverse("web:mark_works", args=[event.competition.code, event.slug, stage.code])
                words = {"n": left, "title": event.spoken_title}
                yield Waiting(_("评 %(n)s 件作品：%(title)s") % words, stage.spoken_title, url, _("去评分"))


def _desk(window: Any) -> str:
    return reverse("web:registration_desk", args=[window.event.competition.code, window.event.slug])
