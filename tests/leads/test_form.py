"""The form: what it shows, what it refuses and how, in every language."""

import pytest
from werkzeug.datastructures import MultiDict

from directory.businesses import actions as businesses
from directory.businesses.models import Business, ContactPoint
from directory.businesses.rules import ContactEvidence
from directory.foundation.db import db
from directory.foundation.unit import unit
from directory.kernel.language import LANGUAGES
from directory.leads.models import QuoteRequest
from tests.factories.form import TYPED, fields, key_of, opened, path, refused, send, ticked, wrongs
from tests.factories.listings import ANJU, FANGSHI, GAOSHI, HUAFU, ZHANG, seeded
from tests.page import words


@pytest.fixture(autouse=True)
def _seeded(app, clock):
    seeded()


@pytest.fixture
def page(client, clock):
    shown = opened(client)
    clock.move(seconds=30)
    return shown


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


def test_phones_stand_before_the_first_question_and_first_of_all_without_heat(client):
    source = opened(client).source
    assert source.index("tel:+12406368420") < source.index('name="safety"')
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
    assert "广告写明服务 DC、VA、MD，包括 Rockville 20850" in rockville
    assert rockville.count("广告没写做哪些地方，请先问去不去您那里。") == 4


def test_going_back_shows_the_same_form(client):
    assert client.get(path()).headers["Cache-Control"] == "private, no-cache"


WRONG = {
    "no business": ({"business": None, "named": ""}, "business"),
    "four": ({"business": [GAOSHI, FANGSHI, ANJU, ZHANG], "named": ""}, "business"),
    "unknown": ({"business": ["no-such-business"], "named": ""}, "business"),
    "no safety": ({"safety": None}, "safety"),
    "odd safety": ({"safety": "fine"}, "safety"),
    "no service": ({"service": ""}, "service"),
    "odd service": ({"service": "plumbing'--"}, "service"),
    "no zip": ({"zip": ""}, "zip"),
    "word for a zip": ({"zip": "nowhere"}, "zip"),
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


def _together() -> list[list[str]]:
    """The cases of WRONG in as few forms as can be: no field is wrong twice in one.

    Whether a business is known is asked once all else is right: that case stands alone.
    """
    forms: list[list[str]] = [["unknown"]]
    for case, (changes, name) in WRONG.items():
        if case == "unknown":
            continue
        for form in forms[1:]:
            if not {*changes, name} & {field for other in form for field in (*WRONG[other][0], WRONG[other][1])}:
                form.append(case)
                break
        else:
            forms.append([case])
    return forms


@pytest.mark.large
def test_bad_input_is_said_on_its_field_and_nothing_typed_is_lost(client, page):
    for case, (changes, name) in WRONG.items():
        values = fields(page, **changes)
        again = refused(client, values)
        assert f'href="#{name}"' in again.source, (case, wrongs(again))
        if "details" not in changes:
            area = next(e for e in again.all("textarea"))
            assert (area.text or "").strip() == TYPED, case
        if "phone" not in changes:
            assert 'value="(301) 555-0142"' in again.source, case
        if "symptom" not in changes:
            assert ticked(again, "symptom") == ["noheat", "noise"], case
        assert key_of(again) == values["request_key"], case


@pytest.mark.large
@pytest.mark.parametrize("language", [tag for tag in LANGUAGES if tag != "zh-hans"])
@pytest.mark.parametrize("cases", _together(), ids=lambda cases: cases[0])
def test_bad_input_is_said_in_the_other_languages_too(client, page, language, cases):
    changes = {name: value for case in cases for name, value in WRONG[case][0].items()}
    again = refused(client, fields(page, **changes), language)
    assert [case for case in cases if f'href="#{WRONG[case][1]}"' not in again.source] == []


@pytest.mark.parametrize(
    ("language", "wording"),
    [
        ("zh-hans", "10001 不在 DC、马里兰、弗吉尼亚，我们没有那边的商家。邮编打错了就改一下。"),
        ("zh-hant", "10001 不在 DC、馬里蘭或維吉尼亞，我們沒有當地業者。若郵遞區號打錯，請修改。"),
        ("en", "10001 is outside DC, MD and VA; we list nobody there. Mistyped? Change it."),
    ],
)
def test_a_zip_of_another_state_is_said_to_be_one(client, page, language, wording):
    assert wording in wrongs(refused(client, fields(page, zip="10001"), language))


def test_a_place_that_is_too_long_is_said_to_be_that_alone(client, page):
    shown = wrongs(refused(client, fields(page, zip="q" * 3000), "en"))
    assert "Please keep it shorter." in shown
    assert "no town or county" not in shown


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
    hidden = [(e.get("name"), e.get("value")) for e in stop.all("input") if e.get("type") == "hidden"]
    hidden = [(name, value) for name, value in hidden if name != "csrf_token"]
    assert ("details", TYPED) in hidden
    assert ("business", FANGSHI) in hidden
    back = client.post(path(language), data=MultiDict([*hidden, ("edit", "y")]))
    assert back.status_code == 200
    assert 'value="(301) 555-0142"' in back.text
    again = client.post(path(language), data=MultiDict([*hidden, ("safety_ack", "out")]))
    assert again.status_code == 400
    assert 'name="safety_ack"' in again.text
    done = MultiDict([*(pair for pair in hidden if pair[0] != "zip"), ("zip", "20850"), ("safety_ack", "out")])
    assert client.post(path(language), data=done).status_code == 303
    assert db.session.query(QuoteRequest).one().safety == danger


@pytest.mark.parametrize(
    ("state", "wording"),
    [
        ("no_texts", "这家请我们别发短信，请直接打电话。"),
        ("cannot_receive", "这家的电话收不到短信，请直接打过去。"),
        ("calls_only", "这家只能打电话联系。您自己打更快。"),
    ],
)
def test_who_takes_no_texts_cannot_be_ticked_and_shows_the_phone(client, page, state, wording):
    with unit() as session:
        point = session.query(ContactPoint).filter_by(address="+12406368420").one()
        businesses.set_contact_state(session, point.id, state, ContactEvidence.TOLD_OPERATOR, "operator")
    shown = opened(client)
    assert ticked(shown, "business") == [FANGSHI]
    assert GAOSHI not in [e.get("value") for e in shown.all("input") if e.get("name") == "business"]
    assert wording in words(shown.root)
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


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"zip": "2085"}, "zip"),
        ({"zip": "00000"}, "zip"),
        ({"phone": "555-0142"}, "phone"),
        ({"email": "chen at home"}, "email"),
        ({"name": "\u200b"}, "name"),
        ({"business": []}, "business"),
        ({"consent": []}, "consent"),
        ({"phone": "", "email": "chen@example.com"}, "consent"),
        ({"consent": ["*:email"]}, "consent"),
        ({"phone": "", "email": "chen@example.com", "consent": ["*:email"], "receipt_sms": "y"}, "receipt_sms"),
        ({"phone": "", "email": ""}, "phone"),
    ],
)
def test_what_is_wrong_is_said_beside_its_field(client, page, changes, field):
    shown = refused(client, fields(page, **changes), "en")
    links = [e.get("href") for e in next(e for e in shown.root.iter() if e.get("id") == "wrongs").iter("a")]
    assert f"#{field}" in links


def test_a_clock_that_was_set_back_locks_no_open_form(client, clock):
    """Shown an hour ago by the clock of then, which is later than now."""
    shown = opened(client)
    clock.move(hours=-1)
    assert send(client, fields(shown)).status_code == 303
