"""Reads of the panels: seats, and which works a seat marks. Entry numbers in them are for the server."""

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field

from django.db.models import Prefetch, Q, QuerySet

from jiangong.competitions.enums import EventState
from jiangong.competitions.models import Entry, Event, Stage
from jiangong.competitions.selectors import rulebook_of
from jiangong.evidence.blind.selectors import competing_entries, shown_labels
from jiangong.evidence.panels.enums import MARKING, SeatKind, SeatState, TieGround
from jiangong.evidence.panels.models import LIVE, Allotment, Panel, Seat, Tie
from jiangong.evidence.panels.ties import grounds
from jiangong.organizations.enums import Role
from jiangong.organizations.models import Organization, User
from jiangong.organizations.rules import in_term, type_of_viewer


@dataclass(frozen=True, slots=True)
class Work:
    """Something to be marked: the entry's number, which a judge's page, address or message never holds; what the judge sees
    instead; and whether this judge may not mark it. A recused work is left out of a judge's pages without a word: that it is
    theirs would say whose it is.
    """

    number: str = field(repr=False)
    label: str
    is_recused: bool = field(default=False, repr=False)


@dataclass(frozen=True, slots=True)
class SeatWorks:
    """A seat that marks, and all works that were given to it."""

    seat: Seat
    works: tuple[Work, ...]


def seat_rows() -> QuerySet[Seat]:
    """Seats with all that is said of them and all that bars them."""
    ties = Prefetch("ties", Tie.objects.select_related("by"))
    return Seat.objects.select_related("panel__event__competition__host", "user", "body").prefetch_related(ties)


def codes_of_seats(event: Event) -> list[str]:
    """The codes under which judges of an event's panel stand in the marks, those who left as well."""
    return list(Seat.objects.filter(panel__event=event).exclude(code="").values_list("code", flat=True))


def seats_of(user: type_of_viewer) -> list[Seat]:
    """The seats that a person holds and has confirmed, of events that are not called off or discarded, newest first."""
    return list(_confirmed(user).order_by("-panel__event", "pk"))


def seat_in(user: type_of_viewer, event: Event) -> Seat | None:
    """The confirmed seat of a person on the panel of an event, if there is one. Asked for by every rule of judging, so without ties."""
    return _confirmed(user).filter(panel__event=event).order_by("pk").prefetch_related(None).first()


def _confirmed(user: type_of_viewer) -> QuerySet[Seat]:
    if not isinstance(user, User) or not user.is_active:
        return Seat.objects.none()
    rows = seat_rows().filter(user=user, state=SeatState.CONFIRMED).exclude(panel__event__state=EventState.CANCELLED)
    return rows.exclude(panel__event__rehearsal__discarded_at__isnull=False)


def panel_or_none(event: Event) -> Panel | None:
    """The panel of an event; none before it is set up."""
    return Panel.objects.select_related("event__competition__host").filter(event=event).first()


def live_seats(panel: Panel) -> list[Seat]:
    """The seats that are nominated, invited or confirmed: the chief judge first, then by code."""
    order = {kind: at for at, kind in enumerate(dict.fromkeys((SeatKind.CHIEF, *SeatKind)))}
    found = seat_rows().filter(panel=panel, state__in=LIVE)
    return sorted(found, key=lambda seat: (order[SeatKind(seat.kind)], seat.code, seat.pk))


def marking_seats(panel: Panel) -> list[Seat]:
    """The confirmed seats that mark, by code: the judges, and the chief judge where the panel says so."""
    kinds = MARKING if panel.chief_marks else (SeatKind.JUDGE,)
    return list(seat_rows().filter(panel=panel, state=SeatState.CONFIRMED, kind__in=kinds).order_by("code"))


def judges_asked(event: Event) -> int:
    """How many judges the rules want for a work, at least; 0 where they leave it open."""
    criteria = [criterion for stage in rulebook_of(event).stages for criterion in stage.criteria.values()]
    return max((counted[0] for criterion in criteria if (counted := criterion.counted("source"))), default=0)


def judges_who_know(panel: Panel) -> list[str]:
    """The names of those who mark and also run or audit the competition, by a post that may have come later: under a blind chain
    they could look up whose work they mark.
    """
    path = panel.event.competition.host.path
    steps = range(Organization.steplen, len(path) + 1, Organization.steplen)
    over = Q(user__posts__organization__path__in=[path[:end] for end in steps])
    held = in_term("user__posts__") & over & Q(user__posts__role__in=(Role.OFFICER, Role.AUDITOR))
    rows = Seat.objects.filter(held, panel=panel, state=SeatState.CONFIRMED, kind__in=MARKING)
    return list(rows.order_by("code").distinct().values_list("user__name", flat=True))


def entries_to_judge(event: Event) -> list[Entry]:
    """The entries that are not absent, with the unit that registered them."""
    return list(competing_entries(event).select_related("registration__body"))


def works_of(seat: Seat, stage: Stage) -> list[Work]:
    """The works that a confirmed seat marks in a stage, in the order of their labels; none for a seat that does not mark.

    Where no lots were drawn every marking seat marks every entry. What is recused is in the list, and says so.
    """
    panel = panel_or_none(seat.panel.event)
    known = next((one for one in marking_seats(panel) if one.pk == seat.pk), None) if panel is not None else None
    if panel is None or known is None:
        return []
    barred = grounds(known, entries_to_judge(panel.event))
    return list(_works(known, barred, labels=shown_labels(panel.event, stage), given=allotted(panel)))


def _works(
    seat: Seat, barred: Collection[str], *, labels: Mapping[str, str], given: Mapping[str, Collection[str]]
) -> Iterator[Work]:
    for number, label in labels.items():
        if number not in given or seat.code in given[number]:
            yield Work(number, label, number in barred)


def works_to_mark(seat: Seat, stage: Stage) -> list[Work]:
    """The works of a seat without those that are recused: what a judge's page may show."""
    return [work for work in works_of(seat, stage) if not work.is_recused]


def seats_marking(event: Event, stage: Stage) -> list[SeatWorks]:
    """Every seat that marks in a stage, by code, and the works that it must mark."""
    panel = panel_or_none(event)
    if panel is None:
        return []
    labels, given, barred = shown_labels(event, stage), allotted(panel), recusals(panel)
    return [
        SeatWorks(seat, tuple(_works(seat, barred[seat.code], labels=labels, given=given)))
        for seat in marking_seats(panel)
    ]


def recusals(panel: Panel) -> dict[str, dict[str, TieGround]]:
    """Code of a marking seat → the entries that it may not mark, and why. As things stand now, not as they stood at the lots."""
    entries = entries_to_judge(panel.event)
    return {seat.code: grounds(seat, entries) for seat in marking_seats(panel)}


def allotments_of(panel: Panel) -> list[Allotment]:
    """The lists that were frozen for lots, newest first."""
    rows = panel.allotments.select_related("outcome__drawn_by", "frozen_by", "panel__event__competition__host")
    return list(rows.prefetch_related("replacements__by").order_by("-number"))


def allotment_in_force(panel: Panel) -> Allotment | None:
    """The newest list whose lots were drawn; none where every judge marks everything."""
    return next((one for one in allotments_of(panel) if hasattr(one, "outcome")), None)


def allotted(panel: Panel) -> dict[str, frozenset[str]]:
    """Entry number → the codes of the judges to whom it was given, after replacements; empty where no lots were drawn.

    An entry that is not in the list, because it came later, is given to everybody.
    """
    allotment = allotment_in_force(panel)
    if allotment is None:
        return {}
    given: defaultdict[str, set[str]] = defaultdict(set)
    for number, codes in allotment.outcome.lines:
        given[number] |= set(codes)
    for one in allotment.replacements.all():
        given[one.number] = given[one.number] - {one.from_code} | {one.to_code}
    return {number: frozenset(codes) for number, codes in given.items()}


def own_seats(user: type_of_viewer) -> list[Seat]:
    """Every seat that a person was invited to or holds, the ones that wait for an answer first."""
    if not isinstance(user, User) or not user.is_active:
        return []
    rows = seat_rows().filter(user=user).exclude(state=SeatState.NOMINATED)
    rows = rows.exclude(panel__event__rehearsal__discarded_at__isnull=False)
    return sorted(rows, key=lambda seat: (seat.state != SeatState.INVITED, seat.state != SeatState.CONFIRMED, -seat.pk))


def own_seat(user: type_of_viewer, pk: int) -> Seat:
    """One of them. Raises Seat.DoesNotExist, for somebody else's as well."""
    for seat in own_seats(user):
        if seat.pk == pk:
            return seat
    raise Seat.DoesNotExist


def open_invitation_count(user: type_of_viewer) -> int:
    """How many invitations wait for an answer."""
    if not isinstance(user, User):
        return 0
    rows = Seat.objects.filter(user=user, state=SeatState.INVITED)
    return rows.exclude(panel__event__rehearsal__discarded_at__isnull=False).count()


def event_of_seat(user: type_of_viewer, *, competition: str, event: str) -> Event:
    """The event at an address, for somebody who holds a confirmed seat on its panel, be it a draft or a rehearsal. Raises
    Event.DoesNotExist.
    """
    for seat in seats_of(user):
        if (seat.panel.event.competition.code, seat.panel.event.slug) == (competition, event):
            return seat.panel.event
    raise Event.DoesNotExist


def the_seat(panel: Panel, pk: int) -> Seat:
    """A seat of a panel. Raises Seat.DoesNotExist."""
    return seat_rows().get(panel=panel, pk=pk)


def seats_given_up(panel: Panel) -> list[Seat]:
    """Seats that were declined or given up, newest first, with the reason."""
    return list(seat_rows().filter(panel=panel).exclude(state__in=LIVE).order_by("-answered_at", "-pk"))


def seats_of_kind(panel: Panel, kind: SeatKind) -> list[Seat]:
    """The confirmed seats of a kind."""
    return list(seat_rows().filter(panel=panel, kind=kind, state=SeatState.CONFIRMED).order_by("code", "pk"))


def declared_ties(panel: Panel) -> list[Tie]:
    """What was declared about the seats of a panel, newest first."""
    rows = Tie.objects.filter(seat__panel=panel).select_related("seat__user", "by")
    return list(rows.order_by("-at", "-pk"))


def the_tie(panel: Panel, pk: int) -> Tie:
    """A tie that was declared about a seat of a panel. Raises Tie.DoesNotExist."""
    return Tie.objects.select_related("seat__panel__event__competition__host", "seat__user").get(
        seat__panel=panel, pk=pk
    )


def the_allotment(panel: Panel, number: int) -> Allotment:
    """A frozen list by its number. Raises Allotment.DoesNotExist."""
    for allotment in allotments_of(panel):
        if allotment.number == number:
            return allotment
    raise Allotment.DoesNotExist
