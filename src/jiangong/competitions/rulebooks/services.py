"""Writes of the drafts: begun, changed, adopted as a version, dropped."""

import tomllib
from collections.abc import Iterable
from hashlib import sha256

from django.db import transaction
from django.utils.translation import gettext as _

from jiangong.competitions.models import Competition, Event, Programme, RulebookVersion
from jiangong.competitions.programmes.adopting import Signer, put_in_force
from jiangong.competitions.programmes.copying import Copied, Unsigned, copy_programme
from jiangong.competitions.programmes.enums import SigningWay
from jiangong.competitions.programmes.selectors import needs_second
from jiangong.competitions.rulebooks.enums import DraftState
from jiangong.competitions.rulebooks.models import AdoptionSignature, DraftRevision, PlannedEvent, RulebookDraft
from jiangong.competitions.rulebooks.rules import can_adopt_draft, can_draft_in, can_write_draft
from jiangong.competitions.rulebooks.selectors import planned_events
from jiangong.competitions.rules import can_change_rulebook
from jiangong.competitions.services import EventDetails, change_event_rulebook, create_event
from jiangong.core.rulebook import load_rulebook
from jiangong.core.rulebook.limits import CHARACTERS
from jiangong.foundation import clock
from jiangong.foundation.refusals import Declined
from jiangong.foundation.services import record
from jiangong.organizations.models import Organization, User
from jiangong.organizations.rules import require

TITLE = 200


@transaction.atomic
def begin_draft(
    organization: Organization,
    *,
    text: str,
    by: User,
    origin: str = "",
    competition: Competition | None = None,
    base: RulebookVersion | None = None,
) -> RulebookDraft:
    """Begin a draft from a text, of the gallery, of a version, or uploaded. The text may hold mistakes: they are mended here."""
    require(can_draft_in(by, organization))
    _refuse_unkeepable(text)
    now = clock.now()
    draft = RulebookDraft(organization=organization, competition=competition, base=base, text=text, origin_text=text)
    draft.title = title_of(text) or _("还没有名称的规则")
    draft.origin = origin.replace("\0", "")[:TITLE]
    draft.begun_at = draft.changed_at = now
    draft.begun_by = draft.changed_by = by
    draft.save()
    _keep_revision(draft)
    detail = {"organization": organization.code, "origin": draft.origin, "text": _digest(text)}
    record("begin_draft", actor=by.reference, subject=draft.reference, detail=detail)
    return draft


@transaction.atomic
def write_draft(draft: RulebookDraft, *, text: str, revision: int, by: User, restores: int | None = None) -> None:
    """Keep a changed text; what stood before stays in the history.

    Declined where somebody else saved since `revision` was seen: nobody's work is written over.
    """
    locked = _locked(draft)
    require(can_write_draft(by, locked))
    _refuse_unkeepable(text)
    if locked.revision != revision:
        words = {"name": locked.changed_by.name}
        raise Declined(_("没有保存：%(name)s在您打开以后保存过。请先打开最新的一稿，再改一次。") % words)
    if text == locked.text:
        return
    draft.text, draft.revision = text, revision + 1
    draft.title = title_of(text) or locked.title
    draft.changed_at, draft.changed_by = clock.now(), by
    draft.save(update_fields=["text", "revision", "title", "changed_at", "changed_by"])
    _keep_revision(draft, restores=restores)
    detail = {"revision": draft.revision, "text": _digest(text)} | ({"restores": restores} if restores else {})
    record("write_draft", actor=by.reference, subject=draft.reference, detail=detail)


def _keep_revision(draft: RulebookDraft, *, restores: int | None = None) -> None:
    DraftRevision.objects.create(
        draft=draft, number=draft.revision, text=draft.text, at=draft.changed_at, by=draft.changed_by, restores=restores
    )


@transaction.atomic
def restore_revision(draft: RulebookDraft, *, number: int, revision: int, by: User) -> None:
    """Take up an earlier text again, as a new saving: nothing of what came after it is lost."""
    locked = _locked(draft)
    require(can_write_draft(by, locked))
    earlier = draft.revisions.filter(number=number).first()
    if earlier is None or number == revision:
        raise Declined(_("没有这一次保存，或者它就是现在的一稿。请刷新页面。"))
    if earlier.text == locked.text:
        raise Declined(_("第 %(n)s 次保存和现在的一稿一字不差，不用恢复。") % {"n": number})
    write_draft(draft, text=earlier.text, revision=revision, by=by, restores=number)


@transaction.atomic
def adopt_draft(draft: RulebookDraft, *, revision: int, events: Iterable[Event], by: User) -> RulebookVersion | None:
    """Make the draft the next version of its competition's rules, and run the chosen events by it.

    Where the programme asks for two people, the first one's call is a signature and gives None: the second one's adopts.
    A signature holds for the saving that was signed; a changed draft is signed anew.

    Raises Refused with every mistake of the text; Declined for an event with sealed marks, and where the draft was
    changed after it was looked at. All of it, or nothing.
    """
    locked = _locked(draft)
    require(can_adopt_draft(by, locked))
    assert locked.competition is not None
    if locked.revision != revision:
        raise Declined(_("没有采用：这份草稿在您看过以后又改过。请再看一遍改动，然后采用。"))
    load_rulebook(locked.text, file="rulebook.toml")  # nobody signs what could not be adopted
    if needs_second(locked.competition) and not _sign(locked, by):
        return None
    signed = {one.by_id: one.by for one in draft.signatures.filter(revision=locked.revision).select_related("by")}
    signers = [Signer(user, SigningWay.DRAFT) for user in {**signed, by.pk: by}.values()]
    version = put_in_force(locked.competition, text=locked.text, signers=signers, by=by)
    for event in events:
        change_event_rulebook(event, rulebook=version, by=by)
    _create_planned(locked, version, by)
    draft.state, draft.adopted = DraftState.ADOPTED, version
    draft.save(update_fields=["state", "adopted"])
    record("adopt_draft", actor=by.reference, subject=draft.reference, detail={"number": version.number})
    return version


def _create_planned(draft: RulebookDraft, version: RulebookVersion, by: User) -> None:
    """The events that came with the rules from last year; not those that somebody has set up meanwhile."""
    for planned in planned_events(draft):
        words = {name: getattr(planned, name) for name in ("code", "title", "title_en", "parameters")}
        create_event(version.competition, rulebook=version, by=by, details=EventDetails(**words))


def _sign(draft: RulebookDraft, by: User) -> bool:
    """Put a signature under a draft as it stands; whether somebody else signed before."""
    signed = draft.signatures.filter(revision=draft.revision)
    if signed.filter(by=by).exists():
        raise Declined(_("您已经签过字，要由另一位竞赛管理员再签。请把这一页的地址发给对方。"))
    is_second = signed.exists()
    AdoptionSignature.objects.create(draft=draft, revision=draft.revision, by=by, at=clock.now())
    record("sign_draft", actor=by.reference, subject=draft.reference, detail={"revision": draft.revision})
    return is_second


@transaction.atomic
def adopt_directly(competition: Competition, *, text: str, by: User, file: str) -> RulebookVersion:
    """Adopt a text without a draft. Declined where the programme asks for two people, unless it is a version already."""
    return put_in_force(competition, text=text, signers=[Signer(by, SigningWay.DIRECT)], by=by, file=file)


@transaction.atomic
def copy_with_drafts(
    programme: Programme, *, year: int, code: str, title: str, by: User
) -> tuple[Copied, list[RulebookDraft]]:
    """Copy a programme to another year; rules that only one person stands behind come as drafts to be signed by two, and the events
    that went by them are created when they are adopted.
    """
    copied = copy_programme(programme, year=year, code=code, title=title, by=by)
    return copied, [_waiting(one, programme, by) for one in copied.unsigned]


def _waiting(one: Unsigned, programme: Programme, by: User) -> RulebookDraft:
    """The draft of rules that could not be carried over, with the events that wait for it."""
    draft = begin_draft(one.competition.host, text=one.text, by=by, competition=one.competition, origin=programme.title)
    words = [
        {"code": event.code, "title": event.title, "title_en": event.title_en, "parameters": dict(event.parameters)}
        for event in one.events
    ]
    rows = [PlannedEvent(draft=draft, position=position, **said) for position, said in enumerate(words)]
    PlannedEvent.objects.bulk_create(rows)
    return draft


@transaction.atomic
def drop_draft(draft: RulebookDraft, *, by: User) -> None:
    """Put a draft aside. It stays readable and is changed no more."""
    require(can_write_draft(by, _locked(draft)))
    draft.state = DraftState.DROPPED
    draft.save(update_fields=["state"])
    record("drop_draft", actor=by.reference, subject=draft.reference)


@transaction.atomic
def assign_draft(draft: RulebookDraft, *, competition: Competition, by: User) -> None:
    """Say for which competition a draft is."""
    locked = _locked(draft)
    require(can_write_draft(by, locked) and can_change_rulebook(by, competition))
    if locked.competition_id is not None:
        raise Declined(_("这份草稿已归到一个竞赛。要用于别的竞赛，请下载原文，在那边上传一份。"))
    draft.competition = competition
    draft.save(update_fields=["competition"])
    detail = {"competition": competition.code}
    record("assign_draft", actor=by.reference, subject=draft.reference, detail=detail)


def title_of(text: str) -> str:
    """The title that a text gives itself; empty where it gives none that can be read."""
    try:
        title = tomllib.loads(text).get("title")
    except (tomllib.TOMLDecodeError, RecursionError, ValueError):
        return ""
    if isinstance(title, dict):
        title = title.get("zh") or title.get("en")
    return title.strip()[:TITLE].replace("\0", "") if isinstance(title, str) else ""


def _locked(draft: RulebookDraft) -> RulebookDraft:
    """The draft as it stands now, held until the transaction ends."""
    rows = RulebookDraft.objects.select_for_update(of=("self",)).select_related("organization", "changed_by")
    return rows.get(pk=draft.pk)


def _refuse_unkeepable(text: str) -> None:
    """A text that no rulebook could be: too long, or with a character that no database takes."""
    if len(text) > CHARACTERS.most:
        words = {"count": len(text), "limit": CHARACTERS.most}
        raise Declined(_("全文有 %(count)s 个字符，至多 %(limit)s 个。请分成几份规则。没有保存。") % words)
    if "\0" in text:
        raise Declined(_("文件里有控制字符，不是规则文本。请另存为 UTF-8 的文本文件。没有保存。"))


def _digest(text: str) -> str:
    return sha256(text.encode()).hexdigest()
