"""The window of an event, held: who is first at the lock is first in line."""

from django.db import connection

from jiangong.competitions.models import Competition, Entry, Event
from jiangong.competitions.registration.models import RegistrationWindow
from jiangong.foundation.statements import Hole, Question

COLUMNS = [field.attname for field in RegistrationWindow._meta.concrete_fields]
WINDOW = Question(
    lambda: RegistrationWindow.objects.select_for_update().filter(event=Hole("event")).values_list(*COLUMNS)
)
STATE = Question(lambda: Event.objects.filter(pk=Hole("event")).order_by().values_list("state", "rulebook_id"))
NUMBER = Question(lambda: Entry.objects.filter(event=Hole("event"), number=Hole("number")).order_by().values_list("pk"))


def locked_window(event: Event) -> RegistrationWindow:
    """The window, held until the transaction ends; where one event a person is allowed, the competition's line as well.
    Raises RegistrationWindow.DoesNotExist.

    PostgreSQL queues at the row; on SQLite the transaction began IMMEDIATE, and the file is the queue. The state of the event and
    its rules are asked after that, so that whoever waited in line sees what they are by then.
    """
    found = WINDOW.rows(event=event.pk)
    if not found:
        raise RegistrationWindow.DoesNotExist
    window = RegistrationWindow.from_db(connection.alias, COLUMNS, found[0])
    ((event.state, event.rulebook_id),) = STATE.rows(event=event.pk)
    window.event = event
    if window.is_one_event_a_person:
        Competition.objects.select_for_update().get(pk=event.competition_id)
    return window


def number_is_taken(event: Event, number: str) -> bool:
    """Whether an entry of the event has this number."""
    return bool(NUMBER.rows(event=event.pk, number=number))
