"""The pure decisions of requests and leads: moves, names in a text, contacts in words, quiet hours."""

from dataclasses import dataclass
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from directory.kernel.errors import IllegalMove
from directory.leads.rules import (
    LEAD,
    LEAD_UNDONE,
    REQUEST,
    channels_by_business,
    is_over,
    is_quiet,
    quotes_contact,
    shortened,
    shown_reason,
    told_at,
)

EASTERN = ZoneInfo("America/New_York")
LEGAL = {
    ("new", "accepted"),
    ("new", "declined"),
    ("new", "expired"),
    ("new", "spam"),
    ("new", "withdrawn"),
    ("accepted", "quoted"),
    ("accepted", "won"),
    ("accepted", "lost"),
    ("accepted", "withdrawn"),
    ("quoted", "won"),
    ("quoted", "lost"),
    ("quoted", "expired"),
    ("quoted", "withdrawn"),
    ("quoted", "accepted"),
    ("won", "withdrawn"),
    ("won", "accepted"),
    ("won", "quoted"),
    ("lost", "accepted"),
    ("lost", "quoted"),
}
UNDONE_LEGAL = {
    ("accepted", "new"),
    ("quoted", "accepted"),
    ("declined", "new"),
    ("spam", "new"),
    ("lost", "accepted"),
    ("lost", "quoted"),
}
REQUEST_LEGAL = {
    ("open", "closed"),
    ("open", "expired"),
    ("open", "erased"),
    ("closed", "erased"),
    ("expired", "erased"),
}


@dataclass
class Row:
    state: str


@pytest.mark.parametrize(("table", "legal"), [(LEAD, LEGAL), (LEAD_UNDONE, UNDONE_LEGAL), (REQUEST, REQUEST_LEGAL)])
def test_every_legal_move_and_no_other(table, legal):
    for old in table.states:
        for new in table.states:
            stateful = Row(old)
            if (old, new) in legal:
                table.move(stateful, new)
                assert stateful.state == new
            else:
                with pytest.raises(IllegalMove):
                    table.move(stateful, new)
                assert stateful.state == old


@pytest.mark.parametrize(
    ("boxes", "ways"),
    [
        (["*:call"], {"a": ("call",), "b": ("call",)}),
        (["*:email", "a:call"], {"a": ("call", "email"), "b": ("email",)}),
        (["b:sms"], {"a": (), "b": ("sms",)}),
        (["c:call", "*:pigeon", "call", ""], {"a": (), "b": ()}),
    ],
)
def test_boxes_for_all_and_for_one(boxes, ways):
    assert channels_by_business(boxes, ["a", "b"]) == ways


@pytest.mark.parametrize(
    ("name", "short"),
    [
        ("高氏冷暖", "高氏冷暖"),
        ("Infinity Air LLC", "Infinity"),
        ("A1 Air of Fairfax", "A1 Air of"),
        ("Christopherson", "Christopherson"),
        ("一二三四五六七八九十十一", "一二三四五六七八九…"),
    ],
)
def test_a_name_is_cut_at_a_word_or_in_chinese_within(name: str, short: str) -> None:
    assert shortened(name) == short


@pytest.mark.parametrize(
    ("words", "is_quoted"),
    [
        ("call (301) 555-0142 tonight", True),
        ("电话３０１５５５０１４２", True),
        ("Wang@Example.COM", True),
        ("301-555-0143", False),
        ("no contact at all", False),
    ],
)
def test_words_that_hold_the_contact_in_any_spelling(words: str, is_quoted: bool) -> None:
    assert quotes_contact(words, "+13015550142", "wang@example.com") is is_quoted
    assert not quotes_contact(words, None, None)


def test_a_number_corrected_after_the_no_is_said_to_be_so() -> None:
    before, after = datetime(2026, 11, 1, tzinfo=UTC), datetime(2026, 11, 2, tzinfo=UTC)
    assert shown_reason("unreachable", before, after) == "unreachable_then"
    assert shown_reason("unreachable", after, before) == "unreachable"
    assert shown_reason("unreachable", before, None) == "unreachable"
    assert shown_reason("too_busy", before, after) == "too_busy"


@pytest.mark.parametrize(
    ("lead", "request_state", "over"),
    [
        ("new", "open", False),
        ("won", "closed", False),
        ("won", "erased", True),
        ("accepted", "closed", True),
        ("withdrawn", "open", True),
    ],
)
def test_a_business_is_shown_nothing_more_of_what_is_over(lead: str, request_state: str, over: bool) -> None:
    assert is_over(lead, request_state) is over


@pytest.mark.parametrize(
    ("hour", "quiet", "is_so"),
    [
        (23, ("22:00", "07:00"), True),
        (6, ("22:00", "07:00"), True),
        (7, ("22:00", "07:00"), False),
        (12, ("12:00", "14:00"), True),
        (14, ("12:00", "14:00"), False),
    ],
)
def test_quiet_hours_may_span_midnight(hour: int, quiet: tuple[str, str], is_so: bool) -> None:
    assert is_quiet(datetime(2026, 11, 23, hour, tzinfo=EASTERN), quiet) is is_so


@pytest.mark.parametrize(
    ("quiet", "expected"),
    [
        (("12:00", "14:00"), datetime(2026, 11, 23, 14, tzinfo=EASTERN)),
        # Quiet through all hours of the site, to the next day: the site's hours alone decide.
        (("08:00", "07:00"), datetime(2026, 11, 23, 13, tzinfo=EASTERN)),
        (("22:00", "07:00"), datetime(2026, 11, 23, 13, tzinfo=EASTERN)),
    ],
)
def test_a_lead_waits_for_the_end_of_quiet_hours_and_never_for_good(quiet: tuple[str, str], expected: datetime) -> None:
    assert told_at(datetime(2026, 11, 23, 13, tzinfo=EASTERN), quiet, "08:00-21:00") == expected
