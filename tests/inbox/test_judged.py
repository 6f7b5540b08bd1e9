"""What contractors text back is read right: the judged texts, and the kinds that must never go wrong."""

import hashlib
from datetime import date
from functools import cache

import pytest
from msgspec.structs import replace

from bench.learn import source
from directory.texts.rules.case import Case, Intent, Reading
from directory.texts.rules.leads import OpenLead
from directory.texts.rules.likeness import INTENTS, Opinion, learned
from directory.texts.rules.reader import judge, read
from directory.texts.rules.text import Text
from tests.inbox.judged import Figures, Judged, figures, judged
from tests.inbox.noise import NOISE
from tests.support.in_one import in_one

TODAY = date(2027, 1, 12)
#: Refusals of the sample that one slip of the finger may hide.
SLIPS = 1
NEW = OpenLead(1, 2, "Rockville", "no_heat", "new")
SECOND = OpenLead(3, 4, "Oakton", "wh", "new")
CHEN = OpenLead(1, 2, "Rockville", "no_heat", "accepted", "陈女士")
MILLER = OpenLead(3, 4, "Fairfax", "repair", "accepted", "John Miller")


def counts(part: str) -> tuple[float, int, int, int]:
    """Share of right intents; misrouted, stops missed and false stops. Numbers only: nobody sees the part set aside."""
    result = figures([text for text in judged() if text.part == part], read)
    return result.intent, len(result.misrouted), len(result.stops_missed), len(result.false_stops)


@pytest.mark.large
def test_figures_of_the_tuned_part():
    intent, misrouted, missed, false = counts("tuned")
    assert intent >= 0.99
    assert misrouted == missed == false == 0


@pytest.mark.large
def test_figures_of_the_part_set_aside():
    intent, misrouted, missed, false = counts("aside")
    assert intent >= 0.93
    assert misrouted == missed == false == 0


@pytest.mark.parametrize(
    "body", ["UNSUBSCRIBE\n— Lakeside Cooling LLC", "退订\n方氏冷暖 方先生", "Remove me\n- Ann, Lakeside Cooling"]
)
def test_a_refusal_above_a_signature_is_no_signature(body):
    for leads in ((), (NEW,), (CHEN,)):
        assert read(body, leads, TODAY).intent in (Intent.STOP, Intent.REMOVE)
    assert read("Lakeside Cooling LLC\n240-555-0100", (NEW,), TODAY).intent == Intent.MACHINE


@pytest.mark.large
@pytest.mark.parametrize("kind", NOISE)
def test_a_text_means_the_same_however_it_is_typed(kind):
    """Capitals, marks, width, script, thanks, a signature, slips: who gets what stays, and a refusal stays one."""
    result = figures([replace(text, text=NOISE[kind](text.text)) for text in sample()], read)
    assert result.misrouted == result.false_stops == []
    assert len(result.stops_missed) <= (SLIPS if kind == "slip" else 0)
    assert result.intent >= figures_of_sample().intent - (0.06 if kind == "slip" else 0.02)


@cache
def sample() -> list[Judged]:
    """Some tuned texts that a person typed: nobody thanks or greets in what a phone writes by itself."""
    typed = [text for text in judged() if text.part == "tuned" and text.gold[0].intent is not Intent.MACHINE]
    return [text for text in typed if hashlib.sha256(text.id.encode()).digest()[0] < 10]


@cache
def figures_of_sample() -> Figures:
    return figures(sample(), read)


def test_some_texts_are_looked_at_by_nobody_who_tunes():
    parts = [text.part for text in judged()]
    assert parts.count("aside") >= 150


def test_the_weights_are_learned_of_the_texts_as_they_are():
    assert learned().learned_from == source(), "python -m bench.learn"


@in_one(
    "text",
    [
        *("Stop. Thank you", "please stop", "Stop texting me", "STOP 1", "请停止", "取消订阅", "不要再發簡訊", "回T"),
        *("T退订", "kindly do not message this number any longer", "no more of these texts pls!!", "別再傳了，謝謝"),
        *("麻烦以后别往这个号码发了", "bu yao zai fa duan xin", "unsubcribe me", "take my cell off your list"),
        *("2 stop", "STOP\n\nSent from my iPhone", "唔好再send短訊嚟", "请把这个手机号从你们名单里删掉"),
    ],
)
@in_one("leads", [(), (NEW,), (CHEN, MILLER)])
def test_a_refusal_in_any_wording_stops(text, leads):
    assert read(text, leads, TODAY) == Reading(Intent.STOP)


@pytest.mark.parametrize(
    "text",
    [
        *("can you stop by tomorrow?", "I can't stop the leak, call me", "停电了吗？"),
        "does it stop when you reset it?",
        *("the fan won't stop running", "停车方便吗", "我停在你们门口了", "be there before the bus stop on Elm"),
    ],
)
def test_what_only_looks_like_a_refusal_stops_nothing(text):
    assert read(text, (CHEN,), TODAY).intent is not Intent.STOP


@pytest.mark.parametrize(
    "text",
    [
        *(
            "tell her to stop using the heater till I get there",
            "please stop the dishwasher before I come",
            "退订金的事当面说",
        ),
        *(
            "别联系物业，我来说",
            "need to unsubscribe the thermostat from the old account",
            "叫她别再发短信给我，我开车",
        ),
        *(
            "turn it off and leave it off",
            "is the drain blocked?",
            "停水了，先关泵",
            "don't bother cleaning up",
            "stop there on Elm",
        ),
    ],
)
def test_an_order_about_a_machine_or_to_somebody_else_is_no_refusal(text):
    assert read(text, (CHEN,), TODAY).intent is not Intent.STOP


@pytest.mark.parametrize(
    "text",
    [
        *(
            "🛑",
            "un subscribe",
            "退定",
            "不要在发了",
            "dung nhan tin cho toi",
            "dont hit my line no more",
            "饶了我，别发",
        ),
        *("Please have my number taken out", "my boss doesn't want these texts", "别tm再发了", "no me manden mensajes"),
    ],
)
def test_a_refusal_typed_wrong_or_said_around_a_corner_stops(text):
    assert read(text, (NEW,), TODAY) == Reading(Intent.STOP)


OURS = (
    "A customer in Rockville asks about: no heat. Reply 1 for yes (you then get name and phone), 2 for no. "
    "STOP ends these texts."
)


@pytest.mark.parametrize(
    ("text", "intent"),
    [
        (OURS, Intent.MACHINE),
        (f"“{OURS}” what is this", Intent.WHO),
        (f"> {OURS}\nsure", Intent.ACCEPT),
        (f"{OURS} stop texting me", Intent.STOP),
    ],
)
def test_our_own_words_in_his_text_mean_nothing(text, intent):
    assert read(text, (NEW,), TODAY).intent is intent


@pytest.mark.parametrize(
    "text",
    [
        *(
            "tell Rodriguez the part is in",
            "Tony, bring the recovery machine",
            "张太那边几点有空",
            "阿強，帶埋支焊槍過嚟",
        ),
        *(
            "Laurel 450",
            "Hi, Bowie is too far for me",
            "Bwoie is too far for me",
            "小张把车开回来",
            "儿子放学你去接一下，我走不开",
            "Lunch order: 12 pork dumpling, pick up 11:30",
        ),
    ],
)
def test_who_is_no_customer_gets_and_loses_nothing(text):
    for leads in ((CHEN,), (NEW,), (CHEN, MILLER)):
        assert read(text, leads, TODAY).intent in (Intent.UNCLEAR, Intent.WHICH)


@pytest.mark.parametrize(
    ("text", "intent"),
    [
        ("there is a typo in our company name", Intent.OPERATOR),
        ("are you a bot or what", Intent.WHO),
        ("do you take something off the top", Intent.COST),
        ("cool beans thanks", Intent.NOTHING),
        ("gone to a conference, nothing till Wednesday", Intent.PAUSE),
    ],
)
def test_what_harms_nobody_is_read_by_its_likeness_to_examples(text, intent):
    assert read(text, (), TODAY).intent is intent


@pytest.mark.parametrize("text", ["zzz qqq", "you bet your boots it rains", "qwe rty"])
def test_what_is_like_no_example_stays_open(text):
    assert read(text, (), TODAY) == Reading(Intent.UNCLEAR)


def weighed(text: str, leads: tuple[OpenLead, ...], intent: Intent, weight: int) -> Reading:
    """What a text is read as where one of its words says this much for one intent."""
    weights = {text.split()[0].lower(): (INTENTS.index(intent), weight)}
    return judge(Case(Text(text), leads, TODAY), weights)


def test_what_is_only_likely_reaches_no_customer():
    likely = {"zorgle zorgle": 800, "zorgle fix": 60}
    for text, weight in likely.items():
        reading = weighed(text, (CHEN,), Intent.WORDS, weight)
        assert reading.pass_on == (weight == 800)
    assert weighed("zorgle zorgle", (CHEN, MILLER), Intent.WORDS, 800) == Reading(Intent.WHICH)
    assert weighed("zorgle https://lengnuan.example/leads/x", (CHEN,), Intent.WORDS, 800) == Reading(Intent.UNCLEAR)


def test_a_likely_refusal_wins_over_an_answer_and_an_unlikely_one_is_none():
    assert weighed("sure thing boss", (NEW,), Intent.STOP, 400) == Reading(Intent.STOP)
    assert weighed("stop sending these to Maryland folks", (), Intent.OPERATOR, 800).intent is not Intent.STOP


def test_a_digit_is_never_weighed():
    assert weighed("1 thanks", (NEW,), Intent.DECLINE, 800) == Reading(Intent.ACCEPT, 1)


def test_how_likely_the_intents_are_adds_up_to_one():
    likely = Opinion(Case(Text("please lose my number"), (), TODAY), learned().weights).all
    assert sum(likely.values()) == pytest.approx(1)
    assert max(likely, key=lambda intent: likely[intent]) is Intent.STOP


@pytest.mark.parametrize(
    ("text", "lead"),
    [("dale, el 3", 3), ("me can take number three", 3), ("the Oakton one with the water heater, I got her", 3)],
)
def test_a_yes_names_its_customer_by_digit_town_or_job(text, lead):
    assert read(text, (NEW, SECOND), TODAY) == Reading(Intent.ACCEPT, lead)


@in_one(
    "text",
    [
        "I'm driving with Focus on. I'll see your message later.",
        "Auto-reply: I am on vacation until Dec 5.",
        "我正在开车，稍后回复您",
        "Liked “A customer in Rockville asks about: no heat. Reply 1 for yes”",
        "赞了“冷暖专版”",
        "Message not delivered",
        "",
        " \u200b\n",
        "Sent from my iPhone",
        "Kevin Wu\nWu Heating & Air LLC\n703-555-0142",
    ],
)
@in_one("leads", [(), (NEW,), (CHEN,)])
def test_what_a_machine_wrote_is_no_answer(text, leads):
    assert read(text, leads, TODAY) == Reading(Intent.MACHINE)


@pytest.mark.parametrize(
    ("text", "reading"),
    [
        ("1 谢谢", Reading(Intent.ACCEPT, 1)),
        ("1\n\nSent from my iPhone", Reading(Intent.ACCEPT, 1)),
        ("①", Reading(Intent.ACCEPT, 1)),
        ("2 没空", Reading(Intent.DECLINE, 1, "too_busy")),
        ("2 too far for us, sorry", Reading(Intent.DECLINE, 1, "out_of_area")),
        ("Sure thing", Reading(Intent.ACCEPT, 1)),
        ("好的 我接", Reading(Intent.ACCEPT, 1)),
        ("只做商用", Reading(Intent.DECLINE, 1, "not_offered")),
        ("1 or 2?", Reading(Intent.WORDS, 1)),
        ("I don't want this job", Reading(Intent.DECLINE, 1)),
        ("too far, dont bother", Reading(Intent.DECLINE, 1, "out_of_area")),
        ("If you text me her number I'll call right away", Reading(Intent.ACCEPT, 1)),
        ("好的我问问老板", Reading(Intent.UNCLEAR)),
    ],
)
def test_a_digit_is_the_digit_and_a_word_answers_the_one_who_waits(text, reading):
    assert read(text, (NEW,), TODAY) == reading


@pytest.mark.parametrize("text", ["yes", "行", "no thanks", "太远了", "be there at 4", "$450", "几点方便"])
def test_with_two_who_wait_nobody_is_guessed(text):
    reading = read(text, (NEW, SECOND), TODAY)
    assert (reading.intent, reading.lead, reading.pass_on) == (Intent.WHICH, None, False)


@pytest.mark.parametrize(
    ("text", "lead"),
    [
        ("陈太太 我三点到", 1),
        ("mrs chen, is the gate locked", 1),
        ("the fairfax guy: what model is it", 3),
        ("John, we are running 20 min late", 3),
        ("3 零件明天到", 3),
    ],
)
def test_words_go_to_the_one_they_name(text, lead):
    assert read(text, (CHEN, MILLER), TODAY) == Reading(Intent.WORDS, lead, pass_on=True)


@pytest.mark.parametrize("text", ["定金两百就帮你订货", "deposit is $200 to order the part"])
def test_a_deposit_is_no_price(text):
    assert read(text, (CHEN,), TODAY) == Reading(Intent.WORDS, 1, pass_on=True)


@pytest.mark.parametrize(
    "text", ["Mr. Ortega's part is in", "王女士的配件到了", "药买了吗", "see you at the game tonight"]
)
def test_words_for_somebody_else_reach_no_customer(text):
    assert not read(text, (CHEN, MILLER), TODAY).pass_on


@in_one(
    "text, amount",
    [
        ("一千六全包", (1600, 1600)),
        ("$1.2k-1.5k", (1200, 1500)),
        ("between 300 and 400", (300, 400)),
        ("3k8", (3800, 3800)),
        ("eleven hundred out the door", (1100, 1100)),
        ("两千三百五", (2350, 2350)),
        ("tell her 12 to 1400", (1200, 1400)),
        ("around 7-900", (700, 900)),
        ("price went up, it's 3,150 now not 2,900", (3150, 3150)),
        ("五嚿水搞掂", (500, 500)),
        ("1900 for everything", (1900, 1900)),
        ("Total price 4,600 dollar, tax no include.", (4600, 4600)),
        ("11800 含拆舊機", (11800, 11800)),
        # Labor and parts are one price; two ways of doing it are not.
        ("人工300 零件450", (750, 750)),
        ("labor 300 parts 450", (750, 750)),
        ("$450 parts + $300 labor", (750, 750)),
        ("零件四百五，工钱三百", (750, 750)),
        ("人工300零件450，一共700", (700, 700)),
        ("2500 for parts and labor", (2500, 2500)),
        ("2500 parts and labor or 3000 with the warranty", (2500, 3000)),
        ("一共2万3千4", (23400, 23400)),
        ("四到五百吧", (400, 500)),
        ("四千二到四千八之间", (4200, 4800)),
        ("九舊水左右", (900, 900)),
        ("算您1150吧 便宜您50了", (1150, 1150)),
        ("a grand and a half, cash or zelle", (1500, 1500)),
        ("le saldría en 380 con la pieza", (380, 380)),
    ],
)
def test_prices(text, amount):
    assert read(text, (CHEN,), TODAY) == Reading(Intent.QUOTE, 1, amount=amount)


@pytest.mark.parametrize(
    ("text", "until"),
    [
        ("out of town thru the 22nd", date(2027, 1, 23)),
        ("back on the 25th, no jobs before", date(2027, 1, 25)),
        ("排满到周五", date(2027, 1, 15)),
        ("下周一再派单", date(2027, 1, 18)),
        ("no new jobs this week", date(2027, 1, 18)),
        ("休假，2月3号回来", date(2027, 2, 3)),
        ("暂停", None),
        ("8号到20号回福州 别派活", date(2027, 1, 21)),
        ("老闆出國到十六號，十七號開始可以再接", date(2027, 1, 17)),
        ("Estoy fuera hasta el lunes", date(2027, 1, 18)),
        ("腰闪了 歇半个月 别派活", date(2027, 1, 27)),
        ("me voy hasta el 5 de marzo, no me manden trabajo", date(2027, 3, 5)),
    ],
)
def test_a_pause_ends_on_the_first_day_he_may_be_asked(text, until):
    assert read(text, (), TODAY) == Reading(Intent.PAUSE, until=until)


@pytest.mark.large
@pytest.mark.parametrize(
    "text", ["1" * 1600, "好" * 1600, "(" * 800, "a b " * 400, "不要再" * 500, "yes " * 400, "\ud800\x00"]
)
def test_hostile_texts_are_read_soon(text):
    for leads in ((), (NEW,), (CHEN, MILLER)):
        read(text, leads, TODAY)
