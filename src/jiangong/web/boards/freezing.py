"""The officer's page of a board: freeze it, open it, prepare the big screen, take the file along."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from jiangong.foundation import clock
from jiangong.results import selectors as results
from jiangong.results.boards import selectors as boards
from jiangong.results.boards.services import open_reveal
from jiangong.results.freezes.rules import can_freeze
from jiangong.results.freezes.selectors import freeze_or_none, freezes_of
from jiangong.results.freezes.services import freeze_board, lift_freeze
from jiangong.web.boards.forms import FreezeForm, OfflineForm, RevealForm
from jiangong.web.boards.offline import offline_file
from jiangong.web.fields import sent
from jiangong.web.lookups import or_404
from jiangong.web.officer.access import managed_event
from jiangong.web.officer.answers import attempt, page
from jiangong.web.officer.forms import SigningForm


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def board(request: HttpRequest, competition: str, event: str) -> HttpResponse:
    """What the public sees now and what is held back; the forms to freeze the board and to prepare the screen."""
    found = managed_event(request, competition, event, can_freeze)
    act = request.POST.get("act", "")
    newest = results.what_may_be_shown(found, viewer=request.user).publication
    stages = boards.stages_to_reveal(newest) if newest else []
    freezing = FreezeForm(**(sent(request) if act == "freeze" else {}), prefix=None)
    revealing = RevealForm(**(sent(request) if act == "reveal" else {}), stages=stages)
    for name, form, service, sentence in (
        ("freeze", freezing, lambda typed: freeze_board(found, by=request.user, **typed), _("已定好封榜。")),  # type: ignore[arg-type]
        ("reveal", revealing, lambda typed: open_reveal(newest, by=request.user, **typed), _("大屏已准备好。")),  # type: ignore[arg-type]
    ):
        if act == name and form.is_valid():
            done = attempt(form, lambda form=form, service=service: service(form.cleaned_data))  # type: ignore[misc]
            if done.is_done:
                messages.success(request, sentence)
                return redirect("web:board", competition, event)
    context = board_context(found, newest) | {"freezing": freezing, "revealing": revealing, "offline": OfflineForm()}
    return page(request, "boards/board.html", context, form=revealing if act == "reveal" else freezing)


def board_context(event: Any, newest: Any) -> dict[str, Any]:
    """What stands on the officer's page beside its forms."""
    freeze = freeze_or_none(event)
    reveal = boards.latest_reveal_or_none(event)
    return {
        "event": event,
        "competition": event.competition,
        "freeze": freeze,
        "is_frozen": freeze is not None and freeze.starts_at <= clock.now(),
        "freezes": freezes_of(event),
        "newest": newest,
        "public": results.what_may_be_shown(event, viewer=None).publication,
        "picture": boards.picture(reveal) if reveal else None,
        "reveal": reveal,
        "is_outdated": reveal is not None and newest is not None and reveal.publication_id != newest.pk,
        "desk_section": "contests",
    }


@sensitive_post_parameters("password")
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def lift(request: HttpRequest, competition: str, event: str) -> HttpResponse:
    """Open the board at once, without calling places: signed, for it cannot be undone."""
    found = managed_event(request, competition, event, can_freeze)
    form = SigningForm(**sent(request), request=request)
    if request.method == "POST" and form.is_valid():
        done = attempt(form, lambda: lift_freeze(found, by=request.user))  # type: ignore[arg-type]
        if done.is_done:
            messages.success(request, _("已开榜，封榜期间发布的成绩现在人人可见。"))
            return redirect("web:board", competition, event)
    newest = results.what_may_be_shown(found, viewer=request.user).publication
    return page(request, "boards/lift.html", board_context(found, newest), form=form)


@sensitive_post_parameters("phrase")
@login_required
@require_POST
def take_along(request: HttpRequest, competition: str, event: str, number: int) -> HttpResponse:
    """The whole reveal as one file that needs no network, sealed by the phrase that was typed."""
    found = managed_event(request, competition, event, can_freeze)
    reveal = or_404(boards.the_reveal, found, number, viewer=request.user)
    form = OfflineForm(**sent(request))
    if not form.is_valid():
        newest = results.what_may_be_shown(found, viewer=request.user).publication
        stages = boards.stages_to_reveal(newest) if newest else []
        context = board_context(found, newest)
        context |= {"freezing": FreezeForm(), "revealing": RevealForm(stages=stages), "offline": form}
        return page(request, "boards/board.html", context, form=form)
    steps = boards.whole_reveal(reveal, viewer=request.user)
    response = HttpResponse(offline_file(request, reveal, steps, phrase=form.cleaned_data["phrase"]))
    name = f"{competition}-reveal-{number}.html"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    response["Cache-Control"] = "private, no-store"
    return response
