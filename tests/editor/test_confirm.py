"""Is it still true? Asked twice a year, answered by one button; looking changes nothing."""

import re

import pytest
from flask import Flask

from directory.audit import AuditEvent
from directory.businesses.actions import publish, suspend
from directory.businesses.fields.editing import ASK_EVERY, LINK_LIFE
from directory.editor import notices
from directory.editor.actions import listing as confirm
from directory.editor.models import ListingConfirmation
from directory.foundation.db import db
from directory.foundation.unit import unit
from directory.kernel.language import LANGUAGES, by_tag
from directory.kernel.text import count
from directory.outbox import registry
from directory.outbox.models import Job, Message
from tests.conftest import MovableClock
from tests.factories.desk import PRINTED, WORK, Desk, business, doc, draft, facts, history, owner
from tests.factories.listings import FANGSHI, GAOSHI
from tests.factories.people import signed_in
from tests.page import check_page


def _due(clock: MovableClock) -> None:
    """Half a year later the worker does the jobs that are due."""
    clock.move(seconds=ASK_EVERY.total_seconds() + 1)
    _work(clock)


def _work(clock: MovableClock) -> None:
    for job in db.session.query(Job).filter(Job.kind == "still-true", Job.done_at.is_(None)).all():
        subject = (job.subject_kind, job.subject_id)
        if job.due_at <= clock.moment:
            with unit() as session:
                confirm.ask(session, subject)


def _path(language: str = "zh-hans", slug: str = GAOSHI) -> str:
    confirmation = db.session.query(ListingConfirmation).filter(ListingConfirmation.asked_at.is_not(None)).one()
    return f"/{language}/manage/{slug}/listing/confirm/{confirm.link_token(confirmation)}"


@pytest.fixture
def asked_desk(desk: Desk, clock: MovableClock) -> Desk:
    """A listing whose owner was asked."""
    desk.save("work", **WORK)
    desk.publish()
    _due(clock)
    signed_in(desk.client, desk.person_id)
    return desk


def test_the_owner_is_asked_half_a_year_after_publishing(asked_desk: Desk) -> None:
    [message] = db.session.query(Message).filter_by(kind="still-true")
    assert (message.channel, message.recipient) == ("sms", "+12405550150")
    subject = (message.subject_kind, message.subject_id)
    content = notices.KINDS["still-true"].compose(db.session(), subject, by_tag("zh-Hans"), "sms")
    assert content is not None
    assert _path() in content.body
    # The next question is planned, and this one is not asked twice.
    assert db.session.query(ListingConfirmation).count() == 2
    with unit() as session:
        confirm.ask(session, subject)
    assert db.session.query(Message).filter_by(kind="still-true").count() == 1


def test_every_publishing_moves_the_question(desk: Desk, clock: MovableClock) -> None:
    for services in (["heating"], ["heating", "duct"]):
        desk.save("work", services=services)
        desk.publish()
        clock.move(days=100)
        signed_in(desk.client, desk.person_id)
    _due(clock)
    assert db.session.query(Message).filter_by(kind="still-true").count() == 1


def test_looking_twenty_times_changes_nothing(asked_desk: Desk, listings: Flask) -> None:
    path = _path()
    stranger = listings.test_client()
    for _ in range(20):
        assert stranger.get(path).status_code == 200
    assert business().confirmed_at is None
    answer = stranger.get(path)
    assert "no-store" in answer.headers["Cache-Control"]
    assert "noindex" in answer.headers["X-Robots-Tag"]


@pytest.mark.parametrize("language", list(LANGUAGES))
def test_one_button_makes_it_the_owner_s_word_and_changes_nothing(
    asked_desk: Desk, listings: Flask, language: str
) -> None:
    before, changes, warranties = doc(), len(history()), facts("warranties")
    stranger = listings.test_client()
    path = _path(language)
    check_page(stranger.get(path), language, quoted=PRINTED)
    assert [stranger.post(path).status_code for _ in range(3)] == [303, 303, 303]
    after = doc()
    assert after.pop("confirmed_on") == "2027-05-24"
    before.pop("confirmed_on")
    assert set(after.pop("by_owner")) > set(before.pop("by_owner"))
    assert after == before
    # What the ad said stays in the record; once a day is often enough.
    [*earlier, last] = facts("warranties")
    assert [fact.id for fact in earlier] == [fact.id for fact in warranties]
    assert (last.value, last.source, last.entered_on.isoformat()) == (warranties[-1].value, "owner", "2027-05-24")
    assert last.entered_by == f"business:{business().id}"
    assert not [fact for fact in facts("ad_number") if fact.source == "owner"]
    assert len(history()) == changes
    assert db.session.query(AuditEvent).filter_by(action="confirm").count() == 1
    check_page(stranger.get(path), language, quoted=PRINTED)
    page = check_page(stranger.get(f"/{language}/businesses/{GAOSHI}"), language, quoted=PRINTED)
    assert "2027" in page.source
    assert {"en": "Warranty they give", "zh-hans": "商家给的保修", "zh-hant": "業者提供的保固"}[language] in page.source
    # The link confirms; it opens nothing.
    assert stranger.get(f"/{language}/manage/{GAOSHI}/listing").status_code == 303


def test_a_link_is_of_one_business_and_ends(asked_desk: Desk, listings: Flask, clock: MovableClock) -> None:
    stranger, path = listings.test_client(), _path()
    for wrong in (
        path.replace(GAOSHI, FANGSHI),
        path[:-1] + ("A" if path[-1] != "A" else "B"),
        path[:-22] + "x",
        path + "x" * 200,
    ):
        assert stranger.get(wrong).status_code == 404
        assert stranger.post(wrong).status_code == 404
    with unit() as session:
        suspend(session, business().id, by="operator:1")
    assert stranger.get(path).status_code == 404


def test_an_old_link_is_dead(asked_desk: Desk, listings: Flask, clock: MovableClock) -> None:
    path = _path()
    clock.move(seconds=LINK_LIFE.total_seconds())
    assert listings.test_client().get(path).status_code == 404


def test_nobody_is_asked_for_a_listing_without_an_owner(desk: Desk, clock: MovableClock) -> None:
    with unit() as session:
        confirm.ask_later(session, business(FANGSHI).id)
    _due(clock)
    assert db.session.query(Message).filter_by(kind="still-true").count() == 0


def test_mail_is_preferred_and_in_each_owner_s_language(listings: Flask, clock: MovableClock) -> None:
    first = owner(listings.test_client(), email="gao@example.com")
    with unit() as session:
        confirm.ask_later(session, business().id)
    _due(clock)
    [message] = db.session.query(Message).filter_by(kind="still-true")
    assert (message.channel, message.recipient) == ("email", "gao@example.com")
    assert first.person_id


def test_at_the_desk_the_same_button_answers(asked_desk: Desk) -> None:
    path = _path()
    assert asked_desk.client.get(path).text.count("<form") >= 2
    from_desk = [asked_desk.post("/still-true").status_code for _ in range(2)]
    assert from_desk == [303, 303]
    assert db.session.query(AuditEvent).filter_by(action="confirm").count() == 1
    assert db.session.query(Message).filter_by(kind="still-true").one().state == "cancelled"


def test_whoever_came_and_published_nothing_is_asked_too(listings: Flask, clock: MovableClock) -> None:
    assert registry.daily["plan-questions"] == notices.PLANNED
    owner(listings.test_client(), email="gao@example.com")
    came = clock.moment
    clock.move(days=30)
    for _ in range(2):
        with unit() as session:
            registry.jobs["plan-questions"](session, ("day", 1))
    [confirmation] = db.session.query(ListingConfirmation)
    assert (confirmation.business_id, confirmation.due_at) == (business().id, came + ASK_EVERY)
    _due(clock)
    assert db.session.query(Message).filter_by(kind="still-true").count() == 1


def test_a_question_that_nobody_can_be_asked_is_planned_anew(desk: Desk, listings: Flask, clock: MovableClock) -> None:
    desk.save("work", **WORK)
    desk.publish()
    business_id = business().id
    with unit() as session:
        suspend(session, business_id, by="operator:1")
    _due(clock)
    for state, times in (("suspended", 0), ("published", 1)):
        with unit() as session:
            if state == "published":
                publish(session, business_id, by="operator:1")
            confirm.plan(session, ("day", 1))
        _work(clock)
        assert db.session.query(Message).filter_by(kind="still-true").count() == times


@pytest.mark.parametrize("kind", ["still-true", "phones-changed"])
@pytest.mark.parametrize("tag", ["zh-Hans", "zh-Hant", "en"])
def test_texts_stay_in_two_segments(asked_desk: Desk, listings: Flask, kind: str, tag: str) -> None:
    listings.config["BASE_URL"] = "https://lengnuan.example"
    listings.config["CONTACT_PHONE"] = "+12405550199"
    asked_desk.post("/still-true")
    asked_desk.save(
        "names", name_zh="安居冷暖空调公司", name_zh_lang="zh-Hans", name_en="United Heating & Air Conditioning"
    )
    asked_desk.publish()
    with unit() as session:
        confirmation = confirm.ask_later(session, business().id)
        row_id = confirmation.id
    subject = ("listing-confirmation", row_id)
    if kind == "phones-changed":
        from_desk = [change.id for change in history()]
        subject = ("listing-change", from_desk[-1])
        history()[-1].after = {"phones": ["+12405550100"]}
    content = notices.KINDS[kind].compose(db.session(), subject, by_tag(tag), "sms")
    assert content is not None
    db.session.rollback()
    assert count(content.body) <= 2, content.body
    assert not re.search(r"\+?\d{10}", content.body)
    assert draft() is None


def test_the_worker_knows_the_job_and_how_to_say_it(app: Flask) -> None:
    assert registry.jobs["still-true"] is confirm.ask
    assert {"still-true", "phones-changed"} <= set(registry.kinds)
