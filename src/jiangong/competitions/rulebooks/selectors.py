"""Reads of the drafts."""

from dataclasses import dataclass

from django.db.models import Exists, OuterRef, QuerySet

from jiangong.competitions.models import Competition, Event, RulebookVersion, Stage
from jiangong.competitions.rulebooks.enums import DraftState
from jiangong.competitions.rulebooks.models import AdoptionSignature, DraftRevision, PlannedEvent, RulebookDraft
from jiangong.competitions.selectors import behind, rulebook_versions
from jiangong.organizations.enums import Role
from jiangong.organizations.rules import type_of_viewer
from jiangong.organizations.selectors import within


@dataclass(frozen=True, slots=True)
class EventToMove:
    """An event of the competition, and whether it can still run by other rules."""

    event: Event
    has_marks: bool


def drafts_seen_by(viewer: type_of_viewer) -> QuerySet[RulebookDraft]:
    """The drafts of the organizations that a person looks after, the newest first."""
    mine = within(viewer, Role.OFFICER, Role.AUDITOR, field="organization__path")
    return RulebookDraft.objects.filter(mine).select_related(
        "organization", "competition__host", "changed_by", "adopted", "base"
    )


def open_drafts(viewer: type_of_viewer, *, competition: Competition | None = None) -> QuerySet[RulebookDraft]:
    """Drafts that are still being written."""
    rows = drafts_seen_by(viewer).filter(state=DraftState.OPEN)
    return rows if competition is None else rows.filter(competition=competition)


def the_draft(number: int, *, viewer: type_of_viewer) -> RulebookDraft:
    """A draft that the viewer may see. Raises RulebookDraft.DoesNotExist, for one out of scope as well."""
    return drafts_seen_by(viewer).get(pk=number)


def the_version(competition_code: str, number: int, *, viewer: type_of_viewer) -> RulebookVersion:
    """A version of the rules of a competition that the viewer may look behind. Raises RulebookVersion.DoesNotExist."""
    rows = RulebookVersion.objects.select_related("competition__host").filter(competition__in=behind(viewer))
    found: RulebookVersion = rows.get(competition__code=competition_code, number=number)
    return found


def version_before_or_none(version: RulebookVersion) -> RulebookVersion | None:
    """The version that a version followed."""
    return version.competition.rulebooks.filter(number__lt=version.number).order_by("-number").first()


def current_version_or_none(competition: Competition) -> RulebookVersion | None:
    """The newest version of a competition's rules."""
    return rulebook_versions(competition).first()


def events_to_move(competition: Competition) -> list[EventToMove]:
    """The events of a competition; those with sealed marks keep the rules under which they were marked."""
    sealed = Exists(Stage.objects.filter(event=OuterRef("pk"), evidence_version__gt=0))
    rows = competition.events.select_related("rulebook").annotate(is_sealed=sealed)
    return [EventToMove(event, event.is_sealed) for event in rows]


def planned_events(draft: RulebookDraft) -> list[PlannedEvent]:
    """The events that come into being when a draft is adopted: those of last year that its competition does not hold yet."""
    if draft.competition is None or not draft.is_open:
        return []
    held = draft.competition.events.values("code")
    return list(draft.planned_events.exclude(code__in=held).order_by("position"))


def compared_text(draft: RulebookDraft) -> str:
    """What a draft is compared with: the version it began as, or the text that it began with."""
    return draft.base.text if draft.base is not None else draft.origin_text


def revisions_of(draft: RulebookDraft) -> QuerySet[DraftRevision]:
    """Every saving of a draft, the newest first, without the texts."""
    return draft.revisions.select_related("by").defer("text").order_by("-number")


def the_revision(draft: RulebookDraft, number: int) -> DraftRevision:
    """One saving with its text. Raises DraftRevision.DoesNotExist."""
    found: DraftRevision = draft.revisions.select_related("by").get(number=number)
    return found


def signatures_of(draft: RulebookDraft) -> list[AdoptionSignature]:
    """Who signed that the draft, as it stands now, should become the rules."""
    return list(draft.signatures.filter(revision=draft.revision).select_related("by"))


def drafts_to_sign(viewer: type_of_viewer) -> list[RulebookDraft]:
    """Open drafts that another officer signed as they stand, and that wait for this person's signature."""
    mine = within(viewer, Role.OFFICER, field="organization__path")
    rows = RulebookDraft.objects.filter(mine, state=DraftState.OPEN, competition__isnull=False)
    signed = AdoptionSignature.objects.filter(draft=OuterRef("pk"), revision=OuterRef("revision"))
    rows = rows.filter(Exists(signed)).exclude(Exists(signed.filter(by=viewer)))
    return list(rows.select_related("competition__host", "changed_by")[:50])
