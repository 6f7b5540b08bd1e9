"""One statement says which tables hold something of a thing; a page reads those and no other."""

import pytest
from sqlalchemy import bindparam

from directory.foundation.db import db
from directory.foundation.presence import Presence
from directory.foundation.unit import unit
from directory.leads.models import Lead, QuoteRequest
from directory.quotes.models import Reply
from tests.factories.answers import lead_url, quote_request, request_url
from tests.factories.request_page import leads
from tests.support.statements import statements

OF_REQUEST = Presence(
    replies=Reply.lead_id.in_(db.select(Lead.id).where(Lead.request_id == bindparam("request"))),
    open=(QuoteRequest.id == bindparam("request")) & (QuoteRequest.state == "open"),
)


@pytest.fixture
def open_request(client, clock):
    return quote_request()


def replied(request: QuoteRequest) -> None:
    with unit() as session:
        session.add(Reply(lead_id=leads(request)[0].id, author="business", text="几点方便？"))


def test_only_what_holds_a_row_of_it_is_there(client, clock):
    silent, other = quote_request(("gaoshi",)), quote_request(("fangshi",))
    replied(other)
    with statements() as run:
        assert OF_REQUEST.read(db.session(), request=silent.id) == {"open"}
    assert len(run) == 1
    assert OF_REQUEST.read(db.session(), request=other.id) == {"open", "replies"}
    assert OF_REQUEST.read(db.session(), request=0) == set()


@pytest.mark.parametrize("is_of_homeowner", [True, False], ids=["request", "lead"])
def test_a_page_reads_a_table_once_it_holds_something_of_it(client, open_request, is_of_homeowner):
    address = request_url(open_request) if is_of_homeowner else lead_url(leads(open_request)[0])

    def tables_read() -> list[str]:
        with statements() as run:
            assert client.get(address).status_code == 200
        return run

    client.get(address)
    before = tables_read()
    # With whom else could be asked, on the page of a request to two.
    assert len(before) <= 9
    assert not [statement for statement in before if "\nFROM replies" in statement and "EXISTS" not in statement]
    replied(open_request)
    after = tables_read()
    # The replies, and the photos that may have come with them.
    assert len(after) == len(before) + 2
    assert [statement for statement in after if "\nFROM replies" in statement and "EXISTS" not in statement]
