"""Reads of the decisions: what one would change, and those that were signed."""

import json
from dataclasses import dataclass, replace
from hashlib import sha256

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from jiangong.competitions.models import Event
from jiangong.competitions.selectors import rulebook_of
from jiangong.core.scoring import Outcome, compare, read_evidence, settle
from jiangong.evidence.judging.selectors import last_revision
from jiangong.foundation.refusals import Declined
from jiangong.organizations.rules import type_of_viewer
from jiangong.results.amendments.above import proposals_above
from jiangong.results.amendments.lines import Line, Situation, Source, added_sources, as_stored
from jiangong.results.amendments.models import Amendment
from jiangong.results.amendments.places import ABOVE, OWN_SOURCES, STANDINGS, seats_changed
from jiangong.results.amendments.proposals import Proposal, proposed_rulebook
from jiangong.results.amendments.rules import can_see_amendments
from jiangong.results.gather import gathered, gathered_with
from jiangong.results.selectors import current_publication_or_none, latest_run_or_none
from jiangong.results.selectors.settled import outcome_of


@dataclass(frozen=True, slots=True)
class Preview:
    """The list to sign. `digest` binds it to the proposal and to everything that it was computed from."""

    proposal: Proposal
    situation: Situation
    lines: tuple[Line, ...]
    digest: str
    above: tuple[tuple[Event, Proposal], ...] = ()
    """The decisions of upper events that follow, for whoever may sign for them as well."""

    @property
    def will_publish(self) -> bool:
        """Whether a publication stands that the decision replaces."""
        return self.situation.publication is not None


def sources() -> tuple[Source, ...]:
    """Every room that writes lines, in order."""
    return (*OWN_SOURCES, *added_sources())


def preview_amendment(event: Event, proposal: Proposal) -> Preview:
    """What a decision would change, all of it in one list; nothing is stored.

    It is compared with what is published, or with the newest run before anything is. Raises Refused where the evidence
    would not fit the rules, Declined where there is no result to change.
    """
    situation = _situation(event, proposal)
    above = follows_above(situation)
    lines = (*(line for source in sources() for line in source.lines(situation)), *lines_above(above))
    return Preview(proposal, situation, lines, _digest(proposal, situation, lines), tuple(above))


def follows_above(situation: Situation) -> list[tuple[Event, Proposal]]:
    """The decisions of upper events that follow from one that is not stored yet."""
    number = situation.event.amendments.count() + 1
    return proposals_above(situation.seats, situation.event, number=number, reverses=situation.reverses)


def lines_above(above: list[tuple[Event, Proposal]]) -> tuple[Line, ...]:
    """What the decisions above would change, each line under its event; and what follows from these in turn."""
    found = []
    for upper, proposal in above:
        address = f"{upper.competition.code}/{upper.slug}"
        for line in preview_amendment(upper, proposal).lines:
            found.append(replace(line, source=ABOVE, event=address) if line.source == STANDINGS else line)
    return tuple(found)


def _situation(event: Event, proposal: Proposal) -> Situation:
    publication, newest = current_publication_or_none(event), latest_run_or_none(event)
    if newest is None or last_revision(event) == 0:
        raise Declined(_("还没有算出名次，没有可以更正的成绩。请先导入评分并计算名次。"))
    run = publication.run if publication is not None else newest
    before, after = outcome_of(run), _outcome_with(event, proposal)
    changes = tuple(compare(before, after))
    is_reversal = proposal.reverses is not None
    seats = seats_changed(event, after, is_reversal=is_reversal)
    return Situation(event, publication, run, before, after, changes, is_reversal, proposal.reverses, seats)


def _outcome_with(event: Event, proposal: Proposal) -> Outcome:
    """The event settled as if the proposal were put in, by the rules that it names."""
    version = proposed_rulebook(event, proposal)
    as_if = event
    if version is not None:
        as_if = Event.objects.select_related("competition", "rulebook").get(pk=event.pk)
        as_if.rulebook = version
    tables = gathered_with(as_if, changes=proposal.changes) if proposal.changes else gathered(as_if)
    return settle(read_evidence(rulebook_of(as_if), tables))


def _digest(proposal: Proposal, situation: Situation, lines: tuple[Line, ...]) -> str:
    """SHA-256 of what is proposed, what it stands on and what it does: another base or another line is another list."""
    event, publication = situation.event, situation.publication
    said = {
        "event": event.reference,
        "proposal": proposal.stored(),
        "publication": publication.number if publication else 0,
        "revision": last_revision(event),
        "rulebook": event.rulebook.number,
        "before": situation.before.fingerprint.outcome,
        "after": situation.after.fingerprint.outcome,
        "lines": as_stored(list(lines)),
    }
    return sha256(json.dumps(said, ensure_ascii=False, sort_keys=True).encode()).hexdigest()


def amendments_of(event: Event) -> QuerySet[Amendment]:
    """The decisions about an event, the newest first."""
    return event.amendments.select_related("publication", "run_after", "reversed_by", "reverses").order_by("-number")


def the_amendment(event: Event, number: int, *, viewer: type_of_viewer) -> Amendment:
    """A decision by its number. Raises Amendment.DoesNotExist, for a viewer who may not read it as well."""
    if not can_see_amendments(viewer, event):
        raise Amendment.DoesNotExist
    return amendments_of(event).get(number=number)
