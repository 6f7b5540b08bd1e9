"""A request to three firms, the first of which has taken it; the page of either side, as a browser posts to it."""

from collections import Counter

import pytest
from flask import Flask
from flask.testing import FlaskClient

from directory.foundation.db import db
from directory.foundation.unit import unit
from directory.leads import actions as lead_actions
from directory.leads.models import QuoteRequest
from directory.outbox import jobs
from directory.outbox.models import Message
from directory.visits.models import Visit, VisitWindow
from tests.conftest import MovableClock
from tests.factories.answers import lead_url, quote_request
from tests.factories.request_page import leads, post
from tests.support.worlds import once

ADDRESS = "12 Oak Lane, Apt 3"
TUESDAY, WEDNESDAY = "2026-12-01/9-12", "2026-12-02/13-16"


class Sides:
    """The two pages of one lead."""

    def __init__(self, client: FlaskClient, request: QuoteRequest, slug: str = "gaoshi", number: int = 0) -> None:
        self.client, self.request, self.slug, self.number = client, request, slug, number

    @property
    def lead(self):
        return leads(self.request)[self.number]

    def mark(self) -> str:
        visit = self.visit()
        return visit.page_mark if visit is not None and visit.is_live else ""

    def firm(self, action: str, language: str = "zh-hans", **fields):
        fields.setdefault("mark", self.mark())
        return self.client.post(lead_url(self.lead, language), data={"action": action, **fields})

    def her(self, action: str, language: str = "zh-hans", **fields):
        fields.setdefault("mark", self.mark())
        return post(self.client, self.request, action, language, business=self.slug, **fields)

    def visit(self) -> Visit | None:
        query = db.session.query(Visit).filter_by(lead_id=self.lead.id).order_by(Visit.id.desc())
        return query.populate_existing().first()

    def offered(self) -> list[VisitWindow]:
        visit = self.visit()
        return visit.offered if visit is not None else []

    def agree(self, *windows: str) -> Visit:
        """The firm proposes and she picks the first."""
        assert self.firm("propose-visit", window=list(windows or (TUESDAY, WEDNESDAY))).status_code == 303
        answer = self.her("pick-visit", window=str(self.offered()[0].id), address=ADDRESS)
        assert answer.status_code == 303, answer.text
        visit = self.visit()
        assert visit is not None
        return visit


@pytest.fixture
@once
def request_of_three(app: Flask, clock: MovableClock) -> QuoteRequest:
    request = quote_request(("gaoshi", "fangshi", "infinity"))
    with unit() as session:
        lead_actions.accept(session, leads(request)[0].id, "web")
    return request


@pytest.fixture
def sides(client: FlaskClient, request_of_three: QuoteRequest) -> Sides:
    return Sides(client, request_of_three)


def work() -> None:
    """A worker does the jobs that are due."""
    for job_id in jobs.due_ids(db.session(), 50):
        jobs.do(job_id, "test")
    db.session.rollback()


def count_told(*kinds: str) -> Counter[tuple[str, str]]:
    """What waits or went of visits, by kind and channel; what was taken back is not counted."""
    messages = db.session.query(Message).filter(Message.kind.like("visit-%"), Message.state != "cancelled")
    return Counter((message.kind, message.channel) for message in messages if not kinds or message.kind in kinds)
