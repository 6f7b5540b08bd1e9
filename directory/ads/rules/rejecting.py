"""Which ads are none of ours, and the words that say so: another trade, a job offered, nobody to reach."""

import re
from collections.abc import Sequence
from functools import cache

from directory.ads.rules.contacts import Contact
from directory.ads.rules.marks import Mark
from directory.ads.rules.printed import Printed, Span
from directory.ads.rules.words import words
from directory.kernel.text import fold
from directory.search.rules.words import unlisted

#: Services other firms offer, too: they make an ad one of ours only beside heating or cooling.
_SHARED = frozenset(
    (
        *("plumbing", "electrical", "drain_cleaning", "appliance_repair", "generator", "garage_door"),
        *("gas_line", "sump_pump", "exhaust_fan", "kitchen_hood"),
    )
)
#: Work nobody here offers that still is a heating firm's.
_NEAR = frozenset(("geothermal", "class_d", "insulation", "windows", "flooring", "construction", "septic"))
#: Work that cleaners, handymen and electricians do beside their own.
_PERIPHERAL = frozenset(("duct_cleaning", "dryer_vent", "thermostat", "air_purifier", "humidifier", "uv_light"))
#: Said of a house to be had, not of work on one; two different ones tell.
_ROOMS = re.compile(
    r"bedrooms?|bath(?:room)?s?(?= |,|\.|$)|(?<![a-z])\d ?(?:br|ba|bd)(?![a-z])|sq\.? ?f(?:t|"
    r"eet)|open house|realtor|(?<![a-z])mls(?![a-z])"
    r"|for sale|for rent|lease|per month|/mo(?:nth)?(?![a-z])|三房|两房|四房|两卫|三卫|卧室|"
    r"月租|出租|房东|学区|售价|地铁站"
)
_ENOUGH_ROOMS = 2
#: Trades that many firms of ours follow as well.
_BESIDE = re.compile(r"plumb|electric|电工|水电|通渠|疏通|drain")


def rejected(ad: Printed, found: Sequence[Mark], reached: Sequence[Contact]) -> tuple[str, list[Span]] | None:
    """(reason, the words that say so) for an ad that is no heating and cooling firm's; None for one that is."""
    offers = _said(ad, "job_offer")
    ours = {code for mark in found if mark.kind == "service" and not mark.is_negated for code in mark.codes} - _SHARED
    if offers and _is_job(ad, offers):
        return "job_offer", offers
    rooms = [match.span() for match in _ROOMS.finditer(ad.folded)]
    if len({ad.folded[start:end] for start, end in rooms}) >= _ENOUGH_ROOMS:
        return "other_trade", rooms
    cars = _said(ad, "other_trade", "cars")
    others = _said(ad, "other_trade")
    if cars and _is_about_cars(ad, cars, ours):
        return "other_trade", cars
    works = [mark for mark in found if mark.kind == "work_type"]
    first = ad.folded.find("\n", len(ad.folded) - len(ad.folded.lstrip()))
    heads = any(start <= max(first, 0) and not _BESIDE.search(ad.folded[start:end]) for start, end in others)
    if others and (not ours - _PERIPHERAL or (heads and not works)):
        return "other_trade", others
    if not any(each.kind in ("phone", "email", "wechat") for each in reached):
        return "no_contact", []
    return None


def _is_job(ad: Printed, offers: Sequence[Span]) -> bool:
    text = ad.folded
    strong = re.search(
        r"招聘|诚聘|招工|聘请|诚招|征人|征才|急聘|招请|hiring|help wanted|join our team|salary|per "
        r"hour|\$\d+\s*/\s*(?:hr|hour)|薪|resume|学徒|待遇|全职|工卡|员工|底薪|提成|急请|请人|工资|"
        r"apply (?:now|today|in person|by)|(?:technicians?|installers?|helpers?|drivers?) (?:needed|"
        r"wanted)|looking for (?:an? |experienced |hvac |skilled ){0,3}(?:technicians?|installers?"
        r"|helpers?|mechanics?)|positions? (?:available|open)|job openings?|experience required|"
        r"must have (?:own|valid|at least)|需要?.{0,8}(?:师傅|技工|学徒|工人)(?:一|两|数|若干)?名|"
        r"(?:聘|请|找)(?:有经验|熟手|熟练)?.{0,4}(?:师傅|技工|工人)(?:一|两|数|若干)?名",
        text,
    )
    return bool(strong) and (len(offers) >= 1)


def _is_about_cars(ad: Printed, cars: Sequence[Span], ours: set[str]) -> bool:
    text = ad.folded
    at_home = re.search(
        r"住家|住宅|residential|furnace|暖气炉|中央空调|central|热水|water heater|"
        r"boiler|锅炉|风管|duct|heat pump",
        text,
    )
    return not at_home and (len(cars) >= 1) and ours <= {"air_conditioning", "heating", "refrigeration", "boiler"}


def _said(ad: Printed, table: str, row: str = "words") -> list[Span]:
    """Where the words of a table stand; other trades are those that search knows as nobody's here, too."""
    return sorted(match.span() for pattern in _patterns(table, row) for match in pattern.finditer(ad.folded))


@cache
def _patterns(table: str, row: str) -> tuple[re.Pattern[str], ...]:
    """One pattern for the Latin words of a table and one for the Chinese."""
    said = dict.fromkeys(map(fold, words(table, row)))
    if (table, row) == ("other_trade", "words"):
        said |= dict.fromkeys(fold(word) for code, found in unlisted().items() if code not in _NEAR for word in found)
    latin = "|".join(re.escape(word) for word in sorted(said, key=len, reverse=True) if word.isascii())
    chinese = "|".join(re.escape(word) for word in sorted(said, key=len, reverse=True) if not word.isascii())
    found = [rf"(?<![a-z])(?:{latin})s?(?![a-z])"] if latin else []
    return tuple(re.compile(pattern) for pattern in [*found, *([chinese] if chinese else [])])
