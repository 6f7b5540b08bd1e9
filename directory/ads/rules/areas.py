"""Where an ad says its firm works: states, counties, towns, ZIP codes, a circle. An address says only where it stands."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from directory.ads.rules.marks import Mark
from directory.ads.rules.printed import Printed, Span
from directory.ads.rules.words import words
from directory.places.gazetteer import Gazetteer

_STATE_RUN = re.compile(
    r"(?<![a-z])(?:dc|d\.c\.|md|va|maryland|virginia|马里兰州?|马州|维州|维吉尼亚州?|弗州|弗吉尼亚州?|华盛顿特区|华府|华盛顿dc)(?![a-z])"
)
_STATE_CODES = {"d": "DC", "华": "DC", "m": "MD", "马": "MD", "v": "VA", "维": "VA", "弗": "VA"}
_METRO = re.compile(
    r"(?<![a-z])dmv(?![a-z])|大华府|大华盛顿|dc metro|washington metro|greater washington|华府地区|washington dc area|dc area"
)
_ADDRESS = re.compile(
    r"(?<![\w#-])(\d{2,5}[ ](?:[nsew]\.?[ ])?(?:[a-z0-9'.]+[ ]){1,4}(?:st|street|rd|road|ave|avenue|dr|drive|blvd|boulevard|ln|lane|ct|court|pike|hwy|highway|pl|place|way|pkwy|parkway|cir|circle|ter|terrace|square|sq)\b\.?"
    r"(?:[ ,]*(?:#|suite|ste\.?|unit|apt\.?|room|rm)[ ]?#?[\w-]+)?(?:[ ,]+[a-z .]{3,24},?[ ]+(?:dc|md|va|maryland|virginia)\.?)?(?:[ ,]*\d{5}(?:-\d{4})?)?)"
)
_ZIP = re.compile(r"(?<![\d\-#$])(\d{5})(?![\d\-])")
_RADIUS = re.compile(
    r"(?:within\s+)?(\d{1,3})\s*-?\s*(?:miles?|mi\.?|英里|哩)\s*(?:radius\s*)?(?:of|from|around|radius of|以内|之内|内|范围)?\s*(?:的)?\s*(?:zip\s*)?([^\n,，。;；]{0,24})"
)
_AROUND = re.compile(r"([^\n,，。;；]{1,24}?)\s*(?:周边|周围|方圆|附近|为中心)\s*(\d{1,3})\s*(?:英里|哩|miles?)")
_AREA_LINE = re.compile(
    r"服务|区域|地区|范围|serv(?:e|es|ing|ice area)|areas?(?![a-z])|cover(?:s|ing)?|上门|均可|都做|皆可|全境|跑|一带|周边|available in|throughout|work in|负责"
)
_LABEL = re.compile(r"地址|店址|门市|address|located|location|visit us|(?<!head )office(?! of)")


@dataclass
class Areas:
    """What is said of places. Empty where nothing is."""

    states: list[str] = field(default_factory=list)
    places: list[str] = field(default_factory=list)
    zips: list[str] = field(default_factory=list)
    addresses: list[str] = field(default_factory=list)
    radius: dict[str, Any] | None = None
    said: dict[str, list[Span]] = field(default_factory=dict)

    def note(self, name: str, span: Span) -> None:
        """Keep the words of a field."""
        self.said.setdefault(name, []).append(span)


def areas(ad: Printed, found: Sequence[Mark], taken: Sequence[Span], gazetteer: Gazetteer) -> Areas:
    """The places of one ad. `taken` are stretches that speak of something else: names, papers, phones."""
    told = Areas()
    closed = [*taken, *_addresses(ad, told)]
    closed += _circle(ad, told, gazetteer)
    for match in _METRO.finditer(ad.folded):
        if not _inside(match.span(), closed):
            told.states += ["DC", "MD", "VA"]
            told.note("service_states", match.span())
            closed.append(match.span())
    for start, end in ad.lines:
        line = ad.folded[start:end]
        if _LABEL.search(line) and not _AREA_LINE.search(_LABEL.sub("", line)):
            continue
        _states(line, start, closed, told)
    for mark in found:
        if mark.kind == "place" and not mark.is_negated and not _inside(mark.span, closed):
            _place(ad, mark, told, gazetteer)
    for match in _ZIP.finditer(ad.folded):
        place = gazetteer.zip(match[1])
        if place is not None and not _inside(match.span(), [*closed]) and _speaks_of_area(ad, match.start()):
            told.zips.append(match[1])
            told.note("zips", match.span())
    told.states = list(dict.fromkeys(told.states))
    told.places = list(dict.fromkeys(told.places))
    return told


def _inside(span: Span, closed: Sequence[Span]) -> bool:
    return any(start < span[1] and span[0] < end for start, end in closed)


def _addresses(ad: Printed, told: Areas) -> list[Span]:
    spans = []
    for match in _ADDRESS.finditer(ad.folded):
        span = ad.trimmed(match.span())
        told.addresses.append(ad.words(span))
        told.note("addresses", span)
        spans.append(span)
    return spans


def _circle(ad: Printed, told: Areas, gazetteer: Gazetteer) -> list[Span]:
    for match, miles, where in [
        *((m, m[1], m[2]) for m in _RADIUS.finditer(ad.folded)),
        *((m, m[2], m[1]) for m in _AROUND.finditer(ad.folded)),
    ]:
        number = _ZIP.search(where)
        if number and gazetteer.zip(number[1]):
            told.radius = {"zip": number[1], "miles": int(miles)}
            told.note("radius", ad.trimmed(match.span()))
            return [match.span()]
    return []


def _states(line: str, at: int, closed: Sequence[Span], told: Areas) -> None:
    """States on a line that speaks of where they work, or that is nothing but states."""
    found = [m for m in _STATE_RUN.finditer(line) if not _inside((at + m.start(), at + m.end()), closed)]
    if not found:
        return
    rest = _STATE_RUN.sub("", line)
    only = not re.sub(r"[\W_]|和|及|与|三地|三州|两州|各地|都|均|可|and|area|地区", "", rest)
    alone = len(found) >= 2 and bool(
        re.fullmatch(r"[\s/,，、&+.|·和及与]*(?:and)?[\s/,，、&+.|·]*", line[found[0].end() : found[1].start()])
    )
    if not (only or alone or _AREA_LINE.search(rest)):
        return
    if re.search(r"licen|insur|执照|牌照|证照|保险|hvac\s*#|mhic", rest) and not re.search(
        r"服务|serv|上门|地区", rest
    ):
        return
    told.states += [_STATE_CODES[m[0][0]] for m in found]
    told.note("service_states", (at + found[0].start(), at + found[-1].end()))


def _place(ad: Printed, mark: Mark, told: Areas, gazetteer: Gazetteer) -> None:
    place = gazetteer.place(mark.codes[0])
    if place is None or place.kind == "state":
        return
    if not _speaks_of_area(ad, mark.start):
        return
    if place.kind == "region":
        rows = list(place.fips) if place.code != "dmv" else []
        told.states += ["DC", "MD", "VA"] if place.code == "dmv" else []
        told.places += rows
        told.note("service_places" if rows else "service_states", mark.span)
        return
    told.places.append(place.row)
    told.note("service_places", mark.span)


def _speaks_of_area(ad: Printed, position: int) -> bool:
    """Whether the line of a place, or the one before it, is about where they work."""
    number = ad.line_at(position)
    start, end = ad.lines[number]
    line = ad.folded[start:end]
    if _LABEL.search(line) and not _AREA_LINE.search(_LABEL.sub("", line)):
        return False
    if _AREA_LINE.search(line) or any(word in line for word in words("area", "before")):
        return True
    # A line of places and nothing else, or one that goes on with the list of the line before.
    before = ad.folded[slice(*ad.lines[number - 1])] if number else ""
    return bool(re.search(r"[,，、/]", line)) and (
        bool(_AREA_LINE.search(before)) or len(re.split(r"[,，、/|·]", line)) > 2
    )
