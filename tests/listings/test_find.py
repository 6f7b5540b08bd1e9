"""The page of results as a visitor uses it: chips, corrected words, map, suggestions; every state is an address."""

import re
from collections.abc import Iterator
from urllib.parse import parse_qs, urlsplit
from xml.etree.ElementTree import Element

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import event

from directory.foundation.db import db
from directory.kernel.language import LANGUAGES
from directory.search import queries
from directory.search.rules.ranking import CRITERIA
from tests.factories.listings import FANGSHI, seeded, serves
from tests.page import Page, check_page, parse, words

PRINTED = ("华府冷暖空调", "方氏冷暖", "高氏冷暖", "安居冷暖空调公司", "DAVID ZHANG 冷暖空调")
each_language = pytest.mark.parametrize("language", LANGUAGES)


@pytest.fixture
def visitor(app: Flask, client: FlaskClient) -> FlaskClient:
    """Somebody on the site with its five listings."""
    seeded()
    return client


@pytest.fixture
def statements(app: Flask) -> Iterator[list[str]]:
    """Every statement sent to the database from now on."""
    sent: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_: object) -> None:
        if statement.startswith("SELECT"):
            sent.append(statement)

    with app.app_context():
        engine = db.engine
    event.listen(engine, "before_cursor_execute", note)
    yield sent
    event.remove(engine, "before_cursor_execute", note)


def chips(page: Page) -> dict[str, Element]:
    """The chips by what they say, without the words only a screen reader reads."""
    links = [e for e in page.all("a") if "chip" in e.get("class", "").split()]
    return {(e.text or "").strip() or words(next(iter(e))): e for e in links}


def parameters(link: Element) -> dict[str, list[str]]:
    """What a link asks for."""
    return parse_qs(urlsplit(link.get("href", "")).query)


@each_language
def test_each_chip_is_a_link_to_the_search_without_it(visitor: FlaskClient, language: str) -> None:
    path = f"/{language}/find?q=carrier+furnace&place=20850&brand=Goodman&parts_years=5"
    page = check_page(visitor.get(path), language, quoted=(*PRINTED, "carrier furnace"))
    links = chips(page)
    assert len(links) == 5
    searches = [parameters(link) for link in links.values()]
    assert [sorted(set(parameters_of) ^ {"q", "place", "brand", "parts_years"}) for parameters_of in searches] == [
        [],
        [],
        ["place"],
        ["brand"],
        ["parts_years"],
    ]
    assert [search["q"] for search in searches[:2]] == [["furnace"], ["carrier"]]
    clear = next(e for e in page.all("a") if "clear" in e.get("class", ""))
    assert clear.get("href") == f"/{language}/find"


@pytest.mark.parametrize(
    ("language", "typed", "name"),
    [("zh-hant", "沒暖氣", "沒暖氣"), ("zh-hans", "暖气不热", "暖气不热"), ("en", "沒暖氣", "No heat")],
)
def test_a_chip_repeats_what_is_wrong_in_the_readers_own_words(
    visitor: FlaskClient, language: str, typed: str, name: str
) -> None:
    names = chips(parse(visitor.get(f"/{language}/find?q={typed}").text))
    assert any(name in chip for chip in names), names


def test_after_a_chip_is_gone_the_boxes_show_what_is_left(visitor: FlaskClient) -> None:
    page = check_page(visitor.get("/en/find?q=carrier+furnace"), "en", quoted=PRINTED)
    link = next(link for link in chips(page).values() if parameters(link)["q"] == ["furnace"])
    left = check_page(visitor.get(link.get("href", "")), "en", quoted=PRINTED)
    box = next(e for e in left.all("input") if e.get("id") == "q")
    assert box.get("value") == "furnace"
    last = next(iter(chips(left).values()))
    assert urlsplit(last.get("href", "")).query == ""
    assert not [e for e in left.all("a") if "clear" in e.get("class", "")]


def test_the_page_number_goes_with_every_change(visitor: FlaskClient) -> None:
    page = check_page(visitor.get("/en/find?q=carrier&page=2&brand=Payne"), "en", quoted=PRINTED)
    assert all("page" not in parameters(link) for link in page.all("a") if "rel" in link.attrib)


@each_language
def test_what_is_not_wanted_says_so(visitor: FlaskClient, language: str) -> None:
    page = parse(visitor.get(f"/{language}/find?q=repair+no+commercial").text)
    negated = [words(e) for e in page.all("a") if "is-not" in e.get("class", "")]
    start = {"en": "not: ", "zh-hans": "不要：", "zh-hant": "不要："}[language]
    assert [label.startswith(start) for label in negated] == [True]
    typed = parse(visitor.get(f"/{language}/find", query_string={"q": "repair, not infinity air"}).text)
    assert [words(e).count("not") for e in typed.all("a") if "is-not" in e.get("class", "")] == [1]


@each_language
def test_what_is_shown_instead_of_a_corrected_search_is_no_result_for_it(visitor: FlaskClient, language: str) -> None:
    page = check_page(visitor.get(f"/{language}/find?q=boilerr"), language, quoted=(*PRINTED, "boilerr", "boiler"))
    note = words(next(e for e in page.all("p") if e.get("class") == "corrected"))
    assert note.startswith(
        {"en": "Searching for “boiler”.", "zh-hans": "按“boiler”来找。", "zh-hant": "以「boiler」搜尋。"}[language]
    )


@each_language
def test_a_word_nobody_knows_can_be_taken_away(visitor: FlaskClient, language: str) -> None:
    page = check_page(visitor.get(f"/{language}/find?q=asdfgh+carrier"), language, quoted=(*PRINTED, "asdfgh carrier"))
    strange = [e for e in page.all("a") if "is-unread" in e.get("class", "")]
    assert [parameters(link) for link in strange] == [{"q": ["carrier"]}]
    assert "asdfgh" in words(strange[0])


@each_language
def test_a_corrected_search_says_so_and_can_be_had_as_typed(visitor: FlaskClient, language: str) -> None:
    path = f"/{language}/find?q=air+conditonner&brand=Carrier"
    page = check_page(visitor.get(path), language, quoted=(*PRINTED, "air conditioner", "air conditonner"))
    note = next(e for e in page.all("p") if e.get("class") == "corrected")
    link = next(e for e in note.iter("a"))
    assert "air conditonner" in words(link)
    assert parameters(link) == {"q": ["air conditonner"], "brand": ["Carrier"], "exact": ["true"]}
    exact = parse(visitor.get(link.get("href", "")).text)
    assert not [e for e in exact.all("p") if e.get("class") == "corrected"]


def test_a_choice_the_list_could_not_keep_to_can_still_be_taken_away(visitor: FlaskClient) -> None:
    page = check_page(visitor.get("/en/find?q=asdfgh&brand=Carrier"), "en", quoted=PRINTED)
    assert [parameters(link).get("brand") for name, link in chips(page).items() if "Carrier" in name] == [None]


@each_language
def test_a_place_nobody_knows_is_named_and_can_be_taken_away(visitor: FlaskClient, language: str) -> None:
    page = check_page(visitor.get(f"/{language}/find?place=qqqq"), language, quoted=(*PRINTED, "qqqq"))
    assert "qqqq" in words(page.first("h1"))
    assert [urlsplit(link.get("href", "")).query for link in chips(page).values()] == [""]


@each_language
@pytest.mark.parametrize(("typed", "rest"), [("AC+10001", ["AC"]), ("Boston", None)])
def test_a_place_elsewhere_in_the_text_can_be_taken_away(
    visitor: FlaskClient, language: str, typed: str, rest: list[str] | None
) -> None:
    page = check_page(visitor.get(f"/{language}/find?q={typed}"), language, quoted=(*PRINTED, "Boston"))
    name, link = list(chips(page).items())[-1]
    assert name in ("10001", "Boston")
    assert parameters(link).get("q") == rest


@each_language
def test_the_longest_warranty_is_an_order_to_choose_and_to_take_away(visitor: FlaskClient, language: str) -> None:
    page = check_page(visitor.get(f"/{language}/find?q=carrier&page=1"), language, quoted=(*PRINTED, "carrier"))
    chosen = {"q": ["carrier"], "order": ["warranty"]}
    (link,) = (link for link in page.all("a") if "rel" in link.attrib and parameters(link) == chosen)
    ordered = check_page(visitor.get(link.get("href", "")), language, quoted=(*PRINTED, "carrier"))
    names = [words(article) for article in ordered.all("article")]
    assert ["华府冷暖空调" in name or "高氏冷暖" in name for name in names] == [True, True, False, False]
    assert not [link for link in ordered.all("a") if "rel" in link.attrib and parameters(link) == chosen]
    assert {"q": ["carrier"]} in [parameters(chip) for chip in chips(ordered).values()]


@each_language
@pytest.mark.parametrize(
    ("typed", "wording"),
    [
        ("how much for ac", {"en": "state no prices", "zh-hans": "没写价格", "zh-hant": "未註明價格"}),
        ("2家报价", {"en": "up to three contractors", "zh-hans": "最多三家", "zh-hant": "最多三家"}),
    ],
)
def test_a_wish_is_answered_in_words(visitor: FlaskClient, language: str, typed: str, wording: dict[str, str]) -> None:
    page = check_page(visitor.get(f"/{language}/find", query_string={"q": typed}), language, quoted=(*PRINTED, typed))
    assert wording[language] in " ".join(words(e) for e in page.all("p") if e.get("class") == "unread")
    assert len(list(page.all("article"))) == 5


@each_language
def test_a_lifetime_is_called_one(visitor: FlaskClient, language: str) -> None:
    page = check_page(visitor.get(f"/{language}/find?q=终身保修"), language, quoted=(*PRINTED, "终身保修"))
    (chip,) = chips(page)
    assert {"en": "lifetime", "zh-hans": "终身", "zh-hant": "終身"}[language] in chip
    assert "999" not in chip


@each_language
def test_the_map_tells_how_many_state_an_area(visitor: FlaskClient, language: str) -> None:
    seeded(with_places=True)
    serves(FANGSHI, "24031", "24027")
    page = check_page(visitor.get(f"/{language}/find?place=20850"), language, quoted=PRINTED)
    where = next(e for e in page.all("details") if e.get("data-fold") == "where")
    picture = next(where.iter("img")).get("src", "")
    assert parameters_of(picture)["at"] == ["24031"]
    assert visitor.get(picture).mimetype == "image/svg+xml"
    assert "Rockville 20850" in words(where)
    counties = list(where.iter("a"))
    assert len(counties) == 8
    assert parameters(counties[0]) == {"place": ["24031"]}
    assert len(list(parse(visitor.get(counties[0].get("href", "")).text).all("article"))) >= 1


def parameters_of(address: str) -> dict[str, list[str]]:
    """What an address asks for."""
    return parse_qs(urlsplit(address).query)


def test_no_map_where_no_result_states_an_area_or_all_counties_are_alike(visitor: FlaskClient) -> None:
    assert "shades=" not in visitor.get("/en/find").text
    seeded(with_places=True)
    serves(FANGSHI, "24031")
    assert "shades=" in visitor.get("/en/find").text
    assert "shades=" not in visitor.get("/en/find?q=240-636-8420").text


@pytest.mark.parametrize("query", ["shades=", "shades=zz%22%3E", "shades=999e999e&at=%22%3E", f"shades={'9e' * 9000}"])
def test_a_map_of_anything_is_a_map(client: FlaskClient, app: Flask, query: str) -> None:
    response = client.get(f"/map.svg?{query}")
    assert response.status_code == 200
    assert "max-age" in response.headers["Cache-Control"]
    assert not re.search(r"script|zz", response.text)


def test_a_search_costs_one_statement_and_suggestions_too(visitor: FlaskClient, statements: list[str]) -> None:
    for path in (
        "/en/find?q=carrier+furnace&place=20850&brand=Goodman",
        "/zh-hans/find?q=air+conditonner",
        "/zh-hant/find?q=地熱",
        "/en/suggest?q=car",
    ):
        visitor.get(path)
        statements.clear()
        visitor.get(path)
        assert len(statements) == 1, statements


@each_language
def test_the_order_is_told_with_every_criterion_that_counts(visitor: FlaskClient, language: str) -> None:
    page = check_page(visitor.get(f"/{language}/about/ranking"), language)
    assert f'href="/{language}/about/answers"' in page.source  # From the foot of every page.
    criteria = [e.get("data-criterion") for e in page.all("li") if e.get("data-criterion")]
    assert criteria == list(CRITERIA)


@each_language
def test_pages_lead_to_each_other_and_say_which_they_are(
    visitor: FlaskClient, language: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(queries, "PAGE_SIZE", 2)
    first = check_page(visitor.get(f"/{language}/find?brand=Carrier"), language, quoted=PRINTED)
    onward = {e.get("rel"): e.get("href", "") for e in first.all("a") if e.get("rel") in ("prev", "next")}
    assert list(onward) == ["next"]
    second = check_page(visitor.get(onward["next"]), language, quoted=PRINTED)
    assert "2" in words(second.first("title")).split("·")[1]
    back = {e.get("rel"): e.get("href", "") for e in second.all("a") if e.get("rel") in ("prev", "next")}
    assert back["prev"] == f"/{language}/find?brand=Carrier"


@pytest.mark.parametrize(
    "path", ["/en/", "/en/find", "/en/find?q=asdfgh", "/en/find?place=10001&insured=true", "/en/compare"]
)
def test_every_picture_drawn_is_in_the_page(visitor: FlaskClient, path: str) -> None:
    text = visitor.get(path).text
    assert set(re.findall(r'href="#(i-[\w-]+|years)"', text)) <= set(re.findall(r'id="(i-[\w-]+|years)"', text))


@pytest.mark.parametrize("text", ["a" * 10_000, "空" * 10_000, " ".join(["ac"] * 2_000)])
def test_a_search_longer_than_is_read_goes_on_to_the_shorter_one(client: FlaskClient, text: str) -> None:
    seeded()
    first = client.get("/en/find", query_string={"q": text, "service": "heating"})
    assert first.status_code == 302
    second = client.get(first.location)
    assert second.status_code == 200
    assert len(second.data) < 250_000
