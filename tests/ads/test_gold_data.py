"""The gold ads are sound: codes exist, every value stands in its text, enough of each kind."""

import re
import tomllib
import unicodedata
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from directory.ads.rules.legible import legible
from directory.kernel.text import fold
from directory.places.gazetteer import gazetteer
from tests.ads import gold
from tests.ads.gold_items import FIELDS, TITLES, flat, items
from tests.support.in_one import in_one

SEED = Path(__file__).parents[2] / "seed"
SPELLED = str.maketrans("〇零一二三四五六七八九", "00123456789")
DAMAGED = str.maketrans("OolI|Z", "001112")
SEEN = str.maketrans("04", "oa")
KEYPAD = str.maketrans("ABCDEFGHIJKLMNOPQRSTUVWXYZ", "22233344455566677778889999")
REASONS = {"other_trade", "job_offer", "no_contact"}
NUMERALS = "零一二三四五六七八九十"
WORDS = {"one": 1, "two": 2, "three": 3, "five": 5, "six": 6, "ten": 10, "two-year": 2, "ten-year": 10}
HALF_A_YEAR = 6
TRADITIONAL = set("電話氣機冷暖裝維執證業務專價費時區國際聯華東風門馬園樓廣營類師學")
SIMPLIFIED = set("电话气机装维执证业务专价费时区国际联华东风门马园楼广营类师学")


def _codes(table: str) -> set[str]:
    with (SEED / ("brands.toml" if table == "brand" else "services.toml")).open("rb") as file:
        return {entry["code"] for entry in tomllib.load(file)[table]}


def _listings() -> Iterator[tuple[gold.Gold, Mapping[str, Any]]]:
    for one in gold.load():
        for listing in one.listings:
            yield one, listing


def _squeezed(text: str) -> str:
    text = unicodedata.normalize("NFKC", text).replace("&amp;", "&")
    return re.sub(r"[\W_]+", "", text).lower()


def _digits(text: str) -> str:
    """The digits of a text as a reader sees them: full width, O and l for 0 and 1, 一 for 1, letters on a keypad."""
    plain = re.sub(r"&\w+;", "", unicodedata.normalize("NFKC", text))
    keyed = re.sub(r"555-01\w\w", lambda hit: hit[0].translate(KEYPAD), plain)
    spelled = plain.translate(SPELLED)
    return " ".join(re.sub(r"\D", "", seen) for seen in (plain.translate(DAMAGED), keyed, spelled))


def test_there_are_enough_of_each_kind() -> None:
    ads = gold.load()
    chinese = [one for one in ads if re.search(r"[\u4e00-\u9fff]{2}", one.text)]
    several = [one for one in ads if len(one.listings) + len(one.rejected) > 1]
    assert len(ads) >= 110
    assert len({one.id for one in ads}) == len({one.text for one in ads}) == len(ads)
    assert len(chinese) >= len(ads) / 2
    assert sum(one.lang == "zh-Hant" for one in ads) >= len(ads) / 4
    assert len(several) >= 12
    assert sum(bool(one.rejected) and not one.listings for one in ads) >= 12
    assert sum(one.kind == "ocr" for one in ads) >= 10


@in_one("one", gold.load())
def test_an_ad_is_in_the_script_it_claims(one: gold.Gold) -> None:
    only_traditional, only_simplified = TRADITIONAL - SIMPLIFIED, SIMPLIFIED - TRADITIONAL
    letters = set(one.text)
    chinese = bool(re.search(r"[\u4e00-\u9fff]", one.text))
    assert chinese is (one.lang != "en")
    if one.lang == "zh-Hant":
        assert letters & only_traditional
        assert not letters & (only_simplified - only_traditional)
    if one.lang == "zh-Hans":
        assert not letters & (only_traditional - {"冷", "暖"})


def test_codes_exist() -> None:
    known = {
        "services": _codes("service"),
        "work_types": _codes("work_type"),
        "brands": _codes("brand"),
        "features": _codes("feature"),
        "property_types": _codes("property_type"),
        "languages": {"en", "cmn", "yue", "other"},
        "service_states": {"DC", "MD", "VA"},
        "licensed_states": {"DC", "MD", "VA"},
        "insured_states": {"DC", "MD", "VA"},
    }
    known |= {f"{name}_excluded": known[name] for name in ("services", "brands")}
    known["property_excluded"] = known["property_types"]
    scopes, types, places = _codes("warranty_scope"), _codes("license_type"), gazetteer()
    for one, listing in _listings():
        for name, codes in known.items():
            assert set(listing.get(name, [])) <= codes, one.id
            assert len(listing.get(name, [])) == len(set(listing.get(name, []))), one.id
        assert {term["scope"] for term in listing.get("warranties", [])} <= scopes, one.id
        assert {term.get("appliance", "duct") for term in listing.get("warranties", [])} <= known["services"], one.id
        assert {license["type"] for license in listing.get("licenses", [])} <= types, one.id
        assert all(places.place(place) for place in listing.get("service_places", [])), one.id
        assert set(listing) <= {*(name.partition(".")[0] for name in FIELDS), "accept"}, one.id
        assert not set(listing.get("services", [])) & set(listing.get("services_excluded", [])), one.id
        if listing.get("licenses") or listing.get("licensed_states"):
            assert listing.get("licensed") is True, one.id
        if listing.get("insured_states"):
            assert listing.get("insured") is True, one.id
    assert all(set(one.rejected) <= REASONS for one in gold.load())
    assert all(one.listings or one.rejected or one.kind == "prose" for one in gold.load())


@in_one("one", gold.load())
def test_every_value_stands_in_its_text(one: gold.Gold) -> None:
    letters, digits = _squeezed(one.text), _digits(one.text)
    as_read = _squeezed(legible(one.text).folded).translate(SEEN)
    for listing in one.listings:
        names = flat(listing.get("names"))
        people = [TITLES.sub("", words) for words in flat(listing.get("owner"))]
        for words in (*names, *people, *flat(listing.get("addresses")), *flat(listing.get("websites"))):
            assert _squeezed(words) in letters or _squeezed(fold(words)).translate(SEEN) in as_read, words
        for words in (*flat(listing.get("emails")), *flat(listing.get("wechat")), *flat(listing.get("ad_number"))):
            assert words.lower() in one.text.lower().replace(" ", ""), words
        for phone in listing.get("phones", []):
            assert re.fullmatch(r"\+1\d{3}55501\d\d", phone), phone
            is_short = re.search(rf"[~/][ ]*{phone[-1]}|/[ ]*{phone[-2:]}|/[ ]*{phone[-3:]}", one.text)
            assert phone[-4:] in digits or is_short, phone
            assert phone[2:5] in digits, phone
        for license in listing.get("licenses", []):
            assert re.sub(r"\D", "", license.get("number", "")) in digits, license
        named = [place[3:] for place in listing.get("service_places", []) if re.fullmatch(r"\w\w:\d{5}", place)]
        for code in (*listing.get("zips", []), *named):
            assert code in digits, code
        for term in listing.get("warranties", []):
            assert _said(term, one.text), term


def _said(term: Mapping[str, Any], text: str) -> bool:
    """Whether a duration stands in the text in figures, Chinese numerals or words."""
    if term.get("years") == "lifetime":
        return bool(re.search(r"lifetime|终身|終身", text, re.IGNORECASE))
    number = int(term.get("years") or term.get("months") or term.get("days"))
    if (term.get("months"), True) in {(HALF_A_YEAR, "半年" in text), (3 * HALF_A_YEAR, "一年半" in text)}:
        return True
    words = {word for word, value in WORDS.items() if value == number}
    words |= {str(number), {2: "两", 10: "十", 20: "二十"}.get(number, ""), "兩" if number == 2 else ""}
    words |= {NUMERALS[number] if number <= 10 else f"十{NUMERALS[number - 10]}"} if number < 20 else set()
    plain = unicodedata.normalize("NFKC", text)
    return any(word in seen.lower() for seen in (plain, plain.translate(DAMAGED)) for word in words if word)


def test_all_phones_are_of_the_numbers_kept_for_fiction() -> None:
    for one in gold.load():
        plain = re.sub(r"&\w+;", "", unicodedata.normalize("NFKC", one.text)).translate(DAMAGED)
        for number in re.findall(r"(?<!\d)\(?\d{3}\)?[-–—. /]*\d{3}[-–—. /\n]+\d{4}(?!\d)", plain):
            if not re.sub(r"\D", "", number).startswith("2705"):
                assert re.sub(r"\D", "", number)[3:8] == "55501", (one.id, number)


def test_a_listing_agrees_with_itself() -> None:
    for one in gold.load():
        stated = {
            "listings": [dict(listing) for listing in one.listings],
            "rejected": [{"reason": r} for r in one.rejected],
        }
        marks = gold.score(stated, one)
        assert not marks.notes, one.id
        assert marks.listings_right == len(one.listings)
        assert marks.split_right
        assert marks.rejection_right


def test_what_is_wrong_costs() -> None:
    one = next(one for one in gold.load() if one.id == "hans-huafeng")
    listing = dict(one.listings[0], services=["heating", "duct"], insured=None, evidence={"phones": ["703-555-9999"]})
    marks = gold.score({"listings": [listing, {"phones": ["+12025550199"]}], "rejected": []}, one)
    assert (marks.right["services"], marks.extra["services"], marks.missing["services"]) == (1, 1, 2)
    assert marks.missing["insured"] == 1
    assert marks.extra["phones"] == 1
    assert not marks.split_right
    assert marks.misquoted == ["703-555-9999"]
    assert marks.listings_right == 0
    nothing = gold.score({"listings": [], "rejected": [{"reason": "other_trade"}]}, one)
    assert not nothing.rejection_right
    assert nothing.missing.total() == sum(len(values) for values in items(one.listings[0]).values())
