"""One price of a request is accepted: pressed twice, on two pages, at one moment, and after everything changed."""

from collections import Counter
from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from directory.foundation.db import db
from directory.foundation.unit import unit
from directory.kernel.errors import Invalid, NotFound
from directory.kernel.language import LANGUAGES
from directory.leads import actions as lead_actions
from directory.leads.models import Lead, QuoteRequest
from directory.outbox import deliver, jobs
from directory.outbox.models import Job, Message
from directory.quotes import actions
from directory.quotes.actions import QuoteDraft
from directory.quotes.models import Quote
from tests.conftest import MovableClock
from tests.factories.answers import PHONES, lead_url, quote_request, request_url
from tests.factories.request_page import QUOTED, leads, page, post
from tests.factories.requests import listed, sent
from tests.page import check_page
from tests.support.at_once import at_once
from tests.support.worlds import once

FIRMS = ("gaoshi", "fangshi", "infinity")
#: Parts of the sentence: whose price it was, the price, the phone to call.
SECOND = {
    "en": ("You already accepted the price of Gaoshi Lengnuan, $1,000.", "call them first: 240-555-0110"),
    "zh-hans": ("您已经同意了高氏冷暖的报价（$1,000）。", "请先打电话告诉他们：240-555-0110"),
    "zh-hant": ("您已同意高氏冷暖的報價（$1,000）。", "請先致電告知業者：240-555-0110"),
}
UNDO_FIRST = {
    "en": "Until 1:26 PM you can undo that below",
    "zh-hans": "下午1:26之前可以在下面撤销",
    "zh-hant": "下午1:26之前可以在下面取消",
}
#: In the address of the page on which a price is accepted.
ACCEPT_PAGE = "/accept/"
NEWER = {"en": "sent a new price since then", "zh-hans": "对方后来又报了新的价", "zh-hant": "業者之後又提出了新報價"}


@pytest.fixture
@once
def open_request(app: Flask, clock: MovableClock) -> QuoteRequest:
    """A request to three firms."""
    return quote_request(FIRMS)


@pytest.fixture
@once
def prices(open_request: QuoteRequest) -> list[int]:
    """Ids of the price of each firm: $1,000, $2,000, $3,000."""
    return [_offer(lead.id, 1000 * (number + 1)) for number, lead in enumerate(leads(open_request))]


def _offer(lead_id: int, dollars: int) -> int:
    with unit() as session:
        return actions.quote(session, lead_id, QuoteDraft(dollars, dollars)).id


def _accept(price: int) -> str:
    """What becomes of pressing the button: the state of the price, or the kind of refusal."""
    try:
        with unit() as session:
            return actions.accept_quote(session, price).state
    except (Invalid, NotFound) as error:
        return type(error).__name__


def _states() -> list[str]:
    return [state for (state,) in db.session.query(Quote.state).order_by(Quote.id)]


def _settle(clock: MovableClock) -> None:
    """Ten minutes pass, and a worker does what is due."""
    clock.move(minutes=10)
    for job_id in jobs.due_ids(db.session(), 50):
        jobs.do(job_id, "test")
    db.session.rollback()


def _told() -> Counter[str]:
    """How often each firm's phone was told that its price was accepted, queued or sent."""
    rows = db.session.query(Message).filter_by(kind="price-accepted").filter(Message.state != "cancelled")
    return Counter(message.recipient for message in rows)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_second_price_is_refused_in_words(
    client: FlaskClient, clock: MovableClock, open_request: QuoteRequest, prices: list[int], language: str
) -> None:
    first, second, _third = (str(price) for price in prices)
    for _ in range(2):
        assert post(client, open_request, "accept-quote", business="gaoshi", quote=first).status_code == 303
    answer = post(client, open_request, "accept-quote", language, business="fangshi", quote=second)
    assert answer.status_code == 400
    shown = check_page(answer, language, quoted=QUOTED).source
    assert UNDO_FIRST[language] in shown
    # Nothing was typed: nothing is to be looked at again, and nothing typed is still there.
    assert {"en": "Nothing was changed", "zh-hans": "没有改动", "zh-hant": "沒有變更"}[language] in shown
    assert {"en": "Everything you typed", "zh-hans": "您填的内容", "zh-hant": "您填寫的內容"}[language] not in shown
    assert _states() == ["accepted", "sent", "sent"]
    assert not _told()
    _settle(clock)
    answer = post(client, open_request, "accept-quote", language, business="fangshi", quote=second)
    assert answer.status_code == 400
    source = check_page(answer, language, quoted=QUOTED).source
    assert all(words in source for words in SECOND[language])
    assert _states() == ["accepted", "declined", "declined"]
    assert [lead.state for lead in leads(open_request)] == ["won", "lost", "lost"]
    assert _told() == {PHONES["gaoshi"]: 1}
    # The buttons of the others are gone, and so is what could be pressed again.
    assert ACCEPT_PAGE not in page(client, open_request, language).source


@pytest.mark.parametrize("copies", [1, 3])
@pytest.mark.parametrize("turn", range(3))
def test_of_several_at_one_moment_one_wins(
    app: Flask, clock: MovableClock, prices: list[int], copies: int, turn: int
) -> None:
    order = (prices[turn:] + prices[:turn]) * copies
    results = at_once(app, *[lambda price=price: _accept(price) for price in order])
    assert sorted(_states()) == ["accepted", "sent", "sent"]
    winner = db.session.query(Quote).filter_by(state="accepted").one()
    assert [result == "accepted" for result in results] == [price == winner.id for price in order]
    assert set(results) == {"accepted", "Invalid"}
    assert not _told()
    _settle(clock)
    assert sum(_told().values()) == 1
    assert sorted(lead.state for lead in db.session.query(Lead)) == ["lost", "lost", "won"]


def test_from_two_browsers_at_one_moment(app: Flask, open_request: QuoteRequest, prices: list[int]) -> None:
    path = request_url(open_request)
    acts: list[Callable[[], int]] = [
        lambda price=price, slug=slug: (
            app.test_client()  # type: ignore[misc]
            .post(path, data={"action": "accept-quote", "business": slug, "quote": str(price)})
            .status_code
        )
        for price, slug in zip(prices, FIRMS, strict=True)
    ]
    assert sorted(at_once(app, *acts)) == [303, 400, 400]
    assert sorted(_states()) == ["accepted", "sent", "sent"]


@pytest.mark.engine_cases
def test_the_database_takes_one_only(session: Session, prices: list[int]) -> None:
    for price in prices[:2]:
        session.get_one(Quote, price).state = "accepted"
    with pytest.raises(IntegrityError):
        session.flush()
    session.rollback()


def test_after_the_first_firm_was_taken_off_another_price_can_be_accepted(
    client: FlaskClient, clock: MovableClock, open_request: QuoteRequest, prices: list[int]
) -> None:
    assert _accept(prices[0]) == "accepted"
    assert post(client, open_request, "withdraw", business="gaoshi").status_code == 303
    assert _accept(prices[0]) == "Invalid"
    assert page(client, open_request).source.count(ACCEPT_PAGE) == 2
    assert _accept(prices[1]) == "accepted"
    assert _states() == ["declined", "accepted", "sent"]
    assert _accept(prices[2]) == "Invalid"
    # The first was about to be told; it is not told any more.
    _settle(clock)
    for (waiting,) in db.session.query(Message.id).filter_by(state="waiting", kind="price-accepted").all():
        deliver.deliver(waiting)
    assert _told() == {PHONES["fangshi"]: 1}


def test_who_withdrew_in_another_tab_reads_so_and_not_to_ask_for_a_new_price(
    client: FlaskClient, open_request: QuoteRequest, prices: list[int]
) -> None:
    assert post(client, open_request, "withdraw", business="gaoshi").status_code == 303
    answer = post(client, open_request, "accept-quote", "en", business="gaoshi", quote=str(prices[0]))
    assert answer.status_code == 400
    assert "You withdrew your request from them" in answer.text
    assert "Ask them for a new one" not in answer.text


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_price_that_was_shown_is_the_one_accepted(
    client: FlaskClient, open_request: QuoteRequest, prices: list[int], language: str
) -> None:
    newer = _offer(leads(open_request)[0].id, 1111)
    answer = post(client, open_request, "accept-quote", language, business="gaoshi", quote=str(prices[0]))
    assert answer.status_code == 400
    source = check_page(answer, language, quoted=QUOTED).source
    assert NEWER[language] in source
    assert "$1,111" in source
    assert f"{ACCEPT_PAGE}{newer}" in source
    assert "accepted" not in _states()
    assert not _told()


@pytest.mark.parametrize("turn", range(4))
def test_accepted_while_the_firm_changes_it(
    app: Flask, open_request: QuoteRequest, prices: list[int], turn: int
) -> None:
    lead_id = leads(open_request)[0].id

    def change() -> str:
        try:
            return str(_offer(lead_id, 1111))
        except Invalid:
            return "Invalid"

    acts: list[Callable[[], str]] = [lambda: _accept(prices[0]), change]
    results = at_once(app, *(acts if turn % 2 else acts[::-1]))
    accepted, changed = results if turn % 2 else results[::-1]
    assert (accepted == "accepted") == (changed == "Invalid"), results
    accepted_prices = [quote.amount_min for quote in db.session.query(Quote).filter_by(state="accepted")]
    assert accepted_prices == ([1000] if accepted == "accepted" else [])


@pytest.mark.parametrize("end", ["close", "expire", "withdraw", "lose", "give up"])
def test_no_price_can_be_accepted_after_the_end(open_request: QuoteRequest, prices: list[int], end: str) -> None:
    lead_id = leads(open_request)[0].id
    with unit() as session:
        if end == "close":
            lead_actions.close(session, open_request.id)
        elif end == "expire":
            lead_actions.expire(session, open_request.id)
        elif end == "withdraw":
            lead_actions.withdraw(session, lead_id)
        elif end == "lose":
            lead_actions.lose(session, lead_id, "price")
        else:
            actions.give_up(session, lead_id, "unreachable", "web")
    assert _accept(prices[0]) == "Invalid"
    assert not _told()


@pytest.mark.parametrize("end", ["close", "delete", "withdraw"])
@pytest.mark.parametrize("turn", range(2))
def test_accepted_and_ended_at_one_moment(
    app: Flask, client: FlaskClient, open_request: QuoteRequest, prices: list[int], end: str, turn: int
) -> None:
    path = request_url(open_request)

    def press(action: str, **fields: str) -> Callable[[], int]:
        return lambda: app.test_client().post(path, data={"action": action, **fields}).status_code

    acts = [press("accept-quote", business="gaoshi", quote=str(prices[0])), press(end, business="gaoshi")]
    accepted, ended = at_once(app, *acts) if turn else at_once(app, *acts[::-1])[::-1]
    assert ended == 303
    assert accepted in (303, 400, 404)
    state = leads(open_request)[0].state
    if end != "close":
        # A job she agreed to is given back; deleting everything keeps it a job that was won.
        assert state in (("withdrawn",) if end == "withdraw" else ("won", "withdrawn"))
    else:
        assert state == ("won" if accepted == 303 else "withdrawn")
    for (waiting,) in db.session.query(Message.id).filter_by(state="waiting", kind="price-accepted").all():
        deliver.deliver(waiting)
    assert set(_told()) <= ({PHONES["gaoshi"]} if end == "close" and accepted == 303 else set())


def test_a_job_its_firm_calls_won_is_still_accepted_at_its_price(
    clock: MovableClock, open_request: QuoteRequest, prices: list[int]
) -> None:
    with unit() as session:
        lead_actions.win(session, leads(open_request)[0].id)
    assert _accept(prices[0]) == "accepted"
    assert _accept(prices[1]) == "Invalid"
    _settle(clock)
    assert _told() == {PHONES["gaoshi"]: 1}


def test_the_page_of_the_firm_that_was_not_chosen_says_nothing_of_it(
    client: FlaskClient, open_request: QuoteRequest, prices: list[int]
) -> None:
    _accept(prices[0])
    other = client.get(lead_url(leads(open_request)[1], "en")).text
    assert "$2,000" in other
    assert "accepted your price" not in other
    assert "$1,000" not in other


def test_the_job_that_ends_a_request_tells_an_accepted_price_first(app: Flask, clock: MovableClock) -> None:
    """Both are due at one moment, and whichever worker is first, the job is not lost."""
    listed("gaoshi")
    sent("gaoshi")
    lead_id = db.session.query(Lead.id).scalar()
    with unit() as session:
        price_id = actions.quote(session, lead_id, QuoteDraft(1600, 1600)).id
    clock.move(days=59, hours=23, minutes=55)
    with unit() as session:
        actions.accept_quote(session, price_id)
    clock.move(minutes=5)
    expiry = db.session.query(Job.id).filter_by(kind=lead_actions.EXPIRY).scalar()
    assert jobs.do(expiry, "first")
    for job_id in jobs.due_ids(db.session(), 50):
        jobs.do(job_id, "second")
    db.session.rollback()
    lead = db.session.get_one(Lead, lead_id, populate_existing=True)
    request = db.session.get_one(QuoteRequest, lead.request_id, populate_existing=True)
    assert (lead.state, request.state) == ("won", "expired")
    assert db.session.query(Message).filter_by(kind="price-accepted", recipient=PHONES["gaoshi"]).count() == 1


def test_what_no_worker_ended_tells_an_accepted_price_first(app: Flask, clock: MovableClock) -> None:
    listed("gaoshi", "fangshi")
    request_id = sent("gaoshi", "fangshi").id
    chosen = db.session.query(Lead.id).order_by(Lead.id).limit(1).scalar()
    with unit() as session:
        actions.accept_quote(session, actions.quote(session, chosen, QuoteDraft(1600, 1600)).id)
    clock.move(days=60 + 180, hours=-1)
    with unit() as session:
        assert actions.expire_unattended(session, clock.moment) == 0
    clock.move(hours=2)
    with unit() as session:
        assert [actions.expire_unattended(session, clock.moment) for _ in range(2)] == [1, 0]
    db.session.rollback()
    ended = db.session.get_one(QuoteRequest, request_id, populate_existing=True)
    assert [lead.state for lead in leads(ended)] == ["won", "withdrawn"]
    assert ended.state == "expired"
    assert db.session.query(Quote.settled_at).scalar() is not None
    assert db.session.query(Message).filter_by(kind="price-accepted", recipient=PHONES["gaoshi"]).count() == 1
