"""Writing requests, leads and consents. Every act locks its row first, so that two at once come one after the other."""

from directory.leads.actions.answer import (
    accept,
    decline,
    locked_lead,
    locked_request,
    lose,
    note,
    over,
    paused,
    tell_business,
    tell_homeowner,
    texts_stopped,
    told_by_phone,
    win,
)
from directory.leads.actions.change import Correction, add_photos, change, mark, stands_as
from directory.leads.actions.clocks import STILL_UNANSWERED, UNANSWERED, locked_clocks
from directory.leads.actions.confirm import Confirmation, confirm, goes_out_at
from directory.leads.actions.consents import Evidence
from directory.leads.actions.done import Side, finish, unfinish
from directory.leads.actions.end import (
    BATCH,
    CONTACT_KEPT,
    close,
    erase,
    expire,
    move,
    pass_over,
    purge,
    still_needed,
    stop_texts,
    unlist,
    withdraw,
    withdraw_way,
)
from directory.leads.actions.ended import ended, on_end
from directory.leads.actions.numbers import renew_digits
from directory.leads.actions.second import name_second, remove_second, stop_second
from directory.leads.actions.submit import EXPIRY, RequestDraft, add, submit
from directory.leads.actions.undo import correct, refuse_late, undo_answer

__all__ = [
    "BATCH",
    "CONTACT_KEPT",
    "EXPIRY",
    "STILL_UNANSWERED",
    "UNANSWERED",
    "Confirmation",
    "Correction",
    "Evidence",
    "RequestDraft",
    "Side",
    "accept",
    "add",
    "add_photos",
    "change",
    "close",
    "confirm",
    "correct",
    "decline",
    "ended",
    "erase",
    "expire",
    "finish",
    "goes_out_at",
    "locked_clocks",
    "locked_lead",
    "locked_request",
    "lose",
    "mark",
    "move",
    "name_second",
    "note",
    "on_end",
    "over",
    "pass_over",
    "paused",
    "purge",
    "refuse_late",
    "remove_second",
    "renew_digits",
    "stands_as",
    "still_needed",
    "stop_second",
    "stop_texts",
    "submit",
    "tell_business",
    "tell_homeowner",
    "texts_stopped",
    "told_by_phone",
    "undo_answer",
    "unfinish",
    "unlist",
    "win",
    "withdraw",
    "withdraw_way",
]
