"""A text into its ads, and each ad into a listing or a refusal."""

from collections.abc import Iterable, Sequence

import msgspec

from directory.ads.rules.boundaries import ads
from directory.ads.rules.columns import in_columns
from directory.ads.rules.filters import rejected
from directory.ads.rules.legible import legible
from directory.ads.rules.makers import makers
from directory.ads.rules.marks import Mark, marks
from directory.ads.rules.parsed_ad import PageListing, ParsedPage, Rejection
from directory.ads.rules.stages import Ad, Reading, read_ad
from directory.reading.contacts import Contact, contacts
from directory.reading.offsets import Printed, Span, Taken, starting_in


def parse(text: str) -> ParsedPage:
    """The facts of every ad in a text, in the shape of `ads parse --json`, with offsets and confidence beside.

    Every string under `evidence` is a substring of the text. What is unclear stays a listing without services.
    """
    page = in_columns(legible(text))
    ways = contacts(page)
    spoken = Taken(len(page.folded), ((way.start, way.end) for way in ways))
    terms = [mark for mark in makers(page, marks(page)) if not spoken.meets(mark.span)]
    listings: list[PageListing] = []
    refused: list[Rejection] = []
    for span in ads(page, terms, ways):
        ad = _part(page, span, terms, ways)
        if not ad.text.folded.strip():
            continue
        refusal = rejected(ad.text, ad.marks, ad.contacts)
        if refusal is None:
            offset = page.at[span[0]] if span[1] > span[0] else 0
            listings.append(_published(ad, read_ad(ad), offset))
        else:
            reason, words = refusal
            refused.append(Rejection(reason, _quoted(ad.text, words), ad.text.text))
    return ParsedPage(tuple(listings), tuple(refused))


def _part(page: Printed, span: Span, terms: Sequence[Mark], ways: Sequence[Contact]) -> Ad:
    """One ad of a page as a text of its own, with the terms and contacts that stand in it."""
    start, end = span
    first, last = (page.at[start], page.at[end - 1] + 1) if end > start else (0, 0)
    text = Printed(page.text[first:last], page.folded[start:end], tuple(at - first for at in page.at[start:end]))
    its_terms = [
        Mark(mark.kind, mark.codes, mark.start - start, mark.end - start, mark.is_negated)
        for mark in starting_in(terms, span)
    ]
    its_ways = [Contact(way.kind, way.value, way.start - start, way.end - start) for way in starting_in(ways, span)]
    return Ad(text, its_terms, its_ways)


def _published(ad: Ad, reading: Reading, offset: int) -> PageListing:
    """The statements as a listing whose spans count from `offset`, where the ad begins on its page."""
    words: dict[str, Sequence[Span]] = {}
    for statement in reading.statements.values():
        words[statement.name] = ad.by_line(statement.spans)
        words |= {part: [span] for part, span in statement.parts.items()}
    words = {field: spans for field, spans in words.items() if spans}
    text = ad.text.text
    listing: dict[str, object] = {statement.name: statement.value for statement in reading.statements.values()}
    listing |= {
        "evidence": {field: _quoted(ad.text, spans) for field, spans in words.items()},
        "spans": {field: [_moved(ad.text.span(span), offset) for span in spans] for field, spans in words.items()},
        "confidence": {statement.name: statement.confidence for statement in reading.statements.values()},
        "text": text,
        "start": offset,
        "end": offset + len(text),
    }
    return msgspec.convert(listing, PageListing)


def _quoted(text: Printed, spans: Iterable[Span]) -> tuple[str, ...]:
    """The words of stretches as printed, each line of them apart."""
    lines = (line.strip() for span in spans for line in text.words(span).splitlines())
    return tuple(dict.fromkeys(filter(None, lines)))


def _moved(span: Span, offset: int) -> Span:
    return span[0] + offset, span[1] + offset
