"""What a homeowner typed of a phone or a door stays covered on every page of the business until it says yes."""

import pytest

from directory.foundation.db import db
from directory.foundation.unit import unit
from directory.kernel.language import LANGUAGES
from directory.leads.models import Lead
from directory.quotes.models import Reply
from tests.factories.answers import AD, lead_url, quote_request
from tests.factories.people import member, signed_in
from tests.page import check_page

DETAILS = "楼上没有暖气，2019-05-12 装的。住罗克维尔大街123号, or 4500-A Georgia Ave NW, Apt 4B. 301-555-0142"
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
        "en": "we recognize",
        "zh-hans": "认得出的电话、邮箱、网址和门牌地址",
        "zh-hant": "認得出的電話、電子郵件、網址",
    }
    lead = db.session.query(Lead).one()
    for path in (
        f"/{language}/request-a-quote?business=gaoshi",
        lead_url(lead, language),
        f"/{language}/about/privacy",
    ):
        assert wordings[language] in client.get(path).text, path
