"""The only door that loads a warranty card for a person: by its token. Misses are counted and cost tries."""

from sqlalchemy import select

from directory.foundation import tokens
from directory.foundation.db import db
from directory.foundation.security import no_such_link
from directory.kernel import clock
from directory.warranties.models import WarrantyCard


def card_by_token(token: str) -> WarrantyCard:
    """The card of a link, until its time is over. Raises NotFound (counted with the misses of other links), TooMany."""
    if tokens.is_token(token):
        card = db.session.scalar(select(WarrantyCard).where(WarrantyCard.token_digest == tokens.digest(token)))
        if card is not None and card.expires_on >= clock.today():
            return card
    no_such_link()
