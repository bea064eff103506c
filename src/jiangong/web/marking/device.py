"""What a judge's device asks of the server: the worker that keeps pages, a ticket to send with, and a place to send sheets to."""

import base64
import hashlib
import hmac
import json
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from jiangong.core.problems import Text
from jiangong.evidence.marking import rules, services
from jiangong.evidence.marking.content import SheetSent
from jiangong.foundation.refusals import Declined
from jiangong.web.marking.access import stage_for
from jiangong.web.marking.judge import held_words
from jiangong.web.templatetags.jg import say

WORKER = Path(__file__).resolve().parent.parent / "static" / "marking-worker.js"
PURPOSE = b"jiangong sheets on a device"
MOST_SHEETS, MOST_BYTES = 50, 1024 * 1024
HOURS = 24


@require_safe
def worker(_request: HttpRequest) -> HttpResponse:
    """The service worker, at an address above every page of marking, so that it may keep them."""
    answer = HttpResponse(WORKER.read_bytes(), content_type="text/javascript; charset=utf-8")
    answer.headers["Cache-Control"] = "no-cache"
    return answer


def device_keys(user: Any) -> list[str]:
    """The key by which this person's sheets lie encrypted on a device, and those by which they lay before the site's key was
    changed. They follow from the site's key and the person, so that whoever signs in again on the device can read them again.
    """
    secrets = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    keys = (hmac.digest(str(secret).encode(), PURPOSE + b" " + user.reference.encode(), "sha256") for secret in secrets)
    return [base64.b64encode(key).decode() for key in keys]


def owner_of(user: Any) -> str:
    """By what a device tells whose sheets it keeps: nobody's name."""
    return hashlib.sha256(PURPOSE + user.reference.encode()).hexdigest()[:16]


@never_cache
@require_safe
def ticket(request: HttpRequest) -> JsonResponse:
    """Who is signed in, what to send sheets with, and the key for what lies on the device."""
    user: Any = request.user
    if not user.is_authenticated:
        return JsonResponse({"is_signed_in": False}, status=401)
    return JsonResponse(
        {
            "is_signed_in": True,
            "owner": owner_of(user),
            "keys": device_keys(user),
            "hours": HOURS,
            "token": get_token(request),
        }
    )


@login_required
@require_POST
def send(request: HttpRequest) -> JsonResponse:
    """Take the sheets that a device sealed, each for itself: one that cannot be taken holds up no other."""
    if len(request.body) > MOST_BYTES:
        return JsonResponse({"sheets": [], "said": "too large"}, status=413)
    try:
        given = json.loads(request.body)
        sheets = list(given["sheets"])[:MOST_SHEETS]
        device, waiting = str(given.get("device", "")), int(given.get("waiting", 0))
    except (ValueError, KeyError, TypeError):
        return JsonResponse({"sheets": [], "said": "not readable"}, status=400)
    answers = [taken(request, sheet) for sheet in sheets]
    for place in {place_of(sheet) for sheet in sheets if isinstance(sheet, dict)}:
        note(request, place, device, waiting - sum(answer["is_done"] for answer in answers))
    return JsonResponse({"sheets": answers})


@login_required
@require_POST
def send_photo(request: HttpRequest) -> JsonResponse:
    """Take a photo that a device kept. `is_done`: the device may forget it, for the server has it."""
    given, picture = request.POST, request.FILES.get("photo")
    work, client = given.get("work", "")[:100], given.get("client", "")[:64]
    if picture is None or not client:
        return JsonResponse({"is_done": False, "said": _("照片没有编号或内容，没有保存。请重新选一次照片。")})
    try:
        event, stage = stage_for(request, place_of(given.dict()), rules.can_seal_sheets)
        user: Any = request.user
        services.keep_photo(event, stage, sent=services.PhotoSent(work, picture.read(), client), by=user)
    except Declined as declined:
        return JsonResponse({"is_done": False, "said": declined.sentence})
    except (Http404, PermissionDenied):
        return JsonResponse({"is_done": False, "said": _("你不在这个赛项的评委席上，照片没有保存。")})
    return JsonResponse({"is_done": True, "said": ""})


def note(request: HttpRequest, place: tuple[str, str, str], device: str, waiting: int) -> None:
    """Note for the live desk that the device spoke."""
    try:
        event, _stage = stage_for(request, place, rules.can_seal_sheets)
    except (Http404, PermissionDenied):
        return
    user: Any = request.user
    services.note_device(event, device=device, waiting=waiting, by=user)


def place_of(sheet: dict[str, Any]) -> tuple[str, str, str]:
    """Competition, event and stage that a sheet names."""
    return str(sheet.get("competition")), str(sheet.get("event")), str(sheet.get("stage"))


def taken(request: HttpRequest, given: Any) -> dict[str, Any]:
    """What became of one sheet. `is_done`: the device may forget it, for the server has it."""
    client = str(given.get("client", "")) if isinstance(given, dict) else ""
    try:
        sent = sheet_sent(given)
        event, _stage = stage_for(request, place_of(given), rules.can_seal_sheets)
        user: Any = request.user
        outcome = services.seal_sheet(event, sent, by=user)
    except Declined as declined:
        return {"client": client, "is_done": False, "outcome": "declined", "said": declined.sentence}
    except (Http404, PermissionDenied) as refused:
        return {"client": client, "is_done": False, "outcome": "refused", "said": str(refused)}
    except (ValueError, KeyError, TypeError, AttributeError):
        return {"client": client, "is_done": False, "outcome": "unreadable", "said": ""}
    return {"client": client, "is_done": True, **became(outcome)}


def became(outcome: Any) -> dict[str, Any]:
    """The receipt, or why the sheet was kept beside."""
    if outcome.held is not None:
        slips = [f"{slip.key} {say(slip.said) if isinstance(slip.said, Text) else slip.said}" for slip in outcome.slips]
        return {"outcome": "held", "said": held_words(outcome), "slips": slips}
    sheet = outcome.sheet
    return {
        "outcome": "sealed",
        "receipt": sheet.receipt,
        "fingerprint": sheet.fingerprint,
        "at": sheet.at.isoformat(),
        "needs_second": sheet.mark_sheet_id is None,
    }


def sheet_sent(given: dict[str, Any]) -> SheetSent:
    """A sheet as a device sent it. Raises ValueError, KeyError or TypeError for anything else."""
    answers = {str(key)[:300]: str(value)[:60] for key, value in dict(given["answers"]).items()}
    return SheetSent(
        stage=str(given["stage"]),
        work=str(given["work"])[:100],
        client=str(given["client"]),
        answers=answers,
        round=int(given.get("round", 1)),
        note=str(given.get("note", "")),
        said_at=str(given.get("said_at", "")),
        replaces=str(given.get("replaces", ""))[:9],
    )
