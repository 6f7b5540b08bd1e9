"""What a business is told of a lead, by text or by mail. A mail goes only to somebody who still acts for it."""

from sqlalchemy.orm import Session

from directory.businesses.models import Business
from directory.foundation.html import absolute
from directory.kernel import phone
from directory.kernel.language import Language, by_tag
from directory.leads import queries
from directory.leads.notices.words import (
    LONG,
    SHORT,
    Facts,
    contact_phone,
    county_instead,
    fit,
    job_words,
    lead_link,
    open_lead,
    pronoun,
    write,
)
from directory.outbox.registry import Compose, Content

#: Characters of a name where a text has no room for more.
_SHORT_NAME = 10


def lead(session: Session, subject: tuple[str, int], speak: Language, channel: str) -> Content | None:
    """The first word a business hears of a request; a later one is shorter. Over budget the greeting goes first."""
    found = open_lead(session, subject, ("new",))
    if found is None or found[1].state != "published":
        return None
    asked, business = found
    values: Facts = {
        "name": business.display_name(speak.url),
        "greeting": True,
        "accept": asked.accept_digit,
        "decline": asked.accept_digit + 1,
        "link": lead_link(asked),
        "contact_phone": contact_phone(),
        **job_words(asked.request, speak),
    }
    if channel == "email":
        return _if_held(session, business, write("lead", speak, channel, settings=_settings(business), **values))
    known = queries.was_texted_before(session, business.id, asked.id)
    shorter: list[Facts] = [
        {"greeting": False},
        county_instead(asked.request, speak),
        {"speaks": ""},
        {"contact_phone": ""},
    ]
    return fit("lead-again" if known else "lead", speak, LONG, values, *shorter)


def contact(session: Session, subject: tuple[str, int], speak: Language, channel: str) -> Content | None:
    """The number that was asked for; nothing once the homeowner took it back."""
    found = open_lead(session, subject, ("accepted", "quoted", "won"))
    if found is None:
        return None
    asked, business = found
    row, called = asked.request, asked.request.name
    if called is None:
        return None
    allowed = queries.channels_of(queries.consents_of(session, row.id), business.id)
    number = phone.display(row.phone) if row.phone and allowed & {"call", "sms"} else row.email or ""
    values: Facts = {
        "name": called,
        "number": number,
        "zip": row.zip,
        "is_mail": "@" in number,
        "pronoun": pronoun(called),
        # "We have told them" only where a message says so in the same transaction.
        "is_told": bool(row.email or (row.receipt_sms and row.phone)),
        **job_words(row, speak),
    }
    if channel == "email":
        values |= {"link": lead_link(asked), "email": row.email if "email" in allowed else ""}
        return _if_held(session, business, write("contact", speak, channel, settings=_settings(business), **values))
    shorter: list[Facts] = [{"is_told": False}, {"town": ""}, {"urgency": ""}, {"name": called[:_SHORT_NAME]}]
    return fit("contact", speak, SHORT, values, *shorter)


def to_business(kind: str, states: tuple[str, ...]) -> Compose:
    """A composer of one kind of message to a business, sent while its lead is in one of these states."""

    def compose(session: Session, subject: tuple[str, int], speak: Language, channel: str) -> Content | None:
        found = queries.lead_with_business(session, subject[1])
        if found is None or found[0].state not in states:
            return None
        row = found[0].request
        if channel == "email":
            words = job_words(row, speak)
            return _if_held(session, found[1], write(kind, speak, channel, settings=_settings(found[1]), **words))
        return fit(kind, speak, SHORT, job_words(row, speak), county_instead(row, speak))

    return compose


def _if_held(session: Session, business: Business, content: Content) -> Content | None:
    """The mail, while the business still wants mail and somebody who acts for it holds the address."""
    return content if queries.delivery_of(session, business.id).email else None


def _settings(business: Business) -> str:
    """Where a business says how it wants to be told."""
    return absolute(f"/{by_tag(business.language).url}/manage/{business.slug}/delivery")
