"""Writing warranty cards: made when the work is done, filled in by the business, annotated by the homeowner."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from flask_babel import gettext as _
from msgspec.structs import replace
from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from directory.audit import last_actor, record
from directory.foundation import tokens
from directory.foundation.tokens import refuse_link
from directory.kernel import clock
from directory.kernel.errors import Invalid, NotFound
from directory.kernel.text import clean
from directory.leads import actions as lead_actions
from directory.leads import queries as lead_queries
from directory.leads.actions import Side
from directory.leads.models import Lead
from directory.leads.rules import LeadAct, LeadState
from directory.outbox import actions as outbox
from directory.photos import actions as photos
from directory.quotes import actions as quote_actions
from directory.quotes.models import accepted_quote
from directory.quotes.rules.offer import Promise
from directory.search.queries import listing
from directory.warranties.models import WarrantyCard, WarrantyCardVersion, cards_of, cards_of_request
from directory.warranties.rules import LONGEST_TO_REGISTER, Card, CardTerm, Origin, Unit, WarrantyAct

#: Kinds of message: to the homeowner, that the business calls it done; to the business, that the homeowner does.
WORK_DONE, CARD_WANTED = "work-done", "card-wanted"
#: Cards deleted in one transaction.
BATCH = 200


@dataclass(frozen=True)
class CardDraft:
    """What a business states on a card, as typed and checked for shape."""

    unit: Unit
    more: str
    terms: Sequence[CardTerm]
    conditions: str
    register_by: date | None


def finish(
    session: Session, lead_id: int, side: Side, day: date | None = None, actor: str | None = None
) -> WarrantyCard | None:
    """Mark the work as done, as `leads.finish`, and make the homeowner's card with what is stated so far. Idempotent.

    Returns None where she has deleted her card: it does not come back. The other side is notified. Raises what
    `leads.finish` raises, and Invalid for the business in the minutes after its price was accepted: hers is the last
    word on that price.
    """
    before = lead_actions.locked_lead(session, lead_id)
    is_news = not before.is_done
    price = accepted_quote(session, lead_id)
    if price is not None and not price.is_settled:
        if side == "business":
            raise quote_actions.being_accepted("day")
        quote_actions.settle_request(session, before.request_id)
    lead = lead_actions.finish(session, lead_id, side, day, actor)
    entry = cards_of(session, [lead.id]).get(lead.id)
    if entry is None and is_news:
        entry = _issue(session, lead, side)
    if is_news and side == "business":
        lead_actions.tell_homeowner(session, WORK_DONE, ("lead", lead.id), lead.request)
    elif is_news and (lead.answered_at or lead.accepted_at):
        lead_actions.tell_business(session, CARD_WANTED, ("lead", lead.id), lead)
    return entry


def unfinish(session: Session, lead_id: int) -> Lead:
    """Undo a finished job for the homeowner: the card that was made for it is deleted. Idempotent.

    Where only her word had made it its business's job, and no price, the lead stands as before that too.
    """
    lead = lead_actions.unfinish(session, lead_id)
    is_hers = lead.state == LeadState.WON and last_actor(session, LeadAct.WIN, ("lead", lead.id)) == "homeowner"
    if is_hers and lead.request.state == "open" and accepted_quote(session, lead.id) is None:
        quote_actions.reopen(session, lead.id, "homeowner")
    return _drop_undone(session, lead, "homeowner")


def reopen(session: Session, lead_id: int, actor: str | None = None, *, is_misread: bool = False) -> Lead:
    """A business takes back how a lead ended, as `quotes.reopen`; what it said to be done, and its card, go with it."""
    lead = quote_actions.reopen(session, lead_id, actor, is_misread=is_misread)
    return _drop_undone(session, lead, actor or f"business:{lead.business_id}")


def object_to_won(session: Session, lead_id: int) -> Lead:
    """The homeowner did not agree on the job, as `quotes.object_to_won`: nothing of it is done, and it has no card."""
    return _drop_undone(session, quote_actions.object_to_won(session, lead_id), "homeowner")


def _drop_undone(session: Session, lead: Lead, by: str) -> Lead:
    """Where a job is not done any more, its card goes, and what waits to be told of it."""
    if not lead.is_done:
        entry = cards_of(session, [lead.id]).get(lead.id)
        if entry is not None:
            _discard(session, entry, by=by)
        outbox.undo(session, ("lead", lead.id), [WORK_DONE, CARD_WANTED])
    return lead


def _issue(session: Session, lead: Lead, side: Side) -> WarrantyCard:
    """A copy of what is stated of the job: by the price that was accepted, and by the listing if there is one still."""
    business = lead_queries.business_of(session, lead)
    doc, price = listing(session, business.slug), accepted_quote(session, lead.id)
    option = price.accepted_option if price is not None else None
    day, promises = lead.done_on or clock.today(), option.promises if option is not None else ()
    within = [promise.register_days for promise in promises if promise.register_days is not None]
    card = Card(
        names=business.names,
        phones=tuple(business.phones[:2]),
        licenses=doc.licenses if doc is not None else (),
        promises=doc.warranties if doc is not None else (),
        service=lead.request.service,
        license=price.license if price is not None else None,
        done_on=day,
        done_by=side,
        made_on=clock.today(),
        unit=Unit(option.equipment.brand, " / ".join(option.equipment.models) or None) if option else Unit(),
        quoted=tuple(map(_quoted, promises)),
        register_by=day + timedelta(days=min(within)) if within else None,
    )
    seed = tokens.new_seed()
    entry = WarrantyCard(
        lead_id=lead.id,
        seed=seed,
        token_digest=tokens.digest(tokens.derive("warranty", seed)),
        language=lead.request.language,
        facts=card.as_json(),
        expires_on=card.expires_on,
    )
    session.add(entry)
    session.flush()
    who = "homeowner" if side == "homeowner" else f"business:{lead.business_id}"
    record(session, who, WarrantyAct.ISSUE, ("lead", lead.id))
    return entry


def _quoted(promise: Promise) -> CardTerm:
    """A warranty of a price, as a card has it."""
    of = promise.warranty
    return CardTerm(
        of.scope, of.years, of.months, of.days, of.condition, honored_by=promise.honored_by, origin=Origin.PRICE
    )


def fill(session: Session, lead_id: int, draft: CardDraft, shown: int, actor: str | None = None) -> WarrantyCard:
    """Store what the business states on its card; what it stated before stays readable. Idempotent.

    `shown` is the version that its form was drawn from. Raises NotFound where there is no card, Invalid for a job that
    is not done or whose request is gone, and where a colleague changed the card since; Invalid(register_by, more,
    conditions) for what cannot be.
    """
    lead = lead_actions.locked_lead(session, lead_id)
    entry = cards_of(session, [lead.id]).get(lead.id)
    if entry is None:
        raise NotFound(f"card of lead {lead_id}")
    if not lead.is_done or lead.request.state == "erased":
        raise lead_actions.over(lead)
    before = entry.card
    if draft.register_by is not None and not (
        before.done_on <= draft.register_by <= before.done_on + LONGEST_TO_REGISTER
    ):
        raise Invalid("register_by", _("Give a day within a year after the work was finished."))
    for field, words in (("more", draft.more), ("conditions", draft.conditions)):
        refuse_link(field, words)
    after = replace(
        before,
        unit=draft.unit,
        more=clean(draft.more) or None,
        terms=tuple(draft.terms),
        conditions=clean(draft.conditions) or None,
        register_by=draft.register_by,
        is_stated=True,
    )
    if after == before:
        return entry
    if entry.version != shown:
        raise Invalid("", _("This page changed while you were working. Here is the latest."))
    if before.is_stated:
        session.add(WarrantyCardVersion(card_id=entry.id, facts=entry.facts))
    entry.facts, entry.version, entry.expires_on = after.as_json(), entry.version + 1, after.expires_on
    session.flush()
    record(session, actor or f"business:{lead.business_id}", WarrantyAct.FILL, ("lead", lead.id))
    return entry


def annotate(session: Session, card_id: int, serial: str, notes: str) -> WarrantyCard:
    """What the homeowner adds to her own card; empty takes it away. Raises NotFound."""
    entry = _locked(session, card_id)
    entry.own_serial, entry.own_notes = clean(serial) or None, clean(notes) or None
    session.flush()
    record(session, "homeowner", WarrantyAct.ANNOTATE, ("warranty", entry.id))
    return entry


def add_photos(session: Session, card_id: int, draft: str | None) -> None:
    """Photos of the nameplate, which wait under this digest of a form's key, onto the card. Raises NotFound."""
    entry = _locked(session, card_id)
    if photos.attach(session, draft, entry.subject):
        record(session, "homeowner", WarrantyAct.ANNOTATE, ("warranty", entry.id))


def drop_photo(session: Session, card_id: int, photo_id: int) -> None:
    """One photo comes off the card. Gone already: nothing. Raises NotFound for another's."""
    entry = _locked(session, card_id)
    photos.drop_one(session, photo_id, subject=entry.subject)
    record(session, "homeowner", WarrantyAct.ANNOTATE, ("warranty", entry.id))


def discard(session: Session, card_id: int) -> None:
    """Delete a card for its homeowner, with all its versions. Idempotent."""
    entry = session.get(WarrantyCard, card_id)
    if entry is not None:
        _discard(session, _locked(session, card_id))


def release(session: Session, request_id: int, *, keeps_cards: bool) -> list[WarrantyCard]:
    """The cards of a request that is deleted go with it, or stay and lead nowhere; those that stay."""
    entries = list(cards_of_request(session, request_id))
    for entry in entries:
        if keeps_cards:
            entry.lead_id = None
        else:
            _discard(session, entry)
    session.flush()
    return entries if keeps_cards else []


def purge(session: Session, now: datetime) -> int:
    """Delete cards whose time is over, a batch at most; how many."""
    over = select(WarrantyCard).where(WarrantyCard.expires_on < clock.local(now).date())
    entries = session.scalars(over.order_by(WarrantyCard.id).limit(BATCH)).all()
    for entry in entries:
        _discard(session, entry, by="worker")
    return len(entries)


def _locked(session: Session, card_id: int) -> WarrantyCard:
    query = select(WarrantyCard).where(WarrantyCard.id == card_id).with_for_update()
    entry = session.scalar(query.execution_options(populate_existing=True))
    if entry is None:
        raise NotFound(f"card {card_id}")
    return entry


def _discard(session: Session, entry: WarrantyCard, by: str = "homeowner") -> None:
    session.execute(delete(WarrantyCardVersion).where(WarrantyCardVersion.card_id == entry.id))
    photos.drop(session, entry.subject[0], [entry.id])
    session.delete(entry)
    session.flush()
    record(session, by, WarrantyAct.DISCARD, ("warranty", entry.id))
