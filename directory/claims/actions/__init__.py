"""Writing claims: what the claimant does, what a right code does, what the operator does."""

from directory.claims.actions.begin import (
    ask_for_call,
    begin,
    expire,
    leave_contact,
    purge,
    review_undelivered,
    withdraw,
)
from directory.claims.actions.decide import approve, move, prove, reject, voice_code

__all__ = [
    "approve",
    "ask_for_call",
    "begin",
    "expire",
    "leave_contact",
    "move",
    "prove",
    "purge",
    "reject",
    "review_undelivered",
    "voice_code",
    "withdraw",
]
