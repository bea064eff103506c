"""The suggestion box: anybody writes on any page; the operators answer; the receipt leads back."""

from importlib.metadata import version
from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from jiangong.organizations.notices import selectors
from jiangong.organizations.notices.rules import can_answer_suggestions, can_read_suggestions
from jiangong.organizations.notices.services import LONGEST, answer_suggestion, leave_suggestion
from jiangong.web.fields import HouseForm, sent
from jiangong.web.lookups import or_404
from jiangong.web.officer.answers import attempt, page

SHOWN = 200


class SuggestionForm(HouseForm):
    """What somebody wants to say."""

    text = forms.CharField(
        label=gettext_lazy("意见、建议或投诉"), max_length=LONGEST, widget=forms.Textarea(attrs={"rows": 6})
    )
    reply_to = forms.CharField(
        label=gettext_lazy("联系方式"),
        max_length=200,
        required=False,
        help_text=gettext_lazy("想要回电或回信时填。不填也能凭回执号查答复。"),
    )


class AnswerForm(HouseForm):
    """What the operator answers."""

    answer = forms.CharField(label=gettext_lazy("答复"), max_length=LONGEST, widget=forms.Textarea(attrs={"rows": 6}))


class ReceiptForm(HouseForm):
    """The receipt of a suggestion."""

    receipt = forms.CharField(label=gettext_lazy("回执号"), max_length=20)


@require_http_methods(["GET", "HEAD", "POST"])
def leave(request: HttpRequest) -> HttpResponse:
    """Write something about a page."""
    about = _page(request.POST.get("page") or request.GET.get("page") or "/")
    form = SuggestionForm(**sent(request))
    if request.method == "POST" and form.is_valid():
        typed: dict[str, Any] = form.cleaned_data
        done = attempt(form, lambda: leave_suggestion(**typed, page=about, version=version("jiangong")))
        if done.is_done:
            return render(request, "notices/left.html", {"suggestion": done.result})
    return page(request, "notices/leave.html", {"page": about, "version": version("jiangong")}, form=form)


def _page(given: str) -> str:
    """A path on this site; anything else is the front page."""
    is_ours = given.startswith("/") and url_has_allowed_host_and_scheme(given, allowed_hosts=None)
    return given[:300] if is_ours else "/"


@require_safe
def answered(request: HttpRequest) -> HttpResponse:
    """What became of a suggestion, by its receipt."""
    asked = request.GET.get("receipt", "")
    found = selectors.suggestion_or_none(asked) if asked else None
    context = {"form": ReceiptForm(initial={"receipt": asked}), "asked": asked, "suggestion": found}
    return render(request, "notices/answered.html", context)


@login_required
@require_safe
def suggestions(request: HttpRequest) -> HttpResponse:
    """What people wrote."""
    if not can_read_suggestions(request.user):
        raise Http404
    shown = selectors.suggestions_seen_by(request.user)[:SHOWN]
    return render(request, "notices/suggestions.html", {"suggestions": shown, "desk_section": "suggestions"})


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def suggestion(request: HttpRequest, receipt: str) -> HttpResponse:
    """One of them, with its answer."""
    shown = or_404(selectors.the_suggestion, receipt, viewer=request.user)
    form = AnswerForm(**sent(request), initial={"answer": shown.answer})
    if request.method == "POST" and form.is_valid():
        done = attempt(form, lambda: answer_suggestion(shown, answer=form.cleaned_data["answer"], by=request.user))  # type: ignore[arg-type]
        if done.is_done:
            messages.success(request, _("已答复。凭回执号可以查到。"))
            return redirect("web:suggestions")
    context = {"suggestion": shown, "may_answer": can_answer_suggestions(request.user), "desk_section": "suggestions"}
    return page(request, "notices/suggestion.html", context, form=form)
