"""Writes of the appeals: terms, lodging, hearing, deciding, carrying out, reminding."""

from jiangong.results.appeals.services.clocks import remind_of_appeals
from jiangong.results.appeals.services.hearing import (
    decide_appeal,
    give_opinion,
    merge_appeal,
    name_panel,
    recuse,
    withdraw_appeal,
)
from jiangong.results.appeals.services.lodging import AppealGiven, FileGiven, lodge_appeal
from jiangong.results.appeals.services.outcome import amend_for_appeal, close_without_change
from jiangong.results.appeals.services.terms import TermsGiven, set_appeal_rule

__all__ = [
    "AppealGiven",
    "FileGiven",
    "TermsGiven",
    "amend_for_appeal",
    "close_without_change",
    "decide_appeal",
    "give_opinion",
    "lodge_appeal",
    "merge_appeal",
    "name_panel",
    "recuse",
    "remind_of_appeals",
    "set_appeal_rule",
    "withdraw_appeal",
]
