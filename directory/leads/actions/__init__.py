"""Writing requests, leads and consents. Every act locks its row first, so that two at once come one after the other."""

from directory.leads.actions.answer import (
    accept,
    decline,
    locked_lead,
    locked_request,
    lose,
    note,
    tell_business,
    tell_homeowner,
    texts_stopped,
    told_by_phone,
    win,
)
from directory.leads.actions.consents import Evidence
from directory.leads.actions.end import (
    close,
    erase,
    expire,
    expire_unattended,
    move,
    pass_over,
    purge,
    still_needed,
    unlist,
    withdraw,
)
from directory.leads.actions.submit import EXPIRY, RequestDraft, add, renew_digits, submit
from directory.leads.actions.undo import correct, refuse_late, undo_answer

__all__ = [
    "EXPIRY",
    "Evidence",
    "RequestDraft",
    "accept",
    "add",
    "close",
    "correct",
    "decline",
    "erase",
    "expire",
    "expire_unattended",
    "locked_lead",
    "locked_request",
    "lose",
    "move",
    "note",
    "pass_over",
    "purge",
    "refuse_late",
    "renew_digits",
    "still_needed",
    "submit",
    "tell_business",
    "tell_homeowner",
    "texts_stopped",
    "told_by_phone",
    "undo_answer",
    "unlist",
    "win",
    "withdraw",
]
