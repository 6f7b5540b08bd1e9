"""A town or a county in the place of a ZIP code: which one is asked where there are several, never guessed."""

import re

import pytest

from directory.foundation import tokens
from directory.foundation.db import db
from directory.kernel.language import LANGUAGES
from directory.leads.models import Lead, QuoteRequest
from directory.places.gazetteer import gazetteer
from tests.factories.answers import lead_url
from tests.factories.canaries import work
from tests.factories.form import QUOTED, fields, named_of, opened, path, refused, send, ticked, wrongs
from tests.factories.listings import GAOSHI, seeded
from tests.factories.requests import messages
from tests.page import check_page, words

ALSO = (*QUOTED, "洛城", "巴尔的摩县", "蒙郡", "马里兰", "纽约", "没有这里", "波士顿")


@pytest.fixture
def page(client, clock):
    seeded()
    shown = opened(client)
    clock.move(seconds=5)
    return shown


def saved() -> QuoteRequest:
    return db.session.query(QuoteRequest).populate_existing().one()


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("rockville", ["Rockville, MD", "Rockville, VA"]),
        ("Rockville MD", ["Rockville, MD"]),
        ("Rockville, VA", ["Rockville, VA"]),
        ("洛城", ["Rockville, MD"]),
        ("马里兰州洛城", ["Rockville, MD"]),
        ("蒙郡", ["Montgomery County, MD"]),
        ("montgomery county", ["Montgomery County, MD", "Montgomery County, VA"]),
        ("Bethesda", ["Bethesda, MD"]),
        ("Silver   Spring", ["Silver Spring, MD"]),
        # The town and the county that it lies in are one; the county around a free city is another.
        ("Arlington", ["Arlington, VA"]),
        ("Fairfax", ["Fairfax, VA"]),
        ("Baltimore", ["Baltimore, MD", "Baltimore County, MD"]),
        ("Washington", ["Washington, DC", "Washington, VA", "Washington County, MD", "Washington County, VA"]),
        ("22030 Fairfax", ["Fairfax 22030"]),
        ("20850", ["Rockville 20850"]),
        ("Nowhere at all", []),
        ("", []),
    ],
)
def test_what_a_text_may_mean(typed, meant):
    assert [place.label("en") for place in gazetteer().meanings(typed)] == meant


def test_every_name_of_a_place_means_it_and_its_key_means_it_alone():
    for place in gazetteer().places:
        # Alone, `Brooklyn` is the one in New York.
        if place.kind == "city" and not gazetteer().elsewhere(place.names[0]):
            meant = gazetteer().meanings(place.names[0])
            assert any(place.fips[0] in other.fips for other in meant), place
            [alone] = gazetteer().meanings(place.key)
            assert place.fips[0] in alone.fips


@pytest.mark.parametrize("language", LANGUAGES)
def test_several_of_one_name_are_asked(client, page, language):
    shown = refused(client, fields(page, zip="Rockville"), language)
    assert ticked(shown, "zip_place") == []
    offered = [e.get("value") for e in shown.all("input") if e.get("name") == "zip_place"]
    assert offered == ["Rockville, MD", "Rockville, VA"]
    assert 'href="#zip"' in shown.source
    chosen = fields(page, zip="Rockville", zip_place="Rockville, VA")
    assert send(client, chosen, language).status_code == 303
    assert (saved().zip, saved().place_code, saved().place_text) == ("", "VA:rockville", "Rockville")


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_examples_under_the_field_are_taken(client, page, language):
    hint = re.search(r"20850[^<]+", opened(client, language).source)[0]
    examples = [typed.strip() for typed in re.split("[,、，]", hint)][:-1]
    assert len(examples) > 1
    assert [len(gazetteer().meanings(typed)) for typed in examples] == [1] * len(examples)


@pytest.mark.parametrize(
    ("typed", "code"),
    [("洛城", "MD:rockville"), ("bethesda", "MD:bethesda"), ("蒙郡", "24031"), ("Rockville, MD", "MD:rockville")],
)
def test_one_that_is_one_is_taken(client, page, typed, code):
    assert send(client, fields(page, zip=typed)).status_code == 303
    assert (saved().zip, saved().place_code, saved().place_text) == ("", code, typed)


def test_a_choice_of_something_else_chooses_nothing(client, page):
    refused(client, fields(page, zip="Rockville", zip_place="Bethesda, MD"))


@pytest.mark.parametrize(
    ("typed", "wording"),
    [
        ("马里兰", "这个范围太大了"),
        ("纽约", "不在 DC、马里兰、弗吉尼亚"),
        ("没有这里", "没有“没有这里”这个城镇或郡"),
        ("2085", "请填五位数的邮编"),
        ("", "请填邮编或城镇"),
        ("x" * 61, "请写短一点"),
    ],
)
def test_what_it_cannot_take_it_says(client, page, typed, wording):
    answer = send(client, fields(page, zip=typed))
    assert answer.status_code == 400
    shown = check_page(answer, "zh-hans", quoted=(*ALSO, typed))
    assert wording in wrongs(shown)
    assert typed in shown.source


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_lead_says_what_was_written_and_the_county(client, page, language):
    send(client, fields(page, zip="洛城", business=[GAOSHI]))
    work()
    lead = db.session.query(Lead).one()
    shown = check_page(client.get(lead_url(lead, language)), language, quoted=(*ALSO, "高氏冷暖"))
    text = words(shown.root)
    county = {"en": "Montgomery County", "zh-hans": "蒙哥马利郡", "zh-hant": "蒙哥馬利郡"}
    assert "Rockville" in text
    assert county[language] in text
    assert "洛城" in text
    # Texts hold codes only.
    body = messages(db.session(), "lead", "sms")[0].body
    assert "Rockville" in body
    assert "洛城" not in body


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_check_page_and_her_own_say_it_without_a_zip_code(client, page, language):
    values = fields(page, zip="洛城", check="y")
    checked = check_page(send(client, values, language), language, quoted=ALSO)
    assert "Rockville" in words(checked.root)
    sent = send(client, {name: value for name, value in values.items() if name != "check"}, language)
    own = check_page(client.get(sent.location), language, quoted=ALSO)
    assert "Rockville" in words(own.root)
    change = check_page(client.get(f"{sent.location}/change"), language, quoted=ALSO)
    assert 'value="洛城"' in change.source


def test_a_chosen_place_stands_where_it_is_corrected(client, page):
    sent = send(client, fields(page, zip="Rockville", zip_place="Rockville, VA"))
    change = check_page(client.get(f"{sent.location}/change"), "zh-hans", quoted=ALSO)
    assert ticked(change, "zip_place") == ["Rockville, VA"]
    typed = {e.get("name"): e.get("value") for e in change.all("input") if e.get("type") != "radio"}
    typed |= {"urgency": "48h", "details": "x", "lang": "cmn", "notices": "zh-hans", "zip": "20814"}
    assert client.post(f"{sent.location}/change", data=typed).status_code == 303
    assert (saved().zip, saved().place_code, saved().place_text) == ("20814", None, None)
    token = tokens.derive("request", saved().seed)
    assert "Rockville" in client.get(f"/zh-hans/requests/{token}").text


def test_what_ads_state_for_a_town_stands_beside_them(client, page):
    dc = words(opened(client, zip="Washington, DC").root)
    assert "华盛顿特区（DC）执照" in dc
    assert named_of(page)


def test_a_search_in_a_town_comes_along(client, page):
    results = client.get("/zh-hans/find", query_string={"q": "暖气坏了 洛城"}).text
    assert re.search(r'name="zip" value="Rockville, MD"', results)
    form = client.get(path("zh-hans", GAOSHI, zip="Rockville, MD")).text
    assert 'value="Rockville, MD"' in form
