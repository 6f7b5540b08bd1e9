"""Nobody answers: who asked is told, ten and thirty minutes into an emergency or the next morning, and only then."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy.orm import Session

from directory.foundation.unit import unit
from directory.inbox.actions import receive_text
from directory.kernel import text as segments
from directory.kernel.language import LANGUAGES, by_url
from directory.leads import actions
from directory.leads.models import Lead
from directory.leads.notices.words import LONG
from directory.leads.rules.silence import NO_ANSWER, is_unanswered, unanswered_from
from directory.outbox import jobs
from directory.outbox.models import Job
from directory.quotes import actions as quotes
from tests.factories.answers import PHONES
from tests.factories.canaries import work
from tests.factories.requests import composed, listed, messages, sent

HOURS = "08:00-20:00"


@pytest.fixture
def firms(app, clock):
    listed("gaoshi", "fangshi", "infinity")


def pass_time(clock, **span):
    """Move on, and do the jobs that look after answers."""
    clock.move(**span)
    with unit() as session:
        ids = [job_id for job_id in jobs.due_ids(session, 50) if "answered" in session.get_one(Job, job_id).kind]
    for job_id in ids:
        jobs.do(job_id, "test")
    work()


def sent_news(session: Session) -> list[tuple[str, str]]:
    session.rollback()
    return [(m.kind, m.channel) for kind in NO_ANSWER for m in messages(session, kind) if m.state != "cancelled"]


@pytest.mark.parametrize(
    ("since", "urgency", "at"),
    [
        ("2027-01-12 13:16", "now", "2027-01-12 13:26"),
        ("2027-01-12 02:00", "now", "2027-01-12 02:10"),
        ("2027-01-12 13:16", "48h", "2027-01-13 09:00"),
        ("2027-01-12 08:10", "week", "2027-01-13 09:00"),
        # Its text waits for the morning of the 13th: nine o'clock then would be one hour.
        ("2027-01-12 21:00", "48h", "2027-01-14 09:00"),
    ],
)
def test_the_clock(since, urgency, at):
    # Winter in Washington: five hours behind UTC.
    begins, ends = (datetime.fromisoformat(text).replace(tzinfo=UTC) + timedelta(hours=5) for text in (since, at))
    assert unanswered_from(begins, urgency, HOURS) == ends
    if urgency == "now":
        assert unanswered_from(begins, urgency, HOURS, is_second=True) == ends + timedelta(minutes=20)


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


def test_any_other_job_waits_for_the_morning_and_is_told_once(session, firms, clock):
    sent("gaoshi", urgency="week")
    work()
    pass_time(clock, hours=8)
    assert sent_news(session) == []
    pass_time(clock, hours=16)
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
