"""Who somebody is. The one seam between registration and the records of workers.

Where the unit has the person in its roster, the record says who it is, and its facts need not be typed again. Everybody else
is told by the staff number in the unit, or by name and unit. Whatever asks whether two registrations are one person (once in
an event, one event a person, clashes of time) asks here and nowhere else.
"""

from collections.abc import Iterable, Mapping

from jiangong.foundation import clock
from jiangong.organizations.models import Organization
from jiangong.organizations.people.enums import Skill
from jiangong.organizations.people.models import Worker
from jiangong.organizations.people.selectors import workers_called

STAFF_NUMBER = "staff_number"
LEVEL = {
    Skill.JUNIOR: "5", Skill.MIDDLE: "4", Skill.SENIOR: "3", Skill.TECHNICIAN: "2", Skill.SENIOR_TECHNICIAN: "1",
    Skill.SPECIAL: "1", Skill.CHIEF: "1",
}  # fmt: skip
"""The levels as conditions read them: 5 (junior) to 1 (senior technician and above); an apprentice has none."""


def who_it_is(name: str, *, unit: str, staff_number: str = "", worker: Worker | None = None) -> str:
    """A stable text for one person, the same in every event."""
    if worker is not None:
        return worker.reference
    if staff_number:
        return f"{unit}#{staff_number}"[:300]
    return f"{unit}/{name}"[:300]


class Records:
    """The records of those whom a unit hands in, found in one question to the database."""

    def __init__(self, body: Organization | None, rows: Iterable[Mapping[str, str]]) -> None:
        self.named: dict[str, list[Worker]] = {}
        self.numbered: dict[str, list[Worker]] = {}
        said = [(row.get("name", "").strip(), row.get(STAFF_NUMBER, "").strip()) for row in rows]
        if body is None or not said:
            return
        for worker in workers_called(body, names={n for n, _ in said if n}, numbers={n for _, n in said if n}):
            self.named.setdefault(worker.name, []).append(worker)
            self.numbered.setdefault(worker.number, []).append(worker)

    def of(self, cells: Mapping[str, str]) -> Worker | None:
        """The record of a row: by name and staff number; without a number by a name that only one person has."""
        name, number = cells.get("name", "").strip(), cells.get(STAFF_NUMBER, "").strip()
        known = self.named.get(name, [])
        if number:
            known = [worker for worker in known if worker.number == number]
        return known[0] if len(known) == 1 else None

    def other_name(self, cells: Mapping[str, str]) -> bool:
        """Whether the staff number of a row is, in this unit's roster, only that of somebody with another name."""
        number = cells.get(STAFF_NUMBER, "").strip()
        holders = self.numbered.get(number, []) if number else []
        return bool(holders) and all(worker.name != cells.get("name", "").strip() for worker in holders)


def facts_of(worker: Worker) -> dict[str, str]:
    """What the record says under the columns of a registration; nothing where it says nothing."""
    today = clock.today()
    facts = {"name": worker.name, "unit": worker.organization.name}
    if worker.skill:
        facts["level"] = LEVEL.get(Skill(worker.skill), "")
    if not worker.number.startswith("#"):
        facts[STAFF_NUMBER] = worker.number
    if worker.born_on:
        had = (today.month, today.day) >= (worker.born_on.month, worker.born_on.day)
        facts["age"] = str(today.year - worker.born_on.year - (not had))
    if worker.in_trade_since:
        facts["years"] = str(max(0, today.year - worker.in_trade_since))
    return {name: text for name, text in facts.items() if text}
