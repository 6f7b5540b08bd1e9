"""Every message names what it is about: with several customers, or several requests, one knows which is meant."""

import re

import pytest

from directory.audit import reference_label
from directory.foundation.db import db
from directory.foundation.i18n import speaking
from directory.foundation.unit import unit
from directory.kernel.language import LANGUAGES, by_tag, by_url
from directory.leads import actions as lead_actions
from directory.leads.models import Lead, QuoteRequest
from directory.leads.rules.job import job
from directory.outbox.models import Message
from directory.outbox.registry import kinds
from directory.quotes import actions as quote_actions
from directory.quotes.actions import QuoteDraft
from directory.quotes.models import Quote
from tests.factories.requests import sent, set_language
from tests.inbox.test_texts import text
from tests.inbox.two import GAOSHI

pytestmark = pytest.mark.usefixtures("site")
NAME = "陈女士"
FIRM = {"en": "Gaoshi Lengnuan", "zh-hans": "高氏冷暖", "zh-hant": "高氏冷暖"}
#: What is said to a phone, not of one customer: it names the listing, a digit or the site.
OF_NOBODY = {
    *("stopped-ack", "started-ack", "help-ack", "cost-ack", "unknown-digit", "not-passed", "not-undone"),
    *("pause-ack", "resume-ack", "pause-noted", "remove-ack", "inbound-text"),
}
#: Words for one of several, which say nothing where they stand alone.
BARE = re.compile(
    r"(?<!of )\b(?:the|your) customer\b(?! (?:in\b|picked\b|\())|(?<!那位)(?:告诉|转给|告訴|轉給)客[户戶]"
)


def everything(language: str) -> list[tuple[Message, str]]:
    """All that is sent of one request in its life, each as it would be read at its moment."""
    read: dict[int, str] = {}

    def note() -> None:
        db.session.expire_all()
        for message in db.session.query(Message).where(Message.id.not_in(read)).order_by(Message.id):
            spoken = by_tag(message.language)
            subject = (message.subject_kind, message.subject_id)
            content = kinds[message.kind].compose(db.session(), subject, spoken, message.channel)
            if content is not None:
                read[message.id] = f"{content.subject}\n{content.body}"

    def acted(*bodies: str) -> None:
        for body in bodies:
            text(GAOSHI, body)
            note()

    def act(action, *given, **more) -> None:
        with unit() as session:
            action(session, *given, **more)
        note()

    tag = by_url(language).bcp47
    set_language(language)
    sent("gaoshi", name=NAME, language=tag)
    note()
    lead_id = db.session.query(Lead.id).scalar()
    acted("机器大概几年了？", "1", "1", "零件要等到周四", "1600")
    with unit() as session:
        session.query(Message).filter_by(kind="quoted", channel="sms").one().state = "delivered"
    acted("撤回", "签了", "撤回", "没谈成，客人找了别家", "撤回")
    act(quote_actions.reply, lead_id, "homeowner", "好的")
    act(quote_actions.quote, lead_id, QuoteDraft(1800, 1800))
    act(quote_actions.accept_quote, db.session.query(Quote.id).filter_by(state="sent").scalar())
    act(lead_actions.withdraw, lead_id)
    # Another firm's, so that its answers are no repetition of the first one's.
    sent("gaoshi", name=NAME, language=tag, phone="+13015550177", email="li@example.com")
    digit = db.session.query(Lead.accept_digit).order_by(Lead.id.desc()).limit(1).scalar()
    acted(str(digit), str(digit + 1))
    sent("gaoshi", name=NAME, language=tag, phone="+13015550178", email="wu@example.com")
    digit = db.session.query(Lead.accept_digit).order_by(Lead.id.desc()).limit(1).scalar()
    acted(f"{digit + 1} 太远")
    sent("gaoshi", name=NAME, language=tag, phone="+13015550179", email="he@example.com")
    last = db.session.query(Lead).order_by(Lead.id.desc()).first()
    act(
        lambda session: lead_actions.tell_homeowner(
            session, "undelivered", ("lead", last.id), lead_actions.locked_lead(session, last.id).request
        )
    )
    acted("STOP")
    return [(message, read[message.id]) for message in db.session.query(Message) if message.id in read]


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_message_names_whom_or_what_it_is_about(session, language):
    messages = everything(language)
    words = job(session.query(QuoteRequest).first(), language)
    for message, shown in messages:
        if message.kind in OF_NOBODY or message.priority == "operator":
            continue
        to_homeowner = message.recipient.startswith("+1301") or "@" in message.recipient
        subject = [FIRM[language]] if to_homeowner and message.kind != "receipt" else [NAME, words.town]
        assert any(name in shown for name in subject), (message.kind, message.channel, shown)
        if to_homeowner:
            assert words.town in shown, (message.kind, message.channel, shown)
        assert not BARE.search(shown), (message.kind, message.channel, shown)
        if language != "en":
            with speaking(LANGUAGES[language]):
                named = reference_label(f"{message.subject_kind}:{message.subject_id}")
            assert message.subject_kind not in named, "the operator's list shows a code"
    shown_kinds = {message.kind for message, _ in messages} - OF_NOBODY
    assert shown_kinds >= {
        *("lead", "contact", "declined-ack", "made-other-arrangements", "replied", "receipt", "will-call", "declined"),
        *("undelivered", "calls-only", "asked", "quoted", "price-withdrawn", "text-heard", "already-accepted"),
        *("given-up", "price-ack", "won-ack", "lost-ack", "undone-ack"),
    }
