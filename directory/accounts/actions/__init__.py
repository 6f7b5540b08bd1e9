"""Writing people: codes, sessions, contacts, memberships, invitations. `by` is the actor of the audit trail."""

from directory.accounts.actions.codes import ask_code, check_code, digits_of, purge, voice_code
from directory.accounts.actions.invitations import accept_invitation, invite
from directory.accounts.actions.members import end_membership, give_membership, set_role, withdraw_invitation
from directory.accounts.actions.people import (
    add_contact,
    person_for,
    prove,
    remove_contact,
    rename,
    restore_person,
    revoke,
    revoke_all,
    see,
    set_language,
    sign_in,
    sign_out,
    suspend_person,
)
from directory.accounts.actions.tell import tell

__all__ = [
    "accept_invitation",
    "add_contact",
    "ask_code",
    "check_code",
    "digits_of",
    "end_membership",
    "give_membership",
    "invite",
    "person_for",
    "prove",
    "purge",
    "remove_contact",
    "rename",
    "restore_person",
    "revoke",
    "revoke_all",
    "see",
    "set_language",
    "set_role",
    "sign_in",
    "sign_out",
    "suspend_person",
    "tell",
    "voice_code",
    "withdraw_invitation",
]
