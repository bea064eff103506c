"""How far the renewal of the data key is."""

from django.db.models import QuerySet

from jiangong.foundation.secrecy import keyring
from jiangong.organizations.people.models import Roster, RosterRow, Worker


def workers_under_earlier_keys() -> QuerySet[Worker]:
    """Workers whose identity number was sealed by an earlier key."""
    return Worker.objects.exclude(identity_digest="").exclude(identity_sealed__startswith=keyring().current.mark)


def rows_under_earlier_keys() -> QuerySet[RosterRow]:
    """Rows of rosters, not yet carried over, that were sealed by an earlier key."""
    waiting = Roster.objects.filter(stage__in=["checked", "merging"])
    rows = RosterRow.objects.filter(roster__in=waiting).exclude(identity_digest="")
    return rows.exclude(identity_sealed__startswith=keyring().current.mark)


def is_key_renewed() -> bool:
    """Whether every identity number lies under the current key, so that equal ones can be found."""
    return not workers_under_earlier_keys().exists()
