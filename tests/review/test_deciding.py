"""A reviewer's decision: one listing however often it is pressed, tombstones, merging, who becomes the owner, races."""

import threading
from collections.abc import Callable

import pytest
from flask import Flask
from msgspec.structs import replace
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from directory.accounts.queries import owners_of
from directory.ads import actions as ads_actions
from directory.ads.models import Ad, Submission
from directory.ads.queries import preview
from directory.ads.rules import read, reviewed
from directory.ads.rules.facts import facts_of
from directory.audit import AuditEvent
from directory.businesses import actions as businesses
from directory.businesses.models import Business
from directory.businesses.queries import by_slug, phones_in_ads
from directory.businesses.queries import facts_of as known_facts
from directory.credentials.queries import licenses_of
from directory.foundation.unit import unit
from directory.kernel import clock
from directory.kernel.errors import IllegalMove, Invalid, NotFound
from directory.review import actions, queries
from directory.review.rules import forms, rests
from directory.search.queries import Query, find
from tests.factories import ads, listings, people

BY = "operator:1"
PROVED = "+13015550161"


def _published(submission: Submission, **more: object) -> Business:
    with unit() as session:
        return actions.publish(session, submission.id, BY, **more)  # type: ignore[arg-type]


def test_published_is_found_with_its_ad_and_its_words(app: Flask, session: Session) -> None:
    submission = ads.one(publication="晚报")
    business = _published(submission)
    assert _published(submission).id == business.id
    ad = session.scalars(select(Ad)).one()
    assert (ad.business_id, ad.text, ad.publication, ad.ad_number) == (business.id, submission.text, "晚报", "9-188")
    for fact in known_facts(session, business.id):
        assert all(words in ad.text for words in fact.evidence)
        assert (fact.source == "ad") == bool(fact.evidence)
        assert fact.entered_by == BY
    assert phones_in_ads(session, business.id) == (PROVED,)
    page = find(session, Query("王氏"))
    assert [item.doc.slug for item in page.items] == [business.slug]
    events = list(session.scalars(select(AuditEvent.action).where(AuditEvent.actor == BY).order_by(AuditEvent.id)))
    assert events == ["hand-in-ad", "enter", "publish", "publish-ad", "publish-ad"]
    for act in (actions.reject, actions.reopen):
        with pytest.raises(IllegalMove), unit() as session:
            act(session, submission.id, *(("duplicate", None, BY) if act is actions.reject else (BY,)))


def test_what_a_listing_cannot_be_without(app: Flask, session: Session) -> None:
    submission = ads.one()
    for number, field in enumerate(("services", "phones", "name_en"), start=1):
        with unit() as session:
            if field == "name_en":
                ads_actions.correct(session, submission.id, "name_zh", None, number, BY)
                number += 1
            ads_actions.correct(session, submission.id, field, None, number, BY)
        with pytest.raises(Invalid) as refused:
            _published(submission)
        assert refused.value.field in ("services", "phones", "name_zh")
    assert session.scalar(select(func.count()).select_from(Business)) == 0
    with pytest.raises(NotFound):
        _published(Submission(id=99))


def test_licenses_come_with_the_listing(app: Flask, session: Session) -> None:
    submission = ads.one("王氏冷暖\n空调维修\nClass A License VA 2705123456\n电话：301-555-0161\n")
    business = _published(submission)
    (license,) = licenses_of(session, [business.id])[business.id]
    assert (license.type, license.number, license.state) == ("class_a", "2705123456", "VA")


@pytest.mark.parametrize(
    "text", ["华府冷暖空调\n空调维修\n电话：301-555-0161\n", "新新冷暖\n空调\n电话：240-421-7363\n"]
)
def test_a_tombstone_is_known_by_phone_and_by_name(app: Flask, session: Session, text: str) -> None:
    listings.seeded()
    with unit() as session:
        huafu = by_slug(session, listings.HUAFU)
        assert huafu is not None
        businesses.remove(session, huafu.id, by="business:1")
    submission = ads.one(text)
    with pytest.raises(Invalid) as refused:
        _published(submission)
    assert refused.value.field == "another"
    with pytest.raises(Invalid), unit() as session:
        actions.merge(session, submission.id, huafu.id, BY)
    made = _published(submission, is_another=True)
    assert made.slug != listings.HUAFU
    assert session.get_one(Business, huafu.id).state == "removed"
    # The seed brings it back as little as before.
    assert listings.seeded().removed == 1


def test_lookalikes_by_phone_first_then_by_name_in_any_script(app: Flask, session: Session) -> None:
    listings.seeded()

    def lookalikes_of(text: str) -> list[tuple[str, str]]:
        (ad,) = read(text)
        return [
            (lookalike.business.slug, lookalike.why)
            for lookalike in queries.lookalikes(session, reviewed(ad.parsed, {}))
        ]

    assert lookalikes_of("華府冷暖空調公司\n冷氣\n電話：240-636-8420\n") == [
        (listings.GAOSHI, "phone"),
        (listings.HUAFU, "name"),
    ]
    assert (listings.ANJU, "name") in lookalikes_of("Infinity Air\nAC repair\n301-555-0199\n")
    assert (listings.GAOSHI, "similar") in lookalikes_of("高氏暖通公司\n空调维修\n电话：301-555-0199\n")
    assert lookalikes_of("毫无关系冷暖\n空调维修\n电话：301-555-0199\n") == []


def test_one_merged_away_is_shown_as_the_one_that_stayed(app: Flask, session: Session) -> None:
    listings.seeded()
    with unit() as session:
        gone, survivor = by_slug(session, listings.HUAFU), by_slug(session, listings.GAOSHI)
        assert gone is not None
        assert survivor is not None
        businesses.merge(session, gone.id, survivor.id, by=BY)
    near = queries.lookalikes(session, {"name_zh": "华府冷暖空调", "phones": ["+12404217363"]})
    assert [(lookalike.business.slug, lookalike.why, lookalike.is_tombstone) for lookalike in near] == [
        (listings.GAOSHI, "phone", False)
    ]


def test_merging_adds_up_and_an_owners_word_stays(app: Flask, session: Session) -> None:
    listings.seeded()
    with unit() as session:
        huafu = by_slug(session, listings.HUAFU)
        assert huafu is not None
        today = clock.today()
        businesses.add_facts(session, huafu.id, [businesses.FactDraft("brands", ["Lennox"], "owner", today)])
        businesses.reproject(session, huafu.id)
    submission = ads.one("华府冷暖空调\n锅炉维修\n代理 Trane\n电话：240-421-7363 / 301-555-0175\n住家\n")
    for _press in range(2):
        with unit() as session:
            actions.merge(session, submission.id, huafu.id, BY)
    survivor = by_slug(session, listings.HUAFU)
    assert survivor is not None
    assert survivor.phones == ["+12404217363", "+13015550175"]
    assert (survivor.brands, survivor.property_types) == (["Lennox"], ["residential"])
    assert "boiler" in survivor.services
    assert survivor.service_states == ["DC", "VA", "MD"]
    with pytest.raises(IllegalMove), unit() as session:
        gaoshi = by_slug(session, listings.GAOSHI)
        assert gaoshi is not None
        actions.merge(session, submission.id, gaoshi.id, BY)


def test_whoever_listed_it_owns_it_by_the_proved_phone_only(app: Flask, session: Session) -> None:
    with unit() as session:
        person = people.person(session, PROVED)
    submission = ads.one(person_id=person.id, origin="contractor")
    with unit() as session:
        session.get_one(Submission, submission.id).proved_phone = PROVED
    business = _published(submission)
    assert [owner.id for owner in owners_of(session, business.id)] == [person.id]
    other = ads.one(ads.LIN, person_id=person.id, origin="contractor")
    with unit() as session:
        session.get_one(Submission, other.id).proved_phone = PROVED
    assert owners_of(session, _published(other).id) == []


def test_a_pasted_ad_takes_nobodys_listing_over(app: Flask, session: Session) -> None:
    listings.seeded()
    with unit() as session:
        person = people.person(session, PROVED)
    # A listed firm's ad with the thief's own phone in it.
    submission = ads.one(
        f"华府冷暖空调\n空调维修\n电话：240-421-7363 / {PROVED[2:]}\n", person_id=person.id, origin="contractor"
    )
    with unit() as session:
        session.get_one(Submission, submission.id).proved_phone = PROVED
        huafu = by_slug(session, listings.HUAFU)
        assert huafu is not None
    with unit() as session:
        actions.merge(session, submission.id, huafu.id, BY)
    assert owners_of(session, huafu.id) == []
    assert phones_in_ads(session, huafu.id) == ("+12404217363",)


def test_a_preview_is_what_is_published(app: Flask, session: Session) -> None:
    submission = ads.one()
    values = reviewed(submission.parsed, submission.corrections)
    today = clock.local(clock.now()).date()
    drafts = facts_of(
        submission.parsed,
        submission.corrections,
        ad_key="x",
        entered_on=today,
        published_on=None,
        reviewer=BY,
        text=submission.text,
    )
    shown = preview(values, drafts)
    business = _published(submission)
    doc = find(session, Query("王氏")).items[0].doc
    assert replace(shown, id=business.id, updated=doc.updated) == doc


def test_decided_by_eight_at_once_it_is_decided_once(app: Flask, session: Session) -> None:
    row_id = ads.one().id
    acts: list[Callable[[Session], object]] = [
        lambda session: actions.publish(session, row_id, BY),
        lambda session: actions.reject(session, row_id, "duplicate", None, BY),
    ]
    _at_once(app, [acts[number % 2] for number in range(8)])
    session.rollback()
    session.expire_all()
    submission = session.get_one(Submission, row_id)
    made = session.scalar(select(func.count()).select_from(Business))
    assert (submission.state, made) in (("published", 1), ("rejected", 0))


def test_firms_of_one_name_and_the_same_ad_at_once(app: Flask, session: Session) -> None:
    ids = [ads.one(f"王氏冷暖\n空调维修\n电话：240-555-01{number}\n").id for number in range(30, 34)]

    def publish(row_id: int) -> Callable[[Session], object]:
        return lambda session: actions.publish(session, row_id, BY, is_another=True)

    assert _at_once(app, [publish(row_id) for row_id in ids]) == []
    slugs = set(session.scalars(select(Business.slug)))
    assert slugs == {"wangshi-lengnuan", "wangshi-lengnuan-2", "wangshi-lengnuan-3", "wangshi-lengnuan-4"}
    (ad,) = read(ads.WANG)
    assert _at_once(app, [lambda session: ads_actions.take(session, ad, by=BY)] * 4) == []
    session.rollback()
    assert session.scalar(select(func.count()).where(Submission.digest == ad.digest)) == 1


def _at_once(app: Flask, acts: list[Callable[[Session], object]]) -> list[Exception]:
    """Each in a thread and a unit of its own; what went wrong besides decisions that came too late."""
    wrong: list[Exception] = []
    start = threading.Barrier(len(acts))

    def run(act: Callable[[Session], object]) -> None:
        with app.app_context():
            start.wait()
            try:
                with unit() as session:
                    act(session)
            except IllegalMove:
                pass
            except Exception as error:
                wrong.append(error)

    threads = [threading.Thread(target=run, args=(act,)) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return wrong


def test_names_are_alike_in_any_script() -> None:
    assert forms(["長江冷氣"]) & forms(["长江冷气公司"])
    assert forms(["华府冷暖"]) & forms(["Huafu Lengnuan LLC"])
    assert rests(["华府冷暖空调"]) & rests(["华府暖通公司"])
    assert not rests(["冷暖空调公司"]) & rests(["空调服务公司"])
    assert not forms([None, ""])
