"""Accepting a price: what is accepted is shown first, ten minutes to undo it, one winner, the others told kindly, and a
day and an address that only the winner reads."""

from collections import Counter
from datetime import date

import pytest
from flask import Flask
from flask.testing import FlaskClient

from directory.foundation.db import db
from directory.foundation.unit import unit
from directory.kernel.errors import Invalid
from directory.kernel.language import LANGUAGES
from directory.leads import actions as lead_actions
from directory.leads import notices as lead_notices
from directory.leads.models import QuoteRequest
from directory.outbox import jobs
from directory.outbox.models import Job, Message
from directory.quotes import actions, notices
from directory.quotes.actions import QuoteDraft
from directory.quotes.models import Quote
from directory.quotes.rules import QUOTE
from directory.visits.models import Visit
from tests.conftest import MovableClock
from tests.factories.answers import PHONES, lead_url, quote_request, request_url
from tests.factories.request_page import QUOTED, leads, page, post
from tests.page import check_page
from tests.support.at_once import at_once
from tests.support.worlds import once

FIRMS = ("gaoshi", "fangshi", "infinity")
ADDRESS = "12 Oak Lane, Apt 3"
NOTE = "含拆旧机"


@pytest.fixture
@once
def open_request(app: Flask, clock: MovableClock) -> QuoteRequest:
    """A request to three firms, the third of which has not answered."""
    return quote_request(FIRMS)


@pytest.fixture
@once
def price(open_request: QuoteRequest) -> int:
    """The price of the first firm; the second gave one too."""
    first, second, _third = leads(open_request)
    with unit() as session:
        actions.quote(session, second.id, QuoteDraft(2000, 2000))
        draft = QuoteDraft(1200, 1500, parts_years=10, earliest_date=date(2026, 12, 1), note=NOTE)
        return actions.quote(session, first.id, draft).id


def _accept(client: FlaskClient, request: QuoteRequest, price: int, **fields: str) -> int:
    status: int = post(client, request, "accept-quote", "en", business="gaoshi", quote=str(price), **fields).status_code
    return status


def _work() -> None:
    """A worker does what is due."""
    for job_id in jobs.due_ids(db.session(), 50):
        jobs.do(job_id, "test")
    db.session.rollback()


def _told() -> Counter[tuple[str, str]]:
    """What the firms' phones were told of the agreement."""
    kinds = ("price-accepted", "visit-address", "visit-wanted", "not-chosen", "made-other-arrangements")
    rows = db.session.query(Message).filter(Message.kind.in_(kinds), Message.state != "cancelled")
    return Counter((message.kind, message.recipient) for message in rows)


def _price(price: int) -> Quote:
    return db.session.get_one(Quote, price, populate_existing=True)


CONFIRM = {
    "en": ("from Gaoshi Lengnuan?", "Rockville", "10 years", "Dec 1, 2026", "not a contract"),
    "zh-hans": ("同意高氏冷暖的报价", "Rockville", "10年", "2026年12月1日", "不是合同"),
    "zh-hant": ("接受高氏冷暖的報價", "Rockville", "10年", "2026年12月1日", "不是合約"),
}


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_is_accepted_is_shown_first_and_showing_changes_nothing(
    client: FlaskClient, open_request: QuoteRequest, price: int, language: str
) -> None:
    path = f"{request_url(open_request, language)}/accept/{price}"
    assert path in page(client, open_request, language).source
    for _ in range(20):
        answer = client.get(path)
    source = check_page(answer, language, quoted=(*QUOTED, NOTE)).source
    assert all(words in source for words in (*CONFIRM[language], "$1,200–1,500", NOTE, 'value="accept-quote"'))
    assert answer.headers["Cache-Control"] == "no-store"
    assert _price(price).state == "sent"


def test_a_price_that_cannot_be_accepted_leads_back(
    client: FlaskClient, open_request: QuoteRequest, price: int
) -> None:
    other = db.session.query(Quote.id).filter(Quote.id != price).scalar()
    assert _accept(client, open_request, price) == 303
    for quote_id in (price, other):
        assert client.get(f"{request_url(open_request)}/accept/{quote_id}").status_code == 302
    assert client.get(f"{request_url(open_request)}/accept/999999").status_code == 404
    assert client.get(f"{request_url(open_request)}/accept/{2**40}").status_code == 404


@pytest.mark.parametrize("language", LANGUAGES)
def test_for_ten_minutes_nobody_hears_of_it_and_it_can_be_undone(
    client: FlaskClient, clock: MovableClock, open_request: QuoteRequest, price: int, language: str
) -> None:
    first, second, _third = leads(open_request)
    before = [client.get(lead_url(lead, "en")).text for lead in (first, second)]
    assert _accept(client, open_request, price, address=ADDRESS, day="2026-12-02") == 303
    clock.move(minutes=9, seconds=59)
    _work()
    source = check_page(
        client.get(request_url(open_request, language)), language, quoted=(*QUOTED, NOTE, ADDRESS)
    ).source
    assert 'value="undo-quote"' in source
    assert ADDRESS in source
    assert not _told()
    after = [client.get(lead_url(lead, "en")).text for lead in (first, second)]
    assert [_without_token(text) for text in after] == [_without_token(text) for text in before]
    for _ in range(2):
        assert post(client, open_request, "undo-quote", language, quote=str(price)).status_code == 303
    clock.move(minutes=5)
    _work()
    assert not _told()
    quote = _price(price)
    assert (quote.state, quote.decided_at, db.session.query(Visit).count()) == ("sent", None, 0)
    assert [lead.state for lead in leads(open_request)] == ["quoted", "quoted", "new"]


def _without_token(text: str) -> list[str]:
    return [line for line in text.splitlines() if "csrf_token" not in line and "Waiting" not in line]


def test_the_winner_is_told_once_and_reads_the_address_and_nobody_else_does(
    client: FlaskClient, clock: MovableClock, open_request: QuoteRequest, price: int
) -> None:
    assert _accept(client, open_request, price, address=ADDRESS, day="2026-12-02") == 303
    clock.move(minutes=10)
    for _ in range(3):
        _work()
    assert _told() == {("price-accepted", PHONES["gaoshi"]): 1, ("not-chosen", PHONES["fangshi"]): 1}
    assert [lead.state for lead in leads(open_request)] == ["won", "lost", "withdrawn"]
    assert [quote.state for quote in db.session.query(Quote).order_by(Quote.amount_min)] == ["accepted", "declined"]
    pages = [client.get(lead_url(lead, "en")).text for lead in leads(open_request)]
    assert [ADDRESS in text for text in pages] == [True, False, False]
    assert "Wed, Dec 2, any time" in pages[0]
    assert ["301-555-0142" in text for text in pages] == [True, False, False]
    for message in db.session.query(Message).filter(Message.kind.in_(("price-accepted", "not-chosen"))):
        kinds = {**notices.KINDS, **lead_notices.KINDS}
        subject = (message.subject_kind, message.subject_id)
        content = kinds[message.kind].compose(db.session(), subject, LANGUAGES["en"], message.channel)
        assert content is not None
        assert "Rockville" in content.body
        assert ADDRESS not in content.body
        assert ("$1,200-1,500" in content.body) == (message.kind == "price-accepted")


WORDS = {
    "en": ("You chose another one. We told them so", "They never had your contact details", "The ten minutes are over"),
    "zh-hans": ("您选了别家。我们已告诉对方", "对方没有拿到过您的联系方式", "十分钟已过"),
    "zh-hant": ("您選了別家。我們已告知對方", "對方未曾取得您的聯絡方式", "十分鐘已過"),
}


@pytest.mark.parametrize("language", LANGUAGES)
def test_an_undo_after_its_time_is_refused_kindly(
    client: FlaskClient, clock: MovableClock, open_request: QuoteRequest, price: int, language: str
) -> None:
    assert _accept(client, open_request, price) == 303
    clock.move(minutes=10)
    # Also where no worker has come to it yet.
    answer = post(client, open_request, "undo-quote", language, quote=str(price))
    assert answer.status_code == 400
    assert WORDS[language][2] in answer.text
    assert "240-555-0110" in answer.text
    _work()
    answer = post(client, open_request, "undo-quote", language, quote=str(price))
    assert answer.status_code == 400
    source = check_page(answer, language, quoted=(*QUOTED, NOTE)).source
    assert all(words in source for words in WORDS[language])
    assert 'value="undo-quote"' not in source
    assert _price(price).state == "accepted"


def test_undone_and_accepted_again_counts_its_own_ten_minutes(
    client: FlaskClient, clock: MovableClock, open_request: QuoteRequest, price: int
) -> None:
    assert _accept(client, open_request, price) == 303
    clock.move(minutes=8)
    assert post(client, open_request, "undo-quote", quote=str(price)).status_code == 303
    assert _accept(client, open_request, price) == 303
    clock.move(minutes=5)
    _work()
    assert not _told()
    assert post(client, open_request, "undo-quote", quote=str(price)).status_code == 303
    clock.move(minutes=20)
    _work()
    assert _accept(client, open_request, price) == 303
    clock.move(minutes=10)
    _work()
    assert _told()[("price-accepted", PHONES["gaoshi"])] == 1


@pytest.mark.parametrize("turn", range(3))
def test_undone_at_the_moment_it_is_settled(
    app: Flask, client: FlaskClient, clock: MovableClock, open_request: QuoteRequest, price: int, turn: int
) -> None:
    assert _accept(client, open_request, price) == 303
    clock.move(minutes=10)
    [job_id] = [job for job in jobs.due_ids(db.session(), 50) if _is_settling(job)]

    def undo() -> str:
        try:
            with unit() as session:
                return actions.undo_quote(session, price).state
        except Invalid:
            return "refused"

    acts = [undo, lambda: str(jobs.do(job_id, "one")), lambda: str(jobs.do(job_id, "two"))]
    results = at_once(app, *(acts[turn:] + acts[:turn]))
    assert "refused" in results
    assert _told()[("price-accepted", PHONES["gaoshi"])] == 1


def _is_settling(job_id: int) -> bool:
    return db.session.get_one(Job, job_id).kind == actions.SETTLE


def test_another_is_accepted_after_the_first_was_undone(
    client: FlaskClient, clock: MovableClock, open_request: QuoteRequest, price: int
) -> None:
    other = db.session.query(Quote.id).filter(Quote.id != price).scalar()
    assert _accept(client, open_request, price) == 303
    assert _accept(client, open_request, other) == 400
    assert post(client, open_request, "undo-quote", quote=str(price)).status_code == 303
    assert _accept(client, open_request, other) == 303
    clock.move(minutes=10)
    _work()
    assert _told() == {("price-accepted", PHONES["fangshi"]): 1, ("not-chosen", PHONES["gaoshi"]): 1}


def test_closing_tells_the_winner_at_once(client: FlaskClient, open_request: QuoteRequest, price: int) -> None:
    assert _accept(client, open_request, price) == 303
    assert post(client, open_request, "close").status_code == 303
    assert _told() == {("price-accepted", PHONES["gaoshi"]): 1, ("not-chosen", PHONES["fangshi"]): 1}
    assert [lead.state for lead in leads(open_request)] == ["won", "lost", "withdrawn"]


def test_after_a_yes_closing_is_folded_and_what_happens_next_stands_on_top(
    client: FlaskClient, clock: MovableClock, open_request: QuoteRequest, price: int
) -> None:
    page = request_url(open_request, "en")
    assert "found someone" in client.get(page).text
    assert _accept(client, open_request, price, address=ADDRESS) == 303
    text = client.get(page).text
    assert ("found someone" in text, "<summary>Close the request</summary>" in text) == (False, True)
    clock.move(minutes=10)
    _work()
    now = client.get(page).text.partition('id="now"')[2].partition("<section")[0]
    assert "Propose a day" in now


@pytest.mark.parametrize("end", ["withdraw", "give up", "delete"])
def test_what_ends_within_the_ten_minutes_is_told_as_no_agreement(
    client: FlaskClient, clock: MovableClock, open_request: QuoteRequest, price: int, end: str
) -> None:
    assert _accept(client, open_request, price, address=ADDRESS) == 303
    if end == "give up":
        with unit() as session:
            actions.give_up(session, leads(open_request)[0].id, "too_busy", "web")
    else:
        assert post(client, open_request, end, business="gaoshi").status_code == 303
    clock.move(minutes=10)
    _work()
    assert not [kind for kind, _phone in _told() if kind in ("price-accepted", "not-chosen")]
    if end == "delete":
        assert db.session.query(Quote).count() == 0
    else:
        assert leads(open_request)[1].state == "quoted"
        other = db.session.query(Quote.id).filter(Quote.id != price).scalar()
        assert _accept(client, open_request, other) == 303


def test_its_firm_cannot_change_a_price_that_is_being_accepted(
    client: FlaskClient, clock: MovableClock, open_request: QuoteRequest, price: int
) -> None:
    lead = leads(open_request)[0]
    assert _accept(client, open_request, price) == 303
    answer = client.post(lead_url(lead, "en"), data={"action": "quote", "amount_min": "1300"})
    assert answer.status_code == 400
    assert "deciding on your price right now" in answer.text
    assert "accepted" not in answer.text
    assert post(client, open_request, "undo-quote", quote=str(price)).status_code == 303
    assert client.post(lead_url(lead, "en"), data={"action": "quote", "amount_min": "1300"}).status_code == 303
    assert _accept(client, open_request, price) == 400


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    ("fields", "at_fault"),
    [
        ({"day": "2026-11-01"}, "day"),
        ({"day": "2026-11-30"}, "day"),
        ({"day": "2028-01-01"}, "day"),
        ({"day": "soon"}, "day"),
        ({"address": "x" * 201}, "address"),
    ],
)
def test_a_visit_that_cannot_be_is_said_on_its_field_and_nothing_is_accepted(
    client: FlaskClient, open_request: QuoteRequest, price: int, language: str, fields: dict[str, str], at_fault: str
) -> None:
    given = {"address": ADDRESS, **fields}
    answer = post(client, open_request, "accept-quote", language, business="gaoshi", quote=str(price), **given)
    assert answer.status_code == 400
    source = check_page(answer, language, quoted=(*QUOTED, NOTE, *given.values())).source
    assert f'id="{at_fault}-wrong"' in source
    assert given["address"] in source
    assert 'value="accept-quote"' in source
    assert _price(price).state == "sent"


def test_where_and_when_given_later_are_told_once_she_cannot_undo_any_more(
    client: FlaskClient, clock: MovableClock, open_request: QuoteRequest, price: int
) -> None:
    """Withheld for the ten minutes, then part of what it reads; what she gives after that, it is told."""
    lead = leads(open_request)[0]
    assert _accept(client, open_request, price, address="9 Elm St") == 303
    given = {"mark": db.session.query(Visit).one().page_mark, "window": "2026-12-03/0-24", "address": ADDRESS}
    assert post(client, open_request, "propose-visit", business="gaoshi", **given).status_code == 303
    answer = client.post(lead_url(lead, "en"), data={"action": "propose-visit", "window": "2026-12-04/9-12"})
    assert "deciding on your price right now" in answer.text
    assert not _told()
    assert not [words for words in (ADDRESS, "Dec 3") if words in client.get(lead_url(lead, "en")).text]
    clock.move(minutes=10)
    _work()
    assert [kind for kind, phone in _told() if phone == PHONES["gaoshi"]] == ["price-accepted"]
    assert "Thu, Dec 3, any time" in client.get(lead_url(lead, "en")).text
    for address in ("", "1 Fir Ct", "1 Fir Ct"):
        post(client, open_request, "visit-address", business="gaoshi", address=address)
    assert _told()[("visit-address", PHONES["gaoshi"])] == 1
    assert "1 Fir Ct" in client.get(lead_url(lead, "en")).text


def test_the_table_of_prices() -> None:
    moves = {(old, new) for old, targets in QUOTE.moves.items() for new in targets}
    assert {move for move in moves if "accepted" in move} == {
        ("sent", "accepted"),
        ("accepted", "sent"),
        ("accepted", "declined"),
    }


def test_a_won_job_lost_nothing_when_the_request_ends(
    client: FlaskClient, clock: MovableClock, open_request: QuoteRequest, price: int
) -> None:
    """Accepted in the last minutes of a request: told before it ends, not after."""
    clock.move(days=59, hours=23, minutes=55)
    with unit() as session:
        actions.accept_quote(session, price)
    clock.move(minutes=5)
    _work()
    with unit() as session:
        lead_actions.expire(session, open_request.id)
    assert leads(open_request)[0].state == "won"
    assert _told()[("price-accepted", PHONES["gaoshi"])] == 1


def test_who_has_the_address_is_said_also_once_that_one_is_off(
    client: FlaskClient, clock: MovableClock, open_request: QuoteRequest, price: int
) -> None:
    says = "The street address you gave."
    assert _accept(client, open_request, price, address=ADDRESS) == 303
    assert says not in page(client, open_request, "en").source
    clock.move(minutes=10)
    _work()
    assert client.get(request_url(open_request, "en")).text.count(says) == 1
    assert post(client, open_request, "withdraw", "en", business="gaoshi").status_code == 303
    assert page(client, open_request, "en").source.count(says) == 1


@pytest.mark.parametrize("language", LANGUAGES)
def test_closing_says_beforehand_that_a_yes_to_a_price_is_final(
    client: FlaskClient, open_request: QuoteRequest, price: int, language: str
) -> None:
    """Beside the button while the yes can be undone, not before."""
    hints = {"en": "Your yes to a price is final then", "zh-hans": "同意就算定了", "zh-hant": "接受的報價就算確定"}
    hint = hints[language]
    assert hint not in page(client, open_request, language).source
    with unit() as session:
        actions.accept_quote(session, price)
    assert hint in page(client, open_request, language).source
