"""Writing prices and conversations. Every act locks its request, then its lead: two at once come one by one."""

from directory.quotes.actions.agree import (
    JOBS,
    SETTLE,
    accept_quote,
    close_request,
    expire_unattended,
    has_chosen,
    settle,
    settle_request,
    undo_quote,
)
from directory.quotes.actions.conversation import ask, has_written, reply, retract_line
from directory.quotes.actions.endings import (
    change_request,
    erase,
    erase_request,
    give_up,
    lose,
    object_to_won,
    purge,
    reopen,
)
from directory.quotes.actions.phrases import say_phrase
from directory.quotes.actions.prices import QuoteDraft, being_accepted, offer_of, quote, retract_price, withdraw_price
from directory.quotes.actions.typed import change_typed, delete_typed, type_quote

__all__ = [
    "JOBS",
    "SETTLE",
    "QuoteDraft",
    "accept_quote",
    "ask",
    "being_accepted",
    "change_request",
    "change_typed",
    "close_request",
    "delete_typed",
    "erase",
    "erase_request",
    "expire_unattended",
    "give_up",
    "has_chosen",
    "has_written",
    "lose",
    "object_to_won",
    "offer_of",
    "purge",
    "quote",
    "reopen",
    "reply",
    "retract_line",
    "retract_price",
    "say_phrase",
    "settle",
    "settle_request",
    "type_quote",
    "undo_quote",
    "withdraw_price",
]
