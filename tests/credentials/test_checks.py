"""What the operator records, what waits to be looked up, and candidates by name and town."""

from datetime import date, timedelta
from pathlib import Path

import pytest
from sqlalchemy.orm import Session

from directory.audit import AuditEvent
from directory.businesses.models import Business
from directory.credentials import actions, queries
from directory.credentials.models import RegistryLicense
from directory.foundation.db import db
from directory.foundation.unit import unit
from directory.kernel.errors import NotFound
from tests.credentials.conftest import LISTS, counted, only, rows, say, shown
from tests.support.dpor import many, registry_row, write

MD = {"type": "hvacr", "number": "01-5555", "state": "MD"}


def _record(license_id: int, **values) -> None:
    with unit() as session:
        actions.record_check(session, license_id, by="operator:1", **values)


def test_what_the_operator_read_is_shown_and_audited(business: Business, session: Session) -> None:
    say(business.id, [MD])
    _record(rows()[0].id, is_found=True, license_class="master", expires_on=date(2027, 6, 30), holder="JANE DOE")
    license = only()
    assert (license["status"], license["class"], license["expires_on"]) == ("checked", "master", "2027-06-30")
    assert (license["checked_on"], license["file_date"], license["holder"]) == ("2026-11-23", None, "JANE DOE")
    event = session.query(AuditEvent).filter_by(action="check-license").one()
    assert (event.actor, event.subject_id, event.detail["found"]) == ("operator:1", business.id, True)
    _record(rows()[0].id, is_found=False)
    assert (only()["status"], only()["holder"]) == ("not_found", None)
    with pytest.raises(NotFound):
        _record(999, is_found=True)


def test_a_check_may_bring_the_number_that_was_not_given(business: Business) -> None:
    say(business.id, [{"type": "master"}])
    _record(rows()[0].id, is_found=True, number="01-777", state="MD", expires_on=date(2027, 6, 30))
    assert (only()["number"], only()["state"], only()["status"]) == ("01-777", "MD", "checked")
    _record(rows()[0].id, is_found=False)
    assert only()["status"] == "not_found"


def test_an_import_leaves_another_states_check_and_a_newer_look_alone(
    business: Business, run, clock, tmp_path: Path
) -> None:
    say(business.id, [MD, {"type": "class_a", "number": "2705000123", "state": "VA"}])
    maryland, virginia = rows()
    _record(maryland.id, is_found=True, expires_on=date(2027, 6, 30))
    _record(virginia.id, is_found=False)
    files = [write(tmp_path, [*many(5, code), *([registry_row()] if code == "2705a" else [])], code) for code in LISTS]
    run(*files)
    assert [license["status"] for license in shown()] == ["checked", "not_found"], "looked up after the day of the list"
    clock.move(days=7)
    run(*files, date="2026-11-28")
    assert [license["status"] for license in shown()] == ["checked", "checked"]


def test_what_a_person_looked_at_waits_no_more_until_its_day(business: Business, session: Session, clock) -> None:
    say(business.id, [MD, {"type": "master"}])

    def waiting() -> tuple[int, int]:
        db.session.rollback()
        waiting_licenses = queries.waiting(session, timedelta(days=30))
        assert {license.business.slug for license in (*waiting_licenses.to_check, *waiting_licenses.expiring)} <= {
            "meadow"
        }
        return len(waiting_licenses.to_check), len(waiting_licenses.expiring)

    assert waiting() == (1, 0)
    _record(rows()[0].id, is_found=False)
    assert waiting() == (0, 0), "somebody looked; it is not asked again every morning"
    clock.move(days=30)
    assert waiting() == (1, 0), "it may be in the registry by now"
    _record(rows()[0].id, is_found=True, expires_on=date(2027, 2, 1))
    assert waiting() == (0, 0)
    clock.move(days=10)  # January 2nd
    assert waiting() == (0, 1), "it runs out"
    _record(rows()[0].id, is_found=True, expires_on=date(2027, 2, 1))
    assert waiting() == (0, 0)
    clock.move(days=7)
    assert waiting() == (0, 1), "it may be renewed by now"
    _record(rows()[0].id, is_found=True, expires_on=date(2027, 2, 1))
    clock.move(days=24)  # February 2nd
    assert waiting() == (0, 1), "it ran out"
    _record(rows()[0].id, is_found=True, expires_on=date(2027, 2, 1))
    clock.move(days=30)
    assert waiting() == (0, 0), "looked at after its last day: the page says so, nobody is asked again"


def test_a_number_that_the_registrys_list_does_not_know_is_answered(
    business: Business, run, tmp_path: Path, session: Session
) -> None:
    assert len(queries.to_check(session)) == 1
    run(*[write(tmp_path, list(many(5, code)), code) for code in LISTS])
    assert only()["status"] == "not_found"
    assert queries.to_check(session) == []


def test_a_license_without_a_last_day_is_looked_up_again(business: Business, session: Session, clock) -> None:
    say(business.id, [MD])
    _record(rows()[0].id, is_found=True)
    assert queries.expiring(session, timedelta(days=30)) == []
    clock.move(days=180)
    db.session.rollback()
    assert len(queries.expiring(session, timedelta(days=30))) == 1


def test_a_name_alone_is_nobody_and_with_the_town_a_candidate_until_a_person_says_so(
    business: Business, run, tmp_path: Path, session: Session
) -> None:
    say(business.id, [{"type": "class_a"}])
    far = registry_row("000800", firm="Infinite Meadow Air, Inc.", city="ROANOKE", zip_code="24011")
    near = registry_row("000801", firm="INFINITE MEADOW AIR CORP", city="FAIRFAX", zip_code="22030")
    answer = run(write(tmp_path, [far, near, *many(20)]))
    assert "for review, name and place: 1" in answer.output
    assert only()["status"] == "stated", "a candidate is never shown"
    (candidate,) = queries.for_review(session)
    assert (candidate.why, candidate.listed.number) == ("name_and_place", "2705000801")
    with unit() as writing:
        actions.confirm(writing, business.id, candidate.listed.id, by="operator:1")
    assert [(license["type"], license["status"], license["number"]) for license in shown()] == [
        ("class_a", "stated", None),
        ("class_a", "checked", "2705000801"),
    ]
    db.session.rollback()
    assert queries.for_review(session) == []
    with pytest.raises(NotFound), unit() as writing:
        actions.confirm(writing, business.id, 10**6, by="operator:1")


def test_a_confirmed_license_follows_the_lists(
    business: Business, run, clock, tmp_path: Path, session: Session
) -> None:
    say(business.id, [])
    run(write(tmp_path, [registry_row("000801"), *many(20)]))
    listed = session.query(RegistryLicense).filter_by(number="2705000801").one()
    with unit() as writing:
        actions.confirm(writing, business.id, listed.id, by="operator:1")
    clock.move(days=7)
    files = [
        write(tmp_path, [*many(20, code), registry_row("000801", expires="05/31/2029")], "2705a") for code in LISTS[:1]
    ]
    run(*files, date="2026-11-27")
    assert (only()["status"], only()["expires_on"], only()["number"]) == ("checked", "2029-05-31", "2705000801")


def test_reviewing_costs_the_same_for_one_and_for_twenty(
    business: Business, run, tmp_path: Path, session: Session
) -> None:
    run(write(tmp_path, [registry_row("000801"), *many(20)]))

    def cost() -> int:
        db.session.rollback()
        db.session.expire_all()
        with counted() as statements:
            queries.for_review(session), queries.to_check(session), queries.expiring(session, timedelta(days=30))
        return len([statement for statement in statements if statement.lstrip().upper().startswith("SELECT")])

    one = cost()
    for number in range(20):
        with unit() as writing:
            more = Business(slug=f"more-{number}", state="published", name_en="Infinite Meadow Air")
            writing.add(more)
        say(more.id, [{"type": "class_a", "number": f"27050009{number:02}", "state": "VA"}], service_places=["51059"])
    assert cost() == one
