"""The pure decisions: moves, pauses, hours, shares."""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from itertools import product
from zoneinfo import ZoneInfo

import pytest

from directory.foundation.limits import CALM, CROWDED, TEXTS, TO_ONE_PHONE, UNPROVEN, VISITORS, WIDTHS
from directory.kernel.errors import IllegalMove
from directory.outbox import rules
from directory.outbox.models import Message
from directory.outbox.rules import MESSAGE
from tests.support.in_one import in_one

LEGAL = {
    ("waiting", "sending"),
    ("waiting", "cancelled"),
    ("waiting", "suppressed"),
    ("waiting", "failed"),
    ("sending", "sent"),
    ("sending", "waiting"),
    ("sending", "unsure"),
    ("sending", "failed"),
    ("waiting", "sent"),
    ("sending", "suppressed"),
    ("unsure", "waiting"),
    ("unsure", "sent"),
    ("unsure", "failed"),
    ("unsure", "suppressed"),
    ("sent", "delivered"),
    ("sent", "failed"),
    ("sent", "suppressed"),
    ("failed", "waiting"),
    ("failed", "delivered"),
}
HOURS = "08:00-20:00"


@in_one("old, new", list(product(MESSAGE.states, MESSAGE.states)))
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
    moment = rules.next_allowed(datetime.fromisoformat(now).replace(tzinfo=UTC), HOURS)
    assert moment == datetime.fromisoformat(expected).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("zones", "expected"),
    [
        ((), "2026-11-23T13:00"),
        (("America/New_York",), "2026-11-23T13:00"),
        (("America/Los_Angeles",), "2026-11-23T16:00"),
        # Day in both: from the later morning to the earlier evening.
        (("America/New_York", "America/Los_Angeles"), "2026-11-23T16:00"),
        (("America/New_York", "Pacific/Honolulu"), "2026-11-23T18:00"),
        # Never day in both at these hours: Washington's.
        (("America/New_York", "Asia/Bangkok"), "2026-11-23T13:00"),
    ],
)
def test_texts_keep_the_hours_of_every_zone_in_which_their_phone_may_be(zones: tuple[str, ...], expected: str) -> None:
    now = datetime(2026, 11, 23, 12, tzinfo=UTC)
    moment = rules.next_allowed(now, "08:00-20:00", tuple(map(ZoneInfo, zones)))
    assert moment == datetime.fromisoformat(expected).replace(tzinfo=UTC)


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
    moment = rules.next_day(datetime.fromisoformat(now).replace(tzinfo=UTC))
    assert moment == datetime.fromisoformat(midnight).replace(tzinfo=UTC)


def _spend(budgets: Iterable[str], limit: int, used: dict[str, int]) -> dict[str, int]:
    """Send for these budgets in turn until none of them may any more; how many went for each."""
    gone: dict[str, int] = dict.fromkeys(budgets, 0)
    while True:
        before = dict(gone)
        for budget in gone:
            counted = used | {budget: used.get(budget, 0) + 1}
            if rules.may_go(budget, counted, limit):
                used[budget] = counted[budget]
                gone[budget] += 1
        if gone == before:
            return gone


@in_one("limit", [0, 1, 9, 10, 199, 200, 1000])
@in_one("greedy", [("stranger",), ("newcomer",), ("progress", "reply"), tuple(UNPROVEN)])
def test_strangers_never_spend_what_is_reserved_for_others(limit: int, greedy: tuple[str, ...]) -> None:
    used: dict[str, int] = {}
    _spend(greedy, limit, used)
    assert sum(used.values()) <= limit
    for budget, most in rules.reserved(limit).items():
        assert used.get(budget, 0) + _spend([budget], limit, used)[budget] >= most
    assert sum(used.values()) <= limit


def test_one_budget_alone_uses_its_own_part_and_the_common_one() -> None:
    for budget in (*TEXTS, *UNPROVEN):
        assert _spend([budget], 200, {}) == {budget: rules.most_of(budget, 200)}
    assert rules.most_of("progress", 200) == 70 < rules.most_of("stranger", 200) == 110


def test_no_network_fills_a_phones_hour_or_the_strangers_day() -> None:
    hour, day = (int(part.split("/")[0]) for part in CALM["wide"].split(";"))
    for most, (_window, strangers, _all) in zip((hour, day), TO_ONE_PHONE, strict=True):
        assert most < strangers < _all
    assert day * 3 < rules.most_of("stranger", 200)
    # What is beyond is a crowd's, and leaves of every phone and of the day what strangers elsewhere need.
    assert all(most < strangers for most, (_, strangers, _all) in zip(CROWDED, TO_ONE_PHONE, strict=True))
    used = {"stranger": day * 3}
    while rules.may_go("crowd", used | {"crowd": used.get("crowd", 0) + 1}, 200):
        used["crowd"] = used.get("crowd", 0) + 1
    assert rules.may_go("stranger", used | {"stranger": day * 3 + 30}, 200)
    for allowed in VISITORS.values():
        numbers = [[int(n.split("/")[0]) for n in allowed[width].split(";")] for width in WIDTHS]
        assert numbers == sorted(numbers)


@pytest.mark.parametrize(
    ("code", "kind"),
    [
        (21610, "stopped"),
        (30002, "account"),
        (30003, "away"),
        (30004, "recipient"),
        (30005, "recipient"),
        (30006, "recipient"),
        (30007, "content"),
        (30008, "carrier"),
        (30034, "account"),
        (None, "carrier"),
    ],
)
def test_a_code_of_a_receipt_has_one_meaning(code: int | None, kind: str) -> None:
    assert rules.receipt_kind(code) == kind


@pytest.mark.parametrize(
    ("status", "kind"), [("5.7.1", "content"), ("5.6.0", "content"), ("5.1.1", "recipient"), ("4.4.7", "recipient")]
)
def test_what_the_status_of_a_returned_mail_means(status: str, kind: str) -> None:
    assert rules.bounce_kind(status) == kind


@pytest.mark.parametrize(
    ("states", "how_far"),
    [
        (["failed", "sent"], "told"),
        (["delivered", "waiting"], "told"),
        (["failed", "sending"], "under-way"),
        (["failed", "unsure"], "in-doubt"),
        (["failed", "suppressed"], "undelivered"),
        ([], "undelivered"),
    ],
)
def test_messages_that_say_the_same_count_by_the_one_that_came_farthest(states: list[str], how_far: str) -> None:
    assert rules.how_far(states) == how_far


def test_the_common_part_is_spent_by_what_goes_beyond_the_shares() -> None:
    shares = rules.reserved(200)
    common = 200 - sum(shares.values())
    assert not rules.is_common_spent({**shares, "progress": common - 1}, 200)
    assert rules.is_common_spent({**shares, "progress": common}, 200)
    assert not rules.is_common_spent(shares, 200)
