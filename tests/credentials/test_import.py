"""Reading Virginia's lists by the command: whole or not at all, once or ten times, and what our listings then say."""

import tracemalloc
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy.orm import Session

from directory.businesses.models import Business, Fact
from directory.credentials import actions
from directory.credentials.models import RegistryFile, RegistryLicense
from directory.credentials.rules.dpor import read
from directory.foundation.db import db
from directory.foundation.unit import unit
from tests.credentials.conftest import LISTS, only, rows, say, shown
from tests.support.dpor import many, registry_row, write
from tests.support.engines import on_sqlite

OURS = registry_row("000123", firm="INFINITE MEADOW AIR LLC")


def _all(folder: Path, *ours: str, count: int = 8) -> list[Path]:
    """Lists A, B and C; ours are in A."""
    return [
        write(folder, [*many(count, code, start), *(ours if code == "2705a" else ())], code)
        for code, start in zip(LISTS, (300_000, 400_000, 500_000), strict=True)
    ]


def test_a_number_in_the_list_is_on_file(business: Business, run, tmp_path: Path) -> None:
    answer = run(*_all(tmp_path, OURS))
    assert answer.exit_code == 0, answer.output
    assert "1 found by number (0 of them expired), 0 not found, 0 for review" in answer.output
    assert only() == {
        "type": "class_a",
        "number": "2705000123",
        "state": "VA",
        "status": "checked",
        "class": "A",
        "expires_on": "2027-03-31",
        "checked_on": "2026-11-23",
        "file_date": "2026-11-20",
        "holder": "INFINITE MEADOW AIR LLC",
    }


def test_a_number_is_not_found_only_once_every_list_was_searched(business: Business, run, tmp_path: Path) -> None:
    first, *others = _all(tmp_path)
    assert "0 not found" in run(first).output
    assert only()["status"] == "given"
    assert "1 not found" in run(*others).output
    license = only()
    assert (license["status"], license["number"], license["file_date"]) == ("not_found", "2705000123", "2026-11-20")
    assert "expires_on" not in license or license["expires_on"] is None


def test_a_number_given_after_the_import_waits_for_the_next(business: Business, run, clock, tmp_path: Path) -> None:
    paths = _all(tmp_path, OURS)
    run(*paths)
    clock.move(hours=1)
    number = {"type": "class_a", "number": "2705000999", "state": "VA"}
    say(business.id, [number])
    with unit() as session:
        actions.look_up(session, [business.id])
    assert only()["status"] == "given"
    clock.move(hours=1)
    assert "1 not found" in run(*paths).output, "the same files are read again for a number that is new"


def test_a_number_given_after_the_import_is_found_at_once_among_the_rows_kept(
    business: Business, run, clock, tmp_path: Path
) -> None:
    run(*_all(tmp_path, registry_row("000777", firm="INFINITE MEADOW AIR LLC")))
    clock.move(hours=1)
    say(business.id, [{"type": "class_a", "number": "2705 000777", "state": None}])
    with unit() as session:
        actions.look_up(session, [business.id])
    assert (only()["status"], only()["state"]) == ("checked", "VA")


def test_a_second_run_changes_nothing(business: Business, run, clock, tmp_path: Path, session: Session) -> None:
    paths = _all(tmp_path, OURS)
    run(*paths)
    before = (session.query(Fact).count(), only(), [r.id for r in rows()], session.query(RegistryLicense.id).all())
    clock.move(days=3)
    answer = run(*paths)
    assert answer.output.count("is here already") == 3
    db.session.rollback()
    assert before == (
        session.query(Fact).count(), only(), [r.id for r in rows()], session.query(RegistryLicense.id).all(),
    )  # fmt: skip


def test_a_newer_list_replaces_the_older(business: Business, run, clock, tmp_path: Path, session: Session) -> None:
    say(business.id, [{"type": "dpor", "number": "VA 2705-000123", "state": "VA"}])
    clock.move(minutes=1)
    run(*_all(tmp_path, OURS))
    clock.move(days=7)
    newer = registry_row("000123", code="2705b", firm="INFINITE MEADOW AIR LLC", expires="05/31/2029")
    paths = _all(tmp_path)
    paths[1] = write(tmp_path, [*many(8, "2705b", 400_000), newer], "2705b")
    run(*paths, date="2026-11-27")
    assert (only()["class"], only()["expires_on"], only()["file_date"]) == ("B", "2029-05-31", "2026-11-27")
    assert session.query(RegistryFile).count() == 6
    files = {r.id for r in session.query(RegistryFile).filter(RegistryFile.file_date == date(2026, 11, 27))}
    assert {r.file_id for r in session.query(RegistryLicense)} == files
    clock.move(days=7)
    assert "1 not found" in run(*_all(tmp_path), date="2026-12-04").output


def test_a_badge_falls_at_midnight_without_any_job(business: Business, run, clock, tmp_path: Path) -> None:
    run(*_all(tmp_path, registry_row("000123", expires="11/24/2026")))
    clock.move(days=1)
    assert only()["status"] == "checked"
    clock.move(hours=11)
    assert only()["status"] == "expired"


def test_a_list_cut_off_is_refused_and_changes_nothing(
    business: Business, run, tmp_path: Path, session: Session
) -> None:
    run(*_all(tmp_path, OURS, count=100))
    short = write(tmp_path, list(many(70, "2705a", 300_000)), "2705a")
    answer = run(short, date="2026-11-21")
    assert answer.exit_code == 1
    assert "70 rows, where the list had 101: it looks cut off" in answer.output
    assert only()["status"] == "checked"
    assert run(short, date="2026-11-21", force=True).exit_code == 0
    assert only()["status"] == "not_found"


@pytest.mark.parametrize(
    ("day", "why"), [("2026-11-19", "2026-11-19 is older"), ("2026-11-25", "2026-11-25 is still to come")]
)
def test_a_list_of_the_wrong_day_is_refused(business: Business, run, tmp_path: Path, day: str, why: str) -> None:
    path = write(tmp_path, [OURS])
    run(path)
    answer = run(path, date=day)
    assert answer.exit_code == 1
    assert why in answer.output


def test_a_file_of_another_kind_is_refused_and_the_others_are_taken(business: Business, run, tmp_path: Path) -> None:
    rest = _all(tmp_path)[1:]
    strange = tmp_path / "2705a__crnt.txt"
    strange.write_bytes(b"<html><body>Not found</body></html>\n" * 20)
    other = tmp_path / "notes.txt"
    other.write_text("x")
    answer = run(strange, other, *rest)
    assert answer.exit_code == 1
    assert "2 of 4 files were refused" in answer.output


def test_a_summary_counts_trades_and_names_bad_rows(business: Business, run, tmp_path: Path) -> None:
    lines = [
        registry_row("000001", specialty="HVA"),
        registry_row("000002", specialty="HVA PLB", expires="01/31/2026"),
        registry_row("000003", specialty="HIC"),
        registry_row("000002", specialty="GFC", expires="01/31/2026"),
        registry_row("000123", specialty="HVA"),
        *[registry_row(f"{n:06}", specialty="CBC") for n in range(10, 20)],
        "27\t05\tcut off",
    ]
    output = run(write(tmp_path, lines)).output
    assert "16 rows read, 3 licenses kept (HVA 3, REF 0, GFC 1, PLB 1; 0 for a number of ours), 1 expired" in output
    assert "1 rows unreadable: columns 1; line 17 (columns)" in output


def test_rows_of_one_certificate_become_one(business: Business, run, tmp_path: Path, session: Session) -> None:
    first = registry_row("000123", specialty="HVA", expires="03/31/2027")
    second = registry_row("000123", specialty="GFC", expires="01/31/2027")
    run(write(tmp_path, [first, *many(600), second]))
    registry_license = session.query(RegistryLicense).filter_by(number="2705000123").one()
    assert (registry_license.specialties, str(registry_license.expires_on)) == (["HVA", "GFC"], "2027-03-31")


def test_a_license_for_another_trade_is_no_badge_but_a_question(business: Business, run, tmp_path: Path) -> None:
    answer = run(*_all(tmp_path, registry_row("000123", specialty="HIC")))
    assert "for review, other trade: 1" in answer.output
    assert only()["status"] == "given"


def test_a_fresh_statement_of_the_owner_keeps_what_the_registry_said(business: Business, run, tmp_path: Path) -> None:
    run(*_all(tmp_path, OURS))
    va = {"type": "class_a", "number": "VA 2705-000123", "state": "VA"}
    say(business.id, [{"type": "hvacr", "number": "01-555", "state": "MD"}, va])
    assert [(license["type"], license["status"]) for license in shown()] == [("hvacr", "given"), ("class_a", "checked")]
    say(business.id, [{"type": "hvacr", "number": "01-555", "state": "MD"}])
    assert [license["status"] for license in shown()] == ["given"]


@on_sqlite
@pytest.mark.large
def test_a_real_list_is_read_in_little_memory(run, tmp_path: Path, session: Session, clock) -> None:
    """35,000 rows, made here: as long as the longest list there is."""
    path = write(tmp_path, list(many(35_000)), "2705a")
    answer = run(path)
    assert "35000 rows read, 17500 licenses kept" in answer.output
    assert session.query(RegistryLicense).count() == 17_500
    tracemalloc.start()
    with path.open("rb") as file:
        assert sum(1 for _ in read(file, "2705a")) == 35_000
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 1_000_000
