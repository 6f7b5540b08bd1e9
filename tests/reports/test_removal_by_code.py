"""Taken down at once by a code to the printed phone: nobody else's listing, and not over an owner's head."""

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from directory.accounts.actions import digits_of
from directory.accounts.models import Code
from directory.audit import AuditEvent
from directory.businesses.models import Business, ContactPoint
from directory.businesses.queries import phones_in_ads
from directory.foundation.unit import unit
from directory.kernel.language import LANGUAGES
from directory.outbox.models import Message
from directory.outbox.queries import is_suppressed
from directory.reports.models import Report
from tests.conftest import MovableClock
from tests.factories.listings import GAOSHI, HUAFU, seeded
from tests.factories.people import member
from tests.page import check_page

LANGUAGE_CODES = list(LANGUAGES)
PATH = f"/zh-hans/businesses/{GAOSHI}/remove"


@pytest.fixture
def listings(app: Flask, clock: MovableClock) -> Flask:
    app.config["RATE_LIMITS"] = False
    seeded()
    return app


@pytest.fixture
def browser(listings: Flask) -> FlaskClient:
    return listings.test_client()


def business(session: Session, slug: str = GAOSHI) -> Business:
    session.rollback()
    return session.scalars(select(Business).where(Business.slug == slug)).one()


def printed(session: Session, slug: str = GAOSHI) -> str:
    return phones_in_ads(session, business(session, slug).id)[0]


def digits(session: Session) -> str:
    return digits_of(session.scalars(select(Code).order_by(Code.id.desc())).first() or Code())


def send(browser: FlaskClient, session: Session, slug: str = GAOSHI) -> TestResponse:
    path = f"/zh-hans/businesses/{slug}/remove"
    return browser.post(path, data={"action": "send", "phone": printed(session, slug)})


def test_right_digits_take_it_down_at_once(browser: FlaskClient, session: Session) -> None:
    phone = printed(session)
    assert send(browser, session).headers["Location"] == PATH
    (text,) = session.scalars(select(Message)).all()
    assert (text.channel, text.recipient, text.kind) == ("sms", phone, "code-remove")
    answer = browser.post(PATH, data={"action": "code", "code": digits(session)})
    assert answer.headers["Location"] == f"{PATH}?down=1"
    listed_business = business(session)
    assert listed_business.state == "removed"
    assert is_suppressed(session, "sms", phone)
    event = session.scalars(select(AuditEvent).where(AuditEvent.action == "remove")).one()
    assert (event.actor, event.detail["how"]) == (f"business:{listed_business.id}", "a code to the printed phone")
    assert browser.get(PATH).status_code == 404
    assert browser.get(f"/zh-hans/businesses/{HUAFU}/remove?down=1").status_code == 200
    assert business(session, HUAFU).state == "published"


@pytest.mark.parametrize("language", LANGUAGE_CODES)
def test_every_step_in_every_language(browser: FlaskClient, session: Session, language: str) -> None:
    path = f"/{language}/businesses/{GAOSHI}/remove"
    check_page(browser.get(path), language)
    check_page(browser.post(path, data={"action": "send", "phone": "+13015550199"}), language)
    send(browser, session)
    check_page(browser.get(path), language)
    refused = browser.post(path, data={"action": "code", "code": "1234"})
    assert refused.status_code == 400
    check_page(refused, language)
    browser.post(path, data={"action": "code", "code": digits(session)})
    done = browser.get(f"{path}?down=1")
    check_page(done, language)
    assert done.headers["Cache-Control"] == "no-store"


def test_no_number_but_a_printed_one_gets_a_code(browser: FlaskClient, session: Session) -> None:
    for number in ("+13015550199", printed(session, HUAFU), "", "x"):
        assert browser.post(PATH, data={"action": "send", "phone": number}).status_code == 400
    session.query(ContactPoint).update({"state": "cannot_receive"})
    session.commit()
    assert send(browser, session).status_code == 400
    assert session.scalar(select(func.count()).select_from(Code)) == 0


def test_another_listings_code_another_browser_and_a_used_one_take_nothing_down(
    browser: FlaskClient, session: Session, listings: Flask, clock: MovableClock
) -> None:
    send(browser, session, HUAFU)
    other = digits(session)
    assert browser.post(PATH, data={"action": "code", "code": other}).status_code == 400
    send(browser, session)
    right = digits(session)
    stranger = listings.test_client()
    assert stranger.post(PATH, data={"action": "code", "code": right}).status_code == 400
    clock.move(minutes=10)
    assert browser.post(PATH, data={"action": "code", "code": right}).status_code == 400
    assert business(session).state == "published"
    assert business(session, HUAFU).state == "published"


def test_over_an_owners_head_it_is_a_wish_for_the_operator(browser: FlaskClient, session: Session) -> None:
    with unit() as writing:
        member(writing, GAOSHI, phone="+12405550150")
    send(browser, session)
    answer = browser.post(PATH, data={"action": "code", "code": digits(session)})
    assert answer.headers["Location"] == f"{PATH}?sent=1"
    assert business(session).state == "published"
    report = session.scalars(select(Report)).one()
    assert (report.kind, report.contact, report.state) == ("remove", printed(session), "open")


def test_the_owner_who_holds_the_phone_takes_it_down(browser: FlaskClient, session: Session) -> None:
    phone = printed(session)
    with unit() as writing:
        member(writing, GAOSHI, phone=phone)
    send(browser, session)
    browser.post(PATH, data={"action": "code", "code": digits(session)})
    assert business(session).state == "removed"


def test_an_unknown_step_is_refused(browser: FlaskClient, session: Session) -> None:
    assert browser.post(PATH, data={"action": "approve"}).status_code == 400
    assert session.scalar(select(func.count()).select_from(Report)) == 0
