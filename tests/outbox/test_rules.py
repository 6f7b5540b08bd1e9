"""The pure decisions: moves, pauses, hours, shares."""

from datetime import UTC, datetime, timedelta
from itertools import product

import pytest

from directory.kernel.errors import IllegalMove
from directory.outbox import rules
from directory.outbox.models import Message
from directory.outbox.rules import MESSAGE

LEGAL = {
    ("waiting", "sending"),
    ("waiting", "cancelled"),
    ("waiting", "suppressed"),
    ("waiting", "failed"),
    ("sending", "sent"),
    ("sending", "waiting"),
    ("sending", "unsure"),
    ("sending", "failed"),
    ("unsure", "waiting"),
    ("unsure", "failed"),
    ("sent", "delivered"),
    ("sent", "failed"),
    ("failed", "waiting"),
}
HOURS = "08:00-20:00"


@pytest.mark.parametrize(("old", "new"), list(product(MESSAGE.states, MESSAGE.states)))
def test_a_message_moves_only_along_its_table(old: str, new: str) -> None:
    message = Message(state=old)
    if (old, new) in LEGAL:
        MESSAGE.move(message, new)
        assert message.state == new
    else:
        with pytest.raises(IllegalMove):
            MESSAGE.move(message, new)
        assert message.state == old


def test_pauses_grow_to_two_hours() -> None:
    minutes = [rules.retry_delay(attempt) / timedelta(minutes=1) for attempt in range(1, 9)]
    assert minutes == [0, 1, 5, 15, 60, 120, 120, 120]


def test_a_pause_is_never_shorter_than_the_gateway_asked_for() -> None:
    assert rules.retry_delay(1, 90) == timedelta(seconds=90)
    assert rules.retry_delay(5, 90) == timedelta(hours=1)


@pytest.mark.parametrize(
    ("now", "expected"),
    [
        # In winter Washington is five hours behind, in summer four.
        ("2026-11-23T13:00", "2026-11-23T13:00"),
        ("2026-11-23T12:59", "2026-11-23T13:00"),
        ("2026-11-24T00:59", "2026-11-24T00:59"),
        ("2026-11-24T01:00", "2026-11-24T13:00"),
        ("2026-07-01T11:00", "2026-07-01T12:00"),
        # The nights when the clocks change: eight in the morning is eight by the wall clock.
        ("2026-11-01T00:30", "2026-11-01T13:00"),
        ("2027-03-14T01:30", "2027-03-14T12:00"),
        ("2026-11-01T05:30", "2026-11-01T13:00"),
        ("2026-11-01T06:30", "2026-11-01T13:00"),
    ],
)
def test_texts_keep_hours_by_the_wall_clock(now: str, expected: str) -> None:
    found = rules.next_allowed(datetime.fromisoformat(now).replace(tzinfo=UTC), HOURS)
    assert found == datetime.fromisoformat(expected).replace(tzinfo=UTC)


def test_always_is_now() -> None:
    now = datetime(2026, 11, 24, 4, tzinfo=UTC)
    assert rules.next_allowed(now, "always") == now


@pytest.mark.parametrize(
    ("now", "midnight"),
    [
        ("2026-11-23T18:16", "2026-11-24T05:00"),
        ("2026-11-01T04:10", "2026-11-02T05:00"),
        ("2026-07-01T03:59", "2026-07-01T04:00"),
    ],
)
def test_a_day_ends_at_midnight_in_washington(now: str, midnight: str) -> None:
    found = rules.next_day(datetime.fromisoformat(now).replace(tzinfo=UTC))
    assert found == datetime.fromisoformat(midnight).replace(tzinfo=UTC)


def test_receipts_and_progress_stop_before_leads() -> None:
    assert rules.share_of_limit(200, "lead") == 200
    assert rules.share_of_limit(200, "code") == 180
    assert {rules.share_of_limit(200, each) for each in ("receipt", "notice")} == {160}


@pytest.mark.parametrize(
    ("code", "kind"),
    [(30006, "recipient"), (30005, "recipient"), (30007, "content"), (30003, "connection"), (None, "connection")],
)
def test_only_a_number_that_cannot_be_texted_is_marked(code: int | None, kind: str) -> None:
    assert rules.receipt_kind(code) == kind
