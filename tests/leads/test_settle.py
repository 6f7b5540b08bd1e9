"""What a business keeps of a job it took: won, lost and why, and a note that nobody else reads."""

import pytest

from directory.audit import AuditEvent
from directory.foundation.db import db
from directory.foundation.unit import unit
from directory.kernel.errors import Invalid
from directory.leads import actions
from directory.leads.models import Lead
from directory.leads.rules import LEAD, TABS, LostReason, note_mark
from directory.leads.rules.clocks import age
from tests.factories.requests import listed, messages, sent


@pytest.fixture
def lead(app, clock) -> int:
    listed("gaoshi")
    sent("gaoshi")
    return db.session.query(Lead).one().id


def do(action, *given):
    with unit() as session:
        return action(session, *given)


def now(lead: int) -> Lead:
    return db.session.get_one(Lead, lead, populate_existing=True)


def test_won_once_and_only_what_was_taken(session, lead, clock):
    with pytest.raises(Invalid):
        do(actions.win, lead)
    do(actions.accept, lead, "page")
    do(actions.win, lead, "person:7")
    won_at = now(lead).won_at
    clock.move(hours=1)
    do(actions.win, lead)
    assert (now(lead).state, now(lead).won_at) == ("won", won_at)
    assert [e.actor for e in session.query(AuditEvent).filter_by(action="win")] == ["person:7"]


@pytest.mark.parametrize("reason", LostReason)
def test_lost_for_a_reason(lead, clock, reason):
    do(actions.accept, lead, "page")
    do(actions.lose, lead, reason)
    do(actions.lose, lead, reason)
    settled = now(lead)
    assert (settled.state, settled.lost_reason, settled.lost_at, settled.closed_at) == (
        "lost",
        reason,
        clock.moment,
        clock.moment,
    )
    assert settled.declined_at is None


def test_lost_needs_a_reason_and_a_lead_that_was_taken(lead):
    with pytest.raises(Invalid):
        do(actions.lose, lead, "price")
    do(actions.accept, lead, "page")
    with pytest.raises(Invalid):
        do(actions.lose, lead, "because")
    assert now(lead).state == "accepted"


def test_a_job_the_business_called_won_can_be_taken_back(session, lead):
    do(actions.accept, lead, "page")
    do(actions.win, lead)
    do(actions.withdraw, lead)
    assert now(lead).state == "withdrawn"
    assert len(messages(session, "made-other-arrangements")) == 1


def test_nobody_wins_what_was_closed(lead):
    do(actions.accept, lead, "page")
    do(actions.close, now(lead).request_id)
    for act in (lambda: do(actions.win, lead), lambda: do(actions.lose, lead, "price")):
        with pytest.raises(Invalid):
            act()


def keep(lead, text, shown=None):
    """Keep a note over the one that stands there, or over another that was shown."""
    do(actions.note, lead, text, note_mark(now(lead).note) if shown is None else shown)


def test_a_note_is_kept_in_any_state_and_erased_with_the_request(lead, clock):
    keep(lead, "  门铃坏了，打电话 \n")
    assert now(lead).note == "门铃坏了，打电话"
    do(actions.decline, lead, "too_busy", "page")
    keep(lead, "下次再说")
    assert now(lead).note == "下次再说"
    with pytest.raises(Invalid):
        keep(lead, "x" * 2001)
    do(actions.erase, now(lead).request_id)
    assert now(lead).note is None
    with pytest.raises(Invalid):
        keep(lead, "again")


def test_a_note_is_purged_with_the_contact(lead, clock):
    keep(lead, "门铃坏了")
    do(actions.close, now(lead).request_id)
    clock.move(days=181)
    do(actions.purge, clock.moment)
    assert now(lead).note is None


def test_a_note_that_was_not_seen_is_not_overwritten(lead):
    keep(lead, "a")
    with pytest.raises(Invalid):
        keep(lead, "b", "")
    keep(lead, "a", "")
    assert now(lead).note == "a"


def test_an_empty_note_is_none(lead):
    keep(lead, "a")
    keep(lead, "  ")
    assert now(lead).note is None


def test_every_state_stands_on_one_tab():
    assert sorted(state for states in TABS.values() for state in states) == sorted(LEAD.states)
    assert sorted(state for states in TABS.values() for state in states) == sorted(LEAD.states)


@pytest.mark.parametrize(
    ("minutes", "urgency", "expected"),
    [
        (0, "now", (0, "minute", 0, "quick")),
        (9, "now", (9, "minute", 30, "quick")),
        (10, "now", (10, "minute", 33, "slow")),
        (30, "now", (30, "minute", 100, "late")),
        (90, "48h", (1, "hour", 37, "quick")),
        (3 * 60, "48h", (3, "hour", 75, "slow")),
        # 1:16 PM to 6 PM, and two hours of the next morning.
        (21 * 60, "week", (21, "hour", 70, "slow")),
        (26 * 60, "week", (26, "hour", 100, "late")),
        (26 * 60, "plan", (26, "hour", 60, "slow")),
        (3 * 24 * 60, "plan", (3, "day", 100, "late")),
        (60, "something new", (1, "hour", 10, "quick")),
    ],
)
def test_age_against_the_clock_of_the_urgency(clock, minutes, urgency, expected):
    since = clock.moment
    clock.move(minutes=minutes)
    shown = age(since, clock.moment, urgency)
    assert (shown.number, shown.unit, shown.share, shown.look) == expected
