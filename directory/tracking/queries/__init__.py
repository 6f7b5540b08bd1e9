"""Reading all that the request page shows, in as many statements however many businesses were asked."""

from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import chain

from sqlalchemy import BindParameter, bindparam, select
from sqlalchemy.orm import Session

from directory.businesses.models import Business, ContactPoint
from directory.foundation.presence import Presence
from directory.foundation.settings import settings
from directory.leads import queries as lead_queries
from directory.leads.models import Lead, QuoteRequest, RequestVersion, SecondContact
from directory.leads.queries import Permission
from directory.leads.rules.job import known_dangers, place_of
from directory.nameplates.models import Unread, unread
from directory.outbox import queries as outbox
from directory.outbox.models import Message, Suppression
from directory.outbox.topics import Topic, is_off_for
from directory.photos.models import Photo, Subject, photos_of
from directory.places.rules import Utility, emergency_lines
from directory.quotes import models as quotes
from directory.quotes.models import Quote, Reply, TypedQuote
from directory.quotes.rules import agreement
from directory.reviews.models import Review, reviews_of
from directory.tracking.queries.photos import plates_shown
from directory.tracking.queries.shown import Row, View
from directory.tracking.rules import page
from directory.tracking.rules.status import (
    Around,
    Status,
    has_old_number,
    is_passed_over,
    knowledge,
    lead_text,
    may_withdraw,
    may_write,
    status_of,
    time_line,
)
from directory.visits.models import Visit, address_readers, visits_of
from directory.warranties.models import WarrantyCard, cards_of

_REQUEST: BindParameter[int] = bindparam("request")
_LEADS = select(Lead.id).where(Lead.request_id == _REQUEST)
_TEXTED = select(Lead.texted_phone).where(Lead.request_id == _REQUEST)
#: What there may be of a request besides the leads and the messages about them: most have little of it.
_OF_REQUEST = Presence(
    quotes=Quote.lead_id.in_(_LEADS),
    replies=Reply.lead_id.in_(_LEADS),
    visits=Visit.lead_id.in_(_LEADS),
    cards=WarrantyCard.lead_id.in_(_LEADS),
    reviews=Review.lead_id.in_(_LEADS),
    photos=(Photo.subject_kind == "request") & (Photo.subject_id == _REQUEST),
    typed=TypedQuote.request_id == _REQUEST,
    versions=RequestVersion.request_id == _REQUEST,
    second=SecondContact.request_id == _REQUEST,
    unreached=outbox.NOT_REACHED,
    opted_out=(Suppression.channel == "sms") & Suppression.address.in_(_TEXTED),
    calls_only=(ContactPoint.state == "no_texts") & ContactPoint.address.in_(_TEXTED),
)
#: What a company can cut off in a danger.
_FUELS = {"gas": "gas", "water": "electricity"}
#: After this long the page asks whether the request is still needed.
_OLD = timedelta(days=1)


def view(session: Session, request: QuoteRequest, now: datetime) -> View:
    """Everything on a request's page at `now`; the request comes from the access door."""
    known = _known(session, request, now)
    rows = [_line(known, lead) for lead in known.leads]
    second = lead_queries.second_contact(session, request.id) if "second" in known.there else None
    photos = photos_of(session, _photo_subjects(known))
    dangers = known_dangers(request.safety, request.details)
    asking = lead_queries.room(known.leads, known.messages, known.stopped)
    return View(
        request=request,
        rows=rows,
        headline=page.headline(request.state, [entry.status for entry in rows]),
        is_urgent=page.is_urgent(request.urgency, request.answers or {}),
        is_cold=page.is_cold(request.answers or {}),
        dangers=dangers,
        emergency_lines=_emergency_lines(request, dangers),
        is_old=now - request.created_at > _OLD,
        asking=asking,
        addable=lead_queries.addable(session, request, asking),
        versions=known.versions,
        second=second,
        refuses_copies=second is not None and _refuses_copies(session, second),
        typed=quotes.typed_quotes(session, request.id) if "typed" in known.there else [],
        photos=photos,
        plates=plates_shown(session, request, photos),
        unread=unread(session, chain(*photos.values())) if request.state == "open" else Unread(),
        unreached=_unreached(session, request) if "unreached" in known.there else (),
    )


@dataclass(frozen=True)
class _Known:
    """What the lines of the page are drawn from, read at once for all businesses; the mappings are by lead id."""

    request: QuoteRequest
    now: datetime
    #: What there is of the request besides (`_OF_REQUEST`).
    there: Set[str]
    leads: Sequence[Lead]
    #: By business id.
    businesses: Mapping[int, Business]
    messages: Mapping[int, list[Message]]
    replies: Mapping[int, list[Reply]]
    prices: Mapping[int, list[Quote]]
    #: The price that stands, and where one stands that was accepted.
    standing: Mapping[int, Quote | None]
    agreements: Mapping[int, str]
    visits: Mapping[int, Visit]
    told_where: Set[int]
    stopped: Set[int]
    cards: Mapping[int, WarrantyCard]
    reviews: Mapping[int, Review]
    permissions: Sequence[Permission]
    versions: list[RequestVersion]
    #: When the homeowner settled on a price; None while she has not.
    settled_at: datetime | None


def _refuses_copies(session: Session, second: SecondContact) -> bool:
    """Whether a second contact has stopped what it gets by itself: by text, or by a mail's link."""
    if second.channel == "sms":
        return outbox.is_suppressed(session, "sms", second.address)
    return is_off_for(session, Topic.COPIES, second.address)


def _known(session: Session, request: QuoteRequest, now: datetime) -> _Known:
    leads = lead_queries.own_leads(session, request)
    ids = [lead.id for lead in leads]
    there = _OF_REQUEST.read(
        session,
        request=request.id,
        addresses=outbox.written_to(request.phone, request.email),
        since=request.created_at,
    )

    def of(name: str) -> list[int]:
        return ids if name in there else []

    prices = quotes.quotes_of(session, of("quotes"))
    standing = {lead_id: quotes.standing(prices[lead_id]) for lead_id in ids}
    return _Known(
        request=request,
        now=now,
        there=there,
        leads=leads,
        businesses={business.id: business for business in lead_queries.businesses_of(session, request.id)},
        messages=outbox.messages_of(session, "lead", ids),
        replies=quotes.replies_of(session, of("replies")),
        prices=prices,
        standing=standing,
        agreements={lead.id: agreement(standing[lead.id], lead.state, now) for lead in leads},
        visits=visits_of(session, of("visits")),
        told_where=address_readers(session, of("visits")),
        stopped=lead_queries.stopped_leads(session, leads) if there & {"opted_out", "calls_only"} else set(),
        cards=cards_of(session, of("cards")),
        reviews=reviews_of(session, of("reviews")),
        permissions=lead_queries.permissions_of(session, request.id),
        versions=lead_queries.versions_of(session, request.id) if "versions" in there else [],
        settled_at=next((price.settled_at for price in standing.values() if price and price.is_settled), None),
    )


def _photo_subjects(known: _Known) -> list[Subject]:
    replies = chain(*known.replies.values())
    return quotes.photo_subjects(known.request.id, replies) if known.there & {"photos", "replies"} else []


def _line(known: _Known, lead: Lead) -> Row:
    request, prices, price = known.request, known.prices[lead.id], known.standing[lead.id]
    is_stopped = lead.id in known.stopped
    status = _status(known, lead)
    told_by = lead_text(known.messages[lead.id])
    return Row(
        lead=lead,
        business=known.businesses[lead.business_id],
        status=status,
        steps=time_line(status, told_by, lead.created_at, lead.answered_at, lead.told_at),
        channels=lead_queries.channels_of(known.permissions, lead.business_id),
        replies=known.replies[lead.id],
        prices=[given for given in prices if not given.is_retracted],
        quote=price,
        previous=quotes.previous(prices),
        lapsed=quotes.lapsed(prices),
        has_address=lead.id in known.told_where,
        agreement=known.agreements[lead.id],
        is_stopped=is_stopped,
        may_withdraw=may_withdraw(lead),
        may_write=may_write(lead, request.state, status, is_stopped=is_stopped),
        knowledge=knowledge(lead, status, told_by),
        has_old_number=has_old_number(lead, lead_queries.number_since(known.versions)),
        told_at=lead.told_at or (told_by.sent_at if told_by else None) or lead.went_out_at,
        visit=known.visits.get(lead.id),
        same_firm=_same_firm(known, known.businesses[lead.business_id]),
        card=known.cards.get(lead.id),
        review=known.reviews.get(lead.id),
    )


def _same_firm(known: _Known, business: Business) -> Business | None:
    others = (other for other in known.businesses.values() if other.id != business.id)
    return next((other for other in others if other.firm_id == business.firm_id), None)


def _status(known: _Known, lead: Lead) -> Status:
    request, price, where = known.request, known.standing[lead.id], known.agreements[lead.id]
    around = Around(
        request.urgency,
        settings().sms_hours,
        has_asked=any(reply.author == "business" and not reply.retracted_at for reply in known.replies[lead.id]),
        is_stopped=lead.id in known.stopped,
        agreement=where,
        agreed_at=price.decided_at if price else None,
        is_passed_over=is_passed_over(lead, known.settled_at, has_price=bool(where)),
        number_since=lead_queries.number_since(known.versions),
        held_until=request.goes_out_at if request.confirmed_at is None else None,
    )
    return status_of(lead, known.messages[lead.id], known.now, around)


def _unreached(session: Session, request: QuoteRequest) -> tuple[str, ...]:
    contacts = {"phone": request.phone, "email": request.email}
    lost = outbox.lost_addresses(session, [one for one in contacts.values() if one], request.created_at)
    return tuple(kind for kind, one in contacts.items() if one and {one, one.lower()} & lost)


def _emergency_lines(request: QuoteRequest, dangers: tuple[str, ...]) -> tuple[Utility, ...]:
    """The gas or power companies of the job's state, for the dangers that they can end."""
    place = place_of(request)
    state = place.state if place else ""
    return tuple(line for code, fuel in _FUELS.items() if code in dangers for line in emergency_lines(fuel, state))


def lead_of(session: Session, request_id: int, slug: str) -> Lead | None:
    """This request's lead to the business with that slug; None where it was never asked."""
    return session.scalar(
        select(Lead)
        .join(Business, Business.id == Lead.business_id)
        .where(Lead.request_id == request_id, Business.slug == slug)
    )


def quote_of(session: Session, request_id: int, quote_id: int) -> Quote | None:
    """A price given on this request; None for another request's."""
    return session.scalar(select(Quote).join(Lead).where(Quote.id == quote_id, Lead.request_id == request_id))
