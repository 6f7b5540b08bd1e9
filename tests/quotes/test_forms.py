"""A price, a number of years and a day as contractors type them."""

from datetime import date

import pytest
from flask import Flask

from directory.foundation.i18n import speaking
from directory.kernel.language import LANGUAGES, by_url
from directory.quotes.forms.quote import QuoteForm


def form(app: Flask, **typed: str) -> QuoteForm:
    """The form as somebody sent it."""
    with app.test_request_context(method="POST", data=typed):
        return QuoteForm(meta={"csrf": False})


@pytest.mark.parametrize(
    ("typed", "ends"),
    [
        ({"amount_min": "1,200.00"}, (1200, 1200)),
        ({"amount_min": "1200元"}, (1200, 1200)),
        ({"amount_min": "＄1200"}, (1200, 1200)),
        ({"amount_min": "\u200b1200"}, (1200, 1200)),
        ({"amount_min": "1200-1500"}, (1200, 1500)),
        ({"amount_min": "$1,200 to $1,500", "amount_max": ""}, (1200, 1500)),
        ({"amount_min": "1200块", "amount_max": "1500块"}, (1200, 1500)),
    ],
)
def test_a_price_is_taken_as_it_is_typed(app: Flask, typed: dict[str, str], ends: tuple[int, int]) -> None:
    filled = form(app, **typed)
    with app.test_request_context():
        assert filled.validate(), filled.errors
        main = filled.offer().main
    assert (main.amount_min, main.amount_max) == ends


@pytest.mark.parametrize(
    "typed",
    [
        {"amount_min": "1,2"},
        {"amount_min": "1200.50"},
        {"amount_min": "1200-1500", "amount_max": "1600"},
        {"amount_min": "900", "amount_max": "1000-1200"},
        {"amount_min": "1200-9000000"},
        {"amount_min": "0-100"},
        {"amount_min": "about 1200"},
    ],
)
@pytest.mark.parametrize("language", LANGUAGES)
def test_a_price_that_may_mean_two_things_is_refused_with_an_example(
    app: Flask, typed: dict[str, str], language: str
) -> None:
    with app.test_request_context(method="POST", data=typed), speaking(by_url(language)):
        filled = QuoteForm(meta={"csrf": False})
        assert not filled.validate()
        assert "1200-1500" in " ".join(str(text) for texts in filled.errors.values() for text in texts)


@pytest.mark.parametrize("years", ["10年", "10 years", "１０", "10 yrs", " 10"])
@pytest.mark.parametrize("day", ["3/14/2027", "2027年3月14日", "2027-03-14", "March 14, 2027"])
def test_years_and_days_are_taken_as_they_are_typed(app: Flask, years: str, day: str) -> None:
    filled = form(app, amount_min="900", parts_years=years, labor_years=years, earliest_date=day)
    with app.test_request_context():
        assert filled.validate(), filled.errors
        main = filled.offer().main
    assert (main.years("parts"), main.years("labor"), main.start) == (10, 10, date(2027, 3, 14))


@pytest.mark.parametrize(("field", "typed", "example"), [
    ("earliest_date", "next week", ("3/14/2027", "2027-03-14")), ("parts_years", "ten", ("10", "10")),
])  # fmt: skip
@pytest.mark.parametrize("language", LANGUAGES)
def test_what_is_refused_shows_how_to_write_it(
    app: Flask, field: str, typed: str, example: tuple[str, str], language: str
) -> None:
    with app.test_request_context(method="POST", data={"amount_min": "900", field: typed}), speaking(by_url(language)):
        filled = QuoteForm(meta={"csrf": False})
        assert not filled.validate()
        assert example[language != "en"] in str(filled[field].errors[0])
        assert filled[field]._value() == typed
