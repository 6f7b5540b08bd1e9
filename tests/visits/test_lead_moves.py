"""Every way in which a lead goes from one state to another, and what becomes of its visit, its prices, its timers and
its card: the table of docs/architecture.md.

Before each there is a visit that both agreed on, where the business had the lead.
"""

import html
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

import pytest
from flask.testing import FlaskClient
from icalendar import Calendar
from sqlalchemy.orm import Session

from directory.foundation.db import db
from directory.foundation.unit import unit
from directory.kernel import text as segments
from directory.leads import actions as lead_actions
from directory.leads.rules import LEAD, LEAD_UNDONE
from directory.outbox.models import Message
from directory.quotes import actions as quotes
from directory.quotes.actions import QuoteDraft
from directory.quotes.models import Quote
from directory.tracking.actions import erase_request
from directory.visits.models import Visit
from directory.visits.rules import parse_window, reminded_at
from directory.warranties import actions as warranties
from directory.warranties.models import WarrantyCard
from tests.conftest import MovableClock
from tests.factories.answers import HOMEOWNER, lead_url, request_url
from tests.factories.requests import composed, messages
from tests.visits.conftest import TUESDAY, Sides, work
from tests.visits.test_endings import mail_of_firm

Act = Callable[[Session, Sides], object]
#: Whom a mail with a calendar file reaches, by kind of message.
OF_HERS, OF_FIRM = "visit-canceled", "visit-off"
#: Where neither canceled it, and its label has to say so.
ENDED = ("visit-ended", "visit-fell-through")
OFF = (OF_HERS, OF_FIRM, *ENDED)


def _quote(session: Session, sides: Sides) -> Quote:
    return quotes.quote(session, sides.lead.id, QuoteDraft(900, 900))


def _last_price(session: Session, sides: Sides) -> int:
    return session.query(Quote.id).filter_by(lead_id=sides.lead.id).order_by(Quote.id.desc()).first()[0]


def _expire(session: Session, sides: Sides) -> None:
    quotes.JOBS[lead_actions.EXPIRY](session, ("request", sides.request.id))


def _undo(state: str) -> Act:
    return lambda s, sides: lead_actions.undo_answer(s, sides.lead.id, state, has_answered=True, by="operator")


def _decline(reason: str | None) -> Act:
    return lambda s, sides: lead_actions.decline(s, sides.lead.id, reason, "web")


def _accept(session: Session, sides: Sides) -> None:
    lead_actions.accept(session, sides.lead.id, "web")


def _win(session: Session, sides: Sides) -> None:
    lead_actions.win(session, sides.lead.id)


def _give_up(session: Session, sides: Sides) -> None:
    quotes.give_up(session, sides.lead.id, "too_busy", "sms")


def _lose(session: Session, sides: Sides) -> None:
    quotes.lose(session, sides.lead.id, "price")


def _withdraw(session: Session, sides: Sides) -> None:
    lead_actions.withdraw(session, sides.lead.id)


def _pass_over(session: Session, sides: Sides) -> None:
    lead_actions.pass_over(session, sides.lead.id)


def _reopen(session: Session, sides: Sides) -> None:
    warranties.reopen(session, sides.lead.id)


def _reopen_misread(session: Session, sides: Sides) -> None:
    warranties.reopen(session, sides.lead.id, "operator", is_misread=True)


def _take_price_back(session: Session, sides: Sides) -> None:
    quotes.withdraw_price(session, _last_price(session, sides))


def _retract_price(session: Session, sides: Sides) -> None:
    quotes.retract_price(session, _last_price(session, sides), "accepted", by="operator")


@dataclass(frozen=True)
class Way:
    """A way from one state to another: what came `before`, the act, how the visit stands then and by whom it is off,
    who gets a calendar file that says so, and how the price stands."""

    old: str
    new: str
    act: Act
    before: tuple[Act, ...] = ()
    visit: str = "agreed"
    by: str | None = None
    mailed: tuple[str, ...] = ()
    price: str | None = None

    def __str__(self) -> str:
        return f"{self.old}-{self.new}-{self.act.__name__}"


#: Off by her word, by the firm's, by nobody's.
HERS = {"visit": "cancelled", "by": "homeowner", "mailed": (OF_FIRM,)}
FIRMS = {"visit": "cancelled", "by": "business", "mailed": (OF_HERS,)}
NOBODYS = {"visit": "cancelled", "by": None, "mailed": ENDED}
#: A lead that nobody has taken has no visit.
NONE = {"visit": ""}

WAYS = (
    Way("new", "accepted", _accept, **NONE),
    Way("new", "declined", _decline("too_busy"), **NONE),
    Way("new", "spam", _decline("spam"), **NONE),
    Way("new", "expired", _expire, **NONE),
    Way("new", "withdrawn", _withdraw, **NONE),
    Way("new", "withdrawn", _pass_over, **NONE),
    Way("accepted", "quoted", _quote, price="sent"),
    Way("accepted", "won", _win),
    Way("accepted", "lost", _give_up, **FIRMS),
    Way("accepted", "lost", _lose, **FIRMS),
    Way("accepted", "lost", _pass_over, **HERS),
    Way("accepted", "lost", _expire, **NOBODYS),
    Way("accepted", "withdrawn", _withdraw, **HERS),
    Way("quoted", "accepted", _take_price_back, (_quote,), price="superseded"),
    Way("quoted", "won", _win, (_quote,), price="sent"),
    Way("quoted", "lost", _give_up, (_quote,), price="sent", **FIRMS),
    Way("quoted", "lost", _pass_over, (_quote,), price="sent", **HERS),
    Way("quoted", "expired", _expire, (_quote,), price="sent", **NOBODYS),
    Way("quoted", "withdrawn", _withdraw, (_quote,), price="sent", **HERS),
    Way("won", "accepted", _reopen, (_win,)),
    Way("won", "quoted", _reopen, (_quote, _win), price="sent"),
    Way("won", "withdrawn", _withdraw, (_win,), **HERS),
    # Its own word: she was told, and nobody agrees on a time for her.
    Way("lost", "accepted", _reopen, (_lose,), visit="cancelled", by="business"),
    Way("lost", "quoted", _reopen, (_quote, _lose), visit="cancelled", by="business", price="sent"),
)
MISREAD = (
    Way("accepted", "new", _undo("new"), **NOBODYS),
    Way("quoted", "accepted", _retract_price, (_quote,), price="superseded"),
    Way("declined", "new", _undo("new"), (_decline(None),), **NONE),
    Way("spam", "new", _undo("new"), (_decline("spam"),), **NONE),
    # The business never said no: it comes, and she reads so.
    Way("lost", "accepted", _undo("accepted"), (_give_up,)),
    Way("lost", "quoted", _undo("quoted"), (_quote, _give_up), price="sent"),
)
#: The same by another act: the table of moves knows each once.
MISREAD_BY_DESK = (Way("lost", "accepted", _reopen_misread, (_lose,)),)


@pytest.mark.parametrize(("table", "ways"), [(LEAD, WAYS), (LEAD_UNDONE, MISREAD)], ids=["moves", "undone"])
def test_every_move_of_the_table_is_tried(table, ways) -> None:
    moves = {(old, new) for old, news in table.moves.items() for new in news}
    assert {(way.old, way.new) for way in ways} == moves


@pytest.mark.parametrize("way", [*WAYS, *MISREAD, *MISREAD_BY_DESK], ids=str)
def test_what_becomes_of_the_rest(sides: Sides, client: FlaskClient, clock: MovableClock, way: Way) -> None:
    if way.visit:
        sides.agree(TUESDAY)
        mail_of_firm(sides)
    else:
        sides = Sides(client, sides.request, "fangshi", 1)
    for act in way.before:
        with unit() as session:
            act(session, sides)
    db.session.query(Message).filter(Message.kind.in_(OFF)).update({"state": "sent"})
    db.session.commit()
    earlier = {message.id for message in _of_visit()}
    assert sides.lead.state == way.old
    with unit() as session:
        way.act(session, sides)
    assert sides.lead.state == way.new

    visit = sides.visit()
    assert (visit.state if visit else "", visit.cancelled_by if visit else None) == (way.visit, way.by)
    news = [message for message in _of_visit() if message.id not in earlier]
    files = [message for message in news if message.channel == "email"]
    off = [message for message in files if message.kind in OFF]
    assert sorted(message.kind for message in off) == sorted(way.mailed)
    for message in off:
        assert _method(message) == "CANCEL"
        assert sides.request.details not in composed(db.session(), message).body
    if way.visit == "cancelled" and visit is not None:
        _read_by_both(client, sides, visit)
    price = db.session.query(Quote.state).filter_by(lead_id=sides.lead.id).order_by(Quote.id.desc()).first()
    assert (price[0] if price else None) == way.price
    # Whatever was set for later finds how it stands: of a time that is off nobody is reminded, one that holds is.
    clock.moment = reminded_at(parse_window(TUESDAY)) + timedelta(minutes=1)
    work()
    reminded = {message.kind for message in messages(db.session(), "visit-reminder")}
    assert reminded == ({"visit-reminder"} if way.visit == "agreed" and _is_open(sides) else set())


def _of_visit() -> list[Message]:
    query = db.session.query(Message).filter(Message.kind.like("visit-%"), Message.state != "cancelled")
    return query.populate_existing().all()


def _is_open(sides: Sides) -> bool:
    return sides.lead.state in ("accepted", "quoted", "won")


def _method(message: Message) -> str:
    content = composed(db.session(), message)
    assert content is not None
    assert content.attachment is not None
    return str(Calendar.from_ical(content.attachment.data)["method"])


def _read_by_both(client: FlaskClient, sides: Sides, visit: Visit) -> None:
    """Her page says that the time is off; the firm's page has no visit that still holds; both files cancel it."""
    assert visit.time is not None
    body = client.get(request_url(sides.request, "en")).text
    assert "Visit agreed" not in body
    words = {None: "is off.", "business": "They canceled the visit", "homeowner": "You canceled the visit"}
    assert words[visit.cancelled_by] in body
    assert "Take it out of my calendar" in body
    assert client.get(f"{request_url(sides.request, 'en')}/visits/gaoshi.ics").text.count("CANCEL") >= 1


@pytest.mark.parametrize(
    ("act", "hers", "firms"),
    [
        (_give_up, "They answered:", "You passed on this one."),
        (_lose, "take this on right now", "You passed on this one."),
        (_expire, "Ended without an agreement.", "This request has ended without an agreement."),
        (_withdraw, "Withdrawn. They had your contact details", "The customer has made other arrangements."),
    ],
)
def test_each_reads_by_whose_word_it_is_over(
    sides: Sides, client: FlaskClient, act: Act, hers: str, firms: str
) -> None:
    with unit() as session:
        act(session, sides)
    assert hers in html.unescape(client.get(request_url(sides.request, "en")).text)
    body = html.unescape(client.get(lead_url(sides.lead, "en")).text)
    assert firms in body
    assert not [
        words for words in ("You passed", "ended without", "other arrangements") if words not in firms and words in body
    ]


@pytest.mark.parametrize("state", ["new", "expired"])
def test_nobodys_word_is_told_to_both_by_text_too(sides: Sides, state: str) -> None:
    """No other message says it to both. Neither reads that the other canceled, as nobody did."""
    sides.agree(TUESDAY)
    with unit() as session:
        (_undo("new") if state == "new" else _expire)(session, sides)
    for kind, phone in zip(ENDED, (HOMEOWNER, sides.lead.texted_phone), strict=True):
        texts = messages(db.session(), kind, "sms")
        assert [text.recipient for text in texts] == [phone]
        body = composed(db.session(), texts[0]).body
        assert segments.count(body) <= 2
        assert ("看错" in body) == (state == "new")
        assert "取消了" not in body


def test_why_a_visit_is_off_stays_true_where_its_request_ends_too(sides: Sides) -> None:
    """Texts of the night are written in the morning: until then she may have closed the request."""
    sides.agree(TUESDAY)
    with unit() as session:
        _undo("new")(session, sides)
    with unit() as session:
        lead_actions.close(session, sides.request.id)
    for kind in ENDED:
        assert "看错" in composed(db.session(), messages(db.session(), kind, "sms")[0]).body


def test_a_time_that_holds_again_reaches_her_calendar(sides: Sides) -> None:
    """A text was misread as a no: she was told that the visit is off, so she is told that it stands."""
    agreed = sides.agree(TUESDAY)
    with unit() as session:
        _give_up(session, sides)
    db.session.query(Message).filter_by(kind=OF_HERS).update({"state": "sent"})
    db.session.commit()
    with unit() as session:
        _undo("accepted")(session, sides)
    visit = sides.visit()
    assert visit is not None
    assert (visit.id, visit.state, visit.sequence) == (agreed.id, "agreed", agreed.sequence)
    [mail] = [m for m in messages(db.session(), "visit-agreed", "email") if m.state == "waiting"]
    assert _method(mail) != "CANCEL"


def test_what_a_misread_no_stopped_is_told_again(sides: Sides) -> None:
    """The firm had not been told of the time: it would never hear that it is expected."""
    sides.agree(TUESDAY)
    booked = _waiting("visit-booked")
    assert booked
    with unit() as session:
        _give_up(session, sides)
    assert not _waiting("visit-booked")
    with unit() as session:
        _undo("accepted")(session, sides)
    assert _waiting("visit-booked") == booked


@pytest.mark.parametrize("is_reminded", [False, True])
def test_what_holds_again_after_the_evening_before_is_reminded_of_once(
    sides: Sides, clock: MovableClock, is_reminded: bool
) -> None:
    """The reminder's job found the time off: the firm, which never said no, would not hear of it any more. She reads
    that it stands."""
    sides.agree(TUESDAY)
    db.session.query(Message).filter_by(kind="visit-booked").update({"state": "sent"})
    db.session.commit()
    evening = reminded_at(parse_window(TUESDAY))
    if is_reminded:
        clock.moment = evening
        work()
        db.session.query(Message).filter_by(kind="visit-tomorrow").update({"state": "sent"})
        db.session.commit()
    clock.moment = evening - timedelta(minutes=10) if not is_reminded else evening + timedelta(minutes=1)
    with unit() as session:
        _give_up(session, sides)
    db.session.query(Message).filter_by(kind=OF_HERS).update({"state": "sent"})
    db.session.commit()
    clock.moment = evening + timedelta(minutes=10)
    work()
    with unit() as session:
        _undo("accepted")(session, sides)
    assert bool(_waiting("visit-tomorrow")) == (not is_reminded)
    assert not _waiting("visit-reminder")
    assert _waiting("visit-agreed")


def _waiting(kind: str) -> list[str]:
    return sorted(message.channel for message in messages(db.session(), kind) if message.state == "waiting")


def test_a_visit_called_off_before_the_misread_no_stays_off(sides: Sides, clock: MovableClock) -> None:
    sides.agree(TUESDAY)
    sides.firm("cancel-visit")
    clock.move(hours=1)
    with unit() as session:
        _give_up(session, sides)
    with unit() as session:
        _undo("accepted")(session, sides)
    visit = sides.visit()
    assert visit is not None
    assert (visit.state, visit.cancelled_by) == ("cancelled", "business")


@pytest.mark.parametrize("is_done", [False, True])
def test_what_is_deleted_calls_off_a_time_to_come(sides: Sides, is_done: bool) -> None:
    """Also one agreed after the work: the firm comes back for a look."""
    mail_of_firm(sides)
    with unit() as session:
        _win(session, sides)
        if is_done:
            warranties.finish(session, sides.lead.id, "homeowner")
    sides.agree(TUESDAY)
    with unit() as session:
        erase_request(session, sides.request.id, keeps_cards=True)
    assert [_method(mail) for mail in messages(db.session(), OF_FIRM, "email")] == ["CANCEL"]
    assert db.session.query(WarrantyCard).count() == is_done


@pytest.mark.parametrize(("act", "cards"), [(_withdraw, 1), (_reopen, 0)], ids=["withdrawn", "reopened"])
def test_what_becomes_of_the_card(sides: Sides, act: Act, cards: int) -> None:
    """It is hers, whatever becomes of the firm; not where the firm takes back that the work is done."""
    with unit() as session:
        warranties.finish(session, sides.lead.id, "business")
    with unit() as session:
        act(session, sides)
    assert db.session.query(WarrantyCard).count() == cards
