"""Reads of the people."""

from jiangong.organizations.people.selectors.names import PublicName, public_name, public_names
from jiangong.organizations.people.selectors.records import (
    consents_of,
    history_of,
    links_of,
    own_data,
    person_behind_or_none,
    same_people,
    the_worker,
    unit_facts,
)
from jiangong.organizations.people.selectors.requests import open_requests, requests_of, the_request
from jiangong.organizations.people.selectors.retention import Kept, retention_plan
from jiangong.organizations.people.selectors.roster import (
    PAGE,
    RosterPage,
    Wanted,
    keepable_units,
    roster_page,
    roster_units,
    worker_count,
)
from jiangong.organizations.people.selectors.rosters import (
    export_rows,
    exports_of,
    known_workers,
    roster_rows,
    rosters_seen_by,
    the_export,
    the_roster,
    units_under,
)

__all__ = [
    "PAGE",
    "Kept",
    "PublicName",
    "RosterPage",
    "Wanted",
    "consents_of",
    "export_rows",
    "exports_of",
    "history_of",
    "keepable_units",
    "known_workers",
    "links_of",
    "open_requests",
    "own_data",
    "person_behind_or_none",
    "public_name",
    "public_names",
    "requests_of",
    "retention_plan",
    "roster_page",
    "roster_rows",
    "roster_units",
    "rosters_seen_by",
    "same_people",
    "the_export",
    "the_request",
    "the_roster",
    "the_worker",
    "unit_facts",
    "units_under",
    "worker_count",
]
