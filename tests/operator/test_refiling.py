"""A misread text that was filed otherwise: its phone is told once, and pauses are put right as answers are."""

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from directory.businesses.models import Business
from directory.kernel.text import count
from directory.leads.models import Lead
from directory.outbox.deliver import compose_now
from directory.outbox.models import Message
from directory.quotes.models import Quote
from tests.conftest import MovableClock
from tests.factories import listings, requests
from tests.factories.canaries import work
from tests.operator.conftest import Desk
from tests.operator.test_filing import CHEN, GAOSHI, accepted, file, lead, passed_on, recipients, refused, two
from tests.operator.test_threads import text

PRINTED = "+12406368420"
__all__ = ["two"]


def to_firm(session: Session) -> list[str]:
    """What the corrections to the business say, those that hold, in order."""
    session.rollback()
    query = select(Message).where(Message.kind == "refiled", Message.undone == 0).order_by(Message.id)
    return [compose_now(session, message).body for message in session.scalars(query)]


def test_the_business_is_told_once_what_we_took_a_text_for(two: list[int], desk: Desk, session: Session) -> None:
    text_id = text(GAOSHI, "2")
    assert lead(session, two[0]).state == "declined"
    file(desk, text_id, two[1], "decline")
    assert to_firm(session) == [
        "【冷暖专版】您下午1:18发的短信我们看错了：当成了“不接Rockville那位客户（没暖气）”，"
        "现已改为“不接Rockville那位客户（没暖气）”。Rockville（没暖气）接回1，不接回2。还不对，直接回这条短信。"
    ]
    # Filed again before it went out: still one, from what was understood at first; back to that: none.
    file(desk, text_id, two[1], "quote", amount_min="300")
    [body] = to_firm(session)
    assert "当成了“不接" in body
    assert "改为“给李先生（Rockville）报价$300”" in body
    assert "客户李先生，301-555-0143" in body
    assert count(body) <= 3
    assert recipients(session, "contact") == []
    file(desk, text_id, two[0], "decline")
    assert to_firm(session) == []


def test_a_second_correction_says_what_the_first_had_said(two: list[int], desk: Desk, session: Session) -> None:
    accepted(two)
    text_id = passed_on(session, two)
    file(desk, text_id, two[1], "words")
    work()
    file(desk, text_id, None)
    assert "当成了“给李先生（Rockville）的话”，现已改为“不是给客户的”" in to_firm(session)[-1]
    states = [*session.scalars(select(Message.state).where(Message.kind == "refiled").order_by(Message.id))]
    assert states == ["sent", "waiting"]


def test_a_price_of_two_options_is_named_whole_and_may_become_one(two: list[int], desk: Desk, session: Session) -> None:
    accepted(two)
    text_id = text(GAOSHI, "1 3200 for the 14 seer, 4100 for the 16")
    file(desk, text_id, two[1], "words")
    assert "当成了“给陈女士（Rockville）报价$3,200 / $4,100”" in to_firm(session)[-1]
    file(desk, text_id, two[0], "quote", amount_min="3200")
    assert "改为“给陈女士（Rockville）报价$3,200”" in to_firm(session)[-1]


def test_of_two_options_the_desk_may_leave_the_first(two: list[int], desk: Desk, session: Session) -> None:
    accepted(two)
    text_id = text(GAOSHI, "1 3200 for the 14 seer, 4100 for the 16")
    file(desk, text_id, two[0], "quote", amount_min="3200")
    standing = session.scalars(select(Quote).where(Quote.state == "sent")).one()
    assert standing.offer.amounts == ((3200, 3200),)


@pytest.mark.parametrize("how", ["stop", "by-gateway"])
def test_a_phone_that_said_stop_is_told_nothing(two: list[int], desk: Desk, session: Session, how: str) -> None:
    text_id = text(GAOSHI, "STOP")
    if how == "by-gateway":
        text(GAOSHI, "START")
    file(desk, text_id, two[0], "decline")
    assert lead(session, two[0]).state == "declined"
    assert to_firm(session) == []


@pytest.fixture
def waiting(desk: Desk, clock: MovableClock, session: Session) -> int:
    """A new customer of 高氏 as it is listed; the id of the lead."""
    listings.seeded()
    requests.sent(listings.GAOSHI, name="陈女士", phone=CHEN, email="chen@example.com", details=f"Noise {CHEN}")
    work()
    return session.scalars(select(Lead.id)).one()


def test_a_pause_is_filed_undone_and_told(waiting: int, desk: Desk, session: Session) -> None:
    text_id = text(PRINTED, "暂停到12月5日")
    assert paused(session) == "2026-12-05"
    form = {"lead": "listing", "effect": "pause", "until": "2026-12-15"}
    desk.post(f"/admin/texts/{text_id}", "filed", **form)
    assert paused(session) == "2026-12-15"
    assert "当成了“2026年12月5日之前不接新客户”，现已改为“2026年12月15日之前不接新客户”" in to_firm(session)[0]
    desk.post(f"/admin/texts/{text_id}", "filed", lead="listing", effect="resume")
    assert paused(session) is None
    file(desk, text_id, waiting, "decline")
    assert (paused(session), lead(session, waiting).state) == (None, "declined")
    assert len(to_firm(session)) == 1


def test_a_pause_that_was_changed_since_is_left(waiting: int, desk: Desk, session: Session) -> None:
    text_id = text(PRINTED, "暂停到12月5日")
    text(PRINTED, "暂停到12月7日")
    assert "which was changed again since" in refused(desk, text_id, waiting, "words")
    assert paused(session) == "2026-12-07"


@pytest.mark.parametrize(
    ("to", "effect", "more", "words"),
    [
        ("listing", "words", {}, "That does not fit what you chose above."),
        ("listing", "pause", {}, "Give a day after today, within a year."),
        ("listing", "pause", {"until": "2026-11-01"}, "Give a day after today, within a year."),
        ("lead", "pause", {"until": "2026-12-15"}, "That does not fit what you chose above."),
    ],
)
def test_what_cannot_be_of_the_listing_is_refused(
    waiting: int, desk: Desk, session: Session, to: str, effect: str, more: dict[str, str], words: str
) -> None:
    text_id = text(PRINTED, "hm")
    target = str(waiting) if to == "lead" else to
    response = desk.client.post(f"/admin/texts/{text_id}", data={"lead": target, "effect": effect, **more})
    assert response.status_code == 400
    assert words in response.text.replace("&#39;", "'")
    assert (paused(session), to_firm(session)) == (None, [])


def paused(session: Session) -> str | None:
    session.rollback()
    return session.scalars(select(Business.paused_until).where(Business.slug == listings.GAOSHI)).one()
