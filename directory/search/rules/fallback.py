"""From a query to its answer, as a list of stages. Where nothing matches, a broader suggestion said to be one.

Never everything in silence. Each stage takes the search as far as it has come and hands it on; none calls another.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import date

import msgspec
from msgspec.structs import replace as onward

from directory.places.rules import Place
from directory.reading.folding import plain
from directory.reading.lexicon import Concept
from directory.search.rules import ranking
from directory.search.rules.conditions import Condition, Span
from directory.search.rules.evaluator import NOTHING, Evaluator, Found
from directory.search.rules.index import Index
from directory.search.rules.query import Query
from directory.search.rules.reading import Reading
from directory.search.rules.silence import unsaid
from directory.search.rules.strangers import is_a_firm, may_be_set_aside
from directory.search.rules.vocabulary import ask_instead, other_trades
from directory.search.rules.word_forms import is_everyday_word

_ZIP = re.compile(r"[0-9]{5}")
#: What is given up together: conditions, places, chosen facets.
Question = tuple[tuple[Condition, ...], tuple[Place, ...], Query]


class Answer(msgspec.Struct, frozen=True):
    """A search as far as it has come; after the last stage, its answer.

    `missing` is what no listing mentions of what was asked, in the words typed; `not_ours` what of it is the work of
    another trade; `instead` services to ask about.
    """

    query: Query
    listings: Evaluator
    reading: Reading = Reading()
    conditions: tuple[Condition, ...] = ()
    matching: Found = NOTHING
    is_fallback: bool = False
    #: The suggested meet all that anybody could: nothing known, no place and no facet was given up.
    fits_rest: bool = False
    place_unknown: bool = False
    missing: tuple[str, ...] = ()
    not_ours: tuple[str, ...] = ()
    instead: tuple[str, ...] = ()
    #: The text it was read as, where typos were put right.
    corrected: str | None = None
    #: The conditions that somebody may meet, and those with others in place of what nobody offers.
    known: tuple[Condition, ...] = ()
    widened: tuple[Condition, ...] = ()


def read_text(search: Answer) -> Answer:
    """What the text asks for: `修暖气 20850` -> repair, heating, and the place 20850."""
    return onward(search, reading=search.listings.index.read(search.query.text))


def hear(search: Answer) -> Answer:
    """What a dictation took for other words: `duck work` -> corrected `duct work`.

    Not where the query is to be taken exactly, nor where it would break what another trade is named by: "honda
    accord".
    """
    heard = None if search.query.exact else search.listings.index.heard(search.query.text)
    if heard is None:
        return search
    better = search.listings.index.read(heard)
    of_others, still_of_others = map(_of_others, (search.reading, better))
    is_better = len(better.unread()) <= len(search.reading.unread()) and of_others <= still_of_others
    return onward(search, reading=better, corrected=heard) if is_better else search


def _of_others(reading: Reading) -> set[str]:
    """The things of other trades that a text names by more than one word, which nobody mishears."""
    return {one.words for one in reading.conditions if one.kind == "unlisted" and " " in one.words}


def put_typos_right(search: Answer) -> Answer:
    """Words left over as what was probably meant: `furnase repair` -> corrected `furnace repair`.

    Not where the query is to be taken exactly, and only where fewer words are left over then.
    """
    text = search.reading
    if search.query.exact or not (text.leftover or text.faint_spans):
        return search
    index = search.listings.index
    corrected = index.correct(text)
    better = index.read(corrected) if corrected else text
    is_better = len(_strange(better)) < len(_strange(text)) or len(better.unread()) < len(text.unread())
    return onward(search, reading=better, corrected=corrected) if is_better else search


def take_as_a_firm(search: Answer) -> Answer:
    """All of a text that is the name of a firm nobody here knows as one thing that was not understood: 新华冷气."""
    reading = search.reading
    if not is_a_firm(reading.text, (*reading.leftover_spans, *reading.faint_spans)):
        return search
    name, span = reading.text.strip(), (0, len(reading.text))
    return onward(search, reading=replace(reading, leftover=(name,), leftover_spans=(span,), faint_spans=()))


def _strange(reading: Reading) -> list[str]:
    """The words that were not understood, but for those that everybody uses: change, shot."""
    return [word for word in reading.unread() if not is_everyday_word(plain(word))]


def read_place(search: Answer) -> Answer:
    """The place of its own field before those of the text: place `Rockvile` -> Rockville; `10001` -> outside.

    A field that is no place we know makes `place_unknown`.
    """
    text, index, reading = search.query.place, search.listings.index, search.reading
    if not text:
        return search
    number = _ZIP.search(text)
    outside = number[0] if number and index.gazetteer.outside(number[0]) else index.gazetteer.elsewhere(text)
    if outside:
        return onward(search, reading=replace(reading, outside=outside))
    place = index.gazetteer.read(text) or _heard_place(text, index)
    if place is None:
        return onward(search, place_unknown=True)
    named = zip(reading.places, reading.place_spans, strict=True)
    others = [(other, span) for other, span in named if other.place_code != place.place_code]
    places, spans = zip((place, (0, 0)), *others, strict=True)
    return onward(search, reading=replace(reading, places=places, place_spans=spans))


def _heard_place(text: str, index: Index) -> Place | None:
    """A place in pinyin or with a typo, where all of the field is read as one."""
    for spelled in (text, index.correct(index.read(text)) or ""):
        heard = index.read(spelled)
        if len(heard.places) == 1 and not (heard.conditions or heard.leftover):
            return heard.places[0]
    return None


def allow_silence(search: Answer) -> Answer:
    """What no ad states and need not state is asked of who is silent (`silence.py` has the table of what may be)."""
    conditions = unsaid(search.reading, search.listings)
    return onward(search, reading=replace(search.reading, conditions=conditions), conditions=conditions)


def match_strictly(search: Answer) -> Answer:
    """Who meets all that is asked: `heating 20850` -> who may heat and may serve 20850.

    A place that is not understood and one outside the area match nobody, and so do words that mean nothing here, unless
    they may be set aside: the answer is a suggestion then, as it is where nobody is left.
    """
    reading = search.reading
    strict = search.listings.evaluate(reading.conditions, reading.places, search.query)
    is_unread = bool(reading.outside or search.place_unknown or not may_be_set_aside(reading))
    is_fallback = bool(search.listings.index.everyone) and (is_unread or not strict.hits)
    return onward(search, matching=strict, is_fallback=is_fallback)


def tell_what_is_missing(search: Answer) -> Answer:
    """What nobody meets, in the words typed: `boiler, roof repair` -> missing `boiler`, not ours `roof`."""
    if not search.is_fallback:
        return search
    conditions = search.reading.conditions
    known = tuple(condition for condition in conditions if search.listings.is_met(condition))
    unknown = [condition for condition in conditions if condition not in known]
    not_ours = _joined([condition.span for condition in unknown if _is_other_trade(condition)], search.reading.text)
    missing = tuple(dict.fromkeys(condition.words for condition in unknown if not _is_other_trade(condition)))
    return onward(search, known=known, missing=missing, not_ours=not_ours)


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


def ask_others(search: Answer) -> Answer:
    """Services nobody states as those to ask about: `boiler` -> widened to `heating`, which `instead` names."""
    if not search.is_fallback:
        return search
    stated = search.listings.index.values("does")
    widened: list[Condition] = []
    instead: dict[str, None] = {}
    for condition in search.reading.conditions:
        if condition in search.known:
            widened.append(condition)
            continue
        alternatives = (ask_instead().get(concept.code, ()) for concept in condition.concepts)
        first = (next((code for code in codes if code in stated), None) for codes in alternatives)
        codes = dict.fromkeys(code for code in first if code)
        if codes:
            instead.update(codes)
            widened.append(Condition(condition.words, tuple(Concept("service", code) for code in codes)))
    return onward(search, widened=tuple(widened), instead=tuple(instead))


def suggest_broader(search: Answer) -> Answer:
    """The answers to the first broader question that anybody meets: `licensed duct 20850` -> `duct 20850`.

    Nobody is suggested for what he refuses.
    """
    if not search.is_fallback:
        return search
    refused = search.reading.conditions
    for conditions, places, filters in _broader(search.known, search.widened, search.reading.places, search.query):
        broader = search.listings.evaluate(conditions, places, filters, refused)
        if broader.hits:
            instead = search.instead if conditions == search.widened else ()
            is_all = not set(search.known) - set(conditions) and places == search.reading.places
            suggestion = onward(search, matching=broader, query=filters, conditions=conditions, instead=instead)
            return onward(suggestion, fits_rest=is_all and filters == search.query and bool(conditions))
    return onward(search, instead=())


def _broader(
    known: tuple[Condition, ...], widened: tuple[Condition, ...], places: tuple[Place, ...], query: Query
) -> Iterator[Question]:
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


#: Carried out in this order.
STAGES: tuple[Callable[[Answer], Answer], ...] = (
    read_text,
    hear,
    put_typos_right,
    take_as_a_firm,
    read_place,
    allow_silence,
    match_strictly,
    tell_what_is_missing,
    ask_others,
    suggest_broader,
)


def answer(index: Index, query: Query) -> Answer:
    """The listings that match all that is asked; where none does, those of the first broader question. Never raises."""
    search = Answer(query, Evaluator(index))
    for stage in STAGES:
        search = stage(search)
    return search


def wanted(result: Answer, query: Query) -> ranking.Wanted:
    """What the results of a query are ordered by."""
    reading = result.reading
    orders = [condition.concepts[0].code for condition in reading.conditions if condition.kind == "longest"]
    return ranking.Wanted(
        result.conditions,
        query.service,
        reading.favored,
        next(iter(reading.places), None),
        next(iter(orders), query.order),
        not query.is_empty(),
    )


def ordered(result: Answer, query: Query, day: date, positions: range) -> list[int]:
    """The listings at some positions of the results of a query, in the order of a day (Washington's calendar)."""
    return ranking.in_order(result.listings.index, result.matching, wanted(result, query), day, positions)
