"""The order of results, as one pure function. Nobody can pay for a place, and silence to our texts costs none.

1. Whoever says they work in the place asked for stands before those whose ad names no area; nobody is left out.
2. Inside that: a listing whose name was asked for, then one whose license was found in the registry.
3. Listings that are equal so far take turns: the one to begin with moves on by one every day.
"""

from collections.abc import Iterable, Sequence
from datetime import date
from itertools import groupby

from directory.search.rules.evaluator import Hit
from directory.search.rules.reading import Condition

NAME_ASKED_FOR = 2
LICENSE_CHECKED = 1


def ordered(hits: Iterable[Hit], conditions: Sequence[Condition], day: date) -> list[Hit]:
    """The hits in the order they are shown on a day (Washington's calendar)."""
    names = [concept.code for condition in conditions for concept in condition.concepts if concept.kind == "name"]
    ranked = sorted(hits, key=lambda hit: (_key(hit, names), hit.entry.doc["id"]))
    turned: list[Hit] = []
    for _, equal in groupby(ranked, key=lambda hit: _key(hit, names)):
        turned += turn(list(equal), day)
    return turned


def turn(equal: list[Hit], day: date) -> list[Hit]:
    """Equals in today's order: all in turn, beginning one further each day."""
    first = day.toordinal() % len(equal) if equal else 0
    return equal[first:] + equal[:first]


def _key(hit: Hit, names: Sequence[str]) -> tuple[int, int]:
    score = NAME_ASKED_FOR * any(name in hit.entry.names for name in names)
    score += LICENSE_CHECKED * ("checked" in hit.entry.values["license"])
    return (1 if hit.area == "unstated" else 0, -score)
