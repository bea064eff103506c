"""Who of those who compete may stand on a public page under the own name."""

from collections.abc import Collection

from jiangong.competitions.enums import NamesBasis
from jiangong.competitions.models import Event
from jiangong.competitions.registration.enums import EntrantKind
from jiangong.competitions.registration.models import Registration, RegistrationWindow
from jiangong.competitions.selectors import names_rule
from jiangong.organizations.people.selectors import public_names

AT_ONCE = 20_000
"""Keys in one question: PostgreSQL takes 65,535 values, and an event may have a million entries."""


def names_are_open(event: Event) -> bool:
    """Whether all may be named: on a recorded ground, or because no people compete. Otherwise each is asked by itself."""
    if names_rule(event.competition).basis != NamesBasis.CONSENT:
        return True
    kind = RegistrationWindow.objects.filter(event=event).values_list("kind", flat=True).first()
    return kind is not None and kind != EntrantKind.PERSON


def named_entries(entries: Collection[int]) -> set[int]:
    """Keys of the entries whose person has agreed to stand there by name (or whose unit has recorded a ground for it)."""
    keys = list(entries)
    return {key for at in range(0, len(keys), AT_ONCE) for key in _named(keys[at : at + AT_ONCE])}


def _named(entries: list[int]) -> set[int]:
    linked = Registration.objects.filter(entry__in=entries, worker__isnull=False).values_list("entry_id", "worker_id")
    persons = {int(entry): int(worker) for entry, worker in linked if entry is not None and worker is not None}
    names = public_names(persons.values()) if persons else {}
    return {entry for entry, worker in persons.items() if worker in names and not names[worker].is_code}
