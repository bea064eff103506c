"""Where a person is signed in, and signing out everywhere."""

from django.contrib.sessions.models import Session
from django.db import transaction

from jiangong.foundation import clock
from jiangong.foundation.services import record
from jiangong.organizations.models import SignIn, User


@transaction.atomic
def note_sign_in(user: User, *, session_key: str, device: str, language: str = "") -> SignIn:
    """Note a new session and the kind of device it is on. No address and no place is kept. The language in which somebody signs
    in is the one in which they are told things from then on.
    """
    if language and language != user.language:
        user.language = language
        user.save(update_fields=["language"])
    record("sign_in", actor=user.reference, subject=user.reference, detail={"device": device[:80]})
    return SignIn.objects.create(user=user, session_key=session_key, device=device[:80], at=clock.now())


@transaction.atomic
def sign_out_elsewhere(user: User, *, here: str) -> int:
    """End every session of a person but the one at hand; how many ended."""
    ended = end_sessions(user, but=here)
    record("sign_out_elsewhere", actor=user.reference, subject=user.reference, detail={"sessions": ended})
    return ended


def end_sessions(user: User, *, but: str = "") -> int:
    """End the sessions of a person, all but one if it is named; how many there were."""
    keys = list(SignIn.objects.filter(user=user).exclude(session_key=but).values_list("session_key", flat=True))
    alive = Session.objects.filter(session_key__in=keys)
    count = alive.count()
    alive.delete()
    SignIn.objects.filter(session_key__in=keys).delete()
    return count
