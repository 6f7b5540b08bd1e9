"""Writing visits. Every act locks its request, its lead, then the visit: two at once come one by one.

A page sends the mark of what it showed (`Visit.page_mark`, empty for no visit): where the visit moved on since, nothing
is changed and the page says how it stands. Every action is idempotent: a button may be pressed twice.
"""

from directory.visits.actions.day import JOBS, be_late, finish, remind, set_out, unfinish
from directory.visits.actions.phrases import move_by_phrase, say_as_business
from directory.visits.actions.price import Wish, accept_price, undo_price
from directory.visits.actions.times import cancel, erase_request, give_address, pick, propose, purge
from directory.visits.actions.with_lead import (
    end_with_lead,
    end_with_work,
    restore_with_lead,
    restore_with_work,
)

__all__ = [
    "JOBS",
    "Wish",
    "accept_price",
    "be_late",
    "cancel",
    "end_with_lead",
    "end_with_work",
    "erase_request",
    "finish",
    "give_address",
    "move_by_phrase",
    "pick",
    "propose",
    "purge",
    "remind",
    "restore_with_lead",
    "restore_with_work",
    "say_as_business",
    "set_out",
    "undo_price",
    "unfinish",
]
