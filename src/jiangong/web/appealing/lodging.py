"""Lodging an appeal on a phone, without an account, and following it by its receipt."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from jiangong.competitions.slips.services import entry_by_slip
from jiangong.foundation import clock
from jiangong.foundation.refusals import Declined
from jiangong.results.appeals import selectors as appeals
from jiangong.results.appeals.services import AppealGiven, FileGiven, lodge_appeal, withdraw_appeal
from jiangong.web.appealing.forms import LodgeForm, WithdrawForm
from jiangong.web.fields import sent
from jiangong.web.lookups import event_at, or_404
from jiangong.web.officer.answers import attempt, page
from jiangong.web.slips import by_slip

MODES = ("entry", "person", "unit")


@never_cache
@sensitive_post_parameters("slip", "contact")
@require_http_methods(["GET", "HEAD", "POST"])
def lodge(request: HttpRequest, competition: str, event: str) -> HttpResponse:
    """One page: what, who, why. The time that counts is when this request reached the server."""
    found = event_at(request, competition, event)
    windows = appeals.windows_of(found)
    taken = [window for window in windows if window.takes(received(request))]
    units = appeals.units_to_appeal_for(request.user, found)
    modes = modes_of(taken, units)
    asked = request.POST.get("mode") or request.GET.get("mode") or "entry"
    mode = asked if asked in modes or request.method == "POST" and asked in MODES else next(iter(modes), "entry")
    sent_kind = request.POST.get("kind")  # one that closed meanwhile is answered with the time that counts
    offered = [one for one in windows if one in taken or one.rule.kind == sent_kind]
    kinds = [(one.rule.kind, one.rule.get_kind_display()) for one in offered]
    first = {"entry": request.GET.get("entry", ""), "kind": kinds[0][0] if len(kinds) == 1 else ""}
    form = LodgeForm(**sent(request), kinds=kinds, mode=mode, units=units, initial=first)
    if request.method == "POST" and form.is_valid():
        made = lodged(request, found, form, mode, units)
        if made is not None:
            messages.success(request, _("已收到。请记下回执号，凭它查进展。"))
            return redirect("web:appeal_status", made.receipt)
    context = {
        "event": found,
        "competition": found.competition,
        "windows": windows,
        "taken": taken,
        "modes": modes,
        "mode": mode,
        "now": clock.now(),
    }
    return page(request, "appealing/lodge.html", context, form=form)


def received(request: HttpRequest) -> Any:
    """When the request reached this site."""
    return getattr(request, "received_at", None) or clock.now()


def modes_of(windows: Any, units: Any) -> tuple[str, ...]:
    """As whom somebody may lodge what is open now."""
    found = []
    if any(window.rule.takes_entries for window in windows):
        found.append("entry")
    if any(window.rule.takes_anyone for window in windows):
        found.append("person")
    if units and any(window.rule.takes_units for window in windows):
        found.append("unit")
    return tuple(found)


def lodged(request: HttpRequest, event: Any, form: Any, mode: str, units: Any) -> Any:
    """The appeal; none, with the reason on the form, where it cannot be taken."""
    typed, user = form.cleaned_data, request.user
    given: dict[str, Any] = {"text": typed["text"], "files": files_of(request)}
    if mode == "entry":
        given["entry"], wrong = by_slip(event, number=typed["entry"], slip=typed["slip"])
        if wrong:
            form.add_error("slip", wrong)
            return None
    elif mode == "unit":
        given |= {"body": {one.code: one for one in units}[typed["unit"]], "by": user}
    else:
        given |= {"name": typed["name"], "contact": typed["contact"], "by": user if user.is_authenticated else None}
    kind, moment = typed["kind"], received(request)
    made = attempt(form, lambda: lodge_appeal(event, kind=kind, given=AppealGiven(**given), received_at=moment))
    return made.result


def files_of(request: HttpRequest) -> tuple[FileGiven, ...]:
    """What was sent along; the unit's scan is marked as such."""
    plain = [FileGiven(file.name or "file", file.read()) for file in request.FILES.getlist("evidence")]
    stamped = [
        FileGiven(file.name or "file", file.read(), is_stamped=True) for file in request.FILES.getlist("stamped")
    ]
    return (*stamped, *plain)


@never_cache
@sensitive_post_parameters("slip", "contact")
@require_http_methods(["GET", "HEAD", "POST"])
def status(request: HttpRequest, receipt: str) -> HttpResponse:
    """Where an appeal stands, for whoever holds the receipt: times, steps and the decision; neither text nor name."""
    found = or_404(appeals.appeal_by_receipt, receipt)
    form = WithdrawForm(**sent(request), lodger="account" if found.by_id and not found.entry_id else found.lodger)
    if request.method == "POST" and form.is_valid():
        typed = form.cleaned_data
        try:
            if found.entry and typed.get("slip"):
                entry_by_slip(found.event, number=found.entry.number, slip=typed["slip"])
            withdraw_appeal(
                found, by=request.user if request.user.is_authenticated else None,
                number=found.entry.number if found.entry else "",
                slip=typed.get("slip", ""), contact=typed.get("contact", ""),
            )  # fmt: skip
            messages.success(request, _("已撤回。"))
            return redirect("web:appeal_status", receipt)
        except PermissionDenied:
            form.add_error(None, _("对不上，只有提出的人能撤回。请核对后再试。"))
        except Declined as declined:
            form.add_error(None, declined.sentence)
    context = {
        "appeal": found,
        "event": found.event,
        "competition": found.event.competition,
        "unknown_years": appeals.unknown_years_of_answer(found),
        "heard": [member.user.name for member in appeals.sitting(found)],
        "may_withdraw": found.is_open and (found.entry_id or not found.by_id or found.by_id == request.user.pk),
    }
    return page(request, "appealing/status.html", context, form=form)


@require_http_methods(["GET", "HEAD"])
def find(request: HttpRequest) -> HttpResponse:
    """Find an appeal by its receipt."""
    receipt = request.GET.get("receipt", "").strip().upper()[:20]
    plain = receipt.replace("-", "").replace(" ", "")
    if len(plain) == 8 and plain.isascii() and plain.isalnum():
        return redirect("web:appeal_status", f"{plain[:4]}-{plain[4:]}")
    return render(request, "appealing/find.html", {"receipt": receipt, "today": timezone.localdate(clock.now())})
