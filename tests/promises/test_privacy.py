"""What the privacy page promises and no other test holds: what is asked for, and how long things are kept."""

from datetime import timedelta

import pytest
from sqlalchemy.orm import Session

from directory.foundation.unit import unit
from directory.kernel.language import LANGUAGES
from directory.leads import actions as leads
from directory.leads.actions import consents
from directory.leads.actions.end import CONTACT_KEPT
from directory.leads.models import Consent
from directory.onboarding.rules import DRAFT_KEPT
from directory.outbox import actions as outbox
from directory.outbox.queries import is_suppressed
from directory.outbox.rules import KEPT as MESSAGES_KEPT
from directory.photos.rules import WAITS as PHOTOS_WAIT
from directory.reports.models import KEPT as REPORTS_KEPT
from directory.warranties.rules import KEPT_AFTER, KEPT_FOR_LIFE, KEPT_WITHOUT
from tests.conftest import MovableClock
from tests.factories.answers import quote_request
from tests.factories.listings import seeded

PHONE = "+12405550110"


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_form_asks_for_no_street_address(client, app, language):
    seeded()
    source = client.get(f"/{language}/request-a-quote").text
    assert "street-address" not in source
    assert 'name="zip"' in source
    assert not [name for name in ("address", "street", "apt", "unit") if f'name="{name}"' in source]


def test_a_consent_outlives_its_request_and_loses_its_contact_after_five_years(
    session: Session, clock: MovableClock
) -> None:
    request_id = quote_request(("gaoshi",)).id
    with unit() as writing:
        leads.erase(writing, request_id)
    assert {consent.state for consent in session.query(Consent)} == {"given", "withdrawn"}
    assert timedelta(days=5 * 365) <= consents.KEPT
    with unit() as writing:
        for consent in writing.query(Consent):
            consent.name, consent.phone, consent.purge_after = "陈女士", "+13015550142", consent.at + consents.KEPT
    for years, is_kept in ((4, True), (6, False)):
        moment = clock.moment + timedelta(days=365 * years)
        with unit() as writing:
            leads.purge(writing, moment)
        session.expire_all()
        assert {bool(consent.name or consent.phone) for consent in session.query(Consent)} == {is_kept}


def test_a_stop_is_never_forgotten_by_itself(app, clock: MovableClock) -> None:
    with unit() as writing:
        outbox.suppress(writing, "sms", PHONE, "stop")
    with unit() as writing:
        outbox.purge(writing, clock.moment + timedelta(days=365 * 11))
    with unit() as reading:
        assert is_suppressed(reading, "sms", PHONE)


def test_how_long_things_are_kept_is_what_the_page_says(client) -> None:
    source = client.get("/en/about/privacy").text
    for span, words in (
        (CONTACT_KEPT, "180 days after the request ends"),
        (MESSAGES_KEPT, "Their words and addresses: 30 days."),
        (REPORTS_KEPT, "The text and your contact: 180 days."),
        (DRAFT_KEPT, "forgotten after seven days"),
        (PHOTOS_WAIT, "did not send go after seven days"),
    ):
        days = {"seven": 7}.get(words.split(" days")[0].split()[-1], 0) or int(words.split(" days")[0].split()[-1])
        assert words in source
        assert span == timedelta(days=days)
    assert "Until a year after the longest warranty on it ends; with a lifetime warranty 20 years" in source
    assert "with none stated three" in source
    assert (KEPT_AFTER, KEPT_FOR_LIFE, KEPT_WITHOUT) == (1, 20, 3)
