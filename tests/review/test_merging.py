"""An ad merged into a listing removes nothing: lists hold both, what cannot hold both stays, each difference is shown
before, and the merge can be undone."""

from datetime import date

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from directory.ads import actions as ads_actions
from directory.ads.models import Ad, Submission
from directory.businesses import actions as businesses
from directory.businesses.fields.projection import project
from directory.businesses.fields.terms import FactValue
from directory.businesses.models import Business
from directory.businesses.queries import by_slug, facts_of, phones_in_ads
from directory.foundation.unit import unit
from directory.kernel.errors import Invalid
from directory.kernel.language import LANGUAGES
from directory.review import actions
from directory.search.queries import listing
from directory.trades.vocabulary import label
from tests.factories import ads, listings, people
from tests.operator.conftest import Desk
from tests.page import check_page

BY = "operator:1"
PHONE = "240-421-7363"
#: Shorter ads of a firm whose printed ad has a number, seven services, three brands, two warranties and three states.
SHORTER = {
    "little": f"华府冷暖空调\n空调维修\n电话：{PHONE}\n",
    "more": f"华府冷暖空调\n锅炉维修\n代理 Trane\n电话：{PHONE} / 301-555-0175\n住家\n",
    "other name": f"华府空调公司 Huafu HVAC\n空调 清洗\n电话：{PHONE}\n服务 VA\n",
    "against it": f"华府冷暖空调\n空调 暖气\n不做热水炉\n零件5年 压缩机8年\n电话：{PHONE}\n",
    "english": f"HUAFU AC\nAC repair, furnace\nLicensed and insured\nMon-Sat 8am-6pm\n{PHONE}\n",
}


@pytest.fixture
def huafu(app: Flask) -> Business:
    """The seeded listing."""
    listings.seeded()
    return _huafu()


def _huafu() -> Business:
    with unit() as session:
        business = by_slug(session, listings.HUAFU)
        assert business is not None
        return business


def _merge(submission: Submission, business: Business) -> None:
    with unit() as session:
        actions.merge(session, submission.id, business.id, BY)


def _says(session: Session, business_id: int) -> dict[str, FactValue]:
    """Everything the listing says, by field."""
    session.expire_all()
    projection = project(facts_of(session, business_id))
    doc = listing(session, listings.HUAFU)
    assert doc is not None
    return {**projection.columns, **doc.as_json(), "updated": None, "phones": list(projection.phones)}


def _removed(before: dict[str, FactValue], after: dict[str, FactValue]) -> list[str]:
    """Fields of which something that was said is not said any more."""
    gone = []
    for field, value in before.items():
        now = after[field]
        if isinstance(value, list) and isinstance(now, list):
            gone += [field] if [item for item in value if item not in now] else []
        elif isinstance(value, dict) and isinstance(now, dict):
            gone += [field] if [key for key, part in value.items() if part and now.get(key) != part] else []
        elif value not in (None, [], {}) and now != value:
            gone.append(field)
    return gone


@pytest.mark.parametrize("name", SHORTER)
def test_a_shorter_undated_ad_removes_nothing_and_its_merge_can_be_undone(
    huafu: Business, session: Session, name: str
) -> None:
    before, ads_before = _says(session, huafu.id), session.query(Ad).filter_by(business_id=huafu.id).count()
    submission = ads.one(SHORTER[name])
    for _press in range(2):
        _merge(submission, huafu)
    after = _says(session, huafu.id)
    assert _removed(before, after) == []
    assert after["warranties"][:2] == before["warranties"]  # type: ignore[index]
    assert not set(after["services"] or []) & set(after["services_excluded"] or [])  # type: ignore[call-overload]
    assert session.query(Ad).filter_by(business_id=huafu.id).count() == ads_before + 1
    for _press in range(2):
        with unit() as writing:
            assert actions.unmerge(writing, submission.id, BY).state == "open"
    assert _says(session, huafu.id) == before
    assert session.query(Ad).filter_by(business_id=huafu.id).count() == ads_before
    assert phones_in_ads(session, huafu.id) == ("+12404217363",)
    # Merged once more it says the same as the first time.
    _merge(submission, huafu)
    assert _says(session, huafu.id) == after


def test_what_an_ad_adds_is_there(huafu: Business, session: Session) -> None:
    _merge(ads.one(SHORTER["more"]), huafu)
    says = _says(session, huafu.id)
    assert says["brands"] == ["Carrier", "Payne", "Goodman", "Trane"]
    assert "boiler" in (says["services"] or [])  # type: ignore[operator]
    assert says["phones"] == ["+12404217363", "+13015550175"]
    assert says["property_types"] == ["residential"]
    assert says["ad_number"] == "9-153"


@pytest.mark.parametrize(
    ("printed_on", "stays"),
    [(None, True), (date(2020, 5, 1), True), (date(2026, 11, 22), True), (date(2027, 1, 5), False)],
)
def test_a_single_value_gives_way_to_an_ad_that_is_known_to_be_later(
    huafu: Business, session: Session, printed_on: date | None, stays: bool
) -> None:
    submission = ads.one(f"华府冷暖气公司 9-201\n空调维修\n零件5年保修\n电话：{PHONE}\n", published_on=printed_on)
    _merge(submission, huafu)
    says = _says(session, huafu.id)
    assert (says["name_zh"] == "华府冷暖空调") == stays
    assert "furnace" not in (says["services"] or [])  # type: ignore[operator]
    assert {"water_heater", "garage_door"} <= set(says["services"] or [])  # type: ignore[call-overload]


def test_a_second_merge_joins_to_the_first_and_is_undone_first(huafu: Business, session: Session) -> None:
    first, second = ads.one(SHORTER["more"]), ads.one(SHORTER["english"])
    before = _says(session, huafu.id)
    _merge(first, huafu)
    between = _says(session, huafu.id)
    _merge(second, huafu)
    assert _removed(between, _says(session, huafu.id)) == []
    with pytest.raises(Invalid), unit() as writing:
        actions.unmerge(writing, first.id, BY)
    for submission, expected in ((second, between), (first, before)):
        with unit() as writing:
            actions.unmerge(writing, submission.id, BY)
        assert _says(session, huafu.id) == expected


def test_a_merge_of_an_older_release_is_not_undone(huafu: Business, session: Session) -> None:
    submission = ads.one(SHORTER["more"])
    _merge(submission, huafu)
    with unit() as writing:
        writing.get_one(Submission, submission.id).fact_ids = None
    with pytest.raises(Invalid), unit() as writing:
        actions.unmerge(writing, submission.id, BY)


def test_what_others_said_since_stays_when_a_merge_is_undone(huafu: Business, session: Session) -> None:
    submission = ads.one(SHORTER["more"])
    _merge(submission, huafu)
    with unit() as writing:
        statement = businesses.FactDraft("brands", ["Lennox"], "owner", date(2026, 11, 23))
        businesses.add_facts(writing, huafu.id, [statement])
        businesses.reproject(writing, huafu.id)
        actions.unmerge(writing, submission.id, BY)
    assert _says(session, huafu.id)["brands"] == ["Lennox"]


def test_a_merge_that_made_an_owner_is_not_undone(huafu: Business, session: Session) -> None:
    with unit() as writing:
        person = people.person(writing, "+12404217363")
    submission = ads.one(SHORTER["little"], person_id=person.id, origin="contractor")
    with unit() as writing:
        writing.get_one(Submission, submission.id).proved_phone = "+12404217363"
    _merge(submission, huafu)
    with pytest.raises(Invalid), unit() as writing:
        actions.unmerge(writing, submission.id, BY)
    assert session.get_one(Submission, submission.id, populate_existing=True).state == "merged"


def test_two_listings_of_a_firm_say_together_what_both_said(huafu: Business, session: Session) -> None:
    submission = ads.one(SHORTER["against it"].replace(PHONE, "301-555-0176"))
    with unit() as writing:
        other = actions.publish(writing, submission.id, BY, is_another=True)
    before = _says(session, huafu.id)
    with unit() as writing:
        businesses.merge(writing, other.id, huafu.id, by=BY)
    after = _says(session, huafu.id)
    assert _removed(before, after) == []
    scopes = [(term["scope"], term.get("condition")) for term in after["warranties"]]  # type: ignore[union-attr]
    assert scopes == [("parts", "冷暖气新机"), ("labor", "冷暖气新机"), ("parts", None), ("compressor", None)]


_QUOTED = ("华府空调公司", "华府冷暖空调", "冷暖专版", "华府冷暖空调 9-153")
#: What the operator reads of a name that stays and of brands that are joined.
SHOWN = {
    "en": ("stays as it is", "After the merge", "Undo the merge"),
    "zh-hans": ("保持不变", "合并以后", "撤销合并"),
    "zh-hant": ("維持不變", "合併之後", "取消合併"),
}


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_desk_shows_the_differences_before_and_undoes_it_after(
    desk: Desk, huafu: Business, session: Session, language: str
) -> None:
    text = f"华府空调公司 9-201\n锅炉维修\n代理 Trane\n电话：{PHONE}\n"
    submission = ads.one(text)
    path = f"/admin/ads/{submission.id}"
    page = desk.client.get(f"{path}?lang={language}")
    source = check_page(page, language, quoted=_QUOTED).source
    assert SHOWN[language][0] in source
    assert SHOWN[language][1] in source
    brands = [label("brand", code, language) for code in ("Carrier", "Payne", "Goodman", "Trane")]
    assert ", ".join(brands) in source
    before = _says(session, huafu.id)
    fields = {"revision": "1", "into": str(huafu.id)}
    assert desk.client.post(f"{path}/merge?lang={language}", data=fields).status_code == 303
    assert _says(session, huafu.id) != before
    source = check_page(desk.client.get(f"{path}?lang={language}"), language, quoted=_QUOTED).source
    assert SHOWN[language][2] in source
    for _press in range(2):
        assert desk.client.post(f"{path}/unmerge?lang={language}").status_code == 303
    assert _says(session, huafu.id) == before
    assert ads_actions.locked(session, submission.id).state == "open"
