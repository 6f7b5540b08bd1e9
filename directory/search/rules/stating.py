"""How far listings meet a condition: they say so, what they say implies it, they are silent on it, or they refuse it.

Silence is no refusal: an ad need not speak of what every contractor of the trade does (`everyday` in the tables).
"""

from collections.abc import Iterable
from dataclasses import replace

from pyroaring import BitMap

from directory.places.rules import Place
from directory.reading.lexicon import Concept
from directory.search.rules.conditions import Condition
from directory.search.rules.index import Index
from directory.search.rules.postings import NOBODY, Levels
from directory.search.rules.vocabulary import done_beside, done_by, everyday, kinds_of, parts_of_machine

#: What a listing may say that it does not do.
_REFUSED = ("service", "brand", "property")
#: What may be expected of whoever advertises in a Chinese newspaper here, and is asked on the phone: who says so
#: stands first. Where nobody does, `silence.py` says whether they are the answer.
_LIKELY = frozenset((("language", "cmn"), ("language", "en"), ("hours", "tonight")))
#: Papers and promises: what is stated of them may hold for more than it names.
_NARROWER = ("license", "warranty")
#: Kinds whose values stand in sets of the same kind, and services, which their kinds stand for.
_PLAIN = {kind: kind for kind in ("work_type", "brand", "insured", "property", "feature", "language", "hours")}
_PLAIN |= {"service": "does"}


class Statements:
    """What the listings of an index say of conditions; each condition is looked up once between two edits."""

    def __init__(self, index: Index) -> None:
        self.index = index

    def levels(self, condition: Condition) -> Levels:
        """How far everybody meets a condition; of a negated one, who states none of its concepts.

        `furnace`: yes who lists furnaces, implied who lists heating, silent the rest of the trade.
        """
        return self.index.levels.of(condition.key, lambda: self._looked_up(condition))

    def _looked_up(self, condition: Condition) -> Levels:
        if condition.is_negated:
            return Levels(self.index.everyone - BitMap.union(*map(self._has, condition.concepts)))
        if condition.is_unsaid:
            return Levels(NOBODY, NOBODY, self._unsaid(condition))
        if condition.is_host or condition.may_do:
            stated = self._looked_up(replace(condition, is_host=False, may_do=frozenset()))
            willing = self.index.everyone if condition.is_host else self.index.values("does").any_of(condition.may_do)
            others = willing - stated.everybody - self.refusing((condition,))
            return Levels(stated.yes, stated.implied, stated.silent | others)
        levels = [self._of(concept) for concept in condition.concepts]
        if len(levels) == 1:
            return levels[0]
        yes = BitMap.union(*(level.yes for level in levels))
        implied = BitMap.union(*(level.implied for level in levels)) - yes
        return Levels(yes, implied, BitMap.union(*(level.silent for level in levels)) - yes - implied)

    def is_met(self, condition: Condition) -> bool:
        """Whether anybody may be meant by a condition."""
        levels = self.levels(condition)
        return bool(levels.yes or levels.implied or levels.silent)

    def refusing(self, conditions: Iterable[Condition]) -> BitMap:
        """Who says no to all that one of the conditions asks: nobody is suggested for work that he refuses."""
        refusing = NOBODY
        for condition in conditions:
            if not condition.is_negated:
                refusing = refusing | BitMap.intersection(*map(self._refuses, condition.concepts))
        return refusing

    def _unsaid(self, condition: Condition) -> BitMap:
        """Silent where no ad speaks of it: on a brand each of the trade, on other work who does what it goes with."""
        willing = self.index.everyone - self.refusing((condition,))
        if condition.kind == "brand":
            return willing & self.index.of("trade", "")
        if condition.kind != "service":
            return willing
        needed = {code for concept in condition.concepts for code in done_beside(concept.code)}
        return willing & self.index.values("does").any_of(needed)

    def _of(self, concept: Concept) -> Levels:
        index, (kind, code) = self.index, (concept.kind, concept.code)
        if kind in _NARROWER:
            return self._narrower(concept)
        refusing = self._refuses(concept)
        yes = self._has(concept) - refusing if refusing else self._has(concept)
        is_everyday = (kind, code) in everyday()
        is_likely = kind == "longest" or ((kind, code) in _LIKELY and bool(yes))
        if not (is_everyday or is_likely or kind == "work_type"):
            return Levels(yes)
        rest = index.everyone - yes - refusing
        implied = NOBODY
        if kind == "work_type":
            implied = rest & index.values("work_type").any_of(done_by().get(code, ()))
        elif kind == "service":
            implied = rest & index.values("does").any_of(kinds_of().get(code, ()))
        silent = rest - implied
        if not is_likely:
            silent &= index.of("trade", "")
        if kind == "work_type" and not is_everyday:
            # An ad that names no kind of work says nothing of any.
            silent &= index.of("work_type", "")
        return Levels(yes, implied, silent)

    def _narrower(self, concept: Concept) -> Levels:
        """How far papers and promises reach: who names no state for his license may have it in this one, and a promise
        on the whole machine takes in its parts."""
        index, yes = self.index, self._has(concept)
        if concept.kind == "license":
            states = index.values("licensed in")
            is_of_state = index.gazetteer.place(concept.code) is not None
            return (
                Levels(yes, NOBODY, index.of("license", "stated") - states.any_of([*states]))
                if is_of_state
                else Levels(yes)
            )
        scope, years = concept.code.split(":")
        whole = index.years("equipment", int(years)) if scope in parts_of_machine() else NOBODY
        return Levels(yes, whole - yes)

    def _refuses(self, concept: Concept) -> BitMap:
        """Who says no to this, or to all that this is a kind of."""
        if concept.kind not in _REFUSED:
            return NOBODY
        refused = self.index.values(f"no {concept.kind}")
        if not refused:
            return NOBODY
        wider = kinds_of().get(concept.code, ()) if concept.kind == "service" else ()
        itself = refused.of(concept.code)
        return itself | BitMap.intersection(*map(refused.of, wider)) if wider else itself

    def _has(self, concept: Concept) -> BitMap:
        """Who states this."""
        index, (kind, code) = self.index, (concept.kind, concept.code)
        if kind in _PLAIN:
            return index.of(_PLAIN[kind], code)
        if kind == "license":
            return index.of("license", code) | index.of("licensed in", code)
        if kind == "place":
            place = index.gazetteer.place(code)
            return self.serving(place) if place else NOBODY
        if kind == "name":
            return index.names.called(code)
        if kind == "phone":
            return index.numbers.called(code)
        if kind == "ad":
            return index.numbers.ads.of(code)
        if kind == "longest":
            return index.years("any" if code == "warranty" else code, 0)
        if kind == "warranty":
            # `parts:10` = at least ten years on parts; `any:2` = on anything; `parts:0` = any promise on parts.
            scope, years = code.split(":")
            return index.years(scope, int(years))
        return index.everyone if kind == "wish" else NOBODY

    def serving(self, place: Place) -> BitMap:
        """Whose stated area takes in any of a place: its state, a county it touches, or the place itself."""
        return self.naming(place) | self.index.values("state").any_of(self.index.gazetteer.states_of(place))

    def naming(self, place: Place) -> BitMap:
        """Who names a county that a place touches, or the place itself; for a state, who names any part of it."""
        index, kind, codes = self.index, "county", self.index.gazetteer.counties_of(place)
        if place.kind == "state":
            kind, codes = "part of", index.gazetteer.states_of(place)
        return index.of("place", place.place_code) | index.values(kind).any_of(codes)
