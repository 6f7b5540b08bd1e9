"""The strict answer; where nothing matches, a broader suggestion said to be one. Never everything in silence."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date

from directory.places.gazetteer import Gazetteer
from directory.places.rules import Place
from directory.reading.lexicon import Concept
from directory.search.rules import ranking
from directory.search.rules.conditions import Condition, Span
from directory.search.rules.evaluator import Found, Hit, evaluate
from directory.search.rules.query import Query
from directory.search.rules.reading import Reading
from directory.search.rules.snapshot import Snapshot
from directory.search.rules.stating import meets, refuses
from directory.search.rules.strangers import may_be_set_aside
from directory.search.rules.vocabulary import ask_instead, goes_with, other_trades

#: Work on a machine that is there, whoever made it.
_PUTTING_RIGHT = ("repair", "maintenance", "inspection")
_ZIP = re.compile(r"[0-9]{5}")


@dataclass(frozen=True)
class Answer:
    """What was found for a query.

    `missing` is what no listing mentions of what was asked, in the words typed; `not_ours` what of it is the work of
    another trade; `instead` services to ask about.
    """

    found: Found
    reading: Reading
    conditions: tuple[Condition, ...]
    is_fallback: bool = False
    place_unknown: bool = False
    missing: tuple[str, ...] = ()
    not_ours: tuple[str, ...] = ()
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
    result = _answer(snapshot, query, reading, gazetteer, place_unknown=place_unknown)
    return replace(result, corrected=corrected) if corrected else result


def _answer(snapshot: Snapshot, query: Query, reading: Reading, gazetteer: Gazetteer, *, place_unknown: bool) -> Answer:
    reading = replace(reading, conditions=_unsaid(snapshot, reading))
    strict = evaluate(snapshot.entries, reading.conditions, reading.places, query, gazetteer)
    is_unread = bool(reading.outside or place_unknown or not may_be_set_aside(reading))
    if (strict.hits and not is_unread) or not snapshot.entries:
        return Answer(strict, reading, reading.conditions, place_unknown=place_unknown)
    known = tuple(condition for condition in reading.conditions if _is_known(snapshot, condition))
    unknown = [condition for condition in reading.conditions if condition not in known]
    not_ours = _joined([condition.span for condition in unknown if _is_other_trade(condition)], reading.text)
    missing = tuple(dict.fromkeys(condition.words for condition in unknown if not _is_other_trade(condition)))
    widened, instead = _widened(snapshot, reading.conditions)
    willing = [
        entry for entry in snapshot.entries if not any(refuses(entry, condition) for condition in reading.conditions)
    ]
    for conditions, places, filters in _broader(known, widened, reading.places, query):
        hits = evaluate(willing, conditions, places, filters, gazetteer)
        if hits.hits:
            spoken = instead if conditions == widened else ()
            return Answer(hits, reading, conditions, True, place_unknown, missing, not_ours, spoken)
    return Answer(strict, reading, reading.conditions, True, place_unknown, missing, not_ours)


def _unsaid(snapshot: Snapshot, reading: Reading) -> tuple[Condition, ...]:
    """The conditions, those marked that no ad meets and that nobody refuses by silence.

    So is a brand that no ad names, where a machine of it is to be put right, and work that goes with other work.
    """
    is_repair = reading.is_broken or any(map(_is_repair, reading.conditions))
    return tuple(
        replace(condition, is_unsaid=True)
        if _may_be_unsaid(condition, is_repair=is_repair) and not _is_known(snapshot, condition)
        else condition
        for condition in reading.conditions
    )


def _is_repair(condition: Condition) -> bool:
    concept = condition.concepts[0]
    return not condition.is_negated and concept.kind == "work_type" and concept.code in _PUTTING_RIGHT


def _may_be_unsaid(condition: Condition, *, is_repair: bool) -> bool:
    if condition.is_negated:
        return False
    if condition.kind == "brand":
        return is_repair
    return condition.kind == "service" and all(concept.code in goes_with() for concept in condition.concepts)


def _joined(spans: Sequence[Span], text: str) -> tuple[str, ...]:
    """The words of these stretches; of those that touch as one: 屋顶漏雨."""
    joined: list[Span] = []
    for start, end in sorted(spans):
        if joined and start <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        else:
            joined.append((start, end))
    return tuple(dict.fromkeys(text[start:end] for start, end in joined))


def _is_other_trade(condition: Condition) -> bool:
    return condition.kind == "unlisted" and condition.concepts[0].code in other_trades()


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
    others = [(other, span) for other, span in _places(reading) if other.place_code != place.place_code]
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
    work = tuple(condition for condition in known if condition.kind == "service")
    others = [condition for condition in known if condition.kind != "service"]
    questions = [(widened, query), (widened, Query()), (known, query), (known, Query())]
    questions += [
        (tuple(condition for condition in known if condition != one), Query())
        for one in (*others, *work)
        if len(known) > 1
    ]
    yield from ((conditions, places, filters) for conditions, filters in questions if conditions)
    if places:
        yield from ((conditions, (), filters) for conditions, filters in questions[:4] if conditions)
    rest = [
        (conditions, Query()) for conditions in (work, *((condition,) for condition in (*work, *others))) if conditions
    ]
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
        alternatives = (ask_instead().get(concept.code, ()) for concept in condition.concepts)
        codes = dict.fromkeys(code for code_group in alternatives for code in _first_stated(snapshot, code_group))
        if codes:
            instead.update(codes)
            widened.append(Condition(condition.words, tuple(Concept("service", code) for code in codes)))
    return tuple(widened), tuple(instead)


def _first_stated(snapshot: Snapshot, codes: Sequence[str]) -> list[str]:
    return [code for code in codes if any(code in candidate.services for candidate in snapshot.entries)][:1]


def _is_known(snapshot: Snapshot, condition: Condition) -> bool:
    return any(meets(candidate, condition, snapshot.terms.gazetteer) for candidate in snapshot.entries)


def find(snapshot: Snapshot, query: Query, gazetteer: Gazetteer, day: date) -> tuple[Answer, list[Hit]]:
    """The answer to a query and all its hits in the order of a day (Washington's calendar). Never raises."""
    result = answer(snapshot, query, gazetteer)
    reading = result.reading
    orders = [condition.concepts[0].code for condition in reading.conditions if condition.kind == "longest"]
    wanted = ranking.Wanted(
        result.conditions,
        query.service,
        reading.favored,
        next(iter(reading.places), None),
        next(iter(orders), query.order),
        not query.is_empty(),
    )
    return result, ranking.ordered(result.found.hits, wanted, day, gazetteer)
