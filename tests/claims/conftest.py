"""The five listings, a claimant's browser, and the digits that a phone would show."""

from dataclasses import dataclass

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from directory.accounts.actions import digits_of
from directory.accounts.models import Code, Membership
from directory.businesses.models import Business
from directory.businesses.queries import phones_in_ads
from directory.claims.models import Claim
from directory.foundation.db import db
from tests.conftest import MovableClock
from tests.factories.listings import GAOSHI, seeded


@dataclass
class Claimant:
    """A browser on the claim page of one business."""

    client: FlaskClient
    slug: str = GAOSHI
    language: str = "zh-hans"

    @property
    def path(self) -> str:
        return f"/{self.language}/businesses/{self.slug}/claim"

    def get(self) -> TestResponse:
        return self.client.get(self.path)

    def post(self, action: str, **fields: str) -> TestResponse:
        return self.client.post(self.path, data={"action": action, **fields})

    def send(self, phone: str | None = None) -> TestResponse:
        """Ask for a code to a printed phone: the first, unless another is named."""
        return self.post("send", phone=phone or printed(self.slug)[0])

    def type(self, digits: str) -> TestResponse:
        return self.post("code", code=digits)

    def prove(self) -> TestResponse:
        """Ask for a code, read it from the phone, type it."""
        assert self.send().status_code == 303
        return self.type(digits())


def business(slug: str = GAOSHI) -> Business:
    """The row of a seeded business."""
    return db.session.scalars(select(Business).where(Business.slug == slug)).one()


def printed(slug: str = GAOSHI) -> tuple[str, ...]:
    """The phones in its ad."""
    return phones_in_ads(db.session(), business(slug).id)


def digits(nth: int = -1) -> str:
    """What the phone shows of the newest code (or the nth)."""
    return digits_of(db.session.scalars(select(Code).order_by(Code.id)).all()[nth])


def wrong(right: str) -> str:
    """Eight digits that are others."""
    return f"{(int(right) + 1) % 10**8:08d}"


def claims() -> list[Claim]:
    """Every claim, the oldest first, as the database has them now."""
    db.session.rollback()
    return list(db.session.scalars(select(Claim).order_by(Claim.id)))


def members(slug: str = GAOSHI) -> list[tuple[int, str]]:
    """Who acts for a business now: person and role."""
    db.session.rollback()
    query = select(Membership).where(Membership.business_id == business(slug).id, Membership.state == "active")
    return [(membership.person_id, membership.role) for membership in db.session.scalars(query.order_by(Membership.id))]


@pytest.fixture
def listings(app: Flask, clock: MovableClock, session: Session) -> Flask:
    """The seeded listings; limits are off, they have tests of their own."""
    app.config["RATE_LIMITS"] = False
    seeded()
    return app


@pytest.fixture
def claimant(listings: Flask) -> Claimant:
    """Somebody at the claim page of 高氏冷暖."""
    return Claimant(listings.test_client())
