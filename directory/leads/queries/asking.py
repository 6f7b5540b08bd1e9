"""Who can still be asked on a request, and who cannot be told anything any more."""

from collections.abc import Collection, Mapping, Sequence

from sqlalchemy import BindParameter, bindparam, select, union
from sqlalchemy.orm import Session, selectinload

from directory.businesses.models import Business, ContactPoint
from directory.leads.models import Lead, QuoteRequest
from directory.leads.queries.reach import deliveries, reach
from directory.leads.queries.requests import leads_of
from directory.leads.rules import Asking, is_live
from directory.outbox.models import Message, Suppression
from directory.outbox.queries import messages_of

_PHONES: BindParameter[list[str]] = bindparam("phones", expanding=True)
_STOPPED = union(
    select(Suppression.address).where(Suppression.channel == "sms", Suppression.address.in_(_PHONES)),
    select(ContactPoint.address).where(ContactPoint.address.in_(_PHONES), ContactPoint.state == "no_texts"),
)


def stopped_leads(session: Session, leads: Sequence[Lead]) -> set[int]:
    """Ids of those leads whose business takes no more texts on the phone that was told, and no mail either."""
    texted = [lead for lead in leads if lead.texted_phone]
    stopped_phones = stopped_among(session, {lead.texted_phone for lead in texted if lead.texted_phone})
    stopped = [lead for lead in texted if lead.texted_phone in stopped_phones]
    ways = deliveries(session, {lead.business_id for lead in stopped}) if stopped else {}
    return {lead.id for lead in stopped if ways[lead.business_id].email is None}


def stopped_among(session: Session, phones: Collection[str]) -> set[str]:
    """Those of these phones that take no texts: by a STOP, or as their business says."""
    if not phones:
        return set()
    return set(session.scalars(_STOPPED, {"phones": list(phones)}))


def asking(session: Session, request_id: int) -> Asking:
    """How many have a request now and how many were asked in all, as `room`."""
    leads = leads_of(session, request_id)
    return room(leads, messages_of(session, "lead", [lead.id for lead in leads]), stopped_leads(session, leads))


def room(leads: Sequence[Lead], messages: Mapping[int, Sequence[Message]], stopped: Collection[int]) -> Asking:
    """How many have a request now and how many were asked in all: noes, withdrawals and those out of reach do not count
    as having it. `messages` by lead, `stopped` of `stopped_leads`."""
    live = [lead for lead in leads if is_live(lead, messages[lead.id], lead.id in stopped)]
    return Asking(len(live), len(leads))


def addable(session: Session, request: QuoteRequest, room: Asking) -> list[Business]:
    """Who could be asked as well: listed, reachable by a request, not asked yet, while there is room for one more."""
    if request.state != "open" or not room.left:
        return []
    already_asked = select(Lead.business_id).where(Lead.request_id == request.id)
    listed = session.scalars(
        select(Business)
        .where(Business.state == "published", Business.id.not_in(already_asked))
        .options(selectinload(Business.contact_points))
        .order_by(Business.id)
    )
    candidates = list(listed)
    reached = reach(session, candidates)
    return [business for business in candidates if reached[business.id].is_open]
