"""Which texts are no ad of a contractor: other trades, jobs, goods. And the trades an ad names."""

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from re import Pattern

from directory.ads.rules.ad_vocabulary import finding, pattern, words
from directory.ads.rules.marks import Mark
from directory.ads.rules.names import names_in
from directory.reading.contacts import Contact
from directory.reading.offsets import Printed, Span, Taken
from directory.search.rules.vocabulary import unlisted

#: Services other firms offer, too: they make an ad one of ours only beside heating or cooling.
_SHARED = frozenset(
    (
        *("plumbing", "electrical", "drain_cleaning", "appliance_repair", "generator", "garage_door"),
        *("gas_line", "sump_pump", "exhaust_fan", "kitchen_hood"),
    )
)


def ours(marks: Iterable[Mark]) -> set[str]:
    """The services among the marks that are offered and that only a heating and cooling firm offers."""
    return {code for mark in marks if mark.kind == "service" and not mark.is_negated for code in mark.codes} - _SHARED


@cache
def other_trades() -> Pattern[str]:
    """Finds what other trades say of themselves, those included that search knows as nobody's here."""
    near = words("other_trade", "near")
    return finding(
        [*words("other_trade"), *(word for code, terms in unlisted().items() if code not in near for word in terms)]
    )


def foreign(text: str, start: int, end: int) -> Iterator[Span]:
    """Where a stretch of folded text speaks of a trade that no firm of ours follows."""
    for match in other_trades().finditer(text, start, end):
        if not is_beside(text, match.span()):
            yield match.span()


def is_beside(text: str, span: Span) -> bool:
    """Whether words name work that many firms of ours do as well."""
    return bool(pattern("other_trade", "beside").search(text, *span))


def jobs(text: str, start: int, end: int) -> Iterator[Span]:
    """Where a stretch offers work to somebody, whatever else it says."""
    for offer in (pattern("job_offer", "strong"), _sought()):
        yield from (match.span() for match in offer.finditer(text, start, end))


@cache
def _sought() -> Pattern[str]:
    """Finds somebody looked for: 找有经验师傅两名, "installers needed"; "looking for a technician?" is no offer."""
    seeks, who = pattern("job_offer", "seeks").pattern, pattern("job_offer", "sought").pattern
    some = r"(?:[一二两三四五数\d]|若干)[名位]"
    return re.compile(
        rf"(?:{seeks})[^\n。;；,，]{{0,8}}?(?:{who})(?:{some}|名)|(?:{who})(?:{some}| (?:needed|wanted))"
        rf"|(?<!you )(?<!you are )(?<!you're )(?:{seeks})(?: [a-z&/-]+){{0,4}}? (?:{who})(?! ?[?？])"
    )


#: Work that cleaners, handymen and electricians do beside their own.
_PERIPHERAL = frozenset(
    ("duct_cleaning", "dryer_vent", "thermostat", "air_purifier", "humidifier", "dehumidifier", "uv_light")
)
#: Of cars as of houses.
_IN_CARS = frozenset(("air_conditioning", "heating", "refrigeration", "boiler"))
#: So near to air conditioning words for cars are said of it.
_BESIDE = 4
#: So many different words for the rooms of a house, or for what is asked of a worker, tell.
_ENOUGH = 2


def rejected(ad: Printed, marks: Sequence[Mark], reached: Sequence[Contact]) -> tuple[str, list[Span]] | None:
    """(reason, the words that say so) for an ad that is no heating and cooling firm's; None for one that is."""
    our = ours(marks)
    works = any(mark.kind == "work_type" and not mark.is_negated for mark in marks)
    offers, wanted = list(jobs(ad.folded, 0, len(ad.folded))), _asked(ad, marks)
    if offers:
        return "job_offer", sorted([*offers, *wanted])
    named = list(_our_names(ad, marks))
    rooms = _said(ad, "rooms")
    if not named and _different(ad, rooms) >= _ENOUGH:
        return "other_trade", rooms
    # One word that a firm may use of itself makes no job offer of an ad that offers work done.
    if wanted and (_different(ad, wanted) >= _ENOUGH or not (our and works)):
        return "job_offer", wanted
    denied = _denied(ad, marks, reached)
    cars = [span for span in _said(ad, "cars") if not denied.meets(span)]
    if cars and our <= _IN_CARS and _is_about_cars(ad, marks, cars):
        return "other_trade", cars
    others = [match.span() for match in other_trades().finditer(ad.folded) if not denied.meets(match.span())]
    if others and (not our - _PERIPHERAL or (not works and _heads(ad, others, named))):
        return "other_trade", others
    if not any(contact.kind in ("phone", "email", "wechat") for contact in reached):
        return "no_contact", []
    return None


def _asked(ad: Printed, marks: Sequence[Mark]) -> list[Span]:
    """Words for what is asked of a worker or paid to one; 工資 in a warranty is none."""
    parts = Taken(len(ad.folded), (mark.span for mark in marks if mark.kind == "scope"))
    spans = [match.span() for match in pattern("job_offer", "weak").finditer(ad.folded)]
    return [span for span in spans if not parts.meets(span)]


def _different(ad: Printed, spans: Sequence[Span]) -> int:
    return len({ad.folded[start:end] for start, end in spans})


def _our_names(ad: Printed, marks: Sequence[Mark]) -> Iterator[int]:
    """The lines that hold a firm's name which says our trade."""
    work = Taken(len(ad.folded), (mark.span for mark in marks if mark.kind == "service"))
    for number, line in enumerate(ad.lines):
        if any(work.meets(name.span) for name in names_in(ad, line)):
            yield number


def _said(ad: Printed, entry: str) -> list[Span]:
    return [match.span() for match in pattern("other_trade", entry).finditer(ad.folded)]


def _denied(ad: Printed, marks: Sequence[Mark], reached: Sequence[Contact]) -> Taken:
    """What the ad says no to (不修汽车空调), and what stands in addresses of mail and web."""
    last = len(ad.folded)
    refused = [(mark.end, min(last, mark.end + _BESIDE)) for mark in marks if mark.kind == "negation"]
    refused += [mark.span for mark in marks if mark.is_negated]
    return Taken(last, [*refused, *((contact.start, contact.end) for contact in reached)])


def _is_about_cars(ad: Printed, marks: Sequence[Mark], cars: Sequence[Span]) -> bool:
    """Whether words for cars are what the ad is about: its head, several of them, or said of the air conditioning."""
    if any(mark.kind == "property" and "residential" in mark.codes for mark in marks):
        return False
    near = Taken(
        len(ad.folded),
        (
            (max(0, mark.start - _BESIDE), min(len(ad.folded), mark.end + _BESIDE))
            for mark in marks
            if mark.kind == "service"
        ),
    )
    return _different(ad, cars) >= _ENOUGH or _heads(ad, cars) or any(near.meets(span) for span in cars)


def _heads(ad: Printed, spans: Sequence[Span], named: Sequence[int] = ()) -> bool:
    """Whether words stand on the first line, which is no name of ours, and are more than what many firms do as well."""
    first = next((number for number, line in enumerate(ad.lines) if ad.folded[slice(*line)].strip()), 0)
    return first not in named and any(ad.line_at(span[0]) == first and not is_beside(ad.folded, span) for span in spans)
