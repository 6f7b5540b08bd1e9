"""A form that stood open while the other side took away what it was about."""

import pytest
from flask.testing import FlaskClient

from directory.foundation.db import db
from directory.kernel.language import LANGUAGES
from directory.warranties.models import WarrantyCard
from tests.conftest import MovableClock
from tests.factories.answers import lead_url, quote_request
from tests.factories.request_page import QUOTED, leads, post
from tests.page import check_page


@pytest.mark.parametrize("how", ["deleted", "not done"])
def test_a_form_whose_card_is_gone_says_so(client: FlaskClient, clock: MovableClock, how: str) -> None:
    request = quote_request(("gaoshi",))
    for action in ("accept", "done"):
        client.post(lead_url(leads(request)[0], "en"), data={"action": action})
    if how == "deleted":
        client.post(f"/en/warranty/{db.session.query(WarrantyCard).one().token}", data={"action": "delete"})
    else:
        post(client, request, "not-done", business="gaoshi")
    for language in LANGUAGES:
        back = lead_url(leads(request)[0], language)
        answer = client.post(f"{back}/warranty", data={"parts": "10y", "version": "1"})
        assert answer.status_code == 404
        assert back in check_page(answer, language, quoted=QUOTED).source
        assert client.get(f"{back}/warranty").status_code == 302
