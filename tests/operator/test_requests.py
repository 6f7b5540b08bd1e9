"""Every request with its leads: filters, pages, the counts of a week and what its texts cost."""

import re
from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from directory import config
from directory.foundation.db import db
from directory.foundation.unit import unit
from directory.kernel.language import LANGUAGES
from directory.leads import actions as leads
from directory.leads.models import Lead, QuoteRequest
from directory.outbox.models import Message
from tests.conftest import MovableClock
from tests.factories import answers, requests
from tests.operator.conftest import Desk, one_engine
from tests.page import check_page, words
from tests.support.worlds import once

pytestmark = pytest.mark.engine_cases

QUOTED = ("高氏冷暖", "方氏冷暖", "安居冷暖空调公司", "陈女士")


@pytest.fixture
def busy_week(desk: Desk, clock: MovableClock) -> list[str]:
    """Three requests, one of a week ago; their numbers, oldest first."""
    return _busy_week(clock)


@once
def _busy_week(clock: MovableClock) -> list[str]:
    requests.listed("gaoshi", "fangshi")
    clock.moment -= timedelta(days=7)
    requests.sent("gaoshi", urgency="48h")
    clock.move(days=7)
    requests.sent("gaoshi", "fangshi", urgency="now")
    requests.sent("fangshi", urgency="48h")
    with unit() as session:
        first, second, third, _fourth = session.scalars(select(Lead).order_by(Lead.id)).all()
        leads.accept(session, first.id, "web")
        leads.decline(session, second.id, "too_busy", "web")
        assert third.state == "new"
    return list(db.session.scalars(select(QuoteRequest.number).order_by(QuoteRequest.id)))


def numbers(desk: Desk, query: str = "") -> list[str]:
    """The numbers of the requests that the page shows."""
    page = check_page(desk.client.get(f"/admin/requests{query}"), "en", quoted=QUOTED)
    return [words(strong) for strong in page.all("strong") if strong.get("class") == "digits"]


def test_requests_stand_the_newest_first_with_each_lead(desk: Desk, busy_week: list[str]) -> None:
    assert numbers(desk) == busy_week[::-1]
    page = check_page(desk.client.get("/admin/requests"), "en", quoted=QUOTED)
    rows = [words(line) for line in page.all("li") if line.get("class") == "adm-row"]
    assert "Gaoshi Lengnuan declined" in rows[1]
    assert "Fangshi Lengnuan not answered" in rows[1]
    assert "Gaoshi Lengnuan took it" in rows[2]
    assert "7 days" in rows[2]


@pytest.mark.parametrize(
    ("query", "shown"),
    [
        ("?state=accepted", [0]),
        ("?state=new", [2, 1]),
        ("?state=declined&firm=fangshi", []),
        ("?firm=gaoshi", [1, 0]),
        ("?firm=nobody", [2, 1, 0]),
        ("?urgency=now", [1]),
        ("?week=2026-11-16", [0]),
        ("?week=2026-11-25", [2, 1]),
        ("?week=soon&state=no&urgency=%00&before=x", [2, 1, 0]),
        ("?state=new&urgency=48h&week=2026-11-23", [2]),
    ],
)
def test_filters(desk: Desk, busy_week: list[str], query: str, shown: list[int]) -> None:
    assert numbers(desk, query) == [busy_week[number] for number in shown]


def test_only_leads_that_nobody_was_told_of(
    desk: Desk, busy_week: list[str], clock: MovableClock, session: Session
) -> None:
    assert numbers(desk, "?untold=1") == []
    clock.move(minutes=16)
    assert numbers(desk, "?untold=1") == [busy_week[2], busy_week[1]]
    assert numbers(desk, "?untold=1&urgency=now") == [busy_week[1]]
    with unit() as session:
        for lead in session.scalars(select(Lead)):
            if lead.state == "new":
                leads.told_by_phone(session, lead.id, by=desk.actor)
    assert numbers(desk, "?untold=1") == []


@one_engine
@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("query", ["", "state=new&firm=gaoshi&urgency=now&untold=1&week=2026-11-23"])
def test_the_page_in_every_language(desk: Desk, busy_week: list[str], language: str, query: str) -> None:
    answer = desk.client.get(f"/admin/requests?lang={language}&{query}")
    check_page(answer, language, quoted=QUOTED)
    assert "301-555-0142" not in answer.text
    assert "chen@example.com" not in answer.text


def test_pages_follow_on_by_the_last_request(desk: Desk, session: Session) -> None:
    made = [answers.quote_request(()).number for _ in range(45)]
    with unit() as session:
        for request in session.scalars(select(QuoteRequest)):
            request.urgency = "now" if request.id % 2 else "48h"
    shown: list[str] = []
    path: str | None = "/admin/requests?urgency=now"
    pages = 0
    while path:
        page = check_page(desk.client.get(path), "en", quoted=QUOTED)
        shown += [words(strong) for strong in page.all("strong") if strong.get("class") == "digits"]
        path = next((link.get("href") for link in page.all("a") if words(link) == "Older"), None)
        assert path is None or "urgency=now" in path
        pages += 1
    assert (shown, pages) == (made[::-2], 2)


def text_sent(session: Session, clock: MovableClock, number: int, **columns: object) -> None:
    values: dict[str, object] = {
        "kind": "lead",
        "subject_kind": "thing",
        "subject_id": number,
        "channel": "sms",
        "recipient": "+12405550110",
        "language": "en",
        "state": "delivered",
        "reference": f"cost-{number}",
        "segments": 2,
        "port": "gateway",
        "first_attempt_at": clock.moment,
        "sent_at": clock.moment,
    }
    session.add(Message(**(values | columns)))


def sums(desk: Desk, query: str = "") -> str:
    page = check_page(desk.client.get(f"/admin/requests{query}"), "en", quoted=QUOTED)
    return next(words(part) for part in page.all("ul") if part.get("class") == "adm-week")


def test_a_week_counts_its_requests_leads_and_texts(
    app: Flask, desk: Desk, busy_week: list[str], clock: MovableClock, session: Session
) -> None:
    with unit() as session:
        text_sent(session, clock, 1)
        text_sent(session, clock, 2, segments=3, state="failed", sent_at=clock.moment)
        text_sent(session, clock, 3, port="file")
        text_sent(session, clock, 4, state="waiting", sent_at=None)
        text_sent(session, clock, 5, channel="email", segments=None)
        text_sent(session, clock, 6, first_attempt_at=clock.moment - timedelta(days=7))
    assert sums(desk) == "Requests 2 not answered 2 declined 1 Texts sent 2 (5 segments)"
    assert sums(desk, "?week=2026-11-16") == "Requests 1 took it 1 Texts sent 1 (2 segments)"
    app.config["SMS_COST"] = "0.0079"
    try:
        assert sums(desk).endswith("Texts sent 2 (5 segments) They cost $0.04")
    finally:
        app.config["SMS_COST"] = ""


def test_a_lead_leads_to_its_texts_and_no_address_holds_a_phone(desk: Desk, busy_week: list[str]) -> None:
    links = re.findall(r'href="([^"]*)"', desk.client.get("/admin/requests").text)
    assert any(link.startswith("/admin/threads/contacts/") for link in links)
    assert not [link for link in links if re.search(r"\d{10}", link)]


@pytest.mark.parametrize("value", ["a dollar", "-1", "1e3", "0.0000001", "1,5"])
def test_a_cost_that_is_no_amount_stops_the_start(value: str, tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="SMS_COST must be an amount in dollars"):
        config.load({"SMS_COST": value, "INSTANCE": str(tmp_path)})
    assert config.load({"SMS_COST": "0.0079", "INSTANCE": str(tmp_path)})["SMS_COST"] == "0.0079"
