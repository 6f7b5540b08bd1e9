"""What a homeowner is told who sent a request."""

from sqlalchemy.orm import Session

from directory.foundation.i18n import show_when, speaking
from directory.foundation.settings import settings
from directory.kernel import clock, phone
from directory.kernel.language import ENGLISH, Language
from directory.leads import queries
from directory.leads.models import QuoteRequest
from directory.leads.notices.words import LONG, Facts, confirm_key, contact_phone, fit, job_words, request_link, write
from directory.leads.rules.job import known_dangers
from directory.outbox.registry import Content
from directory.outbox.rules import next_allowed


def receipt(session: Session, subject: tuple[str, int], language: Language, channel: str) -> Content | None:
    """What was saved, to whom it goes and when, and how to confirm that it is hers; nothing once it ended."""
    quote_request = queries.request_by_id(session, subject[1])
    if quote_request is None or quote_request.state != "open":
        return None
    businesses = queries.businesses_of(session, quote_request.id)
    values: Facts = {
        "names": [business.display_name(language.url) for business in businesses],
        "businesses": [(b.display_name(language.url), phone.display(next(iter(b.phones), ""))) for b in businesses],
        "number": next((phone.display(number) for b in businesses for number in b.phones), contact_phone()),
        "request_number": quote_request.number,
        "link": request_link(quote_request, language),
        "is_named": language is not ENGLISH,
        "dangers": known_dangers(quote_request.safety, quote_request.details),
        "held_until": _held_until(quote_request, language),
        **job_words(quote_request, language),
    }
    if channel == "email":
        if quote_request.confirmed_at is None:
            link = request_link(quote_request, language)
            values["confirm_link"] = f"{link}/confirm?key={confirm_key(quote_request)}"
        return write("receipt", language, channel, **values)
    return fit("receipt", language, LONG, {**values, "is_about": True}, {"is_about": False}, {"is_named": False})


def _held_until(quote_request: QuoteRequest, language: Language) -> str:
    """When a request that waits for a confirmation goes out by itself; empty where it does not wait."""
    until = quote_request.goes_out_at if quote_request.confirmed_at is None else None
    if until is None or until <= clock.now():
        return ""
    with speaking(language):
        return show_when(next_allowed(until, settings().sms_hours))
