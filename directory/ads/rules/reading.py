"""Assembling what an ad states into one listing, each field with the exact words that say it. Not stated stays None."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from directory.ads.rules import offers
from directory.ads.rules.areas import areas
from directory.ads.rules.marks import Mark
from directory.ads.rules.names import Name, best, names_in, owner_in, person_before
from directory.ads.rules.papers import papers
from directory.ads.rules.warranties import warranties
from directory.places.gazetteer import gazetteer
from directory.reading.contacts import Contact
from directory.reading.hours import hours
from directory.reading.offsets import Printed, Span

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


def listing(ad: Printed, found: Sequence[Mark], reached: Sequence[Contact]) -> Reading:
    """Everything one ad states."""
    read = Reading(ad)
    named = _names(read)
    _reach(read, reached)
    _work(read, found)
    taken = [*(name.span for name in named), *((each.start, each.end) for each in reached)]
    taken += _papers(read, found)
    promised = warranties(ad, found)
    said = [span for promise in promised for span in promise.spans]
    read.put("warranties", _once(promise.warranty for promise in promised), said, _LIKELY)
    _areas(read, found, taken)
    _offers(read, found, [*taken, *read.said.get("addresses", []), *read.said.get("zips", [])])
    return read


def _names(read: Reading) -> list[Name]:
    ad = read.ad
    found = [name for line in ad.lines for name in names_in(ad, line)]
    chinese, english = best(found, is_chinese=True), best(found, is_chinese=False)
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
        of = [each for each in reached if each.kind == kind]
        read.put(name, list(dict.fromkeys(each.value for each in of)), [(each.start, each.end) for each in of])
    for kind in ("wechat", "ad_number"):
        first = next((each for each in reached if each.kind == kind), None)
        if first:
            value = read.ad.words((first.start, first.end)) if kind == "wechat" else first.value
            read.put(kind, value, [(first.start, first.end)])


def _work(read: Reading, found: Sequence[Mark]) -> None:
    for kind, name, excluded in (
        ("service", "services", "services_excluded"),
        ("work_type", "work_types", None),
        ("brand", "brands", "brands_excluded"),
        ("property", "property_types", "property_excluded"),
    ):
        of = [mark for mark in found if mark.kind == kind]
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


def _papers(read: Reading, found: Sequence[Mark]) -> list[Span]:
    told = papers(read.ad, found)
    licenses = [{"type": each["type"], "number": each["number"], "state": each["state"]} for each in told.licenses]
    read.put("licenses", licenses, told.said.get("licenses", []), _LIKELY)
    licensed = told.licensed or (True if licenses else None)
    read.put("licensed", licensed, told.said.get("licensed") or told.said.get("licenses", []))
    read.put("insured", told.insured, told.said.get("insured", []))
    read.put("licensed_states", told.licensed_states, told.said.get("licensed_states", []), _LIKELY)
    read.put("insured_states", told.insured_states, told.said.get("insured_states", []), _LIKELY)
    return [*told.said.get("licenses", []), *told.said.get("licensed_states", []), *told.said.get("insured_states", [])]


def _areas(read: Reading, found: Sequence[Mark], taken: Sequence[Span]) -> None:
    told = areas(read.ad, found, taken, gazetteer())
    read.put("service_states", told.states, told.said.get("service_states", []))
    read.put("service_places", told.places, told.said.get("service_places", []), _LIKELY)
    read.put("zips", _once(told.zips), told.said.get("zips", []))
    read.put("addresses", told.addresses, told.said.get("addresses", []), _LIKELY)
    read.put("radius", told.radius, told.said.get("radius", []), _LIKELY)


def _offers(read: Reading, found: Sequence[Mark], taken: Sequence[Span]) -> None:
    offered = offers.features(read.ad, found)
    read.put("features", list(offered), offered.values(), _LIKELY)
    spoken = offers.languages(read.ad, found)
    read.put("languages", list(spoken), [span for spans in spoken.values() for span in spans], _LIKELY)
    week, said = hours(read.ad, taken)
    read.put("hours", week, said, _LIKELY)


def _once(values: Iterable[Any]) -> list[Any]:
    kept: list[Any] = []
    for value in values:
        if value not in kept:
            kept.append(value)
    return kept


def _by_line(ad: Printed, spans: Sequence[Span]) -> list[Span]:
    """The words of a field, line by line: from its first word on a line to its last."""
    lines: dict[int, Span] = {}
    for start, end in sorted(spans):
        number = ad.line_at(start)
        held = lines.get(number)
        lines[number] = (min(held[0], start), max(held[1], end)) if held else (start, end)
    return list(lines.values())
