"""What people really type into the form: invisible characters, extensions, other alphabets, a ZIP code of DC."""

import pytest
from flask import Flask
from flask.testing import FlaskClient

from directory.foundation.db import db
from directory.kernel.language import LANGUAGES
from directory.leads.models import QuoteRequest
from directory.outbox.deliver import deliver
from directory.outbox.models import Message
from tests.conftest import MovableClock
from tests.factories.form import fields, opened, path, refused, send, ticked, wrongs
from tests.factories.listings import FANGSHI, GAOSHI, HUAFU, seeded
from tests.page import Page, check_page, words
from tests.support.fake_smtp import FakeSmtp

DC = {
    "en": "The ad doesn't mention a DC license. Work in DC requires one. Ask first.",
    "zh-hans": "广告没提华盛顿特区（DC）执照。",
    "zh-hant": "廣告未提及華盛頓特區（DC）證照。",
}


@pytest.fixture(autouse=True)
def _seeded(app: Flask, clock: MovableClock) -> None:
    seeded()


@pytest.fixture
def page(client: FlaskClient, clock: MovableClock) -> Page:
    shown = opened(client)
    clock.move(seconds=30)
    return shown


def saved() -> QuoteRequest:
    return db.session.query(QuoteRequest).one()


@pytest.mark.parametrize(
    ("field", "typed", "stored"),
    [
        ("zip", "20850\u200b", "20850"),
        ("zip", "\ufeff20850", "20850"),
        ("zip", "20850 1234", "20850"),
        ("zip", "20850，", "20850"),
        ("email", "\u200bchen@example.com", "chen@example.com"),
        ("email", "chen＠example.com", "chen@example.com"),
        ("email", "chen@例子.公司", "chen@xn--fsqu00a.xn--55qx5d"),
        ("name", "\U00031350氏", "\U00031350氏"),
        ("name", "👨\u200d👩\u200d👧 Chen", "👨\u200d👩\u200d👧 Chen"),
        ("name", "\u202eevil", "evil"),
        ("details", "call me\x0b8pm", "call me\n8pm"),
        ("details", "line1\rline2", "line1\nline2"),
        ("phone", "301 555 0142 (cell)", "+13015550142"),
        ("phone", "301-555-0142 陈太太", "+13015550142"),
        ("phone", "\u200e(301) 555-0142\u200e", "+13015550142"),
    ],
)
def test_what_is_typed_is_stored_as_it_was_meant(
    client: FlaskClient, page: Page, field: str, typed: str, stored: str
) -> None:
    assert send(client, fields(page, **{field: typed})).status_code == 303
    assert getattr(saved(), field) == stored


def test_an_extension_is_kept_for_calls(client: FlaskClient, page: Page) -> None:
    assert send(client, fields(page, phone="301-555-0142 ext. 12", consent=["*:call"])).status_code == 303
    assert saved().phone == "+13015550142x12"


@pytest.mark.parametrize("more", [{"consent": ["*:call", "*:sms"]}, {"consent": ["*:call"], "receipt_sms": "y"}])
@pytest.mark.parametrize(("language", "word"), [("en", "extension"), ("zh-hans", "分机"), ("zh-hant", "分機")])
def test_an_extension_is_not_texted(
    client: FlaskClient, page: Page, more: dict[str, object], language: str, word: str
) -> None:
    values = fields(page, phone="301-555-0142 转 12", **more)
    assert word in wrongs(refused(client, values, language))


@pytest.mark.parametrize(
    ("typed", "language", "word"),
    [
        ("(800) 555-0142", "en", "toll-free"),
        ("1-888-234-5678", "zh-hans", "免费电话"),
        ("(866) 555-0142", "zh-hant", "免付費電話"),
        ("301-555-0142 or 240-555-0143", "en", "one phone number"),
        ("301-555-0142、240-555-0143", "zh-hans", "只填一个"),
    ],
)
def test_what_is_no_number_to_call_back_says_what_to_change(
    client: FlaskClient, page: Page, typed: str, language: str, word: str
) -> None:
    assert word in wrongs(refused(client, fields(page, phone=typed), language))


def test_mail_to_a_domain_in_chinese_leaves(app: Flask, client: FlaskClient, page: Page) -> None:
    values = fields(page, phone="", email="chen@例子.公司", consent=["*:email"])
    assert send(client, values).status_code == 303
    receipt = db.session.query(Message).filter_by(kind="receipt").one()
    with FakeSmtp() as server:
        app.config["SMTP_URL"] = server.url
        db.session.commit()
        assert deliver(receipt.id)
        assert len(server.to("chen@xn--fsqu00a.xn--55qx5d")) == 1


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_zip_code_that_was_typed_is_answered_before_it_is_sent(
    client: FlaskClient, clock: MovableClock, language: str
) -> None:
    shown = opened(client, language, GAOSHI)
    clock.move(seconds=30)
    assert DC[language] not in words(shown.root)
    hidden = {e.get("name"): e.get("value") for e in shown.all("input") if e.get("type") == "hidden"}
    values = fields(shown, **hidden) | {"business": [GAOSHI], "zip": "20001"}
    again = refused(client, values, language)
    assert "20001" in wrongs(again)
    assert DC[language] in words(again.root)
    assert (ticked(again, "business"), ticked(again, "consent")) == ([GAOSHI], ["*:call", "*:sms"])
    read = {e.get("name"): e.get("value") for e in again.all("input") if e.get("type") == "hidden"}
    assert send(client, values | read, language).status_code == 303
    assert saved().zip == "20001"


@pytest.mark.parametrize(("slug", "zip_code"), [(GAOSHI, "20850"), (HUAFU, "22030")])
def test_a_zip_code_that_the_ads_say_nothing_else_of_is_sent_at_once(
    client: FlaskClient, clock: MovableClock, slug: str, zip_code: str
) -> None:
    shown = opened(client, "en", slug)
    clock.move(seconds=30)
    hidden = {e.get("name"): e.get("value") for e in shown.all("input") if e.get("type") == "hidden"}
    values = fields(shown, **hidden) | {"business": [slug], "zip": zip_code}
    assert send(client, values, "en").status_code == 303


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_page_in_another_language_keeps_all_that_was_typed(client: FlaskClient, page: Page, language: str) -> None:
    values = fields(page, zip="not yet", email="chen@", fuel="gas") | {"edit": "y"}
    answer = client.post(path(language), data=values)
    assert answer.status_code == 200
    shown = check_page(answer, language, quoted=("高氏冷暖", "方氏冷暖", "陈女士", "华府冷暖空调", "安居冷暖空调公司",
                                                 "DAVID ZHANG 冷暖空调", values["details"]))  # fmt: skip
    typed = {e.get("name"): e.get("value") for e in shown.all("input")}
    assert {name: typed[name] for name in ("name", "phone", "email", "zip")} == {
        "name": "陈女士", "phone": "(301) 555-0142", "email": "chen@", "zip": "not yet"
    }  # fmt: skip
    assert (ticked(shown, "business"), ticked(shown, "symptom")) == ([GAOSHI, FANGSHI], ["noheat", "noise"])
    assert "is-wrong" not in shown.source
    assert db.session.query(QuoteRequest).count() == 0
    buttons = {e.get("formaction") for e in shown.all("button") if e.get("name") == "edit"}
    assert buttons == {path(other) for other in LANGUAGES if other != language}


@pytest.mark.parametrize(("language", "word"), [("en", "cookies"), ("zh-hans", "Cookie"), ("zh-hant", "Cookie")])
def test_a_browser_without_cookies_is_told_so_and_how_to_reach_them(
    app: Flask, clock: MovableClock, language: str, word: str
) -> None:
    app.config["WTF_CSRF_ENABLED"] = True
    client = app.test_client(use_cookies=False)
    shown = opened(client, language)
    clock.move(seconds=30)
    again = refused(client, fields(shown), language)
    assert word in wrongs(again)
    assert {"en": "open for long", "zh-hans": "开得太久", "zh-hant": "開得太久"}[language] not in wrongs(again)
    assert "tel:+12406368420" in again.source


ASKED = {
    "en": "Did you mean chen@gmail.com?",
    "zh-hans": "您要填的是 chen@gmail.com 吗？",
    "zh-hant": "您要填的是 chen@gmail.com 嗎？",
}


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_slip_in_an_email_is_asked_about_once_and_never_mended(
    client: FlaskClient, clock: MovableClock, language: str
) -> None:
    shown = opened(client, language)
    clock.move(seconds=30)
    values = fields(shown, email="chen@gmail.con")
    page = refused(client, values, language)
    assert ASKED[language] in words(page.first("main"))
    again = {e.get("name"): e.get("value") for e in page.all("input") if e.get("name") in ("email", "shown_email")}
    assert again == {"email": "chen@gmail.con", "shown_email": "chen@gmail.con"}
    # Another slip is another question; what was asked about and left is meant.
    assert ASKED[language] in words(
        refused(client, values | again | {"email": "chen@gmial.com"}, language).first("main")
    )
    assert send(client, values | again, language).status_code == 303
    assert saved().email == "chen@gmail.con"
