"""The places that a query names: of nested places the narrowest, and places outside the site's area."""

from collections.abc import Iterator, Sequence

from directory.places.gazetteer import Gazetteer
from directory.places.rules import Place
from directory.reading.folding import Typed
from directory.search.rules.conditions import NEGATED, Span
from directory.search.rules.tokens import Token

#: Kinds of places, the broadest first.
_BREADTH = ("region", "state", "county", "city", "zip")
_NAMED = ("place", "elsewhere")


def places(text: Typed, tokens: Sequence[Token], gazetteer: Gazetteer) -> list[tuple[Place, Span]]:
    """The places named, each with its words; of nested ones the narrowest: `Rockville, MD 20850` is the ZIP code."""
    named = [(place, text.span(start, end)) for place, start, end in _named(text, tokens, gazetteer)]
    widest = [pair for pair in named if not any(_holds(pair[0], other[0]) for other in named)]
    first, last = (min(span[0] for _, span in named), max(span[1] for _, span in named)) if named else (0, 0)
    parting = [token for token in tokens if token.kind in NEGATED and not _is_where(token)]
    if len(widest) == 1 and not any(first < text.at[token.start] < last for token in parting):
        return [(widest[0][0], (first, last))]
    return list({place.place_code: (place, span) for place, span in widest}.values())


def outside(text: Typed, tokens: Sequence[Token], gazetteer: Gazetteer) -> str | None:
    """The first place of another state that is asked for, as typed."""
    known = [(start, end) for _, start, end in _named(text, tokens, gazetteer)]
    for token in tokens:
        is_ours = any(start <= token.start < end for start, end in known)
        if token.kind in ("outside", "elsewhere") and token.negation is None and not is_ours:
            return text.words(token.start, token.end)
    return None


def _is_where(token: Token) -> bool:
    return token.kind in ("place", "zip", "elsewhere", "outside")


def _named(text: Typed, tokens: Sequence[Token], gazetteer: Gazetteer) -> Iterator[tuple[Place, int, int]]:
    at = 0
    while at < len(tokens):
        token, after = tokens[at], tokens[at + 1] if at + 1 < len(tokens) else None
        if token.negation is None and after is not None and after.negation is None:
            together = _in_one_state(text, token, after, gazetteer)
            if together is not None:
                yield together, token.start, after.end
                at += 2
                continue
        place = gazetteer.place(token.concepts[0].code) if token.kind == "place" else None
        place = token.place if token.kind == "zip" else place
        if place is not None and token.negation is None:
            yield place, token.start, token.end
        at += 1


def _in_one_state(text: Typed, one: Token, other: Token, gazetteer: Gazetteer) -> Place | None:
    """A town beside the state that tells it from its namesakes: `Fairfax, VA`, `Boston, VA`, 马里兰州洛城."""
    between = text.folded[one.end : other.start]
    if one.kind not in _NAMED or other.kind not in _NAMED or ("elsewhere" in (one.kind, other.kind) and _says(between)):
        return None
    for town, state in ((one, other), (other, one)):
        in_state = gazetteer.place(state.concepts[0].code) if state.kind == "place" else None
        if in_state is not None and in_state.kind == "state":
            name = text.folded[town.start : town.end]
            place = gazetteer.read(f"{name}, {in_state.code.lower()}")
            if place is not None and place.kind != "state":
                return place
    return None


def _says(between: str) -> bool:
    return any(c.isalnum() for c in between)


def _holds(outer: Place, inner: Place) -> bool:
    """Whether a place takes in another one and is not the same."""
    if outer.place_code == inner.place_code or outer.kind == "zip":
        return False
    if inner.kind == "zip" and outer.kind == "city":
        return outer.state == inner.state and bool(set(outer.fips) & set(inner.fips))
    return set(inner.fips) <= set(outer.fips) and _BREADTH.index(outer.kind) < _BREADTH.index(inner.kind)
