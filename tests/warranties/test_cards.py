"""The work is done and has a warranty card: who says so, what stands on it, whose word it is, how long it lasts."""

from datetime import date, timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient

from directory.foundation.db import db
from directory.foundation.html import absolute
from directory.foundation.unit import unit
from directory.kernel import clock as kernel_clock
from directory.kernel import text as segments
from directory.kernel.errors import Invalid
from directory.kernel.language import LANGUAGES
from directory.leads.actions import Side
from directory.leads.models import Lead, QuoteRequest
from directory.quotes import actions as quotes
from directory.quotes.actions import QuoteDraft
from directory.reports import actions as reports
from directory.warranties import actions
from directory.warranties.actions import CARD_WANTED, WORK_DONE, CardDraft
from directory.warranties.models import WarrantyCard, WarrantyCardVersion
from directory.warranties.rules import Unit, months_after, term_of
from tests.conftest import MovableClock
from tests.factories.answers import lead_url, quote_request, request_url
from tests.factories.request_page import QUOTED, leads, page, post
from tests.factories.requests import composed, messages, sent, set_language
from tests.page import check_page
from tests.support.at_once import at_once
from tests.support.worlds import once

SERIAL, MODEL = "4517E23987", "24SCA436A003"
NOTES = "filter every 3 months"


@pytest.fixture
@once
def done(app: Flask, clock: MovableClock) -> QuoteRequest:
    """A request whose first firm gave a price that was accepted, and then said that the work is done."""
    request = quote_request(("gaoshi", "fangshi"))
    first = leads(request)[0]
    with unit() as session:
        price = quotes.quote(session, first.id, QuoteDraft(1200, 1200, parts_years=10, labor_years=1)).id
        quotes.accept_quote(session, price)
    clock.moment += timedelta(minutes=11)
    with unit() as session:
        quotes.settle(session, ("quote", price))
    clock.moment += timedelta(days=3)
    answer = app.test_client().post(
        lead_url(first, "en"), data={"action": "done", "day": kernel_clock.today().isoformat()}
    )
    assert answer.status_code == 303
    return request


def card_of(request: QuoteRequest) -> WarrantyCard | None:
    """The card of the first firm."""
    return db.session.query(WarrantyCard).filter_by(lead_id=leads(request)[0].id).populate_existing().one_or_none()


def url(card: WarrantyCard, language: str = "en") -> str:
    return f"/{language}/warranty/{card.token}"


def fill(client: FlaskClient, request: QuoteRequest, **fields: str):  # type: ignore[no-untyped-def]
    """The firm's form, pressed as it stands but for these fields."""
    address = lead_url(leads(request)[0], "en") + "/warranty"
    shown = str(card_of(request).version)  # type: ignore[union-attr]
    return client.post(address, data={"parts": "10y", "labor": "1y", "version": shown, **fields})


def test_the_card_is_there_at_once_and_says_only_what_is_stated(client: FlaskClient, done: QuoteRequest) -> None:
    card = card_of(done)
    assert card is not None
    for language in LANGUAGES:
        page(client, done, language)
        assert f"/{language}/warranty/{card.token}" in client.get(request_url(done, language)).get_data(as_text=True)
        check_page(client.get(url(card, language)), language, quoted=("高氏冷暖",))
    text = client.get(url(card)).get_data(as_text=True)
    end = months_after(kernel_clock.today(), 120)
    assert f"10 years, until {end:%b} {end.day}, {end.year}" in text
    assert "stated with the price that was accepted" in text
    assert text.count("not stated") >= 5, "make, model, serial, registration, conditions"
    assert "The business has not filled in this card yet" in text


def test_the_short_address_leads_to_her_language(client: FlaskClient, done: QuoteRequest) -> None:
    card = card_of(done)
    answer = client.get(f"/warranty/{card.token}")
    assert answer.status_code == 302
    assert answer.headers["Location"].endswith(f"/zh-hans/warranty/{card.token}")
    assert answer.headers["Cache-Control"] == "no-store"
    assert client.get("/warranty/" + "A" * 22).status_code == 404


def test_the_firm_fills_it_with_one_look_and_corrects_it_with_versions(client: FlaskClient, done: QuoteRequest) -> None:
    for language in LANGUAGES:
        check_page(client.get(lead_url(leads(done)[0], language) + "/warranty"), language, quoted=("高氏冷暖",))
        check_page(client.get(lead_url(leads(done)[0], language)), language, quoted=QUOTED)
    form = client.get(lead_url(leads(done)[0], "en") + "/warranty").get_data(as_text=True)
    assert '<option selected value="10y">' in form, "the price fills it"
    assert fill(client, done, make="Carrier", model=MODEL, serial=SERIAL, parts_by="maker").status_code == 303
    first = client.get(url(card_of(done))).get_data(as_text=True)
    assert SERIAL in first
    assert "honored by the manufacturer" in first
    assert "has not filled in" not in first
    assert "What it said before" not in first
    assert fill(client, done, make="Carrier", model=MODEL, serial="CORRECTED1", parts="5y").status_code == 303
    second = client.get(url(card_of(done))).get_data(as_text=True)
    assert "CORRECTED1" in second
    assert "What it said before" in second
    assert SERIAL in second
    assert "the price you accepted said: 10 years" in second, "less than was agreed is said"


def test_it_is_remembered_for_the_next_customer(client: FlaskClient, done: QuoteRequest) -> None:
    fill(client, done, make="Goodman", serial=SERIAL, conditions="Filters changed twice a year", labor_by="business")
    another = sent("gaoshi", phone="+13015550143")
    lead = leads(another)[0]
    client.post(lead_url(lead, "en"), data={"action": "accept"})
    client.post(lead_url(lead, "en"), data={"action": "done"})
    form = client.get(lead_url(lead, "en") + "/warranty").get_data(as_text=True)
    assert 'value="Goodman"' in form
    assert "Filters changed twice a year" in form
    assert SERIAL not in form, "a serial is one unit's"


def test_two_colleagues_at_once_lose_nothing(client: FlaskClient, done: QuoteRequest) -> None:
    assert fill(client, done, serial=SERIAL, version="1").status_code == 303
    late = fill(client, done, serial="LATE", version="1")
    assert late.status_code == 400
    assert "LATE" in late.get_data(as_text=True), "what was typed stays"
    assert "LATE" not in client.get(url(card_of(done))).get_data(as_text=True)
    assert fill(client, done, serial=SERIAL, version="1").status_code == 303, "the same pressed twice is once"


@pytest.mark.parametrize(
    ("fields", "complaint"),
    [
        ({"register_by": "2020-01-01"}, "within a year"),
        ({"serial": "9" * 61}, "under 60"),
        ({"parts": "99y"}, "Not a valid choice"),
        ({"conditions": "LINK"}, "leave out links"),
    ],
)
def test_what_cannot_be_stands_on_its_field(
    client: FlaskClient, done: QuoteRequest, fields: dict[str, str], complaint: str
) -> None:
    link = absolute(f"/en/requests/{'A' * 22}")
    answer = fill(client, done, **{name: typed.replace("LINK", link) for name, typed in fields.items()})
    assert answer.status_code == 400
    assert complaint in answer.get_data(as_text=True)


def test_she_adds_what_no_business_reads(client: FlaskClient, done: QuoteRequest) -> None:
    card = card_of(done)
    assert client.post(url(card), data={"action": "note", "serial": SERIAL, "notes": NOTES}).status_code == 303
    text = client.get(url(card)).get_data(as_text=True)
    assert NOTES in text
    assert SERIAL in text
    lead = leads(done)[0]
    theirs = client.get(lead_url(lead, "en")).get_data(as_text=True)
    theirs += client.get(lead_url(lead, "en") + "/warranty").get_data(as_text=True)
    assert NOTES not in theirs
    assert SERIAL not in theirs


def test_the_homeowner_says_it_first(client: FlaskClient, clock: MovableClock) -> None:
    request = quote_request(("gaoshi",))
    lead = leads(request)[0]
    assert post(client, request, "done", business="gaoshi").status_code == 400, "nobody has taken it"
    client.post(lead_url(lead, "en"), data={"action": "accept"})
    assert post(client, request, "done", business="gaoshi").status_code == 303
    assert leads(request)[0].state == "won"
    assert "as you said" in client.get(url(card_of(request))).get_data(as_text=True)
    assert "as the customer confirms" in client.get(lead_url(lead, "en")).get_data(as_text=True)
    assert post(client, request, "not-done", business="gaoshi").status_code == 303
    assert card_of(request) is None
    assert not leads(request)[0].is_done


def test_a_day_is_one_that_has_been(client: FlaskClient, clock: MovableClock) -> None:
    request = quote_request(("gaoshi",))
    lead = leads(request)[0]
    client.post(lead_url(lead, "en"), data={"action": "accept"})
    for day in (kernel_clock.today() + timedelta(days=1), kernel_clock.today() - timedelta(days=30)):
        assert client.post(lead_url(lead, "en"), data={"action": "done", "day": day.isoformat()}).status_code == 400
    assert card_of(request) is None


def test_it_outlives_request_listing_and_business(app: Flask, client: FlaskClient, done: QuoteRequest) -> None:
    fill(client, done, make="Carrier", serial=SERIAL)
    card = card_of(done)
    business = leads(done)[0].business_id
    address = url(card)
    answer = post(client, done, "delete", keep_cards="y")
    assert answer.status_code == 303
    assert address.removeprefix("/en") in answer.headers["Location"]
    with unit() as session:
        reports.take_down(session, session.get(reports.Business, business), how="test")
    text = client.get(address).get_data(as_text=True)
    assert SERIAL in text
    assert "高氏冷暖" in text
    assert db.session.query(WarrantyCard).populate_existing().one().lead_id is None, "nothing leads from it to her"
    assert client.post(lead_url(leads(done)[0], "en") + "/warranty", data={"version": "2"}).status_code == 404


def test_deleting_everything_can_take_it_along(client: FlaskClient, done: QuoteRequest) -> None:
    fill(client, done, serial=SERIAL)
    fill(client, done, serial="CORRECTED1")
    address = url(card_of(done))
    assert post(client, done, "delete").status_code == 303
    assert client.get(address).status_code == 404
    assert db.session.query(WarrantyCardVersion).count() == 0


def test_nothing_on_it_is_hers(client: FlaskClient, done: QuoteRequest) -> None:
    fill(client, done, make="Carrier", serial=SERIAL)
    card = card_of(done)
    text = client.get(url(card)).get_data(as_text=True) + repr(card.facts)
    for hers in (done.name, "301-555-0142", "3015550142", done.email, done.zip, done.number):
        assert hers not in text
    assert client.get(f"/en/find?q={SERIAL}").get_data(as_text=True).count(card.token) == 0


def test_she_deletes_it_alone(client: FlaskClient, done: QuoteRequest) -> None:
    card = card_of(done)
    address = url(card)
    check_page(client.post(address, data={"action": "delete"}), "en", quoted=())
    assert client.get(address).status_code == 404
    assert client.post(address, data={"action": "delete"}).status_code == 404
    assert "deleted the warranty card" in client.get(lead_url(leads(done)[0], "en")).get_data(as_text=True)


def test_one_that_she_deleted_does_not_come_back(client: FlaskClient, done: QuoteRequest) -> None:
    """Not by the other side's word, nor by the same pressed again; only work that is done anew has a new one."""
    client.post(url(card_of(done)), data={"action": "delete"})
    lead = leads(done)[0]
    pressed = client.post(lead_url(lead, "en"), data={"action": "done"})
    assert client.get(pressed.headers["Location"]).status_code == 302, "there is no card to fill in"
    assert post(client, done, "done", business="gaoshi").status_code == 303
    assert card_of(done) is None
    page(client, done)
    check_page(client.get(lead_url(lead, "en")), "en", quoted=QUOTED)
    post(client, done, "not-done", business="gaoshi")
    post(client, done, "done", business="gaoshi")
    assert card_of(done) is not None


def test_a_job_that_she_did_not_agree_on_has_no_card(client: FlaskClient, clock: MovableClock) -> None:
    request = quote_request(("gaoshi",))
    client.post(lead_url(leads(request)[0], "en"), data={"action": "accept"})
    client.post(lead_url(leads(request)[0], "en"), data={"action": "done"})
    address = url(card_of(request))
    assert post(client, request, "object", business="gaoshi").status_code == 303
    assert not leads(request)[0].is_done
    assert client.get(address).status_code == 404
    assert all(composed(db.session(), message) is None for message in messages(db.session(), WORK_DONE))
    client.post(lead_url(leads(request)[0], "en"), data={"action": "done"})
    assert client.get(url(card_of(request))).status_code == 200


def test_within_ten_minutes_her_word_on_the_work_is_the_last_on_its_price(
    client: FlaskClient, clock: MovableClock
) -> None:
    request = quote_request(("gaoshi", "fangshi"))
    first = leads(request)[0]
    with unit() as session:
        price = quotes.quote(session, first.id, QuoteDraft(1200, 1200, parts_years=10)).id
        quotes.accept_quote(session, price)
    refused = client.post(lead_url(first, "en"), data={"action": "done", "day": kernel_clock.today().isoformat()})
    assert refused.status_code == 400, "its firm does not know of the yes yet"
    assert card_of(request) is None
    assert post(client, request, "done", business="gaoshi").status_code == 303
    assert [message.subject_id for message in messages(db.session(), "price-accepted")] == [price]
    with pytest.raises(Invalid), unit() as session:
        quotes.undo_quote(session, price)


def test_it_is_kept_a_year_longer_than_its_longest_term(
    client: FlaskClient, done: QuoteRequest, clock: MovableClock
) -> None:
    card = card_of(done)
    assert card.expires_on == months_after(kernel_clock.today(), 11 * 12)
    fill(client, done, compressor="life")
    assert card_of(done).expires_on == months_after(kernel_clock.today(), 20 * 12)
    fill(client, done, compressor="12y")
    last = card_of(done).expires_on
    assert last == months_after(kernel_clock.today(), 13 * 12)
    assert f"{last.year}" in client.get(url(card)).get_data(as_text=True)
    clock.moment += timedelta(days=(last - kernel_clock.today()).days)
    assert client.get(url(card)).status_code == 200
    clock.moment += timedelta(days=1)
    assert client.get(url(card)).status_code == 404
    with unit() as session:
        assert actions.purge(session, kernel_clock.now()) == 1
    with unit() as session:
        assert actions.purge(session, kernel_clock.now()) == 0


def test_a_firm_takes_its_word_back_only_until_she_confirms(client: FlaskClient, clock: MovableClock) -> None:
    request = quote_request(("gaoshi",))
    lead = leads(request)[0]
    client.post(lead_url(lead, "en"), data={"action": "accept"})
    client.post(lead_url(lead, "en"), data={"action": "done"})
    with unit() as session:
        assert not actions.reopen(session, lead.id).is_done
    assert card_of(request) is None, "nothing is done"
    client.post(lead_url(lead, "en"), data={"action": "done"})
    post(client, request, "done", business="gaoshi")
    with pytest.raises(Invalid), unit() as session:
        actions.reopen(session, lead.id)


def test_both_say_it_at_once_and_there_is_one_card(app: Flask, client: FlaskClient, clock: MovableClock) -> None:
    request = quote_request(("gaoshi",))
    lead = leads(request)[0]
    client.post(lead_url(lead, "en"), data={"action": "accept"})
    lead_id = lead.id

    def finish(side: Side) -> int:
        with unit() as session:
            card = actions.finish(session, lead_id, side)
            assert card is not None
            return card.id

    first, second = at_once(app, lambda: finish("business"), lambda: finish("homeowner"))
    assert first == second
    stored = db.session.get(Lead, lead_id, populate_existing=True)
    assert stored.done_by_business_at
    assert stored.done_by_homeowner_at


@pytest.mark.parametrize(
    ("length", "ends"),
    [
        ("90d", date(2027, 2, 27)),
        ("6m", date(2027, 5, 29)),
        ("1y", date(2027, 11, 29)),
        ("0y", None),
        ("life", None),
    ],
)
def test_ends_are_counted_from_the_day(length: str, ends: date | None) -> None:
    term = term_of("parts", length, None)
    assert term is not None
    assert term.ends_on(date(2026, 11, 29)) == ends


def test_the_last_of_february_stays_in_february() -> None:
    assert months_after(date(2024, 2, 29), 12) == date(2025, 2, 28)
    assert months_after(date(2026, 8, 31), 6) == date(2027, 2, 28)
    assert months_after(date(2026, 11, 30), 1) == date(2026, 12, 30)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_other_side_is_told_once(client: FlaskClient, clock: MovableClock, language: str) -> None:
    tag = LANGUAGES[language].bcp47
    request = quote_request(("gaoshi", "fangshi"), language=tag)
    set_language(language)
    first, second = leads(request)
    for lead in (first, second):
        client.post(lead_url(lead, "en"), data={"action": "accept"})
    for _again in range(2):
        client.post(lead_url(first, "en"), data={"action": "done"})
        post(client, request, "done", business="fangshi")
    to_her = messages(db.session(), WORK_DONE)
    assert {message.channel for message in to_her} == {"sms", "email"}
    assert all(message.subject_id == first.id for message in to_her)
    (to_firm,) = messages(db.session(), CARD_WANTED)
    assert to_firm.subject_id == second.id
    for message in (*to_her, to_firm):
        content = composed(db.session(), message)
        assert content is not None
        assert ("/leads/" if message is to_firm else f"/warranty/{card_of(request).token}") in content.body
        assert message.channel == "email" or segments.count(content.body) <= 2
    post(client, request, "done", business="gaoshi")
    assert composed(db.session(), to_her[0]) is None, "she knows"
    post(client, request, "not-done", business="fangshi")
    assert composed(db.session(), to_firm) is None


@pytest.mark.parametrize("paper", ["letter", "a4", "wallet"])
def test_it_prints_on_one_page(client: FlaskClient, done: QuoteRequest, paper: str) -> None:
    lead = leads(done)[0]
    with unit() as session:
        terms = [term_of(scope, "10y", "maker") for scope in ("parts", "labor", "compressor", "heat_exchanger")]
        draft = CardDraft(Unit("Carrier", MODEL, SERIAL), "室外机一台 " * 12, terms, "条" * 900, None)
        actions.fill(session, lead.id, draft, 1)
    for beside in ("", "zh-hant"):
        answer = client.get(url(card_of(done)) + f"/card.pdf?paper={paper}&beside={beside}")
        assert answer.status_code == 200
        assert answer.content_type == "application/pdf"
        assert answer.data.startswith(b"%PDF-")
        assert answer.headers["Cache-Control"] == "no-store"
