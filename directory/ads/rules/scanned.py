"""The ads of a page that was scanned: each with its place on the picture, and the phones that could not be read for
sure. Such a phone is no fact: a wrong digit is somebody else's phone. It is named beside, with its doubtful digits as
question marks, for whoever has the picture.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import msgspec

from directory.ads.rules.parsed_ad import PageListing, ParsedPage, Rejection
from directory.kernel.later import later
from directory.kernel.phone import without_extension
from directory.scans.rules.layout import Block, blocks
from directory.scans.rules.pages import Box, Page, edges

if TYPE_CHECKING:
    from directory.ads.rules import parsing
else:
    parsing = later("directory.ads.rules.parsing")

#: What is read under another name, by the field of a listing that it is seen as.
SEEN_AS = {"zips": "service_places", "radius": "service_radius"}


@dataclass(frozen=True)
class ScannedAd:
    """A listing that was read from a page."""

    listing: PageListing
    #: Where it stands on the picture of its page, in pixels.
    box: Box | None
    #: Phones that are none of `listing.phones`, as "240-421-73?3".
    doubtful_phones: tuple[str, ...] = ()
    #: Where the words stand that say a field, and where the digits that are not sure.
    words: Mapping[str, tuple[Box, ...]] = field(default_factory=dict)
    doubtful: tuple[Box, ...] = ()


@dataclass(frozen=True)
class RefusedAd:
    """An ad of a page that is none of ours."""

    rejection: Rejection
    box: Box | None


@dataclass(frozen=True)
class ScannedPage:
    """Every ad of a page."""

    listings: tuple[ScannedAd, ...] = ()
    rejected: tuple[RefusedAd, ...] = ()


def marked_boxes(boxes: Mapping[str, Iterable[list[int]]], fields: Iterable[str]) -> dict[str, list[list[int]]]:
    """Where on a picture the words stand that say a field (`ads.models.ScanPlace`), by the fields of a listing.

    >>> marked_boxes({"zips": [[4, 8, 60, 20]], "phones": [[4, 30, 60, 42]]}, ["service_places"])
    {'service_places': [[4, 8, 60, 20]]}
    """
    wanted = set(fields)
    result: dict[str, list[list[int]]] = {}
    for name, stretches in boxes.items():
        field = SEEN_AS.get(name, name)
        if field in wanted:
            result.setdefault(field, []).extend(stretches)
    return result


def as_json(pages: Sequence[ScannedPage]) -> Mapping[str, object]:
    """As `ads parse --json` shows a text, and of each listing its page, place and doubtful phones."""
    ads = [(number, ad) for number, page in enumerate(pages, 1) for ad in page.listings]
    refused = tuple(refused.rejection for page in pages for refused in page.rejected)
    document = ParsedPage(tuple(ad.listing for _number, ad in ads), refused).as_json()
    beside = (
        {"page": number, "box": ad.box and edges(ad.box), "doubtful_phones": list(ad.doubtful_phones)}
        for number, ad in ads
    )
    listings = document["listings"]
    if not isinstance(listings, list):
        raise TypeError("listings")
    return {**document, "listings": [{**fields, **more} for fields, more in zip(listings, beside, strict=True)]}


def read_page(page: Page) -> ScannedPage:
    """The ads of a page that the recognizer read. Raises for no page."""
    listings: list[ScannedAd] = []
    refused: list[RefusedAd] = []
    for block in blocks(page):
        parsed = parsing.parse(block.text)
        listings += (_ad(listing, block) for listing in parsed.listings)
        for rejection in parsed.rejected:
            start = max(0, block.text.find(rejection.text))
            refused.append(RefusedAd(rejection, block.box(start, start + len(rejection.text))))
    return ScannedPage(tuple(listings), tuple(refused))


def _ad(listing: PageListing, block: Block) -> ScannedAd:
    box = block.box(listing.start, listing.end)
    spans = listing.spans.get("phones", ())
    words = {
        name: tuple(place for start, end in stretches for place in block.boxes(start, end))
        for name, stretches in listing.spans.items()
    }
    marked = {span: doubtful for span in spans if (doubtful := _marked(block, span))}
    if not marked:
        return ScannedAd(listing, box, words=words)
    sure = _digits(block.text[start:end] for start, end in spans if (start, end) not in marked)
    phones = tuple(phone for phone in listing.phones or () if any(_national(phone) in digits for digits in sure))
    unsure = (place for span in marked for at in block.doubtful(*span) if (place := block.places[at]))
    sure_listing = msgspec.structs.replace(listing, phones=phones or None)
    return ScannedAd(sure_listing, box, tuple(marked.values()), words, tuple(unsure))


def _marked(block: Block, span: tuple[int, int]) -> str | None:
    """The words of a stretch with a question mark for each doubtful letter or digit; None where none is."""
    start, end = span
    doubtful = set(block.doubtful(start, end))
    if not doubtful:
        return None
    return "".join("?" if at in doubtful else block.text[at] for at in range(start, end)).strip()


def _digits(texts: Iterable[str]) -> list[str]:
    return ["".join(filter(str.isdigit, text)) for text in texts]


def _national(phone: str) -> str:
    return without_extension(phone)[-10:]
