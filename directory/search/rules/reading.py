"""Reading what somebody typed: tokens become conditions, places and what is left over, each knowing its words."""

from collections.abc import Sequence
from dataclasses import dataclass

from directory.places.rules import Place
from directory.reading.folding import Typed
from directory.reading.lexicon import Concept
from directory.search.rules import placing
from directory.search.rules.asking import conditions
from directory.search.rules.conditions import Condition, Span, condition, scoped
from directory.search.rules.tokens import Terms, Token, joined, tokens
from directory.search.rules.vocabulary import dangers

#: More digits may be a phone's or an ad's.
_MOST_DIGITS = 3
#: Kinds that ask for nothing where they stand alone.
_SILENT = ("noise", "or", "and", "experience")


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
    #: Names that stand first without excluding others: 华府 is a business and a region.
    favored: tuple[str, ...] = ()
    #: Whether gas, smoke or carbon monoxide is spoken of.
    is_danger: bool = False

    def unread(self) -> tuple[str, ...]:
        """Every word that was not understood, as typed and in its order."""
        spans = sorted((*self.leftover_spans, *self.faint_spans))
        return tuple(dict.fromkeys(self.text[start:end] for start, end in spans))


def read(text: str, terms: Terms) -> Reading:
    """Understand a text as far as possible. Never raises; the cost grows with the length of the text."""
    asked, every = tokens(text, terms)
    found = scoped(asked, every, terms.gazetteer)
    named, leftover, faint = _unknown(asked, found, terms)
    places = placing.places(asked, found, terms.gazetteer)
    outside = placing.outside(asked, found, terms.gazetteer)
    in_order = sorted((*conditions(asked, found), *named), key=lambda condition: condition.span)
    if not (in_order or places or outside or leftover) and not _asks_for_anybody(asked, every):
        leftover = [(" ".join(text.split()), (0, len(text)))]
    return Reading(
        text,
        tuple(dict.fromkeys(in_order)),
        tuple(place for place, _ in places),
        tuple(span for _, span in places),
        outside,
        tuple(words for words, _ in leftover),
        tuple(span for _, span in leftover),
        tuple(faint),
        tuple(token.code for token in found if token.kind == "place" and token.code),
        any(_speaks_of_danger(token) for token in found),
    )


def _speaks_of_danger(token: Token) -> bool:
    return ("word", token.letters) in dangers() or any((c.kind, c.code) in dangers() for c in token.concepts)


def _asks_for_anybody(asked: Typed, found: Sequence[Token]) -> bool:
    """Whether a text without meaning is none, or the likes of "contractor near me": everybody is the answer."""
    if any(token.kind not in _SILENT for token in found):
        return False
    return not asked.text.strip() or any(c.isalnum() for c in asked.folded)


def _is_faint(letters: str) -> bool:
    return len(letters) == 1 or (letters.isdigit() and len(letters) <= _MOST_DIGITS)


def _unknown(
    asked: Typed, found: Sequence[Token], terms: Terms
) -> tuple[list[Condition], list[tuple[str, Span]], list[Span]]:
    """Unknown words that stand in names become conditions; the rest is left over.

    A small number, a single letter or character between words that are understood is no word of its own: it is faint,
    unless it is the family name that a business goes by.
    """
    named: list[Condition] = []
    leftover: dict[str, Span] = {}
    faint: list[Span] = []
    is_alone = all(token.is_unknown for token in found)
    for token in joined([token for token in found if token.is_unknown]):
        if terms.names.has(token.letters):
            named.append(condition(asked, token.start, token.end, (Concept("name", token.letters),)))
        elif _is_faint(token.letters) and (token.letters.isascii() or not is_alone):
            if not token.letters.isalpha() or not token.letters.isascii():
                faint.append(asked.span(token.start, token.end))
        else:
            leftover.setdefault(asked.words(token.start, token.end), asked.span(token.start, token.end))
    return named, list(leftover.items()), faint
