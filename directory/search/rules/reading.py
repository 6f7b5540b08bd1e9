"""Reading what somebody typed: tokens become conditions, places and what is left over, each knowing its words."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from directory.places.rules import Place
from directory.reading.dangers import LEAVE_FOR, dangers
from directory.reading.folding import Typed
from directory.reading.lexicon import Concept
from directory.reading.sounds import given_in_chinese
from directory.search.rules import name_words, placing, vocabulary
from directory.search.rules.asking import conditions, symptoms_of_named_work
from directory.search.rules.conditions import Condition, Span, condition, scoped
from directory.search.rules.context import in_context
from directory.search.rules.tokens import Terms, Token, joined, tokens

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
    #: Whether a machine is said to be out of order.
    is_broken: bool = False
    #: What is said to be wrong beside work that is named, each with where it was typed: it asks for nobody else.
    symptoms: tuple[tuple[Span, tuple[Concept, ...]], ...] = ()
    #: Whether something does not work now, so that a call comes before a form.
    is_pressing: bool = False
    #: Dangers that are spoken of, for which the house is left first: gas, co, burn.
    dangers: tuple[str, ...] = ()

    def unread(self) -> tuple[str, ...]:
        """Every word that was not understood, as typed and in its order."""
        spans = sorted((*self.leftover_spans, *self.faint_spans))
        return tuple(dict.fromkeys(self.text[start:end] for start, end in spans))


def read(text: str, terms: Terms) -> Reading:
    """Understand a text as far as possible. Never raises; the cost grows with the length of the text."""
    typed_text, every = tokens(text, terms)
    every = in_context(typed_text, every, terms)
    scoped_tokens = scoped(typed_text, every, terms.gazetteer)
    named, leftover, faint = _unknown(typed_text, scoped_tokens, terms)
    places = placing.places(typed_text, scoped_tokens, terms.gazetteer)
    outside = placing.outside(typed_text, scoped_tokens, terms.gazetteer)
    wanted = conditions(typed_text, scoped_tokens)
    in_order = sorted((*wanted, *named), key=lambda condition: condition.span)
    symptoms = symptoms_of_named_work(typed_text, scoped_tokens, wanted)
    if not (in_order or places or outside or leftover) and not _asks_for_anybody(typed_text, every):
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
        tuple(token.code for token in scoped_tokens if token.kind == "place" and token.code),
        any(token.kind in ("symptom", "fault") for token in scoped_tokens),
        symptoms,
        bool(symptoms) or any(stated.symptoms for stated in wanted) or _is_out_of_order(every),
        _dangers(text, scoped_tokens),
    )


def _is_out_of_order(query_tokens: Sequence[Token]) -> bool:
    """Whether words say so that ask for repair or for nothing: "my furnace is broken", 暖气出问题了; not 没坏."""
    befores = (None, *query_tokens)
    return any(
        token.letters in vocabulary.broken() and (before is None or before.kind != "negation")
        for before, token in zip(befores, query_tokens, strict=False)
    )


def _dangers(text: str, query_tokens: Sequence[Token]) -> tuple[str, ...]:
    """By the faults that were understood, typos and pinyin too, and by the words of a longer text."""
    known = vocabulary.dangers()
    of_faults = {known.get((concept.kind, concept.code)) for token in query_tokens for concept in token.concepts}
    of_words = {known.get(("word", token.letters)) for token in query_tokens}
    spoken_of = of_faults | of_words | {*dangers(text)}
    return tuple(code for code in LEAVE_FOR if code in spoken_of)


def _asks_for_anybody(text: Typed, query_tokens: Sequence[Token]) -> bool:
    """Whether a text without meaning is none, or the likes of "contractor near me": everybody is the answer."""
    if any(token.kind not in _SILENT for token in query_tokens):
        return False
    return not text.text.strip() or any(c.isalnum() for c in text.folded)


def _is_faint(letters: str) -> bool:
    return len(letters) == 1 or (letters.isdigit() and len(letters) <= _MOST_DIGITS)


def _is_family(text: Typed, token: Token) -> bool:
    """Whether a family name is typed as one, though nobody here has it: 王师傅, 老王, 王氏, 大卫王."""
    name, end = token.letters[:1], token.letters[1:]
    before, behind = text.folded[: token.start], text.folded[token.end :]
    is_called = behind.startswith((*name_words.titles("titles"), *given_in_chinese())) or before.endswith(
        (*name_words.titles("before"), *given_in_chinese())
    )
    if behind.startswith(name_words.introducing()):
        return False
    return name in name_words.surnames() and (end in name_words.surname_ends() if end else is_called)


def _counts_of_quotes(query_tokens: Sequence[Token]) -> list[Token]:
    """The numbers of "3 quotes", 2家报价."""
    return [
        token
        for token, after in pairwise(query_tokens)
        if token.is_unknown and token.letters.isdigit() and after.kind == "wish" and after.concepts[0].code == "quotes"
    ]


def _unknown(
    text: Typed, query_tokens: Sequence[Token], terms: Terms
) -> tuple[list[Condition], list[tuple[str, Span]], list[Span]]:
    """Unknown words that stand in names become conditions; the rest is left over.

    A small number, a single letter or character between words that are understood is no word of its own: it is faint,
    unless it is the family name that a business goes by.
    """
    named: list[Condition] = []
    leftover: dict[str, Span] = {}
    faint: list[Span] = []
    is_alone = all(token.is_unknown for token in query_tokens)
    counts = _counts_of_quotes(query_tokens)
    for token in joined([token for token in query_tokens if token.is_unknown and token not in counts]):
        names = terms.names.of_family(token.letters) or terms.names.in_letters(token.letters)
        if names:
            concepts = [Concept("name", name) for name in names]
            named.append(condition(text, token.start, token.end, concepts))
        elif _is_family(text, token):
            named.append(condition(text, token.start, token.end, [Concept("name", token.letters)]))
        elif _is_faint(token.letters) and (token.letters.isascii() or not is_alone):
            if not token.letters.isalpha() or not token.letters.isascii():
                faint.append(text.span(token.start, token.end))
        else:
            leftover.setdefault(text.words(token.start, token.end), text.span(token.start, token.end))
    return named, list(leftover.items()), faint
