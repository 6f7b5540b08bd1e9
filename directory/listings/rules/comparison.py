"""Businesses side by side: what tells them apart comes first, and what none of them states takes one line."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from directory.businesses.fields.listing import Listing

#: Row -> what a listing states in it, in an order that does not matter to a reader. Empty or None: not stated.
_STATED: dict[str, Callable[[Listing], Iterable[object]]] = {
    "warranty": lambda doc: doc.warranties,
    "does": lambda doc: doc.services,
    "works": lambda doc: doc.work_types,
    "brands": lambda doc: doc.brands,
    "area": lambda doc: (*doc.service_states, *doc.areas, doc.service_radius),
    "license": lambda doc: (*doc.licenses, *doc.licensed_states, doc.licensed),
    "insured": lambda doc: (*doc.insured_states, doc.insured),
    "property": lambda doc: doc.property_types,
    "languages": lambda doc: doc.languages,
    "hours": lambda doc: (doc.hours, doc.emergency),
}


@dataclass(frozen=True)
class Comparison:
    """Rows by name: in which the businesses differ, in which they state the same, and of which none says anything."""

    differing: tuple[str, ...]
    alike: tuple[str, ...]
    unstated: tuple[str, ...]

    @property
    def shown(self) -> tuple[str, ...]:
        """The rows of the table from above: whom to call, what differs, what is the same, where it comes from."""
        return ("call", *self.differing, *self.alike, "source")


def compare(docs: Sequence[Listing]) -> Comparison:
    """Sort the rows of a comparison. Of one business alone, every stated row differs.

    Two firms, one insured, both doing heating, no languages -> differing insured, alike does, unstated languages
    """
    differing, alike, unstated = [], [], []
    for topic, stated in _STATED.items():
        values = [frozenset(repr(value) for value in stated(doc) if value) for doc in docs]
        if not any(values):
            unstated.append(topic)
        elif len(set(values)) == 1 and len(docs) > 1:
            alike.append(topic)
        else:
            differing.append(topic)
    return Comparison(tuple(differing), tuple(alike), tuple(unstated))
