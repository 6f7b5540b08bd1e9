"""State tables, move by move."""

from dataclasses import dataclass

import pytest

from directory.kernel.errors import IllegalMove
from directory.leads.rules import LEAD, LEAD_UNDONE, REQUEST, channels_by_business

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
