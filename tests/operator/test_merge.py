"""Two listings of one firm become one: shown first, moved whole or not at all, nothing forgotten."""

import threading
from datetime import date

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from directory.accounts.models import Membership
from directory.ads.models import Ad
from directory.audit import AuditEvent
from directory.businesses import actions as businesses
from directory.businesses.models import Business, ContactPoint, Fact
from directory.businesses.queries import by_ids, slug_after_merge
from directory.businesses.rules import ContactEvidence
from directory.claims.models import Claim
from directory.credentials import actions as credentials
from directory.credentials.models import License
from directory.entrypoints.operator import actions
from directory.foundation.unit import unit
from directory.kernel.errors import Invalid
from directory.kernel.language import LANGUAGES
from directory.leads.actions.consents import append, is_whole
from directory.leads.models import Consent, Lead, QuoteRequest
from directory.leads.queries import channels_of, consents_of
from directory.reports import actions as reports
from directory.reports.models import Report
from tests.factories import answers, people
from tests.operator.conftest import Desk, acts, one_engine
from tests.page import check_page, words
from tests.support.patience import SECONDS

QUOTED = ("高氏冷暖", "方氏冷暖", "陈女士")
SECOND = "+12405550119"
OLD = date(2026, 1, 5)


def _state(session: Session, slug: str) -> Business:
    session.rollback()
    business = session.scalars(select(Business.id).where(Business.slug == slug)).one()
    return next(iter(by_ids(session, [business])))


@pytest.fixture
def two(desk: Desk, session: Session) -> Desk:
    """`gaoshi` and `fangshi` are one firm: each with facts, phones, an ad, a request of its own; one asked both."""
    both = answers.quote_request()
    with unit() as session:
        gaoshi, fangshi = session.scalars(select(Business).order_by(Business.id)).all()
        for business, phone in ((gaoshi, answers.PHONES["gaoshi"]), (fangshi, answers.PHONES["fangshi"])):
            zh = answers.NAMES[business.slug][0]
            phones = [phone] if business is gaoshi else [phone, answers.PHONES["gaoshi"]]
            facts = [("name_zh", zh, "ad"), ("phones", phones, "ad"), ("services", ["heating"], "ad")]
            if business is fangshi:
                facts += [("owner", "方", "owner"), ("brands", ["Carrier"], "ad"), ("romanized", "Fangshi", "reviewer")]
                license = {"type": "contractor", "state": "VA", "number": "2705123456", "status": "given"}
                facts.append(("licenses", [license], "phone"))
            drafts = [businesses.FactDraft(f, v, source, OLD, ad_key=f"ad-{business.slug}") for f, v, source in facts]
            businesses.add_facts(session, business.id, drafts)
            credentials.restate(session, business.id)
        points = session.scalars(select(ContactPoint).where(ContactPoint.business_id == fangshi.id)).all()
        own, shared = sorted(points, key=lambda point: point.address == answers.PHONES["gaoshi"])
        businesses.set_contact_state(session, own.id, "agreed", ContactEvidence.TOLD_OPERATOR, "operator:9")
        businesses.set_contact_state(session, shared.id, "no_texts", ContactEvidence.STOP_TEXT, "business")
        people.member(session, "fangshi", "owner", "+12405550150")
        claim = {"language": "zh-Hans", "browser_digest": "0" * 64}
        session.add(Claim(business_id=fangshi.id, state="rejected", **claim))
        reports.report_wrong(session, fangshi.id, reason="other", language="en")
        moved = session.scalars(select(Lead).where(Lead.business_id == fangshi.id)).one()
        alone = QuoteRequest(
            number="77777", seed="alone", token_digest="a" * 64, request_key="alone", body_digest="b" * 64,
            language="zh-Hans", service="repair", zip="20850", urgency="48h", safety="none", call_language="cmn",
            name="陈女士", phone=answers.HOMEOWNER,
        )  # fmt: skip
        session.add(alone)
        session.flush()
        seed = "alone-lead"
        session.add(Lead(request_id=alone.id, business_id=fangshi.id, seed=seed, token_digest="c" * 64))
        given = consents_of(session, both.id)[0]
        for channel, state in (("call", "given"), ("sms", "given"), ("sms", "withdrawn")):
            append(
                session,
                [
                    Consent(
                        request_id=alone.id,
                        business_id=fangshi.id,
                        business_name="方氏冷暖",
                        channel=channel,
                        state=state,
                        text_digest=given.text_digest,
                        language="zh-Hans",
                        form_version="1",
                        page_path="/",
                        name="陈女士",
                        phone=answers.HOMEOWNER,
                    )
                ],
            )
        assert moved.request_id == both.id
    return desk


@one_engine
@pytest.mark.parametrize("language", LANGUAGES)
def test_the_page_shows_what_moves_and_changes_nothing(two: Desk, session: Session, language: str) -> None:
    for _ in range(3):
        answer = two.client.get(f"/admin/businesses/fangshi/merge?into=gaoshi&lang={language}")
        page = check_page(answer, language, quoted=QUOTED)
    shown = words(page.first("main"))
    for number in ("240-555-0111", "2705123456", "Carrier"):
        assert number in shown
    assert _state(session, "fangshi").state == "published"
    assert acts(session, two.actor) == []


def test_all_of_it_moves_in_one_act(app: Flask, two: Desk, session: Session) -> None:
    gone, survivor = _state(session, "fangshi"), _state(session, "gaoshi")
    facts = {fact.id for fact in session.scalars(select(Fact)).all()}
    two.post("/admin/businesses/fangshi/merge", "merged", into="gaoshi")
    survivor, gone = _state(session, "gaoshi"), _state(session, "fangshi")
    assert (gone.state, gone.merged_into_id, survivor.state) == ("removed", survivor.id, "published")
    # Of equal sources the kept one's word stays; of a stronger one, or where it said nothing, the other's.
    assert (survivor.name_zh, survivor.romanized, survivor.owner, survivor.brands) == (
        "高氏冷暖",
        "Fangshi",
        "方",
        ["Carrier"],
    )
    points = {point.address: point.state for point in survivor.contact_points}
    assert points == {answers.PHONES["gaoshi"]: "no_texts", answers.PHONES["fangshi"]: "agreed"}
    assert [
        license.number for license in session.scalars(select(License).where(License.business_id == survivor.id))
    ] == ["2705123456"]
    left = session.scalars(select(Fact).where(Fact.business_id == gone.id)).all()
    assert left == []
    assert facts <= {fact.id for fact in session.scalars(select(Fact).where(Fact.business_id == survivor.id))}
    for table in (Ad, Membership, Claim, Report):
        assert set(session.scalars(select(table.business_id))) == {survivor.id}, table
    leads = {lead.request_id: lead for lead in session.scalars(select(Lead).where(Lead.business_id == survivor.id))}
    alone = session.scalars(select(QuoteRequest).where(QuoteRequest.number == "77777")).one()
    assert alone.id in leads
    assert len(session.scalars(select(Lead).where(Lead.business_id == gone.id)).all()) == 1
    record = consents_of(session, alone.id)
    assert channels_of(record, survivor.id) == {"call"}
    assert is_whole(record)
    trail = session.scalars(select(AuditEvent).where(AuditEvent.action == "merge")).all()
    assert {(event.actor, event.subject_id) for event in trail} == {(two.actor, gone.id), (two.actor, survivor.id)}
    assert all(event.detail == {"gone": gone.id, "kept": survivor.id} for event in trail)


def test_its_address_leads_to_the_other(two: Desk, session: Session) -> None:
    two.post("/admin/businesses/fangshi/merge", "merged", into="gaoshi")
    for language in LANGUAGES:
        answer = two.client.get(f"/{language}/businesses/fangshi")
        assert (answer.status_code, answer.headers["Location"]) == (301, f"/{language}/businesses/gaoshi")
    assert slug_after_merge(session, "gaoshi") is None
    # A bookmark, a code's page, the page behind sign-in: each leads on; a form that is sent goes nowhere.
    for path in ("claim", "report?reason=other", "contact.vcf"):
        answer = two.client.get(f"/en/businesses/fangshi/{path}")
        assert (answer.status_code, answer.headers["Location"]) == (301, f"/en/businesses/gaoshi/{path}")
    people.signed_in(two.client, session.scalars(select(Membership.person_id)).one())
    answer = two.client.get("/zh-hans/manage/fangshi/leads")
    assert (answer.status_code, answer.headers["Location"]) == (301, "/zh-hans/manage/gaoshi/leads")
    assert two.client.get("/zh-hans/manage/gaoshi/leads").status_code == 200
    assert two.client.post("/en/businesses/fangshi/claim", data={"action": "send"}).status_code == 404
    with unit() as session:
        businesses.remove(session, _state(session, "gaoshi").id, by="operator:1")
    assert two.client.get("/en/businesses/fangshi").status_code in (404, 410)


def test_twice_is_refused_and_moves_nothing_back(two: Desk, session: Session) -> None:
    two.post("/admin/businesses/fangshi/merge", "merged", into="gaoshi")
    before = session.scalars(select(Fact.id)).all()
    assert two.client.post("/admin/businesses/fangshi/merge", data={"into": "gaoshi"}).status_code == 400
    assert two.client.post("/admin/businesses/gaoshi/merge", data={"into": "fangshi"}).status_code == 400
    session.rollback()
    assert session.scalars(select(Fact.id)).all() == before


@one_engine
@pytest.mark.parametrize("language", LANGUAGES)
def test_into_itself_or_nowhere_is_refused_in_words(two: Desk, session: Session, language: str) -> None:
    two.client.get(f"/admin?lang={language}")
    for into in ("fangshi", "nobody", "<b>"):
        answer = two.client.post("/admin/businesses/fangshi/merge", data={"into": into})
        assert answer.status_code == 400
        check_page(answer, language, quoted=QUOTED)
    assert two.client.post("/admin/businesses/fangshi/merge").status_code == 200
    assert two.client.get("/admin/businesses/nobody/merge").status_code == 404
    assert acts(session, two.actor) == []


def test_what_breaks_on_the_way_leaves_everything(two: Desk, session: Session, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(actions.claims, "move", broken)
    two.client.application.testing = False
    two.client.application.config["PROPAGATE_EXCEPTIONS"] = False
    assert two.client.post("/admin/businesses/fangshi/merge", data={"into": "gaoshi"}).status_code == 500
    business = _state(session, "fangshi")
    assert (business.state, len(business.contact_points)) == ("published", 2)
    assert set(session.scalars(select(Ad.business_id))) == {business.id, _state(session, "gaoshi").id}


def test_seed_and_search_agree_afterwards(two: Desk, session: Session) -> None:
    two.post("/admin/businesses/fangshi/merge", "merged", into="gaoshi")
    answer = two.client.get("/api/v1/businesses").get_json()
    assert [item["slug"] for item in answer["items"]] == ["gaoshi"]
    assert answer["items"][0]["phones"] == [answers.PHONES["gaoshi"], answers.PHONES["fangshi"]]
    with unit() as session:
        added = businesses.enter(session, "fangshi", market="washington", language="zh-Hans")
        assert added.state == "removed"


def test_two_at_once_merge_once(app: Flask, two: Desk, session: Session) -> None:
    gone, survivor = _state(session, "fangshi").id, _state(session, "gaoshi").id
    outcomes: list[str] = []
    by = two.actor

    def press() -> None:
        with app.test_request_context():
            try:
                with unit() as writing:
                    actions.merge(writing, gone, survivor, by=by)
                outcomes.append("merged")
            except Invalid:
                outcomes.append("refused")

    session.rollback()
    threads = [threading.Thread(target=press) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(SECONDS)
    session.rollback()
    assert sorted(outcomes) == ["merged", "refused", "refused"]
    assert len(session.scalars(select(AuditEvent).where(AuditEvent.action == "merge")).all()) == 2
