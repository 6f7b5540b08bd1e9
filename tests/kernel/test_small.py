"""Clock, ZIP codes, slugs, segments, states."""

from datetime import UTC, datetime

import pytest

from directory.kernel import address as postal
from directory.kernel import clock
from directory.kernel import text as texts
from directory.kernel.errors import IllegalMove
from directory.kernel.states import table


def test_clock_can_be_moved_and_comes_back() -> None:
    moment = datetime(2026, 11, 1, 5, 30, tzinfo=UTC)
    with clock.use(lambda: moment):
        assert clock.now() == moment
        assert clock.local(moment).hour == 1
    assert clock.now() != moment


@pytest.mark.parametrize(
    "typed",
    [
        "20850", " 20850 ", "２０８５０", "20850-1234", "20850 1234", "20850\u200b", "\ufeff20850", "20850，",
        "20850,", "20850。", "ZIP 20850", "邮编：20850", "208501234", "20850–1234",
    ],
)  # fmt: skip
def test_zip_is_five_digits(typed: str) -> None:
    assert postal.parse(typed) == "20850"


@pytest.mark.parametrize("typed", ["2085", "208500", "٢٠٨٥٠a", "abcde", ""])
def test_zip_refuses_the_rest(typed: str) -> None:
    with pytest.raises(ValueError, match="ZIP"):
        postal.parse(typed)


def test_slug() -> None:
    assert texts.is_slug("gaoshi-lengnuan")
    for bad in ("", "-a", "a--b", "高氏", "A", "a" * 81, "a/b"):
        assert not texts.is_slug(bad)


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("a" * 160, 1),
        ("a" * 161, 2),
        ("暖" * 70, 1),
        ("暖" * 71, 2),
        ("暖" * 134, 2),
        ("暖" * 135, 3),
        ("€" * 80, 1),
        ("€" * 81, 2),
        ("😀" * 35, 1),
        ("😀" * 36, 2),
    ],
)
def test_segments_are_counted_as_the_networks_do(text: str, parts: int) -> None:
    assert texts.count(text) == parts


def test_a_status_moves_only_along_its_table() -> None:
    light = table("light", red="green", green="amber", amber="red")

    class Row:
        state = "red"

    stateful = Row()
    light.move(stateful, "green")
    with pytest.raises(IllegalMove):
        light.move(stateful, "red")
    assert stateful.state == "green"
    with pytest.raises(ValueError, match="unknown"):
        table("broken", a="b")
