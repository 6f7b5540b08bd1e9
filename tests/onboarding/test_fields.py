"""The draft of a business that lists itself: each field it shows can be put right, and is the owner's word then."""

import re

import pytest
from sqlalchemy import select

from directory.ads.rules import reviewed
from directory.businesses.models import Fact
from directory.foundation.db import db
from directory.kernel.language import LANGUAGES
from directory.onboarding.rules import shown_fields
from tests.factories.joiner import PHONE, Joiner, published, submissions
from tests.page import check_page

MUCH = """高山冷暖 Gao Shan HVAC 9-148
空调 暖气炉 热水器 维修安装
不做商业
压缩机5年 零件10年 人工90天 热水器6年保修
服务 马里兰州 维州
弗吉尼亚 Class A 执照 2705123456
240-555-0131 gaoshan@example.com www.gaoshan.example.com 微信：gaoshan88
地址：12 Main Street, Rockville, MD 20850
周一至周六 8:00-18:00 说国语 粤语 免费估价
不修 York
"""
#: What is typed, by field of the form, and the fact each becomes.
RIGHT: dict[str, tuple[dict[str, object], object]] = {
    "romanized": ({"romanized": "Gaoshan Air"}, "Gaoshan Air"),
    "ad_number": ({"ad_number": "9-149"}, "9-149"),
    "emails": ({"emails": "office@example.com, gaoshan@example.com"}, ["office@example.com", "gaoshan@example.com"]),
    "websites": ({"websites": "www.gaoshan.example.org"}, ["www.gaoshan.example.org"]),
    "wechat": ({"wechat": "gaoshan99"}, "gaoshan99"),
    "addresses": (
        {"addresses": "14 Main Street, Rockville, MD 20850\n1 Elm St"},
        ["14 Main Street, Rockville, MD 20850", "1 Elm St"],
    ),
    "languages": ({"languages": ["cmn", "other"]}, ["cmn", "other"]),
    "hours": ({"sat_opens": "", "sat_closes": "", "mon_closes": "5:30 pm"}, None),
    "services_excluded": ({"services_excluded": ["duct_cleaning"]}, ["duct_cleaning"]),
    "brands_excluded": ({"brands_excluded": ["York", "rheem, Miele"]}, ["York", "Rheem", "Miele"]),
    "property_excluded": ({"property_excluded": []}, None),
    "warranties": ({"warranty_1_amount": "12"}, None),
}


def test_every_field_that_is_shown_leads_to_where_it_is_put_right(joiner: Joiner) -> None:
    joiner.paste(MUCH)
    page, form = joiner.get().text, joiner.client.get(f"{joiner.path}/change").text
    rows = re.findall(r"<dt>(.*?)</dt>(.*?)</div>", page.split('id="facts"')[1].split("</dl>")[0], re.S)
    links = [re.findall(r'href="[^"]*/change#([\w-]+)"', rest) for _name, rest in rows]
    assert len(rows) > 20
    assert all(len(targets) == 1 for targets in links), [
        name for name, targets in zip(rows, links, strict=True) if not targets
    ]
    ids = set(re.findall(r'id="?([\w-]+)', form))
    assert {targets[0] for targets in links} <= ids
    read = reviewed(submissions()[0].parsed, {})
    assert set(RIGHT) - {"services_excluded"} <= set(read)


def test_each_becomes_a_fact_of_the_owners(joiner: Joiner) -> None:
    joiner.paste(MUCH)
    before = reviewed(submissions()[0].parsed, {})
    for field, (typed, wanted) in RIGHT.items():
        answer = joiner.change(**typed)
        assert answer.status_code == 303, (field, re.findall(r'class="wrong"[^>]*>(.*?)</p>', answer.text, re.S))
        (submission,) = submissions()
        assert field in submission.corrections
        if wanted is not None:
            assert submission.corrections[field] == wanted
    assert set(submission.corrections) == set(RIGHT)
    week = {day: times for day, times in before["hours"].items() if day != "sat"} | {"mon": ["08:00", "17:30"]}
    assert submission.corrections["hours"] == week
    # What the page does not show of the other promises is not lost.
    assert {"scope": "labor", "days": 90} in submission.corrections["warranties"]
    assert any(term.get("appliance") == "water_heater" for term in submission.corrections["warranties"])
    joiner.prove()
    business = published(joiner)
    facts = {
        fact.field: fact.source
        for fact in db.session.scalars(select(Fact).where(Fact.business_id == business.id).order_by(Fact.id))
    }
    assert {field: facts.get(field) for field in RIGHT if field != "property_excluded"} == {
        field: "owner" for field in RIGHT if field != "property_excluded"
    }
    # Said to be wrong, it is no fact of anybody's.
    assert "property_excluded" not in facts
    assert facts["services"] == "ad"


def test_the_form_alone_says_all_of_it(joiner: Joiner) -> None:
    typed = {
        name: value
        for field, (given, _wanted) in RIGHT.items()
        if field != "ad_number"
        for name, value in given.items()
    }
    more = {"mon_opens": "8", "warranty_1_scope": "parts", "warranty_1_unit": "years"}
    assert joiner.fill(**typed | more).status_code == 303
    (submission,) = submissions()
    assert set(RIGHT) - {"ad_number", "property_excluded"} <= set(submission.corrections)
    assert "office@example.com" in submission.text


@pytest.mark.parametrize("language", list(LANGUAGES))
def test_what_cannot_be_is_said_beside_it(joiner: Joiner, language: str) -> None:
    joiner.language = language
    wrong = {
        "emails": "nobody",
        "websites": "a b",
        "addresses": "1\n2\n3\n4\n5",
        "tue_opens": "9",
        "services_excluded": ["air_conditioning"],
        "brands": ["Trane", "nobody"],
    }
    answer = joiner.fill(**wrong)
    assert answer.status_code == 400
    page = check_page(answer, language)
    ids = {paragraph.get("id") for paragraph in page.all("p") if paragraph.get("class") == "wrong"}
    assert ids == {f"{name}-wrong" for name in wrong}
    assert 'value="nobody"' in answer.text


@pytest.mark.parametrize("language", list(LANGUAGES))
def test_a_draft_without_a_name_says_so(joiner: Joiner, language: str) -> None:
    joiner.language = language
    joiner.paste("空调维修\n240-555-0131\n")
    assert not {"name_zh", "name_en"} & set(reviewed(submissions()[0].parsed, {}))
    wording = {"en": "Name missing", "zh-hans": "还没有店名", "zh-hant": "尚無店名"}[language]
    for shown in LANGUAGES:
        page = joiner.get(f"?show={shown}")
        assert "None" not in page.text
    assert wording in joiner.get(f"?show={language}").text
    check_page(joiner.get(f"?show={language}"), language, quoted=("空调维修",))
    assert PHONE[2:5] in page.text


def test_a_draft_shows_what_is_stated_and_what_homeowners_ask_for() -> None:
    asked_for = ["phones", "services", "brands", "service_states", "warranties", "licenses"]
    assert sorted(shown_fields({})) == sorted(asked_for)
    assert set(shown_fields({"hours": {"mon": ["08:00", "18:00"]}})) == {*asked_for, "hours"}
    assert set(shown_fields({"licensed": True})) == {*asked_for, "licensed"} - {"licenses"}
    assert set(shown_fields({"licensed": True, "licenses": [{}]})) == {*asked_for, "licensed"}
