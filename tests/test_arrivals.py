"""Which printed code brought people: a short list of sources, counted by day, for the business whose code it is."""

from datetime import date

import pytest
from flask import Flask
from flask.testing import FlaskClient

from directory import arrivals
from directory.arrivals import SITE, Arrival, Medium, Tally, read_source, source_label, tallies
from directory.entrypoints.operator.actions import merge
from directory.foundation.db import db
from directory.foundation.i18n import speaking
from directory.foundation.unit import unit
from directory.kernel import clock
from directory.kernel.language import LANGUAGES
from tests.conftest import MovableClock
from tests.factories.desk import business
from tests.factories.form import fields, opened, send
from tests.factories.listings import FANGSHI, GAOSHI, seeded
from tests.page import parse

PHONE = {"User-Agent": "Mozilla/5.0 (iPhone; CPU iPhone OS 17_0 like Mac OS X) MicroMessenger/8.0"}
ASK = f"/zh-hans/request-a-quote?business={GAOSHI}&from="
TODAY = date(2027, 1, 15)


@pytest.fixture
def visitor(client: FlaskClient) -> FlaskClient:
    seeded()
    return client


def counted(slug: str = GAOSHI) -> list[Tally]:
    business_id = business(slug).id if slug else SITE
    return list(tallies(db.session(), business_id))


@pytest.mark.parametrize(
    ("text", "source"),
    [
        *((str(medium), str(medium)) for medium in Medium),
        ("paper-2027-01", "paper-2027-01"),
        ("paper-2027-03", "paper-2027-03"),
        ("paper-2025-01", "paper-2025-01"),
        ("paper-2027-04", "paper"),
        ("paper-2024-12", "paper"),
        *((other, None) for other in ("paper-2027-13", "paper-2027-1", "Paper", "", "poster", "card ", "card'--")),
    ],
)
def test_a_source_is_a_word_of_a_short_list(text: str, source: str | None) -> None:
    assert read_source(text, TODAY) == source


def test_a_source_has_words_in_each_language(app: Flask) -> None:
    shown = {}
    for code, language in LANGUAGES.items():
        with speaking(language):
            shown[code] = [str(source_label(source)) for source in ("paper-2027-01", "sticker")]
    assert shown == {
        "en": ["Newspaper, Jan 2027", "Equipment sticker"],
        "zh-hans": ["报纸，2027年1月", "设备贴纸"],
        "zh-hant": ["報紙，2027年1月", "設備貼紙"],
    }


def test_a_scan_is_counted_by_day_and_source(visitor: FlaskClient, clock: MovableClock) -> None:
    for path in (ASK + "card", ASK + "card", ASK + "sticker", f"/en/businesses/{GAOSHI}?from=card"):
        assert visitor.get(path, headers=PHONE).status_code == 200
    clock.move(days=60)
    visitor.get(ASK + "card", headers=PHONE)
    assert counted() == [Tally("card", 1, 4, 0), Tally("sticker", 0, 1, 0)]
    assert counted(FANGSHI) == []
    assert db.session.query(Arrival).count() == 3


@pytest.mark.parametrize(
    "headers",
    [
        {"User-Agent": "Mozilla/5.0 (compatible; Googlebot/2.1)"},
        {"User-Agent": "WhatsApp/2.23 A"},
        {"User-Agent": "Mozilla/5.0 HeadlessChrome/120"},
        {"User-Agent": ""},
        PHONE | {"Sec-Purpose": "prefetch"},
        PHONE | {"Cache-Control": "max-age=0"},
        PHONE | {"Sec-Fetch-Site": "same-origin"},
        PHONE | {"Referer": "http://localhost/zh-hans/"},
    ],
)
def test_robots_previews_and_steps_within_the_site_are_no_scans(visitor: FlaskClient, headers: dict[str, str]) -> None:
    visitor.get(ASK + "card", headers=headers)
    assert counted() == []


def test_a_stranger_makes_no_rows(visitor: FlaskClient) -> None:
    visitor.head(ASK + "card", headers=PHONE)
    for words in ("x", "card%00", "a" * 5000, "paper-9999-99", "card&from=hanger-2", f"&business={FANGSHI}"):
        visitor.get(ASK + words, headers=PHONE)
    visitor.get("/zh-hans/request-a-quote?business=nobody&from=card", headers=PHONE)
    visitor.get("/zh-hans/businesses/nobody?from=card", headers=PHONE)
    assert [(line.source, line.opened) for line in db.session.query(Arrival)] == [("card", 1)]


def test_the_first_business_of_an_address_is_the_one_whose_code_it_is(visitor: FlaskClient) -> None:
    visitor.get(f"{ASK}card&business={FANGSHI}", headers=PHONE)
    assert (len(counted()), counted(FANGSHI)) == (1, [])


def test_the_code_of_the_newspaper_page_counts_for_the_site(visitor: FlaskClient) -> None:
    visitor.get(f"/zh-hans/?from={arrivals.issue(clock.today())}", headers=PHONE)
    assert [tally.opened for tally in counted("")] == [1]


def test_a_request_remembers_the_code_and_keeps_nothing_of_it(visitor: FlaskClient, clock: MovableClock) -> None:
    page = opened(visitor, **{"from": "card"})
    source = next(element.get("value") for element in page.all("input") if element.get("name") == "from")
    assert source == f"card:{GAOSHI}"
    # The language is changed on the way: the form goes along.
    edited = visitor.post("/en/request-a-quote", data=fields(page, edit="y", **{"from": source}))
    assert f'value="card:{GAOSHI}"' in edited.text
    clock.move(seconds=5)
    assert send(visitor, fields(page, **{"from": source})).status_code == 303
    # The same form sent twice is one request.
    assert send(visitor, fields(page, **{"from": source})).status_code == 303
    assert [(tally.source, tally.requests) for tally in counted()] == [("card", 1)]
    assert counted(FANGSHI) == []


@pytest.mark.parametrize("forged", ["card:nobody", "poster:x", f"card:{'a' * 500}", "\u202e", "card"])
def test_a_forged_source_in_a_form_counts_nothing_and_loses_no_request(
    visitor: FlaskClient, clock: MovableClock, forged: str
) -> None:
    page = opened(visitor)
    clock.move(seconds=5)
    assert send(visitor, fields(page, **{"from": forged})).status_code == 303
    assert db.session.query(Arrival).count() == 0


def test_the_page_of_a_business_hands_the_code_on(visitor: FlaskClient) -> None:
    page = parse(visitor.get(f"/en/businesses/{GAOSHI}?from=card").text)
    handed = {(e.get("form"), e.get("value")) for e in page.all("input") if e.get("name") == "from"}
    assert handed == {("tray", f"card:{GAOSHI}"), ("ask", f"card:{GAOSHI}")}


@pytest.mark.parametrize("path", ["/en/", f"/en/businesses/{GAOSHI}", f"/en/request-a-quote?business={GAOSHI}"])
def test_machines_know_one_address_whatever_the_source(visitor: FlaskClient, path: str) -> None:
    mark = "&" if "?" in path else "?"
    plain, named = (visitor.get(address).text for address in (path, f"{path}{mark}from=card"))

    def addresses(text: str) -> list[str | None]:
        links = [link for link in parse(text).all("link") if link.get("rel") in ("canonical", "alternate")]
        return [link.get("href") for link in links]

    assert addresses(named) == addresses(plain)


def test_a_merge_moves_counts_and_a_purge_forgets_them(visitor: FlaskClient, clock: MovableClock) -> None:
    visitor.get(ASK + "card", headers=PHONE)
    visitor.get(f"/en/businesses/{FANGSHI}?from=card", headers=PHONE)
    gone, stays = business(FANGSHI).id, business().id
    with unit() as session:
        merge(session, gone, stays, by="operator:1")
    assert counted() == [Tally("card", 2, 2, 0)]
    clock.move(days=401)
    with unit() as session:
        assert arrivals.purge(session, clock.moment) == 1
