"""The form of a quote on the lead page: what fits the job, what is remembered, what is asked back, what is refused."""

import re
from datetime import date

import pytest

from directory.businesses import actions as business_actions
from directory.businesses.rules import FactDraft
from directory.foundation.db import db
from directory.foundation.unit import unit
from directory.kernel.language import LANGUAGES
from directory.leads.models import Lead, QuoteRequest
from directory.quotes.models import Quote
from tests.factories.answers import lead_url, quote_request, request_url
from tests.factories.requests import sent
from tests.page import check_page

FULL = {
    "action": "quote",
    "amount_min": "五千二",
    "parts_years": "10年",
    "labor_years": "18个月",
    "earliest_date": "12/5",
    "brand": "Goodman",
    "outdoor": "GSXN4-036",
    "tons": "36000 BTU",
    "seer2": "15.2 SEER2",
    "refrigerant": "R454B",
    "included": ["removal", "start_up"],
    "excluded": ["ducts", "removal"],
    "permit": "included",
    "price_equipment": "3000",
    "rebate": "500",
    "deposit": "1k",
    "payment": "done",
    "compressor_years": "lifetime",
    "honored_by": "maker",
    "register_days": "60",
    "license": "VA 2705123456 A",
    "insured": "yes",
    "valid_days": "30",
    "cancel_days": "3",
    "exclusions": "石膏板修补",
    "note": "含拆旧",
    "tier": "good",
    "options-0-tier": "best",
    "options-0-amount": "7900-8300",
    "options-0-seer2": "18",
    "options-0-parts_years": "12",
}


IN_WORDS = {
    "en": ("18 months", "Old unit taken away", "honored by the manufacturer", "When the work is done", "R-454B"),
    "zh-hans": ("18 个月", "旧机拆走", "由厂家负责", "完工时", "R-454B"),
    "zh-hant": ("18 個月", "舊機拆除運走", "由原廠負責", "完工時", "R-454B"),
}
TERMS = ("parts_years", "labor_years", "compressor_years")


@pytest.fixture
def lead(client, clock):
    return lead_for("replace")


def lead_for(service):
    return lead_of(quote_request(service=service))


def lead_of(request):
    return db.session.query(Lead).filter_by(request_id=request.id).order_by(Lead.id).first()


def newest():
    return db.session.query(Quote).order_by(Quote.id.desc()).populate_existing().first()


QUOTED = (
    "高氏冷暖",
    "高氏冷暖 专业中央空调",
    "楼上没有暖气，请打 301-555-0142 或写信 chen@example.com",
    "含拆旧",
    "石膏板修补",
)


def test_everything_typed_is_on_the_quote_and_nothing_else(client, lead):
    assert client.post(lead_url(lead), data=FULL).status_code == 303
    offer = newest().offer
    main, best = offer.options
    assert (main.amount_min, main.amount_max, main.net) == (5200, 5200, (4700, 4700))
    assert (main.equipment.tons, main.equipment.seer2, main.equipment.outdoor) == (3.0, 15.2, "GSXN4-036")
    assert (main.included, main.excluded, main.permit) == (("removal", "start_up"), ("ducts",), "included")
    assert (main.start, main.deposit, main.lines) == (date(2026, 12, 5), 1000, {"equipment": 3000})
    parts, labor, compressor = main.promises
    assert (parts.warranty.term.amount, parts.honored_by, parts.register_days) == (10, "maker", 60)
    assert (labor.warranty.term.months, labor.honored_by) == (18, None)
    assert compressor.warranty.term.is_lifetime
    assert (offer.license, offer.insured, offer.valid_until) == ("VA 2705123456 A", True, date(2026, 12, 23))
    assert (best.amount_min, best.amount_max, best.equipment.seer2, best.equipment.outdoor) == (7900, 8300, 18, None)
    assert (best.years("parts"), best.years("labor"), best.rebate, best.lines) == (12, None, None, {})
    assert (newest().parts_years, newest().labor_years) == (10, None)


def test_another_option_needs_its_price_and_what_is_different(client, lead):
    """The rest is the first one's; one without a price is not offered."""
    more = {"options-0-labor_years": "2", "options-1-tier": "better", "options-1-outdoor": "GSXV9"}
    assert client.post(lead_url(lead), data={**FULL, **more}).status_code == 303
    main, best = newest().offer.options
    assert (main.promise("labor").warranty.term.months, best.years("labor")) == (18, 2)
    assert [promise.scope for promise in best.promises] == [promise.scope for promise in main.promises]
    assert (best.included, best.permit, best.payment) == (main.included, main.permit, main.payment)
    again = client.get(lead_url(lead)).text
    assert 'name="options-0-labor_years"' in again
    assert re.search(r'name="options-0-labor_years"[^>]*value="2"', again)


@pytest.mark.parametrize(("service", "fits", "does_not"), [("replace", "seer2", "furnace"), ("wh", "furnace", "seer2")])
def test_another_option_is_asked_what_fits_the_job(client, clock, service, fits, does_not):
    """Two fields stand open for the second, none for the third."""
    shown = client.get(lead_url(lead_for(service))).text
    assert f'name="options-0-{fits}"' in shown
    assert f'name="options-0-{does_not}"' not in shown
    second, third = re.split(r"<summary>(?:方案|选项) ?[23]", shown.replace("\n", ""))[1:]
    before = second[: second.index("<summary>")]
    assert re.findall(r'name="options-\d-(\w+)"', before) == ["tier", "amount"]
    assert re.search(r'<details class="do">\s*$', second), "the third is folded"
    assert "options-1-tier" in third


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_page_shows_it_to_both_in_their_language(client, lead, language):
    client.post(lead_url(lead), data=FULL)
    hers = request_url(db.session.get_one(QuoteRequest, lead.request_id), language)
    shown = check_page(client.get(hers), language, quoted=QUOTED).source
    assert not [words for words in ("GSXN4-036", "$7,900–8,300", *IN_WORDS[language]) if words not in shown]
    his = client.get(lead_url(lead, language)).text
    assert not [words for words in ("GSXN4-036", "$7,900–8,300", *IN_WORDS[language]) if words not in his]


def test_the_next_quote_for_such_a_job_begins_with_the_last(client, lead):
    client.post(lead_url(lead), data=FULL)
    shown = client.get(lead_url(lead_of(sent("gaoshi", service="replace")))).text
    for value in ('value="GSXN4-036"', 'value="VA 2705123456 A"', 'value="30"', 'value="15.2"'):
        assert value in shown, value
    # Neither his price nor his words of another customer.
    for gone in ("5200", "5,200", "石膏板修补", "含拆旧", "7900"):
        assert gone not in shown, gone
    assert "GSXN4-036" not in client.get(lead_url(lead_of(sent("gaoshi")))).text


def test_a_changed_price_begins_with_the_one_that_stands(client, lead):
    client.post(lead_url(lead), data=FULL)
    shown = client.get(lead_url(lead)).text
    assert 'value="5200"' in shown
    assert "石膏板修补" in shown


def test_a_first_quote_begins_with_the_listing(client, lead):
    facts = {
        "warranties": [
            {"scope": "labor", "years": 2},
            {"scope": "parts", "years": 9, "condition": "维修"},
            {"scope": "compressor", "years": 11, "condition": "新机"},
        ],
        "insured": True,
        "brands": ["Goodman"],
    }
    with unit() as session:
        drafts = [FactDraft(field, value, "owner", date(2026, 11, 1)) for field, value in facts.items()]
        business_actions.add_facts(session, lead.business_id, drafts)
        business_actions.reproject(session, lead.business_id)
    shown = client.get(lead_url(lead)).text
    tags = {name: re.search(rf'<input[^>]*name="{name}"[^>]*>', shown)[0] for name in TERMS}
    assert [re.search(r'value="(.*?)"', tags[name])[1] for name in TERMS] == ["", "2", "11"]
    assert re.search(r'<option selected value="Goodman">', shown)


@pytest.mark.parametrize(("rating", "typed"), [("seer2", "13"), ("hspf2", "7.2")])
def test_a_low_rating_is_asked_about_once_and_then_taken(client, lead, rating, typed):
    refused = client.post(lead_url(lead, "en"), data={**FULL, rating: typed})
    assert refused.status_code == 400
    assert f"Is it {rating.upper()} on the label?" in refused.text
    assert client.post(lead_url(lead), data={**FULL, rating: typed, "sure": "y"}).status_code == 303
    assert getattr(newest().offer.main.equipment, rating) == float(typed)


@pytest.mark.parametrize(
    "wrong",
    [
        {"amount_min": "1e309"}, {"amount_min": "-5"}, {"amount_min": "2500\x00"}, {"rebate": "9999"},
        {"deposit": "99999"}, {"price_equipment": "5000", "price_labor": "900"}, {"seer2": "1e309"}, {"seer2": "-14"},
        {"seer2": "nan"}, {"tons": "300"}, {"parts_years": "99"}, {"labor_years": "ten"}, {"parts_years": "-1"},
        {"exclusions": "x" * 10_000}, {"outdoor": "x" * 10_000}, {"license": "x" * 10_000}, {"outdoor": "a\x00b"},
         {"earliest_date": "13/45"}, {"finish_date": "11/24"},
        {"valid_days": "0"}, {"valid_days": "4000"}, {"cancel_days": "-1"}, {"permit": "maybe"}, {"brand": "nobody"},
        {"included": "gold"}, {"insured": "perhaps"}, {"options-0-amount": "12.50"}, {"options-0-seer2": "nan"},
        {"options-0-outdoor": "x" * 10_000}, {"options-0-outdoor": "a\x00b"}, {"tier": "worst"},
    ],
    ids=lambda wrong: next(iter(wrong)),
)  # fmt: skip
def test_what_is_no_quote_is_refused_and_kept(client, lead, wrong):
    response = client.post(lead_url(lead), data={**FULL, **wrong})
    assert response.status_code == 400
    assert "GSXN4-036" in response.text or "outdoor" in next(iter(wrong))
    assert db.session.query(Quote).count() == 0


@pytest.mark.parametrize("day", ["下周三", "12/5", "tomorrow", "週五", "dec 5"])
@pytest.mark.parametrize("price", ["2500", "$2,500", "2.5k", "两千五", "兩千五", "2500块"])
def test_a_repair_is_priced_in_two_fields(client, clock, day, price):
    lead = lead_for("repair")
    assert (
        client.post(lead_url(lead), data={"action": "quote", "amount_min": price, "earliest_date": day}).status_code
        == 303
    )
    assert newest().offer.main.amount_min == 2500
    assert newest().earliest_date > date(2026, 11, 23)
