"""Reminders: whoever hears an appeal, and whoever runs the competition, is told before the answer is due and when it is overdue."""

from django.utils.translation import gettext as _

from jiangong.foundation import clock
from jiangong.results.appeals.selectors import due_soon
from jiangong.results.appeals.telling import officers_of, panel_of, tell_handlers


def remind_of_appeals() -> int:
    """Remind once before and once after the term; how many appeals it was about. Safe to repeat at any time."""
    listed = due_soon()
    for appeal in listed:
        is_late = appeal.due_at <= clock.now()
        words = {"receipt": appeal.receipt, "event": appeal.event.title}
        subject = (
            _("申诉已过答复期限：%(event)s，%(receipt)s") if is_late else _("申诉一天内到期：%(event)s，%(receipt)s")
        )
        people = [*panel_of(appeal), *officers_of(appeal)]
        tell_handlers(appeal, people, what="overdue" if is_late else "due-soon", subject=subject % words)
    return len(listed)
