"""From the form to the last word, over the real outbox: two businesses, one takes it by digit, one declines by link."""

import re

import pytest
from flask import Flask

from directory.foundation.db import db
from directory.foundation.unit import unit
from directory.inbox.actions import receive_text
from directory.leads import actions as lead_actions
from directory.leads.actions import Evidence, RequestDraft
from directory.leads.models import Lead, QuoteRequest
from directory.outbox import deliver
from directory.outbox.models import Message
from tests.factories.answers import HOMEOWNER, PHONES, business, request_url


@pytest.fixture
def sent(app: Flask, clock) -> QuoteRequest:
    """A request just sent from the form."""
    with unit() as session:
        for slug in ("gaoshi", "fangshi", "infinity"):
            business(session, slug)
    draft = RequestDraft(
        businesses=("gaoshi", "fangshi"),
        service="repair",
        zip="20850",
        urgency="now",
        safety="none",
        call_language="cmn",
        name="陈女士",
        phone=HOMEOWNER,
        language="zh-Hans",
        channels={"gaoshi": ("call",), "fangshi": ("call",)},
        receipt_sms=True,
        answers={"symptom": ["noheat"]},
        details="二楼不热",
    )
    evidence = Evidence(text="words", form_html="form", page_path="/zh-hans/request-a-quote")
    with unit() as session:
        return lead_actions.submit(session, draft, lead_actions.Sending("k" * 20, evidence))


def work() -> dict[str, list[str]]:
    """Do what the worker does; the texts that went out now, by recipient."""
    ids = [message.id for message in db.session.query(Message).filter_by(state="waiting").order_by(Message.id)]
    db.session.remove()
    for message_id in ids:
        deliver.deliver(message_id)
    words_by_kind: dict[str, list[str]] = {}
    for message in db.session.query(Message).filter(Message.id.in_(ids)):
        if message.channel == "sms":
            assert message.state == "sent", (message.kind, message.state, message.error_detail)
            words_by_kind.setdefault(message.recipient, []).append(message.body or "")
    return words_by_kind


def test_from_the_form_to_the_last_word(client, sent):
    page = request_url(sent)
    first = work()
    assert set(first) == {PHONES["gaoshi"], PHONES["fangshi"], HOMEOWNER}
    for slug in ("gaoshi", "fangshi"):
        [body] = first[PHONES[slug]]
        assert not [secret for secret in ("陈女士", "555-0142", "20850", "二楼") if secret in body]
    # Their texts lie in files here: nobody's phone has anything.
    assert client.get(page).text.count("没有发到手机") == 2
    assert "对方手机已收到" not in client.get(page).text

    with unit() as session:
        receive_text(session, PHONES["gaoshi"], "１。", "SM1")
    after = work()
    assert "301-555-0142" in after[PHONES["gaoshi"]][0]
    assert PHONES["fangshi"] not in after
    assert "高氏冷暖已拿到您的电话" in client.get(page).text

    link = re.search(r"/leads/[\w-]{22}", first[PHONES["fangshi"]][0])
    assert link is not None
    opened = client.get(link[0], follow_redirects=True)
    assert "陈女士" not in opened.text
    assert client.post(opened.request.path, data={"action": "decline", "reason": "too_busy"}).status_code == 303
    assert "最近排满了" in client.get(page).text

    assert client.post(page, data={"action": "withdraw", "business": "gaoshi"}).status_code == 303
    words_by_kind = work()
    assert "已另有安排" in words_by_kind[PHONES["gaoshi"]][0]
    assert PHONES["fangshi"] not in words_by_kind
    assert client.post(page, data={"action": "close"}).status_code == 303
    assert not set(work()) & {PHONES["fangshi"], PHONES["infinity"]}
    leads = db.session.query(Lead).order_by(Lead.id).populate_existing()
    assert [lead.state for lead in leads] == ["withdrawn", "declined"]
    taken = re.search(r"/leads/[\w-]{22}", first[PHONES["gaoshi"]][0])
    assert taken is not None
    over = client.get(taken[0], follow_redirects=True).text
    assert not [secret for secret in ("陈女士", "555-0142", "20850", "二楼", "Rockville") if secret in over]
