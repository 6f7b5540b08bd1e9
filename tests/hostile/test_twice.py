"""Copies sent at the same moment: one request, one answer, and no contact told after it was taken back."""

from collections import Counter
from collections.abc import Callable

import pytest
from werkzeug.test import TestResponse

from directory.businesses.models import ContactPoint
from directory.foundation import limits
from directory.foundation.db import db
from directory.foundation.unit import unit
from directory.kernel.errors import IllegalMove, Invalid
from directory.leads import actions
from directory.leads.models import Consent, Lead, QuoteRequest
from directory.outbox import deliver
from directory.outbox.models import Message
from tests.factories.answers import lead_url, request_url
from tests.factories.listings import GAOSHI
from tests.support.at_once import at_once

pytestmark = pytest.mark.engine_cases

FORM = "/zh-hans/request-a-quote"
COPIES, REQUESTS = 8, 10
HOUR = limits.quoted()["request_hour"]


def post(site, path: str, fields: dict[str, object]) -> Callable[[], TestResponse]:
    """A press of a button by somebody with a browser of their own."""
    return lambda: site.app.test_client().post(path, data=fields)


def count(model: type) -> int:
    return db.session.query(model).count()


def test_eight_copies_of_ten_forms_are_ten_requests(site):
    db.session.query(ContactPoint).update({"state": "agreed"})
    db.session.commit()
    for number in range(REQUESTS):
        fields = site.form(email="chen@example.com", details=f"第{number}个")
        answers = at_once(site.app, *([post(site, FORM, fields)] * COPIES))
        assert Counter(a.status_code for a in answers) == {303: COPIES}
        assert len({a.headers["Location"] for a in answers}) == 1
    assert count(QuoteRequest) == REQUESTS
    assert count(Lead) == 2 * REQUESTS
    assert count(Consent) == 2 * REQUESTS
    counts = Counter(message.kind for message in db.session.query(Message))
    assert counts == {"lead": 2 * REQUESTS, "receipt": REQUESTS}


def test_back_and_send_again_is_the_same_request(site):
    first, second = site.form(), site.form()
    assert first["request_key"] != second["request_key"]
    there = site.client.post(FORM, data=first).headers["Location"]
    assert site.client.post(FORM, data=second).headers["Location"] == there
    assert count(QuoteRequest) == 1


def one_request_left(site, address: str = "127.0.0.1") -> None:
    """Limits on, and all of the hour's requests used but one."""
    site.app.config["RATE_LIMITS"] = True
    for _ in range(HOUR - 1):
        limits.count("request-by-near", address)


@pytest.mark.parametrize("turn", range(3))
def test_copies_at_once_of_the_last_request_allowed_are_one_and_none_is_refused(site, turn):
    one_request_left(site)
    fields = site.form(email="chen@example.com", receipt_sms="y", details=f"第{turn}个")
    answers = at_once(site.app, *([post(site, FORM, fields)] * 4))
    assert Counter(a.status_code for a in answers) == {303: 4}
    assert len({a.headers["Location"] for a in answers}) == 1
    assert (count(QuoteRequest), limits.used("request-by-near", "127.0.0.1")) == (1, HOUR)
    assert Counter(m.channel for m in db.session.query(Message).filter_by(kind="receipt")) == {"sms": 1, "email": 1}
    # Also later, and where the hour is used up.
    assert site.client.post(FORM, data=fields).headers["Location"] == answers[0].headers["Location"]
    assert site.client.post(FORM, data=site.form(details="别的")).status_code == 429


@pytest.mark.parametrize("turn", range(3))
def test_two_tabs_at_once_are_one_request_and_none_is_refused(site, turn):
    one_request_left(site)
    tabs = [site.form(details=f"第{turn}个") for _ in range(4)]
    answers = at_once(site.app, *[post(site, FORM, fields) for fields in tabs])
    assert Counter(a.status_code for a in answers) == {303: 4}
    assert len({a.headers["Location"] for a in answers}) == 1
    assert (count(QuoteRequest), limits.used("request-by-near", "127.0.0.1")) == (1, HOUR)


def test_back_and_send_where_the_hour_is_used_up_shows_the_saved_page(site):
    one_request_left(site)
    there = site.client.post(FORM, data=site.form()).headers["Location"]
    for _ in range(6):
        assert site.client.post(FORM, data=site.form()).headers["Location"] == there
    assert count(QuoteRequest) == 1


def test_a_resend_much_later_is_recognised_before_it_is_counted(site):
    """Copies of a form count once for an hour; what was saved is known for longer, and first."""
    one_request_left(site)
    fields = site.form()
    there = site.client.post(FORM, data=fields).headers["Location"]
    site.clock.move(hours=2)
    for again in (fields, site.form()):
        assert site.client.post(FORM, data=again).headers["Location"] == there
    assert limits.used("request-by-near", "127.0.0.1") == HOUR
    for _ in range(HOUR):
        limits.count("request-by-near", "127.0.0.1")
    for again in (fields, site.form()):
        assert site.client.post(FORM, data=again).headers["Location"] == there
    assert site.client.post(FORM, data=site.form(details="别的")).status_code == 429
    assert count(QuoteRequest) == 1


def test_closing_and_sending_the_same_again_is_counted_again(site):
    site.app.config["RATE_LIMITS"] = True
    statuses = []
    for _ in range(7):
        answer = site.client.post(FORM, data=site.form())
        statuses.append(answer.status_code)
        if answer.status_code == 303:
            site.client.post(answer.headers["Location"], data={"action": "close"})
    assert statuses == [303] * 5 + [429] * 2
    assert count(QuoteRequest) == 5


def test_the_same_key_with_other_answers_is_a_conflict_with_the_way_to_the_first(site):
    fields = site.form()
    first = site.client.post(FORM, data=fields)
    other = site.client.post(FORM, data=fields | {"details": "别的"})
    assert other.status_code == 409
    assert first.headers["Location"] in other.text
    assert count(QuoteRequest) == 1


def test_copies_with_different_answers_at_once_leave_one_request_and_conflicts(site):
    fields = site.form()
    answers = at_once(site.app, *[post(site, FORM, fields | {"details": f"第{n}个"}) for n in range(COPIES)])
    assert Counter(a.status_code for a in answers) == {303: 1, 409: COPIES - 1}
    assert count(QuoteRequest) == 1


def request_and_lead(site) -> tuple[QuoteRequest, Lead]:
    """A request to one business that nobody answered yet."""
    fields = site.form(business=GAOSHI, named=GAOSHI, email="chen@example.com", receipt_sms="y")
    assert site.client.post(FORM, data=fields).status_code == 303
    db.session.query(ContactPoint).update({"state": "agreed"})
    db.session.commit()
    lead = db.session.query(Lead).order_by(Lead.id.desc()).first()
    assert lead is not None
    return db.session.get_one(QuoteRequest, lead.request_id), lead


@pytest.mark.parametrize("turn", range(4))
def test_of_yes_and_no_at_once_one_wins_and_the_other_is_told(site, turn):
    quote_request, lead = request_and_lead(site)
    path = lead_url(lead)
    yes, no = {"action": "accept"}, {"action": "decline", "reason": "too_busy"}
    both = [post(site, path, yes), post(site, path, no)]
    answers = at_once(site.app, *(both if turn % 2 else both[::-1]))
    assert all(a.status_code in (303, 400) for a in answers)
    now = db.session.get_one(Lead, lead.id, populate_existing=True)
    assert now.state in ("accepted", "declined", "lost")
    counts = Counter(
        m.kind
        for m in db.session.query(Message).filter(Message.recipient.in_((quote_request.phone, quote_request.email)))
    )
    assert sum(counts[kind] for kind in ("will-call",)) in (0, 2)
    if now.state == "declined":
        assert counts["will-call"] == 0
        assert now.accepted_at is None
    page = site.client.get(path)
    assert page.status_code == 200
    assert ("301-555-0142" in page.text.replace("(301) ", "301-")) == (now.state == "accepted")


@pytest.mark.parametrize("ending", ["withdraw", "close", "delete"])
def test_taken_back_and_accepted_at_once_never_tells_the_contact_after(site, ending):
    for turn in range(4):
        quote_request, lead = request_and_lead(site)
        ending_act = post(site, request_url(quote_request), {"action": ending, "business": GAOSHI})
        both = [ending_act, lambda i=lead.id: accept_by_text(i)]
        answers = at_once(site.app, *(both if turn % 2 else both[::-1]))
        ended = next(a for a in answers if not isinstance(a, str))
        assert ended.status_code == 303
        now = db.session.get_one(Lead, lead.id, populate_existing=True)
        was_accepted = now.accepted_at is not None
        assert now.state in ("withdrawn", "lost")
        assert "301" not in site.client.get(lead_url(lead)).text
        phone, lead_id = lead.texted_phone, lead.id
        for (waiting,) in db.session.query(Message.id).filter_by(state="waiting").all():
            deliver.deliver(waiting)
        db.session.rollback()
        sent = db.session.query(Message).filter_by(subject_kind="lead", subject_id=lead_id, kind="contact")
        assert {m.state for m in sent} <= {"cancelled"}, (ending, turn, answers)
        bodies = [m.body or "" for m in db.session.query(Message).filter_by(recipient=phone)]
        assert not any("陈女士" in body or "555-0142" in body for body in bodies)
        if was_accepted and ending != "delete":
            others = db.session.query(Message).filter_by(kind="made-other-arrangements", subject_id=lead_id)
            assert others.count() == 1


def accept_by_text(lead_id: int) -> str:
    """The business answers 1."""
    try:
        with unit() as session:
            return actions.accept(session, lead_id, "sms").state
    except (Invalid, IllegalMove) as error:
        return type(error).__name__


def test_three_pressed_at_once_on_the_request_page_all_get_an_answer(site):
    quote_request, _lead = request_and_lead(site)
    path = request_url(quote_request)
    acts = [
        {"action": "close"},
        {"action": "withdraw", "business": GAOSHI},
        {"action": "delete"},
        {"action": "confirm"},
    ]
    answers = at_once(site.app, *[post(site, path, fields) for fields in acts for _ in range(2)])
    assert all(a.status_code in (303, 400) for a in answers), [a.status_code for a in answers]
    assert db.session.get_one(QuoteRequest, quote_request.id, populate_existing=True).state == "erased"
