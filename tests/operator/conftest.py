"""An operator at the desk, and a day on which something of everything waits."""

from dataclasses import dataclass
from datetime import date

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from directory.accounts import actions as accounts
from directory.accounts.models import Person
from directory.audit import AuditEvent
from directory.businesses import actions as businesses
from directory.businesses.models import Business, Fact
from directory.claims.models import Claim
from directory.credentials import actions as credentials
from directory.foundation.unit import unit
from directory.leads.models import Lead, QuoteRequest
from directory.outbox.models import InboundText, Message
from directory.reports import actions as reports
from tests.conftest import MovableClock
from tests.factories import answers, people
from tests.support.worlds import once

#: What one engine answers for both: words, not rows.
one_engine = pytest.mark.parametrize("engine_url", ["sqlite"], indirect=True)
HOSTILE = "<script>alert(1)</script>你是谁"


@dataclass
class Desk:
    """The operator's browser and person."""

    client: FlaskClient
    person: Person

    @property
    def actor(self) -> str:
        """As the trail names them."""
        return f"operator:{self.person.id}"

    def post(self, path: str, done: str, **form: str) -> str:
        """Press a button; the page it leads to says `done`. Gives the address."""
        answer = self.client.post(path, data=form)
        assert answer.status_code == 303, (answer.status_code, path)
        assert f"done={done}" in answer.headers["Location"], answer.headers["Location"]
        return str(answer.headers["Location"])


@pytest.fixture
def desk(app: Flask, session: Session, clock: MovableClock) -> Desk:
    """Somebody who is the operator, signed in."""
    client, (operator_person, token) = app.test_client(), _operator()
    client.set_cookie("lengnuan_session", token)
    return Desk(client, operator_person)


@once
def _operator() -> tuple[Person, str]:
    with unit() as session:
        person = people.person(session, None, "op@example.com", language="en", operator=True)
        return person, accounts.sign_in(session, person.id, "Chrome · Android")


@pytest.fixture
def day(desk: Desk, clock: MovableClock) -> Desk:
    """The same, on a day on which something of everything waits."""
    busy(clock)
    return desk


def acts(session: Session, actor: str) -> list[str]:
    """What an actor did, oldest first."""
    session.rollback()
    return list(session.scalars(select(AuditEvent.action).where(AuditEvent.actor == actor).order_by(AuditEvent.id)))


def message(session: Session, subject: tuple[str, int], **columns: object) -> Message:
    """A message as it lies there. Call it inside a unit."""
    values: dict[str, object] = {
        "kind": "lead",
        "channel": "sms",
        "recipient": answers.PHONES["gaoshi"],
        "language": "zh-Hans",
        "state": "failed",
        "reference": f"ref-{subject[0]}-{subject[1]}",
        "error_kind": "recipient",
        "error_detail": "30006",
        "body": "【冷暖专版】…",
    }
    message = Message(subject_kind=subject[0], subject_id=subject[1], **(values | columns))
    session.add(message)
    session.flush()
    return message


@once
def busy(clock: MovableClock, rows: int = 1) -> QuoteRequest:
    """Something of everything, `rows` times: two firms with leads nobody was told of, and the rest about them."""
    request = answers.quote_request(is_told=False)
    with unit() as session:
        gaoshi, fangshi = session.scalars(select(Business).order_by(Business.id)).all()
        draft = [{"type": "contractor", "state": "VA", "number": "2705123456", "status": "given"}]
        old = date(2025, 1, 1)
        facts = [
            businesses.FactDraft("licenses", draft, "phone", old),
            businesses.FactDraft("owner", "高", "owner", old),
        ]
        facts.append(businesses.FactDraft("phones", [answers.PHONES["gaoshi"]], "ad", old))
        facts.append(businesses.FactDraft("name_zh", "高氏冷暖", "ad", old))
        facts.append(businesses.FactDraft("romanized", "Gaoshi Lengnuan", "ad", old))
        businesses.add_facts(session, gaoshi.id, facts)
        credentials.restate(session, gaoshi.id)
        for lead in session.scalars(select(Lead)).all():
            message(session, ("lead", lead.id), reference=f"lead-{lead.id}")
        for number in range(rows):
            subject = ("thing", number)
            message(session, subject, kind="contact", reference=f"f{number}")
            message(session, subject, kind="asked", reference=f"u{number}", state="unsure", error_kind="unsure")
            session.add(
                InboundText(provider_reference=f"in{number}", sender="+12405550119", body=HOSTILE, meaning="other")
            )
            reports.report_wrong(session, fangshi.id, reason="wrong_fact", text=HOSTILE, language="zh-Hans")
            claim = {"language": "zh-Hans", "browser_digest": "0" * 64, "reason": "landline"}
            session.add(Claim(business_id=gaoshi.id, state="review", phone=answers.PHONES["gaoshi"], **claim))
        reports.ask_removal(session, fangshi.id, contact="301-555-0199", language="en")
    clock.move(minutes=20)
    return request


def more_firms(session: Session, number: int) -> None:
    """Firms with an old ad, an owner's old word, a license number and a lead nobody was told of. Inside a unit."""
    request = session.scalars(select(QuoteRequest)).first()
    for n in range(number):
        business = Business(slug=f"firm-{n}", state="published", name_zh=f"公司{n}", romanized=f"Gongsi {n}")
        session.add(business)
        session.flush()
        old = date(2024, 1, 1)
        licenses = [{"type": "contractor", "state": "MD", "number": f"0{n}", "status": "given"}]
        for field, value, source in (
            ("owner", "王", "owner"),
            ("licenses", licenses, "phone"),
            ("name_zh", business.name_zh, "ad"),
            ("phones", [f"+12405550{n:03}"], "ad"),
        ):
            session.add(Fact(business_id=business.id, field=field, value=value, source=source, entered_on=old))
        session.flush()
        credentials.restate(session, business.id)
        session.add(answers.Ad(key=f"old-{n}", business_id=business.id, text="旧广告", entered_on=old))
        assert request is not None
        seed = f"seed-{n}"
        session.add(Lead(request_id=request.id, business_id=business.id, seed=seed, token_digest=f"{n:064}"))
    session.flush()
