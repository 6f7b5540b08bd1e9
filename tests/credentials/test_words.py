"""What a visitor reads of a license, on every page and in the API, in three languages."""

from datetime import date

import pytest

from directory.businesses.models import Business
from directory.credentials import actions
from directory.foundation.unit import unit
from tests.credentials.conftest import only, rows, say
from tests.page import check_page, words

VA = {"type": "class_a", "number": "2705000123", "state": "VA"}
QUOTED = ("INFINITE MEADOW AIR LLC", "Infinite Meadow Air")
SAID = {
    "checked": {
        "en": "License on file: VA 2705000123, class A, valid through Mar 31, 2027.",
        "zh-hans": "执照已在登记处查到：VA 2705000123，A 级，有效至2027年3月31日。",
        "zh-hant": "證照已在主管機關查到：VA 2705000123，A 級，有效至2027年3月31日。",
    },
    "expired": {
        "en": "License VA 2705000123 was valid through Nov 22, 2026, says the registry. Ask whether it was renewed.",
        "zh-hans": "登记处写明执照 VA 2705000123 到2026年11月22日为止。现在有没有续期，请先问清楚。",
        "zh-hant": "主管機關登載證照 VA 2705000123 至2026年11月22日止。是否已換證，請先問清楚。",
    },
    "not_found": {
        "en": "License number VA 2705000123 given; not found in the registry under their name. "
        "Ask for it before you sign.",
        "zh-hans": "给了执照号 VA 2705000123，但在登记处没查到他们名下有这张执照。签约前，请先看执照。",
        "zh-hant": "有提供證照號碼 VA 2705000123，但在主管機關查不到其名下有這張證照。簽約前請先看證照。",
    },
    "given": {
        "en": "License number VA 2705000123 given; we have not checked it.",
        "zh-hans": "给了执照号 VA 2705000123，我们还没核对。",
        "zh-hant": "有提供證照號碼 VA 2705000123，我們尚未查核。",
    },
}


def _as(business: Business, status: str) -> None:
    say(business.id, [VA], work_types=["repair"])
    if status == "given":
        return
    day = date(2027, 3, 31) if status == "checked" else date(2026, 11, 22)
    with unit() as session:
        actions.record_check(
            session,
            rows()[0].id,
            is_found=status != "not_found",
            license_class="A",
            expires_on=day,
            holder="INFINITE MEADOW AIR LLC",
            by="operator:1",
        )


@pytest.mark.parametrize("language", ["en", "zh-hans", "zh-hant"])
@pytest.mark.parametrize("status", list(SAID))
def test_every_page_says_the_same_of_a_license(client, business: Business, status: str, language: str) -> None:
    _as(business, status)
    for path in (
        "/", "/find", "/businesses/meadow", "/compare?business=meadow", "/request-a-quote?business=meadow&zip=22030",
    ):  # fmt: skip
        page = check_page(client.get(f"/{language}{path}"), language, quoted=QUOTED)
        assert SAID[status][language] in words(page.root), path


@pytest.mark.parametrize("language", ["en", "zh-hans", "zh-hant"])
def test_a_business_page_names_holder_day_and_source(client, business: Business, language: str) -> None:
    _as(business, "checked")
    text = words(check_page(client.get(f"/{language}/businesses/meadow"), language, quoted=QUOTED).root)
    wordings = {
        "en": "Registered to: INFINITE MEADOW AIR LLC. "
        "Checked Nov 23, 2026, source: Virginia's licensing board (DPOR).",
        "zh-hans": "登记的名字：INFINITE MEADOW AIR LLC。2026年11月23日核对，来源：弗吉尼亚州执照管理局（DPOR）。",
        "zh-hant": "登記名稱：INFINITE MEADOW AIR LLC。2026年11月23日查核，來源：維吉尼亞州證照主管機關（DPOR）。",
    }
    assert wordings[language] in text


def test_an_owners_word_is_not_called_the_ads(client, business: Business) -> None:
    say(business.id, [{"type": "master"}])
    for path in ("/find", "/businesses/meadow", "/compare?business=meadow"):
        text = words(check_page(client.get(f"/en{path}"), "en").root)
        assert "They say they are licensed" in text
        assert "ad says licensed" not in text.lower()


def test_a_dc_license_ends_the_warning_about_dc(client, business: Business) -> None:
    warning = "The ad doesn't mention a DC license. Work in DC requires one. Ask first."
    say(business.id, [VA])
    assert warning in client.get("/en/businesses/meadow").text.replace("&#39;", "'")
    say(business.id, [{"type": "master", "number": "RM123", "state": "DC"}])
    assert warning not in client.get("/en/businesses/meadow").text.replace("&#39;", "'")


def test_the_api_adds_what_the_registry_said_and_nothing_else(client, business: Business) -> None:
    _as(business, "given")
    assert client.get("/api/v1/businesses/meadow").json["licenses"] == [{**VA, "status": "given"}]
    _as(business, "checked")
    assert client.get("/api/v1/businesses/meadow").json["licenses"] == [
        {
            **VA,
            "status": "checked",
            "class": "A",
            "expires_on": "2027-03-31",
            "checked_on": "2026-11-23",
            "file_date": None,
        }
    ]
    assert client.get("/api/v1/businesses?license=checked").json["total"] == 1


def test_search_and_order_forget_a_license_that_ran_out(client, clock, business: Business) -> None:
    _as(business, "checked")
    clock.move(days=129)
    assert only()["status"] == "expired"
    answer = client.get("/api/v1/businesses?license=checked").json
    assert answer["total"] == 0 or answer["fallback"]
    assert client.get("/api/v1/businesses/meadow").json["licenses"][0]["status"] == "expired"
