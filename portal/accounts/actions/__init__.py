"""Writes of accounts: people, organisations, who is what from when until when, and what a person does with their own.

Each takes the running act, which the page opens, and enters itself in the record of the person or organisation.
"""

from portal.accounts.actions.deputies import end_deputy, name_deputy
from portal.accounts.actions.memberships import end_membership, grant_membership
from portal.accounts.actions.organisations import add_organisation, edit_organisation, rename
from portal.accounts.actions.users import (
    ONE_TIME,
    add_user,
    change_own_email,
    change_own_password,
    edit_user,
    lock_user,
    reset_password,
    unlock_user,
)

__all__ = [
    "ONE_TIME", "add_organisation", "add_user", "change_own_email", "change_own_password", "edit_organisation", "edit_user",
    "end_deputy", "end_membership", "grant_membership", "lock_user", "name_deputy", "rename", "reset_password", "unlock_user",
]  # fmt: skip
