"""A homeowner whose every word is a canary: planted in all that can come of a request, and sought everywhere."""

import re
from collections.abc import Iterator
from datetime import timedelta

from sqlalchemy import select

from directory.entrypoints.operator.actions import text_phone
from directory.foundation import outfile, tokens
from directory.foundation.db import Base, db
from directory.foundation.unit import unit
from directory.inbox.actions import receive_text
from directory.kernel import clock
from directory.leads import actions
from directory.leads.models import Consent, Lead, QuoteRequest
from directory.outbox import deliver
from directory.outbox.models import Message
from directory.quotes import actions as quotes
from directory.quotes.models import Quote
from directory.quotes.rules.offer import Equipment, Offer, Option
from directory.reviews import actions as reviews
from directory.visits import actions as visits
from directory.visits.rules import Window
from directory.warranties import actions as warranties
from directory.warranties.actions import CardDraft
from directory.warranties.rules import Unit
from tests.factories.answers import PHONES
from tests.factories.requests import listed, sent
from tests.support.worlds import once

PHONE, NEIGHBOR = "+13015550187", "+13015550188"
MAIL, NAME, WORDS = "canary.chen@home.example", "Canaryname", "canarywords"
#: The same phone as people write it.
SPELLINGS = ("301-555-0187", "(301) 555 0187", "３０１５５５０１８７", "+1.301.555.0187")


@once
def planted() -> QuoteRequest:
    """A request whose every word is a canary, with all that can come of it; what waits is written to files."""
    listed("gaoshi", "fangshi", "infinity")
    quote_request = sent_request()
    work()
    texts = [(PHONES["gaoshi"], f"{WORDS} {spelling}") for spelling in SPELLINGS]
    with unit() as session:
        gaoshi, fangshi = (
            lead.id for lead in session.query(Lead).filter_by(request_id=quote_request.id).order_by(Lead.id)
        )
        actions.accept(session, gaoshi, "sms")
        quotes.ask(session, gaoshi, f"{WORDS} {NAME}?")
        machine = Equipment(outdoor=f"{WORDS} 1")
        words = {"note": f"{WORDS} {MAIL}", "exclusions": f"{WORDS} {PHONE}", "license": f"{WORDS} 2"}
        quotes.quote(session, gaoshi, Offer((Option(1200, 1300, equipment=machine),), **words))
        quotes.reply(session, gaoshi, "homeowner", f"{WORDS} {PHONE}")
        visit = visits.propose(session, gaoshi, "business", [Window.on(clock.today() + timedelta(days=2), 9, 12)])
        visits.pick(session, gaoshi, "homeowner", visit.offered[0].id, address=f"12 {WORDS} Lane")
        typed = Offer((Option(900, 900),), note=f"{WORDS} {PHONE}")
        quotes.type_quote(session, quote_request.id, f"{NAME} {WORDS}", typed)
        actions.note(session, gaoshi, f"{NAME} {WORDS}", "")
        actions.decline(session, fangshi, "spam", "sms")
        for number, (sender, body) in enumerate([*texts, (PHONE, f"{WORDS} help"), (PHONE, "help")]):
            receive_text(session, sender, body, f"SM{number}")
        # What the desk writes to her, and of her to the firm.
        text_phone(session, PHONE, f"{WORDS} hello", "key-1", by="operator:1")
        text_phone(session, PHONES["gaoshi"], f"{WORDS} {SPELLINGS[0]}", "key-2", by="operator:1")
        # Words about her from a phone that nobody knows.
        receive_text(session, NEIGHBOR, f"call {SPELLINGS[1]} or {MAIL.upper()}", "SMneighbor")
    work()
    assert set(traces(quote_request)) >= {
        "messages",
        "replies",
        "quotes",
        "quote_options",
        "visits",
        "typed_quotes",
        "leads",
        "inbound_texts",
        "desk_texts",
        "quote_requests",
        "file",
    }
    return quote_request


@once
def finished() -> QuoteRequest:
    """The same once the job is over: its price accepted, the work done, a card that was filled in, corrected and
    annotated, a review with its reply."""
    quote_request = planted()
    with unit() as session:
        lead_id = session.scalars(select(Lead.id).where(Lead.request_id == quote_request.id).order_by(Lead.id)).first()
        price = session.scalars(select(Quote.id).where(Quote.lead_id == lead_id, Quote.state == "sent")).one()
        quotes.accept_quote(session, price)
        quotes.settle_request(session, quote_request.id)
        card = warranties.finish(session, lead_id, "business")
        unit_words = Unit(f"{WORDS} 3", f"{WORDS} 4", f"{WORDS} 5")
        for more in (f"{WORDS} {PHONE}", f"{WORDS} 6"):
            draft = CardDraft(unit_words, more, [], f"{WORDS} {NAME}", None)
            warranties.fill(session, lead_id, draft, card.version)
        warranties.annotate(session, card.id, f"{WORDS} 7", f"{NAME} {MAIL}")
        warranties.finish(session, lead_id, "homeowner")
        reviews.write(session, lead_id, {"came": "yes"}, f"{WORDS} {NAME} {PHONE}")
        reviews.answer(session, lead_id, f"{WORDS} {PHONE}")
    work()
    assert set(traces(quote_request)) >= {"warranty_cards", "warranty_card_versions", "reviews", "visits"}
    return quote_request


def sent_request(phone: str = PHONE, email: str = MAIL) -> QuoteRequest:
    return sent(
        "gaoshi",
        "fangshi",
        name=NAME,
        phone=phone,
        email=email,
        details=f"{WORDS} {phone}",
        first_diagnosis=f"{WORDS} {NAME}",
    )


def work() -> None:
    """Send what waits."""
    due = (Message.state == "waiting", Message.due_at <= clock.now())
    while ids := [number for (number,) in db.session.query(Message.id).filter(*due)]:
        db.session.remove()
        for message_id in ids:
            deliver.deliver(message_id)


def _holds(text: str, canaries: list[str]) -> bool:
    bare = re.sub(r"[\s().+-]", "", text.translate(str.maketrans("０１２３４５６７８９", "0123456789"))).casefold()
    return any(canary.casefold() in bare for canary in canaries)


def traces(quote_request: QuoteRequest, phone: str = PHONE) -> Iterator[str]:
    """Tables, but for the sealed consents, and `file` where anything of the homeowner still stands."""
    canaries = [
        phone[2:],
        "Canaryname",
        "canarywords",
        MAIL,
        tokens.derive("request", quote_request.seed).replace("-", ""),
    ]
    with db.engine.connect() as connection:
        for table in Base.metadata.sorted_tables:
            if table is not Consent.__table__ and any(
                _holds(repr(tuple(cells)), canaries) for cells in connection.execute(table.select())
            ):
                yield table.name
    for path in outfile.stored():
        if _holds(path.read_text(encoding="utf-8"), canaries):
            yield "file"


def delete(quote_request: QuoteRequest) -> None:
    with unit() as session:
        visits.erase_request(session, quote_request.id)
