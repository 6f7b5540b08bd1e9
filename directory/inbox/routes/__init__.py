"""The pages of leads, how a business is told of them, and the door for texts."""

from directory.inbox.routes.delivery import delivery
from directory.inbox.routes.leads import bp, desk

__all__ = ["bp", "delivery", "desk"]
