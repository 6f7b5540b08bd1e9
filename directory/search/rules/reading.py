"""Reading what somebody typed: tokens become conditions, places and what is left over, each knowing its words."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from directory.places.gazetteer import Gazetteer, Place
from directory.search.rules.lexicon import ASKING, Concept
from directory.search.rules.promises import Said, promises
from directory.search.rules.terms import cured_by
from directory.search.rules.tokens import Terms, Token, joined, tokens
from directory.search.rules.typed import Typed
from directory.search.rules.words import scope_alone

_PROMISING = ("years", "lifetime", "scope", "warranty", "experience")
_NEGATED = (*(kind for kind in ASKING if kind != "symptom"), "name")
#: Beside these a fault says nothing of its own.
_SAY_WHO = ("unlisted", "name", "phone", "ad")
_HEATING_OR_COOLING = (Concept("service", "heating"), Concept("service", "air_conditioning"))

#: Kinds of places, the broadest first.
_BREADTH = ("region", "state", "county", "city", "zip")

Span = tuple[int, int]


@dataclass(frozen=True)
class Condition:
    """One thing asked for: any of its concepts will do; negated, none of them. `words` as typed, `span` where."""

    words: str
    concepts: tuple[Concept, ...]
    is_negated: bool = False
    span: Span = field(default=(0, 0), compare=False)
    #: The faults it was read from.
    symptoms: tuple[str, ...] = ()

    @property
    def kind(self) -> str:
        """The kind of its concepts."""
        return self.concepts[0].kind


@dataclass(frozen=True)
class Reading:
    """A text as it was understood. `leftover` are words that mean nothing here and stand in no name, as typed."""

    text: str = ""
    conditions: tuple[Condition, ...] = ()
    places: tuple[Place, ...] = ()
    #: Where each place was typed.
    place_spans: tuple[Span, ...] = ()
    #: A place outside DC, Maryland and Virginia, as typed.
    outside: str | None = None
    leftover: tuple[str, ...] = ()
    leftover_spans: tuple[Span, ...] = ()
    #: Single characters between words that were understood: perhaps nothing, perhaps half of a misspelt word.
    faint_spans: tuple[Span, ...] = ()

    def unread(self) -> int:
        """How many words were not understood."""
        return len(self.leftover_spans) + len(self.faint_spans)


def read(text: str, terms: Terms) -> Reading:
    """Understand a text as far as possible. Never raises; the cost grows with the length of the text."""
    asked, found = tokens(text, terms)
    found = [token for token in found if token.kind != "noise"]
    found = list(_in_states(found, terms.gazetteer))
    conditions = [*_promised(asked, found), *_asked(asked, found)]
    conditions += _wrong(asked, found, conditions)
    named, leftover, faint = _unknown(asked, found, terms)
    places = _places(asked, found, terms.gazetteer)
    outside = next((token for token in found if token.kind in ("outside", "elsewhere")), None)
    in_order = sorted((*conditions, *named), key=lambda condition: condition.span)
    if not (in_order or places or outside or leftover) and not _asks_for_anybody(asked, found):
        leftover = [(" ".join(text.split()), (0, len(text)))]
    return Reading(
        text,
        tuple(dict.fromkeys(in_order)),
        tuple(place for place, _ in places),
        tuple(span for _, span in places),
        asked.words(outside.start, outside.end) if outside else None,
        tuple(words for words, _ in leftover),
        tuple(span for _, span in leftover),
        tuple(faint),
    )


def _asks_for_anybody(asked: Typed, found: Sequence[Token]) -> bool:
    """Whether a text without meaning is none, or the likes of "contractor near me": everybody is the answer."""
    if any(token.is_unknown for token in found):
        return False
    return not asked.text.strip() or any(c.isalnum() for c in asked.folded)


def _condition(asked: Typed, start: int, end: int, concepts: Sequence[Concept], *, negated: bool = False) -> Condition:
    words = asked.words(start, end)
    told = tuple(replace(concept, words=words) for concept in concepts)
    return Condition(words, told, negated, asked.span(start, end))


def _in_states(found: Sequence[Token], gazetteer: Gazetteer) -> Iterator[Token]:
    """A license beside a state is a license of that state: "licensed in Virginia", 维州执照."""
    at = 0
    while at < len(found):
        token, after = found[at], found[at + 1] if at + 1 < len(found) else None
        pair = {token.kind: token, after.kind: after} if after else {}
        paper, place = pair.get("license"), pair.get("place")
        state = gazetteer.place(place.concepts[0].code) if place else None
        if paper and after and state and state.kind == "state" and paper.concepts[0].code == "stated":
            yield Token("license", token.start, after.end, concepts=(Concept("license", state.code),))
            at += 2
            continue
        yield token
        at += 1


def _promised(asked: Typed, found: Sequence[Token]) -> Iterator[Condition]:
    """Warranties, and parts of a machine named without one."""
    said = [
        Said(token.kind, token.code or token.concepts[0].code, n) if token.kind in _PROMISING else Said("other", "", n)
        for n, token in enumerate(found)
    ]
    if all(each.kind == "other" for each in said):
        return
    asked_for, silent = promises(said)
    for promise in asked_for:
        yield _condition(asked, found[promise.first].start, found[promise.last].end, (promise.concept,))
    alone = scope_alone()
    for n, token in enumerate(found):
        if token.kind == "scope" and n not in silent and token.concepts[0].code in alone:
            yield _condition(asked, token.start, token.end, (Concept("service", alone[token.concepts[0].code]),))


def _asked(asked: Typed, found: Sequence[Token]) -> Iterator[Condition]:
    """What is asked for, and what is not wanted."""
    for n, token in enumerate(found):
        if token.kind == "number" or token.kind in _NEGATED:
            before = found[n - 1] if n else None
            negated = before is not None and before.kind == "negation" and token.kind in _NEGATED
            start = before.start if negated and before else token.start
            yield _condition(asked, start, token.end, token.concepts, negated=negated)


def _wrong(asked: Typed, found: Sequence[Token], conditions: Sequence[Condition]) -> Iterator[Condition]:
    """Who types what is wrong looks for those who put it right; work that is named says better who that is."""
    if any(each.kind == "service" and not each.is_negated for each in conditions):
        return
    symptoms = [token for token in found if token.kind == "symptom"]
    for token in symptoms:
        services = [s for concept in token.concepts for s in cured_by(token.letters, concept.code)]
        told = _condition(asked, token.start, token.end, [Concept("service", code) for code in dict.fromkeys(services)])
        yield replace(told, symptoms=tuple(concept.code for concept in token.concepts))
    faults = [token for token in found if token.kind == "fault"]
    if faults and not symptoms and not any(each.kind in _SAY_WHO for each in conditions):
        yield _condition(asked, faults[0].start, faults[-1].end, _HEATING_OR_COOLING)


def _unknown(
    asked: Typed, found: Sequence[Token], terms: Terms
) -> tuple[list[Condition], list[tuple[str, Span]], list[Span]]:
    """Unknown words that stand in names become conditions; the rest is left over.

    A single letter or character between words that are understood is no word of its own: it is faint.
    """
    named: list[Condition] = []
    leftover: dict[str, Span] = {}
    faint: list[Span] = []
    is_alone = all(token.is_unknown for token in found)
    for token in joined([token for token in found if token.is_unknown]):
        if len(token.letters) == 1 and (token.letters.isascii() or not is_alone):
            if not token.letters.isascii():
                faint.append(asked.span(token.start, token.end))
            continue
        if terms.names.has(token.letters):
            named.append(_condition(asked, token.start, token.end, (Concept("name", token.letters),)))
        else:
            leftover.setdefault(asked.words(token.start, token.end), asked.span(token.start, token.end))
    return named, list(leftover.items()), faint


def _places(asked: Typed, found: Sequence[Token], gazetteer: Gazetteer) -> list[tuple[Place, Span]]:
    """The places named, each with its words; of nested ones the narrowest: `Rockville, MD 20850` is the ZIP code."""
    named = list(_named_places(asked, found, gazetteer))
    kept = [each for each in named if not any(_holds(each[0], other[0]) for other in named)]
    first, last = (min(span[0] for _, span in named), max(span[1] for _, span in named)) if named else (0, 0)
    if len(kept) == 1 and not any(token.kind in _NEGATED and first < asked.at[token.start] < last for token in found):
        return [(kept[0][0], (first, last))]
    return list({place.row: (place, span) for place, span in kept}.values())


def _named_places(asked: Typed, found: Sequence[Token], gazetteer: Gazetteer) -> Iterator[tuple[Place, Span]]:
    at = 0
    while at < len(found):
        token = found[at]
        place = token.place or (gazetteer.place(token.concepts[0].code) if token.kind == "place" else None)
        after = found[at + 1] if at + 1 < len(found) else None
        if place is not None and after is not None and after.kind == "place":
            together = _in_one_state(asked, token, after, gazetteer)
            if together is not None:
                yield together, asked.span(token.start, after.end)
                at += 2
                continue
        if place is not None:
            yield place, asked.span(token.start, token.end)
        at += 1


def _in_one_state(asked: Typed, one: Token, other: Token, gazetteer: Gazetteer) -> Place | None:
    """A town beside the state that tells it from its namesakes: `Fairfax, VA`, 马里兰州洛城."""
    for town, state in ((one, other), (other, one)):
        in_state = gazetteer.place(state.concepts[0].code) if state.kind == "place" else None
        if in_state is not None and in_state.kind == "state" and town.kind == "place":
            name = asked.folded[town.start : town.end]
            found = gazetteer.read(f"{name}, {in_state.code.lower()}")
            if found is not None and found.kind != "state":
                return found
    return None


def _holds(outer: Place, inner: Place) -> bool:
    """Whether a place takes in another one and is not the same."""
    if outer.row == inner.row or outer.kind == "zip":
        return False
    if inner.kind == "zip" and outer.kind == "city":
        return outer.state == inner.state and bool(set(outer.fips) & set(inner.fips))
    return set(inner.fips) <= set(outer.fips) and _BREADTH.index(outer.kind) < _BREADTH.index(inner.kind)
