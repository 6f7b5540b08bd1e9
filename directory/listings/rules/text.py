"""A listing as text: sentences for people, and a vCard."""

from collections.abc import Mapping
from datetime import date, datetime, time
from typing import Protocol, TypeVar

from flask_babel import gettext as _
from flask_babel import ngettext

from directory.businesses.fields.listing import Area, Hours, Listing
from directory.businesses.fields.registry import EMPTY, SOURCED
from directory.businesses.fields.terms import FactValue
from directory.businesses.rules import pause
from directory.foundation.i18n import join_names, language, show_clock
from directory.kernel import clock
from directory.kernel.phone import dial
from directory.kernel.site import site
from directory.places.gazetteer import gazetteer
from directory.reading.hours import DAYS

#: So many places are named one by one; of more, so many and the count of the rest.
MOST_NAMED = 12


def county_codes(area: Area) -> list[str]:
    """The states and counties of a stated area, for the map; empty where none is stated."""
    codes = list(area.service_states)
    for code in area.areas:
        place = gazetteer().place(code)
        codes += [code] if code in site().codes else list(place.fips) if place else []
    return list(dict.fromkeys(codes))


def place_name(code: str) -> str:
    """A place code in the page's language; a state stays in its two letters, as people here write it."""
    place = None if code in site().codes else gazetteer().place(code)
    if place is None:
        return code
    return place.label(language().url) if place.kind == "zip" else place.name(language().url)


def served(area: Area, most: int = MOST_NAMED) -> str:
    """A stated area in a sentence: `DC, Fairfax County and 15 miles around Rockville 20850`.

    Places that were only drawn from the circle are not named one by one.
    """
    circle = area.service_radius
    drawn = set(circle.drawn) if circle else set()
    codes = dict.fromkeys([*area.service_states, *area.areas])
    names = [place_name(code) for code in codes if code not in drawn]
    if len(names) > most:
        left = len(names) - most + 1
        names = [*names[: most - 1], ngettext("%(num)d more place", "%(num)d more places", left)]
    center = gazetteer().zip(circle.zip) if circle else None
    if circle and center:
        around = center.label(language().url)
        names.append(
            ngettext("%(num)d mile around %(place)s", "%(num)d miles around %(place)s", circle.miles, place=around)
        )
    return join_names(names)


def paused(doc: Listing) -> date | None:
    """The day on which a business takes new work again; None for one that takes it now."""
    return pause(doc.paused_until, clock.local(clock.now()).date())


def opening(hours: Hours | None) -> list[tuple[str, str]]:
    """Hours as lines of (days, times), days of equal times together: `Mon-Fri`, `8:00 AM - 6:00 PM`."""
    if not hours:
        return []
    lines: list[tuple[list[str], str]] = []
    for day in DAYS:
        times = hours.on(day)
        wording = _("closed that day")
        if times:
            wording = _("%(opens)s to %(closes)s", opens=_clock(times[0]), closes=_clock(times[1]))
        if lines and lines[-1][1] == wording:
            lines[-1][0].append(day)
        else:
            lines.append(([day], wording))
    return [(_span(days), wording) for days, wording in lines]


def _span(days: list[str]) -> str:
    names = {
        "mon": _("Mon"),
        "tue": _("Tue"),
        "wed": _("Wed"),
        "thu": _("Thu"),
        "fri": _("Fri"),
        "sat": _("Sat"),
        "sun": _("Sun"),
    }
    if len(days) == 1:
        return names[days[0]]
    return _("%(first)s to %(last)s", first=names[days[0]], last=names[days[-1]])


def _clock(clock_time: str) -> str:
    """08:00 as people write it; midnight is said as such."""
    if clock_time in ("00:00", "24:00"):
        return _("midnight")
    moment = datetime.combine(date(2026, 1, 5), time.fromisoformat(clock_time), tzinfo=clock.zone())
    return show_clock(moment)


class Sourced(Protocol):
    """A fact with its source, as the listing shows it."""

    field: str
    value: FactValue
    source: str
    evidence: list[str]
    published_on: date | None
    entered_on: date


AnyFact = TypeVar("AnyFact", bound=Sourced)


def in_order(winners: Mapping[str, AnyFact]) -> list[AnyFact]:
    """The facts that count, in the order of a listing; fields not stated, or taken back by the owner, are absent."""
    return [winners[field] for field in SOURCED if field in winners and winners[field].value not in EMPTY]


_LINE_OCTETS = 75


def vcard(doc: Listing, url: str, note: str) -> str:
    """The file's text, lines folded at 75 octets and ended by CRLF. A romanized name is only the nickname.

    It is filed as a firm: an organization and no person's name, and the mark that iPhones read for that.
    """
    names = doc.names
    printed = " ".join(name for name in (names.zh, names.en) if name) or names.romanized or doc.slug
    lines = [
        "BEGIN:VCARD",
        "VERSION:3.0",
        f"FN:{_escape(printed)}",
        "N:;;;;",
        f"ORG:{_escape(printed)}",
        "X-ABShowAs:COMPANY",
    ]
    if names.romanized:
        lines.append(f"NICKNAME:{_escape(names.romanized)}")
    lines += [f"TEL;TYPE=WORK,VOICE:{dial(phone)}" for phone in doc.phones]
    lines += [f"URL:{url}", f"NOTE:{_escape(note)}", "END:VCARD"]
    return "".join(_fold(line) + "\r\n" for line in lines)


def _escape(text: str) -> str:
    """Text as a vCard value: what would end it is escaped."""
    for plain, safe in (("\\", "\\\\"), (";", "\\;"), (",", "\\,"), ("\r", ""), ("\n", "\\n")):
        text = text.replace(plain, safe)
    return text


def _fold(line: str) -> str:
    """Break a line after at most 75 octets, never inside a character; the next begins with a space."""
    pieces, piece = [], ""
    for character in line:
        if len((piece + character).encode()) > _LINE_OCTETS:
            pieces.append(piece)
            piece = " "
        piece += character
    return "\r\n".join([*pieces, piece])
