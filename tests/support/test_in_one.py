"""A table in one test: every case is asked, those that fail are named, and fixtures come along."""

import pytest

from tests.support.in_one import in_one


def test_every_case_is_asked_and_all_that_fail_are_named() -> None:
    letters = []

    @in_one("number, word", [(1, "a"), (2, "b"), (3, "c"), (4, "d")])
    def odd(number: int, word: str) -> None:
        letters.append(word)
        assert number % 2

    with pytest.raises(ExceptionGroup, match="2 of 4 cases") as failed:
        odd()
    assert letters == ["a", "b", "c", "d"]
    notes = [failure.__notes__ for failure in failed.value.exceptions]
    assert notes == [["The case: {'number': 2, 'word': 'b'}"], ["The case: {'number': 4, 'word': 'd'}"]]


def test_a_fault_of_another_kind_is_one_too() -> None:
    @in_one("word", ["1", "x"])
    def number(word: str) -> None:
        int(word)

    with pytest.raises(ExceptionGroup, match="1 of 2 cases"):
        number()


def test_a_table_without_a_case_asks_nothing_and_says_so() -> None:
    with pytest.raises(ValueError, match="without a case"):
        in_one("word", [])


@in_one("word", ["here", "there"])
def test_fixtures_come_along(monkeypatch: pytest.MonkeyPatch, word: str) -> None:
    monkeypatch.setenv("PLACE", word)
