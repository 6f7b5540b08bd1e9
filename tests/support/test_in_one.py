"""A table in one test: every case is asked, those that fail are named, and fixtures come along."""

import pytest

from tests.support.in_one import in_one


def test_every_case_is_asked_and_all_that_fail_are_named() -> None:
    letters = []

    @in_one("number, word", [(1, "a"), (2, "b"), (3, "c"), (4, "d")])
    def odd(number: int, word: str) -> None:
        letters.append(word)
        assert number % 2

    with pytest.raises(ExceptionGroup, match=r"2 of 4 cases \(AssertionError\)") as failed:
        odd()
    assert letters == ["a", "b", "c", "d"]
    notes = [failure.__notes__ for failure in failed.value.exceptions]
    assert notes == [["The case: {'number': 2, 'word': 'b'}"], ["The case: {'number': 4, 'word': 'd'}"]]


def test_a_fault_of_another_kind_is_one_too() -> None:
    @in_one("word", ["1", "x"])
    def number(word: str) -> None:
        int(word)

    with pytest.raises(ExceptionGroup, match=r"1 of 2 cases \(ValueError\)"):
        number()


def test_a_table_over_a_table_says_how_its_cases_fail() -> None:
    @in_one("word", ["a"])
    @in_one("number", [1, 2])
    def even(word: str, number: int) -> None:
        assert word
        assert number % 2 == 0

    with pytest.raises(ExceptionGroup, match=r"1 of 1 cases \(AssertionError\)"):
        even()


def test_a_table_without_a_case_asks_nothing_and_says_so() -> None:
    with pytest.raises(ValueError, match="without a case"):
        in_one("word", [])


@in_one("word", ["here", "there"])
def test_fixtures_come_along(monkeypatch: pytest.MonkeyPatch, word: str) -> None:
    monkeypatch.setenv("PLACE", word)
