"""Listing one's own business: paste or form, the draft, the code, the review, the message; and nothing before it."""

import pytest
from flask import Flask
from sqlalchemy import select

from directory.accounts.models import Membership
from directory.ads import actions as ads
from directory.ads.rules import reviewed
from directory.businesses.models import Fact
from directory.businesses.queries import phones_in_ads
from directory.foundation.db import db
from directory.foundation.unit import unit
from directory.kernel.language import LANGUAGES
from directory.onboarding.notices import KINDS
from directory.review import actions as review
from tests.factories.joiner import AD, PHONE, Joiner, messages, published, submissions
from tests.page import check_page

QUOTED = ("顺风冷暖", "陈师傅", *AD.splitlines())
NEVER = ("平台", "抢单", "搶單", "接单", "接單", "入驻", "入駐", "认领", "認領", "线索", "線索", "点击链接", "點擊連結")


def test_an_ad_becomes_a_listing_and_its_contractor_the_owner(joiner: Joiner) -> None:
    assert joiner.paste().status_code == 303
    draft = joiner.get()
    assert draft.status_code == 200
    assert "240-555-0131" in draft.text
    assert joiner.client.get("/zh-hans/find?q=顺风").text.count("顺风冷暖") == 0
    answer = joiner.prove()
    assert answer.headers["Location"] == "/zh-hans/manage"
    (submission,) = submissions()
    assert (submission.state, submission.origin, submission.proved_phone) == ("open", "contractor", PHONE)
    home = joiner.client.get("/zh-hans/manage")
    assert "待审核" in home.text
    assert "顺风冷暖" in home.text
    assert len(messages("listing-handed-in")) == 1
    business = published(joiner)
    assert business.state == "published"
    assert phones_in_ads(db.session(), business.id) == (PHONE,)
    member = db.session.scalars(select(Membership).where(Membership.business_id == business.id)).one()
    assert (member.person_id, member.role) == (submission.person_id, "owner")
    (message,) = messages("listing-published")
    assert (message.channel, message.recipient) == ("sms", PHONE)
    assert joiner.client.get(f"/zh-hans/manage/{business.slug}/listing").status_code == 200
    assert "顺风冷暖" in joiner.client.get(f"/zh-hans/businesses/{business.slug}").text
    assert joiner.get().status_code == 200


def test_the_form_makes_a_listing_in_its_owners_words_and_no_ad(joiner: Joiner) -> None:
    warranty = {"warranty_0_scope": "parts", "warranty_0_amount": "10", "warranty_0_unit": "years"}
    begun = joiner.fill(brands=["Trane"], states=["MD"], **warranty)
    assert begun.status_code == 303, begun.text.split("<main")[1][:1500]
    joiner.prove("+12405550132")
    business = published(joiner)
    facts = db.session.scalars(select(Fact).where(Fact.business_id == business.id)).all()
    stated = {fact.field: (fact.source, fact.value) for fact in facts}
    assert stated["services"] == ("owner", ["air_conditioning"])
    assert stated["phones"] == ("owner", ["+12405550132"])
    assert stated["brands"] == ("owner", ["Trane"])
    assert stated["service_states"] == ("owner", ["MD"])
    assert stated["romanized"][0] == "reviewer"
    assert {source for source, _value in stated.values()} == {"owner", "reviewer"}
    assert phones_in_ads(db.session(), business.id) == ()
    page = joiner.client.get(f"/en/businesses/{business.slug}")
    assert page.status_code == 200
    assert "Newspaper ad" not in page.text
    assert "newspaper ad" not in page.text.split("<main", 1)[1].split("</main>", 1)[0]


def test_what_is_put_right_is_the_owners_word_unless_a_reviewer_changed_it(joiner: Joiner) -> None:
    joiner.paste()
    assert joiner.change(name_en="Shunfeng Air", phones="240-555-0131, 240-555-0133").status_code == 303
    (submission,) = submissions()
    assert submission.corrections == {"name_en": "Shunfeng Air", "phones": [PHONE, "+12405550133"]}
    joiner.prove()
    (submission,) = submissions()
    with unit() as session:
        ads.correct(session, submission.id, "owner", "陈先生", submission.revision, "operator:1")
    business = published(joiner)
    stated = {
        f.field: f for f in db.session.scalars(select(Fact).where(Fact.business_id == business.id).order_by(Fact.id))
    }
    assert (stated["name_en"].source, stated["name_en"].entered_by) == ("owner", f"person:{submission.person_id}")
    assert (stated["owner"].source, stated["owner"].entered_by) == ("reviewer", "operator:1")
    assert stated["services"].source == "ad"
    assert phones_in_ads(db.session(), business.id) == (PHONE,)
    assert business.phones == [PHONE, "+12405550133"]


MUCH = """高山冷暖 Gao Shan HVAC 传真 240-555-0138
空调 暖气炉 热水器 维修安装 不做商业
压缩机5年 零件10年 人工90天 热水器6年保修 机器终身保修
服务 北维州 蒙郡 Rockville Bethesda 20850周边15英里
弗吉尼亚 Class A 执照 2705123456 马里兰 Master HVACR 执照
1-800-555-0199 240-555-0131 gaoshan@example.com
周一至周六 8:00-18:00 免费估价
"""


def test_saving_the_form_untouched_changes_nothing(joiner: Joiner) -> None:
    joiner.paste(MUCH)
    (submission,) = submissions()
    before = reviewed(submission.parsed, submission.corrections)
    for language in LANGUAGES:
        joiner.language = language
        assert joiner.change().status_code == 303
        (submission,) = submissions()
        assert submission.corrections == {}
        assert reviewed(submission.parsed, submission.corrections) == before


@pytest.mark.parametrize("language", list(LANGUAGES))
def test_pages_in_every_language(joiner: Joiner, language: str) -> None:
    joiner.language = language
    check_page(joiner.client.get(joiner.begin_path), language)
    refused = joiner.paste("搬家公司 长短途 240-555-0134")
    assert refused.status_code == 400
    check_page(refused, language, quoted=("搬家公司 长短途 240-555-0134",))
    assert "搬家公司 长短途" in refused.text
    wrong = joiner.fill(phones="12", places="Atlantis")
    assert wrong.status_code == 400
    check_page(wrong, language)
    assert 'value="12"' in wrong.text
    joiner.paste()
    for shown in LANGUAGES:
        page = joiner.get(f"?show={shown}")
        assert page.status_code == 200
        assert not any(word in page.text for word in NEVER)
    check_page(joiner.get(f"?show={language}"), language, quoted=QUOTED)
    check_page(joiner.client.get(f"{joiner.path}/change"), language)
    joiner.send()
    check_page(joiner.get(f"?show={language}"), language, quoted=QUOTED)
    check_page(joiner.post("code", code="123"), language, quoted=QUOTED)
    joiner.post("call", phone=PHONE)
    check_page(joiner.get(f"?show={language}"), language, quoted=QUOTED)
    joiner.prove()
    check_page(joiner.get(f"?show={language}"), language, quoted=QUOTED)
    check_page(joiner.client.get(f"/{language}/manage"), language)
    with unit() as session:
        review.reject(session, joiner.listing_id, "other_trade", None, "operator:1")
    check_page(joiner.get(), language)
    check_page(joiner.client.get(f"/{language}/manage"), language)
    assert len(messages("listing-rejected")) == 1


def test_every_message_is_written_in_every_language(joiner: Joiner, listings: Flask) -> None:
    joiner.paste()
    joiner.prove()
    db.session.rollback()
    for language in LANGUAGES.values():
        mail = KINDS["listing-handed-in"].compose(db.session(), ("submission", joiner.listing_id), language, "email")
        assert mail is not None
        assert "/admin/ads/" in mail.body
    business = published(joiner)
    for language in LANGUAGES.values():
        for channel in ("sms", "email"):
            content = KINDS["listing-published"].compose(
                db.session(), ("submission", joiner.listing_id), language, channel
            )
            assert content is not None
            assert f"/{language.url}/businesses/{business.slug}" in content.body
            assert f"/{language.url}/manage" in content.body
            assert "240-555" not in content.body
