"""Requests of workers about their own record: each has a receipt and a day by which it is answered (个人信息保护法 art. 50)."""

import json
import secrets
from datetime import timedelta
from functools import partial
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from jiangong.foundation import clock
from jiangong.foundation.calendar import working_days_after
from jiangong.foundation.codes import short_code
from jiangong.foundation.refusals import Declined
from jiangong.foundation.services import record
from jiangong.organizations.enums import Role
from jiangong.organizations.models import Organization, User
from jiangong.organizations.notices.services import notify
from jiangong.organizations.people.columns import FACTS
from jiangong.organizations.people.enums import Decision, RequestKind, RequestState, Standing
from jiangong.organizations.people.erasing import erase_records
from jiangong.organizations.people.models import Worker, WorkerRequest
from jiangong.organizations.people.rules import can_answer_request, can_ask
from jiangong.organizations.people.selectors import own_data
from jiangong.organizations.people.services.records import correct_fact, value_of
from jiangong.organizations.rules import require
from jiangong.organizations.selectors import holders_of

MOST_OPEN = 20
MOST_REMINDED = 1_000
SOON = timedelta(days=3)
ANSWERED = {
    Decision.GRANT: RequestState.GRANTED,
    Decision.RESTRICT: RequestState.RESTRICTED,
    Decision.REFUSE: RequestState.REFUSED,
}


@transaction.atomic
def ask_for(worker: Worker, *, kind: RequestKind, fact: str = "", wanted: str = "", words: str = "") -> WorkerRequest:
    """Take a worker's request. Declined for a value that the fact cannot have, and where too many wait already."""
    require(can_ask(worker))
    if WorkerRequest.objects.filter(worker=worker, state=RequestState.OPEN).count() >= MOST_OPEN:
        raise Declined(_("还有 %(count)s 件申请没有答复。请等答复后再提。") % {"count": MOST_OPEN})
    if kind == RequestKind.CORRECT:
        if fact not in FACTS or fact == "number":
            raise Declined(_("请选要更正的一项。"))
        value_of(fact, wanted)
    request = _opened(worker, kind, {"fact": fact, "wanted": wanted.strip()[:500], "words": words.strip()[:500]})
    record(
        "ask_for",
        actor=worker.reference,
        subject=worker.reference,
        detail={"kind": str(kind), "receipt": request.receipt},
    )
    return request


def _opened(worker: Worker, kind: RequestKind, said: dict[str, str]) -> WorkerRequest:
    now = clock.now()
    due = working_days_after(now, days=settings.REQUEST_DAYS) - timedelta(seconds=1)
    return WorkerRequest.objects.create(
        worker=worker, kind=kind, receipt=short_code(secrets.token_bytes(5)), asked_at=now, due_at=due, **said
    )


@transaction.atomic
def answer_request(request: WorkerRequest, *, decision: Decision, answer: str, by: User) -> WorkerRequest:
    """Do what was asked, or say why not. Whatever is not done as asked needs its reason; what is done happens in the same step.

    Where the law asks that a record be kept, its processing is stopped instead of deleting it (art. 47).
    """
    request = WorkerRequest.objects.select_for_update().select_related("worker__organization").get(pk=request.pk)
    require(can_answer_request(by, request))
    if decision != Decision.GRANT and not answer.strip():
        raise Declined(_("不照办要说明理由，本人会看到。"))
    if decision == Decision.RESTRICT and request.kind != RequestKind.DELETE:
        raise Declined(_("只有删除的申请可以改为停止处理。"))
    request.state = ANSWERED[decision]
    request.answer, request.answered_at, request.answered_by = answer.strip()[:500], clock.now(), by.reference
    request.save(update_fields=["state", "answer", "answered_at", "answered_by"])
    if decision == Decision.GRANT:
        _grant(request, by)
    elif decision == Decision.RESTRICT:
        Worker.objects.filter(pk=request.worker_id).update(standing=Standing.RESTRICTED)
    detail = {"receipt": request.receipt, "state": request.state, "answer": request.answer}
    record("answer_request", actor=by.reference, subject=request.worker.reference, detail=detail)
    return request


def _grant(request: WorkerRequest, by: User) -> None:
    if request.kind == RequestKind.CORRECT:
        source = f"people.request:{request.receipt}"
        correct_fact(request.worker, fact=request.fact, value=request.wanted, by=by, source=source)
    elif request.kind == RequestKind.DELETE:
        erase_records(Worker.objects.filter(pk=request.worker_id))


@transaction.atomic
def withdraw_request(request: WorkerRequest) -> None:
    """The worker takes a request back before it is answered."""
    if request.state != RequestState.OPEN:
        raise Declined(_("这件申请已经答复，不能撤回。"))
    now = clock.now()
    WorkerRequest.objects.filter(pk=request.pk, state=RequestState.OPEN).update(
        state=RequestState.WITHDRAWN, answered_at=now
    )
    record(
        "withdraw_request",
        actor=request.worker.reference,
        subject=request.worker.reference,
        detail={"receipt": request.receipt},
    )


@transaction.atomic
def hand_out_own_data(worker: Worker) -> str:
    """Everything about a worker as JSON, at once and by themselves; it counts as a request that was granted."""
    require(can_ask(worker))
    data: dict[str, Any] = own_data(worker)
    request = _opened(worker, RequestKind.EXPORT, {})
    request.state, request.answered_at, request.answered_by = RequestState.GRANTED, clock.now(), "site:own-page"
    request.save(update_fields=["state", "answered_at", "answered_by"])
    record("hand_out_own_data", actor=worker.reference, subject=worker.reference, detail={"receipt": request.receipt})
    return json.dumps(data, ensure_ascii=False, indent=1)


def remind_of_requests() -> int:
    """Tell those who keep the roster of requests that are due within three days or overdue, each once; how many there are.
    The notice names the receipt and no person.
    """
    waiting = WorkerRequest.objects.filter(state=RequestState.OPEN, due_at__lte=clock.now() + SOON)
    listed = list(waiting.select_related("worker__organization")[:MOST_REMINDED])
    for request in listed:
        is_late = request.due_at <= clock.now()
        notify(
            _keepers(request.worker.organization),
            kind="worker_request",
            reference=f"people.request:{request.receipt}/{'overdue' if is_late else 'due-soon'}",
            subject=partial(_reminder, request.receipt, is_late=is_late),
            address=f"/desk/people/requests/{request.receipt}/",
        )
    return len(listed)


def _keepers(unit: Organization) -> list[User]:
    """The officers of the unit; where it has none, those of the nearest body above that has."""
    upwards = [unit.path[: at * unit.steplen] for at in range(1, unit.depth + 1)]
    for body in Organization.objects.filter(path__in=upwards).order_by("-depth"):
        found = holders_of(body, Role.OFFICER)
        if found:
            return found
    return []


def _reminder(receipt: str, *, is_late: bool) -> str:
    words = {"receipt": receipt}
    if is_late:
        return _("职工申请已过答复期限：%(receipt)s") % words
    return _("职工申请三天内到期：%(receipt)s") % words
