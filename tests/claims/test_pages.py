"""The claim page in every state and language: what it owes its reader, and that looking changes nothing."""

import re

import pytest
from flask import Flask
from sqlalchemy import text
from sqlalchemy.orm import Session

from directory.businesses.models import Fact
from directory.claims import actions
from directory.foundation.db import Base, db
from directory.foundation.unit import unit
from directory.kernel.language import LANGUAGES
from tests.claims.conftest import Claimant, business, claims, digits, printed
from tests.factories.listings import GAOSHI
from tests.factories.people import member
from tests.page import check_page, words

LANGUAGE_CODES = list(LANGUAGES)
BUTTON = {"en": "This is my business", "zh-hans": "这是我的店", "zh-hant": "這是我的店"}
NEVER = ("平台", "抢单", "搶單", "接单", "接單", "入驻", "入駐", "认领", "認領", "线索", "線索", "点击链接", "點擊連結")


def reach(claimant: Claimant, state: str) -> None:
    """Bring the claim to a state by the page."""
    if state == "proving":
        claimant.send()
    elif state == "review":
        claimant.post("call", phone=printed()[0])
    elif state == "disputed":
        with unit() as writing:
            member(writing, GAOSHI)
        claimant.prove()
    elif state == "approved":
        claimant.prove()
    elif state == "rejected":
        claimant.post("call", phone=printed()[0])
        claim_id = claims()[0].id
        with unit() as writing:
            actions.reject(writing, claim_id, "operator:1")
    elif state == "withdrawn":
        claimant.send()
        claimant.post("withdraw")
    if state:
        assert claims()[0].state == state


@pytest.mark.parametrize("language", LANGUAGE_CODES)
@pytest.mark.parametrize("state", ["", "proving", "review", "disputed", "approved", "rejected", "withdrawn"])
def test_page_in_every_language_and_state(claimant: Claimant, language: str, state: str) -> None:
    claimant.language = language
    reach(claimant, state)
    answer = claimant.get()
    page = check_page(answer, language)
    assert answer.headers["Cache-Control"] == "no-store"
    assert words(page.first("h1")) == BUTTON[language]
    assert not any(word in answer.text for word in NEVER)


@pytest.mark.parametrize("language", LANGUAGE_CODES)
def test_what_was_typed_stays_when_it_is_refused(claimant: Claimant, language: str) -> None:
    claimant.language = language
    claimant.send()
    answer = claimant.type("1234")
    page = check_page(answer, language)
    assert answer.status_code == 400
    assert 'value="1234"' in page.source
    check_page(claimant.post("send", phone="+13015550199"), language)
    check_page(claimant.post("call", phone="+13015550199"), language)


def test_the_landline_words_are_the_agreed_ones(claimant: Claimant) -> None:
    for language, wording in (
        ("en", "Can't get texts? We'll call you."),
        ("zh-hans", "收不到短信？我们打给您。"),
        ("zh-hant", "收不到簡訊？我們打給您。"),
    ):
        claimant.language = language
        assert wording in claimant.get().text


@pytest.mark.parametrize("language", LANGUAGE_CODES)
def test_an_ad_without_a_phone_says_whom_to_call(claimant: Claimant, session: Session, language: str) -> None:
    session.query(Fact).filter_by(business_id=business().id, field="phones").delete()
    session.commit()
    claimant.language = language
    page = check_page(claimant.get(), language)
    assert "send" not in page.source.split("<main", 1)[1].split("</main>", 1)[0]


@pytest.mark.parametrize("language", LANGUAGE_CODES)
def test_the_listing_and_the_lead_page_lead_here(claimant: Claimant, language: str) -> None:
    listing = claimant.client.get(f"/{language}/businesses/{GAOSHI}")
    assert f'href="/{language}/businesses/{GAOSHI}/claim">{BUTTON[language]}</a>' in listing.text


def everything() -> dict[str, list[str]]:
    """Every row of every table."""
    db.session.rollback()
    names = [table.name for table in Base.metadata.sorted_tables]
    return {name: sorted(map(str, db.session.execute(text(f"SELECT * FROM {name}")))) for name in names}


@pytest.mark.parametrize("state", ["", "proving", "review", "disputed"])
def test_twenty_looks_change_nothing(claimant: Claimant, listings: Flask, state: str) -> None:
    reach(claimant, state)
    before = everything()
    for _look in range(20):
        viewer = claimant if _look % 2 else Claimant(listings.test_client())
        assert viewer.get().status_code == 200
        assert viewer.client.get(f"{viewer.path}?action=code&code=12345678&phone={printed()[0]}").status_code == 200
    assert everything() == before


def test_another_browser_sees_nothing_of_a_claim(claimant: Claimant, listings: Flask) -> None:
    reach(claimant, "review")
    claimant.post("contact", contact="301-555-0188")
    assert "301-555-0188" in claimant.get().text
    other = Claimant(listings.test_client())
    assert "301-555-0188" not in other.get().text
    assert other.post("withdraw").status_code == 400
    assert other.post("contact", contact="x").status_code == 400
    assert claims()[0].contact == "301-555-0188"


@pytest.mark.parametrize("action", ["", "approve", "SEND", "send\x00", "../send"])
def test_an_unknown_step_is_refused(claimant: Claimant, action: str) -> None:
    assert claimant.post(action, phone=printed()[0]).status_code == 400
    assert claims() == []


def test_the_code_field_suits_a_phone(claimant: Claimant) -> None:
    claimant.send()
    field = re.search(r'<input[^>]*id="code"[^>]*>', claimant.get().text)
    assert field is not None
    assert 'autocomplete="one-time-code"' in field[0]
    assert 'inputmode="numeric"' in field[0]
    assert digits() not in claimant.get().text
