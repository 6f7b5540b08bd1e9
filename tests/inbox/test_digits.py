"""A digit means one customer: none gets what was said of another, whose digits were the same before."""

import pytest

from directory.entrypoints.operator.actions import Filing, file_text
from directory.foundation.unit import unit
from directory.quotes import actions as quote_actions
from tests.conftest import MovableClock
from tests.factories.requests import sent
from tests.inbox.test_texts import text
from tests.inbox.two import CHEN, GAOSHI, JOHN, last_text, leads, states

pytestmark = pytest.mark.usefixtures("site")


def digits() -> list[int]:
    return [lead.accept_digit for lead in leads()]


@pytest.mark.parametrize("no", ["2", "没谈成，客人找了别家"])
def test_a_pair_rests_from_the_end_of_its_customer_too(clock: MovableClock, no: str) -> None:
    sent("gaoshi", **CHEN)
    if no != "2":
        text(GAOSHI, "1")
    clock.move(days=10)
    text(GAOSHI, no)
    clock.move(minutes=1)
    sent("gaoshi", **JOHN)
    assert digits() == [1, 3]
    text(GAOSHI, "2")
    assert states()[1] == "new"


def test_a_pair_is_given_again_once_it_has_rested(clock: MovableClock) -> None:
    sent("gaoshi", **CHEN)
    text(GAOSHI, "2")
    clock.move(days=3, seconds=1)
    sent("gaoshi", **JOHN)
    assert digits() == [1, 1]


def test_one_opened_again_does_not_take_the_no_to_the_next(clock: MovableClock) -> None:
    sent("gaoshi", **CHEN)
    for words in ("1", "没谈成，客人找了别家"):
        text(GAOSHI, words)
    clock.move(days=4)
    sent("gaoshi", **JOHN)
    text(GAOSHI, "2")
    with unit() as session:
        quote_actions.reopen(session, leads()[0].id)
    assert digits() == [3, 1]
    text(GAOSHI, "2")
    assert states() == ["accepted", "declined"]


def test_one_whose_no_is_undone_at_the_desk_gets_a_pair_of_its_own(clock: MovableClock) -> None:
    sent("gaoshi", **CHEN)
    text(GAOSHI, "2")
    misread = last_text().id
    clock.move(days=4)
    sent("gaoshi", **JOHN)
    with unit() as session:
        file_text(session, misread, Filing(), by="operator")
    assert states() == ["new", "new"]
    assert digits() == [3, 1]
    text(GAOSHI, "1")
    assert states() == ["new", "accepted"]
