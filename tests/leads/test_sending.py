"""Sending the form: what is saved, what proves a consent, what a machine or a crowd meets."""

import re

import pytest

from directory.businesses import actions as businesses
from directory.businesses.models import ContactPoint
from directory.businesses.rules import ContactEvidence
from directory.foundation import limits
from directory.foundation.db import db
from directory.foundation.unit import unit
from directory.kernel.language import LANGUAGES
from directory.leads.models import Consent, ConsentText, Lead, QuoteRequest
from directory.outbox.models import Message
from tests.factories.answers import HOMEOWNER
from tests.factories.form import QUOTED, TYPED, fields, key_of, opened, path, refused, send, ticked, wrongs
from tests.factories.listings import ANJU, FANGSHI, GAOSHI, seeded
from tests.page import check_page, words


@pytest.fixture(autouse=True)
def _seeded(app, clock):
    seeded()


@pytest.fixture
def page(client, clock):
    shown = opened(client)
    clock.move(seconds=30)
    return shown


def agree() -> None:
    """Every business agreed to texts: silence does not stop them."""
    with unit() as session:
        for point in session.query(ContactPoint).all():
            businesses.set_contact_state(session, point.id, "agreed", ContactEvidence.TOLD_OPERATOR, "operator")


@pytest.mark.parametrize("language", LANGUAGES)
def test_sent(client, page, language):
    values = fields(page, receipt_sms="y", email="Chen@Example.com")
    answer = send(client, values, language)
    assert answer.status_code == 303
    assert re.fullmatch(rf"/{language}/requests/[\w-]{{22}}", answer.headers["Location"])
    quote_request = db.session.query(QuoteRequest).one()
    assert (quote_request.phone, quote_request.zip, quote_request.service) == (HOMEOWNER, "20850", "repair")
    assert (quote_request.urgency, quote_request.call_language) == ("48h", "cmn")
    assert (quote_request.details, quote_request.language, quote_request.answers) == (
        TYPED, LANGUAGES[language].bcp47, {"symptom": ["noheat", "noise"]}
    )  # fmt: skip
    texts = db.session.query(Message).filter_by(kind="lead").order_by(Message.id)
    assert [text.recipient for text in texts] == ["+12406368420", "+12406519115"]
    assert {m.channel for m in db.session.query(Message).filter_by(kind="receipt")} == {"sms", "email"}
    assert client.get(answer.headers["Location"]).status_code == 200


def test_the_proof_of_a_consent_is_what_was_shown_and_nobodys_answers(client, page):
    send(client, fields(page, receipt_sms="y"))
    [proof] = db.session.query(ConsentText)
    assert proof.text.startswith("我只请高氏冷暖、方氏冷暖为这件事联系我：")
    assert "不同意自动拨号和录音电话" in proof.text
    assert "高氏冷暖" in proof.form_html
    assert "checked" not in proof.form_html
    for typed in ("陈女士", "555-0142", "楼上", "csrf", key_of(page)):
        assert typed not in proof.form_html + proof.text
    [consent] = db.session.query(Consent).filter_by(business_id=None)
    assert (consent.channel, consent.page_path) == ("sms", "/zh-hans/request-a-quote")


def test_each_business_may_have_its_own_ways(client, page):
    assert send(client, fields(page, consent=[f"{GAOSHI}:call", f"{FANGSHI}:sms"])).status_code == 303
    rows = db.session.query(Consent).order_by(Consent.id)
    assert [(consent.business_name, consent.channel) for consent in rows] == [("高氏冷暖", "call"), ("方氏冷暖", "sms")]


def test_sent_twice_is_one_request_and_counts_once(client, page):
    first = send(client, fields(page)).headers["Location"]
    for _ in range(9):
        assert send(client, fields(page)).headers["Location"] == first
    assert db.session.query(QuoteRequest).count() == 1
    changed = send(client, fields(page, details="别的"))
    assert changed.status_code == 409
    check_page(changed, "zh-hans", quoted=QUOTED)
    assert first in changed.text
    assert db.session.query(Lead).count() == 2


def test_a_machine_in_a_hurry_is_asked_to_look_again(client):
    shown = opened(client)
    again = refused(client, fields(shown))
    assert "填得好快" in wrongs(again)
    assert key_of(again) == key_of(shown)


def test_a_trap_catches_a_machine_and_lets_a_person_go_on(client, page):
    again = refused(client, fields(page, website="https://spam.example"))
    assert "spam.example" not in again.source
    assert send(client, fields(again)).status_code == 303


@pytest.mark.parametrize("key", ["", "made up", "x.y", "WyJhIiwxXQ.xxxxxxxxxxxxxxxxxxxxxxxxxxx"])
def test_a_key_that_is_not_ours_gets_one_of_ours(client, page, clock, key):
    again = refused(client, fields(page, request_key=key))
    assert key_of(again) not in ("", key)
    clock.move(seconds=10)
    assert send(client, fields(again)).status_code == 303


def test_other_names_than_those_shown_must_be_read_first(client, page):
    again = refused(client, fields(page, business=[ANJU]))
    assert "您换了要问的商家" in wrongs(again)
    assert "我只请安居冷暖空调公司为这件事联系我：" in words(again.root)
    assert ticked(again, "consent") == []
    assert send(client, fields(again, business=[ANJU])).status_code == 303


def test_who_opens_it_without_names_may_tick_anybody(client, clock):
    shown = check_page(client.get(path("zh-hans")), "zh-hans", quoted=QUOTED)
    assert "我只请上面打勾的商家为这件事联系我：" in words(shown.root)
    clock.move(seconds=30)
    assert send(client, fields(shown, business=[ANJU])).status_code == 303
    assert db.session.query(ConsentText).one().text.startswith("我只请上面打勾的商家")


def test_an_hours_requests_from_one_network_and_everything_is_kept(client, clock):
    agree()
    hour = limits.quoted()["request_hour"]
    for turn in range(hour + 1):
        shown = opened(client)
        clock.move(seconds=30)
        answer = send(client, fields(shown, phone=f"301-555-01{turn:02d}"))
        assert answer.status_code == (303 if turn < hour else 429)
    check_page(answer, "zh-hans", quoted=QUOTED)
    assert int(answer.headers["Retry-After"]) > 0
    assert "tel:+12406368420" in answer.text
    assert f'value="301-555-01{hour:02d}"' in answer.text
    assert db.session.query(QuoteRequest).count() == hour


WRITTEN = ("301-555-0142", "(301)5550142", "+1 301 555 0142", "3015550142", "301.555.0142", "1-301-555-0142")


def test_five_a_day_with_one_phone_from_one_network_however_it_is_written(client, clock):
    agree()
    for turn, number in enumerate(WRITTEN):
        shown = opened(client)
        clock.move(hours=1)
        answer = send(client, fields(shown, phone=number, details=f"第{turn}个"))
        assert answer.status_code == (303 if turn < 5 else 429)
    # Whoever typed it so often takes nothing from its owner, who asks from another network.
    client.environ_base["REMOTE_ADDR"] = "203.0.113.9"
    shown = opened(client)
    clock.move(seconds=30)
    assert send(client, fields(shown, phone=WRITTEN[0])).status_code == 303


def test_the_same_answers_are_the_same_request_however_the_phone_is_written(client, clock):
    agree()
    for number in WRITTEN:
        shown = opened(client)
        clock.move(seconds=30)
        assert send(client, fields(shown, phone=number)).status_code == 303
    assert db.session.query(QuoteRequest).count() == 1


def test_get_and_bad_input_count_nothing(client, page):
    # One more than an hour has of requests that count.
    for _ in range(6):
        refused(client, fields(page, zip=""))
    assert send(client, fields(page)).status_code == 303


def test_a_page_left_open_keeps_everything_though_its_session_is_over(app, client, page):
    app.config["WTF_CSRF_ENABLED"] = True
    again = refused(client, {**fields(page), "csrf_token": "of another day"})
    assert "这一页开得太久了" in wrongs(again)
    assert "CSRF" not in again.source
    token = next(e.get("value") for e in again.all("input") if e.get("name") == "csrf_token")
    assert send(client, {**fields(again), "csrf_token": token}).status_code == 303


def test_nothing_typed_is_logged(client, page, capfd):
    send(client, fields(page))
    send(client, fields(page, zip=""))
    output = "".join(capfd.readouterr())
    for typed in ("陈女士", "555-0142", "+13015550142", "楼上", "20850"):
        assert typed not in output
