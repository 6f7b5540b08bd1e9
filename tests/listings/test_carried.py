"""What a search was told goes along to the business and the form, and is not asked again; a danger comes first."""

from urllib.parse import parse_qsl, urlsplit

import pytest
from flask.testing import FlaskClient

from directory.kernel.language import LANGUAGES
from directory.trades.rules import urgency_of
from tests.conftest import MovableClock
from tests.factories.form import fields, opened
from tests.factories.listings import FANGSHI, GAOSHI, seeded
from tests.page import Page, check_page, words

PRINTED = ("华府冷暖空调", "方氏冷暖", "高氏冷暖", "安居冷暖空调公司", "DAVID ZHANG 冷暖空调")
each_language = pytest.mark.parametrize("language", LANGUAGES)
#: What is typed, and what the form knows of it.
SEARCHES = {
    "no heat tonight 20850": {"zip": "20850", "service": "repair", "symptom": "noheat", "urgency": "now"},
    "今晚 暖气坏了 22030": {"zip": "22030", "service": "repair", "symptom": "noheat", "urgency": "now"},
    "冷氣不冷 講粵語": {"service": "repair", "symptom": "nocool", "lang": "yue"},
    "我妈家暖气坏了她不会说英文": {"service": "repair", "symptom": "noheat", "lang": "cmn"},
    "install heat pump this week": {"service": "install", "urgency": "week"},
    "speak english furnace maintenance 20817": {"zip": "20817", "service": "maint", "lang": "en"},
    "fix the AC in Bethesda": {"zip": "Bethesda, MD", "service": "repair"},
    "smell gas": {"service": "repair", "safety": "gas"},
}


@pytest.fixture
def visitor(client: FlaskClient) -> FlaskClient:
    """Somebody on the site with its five listings."""
    seeded()
    return client


def _links(page: Page, slug: str) -> list[dict[str, str]]:
    """What each link to a business's page takes along."""
    places = [urlsplit(link.get("href", "")) for link in page.all("a")]
    return [dict(parse_qsl(place.query)) for place in places if place.path.endswith(f"/businesses/{slug}")]


def _hidden(page: Page, form: str) -> dict[str, str]:
    """The answers that a form of a page takes along, wherever on the page they stand."""
    inputs = [
        field
        for field in page.all("input")
        if field.get("type") == "hidden"
        and (field.get("form") == form or any(above.get("id") == form for above in page.above(field)))
    ]
    return {field.get("name", ""): field.get("value", "") for field in inputs}


@pytest.mark.parametrize("text", SEARCHES)
@each_language
def test_a_search_goes_along_to_the_business_and_the_form(visitor: FlaskClient, language: str, text: str) -> None:
    known = SEARCHES[text]
    results = check_page(visitor.get(f"/{language}/find", query_string={"q": text}), language, quoted=(*PRINTED, text))
    carried = _links(results, GAOSHI)
    assert carried
    assert all(one == known for one in carried)
    business = check_page(visitor.get(f"/{language}/businesses/{GAOSHI}", query_string=known), language, quoted=PRINTED)
    assert _hidden(business, "ask") == {"business": GAOSHI, **known}
    assert _hidden(business, "tray") == known
    form = check_page(
        visitor.get(f"/{language}/request-a-quote", query_string={"business": GAOSHI, **known}),
        language,
        quoted=PRINTED,
    )
    assert _chosen(form) >= {("business", GAOSHI), *known.items()}


def _chosen(page: Page) -> set[tuple[str, str]]:
    """What stands in the form: boxes, lists, fields."""
    ticked = {(e.get("name", ""), e.get("value", "")) for e in page.all("input") if "checked" in e.attrib}
    listed = {
        (select.get("name", ""), option.get("value", ""))
        for select in page.all("select")
        for option in select.iter("option")
        if "selected" in option.attrib
    }
    typed = {(e.get("name", ""), e.get("value", "")) for e in page.all("input") if e.get("type") == "text"}
    return ticked | listed | typed


def test_a_search_that_says_nothing_of_the_form_takes_nothing_along(visitor: FlaskClient) -> None:
    results = check_page(visitor.get("/en/find?q=Carrier"), "en", quoted=PRINTED)
    assert all(one == {} for one in _links(results, GAOSHI))


def test_nobody_but_the_homeowner_says_that_there_is_no_danger(visitor: FlaskClient) -> None:
    for answer, is_taken in (("none", False), ("gas", True), ("x", False)):
        form = opened(visitor, "en", GAOSHI, safety=answer)
        assert (("safety", answer) in _chosen(form)) is is_taken


LEAVE = {"en": "Get everyone out first.", "zh-hans": "先带家人离开屋子", "zh-hant": "請先帶家人離開屋子"}


def _begins_with_the_warning(page: Page, language: str) -> bool:
    """Whether the warning stands above the heading, the phones and every field but the search's."""
    main = words(page.first("main"))
    heading = words(page.first("h1"))
    return 0 <= main.find(LEAVE[language]) < (main.index(heading) if heading in main else len(main))


@pytest.mark.parametrize(
    "text", ["smell gas in basement", "闻到煤气味", "瓦斯漏氣", "CO alarm going off", "smoke from furnace"]
)
@each_language
def test_words_of_danger_are_answered_before_anything_else(visitor: FlaskClient, language: str, text: str) -> None:
    results = check_page(visitor.get(f"/{language}/find", query_string={"q": text}), language, quoted=(*PRINTED, text))
    assert _begins_with_the_warning(results, language)
    assert 'class="call-now"' not in results.source
    (danger,) = {one["safety"] for one in _links(results, GAOSHI)}
    for path in (f"businesses/{GAOSHI}", f"compare?business={GAOSHI}&business={FANGSHI}", "request-a-quote"):
        joint = "&" if "?" in path else "?"
        page = check_page(visitor.get(f"/{language}/{path}{joint}safety={danger}"), language, quoted=PRINTED)
        assert _begins_with_the_warning(page, language), path


@each_language
def test_words_of_danger_in_the_form_stand_over_it_and_over_the_check(
    visitor: FlaskClient, clock: MovableClock, language: str
) -> None:
    typed = "furnace off, smell of gas in the kitchen"
    form = opened(visitor, language)
    clock.move(10)
    for answer in ("out", "safe"):
        values = fields(form, details=typed, safety_ack=answer, check="y")
        page = check_page(
            visitor.post(f"/{language}/request-a-quote", data=values),
            language,
            quoted=(*PRINTED, typed, "陈女士"),
        )
        assert _begins_with_the_warning(page, language), answer
        assert 'class="req check"' in page.source
    page = check_page(
        visitor.post(f"/{language}/request-a-quote", data={**fields(form, details=typed), "edit": "y"}),
        language,
        quoted=(*PRINTED, typed, "陈女士"),
    )
    assert _begins_with_the_warning(page, language)
    calm = visitor.post(f"/{language}/request-a-quote", data={**fields(form, details="upstairs is cold"), "edit": "y"})
    assert LEAVE[language] not in calm.text


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("emergency furnace repair", "now"),
        ("ac broken, need someone ASAP", "now"),
        ("今天能来吗", "now"),
        ("很急 没暖气", "now"),
        ("盡快修冷氣", "now"),
        ("tomorrow morning please", "48h"),
        ("明早", "48h"),
        ("這週裝冷氣", "week"),
        ("sometime this month", "month"),
        ("not urgent, tune-up", None),
        ("不着急 换空调", None),
        ("不急", None),
        ("today or tomorrow", None),
        ("today's price", None),
        ("todayshop heating", None),
        ("furnace repair", None),
        ("", None),
    ],
)
def test_how_soon_is_read_where_it_is_certain(text: str, code: str | None) -> None:
    assert urgency_of(text) == code
