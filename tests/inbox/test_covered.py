"""What a homeowner typed of a phone or a door stays covered on every page of the business until it says yes."""

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from markupsafe import escape

from directory.foundation.db import db
from directory.foundation.unit import unit
from directory.kernel import clock
from directory.kernel.language import LANGUAGES
from directory.kernel.masks import mask_contacts
from directory.leads.models import Lead, QuoteRequest
from directory.leads.rules import LeadState
from directory.quotes.models import Reply
from tests.factories.answers import AD, lead_url, quote_request
from tests.factories.people import member, signed_in
from tests.page import check_page

DETAILS = "楼上没有暖气，2019-05-12 装的。住罗克维尔大街123号, or 4500-A Georgia Ave NW, Apt 4B. 301-555-0142"
_LINES = Path(__file__).parent.parent / "kernel"
HIDDEN_LINES = (_LINES / "hidden.txt").read_text(encoding="utf-8").splitlines()
READABLE_LINES = (_LINES / "readable.txt").read_text(encoding="utf-8").splitlines()
HIDDEN = ("123号", "4500-A", "Georgia", "Apt 4B", "555-0142", "Hungerford", "chen_hvac88")


@pytest.fixture
def open_request(client):
    saved = quote_request(
        ("gaoshi",), details=DETAILS, model="SN 1234567890, at 9 Hungerford Dr", visit_times="加v chen_hvac88"
    )
    lead = db.session.query(Lead).one()
    with unit() as session:
        session.add(Reply(lead_id=lead.id, author="homeowner", text="It is 9 Hungerford Dr, unit 5"))
    return saved


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_door_is_covered_until_the_business_says_yes(client, open_request, language):
    lead = db.session.query(Lead).one()
    quoted = (AD, "高氏冷暖", "楼上没有暖气", "装的", "住")
    source = check_page(client.get(lead_url(lead, language)), language, quoted=quoted).source
    assert not [secret for secret in HIDDEN if secret in source]
    assert all(fact in source for fact in ("楼上没有暖气", "2019-05-12", "SN 1234567890"))
    assert client.post(lead_url(lead, language), data={"action": "accept"}).status_code == 303
    source = client.get(lead_url(lead, language)).text
    assert all(secret in source for secret in HIDDEN)


def test_the_list_of_a_business_covers_it_too(client, open_request):
    with unit() as session:
        person_id = member(session, "gaoshi").person_id
    signed_in(client, person_id)
    source = client.get("/zh-hans/manage/gaoshi/leads").text
    assert "楼上没有暖气" in source
    assert not [secret for secret in HIDDEN if secret in source]


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_place_that_speaks_of_it_promises_no_more_than_is_done(client, open_request, language):
    """The form, the lead and the privacy page: what is recognized is covered, in all three."""
    wordings = {
        "en": ("hones, emails, links, chat names and addresses", "we recognize"),
        "zh-hans": ("认得出的电话、邮箱、网址、聊天账号和住址",),
        "zh-hant": ("認得出的電話、電子郵件、網址、聊天帳號和住址",),
    }
    lead = db.session.query(Lead).one()
    for path in (
        f"/{language}/request-a-quote?business=gaoshi",
        lead_url(lead, language),
        f"/{language}/about/privacy",
    ):
        source = client.get(path).text
        assert all(words in source for words in wordings[language]), path


#: The kinds that the sentence names as covered, and those that it says stay readable.
KINDS = {
    "phone": "301-555-0142",
    "email": "chen@example.com",
    "link": "https://chen.example.com/me",
    "chat name": "微信 chen_hvac88",
    "street": "12 Oak Street",
    "box": "P.O. Box 4411",
    "building": "Fenton Towers",
    "door": "apt 4B",
}
LEFT = {"date": "2019-05-12", "price": "预算 1200-1500", "size": "16x25x1", "serial": "serial number 1234567890"}


@pytest.mark.parametrize("kind", [*KINDS, *LEFT])
def test_each_kind_that_the_sentence_names_is_as_it_says(client, kind):
    quote_request(("gaoshi",), details=f"楼上没有暖气 {(KINDS | LEFT)[kind]}")
    source = client.get(lead_url(db.session.query(Lead).one())).text
    assert ((KINDS | LEFT)[kind] in source) is (kind in LEFT)
    assert ("•••" in source) is (kind in KINDS)


@settings(max_examples=12, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(st.lists(st.sampled_from([line.split("|")[0] for line in HIDDEN_LINES] + READABLE_LINES), max_size=40))
def test_a_yes_reveals_every_word_as_it_was_typed(client, open_request, pieces):
    """Whatever was covered before; nothing of what is kept is changed by covering it."""
    lead = db.session.query(Lead).one()
    words = "楼上没有暖气。" + "\n".join(pieces)
    for state in (LeadState.NEW, LeadState.ACCEPTED):
        with unit() as session:
            answered = session.get_one(Lead, lead.id)
            answered.state, answered.accepted_at = state, clock.now() if state is LeadState.ACCEPTED else None
            session.get_one(QuoteRequest, answered.request_id).details = words
        source = client.get(lead_url(lead)).text
        assert db.session.query(QuoteRequest).one().details == words
        shown = mask_contacts(words) if state is LeadState.NEW else words
        for line in shown.split("\n"):
            assert str(escape(line)) in source, line
