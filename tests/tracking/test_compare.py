"""Prices side by side: differences first, each hole with its question, one tap sends it, and what changes meanwhile."""

from datetime import date

import pytest
from flask import Flask

from directory.businesses.fields.terms import Term
from directory.foundation.db import db
from directory.foundation.unit import unit
from directory.kernel.language import LANGUAGES
from directory.leads import actions as lead_actions
from directory.leads.models import Lead, QuoteRequest
from directory.outbox.models import Message
from directory.quotes import actions
from directory.quotes.models import Reply, TypedQuote, quotes_of
from directory.quotes.rules.offer import Equipment, Offer, Option, Promise
from directory.quotes.rules.phrases import Sentence
from tests.conftest import MovableClock
from tests.factories.answers import PHONES, lead_url, quote_request, request_url
from tests.factories.request_page import QUOTED, leads, page
from tests.page import check_page, words
from tests.support.statements import statements
from tests.support.worlds import once

WHO = "Bob's Heating, on paper"
NOTE = "he said two days"
COOLING = Equipment(brand="Payne", tons=3, seer2=15)
GOOD = Option(
    8900, 9500, tier="good", equipment=Equipment(brand="Goodman", tons=3, seer2=14.3), included=("removal",),
    permit="included", deposit=1000, start=date(2026, 12, 7),
    promises=(Promise.of("parts", Term("years", 10), "maker", 60), Promise.of("labor", Term("years", 2))),
)  # fmt: skip
BEST = Option(12400, 12400, tier="best", permit="included")
#: What asks for the permit, in English and both Chinese.
PERMIT = {
    "en": "Is the permit included in the price?",
    "zh-hans": "价格里包含施工许可证（permit）吗？",
    "zh-hant": "價格包含施工許可（permit）嗎？",
}


@pytest.fixture
@once
def open_request(app: Flask, clock: MovableClock) -> QuoteRequest:
    """Two firms' prices, the second without a word on the permit, and one that she typed in."""
    request = quote_request(("gaoshi", "fangshi", "infinity"), service="replace")
    first, second, _third = leads(request)
    with unit() as session:
        actions.quote(session, first.id, Offer((GOOD, BEST), license="VA 2705123456"))
        actions.quote(session, second.id, Offer((Option(10200, 10200, equipment=COOLING, deposit=1000),)))
        typed = Offer((Option(9900, 9900, permit="homeowner", deposit=1000),), note=NOTE)
        actions.type_quote(session, request.id, WHO, typed)
    return request


def _compare(client, request, language="en", query="", status=200):
    response = client.get(f"{request_url(request, language)}/compare{query}")
    assert response.status_code == status
    assert response.headers["Cache-Control"] == "no-store"
    return check_page(response, language, quoted=(*QUOTED, WHO, NOTE, *PERMIT.values()))


def _heads(shown) -> list[str]:
    return [words(e) for e in shown.all("th") if e.get("scope") == "col"]


def _line(shown, code: str) -> list[str]:
    head = next(e for e in shown.all("th") if e.get("id") == f"row-{code}")
    return [words(cell) for cell in shown.parents[head] if cell.tag == "td"]


def _buttons(shown) -> list[str]:
    return [e.get("value") for e in shown.all("button") if e.get("name") == "ask"]


def _press(client, request, value, language="en", **more):
    data = {"action": "ask", "ask": value, **more}
    return client.post(f"{request_url(request, language)}/compare", data=data)


@pytest.mark.parametrize("language", LANGUAGES)
def test_it_is_whole_in_every_language(client, open_request, language):
    shown = _compare(client, open_request, language)
    assert len(_heads(shown)) == 3
    assert WHO in _heads(shown)[2]
    assert "$8,900–9,500" in _line(shown, "total")[0]
    source = shown.source
    assert PERMIT[language] in source
    assert PERMIT["zh-hans" if language == "en" else "en"] in source
    codes = [e.get("id") for e in shown.all("th") if (e.get("id") or "").startswith("row-")]
    # All three differ in the price; the permit is left out by one of them; the deposit is the same in all.
    assert codes[0] == "row-total"
    assert codes.index("row-permit") > codes.index("row-total")
    assert "row-deposit" not in codes
    assert "$1,000" in words(next(e for e in shown.all("details")))


def test_what_somebody_leaves_out_can_be_asked_by_one_tap(client, open_request):
    shown = _compare(client, open_request)
    [value] = [value for value in _buttons(shown) if value.endswith(" ask_permit")]
    assert "not stated" in _line(shown, "permit")[1]
    for _ in range(2):
        assert _press(client, open_request, value).status_code == 303
    [line] = db.session.query(Reply).filter_by(phrase="ask_permit")
    second = leads(open_request)[1]
    assert (line.lead_id, line.author) == (second.id, "homeowner")
    [notice] = db.session.query(Message).filter_by(kind="replied", channel="sms")
    assert notice.recipient == PHONES["fangshi"]
    # The firm reads it in its own language, whatever hers is.
    assert line.words(LANGUAGES["zh-hans"]) == PERMIT["zh-hans"]
    shown = _compare(client, open_request)
    assert value not in _buttons(shown)
    assert "Asked" in _line(shown, "permit")[1]
    with unit() as session:
        actions.say_phrase(session, second.id, "business", Sentence("permit_not_included", {}, LANGUAGES["zh-hans"]))
    assert "permit" in _line(_compare(client, open_request), "permit")[1].partition("not stated")[2]


def test_an_answer_that_fits_several_questions_fills_the_one_that_was_asked(client, open_request):
    second = leads(open_request)[1]
    assert _press(client, open_request, f"{_key(open_request, 1)} ask_license").status_code == 303
    with unit() as session:
        actions.say_phrase(session, second.id, "business", Sentence("in_writing", {}, LANGUAGES["zh-hans"]))
    shown = _compare(client, open_request)
    assert "Their answer" in _line(shown, "license")[1]
    assert sum("Their answer" in words(cell) for cell in shown.all("td")) == 1


def _key(request, number: int) -> str:
    lead = leads(request)[number]
    with unit() as session:
        quote = next(price for price in _given(session, lead) if price.state == "sent")
        return f"q{quote.id}.0"


def _given(session, lead):
    return quotes_of(session, [lead.id])[lead.id]


@pytest.mark.parametrize(
    "value", ["", "q1.0", "q1.0 thanks", "q1.0 ask_permit x", "t1.0 ask_permit", "q999999.0 ask_permit"]
)
def test_nothing_else_is_sent_by_its_button(client, open_request, value):
    assert _press(client, open_request, value).status_code == 400
    assert db.session.query(Reply).count() == 0


def test_a_typed_price_has_no_button_and_no_business_reads_it(client, open_request):
    assert not [value for value in _buttons(_compare(client, open_request)) if value.startswith("t")]
    [typed] = db.session.query(TypedQuote)
    assert _press(client, open_request, f"t{typed.id}.0 ask_license").status_code == 400
    for lead in leads(open_request):
        source = client.get(lead_url(lead, "en")).text
        assert WHO.partition(",")[0] not in source
        assert "9,900" not in source
        assert NOTE not in source


def test_options_of_one_firm_are_columns_where_they_are_chosen(client, open_request):
    first, second = _key(open_request, 0), _key(open_request, 1)
    best = first.replace(".0", ".1")
    shown = _compare(client, open_request, query=f"?show={first}&show={best}&show={second}")
    assert ["Basic" in head or "Best" in head for head in _heads(shown)] == [True, True, False]
    assert [line.split()[0] for line in _line(shown, "total")] == ["$8,900–9,500", "$12,400", "$10,200"]
    everything = [e.get("value") for e in shown.all("input") if e.get("name") == "show" and e.get("type") == "checkbox"]
    assert len(everything) == 4
    query = "?" + "&".join(f"show={key}" for key in [*everything, *everything, "q9.9", "x"])
    assert len(_heads(_compare(client, open_request, query=query))) == 4


def test_a_price_that_was_changed_or_withdrawn_meanwhile_is_said_to_be(client, open_request):
    first, second = _key(open_request, 0), _key(open_request, 1)
    query = f"?show={first}&show={second}"
    with unit() as session:
        actions.quote(session, leads(open_request)[0].id, Offer((Option(8000, 8000),)))
        quotes = _given(session, leads(open_request)[1])
        actions.withdraw_price(session, quotes[0].id)
    shown = _compare(client, open_request, query=query)
    assert "Gaoshi Lengnuan has changed the price since." in shown.source
    assert "The price from Fangshi Lengnuan is no longer valid" in shown.source
    assert "$8,000" in _line(shown, "total")[0]
    assert "10,200" not in shown.source
    # One of the two is left, and a third price is there to be chosen.
    assert "Choose another one below." in shown.source
    assert "type it in" not in shown.source
    # A question about what the page showed before goes to nobody.
    response = _press(client, open_request, f"{second} ask_permit", show=[first, second])
    assert response.status_code == 400
    assert "Nothing was sent." in response.text
    assert db.session.query(Reply).count() == 0


def test_a_typed_price_that_is_gone_is_said_to_be(client, open_request):
    [typed] = db.session.query(TypedQuote)
    query = f"?show=t{typed.id}.0&show={_key(open_request, 0)}&show={_key(open_request, 1)}"
    with unit() as session:
        actions.delete_typed(session, open_request.id, typed.id)
    shown = _compare(client, open_request, query=query)
    assert "was deleted since" in shown.source
    assert len(_heads(shown)) == 2


def test_a_business_that_was_taken_off_is_not_compared(client, open_request):
    with unit() as session:
        lead_actions.withdraw(session, leads(open_request)[0].id)
    assert len(_heads(_compare(client, open_request))) == 2


def test_cooling_is_worked_out_by_her_numbers_and_the_formula_that_is_shown(client, open_request):
    query = f"?show={_key(open_request, 0)}&show={_key(open_request, 1)}"
    shown = _compare(client, open_request, query=query)
    assert "12,000 BTU" in shown.source
    assert "kWh)" not in words(next(e for e in shown.all("section") if e.get("id") == "running"))
    shown = _compare(client, open_request, query=f"{query}&hours=1000&cents=15")
    costs = words(next(e for e in shown.all("section") if e.get("id") == "running"))
    assert "$378" in costs  # 3 x 12 x 1000 / 14.3 = 2,517 kWh
    assert "$360" in costs
    for wrong in ("hours=0&cents=15", "hours=x&cents=15", "hours=9000&cents=15", "hours=1000&cents=x"):
        source = _compare(client, open_request, query=f"{query}&{wrong}").source
        assert "kWh)" not in source.partition('id="running"')[2].partition("</form>")[2].partition("Formula")[0]
    [typed] = db.session.query(TypedQuote)
    alone = _compare(client, open_request, query=f"?show={_key(open_request, 1)}&show=t{typed.id}.0")
    assert 'id="running"' not in alone.source


@pytest.mark.parametrize("language", LANGUAGES)
def test_heating_is_worked_out_by_her_bills_where_both_state_how_well_they_heat(client, clock, language):
    request = quote_request(("gaoshi", "fangshi"), service="replace")
    machines = (Equipment(afue=96), Equipment(hspf2=8))
    with unit() as session:
        for lead, machine in zip(leads(request), machines, strict=True):
            actions.quote(session, lead.id, Offer((Option(9000, 9000, equipment=machine),)))
    shown = _compare(client, request, language)
    assert {"therms", "efficiency", "therm_price", "heat_cents"} <= {e.get("name") for e in shown.all("input")}
    bills = "therms=800&efficiency=80&therm_price=1.50&heat_cents=15"
    shown = _compare(client, request, language, f"?{bills}&hours=1000")
    costs = words(next(e for e in shown.all("section") if e.get("id") == "heating"))
    assert "$1,000" in costs
    assert "$1,200" in costs
    for wrong in ("therms=0", "efficiency=8", "therm_price=x", "heat_cents="):
        source = _compare(client, request, language, f"?{wrong}&{bills}").source
        assert "$1,200" not in source
    with unit() as session:
        actions.quote(session, leads(request)[1].id, Offer((Option(9000, 9000, equipment=COOLING),)))
    assert 'id="heating"' not in _compare(client, request, language, f"?{bills}").source


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_questions_stand_in_both_languages_to_be_read_out(client, open_request, language):
    shown = check_page(
        client.get(f"{request_url(open_request, language)}/questions"),
        language,
        quoted=(*QUOTED, WHO, *PERMIT.values()),
    )
    lists = {e.get("aria-labelledby"): words(e) for e in shown.all("section") if e.get("aria-labelledby")}
    [typed] = db.session.query(TypedQuote)
    assert len(lists) == 3
    of_typed, of_second = lists[f"list-t{typed.id}"], lists[f"list-{_key(open_request, 1).partition('.')[0]}"]
    assert "What is your license number?" in of_typed
    assert ("您的证照号" in of_typed) or ("您的执照号" in of_typed) or ("您的證照號碼" in of_typed)
    assert PERMIT["en"] in of_second
    assert PERMIT["en"] not in of_typed


def test_one_line_leads_there_once_two_prices_stand(client, clock):
    request = quote_request()
    here = f"{request_url(request, 'en')}/compare"

    def offered() -> bool:
        return here in [e.get("href") for e in page(client, request, "en", (WHO,)).all("a")]

    assert not offered()
    _compare(client, request)
    with unit() as session:
        actions.type_quote(session, request.id, WHO, Offer((Option(900, 900),)))
    assert not offered()
    with unit() as session:
        actions.quote(session, leads(request)[0].id, Offer((Option(1000, 1000),)))
    assert offered()


@pytest.mark.parametrize("path", ["", "/compare", "/questions"])
def test_a_page_costs_as_many_statements_however_much_was_typed_in(client, open_request, path):
    address = request_url(open_request, "en") + path
    client.get(address)
    with statements() as few:
        assert client.get(address).status_code == 200
    with unit() as session:
        for number in range(4):
            offer = Offer((Option(900 + number, 5000, permit="extra"),))
            actions.type_quote(session, open_request.id, f"Firm {number}", offer)
    with statements() as many:
        assert client.get(address).status_code == 200
    assert len(many) == len(few)


FILLED = {
    "action": "save", "who": WHO, "price": "9,900-11000", "permit": "homeowner", "parts": "10年", "labor": "0",
    "deposit": "$1,000", "start": "2026-12-07", "valid_until": "2026-12-20", "brand": "Payne", "tons": "2.5",
    "seer2": "15.2", "included": ["removal", "pad"], "excluded": ["electrical"], "insured": "no", "note": NOTE,
}  # fmt: skip


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_price_is_typed_in_changed_and_deleted(client, clock, language):
    request = quote_request()
    prices = f"{request_url(request, language)}/prices"
    check_page(client.get(prices), language)
    assert client.post(prices, data=FILLED).status_code == 303
    [typed] = db.session.query(TypedQuote)
    option = typed.offer.main
    assert (typed.who, option.amount_min, option.amount_max, option.permit) == (WHO, 9900, 11000, "homeowner")
    assert (option.years("parts"), option.promise("labor").is_none) == (10, True)
    assert (option.covers("pad"), option.covers("electrical"), option.covers("ducts")) == (True, False, None)
    assert (option.equipment.tons, typed.offer.insured, typed.offer.note) == (2.5, False, NOTE)
    address = f"{prices}/{typed.id}"
    shown = check_page(client.get(address), language, quoted=(WHO, NOTE))
    # Saved as it is shown it says the same.
    again = {e.get("name"): e.get("value") for e in shown.all("input") if e.get("type") not in ("checkbox", "radio")}
    assert client.post(address, data=FILLED | {"base": again["base"]}).status_code == 303
    assert client.post(address, data=FILLED | {"base": again["base"], "price": "800"}).status_code == 303
    stale = client.post(address, data=FILLED | {"base": again["base"], "price": "700"})
    assert stale.status_code == 400
    assert 'value="700"' in check_page(stale, language, quoted=(WHO, NOTE)).source
    # Another language keeps what was typed.
    other = client.post(address, data=FILLED | {"edit": "y", "price": "650"})
    assert other.status_code == 200
    assert 'value="650"' in check_page(other, language, quoted=(WHO, NOTE)).source
    for _ in range(2):
        assert client.post(address, data={"action": "delete"}).status_code == 303
    # Another tab still has it: it reads what happened, and loses nothing that is typed there.
    gone = client.get(address, follow_redirects=True)
    assert '<p class="note" role="status">' in check_page(gone, language, quoted=(WHO, NOTE)).source
    late = client.post(address, data=FILLED | {"base": again["base"], "price": "720"})
    assert late.status_code == 400
    assert 'value="720"' in check_page(late, language, quoted=(WHO, NOTE)).source
    assert f'action="{prices}"' in late.text


@pytest.mark.parametrize(
    "wrong",
    [
        {"who": ""}, {"who": "x" * 81}, {"price": ""}, {"price": "0"}, {"price": "12.50"}, {"price": "1000001"},
        {"parts": "51"}, {"labor": "-1"}, {"tons": "x"}, {"tons": "0"}, {"seer2": "99"}, {"start": "soon"},
        {"permit": "maybe"}, {"excluded": ["pad"]}, {"note": "x" * 1001}, {"who": "a\x00b"}, {"seer2": "nan"},
    ],
)  # fmt: skip
def test_what_is_wrong_is_said_and_everything_kept(client, clock, wrong):
    request = quote_request()
    response = client.post(f"{request_url(request, 'en')}/prices", data=FILLED | wrong)
    assert response.status_code == 400
    if wrong.get("who") != "a\x00b":
        shown = check_page(response, "en", quoted=(WHO, NOTE))
        assert any((e.get("href") or "") in [f"#{name}" for name in wrong] for e in shown.all("a"))
    assert db.session.query(TypedQuote).count() == 0


def test_an_erased_request_has_none_of_these_pages_and_says_so(client, open_request):
    with unit() as session:
        actions.erase_request(session, open_request.id)
    own = request_url(open_request, "en")
    for path in ("compare", "questions", "prices", "prices/1", "accept/1", "review/gaoshi"):
        answer = client.get(f"{own}/{path}")
        assert (answer.status_code, answer.location) in ((302, own), (303, own)), path
    for path, data in (
        ("prices", FILLED),
        ("prices/1", FILLED),
        ("compare", {"action": "ask", "ask": "q1.0 ask_permit"}),
    ):
        answer = client.post(f"{own}/{path}", data=data)
        assert (answer.status_code, answer.location) == (303, own), path
    assert "This request was deleted" in client.get(own).text
    assert db.session.query(Lead).count() == 3
