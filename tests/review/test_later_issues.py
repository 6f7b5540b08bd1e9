"""A later issue of the paper: what still runs is as new as that, what no longer runs is the operator's to decide."""

from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from directory.ads.models import Ad, Submission
from directory.ads.rules.seed import SEED
from directory.audit import AuditEvent
from directory.businesses.models import Business
from directory.entrypoints.worker import Worker
from directory.kernel.language import LANGUAGES
from tests.conftest import MovableClock
from tests.factories import listings, people
from tests.operator.conftest import Desk, one_engine
from tests.page import check_page
from tests.review.test_scans import LIN, PHOTO, QUOTED, ad_text, page_of, send, words_of
from tests.scans.reader import pretend

#: After the day on which the seed was entered.
FIRST, SECOND = "2026-11-27", "2026-11-28"


@pytest.fixture(autouse=True)
def later(desk: Desk, clock: MovableClock) -> None:
    """A week after the seed was entered."""
    operator_id = desk.person.id
    clock.move(seconds=7 * 24 * 3600)
    people.signed_in(desk.client, operator_id)


def _issue(desk: Desk, day: str, content: bytes) -> str:
    address = send(desk, content, published_on=day).headers["Location"]
    Worker().drain()
    return address


def _days(session: Session) -> dict[str, tuple[date | None, date | None, bool]]:
    """By slug what is known of the newest ad: seen last, absent, ended."""
    session.rollback()
    session.expire_all()
    query = select(Business.slug, Ad).join(Ad, Ad.business_id == Business.id).order_by(Ad.id)
    return {slug: (ad.seen_on, ad.absent_on, ad.has_ended) for slug, ad in session.execute(query)}


def _decide(desk: Desk, session: Session, address: str, slug: str, decision: str) -> int:
    business_id = session.scalars(select(Business.id).where(Business.slug == slug)).one()
    data = {"business": business_id, "decision": decision}
    return desk.client.post(f"{address}/missing", data=data).status_code


def _acts(session: Session) -> list[str]:
    wanted = ("renew-ad", "end-ad", "leave-ad", "resume-ad")
    query = select(AuditEvent.action).where(AuditEvent.action.in_(wanted)).order_by(AuditEvent.id)
    return list(session.scalars(query))


@one_engine
def test_a_later_issue_renews_what_runs_and_names_what_does_not(
    desk: Desk, session: Session, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    listings.seeded()
    gao, fang = listings.GAOSHI, listings.FANGSHI
    # Printed otherwise than it is listed: it runs, and is no word for what the listing says.
    pretend(monkeypatch, tmp_path, page_of(ad_text(gao), [*ad_text(fang), "免费估价"], LIN))
    first = _issue(desk, FIRST, PHOTO)
    days = _days(session)
    assert (days[gao], days[fang]) == ((date(2026, 11, 27), None, False), (None, None, False))
    shown = words_of(desk, first).partition("No longer in this issue")[2]
    others = sorted(set(days) - {gao, fang})
    assert len(others) == 3
    assert shown.count("Mark as no longer in the paper") == 3
    assert [entry for entry in (gao, fang) if entry in shown] == []
    # The same issue once more, and an older one: nothing is said again, nothing grows older.
    pretend(monkeypatch, tmp_path, page_of(ad_text(gao)))
    for day, content in ((FIRST, PHOTO), (FIRST, PHOTO + b" 2"), ("2026-11-25", PHOTO + b" 3")):
        _issue(desk, day, content)
    assert (_days(session), _acts(session)) == (days, ["renew-ad"])
    # One click each; pressed twice is once.
    ended, left, waiting = others
    for slug, decision in ((ended, "ended"), (ended, "ended"), (left, "left")):
        assert _decide(desk, session, first, slug, decision) == 303
    assert (_days(session)[ended], _days(session)[left]) == (
        (None, date(2026, 11, 27), True),
        (None, date(2026, 11, 27), False),
    )
    page = desk.client.get(f"/en/businesses/{ended}").text
    assert "no longer in the paper of" in page
    assert "still in the paper of" in desk.client.get(f"/en/businesses/{gao}").text
    for language in LANGUAGES:
        check_page(desk.client.get(f"{first}?lang={language}"), language, quoted=QUOTED)
    # What is in the issue, or never was in the paper, is not for this button.
    assert _decide(desk, session, first, gao, "ended") == 404
    assert _decide(desk, session, first, left, "gone") == 400
    # The next issue asks again of what was left, not of what has ended, and one that runs again is back.
    pretend(monkeypatch, tmp_path, page_of(ad_text(gao), ad_text(fang)))
    second = _issue(desk, SECOND, PHOTO)
    shown = words_of(desk, second).partition("No longer in this issue")[2]
    assert shown.count("Leave it") == 2
    assert _days(session)[fang][0] == date(2026, 11, 28)
    assert _decide(desk, session, second, waiting, "ended") == 303
    assert _decide(desk, session, second, waiting, "open") == 303
    assert _days(session)[waiting] == (None, None, False)
    pretend(monkeypatch, tmp_path, page_of(ad_text(ended)))
    _issue(desk, SECOND, PHOTO + b" 2")
    assert _days(session)[ended] == (date(2026, 11, 28), date(2026, 11, 27), False)
    assert session.scalars(select(Business.state).where(Business.state != "published")).all() == []
    assert _acts(session) == ["renew-ad", "end-ad", "leave-ad", *["renew-ad"] * 2, "end-ad", "resume-ad", "renew-ad"]


def test_a_draft_that_waits_is_as_new_as_the_issue_that_prints_it_still(
    desk: Desk, session: Session, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pretend(monkeypatch, tmp_path, page_of(LIN))
    _issue(desk, SECOND, PHOTO)
    _issue(desk, FIRST, PHOTO)
    assert session.scalars(select(Submission)).one().published_on == date(2026, 11, 28)


@one_engine
def test_the_ads_of_the_seed_are_known_and_unchanged_whenever_they_are_printed(
    desk: Desk, session: Session, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Neither another order, nor details that nobody states, nor a name in our letters is a difference."""
    listings.seeded()
    ads = [ad_text(path.stem) for path in sorted((SEED / "ads").glob("*.txt"))]
    pretend(monkeypatch, tmp_path, *map(page_of, ads))
    sentence = f"{len(ads)} ads read: {len(ads)} known and unchanged"
    assert [sentence in words_of(desk, _issue(desk, day, PHOTO)) for day in (FIRST, "2026-05-01", "")] == [True] * 3


@one_engine
def test_a_picture_of_an_unknown_day_says_nothing_of_what_runs(
    desk: Desk, session: Session, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    listings.seeded()
    pretend(monkeypatch, tmp_path, page_of(ad_text(listings.GAOSHI)))
    address = _issue(desk, "", PHOTO)
    assert "No longer in this issue" not in words_of(desk, address)
    assert _days(session)[listings.GAOSHI] == (None, None, False)
    assert _decide(desk, session, address, listings.FANGSHI, "ended") == 404
