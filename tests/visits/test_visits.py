"""Visits on both pages: proposed, picked, moved, called off, on the day; who is told, and who reads the address."""

import pytest
from flask.testing import FlaskClient

from directory.foundation.db import db
from directory.kernel.language import LANGUAGES
from directory.kernel.text import fingerprint
from directory.visits.rules import LIVE, VISIT, WAITING
from tests.conftest import MovableClock
from tests.factories.answers import lead_url, request_url
from tests.factories.request_page import QUOTED, leads, page
from tests.page import check_page
from tests.visits.conftest import ADDRESS, TUESDAY, WEDNESDAY, Sides, count_told


def test_the_table_of_visits() -> None:
    moves = {(old, new) for old, targets in VISIT.moves.items() for new in targets}
    assert moves == {
        ("open", "proposed"),
        ("open", "cancelled"),
        ("proposed", "agreed"),
        ("proposed", "cancelled"),
        ("agreed", "moved"),
        ("agreed", "cancelled"),
        ("agreed", "done"),
        ("moved", "agreed"),
        ("moved", "cancelled"),
    }
    assert set(VISIT.states) - set(LIVE) == {"done", "cancelled"}
    assert set(WAITING) < set(LIVE)


def test_the_firm_proposes_she_picks_and_only_then_it_reads_the_address(sides: Sides, client: FlaskClient) -> None:
    def readers() -> list[bool]:
        return [ADDRESS in client.get(lead_url(lead, "en")).text for lead in leads(sides.request)]

    assert sides.her("visit-address", address=ADDRESS).status_code == 303
    assert readers() == [False, False, False]
    assert sides.firm("propose-visit", window=[TUESDAY, WEDNESDAY]).status_code == 303
    assert readers() == [False, False, False]
    assert count_told() == {("visit-proposed", "sms"): 1, ("visit-proposed", "email"): 1}
    source = page(client, sides.request, "en", quoted=("x",)).source
    assert "Tue, Dec 1, 9:00 AM–12:00 PM" in source
    first = sides.offered()[0]
    assert sides.her("pick-visit", window=str(first.id), address=ADDRESS).status_code == 303
    assert count_told("visit-agreed", "visit-booked") == {("visit-agreed", "email"): 1, ("visit-booked", "sms"): 1}
    assert readers() == [True, False, False]
    assert "Tue, Dec 1, 9:00 AM–12:00 PM" in client.get(lead_url(sides.lead, "en")).text


@pytest.mark.parametrize("language", LANGUAGES)
def test_both_pages_in_every_state(sides: Sides, client: FlaskClient, clock: MovableClock, language: str) -> None:
    def both() -> None:
        for url in (request_url(sides.request, language), lead_url(sides.lead, language)):
            check_page(client.get(url), language, quoted=(*QUOTED, ADDRESS))

    both()
    sides.firm("propose-visit", window=[TUESDAY])
    both()
    sides.her("propose-visit", window=[WEDNESDAY])
    both()
    sides.firm("pick-visit", window=str(sides.offered()[0].id))
    both()
    sides.her("visit-address", address=ADDRESS)
    sides.her("propose-visit", window=["2026-12-03/9-12"])
    both()
    sides.firm("propose-visit", window=["2026-12-04/9-12"])
    both()
    sides.her("pick-visit", window=str(sides.offered()[0].id))
    clock.move(days=11)
    sides.firm("on-my-way")
    sides.firm("running-late", minutes="30")
    both()
    assert sides.firm("visit-done").status_code == 303
    both()
    visit = sides.visit()
    assert visit is not None
    assert (visit.state, visit.late_minutes) == ("done", 30)
    sides.firm("propose-visit", window=["2026-12-08/9-12"])
    sides.her("cancel-visit")
    both()
    sides.her("propose-visit", window=["2026-12-09/9-12"])
    sides.firm("cancel-visit")
    both()
    assert db.session.query(type(visit)).count() == 3


def test_an_address_changed_in_a_second_tab_reaches_the_firm(sides: Sides, client: FlaskClient) -> None:
    """By the very buttons of an older page: the time is agreed already, and the firm reads the address."""
    sides.firm("propose-visit", window=[TUESDAY])
    window = str(sides.offered()[0].id)
    for address in (ADDRESS, ADDRESS, "14 Oak Lane"):
        assert sides.her("pick-visit", window=window, address=address).status_code == 303
    assert count_told("visit-address") == {("visit-address", "sms"): 1}
    visit = sides.visit()
    assert visit is not None
    assert (visit.address, visit.sequence) == ("14 Oak Lane", 1)
    assert "14 Oak Lane" in client.get(lead_url(sides.lead, "en")).text


def test_a_page_that_is_out_of_date_brings_no_old_address_back(sides: Sides, client: FlaskClient) -> None:
    sides.her("propose-visit", window=[TUESDAY], address=ADDRESS)
    shown = fingerprint(ADDRESS)
    assert f'name="shown" value="{shown}"' in client.get(request_url(sides.request, "en")).text
    assert sides.her("visit-address", address="14 Oak Lane", shown=shown).status_code == 303
    assert sides.her("propose-visit", window=[WEDNESDAY], address=ADDRESS, shown=shown).status_code == 303
    visit = sides.visit()
    assert visit is not None
    assert visit.address == "14 Oak Lane"
    assert sides.her("visit-address", address=ADDRESS, shown=shown).status_code == 303
    assert sides.visit().address == "14 Oak Lane"
    sides.firm("pick-visit", window=str(sides.offered()[0].id))
    assert sides.her("visit-address", address=ADDRESS, shown=fingerprint("14 Oak Lane")).status_code == 303
    assert sides.visit().address == ADDRESS
