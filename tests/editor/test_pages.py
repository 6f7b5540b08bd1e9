"""What each page of the desk takes and refuses, and what homeowners then read, in three languages."""

from typing import Any

import pytest

from directory.kernel.language import LANGUAGES
from directory.kernel.text import clean
from tests.factories.desk import PRINTED, WORK, Desk, business, doc, draft, history
from tests.factories.listings import FANGSHI, GAOSHI, SLUGS
from tests.page import check_page, words

SECTIONS = ("names", "work", "promises", "area", "hours")
HOSTILE = '"><script>alert(1)</script>\u202e𠮷%(x)s{{7*7}}'


@pytest.mark.parametrize("language", list(LANGUAGES))
def test_every_page_of_the_desk_is_sound(desk: Desk, language: str) -> None:
    desk.save("promises", **_promises())
    desk.save("hours", languages=["cmn", "yue"], emergency="yes", mon_opens="8:00", mon_closes="17:30")
    desk.language = language
    for rest in ("", *(f"/{section}" for section in SECTIONS), "/preview", "/history", "/phones"):
        check_page(desk.get(rest), language, quoted=PRINTED)
    for shown in LANGUAGES:
        page = check_page(desk.get(f"/preview?lang={shown}"), language, quoted=PRINTED)
        inside = next(e for e in page.all("fieldset") if e.get("class") == "preview")
        assert inside.get("lang") == LANGUAGES[shown].bcp47
        assert inside.get("disabled") is not None
        assert len(list(inside.iter("article"))) == 2


def test_of_very_many_makers_the_commonest_are_offered_and_what_is_ticked_stays(desk: Desk) -> None:
    for brands in (["Carrier"], ["Carrier", "Miele"]):
        assert desk.save("work", services=["heating"], brands=brands).status_code == 303
        page = check_page(desk.get("/work"), "zh-hans", quoted=PRINTED)
        [field] = [element for element in page.all("fieldset") if element.get("id") == "brands"]
        ticks = [box for box in field.iter("input") if box.get("type") == "checkbox"]
        boxes = {box.get("value"): box.get("checked") is not None for box in ticks}
        assert [brand for brand, is_ticked in boxes.items() if is_ticked] == brands
        assert len(boxes) == 40 + ("Miele" in brands)


@pytest.mark.parametrize("language", list(LANGUAGES))
def test_a_maker_that_has_no_box_is_written_and_one_that_nobody_knows_is_named(desk: Desk, language: str) -> None:
    desk.language = language
    page = check_page(desk.get("/work"), language, quoted=PRINTED)
    offered = {words(option).split()[0] for option in page.all("option")}
    assert ("Miele" in offered, "Carrier" in offered) == (True, False)
    ticked = {"services": ["heating"], "brands": ["Carrier", "noritz、 carrier ,Miele"]}
    assert desk.save("work", **ticked).status_code == 303
    assert draft().values["brands"] == ["Carrier", "Noritz", "Miele"]
    refused = desk.save("work", services=["heating"], brands=["York", 'miele, Nobody"s <b>Air</b>'])
    page = check_page(refused, language, quoted=(*PRINTED, "Nobody"))
    assert refused.status_code == 400
    (field,) = [element for element in page.all("input") if element.get("id") == "brands-others"]
    assert field.get("value") == 'Nobody"s <b>Air</b>'
    ticked_now = {box.get("value") for box in page.all("input") if box.get("checked") is not None}
    assert {"York", "Miele"} <= ticked_now


def _promises() -> dict[str, Any]:
    return {
        "licensed": "y",
        "licensed_states": ["MD", "VA"],
        "license_0_type": "hvacr",
        "license_0_state": "MD",
        "license_0_number": "01-12345",
        "insured": "y",
        "insured_states": ["MD"],
        "warranty_0_scope": "parts",
        "warranty_0_amount": "10",
        "warranty_0_unit": "years",
        "warranty_1_scope": "labor",
        "warranty_1_amount": "18",
        "warranty_1_unit": "months",
        "warranty_2_scope": "compressor",
        "warranty_2_unit": "lifetime",
    }


def test_a_number_typed_on_a_chinese_keyboard_is_published_as_a_registry_writes_it(desk: Desk) -> None:
    typed = {"license_0_type": "class_a", "license_0_state": "VA", "license_0_number": "２７０５－１２３４５６"}
    desk.save("promises", **typed)
    desk.publish()
    assert [license["number"] for license in doc()["licenses"]] == ["2705-123456"]


def test_promises_become_rows(desk: Desk) -> None:
    assert desk.save("promises", **_promises()).status_code == 303
    desk.publish()
    shown = doc()
    assert shown["warranties"] == [
        {"scope": "parts", "years": 10},
        {"scope": "labor", "months": 18},
        {"scope": "compressor", "years": "lifetime"},
    ]
    [license] = shown["licenses"]
    assert (license["type"], license["state"], license["number"]) == ("hvacr", "MD", "01-12345")
    assert (shown["licensed"], shown["licensed_states"], shown["insured_states"]) == (True, ["MD", "VA"], ["MD"])
    # Everything taken away again is not stated, never no.
    desk.save("promises")
    desk.publish()
    shown = doc()
    assert (shown["licensed"], shown["licenses"], shown["insured"], shown["warranties"]) == (None, None, None, [])
    check_page(desk.client.get(f"/en/businesses/{GAOSHI}"), "en", quoted=PRINTED)


def test_hours_languages_and_features_stand_on_every_public_page(desk: Desk) -> None:
    days = {
        f"{day}_{end}": time
        for day in ("mon", "tue", "wed", "thu", "fri")
        for end, time in (("opens", "8:00"), ("closes", "6 pm"))
    }
    desk.save("hours", languages=["yue", "en"], emergency="yes", **days)
    desk.save("work", **WORK, features=["free_estimate"])
    desk.publish()
    assert doc()["hours"]["fri"] == ["08:00", "18:00"]
    page = desk.client.get(f"/en/businesses/{GAOSHI}")
    check_page(page, "en", quoted=PRINTED)
    text = words(check_page(page, "en", quoted=PRINTED).root)
    for stated in ("Mon to Fri 8:00 AM to 6:00 PM", "closed that day", "nights and weekends too", "Free estimate"):
        assert stated in text
    assert '"openingHoursSpecification"' in page.text
    compare = words(
        check_page(desk.client.get(f"/en/compare?business={GAOSHI}&business={FANGSHI}"), "en", quoted=PRINTED).root
    )
    assert "English, Cantonese" in compare or "Cantonese, English" in compare
    item = desk.client.get(f"/api/v1/businesses/{GAOSHI}").json
    assert (item["emergency"], item["features"], item["languages"]) == (True, ["free_estimate"], ["yue", "en"])
    assert item["hours"]["mon"] == ["08:00", "18:00"]
    for language in LANGUAGES:
        for address in (f"/{language}/", f"/{language}/businesses/{GAOSHI}"):
            check_page(desk.client.get(address), language, quoted=PRINTED)


@pytest.mark.parametrize(
    ("section", "fields"),
    [
        ("names", {"name_zh": "", "name_en": ""}),
        ("names", {"name_zh": "高" * 61}),
        ("names", {"name_zh": "高氏", "name_zh_lang": "klingon"}),
        ("work", {"services": []}),
        ("work", {"services": ["heating", HOSTILE]}),
        ("work", {"services": ["heating"], "brands": ["Acme"]}),
        ("promises", {"license_0_number": "123"}),
        ("promises", {"license_0_type": HOSTILE}),
        ("promises", {"warranty_0_scope": "parts"}),
        ("promises", {"warranty_0_amount": "3"}),
        ("promises", {"warranty_0_scope": "parts", "warranty_0_amount": "1e9", "warranty_0_unit": "years"}),
        ("promises", {"warranty_0_scope": "parts", "warranty_0_amount": "-1", "warranty_0_unit": "years"}),
        ("promises", {"warranty_0_scope": "parts", "warranty_0_amount": "9" * 5000, "warranty_0_unit": "years"}),
        ("promises", {"warranty_0_scope": "parts", "warranty_0_amount": "3", "warranty_0_unit": "eons"}),
        ("hours", {"mon_opens": "8:00"}),
        ("hours", {"mon_opens": "18:00", "mon_closes": "8:00"}),
        ("hours", {"mon_opens": "25:00", "mon_closes": "26:00"}),
        ("hours", {"mon_opens": HOSTILE, "mon_closes": HOSTILE}),
        ("hours", {"languages": ["klingon"]}),
        ("hours", {"emergency": "perhaps"}),
        ("area", {"counties": ["99999"]}),
        ("area", {"states": ["NY"]}),
        ("area", {"places": "Rockville\nAtlantis"}),
        ("area", {"places": HOSTILE}),
        ("area", {"zip": "20850"}),
        ("area", {"miles": "10"}),
        ("area", {"zip": "10001", "miles": "10"}),
        ("area", {"zip": "20850", "miles": "76"}),
    ],
)
def test_what_is_no_value_is_refused_and_kept(desk: Desk, section: str, fields: dict[str, Any]) -> None:
    if section == "names":
        fields = {"name_zh_lang": "zh-Hans", **fields}
    answer = desk.save(section, **fields)
    assert answer.status_code == 400, answer.location
    assert draft() is None
    page = check_page(answer, "zh-hans", quoted=(*PRINTED, "高" * 61, HOSTILE, HOSTILE[:40], "高氏", "Atlantis"))
    assert any(e.get("id") == "wrongs" for e in page.all("div"))


def test_hostile_names_are_text_everywhere(desk: Desk) -> None:
    name, number = clean(HOSTILE)[:60], clean(HOSTILE[:40]).upper()
    quoted = (*PRINTED, name, number)
    desk.save("names", name_zh=name, name_zh_lang="zh-Hans", name_en=name, romanized=name, owner=name)
    desk.save("promises", license_0_type="hvacr", license_0_number=HOSTILE[:40])
    desk.publish()
    for address in ("/en/", f"/en/businesses/{GAOSHI}", f"/en/compare?business={GAOSHI}&business={FANGSHI}"):
        page = check_page(desk.client.get(address), "en", quoted=quoted)
        assert not any("alert" in (e.text or "") for e in page.all("script") if e.get("type") != "application/ld+json")
    for rest in ("", "/names", "/promises", "/preview", "/history"):
        check_page(desk.get(rest), "zh-hans", quoted=quoted)
    assert "\u202e" not in doc()["names"]["zh"]


def test_a_traditional_name_stays_as_it_is_written(desk: Desk) -> None:
    desk.save("names", name_zh="髙氏冷氣", name_zh_lang="zh-Hant")
    desk.publish()
    page = check_page(desk.client.get("/zh-hans/"), "zh-hans", quoted=(*PRINTED, "髙氏冷氣"))
    assert 'lang="zh-Hant" translate="no">髙氏冷氣' in page.source


def test_a_pause_unticks_the_business_until_its_day(desk: Desk, clock: Any) -> None:
    assert desk.post("/pause", until="2026-12-05").status_code == 303
    for language in LANGUAGES:
        for address in (f"/{language}/", f"/{language}/businesses/{GAOSHI}", f"/{language}/compare?business={GAOSHI}"):
            page = check_page(desk.client.get(address), language, quoted=PRINTED)
            assert not [e for e in page.all("input") if e.get("value") == GAOSHI and e.get("form") == "tray"]
    assert "Not taking new work until Dec 5, 2026; call." in desk.client.get("/en/").text
    assert desk.client.get(f"/api/v1/businesses/{GAOSHI}").json["paused_until"] == "2026-12-05"
    form = desk.client.get(f"/en/request-a-quote?business={GAOSHI}&business={SLUGS[0]}")
    page = check_page(form, "en", quoted=PRINTED)
    assert not [e for e in page.all("input") if e.get("value") == GAOSHI and e.get("checked") is not None]
    clock.move(days=12)
    assert "Not taking new work" not in desk.client.get("/en/").text
    assert [
        e for e in check_page(desk.client.get("/en/"), "en", quoted=PRINTED).all("input") if e.get("value") == GAOSHI
    ]
    desk.post("/pause", resume="1", until="2027-01-01")
    assert business().paused_until is None


@pytest.mark.parametrize(
    "until", ["2026-11-23", "2020-01-01", "2029-01-01", "tomorrow", "2026-13-45", HOSTILE, "9" * 10]
)
def test_a_senseless_pause_is_refused(desk: Desk, until: str) -> None:
    answer = desk.post("/pause", until=until)
    assert answer.status_code == 400
    check_page(answer, "zh-hans", quoted=(*PRINTED, HOSTILE))
    assert business().paused_until is None


def test_a_pause_keeps_the_draft(desk: Desk) -> None:
    desk.save("work", **WORK)
    desk.post("/pause", until="2026-12-05")
    assert draft().values["services"] == ["heating", "boiler"]
    assert "services" not in history()[0].after


@pytest.mark.parametrize("end", ["24:00", "00:00"])
def test_midnight_closes_a_day_however_it_is_written(desk: Desk, end: str) -> None:
    assert desk.save("hours", emergency="", mon_opens="8:00", mon_closes=end).status_code == 303
    desk.publish()
    for language, hours in (("en", "8:00 AM to midnight"), ("zh-hans", "半夜12点"), ("zh-hant", "半夜12點")):
        page = desk.client.get(f"/{language}/businesses/{GAOSHI}")
        assert hours in words(check_page(page, language, quoted=PRINTED).root)
    assert desk.save("hours", emergency="", mon_opens="24:00", mon_closes="8:00").status_code == 400
