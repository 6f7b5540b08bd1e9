"""Where an ad says its firm works: states, counties, towns, ZIP codes, a circle. An address only says where it is."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from directory.ads.rules.marks import Mark
from directory.ads.rules.printed import Printed, Span, Taken
from directory.ads.rules.words import words
from directory.places.gazetteer import Gazetteer

_STATE_RUN = re.compile(
    r"(?<![a-z])(?:dc|d\.c\.|md|va|maryland|virginia|马里兰州?|马州|维州|维吉尼亚州?|弗州|弗吉尼亚州?|华盛顿特区|华府|华盛顿dc)(?![a-z])"
)
_STATE_CODES = {"d": "DC", "华": "DC", "m": "MD", "马": "MD", "v": "VA", "维": "VA", "弗": "VA"}
_METRO = re.compile(
    r"(?<![a-z])dmv(?![a-z])|大华府|大华盛顿|dc metro|washington metro|greater washington|华府地区|"
    r"washington dc area|dc area"
)
_ADDRESS = re.compile(
    r"(?<![\w#-])(\d{2,5}[ ](?:[nsew]\.?[ ])?(?:[a-z0-9'.]+[ ]){1,4}(?:turnpike|tpke|st|street|"
    r"rd|road|ave|avenue|dr|drive|blvd|boulevard|ln|lane|ct|court|pike|hwy|highway|pl|place|"
    r"way|pkwy|parkway|cir|circle|ter|terrace|square|sq)\b\.?(?:[ ](?:ne|nw|se|sw|n|s|e|w)\b\.?"
    r")?"
    r"(?:[ ,]*(?:#|suite|ste\.?|unit|apt\.?|room|rm)[ ]?#?[\w-]+)?(?:[ ,]+[a-z .]{3,24},?[ ]+(?"
    r":dc|md|va|maryland|virginia)\.?)?(?:[ ,]*\d{5}(?:-\d{4})?)?)"
)
_ZIP = re.compile(r"(?<![\d\-#$])(\d{5})(?![\d\-])")
_RADIUS = re.compile(
    r"(?:within\s+)?(\d{1,3})\s*-?\s*(?:miles?|mi\.?|英里|哩)\s*(?:radius\s*)?(?:of|from|around|"
    r"radius of|以内|之内|内|范围)?\s*(?:的)?\s*(?:zip\s*)?([^\n,，。;；]{0,24})"
)
_AROUND = re.compile(r"([^\n,，。;；]{1,24}?)\s*(?:周边|周围|方圆|附近|为中心)\s*(\d{1,3})\s*(?:英里|哩|miles?)")
_AREA_LINE = re.compile(
    r"服务|区域|地区|范围|serv(?:e|es|ing|ice area)|areas?(?![a-z])|cover(?:s|ing)?|上门|均可|"
    r"都做|皆可|全境|跑|一带|周边|available in|throughout|work in|负责"
)
_OF_STATE = re.compile(r"(?:,? ?(?:dc|md|va|maryland|virginia)(?![a-z]))?")
_PLACE_WORDS = re.compile(r"(?:county|city|counties|郡|县|市)\s*$")
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
    closed = Taken(len(ad.folded), [*taken, *_addresses(ad, told)])
    for span in _circle(ad, told, gazetteer):
        closed.add(span)
    for match in _METRO.finditer(ad.folded):
        if not closed.meets(match.span()):
            told.states += ["DC", "MD", "VA"]
            told.note("service_states", match.span())
            closed.add(match.span())
    addresses = Taken(len(ad.folded), told.said.get("addresses", []))
    # "Loudoun County, VA" and "Northern Virginia" say no more of the state than the county and the region.
    beside = closed.with_more(_with_state(ad.folded, mark) for mark in found if _is_town(mark, gazetteer))
    for start, end in ad.lines:
        line = ad.folded[start:end]
        if _LABEL.search(line) and not _AREA_LINE.search(_LABEL.sub("", line)):
            continue
        _states(line, start, beside, told)
    for mark in found:
        if mark.kind == "place" and not mark.is_negated and not closed.meets(mark.span):
            _place(ad, mark, told, gazetteer)
    for match in _ZIP.finditer(ad.folded):
        place = gazetteer.zip(match[1])
        in_address = addresses.meets(match.span())
        if place is None or (closed.meets(match.span()) and not in_address):
            continue
        if in_address or _LABEL.search(ad.folded[slice(*ad.lines[ad.line_at(match.start())])]):
            told.zips.append(match[1])
            told.note("zips", match.span())
        elif _speaks_of_area(ad, match.start()):
            told.zips.append(match[1])
            told.places.append(place.row)
            told.note("zips", match.span())
            told.note("service_places", match.span())
    told.states = list(dict.fromkeys(told.states))
    told.places = list(dict.fromkeys(told.places))
    return told


def _with_state(text: str, mark: Mark) -> Span:
    """A town with the state that stands after it."""
    found = _OF_STATE.match(text, mark.end)
    return mark.start, found.end() if found else mark.end


def _is_town(mark: Mark, gazetteer: Gazetteer) -> bool:
    place = gazetteer.place(mark.codes[0]) if mark.kind == "place" else None
    return place is not None and place.kind != "state"


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


def _states(line: str, at: int, closed: Taken, told: Areas) -> None:
    """States on a line that speaks of where they work, or that is nothing but states."""
    found = [m for m in _STATE_RUN.finditer(line) if not closed.meets((at + m.start(), at + m.end()))]
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


def _is_list(line: str) -> bool:
    """Whether a line names places and nothing else: Baltimore City and Baltimore County."""
    words = re.split(r"[,，、/|·&]|(?<![a-z])and(?![a-z])|和|及|与", line)
    return len(words) > 1 and all(_PLACE_WORDS.search(word) or not word.strip() for word in words)


def _speaks_of_area(ad: Printed, position: int) -> bool:
    """Whether the line of a place, or the one before it, is about where they work."""
    number = ad.line_at(position)
    start, end = ad.lines[number]
    line = ad.folded[start:end]
    if _LABEL.search(line) and not _AREA_LINE.search(_LABEL.sub("", line)):
        return False
    if _AREA_LINE.search(line) or any(word in line for word in words("area", "before")):
        return True
    if _is_list(line):
        return True
    # A line of places and nothing else, or one that goes on with the list of the line before.
    before = ad.folded[slice(*ad.lines[number - 1])] if number else ""
    return bool(re.search(r"[,，、/]", line)) and (
        bool(_AREA_LINE.search(before)) or len(re.split(r"[,，、/|·]", line)) > 2
    )
