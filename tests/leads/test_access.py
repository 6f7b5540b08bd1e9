"""The only door to a request or a lead: its token. Misses are counted, dead links are misses."""

import pytest

from directory.foundation import tokens
from directory.foundation.limits import RateCounter
from directory.foundation.unit import unit
from directory.kernel.errors import NotFound, TooMany
from directory.leads import actions
from directory.leads.access import lead_by_token, request_by_token
from tests.factories.requests import listed, sent


@pytest.fixture
def open_request(app, clock):
    listed("gaoshi")
    quote_request = sent("gaoshi")
    with app.test_request_context(environ_base={"REMOTE_ADDR": "192.0.2.7"}):
        yield quote_request


def test_a_token_opens_its_row_and_only_that(session, open_request):
    opened = request_by_token(tokens.derive("request", open_request.seed))
    assert [lead.request_id for lead in opened.leads] == [open_request.id]
    lead = lead_by_token(tokens.derive("lead", opened.leads[0].seed))
    assert lead.request.id == open_request.id
    assert session.query(RateCounter).count() == 0
    for wrong in (
        lambda: request_by_token(tokens.derive("lead", opened.leads[0].seed)),
        lambda: lead_by_token(tokens.derive("request", open_request.seed)),
        lambda: lead_by_token(tokens.derive("lead", open_request.seed)),
        lambda: request_by_token("x" * 22),
        lambda: request_by_token("'; drop table leads"),
        lambda: request_by_token(""),
    ):
        with pytest.raises(NotFound):
            wrong()


def test_thirty_misses_a_minute_lock_out_who_guesses_and_not_who_has_a_link(open_request, clock):
    """They share an address where a carrier, an office or a home for the aged has one."""
    for _ in range(30):
        with pytest.raises(NotFound):
            lead_by_token("x" * 22)
    with pytest.raises((NotFound, TooMany)) as refused:
        lead_by_token("x" * 22)
    assert refused.type is TooMany
    opened = request_by_token(tokens.derive("request", open_request.seed))
    assert lead_by_token(tokens.derive("lead", opened.leads[0].seed)).request_id == open_request.id


def test_a_lead_link_dies_ninety_days_after_its_lead_closed(session, open_request, clock):
    opened = request_by_token(tokens.derive("request", open_request.seed))
    lead_id, link = opened.leads[0].id, tokens.derive("lead", opened.leads[0].seed)
    with unit() as writing:
        actions.decline(writing, lead_id, "too_busy", "web")
    clock.move(days=90)
    assert lead_by_token(link).state == "declined"
    clock.move(seconds=1)
    session.rollback()
    with pytest.raises(NotFound):
        lead_by_token(link)
