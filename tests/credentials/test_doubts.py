"""A number that anybody may have read off a truck: it counts once the row fits, or once a person compared the two."""

from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from directory.audit import AuditEvent
from directory.businesses.actions import FactDraft, add_facts
from directory.businesses.models import Business, Fact
from directory.credentials import actions, queries
from directory.credentials.models import RegistryLicense
from directory.credentials.rules.matching import Row, doubt
from directory.foundation.db import db
from directory.foundation.unit import unit
from directory.kernel import clock as clocks
from directory.kernel.errors import NotFound
from tests.credentials.conftest import LISTS, only, rows, say, shown
from tests.page import check_page, words
from tests.support.dpor import many, registry_row, write

STATED = {"type": "class_a", "number": "VA 2705-000123", "state": "VA"}
STRANGE = registry_row("000123", code="2705b", firm="STRANGE HOLDER LLC")
LANGUAGES = ("en", "zh-hans", "zh-hant")


def _lists(folder: Path, *ours: str) -> list[Path]:
    """All three lists of firms, with a row of ours in the second."""
    return [write(folder, [*many(5, code), *(ours if code == "2705b" else ())], code) for code in LISTS]


def _candidates(session: Session) -> list[queries.Candidate]:
    db.session.rollback()
    return queries.for_review(session)


def _decide(business: Business, listed_id: int, act: Any = actions.confirm) -> None:
    with unit() as session:
        act(session, business.id, listed_id, by="operator:1")


def test_somebody_elses_number_is_no_badge_until_a_person_compared(
    business: Business, run, client, tmp_path: Path, session: Session
) -> None:
    output = run(*_lists(tmp_path, STRANGE)).output
    assert "for review, other name: 1" in output
    assert (only()["status"], only()["type"]) == ("given", "class_a")
    answer = client.get("/api/v1/businesses?license=checked").json
    assert answer["total"] == 0 or answer["fallback"]
    (candidate,) = _candidates(session)
    assert (candidate.why, candidate.listed.name, candidate.license.number) == (
        "other_name", "STRANGE HOLDER LLC", "VA 2705-000123",
    )  # fmt: skip
    assert queries.waiting(session, timedelta(days=30)).to_check == [], "one question is asked once"


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_row_that_is_theirs_is_one_license_with_the_registrys_class(
    business: Business, run, client, clock, tmp_path: Path, session: Session, language: str
) -> None:
    run(*_lists(tmp_path, STRANGE))
    _decide(business, _candidates(session)[0].listed.id)
    license = only()
    assert (license["type"], license["class"], license["status"]) == ("class_b", "B", "checked")
    assert (license["number"], license["holder"]) == ("2705000123", "STRANGE HOLDER LLC")
    assert _candidates(session) == []
    page = check_page(
        client.get(f"/{language}/businesses/meadow"), language, quoted=("STRANGE HOLDER LLC", "Infinite Meadow Air")
    )
    text = words(next(section for section in page.all("section") if section.get("aria-labelledby") == "license"))
    assert {"en": "Class B", "zh-hans": "乙级", "zh-hant": "乙級"}[language] in text
    assert {"en": "Class A", "zh-hans": "甲级", "zh-hant": "甲級"}[language] not in text
    # It stays so: when a list is read again, and when the number is written in another way.
    clock.move(days=7)
    run(
        *_lists(tmp_path, registry_row("000123", code="2705b", firm="STRANGE HOLDER LLC", expires="05/31/2029")),
        date="2026-11-27",
    )
    assert (only()["status"], only()["expires_on"]) == ("checked", "2029-05-31")
    say(business.id, [{"type": "class_b", "number": "2705 B 000123", "state": "VA"}])
    with unit() as writing:
        actions.look_up(writing, [business.id])
    assert (only()["status"], only()["number"]) == ("checked", "2705000123")
    say(business.id, [{"type": "class_b", "number": "2705000999", "state": "VA"}])
    assert [section["number"] for section in shown()] == ["2705000999"], (
        "a number that is stated no more goes with its words"
    )


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_row_that_is_not_theirs_is_asked_about_once(
    business: Business, run, client, clock, tmp_path: Path, session: Session, language: str
) -> None:
    run(*_lists(tmp_path, STRANGE))
    listed = _candidates(session)[0].listed.id
    for _ in range(2):
        _decide(business, listed, actions.refuse)
    clock.move(days=7)
    run(*_lists(tmp_path, STRANGE), date="2026-11-27")
    assert (only()["status"], only()["holder"]) == ("not_found", None)
    assert _candidates(session) == []
    assert queries.to_check(session) == []
    text = words(check_page(client.get(f"/{language}/find"), language, quoted=("Infinite Meadow Air",)).root)
    assert {
        "en": "License number VA 2705000123 given; not found in the registry's list of Nov 20, 2026 under their name. "
        "Ask for it before you sign.",
        "zh-hans": "给了执照号 VA 2705000123，但登记处2026年11月20日的名单里没有他们名下的这张执照。"
        "签约前，请先看执照。",
        "zh-hant": "有提供證照號碼 VA 2705000123，但主管機關2026年11月20日的名冊中查無其名下的這張證照。"
        "簽約前請先看證照。",
    }[language] in text  # fmt: skip
    facts = session.scalars(select(Fact).where(Fact.source == "registry").order_by(Fact.id)).all()
    assert facts[-1].value[0]["refused_by"] == "operator:1"
    events = session.scalars(select(AuditEvent).where(AuditEvent.action == "refuse-license")).all()
    assert {(event.actor, event.detail["number"]) for event in events} == {("operator:1", "2705000123")}
    # Who looks again and finds it says so, and the list is believed from then on.
    with unit() as writing:
        actions.record_check(writing, rows()[0].id, is_found=True, by="operator:1", expires_on=date(2027, 3, 31))
    clock.move(days=7)
    run(*_lists(tmp_path, STRANGE), date="2026-12-04")
    assert (only()["status"], only()["type"]) == ("checked", "class_b")
    with pytest.raises(NotFound):
        _decide(business, 10**6, actions.refuse)


def test_one_of_three_numbers_that_six_digits_may_mean_is_refused_and_one_confirmed(
    business: Business, run, tmp_path: Path, session: Session
) -> None:
    say(business.id, [{"type": "class_a", "number": "000123", "state": "VA"}])
    tradesman = registry_row("000123", code="2710", firm="", person="DOE, JANE", license_rank="MASTER")
    run(write(tmp_path, [tradesman, *many(5, "2710")], "2710"), write(tmp_path, [registry_row("000123"), *many(5)]))
    first, second = _candidates(session)
    assert {first.why, second.why} == {"bare_number"}
    theirs, other = sorted((first, second), key=lambda candidate: candidate.listed.number)
    _decide(business, other.listed.id, actions.refuse)
    assert only()["status"] == "given"
    assert [candidate.listed.number for candidate in _candidates(session)] == ["2705000123"]
    _decide(business, theirs.listed.id)
    assert (only()["status"], only()["number"], only()["type"]) == ("checked", "2705000123", "class_a")
    assert _candidates(session) == []
    with unit() as writing:
        actions.match(writing)
    assert only()["status"] == "checked"


def test_a_row_of_the_same_name_that_is_not_theirs_is_asked_about_once(
    business: Business, run, clock, tmp_path: Path, session: Session
) -> None:
    say(business.id, [{"type": "class_a"}])
    run(write(tmp_path, [registry_row("000801"), *many(5)]))
    (candidate,) = _candidates(session)
    _decide(business, candidate.listed.id, actions.refuse)
    assert [(license["status"], license["number"]) for license in shown()] == [("stated", None)]
    clock.move(days=7)
    run(write(tmp_path, [registry_row("000801"), *many(5)]), date="2026-11-27")
    assert _candidates(session) == []


def test_a_license_for_another_trade_that_is_theirs_stays_when_the_list_is_read_again(
    business: Business, run, clock, tmp_path: Path, session: Session
) -> None:
    other = registry_row("000123", code="2705b", specialty="HIC")
    run(*_lists(tmp_path, other))
    _decide(business, _candidates(session)[0].listed.id)
    clock.move(days=7)
    run(*_lists(tmp_path, other), date="2026-11-27")
    assert (only()["status"], only()["class"]) == ("checked", "B")


def test_a_row_confirmed_before_its_number_was_stated_is_one_license(
    business: Business, run, tmp_path: Path, session: Session
) -> None:
    say(business.id, [])
    run(write(tmp_path, [registry_row("000801"), *many(5)]))
    _decide(business, session.scalars(select(RegistryLicense.id).where(RegistryLicense.number == "2705000801")).one())
    assert [license["number"] for license in shown()] == ["2705000801"]
    say(business.id, [{"type": "class_a", "number": "2705-000801", "state": "VA"}])
    with unit() as writing:
        actions.look_up(writing, [business.id])
    assert [(license["number"], license["status"]) for license in shown()] == [("2705000801", "checked")]


def test_a_name_borrowed_for_a_badge_takes_the_badge_along_when_it_goes(
    business: Business, run, tmp_path: Path, session: Session
) -> None:
    run(*_lists(tmp_path, registry_row("000123", firm="INFINITE MEADOW AIR LLC", code="2705a")))
    with unit() as writing:
        add_facts(writing, business.id, [FactDraft("name_en", "Oaken Heating", "owner", date(2026, 11, 23))])
        actions.restate(writing, business.id)
    assert [candidate.why for candidate in _candidates(session)] == ["other_name"]
    with unit() as writing:
        actions.look_up(writing, [business.id])
    assert only()["status"] == "given"


def _row(**columns: Any) -> Row:
    known = {"number": "2705000123", "name": "INFINITE MEADOW AIR LLC", "license_class": "A", "specialties": ("HVA",)}
    days = {"expires_on": None, "file_date": date(2026, 11, 20), "imported_at": clocks.now()}
    return Row(**(known | days | columns))


@pytest.mark.parametrize(
    ("type", "columns", "names", "why"),
    [
        ("class_a", {}, ["Infinite Meadow Air"], None),
        ("dpor", {"license_class": "B"}, [None, "Meadow"], None),
        ("master", {"license_class": "MASTER"}, ["Meadow"], None),
        ("class_a", {"license_class": None}, ["Meadow"], None),
        ("class_a", {"license_class": "B"}, ["Meadow"], "other_class"),
        ("class_a", {"name": "STRANGE AIR LLC"}, ["Infinite Meadow Air"], "other_name"),
        ("class_a", {}, [None, None], "other_name"),
        ("class_a", {"specialties": ("HIC",), "license_class": "B"}, [], "other_trade"),
    ],
)
def test_what_does_not_fit_is_named(
    type: str, columns: dict[str, Any], names: list[str | None], why: str | None
) -> None:
    assert doubt(type, _row(**columns), names) == why
