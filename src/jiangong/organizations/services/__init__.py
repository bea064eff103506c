"""Writes of the organizations: the tree, the accounts, the posts."""

from jiangong.organizations.services.accounts import (
    change_password,
    create_site,
    enrol_user,
    open_account,
    reset_password,
)
from jiangong.organizations.services.posts import appoint, end_post
from jiangong.organizations.services.tree import (
    close_organization,
    found_federation,
    found_organization,
    merge_organization,
    move_organization,
    rename_organization,
)

__all__ = [
    "appoint",
    "change_password",
    "close_organization",
    "create_site",
    "end_post",
    "enrol_user",
    "found_federation",
    "found_organization",
    "merge_organization",
    "move_organization",
    "open_account",
    "rename_organization",
    "reset_password",
]
