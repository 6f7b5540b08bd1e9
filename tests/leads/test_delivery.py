"""How a business is told: by text, by mail, both, and when; what of it the homeowner and the operator hear."""

from datetime import UTC, datetime

import pytest

from directory.accounts.models import Membership, Person, PersonContact
from directory.businesses.models import Business, ContactPoint, DeliveryPreference
from directory.foundation.db import db
from directory.foundation.unit import unit
from directory.inbox.actions import set_delivery
from directory.kernel.errors import Invalid
from directory.kernel.language import by_tag
from directory.leads import actions
from directory.leads.models import Lead
from directory.leads.notices import JOBS, OUTCOMES
from directory.leads.queries import Delivery
from directory.leads.rules import told_at
from directory.outbox import topics
from directory.outbox.models import Job, Message
from directory.outbox.rules import UNTOLD_AFTER
from directory.outbox.topics import Topic
from directory.quotes import actions as quote_actions
from tests.factories.answers import PHONES
from tests.factories.requests import TYPED, askable, composed, messages, sent

MAIL = "owner@gaoshi.example"
#: Washington is five hours behind in November.
NIGHT = ("22:00", "07:00")


@pytest.fixture(autouse=True)
def _joined(site):
    """One of the two businesses has an owner with a proved e-mail address."""
    with unit() as session:
        person = Person()
        session.add(person)
        session.flush()
        session.add(PersonContact(person_id=person.id, kind="email", address=MAIL))
        session.add(Membership(person_id=person.id, business_id=gaoshi(), role="owner", created_by="test"))


def gaoshi() -> int:
    return db.session.query(Business.id).filter_by(slug="gaoshi").scalar()


def wants(**columns) -> None:
    """The business says how it wants to be told."""
    with unit() as session:
        session.add(DeliveryPreference(business_id=gaoshi(), **({"email": MAIL} | columns)))


def ways(session, kind="lead") -> list[tuple[str, str]]:
    return [(m.channel, m.recipient) for m in messages(session, kind)]


@pytest.mark.parametrize(
    ("columns", "sent_by"),
    [
        (None, [("sms", PHONES["gaoshi"])]),
        ({"by_sms": True, "by_email": False}, [("sms", PHONES["gaoshi"])]),
        ({"by_sms": True, "by_email": True}, [("sms", PHONES["gaoshi"]), ("email", MAIL)]),
        ({"by_sms": False, "by_email": True}, [("email", MAIL)]),
    ],
)
def test_a_request_goes_by_the_ways_the_business_chose(session, columns, sent_by):
    if columns is not None:
        wants(**columns)
    sent("gaoshi")
    assert ways(session) == sent_by
    assert session.query(Lead).one().texted_phone == (PHONES["gaoshi"] if sent_by[0][0] == "sms" else None)


def test_mail_to_somebody_who_left_becomes_a_text_again(session):
    wants(by_sms=False, by_email=True)
    with unit() as writing:
        writing.query(Membership).one().state = "ended"
    sent("gaoshi")
    assert ways(session) == [("sms", PHONES["gaoshi"])]


def test_a_mail_that_waits_is_not_sent_to_somebody_who_left(session):
    wants(by_sms=False, by_email=True)
    sent("gaoshi")
    [mail] = messages(session, "lead")
    assert composed(session, mail) is not None
    with unit() as writing:
        writing.query(Person).one().state = "suspended"
    assert composed(session, mail) is None


def test_a_business_that_takes_no_texts_can_be_asked_by_mail(session):
    with unit() as writing:
        writing.query(ContactPoint).filter_by(address=PHONES["gaoshi"]).one().state = "calls_only"
    with pytest.raises(Invalid):
        sent("gaoshi")
    assert askable(session, ["gaoshi"]) == []
    wants(by_email=True)
    sent("gaoshi")
    assert ways(session) == [("email", MAIL)]


@pytest.mark.parametrize("language", ["en", "zh-hans", "zh-hant"])
def test_the_mail_says_the_job_and_nothing_of_the_homeowner(session, language):
    from_codes = {"en": "Rockville", "zh-hans": "没暖气", "zh-hant": "沒暖氣"}
    with unit() as writing:
        writing.query(Business).filter_by(slug="gaoshi").one().language = language.replace("ha", "Ha")
    wants(by_sms=False, by_email=True)
    sent("gaoshi")
    content = composed(session, messages(session, "lead")[0])
    text = content.subject + content.body + content.html
    assert from_codes[language] in content.body
    assert f"/{language}/manage/gaoshi/delivery" in content.body
    assert not [word for word in TYPED if word in text]


def test_the_contact_comes_by_mail_after_accept_only_and_not_once_taken_back(session):
    wants(by_email=True)
    sent("gaoshi")
    assert messages(session, "contact") == []
    lead = session.query(Lead).one().id
    with unit() as writing:
        actions.accept(writing, lead, "page")
    [mail] = messages(session, "contact")
    assert (mail.channel, mail.recipient) == ("email", MAIL)
    text = composed(session, mail).body
    assert "陈女士" in text
    assert "301-555-0142" in text
    with unit() as writing:
        actions.withdraw(writing, lead)
    assert composed(session, mail) is None
    assert ways(session, "made-other-arrangements") == [("sms", PHONES["gaoshi"]), ("email", MAIL)]
    assert "陈女士" not in composed(session, messages(session, "made-other-arrangements", "email")[0]).body


def test_a_reply_reaches_the_business_by_the_same_ways(session):
    wants(by_sms=False, by_email=True)
    sent("gaoshi")
    lead = session.query(Lead).one().id
    with unit() as writing:
        actions.accept(writing, lead, "page")
        quote_actions.reply(writing, lead, "homeowner", "今天下午在家")
    assert ways(session, "replied") == [("email", MAIL)]
    content = composed(session, messages(session, "replied")[0])
    assert "今天下午在家" not in content.body + content.html


@pytest.mark.parametrize(
    ("now", "quiet", "hours", "then"),
    [
        ((12, 0), NIGHT, "always", (12, 0)),
        ((23, 30), NIGHT, "always", (7, 0)),
        ((6, 59), NIGHT, "always", (7, 0)),
        ((7, 0), NIGHT, "always", (7, 0)),
        ((23, 30), NIGHT, "08:00-20:00", (8, 0)),
        ((12, 30), ("12:00", "14:00"), "08:00-20:00", (14, 0)),
        # The site would text from eight on, the business reads from nine on.
        ((6, 0), ("22:00", "09:00"), "08:00-20:00", (9, 0)),
        ((21, 0), ("08:00", "09:30"), "08:00-20:00", (9, 30)),
        # Nothing of the day is left: the site's hours decide.
        ((12, 0), ("07:00", "21:00"), "08:00-20:00", (12, 0)),
    ],
)
def test_the_first_moment_that_suits_both(now, quiet, hours, then):
    local = datetime(2026, 11, 23, *now, tzinfo=UTC)
    moment = told_at(local.replace(hour=(now[0] + 5) % 24, day=23 + (now[0] + 5) // 24), quiet, hours)
    assert (moment.hour, moment.minute) == ((then[0] + 5) % 24, then[1])


def test_quiet_hours_hold_a_text_back_and_an_emergency_does_not(session, clock):
    wants(by_sms=True, by_email=True, quiet_from="13:00", quiet_until="15:00")
    sent("gaoshi", urgency="week")
    assert {m.due_at for m in messages(session, "lead")} == {datetime(2026, 11, 23, 20, 0, tzinfo=UTC)}
    sent("gaoshi", urgency="now")
    assert [m.due_at for m in messages(session, "lead")[2:]] == [clock.moment] * 2


def test_an_emergency_waits_where_the_business_said_so(session):
    wants(quiet_from="13:00", quiet_until="15:00", urgent_always=False)
    sent("gaoshi", urgency="now")
    assert messages(session, "lead")[0].due_at == datetime(2026, 11, 23, 20, 0, tzinfo=UTC)


def test_hours_a_business_chose_are_no_business_of_the_operators(session, clock):
    wants(quiet_from="13:00", quiet_until="15:00")
    sent("gaoshi", urgency="week")
    sent("gaoshi", urgency="now")
    later, soon = session.query(Job).filter_by(kind="untold-check").order_by(Job.id)
    assert later.due_at == datetime(2026, 11, 23, 20, 15, tzinfo=UTC)
    assert soon.due_at == clock.moment + UNTOLD_AFTER


@pytest.mark.parametrize(("state", "is_told"), [("sent", 0), ("failed", 1)])
def test_a_mail_counts_as_told_and_a_lost_one_does_not(session, clock, state, is_told):
    wants(by_sms=False, by_email=True)
    sent("gaoshi")
    with unit() as writing:
        writing.query(Message).filter_by(kind="lead").one().state = state
    clock.move(minutes=16)
    check_told(session)
    assert len(messages(session, "untold-lead")) == is_told


def check_told(session) -> None:
    with unit() as writing:
        JOBS["untold-check"](writing, ("lead", writing.query(Lead.id).scalar()))


def test_the_homeowner_hears_of_a_failure_only_when_both_ways_failed(session):
    wants(by_email=True)
    sent("gaoshi")
    text, mail = messages(session, "lead")
    for message, heard in ((text, 0), (mail, 2)):
        with unit() as writing:
            failed_message = writing.get(Message, message.id)
            failed_message.state, failed_message.error_kind = "failed", "connection"
            OUTCOMES[0](writing, failed_message, "failed")
        assert len(messages(session, "undelivered")) == heard


def test_who_turned_mails_of_customers_off_gets_texts_until_they_choose_mail_again(session):
    wants(by_sms=False, by_email=True)
    off = topics.choice_of("customers", topics.path(Topic.CUSTOMERS, MAIL, by_tag("en")).rsplit("/", 1)[1])
    with unit() as writing:
        topics.turn_off(writing, off)
    sent("gaoshi")
    assert ways(session) == [("sms", PHONES["gaoshi"])]
    with unit() as writing:
        set_delivery(writing, gaoshi(), Delivery(by_sms=False, email=MAIL), "person:1")
    sent("gaoshi")
    assert ways(session)[1:] == [("email", MAIL)]
