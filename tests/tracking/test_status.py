"""Every line of the request page, as a table of lead, text and time."""

from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from itertools import product

import pytest

from directory.leads.rules import ended_by
from directory.tracking.rules.page import headline, is_cold, is_urgent
from directory.tracking.rules.status import (
    Around,
    Status,
    StatusCode,
    has_old_number,
    is_passed_over,
    knowledge,
    may_withdraw,
    may_write,
    status_of,
    time_line,
)
from tests.rules.source import ROOT
from tests.support.in_one import in_one

#: Sunday, 1:16 PM in Washington.
NOON = datetime(2026, 11, 22, 18, 16, tzinfo=UTC)
#: Sunday, 10:30 PM in Washington.
NIGHT = datetime(2026, 11, 23, 3, 30, tzinfo=UTC)
#: Monday, 8:00 AM in Washington.
MORNING = datetime(2026, 11, 23, 13, 0, tzinfo=UTC)
MINUTE = timedelta(minutes=1)


@dataclass
class Lead:
    state: str = "new"
    created_at: datetime = NOON
    accepted_at: datetime | None = None
    declined_at: datetime | None = None
    decline_reason: str | None = None
    closed_at: datetime | None = None
    won_at: datetime | None = None
    lost_at: datetime | None = None
    lost_reason: str | None = None
    told_at: datetime | None = None


@dataclass
class Text:
    state: str = "waiting"
    due_at: datetime = NOON
    attempts: int = 0
    sent_at: datetime | None = None
    delivered_at: datetime | None = None
    failed_at: datetime | None = None
    kind: str = "lead"
    channel: str = "sms"
    held_for: str | None = None
    port: str | None = None


SENT = Text("sent", sent_at=NOON)
GOT = Text("delivered", sent_at=NOON, delivered_at=NOON + MINUTE)
#: Written to a file on the site's machine.
FILED = Text("sent", sent_at=NOON, port="file")


@in_one(
    "text, now, urgency, code",
    [
        (Text(), NOON, "week", "saved"),
        (Text(due_at=NOON + 90 * MINUTE), NOON, "week", "quiet"),
        (Text(due_at=NOON + 90 * MINUTE, held_for="phone"), NOON, "week", "full"),
        (Text(due_at=NOON, held_for="phone"), NOON, "week", "saved"),
        (Text(channel="email"), NOON, "week", "saved"),
        (Text(channel="email", due_at=MORNING), NIGHT, "week", "quiet"),
        (Text("sent", sent_at=NOON, channel="email"), NOON, "week", "mailed"),
        (Text("sent", sent_at=NOON, channel="email"), NOON + timedelta(hours=20), "week", "mailed"),
        (Text("sent", sent_at=NOON, channel="email"), NOON + timedelta(days=2), "week", "no_reply"),
        (Text("sent", sent_at=NOON, channel="email"), NOON + 11 * MINUTE, "now", "no_reply_soon"),
        (Text("failed", failed_at=NOON, channel="email"), NOON, "week", "failed"),
        (Text("sending"), NOON, "week", "saved"),
        (Text("sending", attempts=1), NOON, "week", "saved"),
        (Text(due_at=MORNING, held_for="hours"), NIGHT, "now", "night"),
        (Text(due_at=MORNING, held_for="hours"), MORNING - 60 * MINUTE, "now", "night_today"),
        (Text(due_at=MORNING), NOON, "week", "quiet"),
        (Text(attempts=1, due_at=NOON + 5 * MINUTE), NOON, "week", "retrying"),
        (Text("unsure", sent_at=None), NOON, "week", "in_doubt"),
        (Text("unsure", sent_at=None), NOON + timedelta(days=2), "now", "in_doubt"),
        (SENT, NOON + MINUTE, "week", "handed"),
        (GOT, NOON + MINUTE, "week", "delivered"),
        (GOT, NOON + 9 * MINUTE, "now", "delivered"),
        (SENT, NOON + 10 * MINUTE, "now", "no_reply_soon"),
        (GOT, NOON + 11 * MINUTE, "now", "no_reply_soon"),
        (GOT, NOON + 31 * MINUTE, "now", "no_reply"),
        (GOT, NOON + 31 * MINUTE, "48h", "delivered"),
        # Four hours into Monday: a Sunday does not count.
        (replace(GOT, sent_at=MORNING, delivered_at=MORNING), MORNING + 239 * MINUTE, "48h", "delivered"),
        (replace(GOT, sent_at=MORNING, delivered_at=MORNING), MORNING + 240 * MINUTE, "48h", "no_reply"),
        (GOT, NOON + timedelta(hours=20), "48h", "next_day"),
        (GOT, NOON + timedelta(hours=20), "now", "next_day"),
        (FILED, NOON + MINUTE, "week", "written"),
        (FILED, NOON + 31 * MINUTE, "now", "written"),
        (FILED, NOON + timedelta(days=2), "48h", "written"),
        (replace(FILED, channel="email"), NOON + 11 * MINUTE, "now", "written_mail"),
        (replace(FILED, state="failed", port=None), NOON, "now", "failed"),
        (Text("failed", failed_at=NOON), NOON, "now", "failed"),
        (Text("suppressed"), NOON, "now", "failed"),
        (Text("cancelled"), NOON, "now", "failed"),
        (None, NOON, "now", "no_text"),
        (replace(SENT, kind="contact"), NOON, "now", "no_text"),
    ],
)
def test_a_business_that_has_not_answered(text, now, urgency, code):
    assert status_of(Lead(), [text] if text else [], now, Around(urgency)).code == code


@pytest.mark.parametrize(
    ("lead", "status"),
    [
        (Lead("accepted", accepted_at=NOON), Status(StatusCode.ACCEPTED, NOON)),
        (Lead("quoted", accepted_at=NOON), Status(StatusCode.QUOTED, NOON)),
        (Lead("won", accepted_at=NOON, won_at=NOON), Status(StatusCode.WON, NOON)),
        (Lead("declined", declined_at=NOON, decline_reason="too_busy"), Status(StatusCode.DECLINED, NOON, "too_busy")),
        (Lead("declined", declined_at=NOON), Status(StatusCode.DECLINED, NOON, None)),
        (Lead("declined", declined_at=NOON, decline_reason="not_owner"), Status(StatusCode.DECLINED, NOON, None)),
        (Lead("spam", closed_at=NOON, decline_reason="spam"), Status(StatusCode.DECLINED, NOON, None)),
        (Lead("withdrawn", accepted_at=NOON, closed_at=NOON + MINUTE), Status(StatusCode.WITHDRAWN, NOON)),
        (Lead("withdrawn", closed_at=NOON), Status(StatusCode.WITHDRAWN_UNSEEN, NOON)),
        (Lead("expired", closed_at=NOON), Status(StatusCode.EXPIRED, NOON)),
    ],
)
def test_an_answer_wins_over_delivery(lead, status):
    assert status_of(lead, [GOT], NOON + timedelta(days=2), Around("now")) == status


def test_a_question_is_shown_before_the_clock():
    assert status_of(Lead(), [GOT], NOON + timedelta(days=1), Around("now", has_asked=True)).code == "asked"


def test_a_call_of_the_operators_is_told_whatever_became_of_the_text():
    lead = Lead(told_at=NOON)
    assert status_of(lead, [Text("failed", failed_at=NOON)], NOON + timedelta(days=2), Around("now")) == Status(
        StatusCode.TOLD, NOON
    )
    marks = [(s.code, s.look) for s in time_line(Status(StatusCode.TOLD, NOON), Text("failed"), NOON, None, NOON)]
    assert marks == [("saved", "done"), ("told", "done"), ("answered", "now")]
    marks = [(s.code, s.look) for s in time_line(Status(StatusCode.ACCEPTED, NOON), Text("failed"), NOON, NOON)]
    assert marks == [("saved", "done"), ("answered", "done")]


HOURS = "08:00-20:00"


def test_a_night_is_told_before_the_worker_looked():
    assert status_of(Lead(), [Text(due_at=NIGHT)], NIGHT, Around("now", hours=HOURS)) == Status(
        StatusCode.NIGHT, MORNING
    )


def test_the_texts_of_a_day_begin_in_the_morning_whenever_they_were_used_up():
    midnight = datetime(2026, 11, 23, 5, 0, tzinfo=UTC)
    full = Text(due_at=midnight, held_for="day")
    for now in (NOON, NIGHT):
        assert status_of(Lead(), [full], now, Around("week", hours=HOURS)) == Status(StatusCode.HELD, MORNING)
    assert status_of(Lead(), [full], NIGHT, Around("week")) == Status(StatusCode.HELD, midnight)


def test_a_night_is_that_of_the_setting():
    evening = datetime(2026, 11, 22, 23, 30, tzinfo=UTC)
    assert status_of(Lead(), [Text(due_at=evening)], evening, Around("week", hours="09:00-18:00")).code == "night"
    assert status_of(Lead(), [Text(due_at=MORNING)], NIGHT, Around("week")).code == "quiet"


def test_a_mail_that_went_out_counts_more_than_a_text_in_a_file():
    mailed = Text("sent", sent_at=NOON, channel="email", port="gateway")
    assert status_of(Lead(), [mailed, FILED], NOON, Around("week")).code == "mailed"
    assert status_of(Lead(), [replace(mailed, state="failed"), FILED], NOON, Around("week")).code == "written"
    assert status_of(Lead(), [replace(mailed, port="file"), FILED], NOON, Around("week")).code == "written"
    assert status_of(Lead(), [replace(mailed, port="file"), SENT], NOON, Around("week")).code == "handed"


def test_an_operator_only_reason_never_reaches_the_homeowner():
    for reason in ("spam", "not_owner"):
        assert status_of(Lead("declined", decline_reason=reason), [], NOON, Around("now")).reason is None


@pytest.mark.parametrize("code", ["passed_over_unseen", "withdrawn_unseen", "expired", "no_reply"])
def test_a_business_that_never_answered_has_no_answer_in_its_line(code):
    marks = {step.code: step.look for step in time_line(Status(code, NOON), SENT, NOON)}
    assert marks["answered"] == "todo"


def looks(status, text):
    return [(step.code, step.look) for step in time_line(status, text, NOON)]


def test_the_time_line_shows_only_what_is_known():
    assert looks(Status(StatusCode.SAVED), Text()) == [
        ("saved", "done"),
        ("handed", "now"),
        ("received", "todo"),
        ("answered", "todo"),
    ]
    assert looks(Status(StatusCode.HANDED), SENT)[1:3] == [("handed", "done"), ("received", "now")]
    assert looks(Status(StatusCode.DELIVERED), GOT)[2:] == [("received", "done"), ("answered", "now")]
    assert looks(Status(StatusCode.ACCEPTED, NOON), GOT)[3] == ("answered", "done")
    # Answered by link before any receipt came: "received" is not claimed.
    assert [code for code, _ in looks(Status(StatusCode.ACCEPTED, NOON), SENT)] == ["saved", "handed", "answered"]
    assert looks(Status(StatusCode.WRITTEN), FILED) == [("saved", "done"), ("written", "done"), ("call", "now")]
    assert looks(Status(StatusCode.ACCEPTED, NOON), FILED) == [
        ("saved", "done"),
        ("written", "done"),
        ("answered", "done"),
    ]
    failed = looks(Status(StatusCode.FAILED), Text("failed"))
    assert failed == [("saved", "done"), ("not_reached", "bad"), ("call", "now")]


@pytest.mark.parametrize(
    ("state", "codes", "sentence"),
    [
        ("open", ["saved", "delivered"], "sending"),
        ("open", ["handed", "delivered"], "open"),
        ("open", ["failed", "no_text"], "all_failed"),
        ("open", ["failed", "withdrawn"], "all_failed"),
        ("open", ["failed", "delivered"], "some_failed"),
        ("open", ["in_doubt", "delivered"], "in_doubt"),
        ("open", ["in_doubt", "failed"], "some_failed"),
        ("open", ["in_doubt", "saved"], "in_doubt"),
        ("open", ["written", "delivered"], "written"),
        ("open", ["written_mail"], "written"),
        ("open", ["written", "failed"], "some_failed"),
        ("open", ["written", "saved"], "written"),
        ("closed", ["written"], "closed"),
        ("open", ["no_text", "accepted", "saved"], "some_failed"),
        ("open", ["declined", "declined"], "none_left"),
        ("open", ["withdrawn", "withdrawn_unseen"], "none_left"),
        ("closed", ["accepted"], "closed"),
        ("expired", ["expired"], "expired"),
    ],
)
def test_the_sentence_above_them_all(state, codes, sentence):
    assert headline(state, [Status(code) for code in codes]) == sentence


def test_calling_comes_first_for_emergencies_no_heat_and_no_cooling():
    assert is_urgent("now", {})
    assert is_urgent("plan", {"symptom": ["noheat"]})
    assert is_urgent("plan", {"symptom": "nocool"})
    assert not is_urgent("48h", {"symptom": ["noise"]})
    assert is_cold({"symptom": ["noise", "noheat"]})
    assert not is_cold({"symptom": ["nocool"]})


def test_what_may_still_be_done():
    assert may_withdraw(Lead("accepted"))
    assert not may_withdraw(Lead("declined"))
    assert may_write(Lead("accepted"), "open", Status(StatusCode.ACCEPTED))
    assert not may_write(Lead("declined"), "open", Status(StatusCode.DECLINED))
    assert not may_write(Lead("accepted"), "closed", Status(StatusCode.ACCEPTED))
    assert not may_write(Lead("new"), "open", Status(StatusCode.FAILED))


@pytest.mark.parametrize(
    ("lead", "text", "knows"),
    [
        (Lead("accepted", accepted_at=NOON), SENT, "knows"),
        (Lead("withdrawn", accepted_at=NOON), SENT, "knows"),
        (Lead(), SENT, "told"),
        (Lead(), GOT, "told"),
        (Lead(), FILED, "none"),
        (Lead(), Text(), "none"),
        (Lead(), Text(due_at=NOON + 90 * MINUTE), "none"),
        # Their phone got enough texts for now: this one has not left.
        (Lead(), Text(due_at=NOON + 90 * MINUTE, held_for="phone"), "none"),
        (Lead(), Text("failed", failed_at=NOON), "none"),
        (Lead(told_at=NOON), Text("failed", failed_at=NOON), "told"),
        # Whatever became of it since: what never left told nobody.
        (Lead("withdrawn", closed_at=NOON), Text("cancelled"), "none"),
        (Lead("withdrawn", closed_at=NOON), FILED, "none"),
        (Lead("withdrawn", closed_at=NOON), SENT, "told"),
        (Lead("withdrawn", closed_at=NOON), Text("unsure"), "unsure"),
        (Lead("expired", closed_at=NOON), Text("failed", failed_at=NOON), "none"),
        (Lead("expired", closed_at=NOON), SENT, "told"),
        (Lead("declined", declined_at=NOON), FILED, "told"),
    ],
)
def test_who_has_what_of_the_homeowner(lead: Lead, text: Text, knows: str) -> None:
    assert knowledge(lead, status_of(lead, [text], NOON, Around("week")), text) == knows


@pytest.mark.parametrize(
    ("lead", "corrected", "is_old"),
    [
        (Lead("lost", accepted_at=NOON, closed_at=NOON + MINUTE), NOON + 2 * MINUTE, True),
        (Lead("withdrawn", accepted_at=NOON, closed_at=NOON + 3 * MINUTE), NOON + 2 * MINUTE, False),
        (Lead("withdrawn", accepted_at=NOON, closed_at=NOON + MINUTE), None, False),
        # One that is still on the request reads the new number.
        (Lead("quoted", accepted_at=NOON), NOON + 2 * MINUTE, False),
        (Lead("declined", closed_at=NOON), NOON + 2 * MINUTE, False),
    ],
)
def test_a_number_corrected_after_a_business_was_off_is_not_the_one_it_has(lead, corrected, is_old):
    assert has_old_number(lead, corrected) is is_old


_DOUBT = Text("unsure", sent_at=None)


@pytest.mark.parametrize(
    ("messages", "code"),
    [
        ([_DOUBT, replace(SENT, channel="email")], "mailed"),
        ([SENT, replace(_DOUBT, channel="email")], "handed"),
        ([Text("failed", failed_at=NOON), replace(_DOUBT, channel="email")], "in_doubt"),
        ([_DOUBT, replace(Text("failed", failed_at=NOON), channel="email")], "in_doubt"),
    ],
)
def test_of_two_ways_the_one_that_came_further_is_told(messages, code):
    assert status_of(Lead(), messages, NOON, Around("week")).code == code


def test_in_doubt_is_neither_reached_nor_not():
    status = status_of(Lead(), [_DOUBT], NOON, Around("now"))
    assert [step.code for step in time_line(status, _DOUBT, NOON)] == ["saved", "in_doubt", "call"]
    assert knowledge(Lead(), status, _DOUBT) == "unsure"
    assert may_write(Lead(), "open", status)


@pytest.mark.parametrize(
    ("lead", "settled_at", "has_price", "is_hers"),
    [
        # Her choice, though that price does not stand any more; the time that was over, though another's price stood.
        (Lead("lost", accepted_at=NOON, closed_at=NOON, lost_reason="other_contractor"), None, False, True),
        (Lead("lost", accepted_at=NOON, closed_at=NOON + MINUTE), NOON, False, False),
        (Lead("lost", lost_at=NOON, closed_at=NOON, lost_reason="price"), NOON, False, False),
        (Lead("withdrawn", closed_at=NOON), NOON, False, True),
        (Lead("withdrawn", closed_at=NOON), NOON + MINUTE, False, False),
        (Lead("withdrawn", closed_at=NOON), NOON, True, False),
    ],
)
def test_who_is_passed_over_is_so_by_her_word(lead, settled_at, has_price, is_hers):
    assert is_passed_over(lead, settled_at, has_price=has_price) == is_hers


def test_what_ended_is_told_by_whose_word_it_did():
    """As the business's own page says it (`leads.rules.ended_by`)."""
    words = {"business": {"declined", "let_go"}, "time": {"expired"}, "homeowner": {"withdrawn", "withdrawn_unseen"}}
    for state in ("declined", "spam", "expired", "withdrawn", "lost"):
        for accepted_at, declined_at, lost_at, reason in product((None, NOON), (None, NOON), (None, NOON), (None, "x")):
            lead = Lead(state, NOON, accepted_at, declined_at, closed_at=NOON, lost_at=lost_at, lost_reason=reason)
            assert status_of(lead, [GOT], NOON, Around("week")).code in words[ended_by(lead)], lead


def test_every_code_has_words():
    words = (ROOT / "templates/tracking/_line.html").read_text(encoding="utf-8")
    assert [code for code in StatusCode if f'"{code}"' not in words] == []
