"""The order of results: sets from best to worst. Nobody can pay for a place, and silence to our texts costs none.

`/about/ranking` says it in words; its test holds the page to CRITERIA. Each criterion decides only among those whom the
ones before it left equal. Where nothing is asked for, on the home page, only pauses and turns decide.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property, lru_cache, partial
from itertools import chain, islice

from pyroaring import BitMap

from directory.places.gazetteer import Gazetteer
from directory.places.rules import Place, miles_between
from directory.reading.lexicon import Concept
from directory.search.rules.conditions import Condition, Span
from directory.search.rules.evaluator import Found
from directory.search.rules.index import Index
from directory.search.rules.postings import NOBODY
from directory.search.rules.reading import Reading

#: What decides, in this order, and what is better. No field for money exists.
CRITERIA = {
    "name": "the name that was asked for, all of it before its beginning, and that before a part",
    "longest": "the longest warranty, where that order is chosen",
    "free": "takes new work, before who says from when on it does again",
    "stated": "states all that is asked before what implies it, and that before saying nothing of it",
    "service": "states the work itself before a kind of work it belongs to",
    "paper": "the license or insurance asked for is of the place's state, before no state, before other states only",
    "area": "says it works in the place, or where most of it lies, before saying nothing of places",
    "home": "says it works in homes, where a house or a flat is only spoken of",
    "distance": "near before far, where an address is stated; unknown counts as neither",
    "license": "a license found in the state's registry",
    "completeness": "how much is stated of what homeowners ask",
    "turn": "equals take turns: every day another one begins",
}
#: The worth of a name as it was typed.
_AS_TYPED = 2
#: What says in which states a paper holds that is asked for, by its kind.
_PAPERS = {"license": "licensed in", "insured": "insured in"}
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
    #: Whether anything is asked at all; who asks nothing sees everybody who takes work by turns.
    is_anything: bool = True

    @cached_property
    def names(self) -> tuple[tuple[str, int], ...]:
        """The names asked for with their worth: 2 as typed, 1 in another spelling of the family name."""
        conditions = [one for one in self.conditions if one.kind == "name" and not one.is_negated]
        named = [condition.concepts for condition in conditions]
        typed = [*self.favored, *(concepts[0].code for concepts in named)]
        return (*((code, _AS_TYPED) for code in typed), *((one.code, 1) for concepts in named for one in concepts[1:]))

    @cached_property
    def kinds(self) -> frozenset[str]:
        """The kinds of what is asked for."""
        return frozenset(one.kind for one in self.conditions if not one.is_negated)

    @cached_property
    def work(self) -> tuple[frozenset[str], ...]:
        """The services asked for: of each set any will do."""
        conditions = [one for one in self.conditions if one.kind == "service" and not one.is_negated]
        return tuple(frozenset(concept.code for concept in condition.concepts) for condition in conditions)


Split = Callable[[BitMap], Iterator[BitMap]]


def in_order(index: Index, matching: Found, wanted: Wanted, day: date, positions: range) -> list[int]:
    """The listings that stand at some positions of the results on a day (Washington's calendar).

    Each criterion splits the set into parts, the best first. Only the parts in which the positions lie are split by the
    next one; of all others the size is enough.
    """
    return list(_taken(matching.hits, _splits(index, matching, wanted, day), day, positions))


def _taken(among: BitMap, splits: Sequence[Split], day: date, positions: range) -> Iterator[int]:
    """The listings at some positions of a set that all earlier criteria left equal."""
    if not splits:
        yield from turn(among, day, positions)
        return
    start = 0
    for part in splits[0](among) if len(among) > 1 else (among,):
        inside = range(max(0, positions.start - start), min(len(part), positions.stop - start))
        if inside:
            yield from _taken(part, splits[1:] if len(part) > 1 else (), day, inside)
        start += len(part)
        if start >= positions.stop:
            return


def turn(equal: BitMap, day: date, positions: range) -> Iterator[int]:
    """Positions of equals in today's order: all in turn, beginning one further each day."""
    size = len(equal)
    positions = range(positions.start, min(positions.stop, size))
    if not positions:
        return
    first = (day.toordinal() + positions.start) % size
    yield from islice(chain(equal.iter_equal_or_larger(equal[first]), equal), len(positions))


def _splits(index: Index, matching: Found, wanted: Wanted, day: date) -> list[Split]:
    """What splits the results, in the order of CRITERIA; what decides nothing is left out."""
    splits: list[Split] = []
    if wanted.names:
        splits.append(_by_level(_named(index, wanted.names)))
    if wanted.longest:
        scope = "any" if wanted.longest == "warranty" else wanted.longest
        splits += [_by_number(index, f"{scope}_years"), _by_number(index, "all_years")]
    if paused := _paused(index, day):
        splits.append(_last(paused))
    if not wanted.is_anything:
        return splits
    pairs = [*zip(wanted.conditions, matching.levels, strict=True)]
    levels = [level for condition, level in pairs if not condition.names_home]
    unstated = [(weight, part) for level in levels for weight, part in ((1, level.implied), (2, level.silent))]
    by_name = [(-1, states) for states in _stating(index, wanted)]
    splits += [partial(_by_score, sets=sets) for sets in (unstated, by_name) if sets]
    if wanted.place is not None:
        splits += [split for kind in _PAPERS if kind in wanted.kinds for split in _papers(index, kind, wanted.place)]
    if matching.has_place:
        splits += [_by_level([served]) for served in _serving_its_county(index, wanted.place)]
        splits.append(_last(index.of("area", "unstated")))
    splits += [_by_level([level.yes]) for condition, level in pairs if condition.names_home]
    if wanted.place is not None and wanted.place.kind not in ("state", "region"):
        splits += _distances(index, wanted.place)
    return [*splits, _by_level([index.of("license", "checked")]), _by_number(index, "completeness")]


def _paused(index: Index, day: date) -> BitMap:
    """Who says that it takes no new work before a later day."""
    days = index.values("pause")
    return BitMap(days.any_of([until for until in days if until > day.isoformat()]))


def _by_level(levels: Sequence[BitMap]) -> Split:
    """Those of the first set, of the second ... and the rest."""

    def split(among: BitMap) -> Iterator[BitMap]:
        for level in levels:
            yield among & level
            among = among - level
        yield among

    return split


def _last(last: BitMap) -> Split:
    """Those of a set behind all others."""

    def split(among: BitMap) -> Iterator[BitMap]:
        yield among - last
        yield among & last

    return split


def _by_number(index: Index, kind: str) -> Split:
    """Those of the greatest number first, and last those without one."""
    values = index.values(kind)
    return _by_level([values.of(value) for value in sorted(values, key=int, reverse=True)])


def _by_score(among: BitMap, sets: Sequence[tuple[int, BitMap]]) -> Iterator[BitMap]:
    """By the sum of what the sets say that they stand in, the least first; few pages show others than the first."""
    best = among
    for weight, numbers in sets:
        best = best & numbers if weight < 0 else best - numbers
    yield best
    scores = {0: among - best}
    for weight, numbers in sets:
        if numbers:
            added: dict[int, BitMap] = {}
            for score, those in scores.items():
                for total, part in ((score, those - numbers), (score + weight, those & numbers)):
                    if part:
                        added[total] = added[total] | part if total in added else part
            scores = added
    yield from (scores[score] for score in sorted(scores))


def _named(index: Index, names: Sequence[tuple[str, int]]) -> list[BitMap]:
    """Where a whole name was typed, its beginning, a part, another spelling of the family name."""
    called = [(index.names.called(name), worth) for name, worth in names]
    whole = (index.names.called(name) & index.names.wholly_called(name) for name, _ in names)
    begun = (index.names.called(name) & index.names.beginning(name) for name, worth in names if worth == _AS_TYPED)
    parts = (BitMap.union(NOBODY, *(part for part, of in called if of == worth)) for worth in (_AS_TYPED, 1))
    return [BitMap.union(NOBODY, *whole), BitMap.union(NOBODY, *begun), *parts]


def _stating(index: Index, wanted: Wanted) -> Iterator[BitMap]:
    """For each service asked for, who states it by its own name."""
    for codes in (*wanted.work, *((wanted.services,) if wanted.services else ())):
        yield index.values("service").any_of(codes)


def _papers(index: Index, kind: str, place: Place) -> list[Split]:
    """Who has a license or insurance in a state of the place, then who names no state for it, then who names others."""
    states = index.values(_PAPERS[kind])
    there = states.any_of(index.gazetteer.states_of(place))
    return [_by_level([there]), _last(states.any_of([*states]))]


def _serving_its_county(index: Index, place: Place | None) -> Iterator[BitMap]:
    """Who says that it works where most of a town lies, of the counties into which its ZIP codes reach."""
    if place is not None and place.kind == "city":
        state, county = index.values("state"), index.values("county")
        yield state.any_of([place.state]) | county.of(place.fips[0]) | index.of("place", place.place_code)


def _distances(index: Index, place: Place) -> list[Split]:
    """Who is near a place, then those whose distance is unknown or neither near nor far, then who is far."""
    bases = index.values("base")
    near, far = map(bases.any_of, _near_and_far(place, index.gazetteer, tuple(bases)))
    return [_by_level([near]), _last(far)]


@lru_cache(256)
def _near_and_far(place: Place, gazetteer: Gazetteer, bases: tuple[str, ...]) -> tuple[list[str], list[str]]:
    """The ZIP codes near a place, and those far from it."""
    known = {base: zip_place for base in bases if (zip_place := gazetteer.zip(base))}
    away = {base: miles_between(zip_place, place) for base, zip_place in known.items()}
    return [base for base in away if away[base] <= NEAR], [base for base in away if away[base] >= FAR]


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
    for span, concepts in reading.symptoms:
        words = reading.text[slice(*span)]
        yield span, Chip("symptom", words, without(reading.text, span), concepts)
    for place, (start, end) in zip(reading.places, reading.place_spans, strict=False):
        if end > start:
            words = reading.text[start:end]
            yield (start, end), Chip("place", words, without(reading.text, (start, end)), place=place)


def without(text: str, span: Span) -> str:
    """The text without a stretch of it, and without the blanks and commas that would be left alone."""
    before, after = text[: span[0]].rstrip(" ,，、;；"), text[span[1] :].lstrip(" ,，、;；")
    joint = " " if before and after and (before[-1].isascii() or after[0].isascii()) else ""
    return f"{before}{joint}{after}".strip(" ,，、;；")
