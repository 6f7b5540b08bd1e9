"""A request was corrected: its businesses are told what is new for them, the homeowner where the page is now."""

from datetime import datetime

from sqlalchemy.orm import Session

from directory.kernel import phone
from directory.kernel.language import Language
from directory.leads import queries
from directory.leads.actions.change import CHANGED, TAKEN_OFF
from directory.leads.actions.end import WAYS_LEFT
from directory.leads.models import Lead
from directory.leads.notices.words import (
    LONG,
    Facts,
    county_instead,
    customer,
    fit,
    lead_link,
    open_lead,
    request_link,
    write,
)
from directory.leads.rules import OPEN_LEADS, LeadState, may_phone
from directory.outbox import queries as outbox_queries
from directory.outbox.registry import Content
from directory.trades import vocabulary

#: What tells a business of a request as it stands then; what was corrected later is new to it.
_TELLING = ("lead", "contact", CHANGED)


def request_changed(session: Session, subject: tuple[str, int], language: Language, channel: str) -> Content | None:
    """What was corrected since this business was last told by this way; nothing where it may read none of that."""
    lead_and_business = open_lead(session, subject, (*OPEN_LEADS, LeadState.WON))
    if lead_and_business is None:
        return None
    lead, business = lead_and_business
    if channel == "email" and queries.delivery_of(session, business.id).email is None:
        return None
    request = lead.request
    allowed = queries.channels_of(queries.permissions_of(session, request.id), business.id)
    versions = queries.versions_of(session, request.id)
    changed = queries.changed_for(lead, allowed, versions, _told_at(session, lead, channel))
    if not changed:
        return None
    number = phone.display(request.phone or "") if may_phone(request.phone, allowed) else ""
    values: Facts = {
        "changed": changed,
        "name": request.name or "",
        "number": number,
        "email": request.email if "email" in changed else "",
        "danger": vocabulary.short("safety", request.safety, language.url),
        "link": lead_link(lead),
        **customer(lead, language),
    }
    if channel == "email":
        return write(CHANGED, language, channel, **values)
    return fit(CHANGED, language, LONG, values, county_instead(request, language), {"who": ""}, {"job": ""})


def _told_at(session: Session, lead: Lead, channel: str) -> datetime:
    """When this business was last told of the request by this way; when it was asked, where it never was."""
    messages = outbox_queries.messages_of(session, "lead", [lead.id])[lead.id]
    sent = [m.sent_at for m in messages if m.kind in _TELLING and m.channel == channel and m.sent_at]
    return max(sent, default=lead.created_at)


def ways_left(session: Session, subject: tuple[str, int], language: Language, channel: str) -> Content | None:
    """By which ways a business that has the contact may still use it; nothing once it is off the request."""
    lead_and_business = open_lead(session, subject, (*OPEN_LEADS, LeadState.WON))
    if lead_and_business is None:
        return None
    lead, business = lead_and_business
    allowed = queries.channels_of(queries.permissions_of(session, lead.request_id), business.id)
    values: Facts = {"allowed": allowed, **customer(lead, language)}
    if channel == "email":
        has_mail = queries.delivery_of(session, business.id).email is not None
        return write(WAYS_LEFT, language, channel, **values) if has_mail else None
    return fit(WAYS_LEFT, language, LONG, values, county_instead(lead.request, language), {"who": ""}, {"job": ""})


def taken_off(session: Session, subject: tuple[str, int], language: Language, channel: str) -> Content | None:
    """That a phone or email is no longer a request's: to whoever holds it, without a word of the request."""
    return write(TAKEN_OFF, language, channel)


def new_link(session: Session, subject: tuple[str, int], language: Language, channel: str) -> Content | None:
    """Where the page of a request is, whose contact was corrected."""
    request = queries.request_by_id(session, subject[1])
    if request is None or request.state != "open":
        return None
    values: Facts = {"number": request.number, "link": request_link(request, language)}
    return write("new-link", language, channel, **values)
