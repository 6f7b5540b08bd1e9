"""Requests as the form sends them, through the actions: with leads, consents, messages and jobs."""

import re
import secrets
from typing import Any

from sqlalchemy.orm import Session

from directory.businesses.models import Business
from directory.foundation.unit import unit
from directory.kernel.language import by_tag, by_url
from directory.leads import actions, queries
from directory.leads.actions import Evidence, RequestDraft
from directory.leads.models import Lead, QuoteRequest
from directory.outbox.models import Message
from directory.outbox.registry import Content, kinds
from tests.factories.answers import HOMEOWNER, business

#: What a homeowner typed: none of it may stand in a text to a business before it accepted.
TYPED = ("陈女士", "301-555-0142", HOMEOWNER, "chen@example.com", "20850", "楼上不热")


def draft(*slugs: str, **answers: Any) -> RequestDraft:
    """A draft to these businesses, with every channel given."""
    values: dict[str, Any] = {
        "service": "repair",
        "zip": "20850",
        "urgency": "now",
        "safety": "none",
        "call_language": "cmn",
        "name": "陈女士",
        "language": "zh-Hans",
        "channels": dict.fromkeys(slugs, ("call", "sms", "email")),
        "phone": HOMEOWNER,
        "email": "chen@example.com",
        "receipt_sms": True,
        "answers": {"symptom": ["noheat"]},
        "details": "楼上不热",
    }
    return RequestDraft(businesses=slugs, **(values | answers))


def evidence() -> Evidence:
    """What a form gives as proof."""
    return Evidence("我只请这两家联系我", "<form></form>", "/zh-hans/request-a-quote", "192.0.2.7", "Old Phone/1.0")


def listed(*slugs: str) -> None:
    """Businesses with one printed phone each."""
    with unit() as session:
        for slug in slugs:
            business(session, slug)


def askable(session: Session, slugs: list[str]) -> list[str]:
    """Those of these businesses that the form lets a homeowner tick."""
    return [choice.slug for choice in queries.choices(session, slugs, slugs, "") if choice.is_ticked]


def sent(*slugs: str, key: str = "", **answers: Any) -> QuoteRequest:
    """A request saved as its form would."""
    with unit() as session:
        if not key:
            # The same answers twice are one request: each of these is another homeowner's.
            answers.setdefault("details", f"楼上不热 {secrets.token_hex(3)}")
        request_draft = draft(*(slugs or ("gaoshi", "fangshi")), **answers)
        return actions.submit(session, request_draft, actions.Sending(key or secrets.token_hex(8), evidence()))


def messages(session: Session, kind: str, channel: str | None = None) -> list[Message]:
    """The messages of one kind, oldest first."""
    query = session.query(Message).filter_by(kind=kind).order_by(Message.id).populate_existing()
    return [message for message in query if channel in (None, message.channel)]


def composed(session: Session, message: Message) -> Content | None:
    """The message as its recipient would read it now."""
    subject = (message.subject_kind, message.subject_id)
    return kinds[message.kind].compose(session, subject, by_tag(message.language), message.channel)


def set_language(language: str) -> None:
    """Both businesses read this language from now on."""
    with unit() as session:
        for business in session.query(Business):
            business.language = by_url(language).bcp47


def text(session: Session, kind: str, position: int = 0) -> str:
    """A text as it would go out now, its address as {link}."""
    content = composed(session, messages(session, kind, "sms")[position])
    assert content is not None
    return re.sub(r"https://[^ ]+", "{link}", content.body)


def accept(session: Session) -> None:
    """The newest lead's business answers yes by text."""
    with unit() as writing:
        actions.accept(writing, writing.query(Lead).order_by(Lead.id.desc()).first().id, "sms")
