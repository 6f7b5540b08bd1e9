"""Replies to a phone that texted, and which texts a person has to read."""

from datetime import datetime

from sqlalchemy.orm import Session

from directory.inbox import notices, queries, rules
from directory.outbox import actions as outbox
from directory.outbox.models import InboundText


def answer(session: Session, kind: str, text: InboundText) -> bool:
    """Queue our answer, in the sender's language. False where this phone had its fill today: two machines talking.

    Nor where the very same words got it today already, and nothing new was done for them, nor where the gateway has
    answered by itself.
    """
    if text.opt_out:
        return False
    counts = queries.answers_today(session, text.sender, notices.ANSWERS)
    if kind not in notices.ALWAYS and rules.has_its_fill(kind, counts):
        return False
    if kind in rules.ALIKE and queries.is_answered_alike(session, text, kind):
        return False
    language = notices.language_of(queries.heard(session, text.id))
    outbox.enqueue(session, kind, ("inbound", text.id), "sms", text.sender, language, priority="reply")
    return True


def for_a_person(session: Session, text: InboundText, at: datetime | None = None) -> None:
    """Leave a text unread for the operator, and mail them: now, or `at` a time by which it may have settled itself."""
    outbox.tell_operators(session, "inbound-text", ("inbound", text.id), due_at=at)


def left_open(session: Session, text: InboundText) -> None:
    """Leave a text to the operator, because its lead cannot take what it says now, and tell its sender so."""
    answer(session, "left-open", text)
    for_a_person(session, text)
    text.is_read = False


def settled(session: Session, text: InboundText) -> None:
    """Cancel what waits to tell the operator of a text: nobody needs to read it any more."""
    text.is_read = True
    outbox.cancel(session, ("inbound", text.id), ("inbound-text",))
