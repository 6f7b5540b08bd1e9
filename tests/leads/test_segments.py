"""No text is longer than it may be, whatever the name, the town, the job and the address of the site."""

import pytest

from directory.kernel import text as segments
from directory.kernel.language import LANGUAGES, by_url
from directory.leads.notices import fit
from directory.leads.rules import SHORT_NAME, DeclineReason
from directory.places.gazetteer import gazetteer
from directory.trades import vocabulary
from directory.trades.rules import short_job

NUMBER = "240-555-0199"
LONG_LINK = "https://www.lengnuan.example/zh-hant/requests/" + "x" * 22
#: Longer than any printed name of the page, in both alphabets.
NAMES = {"zh-hans": "华盛顿大都会冷暖空调设备工程公司", "zh-hant": "華盛頓大都會冷暖空調設備工程公司"}
LONG_TIME = {
    "en": "Wed, Nov 25, 10:30 AM",
    "zh-hans": "11月25日（周三）上午10:30",
    "zh-hant": "11月25日（週三）上午10:30",
}
NAMES["en"] = "Washington Metropolitan Heating & Air Conditioning LLC"


def longest_job(job: str, language: str, *, has_danger: bool = False) -> str:
    """The longest words for a job, whatever the equipment and the danger."""
    named = max((short_job(job, {"system": code}, language) for code in vocabulary.codes("system")), key=len)
    danger = max((vocabulary.short("safety", code, language) for code in vocabulary.codes("safety")), key=len)
    return f"{named}{', ' if language == 'en' else '、'}{danger}" if has_danger else named


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("job", vocabulary.codes("job"))
def test_a_first_text_takes_two_segments_at_most(app, language, job):
    """With the longest name, every town's length, the longest equipment, every urgency and language of the call."""
    spoken = by_url(language)
    towns = {place.name(language) for place in gazetteer().places if place.kind == "zip"}
    longest = max(towns, key=lambda name: (len(name.encode("utf-16")), name))
    counties = {place.name(language) for place in gazetteer().places if place.kind == "county"}
    for urgency in vocabulary.codes("urgency"):
        for call_language in vocabulary.codes("lang"):
            values = {
                "name": NAMES[language],
                "greeting": True,
                "town": longest,
                "job": longest_job(job, language, has_danger=True),
                "urgency": vocabulary.short("urgency", urgency, language),
                "speaks": vocabulary.short("lang", call_language, language),
                "accept": 11,
                "decline": 12,
                "link": "https://www.lengnuan.example/leads/" + "x" * 22,
                "contact_phone": NUMBER,
            }
            shorter = [{"greeting": False}, {"town": max(counties, key=len)}, {"speaks": ""}, {"contact_phone": ""}]
            for kind in ("lead", "lead-again"):
                body = fit(kind, spoken, 2, values, *shorter).body
                assert segments.count(body) <= 2, body


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_other_text_takes_one_and_the_receipt_two(app, language):
    spoken = by_url(language)
    name = {"name": NAMES[language], "number": NUMBER}
    about = {
        "town": "Upper Marlboro",
        "job": max((longest_job(code, language) for code in vocabulary.codes("job")), key=len),
    }
    shorter = [{"town": "PG County"}, {"job": ""}, {"name": NAMES[language][:SHORT_NAME]}]
    refusals = [{"reason": reason, "state": "DC", "is_ended": False} for reason in (None, *DeclineReason)]
    refusals.append({"reason": None, "state": "", "is_ended": True})
    variants: list[tuple[str, dict[str, object]]] = [
        ("will-call", {"by_mail": False}),
        ("will-call", {"by_mail": True}),
        ("undelivered", {"was_mailed": False}),
        ("undelivered", {"was_mailed": True}),
        ("in-doubt", {"was_mailed": False}),
        ("in-doubt", {"was_mailed": True}),
        ("arrived-after-all", {}),
    ]
    for can_add in (True, False):
        variants += [("declined", {**refusal, "can_add": can_add}) for refusal in refusals]
        variants += [("calls-only", {"has_number": known, "can_add": can_add}) for known in (True, False)]
    for kind, more in variants:
        body = fit(kind, spoken, 1, {**name, **about, **more}, *shorter).body
        assert segments.count(body) == 1, body
    for job in vocabulary.codes("job"):
        words = {"town": "Upper Marlboro", "job": longest_job(job, language)}
        for kind in ("declined-ack", "made-other-arrangements"):
            for is_flagged in (True, False):
                body = fit(kind, spoken, 1, {**words, "is_flagged": is_flagged}, {"town": "PG"}, {"job": ""}).body
                assert segments.count(body) == 1, body
    values = {
        "names": [NAMES[language]] * 3,
        "is_named": language != "en",
        "link": LONG_LINK,
        "number": NUMBER,
        "dangers": (),
        "is_about": True,
        **about,
    }
    for held_until in ("", LONG_TIME[language]):
        waiting = {**values, "held_until": held_until}
        assert segments.count(fit("receipt", spoken, 2, waiting, {"is_about": False}, {"is_named": False}).body) <= 2
