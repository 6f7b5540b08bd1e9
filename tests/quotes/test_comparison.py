"""Quotes side by side: which lines tell them apart, what is asked for a hole, what cooling takes."""

from datetime import date

import pytest

from directory.businesses.fields.terms import Term
from directory.kernel.language import LANGUAGES
from directory.quotes.rules.comparison import QUESTIONS, Column, Key, compare
from directory.quotes.rules.fields import fields
from directory.quotes.rules.offer import Equipment, Offer, Option, Promise
from directory.quotes.rules.phrases import phrases_of, read_choice


def _column(low: int = 5000, license: str | None = None, **says: object) -> Column:
    option = Option(low, low, **says)
    return Column(Offer((option,), license=license), option)


def _codes(lines: object) -> list[str]:
    return [line.code for line in lines]


def test_what_tells_them_apart_comes_first_and_the_price_always():
    one = _column(permit="included", deposit=500, promises=(Promise.of("labor", Term("years", 2)),))
    other = _column(permit="extra", deposit=500)
    seen = compare([one, other], "replace")
    assert _codes(seen.differing) == ["total", "permit"]
    assert _codes(seen.partial) == ["warranty_labor"]
    assert _codes(seen.alike) == ["deposit"]
    assert {"license", "valid_until", "warranty_parts"} <= set(_codes(seen.unstated))
    assert not {"license", "permit"} & {line.code for line in compare([_column(), _column()], "repair").unstated}


def test_a_stated_no_is_no_hole():
    seen = compare([_column(excluded=("removal",)), _column(included=("removal",))], "replace")
    assert "removal" in _codes(seen.differing)
    none = Promise.of("labor", Term("years", 0))
    seen = compare([_column(promises=(none,)), _column()], "repair")
    assert _codes(seen.questions(0)) != _codes(seen.questions(1))
    assert "warranty_labor" in _codes(seen.questions(1))
    assert "warranty_labor" not in _codes(seen.questions(0))


def test_a_question_stands_once_in_a_column_however_many_holes_it_fills():
    machine = Equipment(brand="Payne", outdoor="A1", indoor="B2")
    seen = compare([_column(equipment=machine), _column()], "replace")
    questions = [line.question for line in seen.questions(1)]
    assert questions.count("ask_model") == 1
    assert len(questions) == len(set(questions))
    lines = {line.code: seen.asks(line) for line in seen.partial}
    assert (lines["brand"], lines["outdoor"], lines["indoor"]) == ((False, True), (False, False), (False, False))


def test_every_field_that_may_be_left_out_has_its_question_in_every_language(app):
    free = {"total", "net"}
    assert {field.code for field in fields()} - free == set(QUESTIONS)
    hers = {phrase.code for phrase in phrases_of("homeowner")}
    for written in QUESTIONS.values():
        choice = read_choice(written)
        assert choice is not None, written
        assert choice.phrase.code in hers
        assert choice.is_whole
        assert len({choice.read(language) for language in LANGUAGES.values()}) == 3 or "2" in written


def test_bars_share_one_scale():
    terms = (Term("years", 2), Term("months", 150), Term("lifetime"))
    columns = [_column(promises=(Promise.of("parts", term),)) for term in terms]
    assert compare(columns[:1], "repair").years == 10
    assert compare(columns, "repair").years == 13
    assert compare([_column()], "repair").years == 10


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("q12.1", Key("q", 12, 1)), ("t3.0", Key("t", 3)), ("q12", None), ("x1.0", None), ("q1.0 ", None),
        ("q١.0", None), ("q9999999999.0", None), ("", None), ("q1.00", None),
    ],
)  # fmt: skip
def test_a_key_is_read_as_it_is_written_and_nothing_else(text, key):
    assert Key.read(text) == key
    assert key is None or str(key) == text


def test_a_quote_from_to_and_its_days_are_compared_as_such():
    low, high = Option(5000, 6000, start=date(2026, 12, 1)), Option(5000, 5000, start=date(2026, 12, 1))
    seen = compare([Column(Offer((low,)), low), Column(Offer((high,)), high)], "repair")
    assert _codes(seen.differing) == ["total"]
    assert "start" in _codes(seen.alike)
