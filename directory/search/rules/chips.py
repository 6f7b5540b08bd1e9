"""What was understood, to be shown word by word: each chip knows the text without it."""

from collections.abc import Iterator
from dataclasses import dataclass

from directory.places.gazetteer import Gazetteer, Place
from directory.reading.lexicon import Concept
from directory.search.rules.condition import Span
from directory.search.rules.reading import Reading


@dataclass(frozen=True)
class Chip:
    """One thing understood. `words` as typed, `rest` the text without them; `concepts` say what it was read as.

    `kind`: service, work_type, brand, license, insured, property, feature, language, hours, warranty, name, phone, ad,
    symptom, place or unlisted. A symptom's concepts are symptoms, though what was searched are the services that put it
    right.
    """

    kind: str
    words: str
    rest: str
    concepts: tuple[Concept, ...] = ()
    place: Place | None = None
    is_negated: bool = False


def chips(reading: Reading, gazetteer: Gazetteer) -> tuple[Chip, ...]:
    """The chips of a reading, in the order typed."""
    return tuple(chip for _, chip in sorted(_chips(reading, gazetteer), key=lambda each: each[0]))


def _chips(reading: Reading, gazetteer: Gazetteer) -> Iterator[tuple[Span, Chip]]:
    for condition in reading.conditions:
        concepts, kind = condition.concepts, condition.kind
        if condition.symptoms:
            kind = "symptom"
            concepts = tuple(Concept("symptom", code, condition.words) for code in condition.symptoms)
        rest = without(reading.text, condition.span)
        place = gazetteer.place(concepts[0].code) if kind == "place" else None
        yield condition.span, Chip(kind, condition.words, rest, concepts, place, condition.is_negated)
    for place, (start, end) in zip(reading.places, reading.place_spans, strict=False):
        if end > start:
            words = reading.text[start:end]
            yield (start, end), Chip("place", words, without(reading.text, (start, end)), place=place)


def without(text: str, span: Span) -> str:
    """The text without a stretch of it, and without the blanks and commas that would be left alone."""
    before, after = text[: span[0]].rstrip(" ,，、;；"), text[span[1] :].lstrip(" ,，、;；")
    joint = " " if before and after and (before[-1].isascii() or after[0].isascii()) else ""
    return f"{before}{joint}{after}".strip(" ,，、;；")
