"""A worker's own page: reached by the link from the unit, left by a button, closed with the link."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from jiangong.foundation import clock
from jiangong.foundation.calendar import unknown_until
from jiangong.foundation.refusals import Declined
from jiangong.organizations.people import selectors as people
from jiangong.organizations.people import services
from jiangong.organizations.people.enums import ConsentKind, RequestKind
from jiangong.web.fields import sent
from jiangong.web.officer.answers import attempt
from jiangong.web.officer.answers import page as form_page
from jiangong.web.people.forms import FactForm, WordsForm
from jiangong.web.people.records import CORRECTABLE

KEY = "own_page"
IDLE = 2 * 3600  # seconds after which the link has to be opened again

View = Callable[..., HttpResponse]


def own_page(view: View) -> View:
    """For whoever came in by a link that still holds; everybody else is told how to get one."""

    @wraps(view)
    @never_cache
    def only_own(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        held = request.session.get(KEY) or {}
        now = int(clock.now().timestamp())
        link = people.link_in_force_or_none(held["link"], salt=held["salt"]) if held else None
        if link is None or now - held["at"] > IDLE:
            request.session.pop(KEY, None)
            is_asking = (
                request.path == reverse("web:own") and not held
            )  # the address itself tells everybody how to get in
            return closed(request, had_one=bool(held), status=200 if is_asking else 403)
        request.session[KEY] = {**held, "at": now}
        return view(request, link.worker, *args, **kwargs)

    return only_own


def closed(request: HttpRequest, *, had_one: bool, status: int) -> HttpResponse:
    """How a worker gets in: by a link from the unit."""
    context = {"had_one": had_one, "days": settings.LINK_DAYS}
    return render(request, "people/own_closed.html", context, status=status)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def enter(request: HttpRequest, token: str) -> HttpResponse:
    """Open the page by a link. A button has to be pressed, so that a preview in a chat opens nothing."""
    link = people.person_behind_or_none(token)
    if link is None:
        return closed(request, had_one=True, status=404)
    if request.method != "POST":
        return render(request, "people/own_enter.html", {"unit": link.worker.organization})
    request.session.cycle_key()
    request.session[KEY] = {"link": link.pk, "salt": link.salt, "at": int(clock.now().timestamp())}
    return redirect("web:own")


@require_POST
def leave(request: HttpRequest) -> HttpResponse:
    """Close the page on this machine; the link goes on to hold."""
    request.session.pop(KEY, None)
    return redirect("web:home")


@own_page
@require_safe
def page(request: HttpRequest, worker: Any) -> HttpResponse:
    """What is known, from where, what was agreed to, what was asked."""
    consents = people.consents_of(worker)
    requests = list(people.requests_of(worker)[:50])
    context = {
        "worker": worker,
        "facts": people.history_of(worker),
        "requests": requests,
        "unknown_years": unknown_until(one.due_at for one in requests if one.state == "open"),
        "consents": consents,
        "publishes": any(
            one.kind == ConsentKind.PUBLICATION and one.basis == "consent" and not one.withdrawn_at for one in consents
        ),
        "public": people.public_name(worker),
        "correctable": CORRECTABLE,
    }
    return render(request, "people/own.html", context)


@own_page
@require_POST
def data(request: HttpRequest, worker: Any) -> HttpResponse:
    """Everything as JSON."""
    response = HttpResponse(services.hand_out_own_data(worker), content_type="application/json; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="my-data.json"'
    return response


@own_page
@require_safe
def readable(request: HttpRequest, worker: Any) -> HttpResponse:
    """Everything on one page to read and print."""
    return render(
        request, "people/own_readable.html", {"worker": worker, "data": people.own_data(worker), "at": clock.now()}
    )


@own_page
@require_http_methods(["GET", "HEAD", "POST"])
def correct(request: HttpRequest, worker: Any, fact: str) -> HttpResponse:
    """Ask that a fact be corrected."""
    if fact not in CORRECTABLE:
        raise Http404(fact)
    form = FactForm(**sent(request), fact=fact, has_words=True, initial={"value": getattr(worker, fact)})
    if request.method == "POST" and form.is_valid():
        typed = form.cleaned_data
        said = {"fact": fact, "wanted": typed["value"], "words": typed["words"]}
        done = attempt(form, lambda: services.ask_for(worker, kind=RequestKind.CORRECT, **said))
        if done.is_done:
            return received(request, done.result)
    return form_page(request, "people/own_correct.html", {"worker": worker, "fact": fact}, form=form)


@own_page
@require_http_methods(["GET", "HEAD", "POST"])
def delete(request: HttpRequest, worker: Any) -> HttpResponse:
    """Ask that the record be deleted; the page says what that means."""
    form = WordsForm(**sent(request))
    if request.method == "POST" and form.is_valid():
        words = form.cleaned_data["words"]
        done = attempt(form, lambda: services.ask_for(worker, kind=RequestKind.DELETE, words=words))
        if done.is_done:
            return received(request, done.result)
    return form_page(
        request, "people/own_delete.html", {"worker": worker, "request_days": settings.REQUEST_DAYS}, form=form
    )


def received(request: HttpRequest, line: Any) -> HttpResponse:
    """The receipt, and until when it is answered."""
    messages.success(request, _("已提交。回执 %(receipt)s，答复期限见下面的申请。") % {"receipt": line.receipt})
    return redirect("web:own")


@own_page
@require_POST
def consent(request: HttpRequest, worker: Any, kind: str) -> HttpResponse:
    """Agree to one thing by itself, or take that back."""
    if kind not in ConsentKind.values:
        raise Http404(kind)
    if "withdraw" in request.POST:
        services.withdraw_consent(worker, kind=ConsentKind(kind))
        messages.success(request, _("已撤回同意，从现在起生效。"))
    elif kind == ConsentKind.PUBLICATION:
        services.record_consent(
            worker, kind=ConsentKind(kind), words=_("同意在公布成绩、名次和奖项时使用真实姓名和单位")
        )
        messages.success(request, _("已记下同意，随时可以撤回。"))
    return redirect("web:own")


@own_page
@require_POST
def withdraw(request: HttpRequest, worker: Any, receipt: str) -> HttpResponse:
    """Take a request back."""
    line = next((one for one in people.requests_of(worker) if one.receipt == receipt), None)
    if line is None:
        raise Http404(receipt)
    try:
        services.withdraw_request(line)
        messages.success(request, _("已撤回申请。"))
    except Declined as declined:
        messages.error(request, declined.sentence)
    return redirect("web:own")
