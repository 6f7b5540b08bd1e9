"""Every answer on the page of one lead: what it does, who gave it, and that nobody else's people get there."""

import pytest
from werkzeug.test import TestResponse

from directory.audit import AuditEvent
from directory.foundation.db import db
from directory.foundation.unit import unit
from directory.inbox.actions import receive_text
from directory.kernel.language import LANGUAGES
from directory.leads.rules import note_mark
from tests.factories.answers import PHONES, request_url
from tests.factories.people import member, signed_in
from tests.factories.requests import listed, messages, sent
from tests.inbox.customers import QUOTED, SECRETS, desk, do, leads, read, url
from tests.page import Page, check_page, words


@pytest.fixture
def owner(app, client, clock):
    """A signed-in owner of one of two listed businesses; the person's id."""
    listed("gaoshi", "fangshi")
    with unit() as session:
        person_id = member(session, "gaoshi").person_id
    signed_in(client, person_id)
    return person_id


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
        ({"action": "reopen"}, "quoted"),
        ({"action": "lost", "reason": "price"}, "lost"),
        ({"action": "reopen"}, "quoted"),
        ({"action": "won"}, "won"),
        ({"action": "won"}, "won"),
        ({"action": "note", "note": "", "kept": note_mark("门铃坏了")}, "won"),
    ):
        answer = client.post(path, data=step)
        assert (answer.status_code, answer.headers["Location"]) == (303, path)
        assert leads()[0].state == state
    assert leads()[0].accepted_how == "page"
    assert 'value="reopen"' in client.get(path).text
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


@pytest.mark.parametrize("language", list(LANGUAGES))
def test_a_note_that_a_colleague_kept_meanwhile_is_not_lost(client, owner, language):
    sent("gaoshi")
    path = url(leads()[0].id, language)

    def keep(note: str, shown: str) -> TestResponse:
        return client.post(path, data={"action": "note", "note": note, "kept": shown})

    def shown_note(page: Page) -> str:
        return next(str(e.get("value")) for e in page.all("input") if e.get("name") == "kept")

    shown = shown_note(read(client, path, language))
    assert [keep("楼上不热", shown).status_code for _ in range(2)] == [303, 303]
    answer = keep("陈女士", shown)
    assert answer.status_code == 400
    page = check_page(answer, language, quoted=QUOTED)
    assert leads()[0].note == "楼上不热"
    assert [words(paragraph) for paragraph in page.all("p") if words(paragraph) == "楼上不热"]
    [typed] = [
        paragraph.text.strip()
        for paragraph in page.all("textarea")
        if paragraph.get("name") == "note" and paragraph.get("id") == "own-note"
    ]
    assert typed == "陈女士"
    # Seen both: the next press is a choice. So it is where the note was taken away.
    assert keep("陈女士", shown_note(page)).status_code == 303
    assert keep("", note_mark("陈女士")).status_code == 303
    answer = keep("陈女士", note_mark("陈女士"))
    assert answer.status_code == 400
    assert shown_note(check_page(answer, language, quoted=QUOTED)) == ""
    assert leads()[0].note is None


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
