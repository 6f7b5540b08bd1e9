"""Who may, which language, and every page of the operator's in all three."""

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from directory.accounts.models import Person
from directory.accounts.routes.operator import age
from directory.businesses.models import Business, ContactPoint
from directory.foundation.unit import unit
from directory.inbox.rules import Meaning
from directory.kernel.language import LANGUAGES
from directory.leads.models import Lead
from directory.outbox.models import InboundText, Message
from tests.conftest import MovableClock
from tests.factories import answers, people
from tests.operator.conftest import HOSTILE, Desk, busy, more_firms, one_engine
from tests.page import check_page, words
from tests.support.statements import statements

PAGES = (
    "",
    "/messages",
    "/messages?state=failed&channel=sms&about=lead:1",
    "/threads",
    "/requests",
    "/threads/1",
    "/threads/contacts/1",
    "/businesses",
    "/businesses?q=240-555-0110&state=published",
    "/businesses/gaoshi",
    "/businesses/fangshi/merge",
    "/businesses/fangshi/merge?into=gaoshi",
    "/licenses",
    "/claims",
    "/reports",
    "/people",
    "/audit",
    "/audit?actor=visitor&act=report&subject=business:1&since=2026-01-01&until=2027-01-01",
    "/calls",
)
#: Names as printed and words as typed or set, in a script of their own.
QUOTED = ("高氏冷暖", "方氏冷暖", HOSTILE, "陈女士")


def test_nobody_else_passes(app: Flask, day: Desk, session: Session) -> None:
    with unit() as session:
        owner = people.member(session, "gaoshi", "owner", "+12405550150").person_id
    stranger, other = app.test_client(), app.test_client()
    people.signed_in(other, owner)
    lead = session.scalars(select(Lead.id)).first()
    for page in (*PAGES, f"/leads/{lead}", f"/people/{owner}", "/messages/1"):
        answer = stranger.get(f"/admin{page}")
        assert (answer.status_code, "/sign-in" in answer.headers.get("Location", "")) == (303, True), page
        assert other.get(f"/admin{page}").status_code == 404, page


@one_engine
@pytest.mark.parametrize("language", LANGUAGES)
def test_every_page_in_every_language(day: Desk, session: Session, language: str) -> None:
    lead = session.scalars(select(Lead.id)).first()
    message = session.scalars(select(Message.id)).first()
    for page in (*PAGES, f"/leads/{lead}", f"/people/{day.person.id}", f"/messages/{message}"):
        mark = "&" if "?" in page else "?"
        answer = day.client.get(f"/admin{page}{mark}lang={language}")
        assert (answer.status_code, page) == (200, page)
        assert answer.headers["Cache-Control"] == "no-store"
        check_page(answer, language, quoted=QUOTED)
        assert "<script>alert" not in answer.text


def test_language_is_the_persons_until_another_is_asked_for(day: Desk) -> None:
    assert check_page(day.client.get("/admin"), "en").root.get("lang") == "en"
    page = check_page(day.client.get("/admin/audit?actor=worker"), "en")
    sisters = [a.get("href") for a in page.all("a") if a.get("hreflang") == "zh-Hant"]
    assert sisters == ["/admin/audit?actor=worker&lang=zh-hant"]
    assert day.client.get("/admin/audit?lang=zh-hant").status_code == 200
    check_page(day.client.get("/admin/people"), "zh-hant")
    assert day.client.get("/admin?lang=nonsense").status_code == 200


@one_engine
def test_the_header_leads_the_operator_to_the_desk_and_nobody_else(app: Flask, desk: Desk, session: Session) -> None:
    for path in ("/admin", "/admin/audit", "/en/", "/zh-hans/about/us"):
        shown = desk.client.get(path).text
        assert '<a class="mast-in is-known" href="/admin"' in shown, path
        assert "My business" not in shown, path
    assert "站長工作台" in desk.client.get("/zh-hant/about/us").text
    desk.client.post("/en/sign-out")
    assert 'href="/en/sign-in"' in desk.client.get("/en/").text
    other = app.test_client()
    with unit() as session:
        person_id = people.person(session, "+12405550150").id
    people.signed_in(other, person_id)
    assert other.get("/admin").status_code == 404
    assert "My business" in other.get("/en/").text


def test_an_empty_day_says_so(desk: Desk) -> None:
    for language in LANGUAGES:
        page = check_page(desk.client.get(f"/admin?lang={language}"), language)
        assert not list(page.all("section"))
    wording = words(check_page(desk.client.get("/admin?lang=en"), "en").first("main"))
    assert "Nothing to do" in wording


def test_today_says_whose_text_it_is_and_how_it_was_read(day: Desk, session: Session) -> None:
    with unit() as writing:
        sender = writing.query(ContactPoint).filter_by(kind="phone").order_by(ContactPoint.id).first().address
        writing.add(InboundText(provider_reference="theirs", sender=sender, body="3 5", meaning="which", is_read=False))
    wording = words(check_page(day.client.get("/admin"), "en", quoted=QUOTED).first("main"))
    assert "Gaoshi Lengnuan" in wording.split("Unread texts 2")[1].split("3 5")[0]
    assert f"Read as: {Meaning.label_of('which')}" in wording


def test_today_shows_each_pile_with_its_count_and_age(day: Desk) -> None:
    page = check_page(day.client.get("/admin"), "en", quoted=QUOTED)
    wording = words(page.first("main"))
    for heading in (
        "Leads nobody was told of 2",
        "Messages that failed 3",
        "Messages in doubt 1",
        "Unread texts 1",
        "Removal requests 1",
        "Claims to decide 1",
        "Reports of something wrong 1",
        "License numbers to look up 1",
        "Firms to introduce ourselves to 2",
        "Owners' words to confirm 1",
    ):
        assert heading in wording, heading
    assert "the oldest: 20 minutes" in wording
    assert "Texts today: 0 of 200." in wording
    order = [section.get("aria-labelledby") for section in page.all("section")]
    assert order[:3] == ["untold", "failed", "unsure"]


def _statements(app: Flask, desk: Desk, path: str) -> int:
    with statements(most=1000) as run:
        assert desk.client.get(path).status_code == 200
    return len(run)


@one_engine
@pytest.mark.parametrize(
    "path", ["", "/messages", "/threads", "/requests", "/businesses", "/reports", "/people", "/audit", "/calls"]
)
def test_as_many_statements_for_twenty_rows_as_for_one(
    app: Flask, desk: Desk, clock: MovableClock, session: Session, path: str
) -> None:
    busy(clock)
    with unit() as session:
        more_firms(session, 1)
        people.member(session, "gaoshi", "owner", "+12405550150")
    clock.move(minutes=20)
    desk.client.get(f"/admin{path}")
    few = _statements(app, desk, f"/admin{path}")
    with unit() as session:
        for number in range(19):
            people.member(session, "gaoshi", "colleague", f"+1240555{2000 + number}")
    _twenty(session)
    clock.move(minutes=20)
    desk.client.get(f"/admin{path}")  # a session that was not seen for a while is written down
    assert _statements(app, desk, f"/admin{path}") == few


def _twenty(session: Session) -> None:
    with unit() as session:
        request = session.scalars(select(Lead)).first()
        assert request is not None
        for number in range(20):
            business = Business(slug=f"more-{number}", state="published", name_zh=f"公司{number}")
            session.add(business)
            session.flush()
            point = answers.ContactPoint(business_id=business.id, kind="phone", address=f"+1240555{3000 + number}")
            session.add(point)
            seed = f"more-{number}"
            lead = Lead(
                request_id=request.request_id, business_id=business.id, seed=seed, token_digest=f"m{number:063}"
            )
            session.add(lead)
            session.flush()
            for kind in ("lead", "contact"):
                session.add(
                    Message(
                        kind=kind,
                        subject_kind="lead",
                        subject_id=lead.id,
                        channel="sms",
                        recipient=point.address,
                        language="en",
                        state="failed",
                        reference=f"more-{kind}-{number}",
                    )
                )


def test_operators_row_is_hers(day: Desk, session: Session) -> None:
    assert session.get_one(Person, day.person.id).is_operator


@one_engine
def test_ages_are_said_in_the_largest_fitting_measure(app: Flask, clock: MovableClock) -> None:
    ages = [(timedelta(minutes=1), "1 minute"), (timedelta(hours=30), "30 hours"), (timedelta(days=12), "12 days")]
    ages += [(timedelta(seconds=-9), "0 minutes"), (timedelta(days=800), "2 years")]
    assert [age(clock.moment - passed) for passed, _ in ages] == [wording for _, wording in ages]
    assert age((clock.moment - timedelta(days=40)).date()) == "40 days"
