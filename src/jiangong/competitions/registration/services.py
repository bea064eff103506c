"""Writes of the registration. Each takes the lock of the window first: who is first at the lock is first in line."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from jiangong.competitions.enums import EventState
from jiangong.competitions.models import Entry, Event
from jiangong.competitions.registration.conditions import refuse_unfit
from jiangong.competitions.registration.enums import EntrantKind, EntryList, RegistrationState, WindowState
from jiangong.competitions.registration.holding import locked_window, number_is_taken
from jiangong.competitions.registration.intake import Desk, Entrant, EntrantRow, asked_before, asked_by
from jiangong.competitions.registration.models import HOLDING, LIVE, EligibilityRule, Registration, RegistrationWindow
from jiangong.competitions.registration.presets import BY_NAME
from jiangong.competitions.registration.rules import (
    can_change_registration,
    can_decide_registration,
    can_register_for,
    can_set_window,
)
from jiangong.competitions.registration.selectors import is_too_small, window_state
from jiangong.competitions.registration.telling import tell_of_state
from jiangong.competitions.selectors import has_marks, new_slip_salt
from jiangong.foundation import clock
from jiangong.foundation.codes import short_code
from jiangong.foundation.limits import refuse_unstorable
from jiangong.foundation.refusals import Declined
from jiangong.foundation.services import record
from jiangong.foundation.statements import add_rows, write_columns
from jiangong.organizations.models import Organization, User
from jiangong.organizations.rules import require

DIGITS = 3
Preset = tuple[str, int | None]


@dataclass(frozen=True, slots=True)
class WindowGiven:
    """A window as an officer sets it. `presets` are ready-made rules with their number; `conditions` are written ones:
    formula, sentence, English sentence.
    """

    opens_at: datetime
    closes_at: datetime
    kind: EntrantKind = EntrantKind.PERSON
    capacity: int | None = None
    most_of_unit: int | None = None
    most_of_team: int | None = None
    is_one_event_a_person: bool = False
    needs_approval: bool = False
    takes_anyone: bool = False
    is_selection: bool = False
    entry_list: EntryList = EntryList.UNITS
    begins_at: datetime | None = None
    ends_at: datetime | None = None
    place: str = ""
    presets: tuple[Preset, ...] = ()
    conditions: tuple[tuple[str, str, str], ...] = field(default=())


PLAIN = (
    "opens_at", "closes_at", "kind", "capacity", "most_of_unit", "most_of_team", "is_one_event_a_person", "needs_approval",
    "takes_anyone", "is_selection", "entry_list", "begins_at", "ends_at", "place",
)  # fmt: skip


@transaction.atomic
def set_window(event: Event, *, given: WindowGiven, by: User) -> RegistrationWindow:
    """Set when and by whom an event may be entered. More places let in those who wait; fewer than taken are declined.

    Raises Refused for a condition that is no formula over the columns.
    """
    require(can_set_window(by, event))
    if given.closes_at <= given.opens_at:
        raise Declined(_("报名截止要晚于报名开始，请改其中一个。"))
    if given.begins_at and given.ends_at and given.ends_at < given.begins_at:
        raise Declined(_("比赛结束不能早于比赛开始，请改其中一个。"))
    Event.objects.select_for_update().get(pk=event.pk)
    window = RegistrationWindow.objects.select_for_update().filter(event=event).first() or RegistrationWindow(
        event=event
    )
    if given.capacity is not None and given.capacity < window.taken:
        words = {"taken": window.taken, "capacity": given.capacity}
        raise Declined(_("已有 %(taken)s 个占了名额，不能减到 %(capacity)s。请先办理退出。") % words)
    for name in PLAIN:
        setattr(window, name, getattr(given, name))
    window.edition = secrets.token_hex(8)
    refuse_unstorable(window)
    window.save()
    _write_rules(window, given)
    _let_in(window, by)
    detail = {name: str(getattr(given, name)) for name in PLAIN} | {
        "rules": [rule.condition for rule in window.rules.all()]
    }
    record("set_window", actor=by.reference, subject=event.reference, detail=detail)
    return window


def _write_rules(window: RegistrationWindow, given: WindowGiven) -> None:
    """Exchange the conditions of entering. Those who are in stay in: a rule looks at who comes, not at who came."""
    written: list[dict[str, Any]] = []
    for name, amount in given.presets:
        condition, zh, en = BY_NAME[name].written(amount)
        written.append({"condition": condition, "sentence": zh, "sentence_en": en, "preset": name, "amount": amount})
    written += [{"condition": c, "sentence": zh, "sentence_en": en} for c, zh, en in given.conditions]
    refuse_unfit(window.event, written)
    window.rules.all().delete()
    rows = [EligibilityRule(window=window, number=number, **one) for number, one in enumerate(written, start=1)]
    refuse_unstorable(*rows)
    EligibilityRule.objects.bulk_create(rows)


def register(
    event: Event, *, rows: Sequence[EntrantRow], by: User, body: Organization | None = None, file: str = ""
) -> list[Registration]:
    """Register people for an event, all or none. Those for whom there is no place wait in the order of arrival.

    Raises Refused with every mistake by row, Declined where the window is not open. What the rows say by themselves is read before
    the window is held, so that nobody waits in line for it.
    """
    asked = asked_before(event)
    early = Desk(asked, body=body, file=file).read(rows) if asked is not None else None
    with transaction.atomic():
        window = locked_window(event)
        require(can_register_for(by, window, body))
        _refuse_not_open(window)
        held = early is not None and early.asked.fits(window)
        desk = early if early is not None and held else Desk(asked_by(window), body=body, file=file).read(rows)
        made = [_arrived(window, entrant, by, body) for entrant in desk.admitted(window)]
        _store_arrivals(window, made)
        detail = {
            "receipts": [one.receipt for one in made][:500],
            "count": len(made),
            "body": body.code if body else "",
        }
        record("register", actor=by.reference, subject=event.reference, detail=detail)
    return made


def _store_arrivals(window: RegistrationWindow, made: list[Registration]) -> None:
    """Store who has come, those who have a place as entries, and how far the window's counters are."""
    refuse_unstorable(*made)
    confirmed = [one for one in made if one.state == RegistrationState.CONFIRMED]
    entries = [_numbered(window, one) for one in confirmed]
    add_rows(entries)
    for registration, entry in zip(confirmed, entries, strict=True):
        registration.entry = entry  # which has a key now
    add_rows(made)
    write_columns(window, "taken", "arrivals", "last_number")


def _refuse_not_open(window: RegistrationWindow) -> None:
    state = window_state(window)
    if window.event.state != EventState.OPEN:
        raise Declined(_("这个赛项还没有公开或者已经结束，现在不能报名。"))
    if state == WindowState.NOT_YET:
        raise Declined(_("报名还没有开始，请在报名期间再来。名单可以先按模板填好。"))
    if state == WindowState.CLOSED:
        raise Declined(_("报名已经截止。需要补报的，请联系主办单位延长报名时间。"))


def _arrived(window: RegistrationWindow, entrant: Entrant, by: User, body: Organization | None) -> Registration:
    """The next in line: with a place while there is one."""
    window.arrivals += 1
    texts = entrant.texts
    made = Registration(
        window=window, arrival=window.arrivals, receipt=short_code(secrets.token_bytes(5)), body=body, name=texts["name"],
        unit=texts.get("unit", ""), team=texts.get("team", ""), group=texts.get("group", ""),
        category=texts.get("category", ""), attributes=entrant.attributes, person=entrant.person, worker=entrant.worker, by=by,
        at=clock.now(),
    )  # fmt: skip
    made.state = RegistrationState.WAITING
    if window.capacity is None or window.taken < window.capacity:
        _give_place(window, made)
    return made


def _give_place(window: RegistrationWindow, registration: Registration) -> None:
    window.taken += 1
    registration.state = RegistrationState.SUBMITTED if window.needs_approval else RegistrationState.CONFIRMED


def _numbered(window: RegistrationWindow, registration: Registration) -> Entry:
    """The entry of a confirmed registration, under the next free number; still to be stored."""
    window.last_number += 1
    while number_is_taken(window.event, f"{window.last_number:0{DIGITS}d}"):
        window.last_number += 1
    entry = Entry(event=window.event, number=f"{window.last_number:0{DIGITS}d}")
    _write_entry(entry, registration)
    registration.entry = entry
    return entry


def _write_entry(entry: Entry, registration: Registration) -> None:
    """What the marks and standings will know: the text of the registration, and a slip of its own."""
    for name in ("name", "unit", "team", "group", "category"):
        setattr(entry, name, getattr(registration, name))
    entry.attributes, entry.slip_salt = dict(registration.attributes), new_slip_salt()


@transaction.atomic
def approve_registration(registration: Registration, *, by: User) -> None:
    """Confirm a registration that waits for approval: it becomes an entry with a number."""
    require(can_decide_registration(by, registration))
    window, locked = _held(registration, RegistrationState.SUBMITTED)
    locked.state, locked.decided_by, locked.decided_at = RegistrationState.CONFIRMED, by, clock.now()
    _numbered(window, locked).save()
    locked.save()
    window.save(update_fields=["last_number"])
    registration.refresh_from_db()
    record("approve_registration", actor=by.reference, subject=registration.reference)
    tell_of_state(registration, by=by)


@transaction.atomic
def approve_registrations(event: Event, *, receipts: Sequence[str], by: User) -> int:
    """Confirm those of the named registrations that still wait for approval, in the order of arrival. Returns how many."""
    listed = list(_to_decide(event, receipts))
    for registration in listed:
        approve_registration(registration, by=by)
    return len(listed)


@transaction.atomic
def refuse_registration(registration: Registration, *, reason: str, by: User) -> None:
    """Refuse a registration that waits for approval; its place goes to the next in line."""
    require(can_decide_registration(by, registration))
    if not reason.strip():
        raise Declined(_("请写明不通过的理由，报名人会看到。"))
    window, locked = _held(registration, RegistrationState.SUBMITTED)
    locked.decided_by, locked.decided_at = by, clock.now()
    _leave(window, locked, RegistrationState.REFUSED, reason, by)
    registration.refresh_from_db()
    record("refuse_registration", actor=by.reference, subject=registration.reference, detail={"reason": reason})
    tell_of_state(registration, by=by)


@transaction.atomic
def refuse_registrations(event: Event, *, receipts: Sequence[str], reason: str, by: User) -> int:
    """Refuse those of the named registrations that still wait for approval, for one reason. Returns how many."""
    listed = list(_to_decide(event, receipts))
    for registration in listed:
        refuse_registration(registration, reason=reason, by=by)
    return len(listed)


def _to_decide(event: Event, receipts: Sequence[str]) -> QuerySet[Registration]:
    rows = Registration.objects.filter(window__event=event, receipt__in=receipts, state=RegistrationState.SUBMITTED)
    return rows.select_related("window__event__competition__host").order_by("arrival")


@transaction.atomic
def withdraw_registration(registration: Registration, *, by: User, reason: str = "") -> None:
    """Take somebody out. The place goes to the next in line; after marks are sealed, absence is a mark instead."""
    require(can_change_registration(by, registration))
    window, locked = _held(registration, *LIVE)
    _refuse_marked(window.event)
    _leave(window, locked, RegistrationState.WITHDRAWN, reason, by)
    registration.refresh_from_db()
    record("withdraw_registration", actor=by.reference, subject=registration.reference, detail={"reason": reason})


def _held(registration: Registration, *states: RegistrationState) -> tuple[RegistrationWindow, Registration]:
    """Window and registration, locked; declined where the registration has moved on since the page was opened."""
    window = locked_window(registration.window.event)
    locked = Registration.objects.select_related("entry").get(pk=registration.pk)
    if locked.state not in states:
        label = RegistrationState(locked.state).label
        raise Declined(_("这一条报名现在是“%(state)s”，不能再这样办。请刷新页面看最新情况。") % {"state": label})
    return window, locked


def _refuse_marked(event: Event) -> None:
    if has_marks(event):
        raise Declined(_("这个赛项已有封存的评分，不能再改名单。缺席的请在评分里记为缺考或弃权。"))


def _leave(window: RegistrationWindow, locked: Registration, state: RegistrationState, reason: str, by: User) -> None:
    held_place, entry = locked.state in HOLDING, locked.entry
    locked.state, locked.reason, locked.entry = state, reason.strip(), None
    refuse_unstorable(locked)
    locked.save()
    if entry is not None:
        entry.delete()
    if held_place:
        window.taken -= 1
        _let_in(window, by)


def _let_in(window: RegistrationWindow, by: User) -> None:
    """Give free places to those who wait, the first in line first."""
    free = None if window.capacity is None else window.capacity - window.taken
    line = window.registrations.filter(state=RegistrationState.WAITING).select_related("by", "body").order_by("arrival")
    moved = list(line if free is None else line[:free])
    for registration in moved:
        _give_place(window, registration)
        if registration.state == RegistrationState.CONFIRMED:
            _numbered(window, registration).save()
        registration.save(update_fields=["state", "entry"])
        record("move_up", actor=by.reference, subject=registration.reference, detail={"arrival": registration.arrival})
        tell_of_state(registration, by=by)
    window.save(update_fields=["taken", "last_number"])


@transaction.atomic
def substitute(registration: Registration, *, row: EntrantRow, reason: str, by: User) -> Registration:
    """Put another person of the unit in somebody's place, by the same rules. The old registration stays, and says by whom.

    The number stays; the slip is a new one, so that the old code opens nothing.
    """
    require(can_change_registration(by, registration))
    if not reason.strip():
        raise Declined(_("请写明替换的原因，会留在档案里。"))
    window, old = _held(registration, *HOLDING)
    _refuse_marked(window.event)
    (entrant,) = Desk(asked_by(window), body=old.body).read([row]).admitted(window, instead_of=old)
    made = _in_place_of(window, old, entrant, by)
    made.reason = reason.strip()
    refuse_unstorable(made)
    old.state, old.entry = RegistrationState.REPLACED, None
    old.save(update_fields=["state", "entry"])
    made.save()
    window.save(update_fields=["arrivals"])
    registration.refresh_from_db()
    detail = {"by": made.receipt, "reason": reason}
    record("substitute", actor=by.reference, subject=registration.reference, detail=detail)
    return made


def _in_place_of(window: RegistrationWindow, old: Registration, entrant: Entrant, by: User) -> Registration:
    """The new person on the old place: same state, same number."""
    state, entry, taken = old.state, old.entry, window.taken
    made = _arrived(window, entrant, by, old.body)
    window.taken = taken
    made.state, made.replaces = state, old
    if entry is not None:
        _write_entry(entry, made)
        entry.save()
        made.entry = entry
    return made


@transaction.atomic
def keep_small_event(event: Event, *, reason: str, by: User) -> None:
    """Decide, in a person's name, that an event is held though fewer came than the programme asks for.

    The other decision is to call it off: `cancel_event`.
    """
    window = locked_window(event)
    require(can_set_window(by, event))
    if not is_too_small(window):
        raise Declined(_("这个赛项没有人数不足的问题，不需要决定。"))
    if not reason.strip():
        raise Declined(_("请写明照常举办的理由，会留在档案里。"))
    window.kept_by, window.kept_at, window.kept_reason = by, clock.now(), reason.strip()
    refuse_unstorable(window)
    window.save(update_fields=["kept_by", "kept_at", "kept_reason"])
    detail = {"reason": reason, "taken": window.taken}
    record("keep_small_event", actor=by.reference, subject=event.reference, detail=detail)
