"""How a business is told: what the page shows, what it keeps, and what it refuses."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from directory.businesses.models import Business, ContactPoint, DeliveryPreference
from directory.foundation.db import db
from directory.foundation.unit import unit
from directory.inbox.actions import set_delivery
from directory.inbox.rules import Hour
from directory.kernel.language import LANGUAGES
from directory.leads.models import Lead
from directory.leads.queries import Delivery
from tests.factories.people import member, signed_in
from tests.factories.requests import listed, messages, sent
from tests.page import check_page

MAIL = "owner@gaoshi.example"
GOOD = {"ways": "both", "email": MAIL, "quiet_from": "22:00", "quiet_until": "07:00", "urgent_always": "y"}


@pytest.fixture
def owner(app, client, clock):
    listed("gaoshi", "fangshi")
    app.config["SMS_HOURS"] = "08:00-20:00"
    with unit() as session:
        person_id = member(session, "gaoshi", email=MAIL).person_id
    signed_in(client, person_id)
    return person_id


def path(language="zh-hans", slug="gaoshi"):
    return f"/{language}/manage/{slug}/delivery"


def preference_now() -> DeliveryPreference | None:
    return db.session.query(DeliveryPreference).populate_existing().one_or_none()


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("phone", ["agreed", "not_introduced", "calls_only"])
def test_the_page_says_how_it_is_now(client, owner, language, phone):
    with unit() as session:
        session.query(ContactPoint).first().state = phone
    check_page(client.get(path(language)), language, quoted=("高氏冷暖",))
    client.post(path(language), data=GOOD)
    page = check_page(client.get(path(language) + "?saved=1"), language, quoted=("高氏冷暖",))
    assert MAIL in page.source
    assert "22:00" in page.source


def test_what_was_chosen_is_kept_and_used(client, owner, session):
    answer = client.post(path(), data=GOOD)
    assert (answer.status_code, answer.headers["Location"]) == (303, path() + "?saved=1")
    preference = preference_now()
    assert (preference.by_sms, preference.by_email, preference.email) == (True, True, MAIL)
    assert (preference.quiet_from, preference.quiet_until, preference.urgent_always) == ("22:00", "07:00", True)
    client.post(path(), data={"ways": "email", "email": MAIL})
    preference = preference_now()
    assert (preference.by_sms, preference.by_email, preference.quiet_from, preference.urgent_always) == (
        False,
        True,
        None,
        False,
    )
    sent("gaoshi")
    assert [(m.channel, m.recipient) for m in messages(session, "lead")] == [("email", MAIL)]
    assert session.query(Lead).one().texted_phone is None
    client.post(path(), data={"ways": "sms"})
    assert (preference_now().by_sms, preference_now().by_email, preference_now().email) == (True, False, None)


@pytest.mark.parametrize(
    "wrong",
    [
        {},
        {"ways": "pigeon"},
        {"ways": "email", "email": "stranger@example.com"},
        {"ways": "both"},
        {"ways": "sms", "quiet_from": "22:00"},
        {"ways": "sms", "quiet_from": "09:00", "quiet_until": "09:00"},
        {"ways": "sms", "quiet_from": "07:00", "quiet_until": "19:00"},
        {"ways": "sms", "quiet_from": "25:00", "quiet_until": "07:00"},
    ],
)
def test_what_makes_no_sense_is_refused_on_its_field(client, owner, wrong):
    answer = client.post(path(), data=wrong)
    assert answer.status_code == 400
    check_page(answer, "zh-hans", quoted=("高氏冷暖",))
    assert preference_now() is None


def test_mail_alone_may_be_quiet_most_of_the_day(client, owner):
    data = {"ways": "email", "email": MAIL, "quiet_from": "07:00", "quiet_until": "19:00"}
    assert client.post(path(), data=data).status_code == 303


def test_a_colleague_reads_and_the_owner_decides(client, owner):
    with unit() as session:
        colleague = member(session, "gaoshi", "colleague", phone="+12405550151").person_id
    signed_in(client, colleague)
    page = check_page(client.get(path()), "zh-hans", quoted=("高氏冷暖",))
    assert 'name="ways"' not in page.source
    assert client.post(path(), data=GOOD).status_code == 403
    assert preference_now() is None


def test_another_businesss_owner_finds_nothing(client, owner):
    assert client.get(path(slug="fangshi")).status_code == 404
    assert client.post(path(slug="fangshi"), data=GOOD).status_code == 404


def test_the_mail_of_somebody_of_another_business_cannot_be_chosen(client, owner):
    with unit() as session:
        member(session, "fangshi", phone="+12405550151", email="owner@fangshi.example")
    assert client.post(path(), data={"ways": "email", "email": "owner@fangshi.example"}).status_code == 400


def test_a_business_without_any_proved_mail_is_led_to_its_account(client, owner):
    with unit() as session:
        session.query(Business).filter_by(slug="fangshi").one()
        other = member(session, "fangshi", phone="+12405550151").person_id
    signed_in(client, other)
    page = check_page(client.get(path(slug="fangshi")), "zh-hans", quoted=("方氏冷暖",))
    assert "/zh-hans/account" in page.source


def test_saving_for_the_first_time_from_six_tabs_at_once_keeps_one(app, owner):
    business_id = db.session.query(Business.id).filter_by(slug="gaoshi").scalar()

    def save(number: int) -> None:
        with app.app_context(), unit() as session:
            set_delivery(session, business_id, Delivery(quiet=(f"2{number % 4}:00", "06:00")), f"person:{owner}")

    db.session.rollback()
    with ThreadPoolExecutor(6) as pool:
        list(pool.map(save, range(6)))
    assert preference_now().by_sms


@pytest.mark.parametrize(
    ("texts", "mails", "by_sms", "by_mail", "look"),
    [
        (True, True, True, MAIL, "on"),
        (True, True, False, MAIL, "mail"),
        (False, True, True, MAIL, "mail"),
        (False, True, True, None, "off"),
        (False, False, True, MAIL, "off"),
    ],
)
def test_an_hour_looks_as_the_business_hears_in_it(texts, mails, by_sms, by_mail, look):
    assert Hour(22, texts, mails).look(by_sms, by_mail) == look
