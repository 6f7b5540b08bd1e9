"""The desk of 高氏冷暖 as its owner uses it: what a browser reads and sends, and what the database then holds."""

import re
from dataclasses import dataclass
from typing import Any

from flask.testing import FlaskClient
from sqlalchemy import select
from werkzeug.test import TestResponse

from directory.businesses.models import Business, Fact
from directory.businesses.queries import by_slug
from directory.editor.models import ListingChange, ListingDraft
from directory.foundation.db import db
from directory.foundation.unit import unit
from directory.search.queries import listing
from tests.factories.listings import GAOSHI
from tests.factories.people import member, signed_in

_HIDDEN = r'name="{}"[^>]*value="([^"]*)"'


@dataclass
class Desk:
    """A signed-in browser at the desk of one business."""

    client: FlaskClient
    person_id: int
    slug: str = GAOSHI
    language: str = "zh-hans"

    def path(self, rest: str = "") -> str:
        return f"/{self.language}/manage/{self.slug}/listing{rest}"

    def get(self, rest: str = "") -> TestResponse:
        return self.client.get(self.path(rest))

    def base(self) -> str:
        """What publishing now begins from; nothing where there is no draft."""
        match = re.search(_HIDDEN.format("base"), self.get().text)
        return match[1] if match else ""

    def shown(self, section: str) -> str:
        """The mark of what a page of the draft shows now."""
        match = re.search(_HIDDEN.format("shown"), self.get(f"/{section}").text)
        assert match, section
        return match[1]

    def save(self, section: str, shown: str | None = None, **fields: Any) -> TestResponse:
        """Send a page of the draft."""
        data = {"shown": self.shown(section) if shown is None else shown, **fields}
        return self.client.post(self.path(f"/{section}"), data=data)

    def post(self, rest: str, **fields: Any) -> TestResponse:
        return self.client.post(self.path(rest), data=fields)

    def publish(self) -> TestResponse:
        """Publish the draft as it stands."""
        return self.post("/publish", base=self.base())


def owner(
    client: FlaskClient, slug: str = GAOSHI, role: str = "owner", phone: str = "+12405550150", email: str | None = None
) -> Desk:
    """Somebody new of this business, signed in."""
    with unit() as session:
        person_id = member(session, slug, role, phone, email).person_id
    signed_in(client, person_id)
    return Desk(client, person_id, slug)


def business(slug: str = GAOSHI) -> Business:
    """The row, read afresh, with its phones, warranties and areas."""
    db.session.rollback()
    listed_business = by_slug(db.session(), slug, with_gone=True)
    assert listed_business is not None
    return listed_business


def doc(slug: str = GAOSHI) -> dict[str, Any]:
    """What search shows, as JSON."""
    db.session.rollback()
    shown = listing(db.session(), slug)
    assert shown is not None
    return shown.as_json()


def draft(slug: str = GAOSHI) -> ListingDraft | None:
    """The draft, read afresh."""
    business_id = business(slug).id
    return db.session.scalar(select(ListingDraft).where(ListingDraft.business_id == business_id))


def history(slug: str = GAOSHI) -> list[ListingChange]:
    """Every change, oldest first."""
    business_id = business(slug).id
    query = select(ListingChange).where(ListingChange.business_id == business_id).order_by(ListingChange.id)
    return list(db.session.scalars(query))


def facts(field: str, slug: str = GAOSHI) -> list[Fact]:
    """What was said of a field, oldest first."""
    business_id = business(slug).id
    query = select(Fact).where(Fact.business_id == business_id, Fact.field == field).order_by(Fact.id)
    return list(db.session.scalars(query))


#: A whole page of what the desk's work page sends.
WORK = {
    "services": ["heating", "boiler"],
    "work_types": ["repair"],
    "property_types": ["residential"],
    "brands": ["Carrier"],
}
#: Names as the ads print them.
PRINTED = ("高氏冷暖", "方氏冷暖", "华府冷暖空调", "安居冷暖空调公司", "DAVID ZHANG 冷暖空调")
