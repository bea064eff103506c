"""Seals corrections as fast as it can, and says each revision only after it is stored. It is there to be killed."""

import django


def main() -> None:
    """Make the event at the first start, then correct one mark for ever."""
    django.setup()
    from django.core.management import call_command

    from jiangong.competitions.models import Event
    from jiangong.evidence.judging.keys import MarkChange
    from jiangong.evidence.judging.selectors import last_revision
    from jiangong.evidence.judging.services import correct_marks
    from jiangong.organizations.models import User
    from jiangong.results.services import settle_event
    from tests.factories.organizations import an_officer
    from tests.factories.results import an_event_with_marks

    call_command("migrate", verbosity=0)
    event = Event.objects.first()
    if event is None:
        event = an_event_with_marks(an_officer(username="writer"))
    by = User.objects.get(username="writer")
    while True:
        value = str(last_revision(event) % 90 + 1)
        change = MarkChange(stage="final", entry="001", criterion="theory", value=value)
        sheet = correct_marks(event, changes=[change], reason="复核后更正", by=by)
        print(sheet.revision, flush=True)
        if sheet.revision % 5 == 0:
            settle_event(event, by=by)


if __name__ == "__main__":
    main()
