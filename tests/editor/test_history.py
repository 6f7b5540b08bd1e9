"""Who changed what: the operator stands there too, with what was told by phone and what was looked up."""

from datetime import date
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from directory.credentials.models import License, RegistryFile, RegistryLicense
from directory.foundation.db import db
from directory.foundation.unit import unit
from directory.kernel.language import LANGUAGES
from tests.conftest import MovableClock
from tests.factories import people
from tests.factories.desk import PRINTED, Desk, business, facts
from tests.factories.listings import GAOSHI
from tests.page import check_page, words


@pytest.fixture
def operator(listings: Flask, clock: MovableClock) -> FlaskClient:
    """The operator's browser."""
    with unit() as session:
        person_id = people.person(session, None, "op@example.com", language="en", operator=True).id
    client = listings.test_client()
    people.signed_in(client, person_id)
    return client


def _tell(operator: FlaskClient, field: str, value: str) -> None:
    answer = operator.post(f"/admin/businesses/{GAOSHI}/facts", data={"field": field, "value": value})
    assert answer.status_code == 303


def _shown(desk: Desk, language: str) -> list[str]:
    desk.language = language
    page = check_page(desk.get("/history"), language, quoted=(*PRINTED, "GAOSHI LENGNUAN LLC", "GAOSHI HVAC"))
    return [words(article) for article in page.all("article")]


def _license() -> License:
    db.session.rollback()
    query = select(License).where(License.business_id == business().id, License.number.is_not(None))
    return db.session.scalars(query).one()


@pytest.mark.parametrize(
    ("language", "typed", "looked"),
    [
        ("en", "Told to Lengnuan by phone", "Looked up by Lengnuan"),
        ("zh-hans", "电话里告诉冷暖专版的", "冷暖专版查过"),
        ("zh-hant", "電話中告知冷暖專版", "冷暖專版查過"),
    ],
)
def test_what_the_operator_wrote_down_is_told_to_the_owner(
    desk: Desk, operator: FlaskClient, clock: MovableClock, language: str, typed: str, looked: str
) -> None:
    assert LANGUAGES[language]
    _tell(operator, "licenses", "ＶＡ ２７０５１２３４５６")
    assert facts("licenses")[-1].value[0]["number"] == "2705123456"
    clock.move(minutes=1)
    form: dict[str, Any] = {"found": "yes", "number": "2705123456", "state": "VA", "license_class": "A"}
    form |= {"expires_on": date(2027, 3, 31).isoformat(), "holder": "GAOSHI LENGNUAN LLC"}
    assert operator.post(f"/admin/licenses/{_license().id}", data=form).status_code == 303
    first, second = _shown(desk, language)
    assert looked in first
    assert "2705123456" in first
    assert "GAOSHI LENGNUAN LLC" in first
    assert typed in second
    assert "2705123456" in second


def test_a_word_by_phone_that_does_not_count_says_so(desk: Desk, operator: FlaskClient, clock: MovableClock) -> None:
    desk.save("names", name_zh="高氏冷暖", name_zh_lang="zh-Hans", name_en="GAOSHI HVAC")
    desk.publish()
    clock.move(minutes=1)
    _tell(operator, "name_en", "GAOSHI HVAC TWO")
    first, second = _shown(desk, "en")
    assert "Not on your page: your own wording is kept." in first
    assert "GAOSHI HVAC TWO" in first
    assert "You" in second


def test_a_name_put_on_for_a_badge_and_taken_off_again_takes_the_badge_along(desk: Desk) -> None:
    with unit() as session:
        days = {"file_date": date(2026, 11, 20), "row_count": 1, "rows_read": 1, "digest": "0" * 64}
        file = RegistryFile(state="VA", code="2705a", **days)
        session.add(file)
        session.flush()
        columns = {"number": "2705000123", "name": "STRANGE HOLDER LLC", "name_folded": "STRANGE HOLDER"}
        registry_license = RegistryLicense(
            file_id=file.id, state="VA", license_class="A", specialties=["HVA"], **columns
        )
        session.add(registry_license)
    names = {"name_zh": "高氏冷暖", "name_zh_lang": "zh-Hans"}
    desk.save("names", name_en="Strange Holder", **names)
    desk.save("promises", license_0_type="class_a", license_0_state="VA", license_0_number="2705-000123")
    desk.publish()
    assert _license().status == "checked"
    desk.save("names", name_en="Gaoshi", **names)
    desk.publish()
    assert _license().status == "given"
