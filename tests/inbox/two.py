"""Two customers at one firm, as their forms leave them: the digits 1 and 2, and 3 and 4."""

from directory.foundation.db import db
from directory.kernel.language import by_tag
from directory.leads.models import Lead
from directory.outbox.models import InboundText, Message
from directory.outbox.registry import kinds as registered
from tests.factories.answers import PHONES
from tests.factories.requests import sent
from tests.inbox.test_texts import text
from tests.support.worlds import once

GAOSHI = PHONES["gaoshi"]
CHEN = {"name": "陈女士", "phone": "+13015550142", "email": "chen@example.com", "zip": "20850"}
JOHN = {"name": "John Smith", "phone": "+17035550143", "email": "john@example.com", "zip": "22030", "language": "en"}


@once
def two_customers(*taken: str) -> None:
    """陈女士 of Rockville (1, 2) and John Smith of Fairfax (3, 4) ask 高氏, which takes them by these digits."""
    sent("gaoshi", **CHEN)
    sent("gaoshi", **JOHN)
    for digit in taken:
        text(GAOSHI, digit)


def leads() -> list[Lead]:
    """Both leads, 陈女士's first, as they stand now."""
    return list(db.session.query(Lead).order_by(Lead.id).populate_existing())


def states() -> list[str]:
    return [lead.state for lead in leads()]


def last_text() -> InboundText:
    """The text that came in last."""
    return db.session.query(InboundText).order_by(InboundText.id.desc()).populate_existing().first()


def answers(phone: str = GAOSHI) -> list[str]:
    """The kinds of what a phone was texted but for the leads themselves, oldest first."""
    rows = db.session.query(Message).filter(Message.recipient == phone, Message.kind != "lead").order_by(Message.id)
    return [message.kind for message in rows]


def answer(phone: str = GAOSHI) -> str:
    """The last of these, as it would go out now."""
    message = (
        db.session.query(Message)
        .filter(Message.recipient == phone, Message.kind != "lead")
        .order_by(Message.id.desc())
        .first()
    )
    content = registered[message.kind].compose(
        db.session(), (message.subject_kind, message.subject_id), by_tag(message.language), message.channel
    )
    assert content is not None, message.kind
    return content.body
