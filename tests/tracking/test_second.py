"""Who else is told of a request, named, corrected and removed on its page after it was sent."""

from dataclasses import replace

import pytest

from directory.audit import AuditEvent
from directory.foundation.db import db
from directory.foundation.unit import unit
from directory.kernel.language import LANGUAGES
from directory.leads import actions, queries
from directory.leads.actions import consents
from directory.leads.actions.change import CHANGED, NEW_LINK
from directory.leads.models import Consent, QuoteRequest, RequestVersion, SecondContact
from directory.leads.rules.second import SecondDraft
from directory.outbox.models import Message
from directory.quotes import actions as quotes
from tests.factories.answers import lead_url, request_url
from tests.factories.canaries import delete, traces, work
from tests.factories.corrections import now
from tests.factories.request_page import leads
from tests.factories.requests import listed, messages, sent
from tests.page import check_page

ANNA = SecondDraft("Anna Chen", "email", "anna@example.com", "en", "answers")
TYPED = {
    "action": "save",
    "other_name": "Anna Chen",
    "other_contact": "anna@example.com",
    "other_language": "en",
    "other_scope": "answers",
    "other_agreed": "y",
}
BEN = {"other_name": "Ben Chen", "other_contact": "202-555-0144", "other_language": "zh-hant"}
BEN_PHONE = "+12025550144"
QUOTED = ("楼上不热", "高氏冷暖", "方氏冷暖", "陈女士", "Anna Chen", "Ben Chen")


@pytest.fixture
def firms(app, clock):
    listed("gaoshi", "fangshi")


def url(request: QuoteRequest, language: str = "zh-hans") -> str:
    return f"{request_url(now(request), language)}/second"


def name(client, request: QuoteRequest, language: str = "zh-hans", **changes: str):
    """As a person does: the page is opened, then sent."""
    assert client.get(url(request, language)).status_code == 200
    return client.post(url(request, language), data=TYPED | changes)


def remove(client, request: QuoteRequest):
    assert client.get(url(request)).status_code == 200
    return client.post(url(request), data={"action": "remove"})


def to(address: str) -> list[tuple[str, str, str]]:
    """The messages to an address, the oldest first: kind, language, state."""
    db.session.rollback()
    query = db.session.query(Message).filter_by(recipient=address).order_by(Message.id)
    return [(m.kind, m.language, m.state) for m in query.populate_existing()]


def contact() -> SecondContact | None:
    db.session.rollback()
    return db.session.query(SecondContact).populate_existing().one_or_none()


def answered(request: QuoteRequest) -> None:
    """One firm takes it and asks, which a second contact hears of; in the morning, by text."""
    with unit() as session:
        lead = leads(request)[0]
        actions.accept(session, lead.id, "web")
        quotes.ask(session, lead.id, "哪一年的机器？")


@pytest.mark.parametrize("language", LANGUAGES)
def test_somebody_is_named_on_the_page_and_told_once(firms, client, language):
    request = sent("gaoshi", "fangshi")
    own = check_page(client.get(request_url(request, language)), language, quoted=QUOTED)
    assert f"{url(request, language)}" in own.source
    check_page(client.get(url(request, language)), language, quoted=QUOTED)
    for _press in range(2):
        answer = name(client, request, language, other_scope="all")
        assert answer.status_code == 303
    assert to(ANNA.address) == [("second-contact", "en", "waiting")]
    assert (contact().name, contact().scope, contact().language) == ("Anna Chen", "all", "en")
    assert [c.how for c in queries.consents_of(db.session(), request.id)][-1] == "second_contact"
    [version] = db.session.query(RequestVersion)
    assert version.fields == {"second_name": None}
    acts = db.session.query(AuditEvent).filter_by(action="name-second")
    assert [(act.actor, act.detail) for act in acts] == [("homeowner", {})]
    page = check_page(client.get(answer.location), language, quoted=QUOTED)
    assert "Anna Chen" in page.source
    again = check_page(client.get(url(request, language)), language, quoted=QUOTED)
    assert 'value="anna@example.com"' in again.source
    # It is asked anew whether they agreed.
    assert not [box for box in again.all("input") if box.get("name") == "other_agreed" and box.get("checked")]


def test_another_one_takes_the_place_and_the_first_hears_and_opens_nothing(firms, client, app):
    request = sent("gaoshi", "fangshi", second=ANNA, email="chen@example.com")
    work()
    answered(request)
    link = request_url(request)
    assert [state for _kind, _language, state in to(ANNA.address)] == ["sent", "waiting", "waiting"]
    answer = name(client, request, **BEN)
    assert answer.status_code == 303
    assert answer.location.split("?")[0] == request_url(now(request))
    assert app.test_client().get(link).status_code == 404
    assert [state for _kind, _language, state in to(ANNA.address)] == ["sent", "cancelled", "waiting"]
    with unit() as session:
        actions.decline(session, leads(request)[1].id, "too_busy", "web")
    work()
    # What hangs on the question is withdrawn where it would be put into words.
    assert [state for _kind, _language, state in to(ANNA.address)] == ["sent", "cancelled", "cancelled"]
    assert to(BEN_PHONE)[:2] == [("second-contact", "zh-Hant", "sent"), ("declined", "zh-Hant", "sent")]
    assert NEW_LINK in [kind for kind, _language, _state in to("chen@example.com")]
    assert NEW_LINK not in [kind for kind, _language, _state in to(BEN_PHONE)]
    record = queries.consents_of(db.session(), request.id)
    assert [(c.state, c.name) for c in record if c.how and c.how.startswith("second")] == [
        ("given", "Anna Chen"),
        ("withdrawn", "Anna Chen"),
        ("given", "Ben Chen"),
    ]
    assert consents.is_whole(record)


@pytest.mark.parametrize("is_over", [False, True])
def test_whoever_is_removed_hears_and_opens_nothing(firms, client, app, is_over):
    request = sent("gaoshi", "fangshi", second=replace(ANNA, scope="all"), email="chen@example.com")
    link = request_url(request)
    if is_over:
        with unit() as session:
            actions.close(session, request.id)
    else:
        answered(request)
    answer = remove(client, request)
    assert answer.status_code == 303
    assert contact() is None
    assert app.test_client().get(link).status_code == 404
    # The browser that removed them is led on.
    assert client.get(link, follow_redirects=True).status_code == 200
    assert client.post(f"{link}/second", data={"action": "remove"}).status_code == 303
    with unit() as session:
        actions.tell_homeowner(session, "undelivered", ("lead", leads(request)[1].id), now(request))
    work()
    assert {state for _kind, _language, state in to(ANNA.address)} == {"cancelled"}
    assert [act.action for act in db.session.query(AuditEvent).filter_by(action="remove-second")] == ["remove-second"]
    page = check_page(client.get(answer.location), "zh-hans", quoted=QUOTED)
    assert "anna@example.com" in page.source  # What it said before.
    assert ("/second" in page.source) == (not is_over)


def test_the_same_one_in_another_language_is_not_told_again(firms, client):
    request = sent("gaoshi", "fangshi", second=ANNA)
    work()
    with unit() as session:
        actions.decline(session, leads(request)[1].id, "too_busy", "web")
    link = request_url(request)
    name(client, request, other_language="zh-hans", other_name="安娜")
    assert request_url(now(request)) == link
    assert to(ANNA.address) == [("second-contact", "en", "sent"), ("declined", "zh-Hans", "waiting")]
    assert db.session.query(RequestVersion).one().fields == {"second_name": "Anna Chen", "second_language": "en"}
    page = client.get(link)
    assert "English" in check_page(page, "zh-hans", quoted=QUOTED).source


def test_whoever_had_stopped_it_and_agreed_anew_is_told_anew(firms, client):
    request = sent("gaoshi", second=ANNA)
    with unit() as session:
        actions.stop_second(session, request.id)
    assert to(ANNA.address) == [("second-contact", "en", "cancelled")]
    name(client, request)
    work()
    assert to(ANNA.address) == [("second-contact", "en", "cancelled"), ("second-contact", "en", "sent")]
    assert contact().stopped_at is None


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({"other_name": "", "other_contact": ""}, "other_name"),
        ({"other_contact": ""}, "other_name"),
        ({"other_name": ""}, "other_contact"),
        ({"other_contact": "12"}, "other_contact"),
        ({"other_contact": "301-555-0142"}, "other_contact"),
        ({"other_contact": "CHEN@example.com"}, "other_contact"),
        ({"other_agreed": ""}, "other_agreed"),
    ],
)
def test_it_is_checked_as_on_the_form(firms, client, typed, field):
    request = sent("gaoshi", email="chen@example.com")
    answer = name(client, request, **typed)
    assert answer.status_code == 400
    page = check_page(answer, "zh-hans", quoted=(*QUOTED, "CHEN@example.com"))
    assert f'href="#{field}"' in page.source
    assert contact() is None
    assert messages(db.session(), "second-contact") == []


def test_a_name_with_a_link_of_ours_is_refused(firms, client):
    request = sent("gaoshi")
    assert name(client, request, other_name=f"Anna http://localhost{request_url(request)}").status_code == 400
    assert contact() is None


def test_a_request_that_is_over_names_nobody(firms, client):
    request = sent("gaoshi")
    with unit() as session:
        actions.close(session, request.id)
    assert client.get(url(request)).location.split("?")[0] == request_url(request)
    assert client.post(url(request), data=TYPED).status_code == 400
    assert contact() is None
    assert "/second" not in client.get(request_url(request)).text


def test_named_too_often_today_nobody_is_written_to(firms, client, app):
    app.config["RATE_LIMITS"] = True
    answers = [name(client, sent("gaoshi", details=f"x{number}", key=f"k{number}")) for number in range(4)]
    assert [answer.status_code for answer in answers] == [303, 303, 303, 400]
    assert 'href="#other_contact"' in answers[-1].text


def test_no_business_reads_or_hears_of_it(firms, client):
    request = sent("gaoshi", "fangshi", second=ANNA)
    answered(request)
    name(client, request, **BEN)
    remove(client, request)
    assert messages(db.session(), CHANGED) == []
    page = client.get(lead_url(leads(request)[0])).text
    for word in ("Anna", "Ben Chen", ANNA.address, "202-555-0144"):
        assert word not in page


def test_whoever_was_removed_is_forgotten_with_the_request(firms, client):
    first = replace(ANNA, channel="sms", address="+12025550177")
    request = sent("gaoshi", "fangshi", second=first)
    work()
    name(client, request, **BEN)
    work()
    remove(client, request)
    for address in (first.address, BEN_PHONE):
        assert {"messages", "request_versions"} <= set(traces(now(request), address))
    delete(now(request))
    for address in (first.address, BEN_PHONE):
        assert list(traces(now(request), address)) == []
    assert db.session.query(Consent).filter(Consent.how == "second_contact").count() == 2
