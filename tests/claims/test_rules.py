"""The life of a claim: every move is in the table or refused, and what a right code leads to."""

from dataclasses import dataclass

import pytest

from directory.claims.models import CLAIM, LIVE, PROVABLE, outcome
from directory.kernel.errors import IllegalMove
from tests.support.in_one import in_one

LEGAL = {
    ("open", "proving"),
    ("open", "review"),
    ("open", "withdrawn"),
    ("proving", "approved"),
    ("proving", "review"),
    ("proving", "disputed"),
    ("proving", "withdrawn"),
    ("review", "approved"),
    ("review", "rejected"),
    ("review", "disputed"),
    ("review", "withdrawn"),
    ("disputed", "approved"),
    ("disputed", "rejected"),
}


@dataclass
class Row:
    state: str


@in_one("old", CLAIM.states)
@in_one("new", CLAIM.states)
def test_every_move_is_in_the_table_or_refused(old: str, new: str) -> None:
    claim = Row(old)
    if (old, new) in LEGAL:
        CLAIM.move(claim, new)
        assert claim.state == new
    else:
        with pytest.raises(IllegalMove):
            CLAIM.move(claim, new)
        assert claim.state == old


def test_a_claim_is_live_until_nothing_can_become_of_it() -> None:
    assert [state for state in CLAIM.states if CLAIM.moves[state]] == list(LIVE)
    assert all(CLAIM.allows(state, "approved") for state in PROVABLE)


@pytest.mark.parametrize(
    ("is_active", "owners", "became"),
    [
        (True, [], "approved"),
        (True, [7], "approved"),
        (True, [7, 8], "approved"),
        (True, [8], "disputed"),
        (False, [], "review"),
        (False, [7], "review"),
        (False, [8], "review"),
    ],
)
def test_a_right_code_owns_what_nobody_owns_and_disputes_the_rest(
    is_active: bool, owners: list[int], became: str
) -> None:
    assert outcome(is_active, owners, 7) == became
