"""Prices from a phone call or from paper, which the homeowner types in: hers alone, told to nobody."""

import msgspec
from flask_babel import gettext as _
from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from directory.audit import record
from directory.kernel import clock
from directory.kernel.errors import Invalid, NotFound
from directory.kernel.text import clean, fingerprint
from directory.leads import actions as lead_actions
from directory.quotes.models import TypedQuote
from directory.quotes.rules import LONGEST_TEXT, LONGEST_WHO, MOST_DOLLARS, MOST_TYPED, QuoteAct
from directory.quotes.rules.offer import Offer


def mark(price: TypedQuote) -> str:
    """A short name for what a page showed of it, so that an edit of an older one is noticed."""
    return fingerprint(repr((price.who, sorted(price.document.items()))))


def type_quote(session: Session, request_id: int, who: str, offer: Offer) -> TypedQuote:
    """Store a price from elsewhere beside a request. Idempotent: the same price again returns the stored one.

    Raises NotFound for a request that was erased, Invalid for one too many and for what says nothing.
    """
    typed = _locked(session, request_id)
    name, says = _cleaned(who, offer)
    for price in typed:
        if (price.who, price.document) == (name, says.as_json()):
            return price
    if len(typed) >= MOST_TYPED:
        raise Invalid("who", _("That is %(count)s prices, the most that fit. Delete one first.", count=MOST_TYPED))
    price = TypedQuote(request_id=request_id, who=name, document=says.as_json())
    session.add(price)
    session.flush()
    record(session, "homeowner", QuoteAct.TYPE_QUOTE, ("request", request_id))
    return price


def change_typed(session: Session, request_id: int, typed_id: int, who: str, offer: Offer, base: str) -> TypedQuote:
    """Correct a price that was typed in; without a change it does nothing. `base`: the `mark` of what was shown.

    Raises NotFound for a request that was erased, Invalid for a price that is not there or was changed meanwhile.
    """
    price = next((price for price in _locked(session, request_id) if price.id == typed_id), None)
    if price is None:
        raise Invalid("", _("This price was deleted in another window. Here is what you typed; save it to keep it."))
    name, says = _cleaned(who, offer)
    if (price.who, price.document) == (name, says.as_json()):
        return price
    if base != mark(price):
        raise Invalid("", _("This price was changed in another window. Here is what you typed; save again to keep it."))
    price.who, price.document, price.changed_at = name, says.as_json(), clock.now()
    session.flush()
    record(session, "homeowner", QuoteAct.CHANGE_TYPED, ("request", request_id))
    return price


def delete_typed(session: Session, request_id: int, typed_id: int) -> None:
    """Delete a price that was typed in; one that is gone is gone."""
    _locked(session, request_id)
    gone = delete(TypedQuote).where(TypedQuote.id == typed_id, TypedQuote.request_id == request_id)
    if session.scalars(gone.returning(TypedQuote.id)).first() is not None:
        record(session, "homeowner", QuoteAct.DELETE_TYPED, ("request", request_id))


def _locked(session: Session, request_id: int) -> list[TypedQuote]:
    """The prices typed in beside a request, which is locked: two tabs come one after the other.

    Raises NotFound where it was erased.
    """
    if lead_actions.locked_request(session, request_id).state == "erased":
        raise NotFound
    query = select(TypedQuote).where(TypedQuote.request_id == request_id).order_by(TypedQuote.id)
    return list(session.scalars(query.execution_options(populate_existing=True)))


def _cleaned(who: str, offer: Offer) -> tuple[str, Offer]:
    """Whose price it is and what it says, without what cannot be seen."""
    name = clean(who).replace("\n", " ")[:LONGEST_WHO]
    if not name:
        raise Invalid("who", _("Say whose price it is."))
    if not 0 < offer.main.amount_min <= offer.main.amount_max <= MOST_DOLLARS:
        raise Invalid("price", _("Give a whole number of dollars."))
    words = {field: clean(getattr(offer, field) or "")[:LONGEST_TEXT] or None for field in ("exclusions", "note")}
    return name, msgspec.structs.replace(offer, **words)
