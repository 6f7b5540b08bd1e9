"""Where the machine is, of several places that a text names: others are of the story, and nobody is asked to go there.

"my daughter in Seattle told me to look here, I need a furnace in Bowie" -> Bowie.
"""

import re
from bisect import bisect
from collections.abc import Sequence
from functools import cache

from directory.kernel.masks.streets import ENDING, LANE, QUADRANT
from directory.reading.folding import Typed, without_signs
from directory.search.rules import vocabulary as words
from directory.search.rules.tokens import REACH, Token, text_after, text_before

#: Where a place may be that is none of ours.
_ELSEWHERE = ("elsewhere", "outside")
#: Kinds that name the work, and those that say of which place it is spoken: somebody elsewhere may have "fixed his".
_NAMING = ("service", "symptom", "fault")
_DOING = (*_NAMING, "work_type")
#: Signs that part what is told; so do words (`origin.parts`).
_PARTING = ",，、;；.。!！?？()（）\n"

#: Behind what is no place, then, but a street's name; and the house before it. CT is a state.
_STREET = re.compile(rf" (?!ct\b){ENDING}{QUADRANT}|{LANE}")
_HOUSE = re.compile(r"(?<![\d-])\d{1,5} \Z")


def not_where_the_machine_is(text: Typed, tokens: Sequence[Token]) -> list[Token]:
    """The places elsewhere that only belong to the story: where somebody comes from, or lives who told of us.

    Beside a place of ours the machine is in that which stands with the work; where none does, in that named before it.
    """
    addresses = _addresses(text, tokens)
    tokens = [token for token in tokens if not any(token is part for part in addresses)]
    elsewhere = [token for token in tokens if token.kind in _ELSEWHERE and token.negation is None]
    if not elsewhere:
        return addresses
    ours = [token for token in tokens if _is_ours(token)]
    is_ours = bool(ours) and _is_at_ours(text, tokens, ours, elsewhere)
    of_the_story = [
        token
        for token in elsewhere
        if _is_origin(text, token, is_here=bool(ours)) or (is_ours and not _tells_apart(text, token, ours))
    ]
    return [*addresses, *of_the_story]


def _addresses(text: Typed, tokens: Sequence[Token]) -> list[Token]:
    """What belongs to a street that is called like a place: "8455 Georgia Ave NW".

    A place of ours stays where no other is named: Rockville Pike leads through it.
    """
    places = [token for token in tokens if token.kind in _ELSEWHERE or _is_ours(token)]
    streets = {id(token): span for token in places if (span := _street(text, token))}
    parts = [token for token in tokens if any(start <= token.start < end for start, end in streets.values())]
    is_placed = any(_is_ours(token) for token in places if not any(token is part for part in parts))
    return [token for token in parts if is_placed or not (id(token) in streets and _is_ours(token))]


def _street(text: Typed, token: Token) -> tuple[int, int] | None:
    """Where a street called like this place stands, with its house; None where the place is one."""
    street = _STREET.match(text.folded, token.end)
    house = _HOUSE.search(text.folded, max(0, token.start - REACH), token.start) if street else None
    return (house.start() if house else token.start, street.end()) if street else None


def _is_ours(token: Token) -> bool:
    is_named = token.kind in ("place", "zip") or (token.kind == "name" and token.place is not None)
    return is_named and token.negation is None


def _is_at_ours(text: Typed, tokens: Sequence[Token], ours: Sequence[Token], elsewhere: Sequence[Token]) -> bool:
    """Whether the work is done at a place of ours, by what stands with it and before it."""
    parts = [match.start() for match in _parting().finditer(text.folded)]
    work = [token for token in tokens if token.kind in _NAMING]
    named, done = ({bisect(parts, token.start) for token in tokens if token.kind in of} for of in (_NAMING, _DOING))
    here, there = ({bisect(parts, token.start) for token in places} for places in (ours, elsewhere))
    if not work or here & done or there & named:
        return bool(work) and bool(here & done - there)
    places = sorted((*ours, *elsewhere), key=lambda token: token.start)
    before = [token for token in places if token.start < work[0].start]
    nearest = before[-1] if before else places[0]
    return nearest in ours or not all(_lives(text, token) for token in ours)


@cache
def _parting() -> re.Pattern[str]:
    """What one part of a story ends with: "my landlord is in Texas | and the AC in Bowie is broken"."""
    of_letters = (rf"\b{word}\b" if word.isascii() else word for word in words.origin("parts"))
    return re.compile("|".join((f"[{_PARTING}]", *of_letters)))


def _lives(text: Typed, token: Token) -> bool:
    """Whether this is where the one who writes lives himself: 我人在华府."""
    return text_before(text, token).endswith(words.origin("lives"))


def _tells_apart(text: Typed, token: Token, ours: Sequence[Token]) -> bool:
    """Whether this says which of two namesakes is meant: Vienna, Austria."""
    before = [place for place in ours if place.end <= token.start]
    return bool(before) and not without_signs(text.folded[before[-1].end : token.start])


def _is_origin(text: Typed, token: Token, *, is_here: bool) -> bool:
    """Whether a place elsewhere is where somebody comes from, or is: "just moved from Boston", 儿子在加州上班.

    Where the one who writes lives himself counts only beside a place of ours, which the machine is in then.
    """
    before, after = text_before(text, token), text_after(text, token)
    is_of_somebody = before.endswith(words.origin("before")) or after.startswith(words.origin("after"))
    return is_of_somebody or (is_here and _lives(text, token))
