"""Refusals of texts by kind, whoever is open; and what is worded like one and refuses nothing."""

from datetime import date

import pytest

from directory.texts.rules.case import Intent, Reading
from directory.texts.rules.leads import OpenLead
from directory.texts.rules.reader import read

TODAY = date(2027, 1, 12)
NEW = OpenLead(3, 4, "Fairfax", "repair", "new")
CHEN = OpenLead(1, 2, "Rockville", "no_heat", "accepted", "陈女士")
OPEN = {"none": (), "new": (NEW,), "taken": (CHEN,), "both": (CHEN, NEW)}

REFUSALS = {
    "number": ["throw away my number", "forget you ever had this number", "erase my info from your phones"],
    "list": [
        "scrub me from your database",
        "请将本号码自名单中移除",
        "請將敝公司自簡訊名單中剔除",
        "敬請取消本門號之訂閱",
    ],
    "who pays": [
        "my plan charges me for every one of these",
        "im on prepaid, each text is 20 cents out of my pocket",
        "一条短信两毛钱，你们出吗？",
        "簡訊費你出喔",
    ],
    "sarcasm": ["oh great another text, exactly what i needed today. dont", "what part of stop dont you understand"],
    "threat": [
        "one more and im filing with the attorney general",
        "再send我就報警",
        "next one goes straight to my lawyer",
    ],
    "wrong person": ["wrong person stop", "this is not the heating company, dont send anything here anymore"],
    "another way": ["use email, not this number", "phone calls only please, dont ever text", "打电话可以，短信就免了"],
    "begging": ["please i am begging you leave me be", "求求你们放过我吧", "have mercy, stop"],
    "idiom": ["get bent", "you people need to knock it off", "take a hike", "find another victim", "没完没了了是吧"],
    "beside": [
        "$450 for mr chen and then take me off this",
        "1 and then please no more texts",
        "报价八百，以后短信免了",
        "no thx. out",
    ],
    "clause": [
        "since i asked to be removed last month i expect this to be the last one",
        "never gave you my number so dont use it",
    ],
    "consent": ["我撤回同意", "We hereby revoke consent to receive text messages"],
    "romanized": ["m hou joi faat sms bei ngo la", "mh ho joi send"],
    "too many": ["把我这号拉出来吧，一天八条谁受得了"],
    "spanish": [
        "ya no me manden mensajes por favor",
        "ya parenle con los textos",
        "dejen de mandar textos a este numero",
        "me tienen harto con tanto mensaje",
        "ya dejenme en paz",
    ],
    "dictated": [
        "I do not want these texts anymore exclamation point",
        "quit pestering me comma I said no period",
        "take me off your list period thank you",
    ],
    "polite": [
        "I wish not to be texted, please understand",
        "could you please not send text to me? I am sorry to trouble you",
        "不方便再接收訊息，敬請見諒",
        "문자 보내지 말아 주세요",
    ],
    "for somebody": ["can you take my dad off the text thing he hates it", "my mom said quit texting him its annoying"],
    "not for this": ["this line is for dispatch, not for lead texts", "能不能放过我这个号", "我部電話唔收呢啲短訊"],
    "one word": ["해지", "수신 중단", "拒收"],
    "tongue": ["문자 보내지 마세요", "не пишите мне", "ya no quiero que me escriban"],
}

LOOKALIKES = [
    *("customer wants no more", "she doesnt want it anymore", "drop him from my list, not my kind of job"),
    *("dont take me off the list", "please dont remove my number", "别把我删了", "短信别停"),
    *("why did the texts stop", "texts stopped coming", "短信怎么停了", "好久没收到你们短信了", "收不到短信"),
    *("cancel that appointment, shes out of town", "取消明天的预约", "删掉刚才那个报价", "take me off that job"),
    *("do i pay for the permit or does she", "the unit costs me 40 cents each"),
    *(
        "ya no hay mas piezas",
        "ya no prende el boiler",
        "digale que no mande mensajes, que llame",
        "la fuga no para de gotear",
    ),
    *("cant stop the leak comma call me", "it has a ten year warranty period", "the only spot is on the street"),
    *("I did not understand her message, let her text me again", "他叫我不要再发短信给他", "不用再send相给我"),
]

#: A refusal that a text says it is not; what it is instead.
DENIED = {
    Intent.COST: [
        "this isnt an opt out, what do you charge per lead",
        "我不是要退订，只想问你们怎么收费",
        "並非要求停止發送，僅想了解介紹費多少",
        "no les digo que paren, cuanto me cobran ustedes",
    ],
    Intent.WHO: [
        "I'm not asking you to stop, just tell me who you are",
        "不是叫你们别发，请问你们是哪家公司",
        "Please disclose the sender of these messages.",
        "请说明贵方身份及号码来源",
    ],
    Intent.STOP: [
        "this is not a request, stop texting me",
        "im not asking you to stop, im telling you: stop",
        "不是叫你们别发了吗？",
        "不是请求，是要求，别再发",
        "i am not going to ask again. quit texting",
    ],
}


@pytest.mark.parametrize(("text", "intent"), [(text, kind) for kind, texts in DENIED.items() for text in texts])
def test_a_refusal_that_is_denied_is_none_and_an_order_is_one(text, intent):
    assert {read(text, leads, TODAY).intent for leads in OPEN.values()} == {intent}


@pytest.mark.parametrize("kind", REFUSALS)
def test_a_refusal_of_any_kind_stops_whoever_is_open(kind):
    for text in REFUSALS[kind]:
        missed = [name for name, leads in OPEN.items() if read(text, leads, TODAY) != Reading(Intent.STOP)]
        assert not missed, (text, missed)


@pytest.mark.parametrize("text", LOOKALIKES)
def test_what_is_worded_like_a_refusal_stops_nothing(text):
    stopped = [name for name, leads in OPEN.items() if read(text, leads, TODAY).intent is Intent.STOP]
    assert not stopped


SAID_OF_TEXTS = {
    Intent.COST: [
        "do i pay for these texts",
        "how much do these texts cost me",
        "who pays for the texts",
        "短信费谁出？",
    ],
    Intent.OPERATOR: [
        "you sent this twice",
        "why did I get the same text three times",
        "texts didn't come through yesterday",
        "got the same message twice",
    ],
}


@pytest.mark.parametrize(("text", "intent"), [(text, kind) for kind, texts in SAID_OF_TEXTS.items() for text in texts])
def test_what_is_said_of_texts_refuses_none_and_no_customer(text, intent):
    """What they cost, that they came twice or not at all: it is for us, whoever is open."""
    assert {read(text, leads, TODAY) for leads in OPEN.values()} == {Reading(intent)}


@pytest.mark.parametrize(
    "text",
    ["同一条短信发了三遍", "收到两条一样的短信", "I stopped getting texts", "I'm not getting your texts anymore"],
)
def test_texts_that_came_twice_or_not_at_all_refuse_none_and_no_customer(text):
    readings = [read(text, leads, TODAY) for leads in OPEN.values()]
    assert {reading.intent for reading in readings} <= {Intent.OPERATOR, Intent.NOTHING, Intent.UNCLEAR}


@pytest.mark.parametrize("text", ["I'm 20 out", "20 out", "30 away", "running 45 behind", "we are 15 late"])
def test_minutes_to_a_customer_are_no_price_and_no_no(text):
    for leads in OPEN.values():
        assert read(text, leads, TODAY).intent not in {Intent.QUOTE, Intent.DECLINE, Intent.WON, Intent.LOST}
