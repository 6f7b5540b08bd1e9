"""What is read from an ad, as frozen types with JSON in and out: a page of `ads parse --json`, a row of submissions."""

from collections.abc import Mapping
from typing import TypedDict

import msgspec
from msgspec.structs import asdict

from directory.businesses.fields.terms import CircleValue, FactValue, LicenseValue, WarrantyValue
from directory.kernel.phone import extensions, without_extension
from directory.kernel.prepared import Json, document_of

#: Codes, numbers or lines; None where the ad says nothing.
_Texts = tuple[str, ...] | None


class PrintedNames(msgspec.Struct, frozen=True):
    """The firm's name as printed, in each script."""

    zh: str | None = None
    en: str | None = None


class AdListing(msgspec.Struct, frozen=True, kw_only=True):
    """One ad: each field of a listing as the ad states it, None where it says nothing.

    By the name of a field: `evidence` holds the words that say it, `spans` where they stand in the text, `confidence`
    how sure the reading is (0 to 1).
    """

    names: PrintedNames = PrintedNames()
    owner: str | None = None
    ad_number: str | None = None
    phones: _Texts = None
    services: _Texts = None
    work_types: _Texts = None
    brands: _Texts = None
    licensed: bool | None = None
    licenses: tuple[LicenseValue, ...] | None = None
    insured: bool | None = None
    licensed_states: _Texts = None
    insured_states: _Texts = None
    warranties: tuple[WarrantyValue, ...] | None = None
    property_types: _Texts = None
    service_states: _Texts = None
    emails: _Texts = None
    websites: _Texts = None
    wechat: str | None = None
    addresses: _Texts = None
    zips: _Texts = None
    service_places: _Texts = None
    radius: CircleValue | None = None
    hours: dict[str, list[str]] | None = None
    languages: _Texts = None
    features: _Texts = None
    services_excluded: _Texts = None
    brands_excluded: _Texts = None
    property_excluded: _Texts = None
    evidence: dict[str, tuple[str, ...]] = {}
    spans: dict[str, tuple[tuple[int, int], ...]] = {}
    confidence: dict[str, float] = {}


class PageListing(AdListing, frozen=True, kw_only=True):
    """An ad of a page: its own text, and where that begins and ends."""

    text: str
    start: int
    end: int


class Rejection(msgspec.Struct, frozen=True):
    """An ad that is none of ours: why, and the words that say so."""

    reason: str
    evidence: tuple[str, ...]
    text: str


class ParsedPage(msgspec.Struct, frozen=True):
    """Every ad of a text."""

    listings: tuple[PageListing, ...]
    rejected: tuple[Rejection, ...]

    def as_json(self) -> Mapping[str, Json]:
        """The object of `ads parse --json`: phones in E.164, the extension of each that has one beside them."""
        return document_of(self) | {"listings": [_published(listing) for listing in self.listings]}


def _published(listing: PageListing) -> dict[str, Json]:
    phones = listing.phones or ()
    numbers = list(dict.fromkeys(map(without_extension, phones)))
    with_one = extensions(phones)
    return document_of(listing) | {"phones": numbers or None} | ({"extensions": with_one} if with_one else {})


class StoredAd(TypedDict, total=False):
    """Keys of a row beside those of a listing."""

    form: bool
    said: Mapping[str, FactValue]
    reason: str
    evidence: Mapping[str, list[str]] | list[str]


class ParsedAd(AdListing, frozen=True, kw_only=True):
    """One ad as a submission keeps it, in one of four shapes of JSON: a listing, a refusal, a form, nothing.

    `reason`: why it is none of ours (`other_trade`, `job_offer`, `no_contact`), with the words for it. `is_form`: typed
    into our form and never printed. `said`: the corrections that were the contractor's own, once it was handed in.
    """

    reason: str | None = None
    refusing_words: tuple[str, ...] = ()
    is_form: bool = False
    said: Mapping[str, FactValue] | None = None

    @property
    def is_printed(self) -> bool:
        """Whether the text is an ad, and not what somebody typed into our form."""
        return not self.is_form

    @classmethod
    def of_listing(cls, listing: PageListing, longest: int) -> "ParsedAd":
        """An ad of a page: places of words counted in its own text, none beyond `longest` characters of it."""
        last = listing.start + min(len(listing.text), longest)
        spans = {
            field: tuple((first - listing.start, end - listing.start) for first, end in places if end <= last)
            for field, places in listing.spans.items()
        }
        return cls(**{**{field: getattr(listing, field) for field in AdListing.__struct_fields__}, "spans": spans})

    @classmethod
    def of_json(cls, document: StoredAd) -> "ParsedAd":
        """The ad of a row. Raises msgspec.ValidationError for what no release has written."""
        if "reason" in document:
            words = document.get("evidence")
            return cls(reason=document["reason"], refusing_words=tuple(words) if isinstance(words, list) else ())
        listing = asdict(msgspec.convert(document, AdListing))
        return cls(**listing, is_form=document.get("form", False), said=document.get("said"))

    def as_json(self) -> Mapping[str, object]:
        """The ad as its row keeps it."""
        if self.reason is not None:
            return {"reason": self.reason, "evidence": list(self.refusing_words)}
        if self == NOTHING:
            return {}
        fields = ("evidence", "spans", "confidence") if self.is_form else AdListing.__struct_fields__
        document = {"form": True} if self.is_form else {}
        document |= {field: msgspec.to_builtins(getattr(self, field)) for field in fields}
        return document if self.said is None else {**document, "said": self.said}


#: Nothing read, and what stands in the row of an ad that was taken back.
NOTHING = ParsedAd()
#: Every field of a listing, in the order of the published shape.
FIELDS = AdListing.__struct_fields__[:-3]
