"""Reads of going on: candidates of a run, links of an event on both sides, seats with their traces."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Q, QuerySet

from jiangong.competitions.models import Event
from jiangong.competitions.registration.models import Registration
from jiangong.competitions.rules import can_see_event
from jiangong.competitions.selectors import entry_by_slip_or_none, officer_competitions, read_rulebook
from jiangong.core.rulebook import Rulebook, division_words
from jiangong.core.scoring import Outcome, by_division
from jiangong.foundation import clock
from jiangong.organizations.enums import Role
from jiangong.organizations.rules import posts_in_force, type_of_viewer
from jiangong.results.enums import PublicationState
from jiangong.results.models import Publication, Run, StandingRow
from jiangong.results.promotion.enums import SeatState
from jiangong.results.promotion.lining import Candidate
from jiangong.results.promotion.models import PromotionLink, Seat
from jiangong.results.selectors import current_publication_or_none

LINKED = ("lower__competition__host", "upper__competition__host", "filled_from")


@dataclass(frozen=True, slots=True)
class LinkShown:
    """A link with what stands against filling it, and how its seats stand."""

    link: PromotionLink
    publication: Publication | None
    is_ripe: bool
    is_filled: bool
    is_behind: bool
    confirmed: int
    called: int
    reserve: int


def candidates_of(run: Run, stage: str) -> list[Candidate]:
    """Everybody with a place in a stage of a run, in order: the firsts of all divisions before the seconds."""
    rules = read_rulebook(run.rulebook.text)
    rows = StandingRow.objects.filter(run=run, stage__code=stage, place__isnull=False).order_by("place", "position")
    return [
        Candidate(
            row.number,
            row.name,
            row.unit,
            row.place,
            position,
            row.goes_on,
            row.reserve,
            _division(rules, stage, row.division),
        )
        for position, row in enumerate(rows, start=1)
        if row.place is not None and row.entry_id is not None
    ]


def _division(rules: Rulebook, stage: str, division: str) -> str:
    """A division as it stands in lists that are kept; empty where places are not separate."""
    return division_words(rules, rules.stage(stage), division).zh if division else ""


def candidates_in(outcome: Outcome, event: Event, stage: str) -> list[Candidate]:
    """The same of an outcome that is not stored. Who stands under a number is read from the register."""
    named = {number: (name, unit) for number, name, unit in event.entries.values_list("number", "name", "unit")}
    rows = [(row, division) for row, division in by_division(outcome) if row["stage"] == stage and row["place"]]
    rows.sort(key=lambda pair: int(pair[0]["place"]))
    return [
        Candidate(
            row["entry"],
            *named[row["entry"]],
            int(row["place"]),
            position,
            {"1": True, "0": False}.get(row["goes_on"]),
            int(row["reserve"]) if row["reserve"] else None,
            _division(outcome.rulebook, stage, division),
        )
        for position, (row, division) in enumerate(rows, start=1)
        if row["entry"] in named
    ]


def links_to(upper: Event) -> QuerySet[PromotionLink]:
    """What feeds an event."""
    return upper.fed_by.select_related(*LINKED).order_by("number")


def links_from(lower: Event) -> QuerySet[PromotionLink]:
    """Where those who did well in an event go on to."""
    return lower.feeds.select_related(*LINKED).order_by("upper__competition__position", "pk")


def filled_links_from(lower: Event) -> list[PromotionLink]:
    """The links of a lower event that gave seats already."""
    return list(links_from(lower).filter(filled_from__isnull=False))


def shown_links(links: QuerySet[PromotionLink]) -> list[LinkShown]:
    """Links with how ripe and how full they are, in three queries however many there are."""
    counted = links.annotate(
        confirmed=Count("seats", filter=Q(seats__state=SeatState.CONFIRMED)),
        called=Count("seats", filter=Q(seats__state=SeatState.CALLED)),
        reserve=Count("seats", filter=Q(seats__state=SeatState.RESERVE)),
    )
    listed = list(counted)
    lower = [link.lower_id for link in listed]
    rows = Publication.objects.filter(event__in=lower, superseded_by__isnull=True).prefetch_related("steps")
    standing = {publication.event_id: publication for publication in rows}
    return [_shown(link, standing.get(link.lower_id)) for link in listed]


def _shown(link: PromotionLink, publication: Publication | None) -> LinkShown:
    counts = (link.confirmed, link.called, link.reserve)  # type: ignore[attr-defined]
    is_filled = link.filled_from_id is not None
    stands = link.filled_from
    is_behind = stands is not None and publication is not None and publication.run_id != stands.run_id
    return LinkShown(link, publication, is_ripe(link, publication), is_filled, is_behind, *counts)


def is_ripe(link: PromotionLink, publication: Publication | None) -> bool:
    """Whether the lower result is firm enough to send people on."""
    return publication is not None and publication.state.position >= PublicationState(link.ripe_at).position


def the_link(upper: Event, number: int) -> PromotionLink:
    """A link by its number. Raises PromotionLink.DoesNotExist."""
    return links_to(upper).get(number=number)


def seats_of(link: PromotionLink) -> list[Seat]:
    """The seats of a link in order, with what became of them."""
    return list(link.seats.select_related("entry", "upper_entry").prefetch_related("moves").order_by("position", "pk"))


def the_seat(pk: int) -> Seat:
    """A seat. Raises Seat.DoesNotExist."""
    return Seat.objects.select_related(
        "entry", "upper_entry", "link__upper__competition__host", "link__lower__competition__host"
    ).get(pk=pk)


def seats_by_slip(event: Event, *, number: str, slip: str, viewer: type_of_viewer) -> list[Seat] | None:
    """The seats of whoever holds the slip of an entry; none at all where number and code do not go together."""
    entry = entry_by_slip_or_none(event, number=number, slip=slip) if can_see_event(viewer, event) else None
    if entry is None:
        return None
    rows = entry.seats.select_related(
        "entry", "upper_entry", "link__upper__competition__host", "link__lower__competition"
    )
    return list(rows)


def lapsed_seats(now: datetime | None = None) -> QuerySet[Seat]:
    """Seats whose time to confirm is over."""
    return Seat.objects.filter(state=SeatState.CALLED, due_at__lte=now or clock.now()).select_related("link")


def links_to_fill(user: type_of_viewer) -> list[PromotionLink]:
    """Links of the events that a person runs whose lower result is ripe and not sent on yet."""
    mine = PromotionLink.objects.filter(upper__competition__in=officer_competitions(user), filled_from__isnull=True)
    return [one.link for one in shown_links(mine.select_related(*LINKED)) if one.is_ripe]


def possible_sources(upper: Event) -> list[Event]:
    """Events that may feed this one: those of bodies below its host, or of the host itself, that are public."""
    host = upper.competition.host
    rows = Event.objects.filter(competition__host__path__startswith=host.path).exclude(pk=upper.pk)
    rows = rows.exclude(state__in=("draft", "cancelled")).select_related("competition__host")
    return list(rows.order_by("competition__host__path", "competition__position", "position")[:500])


def standing_publication(link: PromotionLink) -> Publication | None:
    """The publication of the lower event that nothing supersedes."""
    return current_publication_or_none(link.lower)


def seats_to_answer(user: type_of_viewer) -> list[Seat]:
    """Seats that wait for an answer from a person: of people whom the unit registered, and of competitions that they run."""
    mine = posts_in_force(user).filter(role=Role.OFFICER)
    paths = list(mine.values_list("organization__path", flat=True))
    theirs = Q(pk__in=[])
    for path in paths:
        came = Registration.objects.filter(body__path__startswith=path, entry__isnull=False)
        theirs |= Q(link__lower__competition__host__path__startswith=path) | Q(entry__in=came.values("entry"))
    rows = Seat.objects.filter(theirs, state=SeatState.CALLED)
    rows = rows.select_related("entry", "link__upper__competition__host", "link__lower__competition__host")
    return list(rows.order_by("due_at", "pk"))
