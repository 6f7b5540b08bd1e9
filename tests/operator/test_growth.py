"""Pages cost what they show, and not what the years have left: the work is counted on both engines, no clock is."""

from collections.abc import Callable

import pytest
from flask.testing import FlaskClient
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from bench import history
from directory.foundation.db import db
from directory.foundation.unit import unit
from directory.kernel import clock
from directory.leads.models import Lead
from directory.outbox import queries as outbox
from tests.factories import people
from tests.operator.conftest import Desk
from tests.support.work import Work, analyze, work

#: Rows of each table in the two directories that are compared.
FEW, MANY = 1_000, 30_000
#: What a page may cost beyond twice its cost with few rows: another level of every index.
SLACK = 60
#: A connection reads the tables' statistics when it first needs them: the least of several counts.
TIMES = 3
ADMIN = (
    "",
    "/requests",
    "/requests?state=won",
    "/requests?state=new",
    "/requests?untold=1",
    "/requests?urgency=weeks",
    "/requests?week=2026-11-16",
    "/requests?firm=gaoshi",
    "/messages",
    "/messages?state=failed",
    "/messages?state=waiting",
    "/messages?channel=email",
    "/messages?channel=email&state=unsure",
    "/messages?about=lead:3",
    "/threads",
    "/threads?read=1",
    "/audit",
    "/audit?subject=lead:3",
    "/reports",
    "/claims",
    "/calls",
    "/licenses",
    "/people",
    "/businesses",
)


def _calls(desk: Desk, owner: FlaskClient) -> dict[str, Callable[[], object]]:
    """What is to cost the same, by its name."""

    def page(client: FlaskClient, path: str) -> Callable[[], object]:
        return lambda: client.get(path).status_code == 200 or path

    def due() -> object:
        with db.engine.connect() as connection:
            return outbox.due(connection) is not None

    return {
        **{path: page(desk.client, path) for path in (f"/admin{tail}" for tail in ADMIN)},
        **{
            path: page(owner, path)
            for path in (f"/en/manage/gaoshi/leads?tab={tab}" for tab in ("new", "talks", "done"))
        },
        "/metrics": page(desk.client, "/metrics"),
        "texts of the day": lambda: outbox.texts_today(db.session()) is not None,
        "what is due": due,
    }


def _measured(name: str, call: Callable[[], object]) -> Work:
    with work() as done:
        assert call() is True, name
    return done


@pytest.mark.large
def test_pages_cost_what_they_show(day: Desk, session: Session) -> None:
    with unit() as writing:
        membership = people.member(writing, "gaoshi", phone="+12405550188")
    owner = day.client.application.test_client()
    people.signed_in(owner, membership.person_id)
    calls = _calls(day, owner)
    costs: list[dict[str, Work]] = []
    for rows in (FEW, MANY - FEW):
        with unit() as writing:
            history.fill(writing, rows, clock.now())
        db.session.remove()
        analyze()
        costs.append({})
        for name, call in calls.items():
            costs[-1][name] = min((_measured(name, call) for _ in range(TIMES)), key=lambda done: done.total)
    few, many = costs
    dear = [
        f"{name}: {few[name].total} -> {many[name].total}\n{many[name].dearest()}"
        for name in calls
        if many[name].total > 2 * few[name].total + SLACK
    ]
    assert not dear, "\n".join(dear)


def test_a_list_that_nobody_counts_to_its_end_says_so(day: Desk, session: Session) -> None:
    with unit() as writing:
        membership = people.member(writing, "gaoshi", phone="+12405550188")
        history.fill(writing, 2 * FEW, clock.now(), [membership.business_id])
    owner = day.client.application.test_client()
    people.signed_in(owner, membership.person_id)
    of_firm = select(func.count()).where(Lead.business_id == membership.business_id)
    assert (db.session().scalar(of_firm) or 0) > 2 * FEW
    page = owner.get("/en/manage/gaoshi/leads?tab=done")
    assert "1,000+" in page.text
    assert "page=2" in page.text
    last = owner.get("/en/manage/gaoshi/leads?tab=done&page=101").text
    assert "page=100" in last
    assert "page=102" not in last
