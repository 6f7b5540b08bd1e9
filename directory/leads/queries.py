"""Reading requests and leads."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session, joinedload, selectinload

from directory.businesses import queries as business_queries
from directory.businesses.models import Business, ContactPoint
from directory.businesses.rules import is_textable
from directory.credentials.rules import LicenseStanding, standing
from directory.leads.models import Consent, Lead, QuoteRequest
from directory.leads.rules import OPEN_LEADS, serves
from directory.outbox.queries import suppressed_among
from directory.places.gazetteer import gazetteer
from directory.search.queries import all_listings, listings

#: As many businesses as a form can list and still be read.
MOST_ON_FORM = 12


def leads_of(session: Session, request_id: int) -> list[Lead]:
    """The leads of a request in the order they were asked, their request loaded."""
    query = select(Lead).where(Lead.request_id == request_id).options(joinedload(Lead.request))
    return list(session.scalars(query.order_by(Lead.id)))


def lead_count(session: Session, request_id: int) -> int:
    """How many businesses were asked."""
    return int(session.scalar(select(func.count(Lead.id)).where(Lead.request_id == request_id)) or 0)


def open_leads_texted_to(session: Session, e164: str) -> list[Lead]:
    """Open leads whose text went to this phone, newest first, their request loaded."""
    query = select(Lead).where(Lead.texted_phone == e164, Lead.state.in_(OPEN_LEADS))
    return list(session.scalars(query.options(joinedload(Lead.request)).order_by(Lead.id.desc())))


def digits_in_use(session: Session, e164: str, since: datetime) -> set[int]:
    """The digits by which leads texted to this phone are accepted: the open ones, and any texted after `since`."""
    standing_or_recent = or_(Lead.state.in_(OPEN_LEADS), Lead.created_at > since)
    query = select(Lead.accept_digit).where(Lead.texted_phone == e164, standing_or_recent)
    return set(session.scalars(query))


def request_by_key(session: Session, request_key: str) -> QuoteRequest | None:
    """The request that was saved under an idempotency key."""
    query = select(QuoteRequest).where(QuoteRequest.request_key == request_key)
    return session.scalar(query.options(selectinload(QuoteRequest.leads)))


def open_twin(session: Session, body_digest: str, since: datetime) -> QuoteRequest | None:
    """An open request with the very same answers, sent after `since` under another key."""
    query = select(QuoteRequest).where(
        QuoteRequest.body_digest == body_digest, QuoteRequest.state == "open", QuoteRequest.created_at > since
    )
    found = session.scalars(query.options(selectinload(QuoteRequest.leads)).order_by(QuoteRequest.id.desc())).first()
    return found if found and all(lead.state != "withdrawn" for lead in found.leads) else None


def request_by_id(session: Session, request_id: int) -> QuoteRequest | None:
    """A request; None when there is none."""
    return session.get(QuoteRequest, request_id)


def lead_with_business(session: Session, lead_id: int) -> tuple[Lead, Business] | None:
    """A lead (request loaded) and its business (phones loaded); None when it is gone."""
    lead = session.scalar(select(Lead).where(Lead.id == lead_id).options(joinedload(Lead.request)))
    if lead is None:
        return None
    query = select(Business).where(Business.id == lead.business_id).options(selectinload(Business.contact_points))
    return lead, session.scalars(query).one()


def businesses_of(session: Session, request_id: int) -> list[Business]:
    """The businesses a request went to, phones loaded, in the order they were asked."""
    query = select(Business).join(Lead, Lead.business_id == Business.id).where(Lead.request_id == request_id)
    return list(session.scalars(query.options(selectinload(Business.contact_points)).order_by(Lead.id)))


def consents_of(session: Session, request_id: int) -> list[Consent]:
    """The consent record of a request, oldest first."""
    return list(session.scalars(select(Consent).where(Consent.request_id == request_id).order_by(Consent.id)))


def channels_of(consents: Iterable[Consent], business_id: int | None) -> set[str]:
    """The channels that stand for one business (None: the site): the last row of each channel decides."""
    last = {row.channel: row.state for row in consents if row.business_id == business_id}
    return {channel for channel, state in last.items() if state == "given"}


def was_texted_before(session: Session, business_id: int, lead_id: int) -> bool:
    """Whether this business had an earlier lead by text: then it knows who we are."""
    earlier = select(Lead.id).where(Lead.business_id == business_id, Lead.id < lead_id, Lead.texted_phone.is_not(None))
    return session.scalar(earlier.limit(1)) is not None


@dataclass(frozen=True)
class Choice:
    """A business on the form: its listing document, whether it is ticked, and what is stated for this ZIP code."""

    doc: dict[str, Any]
    is_ticked: bool
    license: LicenseStanding
    serves: bool | None
    #: Why it cannot be ticked: calls_only, no_texts, cannot_receive; None where it can.
    refusal: str | None

    @property
    def slug(self) -> str:
        """Its slug."""
        return str(self.doc["slug"])


def askable(session: Session, slugs: Sequence[str]) -> list[str]:
    """Those of these businesses a request can be sent to, in the order given, each once."""
    docs = listings(session, list(slugs))
    refused = _refusals(session, docs)
    return [str(doc["slug"]) for doc in docs if doc["slug"] not in refused]


def choices(session: Session, ticked: Sequence[str], asked: Sequence[str], zip_code: str) -> list[Choice]:
    """The businesses the form offers: all while they fit on one page, else those asked for; the ticked ones first."""
    docs = all_listings(session)
    if len(docs) > MOST_ON_FORM:
        docs = listings(session, [*ticked, *asked])
    refused = _refusals(session, docs)
    place = gazetteer().zip(zip_code)
    found = [
        Choice(
            doc,
            doc["slug"] in ticked and doc["slug"] not in refused,
            standing(doc, place.state if place else None),
            serves([*(doc["areas"] or ()), *(doc["service_states"] or ())], place.fips, place.state, place.code)
            if place
            else None,
            refused.get(str(doc["slug"])),
        )
        for doc in docs
    ]
    return sorted(found, key=lambda choice: ticked.index(choice.slug) if choice.is_ticked else len(ticked))


def textable_phones(session: Session, businesses: Iterable[Business]) -> dict[int, list[ContactPoint]]:
    """By business id, the phones a request may go to: not stopped, those that agreed first. Contact points loaded."""
    phones = {b.id: [p for p in b.contact_points if p.kind == "phone" and is_textable(p.state)] for b in businesses}
    stopped = suppressed_among(session, "sms", [p.address for points in phones.values() for p in points])
    return {
        business_id: sorted((p for p in points if p.address not in stopped), key=lambda p: p.state != "agreed")
        for business_id, points in phones.items()
    }


def _refusals(session: Session, docs: Sequence[dict[str, Any]]) -> dict[str, str]:
    """Slug -> why no text may go to any phone of a business."""
    businesses = business_queries.by_slugs(session, [doc["slug"] for doc in docs])
    phones = [(b.slug, p) for b in businesses for p in b.contact_points if p.kind == "phone"]
    stopped = suppressed_among(session, "sms", [point.address for _slug, point in phones])
    textable = textable_phones(session, businesses)
    may = {business.slug for business in businesses if textable[business.id]}
    why = {slug: "no_texts" if point.address in stopped else point.state for slug, point in reversed(phones)}
    return {doc["slug"]: why.get(doc["slug"], "calls_only") for doc in docs if doc["slug"] not in may}
