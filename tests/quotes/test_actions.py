"""Questions, prices and replies: who is told, by which channel, in which words, and what is refused."""

from datetime import timedelta

import pytest

from directory.foundation.db import db
from directory.foundation.unit import unit
from directory.kernel import text as segments
from directory.kernel.errors import Invalid, NotFound
from directory.kernel.language import LANGUAGES, by_tag
from directory.leads import actions as lead_actions
from directory.leads.models import Lead
from directory.outbox.models import Message
from directory.quotes import actions
from directory.quotes.actions import QuoteDraft
from directory.quotes.models import Quote, Reply
from directory.quotes.notices import KINDS
from directory.quotes.rules import MOST_LINES
from tests.factories.answers import HOMEOWNER, PHONES, quote_request

GAOSHI = PHONES["gaoshi"]


@pytest.fixture
def open_request(app, clock):
    return quote_request()


def lead_of(request, number=0) -> Lead:
    return db.session.query(Lead).filter_by(request_id=request.id).order_by(Lead.id).populate_existing()[number]


def do(action, *values, **named):
    with unit() as session:
        return action(session, *values, **named)


def queued(*kinds):
    rows = db.session.query(Message).filter(Message.kind.in_(kinds)).order_by(Message.id).populate_existing()
    return [(message.kind, message.channel, message.recipient, message.language) for message in rows]


def composed(kind, channel="sms", language=None):
    message = db.session.query(Message).filter_by(kind=kind, channel=channel).order_by(Message.id.desc()).first()
    language_spoken = language or by_tag(message.language)
    return KINDS[kind].compose(db.session(), (message.subject_kind, message.subject_id), language_spoken, channel)


def test_the_homeowner_is_told_by_the_ways_asked_for(open_request):
    do(actions.ask, lead_of(open_request).id, "什么牌子？")
    assert queued("asked") == [
        ("asked", "email", "chen@example.com", "zh-Hans"),
        ("asked", "sms", HOMEOWNER, "zh-Hans"),
    ]
    mail = composed("asked", "email")
    assert "什么牌子？" in mail.body
    assert "什么牌子？" in mail.html
    assert "/zh-hans/requests/" in mail.body


def test_a_homeowner_who_wants_no_texts_gets_none(app, clock):
    open_request = quote_request(receipt_sms=False, email=None)
    do(actions.ask, lead_of(open_request).id, "什么牌子？")
    assert queued("asked") == []


def test_each_question_is_its_own_message(open_request):
    for words in ("一", "二"):
        do(actions.ask, lead_of(open_request).id, words)
    assert len(queued("asked")) == 4


def test_a_business_is_texted_only_when_it_has_answered_before(open_request):
    lead = lead_of(open_request)
    do(actions.reply, lead.id, "homeowner", "还在吗？")
    assert queued("replied") == []
    do(actions.ask, lead.id, "在的")
    do(actions.reply, lead.id, "homeowner", "固德曼")
    assert queued("replied") == [("replied", "sms", GAOSHI, "zh-Hans")]
    assert "固德曼" not in composed("replied").body
    assert "/leads/" in composed("replied").body


def test_a_price_is_told_and_a_superseded_one_is_not(open_request):
    lead = lead_of(open_request)
    first = do(actions.quote, lead.id, QuoteDraft(1200, 1500))
    do(actions.quote, lead.id, QuoteDraft(900, 900, note="少了一项"))
    subject = ("quote", first.id)
    assert KINDS["quoted"].compose(db.session(), subject, LANGUAGES["en"], "email") is None
    assert "$900" in composed("quoted", "email").body
    assert "$900" in composed("quoted").body


def test_accepting_a_price_wins_the_lead_and_tells_the_business(open_request, clock):
    price = do(actions.quote, lead_of(open_request).id, QuoteDraft(1200, 1200))
    for _ in range(2):
        do(actions.accept_quote, price.id)
    assert lead_of(open_request).state == "quoted"
    assert queued("price-accepted") == []
    clock.move(minutes=10)
    for _ in range(2):
        do(actions.settle, ("quote", price.id))
    assert lead_of(open_request).state == "won"
    assert [kind for kind, *_ in queued("price-accepted")] == ["price-accepted"]
    with pytest.raises(NotFound):
        do(actions.accept_quote, 10**6)


def test_an_old_price_cannot_be_accepted(open_request):
    old = do(actions.quote, lead_of(open_request).id, QuoteDraft(1200, 1200))
    do(actions.quote, lead_of(open_request).id, QuoteDraft(1300, 1300))
    with pytest.raises(Invalid):
        do(actions.accept_quote, old.id)


@pytest.mark.parametrize("end", [lead_actions.close, lead_actions.erase])
def test_nothing_can_be_said_on_a_closed_request(open_request, end):
    lead = lead_of(open_request)
    do(end, open_request.id)
    for act in (
        lambda: do(actions.ask, lead.id, "还要吗"),
        lambda: do(actions.reply, lead.id, "homeowner", "还在吗"),
        lambda: do(actions.quote, lead.id, QuoteDraft(1, 1)),
        lambda: do(actions.give_up, lead.id, None, "sms"),
    ):
        with pytest.raises(Invalid):
            act()
    assert db.session.query(Reply).count() == db.session.query(Quote).count() == 0


def test_what_was_queued_before_an_end_is_not_sent(open_request):
    lead = lead_of(open_request)
    do(actions.ask, lead.id, "什么牌子？")
    do(lead_actions.withdraw, lead.id)
    assert composed("asked") is None
    other = lead_of(open_request, 1)
    do(actions.ask, other.id, "什么牌子？")
    do(actions.erase, open_request.id)
    assert composed("asked") is None


@pytest.mark.parametrize(
    "draft", [QuoteDraft(0, 0), QuoteDraft(-5, 5), QuoteDraft(10, 5), QuoteDraft(5, 10**8), QuoteDraft(5, 5, -1)]
)
def test_a_senseless_price_is_refused_and_accepts_nothing(open_request, draft):
    with pytest.raises(Invalid):
        do(actions.quote, lead_of(open_request).id, draft)
    assert lead_of(open_request).state == "new"


def test_a_conversation_has_an_end(open_request):
    lead = lead_of(open_request)
    for number in range(MOST_LINES):
        do(actions.reply, lead.id, "homeowner", str(number))
    with pytest.raises(Invalid):
        do(actions.reply, lead.id, "homeowner", "one more")


def test_given_up_only_by_who_has_the_number(open_request):
    lead = lead_of(open_request)
    with pytest.raises(Invalid):
        do(actions.give_up, lead.id, "unreachable", "web")
    do(lead_actions.accept, lead.id, "web")
    for _ in range(2):
        assert do(actions.give_up, lead.id, "unreachable", "web").state == "lost"


def test_words_are_forgotten_half_a_year_after_the_end(open_request, clock):
    do(actions.ask, lead_of(open_request).id, "什么牌子？")
    do(lead_actions.close, open_request.id)
    assert do(actions.purge, clock.moment + timedelta(days=179)) == 0
    assert do(actions.purge, clock.moment + timedelta(days=181)) == 1
    assert db.session.query(Reply).count() == 0


@pytest.mark.parametrize("language", LANGUAGES.values(), ids=LANGUAGES)
def test_every_text_fits_one_segment_with_the_longest_name(app, clock, language):
    app.config["BASE_URL"] = "https://lengnuan.example"
    open_request = quote_request(("infinity",))
    lead = lead_of(open_request)
    do(actions.ask, lead.id, "什么牌子？")
    do(actions.reply, lead.id, "homeowner", "固德曼")
    price = do(actions.quote, lead.id, QuoteDraft(1200, 1500))
    bodies = [composed(kind, language=language).body for kind in ("asked", "quoted")]
    do(actions.accept_quote, price.id)
    clock.move(minutes=10)
    do(actions.settle, ("quote", price.id))
    longer = [composed(kind, language=language).body for kind in ("replied", "price-accepted")]
    for body in bodies + longer:
        assert segments.count(body) <= (2 if body in longer else 1), body
        assert "固德曼" not in body
        assert ("陈女士" in body) == (body in longer)
