"""The phrase book: whole in three languages, the same slots in each, said and read; who is told in which words."""

import re
from datetime import date

import pytest

from directory.foundation.db import db
from directory.foundation.unit import unit
from directory.kernel import text as segments
from directory.kernel.errors import Invalid, NotFound
from directory.kernel.language import LANGUAGES
from directory.leads.models import Lead
from directory.outbox.models import Message
from directory.quotes import actions
from directory.quotes.models import Reply, find_answer
from directory.quotes.notices import KINDS
from directory.quotes.rules.phrases import (
    NUMBERS,
    Sentence,
    answers_to,
    book,
    by_text,
    find_phrase,
    options_of,
    phrases_of,
    read_slots,
    say,
    texted,
)
from directory.quotes.rules.picking import meant_by, search
from tests.factories.answers import quote_request
from tests.rules.test_words import check_words

EN, HANS, HANT = LANGUAGES["en"], LANGUAGES["zh-hans"], LANGUAGES["zh-hant"]
TODAY = date(2026, 11, 29)
ALL = [*book().phrase, *book().answer]
SLOT = re.compile(r"\{(\w+)\}")
FILLED = {
    "amount": "12500", "day": "2026-12-22", "hour": "10:30", "until": "12:30", "place": "crawl_space",
    "part": "indoor_coil", "item": "price_parts", "minutes": "120", "days": "10", "years": "10",
}  # fmt: skip
#: What one language writes and the other does not.
ONLY_HANS = set("这说请师铭证费价压缩温么没错样给约几块时间门开关电话铜质质为问还进钱从对会现后")
ONLY_HANT = set("這說請師銘證費價壓縮溫麼沒錯樣給約幾塊時間門開關電話銅質為問還進錢從對會現後")


def lead_of(request) -> Lead:
    return db.session.query(Lead).filter_by(request_id=request.id).order_by(Lead.id).populate_existing().first()


def do(action, *values, **named):
    with unit() as session:
        return action(session, *values, **named)


def composed(kind, line, language, channel="sms"):
    return KINDS[kind].compose(db.session(), ("reply", line.id), language, channel)


def test_the_book_has_what_the_trade_needs():
    assert 80 <= len(book().phrase) <= 120
    for side in ("business", "homeowner"):
        kinds = {phrase.kind for phrase in phrases_of(side)}
        assert {"question", "appointment", "photo"} & kinds or side == "homeowner"
    kinds = {phrase.kind for phrase in phrases_of("business")}
    assert {"question", "appointment", "price", "photo", "on_my_way", "late", "arrived", "done"} <= kinds
    assert len({phrase.code for phrase in ALL}) == len(ALL)


def test_each_phrase_is_whole_in_three_languages(app):
    for phrase in ALL:
        check_phrase(phrase)


def check_phrase(phrase) -> None:
    texts = (phrase.en, phrase.zh_hans, phrase.zh_hant)
    assert all(text and text == text.strip() for text in texts)
    assert {frozenset(SLOT.findall(text)) for text in texts} == {frozenset(phrase.slots)}
    assert set(phrase.slots) <= FILLED.keys()
    assert phrase.en[-1] in ".?"
    assert phrase.en.isascii(), "an English text is charged by its 160 plain letters"
    assert all(text[-1] in "。？" for text in texts[1:])
    assert {phrase.en[-1] == "?", *(text[-1] == "？" for text in texts[1:])} != {True, False} or phrase.kind == "photo"
    assert not re.search(r"[,.?;:!()]", SLOT.sub("", phrase.zh_hans + phrase.zh_hant).replace("R-454B.", ""))
    assert not set(phrase.zh_hans) & (ONLY_HANT - ONLY_HANS)
    assert not set(phrase.zh_hant) & (ONLY_HANS - ONLY_HANT)
    assert (phrase.kind == "answer") == (phrase in book().answer)
    assert phrase.topic in {topic.code for topic in book().topic}
    assert all(find_phrase(written.split()[0]) for written in phrase.answers)
    assert not (phrase.text is not None and phrase.side == "homeowner")
    slots = read_slots(phrase, FILLED, TODAY)
    for language in LANGUAGES.values():
        assert "{" not in say(phrase.code, slots, language)


@pytest.mark.parametrize(("language", "attribute"), [("en", "en"), ("zh_Hans", "zh_hans"), ("zh_Hant", "zh_hant")])
def test_the_book_has_one_word_for_a_thing(language, attribute):
    texts = [getattr(entry, attribute) for entry in (*ALL, *book().topic, *book().place, *book().part)]
    assert list(check_words(texts, language)) == []


def test_every_question_is_answered_by_its_reader(app):
    for phrase in book().phrase:
        if phrase.kind == "question":
            assert phrase.answers, phrase.code
        other = {"business": "homeowner", "homeowner": "business"}
        for choice in answers_to(phrase.code):
            sides = {other[phrase.side]} if phrase.side in other else {"business", "homeowner"}
            assert all(choice.phrase.is_said_by(side) for side in sides), (phrase.code, choice.phrase.code)
            assert choice.slots.keys() <= set(choice.phrase.slots)
            if choice.is_whole:
                assert all("{" not in choice.read(language) for language in LANGUAGES.values())
    reached = {choice.phrase.code for phrase in ALL for choice in answers_to(phrase.code)}
    assert {phrase.code for phrase in book().answer} <= reached


def test_what_a_visit_a_quote_and_its_holes_need_is_there():
    codes = (
        "permit permit_who disposal model ahri seer2 hspf2 afue refrigerant deposit labor_warranty parts_warranty"
        " compressor_warranty honors days start thermostat line_set electrical pad_drain ducts registration valid"
        " total rebate license insured tons sizing"
    )
    assert all(find_phrase(f"ask_{code}").is_said_by("homeowner") for code in re.findall(r"\w+", codes))
    for code in ("window", "confirmed", "move_visit", "cancel_visit"):
        assert find_phrase(code).is_said_by("business")
        assert find_phrase(code).is_said_by("homeowner")
    assert all(find_phrase(code).is_said_by("business") for code in ("on_my_way", "late", "arrived", "done"))


@pytest.mark.parametrize(
    ("code", "slots", "en", "hans", "hant"),
    [
        ("late_minutes", {"minutes": 30}, "I'm running about 30 minutes late. Sorry.", "我要晚到大约30分钟，不好意思。",
         "我會晚到大約30分鐘，不好意思。"),
        ("visit_at", {"day": "2026-12-01", "hour": "09:30"},
         "I can come on Tue, Dec 1 at about 9:30 AM. Does that suit you?",
         "我12月1日（周二）上午9:30左右可以过来，您方便吗？", "我12月1日（週二）上午9:30左右可以到府，您方便嗎？"),
        ("deposit", {"amount": 1200}, "The deposit is $1,200. You pay the rest when the job is done.",
         "定金$1,200，其余的做完再付。", "訂金$1,200，尾款完工再付。"),
        ("labor_years", {"years": 1}, "1 year of warranty on labor.", "人工保修1年。", "人工保固1年。"),
        ("leak_at", {"place": "attic"}, "Water is leaking in the attic.", "阁楼在漏水。", "閣樓在漏水。"),
        ("fault_is", {"part": "capacitor"}, "I found the fault: it is the capacitor.", "毛病找到了，是电容坏了。",
         "故障找到了，是電容器壞了。"),
    ],
)  # fmt: skip
def test_a_phrase_is_read_in_each_language(app, code, slots, en, hans, hant):
    assert [say(code, slots, language) for language in (EN, HANS, HANT)] == [en, hans, hant]


@pytest.mark.parametrize(
    ("code", "given", "field"),
    [
        ("deposit", {}, "amount"),
        ("deposit", {"amount": "0"}, "amount"),
        ("deposit", {"amount": "call 301-555-0142"}, "amount"),
        ("deposit", {"amount": "7 30"}, "amount"),
        ("deposit", {"amount": "1200-1500"}, "amount"),
        ("deposit", {"amount": "99999999999999999999"}, "amount"),
        ("late_minutes", {"minutes": "-5"}, "minutes"),
        ("late_minutes", {"minutes": "<b>30</b>"}, "minutes"),
        ("leak_at", {"place": "in the attic, call 301-555-0142"}, "place"),
        ("leak_at", {"place": "capacitor"}, "place"),
        ("fault_is", {"part": "https://evil.example"}, "part"),
        ("visit_at", {"day": "2026-11-28", "hour": "10:00"}, "day"),
        ("visit_at", {"day": "2029-11-28", "hour": "10:00"}, "day"),
        ("visit_at", {"day": "tomorrow", "hour": "10:00"}, "day"),
        ("visit_at", {"day": "2026-12-01", "hour": "25:00"}, "hour"),
        ("visit_at", {"day": "2026-12-01", "hour": "١٠:٠٠"}, "hour"),
        ("window", {"day": "2026-12-01", "hour": "12:00", "until": "12:00"}, "until"),
        ("window", {"day": "2026-12-01", "hour": "12:00", "until": "9:00"}, "until"),
    ],
)
def test_a_slot_takes_no_words(app, code, given, field):
    with pytest.raises(Invalid) as refused:
        read_slots(find_phrase(code), given, TODAY)
    assert refused.value.field == field


@pytest.mark.parametrize("typed", ["1200", "$1,200", "1200元", "１２００", "1 200", "一千二"])
def test_an_amount_is_read_as_people_write_it(app, typed):
    assert read_slots(find_phrase("deposit"), {"amount": typed}, TODAY) == {"amount": 1200}


def test_all_that_is_offered_fills_its_slot(app):
    for phrase in ALL:
        for slot in phrase.slots:
            offered = options_of(slot, EN, TODAY)
            assert offered or slot == "amount"
            for value, words in offered:
                given = {**FILLED, "hour": "00:00", "until": "23:59", slot: value}
                assert read_slots(phrase, given, TODAY)[slot] in (value, int(value) if slot in NUMBERS else value)
                assert words


@pytest.mark.parametrize(
    ("words", "code"),
    [
        ("在路上", "on_my_way"),
        ("在路上。", "on_my_way"),
        ("On my way!", "on_my_way"),
        ("I’m on my way.", "on_my_way"),
        ("我在路上了", "on_my_way"),
        ("到了", "arrived"),
        ("不含許可證", "permit_not_included"),
        ("不含许可证。", "permit_not_included"),
        ("Does the price include the permit?", "ask_permit"),
        ("什麼時候方便？", "when_home"),
    ],
)
def test_words_that_say_just_this_are_a_phrase(words, code):
    assert meant_by(words).code == code


@pytest.mark.parametrize(
    "words",
    ["", "在路上了吗", "不在路上", "On my way home to think about it", "到了再说", "好", "permit", "2500",
     "我在路上了，还有半小时", "not done", "Please call me."],
)  # fmt: skip
def test_words_that_may_say_something_else_are_none(words):
    assert meant_by(words) is None


@pytest.mark.parametrize("author", ["business", "homeowner"])
def test_every_phrase_is_found_by_its_words_in_any_language(author):
    for phrase in phrases_of(author):
        for text in (phrase.en, phrase.zh_hans, phrase.zh_hant):
            words = SLOT.sub(" ", text)
            assert phrase in search(words, author)[:4], (phrase.code, words)


@pytest.mark.parametrize(
    ("query", "author", "code"),
    [
        ("permit", "homeowner", "ask_permit"),
        ("许可", "homeowner", "ask_permit"),
        ("許可證", "homeowner", "ask_permit"),
        ("铭牌", "business", "photo_nameplate"),
        ("late", "business", "late"),
        ("晚", "business", "late"),
        ("deposits", "homeowner", "ask_deposit"),
        ("保固", "homeowner", "ask_labor_warranty"),
        ("保修", "homeowner", "ask_labor_warranty"),
        ("photo", "business", "photo_unit"),
        ("AHRI", "homeowner", "ask_ahri"),
    ],
)
def test_a_word_of_either_language_finds_it(query, author, code):
    assert code in [phrase.code for phrase in search(query, author)]


@pytest.mark.parametrize(
    "query", ["", " ", "？！", "<script>alert(1)</script>", "zzzz", "x" * 5000, "鑫森淼", "%", "\ud800"]
)
def test_what_is_in_no_phrase_finds_none(query):
    assert search(query, "homeowner") == []


def test_the_ten_commonest_are_texted_by_one_digit():
    assert [phrase.text for phrase in texted()] == [*range(1, 10), 0]
    for phrase in ALL:
        if phrase.text is not None:
            digits = [int(FILLED[slot]) for slot in phrase.slots]
            choice = by_text(phrase.text, digits, "business")
            assert choice.phrase is phrase, phrase.code
            assert choice.is_whole
    assert by_text(2, [], "business").phrase.code == "late"
    assert by_text(2, [30], "business").slots == {"minutes": 30}
    assert by_text(2, [3000], "business") is None
    assert by_text(2, [30], "homeowner") is None
    assert by_text(99, [], "business") is None


def test_a_phrase_is_stored_as_its_code_and_read_by_each_side(app, clock):
    request = quote_request()
    lead = lead_of(request)
    line = do(actions.say_phrase, lead.id, "business", Sentence("late_minutes", {"minutes": "30"}, HANS))
    stored = db.session.get(Reply, line.id, populate_existing=True)
    assert (stored.phrase, stored.slots, stored.text) == (
        "late_minutes",
        {"minutes": 30},
        "我要晚到大约30分钟，不好意思。",
    )
    assert stored.words(EN) == "I'm running about 30 minutes late. Sorry."
    do(actions.say_phrase, lead.id, "homeowner", Sentence("thanks", {}, EN))
    again = do(actions.say_phrase, lead.id, "homeowner", Sentence("thanks", {"amount": "7"}, EN))
    assert [reply.phrase for reply in db.session.query(Reply).order_by(Reply.id)] == ["late_minutes", "thanks"]
    assert (again.slots, again.words(HANT)) == (None, "謝謝。")
    stored = db.session.get(Reply, line.id, populate_existing=True)
    stored.phrase = "not_in_the_book_any_more"
    assert stored.words(EN) == "我要晚到大约30分钟，不好意思。"


@pytest.mark.parametrize(
    ("author", "code"),
    [("homeowner", "on_my_way"), ("business", "ask_permit"), ("business", "nothing"), ("business", "x" * 500)],
)
def test_a_phrase_of_the_other_side_is_refused(app, clock, author, code):
    with pytest.raises(NotFound):
        do(actions.say_phrase, lead_of(quote_request()).id, author, Sentence(code, {}, EN))
    assert db.session.query(Reply).count() == 0


def test_a_phrase_reaches_each_side_in_its_own_language(app, clock):
    request = quote_request()
    lead = lead_of(request)
    line = do(actions.say_phrase, lead.id, "business", Sentence("where_unit", {}, HANS))
    assert "Where is the indoor unit?" in composed("asked", line, EN).body
    assert "室內機裝在哪裡？" in composed("asked", line, HANT).body
    for language, words in ((EN, "Where is the indoor unit?"), (HANT, "室內機裝在哪裡？")):
        mail = composed("asked", line, language, "email")
        assert words in mail.body
        assert words in mail.html
        assert "室内的机器" not in mail.body + str(mail.html)
    line = do(actions.say_phrase, lead.id, "homeowner", Sentence("ask_permit", {}, EN))
    assert db.session.query(Message).filter_by(kind="replied").one().language == "zh-Hans"
    text = composed("replied", line, HANS).body
    assert "价格里包含施工许可证（permit）吗？" in text
    digit = db.session.get(Lead, lead.id).accept_digit
    assert f"{digit} Q38" in text
    assert "Does the price" not in text


@pytest.mark.parametrize("language", LANGUAGES.values(), ids=str)
def test_a_text_of_any_phrase_fits(app, clock, language):
    lead = lead_of(quote_request())
    question = do(actions.say_phrase, lead.id, "business", Sentence("late", {}, HANS))
    answer = do(actions.say_phrase, lead.id, "homeowner", Sentence("thanks", {}, EN))
    for phrase in ALL:
        slots = read_slots(phrase, FILLED, TODAY) or None
        for line, kind, author in ((question, "asked", "business"), (answer, "replied", "homeowner")):
            if phrase.is_said_by(author):
                with unit() as session:
                    stored = session.get(Reply, line.id)
                    stored.phrase, stored.slots = phrase.code, slots
                body = composed(kind, line, language).body
                assert segments.count(body) <= 2, (phrase.code, body)
                assert say(phrase.code, slots or {}, language) in body


def test_a_phrase_is_erased_with_its_request(app, clock):
    request = quote_request()
    line = do(actions.say_phrase, lead_of(request).id, "business", Sentence("late", {}, HANS))
    do(actions.erase_request, request.id)
    assert db.session.query(Reply).count() == 0
    assert find_answer(db.session(), ("reply", line.id)) is None
