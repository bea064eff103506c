"""Who is told when seats move: the units that registered the people, and those who run the competitions on both sides."""

from collections.abc import Callable, Iterable

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from jiangong.competitions.registration.models import Registration
from jiangong.organizations.enums import Role
from jiangong.organizations.models import User
from jiangong.organizations.notices.services import notify
from jiangong.organizations.selectors import holders_of
from jiangong.results.promotion.enums import SeatState
from jiangong.results.promotion.models import PromotionLink, Seat

TOLD = (SeatState.CALLED, SeatState.CONFIRMED, SeatState.LOST, SeatState.LAPSED, SeatState.DECLINED)
"""What is news; a place in the reserve is none."""


def tell_of_seats(seats: Iterable[Seat]) -> None:
    """Tell of what became of seats in one act: whoever is concerned by several reads of them in one notice a state."""
    groups: dict[tuple[PromotionLink, SeatState], list[Seat]] = {}
    for seat in seats:
        if seat.state in TOLD:
            groups.setdefault((seat.link, SeatState(seat.state)), []).append(seat)
    for (link, state), moved in groups.items():
        for concerned, people in _concerned(link, moved).items():
            _tell(people, state, list(concerned))


def _tell(people: list[User], state: SeatState, seats: list[Seat]) -> None:
    first, lower = seats[0], seats[0].link.lower
    notify(
        people,
        kind="promotion",
        reference=f"{first.reference}/{state.value}/{first.moves.count()}" + (f"+{len(seats)}" if seats[1:] else ""),
        subject=_subject(state, seats),
        text=first.why if len(seats) == 1 else "；".join(f"{_named(seat)}：{seat.why}" for seat in seats),
        address=f"/competitions/{lower.competition.code}/{lower.slug}/going-on/",
    )


def _subject(state: SeatState, seats: list[Seat]) -> Callable[[], str]:
    """In the language of whoever is told."""

    def said() -> str:
        words = {
            SeatState.CALLED: _("请确认晋级：%(name)s，%(event)s"),
            SeatState.CONFIRMED: _("已晋级：%(name)s，%(event)s"),
            SeatState.LOST: _("失去晋级：%(name)s，%(event)s"),
            SeatState.LAPSED: _("逾期未确认，名额递补：%(name)s，%(event)s"),
            SeatState.DECLINED: _("放弃晋级，名额递补：%(name)s，%(event)s"),
        }
        count = len(seats)
        name = _named(seats[0]) if count == 1 else ngettext("%(n)d 人", "%(n)d 人", count) % {"n": count}
        return words[state] % {"name": name, "event": seats[0].link.upper.title}

    return said


def _named(seat: Seat) -> str:
    return seat.name or seat.entry.number


def _concerned(link: PromotionLink, seats: list[Seat]) -> dict[tuple[Seat, ...], list[User]]:
    """Who is told of which of these seats: the officers of both sides of all, a unit and whoever registered of their own."""
    always = [
        *holders_of(link.lower.competition.host, Role.OFFICER),
        *holders_of(link.upper.competition.host, Role.OFFICER),
    ]
    by_person: dict[User, list[Seat]] = {person: list(seats) for person in always}
    came = Registration.objects.filter(entry__in=[seat.entry_id for seat in seats]).select_related("body", "by")
    registered = {one.entry_id: one for one in came}
    for seat in seats:
        one = registered.get(seat.entry_id)
        for person in [one.by, *(holders_of(one.body, Role.OFFICER) if one.body else [])] if one is not None else []:
            own = by_person.setdefault(person, [])
            if seat not in own:
                own.append(seat)
    found: dict[tuple[Seat, ...], list[User]] = {}
    for person, own in by_person.items():
        found.setdefault(tuple(own), []).append(person)
    return found
