"""What a quote says: options, scope, warranties; its last day; what a newer one says otherwise."""

from datetime import timedelta

import pytest

from directory.businesses.fields.terms import Term
from directory.foundation.db import db
from directory.foundation.i18n import speaking
from directory.foundation.unit import unit
from directory.kernel.errors import Invalid
from directory.kernel.language import LANGUAGES
from directory.leads.models import Lead, QuoteRequest
from directory.outbox import jobs
from directory.quotes import actions
from directory.quotes.actions import QuoteDraft
from directory.quotes.models import Quote, QuoteOption, lapsed, previous, quotes_of
from directory.quotes.rules.fields import cards, changes, fields
from directory.quotes.rules.offer import Equipment, Offer, Option, Promise, read_option
from tests.factories.answers import quote_request
from tests.support.at_once import at_once

pytestmark = pytest.mark.engine_cases

PARTS = Promise.of("parts", Term("years", 10), "maker", 60)
GOOD = Option(
    5200,
    5200,
    tier="good",
    equipment=Equipment(brand="goodman", outdoor="GSXN4", seer2=14.3, tons=3, refrigerant="R454B"),
    included=("removal", "start_up"),
    excluded=("ducts",),
    permit="extra",
    rebate=500,
    promises=(PARTS, Promise.of("labor", Term("years", 0))),
)
BEST = Option(7900, 8300, tier="best", promises=(Promise.of("compressor", Term("lifetime")),))


@pytest.fixture
def lead(app, clock):
    request: QuoteRequest = quote_request()
    return db.session.query(Lead).filter_by(request_id=request.id).order_by(Lead.id).first()


def do(action, *values, **named):
    with unit() as session:
        return action(session, *values, **named)


def price_of(quote_id):
    return db.session.get_one(Quote, quote_id, populate_existing=True)


def test_an_offer_comes_back_as_it_was_given(lead, clock):
    offer = Offer((GOOD, BEST), license="VA 2705123456 A", insured=True, cancel_days=3, exclusions="石膏板")
    quote_id = do(actions.quote, lead.id, offer).id
    price = price_of(quote_id)
    assert price.offer == offer
    assert (price.amount_min, price.parts_years, price.labor_years) == (5200, 10, 0)
    assert read_option(GOOD.as_json()) == GOOD
    assert do(actions.erase, lead.request_id) == 1
    assert db.session.query(QuoteOption).count() == 0


def test_a_price_by_text_is_an_offer_that_says_no_more(lead):
    quote_id = do(actions.quote, lead.id, QuoteDraft(2500, 2500)).id
    offer = price_of(quote_id).offer
    assert (len(offer.options), offer.main.promises, offer.insured, offer.main.covers("ducts")) == (1, (), None, None)


@pytest.mark.parametrize(
    ("language", "words"),
    [
        (
            "en",
            (
                "10 years; honored by the manufacturer; if registered within 60 days",
                "no warranty",
                "Old unit taken away",
            ),
        ),
        ("zh-hans", ("10年；由厂家负责；须在 60 天内登记", "不保修", "旧机拆走")),
        ("zh-hant", ("10年；由原廠負責；須在 60 天內登錄", "無保固", "舊機拆除運走")),
    ],
)
def test_codes_are_read_in_the_readers_language(app, language, words):
    with app.test_request_context(), speaking(LANGUAGES[language]):
        card = cards(Offer((GOOD,)), "replace")[0]
        assert [shown for _entry, shown in card.first[:2]] == list(words[:2])
        assert (card.covers[0], card.price, card.net) == (words[2], "$5,200", "$4,700")
        assert len(card.leaves_out) == 1
        labels = [entry.label() for entry in fields()]
        assert len(labels) == len({(entry.section, entry.label()) for entry in fields()})


def test_silence_is_no_no(app):
    with app.test_request_context(), speaking(LANGUAGES["en"]):
        silent = cards(Offer((Option(900, 900),)), "replace")[0]
        assert {"Electrical work", "License number", "SEER2", "Permit and inspection"} <= set(silent.missing)
        # They are listed in one line.
        assert "Outdoor unit model" in silent.missing
        assert not [name for name in silent.missing if ", " in name]
        assert not silent.leaves_out
        assert not cards(Offer((Option(900, 900),)), "repair")[0].missing


def test_what_changed_is_named_and_nothing_else(app):
    newer = Offer((Option(4900, 4900, equipment=GOOD.equipment, included=GOOD.included, excluded=GOOD.excluded,
                          permit="included", rebate=500, promises=GOOD.promises, tier="good"),))  # fmt: skip
    with app.test_request_context(), speaking(LANGUAGES["en"]):
        differences = [
            (entry.code, before, after) for entry, before, after in changes(Offer((GOOD,)), newer, "replace")
        ]
    assert differences == [
        ("total", "$5,200", "$4,900"),
        ("net", "$4,700", "$4,400"),
        (
            "permit",
            "The contractor gets it, at extra cost",
            "The contractor gets it, included in the price",
        ),
    ]


def test_an_option_is_chosen_of_several(lead):
    quote_id = do(actions.quote, lead.id, Offer((GOOD, BEST))).id
    for wrong in (None, 2, -1):
        with pytest.raises(Invalid) as refused:
            do(actions.accept_quote, quote_id, wrong)
        assert refused.value.field == "option"
    do(actions.accept_quote, quote_id, 1)
    assert price_of(quote_id).accepted_option == BEST
    assert price_of(quote_id).price == "$7,900–8,300"
    do(actions.undo_quote, quote_id)
    assert price_of(quote_id).accepted_option is None


def work():
    """Do every job that is due."""
    for job_id in jobs.due_ids(db.session(), 100):
        jobs.do(job_id, "test")
    db.session.remove()


def dated(lead, clock, days=2):
    offer = Offer((Option(900, 900),), valid_until=clock.moment.date() + timedelta(days=days))
    return do(actions.quote, lead.id, offer).id


def test_a_price_ends_with_its_last_day_and_says_so(lead, clock):
    quote_id = dated(lead, clock)
    clock.move(days=1)
    work()
    assert price_of(quote_id).state == "sent"
    clock.move(days=2)
    assert pressed(actions.accept_quote, quote_id).startswith("This price was valid until Nov 25")
    for _ in range(2):
        do(actions.JOBS["expire-quote"], ("quote", quote_id))
    lead = db.session.get_one(Lead, lead.id, populate_existing=True)
    assert (price_of(quote_id).state, lead.state) == ("expired", "accepted")
    assert lapsed(quotes_of(db.session(), [lead.id])[lead.id]).id == quote_id
    assert pressed(actions.accept_quote, quote_id).startswith("This price was valid until Nov 25")
    again = dated(lead, clock)
    assert price_of(again).state == "sent"
    assert previous(quotes_of(db.session(), [lead.id])[lead.id]).id == quote_id


def test_a_yes_outlives_the_last_day_and_undone_it_ends_with_it(lead, clock):
    quote_id = dated(lead, clock, days=0)
    clock.move(hours=10, minutes=40)
    do(actions.accept_quote, quote_id)
    clock.move(minutes=6)
    work()
    assert price_of(quote_id).state == "accepted"
    do(actions.undo_quote, quote_id)
    assert price_of(quote_id).state == "sent"
    work()
    assert price_of(quote_id).state == "expired"


def pressed(action, *values):
    """What becomes of a press: what it gave, or the words of its refusal."""
    try:
        return do(action, *values).state
    except Invalid as refused:
        return refused.text


@pytest.mark.parametrize("change", ["newer", "withdrawn", "expired"])
def test_a_yes_and_what_ends_its_price_have_one_outcome(app, lead, clock, change):
    quote_id = dated(lead, clock, days=0)
    newer = QuoteDraft(800, 800)
    if change == "expired":
        clock.move(hours=10, minutes=44)
    others = {
        "newer": lambda: pressed(actions.quote, lead.id, newer),
        "withdrawn": lambda: pressed(actions.withdraw_price, quote_id),
        "expired": lambda: do(actions.JOBS["expire-quote"], ("quote", quote_id)),
    }
    yes, other = at_once(app, lambda: pressed(actions.accept_quote, quote_id), others[change])
    state = price_of(quote_id).state
    if state == "accepted":
        assert yes == "accepted"
        assert change == "expired" or "deciding on your price" in other
        assert db.session.query(Quote).count() == 1
    else:
        assert state == ("expired" if change == "expired" else "superseded")
        assert yes.startswith(("They have sent a new price", "This price is no longer valid", "This price was valid"))
        assert other in ("sent", "superseded", None)
