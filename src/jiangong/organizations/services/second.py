"""The second factor: a one-time code from an app on the person's own phone (RFC 6238)."""

from django.db import transaction
from django.utils.translation import gettext as _
from django_otp.plugins.otp_totp.models import TOTPDevice

from jiangong.foundation.refusals import Declined
from jiangong.foundation.services import record
from jiangong.organizations.models import User
from jiangong.organizations.rules import can_remove_second_factor, require
from jiangong.organizations.services.sessions import end_sessions


@transaction.atomic
def begin_second_factor(user: User) -> TOTPDevice:
    """A key for the person's app; it counts for nothing until a code from it is typed. The same one until then."""
    if TOTPDevice.objects.filter(user=user, confirmed=True).exists():
        raise Declined(_("动态口令已经启用。换手机时，请先请系统管理员停用。"))
    waiting = TOTPDevice.objects.filter(user=user, confirmed=False).first()
    return waiting or TOTPDevice.objects.create(user=user, name="app", confirmed=False)


@transaction.atomic
def confirm_second_factor(user: User, *, code: str) -> TOTPDevice:
    """Begin to ask for the code: the first one typed shows that the app has the key."""
    device = TOTPDevice.objects.select_for_update().filter(user=user, confirmed=False).first()
    if device is None or not device.verify_token(code):
        raise Declined(_("动态口令不对。请核对手机的时间，输入应用里现在的六位数字。"))
    device.confirmed = True
    device.save(update_fields=["confirmed"])
    record("confirm_second_factor", actor=user.reference, subject=user.reference)
    return device


@transaction.atomic
def remove_second_factor(user: User, *, by: User) -> None:
    """Stop asking for codes of a phone that is lost. Every session of the person ends, and the next sign-in sets up another."""
    require(can_remove_second_factor(by, user))
    TOTPDevice.objects.filter(user=user).delete()
    end_sessions(user)
    record("remove_second_factor", actor=by.reference, subject=user.reference)
