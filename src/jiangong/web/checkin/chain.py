"""The blind chain: setting it, drawing each layer, reading one's own, opening them in the presence of two."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_safe

from jiangong.competitions.rules import can_look_behind
from jiangong.competitions.selectors import has_marks
from jiangong.evidence.blind import selectors as blind
from jiangong.evidence.blind import services
from jiangong.evidence.blind.rules import (
    can_check_in,
    can_draw_layer,
    can_read_lots,
    can_see_chain,
    can_set_chain,
    can_sign_opening,
    is_keeper,
)
from jiangong.evidence.panels import selectors as panels
from jiangong.evidence.panels.enums import SeatKind
from jiangong.evidence.panels.services import blind_event, change_keeper
from jiangong.web.checkin.access import desk_of, event_with_part, refuse_unless, title_of_chain
from jiangong.web.checkin.forms import ChainForm, FreezeForm, KeeperForm
from jiangong.web.draws.views import PhraseForm
from jiangong.web.fields import sent
from jiangong.web.lookups import or_404
from jiangong.web.officer.access import managed_event
from jiangong.web.officer.answers import attempt, is_taken, page
from jiangong.web.officer.forms import SigningForm
from jiangong.web.panels.forms import WhyForm

PRIVATE = "private, no-store"


@login_required
@require_safe
def chain(request: HttpRequest, competition: str, event: str) -> HttpResponse:
    """How far the chain has come, and what this person may do next. No lots stand here."""
    found = event_with_part(request, competition, event)
    made = blind.chain_or_none(found)
    user = request.user
    may_see = can_look_behind(user, found.competition) if made is None else can_see_chain(user, made)
    refuse_unless(may_see, found)
    lines = blind.layer_lines(made) if made else []
    context = {
        "chain": made,
        "lines": [(line, acts_of(user, made, line, lines)) for line in lines],
        "witnesses": list(made.witnesses.select_related("user")) if made else [],
        "counts": blind.arrival_counts(found),
        "voided": blind.rounds_voided(made) if made else 0,
        "has_panel": panels.panel_or_none(found) is not None,
        "may_set": can_set_chain(user, found),
        "may_check_in": can_check_in(user, found),
        "may_look_behind": can_look_behind(user, found.competition),
        "is_begun": any(line.layer for line in lines),
    }
    return render(request, "checkin/chain.html", {**context, **desk_of(found)})


def acts_of(user: Any, made: Any, line: Any, lines: list[Any]) -> dict[str, bool]:
    """What this person may do with a layer now."""
    mine = is_keeper(user, made, line.number)
    before = line.number == 1 or lines[line.number - 2].is_drawn
    is_next = all(one.is_drawn for one in lines) and all(one.opening for one in lines[line.number :])
    return {
        "freeze": mine and line.layer is None and before,
        "draw": mine and line.layer is not None and not line.is_drawn,
        "read": line.is_drawn and can_read_lots(user, line.layer),
        "open": is_next and not line.opening and can_sign_opening(user, line.layer),
    }


def form_page(request: HttpRequest, form: Any, event: Any, words: dict[str, str]) -> HttpResponse:
    """A form of the chain on a page of its own."""
    back = reverse("web:chain", args=[event.competition.code, event.slug])
    context = {"back": back, "back_title": title_of_chain(), **desk_of(event), **words}
    return page(request, "officer/form_page.html", context, form=form)


def keeper_choices(event: Any) -> list[tuple[str, str]]:
    """The confirmed encryption judges of the panel."""
    panel = panels.panel_or_none(event)
    seats = panels.seats_of_kind(panel, SeatKind.ENCRYPTION) if panel else []
    return [(str(seat.pk), seat.user.name) for seat in seats]


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def settings(request: HttpRequest, competition: str, event: str) -> HttpResponse:
    """Judge the event blind, by so many layers."""
    found = managed_event(request, competition, event, can_set_chain)
    keepers = keeper_choices(found)
    form = ChainForm(**sent(request), keepers=keepers, initial=initial_of(found))
    user: Any = request.user
    if request.method == "POST" and form.is_valid():
        done = attempt(form, lambda: blinded(found, form, user))
        if done.is_done:
            messages.success(request, _("已保存。下一步：检录，再由各层的加密裁判抽号。"))
            return redirect("web:chain", competition, event)
    lead = _("先在裁判组里确认加密裁判和监督。每一层由一个人抽、一个人保管，互不知道。")
    words = {"heading": _("加密设置"), "submit": _("保存"), "lead": lead}
    if not keepers:
        address = reverse("web:panel", args=[found.competition.code, found.slug])
        words |= {
            "before": _("裁判组里还没有确认的加密裁判，没有人可选。"),
            "before_at": address,
            "before_title": _("去裁判组"),
        }
    return form_page(request, form, found, words)


def blinded(event: Any, form: Any, user: Any) -> Any:
    """Set the chain with the seats that were chosen."""
    panel = panels.panel_or_none(event)
    keepers = {number: panels.the_seat(panel, pk) for number, pk in form.keepers().items()} if panel else {}
    return blind_event(event, layer_count=int(form.cleaned_data["layer_count"]), keepers=keepers, by=user)


def initial_of(event: Any) -> dict[str, Any]:
    """The chain as it is."""
    made, panel = blind.chain_or_none(event), panels.panel_or_none(event)
    if made is None or panel is None:
        return {}
    seats = {seat.user_id: seat.pk for seat in panels.seats_of_kind(panel, SeatKind.ENCRYPTION)}
    kept = {f"keeper_{keeper.layer}": seats.get(keeper.user_id) for keeper in made.keepers.all()}
    return {"layer_count": made.layer_count, **kept}


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def keeper(request: HttpRequest, competition: str, event: str, number: int) -> HttpResponse:
    """Entrust a layer to somebody else."""
    found = managed_event(request, competition, event, can_set_chain)
    made = or_404(blind.the_chain, found)
    or_404(made.keepers.get, layer=number)
    form = KeeperForm(**sent(request), keepers=keeper_choices(found))
    user: Any = request.user
    if request.method == "POST" and form.is_valid():
        seat = panels.the_seat(panels.panel_or_none(found), int(form.cleaned_data["seat"]))  # type: ignore[arg-type]
        reason = form.cleaned_data["reason"]
        if attempt(form, lambda: change_keeper(made, number=number, to=seat, reason=reason, by=user)).is_done:
            messages.success(request, _("已换人保管，档案里留有记录。"))
            return redirect("web:chain", competition, event)
    words = {"heading": _("换人保管"), "submit": _("换人"), "lead": _("原来的保管人从此看不到这一层。")}
    return form_page(request, form, found, words)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def start_over(request: HttpRequest, competition: str, event: str) -> HttpResponse:
    """Draw everything anew."""
    found = managed_event(request, competition, event, can_set_chain)
    made = or_404(blind.the_chain, found)
    form = WhyForm(**sent(request))
    user: Any = request.user
    if is_taken(request, form, lambda: services.start_over(made, reason=form.cleaned_data["reason"], by=user)):
        messages.success(request, _("已作废，可以改检录，再重新抽号。"))
        return redirect("web:chain", competition, event)
    lead = _("已抽的号码全部作废，发出去的号码条要收回。作废的抽签留在档案里。")
    words = {"heading": _("重新抽号"), "submit": _("全部作废，重新抽号"), "lead": lead}
    return form_page(request, form, found, words)


def own_layer_event(request: HttpRequest, competition: str, event: str, number: int) -> tuple[Any, Any]:
    """Event and chain, for the keeper of a layer."""
    found = event_with_part(request, competition, event)
    made = or_404(blind.the_chain, found)
    refuse_unless(can_see_chain(request.user, made), found)
    if not can_draw_layer(request.user, made, number):
        raise PermissionDenied(_("这一层由指定的加密裁判一个人办理。"))
    return found, made


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def freeze(request: HttpRequest, competition: str, event: str, number: int) -> HttpResponse:
    """Freeze what goes into a layer."""
    found, made = own_layer_event(request, competition, event, number)
    form = FreezeForm(**sent(request))
    user: Any = request.user
    if request.method == "POST" and form.is_valid():
        outs = form.cleaned_data["outs"].splitlines()
        if attempt(form, lambda: services.freeze_layer(made, number=number, by=user, outs=outs)).is_done:
            messages.success(request, _("名单已冻结，指纹已公开。下一步：当场产生口令，抽号。"))
            return redirect("web:draw_layer", competition, event, number)
    label = blind.layer_lines(made)[number - 1].label
    lead = _("按现在到场的冻结，马上公开指纹。冻结以后检录不能再改。")
    words = {"heading": _("冻结名单：%(label)s") % {"label": label}, "submit": _("冻结名单"), "lead": lead}
    return form_page(request, form, found, words)


@sensitive_post_parameters("phrase")
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def draw(request: HttpRequest, competition: str, event: str, number: int) -> HttpResponse:
    """Draw the lots of a layer, once."""
    found, made = own_layer_event(request, competition, event, number)
    layer: Any = or_404(blind.the_layer, made, number)
    form = PhraseForm(**sent(request))
    form.fields["makers"].help_text = _("至少两人，用顿号隔开。口令到解密时才公开。")
    user: Any = request.user
    if is_taken(request, form, lambda: services.draw_layer(layer, by=user, **form.cleaned_data)):
        messages.success(request, _("已抽号。只有您能看到这一层，请打印后密封保管。"))
        return redirect("web:lots", competition, event, number)
    label = layer.get_number_display()
    lead = _("口令由在场的几个人各说一段，除了在场的人谁也不要知道。只能抽一次。")
    words = {"heading": _("抽号：%(label)s") % {"label": label}, "submit": _("抽号"), "lead": lead}
    return form_page(request, form, found, words)


@sensitive_post_parameters("password")
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def lots(request: HttpRequest, competition: str, event: str, number: int) -> HttpResponse:
    """What a layer joins, after the password was typed again; every reading stays on record."""
    found = event_with_part(request, competition, event)
    made = or_404(blind.the_chain, found)
    refuse_unless(can_see_chain(request.user, made), found)
    layer: Any = or_404(blind.the_layer, made, number)
    if not (blind.is_drawn(layer) and can_read_lots(request.user, layer)):
        raise PermissionDenied(_("这一层还没有解密，只有保管它的加密裁判能看。"))
    form = SigningForm(**sent(request), request=request)
    joined = None
    if request.method == "POST" and form.is_valid():
        done = attempt(form, lambda: services.note_reading(layer, by=request.user))  # type: ignore[arg-type]
        joined = sorted(done.result.items(), key=lambda pair: (len(pair[1]), pair[1])) if done.is_done else None
    before = _("参赛号") if number == 1 else blind.layer_lines(made)[number - 2].label
    context = {"chain": made, "layer": layer, "lots": joined, "before": before, "label": layer.get_number_display()}
    answer = page(request, "checkin/lots.html", {**context, **desk_of(found)}, form=form)
    answer["Cache-Control"] = PRIVATE
    return answer


@sensitive_post_parameters("password")
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def open_layer(request: HttpRequest, competition: str, event: str, number: int) -> HttpResponse:
    """Sign that a layer is opened; the second signature opens it."""
    found = event_with_part(request, competition, event)
    made = or_404(blind.the_chain, found)
    refuse_unless(can_see_chain(request.user, made), found)
    layer: Any = or_404(blind.the_layer, made, number)
    if not can_sign_opening(request.user, layer):
        raise PermissionDenied(_("解密由保管这一层的加密裁判和监督两个人一起办理。"))
    asks = () if has_marks(found) else ("reason",)
    form = SigningForm(**sent(request), request=request, asks=asks)
    user: Any = request.user
    if request.method == "POST" and form.is_valid():
        reason = form.cleaned_data.get("reason", "")
        done = attempt(form, lambda: services.sign_opening(layer, by=user, reason=reason))
        if done.is_done:
            messages.success(request, told(done.result))
            return redirect("web:chain", competition, event)
    context = {
        "chain": made,
        "layer": layer,
        "label": layer.get_number_display(),
        "line": blind.layer_lines(made)[number - 1],
        "has_marks": has_marks(found),
    }
    return page(request, "checkin/open.html", {**context, **desk_of(found)}, form=form)


def told(opening: Any) -> str:
    """What came of a signature."""
    if opening is None:
        return _("已签字。请另一位在 30 分钟内登录自己的账号签字，两人都签了才解密。")
    return _("两人都已签字，这一层已解密。")


@require_safe
def fingerprints(request: HttpRequest, competition: str, event: str) -> HttpResponse:
    """For everybody: what was frozen when, under which fingerprint; and, of opened layers, all that one needs to repeat them."""
    found = event_with_part(request, competition, event)
    made = or_404(blind.the_chain, found)
    layers = []
    for line in blind.layer_lines(made):
        phrase, _newline, salt = blind.spoken_phrase(line.layer).rpartition("\n") if line.opening else ("", "", "")  # type: ignore[arg-type]
        pairs = sorted(blind.lots_of(line.layer).items()) if line.opening else []  # type: ignore[arg-type]
        layers.append({"line": line, "phrase": phrase, "salt": salt, "pairs": pairs})
    context = {"event": found, "competition": found.competition, "chain": made, "layers": layers}
    return render(request, "checkin/fingerprints.html", context)
