"""A homeowner who gave a phone for our own texts, and lets a business only write by e-mail: it never gets the phone."""

import pytest

from directory.foundation.db import db
from directory.foundation.unit import unit
from directory.kernel.language import LANGUAGES
from directory.leads import actions as lead_actions
from directory.leads.models import QuoteRequest
from directory.quotes import actions as quote_actions
from directory.quotes.actions import QuoteDraft
from tests.factories.answers import HOMEOWNER, lead_url, request_url
from tests.factories.people import member, signed_in
from tests.factories.requests import composed, messages, sent
from tests.inbox.two import leads
from tests.page import check_page

pytestmark = pytest.mark.usefixtures("site")
PHONE = ("301-555-0142", "3015550142", HOMEOWNER)
QUOTED = ("高氏冷暖", "陈女士", "楼上不热")
NUMBER = {"en": "They have your number", "zh-hans": "有您的电话", "zh-hant": "有您的電話"}


@pytest.fixture
def request_by_mail(site: object) -> QuoteRequest:
    return sent("gaoshi", channels={"gaoshi": ("email",)}, details="楼上不热")


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_page_of_the_business_shows_the_phone(client, request_by_mail, language):
    [lead] = leads()
    with unit() as session:
        person_id = member(session, "gaoshi").person_id
        lead_actions.accept(session, lead.id, "web")
    signed_in(client, person_id)
    desk = f"/{language}/manage/gaoshi/leads"
    for path in (lead_url(lead, language), f"{desk}?tab=talks", f"{desk}/{lead.id}"):
        source = client.get(path).text
        assert not [secret for secret in PHONE if secret in source], path
        assert "mailto:chen@example.com" in source, path


@pytest.mark.parametrize("language", LANGUAGES)
def test_her_page_says_what_they_have(client, request_by_mail, language):
    [lead] = leads()

    def words() -> str:
        return str(check_page(client.get(request_url(request_by_mail, language)), language, quoted=QUOTED).source)

    name = "name and email" if language == "en" else {"zh-hans": "姓名和邮箱", "zh-hant": "姓名和電子郵件"}[language]
    for act in (
        lambda session: lead_actions.accept(session, lead.id, "web"),
        lambda session: quote_actions.quote(session, lead.id, QuoteDraft(1600, 1600)),
        lambda session: lead_actions.win(session, lead.id),
    ):
        with unit() as session:
            act(session)
        assert NUMBER[language] not in words()
        assert name in words()


@pytest.mark.parametrize(("says_yes", "kind"), [(True, "will-call"), (False, "quoted")])
def test_no_message_says_that_they_have_her_number(request_by_mail, says_yes, kind):
    with unit() as session:
        if says_yes:
            lead_actions.accept(session, leads()[0].id, "web")
        else:
            quote_actions.quote(session, leads()[0].id, QuoteDraft(1600, 1600))
    assert {message.channel for message in messages(db.session(), kind)} == {"email", "sms"}
    for message in messages(db.session(), kind):
        content = composed(db.session(), message)
        assert content is not None
        assert "电话（" not in content.body
        assert "有您的电话" not in content.body
        assert "邮箱" in content.body
