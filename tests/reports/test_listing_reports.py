"""Wrong or remove this listing: kept with its mail in one transaction, and no way around the limits."""

from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from directory.businesses.models import Business, ContactPoint
from directory.foundation.i18n import speaking
from directory.foundation.unit import unit
from directory.kernel import clock as kernel_clock
from directory.kernel.errors import IllegalMove
from directory.kernel.language import LANGUAGES
from directory.leads.models import Lead
from directory.outbox.models import Message
from directory.outbox.queries import is_suppressed
from directory.reports import actions
from directory.reports.models import KEPT, REPORT, Report, ReportReason
from directory.reports.notices import KINDS
from tests.factories import answers
from tests.page import check_page, words

LANGUAGE_CODES = list(LANGUAGES)


@pytest.fixture
def gaoshi(app: Flask, session: Session) -> Business:
    with unit() as session:
        return answers.business(session, "gaoshi")


def _count(session: Session, table: type) -> int:
    return int(session.scalar(select(func.count()).select_from(table)) or 0)


@pytest.mark.parametrize("language", LANGUAGE_CODES)
@pytest.mark.parametrize("page", ["report", "remove"])
def test_page_in_every_language_when_opened(client: FlaskClient, gaoshi: Business, language: str, page: str) -> None:
    answer = client.get(f"/{language}/businesses/gaoshi/{page}")
    assert answer.status_code == 200
    assert answer.headers["Cache-Control"] == "no-store"
    check_page(answer, language)
    check_page(client.get(f"/{language}/businesses/gaoshi/{page}?sent=1"), language)


@pytest.mark.parametrize("language", LANGUAGE_CODES)
def test_form_keeps_everything_when_it_is_wrong(client: FlaskClient, gaoshi: Business, language: str) -> None:
    answer = client.post(f"/{language}/businesses/gaoshi/report", data={"text": "换号了", "contact": "a@example.com"})
    page = check_page(answer, language, quoted=("换号了",))
    assert answer.status_code == 400
    assert words(page.first("textarea")) == "换号了"
    assert 'value="a@example.com"' in page.source


def test_report_is_kept_with_its_mail_when_sent(client: FlaskClient, session: Session, gaoshi: Business) -> None:
    typed = {"reason": "wrong_phone", "text": "It is 202-555-0100 now.", "contact": "202-555-0100"}
    answer = client.post("/en/businesses/gaoshi/report", data=typed)
    assert (answer.status_code, answer.headers["Location"]) == (303, "/en/businesses/gaoshi/report?sent=1")
    report = session.scalars(select(Report)).one()
    assert (report.kind, report.reason, report.text, report.language) == ("wrong", "wrong_phone", typed["text"], "en")
    mail = session.scalars(select(Message)).one()
    assert (mail.kind, mail.channel, mail.priority) == ("listing-report", "email", "operator")
    content = KINDS["listing-report"].compose(session, ("report", report.id), LANGUAGES["en"], "email")
    assert content is not None
    assert typed["text"] in content.body
    assert "202-555-0100" not in content.subject


@pytest.mark.parametrize("language", LANGUAGE_CODES)
def test_mail_reads_in_every_language(session: Session, gaoshi: Business, language: str) -> None:
    with unit() as session:
        removal = actions.ask_removal(session, gaoshi.id, contact="301-555-0199", language="zh-Hant")
    with speaking(LANGUAGES[language]):
        content = KINDS["listing-report"].compose(session, ("report", removal.id), LANGUAGES[language], "email")
    assert content is not None
    assert "operator remove gaoshi" in content.body
    assert "301-555-0199" in content.body
    assert "240-555-0110" in content.body


def test_mail_is_not_sent_when_settled(session: Session, gaoshi: Business) -> None:
    with unit() as session:
        report = actions.report_wrong(session, gaoshi.id, reason="closed", language="en")
        actions.settle(session, report.id)
    assert KINDS["listing-report"].compose(session, ("report", report.id), LANGUAGES["en"], "email") is None
    assert KINDS["listing-report"].compose(session, ("report", 999), LANGUAGES["en"], "email") is None


def test_program_is_refused_when_it_fills_the_trap(client: FlaskClient, session: Session, gaoshi: Business) -> None:
    typed = {"reason": "other", "text": "buy now", "website": "http://example.com"}
    answer = client.post("/en/businesses/gaoshi/report", data=typed)
    assert answer.status_code == 400
    check_page(answer, "en")
    assert client.post("/en/businesses/gaoshi/remove", data={"website": "x"}).status_code == 400
    assert _count(session, Report) == 0


@pytest.mark.parametrize(
    "typed",
    [{"reason": "none-of-them"}, {"reason": "other", "text": "x" * 1001}, {"reason": "other", "contact": "x" * 201}],
)
def test_report_is_refused_when_its_shape_is_wrong(
    client: FlaskClient, session: Session, gaoshi: Business, typed: dict[str, str]
) -> None:
    assert client.post("/zh-hans/businesses/gaoshi/report", data=typed).status_code == 400
    assert _count(session, Report) == 0


def test_sixth_report_in_an_hour_is_refused(client: FlaskClient, session: Session, gaoshi: Business) -> None:
    sent = [client.post("/zh-hant/businesses/gaoshi/report", data={"reason": "other"}) for _ in range(6)]
    assert [answer.status_code for answer in sent] == [303] * 5 + [429]
    assert int(sent[-1].headers["Retry-After"]) > 0
    check_page(sent[-1], "zh-hant")
    assert _count(session, Report) == 5


def test_removal_is_kept_once_when_asked_twice(client: FlaskClient, session: Session, gaoshi: Business) -> None:
    for _ in range(2):
        assert client.post("/zh-hans/businesses/gaoshi/remove").status_code == 303
    assert client.post("/zh-hans/businesses/gaoshi/remove", data={"contact": "301-555-0199"}).status_code == 303
    assert [report.contact for report in session.scalars(select(Report).order_by(Report.id))] == [None, "301-555-0199"]
    assert session.scalars(select(Business)).one().state == "published"


def test_words_that_cannot_be_seen_are_cleaned(client: FlaskClient, session: Session, gaoshi: Business) -> None:
    typed = {"reason": "other", "text": "a\x07b\u202e 谢谢", "contact": "\u200b"}
    assert client.post("/en/businesses/gaoshi/report", data=typed).status_code == 303
    report = session.scalars(select(Report)).one()
    assert report.text == "ab 谢谢"
    assert report.contact is None


@pytest.mark.engine_cases
@pytest.mark.parametrize("field", ["text", "contact"])
def test_words_no_database_can_hold_are_sent_back(
    client: FlaskClient, session: Session, gaoshi: Business, field: str
) -> None:
    typed = {"reason": "other", "text": "a", "contact": "b", field: "x\x00y"}
    answer = client.post("/en/businesses/gaoshi/report", data=typed)
    assert answer.status_code == 400
    assert "cannot store" in answer.text
    assert session.scalars(select(Report)).all() == []


@pytest.mark.parametrize("slug", ["nobody", "%00", "a%00b", "%F0%9F%94%A5", "x" * 300, "%ED%A0%80"])
@pytest.mark.parametrize("page", ["report", "remove"])
def test_unknown_business_is_not_found(client: FlaskClient, page: str, slug: str) -> None:
    answer = client.get(f"/zh-hans/businesses/{slug}/{page}")
    assert answer.status_code == 404
    check_page(answer, "zh-hans")


def test_listing_is_down_for_good_when_taken_down(client: FlaskClient, session: Session) -> None:
    quote_request = answers.quote_request()
    with unit() as session:
        business = session.scalars(select(Business).where(Business.slug == "gaoshi")).one()
        actions.ask_removal(session, business.id, language="zh-Hans")
    done = client.application.test_cli_runner().invoke(args=["operator", "remove", "gaoshi"])
    assert done.exit_code == 0, done.output
    session.expire_all()
    assert session.get_one(Business, business.id).state == "removed"
    assert is_suppressed(session, "sms", answers.PHONES["gaoshi"])
    assert session.scalars(select(Report)).one().state == "settled"
    rows = session.execute(select(Lead.business_id, Lead.state).where(Lead.request_id == quote_request.id)).all()
    states = dict(rows)
    assert states.pop(business.id) == "expired"
    # The firm said nothing of this job, so nothing says that it did.
    lead = session.scalars(select(Lead).where(Lead.business_id == business.id)).one()
    assert (lead.answered_at, lead.declined_at) == (None, None)
    assert set(states.values()) == {"new"}
    again = client.application.test_cli_runner().invoke(args=["operator", "remove", "gaoshi"])
    assert again.exit_code == 0
    assert client.get("/en/businesses/gaoshi/remove").status_code == 404
    assert client.application.test_cli_runner().invoke(args=["operator", "remove", "nobody"]).exit_code == 1


def test_phone_may_be_texted_when_introduced(app: Flask, session: Session, gaoshi: Business) -> None:
    run = app.test_cli_runner()
    arguments = ["operator", "introduce", "240-555-0110", "--how", "called, spoke with the owner", "--state"]
    assert run.invoke(args=[*arguments, "agreed"]).exit_code == 0
    point = session.scalars(select(ContactPoint)).one()
    assert (point.state, point.state_by, point.state_how) == ("agreed", "operator", "told_operator")
    assert point.state_note == "called, spoke with the owner"
    assert run.invoke(args=[*arguments, "no_texts"]).exit_code == 0
    session.expire_all()
    assert is_suppressed(session, "sms", answers.PHONES["gaoshi"])
    refused = run.invoke(args=[*arguments, "agreed"])
    assert refused.exit_code == 1
    assert "--lift-stop" in refused.output
    assert run.invoke(args=[*arguments, "agreed", "--lift-stop"]).exit_code == 0
    session.expire_all()
    assert not is_suppressed(session, "sms", answers.PHONES["gaoshi"])
    for wrong in ("1234", "202-555-0199"):
        assert run.invoke(args=["operator", "introduce", wrong, "--how", "x", "--state", "agreed"]).exit_code == 1


def test_reports_are_listed_and_settled(app: Flask, gaoshi: Business) -> None:
    with unit() as session:
        report = actions.report_wrong(session, gaoshi.id, reason="closed", text="gone since May", language="en")
    run = app.test_cli_runner()
    listed = run.invoke(args=["operator", "reports"]).output
    assert "gaoshi" in listed
    assert "gone since May" in listed
    assert run.invoke(args=["operator", "settle", str(report.id)]).exit_code == 0
    assert run.invoke(args=["operator", "settle", str(report.id)]).exit_code == 1
    assert run.invoke(args=["operator", "settle", "999"]).exit_code == 1
    assert "0 open" in run.invoke(args=["operator", "reports"]).output


def test_words_are_forgotten_when_old(session: Session, gaoshi: Business) -> None:
    with unit() as session:
        report = actions.report_wrong(session, gaoshi.id, reason="other", text="x", contact="y", language="en")
    now = kernel_clock.now()
    with unit() as session:
        assert actions.purge(session, now + KEPT - timedelta(minutes=1)) == 0
        assert actions.purge(session, now + KEPT + timedelta(minutes=1)) == 1
        assert actions.purge(session, now + KEPT + timedelta(minutes=1)) == 0
    session.expire_all()
    assert (report.text, report.contact, report.reason) == (None, None, "other")


@pytest.mark.parametrize("old", REPORT.states)
@pytest.mark.parametrize("new", REPORT.states)
def test_report_moves_along_its_table(old: str, new: str) -> None:
    report = Report(state=old)
    if (old, new) == ("open", "settled"):
        REPORT.move(report, new)
        assert report.state == "settled"
    else:
        with pytest.raises(IllegalMove):
            REPORT.move(report, new)


def test_reasons_fit_their_column() -> None:
    assert max(map(len, ReportReason)) <= Report.__table__.c.reason.type.length
