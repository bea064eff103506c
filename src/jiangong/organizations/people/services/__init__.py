"""Writes of the people. Each is one transaction with its audit row inside, except what is carried over slice by slice."""

from jiangong.organizations.people.services.consents import record_consent, record_publication_ground, withdraw_consent
from jiangong.organizations.people.services.exports import begin_export, fetch_export, write_export
from jiangong.organizations.people.services.keys import reseal_identities
from jiangong.organizations.people.services.links import issue_link, revoke_links
from jiangong.organizations.people.services.records import (
    correct_fact,
    enrol_worker,
    note_departure,
    reveal_identity,
    state_unit_fact,
    store_identity,
)
from jiangong.organizations.people.services.requests import (
    answer_request,
    ask_for,
    hand_out_own_data,
    remind_of_requests,
    withdraw_request,
)
from jiangong.organizations.people.services.retention import apply_retention, set_retention
from jiangong.organizations.people.services.rosters import (
    carry_on,
    check_roster,
    checked_sheet,
    confirm_roster,
    drop_roster,
    receive_roster,
)

__all__ = [
    "answer_request",
    "apply_retention",
    "ask_for",
    "begin_export",
    "carry_on",
    "check_roster",
    "checked_sheet",
    "confirm_roster",
    "correct_fact",
    "drop_roster",
    "enrol_worker",
    "fetch_export",
    "hand_out_own_data",
    "issue_link",
    "note_departure",
    "receive_roster",
    "record_consent",
    "record_publication_ground",
    "remind_of_requests",
    "reseal_identities",
    "reveal_identity",
    "revoke_links",
    "set_retention",
    "state_unit_fact",
    "store_identity",
    "withdraw_consent",
    "withdraw_request",
    "write_export",
]
