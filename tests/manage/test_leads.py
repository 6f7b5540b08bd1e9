"""The list of a business's leads and the page of one: what is shown when, every answer, and to nobody else."""

import re

import pytest
from sqlalchemy import event

from directory.audit.models import AuditEvent
from directory.foundation.db import db
from directory.foundation.unit import unit
from directory.inbox.actions import receive_text
from directory.kernel.language import LANGUAGES
from directory.leads import actions
from directory.leads.models import Lead
from directory.quotes import actions as quote_actions
from directory.quotes.actions import QuoteDraft
from tests.factories.answers import AD, HOMEOWNER, PHONES, request_url
from tests.factories.people import member, signed_in
from tests.factories.requests import listed, messages, sent
from tests.page import check_page

SECRETS = ("陈女士", "301-555-0142", HOMEOWNER, "chen@example.com", "20850")
WORDS = "楼上不热，请打 301-555-0142 或写信 chen@example.com"
QUOTED = (AD, "高氏冷暖", "方氏冷暖", "陈女士", WORDS, "楼上不热")


@pytest.fixture
def owner(app, client, clock):
    """A signed-in owner of one of two listed businesses; the person's id."""
    listed("gaoshi", "fangshi")
    with unit() as session:
        person_id = member(session, "gaoshi").person_id
    signed_in(client, person_id)
    return person_id


def desk(language="zh-hans", slug="gaoshi", **args):
    return f"/{language}/manage/{slug}/leads" + ("?" + "&".join(f"{k}={v}" for k, v in args.items()) if args else "")


def url(lead: int, language="zh-hans", slug="gaoshi"):
    return f"/{language}/manage/{slug}/leads/{lead}"


def leads() -> list[Lead]:
    return list(db.session.query(Lead).order_by(Lead.id).populate_existing())


def read(client, path, language="zh-hans"):
    response = client.get(path)
    assert response.status_code == 200, response.status_code
    assert response.headers["Cache-Control"] == "no-store"
    return check_page(response, language, quoted=QUOTED)


def do(action, *given, **more):
    with unit() as session:
        action(session, *given, **more)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("tab", ["new", "talks", "done"])
def test_an_empty_list_says_what_will_stand_there(client, owner, language, tab):
    read(client, desk(language, tab=tab), language)


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_tab_holds_its_leads_and_says_how_many(client, owner, clock, language):
    for index in range(5):
        sent("gaoshi", details=WORDS + str(index), urgency=("now", "48h", "week", "month", "plan")[index])
        clock.move(hours=7)
    one, two, three, four, _five = [lead.id for lead in leads()]
    do(actions.accept, one, "page")
    do(actions.accept, two, "page")
    do(quote_actions.quote, two, QuoteDraft(1200, 1500))
    do(quote_actions.reply, two, "homeowner", "能便宜点吗")
    do(actions.accept, three, "page")
    do(actions.win, three)
    do(actions.decline, four, "too_busy", "page")
    found = {tab: read(client, desk(language, tab=tab), language) for tab in ("new", "talks", "done")}
    for page, shown in ((found["new"], 1), (found["talks"], 2), (found["done"], 2)):
        assert len(list(page.all("article"))) == shown
        assert re.findall(r'stands-count">(\d+)<', page.source) == ["1", "2", "2"]
    # A contact only where it was taken; on the list of new ones nothing that was typed as a way to reach somebody.
    assert not [secret for secret in SECRETS if secret in found["new"].source]
    assert f'href="tel:{HOMEOWNER}"' in found["talks"].source
    assert f'href="sms:{HOMEOWNER}' in found["talks"].source
    assert "$1,200" in found["talks"].source
    assert client.get(desk(tab="nonsense")).status_code == 200
    assert client.get(desk(page="x")).status_code == 200


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("state", ["new", "accepted", "quoted", "won", "lost", "declined", "withdrawn", "erased"])
def test_the_page_of_one_lead_in_every_state(client, owner, language, state):
    sent("gaoshi", details=WORDS)
    [lead] = leads()
    if state in ("accepted", "quoted", "won", "lost"):
        do(actions.accept, lead.id, "page")
    if state == "quoted":
        do(quote_actions.quote, lead.id, QuoteDraft(1200, 1500))
    if state == "won":
        do(actions.win, lead.id)
    if state == "lost":
        do(actions.lose, lead.id, "price")
    if state == "declined":
        do(actions.decline, lead.id, "too_busy", "page")
    if state == "withdrawn":
        do(actions.withdraw, lead.id)
    if state == "erased":
        do(actions.erase, lead.request_id)
    page = read(client, url(lead.id, language), language)
    if state in ("accepted", "quoted", "won"):
        assert "陈女士" in page.source
        assert f"tel:{HOMEOWNER}" in page.source
    else:
        assert not [secret for secret in SECRETS if secret in page.source]
    if state in ("lost", "withdrawn", "erased"):
        assert "楼上不热" not in page.source
    read(
        client,
        desk(language, tab="new" if state == "new" else "done" if state not in ("accepted", "quoted") else "talks"),
        language,
    )


@pytest.mark.parametrize("ending", ["withdraw", "close"])
@pytest.mark.parametrize("won", [False, True])
def test_the_contact_disappears_when_it_is_taken_back(client, owner, ending, won):
    sent("gaoshi")
    [lead] = leads()
    do(actions.accept, lead.id, "page")
    if won:
        do(actions.win, lead.id)
    do(actions.withdraw, lead.id) if ending == "withdraw" else do(actions.close, lead.request_id)
    source = client.get(url(lead.id)).text + client.get(desk(tab="done")).text
    # Who was hired stays reachable when the homeowner is done asking.
    assert bool([secret for secret in SECRETS[:3] if secret in source]) == (won and ending == "close")


def test_every_answer_and_who_gave_it(client, owner):
    sent("gaoshi")
    path = url(leads()[0].id)
    for step, state in (
        ({"action": "ask", "text": "机器什么牌子？"}, "new"),
        ({"action": "accept"}, "accepted"),
        ({"action": "accept"}, "accepted"),
        ({"action": "quote", "amount_min": "$1,200"}, "quoted"),
        ({"action": "note", "note": "门铃坏了"}, "quoted"),
        ({"action": "won"}, "won"),
        ({"action": "won"}, "won"),
        ({"action": "note", "note": ""}, "won"),
    ):
        answer = client.post(path, data=step)
        assert (answer.status_code, answer.headers["Location"]) == (303, path)
        assert leads()[0].state == state
    assert leads()[0].accepted_how == "page"
    events = db.session.query(AuditEvent).filter(AuditEvent.action.in_(("ask", "accept", "quote", "win")))
    assert {(e.action, e.actor) for e in events} == {(a, f"person:{owner}") for a in ("ask", "accept", "quote", "win")}
    assert not [e for e in db.session.query(AuditEvent) if "门铃" in str(e.detail)]


def test_a_quote_accepts_as_the_page_does(client, owner):
    sent("gaoshi")
    assert client.post(url(leads()[0].id), data={"action": "quote", "amount_min": "900"}).status_code == 303
    assert (leads()[0].state, leads()[0].accepted_how) == ("quoted", "page")


@pytest.mark.parametrize(
    ("first", "wrong"),
    [
        (None, {"action": "decline"}),
        (None, {"action": "decline", "reason": "unreachable"}),
        (None, {"action": "won"}),
        (None, {"action": "lost", "reason": "price"}),
        (None, {"action": "ask", "text": " "}),
        (None, {"action": "quote", "amount_min": "0"}),
        (None, {"action": "note", "note": "x" * 2001}),
        ("accept", {"action": "lost"}),
        ("accept", {"action": "lost", "reason": "because"}),
    ],
)
def test_what_makes_no_sense_is_said_and_changes_nothing(client, owner, first, wrong):
    sent("gaoshi")
    [lead] = leads()
    if first:
        client.post(url(lead.id), data={"action": first})
    before = leads()[0].state
    answer = client.post(url(lead.id), data=wrong)
    assert answer.status_code == 400
    check_page(answer, "zh-hans", quoted=QUOTED)
    assert (leads()[0].state, leads()[0].note) == (before, None)


def test_an_action_that_does_not_exist(client, owner):
    sent("gaoshi")
    assert client.post(url(leads()[0].id), data={"action": "explode"}).status_code == 400


def test_a_note_is_read_by_this_business_only(client, owner):
    request = sent("gaoshi", "fangshi")
    mine, theirs = leads()
    client.post(url(mine.id), data={"action": "note", "note": "私下备注"})
    assert "私下备注" in client.get(url(mine.id)).text
    with unit() as session:
        other = member(session, "fangshi", phone="+12405550151").person_id
    signed_in(client, other)
    assert "私下备注" not in client.get(url(theirs.id, slug="fangshi")).text
    assert "私下备注" not in client.get(request_url(request)).text


def test_another_businesss_people_find_nothing(client, owner):
    sent("gaoshi", "fangshi")
    mine, theirs = leads()
    for path in (desk(slug="fangshi"), url(theirs.id), url(theirs.id, slug="fangshi"), url(999), url(2**40)):
        assert client.get(path).status_code == 404
    for path in (url(theirs.id), url(theirs.id, slug="fangshi"), url(999)):
        assert client.post(path, data={"action": "accept"}).status_code == 404
    assert leads()[1].state == "new"
    assert client.get(url(mine.id)).status_code == 200


def test_nobody_signed_in_is_asked_to(app, owner):
    sent("gaoshi")
    stranger = app.test_client()
    for path in (desk(), url(leads()[0].id)):
        answer = stranger.get(path)
        assert answer.status_code == 303
        assert "/sign-in" in answer.headers["Location"]
    assert stranger.post(url(leads()[0].id), data={"action": "accept"}).status_code == 303
    assert leads()[0].state == "new"


def test_the_list_refreshes_only_when_something_changed(client, owner, clock):
    sent("gaoshi")
    path = re.search(r'hx-get="([^"]+)"', client.get(desk()).text)[1].replace("&amp;", "&")
    again = client.get(path, headers={"HX-Request": "true"})
    assert (again.status_code, again.data) == (204, b"")
    clock.move(minutes=1)
    fresh = client.get(path, headers={"HX-Request": "true"})
    assert fresh.status_code == 200
    assert "<html" not in fresh.text
    assert 'id="leads"' in fresh.text
    # Without script the same address is a whole page.
    assert "<html" in client.get(path).text


def test_twenty_leads_cost_the_statements_of_one(client, owner):
    sent("gaoshi")
    do(actions.accept, leads()[0].id, "page")
    sent("gaoshi")
    paths = [desk(), desk(tab="talks"), url(leads()[0].id)]
    one = [statements(client, path) for path in paths]
    for _ in range(19):
        sent("gaoshi")
    for lead in leads()[2:12]:
        do(actions.accept, lead.id, "page")
        do(quote_actions.ask, lead.id, "什么牌子？")
    assert [statements(client, path) for path in paths] == one
    assert max(one) <= 16


def statements(client, path) -> int:
    seen: list[str] = []

    def count(_connection, _cursor, statement, *_rest):
        if not statement.lstrip().upper().startswith(("SAVEPOINT", "RELEASE", "BEGIN", "PRAGMA")):
            seen.append(statement)

    event.listen(db.engine, "before_cursor_execute", count)
    try:
        assert client.get(path).status_code == 200
    finally:
        event.remove(db.engine, "before_cursor_execute", count)
    return len(seen)


def test_a_long_list_has_pages(client, owner):
    for _ in range(21):
        sent("gaoshi")
    first, second = (read(client, desk(page=page)) for page in (1, 2))
    assert len(list(first.all("article"))) == 20
    assert len(list(second.all("article"))) == 1
    assert len(list(read(client, desk(page=99)).all("article"))) == 1


def test_the_page_and_the_digits_agree(client, owner, session):
    sent("gaoshi")
    [lead] = leads()
    client.post(url(lead.id), data={"action": "accept"})
    do(receive_text, PHONES["gaoshi"], str(lead.accept_digit), "SM1")
    assert [m.kind for m in messages(session, "already-accepted")] == ["already-accepted"]
    assert messages(session, "contact") == []
    sent("gaoshi")
    second = leads()[1]
    do(receive_text, PHONES["gaoshi"], str(second.accept_digit), "SM2")
    assert client.post(url(second.id), data={"action": "accept"}).status_code == 303
    assert client.post(url(second.id), data={"action": "decline", "reason": "spam"}).status_code == 303
    assert leads()[1].state == "lost"


def test_a_lead_declined_by_text_cannot_be_accepted_on_the_page(client, owner):
    sent("gaoshi")
    [lead] = leads()
    do(receive_text, PHONES["gaoshi"], str(lead.accept_digit + 1), "SM1")
    answer = client.post(url(lead.id), data={"action": "accept"})
    assert answer.status_code == 400
    page = check_page(answer, "zh-hans", quoted=QUOTED)
    assert leads()[0].state == "declined"
    assert not [secret for secret in SECRETS if secret in page.source]
