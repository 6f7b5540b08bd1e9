"""Acting on texts that come in, and keeping how a business wants to be told."""

from directory.inbox.actions.delivery import LEAST_HOURS, set_delivery
from directory.inbox.actions.texts import receive_text

__all__ = ["LEAST_HOURS", "receive_text", "set_delivery"]
