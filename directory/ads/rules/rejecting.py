"""Which ads are none of ours, and the words that say so: another trade, a job offered, nobody to reach."""

import re
from collections.abc import Sequence

from directory.ads.rules.contacts import Contact
from directory.ads.rules.marks import Mark
from directory.ads.rules.printed import Printed, Span
from directory.ads.rules.words import words

#: Services other firms offer, too: they make an ad one of ours only beside heating or cooling.
_SHARED = frozenset(
    "plumbing electrical drain_cleaning appliance_repair generator garage_door gas_line sump_pump exhaust_fan kitchen_hood".split()
)
_ENOUGH = 2


def rejected(ad: Printed, found: Sequence[Mark], reached: Sequence[Contact]) -> tuple[str, list[Span]] | None:
    """(reason, the words that say so) for an ad that is no heating and cooling firm's; None for one that is."""
    offers = _said(ad, "job_offer")
    ours = {code for mark in found if mark.kind == "service" and not mark.is_negated for code in mark.codes} - _SHARED
    if offers and _is_job(ad, offers):
        return "job_offer", offers
    cars = _said(ad, "other_trade", "cars")
    others = _said(ad, "other_trade")
    if cars and _is_about_cars(ad, cars, ours):
        return "other_trade", cars
    if others and not ours:
        return "other_trade", others
    if not any(each.kind in ("phone", "email", "wechat") for each in reached):
        return "no_contact", []
    return None


def _is_job(ad: Printed, offers: Sequence[Span]) -> bool:
    text = ad.folded
    strong = re.search(
        r"招聘|诚聘|招工|聘请|诚招|征人|征才|急聘|招请|hiring|help wanted|join our team|salary|per hour|\$\d+\s*/\s*(?:hr|hour)|薪|resume|学徒|待遇|apply (?:now|today|in person|by)",
        text,
    )
    return bool(strong) and (len(offers) >= 1)


def _is_about_cars(ad: Printed, cars: Sequence[Span], ours: set[str]) -> bool:
    text = ad.folded
    at_home = re.search(
        r"住家|住宅|家用|residential|home|house|furnace|暖气炉|中央空调|central|热水|water heater|boiler|锅炉|风管|duct|heat pump",
        text,
    )
    return not at_home and (len(cars) >= 1) and ours <= {"air_conditioning", "heating", "refrigeration"}


def _said(ad: Printed, table: str, row: str = "words") -> list[Span]:
    found = []
    for word in words(table, row):
        pattern = rf"(?<![a-z]){re.escape(word.lower())}(?![a-z])" if word.isascii() else re.escape(word)
        found += [match.span() for match in re.finditer(pattern, ad.folded)]
    return sorted(found)
