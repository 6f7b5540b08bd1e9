"""A warranty card of a business that states next to nothing, or states what a later release does not know."""

from flask.testing import FlaskClient

from directory.businesses.fields.listing import License, Names, Warranty
from directory.foundation.unit import unit
from directory.kernel import clock as kernel_clock
from directory.kernel.language import LANGUAGES
from directory.reports import actions as reports
from directory.warranties import actions
from directory.warranties.rules import Card, CardTerm
from tests.conftest import MovableClock
from tests.factories.answers import lead_url, quote_request
from tests.factories.request_page import leads


def test_a_card_of_what_lacks_everything_still_reads(client: FlaskClient, clock: MovableClock) -> None:
    """A listing without phone, Chinese name or promise, taken down since; a price of codes that a release forgot."""
    request = quote_request(("gaoshi",))
    lead = leads(request)[0]
    client.post(lead_url(lead, "en"), data={"action": "accept"})
    with unit() as session:
        business = session.get_one(reports.Business, lead.business_id)
        business.name_zh, business.name_en, business.romanized = None, None, "Gao"
        reports.take_down(session, business, how="test")
        odd = Card(
            names=Names(None, "zh-Hans", None, "Gao"),
            service="repair",
            done_on=kernel_clock.today(),
            done_by="homeowner",
            made_on=kernel_clock.today(),
            licenses=(License("MD", "an older kind"),),
            promises=(Warranty("an older scope", years=5),),
            quoted=(CardTerm("an older scope", years=5, honored_by="somebody"),),
        )
        card = actions.finish(session, lead.id, "homeowner")
        assert card is not None
        card.facts = odd.as_json()
        token = card.token
    for language in LANGUAGES:
        assert client.get(f"/{language}/warranty/{token}").status_code == 200
        assert client.get(lead_url(leads(request)[0], language) + "/warranty").status_code in (200, 302)
    for paper in ("letter", "wallet"):
        assert client.get(f"/en/warranty/{token}/card.pdf?paper={paper}&beside=zh-hant").status_code == 200
