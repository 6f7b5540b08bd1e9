"""Codes: what of them stands in the database, what a thousand guesses at once come to, what goes out and when."""

import json
import re
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import datetime

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session
from structlog.testing import capture_logs

from directory.accounts import actions
from directory.accounts.models import Code
from directory.accounts.rules import CODE_DIGITS, CODE_TRIES, CODES_A_DAY, Purpose
from directory.config import DEVELOPMENT
from directory.foundation.db import db
from directory.foundation.unit import unit
from directory.kernel import text as segments
from directory.kernel.errors import Invalid
from directory.kernel.language import LANGUAGES, by_tag
from directory.outbox import registry
from directory.outbox.deliver import deliver
from directory.outbox.models import Message
from directory.outbox.rules import next_allowed
from tests.accounts.conftest import OWNER, Shop, ask, last_digits, last_message, read
from tests.conftest import MovableClock
from tests.factories import answers

BROWSER = "B" * 22
#: Words that were agreed on, a dash for the digits.
AGREED = {
    ("zh-Hans", "claim"): "【冷暖专版】-，10分钟内有效，用来管理“高氏冷暖”的网页。我们不会打电话问您要。"
    "不是您本人，不用理会。",
    ("zh-Hant", "claim"): "【冷暖專版】-，10分鐘內有效，用來管理「高氏冷暖」的網頁。我們不會打電話跟您要。"
    "不是您本人，不用理會。",
    ("en", "claim"): "- is your Lengnuan code to manage your listing, good for 10 min. "
    "We never call to ask for it. Not you? Ignore this.",
    ("zh-Hans", "sign-in"): "【冷暖专版】-，10分钟内有效，用来登录。我们不会打电话问您要。不是您本人，不用理会。",
}


def made(purpose: str = "sign-in", address: str = OWNER, **more: object) -> int:
    with unit() as session:
        kind = "email" if "@" in address else "phone"
        language = str(more.pop("language", "zh-Hans"))
        code = actions.ask_code(session, purpose, kind, address, BROWSER, language=language, **more)  # type: ignore[arg-type]
        return code.id


def test_thousand_guesses_at_once_are_five(app: Flask, clock: MovableClock, record_property) -> None:
    code_id = made()
    right = last_digits(OWNER)
    guesses = [f"{n:08d}" for n in range(1000) if f"{n:08d}" != right]

    def guess(some: list[str]) -> int:
        with app.app_context():
            refused = 0
            for digits in some:
                with pytest.raises(Invalid):
                    actions.check_code(code_id, BROWSER, digits, "sign-in")
                refused += 1
            db.session.remove()
            return refused

    with ThreadPoolExecutor(8) as pool:
        assert sum(pool.map(guess, [guesses[n::8] for n in range(8)])) == len(guesses)
    db.session.rollback()
    counted = db.session.get_one(Code, code_id, populate_existing=True).tries
    assert counted == CODE_TRIES
    with pytest.raises(Invalid):
        actions.check_code(code_id, BROWSER, right, "sign-in")
    expected = CODES_A_DAY * CODE_TRIES / 10**CODE_DIGITS
    assert expected <= 0.001
    engine = db.engine.dialect.name
    record_property(
        "figures", f"G9 1,000 guesses ({engine}): {counted} counted; expected takeovers a day: {expected:.5f}"
    )


def test_right_code_is_used_once_when_entered_twice_at_once(app: Flask, clock: MovableClock) -> None:
    code_id, right = made(), last_digits(OWNER)

    def enter(_: int) -> bool:
        with app.app_context():
            try:
                actions.check_code(code_id, BROWSER, right, "sign-in")
            except Invalid:
                return False
            finally:
                db.session.remove()
            return True

    with ThreadPoolExecutor(8) as pool:
        assert sum(pool.map(enter, range(16))) == 1


@pytest.mark.parametrize("digits", ["", "1234567", "123456789", "１２３４５６７８", "abcdefgh", "1234 678", "\x00" * 8])
def test_strange_digits_are_wrong_digits(app: Flask, clock: MovableClock, digits: str) -> None:
    code_id = made()
    with pytest.raises(Invalid):
        actions.check_code(code_id, BROWSER, digits, "sign-in")
    with pytest.raises(Invalid):
        actions.check_code(None, BROWSER, digits, "sign-in")


def test_each_try_is_logged_without_its_address(app: Flask, clock: MovableClock) -> None:
    code_id, right = made(), last_digits(OWNER)
    wrong = "00000000" if right != "00000000" else "00000001"
    with capture_logs() as lines:
        for digits in (wrong, right, right):
            with suppress(Invalid):
                actions.check_code(code_id, BROWSER, digits, "sign-in")
    tries = [line for line in lines if line["event"] == "code tried"]
    assert [line["is_right"] for line in tries] == [False, True, False]
    assert {(line["code"], line["purpose"]) for line in tries} == {(code_id, "sign-in")}
    assert not {OWNER, right, wrong} & {str(value) for line in tries for value in line.values()}


def test_code_stands_nowhere_in_clear(app: Flask, session: Session, clock: MovableClock) -> None:
    made()
    made(address="gao@example.com")
    for address in (OWNER, "gao@example.com"):
        digits, message = last_digits(address), last_message(db.session(), recipient=address)
        deliver(message.id)
        sent_message = db.session.get_one(Message, message.id, populate_existing=True)
        assert sent_message.state in ("sent", "delivered")
        assert "••••••••" in (sent_message.body or "")
        assert digits not in (sent_message.body or "") + (sent_message.subject_line or "")
        assert digits not in json.dumps([str(vars(code)) for code in db.session.scalars(select(Code))])


def test_outbox_of_development_shows_the_code(app: Flask, client: FlaskClient, session: Session, shop: Shop) -> None:
    app.config["LENGNUAN_ENV"] = DEVELOPMENT
    ask(client, OWNER)
    digits, message = last_digits(OWNER), last_message(session)
    deliver(message.id)
    assert digits in client.get("/dev/outbox.json").json[0]["text"]
    assert digits in client.get("/dev/outbox").text
    client.post("/zh-hans/sign-in/code", data={"code": digits})
    assert digits not in client.get("/dev/outbox").text


@pytest.mark.parametrize("language", [spoken.bcp47 for spoken in LANGUAGES.values()])
@pytest.mark.parametrize("purpose", Purpose)
def test_text_of_a_code_is_one_segment(app: Flask, clock: MovableClock, purpose: str, language: str) -> None:
    with unit() as session:
        business = answers.business(session, "gaoshi")
        subject = ("business", business.id) if purpose in ("claim", "remove", "list") else None
    made(purpose, language=language, subject=subject)
    words = read(db.session(), last_message(db.session()))
    assert segments.count(words) == 1, words
    assert len(re.findall(r"(?<!\d)\d{8}(?!\d)", words)) == 1
    with unit() as session:
        business = session.get_one(type(business), business.id)
        business.name_zh, business.name_en = "大华府地区" * 6, "Very Long Name of a Heating Firm " * 3
    assert segments.count(read(db.session(), last_message(db.session()))) == 1


def test_claim_and_sign_in_read_as_agreed(app: Flask, clock: MovableClock) -> None:
    with unit() as session:
        subject = ("business", answers.business(session, "gaoshi").id)
    for (language, purpose), wording in AGREED.items():
        made(purpose, language=language, subject=subject)
        words = read(db.session(), last_message(db.session()))
        assert re.sub(r"\d{8}", "-", words) == wording


def test_code_goes_at_night_and_expires_unsent(app: Flask, session: Session, clock: MovableClock) -> None:
    app.config["SMS_HOURS"] = "08:00-20:00"
    clock.moment = datetime.fromisoformat("2026-11-24T08:00:00+00:00")
    assert next_allowed(clock.moment, "08:00-20:00") > clock.moment
    made()
    message = last_message(db.session())
    deliver(message.id)
    assert db.session.get_one(Message, message.id, populate_existing=True).state in ("sent", "delivered")
    made()
    late = last_message(db.session())
    clock.move(minutes=10)
    deliver(late.id)
    late_message = db.session.get_one(Message, late.id, populate_existing=True)
    assert (late_message.state, late_message.error_kind, late_message.body) == ("failed", "expired", None)
    # Nobody needs a mail about a code that is of no use any more.
    assert not db.session.scalars(select(Message).filter_by(kind="dead-letter")).all()


def test_used_code_is_not_sent_any_more(app: Flask, session: Session, clock: MovableClock) -> None:
    code_id, digits = made(), last_digits(OWNER)
    message = last_message(db.session())
    actions.check_code(code_id, BROWSER, digits, "sign-in")
    deliver(message.id)
    assert db.session.get_one(Message, message.id, populate_existing=True).state == "cancelled"
    compose = registry.kinds["code-sign-in"].compose
    assert compose(db.session(), ("code", 999), by_tag("en"), "sms") is None
