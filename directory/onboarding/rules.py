"""What a business hands in to be listed: which of its phones can prove it, how long a draft waits."""

from collections.abc import Iterable, Sequence
from datetime import timedelta
from typing import NamedTuple, TypeVar

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l

from directory.ads.rules import Read
from directory.businesses.fields.editing import normal
from directory.businesses.fields.registry import FIELDS, Section, codes
from directory.businesses.fields.terms import Values, WarrantyValue
from directory.foundation.i18n import Act
from directory.kernel.phone import is_geographic

Listing = TypeVar("Listing")


class ListAct(Act):
    """What this slice writes into the audit trail."""

    LIST_CODE = "list-code", _l("had a code texted for a new listing")
    LIST_VOICE_CODE = "list-voice-code", _l("had digits read out for a new listing")
    LIST_CALL = "list-call", _l("asked for a call about a new listing")
    LIST_HANDED_IN = "list-handed-in", _l("submitted a new listing")
    LIST_WITHDRAWN = "list-withdrawn", _l("withdrew a new listing")


def _fields(section: Section) -> tuple[str, ...]:
    return codes(f for f in FIELDS if f.section is section and f.is_reviewed and f.is_sourced and not f.opposite)


#: A draft that nobody proved is forgotten after this long.
DRAFT_KEPT = timedelta(days=7)
#: Pressed again sooner than this, the code on its way is not followed by another.
RESEND_AFTER = timedelta(seconds=30)
#: Longest text that is taken: a whole page of ads is not one ad.
LONGEST_TEXT = 6000
#: Parts of the draft and the fields of each, in the order of a listing; what is not done is a part of its own.
PARTS = {
    "names": _fields(Section.NAMES),
    "reach": _fields(Section.REACH),
    "work": _fields(Section.WORK),
    "excluded": codes(field for field in FIELDS if field.opposite),
    "area": _fields(Section.AREA),
    "promises": _fields(Section.PROMISES),
    "hours": _fields(Section.HOURS),
}
#: Without these nothing is shown to a reviewer: a name in one script, a phone, one service.
NEEDED = (("name_zh", "name_en"), ("phones",), ("services",))


#: Shown in a draft also where nothing is stated: homeowners ask for these.
_EXPECTED = frozenset(("phones", "services", "brands", "warranties", "licenses", "service_states"))


def shown_fields(values: Values) -> list[str]:
    """The fields of a draft that its page shows, in the order of a listing: the stated ones and the expected ones.

    That no license is stated is not shown beside "licensed", which says the same better.
    """
    expected = _EXPECTED - {"licenses"} if values.get("licensed") else _EXPECTED
    return [field for fields in PARTS.values() for field in fields if values.get(field) or field in expected]


def missing(values: Values) -> list[str]:
    """The first field of each thing a listing cannot be without and does not have."""
    return [group[0] for group in NEEDED if not any(values.get(field) for field in group)]


def can_text(phones: Iterable[str], deaf: Iterable[str]) -> list[str]:
    """Phones (E.164) a code can be texted to: those of the US and Canada that did not say stop."""
    silent = set(deaf)
    return [number for number in phones if number not in silent and is_geographic(number)]


class NoAd(NamedTuple):
    """Why no listing can be made of what was sent: what its sender reads of a text, and of a photo."""

    in_text: LazyString
    in_photo: LazyString


_NO_AD = {
    "several": NoAd(
        _l("There is more than one ad in this text. Please paste yours alone."),
        _l("There is more than one ad in this photo. Please photograph yours alone."),
    ),
    "other_trade": NoAd(
        _l("We list %(trade)s only, and found nothing of it in this text."),
        _l("We list %(trade)s only, and found nothing of it in this photo."),
    ),
    "job_offer": NoAd(
        _l("This reads like a job offer. Please paste the ad that customers read."),
        _l("This reads like a job offer. Please photograph the ad that customers read."),
    ),
    "no_contact": NoAd(
        _l("There is no phone in this text. Please paste the whole ad, or fill in the form below."),
        _l("No phone could be read in this photo. Go nearer, with the whole ad on it, or type the ad."),
    ),
}
_UNREADABLE = NoAd(
    _l("We could not read an ad in this. Please fill in the form below."),
    _l("We could not read an ad in this photo. Take it again, or type the ad."),
)


def no_ad(reason: str) -> NoAd:
    """The words for a reason that `one_ad` gives; without words of its own it is that nothing could be read."""
    return _NO_AD.get(reason, _UNREADABLE)


def one_ad(ads: Iterable[Read]) -> tuple[Read | None, str]:
    """The one listing of a text and an empty word; else None and why: `nothing`, `several`, or a parser's reason."""
    every = list(ads)
    return one_of([ad for ad in every if ad.reason is None], [ad.reason for ad in every if ad.reason is not None])


def one_of(listings: Sequence[Listing], refusals: Sequence[str]) -> tuple[Listing | None, str]:
    """`one_ad` of what was read already: `listings`, and the reasons why the others were refused."""
    if len(listings) == 1:
        return listings[0], ""
    if listings:
        return None, "several"
    return None, refusals[0] if refusals else "nothing"


def as_held(typed: Iterable[WarrantyValue], current: Iterable[WarrantyValue]) -> list[WarrantyValue]:
    """Warranties as typed, with the details of those that stood there before: days, or of which appliance."""
    rest, result = list(current), []
    for term in typed:
        before = next((other for other in rest if normal("warranties", [other]) == [term]), None)
        if before is not None:
            rest.remove(before)
        result.append(before or term)
    return result
