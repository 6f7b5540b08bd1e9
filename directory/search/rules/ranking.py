"""The order of results, as one pure function. Nobody can pay for a place, and silence to our texts costs none.

`/about/ranking` says it in words; its test holds the page to CRITERIA. Each criterion decides only among those whom the
ones before it left equal. Where nothing is asked for, on the home page, only turns decide.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from itertools import groupby

from directory.businesses.fields.listing import Circle
from directory.places.gazetteer import Gazetteer
from directory.places.rules import Place, miles_between
from directory.reading.lexicon import Concept
from directory.search.rules.conditions import Condition, Span
from directory.search.rules.entry import Entry
from directory.search.rules.evaluator import Hit
from directory.search.rules.reading import Reading

#: What decides, in this order, and what is better. No field for money exists.
CRITERIA = {
    "name": "the name that was asked for, all of it before a part",
    "longest": "the longest warranty, where that order is chosen",
    "stated": "states all that is asked before what implies it, and that before saying nothing of it",
    "service": "states the work itself before a kind of work it belongs to",
    "area": "says it works in the place before saying nothing of places",
    "distance": "near before far, where an address is stated; unknown counts as neither",
    "license": "a license found in the state's registry",
    "completeness": "how much is stated of what homeowners ask",
    "turn": "equals take turns: every day another one begins",
}
#: Miles from the stated base up to which a business is near, and from which on it is far.
NEAR, FAR = 10.0, 30.0


@dataclass(frozen=True)
class Wanted:
    """What results are ordered by: the conditions read from the text, the services chosen, and the place asked for."""

    conditions: tuple[Condition, ...] = ()
    services: tuple[str, ...] = ()
    #: Names that stand first without excluding others.
    favored: tuple[str, ...] = ()
    place: Place | None = None
    #: The part of the machine whose longest warranty stands first, or `warranty` for any; empty: not chosen.
    longest: str = ""
    #: Whether anything is asked at all; who asks nothing sees everybody by turns.
    is_anything: bool = True

    @cached_property
    def names(self) -> tuple[tuple[str, int], ...]:
        """The names asked for with their worth: 2 as typed, 1 in another spelling of the family name."""
        conditions = [one for one in self.conditions if one.kind == "name" and not one.is_negated]
        named = [condition.concepts for condition in conditions]
        typed = [*self.favored, *(concepts[0].code for concepts in named)]
        return (*((code, 2) for code in typed), *((one.code, 1) for concepts in named for one in concepts[1:]))

    @cached_property
    def work(self) -> tuple[frozenset[str], ...]:
        """The services asked for: of each set any will do."""
        conditions = [one for one in self.conditions if one.kind == "service" and not one.is_negated]
        return tuple(frozenset(concept.code for concept in condition.concepts) for condition in conditions)


def ordered(hits: Iterable[Hit], wanted: Wanted, day: date, gazetteer: Gazetteer | None = None) -> list[Hit]:
    """The hits in the order they are shown on a day (Washington's calendar)."""
    keyed = [(_key(hit, wanted, gazetteer), hit) for hit in hits]
    keyed.sort(key=lambda pair: (pair[0], pair[1].entry.doc.id))
    turned: list[Hit] = []
    for _, equal in groupby(keyed, key=lambda pair: pair[0]):
        turned += turn([hit for _, hit in equal], day)
    return turned


def turn(equal: list[Hit], day: date) -> list[Hit]:
    """Equals in today's order: all in turn, beginning one further each day."""
    first = day.toordinal() % len(equal) if equal else 0
    return equal[first:] + equal[:first]


def _key(hit: Hit, wanted: Wanted, gazetteer: Gazetteer | None) -> tuple[int, ...]:
    """Smaller is better; one number a criterion, in the order of CRITERIA."""
    if not wanted.is_anything:
        return ()
    entry = hit.entry
    return (
        -_named(entry, wanted.names) if wanted.names else 0,
        *_promised(entry, wanted.longest),
        len(hit.implied) + 2 * len(hit.silent),
        -_stated(entry.values["service"], wanted),
        1 if hit.area == "unstated" else 0,
        _distance(entry.doc.service_radius, wanted.place, gazetteer),
        -("checked" in entry.values["license"]),
        -entry.completeness,
    )


def _named(entry: Entry, names: Iterable[tuple[str, int]]) -> int:
    """3 where a whole name was typed, 2 for a part, 1 for another spelling of the family name, 0 for none."""
    return max((3 if code in entry.called else worth for code, worth in names if entry.is_called(code)), default=0)


def _promised(entry: Entry, longest: str) -> tuple[int, int]:
    """The longest promise as the smaller number, then the sum of all; nothing where that order is not chosen."""
    if not longest:
        return 0, 0
    years = entry.years.values() if longest == "warranty" else (entry.years.get(longest, -1),)
    return -max(years, default=-1), -sum(entry.years.values())


def _stated(own: frozenset[str], wanted: Wanted) -> int:
    """How many of the services asked for it states by their own name."""
    return sum(not own.isdisjoint(codes) for codes in wanted.work) + (not own.isdisjoint(wanted.services))


def _distance(circle: Circle | None, place: Place | None, gazetteer: Gazetteer | None) -> int:
    """0 near, 1 unknown or neither, 2 far: from the stated base to the place asked for."""
    if place is None or gazetteer is None or circle is None or place.kind in ("state", "region"):
        return 1
    base = gazetteer.zip(circle.zip)
    if base is None:
        return 1
    away = miles_between(base, place)
    return 0 if away <= NEAR else 2 if away >= FAR else 1


@dataclass(frozen=True)
class Chip:
    """One thing understood. `words` as typed, `rest` the text without them; `concepts` say what it was read as.

    `kind`: service, work_type, brand, license, insured, property, feature, language, hours, warranty, longest, wish,
    name, phone, ad, symptom, place or unlisted. A symptom's concepts are symptoms, though what was searched are the
    services that put it right.
    """

    kind: str
    words: str
    rest: str
    concepts: tuple[Concept, ...] = ()
    place: Place | None = None
    is_negated: bool = False


def chips(reading: Reading, gazetteer: Gazetteer) -> tuple[Chip, ...]:
    """The chips of a reading, in the order typed."""
    return tuple(chip for _, chip in sorted(_chips(reading, gazetteer), key=lambda entry: entry[0]))


def _chips(reading: Reading, gazetteer: Gazetteer) -> Iterator[tuple[Span, Chip]]:
    for condition in reading.conditions:
        concepts, kind = condition.concepts, condition.kind
        if condition.symptoms:
            kind = "symptom"
            concepts = tuple(Concept("symptom", code, condition.words) for code in condition.symptoms)
        rest = without(reading.text, condition.span)
        place = gazetteer.place(concepts[0].code) if kind == "place" else None
        yield condition.span, Chip(kind, condition.words, rest, concepts, place, condition.is_negated)
    for place, (start, end) in zip(reading.places, reading.place_spans, strict=False):
        if end > start:
            words = reading.text[start:end]
            yield (start, end), Chip("place", words, without(reading.text, (start, end)), place=place)


def without(text: str, span: Span) -> str:
    """The text without a stretch of it, and without the blanks and commas that would be left alone."""
    before, after = text[: span[0]].rstrip(" ,，、;；"), text[span[1] :].lstrip(" ,，、;；")
    joint = " " if before and after and (before[-1].isascii() or after[0].isascii()) else ""
    return f"{before}{joint}{after}".strip(" ,，、;；")
