"""What must not be read into a text: wishes that were denied, and typos where there are none."""

import pytest

from tests.search.listed import Snapshot


@pytest.mark.parametrize(
    ("text", "taken_away"),
    [
        ("not in DC", "place DC"),
        ("outside of DC", "place DC"),
        ("不做DC", "place DC"),
        ("不去巴尔的摩", "place MD:baltimore"),
        ("DC以外", "place DC"),
        ("不要保修", "warranty any:0"),
        ("除了特灵", "brand Trane"),
        ("除了Goodman都行", "brand Goodman"),
        ("not Trane or Carrier", "brand Trane, brand Carrier"),
    ],
)
def test_what_is_not_wanted_is_never_asked_for(snapshot: Snapshot, text: str, taken_away: str) -> None:
    reading = snapshot.read(text)
    negated = [
        f"{c.kind} {c.code}" for condition in reading.conditions if condition.is_negated for c in condition.concepts
    ]
    assert ", ".join(negated) == taken_away
    assert all(condition.is_negated for condition in reading.conditions)
    assert reading.places == ()


@pytest.mark.parametrize("text", ["not expensive ac", "不用预约 修空调"])
def test_a_negation_of_something_else_takes_nothing_away(snapshot: Snapshot, text: str) -> None:
    assert not any(condition.is_negated for condition in snapshot.read(text).conditions)


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("wather heater", "water heater"),
        ("furnance", "furnace"),
        ("Rockvile furnace", "rockville furnace"),
        ("carbon copies of furnace", None),
        ("expansion tank", None),
        ("Paris", None),
        ("周末加班的空调", None),
        ("空调爆管", None),
    ],
)
def test_only_what_nobody_knows_is_a_typo(snapshot: Snapshot, text: str, meant: str | None) -> None:
    assert snapshot.correct(snapshot.read(text)) == meant


def test_a_town_is_a_guess_only_where_it_makes_the_text_whole(snapshot: Snapshot) -> None:
    assert snapshot.correct(snapshot.read("Rockvile")) == "rockville"
    assert snapshot.correct(snapshot.read("Rockvile qqqqqqq")) is None
