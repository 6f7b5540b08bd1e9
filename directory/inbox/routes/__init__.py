"""The pages of leads, how a business is told of them, and the door for texts."""

from directory.inbox.routes.delivery import delivery
from directory.inbox.routes.leads import bp, desk
from directory.inbox.routes.photos import bp as photos
from directory.inbox.routes.texts import bp as texts
from directory.inbox.routes.texts import take_text

__all__ = ["bp", "delivery", "desk", "photos", "take_text", "texts"]
