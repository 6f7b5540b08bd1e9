"""Nobody answers: the business is reminded once, then who asked is told, as the clock of the urgency says."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy.orm import Session

from directory.businesses.models import Business, ContactPoint
from directory.foundation.unit import unit
from directory.inbox.actions import receive_text
from directory.kernel import text as segments
from directory.kernel.clock import zone
from directory.kernel.language import LANGUAGES, by_url
from directory.leads import actions
from directory.leads.models import Lead, QuoteRequest
from directory.leads.notices import clocks
from directory.leads.notices.words import LONG
from directory.leads.rules.clocks import (
    CLOCKS,
    NO_ANSWER,
    holidays,
    is_unanswered,
    reminded_at,
    unanswered_from,
    work_after,
    work_between,
)
from directory.outbox import jobs
from directory.outbox.models import Job
from directory.quotes import actions as quotes
from tests.factories.answers import PHONES
from tests.factories.canaries import work
from tests.factories.request_page import leads
from tests.factories.requests import composed, listed, messages, sent, set_language

HOURS = "08:00-20:00"


@pytest.fixture
def firms(app, clock):
    listed("gaoshi", "fangshi", "infinity")


def pass_time(clock, **span):
    """Move on, and do the jobs that look after answers."""
    clock.move(**span)
    with unit() as session:
        clocks = ("unanswered-check", "still-unanswered-check", "reminder-check")
        ids = [job_id for job_id in jobs.due_ids(session, 50) if session.get_one(Job, job_id).kind in clocks]
    for job_id in ids:
        jobs.do(job_id, "test")
    work()


def sent_news(session: Session) -> list[tuple[str, str]]:
    session.rollback()
    return [(m.kind, m.channel) for kind in NO_ANSWER for m in messages(session, kind) if m.state != "cancelled"]


def washington(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=zone()).astimezone(UTC)


@pytest.mark.parametrize(
    ("since", "urgency", "reminds", "ends"),
    [
        ("2027-01-12 13:16", "now", "2027-01-12 13:26", "2027-01-12 13:46"),
        ("2027-01-12 02:00", "now", "2027-01-12 08:00", "2027-01-12 02:30"),
        ("2027-01-12 13:16", "48h", "2027-01-12 15:16", "2027-01-12 17:16"),
        # Its text waits for the morning, and so does the clock.
        ("2027-01-12 21:00", "48h", "2027-01-13 10:00", "2027-01-13 12:00"),
        ("2027-01-12 17:00", "48h", "2027-01-13 09:00", "2027-01-13 11:00"),
        ("2027-01-12 13:16", "week", "2027-01-13 08:16", "2027-01-13 13:16"),
        ("2027-01-12 13:16", "plan", "2027-01-13 13:16", "2027-01-14 13:16"),
        # Saturday evening: Sunday does not count.
        ("2027-01-09 17:00", "48h", "2027-01-11 09:00", "2027-01-11 11:00"),
        # The Monday of Martin Luther King is a holiday, and so is Christmas.
        ("2027-01-16 17:00", "48h", "2027-01-19 09:00", "2027-01-19 11:00"),
        ("2026-12-24 17:00", "48h", "2026-12-26 09:00", "2026-12-26 11:00"),
        # The nights in which the hour is lost and given back: Washington's clock counts.
        ("2027-03-13 16:00", "month", "2027-03-15 16:00", "2027-03-16 16:00"),
        ("2026-10-31 16:00", "month", "2026-11-02 16:00", "2026-11-03 16:00"),
        ("2027-01-12 13:16", "an urgency of tomorrow", "2027-01-13 08:16", "2027-01-13 13:16"),
    ],
)
def test_the_clock(since, urgency, reminds, ends):
    begins = washington(since)
    assert reminded_at(begins, urgency, HOURS) == washington(reminds)
    assert unanswered_from(begins, urgency, HOURS, is_second=True) == washington(ends)


@given(
    since=st.integers(0, 3 * 365 * 24 * 60).map(lambda minutes: washington("2026-01-01") + timedelta(minutes=minutes)),
    hours=st.integers(0, 60),
    urgency=st.sampled_from(sorted(CLOCKS)),
)
def test_working_time_adds_up_whatever_the_day(since, hours, urgency):
    wait = timedelta(hours=hours)
    then = work_after(since, wait)
    assert work_between(since, then) == wait
    assert work_between(then, since) == timedelta()
    clock = CLOCKS[urgency]
    assert since < clock.after(since, clock.reminds) < clock.after(since, clock.ends)
    here = then.astimezone(zone())
    assert not hours or (here.weekday() < 6 and here.date() not in holidays(here.year) and 8 <= here.hour <= 18)


def test_the_holidays_of_a_year():
    assert sorted(day.isoformat()[5:] for day in holidays(2027)) == [
        "01-01",
        "01-18",
        "02-15",
        "05-31",
        "06-19",
        "07-04",
        "09-06",
        "10-11",
        "11-11",
        "11-25",
        "12-25",
    ]


def test_an_emergency_is_told_twice_by_the_ways_she_allowed(session, firms, clock):
    sent("gaoshi", "fangshi")
    work()
    pass_time(clock, minutes=9)
    assert sent_news(session) == []
    pass_time(clock, minutes=2)
    assert sent_news(session) == [("no-answer-yet", "email"), ("no-answer-yet", "sms")]
    pass_time(clock, minutes=20)
    pass_time(clock, minutes=20)
    assert [kind for kind, _ in sent_news(session)] == ["no-answer-yet"] * 2 + ["no-answer"] * 2


def test_without_a_tick_no_text(session, firms, clock):
    sent("gaoshi", receipt_sms=False)
    work()
    pass_time(clock, minutes=31)
    pass_time(clock, minutes=31)
    assert {channel for _, channel in sent_news(session)} == {"email"}


def test_any_other_job_is_told_once_when_its_clock_has_run_out(session, firms, clock):
    sent("gaoshi", urgency="week")
    work()
    pass_time(clock, hours=23)
    assert sent_news(session) == []
    pass_time(clock, hours=1)
    pass_time(clock, days=3)
    assert [kind for kind, _ in sent_news(session)] == ["no-answer"] * 2


@pytest.mark.parametrize("how", ["takes", "asks", "gives a price", "closed", "lost on the way", "stopped"])
def test_nothing_where_there_is_nothing_to_say(session, firms, clock, how):
    request = sent("gaoshi")
    work()
    lead_id = session.query(Lead).one().id
    with unit() as writing:
        if how == "takes":
            actions.accept(writing, lead_id, "sms")
        elif how == "asks":
            quotes.ask(writing, lead_id, "哪一年的机器？")
        elif how == "gives a price":
            quotes.quote(writing, lead_id, quotes.QuoteDraft(300, 300))
        elif how == "closed":
            actions.close(writing, request.id)
        elif how == "stopped":
            receive_text(writing, PHONES["gaoshi"], "STOP", "SM1")
        else:
            for message in messages(writing, "lead"):
                message.state = "failed"
    pass_time(clock, minutes=31)
    pass_time(clock, minutes=31)
    assert sent_news(session) == []


def test_a_no_alone_is_no_answer_while_another_is_silent(session, firms, clock):
    sent("gaoshi", "fangshi")
    work()
    with unit() as writing:
        actions.decline(writing, writing.query(Lead).order_by(Lead.id).first().id, "too_busy", "sms")
    pass_time(clock, minutes=11)
    message = messages(session, "no-answer-yet", "email")[0]
    content = composed(session, message)
    assert "方氏冷暖  240-555-0111" in content.body
    assert "高氏冷暖" not in content.body


def test_an_answer_on_the_way_stops_it(session, firms, clock):
    sent("gaoshi")
    work()
    pass_time(clock, minutes=11)
    with unit() as writing:
        actions.accept(writing, writing.query(Lead).one().id, "sms")
    assert composed(session, messages(session, "no-answer-yet", "sms")[0]) is None


def test_another_one_that_is_asked_has_its_own_time(session, firms, clock):
    request = sent("gaoshi")
    work()
    pass_time(clock, minutes=31)
    pass_time(clock, minutes=31)
    with unit() as writing:
        actions.add(writing, request.id, "infinity")
    work()
    pass_time(clock, minutes=9)
    assert len(sent_news(session)) == 4
    pass_time(clock, minutes=2)
    pass_time(clock, minutes=20)
    assert len(sent_news(session)) == 8
    assert session.query(Job).filter_by(kind=actions.UNANSWERED).count() == 1


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", NO_ANSWER)
def test_it_says_whom_to_call_and_leads_to_the_button(session, firms, clock, language, kind):
    sent("gaoshi", language=by_url(language).bcp47, zip="21738")
    work()
    pass_time(clock, minutes=11)
    pass_time(clock, minutes=20)
    for message in messages(session, kind):
        content = composed(session, message)
        assert "240-555-0110" in content.body
        assert "#another" in content.body
        assert message.channel == "email" or segments.count(content.body) <= LONG


def test_a_lead_is_unanswered_until_somebody_says_a_word():
    waits, wrote = Lead(state="new"), Lead(state="new", answered_at=datetime.now(UTC))
    no, yes = Lead(state="declined", answered_at=datetime.now(UTC)), Lead(state="accepted")
    assert is_unanswered([waits, no])
    assert not is_unanswered([no])
    assert not is_unanswered([waits, yes])
    assert not is_unanswered([waits, wrote])


@pytest.fixture
def agreed(firms):
    """Every phone agreed to texts."""
    with unit() as writing:
        writing.query(ContactPoint).update({"state": "agreed"})


def reminders(session: Session) -> list[tuple[str, str]]:
    session.rollback()
    return [(m.recipient, m.state) for m in messages(session, "reminder") if m.state != "cancelled"]


def test_a_business_that_agreed_to_texts_is_reminded_once(session, agreed, clock):
    sent("gaoshi", "fangshi", urgency="48h")
    work()
    pass_time(clock, minutes=119)
    assert reminders(session) == []
    pass_time(clock, minutes=1)
    assert sorted(phone for phone, _ in reminders(session)) == [PHONES["gaoshi"], PHONES["fangshi"]]
    # Its homeowner hears of it two hours later, and nobody else anything again, though the clock of the machine goes
    # back and all is asked for once more.
    pass_time(clock, hours=2)
    assert [kind for kind, _ in sent_news(session)] == ["no-answer"] * 2
    for back in (-2, 1, 30):
        with unit() as writing:
            writing.query(Job).update({"done_at": None, "due_at": clock.moment + timedelta(hours=back)})
        pass_time(clock, hours=back)
    assert (len(reminders(session)), len(sent_news(session))) == (2, 2)


@pytest.mark.parametrize("how", ["not introduced", "answers", "asks", "stops", "was called", "withdrawn", "paused"])
def test_who_is_not_reminded(session, agreed, clock, how):
    sent("gaoshi", urgency="48h")
    work()
    with unit() as writing:
        lead = writing.query(Lead).one()
        if how == "not introduced":
            writing.query(ContactPoint).update({"state": "not_introduced"})
        elif how == "answers":
            actions.decline(writing, lead.id, None, "sms")
        elif how == "asks":
            quotes.ask(writing, lead.id, "哪一年的机器？")
        elif how == "stops":
            receive_text(writing, PHONES["gaoshi"], "STOP", "SM1")
        elif how == "was called":
            actions.told_by_phone(writing, lead.id, by="operator:1")
        elif how == "withdrawn":
            actions.withdraw(writing, lead.id)
        else:
            writing.query(Business).update({"paused_until": date(2027, 1, 1)})
    pass_time(clock, hours=2)
    assert reminders(session) == []


def test_an_answer_on_the_way_takes_the_reminder_back(session, agreed, clock):
    sent("gaoshi", urgency="48h")
    work()
    pass_time(clock, minutes=119)
    with unit() as writing:
        clocks.remind(writing, ("lead", writing.query(Lead).one().id))
        actions.accept(writing, writing.query(Lead).one().id, "web")
    assert composed(session, messages(session, "reminder")[0]) is None


@pytest.mark.parametrize("how", ["yes", "no", "words"])
def test_an_answer_that_was_none_leaves_the_clocks_running(session, agreed, clock, how):
    """They looked while a text was misread as an answer, and found nobody silent."""
    [lead_id] = [lead.id for lead in leads(sent("gaoshi", urgency="48h"))]
    work()
    with unit() as writing:
        if how == "yes":
            actions.accept(writing, lead_id, "sms")
        elif how == "no":
            actions.decline(writing, lead_id, None, "sms")
        else:
            line_id = quotes.ask(writing, lead_id, "几楼？", source="sms").id
    pass_time(clock, days=3)
    with unit() as writing:
        if how == "words":
            quotes.retract_line(writing, line_id, by="operator")
        else:
            actions.undo_answer(writing, lead_id, "new", has_answered=False, by="operator")
    work()
    assert (messages(session, clocks.REMINDER), sent_news(session)) == ([], [])
    for _day in range(3):
        pass_time(clock, days=1)
    assert sorted(sent_news(session)) == [("no-answer", "email"), ("no-answer", "sms")]
    assert messages(session, clocks.REMINDER)


def test_at_night_nobody_is_reminded(app, session, agreed, clock):
    app.config["SMS_HOURS"] = HOURS
    clock.move(hours=6, minutes=40)
    sent("gaoshi", urgency="now")
    work()
    pass_time(clock, minutes=20)
    assert reminders(session) == []
    # 7:56 PM: the text went out, its reminder is for the morning.
    pass_time(clock, hours=11, minutes=43)
    assert reminders(session) == []
    pass_time(clock, minutes=1)
    assert [state for _, state in reminders(session)] == ["sent"]


def test_two_workers_remind_once(app, session, agreed, clock):
    sent("gaoshi", urgency="48h")
    work()
    clock.move(hours=2)
    [job_id] = [job.id for job in session.query(Job).filter_by(kind="reminder-check")]
    session.rollback()

    def do(owner: str) -> bool:
        with app.app_context():
            return jobs.do(job_id, owner)

    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(do, ("one", "two"))) == [False, True]
    assert len(reminders(session)) == 1


def test_another_urgency_is_another_clock(session, agreed, clock):
    request = sent("gaoshi", urgency="week")
    work()
    with unit() as writing:
        now = actions.stands_as(writing.get_one(QuoteRequest, request.id))
        actions.change(writing, request.id, replace(now, urgency="now"), actions.mark(now))
    pass_time(clock, minutes=11)
    assert {kind for kind, _ in sent_news(session)} == {"no-answer-yet"}


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_reminder_says_how_to_answer_in_two_segments(session, agreed, clock, language):
    set_language(language)
    sent("gaoshi", urgency="48h", zip="21738")
    work()
    pass_time(clock, hours=2)
    content = composed(session, messages(session, "reminder", "sms")[0])
    assert segments.count(content.body) <= LONG
    assert "/leads/" in content.body
    assert "2" in content.body
