"""Text to facts, the whole way: clean, split, spot, read, assemble. Pure; needs no database and raises for no text."""

from bisect import bisect_left
from collections.abc import Sequence
from typing import Any, TypeVar

from directory.ads.rules.marks import Mark
from directory.ads.rules.negating import marks
from directory.ads.rules.reading import Reading, listing
from directory.ads.rules.rejecting import rejected
from directory.ads.rules.splitting import ads
from directory.reading.contacts import Contact, contacts
from directory.reading.offsets import Printed, Span, Taken, printed

_Found = TypeVar("_Found", Mark, Contact)
#: Every field of a listing, in the order of the published shape; None where the ad says nothing.
FIELDS = (
    *("names", "owner", "ad_number", "phones", "services", "work_types", "brands", "licensed", "licenses", "insured"),
    *("licensed_states", "insured_states", "warranties", "property_types", "service_states", "emails", "websites"),
    *("wechat", "addresses", "zips", "service_places", "radius", "hours", "languages", "features"),
    *("services_excluded", "brands_excluded", "property_excluded"),
)


def parse(text: str) -> dict[str, Any]:
    """The facts of every ad in a text, in the shape of `ads parse --json`, with offsets and confidence beside.

    Every string under `evidence` is a substring of the text. What is unclear stays a listing without services.
    """
    page = printed(text)
    reached = contacts(page)
    spoken = Taken(len(page.folded), ((each.start, each.end) for each in reached))
    found = [mark for mark in marks(page) if not spoken.meets(mark.span)]
    listings: list[dict[str, Any]] = []
    refused: list[dict[str, Any]] = []
    for span in ads(page, found, reached):
        ad, its_marks, its_reach = _part(page, span, found, reached)
        if not ad.folded.strip():
            continue
        no = rejected(ad, its_marks, its_reach)
        if no is None:
            listings.append(_published(listing(ad, its_marks, its_reach), page, span))
        else:
            evidence = list(dict.fromkeys(ad.words(each) for each in no[1]))
            refused.append({"reason": no[0], "evidence": evidence, "text": ad.text})
    return {"listings": listings, "rejected": refused}


def _part(
    page: Printed, span: Span, found: list[Mark], reached: list[Contact]
) -> tuple[Printed, list[Mark], list[Contact]]:
    """One ad of a page as a text of its own, with the marks and contacts that stand in it."""
    start, end = span
    first, last = (page.at[start], page.at[end - 1] + 1) if end > start else (0, 0)
    ad = Printed(page.text[first:last], page.folded[start:end], tuple(at - first for at in page.at[start:end]))
    its_marks = [
        Mark(mark.kind, mark.codes, mark.start - start, mark.end - start, mark.is_negated)
        for mark in _between(found, span)
    ]
    its_reach = [
        Contact(each.kind, each.value, each.start - start, each.end - start) for each in _between(reached, span)
    ]
    return ad, its_marks, its_reach


def _between(found: Sequence[_Found], span: Span) -> Sequence[_Found]:
    """Those that begin in a stretch; `found` is in order."""
    first, last = (bisect_left(found, edge, key=lambda each: each.start) for edge in span)
    return found[first:last]


def _published(read: Reading, page: Printed, span: Span) -> dict[str, Any]:
    ad = read.ad
    values = {name: read.values.get(name) for name in FIELDS}
    values["names"] = values["names"] or {"zh": None, "en": None}
    values["licensed"] = values["licensed"] or None
    offset = page.at[span[0]] if span[1] > span[0] else 0
    return {
        **values,
        "evidence": {
            name: list(dict.fromkeys(ad.words(each) for each in spans)) for name, spans in read.said.items() if spans
        },
        "spans": {
            name: [_moved(ad.span(each), offset) for each in spans] for name, spans in read.said.items() if spans
        },
        "confidence": read.confidence,
        "text": ad.text,
        "start": offset,
        "end": offset + len(ad.text),
    }


def _moved(span: Span, offset: int) -> list[int]:
    return [span[0] + offset, span[1] + offset]
