"""Two presses at one moment: one claim, one owner."""

from collections import Counter

from flask import Flask
from sqlalchemy import select, update
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from directory.accounts.models import Code, Person
from directory.businesses.models import Fact
from directory.foundation.db import db
from tests.claims.conftest import Claimant, business, claims, digits, members, printed
from tests.support.at_once import at_once

COPIES = 6


def copy(claimant: Claimant) -> Claimant:
    """The same browser in another tab: its cookie, in a client of its own."""
    tab = claimant.client.application.test_client()
    cookie = claimant.client.get_cookie("lengnuan_browser")
    assert cookie is not None
    tab.set_cookie("lengnuan_browser", cookie.value)
    return Claimant(tab, claimant.slug, claimant.language)


def statuses(answers: list[TestResponse]) -> Counter[int]:
    return Counter(answer.status_code for answer in answers)


def test_a_double_press_is_one_claim_and_one_code(listings: Flask, claimant: Claimant) -> None:
    claimant.get()
    phone = printed()[0]
    tabs = [copy(claimant) for _ in range(COPIES)]
    answers = at_once(listings, *[lambda tab=tab: tab.send(phone) for tab in tabs])
    assert statuses(answers) == {303: COPIES}
    assert len(claims()) == 1
    assert len(db.session.scalars(select(Code)).all()) == 1


def test_the_right_digits_at_once_make_one_owner(listings: Flask, claimant: Claimant) -> None:
    claimant.send()
    right = digits()
    tabs = [copy(claimant) for _ in range(COPIES)]
    answers = at_once(listings, *[lambda tab=tab: tab.type(right) for tab in tabs])
    assert statuses(answers) == {303: 1, 400: COPIES - 1}
    assert len(members()) == 1
    assert len(db.session.scalars(select(Person)).all()) == 1


def test_two_claimants_with_two_printed_phones_at_once_are_one_owner_and_one_dispute(
    listings: Flask, claimant: Claimant, session: Session
) -> None:
    first, second = printed()[0], "+12405550177"
    session.execute(
        update(Fact)
        .where(Fact.business_id == business().id, Fact.field == "phones")
        .values(value=[first, second])
        .execution_options(synchronize_session=False)
    )
    session.commit()
    rival = Claimant(listings.test_client())
    claimant.send(first)
    rival.send(second)
    codes = [digits(0), digits(1)]
    answers = at_once(listings, lambda: claimant.type(codes[0]), lambda: rival.type(codes[1]))
    assert statuses(answers) == {303: 2}
    assert sorted(claim.state for claim in claims()) == ["approved", "disputed"]
    assert len(members()) == 1
