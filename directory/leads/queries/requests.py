"""Requests and leads as their homeowner, their business and the operator see them."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import (
    BindParameter,
    ColumnElement,
    bindparam,
    func,
    inspect,
    literal,
    or_,
    select,
    union_all,
)
from sqlalchemy.orm import Session, joinedload, selectinload
from sqlalchemy.orm.attributes import set_committed_value
from sqlalchemy.orm.util import identity_key

from directory.businesses.models import Business
from directory.businesses.queries import firm_of, listings_of
from directory.foundation.db import Utc
from directory.foundation.paging import MOST_COUNTED, Pile, count_of, pile
from directory.kernel import clock
from directory.leads.models import Consent, Lead, QuoteRequest, RequestVersion, SecondContact
from directory.leads.queries.overview import is_untold
from directory.leads.rules import (
    DIGIT_RESTS,
    JOB_FIELDS,
    OPEN_LEADS,
    SECOND_EVIDENCE,
    TABS,
    WON_RESTS,
    LeadState,
    may_phone,
    shows_contact,
)

_REQUEST: BindParameter[int] = bindparam("request")
_LEADS = select(Lead).where(Lead.request_id == _REQUEST).options(joinedload(Lead.request)).order_by(Lead.id)
_LEAD_COUNT = select(func.count(Lead.id)).where(Lead.request_id == _REQUEST)
_BUSINESSES = (
    select(Business)
    .join(Lead, Lead.business_id == Business.id)
    .where(Lead.request_id == _REQUEST)
    .options(joinedload(Business.contact_points))
    .order_by(Lead.id)
)
_PERMISSIONS = (
    select(Consent.business_id, Consent.channel, Consent.state, Consent.how)
    .where(Consent.request_id == _REQUEST)
    .order_by(Consent.id)
)
_CONSENTS = select(Consent).where(Consent.request_id == _REQUEST).order_by(Consent.id)
_VERSIONS = select(RequestVersion).where(RequestVersion.request_id == _REQUEST).order_by(RequestVersion.id)
_SECOND = select(SecondContact).where(SecondContact.request_id == _REQUEST)


_BUSINESS = select(Business).where(Business.id == bindparam("business")).options(joinedload(Business.contact_points))


def is_out(now: datetime) -> ColumnElement[bool]:
    """Whether the business of a lead may know of it, as `Lead.is_out`."""
    waits = select(QuoteRequest.id).where(
        QuoteRequest.id == Lead.request_id,
        QuoteRequest.goes_out_at > func.coalesce(Lead.closed_at, literal(now, Utc())),
    )
    return or_(Lead.told_at.is_not(None), ~waits.correlate(Lead).exists())


def leads_of(session: Session, request_id: int) -> list[Lead]:
    """The leads of a request in the order they were asked, their request loaded."""
    return list(session.scalars(_LEADS, {"request": request_id}))


def own_leads(session: Session, request: QuoteRequest) -> list[Lead]:
    """The leads of a request as `leads_of` gives them; read only where they are not loaded with it."""
    if "leads" in inspect(request).unloaded:
        return leads_of(session, request.id)
    for lead in request.leads:
        set_committed_value(lead, "request", request)
    return request.leads


def lead_count(session: Session, request_id: int) -> int:
    """How many businesses were asked."""
    return int(session.connection().scalar(_LEAD_COUNT, {"request": request_id}) or 0)


def open_leads_texted_to(session: Session, e164: str) -> list[Lead]:
    """Open leads whose text went to this phone, newest first, their request loaded."""
    query = select(Lead).where(Lead.texted_phone == e164, Lead.state.in_(OPEN_LEADS))
    return list(session.scalars(query.options(joinedload(Lead.request)).order_by(Lead.id.desc())))


def waiting_for(session: Session, business_id: int) -> list[Lead]:
    """Leads of open requests that wait for the first answer of a business, the oldest first, their request loaded."""
    query = select(Lead).join(QuoteRequest, QuoteRequest.id == Lead.request_id)
    query = query.where(Lead.business_id == business_id, Lead.state == LeadState.NEW, QuoteRequest.state == "open")
    return list(session.scalars(query.options(joinedload(Lead.request)).order_by(Lead.id)))


def leads_texted_to(session: Session, phone: str, limit: int) -> list[Lead]:
    """The newest leads in any state whose text went to this phone, newest first, their request loaded."""
    query = select(Lead).where(Lead.texted_phone == phone).options(joinedload(Lead.request))
    return list(session.scalars(query.order_by(Lead.id.desc()).limit(limit)))


def leads_of_phone(session: Session, phone: str, business_ids: Collection[int], limit: int) -> list[Lead]:
    """Open leads that a text from this phone can be about: texted to it, or to a business that has it; newest first.

    Their request is loaded.
    """
    query = select(Lead).join(QuoteRequest, QuoteRequest.id == Lead.request_id)
    query = query.where(
        or_(Lead.texted_phone == phone, Lead.business_id.in_(list(business_ids))),
        Lead.state.in_(OPEN_LEADS),
        QuoteRequest.state == "open",
        is_out(clock.now()),
    )
    return list(session.scalars(query.options(joinedload(Lead.request)).order_by(Lead.id.desc()).limit(limit)))


def leads_by_ids(session: Session, ids: Collection[int]) -> dict[int, Lead]:
    """These leads by their id, their request loaded."""
    query = select(Lead).where(Lead.id.in_(list(ids))).options(joinedload(Lead.request))
    return {lead.id: lead for lead in session.scalars(query)}


def requests_of_phone(session: Session, phone: str, limit: int) -> list[QuoteRequest]:
    """The newest requests whose homeowner gave this phone, newest first, their leads loaded."""
    query = select(QuoteRequest).where(QuoteRequest.phone == phone).options(selectinload(QuoteRequest.leads))
    return list(session.scalars(query.order_by(QuoteRequest.id.desc()).limit(limit)))


def leads_meant_by(session: Session, e164: str, now: datetime) -> list[Lead]:
    """Leads that words from this phone can be about, newest first, their request loaded.

    Besides the open ones: won within `WON_RESTS`, the work is still to be done; ended otherwise within `DIGIT_RESTS`.
    None that its business does not know of yet.
    """
    ended = (column > now - DIGIT_RESTS for column in (Lead.closed_at, Lead.declined_at, Lead.lost_at))
    meant = or_(Lead.state.in_(OPEN_LEADS), Lead.won_at > now - WON_RESTS, *ended)
    query = select(Lead).where(Lead.texted_phone == e164, meant, is_out(now))
    return list(session.scalars(query.options(joinedload(Lead.request)).order_by(Lead.id.desc())))


_DIGITS = select(Lead.texted_phone, Lead.accept_digit).where(
    Lead.texted_phone.in_(bindparam("phones", expanding=True)),
    or_(
        Lead.state.in_(OPEN_LEADS),
        *(
            column > bindparam("since")
            for column in (Lead.created_at, Lead.closed_at, Lead.declined_at, Lead.lost_at, Lead.won_at)
        ),
    ),
    Lead.id != bindparam("but"),
)


def digits_in_use(
    session: Session, phones: Collection[str], since: datetime, but: int | None = None
) -> dict[str, set[int]]:
    """By phone, the digits by which leads texted to it are accepted, but for one lead: the open ones, and any that was
    texted or ended after `since`."""
    digits: dict[str, set[int]] = {phone: set() for phone in phones}
    values = {"phones": list(phones), "since": since, "but": but or 0}
    for phone, digit in session.connection().execute(_DIGITS, values) if phones else ():
        digits[str(phone)].add(digit)
    return digits


def open_since(session: Session, before: datetime, limit: int) -> list[int]:
    """Ids of the open requests that were sent before a moment, the oldest first, at most so many."""
    query = select(QuoteRequest.id).where(QuoteRequest.state == "open", QuoteRequest.created_at < before)
    return list(session.scalars(query.order_by(QuoteRequest.id).limit(limit)))


def request_by_id(session: Session, request_id: int) -> QuoteRequest | None:
    """A request; None when there is none."""
    return session.get(QuoteRequest, request_id)


def request_named(session: Session, address: str, number: str | None) -> QuoteRequest | None:
    """The request whose homeowner gave this phone (E.164) or e-mail (lower case): that of the short number, else the
    newest."""
    theirs = select(QuoteRequest).where(
        or_(QuoteRequest.phone == address, func.lower(QuoteRequest.email) == address), QuoteRequest.state != "erased"
    )
    if number is not None:
        theirs = theirs.where(QuoteRequest.number == number)
    return session.scalars(theirs.order_by(QuoteRequest.id.desc()).limit(1)).first()


def contacts_of(request: QuoteRequest) -> set[str]:
    """The phone and the e-mail (lower case) that a request is found by."""
    return {contact.lower() for contact in (request.phone, request.email) if contact}


def lead_with_business(session: Session, lead_id: int) -> tuple[Lead, Business] | None:
    """A lead (request loaded) and its business (phones loaded); None when it is gone."""
    lead = session.scalar(select(Lead).where(Lead.id == lead_id).options(joinedload(Lead.request)))
    if lead is None:
        return None
    query = select(Business).where(Business.id == lead.business_id).options(selectinload(Business.contact_points))
    return lead, session.scalars(query).one()


def businesses_of(session: Session, request_id: int) -> list[Business]:
    """The businesses a request went to, phones loaded, in the order they were asked."""
    return list(session.scalars(_BUSINESSES, {"request": request_id}).unique())


def consents_of(session: Session, request_id: int) -> list[Consent]:
    """The consent record of a request, oldest first."""
    return list(session.scalars(_CONSENTS, {"request": request_id}))


class Permission(NamedTuple):
    """What a consent says of one way to the homeowner, without the record that proves it."""

    business_id: int | None
    channel: str
    state: str
    how: str | None


def permissions_of(session: Session, request_id: int) -> list[Permission]:
    """What the consents of a request say, the oldest first."""
    return [Permission(*given) for given in session.execute(_PERMISSIONS, {"request": request_id})]


def versions_of(session: Session, request_id: int) -> list[RequestVersion]:
    """What a request said before each time it was corrected, the oldest first."""
    return list(session.scalars(_VERSIONS, {"request": request_id}))


def second_contact(session: Session, request_id: int) -> SecondContact | None:
    """Who gets messages of a request besides its homeowner, stopped or not."""
    return session.scalar(_SECOND, {"request": request_id})


def second_by_phone(session: Session, e164: str) -> SecondContact | None:
    """Who was named last as a second contact with this phone, stopped or not."""
    return session.scalar(select(SecondContact).where(SecondContact.address == e164).order_by(SecondContact.id.desc()))


def number_since(versions: Iterable[RequestVersion]) -> datetime | None:
    """When the homeowner's phone was last corrected."""
    return max((version.until for version in versions if "phone" in version.fields), default=None)


def changed_for(lead: Lead, channels: Collection[str], versions: Iterable[RequestVersion], since: datetime) -> set[str]:
    """The columns of a request that were corrected after `since`, as far as the business of a lead may read them.

    `channels` are the ways its homeowner allows it; the lead's request is loaded.
    """
    readable = set(JOB_FIELDS)
    if shows_contact(lead.state):
        has_phone = may_phone(lead.request.phone, channels)
        readable |= {"name"} | ({"phone"} if has_phone else set())
        readable |= {"email"} if "email" in channels or not has_phone else set()
    return {name for version in versions if version.until > since for name in version.fields} & readable


def channels_of(consents: Iterable[Consent | Permission], business_id: int | None) -> set[str]:
    """The channels that stand for one business (None: the site): the last row of each channel decides."""
    last = {c.channel: c.state for c in consents if c.business_id == business_id and c.how not in SECOND_EVIDENCE}
    return {channel for channel, state in last.items() if state == "given"}


def may_phone_lead(session: Session, lead: Lead) -> bool:
    """Whether the business of a lead reads the homeowner's phone once it took it; else her e-mail. Request loaded."""
    return may_phone(lead.request.phone, channels_of(permissions_of(session, lead.request_id), lead.business_id))


def was_texted_before(session: Session, business_id: int, lead_id: int) -> bool:
    """Whether this business had an earlier lead by text: then it knows who we are."""
    earlier = select(Lead.id).where(Lead.business_id == business_id, Lead.id < lead_id, Lead.texted_phone.is_not(None))
    earlier = earlier.where(is_out(clock.now()))
    return session.scalar(earlier.limit(1)) is not None


def count_to_move(session: Session, from_id: int, into_id: int) -> tuple[int, int]:
    """How many leads move, and how many stay because the other listing got the same request."""
    already_asked = select(Lead.request_id).where(Lead.business_id == into_id)
    query = select(func.count()).where(Lead.business_id == from_id)
    moved = session.scalar(query.where(Lead.request_id.not_in(already_asked))) or 0
    return moved, (session.scalar(query) or 0) - moved


#: Leads on one page of the list.
PER_PAGE = 20
#: The last page of a list that nobody counted to its end: what is older is found by its link or its customer.
DEEPEST = 500


@dataclass(frozen=True)
class Desk:
    """One page of one tab: its leads (request loaded), how many each tab holds, whether older ones follow.

    A count above `MOST_COUNTED` says that there are more than that.
    """

    tab: str
    counts: dict[str, int]
    leads: list[Lead]
    page: int
    has_more: bool

    @property
    def pages(self) -> int | None:
        """How many pages the tab has; None where nobody counted that far."""
        count = self.counts[self.tab]
        return None if count > MOST_COUNTED else max(1, -(-count // PER_PAGE))


def lead_of_business(session: Session, business_id: int, lead_id: int) -> Lead | None:
    """This business's lead, its request loaded; None for one that is not there, has not gone out or is another's."""
    own = Lead.business_id.in_(listings_of(business_id))
    query = select(Lead).where(Lead.id == lead_id, own, is_out(clock.now()))
    return session.scalar(query.options(joinedload(Lead.request)))


def others_of_firm(session: Session, lead: Lead) -> list[Lead]:
    """The leads of the same request at other listings of the same firm, which were merged since."""
    others = select(Lead).where(Lead.request_id == lead.request_id, Lead.id != lead.id)
    same = firm_of(Lead.business_id) == firm_of(literal(lead.business_id))
    return list(session.scalars(others.where(same).order_by(Lead.id)))


def desk(session: Session, business_id: int, tab: str, page: int) -> Desk:
    """A page of a tab, the newest first; a page beyond the last is the last. What has not gone out yet is in none.

    With leads of listings that were merged into it: where both had one of a request, each stays with its own.
    """
    listings = list(session.scalars(listings_of(business_id)))
    own = select(Lead).where(Lead.business_id.in_(listings), is_out(clock.now()))
    counts = {name: count_of(session, own.where(Lead.state.in_(states))) for name, states in TABS.items()}
    is_counted = counts[tab] <= MOST_COUNTED
    page = max(1, min(page, -(-counts[tab] // PER_PAGE) if is_counted else DEEPEST))
    # The newest of each state, along the index of both; then the newest of those.
    newest = (
        own.with_only_columns(Lead.id).where(Lead.state == state).order_by(Lead.id.desc()).limit(page * PER_PAGE + 1)
        for state in TABS[tab]
    )
    ids = union_all(*(select(part.subquery().c.id) for part in newest)).subquery()
    query = select(Lead).join(ids, ids.c.id == Lead.id).options(joinedload(Lead.request)).order_by(Lead.id.desc())
    leads = list(session.scalars(query.offset((page - 1) * PER_PAGE).limit(PER_PAGE + 1)))
    return Desk(tab, counts, leads[:PER_PAGE], page, len(leads) > PER_PAGE)


def channels_by_lead(session: Session, leads: Collection[Lead]) -> dict[int, set[str]]:
    """By lead id, the ways its homeowner allows this business."""
    query = select(Consent).where(Consent.request_id.in_([lead.request_id for lead in leads])).order_by(Consent.id)
    rows: dict[int, list[Consent]] = {}
    for consent in session.scalars(query):
        rows.setdefault(consent.request_id, []).append(consent)
    return {lead.id: channels_of(rows.get(lead.request_id, ()), lead.business_id) for lead in leads}


def untold(session: Session, limit: int) -> Pile[tuple[Lead, Business]]:
    """New leads that no message reached their business about in time, and nobody told it by phone; oldest first.

    Their request and the business's contact points are loaded.
    """
    query = select(Lead, Business).join(Business, Business.id == Lead.business_id)
    query = query.join(QuoteRequest, QuoteRequest.id == Lead.request_id).where(*is_untold(clock.now()))
    options = (joinedload(Lead.request), selectinload(Business.contact_points))
    return pile(session, query, Lead.created_at, limit, *options)


def business_of(session: Session, lead: Lead) -> Business:
    """The business a lead went to, its contact points loaded; read only where this session has not read both."""
    business = session.identity_map.get(identity_key(Business, lead.business_id))
    if business is not None and "contact_points" not in inspect(business).unloaded:
        return business
    return session.scalars(_BUSINESS, {"business": lead.business_id}).unique().one()


def next_request_at(session: Session, quote_request: QuoteRequest, number: str) -> datetime | None:
    """When the next request was sent whose homeowner gave this phone (E.164): from then on its texts are about that."""
    return session.scalar(
        select(func.min(QuoteRequest.created_at)).where(
            QuoteRequest.phone == number,
            QuoteRequest.state != "erased",
            QuoteRequest.created_at > quote_request.created_at,
        )
    )
