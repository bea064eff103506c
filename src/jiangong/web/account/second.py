"""The second factor and the list of sessions, on a person's own pages."""

from typing import Any

import segno
from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.safestring import mark_safe
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods
from django_otp import login as verify_session

from jiangong.foundation.refusals import Declined
from jiangong.organizations import selectors as organizations
from jiangong.organizations.rules import needs_second_factor
from jiangong.organizations.services import (
    begin_second_factor,
    confirm_second_factor,
    note_sign_in,
    sign_out_elsewhere,
)
from jiangong.web.fields import HouseForm, sent
from jiangong.web.officer.answers import attempt, page

ASKS, ENROLS = "asks_second_factor", "enrols_second_factor"
"""What a session owes before the desk opens: a code, or setting the codes up."""


class CodeForm(HouseForm):
    """Six figures from the app."""

    code = forms.CharField(
        label=gettext_lazy("动态口令"),
        max_length=8,
        help_text=gettext_lazy("手机应用里现在的六位数字。"),
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "one-time-code"}),
    )


def begin_session(request: HttpRequest, *, is_required: bool) -> None:
    """After the password was right: note the session and what it still owes."""
    user: Any = request.user
    has_codes = organizations.has_second_factor(user)
    request.session[ASKS] = has_codes
    request.session[ENROLS] = is_required and not has_codes and needs_second_factor(user)
    key, device = request.session.session_key or "", device_of(request)
    note_sign_in(user, session_key=key, device=device, language=get_language() or "")


def device_of(request: HttpRequest) -> str:
    """What kind of browser and system it is, in two words: enough to know one's own again."""
    said = request.headers.get("User-Agent", "")
    browsers = (
        ("MicroMessenger", "微信"),
        ("Edg", "Edge"),
        ("Firefox", "Firefox"),
        ("Chrome", "Chrome"),
        ("Safari", "Safari"),
    )
    systems = (
        ("Android", "Android"),
        ("iPhone", "iPhone"),
        ("iPad", "iPad"),
        ("Windows", "Windows"),
        ("Mac", "macOS"),
        ("Linux", "Linux"),
    )
    found = [next((name for sign, name in kinds if sign in said), "") for kinds in (browsers, systems)]
    return " · ".join(filter(None, found)) or _("别的程序")


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def enrol_codes(request: HttpRequest) -> HttpResponse:
    """Set up the app: a picture to scan, the key to type instead, and the first code."""
    user: Any = request.user
    try:
        device = begin_second_factor(user)
    except Declined as declined:
        messages.error(request, declined.sentence)
        return redirect("web:sessions")
    form = CodeForm(**sent(request))
    if request.method == "POST" and form.is_valid():
        done = attempt(form, lambda: confirm_second_factor(user, code=form.cleaned_data["code"]))
        if done.is_done:
            verify_session(request, done.result)
            request.session[ASKS], request.session[ENROLS] = True, False
            messages.success(request, _("动态口令已启用。下次登录时要输入。"))
            return redirect("web:sessions")
    context = {"picture": _picture(device.config_url), "key": _grouped(device), "must": request.session.get(ENROLS)}
    return page(request, "account/enrol_codes.html", context, form=form)


def _picture(text: str) -> str:
    """The QR code as an SVG element of the page: nothing is loaded, nothing is drawn by style. Without a size of its own it fills
    the box that the page has for it, whole.
    """
    picture = segno.make(text, error="m").svg_inline(omitsize=True, border=3, svgclass=None, lineclass=None)
    return mark_safe(picture)  # noqa: S308 - made of figures alone by the library


def _grouped(device: Any) -> list[str]:
    from base64 import b32encode

    key = b32encode(device.bin_key).decode().rstrip("=")
    return [key[at : at + 4] for at in range(0, len(key), 4)]


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def code(request: HttpRequest) -> HttpResponse:
    """Ask for the code of this session."""
    user: Any = request.user
    device = organizations.second_factor_or_none(user)
    target = request.POST.get("next") or request.GET.get("next") or ""
    if not (target.startswith("/") and url_has_allowed_host_and_scheme(target, allowed_hosts=None)):
        target = "/desk/"
    if device is None:
        request.session[ASKS] = False
        return redirect(target)
    form = CodeForm(**sent(request))
    if request.method == "POST" and form.is_valid():
        if device.verify_token(form.cleaned_data["code"]):
            verify_session(request, device)
            return redirect(target)
        form.add_error("code", _("动态口令不对，或者试得太密。请核对手机的时间，等下一个六位数字再试。"))
    return page(request, "account/code.html", {"target": target}, form=form)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def sessions(request: HttpRequest) -> HttpResponse:
    """Where this person is signed in."""
    user: Any = request.user
    here = request.session.session_key or ""
    if request.method == "POST":
        ended = sign_out_elsewhere(user, here=here)
        messages.success(request, _("已退出别处的 %(count)s 个登录。") % {"count": ended})
        return redirect("web:sessions")
    context = {
        "sign_ins": organizations.sign_ins_of(user),
        "here": here,
        "has_codes": organizations.has_second_factor(user),
        "desk_section": "account",
    }
    return render(request, "account/sessions.html", context)
