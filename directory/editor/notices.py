"""Messages to owners about their listing: whether it is still true, and that a phone was changed."""

from datetime import time

from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Session

from directory.businesses.models import Business
from directory.editor import queries
from directory.editor.actions import listing as confirm
from directory.foundation.html import absolute
from directory.foundation.settings import settings
from directory.kernel.language import Language
from directory.outbox.registry import Content, MessageKind, write_message
from directory.outbox.topics import Topic


def _still_true(session: Session, subject: tuple[str, int], language: Language, channel: str) -> Content | None:
    """The question with its link; None once it was answered."""
    record = queries.question_with_business(session, subject[1])
    if record is None or record[0].answered_at is not None or record[1].state != "published":
        return None
    question, business = record
    path = f"/{language.url}/manage/{business.slug}/listing/confirm/{confirm.link_token(question)}"
    return _content("editor/messages/still-true", business, language, channel, absolute(path))


def _phones_changed(session: Session, subject: tuple[str, int], language: Language, channel: str) -> Content | None:
    """Which phones the listing shows now; no number of it goes into a text."""
    record = queries.change_with_business(session, subject[1])
    if record is None:
        return None
    change, business = record
    link = absolute(f"/{language.url}/manage/{business.slug}/listing/history")
    return _content("editor/messages/phones-changed", business, language, channel, link, after=change.after["phones"])


def _content(folder: str, business: Business, language: Language, channel: str, link: str, **more: object) -> Content:
    values = {
        "name": business.display_name(language.url),
        "link": link,
        "phone": settings().contact_phone,
        **more,
    }
    return write_message(folder, language, channel, values)


#: When questions are planned, on a clock in Washington.
PLANNED = time(9)

KINDS = {
    "still-true": MessageKind(_still_true, _l("question: is everything still correct"), Topic.LISTING),
    "phones-changed": MessageKind(_phones_changed, _l("the listing's phones changed")),
}
JOBS = {"still-true": confirm.ask, "plan-questions": confirm.plan}
DAILY = {"plan-questions": PLANNED}
