"""Days as people here read them."""

from datetime import UTC, date, datetime

import pytest

from directory.foundation.i18n import show_date, show_day, show_month, speaking
from directory.kernel.language import by_url

#: Half past eight on the last evening of November in Washington.
EVENING = datetime(2026, 12, 1, 1, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("url", "words"),
    [
        ("en", ("Nov 30, 2026", "Nov 2026", "Mon, Nov 30")),
        ("zh-hans", ("2026年11月30日", "2026年11月", "11月30日（周一）")),
        ("zh-hant", ("2026年11月30日", "2026年11月", "11月30日（週一）")),
    ],
)
def test_the_day_of_a_moment_is_that_of_the_clock_here(app, url: str, words: tuple[str, ...]) -> None:
    with app.app_context(), speaking(by_url(url)):
        for day in (EVENING, date(2026, 11, 30)):
            assert (show_date(day), show_month(day), show_day(day)) == words
