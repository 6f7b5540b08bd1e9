"""Acting on texts that come in, and keeping how a business wants to be told."""

from directory.inbox.actions.delivery import LEAST_HOURS, set_delivery
from directory.inbox.actions.listing import say_pause
from directory.inbox.actions.texts import receive_text
from directory.inbox.actions.undo import undo_pause

__all__ = ["LEAST_HOURS", "receive_text", "say_pause", "set_delivery", "undo_pause"]
