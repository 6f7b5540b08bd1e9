"""A request that waits for its homeowner to confirm a contact: no business knows of it before it goes out."""

import pytest
from sqlalchemy import select
from sqlalchemy.orm import joinedload

from directory.foundation.db import db
from directory.foundation.unit import unit
from directory.inbox import queries
from directory.kernel import clock as kernel_clock
from directory.leads import actions
from directory.leads import queries as lead_queries
from directory.leads.models import Lead
from directory.leads.queries.requests import is_out
from tests.factories.answers import PHONES
from tests.factories.people import member, signed_in
from tests.factories.requests import composed, listed, messages, sent
from tests.inbox.customers import desk, do, leads, url
from tests.inbox.test_texts import text

WAIT = 30
TABS = ("new", "talks", "done")


@pytest.fixture
def waits(app, client, clock):
    """A lead of a signed-in business that waits for a confirmation."""
    app.config["CONFIRM_MINUTES"] = WAIT
    listed("gaoshi", "fangshi")
    with unit() as session:
        person_id = member(session, "gaoshi").person_id
    signed_in(client, person_id)
    sent("gaoshi", urgency="week")
    return leads()[0].id


def _shown(client) -> list[str]:
    """The tabs on which a lead stands, or that count one."""
    pages = {tab: client.get(desk(tab=tab)).text for tab in TABS}
    return [tab for tab, page in pages.items() if "<article" in page or 'stands-count">1<' in page]


def _opens(client, lead_id: int) -> list[int]:
    paths = (url(lead_id), f"{url(lead_id)}/phrases", f"{url(lead_id)}/visit.ics", f"{url(lead_id)}/warranty")
    return [client.get(path).status_code for path in paths]


def test_what_waits_stands_on_no_desk_until_it_goes_out(client, waits, clock):
    assert _shown(client) == []
    assert set(_opens(client, waits)) == {404}
    assert client.post(url(waits), data={"action": "accept"}).status_code == 404
    clock.move(minutes=WAIT)
    assert _shown(client) == list(TABS)
    assert client.get(url(waits)).status_code == 200


@pytest.mark.parametrize("ending", ["withdraw", "close", "erase"])
def test_what_is_taken_back_before_is_never_shown(client, waits, clock, ending):
    do(getattr(actions, ending), waits if ending == "withdraw" else leads()[0].request_id)
    clock.move(minutes=WAIT + 1)
    assert _shown(client) == []
    assert client.get(url(waits)).status_code == 404
    assert queries.gone_leads(db.session(), PHONES["gaoshi"]) == []


def test_what_the_operator_told_by_phone_is_shown(client, waits):
    do(lambda session, lead_id: actions.told_by_phone(session, lead_id, by="operator:1"), waits)
    assert _shown(client) == list(TABS)
    assert client.get(url(waits)).status_code == 200


def test_a_text_answers_no_lead_that_waits(waits, clock):
    text(PHONES["gaoshi"], "1")
    assert leads()[0].state == "new"
    clock.move(minutes=WAIT)
    text(PHONES["gaoshi"], "1")
    assert leads()[0].state == "accepted"


def test_the_operator_files_no_text_under_a_lead_that_waits(waits, clock):
    business_id = leads()[0].business_id
    assert lead_queries.leads_of_phone(db.session(), PHONES["gaoshi"], [business_id], 5) == []
    clock.move(minutes=WAIT)
    assert [lead.id for lead in lead_queries.leads_of_phone(db.session(), PHONES["gaoshi"], [], 5)] == [waits]


def test_a_business_that_knows_only_what_waits_reads_first_who_we_are(waits):
    sent("gaoshi", urgency="now")
    first = composed(db.session(), messages(db.session(), "lead", "sms")[-1])
    assert "退订" in first.body, first.body


def test_python_and_the_database_say_alike_what_is_out(waits, clock):
    sent("fangshi", urgency="now")
    sent("fangshi", urgency="week")
    sent("fangshi", urgency="week")
    do(actions.withdraw, leads()[2].id)
    do(lambda session, lead_id: actions.told_by_phone(session, lead_id, by="operator:1"), leads()[3].id)
    answers = []
    for _moment in range(2):
        rows = db.session.execute(
            select(Lead, is_out(kernel_clock.now())).options(joinedload(Lead.request)).order_by(Lead.id)
        ).all()
        answers.append([is_known for _lead, is_known in rows])
        assert [lead.is_out for lead, _known in rows] == answers[-1]
        clock.move(minutes=WAIT)
    assert answers == [[False, True, False, True], [True, True, False, True]]
    assert lead_queries.lead_of_business(db.session(), leads()[2].business_id, leads()[2].id) is None
