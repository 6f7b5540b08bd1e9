"""The form: what it shows, what it refuses and how, what it saves, in every language."""

import re

import pytest
from werkzeug.datastructures import MultiDict

from directory.businesses import actions as businesses
from directory.businesses.models import Business, ContactPoint
from directory.foundation.db import db
from directory.foundation.unit import unit
from directory.kernel.language import LANGUAGES
from directory.leads.models import Consent, ConsentText, Lead, QuoteRequest
from directory.outbox.models import Message
from tests.factories.answers import HOMEOWNER
from tests.factories.listings import ANJU, FANGSHI, GAOSHI, HUAFU, ZHANG, seeded
from tests.page import check_page, words

TYPED = "楼上不热<b>&\"'"
#: Names as printed and words as typed, in a script of their own wherever they stand.
QUOTED = ("高氏冷暖", "方氏冷暖", "华府冷暖空调", "安居冷暖空调公司", "DAVID ZHANG 冷暖空调", TYPED, "陈女士")


@pytest.fixture(autouse=True)
def _seeded(app, clock):
    seeded()


def path(language: str = "zh-hans", *slugs: str, **more: str) -> str:
    query = [f"business={slug}" for slug in slugs] + [f"{name}={value}" for name, value in more.items()]
    return f"/{language}/request-a-quote" + ("?" + "&".join(query) if query else "")


def opened(client, language="zh-hans", *slugs, **more):
    """The page as a person opens it; gives it parsed."""
    return check_page(client.get(path(language, *(slugs or (GAOSHI, FANGSHI)), **more)), language, quoted=QUOTED)


def key_of(page) -> str:
    return next(e.get("value") for e in page.all("input") if e.get("name") == "request_key")


def named_of(page) -> str:
    return next(e.get("value") for e in page.all("input") if e.get("name") == "named")


def fields(page, **changes):
    """What she fills in; a change to None leaves the field out."""
    values = {
        "request_key": key_of(page),
        "named": named_of(page),
        "business": [GAOSHI, FANGSHI],
        "safety": "none",
        "service": "repair",
        "zip": "20850",
        "urgency": "48h",
        "name": "陈女士",
        "phone": "(301) 555-0142",
        "email": "",
        "lang": "cmn",
        "consent": ["*:call", "*:sms"],
        "details": TYPED,
        "symptom": ["noheat", "noise"],
        "website": "",
    }
    return {name: value for name, value in (values | changes).items() if value is not None}


@pytest.fixture
def page(client, clock):
    shown = opened(client)
    clock.move(seconds=30)
    return shown


def agree() -> None:
    """Every business agreed to texts: silence does not stop them."""
    with unit() as session:
        for point in session.query(ContactPoint).all():
            businesses.set_contact_state(session, point.id, "agreed", "by phone", "operator")


def send(client, values, language="zh-hans"):
    return client.post(path(language), data=values)


def refused(client, values, language="zh-hans", status=400):
    """The page that comes back; checked whole."""
    answer = send(client, values, language)
    assert answer.status_code == status
    assert answer.headers["Cache-Control"] == "no-store"
    assert db.session.query(QuoteRequest).count() == 0
    return check_page(answer, language, quoted=QUOTED)


def wrongs(page) -> str:
    return words(next(e for e in page.root.iter() if e.get("id") == "wrongs"))


def ticked(page, name) -> list[str]:
    return [e.get("value") for e in page.all("input") if e.get("name") == name and e.get("checked") is not None]


@pytest.mark.parametrize("language", LANGUAGES)
def test_it_is_whole_in_every_language(client, language):
    shown = opened(client, language)
    assert ticked(shown, "business") == [GAOSHI, FANGSHI]
    assert ticked(shown, "consent") == []
    assert ticked(shown, "receipt_sms") == []
    assert {e.get("value") for e in shown.all("input") if e.get("name") == "business"} == {
        HUAFU, FANGSHI, GAOSHI, ANJU, ZHANG
    }  # fmt: skip


@pytest.mark.parametrize(
    ("language", "sentence"),
    [
        ("zh-hans", "我只请高氏冷暖、方氏冷暖为这件事联系我："),
        ("zh-hant", "我只請高氏冷暖、方氏冷暖為這件事與我聯絡："),
        ("en", "I ask only Gaoshi Lengnuan and Fangshi Lengnuan to contact me about this:"),
    ],
)
def test_the_one_consent_question_names_them(client, language, sentence):
    assert sentence in words(opened(client, language).root)


def test_phones_stand_above_the_form_and_first_of_all_without_heat(client):
    source = opened(client).source
    assert source.index("tel:+12406368420") < source.index('id="request"')
    assert "is-first" not in source
    cold = opened(client, "zh-hans", symptom="noheat").source
    assert "没暖气？直接打电话最快。" in cold
    assert "is-first" in cold


def test_an_address_ticks_no_consent_and_fills_in_no_words(client):
    more = {
        "consent": "*:call",
        "receipt_sms": "y",
        "safety_ack": "y",
        "name": "Mallory",
        "details": "x",
        "zip": "20850",
    }
    shown = opened(client, "en", **more)
    assert ticked(shown, "consent") == ticked(shown, "receipt_sms") == []
    assert 'value="Mallory"' not in shown.source
    assert 'value="20850"' in shown.source


def test_beside_each_business_stands_what_its_ad_states_for_the_zip(client):
    dc = words(opened(client, zip="20001").root)
    assert dc.count("广告没提华盛顿特区（DC）执照。在 DC 施工需要 DC 执照，请先问清楚。") == 5
    rockville = words(opened(client, zip="20850").root)
    assert "广告自称在 MD、VA 有执照。号码没写，我们还没核对。" in rockville
    assert "广告写明服务 DC、VA、MD（含 Rockville 20850）" in rockville
    assert rockville.count("广告没写做哪些地方，请先问去不去您那里。") == 4


def test_going_back_shows_the_same_form(client):
    assert client.get(path()).headers["Cache-Control"] == "private, no-cache"


@pytest.mark.parametrize("language", LANGUAGES)
def test_sent(client, page, language):
    values = fields(page, receipt_sms="y", email="Chen@Example.com")
    answer = send(client, values, language)
    assert answer.status_code == 303
    assert re.fullmatch(rf"/{language}/requests/[\w-]{{22}}", answer.headers["Location"])
    row = db.session.query(QuoteRequest).one()
    assert (row.phone, row.zip, row.service, row.urgency, row.call_language) == (
        HOMEOWNER, "20850", "repair", "48h", "cmn"
    )  # fmt: skip
    assert (row.details, row.language, row.answers) == (
        TYPED, LANGUAGES[language].bcp47, {"symptom": ["noheat", "noise"]}
    )  # fmt: skip
    texts = db.session.query(Message).filter_by(kind="lead").order_by(Message.id)
    assert [text.recipient for text in texts] == ["+12406368420", "+12406519115"]
    assert {m.channel for m in db.session.query(Message).filter_by(kind="receipt")} == {"sms", "email"}
    assert client.get(answer.headers["Location"]).status_code == 200


def test_the_proof_of_a_consent_is_what_was_shown_and_nobodys_answers(client, page):
    send(client, fields(page, receipt_sms="y"))
    [proof] = db.session.query(ConsentText)
    assert proof.text.startswith("我只请高氏冷暖、方氏冷暖为这件事联系我：")
    assert "不同意自动拨号和录音电话" in proof.text
    assert "高氏冷暖" in proof.form_html
    assert "checked" not in proof.form_html
    for typed in ("陈女士", "555-0142", "楼上", "csrf", key_of(page)):
        assert typed not in proof.form_html + proof.text
    [row] = db.session.query(Consent).filter_by(business_id=None)
    assert (row.channel, row.page_path) == ("sms", "/zh-hans/request-a-quote")


def test_each_business_may_have_its_own_ways(client, page):
    assert send(client, fields(page, consent=[f"{GAOSHI}:call", f"{FANGSHI}:sms"])).status_code == 303
    rows = db.session.query(Consent).order_by(Consent.id)
    assert [(row.business_name, row.channel) for row in rows] == [("高氏冷暖", "call"), ("方氏冷暖", "sms")]


def test_sent_twice_is_one_request_and_counts_once(client, page):
    first = send(client, fields(page)).headers["Location"]
    for _ in range(9):
        assert send(client, fields(page)).headers["Location"] == first
    assert db.session.query(QuoteRequest).count() == 1
    changed = send(client, fields(page, details="别的"))
    assert changed.status_code == 409
    check_page(changed, "zh-hans", quoted=QUOTED)
    assert first in changed.text
    assert db.session.query(Lead).count() == 2


WRONG = {
    "no business": ({"business": None, "named": ""}, "business"),
    "four": ({"business": [GAOSHI, FANGSHI, ANJU, ZHANG], "named": ""}, "business"),
    "unknown": ({"business": ["no-such-business"], "named": ""}, "business"),
    "no safety": ({"safety": None}, "safety"),
    "odd safety": ({"safety": "fine"}, "safety"),
    "no service": ({"service": ""}, "service"),
    "odd service": ({"service": "plumbing'--"}, "service"),
    "no zip": ({"zip": ""}, "zip"),
    "word for a zip": ({"zip": "Rockville"}, "zip"),
    "New York": ({"zip": "10001"}, "zip"),
    "no such zip": ({"zip": "20999"}, "zip"),
    "no urgency": ({"urgency": None}, "urgency"),
    "no name": ({"name": "  "}, "name"),
    "invisible name": ({"name": "\u200b\u200b"}, "name"),
    "long name": ({"name": "陈" * 81}, "name"),
    "nul": ({"details": "a\x00b"}, "details"),
    "long details": ({"details": "热" * 2001}, "details"),
    "no contact": ({"phone": "", "email": ""}, "phone"),
    "short phone": ({"phone": "555-0142"}, "phone"),
    "foreign phone": ({"phone": "+86 138 0013 8000"}, "phone"),
    "premium phone": ({"phone": "900-555-0142"}, "phone"),
    "bad address": ({"email": "chen@"}, "email"),
    "no consent": ({"consent": None}, "consent"),
    "consent for one of two": ({"consent": [f"{GAOSHI}:call"]}, "consent"),
    "call without phone": ({"phone": "", "email": "chen@example.com"}, "consent"),
    "mail without address": ({"consent": ["*:email"]}, "consent"),
    "pigeon": ({"consent": ["*:pigeon"]}, "consent"),
    "receipt without phone": (
        {"phone": "", "email": "chen@example.com", "consent": ["*:email"], "receipt_sms": "y"},
        "receipt_sms",
    ),
    "odd answer": ({"fuel": "coal"}, "fuel"),
    "odd symptom": ({"symptom": ["noheat", "haunted"]}, "symptom"),
    "four goals": ({"goal": ["price", "eff", "quiet", "fast"]}, "goal"),
    "no language": ({"lang": ""}, "lang"),
    "language of cats": ({"lang": "meow"}, "lang"),
}


@pytest.mark.parametrize("language", LANGUAGES)
def test_bad_input_is_said_on_its_field_and_nothing_typed_is_lost(client, page, language):
    for case, (changes, name) in WRONG.items():
        values = fields(page, **changes)
        again = refused(client, values, language)
        assert f'href="#{name}"' in again.source, (case, wrongs(again))
        if "details" not in changes:
            area = next(e for e in again.all("textarea"))
            assert (area.text or "").strip() == TYPED, case
        if "phone" not in changes:
            assert 'value="(301) 555-0142"' in again.source, case
        if "symptom" not in changes:
            assert ticked(again, "symptom") == ["noheat", "noise"], case
        assert key_of(again) == values["request_key"], case


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("zh-hans", "10001 不在 DC、马里兰、弗吉尼亚，我们没有那边的商家。邮编打错了就改一下。"),
        ("zh-hant", "10001 不在 DC、馬里蘭或維吉尼亞，我們沒有當地業者。若郵遞區號打錯，請修改。"),
        ("en", "10001 is outside DC, MD and VA; we list nobody there. Mistyped? Change it."),
    ],
)
def test_a_zip_of_another_state_is_said_to_be_one(client, page, language, said):
    assert said in wrongs(refused(client, fields(page, zip="10001"), language))


def test_full_width_and_plus_four_are_zip_codes_too(client, page):
    assert send(client, fields(page, zip=" ２０８５０-1234 ".strip())).status_code == 303
    assert db.session.query(QuoteRequest).one().zip == "20850"


@pytest.mark.parametrize(("language", "danger"), [("en", "gas"), ("zh-hans", "co"), ("zh-hant", "burn")])
def test_danger_stops_everything_and_keeps_everything(client, page, language, danger):
    values = fields(page, safety=danger, zip="")
    stop = refused(client, values, language)
    first = {"zh-hans": "先带家人离开屋子", "zh-hant": "請先帶家人離開屋子", "en": "Get everyone out first."}[language]
    assert "tel:" not in stop.source.split(first)[0]
    assert words(stop.first("h1")).startswith(first)
    kept = [(e.get("name"), e.get("value")) for e in stop.all("input") if e.get("type") == "hidden"]
    kept = [(name, value) for name, value in kept if name != "csrf_token"]
    assert ("details", TYPED) in kept
    assert ("business", FANGSHI) in kept
    back = client.post(path(language), data=MultiDict([*kept, ("edit", "y")]))
    assert back.status_code == 200
    assert 'value="(301) 555-0142"' in back.text
    again = client.post(path(language), data=MultiDict([*kept, ("safety_ack", "y")]))
    assert again.status_code == 400
    assert 'name="safety_ack"' in again.text
    done = MultiDict([*(pair for pair in kept if pair[0] != "zip"), ("zip", "20850"), ("safety_ack", "y")])
    assert client.post(path(language), data=done).status_code == 303
    assert db.session.query(QuoteRequest).one().safety == danger


def test_a_machine_in_a_hurry_is_asked_to_look_again(client):
    shown = opened(client)
    again = refused(client, fields(shown))
    assert "填得好快" in wrongs(again)
    assert key_of(again) == key_of(shown)


def test_a_trap_catches_a_machine_and_lets_a_person_go_on(client, page):
    again = refused(client, fields(page, website="https://spam.example"))
    assert "spam.example" not in again.source
    assert send(client, fields(again)).status_code == 303


@pytest.mark.parametrize("key", ["", "made up", "x.y", "WyJhIiwxXQ.xxxxxxxxxxxxxxxxxxxxxxxxxxx"])
def test_a_key_that_is_not_ours_gets_one_of_ours(client, page, clock, key):
    again = refused(client, fields(page, request_key=key))
    assert key_of(again) not in ("", key)
    clock.move(seconds=10)
    assert send(client, fields(again)).status_code == 303


def test_other_names_than_those_shown_must_be_read_first(client, page):
    again = refused(client, fields(page, business=[ANJU]))
    assert "您换了要问的商家" in wrongs(again)
    assert "我只请安居冷暖空调公司为这件事联系我：" in words(again.root)
    assert ticked(again, "consent") == []
    assert send(client, fields(again, business=[ANJU])).status_code == 303


def test_who_opens_it_without_names_may_tick_anybody(client, clock):
    shown = check_page(client.get(path("zh-hans")), "zh-hans", quoted=QUOTED)
    assert "我只请上面打勾的商家为这件事联系我：" in words(shown.root)
    clock.move(seconds=30)
    assert send(client, fields(shown, business=[ANJU])).status_code == 303
    assert db.session.query(ConsentText).one().text.startswith("我只请上面打勾的商家")


@pytest.mark.parametrize(
    ("state", "said"),
    [
        ("no_texts", "这家请我们别发短信，请直接打电话。"),
        ("cannot_receive", "这家的电话收不到短信，请直接打过去。"),
        ("calls_only", "这家只能打电话联系。您自己打更快。"),
    ],
)
def test_who_takes_no_texts_cannot_be_ticked_and_shows_the_phone(client, page, state, said):
    with unit() as session:
        point = session.query(ContactPoint).filter_by(address="+12406368420").one()
        businesses.set_contact_state(session, point.id, state, "said so", "operator")
    shown = opened(client)
    assert ticked(shown, "business") == [FANGSHI]
    assert GAOSHI not in [e.get("value") for e in shown.all("input") if e.get("name") == "business"]
    assert said in words(shown.root)
    assert "tel:+12406368420" in shown.source
    again = refused(client, fields(page))
    assert 'href="#business"' in again.source


def test_a_removed_business_is_said_to_be_gone_without_its_name(client):
    with unit() as session:
        businesses.remove(session, session.query(Business).filter_by(slug=GAOSHI).one().id, by="operator")
    shown = opened(client)
    assert "有一家已经不在这里了" in words(shown.root)
    assert "高氏" not in words(shown.root)
    assert "240-636-8420" not in shown.source


def test_five_an_hour_from_one_network_and_everything_is_kept(client, clock):
    agree()
    for turn in range(6):
        shown = opened(client)
        clock.move(seconds=30)
        answer = send(client, fields(shown, phone=f"301-555-01{turn:02d}"))
        assert answer.status_code == (303 if turn < 5 else 429)
    check_page(answer, "zh-hans", quoted=QUOTED)
    assert int(answer.headers["Retry-After"]) > 0
    assert "tel:+12406368420" in answer.text
    assert 'value="301-555-0105"' in answer.text
    assert db.session.query(QuoteRequest).count() == 5


def test_three_a_day_with_one_phone_however_it_is_written(client, clock):
    agree()
    for turn, number in enumerate(("301-555-0142", "(301)5550142", "+1 301 555 0142", "3015550142")):
        shown = opened(client)
        clock.move(seconds=30)
        assert send(client, fields(shown, phone=number)).status_code == (303 if turn < 3 else 429)


def test_get_and_bad_input_count_nothing(client, page):
    for _ in range(20):
        refused(client, fields(page, zip=""))
    assert send(client, fields(page)).status_code == 303


def test_a_page_left_open_keeps_everything_though_its_session_is_over(app, client, page):
    app.config["WTF_CSRF_ENABLED"] = True
    again = refused(client, {**fields(page), "csrf_token": "of another day"})
    assert "这一页开得太久了" in wrongs(again)
    assert "CSRF" not in again.source
    token = next(e.get("value") for e in again.all("input") if e.get("name") == "csrf_token")
    assert send(client, {**fields(again), "csrf_token": token}).status_code == 303


def test_nothing_typed_is_logged(client, page, capfd):
    send(client, fields(page))
    send(client, fields(page, zip=""))
    said = "".join(capfd.readouterr())
    for typed in ("陈女士", "555-0142", "+13015550142", "楼上", "20850"):
        assert typed not in said
