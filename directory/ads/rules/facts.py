"""The life of a submission, as a table."""

import re
from datetime import date

from flask_babel import lazy_gettext as _l

from directory.ads.rules.parsed_ad import FIELDS, AdListing
from directory.businesses.fields.places import area
from directory.businesses.fields.registry import EMPTY, REVIEWED
from directory.businesses.fields.terms import FactValue, Values, texts
from directory.businesses.fields.terms import text as text_of
from directory.businesses.rules import FactDraft
from directory.foundation.i18n import Act, Labelled
from directory.kernel.pinyin import syllables
from directory.kernel.states import table
from directory.kernel.text import fold, language_of
from directory.reading.contacts import contacts
from directory.reading.offsets import printed
from directory.reading.syllables import without_umlaut


class AdAct(Act):
    """What this slice writes into the audit trail."""

    HAND_IN_AD = "hand-in-ad", _l("submitted an ad")
    CORRECT_AD = "correct-ad", _l("put an ad's reading right")
    RENEW_AD = "renew-ad", _l("saw an ad in a later issue")
    END_AD = "end-ad", _l("marked an ad as no longer in the paper")
    LEAVE_AD = "leave-ad", _l("left an ad that an issue no longer has")
    RESUME_AD = "resume-ad", _l("undid what was decided about an ad that an issue no longer has")


class SubmissionState(Labelled):
    """Where an ad that was handed in is."""

    UNPROVED = "unproved", _l("draft of a contractor")
    OPEN = "open", _l("to review")
    PUBLISHED = "published", _l("published")
    MERGED = "merged", _l("merged")
    REJECTED = "rejected", _l("rejected")
    WITHDRAWN = "withdrawn", _l("withdrawn")


SUBMISSION = table(
    "submission",
    SubmissionState,
    unproved="open withdrawn",
    open="published merged rejected withdrawn",
    rejected="open",
    published="",
    # A merge can be undone.
    merged="open",
    withdrawn="",
)


class Origin(Labelled):
    """Who handed an ad in: the operator, or a contractor who lists a business."""

    OPERATOR = "operator", _l("entered by you")
    CONTRACTOR = "contractor", _l("submitted by a contractor")


class RejectReason(Labelled):
    """Why an ad is not taken."""

    OTHER_TRADE = "other_trade", _l("another trade")
    JOB_OFFER = "job_offer", _l("a job offer")
    NO_CONTACT = "no_contact", _l("nobody to reach")
    DUPLICATE = "duplicate", _l("here already")
    UNREADABLE = "unreadable", _l("cannot be read")


class Absence(Labelled):
    """What the operator decides about an ad that a later issue no longer has."""

    ENDED = "ended", _l("no longer in the paper")
    LEFT = "left", _l("left as it is")
    #: Not decided yet.
    OPEN = "open", _l("to decide")


#: What the audit trail says of each.
ABSENCE_ACTS = {Absence.ENDED: AdAct.END_AD, Absence.LEFT: AdAct.LEAVE_AD, Absence.OPEN: AdAct.RESUME_AD}


#: While what was read may still be put right.
CORRECTABLE = ("unproved", "open")


#: Fields whose words stand under another name in what was read.
_WORDS = {
    "name_zh_lang": ("name_zh",),
    "service_radius": ("radius",),
    "service_places": ("service_places", "zips", "radius"),
}
#: Lists of numbers of which those that the ad prints stay the ad's, whatever else a reviewer changed.
_PRINTED = ("phones", "emails")
#: Words of a firm's name that are written apart in Latin letters: Huafu Lengnuan Kongtiao.
_PARTS = re.compile(
    "(有限|公司|冷暖气|冷暖|空调|暖通|冷气|暖气|冷冻|制冷|电器|机电|水电|电气|热水|管道|锅炉|"
    "工程|服务|维修|中心|师傅|集团|企业|专家|设备|技术|环境|能源|机械|家电|修理|安装)"
)
_CHINESE = re.compile(r"[\u3400-\u9fff]+")
_LONGEST_SLUG = 60


def values_of(listing: AdListing) -> dict[str, FactValue]:
    """What was read, by the names of facts; a field that the ad does not state is absent.

    The Chinese name's script is seen from it. A circle names every place in it.
    """
    names = listing.names
    values: dict[str, FactValue] = {"name_zh": names.zh, "name_en": names.en}
    if names.zh:
        values["name_zh_lang"] = script_of(names.zh)
    values |= {field: _as_fact(getattr(listing, field)) for field in FIELDS if field in REVIEWED}
    values |= area(listing.service_places or (), listing.radius)
    return {field: value for field, value in values.items() if value not in EMPTY and value is not False}


def _as_fact(value: FactValue) -> FactValue:
    return list(value) if isinstance(value, tuple) else value


def script_of(name: str) -> str:
    """The script a Chinese name is printed in (BCP 47): Simplified where it would be written alike in both."""
    language = language_of(name)
    return "zh-Hans" if language == "en" else language


def reviewed(listing: AdListing, corrections: Values) -> dict[str, FactValue]:
    """What will stand on the listing: what was read, corrected. A Chinese name is romanized where nobody did."""
    values = values_of(listing) | dict(corrections)
    name = text_of(values.get("name_zh"))
    if name and "romanized" not in corrections:
        values["romanized"] = romanized(name)
    if name and "name_zh" in corrections and "name_zh_lang" not in corrections:
        values["name_zh_lang"] = script_of(name)
    return {field: values[field] for field in REVIEWED if values.get(field) not in EMPTY}


def evidence_of(listing: AdListing, field: str) -> tuple[str, ...]:
    """The exact words of the ad that say a field."""
    names = _WORDS.get(field, (field,))
    return tuple(dict.fromkeys(words for name in names for words in listing.evidence.get(name, ())))


def facts_of(
    listing: AdListing,
    corrections: Values,
    *,
    ad_key: str,
    entered_on: date,
    published_on: date | None,
    reviewer: str,
    text: str = "",
) -> list[FactDraft]:
    """The facts of one ad: source "ad" for what was read, "reviewer" for what `reviewer` (an audit actor) put right.

    A reading that was corrected or cleared is no fact. Phones and e-mails of a correction that the ad (`text`)
    prints stay the ad's word: they prove whose business it is, a number from elsewhere proves nothing.
    """
    was_read, drafts = values_of(listing), []

    def said_by_ad(field: str, value: FactValue, evidence: tuple[str, ...]) -> FactDraft:
        return FactDraft(field, value, "ad", entered_on, evidence, ad_key, published_on, reviewer)

    for field, value in reviewed(listing, corrections).items():
        words = evidence_of(listing, field)
        if field not in corrections and field in was_read and words:
            drafts.append(said_by_ad(field, value, words))
            continue
        if field in _PRINTED:
            proven = {number: printed_words for number in texts(value) if (printed_words := _printed(text, number))}
            if proven:
                drafts.append(said_by_ad(field, list(proven), tuple(proven.values())))
            if list(proven) == texts(value):
                continue
        drafts.append(FactDraft(field, value, "reviewer", entered_on, entered_by=reviewer))
    return drafts


def _printed(text: str, number: str) -> str:
    """The words of an ad that print a phone (E.164) or an e-mail; nothing where it does not stand there."""
    if "@" in number:
        # Read as the ad is: ann@example.com is not printed where jo'ann@example.com stands.
        ad = printed(text)
        mailbox = next((way for way in contacts(ad) if way.kind == "email" and way.value == number.lower()), None)
        return ad.words((mailbox.start, mailbox.end)) if mailbox else ""
    digits = r"[^\w\n]{0,3}".join(number.removeprefix("+1"))
    match = re.search(rf"(?<!\d){digits}(?!\d)", text)
    return match[0] if match else ""


def romanized(name: str) -> str:
    """A Chinese name in Latin letters, for readers who cannot say it: 华府冷暖空调 is Huafu Lengnuan Kongtiao."""
    words: list[str] = []
    for piece in re.split(r"([\u3400-\u9fff]+)", name):
        if not _CHINESE.fullmatch(piece):
            words += piece.split()
            continue
        simple = fold(piece)
        for part in _PARTS.split(simple if len(simple) == len(piece) else piece):
            if part:
                words.append(without_umlaut("".join(syllables(part))).capitalize())
    return " ".join(word for word in words if word)


def slug_of(values: Values) -> str:
    """The address its page would have: from its romanized name, else its English one; `business` where it has none."""
    name = text_of(values.get("romanized")) or text_of(values.get("name_en")) or ""
    words = re.findall(r"[a-z0-9]+", fold(name).replace("'", "").replace("’", ""))
    slug = ""
    for word in words:
        if len(slug) + len(word) + 1 > _LONGEST_SLUG:
            break
        slug = f"{slug}-{word}" if slug else word
    return slug or "business"
