"""Visits in time and at once: races have one outcome told to both, reminders come once, calendars follow."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from flask import Flask
from flask.testing import FlaskClient
from icalendar import Calendar

from directory.foundation.db import db
from directory.foundation.mail import Mail, write_mail
from directory.foundation.unit import unit
from directory.kernel.errors import Invalid
from directory.kernel.language import LANGUAGES
from directory.leads import actions as lead_actions
from directory.leads.models import QuoteRequest
from directory.outbox import jobs
from directory.outbox.models import Message
from directory.quotes import actions as quote_actions
from directory.quotes.actions import QuoteDraft
from directory.quotes.models import Quote
from directory.visits import actions
from directory.visits.models import Visit, VisitWindow
from directory.visits.notices import KINDS
from directory.visits.rules import Window, parse_window, suggested
from tests.conftest import MovableClock
from tests.factories import canaries
from tests.factories.answers import PHONES, lead_url, request_url
from tests.factories.request_page import leads, post
from tests.support.at_once import at_once
from tests.visits.conftest import ADDRESS, TUESDAY, WEDNESDAY, Sides, count_told, work

EASTERN = ZoneInfo("America/New_York")
FIRST, SECOND = parse_window(TUESDAY), parse_window(WEDNESDAY)


def _tried(act) -> str:
    """What an act gave; `refused` where it was told how things stand instead."""

    def run() -> str:
        try:
            with unit() as session:
                return str(act(session).state)
        except Invalid:
            return "refused"

    return run


def test_both_propose_at_once(app: Flask, sides: Sides) -> None:
    lead_id = sides.lead.id
    results = at_once(
        app,
        _tried(lambda session: actions.propose(session, lead_id, "business", [FIRST], mark="")),
        _tried(lambda session: actions.propose(session, lead_id, "homeowner", [SECOND], mark="")),
    )
    assert sorted(results) == ["proposed", "refused"]
    assert db.session.query(Visit).count() == 1
    assert sum(count_told("visit-proposed").values()) + sum(count_told("visit-wanted").values()) in (1, 2)


@pytest.mark.engine_cases
@pytest.mark.parametrize("turn", range(2))
def test_she_picks_while_the_firm_withdraws(app: Flask, sides: Sides, turn: int) -> None:
    sides.firm("propose-visit", window=[TUESDAY])
    window, lead_id, mark = sides.offered()[0].id, sides.lead.id, sides.mark()
    acts = [
        _tried(lambda session: actions.pick(session, lead_id, "homeowner", window, address=ADDRESS)),
        _tried(lambda session: actions.cancel(session, lead_id, "business", mark=mark)),
    ]
    results = at_once(app, *(acts[turn:] + acts[:turn]))
    assert results.count("refused") == 1
    visit = sides.visit()
    assert visit is not None
    assert visit.state in results
    agreed, canceled = count_told("visit-booked"), count_told("visit-canceled")
    assert bool(agreed) == (visit.state == "agreed")
    assert bool(canceled) == (visit.state == "cancelled")


def test_cancelled_twice_and_by_both_is_told_once(app: Flask, sides: Sides) -> None:
    sides.agree()
    lead_id, mark = sides.lead.id, sides.mark()
    results = at_once(
        app,
        *(_tried(lambda session: actions.cancel(session, lead_id, "business", mark=mark)) for _ in range(2)),
        _tried(lambda session: actions.cancel(session, lead_id, "homeowner", mark=mark)),
    )
    assert set(results) == {"cancelled"}
    assert count_told("visit-canceled", "visit-off") in (
        {("visit-canceled", "sms"): 1, ("visit-canceled", "email"): 1},
        {("visit-off", "sms"): 1},
    )


def test_a_page_that_is_out_of_date_changes_nothing(sides: Sides) -> None:
    """Two tabs: the second one shows a round that is over."""
    sides.firm("propose-visit", window=[TUESDAY])
    old_mark, old_window = sides.mark(), sides.offered()[0].id
    sides.her("propose-visit", window=[WEDNESDAY])
    for answer in (
        sides.firm("propose-visit", "en", window=["2026-12-04/9-12"], mark=old_mark),
        sides.firm("cancel-visit", "en", mark=old_mark),
    ):
        assert answer.status_code == 400
        assert "This has changed since you opened the page" in answer.text
    answer = sides.her("pick-visit", "en", window=str(old_window))
    assert answer.status_code == 400
    assert "no longer offered" in answer.text
    assert [window.time.code for window in sides.offered()] == [WEDNESDAY]


def test_a_time_that_passed_is_not_agreed_to(sides: Sides, clock: MovableClock) -> None:
    sides.firm("propose-visit", window=[TUESDAY, WEDNESDAY])
    first, second = sides.offered()
    clock.move(days=8, hours=6)
    assert sides.her("pick-visit", window=str(first.id)).status_code == 400
    assert sides.her("pick-visit", window=str(second.id)).status_code == 303
    assert sides.firm("propose-visit", window=[TUESDAY]).status_code == 400


def test_the_clock_goes_back(sides: Sides, clock: MovableClock) -> None:
    """Said on the day; then the machine's clock falls a day back: what was said stays, nothing is told twice."""
    sides.agree()
    clock.move(days=7, hours=20)
    sides.firm("on-my-way")
    clock.move(days=-2)
    sides.firm("on-my-way")
    assert count_told("visit-on-way")[("visit-on-way", "sms")] == 1
    assert sides.firm("visit-done").status_code == 400
    clock.move(days=2)
    for _ in range(2):
        assert sides.firm("visit-done").status_code == 303
    assert count_told("visit-done")[("visit-done", "sms")] == 1
    visit = sides.visit()
    assert visit is not None
    assert visit.state == "done"


def test_reminded_once_the_evening_before_whoever_works(app: Flask, sides: Sides, clock: MovableClock) -> None:
    sides.agree()
    clock.moment = datetime(2026, 11, 30, 17, 59, tzinfo=EASTERN)
    work()
    assert not count_told("visit-reminder", "visit-tomorrow")
    clock.move(minutes=1)
    ids = jobs.due_ids(db.session(), 50)
    at_once(app, *(lambda owner=owner: [jobs.do(job_id, owner) for job_id in ids] for owner in ("one", "two")))
    assert count_told("visit-reminder", "visit-tomorrow") == {
        ("visit-reminder", "sms"): 1,
        ("visit-reminder", "email"): 1,
        ("visit-tomorrow", "sms"): 1,
    }


@pytest.mark.parametrize("change", ["move", "cancel", "withdraw", "move and back"])
def test_nobody_is_reminded_of_what_does_not_hold(sides: Sides, clock: MovableClock, change: str) -> None:
    sides.agree()
    if change == "withdraw":
        assert post(sides.client, sides.request, "withdraw", business="gaoshi").status_code == 303
    elif change == "cancel":
        sides.her("cancel-visit")
    else:
        sides.her("propose-visit", window=["2026-12-04/9-12"])
        sides.firm("pick-visit", window=str(sides.offered()[0].id))
        if change == "move and back":
            sides.firm("propose-visit", window=[TUESDAY])
            sides.her("pick-visit", window=str(sides.offered()[0].id))
    clock.moment = datetime(2026, 11, 30, 18, 0, tzinfo=EASTERN)
    work()
    expected = 1 if change == "move and back" else 0
    assert count_told("visit-reminder")[("visit-reminder", "sms")] == expected


def _event(client: FlaskClient, url: str):
    answer = client.get(url)
    assert answer.status_code == 200, answer.text
    assert answer.headers["Content-Type"].startswith("text/calendar")
    calendar = Calendar.from_ical(answer.data)
    [event] = calendar.walk("VEVENT")
    assert calendar.walk("VTIMEZONE") or not isinstance(event.decoded("dtstart"), datetime)
    return calendar, event


def test_calendars_follow_each_change(sides: Sides, client: FlaskClient) -> None:
    firm, hers = f"{lead_url(sides.lead, 'en')}/visit.ics", f"{request_url(sides.request, 'en')}/visits/gaoshi.ics"
    assert client.get(firm).status_code == 404
    sides.agree()
    seen = []
    for step in ("agreed", "moved", "agreed again", "cancelled"):
        if step == "moved":
            sides.firm("propose-visit", window=["2026-12-04/9-12"])
        elif step == "agreed again":
            sides.her("pick-visit", window=str(sides.offered()[0].id))
        elif step == "cancelled":
            sides.her("cancel-visit")
        (calendar, event), (_, other) = _event(client, firm), _event(client, hers)
        assert event["uid"] == other["uid"]
        assert event["sequence"] == other["sequence"]
        seen.append((calendar["method"], int(event["sequence"]), str(event["uid"]), event.decoded("dtstart")))
        if step == "agreed":
            assert str(event["location"]) == ADDRESS
    assert [entry[0] for entry in seen] == ["PUBLISH", "CANCEL", "PUBLISH", "CANCEL"]
    numbers = [entry[1] for entry in seen]
    assert numbers == sorted(set(numbers))
    assert len({entry[2] for entry in seen}) == 1
    assert seen[2][3] == datetime(2026, 12, 4, 9, tzinfo=EASTERN)


@pytest.mark.parametrize(
    ("day", "hours"),
    [("2027-03-14", "-04:00"), ("2026-11-01", "-05:00"), ("2026-12-01", "-05:00"), ("2027-07-04", "-04:00")],
)
def test_hours_are_washingtons_on_days_the_clock_changes(day: str, hours: str) -> None:
    window = parse_window(f"{day}/9-12")
    assert window.starts_at == datetime.fromisoformat(f"{day}T09:00:00{hours}")
    assert window.ends_at - window.starts_at == timedelta(hours=3)
    whole = Window.whole(date.fromisoformat(day))
    assert whole.is_whole_day
    assert parse_window(whole.code) == whole


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_mail_carries_the_file(sides: Sides, language: str) -> None:
    sides.agree()
    message = db.session.query(Message).filter_by(kind="visit-agreed", channel="email").one()
    content = KINDS["visit-agreed"].compose(db.session(), ("visit", message.subject_id), LANGUAGES[language], "email")
    assert content is not None
    assert content.attachment is not None
    mail = Mail(message.recipient, content.subject, content.body, "r", attachment=content.attachment)
    [part] = list(write_mail(mail, "site@example.com").iter_attachments())
    assert (part.get_content_type(), part.get_filename(), part.get_param("method")) == (
        "text/calendar",
        "visit.ics",
        "PUBLISH",
    )
    [event] = Calendar.from_ical(part.get_payload(decode=True)).walk("VEVENT")
    assert event.decoded("dtstart") == datetime(2026, 12, 1, 9, tzinfo=EASTERN)


@pytest.mark.parametrize(
    ("hours", "codes"),
    [
        (None, ["2026-11-24/9-12", "2026-11-24/13-16", "2026-11-25/9-12"]),
        ({"wed": ["12:00", "20:00"]}, ["2026-11-25/13-16", "2026-11-25/16-19", "2026-12-02/13-16"]),
        ({"tue": ["08:00", "15:00"]}, ["2026-11-24/9-12", "2026-12-01/9-12"]),
        ({"tue": ["18:00", "02:00"]}, []),
    ],
)
def test_times_are_offered_within_stated_hours(hours, codes: list[str]) -> None:
    """On a Monday at 5 PM."""
    offers = suggested(hours, datetime(2026, 11, 23, 17, tzinfo=EASTERN))
    assert [window.code for window in offers][: len(codes)] == codes
    assert len(offers) <= 6


@pytest.mark.parametrize(
    ("fields", "says"),
    [
        ({}, "at least one time"),
        ({"window": [f"2026-12-0{day}/9-12" for day in range(1, 5)]}, "three times at most"),
        ({"window": ["2026-11-01/9-12"]}, "has passed"),
        ({"window": ["2028-12-01/9-12"]}, "within a year"),
        ({"window": ["soon"]}, "at least one time"),
        ({"window": ["9999-99-99/9-12"]}, "at least one time"),
        ({"starts": "9"}, "Choose the day too"),
        ({"day": "2026-12-01", "starts": "12", "ends": "9"}, "after the beginning"),
        ({"day": "2026-12-01", "starts": "99"}, "after the beginning"),
        ({"day": "no day"}, "write the day like"),
    ],
)
def test_times_that_cannot_be_get_a_sentence(sides: Sides, fields: dict, says: str) -> None:
    answer = sides.firm("propose-visit", "en", **fields)
    assert answer.status_code == 400
    assert says in answer.text
    assert db.session.query(VisitWindow).count() == 0


def test_a_firm_that_has_not_taken_it_cannot_propose(sides: Sides, client: FlaskClient) -> None:
    lead = leads(sides.request)[1]
    fields = {"action": "propose-visit", "window": [TUESDAY], "mark": ""}
    assert client.post(lead_url(lead, "en"), data=fields).status_code == 400
    assert "Propose times" not in client.get(lead_url(lead, "en")).text
    with unit() as session:
        lead_actions.withdraw(session, sides.lead.id)
    assert sides.firm("propose-visit", window=[TUESDAY]).status_code == 400
    assert db.session.query(Visit).count() == 0


def test_late_is_told_once_for_each(sides: Sides, clock: MovableClock) -> None:
    sides.agree()
    assert sides.firm("running-late", minutes="30").status_code == 400
    clock.move(days=7, hours=20)
    request_id = sides.request.id
    for minutes in ("15", "15", "30"):
        assert sides.firm("running-late", minutes=minutes).status_code == 303
        canaries.work()
        sides.request = db.session.get_one(QuoteRequest, request_id)
    assert sides.firm("running-late", minutes="7").status_code == 400
    texts = db.session.query(Message).filter_by(kind="visit-late", channel="sms").order_by(Message.id).all()
    assert [(text.state, text.undone == 0) for text in texts] == [("sent", False), ("sent", True)]
    assert PHONES["gaoshi"] not in [m.recipient for m in db.session.query(Message).filter_by(kind="visit-late")]


@pytest.fixture
def price(sides: Sides) -> int:
    with unit() as session:
        return quote_actions.quote(session, sides.lead.id, QuoteDraft(1200, 1200)).id


def test_a_day_given_with_the_yes_is_withheld_though_the_address_was_there_before(
    sides: Sides, clock: MovableClock, client: FlaskClient, price: int
) -> None:
    """For the ten minutes, whatever came before; undone, the day is gone and the address stays hers."""
    sides.her("visit-address", address=ADDRESS)
    clock.move(hours=1)
    day = "2026-12-03"
    yes = {"quote": str(price), "day": day, "address": ""}
    assert sides.her("accept-quote", **yes).status_code == 303
    assert sides.her("accept-quote", **yes).status_code == 303, "the same twice is once"
    clock.move(minutes=9)
    assert "Dec 3" not in client.get(lead_url(sides.lead, "en")).text
    assert not count_told()
    assert sides.her("undo-quote", quote=str(price)).status_code == 303
    visit = sides.visit()
    assert visit is not None
    assert (visit.state, visit.address, visit.windows) == ("open", ADDRESS, [])
    assert sides.her("accept-quote", **yes).status_code == 303
    clock.move(minutes=10)
    work()
    assert "Thu, Dec 3, any time" in client.get(lead_url(sides.lead, "en")).text


def test_times_that_she_proposes_within_the_ten_minutes_are_not_told_before(
    sides: Sides, clock: MovableClock, client: FlaskClient, price: int
) -> None:
    assert sides.her("accept-quote", quote=str(price), address=ADDRESS).status_code == 303
    assert sides.her("propose-visit", window=[TUESDAY], address=ADDRESS).status_code == 303
    assert not count_told()
    clock.move(minutes=10)
    work()
    assert "Tue, Dec 1" in client.get(lead_url(sides.lead, "en")).text


def test_what_she_calls_off_within_the_ten_minutes_never_was(
    sides: Sides, clock: MovableClock, client: FlaskClient, price: int
) -> None:
    sides.her("accept-quote", quote=str(price), day="2026-12-03", address=ADDRESS)
    mark = sides.mark()
    for _twice in range(2):
        assert sides.her("cancel-visit", mark=mark).status_code == 303
    assert sides.visit() is None
    sides.her("undo-quote", quote=str(price))
    text = client.get(lead_url(sides.lead, "en")).text
    assert "canceled the visit" not in text
    assert not count_told()


def test_a_day_given_with_the_yes_is_not_lost_on_times_proposed_meanwhile(
    sides: Sides, client: FlaskClient, price: int
) -> None:
    sides.firm("propose-visit", window=[TUESDAY])
    answer = sides.her("accept-quote", "en", quote=str(price), day="2026-12-03", address="")
    assert answer.status_code == 400
    assert "This has changed since you opened the page" in answer.text
    assert db.session.get(Quote, price, populate_existing=True).state == "sent"
    assert sides.her("accept-quote", quote=str(price), address=ADDRESS).status_code == 303


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("proposed_by", ["firm", "her"])
def test_times_that_have_passed_are_offered_to_nobody(
    client: FlaskClient, clock: MovableClock, sides: Sides, proposed_by: str, language: str
) -> None:
    propose = sides.firm if proposed_by == "firm" else sides.her
    assert propose("propose-visit", window=[TUESDAY, WEDNESDAY]).status_code == 303
    pages = (lead_url(sides.lead, language), request_url(sides.request, language))
    passed = {"en": "The proposed times have passed", "zh-hans": "提出的时间都过了", "zh-hant": "提出的時間都過了"}[
        language
    ]
    first, second = (f'value="{window.id}"' for window in sides.offered())
    picks = pages[1] if proposed_by == "firm" else pages[0]
    clock.move(days=8)
    source = client.get(picks).text
    assert first not in source
    assert second in source
    clock.move(days=2)
    for page in pages:
        source = client.get(page).text
        assert passed in source
        assert 'value="pick-visit"' not in source
        assert 'value="propose-visit"' in source
    assert propose("propose-visit", window=["2026-12-08/9-12"]).status_code == 303
    assert passed not in client.get(picks).text
