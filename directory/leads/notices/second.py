"""What a second contact of a request is told: first of what it will get, then what its homeowner is told."""

from dataclasses import replace

from sqlalchemy.orm import Session

from directory.foundation.i18n import speaking
from directory.kernel.language import Language, by_tag
from directory.leads import queries
from directory.leads.models import QuoteRequest
from directory.leads.notices.words import LONG, Facts, county_instead, fit, job_words, request_link, write
from directory.leads.rules.second import SecondScope
from directory.outbox.models import Message
from directory.outbox.registry import Content, write_message


def second_contact(session: Session, subject: tuple[str, int], language: Language, channel: str) -> Content | None:
    """Who asked for it, what comes, where the page is, and how to stop it; nothing once it was stopped."""
    request = queries.request_by_id(session, subject[1])
    contact = queries.second_contact(session, subject[1])
    if request is None or request.state != "open" or contact is None or contact.stopped_at is not None:
        return None
    values: Facts = {
        "name": request.name or "",
        "gets_all": contact.scope == SecondScope.ALL,
        "link": f"{request_link(request, language)}#second",
        **job_words(request, language),
    }
    if channel == "email":
        return write("second-contact", language, channel, **values)
    return fit("second-contact", language, LONG, values, {"job": ""}, county_instead(request, language), {"name": ""})


def for_second(session: Session, message: Message, content: Content, request: QuoteRequest | None) -> Content | None:
    """What was composed for the homeowner, said to be so, with the way to stop it in a mail; None once it was
    stopped."""
    contact = queries.second_contact(session, request.id) if request is not None else None
    if request is None or contact is None or contact.stopped_at is not None or contact.address != message.recipient:
        return None
    language = by_tag(message.language)
    values: Facts = {
        "name": request.name or "",
        "number": request.number,
        "body": content.body.strip(),
        "subject": content.subject,
        "link": f"{request_link(request, language)}#second",
    }
    with speaking(language):
        copy = write_message("leads/messages/copy", language, message.channel, values)
    return replace(copy, is_secret=content.is_secret)
