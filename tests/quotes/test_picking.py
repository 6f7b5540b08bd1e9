"""Picking a sentence on both pages: by one tap, read by the other in their own language; typed words marked."""

import re

import pytest

from directory.foundation.db import db
from directory.foundation.unit import unit
from directory.kernel.language import LANGUAGES
from directory.leads import actions as lead_actions
from directory.leads.models import Lead
from directory.outbox.models import Message
from directory.quotes import actions
from directory.quotes.models import Reply
from directory.quotes.rules.phrases import Sentence, phrases_of
from tests.factories.answers import AD, WORDS, lead_url, quote_request, request_url
from tests.factories.people import member, signed_in
from tests.page import check_page

QUOTED = (AD, WORDS, "高氏冷暖", "方氏冷暖")
EN, HANS, HANT = LANGUAGES["en"], LANGUAGES["zh-hans"], LANGUAGES["zh-hant"]


@pytest.fixture
def english(client, clock):
    """A landlord who reads English and asks a firm that reads Chinese."""
    return quote_request(("gaoshi",), language="en", name="John Smith", details="No heat upstairs")


def lead_of(request) -> Lead:
    return db.session.query(Lead).filter_by(request_id=request.id).populate_existing().first()


def do(action, *values, **named):
    with unit() as session:
        return action(session, *values, **named)


def say(lead, author, code, language, **slots):
    return do(actions.say_phrase, lead.id, author, Sentence(code, slots, language))


def source(client, url, language, *, quoted=(), status=200):
    response = client.get(url)
    assert response.status_code == status
    return check_page(response, language, quoted=(*QUOTED, *quoted)).source


def lines():
    return [(line.author, line.phrase, line.slots) for line in db.session.query(Reply).order_by(Reply.id)]


def test_one_tap_on_the_firms_page_is_read_in_english(client, english):
    lead = lead_of(english)
    assert "室内的机器装在哪里？" in source(client, lead_url(lead), "zh-hans")
    sent = client.post(lead_url(lead), data={"action": "say", "phrase": "where_unit"})
    assert (sent.status_code, sent.headers["Location"]) == (303, lead_url(lead))
    assert lines() == [("business", "where_unit", None)]
    page = source(client, request_url(english, "en"), "en")
    assert "Where is the indoor unit?" in page
    assert "室内的机器" not in page
    messages = db.session.query(Message).filter_by(kind="asked").all()
    assert {message.language for message in messages} == {"en"}


def test_the_answers_are_buttons_of_the_reader_alone(client, english):
    lead = lead_of(english)
    say(lead, "business", "where_unit", HANS)
    page = source(client, request_url(english, "en"), "en")
    assert 'name="phrase" value="unit_is place=basement">It is in the basement.</button>' in page
    assert "/phrases/gaoshi?phrase=unit_is#fill" in page
    assert "unit_is" not in source(client, lead_url(lead), "zh-hans")
    data = {"action": "say", "business": "gaoshi", "phrase": "unit_is place=basement"}
    assert client.post(request_url(english, "en"), data=data).status_code == 303
    assert lines()[-1] == ("homeowner", "unit_is", {"place": "basement"})
    page = source(client, f"{request_url(english, 'en')}/phrases/gaoshi?phrase=unit_is", "en")
    assert '<option value="attic">in the attic</option>' in page
    assert "在地下室。" in source(client, lead_url(lead), "zh-hans")
    assert "It is in the basement.</button>" not in source(client, request_url(english, "en"), "en")


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_sentence_is_there_in_each_language(client, english, language):
    lead = lead_of(english)
    page = source(client, lead_url(lead, language) + "/phrases", language)
    assert ("Please send a photo of the nameplate" in page) or language != "en"
    assert "John Smith" not in page
    page = source(client, f"{request_url(english, language)}/phrases/gaoshi", language)
    assert {"en": "Is the permit included in the price?", "zh-hans": "许可证", "zh-hant": "施工許可"}[language] in page
    # The picker shows what the other reads, where that is another language.
    assert ("价格里包含施工许可证" in page) == (language != "zh-hant")


@pytest.mark.parametrize("query", ["permit", "许可证", "許可", "PERMITS"])
def test_a_sentence_is_found_in_either_language(client, english, query):
    response = client.get(f"{request_url(english, 'en')}/phrases/gaoshi", query_string={"q": query})
    page = check_page(response, "en", quoted=(*QUOTED, query)).source
    results = page[page.index('id="sentences"') : page.index("<details")]
    assert "Is the permit included in the price?" in results
    assert "How many days does the work take?" not in results


@pytest.mark.parametrize("query", ["<script>alert(1)</script>", "zzzz", "%00", "x" * 3000])
def test_what_no_sentence_says_is_told(client, english, query):
    response = client.get(lead_url(lead_of(english), "en") + "/phrases", query_string={"q": query})
    page = check_page(response, "en", quoted=QUOTED).source
    assert "No ready sentence says that." in page
    assert "<script>alert" not in page


def test_what_cannot_fill_a_slot_comes_back_with_the_rest(client, english):
    lead = lead_of(english)
    data = {"action": "say", "phrase": "window", "day": "2026-12-22", "hour": "14:00", "until": "13:00"}
    refused = client.post(lead_url(lead, "en"), data=data)
    assert refused.status_code == 400
    page = check_page(refused, "en", quoted=QUOTED).source
    assert page.count("<select") == 3
    assert "The second time must be later than the first." in page
    assert 'value="14:00" selected' in page
    assert lines() == []
    hostile = {"action": "say", "phrase": "deposit", "amount": "$5 call 301-555-0199 <b>"}
    assert client.post(lead_url(lead, "en"), data=hostile).status_code == 400
    assert lines() == []
    for phrase in (
        "ask_permit",
        "nothing",
        "",
        "x" * 3000,
        "unit_is place",
        "late_minutes minutes=9999",
        "deposit =",
        " ",
    ):
        assert client.post(lead_url(lead, "en"), data={"action": "say", "phrase": phrase}).status_code in (400, 404)
    assert lines() == []


def test_a_homeowner_says_nothing_to_a_firm_she_did_not_ask(client, english):
    other = quote_request(("fangshi",))
    data = {"action": "say", "business": "fangshi", "phrase": "ask_permit"}
    assert client.post(request_url(english, "en"), data=data).status_code == 404
    assert client.get(f"{request_url(english, 'en')}/phrases/fangshi").status_code == 302
    assert lines() == []
    assert lead_of(other).state == "new"


def test_typed_words_stay_and_say_which_language_they_are(client, english):
    lead = lead_of(english)
    do(actions.ask, lead.id, "不含许可证")
    do(actions.ask, lead.id, "管道要重新做一段，看了再说")
    page = source(client, request_url(english, "en"), "en", quoted=("不含许可证", "管道要重新做一段，看了再说"))
    assert page.count("Written in Chinese; shown as written.") == 2
    assert page.count("In our phrase book this is:") == 1
    assert "In our phrase book this is: The permit is not included." in page
    own = source(client, lead_url(lead), "zh-hans")
    assert "原文是中文" not in own
    # Who typed it can send it again so that it is read.
    assert re.search(r'name="phrase" value="permit_not_included"\s+lang="en">The permit is not included\.', own)
    do(actions.reply, lead.id, "homeowner", "The filter is 20x25x4")
    page = source(client, lead_url(lead), "zh-hans", quoted=("The filter is 20x25x4",))
    assert page.count("原文是英文，照原样显示。") == 2, "the request's own words, and the answer"
    assert "Written in" not in source(
        client, lead_url(lead, "en"), "en", quoted=("不含许可证", "管道要重新做一段，看了再说")
    )


def test_numbers_alone_are_in_no_language(client, english):
    do(actions.reply, lead_of(english).id, "homeowner", "2500 + 300")
    assert source(client, lead_url(lead_of(english)), "zh-hans").count("原文是") == 1, "the request's own words"


def test_signed_in_it_is_the_same_page(client, english):
    lead = lead_of(english)
    with unit() as session:
        person_id = member(session, "gaoshi").person_id
    signed_in(client, person_id)
    url = f"/zh-hans/manage/gaoshi/leads/{lead.id}"
    assert "室内的机器装在哪里？" in source(client, url, "zh-hans")
    assert "请拍一张铭牌的照片" in source(client, f"{url}/phrases?q=铭牌", "zh-hans")
    assert client.post(url, data={"action": "say", "phrase": "photo_nameplate"}).status_code == 303
    assert client.post(url, data={"action": "say", "phrase": "leak_at", "place": "roof"}).status_code == 404
    bad = {"action": "say", "phrase": "late_minutes", "minutes": "9999"}
    assert client.post(url, data=bad).status_code == 400
    assert lines() == [("business", "photo_nameplate", None)]


def test_a_phrase_reaches_an_agreed_job_too_and_nothing_that_is_over(client, english):
    lead = lead_of(english)
    do(lead_actions.accept, lead.id, "web")
    do(lead_actions.win, lead.id, "person:1")
    assert "我到您家门口了。" in source(client, lead_url(lead), "zh-hans")
    client.post(lead_url(lead), data={"action": "say", "phrase": "on_my_way"})
    assert "I&#39;m on my way." in source(client, request_url(english, "en"), "en")
    data = {"action": "say", "business": "gaoshi", "phrase": "call_before"}
    assert client.post(request_url(english, "en"), data=data).status_code == 303
    assert [phrase for _, phrase, _ in lines()] == ["on_my_way", "call_before"]
    do(actions.erase_request, english.id)
    assert client.post(lead_url(lead), data={"action": "say", "phrase": "late"}).status_code in (400, 404)
    assert client.get(lead_url(lead) + "/phrases").status_code in (302, 404)
    assert lines() == []


def test_every_sentence_with_gaps_opens_with_a_field_for_each(client, english):
    do(lead_actions.accept, lead_of(english).id, "web")
    sides = {
        "homeowner": f"{request_url(english, 'en')}/phrases/gaoshi",
        "business": f"{lead_url(lead_of(english), 'en')}/phrases",
    }
    for author, address in sides.items():
        for phrase in phrases_of(author):
            if phrase.slots:
                page = client.get(f"{address}?phrase={phrase.code}").text
                assert all(f'id="{slot}"' in page for slot in phrase.slots), phrase.code
