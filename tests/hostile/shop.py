"""A shop, the thief at its door, and how to tell whether the thief got in."""

from dataclasses import dataclass, field

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select, text

from directory.accounts.actions import digits_of
from directory.accounts.models import Code, Membership
from directory.businesses.models import Business
from directory.businesses.queries import phones_in_ads
from directory.claims.models import Claim
from directory.foundation.db import Base, db
from directory.foundation.unit import unit
from directory.outbox.models import Message
from tests.conftest import MovableClock
from tests.factories.listings import GAOSHI
from tests.factories.people import member

CLAIM = f"/zh-hans/businesses/{GAOSHI}/claim"
PAGES = [f"/zh-hans/manage/{GAOSHI}/{page}" for page in ("listing", "leads", "people", "delivery", "listing/phones")]
#: The thief's own phone and mail; no ad prints them.
THIEF, THIEFS_MAIL = "+13015550166", "thief@example.com"


@dataclass
class Shop:
    """高氏冷暖 and the thief at its door."""

    app: Flask
    clock: MovableClock
    owner: int | None = None
    thief: FlaskClient = field(init=False)
    #: Of each time the page passed or was disputed: by how many channels the owner of that day was told.
    channels: list[int] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.thief = self.app.test_client()

    def business(self, slug: str = GAOSHI) -> Business:
        return db.session.scalars(select(Business).where(Business.slug == slug)).one()

    def phone(self, slug: str = GAOSHI) -> str:
        """The first number printed in its ad."""
        return phones_in_ads(db.session(), self.business(slug).id)[0]

    def digits(self) -> str:
        """What the last text says: only whoever holds the phone can read it."""
        return digits_of(db.session.scalars(select(Code).order_by(Code.id.desc()).limit(1)).one())

    def owned(self, role: str = "owner", phone: str = "+12405550150", email: str | None = "gao@example.com") -> int:
        """Somebody acts for the shop already; their person."""
        with unit() as writing:
            person_id = member(writing, GAOSHI, role, phone, email).person_id
        if role == "owner":
            self.owner = person_id
        return person_id

    def send(self, client: FlaskClient, phone: str, path: str = CLAIM) -> int:
        return client.post(path, data={"action": "send", "phone": phone}).status_code

    def type(self, client: FlaskClient, digits: str, path: str = CLAIM) -> int:
        return client.post(path, data={"action": "code", "code": digits}).status_code

    def claim(self) -> Claim:
        """The newest claim."""
        db.session.rollback()
        return db.session.scalars(select(Claim).order_by(Claim.id.desc()).limit(1)).one()

    def members(self) -> set[tuple[int, str]]:
        db.session.rollback()
        query = select(Membership).where(Membership.business_id == self.business().id, Membership.state == "active")
        return {(membership.person_id, membership.role) for membership in db.session.scalars(query)}

    def is_open_to(self, client: FlaskClient) -> bool:
        """Whether any page of the shop's shows itself to this browser, or the operator's desk does."""
        return any(client.get(path).status_code == 200 for path in (*PAGES, "/admin"))

    def count_message(self, kind: str) -> None:
        """Count by how many channels the owner was told of it."""
        db.session.rollback()
        rows = db.session.scalars(select(Message).where(Message.kind == kind, Message.state != "suppressed"))
        self.channels.append(len({message.channel for message in rows}))

    def everything(self) -> dict[str, list[str]]:
        """Every row of every table but the counters of limits."""
        db.session.rollback()
        names = [table.name for table in Base.metadata.sorted_tables if table.name != "rate_counters"]
        return {name: sorted(map(str, db.session.execute(text(f"SELECT * FROM {name}")))) for name in names}
