"""Writes of the organizations: the tree, the accounts, the posts."""

from jiangong.organizations.services.accounts import (
    change_password,
    create_site,
    enrol_user,
    open_account,
    reset_password,
)
from jiangong.organizations.services.posts import appoint, end_post
from jiangong.organizations.services.second import (
    begin_second_factor,
    confirm_second_factor,
    remove_second_factor,
)
from jiangong.organizations.services.sessions import note_sign_in, sign_out_elsewhere
from jiangong.organizations.services.tree import (
    close_organization,
    found_federation,
    found_organization,
    merge_organization,
    move_organization,
    rename_organization,
)
from jiangong.organizations.services.workdays import DaysGiven, state_days, state_year, unstate_day, unstate_year

__all__ = [
    "DaysGiven",
    "appoint",
    "begin_second_factor",
    "change_password",
    "close_organization",
    "confirm_second_factor",
    "create_site",
    "end_post",
    "enrol_user",
    "found_federation",
    "found_organization",
    "merge_organization",
    "move_organization",
    "note_sign_in",
    "open_account",
    "remove_second_factor",
    "rename_organization",
    "reset_password",
    "sign_out_elsewhere",
    "state_days",
    "state_year",
    "unstate_day",
    "unstate_year",
]
