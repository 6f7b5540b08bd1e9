"""Two thousand requests for codes from as many networks: what the gateway is made to send, and to whom."""

import random
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import event, select

from directory.accounts import actions as accounts
from directory.accounts.access import browser, count_code
from directory.accounts.models import Code
from directory.accounts.rules import CODES_A_DAY
from directory.businesses.models import Business
from directory.businesses.queries import phones_in_ads
from directory.foundation.db import db
from directory.foundation.limits import CODES
from directory.foundation.unit import unit
from directory.kernel import phone
from directory.kernel.errors import TooMany
from directory.outbox import deliver, jobs
from directory.outbox.models import Message
from directory.outbox.rules import most_of, reserved
from tests.conftest import MovableClock, Visitor
from tests.factories.listings import SLUGS, seeded
from tests.support import databases
from tests.support.fake_sms import FakeSms

#: Five times what strangers have of a day's codes: whatever comes once that is spent is refused like the one before.
REQUESTS, CAP = 5 * CODES["newcomer"], 200
#: So many come through the pages, a twentieth of them of each kind; the rest asks where all of the pages ask.
PAGES = 300
#: Numbers that cost whoever texts them: toll-free, premium, other countries, satellites, and no numbers at all.
STRANGE = (
    "800-555-0100",
    "888 555 0100",
    "900-555-0100",
    "976-555-0100",
    "+86 138 0013 8000",
    "+44 7911 123456",
    "+53 5 1234567",
    "+1 876 555 0100",
    "+1 809 555 0100",
    "+881 6 12345678",
    "+882 16 1234567",
    "+979 1 2345 6789",
    "911",
    "+1 240 636 8420;ext=9",
    "２４０",
)
_AREAS = ("202", "240", "301", "410", "443", "571", "703", "804", "212", "415", "604", "416")


def _address(number: int) -> str:
    """An address of its own for each request, fifty of them in one provider's part of the network."""
    return f"10.{number // 50 // 256}.{number // 50 % 256}.{number % 50}"


def ask(client: Visitor, dice: random.Random, number: int) -> int:
    """One request, from a network of its own, of the kinds a pump would use."""
    where = {"REMOTE_ADDR": _address(number)}
    kind = number % 10
    if kind == 0:
        fields = {"address": dice.choice(STRANGE)}
        return client.post("/en/sign-in", data=fields, environ_base=where).status_code
    if kind in (1, 2):
        slug = dice.choice(SLUGS)
        printed = phones_in_ads(db.session(), db.session.scalars(select(Business.id).filter_by(slug=slug)).one())
        to = dice.choice((*printed, *STRANGE))
        path = f"/en/businesses/{slug}/{'claim' if kind == 1 else 'remove'}"
        return client.post(path, data={"action": "send", "phone": to}, environ_base=where).status_code
    fields = {"address": f"{dice.choice(_AREAS)}-555-01{dice.randrange(100):02d}"}
    return client.post("/en/sign-in", data=fields, environ_base=where).status_code


def test_two_thousand_requests_send_no_more_than_the_cap(
    test_databases: databases.Databases, tmp_path: Path, clock: MovableClock, record_property: Callable[..., None]
) -> None:
    dice, answers = random.Random(11), Counter[int]()
    with FakeSms() as gateway:
        app = databases.application(
            test_databases.migrated("sqlite"), tmp_path, SMS_DAILY_LIMIT=CAP, **gateway.settings
        )
        app.test_client_class = Visitor
        with app.app_context():
            try:
                # Nothing here is about a power cut: waiting for the disk each time would only be slow.
                event.listen(db.engine, "connect", lambda line, _: line.execute("PRAGMA synchronous=OFF"))
                db.engine.dispose()
                seeded()
                for number in range(PAGES):
                    answers[ask(app.test_client(), dice, number)] += 1
                    if number % 100 == 0:
                        _work()
                for number in range(PAGES, REQUESTS):
                    answers[_flood(app, dice, number)] += 1
                _work()
                _weigh(gateway, answers, record_property)
            finally:
                db.session.remove()
                databases.clean(db.engine)
                db.engine.dispose()


def _flood(app: Flask, dice: random.Random, number: int) -> int:
    """Ask for one more code past the pages."""
    where = {"REMOTE_ADDR": _address(number)}
    to = phone.parse(f"{dice.choice(_AREAS)}-555-01{dice.randrange(100):02d}")
    with app.test_request_context("/en/sign-in", method="POST", environ_base=where):
        try:
            count_code(to)
        except TooMany:
            return 429
        with unit() as session:
            accounts.ask_code(session, "sign-in", "phone", to, browser(), language="en")
    return 303


def _work() -> None:
    """What the worker does: every text and job that is due."""
    for message_id in [due.id for due in deliver.due(db.session(), "sms", REQUESTS)]:
        deliver.deliver(message_id)
    for job_id in jobs.due_ids(db.session(), REQUESTS):
        jobs.do(job_id, "worker")
    db.session.rollback()


def _weigh(gateway: FakeSms, answers: Counter[int], record_property: Callable[..., None]) -> None:
    sent = [text.to for text in gateway.requests]
    strange = [number for number in sent if not phone.is_geographic(number)]
    printed = {
        printed_phone
        for business_id in db.session.scalars(select(Business.id)).all()
        for printed_phone in phones_in_ads(db.session(), business_id)
    }
    codes = db.session.scalars(select(Code)).all()
    mails = Counter(db.session.scalars(select(Message.kind).where(Message.priority == "operator")))
    record_property(
        "figures",
        f"G11 {REQUESTS:,} code requests: {len(sent)} texts sent, cap {CAP}, foreign/premium {len(strange)}; "
        f"operator alerts {mails['daily-limit'] + mails['codes-spent']}",
    )
    assert len(sent) <= CAP
    assert not strange
    assert len(codes) <= CODES_A_DAY
    # Newcomers have only the common part of the day's texts; phones printed in ads have a part of their own.
    assert most_of("newcomer", CAP) <= len(sent) <= most_of("newcomer", CAP) + reserved(CAP)["printed"]
    assert {code.address for code in codes if code.purpose in ("claim", "remove")} <= printed
    assert max(Counter(sent).values()) <= 10
    assert mails["codes-half"] == mails["codes-spent"] == 1
    assert 1 <= mails["daily-limit"] <= 2
    assert answers[500] == answers[503] == 0
    assert answers[429] > answers[303]


@pytest.mark.parametrize("number", STRANGE)
def test_strange_numbers_are_refused_by_the_form(number: str) -> None:
    assert not phone.is_geographic(number)
