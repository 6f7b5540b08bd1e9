"""What the homeowner reads of a business that wants mail, wants quiet, put her request aside or calls it won."""

import pytest

from directory.businesses.models import Business, DeliveryPreference
from directory.foundation.db import db
from directory.foundation.unit import unit
from directory.kernel.language import LANGUAGES
from directory.leads import actions
from directory.leads.models import Lead
from directory.outbox.models import Message
from tests.factories.answers import request_url
from tests.factories.people import member
from tests.factories.requests import listed, sent
from tests.page import check_page

MAIL = "owner@gaoshi.example"
QUOTED = ("高氏冷暖", "楼上不热", "陈女士")
WORDS = {
    "mailed": ("Sent to them by email", "已用邮件发给他们", "已用電子郵件傳給他們"),
    "failed": ("Our email did not reach", "邮件送不到", "郵件送不到"),
    "quiet": ("They read our messages from 3:00 PM on", "下午3:00以后才看我们的消息", "下午3:00之後才看我們的訊息"),
    "let-go": ("can't take this on right now", "暂时不处理", "暫不處理"),
    "won": ("says you two agreed on this job", "说已经和您谈成了", "表示已與您談成"),
}


@pytest.fixture(autouse=True)
def _joined(app, clock):
    listed("gaoshi")
    with unit() as session:
        member(session, "gaoshi", email=MAIL)


def wants(**columns):
    with unit() as session:
        business_id = session.query(Business.id).scalar()
        session.add(DeliveryPreference(business_id=business_id, email=MAIL, **columns))


def read(client, page_row, code):
    """The page in each language says it."""
    for language, words in zip(LANGUAGES, WORDS[code], strict=True):
        page = check_page(client.get(request_url(page_row, language)), language, quoted=QUOTED)
        assert words in page.source
        assert f"line-{code}" in page.source


@pytest.mark.parametrize("code", ["mailed", "failed"])
def test_a_business_that_wants_mail(client, clock, code):
    wants(by_sms=False, by_email=True)
    quote_request = sent("gaoshi", urgency="week")
    with unit() as session:
        mail = session.query(Message).filter_by(kind="lead").one()
        mail.state, mail.sent_at = ("sent", clock.moment) if code == "mailed" else ("failed", None)
        mail.failed_at = clock.moment if code == "failed" else None
    read(client, quote_request, code)


def test_quiet_hours_are_told_with_their_end(client):
    wants(quiet_from="13:00", quiet_until="15:00")
    read(client, sent("gaoshi", urgency="week"), "quiet")


@pytest.mark.parametrize("code", ["let-go", "won"])
def test_what_a_business_made_of_it(client, code):
    quote_request = sent("gaoshi", urgency="week")
    lead = db.session.query(Lead).one().id
    with unit() as session:
        actions.accept(session, lead, "page")
        actions.win(session, lead) if code == "won" else actions.lose(session, lead, "price")
    read(client, quote_request, code)
    # It can be taken back, though the business alone calls it won; why it was put aside is not hers to read.
    source = client.get(request_url(quote_request)).text
    assert ("/withdraw?business=" in source) == (code == "won")
    assert "价钱" not in source
