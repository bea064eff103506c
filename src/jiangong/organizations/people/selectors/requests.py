"""What workers ask about their records, by the clock."""

from django.db.models import QuerySet

from jiangong.organizations.enums import Role
from jiangong.organizations.people.enums import RequestState
from jiangong.organizations.people.models import Worker, WorkerRequest
from jiangong.organizations.rules import type_of_viewer
from jiangong.organizations.selectors import within

MOST = 200


def open_requests(viewer: type_of_viewer) -> list[WorkerRequest]:
    """The requests that wait where the viewer keeps the roster, the most urgent first."""
    rows = WorkerRequest.objects.filter(within(viewer, Role.OFFICER, field="worker__path"), state=RequestState.OPEN)
    return list(rows.select_related("worker__organization")[:MOST])


def open_request_count(viewer: type_of_viewer) -> int:
    """How many requests wait where the viewer keeps the roster."""
    rows = WorkerRequest.objects.filter(within(viewer, Role.OFFICER, field="worker__path"), state=RequestState.OPEN)
    return int(rows.count())


def the_request(receipt: str, *, viewer: type_of_viewer) -> WorkerRequest:
    """A request by its receipt, where the viewer may see the record. Raises WorkerRequest.DoesNotExist otherwise."""
    seen = WorkerRequest.objects.filter(within(viewer, Role.OFFICER, Role.AUDITOR, field="worker__path"))
    return seen.select_related("worker__organization").get(receipt=receipt)


def requests_of(worker: Worker) -> QuerySet[WorkerRequest]:
    """Everything that a worker asked, newest first."""
    return WorkerRequest.objects.filter(worker=worker).order_by("-asked_at")
