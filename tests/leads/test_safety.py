"""Danger comes first: in its own words, ticked or heard, on the form, the stop, the request page, in mail and texts."""

import re

import pytest
from werkzeug.datastructures import MultiDict

from directory.foundation.db import db
from directory.foundation.i18n import speaking
from directory.kernel import text as segments
from directory.kernel.language import LANGUAGES, by_url
from directory.leads.models import Lead, QuoteRequest
from directory.leads.notices import KINDS, fit
from directory.places.rules import emergency_lines
from directory.trades import vocabulary
from tests.factories.form import TYPED, fields, opened, path, refused, send
from tests.factories.listings import seeded
from tests.leads.test_segments import LONG_LINK, NAMES, NUMBER
from tests.page import check_page, words

#: What is said of each danger and of no other.
OWN_WORDS = {
    "en": {"gas": "touch no switches", "co": "pets too", "burn": "close the doors behind you", "water": "outlets or"},
    "zh-hans": {"gas": "不要开灯关灯", "co": "头晕、头痛、恶心", "burn": "随手关门", "water": "不要碰湿的电器"},
    "zh-hant": {"gas": "請勿開關電燈", "co": "頭暈、頭痛、噁心", "burn": "隨手關門", "water": "請勿觸碰潮濕的電器"},
}
OTHER_COMPANY = {"en": "on your bill", "zh-hans": "账单上有", "zh-hant": "帳單上有"}
HEARD = {"en": "everyone has headaches when the heat is on", "zh-hans": "暖气一开就头晕", "zh-hant": "警報器響個不停"}
STOPS = ("gas", "co", "burn")


@pytest.fixture(autouse=True)
def _seeded(app, clock):
    seeded()


@pytest.fixture
def page(client, clock):
    shown = opened(client)
    clock.move(seconds=30)
    return shown


def own_words_in(source: str, language: str) -> set[str]:
    """The dangers whose own words stand in a page or message."""
    return {code for code, own in OWN_WORDS[language].items() if own in source}


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_form_has_words_for_each(client, language):
    assert own_words_in(opened(client, language).source, language) == {*OWN_WORDS[language]}


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("danger", STOPS)
def test_a_ticked_danger_stops_with_its_own_words(client, page, language, danger):
    stop = refused(client, fields(page, safety=danger, zip="22030"), language)
    assert own_words_in(stop.source, language) == {danger}
    assert vocabulary.label("safety", danger, language) in words(stop.root)
    lines = {line.phone for line in emergency_lines("gas", "VA")} if danger == "gas" else set()
    assert {e.get("href") for e in stop.all("a") if e.get("href", "").startswith("tel:")} == {f"tel:{p}" for p in lines}
    assert db.session.query(QuoteRequest).count() == 0


def stopped(client, page, language):
    """What the stop keeps of a form whose words speak of a danger; checked whole."""
    stop = refused(client, fields(page, details=HEARD[language]), language)
    assert own_words_in(stop.source, language) == {"co"}
    hidden = [(e.get("name"), e.get("value")) for e in stop.all("input") if e.get("type") == "hidden"]
    typed = MultiDict([pair for pair in hidden if pair[0] != "csrf_token"])
    assert typed["details"] == HEARD[language]
    assert db.session.query(QuoteRequest).count() == 0
    buttons = {(e.get("name"), e.get("value")) for e in stop.all("button") if e.get("name")}
    assert buttons == {("safety_ack", "out"), ("safety_ack", "safe"), ("edit", "y")}
    return typed


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_danger_in_their_own_words_stops_too(client, page, language):
    assert stopped(client, page, language).getlist("business")


@pytest.mark.parametrize(("answer", "saved"), [("out", "co"), ("safe", "none")])
def test_what_they_answer_to_the_stop_is_what_the_contractor_reads(client, page, answer, saved):
    typed = stopped(client, page, "zh-hans")
    typed["safety_ack"] = answer
    assert client.post(path("zh-hans"), data=typed).status_code == 303
    assert db.session.query(QuoteRequest).one().safety == saved


@pytest.mark.parametrize("details", [TYPED, "没有煤气味，就是不热", "smoke detector battery", "furnace is a headache"])
def test_what_only_looks_like_a_danger_is_sent(client, page, details):
    assert send(client, fields(page, details=details)).status_code == 303


def _sent(client, page, **changes) -> str:
    """The address of a request sent with these answers, every stop answered."""
    answer = send(client, fields(page, safety_ack="out", **changes))
    assert answer.status_code == 303
    return answer.headers["Location"].removeprefix("/zh-hans")


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("danger", ["gas", "co", "burn", "water"])
def test_the_request_page_goes_on_saying_it(client, page, language, danger):
    address = _sent(client, page, safety=danger)
    quoted = ("陈女士", TYPED, "高氏冷暖", "方氏冷暖")
    shown = check_page(client.get(f"/{language}{address}"), language, quoted=quoted)
    assert own_words_in(shown.source, language) == {danger}
    fuel = {"gas": "gas", "water": "electricity"}.get(danger)
    lines = emergency_lines(fuel, "MD") if fuel else ()
    assert all(f"tel:{line.phone}" in shown.source and line.source in shown.source for line in lines)
    assert ("703-750-1400" in shown.source) is (danger == "gas")
    assert (OTHER_COMPANY[language] in shown.source) is bool(lines)


def test_a_request_without_danger_says_nothing_of_one(client, page):
    assert own_words_in(client.get(f"/en{_sent(client, page)}").text, "en") == set()


def test_water_in_their_words_is_answered_on_the_request_page(client, page):
    source = client.get(f"/en{_sent(client, page, details='漏水流到插座上')}").text
    assert own_words_in(source, "en") == {"water"}


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("danger", ["gas", "co", "burn", "water"])
def test_mail_and_texts_say_it(client, page, language, danger):
    _sent(client, page, safety=danger, email="chen@example.com", receipt_sms="y")
    request, lead = db.session.query(QuoteRequest).one(), db.session.query(Lead).first()
    spoken = by_url(language)
    with speaking(spoken):
        mail = KINDS["receipt"].compose(db.session(), ("request", request.id), spoken, "email")
        text = KINDS["receipt"].compose(db.session(), ("request", request.id), spoken, "sms")
        first_text = KINDS["lead"].compose(db.session(), ("lead", lead.id), spoken, "sms")
    assert own_words_in(mail.body, language) == {danger}
    briefly = {
        "en": {
            "gas": "Gas smell: stay",
            "co": "Carbon monoxide: stay",
            "burn": "Smoke: stay",
            "water": "Touch nothing wet",
        },
        "zh-hans": {"gas": "闻到煤气味：", "co": "一氧化碳：消", "burn": "冒烟焦味：", "water": "湿的电器别碰"},
        "zh-hant": {"gas": "聞到瓦斯味：", "co": "一氧化碳：消", "burn": "冒煙焦味：", "water": "潮濕的電器"},
    }[language]
    assert [code for code, own in briefly.items() if own in text.body] == [danger]
    assert vocabulary.short("safety", danger, language).lower() in first_text.body.lower()
    assert segments.count(text.body) <= 2
    assert segments.count(first_text.body) <= 2


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("danger", vocabulary.codes("safety"))
def test_a_receipt_with_a_danger_takes_two_segments_at_most(app, language, danger):
    values = {"names": [NAMES[language]] * 3, "is_named": language != "en", "link": LONG_LINK, "number": NUMBER}
    values |= {
        "dangers": () if danger == "none" else (danger,),
        "is_about": True,
        "town": "Upper Marlboro",
        "held_until": "",
    }
    values["job"] = "water heater replacement"
    shorter = [{"is_about": False}, {"is_named": False}]
    assert segments.count(fit("receipt", by_url(language), 2, values, *shorter).body) <= 2


def test_every_emergency_line_has_its_source_and_day():
    for fuel in ("gas", "electricity"):
        for state in ("DC", "MD", "VA"):
            lines = emergency_lines(fuel, state)
            assert lines
            assert set(lines) <= set(emergency_lines(fuel))
            for line in lines:
                assert line.source
                assert line.entered_on.year >= 2026
                assert re.fullmatch(r"\+1[2-9]\d{9}", line.phone)
