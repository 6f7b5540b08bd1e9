"""Signing in over HTTP: the whole way, and every way that must not lead in."""

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from directory.accounts import actions
from directory.accounts.models import Code, Person, SignIn
from directory.accounts.rules import (
    CODE_DIGITS,
    CODE_TRIES,
    CODES_A_DAY,
)
from directory.foundation import tokens
from directory.foundation.limits import RULES
from directory.foundation.unit import unit
from directory.kernel.language import LANGUAGES
from directory.outbox.models import Message
from tests.accounts.conftest import (
    OWNER,
    STRANGER,
    Shop,
    ask,
    contact_id,
    count_codes,
    enter,
    last_digits,
    last_message,
)
from tests.conftest import MovableClock
from tests.factories.people import person, signed_in
from tests.page import check_page

PHONE_TYPED = {OWNER: "240-555-0150", STRANGER: "(240) 555 0152"}


def test_contractor_is_in_when_the_digits_are_right(client: FlaskClient, session: Session, shop: Shop) -> None:
    ask(client, PHONE_TYPED[OWNER])
    message = last_message(session)
    assert (message.kind, message.channel, message.recipient, message.priority) == (
        "code-sign-in",
        "sms",
        OWNER,
        "code",
    )
    answer = enter(client, last_digits(OWNER))
    assert (answer.status_code, answer.location) == (303, "/zh-hans/manage")
    cookie = client.get_cookie("lengnuan_session")
    assert cookie is not None
    assert (cookie.http_only, cookie.same_site, cookie.path) == (True, "Lax", "/")
    sign_in = session.scalars(select(SignIn)).one()
    assert (sign_in.person_id, sign_in.token_digest) == (shop.owner, tokens.digest(cookie.value))
    assert client.get("/zh-hans/manage").location == "/zh-hans/manage/gaoshi/leads"
    assert client.get("/zh-hans/sign-in").location == "/zh-hans/manage"


def test_stranger_is_a_person_without_a_business_when_proved(client: FlaskClient, session: Session, shop: Shop) -> None:
    ask(client, "Chen@Example.com", "en")
    assert last_message(session).channel == "email"
    assert enter(client, last_digits("chen@example.com"), "en").location == "/en/manage"
    person = session.scalars(select(Person).order_by(Person.id.desc())).first()
    assert person is not None
    assert person.language == "en"
    check_page(client.get("/en/manage"), "en")
    assert client.get("/en/manage/gaoshi/people").status_code == 404


@pytest.mark.parametrize("language", list(LANGUAGES))
def test_pages_read_in_every_language(client: FlaskClient, shop: Shop, language: str) -> None:
    check_page(client.get(f"/{language}/sign-in"), language)
    check_page(client.post(f"/{language}/sign-in", data={"address": "911"}), language)
    ask(client, "gao@example.com", language)
    check_page(client.get(f"/{language}/sign-in/code"), language)
    answer = enter(client, "12345678", language)
    assert answer.status_code == 400
    check_page(answer, language)
    answer = enter(client, "1234", language)
    assert answer.status_code == 400
    check_page(answer, language)
    with unit() as session:
        operator = person(session, "+12405550170", operator=True).id
        nobody = person(session, "+12405550171").id
        actions.give_membership(session, operator, shop.business, "colleague", "operator:1")
    for visitor in (operator, nobody):
        signed_in(client, visitor)
        check_page(client.get(f"/{language}/manage"), language)


@pytest.mark.parametrize(
    "address", ["", "911", "800-555-0100", "900-555-0100", "+44 20 7946 0000", "a@b", "+1 242 322 0000", "x" * 400]
)
def test_no_code_goes_where_it_costs(client: FlaskClient, session: Session, address: str) -> None:
    assert client.post("/en/sign-in", data={"address": address}).status_code == 400
    assert count_codes(session) == 0


def test_known_and_unknown_addresses_get_the_same(app: Flask, session: Session, shop: Shop) -> None:
    seen = []
    for address in ("240-555-0150", "240-555-0199"):
        client = app.test_client()
        response = client.post("/zh-hant/sign-in", data={"address": address})
        page = client.get("/zh-hant/sign-in/code")
        wrong = enter(client, "00000000", "zh-hant")
        text = page.text.replace(address, "-")
        names = [sorted(answer.headers.keys()) for answer in (response, page, wrong)]
        codes = [answer.status_code for answer in (response, page, wrong)]
        seen.append((codes, names, response.text, len(text), len(wrong.text)))
    assert seen[0] == seen[1]
    assert len(session.scalars(select(Message)).all()) == 2


def test_code_signs_in_once(client: FlaskClient, app: Flask, shop: Shop) -> None:
    ask(client, OWNER)
    digits = last_digits(OWNER)
    with client.session_transaction() as cookie:
        cookies = dict(cookie)
    assert enter(client, digits).status_code == 303
    with client.session_transaction() as cookie:
        cookie.update(cookies)
    assert enter(client, digits).status_code == 400


def test_code_is_void_when_ten_minutes_old(client: FlaskClient, shop: Shop, clock: MovableClock) -> None:
    ask(client, OWNER)
    digits = last_digits(OWNER)
    clock.move(minutes=10)
    answer = enter(client, digits)
    assert answer.status_code == 400
    check_page(answer, "zh-hans")
    check_page(client.get("/zh-hans/sign-in/code"), "zh-hans")


def test_code_is_void_in_another_browser(client: FlaskClient, app: Flask, shop: Shop) -> None:
    ask(client, OWNER)
    other = app.test_client()
    ask(other, "240-555-0199")
    digits = last_digits(OWNER)
    with client.session_transaction() as mine, other.session_transaction() as theirs:
        theirs["code"] = mine["code"]
    assert enter(other, digits).status_code == 400
    assert enter(client, digits).status_code == 303


def test_code_of_one_purpose_is_no_other(client: FlaskClient, session: Session, shop: Shop) -> None:
    signed_in(client, shop.owner)
    client.post("/zh-hans/sign-in/prove", data={"action": "send", "contact": contact_id(shop.owner)})
    digits = last_digits(OWNER)
    with client.session_transaction() as cookie:
        cookie["code"] = {**cookie["code"], "purpose": "sign-in"}
    client.delete_cookie("lengnuan_session")
    assert enter(client, digits).status_code == 400


def test_new_code_buys_no_guess(client: FlaskClient, session: Session, shop: Shop, clock: MovableClock) -> None:
    for _ in range(2):
        ask(client, OWNER)
        for wrong in ("00000000", "00000001", "00000002"):
            assert enter(client, wrong).status_code == 400
    assert sum(session.scalars(select(Code.tries))) == CODE_TRIES
    ask(client, OWNER)
    assert enter(client, last_digits(OWNER)).status_code == 400
    clock.move(minutes=11)
    ask(client, OWNER)
    assert enter(client, last_digits(OWNER)).status_code == 303


def test_fourth_code_to_one_address_is_refused(client: FlaskClient, session: Session, shop: Shop) -> None:
    for _ in range(3):
        ask(client, OWNER)
    answer = client.post("/zh-hans/sign-in", data={"address": OWNER})
    assert answer.status_code == 429
    check_page(answer, "zh-hans")
    assert count_codes(session) == 3


def test_codes_of_a_day_are_the_budget_of_the_formula() -> None:
    assert sum(int(text.split("/")[0]) for rule, text in RULES.items() if rule.startswith("codes-")) == CODES_A_DAY
    assert CODES_A_DAY * CODE_TRIES / 10**CODE_DIGITS <= 0.001
