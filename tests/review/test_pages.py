"""Reviewing ads at the desk: the queue, the marked text beside the form, saving, the decision, and hostile text."""

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from directory.ads.models import Ad, Submission
from directory.businesses import actions as businesses
from directory.businesses.models import Business, ContactPoint
from directory.businesses.queries import facts_of
from directory.foundation.unit import unit
from directory.kernel.language import LANGUAGES
from tests.factories import ads, listings
from tests.operator.conftest import Desk, acts, one_engine
from tests.page import Page, check_page, words

QUOTED = ("王氏冷暖空调", "林記冷氣工程行", "Wang Heating & Cooling LLC", "冷暖专版")


def _fields(desk: Desk, submission: Submission, **changed: str) -> dict[str, str]:
    """Every field as the page shows it, with what is changed."""
    page = check_page(desk.client.get(f"/admin/ads/{submission.id}?lang=en"), "en", quoted=QUOTED)
    return typed_in(page) | changed


def typed_in(page: Page) -> dict[str, str]:
    """What stands in the fields of the form."""
    form = next(form_element for form_element in page.all("form") if form_element.get("id") == "review")
    values = {
        form_element.get("name", ""): form_element.get("value", "")
        for form_element in form.iter("input")
        if form_element.get("type") in ("text", "hidden") and form_element.get("name") != "csrf_token"
    }
    values |= {form_element.get("name", ""): form_element.text or "" for form_element in form.iter("textarea")}
    for select_ in form.iter("select"):
        chosen = [
            form_element.get("value", "")
            for form_element in select_.iter("option")
            if form_element.get("selected") is not None
        ]
        values[select_.get("name", "")] = chosen[0] if chosen else ""
    return values


def _seen(typed: dict[str, str]) -> dict[str, str]:
    return {name: text for name, text in typed.items() if not name.startswith("was-")}


def current(session: Session, submission: Submission) -> Submission:
    """The row as it is now."""
    session.rollback()
    session.expire_all()
    return session.get_one(Submission, submission.id)


@one_engine
@pytest.mark.parametrize("language", LANGUAGES)
def test_every_page_in_every_language(desk: Desk, session: Session, language: str) -> None:
    listings.seeded()
    first, second = ads.one(), ads.one(ads.LIN)
    ads.handed_in(ads.MOVERS)
    ads.one("华府冷暖空调\n空调维修\n电话：240-421-7363\n", source_name="老报纸.txt")
    for path in ("", f"/{first.id}", f"/{second.id}", "/new", "?state=rejected", "?state=nonsense", "/4"):
        answer = desk.client.get(f"/admin/ads{path}{'&' if '?' in path else '?'}lang={language}")
        assert (answer.status_code, path) == (200, path)
        quoted = (*QUOTED, "大力搬家公司", "华府冷暖空调", "方氏冷暖", "高氏冷暖", "安居冷暖空调公司")
        check_page(answer, language, quoted=(*quoted, "DAVID ZHANG 冷暖空调", "老报纸.txt"))
    today = desk.client.get(f"/admin?lang={language}")
    check_page(today, language, quoted=(*QUOTED, "华府冷暖空调", "方氏冷暖", "高氏冷暖", "安居冷暖空调公司"))


@one_engine
def test_words_and_fields_lead_to_each_other(desk: Desk) -> None:
    submission = ads.one()
    page = check_page(desk.client.get(f"/admin/ads/{submission.id}?lang=en"), "en", quoted=QUOTED)
    ids = {element.get("id") for element in page.root.iter() if element.get("id")}
    links = [element.get("href", "")[1:] for element in page.all("a") if element.get("href", "").startswith("#")]
    assert {link for link in links if link.startswith("f-")} <= ids
    shown = [element for element in page.all("div") if element.get("class") == "rv-ad"]
    marks = [mark for element in shown for mark in element.iter("sup")]
    numbers = {words(mark) for mark in marks}
    for mark in marks:
        mark.text = ""
    assert "".join(text for element in shown for text in element.itertext()) == submission.text
    marked = {link.get("href"): words(link) for element in shown for link in element.iter("a")}
    assert marked["#f-phones"] == "301-555-0161"
    assert (marked["#f-name_zh"], marked["#f-name_en"]) == ("王氏冷暖空调", "Wang Heating & Cooling LLC")
    assert len(numbers) > 8
    # Beside every line: each field that its words gave, or where that field stands and what it says.
    for line in (element for element in page.all("div") if (element.get("class") or "").startswith("rv-line")):
        text, read = list(line)[:2]
        gave = {name for link in text.iter("a") for name in link.get("data-f", "").split()}
        assert gave <= {element.get("data-f") for element in read.iter()}
    assert "Not stated" in words(page.first("main"))


@one_engine
def test_what_is_shown_and_sent_back_unchanged_changes_nothing(desk: Desk, session: Session) -> None:
    texts = [ads.WANG, ads.LIN, *_gold()]
    for text in texts:
        for submission in ads.handed_in(text):
            if submission.state != "open":
                continue
            for language in LANGUAGES:
                page = check_page(
                    desk.client.get(f"/admin/ads/{submission.id}?lang={language}"), language, quoted=_quoted(submission)
                )
                desk.post(f"/admin/ads/{submission.id}", "ad-saved", **typed_in(page))
                assert (current(session, submission).revision, submission.text) == (1, submission.text)


def _gold() -> list[str]:
    return [
        "张记冷暖\n301-555-0171\n周一至周六 8am-6pm\nClass A license 2705123456\n压缩机终身保固 人工90天\n",
        "Best Air LLC\nMon-Fri 9am-5pm\n703-555-0172, 800-555-0173\nMHIC 123456\nNo commercial\nwww.bestair.example\n",
        "李氏冷暖\n服务 20850 周围 10 英里\n地址：12 Main Street, Rockville, MD 20850\n240-555-0174\n国语 粤语\n",
    ]


def _quoted(submission: Submission) -> tuple[str, ...]:
    names = submission.parsed.names
    return (*QUOTED, *(name for name in (names.zh, names.en) if name))


def test_correcting_clearing_and_publishing(desk: Desk, session: Session) -> None:
    submission = ads.one()
    path = f"/admin/ads/{submission.id}"
    typed = _fields(desk, submission, owner="王师傅", services="air conditioning, 暖气, heat pump", languages="普通话")
    assert desk.post(path, "ad-saved", **typed).endswith("#fields")
    corrected = current(session, submission)
    assert corrected.corrections["owner"] == "王师傅"
    assert set(corrected.corrections["services"]) == {"air_conditioning", "heating", "heat_pump"}
    assert (corrected.corrections["languages"], corrected.revision) == (["cmn"], 2)
    assert desk.post(path, "ad-saved", **_fields(desk, submission, clear="warranties")).endswith("#f-warranties")
    assert current(session, submission).corrections["warranties"] is None
    desk.post(path + "/publish", "ad-published", **_fields(desk, submission, brands="Carrier"))
    corrected = current(session, submission)
    business = session.get_one(Business, corrected.business_id)
    assert (corrected.state, business.state, business.slug) == ("published", "published", "wangshi-lengnuan-kongtiao")
    assert (business.brands, business.owner, business.name_en) == (["Carrier"], "王师傅", "Wang Heating & Cooling LLC")
    sources = {fact.field: fact.source for fact in facts_of(session, business.id)}
    assert (sources["brands"], sources["phones"], sources["services"]) == ("reviewer", "ad", "reviewer")
    assert "warranties" not in sources
    assert {"correct-ad", "publish-ad", "publish", "enter"} <= set(acts(session, desk.actor))
    answer = desk.client.get(f"/zh-hans/businesses/{business.slug}")
    assert (answer.status_code, "301-555-0161" in answer.text) == (200, True)
    page = desk.client.get(path)
    assert page.status_code == 200
    assert "disabled" in page.text
    assert "Wang" in desk.client.get("/zh-hans/find?q=wang+heating").text


def test_pressed_twice_is_published_once(desk: Desk, session: Session) -> None:
    submission = ads.one()
    typed = _fields(desk, submission)
    for _press in range(2):
        desk.post(f"/admin/ads/{submission.id}/publish", "ad-published", **typed)
    assert len(session.scalars(select(Business)).all()) == len(session.scalars(select(Ad)).all()) == 1


@one_engine
def test_what_is_not_understood_is_said_and_nothing_typed_is_lost(desk: Desk, session: Session) -> None:
    submission = ads.one()
    typed = _fields(desk, submission, phones="12", hours="always", brands="Nosuch", owner="王", licenses="Wizard")
    answer = desk.client.post(f"/admin/ads/{submission.id}/publish", data=typed)
    assert answer.status_code == 400
    page = check_page(answer, "en", quoted=QUOTED)
    assert _seen(typed_in(page)) == _seen(typed)
    assert len([paragraph for paragraph in page.all("p") if paragraph.get("class") == "wrong"]) == 4
    assert (current(session, submission).revision, submission.state) == (1, "open")


@one_engine
def test_two_reviewers_at_once(desk: Desk, session: Session) -> None:
    submission = ads.one()
    mine, theirs = _fields(desk, submission, owner="王"), _fields(desk, submission, wechat="wang-1")
    desk.post(f"/admin/ads/{submission.id}", "ad-saved", **theirs)
    for path in ("", "/publish"):
        answer = desk.client.post(f"/admin/ads/{submission.id}{path}", data=mine)
        page = check_page(answer, "en", quoted=(*QUOTED, "王"))
        assert (answer.status_code, "Somebody else" in words(page.first("main"))) == (409, True)
        assert (typed_in(page)["owner"], typed_in(page)["wechat"]) == ("王", "wang-1")
    untouched = _fields(desk, submission) | {"revision": "1"}
    assert desk.client.post(f"/admin/ads/{submission.id}/publish", data=untouched).status_code == 409
    desk.post(f"/admin/ads/{submission.id}/publish", "ad-published", **_fields(desk, submission, owner="王"))
    assert current(session, submission).corrections == {"owner": "王", "wechat": "wang-1"}


def test_a_tombstone_stays_down(desk: Desk, session: Session) -> None:
    listings.seeded()
    huafu = session.scalars(select(Business).where(Business.slug == listings.HUAFU)).one()
    with unit() as session:
        businesses.remove(session, huafu.id, by="business:1")
    submission = ads.one("华府冷暖空调\n空调维修\n电话：240-421-7363\n")
    typed = _fields(desk, submission)
    answer = desk.client.post(f"/admin/ads/{submission.id}/publish", data=typed)
    assert (answer.status_code, "taken down for good" in answer.text) == (400, True)
    assert (
        desk.client.post(f"/admin/ads/{submission.id}/merge", data=typed | {"into": str(huafu.id)}).status_code == 400
    )
    assert current(session, submission).state == "open"
    desk.post(f"/admin/ads/{submission.id}/publish", "ad-published", **typed, another="y")
    assert session.get_one(Business, huafu.id).state == "removed"
    made = session.get_one(Business, current(session, submission).business_id)
    assert (made.slug, made.state) == ("huafu-lengnuan-kongtiao-2", "published")


def test_merging_gives_the_ad_and_keeps_the_phones(desk: Desk, session: Session) -> None:
    listings.seeded()
    submission = ads.one("华府冷暖空调\n空调维修 锅炉\n电话：240-421-7363 / 301-555-0175\n住家商业\n")
    typed = _fields(desk, submission)
    huafu = session.scalars(select(Business).where(Business.slug == listings.HUAFU)).one()
    answer = desk.client.post(f"/admin/ads/{submission.id}/publish", data=typed)
    assert (answer.status_code, "Another listing has this phone" in answer.text) == (400, True)
    for _press in range(2):
        desk.post(f"/admin/ads/{submission.id}/merge", "ad-merged", **typed, into=str(huafu.id))
    session.rollback()
    corrected = current(session, submission)
    assert (corrected.state, corrected.business_id) == ("merged", huafu.id)
    kept_business = session.get_one(Business, huafu.id)
    assert kept_business.property_types == ["residential", "commercial"]
    points = set(session.scalars(select(ContactPoint.address).where(ContactPoint.business_id == huafu.id)))
    assert points == {"+12404217363", "+13015550175"}
    assert len(session.scalars(select(Ad).where(Ad.business_id == huafu.id)).all()) == 2
    assert desk.client.post(f"/admin/ads/{submission.id}/publish", data=typed).status_code == 409


def test_rejecting_and_opening_again_goes_on_to_the_next(desk: Desk, session: Session) -> None:
    first, second, third = ads.many(3)
    to = desk.post(f"/admin/ads/{second.id}/reject", "ad-rejected", reason="duplicate", note="见前")
    assert f"/admin/ads/{third.id}?" in to
    to = desk.post(f"/admin/ads/{third.id}/reject", "ad-rejected", reason="unreadable")
    assert f"/admin/ads/{first.id}?" in to
    assert "/admin/ads?" in desk.post(f"/admin/ads/{first.id}/reject", "ad-rejected", reason="unreadable")
    assert desk.client.post(f"/admin/ads/{first.id}/reject", data={"reason": "whim"}).status_code == 400
    desk.post(f"/admin/ads/{second.id}/reopen", "ad-reopened")
    corrected = current(session, second)
    assert (corrected.state, corrected.reason, corrected.note) == ("open", None, "见前")
    assert acts(session, desk.actor)[-4:] == ["reject-ad", "reject-ad", "reject-ad", "reopen-ad"]
    assert desk.client.post(f"/admin/ads/{99}/reopen").status_code == 404
