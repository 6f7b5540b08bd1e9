"""The homeowner takes back that the work is done: what she alone had said of the job goes with it."""

import pytest
from flask.testing import FlaskClient

from directory.foundation.unit import unit
from directory.leads import actions
from tests.conftest import MovableClock
from tests.factories.answers import lead_url, quote_request, request_url
from tests.factories.request_page import leads, post

AGREED = "says you two agreed on the job"


@pytest.mark.parametrize(("said_by_firm", "state"), [("", "accepted"), ("won", "won"), ("done", "won")])
def test_a_job_is_theirs_still_only_where_they_said_so(
    client: FlaskClient, clock: MovableClock, said_by_firm: str, state: str
) -> None:
    request = quote_request(("gaoshi",))
    [lead] = leads(request)
    with unit() as session:
        actions.accept(session, lead.id, "web")
        if said_by_firm == "won":
            actions.win(session, lead.id)
    if said_by_firm == "done":
        assert client.post(lead_url(lead, "en"), data={"action": "done"}).status_code == 303
    for action in ("done", "not-done"):
        assert post(client, request, action, business="gaoshi").status_code == 303
    [lead] = leads(request)
    assert (lead.state, lead.is_done) == (state, False)
    page = client.get(request_url(request, "en")).get_data(as_text=True)
    assert (AGREED in page) == (state == "won")
    assert post(client, request, "done", business="gaoshi").status_code == 303, "and it can be done again"
    assert leads(request)[0].state == "won"
