"""Who somebody is. The one seam between registration and the records of workers.

Today an entry carries text only, so a person is told by the staff number in the unit, or else by name and unit. Where
records of workers can be linked, `who_it_is` answers with the record's reference instead; everything that asks whether
two registrations are one person (once in an event, one event a person, clashes of time) asks here and nowhere else.
"""

STAFF_NUMBER = "staff_number"


def who_it_is(name: str, *, unit: str, staff_number: str = "") -> str:
    """A stable text for one person, the same in every event."""
    if staff_number:
        return f"{unit}#{staff_number}"[:300]
    return f"{unit}/{name}"[:300]
