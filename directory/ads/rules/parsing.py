"""What is offered beside work: around the clock, free estimates, financing, rebates, languages spoken."""

import re
from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Any, TypeVar

from directory.ads.rules.ad_vocabulary import tables
from directory.ads.rules.areas import areas
from directory.ads.rules.boundaries import ads
from directory.ads.rules.denying import denied
from directory.ads.rules.filters import rejected
from directory.ads.rules.marks import Mark, marks
from directory.ads.rules.names import Name, best, names_in, owner_in, person_before
from directory.ads.rules.papers import papers
from directory.ads.rules.warranties import warranties
from directory.places.gazetteer import gazetteer
from directory.reading.contacts import Contact, contacts
from directory.reading.hours import hours
from directory.reading.offsets import Printed, Span, Taken, printed

#: Without its stroke it is any number.
_ROUND_THE_CLOCK = re.compile(r"(?<![\d/-])24\s*[/x×]\s*7(?![\d/-])")


def features(ad: Printed, marks: Sequence[Mark]) -> dict[str, Span]:
    """Feature code -> the words that offer it."""
    offered = {mark.codes[0]: mark.span for mark in reversed(marks) if mark.kind == "feature" and not mark.is_negated}
    clock = _ROUND_THE_CLOCK.search(ad.folded)
    if clock and not denied(ad.folded, [clock.span()]):
        offered["open_24h"] = clock.span()
    return offered


def languages(ad: Printed, marks: Sequence[Mark]) -> dict[str, list[Span]]:
    """Language code -> the words that say it is spoken; 国、粤、英语 are three."""
    spoken: dict[str, list[Span]] = {}
    for match in _short_languages().finditer(ad.folded):
        for code, short in tables()["short_language"].items():
            if set(short) & set(match["list"] or match["said"]):
                spoken[code] = [match.span()]
    for mark in marks:
        if mark.kind == "language" and not mark.is_negated:
            spoken.setdefault(mark.codes[0], []).append(mark.span)
    return spoken


@cache
def _short_languages() -> re.Pattern[str]:
    every = "".join(character for short in tables()["short_language"].values() for character in short)
    several = rf"[{every}](?:[、,，/·和及 ]?[{every}])+"
    alone, other = r"(?<![\u4e00-\u9fff])", r"(?![\u4e00-\u9fff])"
    return re.compile(rf"{alone}(?P<list>{several})[双两三四]?[语文话]|(?<=[说讲通会])(?P<said>{several}){other}")


#: How sure a kind of reading is, where nothing makes it less.
_SURE, _LIKELY, _GUESSED = 0.98, 0.85, 0.6


@dataclass
class Reading:
    """A listing as read so far: values, the words of each field, and how sure it is."""

    ad: Printed
    values: dict[str, Any] = field(default_factory=dict)
    said: dict[str, list[Span]] = field(default_factory=dict)
    confidence: dict[str, float] = field(default_factory=dict)

    def put(self, name: str, value: Any, spans: Iterable[Span], sure: float = _SURE) -> None:
        """Keep a field that is stated; nothing is kept of an empty one."""
        if value not in (None, [], {}, ""):
            self.values[name], self.confidence[name] = value, sure
            self.said[name] = _by_line(self.ad, list(spans))


def listing(ad: Printed, page_marks: Sequence[Mark], reached: Sequence[Contact]) -> Reading:
    """Everything one ad states."""
    read = Reading(ad)
    named = _names(read)
    _reach(read, reached)
    _work(read, page_marks)
    taken = [*(name.span for name in named), *((contact.start, contact.end) for contact in reached)]
    taken += _papers(read, page_marks)
    promised = warranties(ad, page_marks)
    promise_spans = [span for promise in promised for span in promise.spans]
    read.put("warranties", _once(promise.warranty for promise in promised), promise_spans, _LIKELY)
    _areas(read, page_marks, taken)
    _offers(read, page_marks, [*taken, *read.said.get("addresses", []), *read.said.get("zips", [])])
    return read


def _names(read: Reading) -> list[Name]:
    ad = read.ad
    line_names = [name for line in ad.lines for name in names_in(ad, line)]
    chinese, english = best(line_names, is_chinese=True), best(line_names, is_chinese=False)
    names = {"zh": chinese.text if chinese else None, "en": english.text if english else None}
    spans = [name.span for name in (chinese, english) if name]
    if spans:
        read.put("names", names, spans, _LIKELY)
        read.said["name_zh"] = [chinese.span] if chinese else []
        read.said["name_en"] = [english.span] if english else []
    person = person_before(chinese, ad) if chinese else None
    person = person or next((owner for line in ad.lines if (owner := owner_in(ad, line))), None)
    if person:
        read.put("owner", person[0], [person[1]], _GUESSED)
    return [name for name in (chinese, english) if name]


def _reach(read: Reading, reached: Sequence[Contact]) -> None:
    for kind, name in (("phone", "phones"), ("email", "emails"), ("website", "websites")):
        of = [contact for contact in reached if contact.kind == kind]
        read.put(
            name, list(dict.fromkeys(contact.value for contact in of)), [(contact.start, contact.end) for contact in of]
        )
    for kind in ("wechat", "ad_number"):
        first = next((contact for contact in reached if contact.kind == kind), None)
        if first:
            value = read.ad.words((first.start, first.end)) if kind == "wechat" else first.value
            read.put(kind, value, [(first.start, first.end)])


def _work(read: Reading, page_marks: Sequence[Mark]) -> None:
    for kind, name, excluded in (
        ("service", "services", "services_excluded"),
        ("work_type", "work_types", None),
        ("brand", "brands", "brands_excluded"),
        ("property", "property_types", "property_excluded"),
    ):
        of = [mark for mark in page_marks if mark.kind == kind]
        stated = [mark for mark in of if not mark.is_negated]
        read.put(name, _once(code for mark in stated for code in mark.codes), [mark.span for mark in stated])
        if excluded:
            refused = [mark for mark in of if mark.is_negated]
            codes = [
                code
                for code in _once(c for mark in refused for c in mark.codes)
                if code not in read.values.get(name, [])
            ]
            read.put(excluded, codes, [mark.span for mark in refused], _LIKELY)


def _papers(read: Reading, page_marks: Sequence[Mark]) -> list[Span]:
    result = papers(read.ad, page_marks)
    licenses = [
        {"type": license["type"], "number": license["number"], "state": license["state"]} for license in result.licenses
    ]
    read.put("licenses", licenses, result.said.get("licenses", []), _LIKELY)
    licensed = result.licensed or (True if licenses else None)
    read.put("licensed", licensed, result.said.get("licensed") or result.said.get("licenses", []))
    read.put("insured", result.insured, result.said.get("insured", []))
    read.put("licensed_states", result.licensed_states, result.said.get("licensed_states", []), _LIKELY)
    read.put("insured_states", result.insured_states, result.said.get("insured_states", []), _LIKELY)
    return [
        *result.said.get("licenses", []),
        *result.said.get("licensed_states", []),
        *result.said.get("insured_states", []),
    ]


def _areas(read: Reading, page_marks: Sequence[Mark], taken: Sequence[Span]) -> None:
    result = areas(read.ad, page_marks, taken, gazetteer())
    read.put("service_states", result.states, result.words.get("service_states", []))
    read.put("service_places", result.places, result.words.get("service_places", []), _LIKELY)
    read.put("zips", _once(result.zips), result.words.get("zips", []))
    read.put("addresses", result.addresses, result.words.get("addresses", []), _LIKELY)
    read.put("radius", result.radius, result.words.get("radius", []), _LIKELY)


def _offers(read: Reading, page_marks: Sequence[Mark], taken: Sequence[Span]) -> None:
    offered = features(read.ad, page_marks)
    read.put("features", list(offered), offered.values(), _LIKELY)
    spoken = languages(read.ad, page_marks)
    read.put("languages", list(spoken), [span for spans in spoken.values() for span in spans], _LIKELY)
    week, hours_spans = hours(read.ad, taken)
    read.put("hours", week, hours_spans, _LIKELY)


def _once(values: Iterable[Any]) -> list[Any]:
    distinct: list[Any] = []
    for value in values:
        if value not in distinct:
            distinct.append(value)
    return distinct


def _by_line(ad: Printed, spans: Sequence[Span]) -> list[Span]:
    """The words of a field, line by line: from its first word on a line to its last."""
    lines: dict[int, Span] = {}
    for start, end in sorted(spans):
        number = ad.line_at(start)
        earlier = lines.get(number)
        lines[number] = (min(earlier[0], start), max(earlier[1], end)) if earlier else (start, end)
    return list(lines.values())


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
    spoken = Taken(len(page.folded), ((contact.start, contact.end) for contact in reached))
    page_marks = [mark for mark in marks(page) if not spoken.meets(mark.span)]
    listings: list[dict[str, Any]] = []
    refused: list[dict[str, Any]] = []
    for span in ads(page, page_marks, reached):
        ad, its_marks, its_reach = _part(page, span, page_marks, reached)
        if not ad.folded.strip():
            continue
        no = rejected(ad, its_marks, its_reach)
        if no is None:
            listings.append(_published(listing(ad, its_marks, its_reach), page, span))
        else:
            evidence = list(dict.fromkeys(ad.words(span) for span in no[1]))
            refused.append({"reason": no[0], "evidence": evidence, "text": ad.text})
    return {"listings": listings, "rejected": refused}


def _part(
    page: Printed, span: Span, page_marks: list[Mark], reached: list[Contact]
) -> tuple[Printed, list[Mark], list[Contact]]:
    """One ad of a page as a text of its own, with the marks and contacts that stand in it."""
    start, end = span
    first, last = (page.at[start], page.at[end - 1] + 1) if end > start else (0, 0)
    ad = Printed(page.text[first:last], page.folded[start:end], tuple(at - first for at in page.at[start:end]))
    its_marks = [
        Mark(mark.kind, mark.codes, mark.start - start, mark.end - start, mark.is_negated)
        for mark in _between(page_marks, span)
    ]
    its_reach = [
        Contact(contact.kind, contact.value, contact.start - start, contact.end - start)
        for contact in _between(reached, span)
    ]
    return ad, its_marks, its_reach


def _between(items: Sequence[_Found], span: Span) -> Sequence[_Found]:
    """Those that begin in a stretch; `marks` is in order."""
    first, last = (bisect_left(items, edge, key=lambda item: item.start) for edge in span)
    return items[first:last]


def _published(read: Reading, page: Printed, span: Span) -> dict[str, Any]:
    ad = read.ad
    values = {name: read.values.get(name) for name in FIELDS}
    values["names"] = values["names"] or {"zh": None, "en": None}
    values["licensed"] = values["licensed"] or None
    offset = page.at[span[0]] if span[1] > span[0] else 0
    return {
        **values,
        "evidence": {
            name: list(dict.fromkeys(ad.words(place) for place in spans)) for name, spans in read.said.items() if spans
        },
        "spans": {
            name: [_moved(ad.span(place), offset) for place in spans] for name, spans in read.said.items() if spans
        },
        "confidence": read.confidence,
        "text": ad.text,
        "start": offset,
        "end": offset + len(ad.text),
    }


def _moved(span: Span, offset: int) -> list[int]:
    return [span[0] + offset, span[1] + offset]
