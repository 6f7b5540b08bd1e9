"""How far a listing meets a condition: it says so, what it says implies it, it is silent on it, or it refuses it.

Silence is no refusal: an ad need not speak of what every contractor of the trade does (`everyday` in the tables).
"""

from enum import IntEnum
from operator import attrgetter

from directory.places.gazetteer import Gazetteer
from directory.reading.lexicon import Concept
from directory.search.rules.conditions import Condition
from directory.search.rules.entry import Entry, covers
from directory.search.rules.vocabulary import done_by, everyday, goes_with, kinds_of

#: Where a document keeps what its business says it does not do.
_REFUSED = {
    "service": attrgetter("services_excluded"),
    "brand": attrgetter("brands_excluded"),
    "property": attrgetter("property_excluded"),
}
#: What may be expected of whoever advertises in a Chinese newspaper here, and is asked on the phone.
_LIKELY = frozenset((("language", "cmn"), ("language", "en"), ("hours", "tonight")))
#: From so many digits on the beginning of a phone tells whose it is.
_BEGINNING = 6
#: From this closing time on somebody works in the evening.
_EVENING = "20:00"


class Stated(IntEnum):
    """How much a listing says of what is asked, the least first."""

    NO = 0
    SILENT = 1
    IMPLIED = 2
    YES = 3


def meets(candidate: Entry, condition: Condition, gazetteer: Gazetteer) -> bool:
    """Whether a listing may be meant by a condition: it states it, implies it, or is silent on everyday work."""
    return stated(candidate, condition, gazetteer) is not Stated.NO


def stated(candidate: Entry, condition: Condition, gazetteer: Gazetteer) -> Stated:
    """How far a listing has any of a condition's concepts; of a negated one, whether it states none of them."""
    if condition.is_negated:
        return Stated.NO if any(_has(candidate, one, gazetteer) for one in condition.concepts) else Stated.YES
    if condition.is_unsaid:
        return _unsaid(candidate, condition)
    if len(condition.concepts) == 1:
        return _of(candidate, condition.concepts[0], gazetteer)
    return max(_of(candidate, concept, gazetteer) for concept in condition.concepts)


def _unsaid(candidate: Entry, condition: Condition) -> Stated:
    """Silent where no ad speaks of it: on a brand each of the trade, on other work who does what it goes with."""
    if refuses(candidate, condition) or not candidate.is_of_trade:
        return Stated.NO
    needed = {code for concept in condition.concepts for code in goes_with().get(concept.code, ())}
    does_it = condition.kind != "service" or not candidate.services.isdisjoint(needed)
    return Stated.SILENT if does_it else Stated.NO


def refuses(candidate: Entry, condition: Condition) -> bool:
    """Whether a listing says no to all that is asked: nobody is suggested for work that he refuses."""
    return not condition.is_negated and all(_refuses(candidate, concept) for concept in condition.concepts)


def _of(candidate: Entry, concept: Concept, gazetteer: Gazetteer) -> Stated:
    if candidate.is_refusing and _refuses(candidate, concept):
        return Stated.NO
    if _has(candidate, concept, gazetteer):
        return Stated.YES
    kind, code = concept.kind, concept.code
    is_everyday = (kind, code) in everyday()
    if kind == "work_type":
        if not candidate.work_types.isdisjoint(done_by().get(code, ())):
            return Stated.IMPLIED
        # An ad that names no kind of work says nothing of any.
        return Stated.SILENT if candidate.is_of_trade and (is_everyday or not candidate.work_types) else Stated.NO
    if is_everyday and kind == "service" and not candidate.services.isdisjoint(kinds_of().get(code, ())):
        return Stated.IMPLIED
    if kind == "longest" or (kind, code) in _LIKELY:
        return Stated.SILENT
    return Stated.SILENT if is_everyday and candidate.is_of_trade else Stated.NO


def _refuses(candidate: Entry, concept: Concept) -> bool:
    """Whether it says no to this, or to what this is a kind of."""
    if concept.kind not in _REFUSED:
        return False
    refused = _REFUSED[concept.kind](candidate.doc)
    if not refused:
        return False
    wider = kinds_of().get(concept.code, ()) if concept.kind == "service" else ()
    return concept.code in refused or (bool(wider) and set(wider) <= set(refused))


def _has(candidate: Entry, concept: Concept, gazetteer: Gazetteer) -> bool:
    kind, code = concept.kind, concept.code
    if kind == "service":
        return code in candidate.services
    if kind == "work_type":
        return code in candidate.work_types
    if kind == "license":
        return code in candidate.values[kind] or code in candidate.licensed_states
    if kind in ("brand", "insured", "property"):
        return code in candidate.values[kind]
    if kind == "feature":
        return code in candidate.features
    if kind == "language":
        return code in candidate.doc.languages
    if kind == "hours":
        return bool(candidate.doc.emergency) or _HOURS[code](candidate)
    if kind == "place":
        place = gazetteer.place(code)
        return bool(candidate.area and place and covers(candidate.area, place, gazetteer))
    if kind == "name":
        return candidate.is_called(code)
    if kind == "phone":
        is_begun = len(code) >= _BEGINNING
        return any(phone.endswith(code) or (is_begun and phone[-10:].startswith(code)) for phone in candidate.phones)
    if kind == "ad":
        return candidate.doc.ad_number == code
    if kind == "longest":
        return bool(candidate.years) if code == "warranty" else code in candidate.years
    return kind == "wish" or (kind == "warranty" and _promises(candidate, code))


def _is_open_at_weekends(candidate: Entry) -> bool:
    hours = candidate.doc.hours
    return hours is not None and bool(hours.sat or hours.sun)


def _is_open_in_the_evening(candidate: Entry) -> bool:
    hours = candidate.doc.hours
    is_late = hours is not None and any(closing >= _EVENING for _, closing in hours.open_days.values())
    return is_late or "open_24h" in candidate.features


_HOURS = {"weekend": _is_open_at_weekends, "tonight": _is_open_in_the_evening}


def _promises(candidate: Entry, code: str) -> bool:
    """`parts:10` = at least ten years on parts; `any:2` = on anything; `parts:0` = any promise on parts."""
    scope, years = code.split(":")
    promised = (
        candidate.years.values() if scope == "any" else [candidate.years[scope]] if scope in candidate.years else []
    )
    return any(years_stated >= int(years) for years_stated in promised)
