"""Every act: what it does, that the trail names the operator, and that a second press does no more."""

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from directory.businesses.models import Business, ContactPoint, Fact
from directory.entrypoints.operator.today import gather
from directory.foundation.unit import unit
from directory.kernel.language import LANGUAGES
from directory.leads.models import Lead, QuoteRequest
from directory.outbox.models import InboundText, Message
from directory.outbox.queries import is_suppressed
from directory.places.models import Place
from directory.reports.models import Report
from tests.conftest import MovableClock
from tests.factories import answers, people
from tests.operator.conftest import HOSTILE, Desk, acts, one_engine
from tests.page import check_page, words

QUOTED = ("高氏冷暖", "方氏冷暖", HOSTILE, "陈女士")


def test_a_failure_is_sent_again_once(day: Desk, session: Session) -> None:
    message = session.scalars(select(Message).where(Message.kind == "contact")).one()
    assert "/admin?done=resent#done" in day.post(f"/admin/messages/{message.id}/resend", "resent", back="today")
    assert day.client.post(f"/admin/messages/{message.id}/resend").status_code == 409
    session.refresh(message)
    assert (message.state, acts(session, day.actor)) == ("waiting", ["resend"])


def test_a_failure_that_was_put_away_is_on_today_no_more(day: Desk, session: Session) -> None:
    message = session.scalars(select(Message).where(Message.kind == "contact")).one()
    day.post(f"/admin/messages/{message.id}/handled", "handled")
    day.post(f"/admin/messages/{message.id}/handled", "handled")
    assert f"/admin/messages/{message.id}/" not in day.client.get("/admin").text
    assert f"/admin/messages/{message.id}/resend" in day.client.get(f"/admin/messages/{message.id}").text
    assert day.client.post("/admin/messages/9999/handled").status_code == 404
    waiting = session.scalars(select(Message.id).where(Message.state == "waiting")).first()
    assert day.client.post(f"/admin/messages/{waiting}/handled").status_code == 409


def test_a_text_is_read(day: Desk, session: Session) -> None:
    text = session.scalars(select(InboundText)).one()
    for _ in range(2):
        day.post(f"/admin/texts/{text.id}/read", "read", back="today")
    session.refresh(text)
    assert text.is_read
    assert HOSTILE not in day.client.get("/admin").text
    assert day.client.post("/admin/texts/999/read").status_code == 404


def test_a_lead_told_by_phone_is_nobodys_worry_any_more(day: Desk, session: Session) -> None:
    lead = session.scalars(select(Lead).order_by(Lead.id)).first()
    assert lead is not None
    for _ in range(2):
        day.post(f"/admin/leads/{lead.id}", "told", action="told", back="today")
    session.refresh(lead)
    assert (lead.state, lead.told_at is not None) == ("new", True)
    assert acts(session, day.actor) == ["tell-by-phone"]
    text = words(check_page(day.client.get("/admin"), "en", quoted=QUOTED).root)
    assert "Leads nobody was told of 1" in text
    assert "Messages that failed 2" in text  # the text that did not reach them needs nothing more


def test_the_customers_number_is_read_out_only_once_they_take_it(day: Desk, session: Session) -> None:
    lead = session.scalars(select(Lead).order_by(Lead.id)).first()
    assert lead is not None
    assert "301-555-0142" not in day.client.get(f"/admin/leads/{lead.id}").text
    for _ in range(2):
        day.post(f"/admin/leads/{lead.id}", "accepted", action="accept")
    shown = check_page(day.client.get(f"/admin/leads/{lead.id}"), "en", quoted=QUOTED)
    assert "301-555-0142" in words(shown.root)
    session.refresh(lead)
    assert (lead.state, lead.accepted_how) == ("accepted", "phone")
    assert session.scalars(select(Message).where(Message.kind == "will-call")).first() is not None
    assert day.client.post(f"/admin/leads/{lead.id}", data={"action": "decline"}).status_code == 409
    assert day.client.post(f"/admin/leads/{lead.id}", data={"action": "win"}).status_code == 400
    assert set(acts(session, day.actor)) == {"accept-by-phone"}


def test_a_landline_is_introduced_as_calls_only(day: Desk, session: Session) -> None:
    point = session.scalars(select(ContactPoint).where(ContactPoint.address == answers.PHONES["gaoshi"])).one()
    form = {"point": str(point.id), "state": "calls_only", "how": "打过，是座机"}
    for _ in range(2):
        day.post("/admin/businesses/gaoshi/introduction", "introduced", **form)
    session.refresh(point)
    assert (point.state, point.state_how, point.state_note, point.state_by) == (
        "calls_only", "told_operator", "打过，是座机", day.actor
    )  # fmt: skip
    assert acts(session, day.actor) == ["contact-calls-only", "introduce", "introduce"]
    assert "高氏冷暖" not in day.client.get("/admin/calls").text


@one_engine
@pytest.mark.parametrize("language", LANGUAGES)
def test_a_stop_is_lifted_only_by_the_box(day: Desk, session: Session, language: str) -> None:
    point = session.scalars(select(ContactPoint).where(ContactPoint.address == answers.PHONES["gaoshi"])).one()
    day.post("/admin/businesses/gaoshi/introduction", "introduced", point=str(point.id), state="no_texts", how="asked")
    assert is_suppressed(session, "sms", point.address)
    form = {"point": str(point.id), "state": "agreed", "how": "asked for it"}
    day.client.get(f"/admin?lang={language}")
    refused = day.client.post("/admin/businesses/gaoshi/introduction", data=form)
    assert refused.status_code == 400
    check_page(refused, language, quoted=QUOTED)
    day.post("/admin/businesses/gaoshi/introduction", "introduced", lift_stop="y", **form)
    session.rollback()
    assert not is_suppressed(session, "sms", point.address)
    session.refresh(point)
    assert point.state == "agreed"


def test_a_point_of_another_business_is_refused(day: Desk, session: Session) -> None:
    other = session.scalars(select(ContactPoint).where(ContactPoint.address == answers.PHONES["fangshi"])).one()
    form = {"point": str(other.id), "state": "agreed", "how": "x"}
    assert day.client.post("/admin/businesses/gaoshi/introduction", data=form).status_code == 404
    assert day.client.post("/admin/businesses/nobody/introduction", data=form).status_code == 404


@one_engine
@pytest.mark.parametrize(
    ("field", "typed", "value"),
    [
        ("licenses", "VA 2705987654，MD 12345", None),
        ("service_places", "20850, Fairfax", None),
        ("service_states", "VA MD", ["VA", "MD"]),
        ("services", "duct cleaning, heating", ["duct_cleaning", "heating"]),
        ("warranties", "parts 10, labor 1, compressor lifetime", None),
        ("insured", "有", True),
        ("phones", "240-555-0110, 240-555-0111", ["+12405550110", "+12405550111"]),
        ("name_en", "Gaoshi <b>HVAC</b>", "Gaoshi <b>HVAC</b>"),
        ("languages", "普通话, English", ["cmn", "en"]),
        ("paused_until", "2026-12-05", "2026-12-05"),
        ("paused_until", "20261205", "2026-12-05"),
    ],
)
def test_a_fact_told_by_phone(day: Desk, session: Session, field: str, typed: str, value: object) -> None:
    with unit() as session:
        for code, kind in (("MD:20850", "zip"), ("VA:fairfax", "city"), ("51600", "county")):
            names = {"name_en": code, "name_zh_hans": code, "name_zh_hant": code}
            session.add(Place(code=code, kind=kind, state="VA", **names))
    form = {"field": field, "value": typed, "on": "2026-11-20"}
    day.post("/admin/businesses/gaoshi/facts", "fact", **form)
    day.post("/admin/businesses/gaoshi/facts", "nothing-new", **form)
    fact = session.scalars(select(Fact).where(Fact.field == field, Fact.entered_by == day.actor)).one()
    assert (fact.source, fact.entered_on.isoformat()) == ("phone", "2026-11-20")
    assert value is None or fact.value == value
    assert acts(session, day.actor) == ["fact-by-phone"]
    assert "<b>HVAC" not in day.client.get("/admin/businesses/gaoshi").text


@one_engine
@pytest.mark.parametrize("language", LANGUAGES)
def test_what_is_not_understood_is_said_and_kept(day: Desk, session: Session, language: str) -> None:
    day.client.get(f"/admin?lang={language}")
    for form in (
        {"field": "services", "value": "plumbing of dreams"},
        {"field": "licenses", "value": "???"},
        {"field": "insured", "value": "maybe"},
        {"field": "warranties", "value": "parts 99"},
        {"field": "paused_until", "value": "soon"},
        {"field": "paused_until", "value": "2026-11-22"},
        {"field": "paused_until", "value": "2028-01-01"},
        {"field": "ad_number", "value": "9-153"},
        {"field": "name_zh", "value": ""},
        {"field": "name_zh", "value": "名", "on": "2030-01-01"},
        {"field": "name_zh", "value": "名" * 81},
    ):
        answer = day.client.post("/admin/businesses/gaoshi/facts", data=form)
        assert answer.status_code == 400, form
        check_page(answer, language, quoted=(*QUOTED, "plumbing of dreams", "名" * 81))
        assert form["value"] in answer.text
    assert acts(session, day.actor) == []


def test_a_pause_told_by_phone_ends_by_phone_and_is_held_to_the_owners_rule(day: Desk, session: Session) -> None:
    path = "/admin/businesses/gaoshi/facts"
    day.post(path, "fact", field="paused_until", value="2026-12-05")
    day.post(path, "fact", field="paused_until", value="否")
    session.rollback()
    assert session.scalars(select(Business.paused_until).where(Business.slug == "gaoshi")).one() is None
    refused = day.client.post(path, data={"field": "paused_until", "value": "2026-01-05"})
    assert "Please choose a day after today, within a year." in words(check_page(refused, "en", quoted=QUOTED).root)


def test_a_listing_is_suspended_and_published_again(day: Desk, session: Session) -> None:
    day.post("/admin/businesses/gaoshi/suspend", "suspended")
    assert day.client.post("/admin/businesses/gaoshi/suspend").status_code == 409
    assert day.client.get("/en/businesses/gaoshi").status_code in (404, 410)
    day.post("/admin/businesses/gaoshi/publish", "published")
    assert day.client.post("/admin/businesses/gaoshi/publish").status_code == 409
    assert day.client.get("/en/businesses/gaoshi").status_code == 200
    assert acts(session, day.actor) == ["suspend", "publish"]


def test_a_listing_is_taken_down_for_good(day: Desk, session: Session) -> None:
    for _ in range(2):
        day.post("/admin/businesses/fangshi/remove", "removed", back="today")
    business = session.scalars(select(Business).where(Business.slug == "fangshi")).one()
    session.refresh(business)
    assert business.state == "removed"
    assert is_suppressed(session, "sms", answers.PHONES["fangshi"])
    assert session.scalars(select(Report.state).where(Report.kind == "remove")).one() == "settled"
    assert acts(session, day.actor) == ["expire", "remove", "settle"]
    assert day.client.post("/admin/businesses/fangshi/publish").status_code == 409


def test_a_confirmed_listing_is_due_no_more(day: Desk, session: Session) -> None:
    assert 'id="owners"' in day.client.get("/admin").text
    day.post("/admin/businesses/gaoshi/confirm", "confirmed", back="today")
    assert 'id="owners"' not in day.client.get("/admin").text
    assert acts(session, day.actor) == ["confirm"]


def test_a_firm_that_did_not_answer_comes_back_on_its_day(day: Desk, session: Session, clock: MovableClock) -> None:
    def called() -> bool:
        session.rollback()
        rows = gather(session).introductions.rows
        return "gaoshi" in {business.business.slug for business in rows}

    assert called()
    for wait in (2, 7, 30):
        for _ in range(2):
            day.post("/admin/businesses/gaoshi/not-reached", "not-reached", back="today")
        assert not called()
        assert "try again on" in words(check_page(day.client.get("/admin/calls"), "en", quoted=QUOTED).root)
        clock.move(days=wait - 1)
        assert not called()
        clock.move(days=1)
        people.signed_in(day.client, day.person.id)
        assert called()
    for language in LANGUAGES:
        check_page(day.client.get(f"/admin?lang={language}"), language, quoted=QUOTED)
    assert acts(session, day.actor) == ["introduction-missed"] * 3


def test_a_report_is_settled_once(day: Desk, session: Session) -> None:
    report = session.scalars(select(Report).where(Report.kind == "wrong")).one()
    day.post(f"/admin/reports/{report.id}/settle", "settled", back="reports")
    assert day.client.post(f"/admin/reports/{report.id}/settle").status_code == 409
    assert acts(session, day.actor) == ["settle"]


def test_the_customer_reads_that_we_told_them_by_phone(day: Desk, session: Session) -> None:
    lead = session.scalars(select(Lead).order_by(Lead.id)).first()
    request = session.scalars(select(QuoteRequest)).one()
    assert lead is not None
    day.post(f"/admin/leads/{lead.id}", "told", action="told")
    for language in LANGUAGES:
        answer = day.client.get(answers.request_url(request, language))
        check_page(answer, language, quoted=(*QUOTED, answers.WORDS))
    assert "We called Gaoshi Lengnuan" in day.client.get(answers.request_url(request, "en")).text
