"""The page on which the whole list stands, and the signature under it. Between the two nothing is stored: the proposal travels
in the form, sealed with the site's key, and the list by its fingerprint."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core import signing
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST

from jiangong.core.problems import Refused
from jiangong.foundation.refusals import Declined
from jiangong.results.amendments.proposals import Proposal
from jiangong.results.amendments.rules import can_amend
from jiangong.results.amendments.selectors import preview_amendment
from jiangong.results.amendments.services import sign_amendment
from jiangong.results.appeals import selectors as appeals
from jiangong.results.appeals.services import amend_for_appeal
from jiangong.web.amending.words import told_changes, told_lines
from jiangong.web.fields import sent
from jiangong.web.lookups import or_404
from jiangong.web.officer.access import managed_event
from jiangong.web.officer.answers import Problems, attempt
from jiangong.web.officer.forms import SigningForm

SALT = "jiangong.amendment"
SHOWN = 20  # of the changes that are put in; the list of what they do is always whole
GOOD_FOR = 12 * 3600  # seconds


def sealed(event: Any, proposal: Proposal) -> str:
    """A proposal as it travels in a form."""
    return signing.dumps({"event": event.pk, "proposal": proposal.stored()}, salt=SALT, compress=True)


def unsealed(event: Any, token: str) -> Proposal:
    """What `sealed` wrote, for the same event and not too long ago; 404 otherwise."""
    try:
        found = signing.loads(token, salt=SALT, max_age=GOOD_FOR)
    except signing.BadSignature as bad:
        raise Http404("no such proposal") from bad
    if found["event"] != event.pk:
        raise Http404("a proposal about something else")
    return Proposal.read(found["proposal"])


def list_to_sign(
    request: HttpRequest, event: Any, proposal: Proposal, *, form: Any = None, reason: str = "", status: int = 200
) -> HttpResponse:
    """The page with the list and the signature. Where the evidence would not fit the rules, it says where."""
    code, slug = event.competition.code, event.slug
    context: dict[str, Any] = {"event": event, "competition": event.competition, "desk_section": "contests"}
    context["back"] = reverse("web:amend", args=[code, slug])
    try:
        preview = preview_amendment(event, proposal)
    except Refused as refused:
        return render(request, "amending/refused.html", context | {"problems": Problems.of(refused)}, status=400)
    except Declined as declined:
        return render(request, "amending/refused.html", context | {"declined": declined.sentence}, status=400)
    context |= {
        "proposal": proposal,
        "preview": preview,
        "changes": told_lines(event, preview.lines),
        "put_in": list(zip(proposal.changes, told_changes(event, proposal.changes), strict=True))[:SHOWN],
        "form": form or SigningForm(request=request, asks=("reason",), initial={"reason": reason}),
        "hidden": {"proposal": sealed(event, proposal), "digest": preview.digest},
        "sign_url": reverse("web:sign_amendment", args=[code, slug]),
        "sign_label": _("签署并重新发布") if preview.will_publish else _("签署并重新计算"),
    }
    return render(request, "amending/sign.html", context, status=status)


@sensitive_post_parameters("password")
@login_required
@require_POST
def sign(request: HttpRequest, competition: str, event: str) -> HttpResponse:
    """Carry out what was shown; if anything moved since, show the new list instead."""
    found = managed_event(request, competition, event, can_amend)
    proposal = unsealed(found, request.POST.get("proposal", ""))
    form = SigningForm(**sent(request), request=request, asks=("reason",))
    if form.is_valid():
        digest, reason = request.POST.get("digest", ""), form.cleaned_data["reason"]
        done = attempt(form, lambda: carried_out(request, found, proposal, digest, reason))
        if done.is_done:
            messages.success(request, _("已签署第 %(n)s 号更正决定，全部变化一次完成。") % {"n": done.result.number})
            return redirect("web:amendment", competition, event, done.result.number)
        if done.problems:
            form.add_error(None, _("评分和规则对不上，没有签署，什么都没有改变。"))
    found.refresh_from_db()
    return list_to_sign(request, found, proposal, form=form, status=400)


def carried_out(request: HttpRequest, event: Any, proposal: Proposal, digest: str, reason: str) -> Any:
    """The decision, and with it the appeal that it answers, if it answers one."""
    by: Any = request.user
    receipt = proposal.ground.removeprefix("appeal:")
    if receipt == proposal.ground:
        return sign_amendment(event, proposal, digest=digest, reason=reason, by=by)
    appeal = or_404(appeals.the_appeal, receipt, viewer=by)
    return amend_for_appeal(appeal, proposal, digest=digest, reason=reason, by=by)
