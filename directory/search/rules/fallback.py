"""The strict answer; where nothing matches, a broader suggestion said to be one. Never everything in silence."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from operator import attrgetter

from directory.places.gazetteer import Gazetteer
from directory.places.rules import Place
from directory.reading.folding import plain
from directory.reading.lexicon import Concept
from directory.search.rules import ranking
from directory.search.rules.conditions import Condition, Span
from directory.search.rules.entry import Entry
from directory.search.rules.evaluator import Found, Hit, evaluate, meets
from directory.search.rules.query import Query
from directory.search.rules.reading import Reading
from directory.search.rules.snapshot import Snapshot
from directory.search.rules.vocabulary import ask_instead, ordinary

_ZIP = re.compile(r"[0-9]{5}")
#: What says whom one looks for, so that a word beside it can be spared; and how many words.
_NAMING_WORK = ("service", "brand", "name", "phone", "ad")
_MOST_SET_ASIDE = 2
#: Where a document keeps what its business says it does not do.
_REFUSED = {
    "service": attrgetter("services_excluded"),
    "brand": attrgetter("brands_excluded"),
    "property": attrgetter("property_excluded"),
}


@dataclass(frozen=True)
class Answer:
    """What was found for a query. `missing` are typed words no listing mentions, `instead` services to ask about."""

    found: Found
    reading: Reading
    conditions: tuple[Condition, ...]
    is_fallback: bool = False
    place_unknown: bool = False
    missing: tuple[str, ...] = ()
    instead: tuple[str, ...] = ()
    #: The text it was read as, where typos were put right.
    corrected: str | None = None


def answer(snapshot: Snapshot, query: Query, gazetteer: Gazetteer) -> Answer:
    """The listings that match all that is asked; where none does, those of the first broader question that finds any.

    A place that is not understood and one outside the area match nobody, and so do words that mean nothing here, unless
    they may be set aside. Words that were left over are read as what was probably meant, where the query is not to be
    taken exactly.
    """
    text, corrected = snapshot.read(query.text), None
    if (text.leftover or text.faint_spans) and not query.exact:
        corrected = snapshot.correct(text)
        better = snapshot.read(corrected) if corrected else text
        if len(better.unread()) < len(text.unread()):
            text = better
        else:
            corrected = None
    reading, place_unknown = _with_place_field(text, query.place, snapshot, gazetteer)
    found = _answer(snapshot, query, reading, gazetteer, place_unknown=place_unknown)
    return replace(found, corrected=corrected) if corrected else found


def _answer(snapshot: Snapshot, query: Query, reading: Reading, gazetteer: Gazetteer, *, place_unknown: bool) -> Answer:
    strict = evaluate(snapshot.entries, reading.conditions, reading.places, query, gazetteer)
    strangers = () if _may_be_set_aside(reading) else reading.leftover
    is_unread = bool(reading.outside or place_unknown or strangers)
    if (strict.hits and not is_unread) or not snapshot.entries:
        return Answer(strict, reading, reading.conditions, place_unknown=place_unknown)
    known = tuple(each for each in reading.conditions if _is_known(snapshot, each))
    unknown = [each.words for each in reading.conditions if each not in known]
    missing = tuple(dict.fromkeys((*strangers, *unknown)))
    widened, instead = _widened(snapshot, reading.conditions)
    willing = [entry for entry in snapshot.entries if not any(_refuses(entry, each) for each in reading.conditions)]
    for conditions, places, filters in _broader(known, widened, reading.places, query):
        found = evaluate(willing, conditions, places, filters, gazetteer)
        if found.hits:
            said = instead if conditions == widened else ()
            return Answer(found, reading, conditions, True, place_unknown, missing, said)
    return Answer(strict, reading, reading.conditions, True, place_unknown, missing)


def _refuses(entry: Entry, condition: Condition) -> bool:
    """Whether a listing says no to what is asked: nobody is suggested for work that he refuses."""
    refused = _REFUSED[condition.kind](entry.doc) if condition.kind in _REFUSED else ()
    return not condition.is_negated and all(concept.code in refused for concept in condition.concepts)


def _may_be_set_aside(reading: Reading) -> bool:
    """Whether what was not understood takes nothing from what was: a word or two beside work that is named.

    A word that everybody uses does not. A stranger may be the firm or the place that was meant (Johnson heating), so it
    has to stand between things that were understood, or beside more than two of them.
    """
    if not reading.leftover:
        return True
    names_work = any(each.kind in _NAMING_WORK and not each.is_negated for each in reading.conditions)
    understood = [*(each.span for each in reading.conditions), *reading.place_spans]
    typed = sorted(span for span in understood if span[1] > span[0])
    strangers = [
        span
        for word, span in zip(reading.leftover, reading.leftover_spans, strict=True)
        if not set(plain(word).split()) <= ordinary()
    ]
    if not names_work or len(strangers) > _MOST_SET_ASIDE:
        return False
    return len(understood) > _MOST_SET_ASIDE or all(typed[0] < stranger < typed[-1] for stranger in strangers)


def _with_place_field(reading: Reading, field: str, snapshot: Snapshot, gazetteer: Gazetteer) -> tuple[Reading, bool]:
    """The reading with the place of its own field before those of the text; and whether that field was no place."""
    if not field:
        return reading, False
    number = _ZIP.search(field)
    outside = number[0] if number and gazetteer.outside(number[0]) else gazetteer.elsewhere(field)
    if outside:
        return replace(reading, outside=outside), False
    place = gazetteer.read(field) or _heard_place(field, snapshot)
    if place is None:
        return reading, True
    others = [(each, span) for each, span in _places(reading) if each.row != place.row]
    places, spans = zip((place, (0, 0)), *others, strict=True)
    return replace(reading, places=places, place_spans=spans), False


def _places(reading: Reading) -> list[tuple[Place, Span]]:
    return list(zip(reading.places, reading.place_spans, strict=True))


def _heard_place(field: str, snapshot: Snapshot) -> Place | None:
    """A place in pinyin or with a typo, where all of the field is read as one."""
    for text in (field, snapshot.correct(snapshot.read(field)) or ""):
        heard = snapshot.read(text)
        if len(heard.places) == 1 and not (heard.conditions or heard.leftover):
            return heard.places[0]
    return None


def _broader(
    known: tuple[Condition, ...], widened: tuple[Condition, ...], places: tuple[Place, ...], query: Query
) -> Iterator[tuple[tuple[Condition, ...], tuple[Place, ...], Query]]:
    """Ever broader questions: without what nobody offers, then without the facets, then without one thing more.

    Of what is given up the place is the last, and the work asked for the last but one; then the work alone is asked
    for, each other thing alone, nothing at all.
    """
    work = tuple(each for each in known if each.kind == "service")
    others = [each for each in known if each.kind != "service"]
    questions = [(widened, query), (widened, Query()), (known, query), (known, Query())]
    questions += [(tuple(each for each in known if each != one), Query()) for one in (*others, *work) if len(known) > 1]
    yield from ((conditions, places, filters) for conditions, filters in questions if conditions)
    if places:
        yield from ((conditions, (), filters) for conditions, filters in questions[:4] if conditions)
    rest = [(conditions, Query()) for conditions in (work, *((each,) for each in (*work, *others))) if conditions]
    for there in dict.fromkeys((places, ())):
        yield from ((conditions, there, filters) for conditions, filters in rest)
        yield (), there, query
    yield (), places, Query()
    yield (), (), Query()


def _widened(snapshot: Snapshot, conditions: Sequence[Condition]) -> tuple[tuple[Condition, ...], tuple[str, ...]]:
    """The conditions with services nobody states replaced by those to ask about, other unknown ones left out."""
    widened: list[Condition] = []
    instead: dict[str, None] = {}
    for condition in conditions:
        if _is_known(snapshot, condition):
            widened.append(condition)
            continue
        asked = (ask_instead().get(concept.code, ()) for concept in condition.concepts)
        codes = dict.fromkeys(code for each in asked for code in _first_stated(snapshot, each))
        if codes:
            instead.update(codes)
            widened.append(Condition(condition.words, tuple(Concept("service", code) for code in codes)))
    return tuple(widened), tuple(instead)


def _first_stated(snapshot: Snapshot, codes: Sequence[str]) -> list[str]:
    return [code for code in codes if any(code in each.services for each in snapshot.entries)][:1]


def _is_known(snapshot: Snapshot, condition: Condition) -> bool:
    return any(meets(each, condition, snapshot.terms.gazetteer) for each in snapshot.entries)


def find(snapshot: Snapshot, query: Query, gazetteer: Gazetteer, day: date) -> tuple[Answer, list[Hit]]:
    """The answer to a query and all its hits in the order of a day (Washington's calendar). Never raises."""
    found = answer(snapshot, query, gazetteer)
    reading = found.reading
    wanted = ranking.Wanted(
        found.conditions, query.service, reading.favored, next(iter(reading.places), None), not query.is_empty()
    )
    return found, ranking.ordered(found.found.hits, wanted, day, gazetteer)
