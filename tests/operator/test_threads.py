"""Texts as conversations: unread first, what was understood and answered, and an answer from the desk."""

import re
from itertools import count

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from directory.accounts.routes.operator import PAGE
from directory.foundation.html import absolute
from directory.foundation.unit import unit
from directory.inbox.actions import receive_text
from directory.inbox.rules import Meaning
from directory.kernel.language import LANGUAGES
from directory.leads.models import Lead
from directory.outbox.deliver import compose_now
from directory.outbox.models import DeskText, InboundText, Message
from directory.outbox.queries import threads
from directory.texts.rules.case import Intent
from tests.conftest import MovableClock
from tests.factories import answers
from tests.operator.conftest import Desk, acts, one_engine
from tests.page import check_page, words
from tests.support.worlds import once

GAOSHI = answers.PHONES["gaoshi"]
QUOTED = ("高氏冷暖", "方氏冷暖", "陈女士", "你们是谁啊", "3号下午可以去看看机器吗")
_numbers = count()


def text(sender: str, body: str) -> int:
    """A text comes in; its id."""
    reference = f"SMthread{next(_numbers)}"
    with unit() as session:
        receive_text(session, sender, body, reference)
        return session.scalars(select(InboundText.id).where(InboundText.provider_reference == reference)).one()


def unread(sender: str) -> int:
    """A text that a person has to read; its id."""
    with unit() as session:
        inbound = InboundText(
            provider_reference=f"SMunread{next(_numbers)}", sender=sender, body="hm?", meaning="unclear"
        )
        session.add(inbound)
        session.flush()
        return inbound.id


@pytest.fixture
def talk(desk: Desk, clock: MovableClock) -> int:
    """高氏 takes a customer and writes to her; the id of its last text."""
    return _talk(clock)


@once
def _talk(clock: MovableClock) -> int:
    answers.quote_request()
    clock.move(minutes=1)
    text(GAOSHI, "1")
    clock.move(minutes=3)
    return text(GAOSHI, "3号下午可以去看看机器吗")


def write(desk: Desk, path: str, words_typed: str, key: str = "k1") -> object:
    return desk.client.post(path, data={"action": "write", "key": key, "text": words_typed})


def test_every_intent_has_its_word() -> None:
    assert set(Meaning) == {*Intent, "visit", "picked", "done", "help", "other"}


@one_engine
@pytest.mark.parametrize("language", LANGUAGES)
def test_a_conversation_in_every_language(desk: Desk, talk: int, language: str) -> None:
    for path in ("/admin/threads", f"/admin/threads/{talk}", "/admin/threads/contacts/1"):
        page = check_page(desk.client.get(f"{path}?lang={language}"), language, quoted=QUOTED)
        assert "240-555-0110" in words(page.root)


def test_a_conversation_stands_in_order_with_what_was_understood_and_answered(desk: Desk, talk: int) -> None:
    page = check_page(desk.client.get(f"/admin/threads/{talk}"), "en", quoted=QUOTED)
    lines = [words(line) for line in page.all("li") if (line.get("class") or "").startswith(("adm-in", "adm-sent"))]
    assert "Read as: yes to a customer · Rockville" in lines[1]
    assert "answered: SMS · the customer's number" in lines[1]
    assert "the customer's number" in lines[2]
    assert "3号下午可以去看看机器吗" in lines[3]
    assert "Read as: words for a customer · Rockville" in lines[3]
    assert "passed on to the customer" in lines[3]
    assert "answer: passed on to the customer" in lines[4]
    assert "Gaoshi Lengnuan" in words(page.root)


def test_no_phone_stands_in_an_address(desk: Desk, talk: int) -> None:
    for path in ("/admin/threads", f"/admin/threads/{talk}", "/admin"):
        links = re.findall(r'(?:href|action)="([^"]*)"', desk.client.get(path).text)
        assert not [link for link in links if "5550110" in link and not link.startswith("tel:")]


def test_unread_phones_come_first_and_pages_follow_on(desk: Desk, session: Session) -> None:
    with unit() as session:
        for number in range(2 * PAGE + 5):
            sender = f"+1240555{1000 + number}"
            session.add(
                InboundText(
                    provider_reference=f"n{number}", sender=sender, body="hm", meaning="unclear", is_read=number % 3 > 0
                )
            )
    shown: list[str] = []
    path: str | None = "/admin/threads"
    while path:
        page = check_page(desk.client.get(path), "en")
        shown += re.findall(r"240-555-(\d{4})", " ".join(words(line) for line in page.all("li")))
        path = next((link.get("href") for link in page.all("a") if words(link) == "Older"), None)
    unread = [number for number in range(2 * PAGE + 4, -1, -1) if number % 3 == 0]
    read = [number for number in range(2 * PAGE + 4, -1, -1) if number % 3]
    assert [int(number) - 1000 for number in shown] == [*unread, *read]


def test_all_is_read_by_one_press_but_what_came_since(desk: Desk, talk: int, session: Session) -> None:
    page = desk.client.get("/admin/threads").text
    newest = re.search(r'name="up_to" value="(\d+)"', page)
    assert newest
    later = unread("+12405550198")
    desk.post("/admin/threads", "read", up_to=newest[1])
    assert acts(session, desk.actor) == ["read-texts"]
    assert [thread.newest.id for thread in threads(session, 9) if thread.unread] == [later]
    desk.post("/admin/threads", "read", up_to=newest[1])
    assert acts(session, desk.actor) == ["read-texts"]
    assert desk.client.post("/admin/threads", data={"up_to": "x"}).status_code == 400


def test_one_conversation_is_read_by_itself(desk: Desk, talk: int, session: Session) -> None:
    other = unread("+12405550198")
    desk.post(f"/admin/threads/{talk}", "read", action="read", up_to=str(other))
    assert [thread.newest.id for thread in threads(session, 9) if thread.unread] == [other]


def test_an_answer_goes_out_by_our_number_once_and_what_was_asked_is_read(
    desk: Desk, talk: int, session: Session
) -> None:
    for _ in range(2):
        assert write(desk, f"/admin/threads/{talk}", "陈女士下午在家。").status_code == 303  # type: ignore[attr-defined]
    session.rollback()
    message = session.scalars(select(Message).where(Message.kind == "desk-text")).one()
    assert (message.recipient, message.channel, message.state, message.language) == (
        GAOSHI,
        "sms",
        "waiting",
        "zh-Hans",
    )
    content = compose_now(session, message)
    assert content is not None
    assert content.body == "【冷暖专版】陈女士下午在家。"
    assert acts(session, desk.actor) == ["write-text"]
    assert not [thread for thread in threads(session, 9) if thread.unread]
    shown = words(check_page(desk.client.get(f"/admin/threads/{talk}"), "en", quoted=QUOTED).root)
    assert "a text from the desk" in shown


def test_a_firm_that_never_wrote_is_written_to_by_its_contact(desk: Desk, session: Session) -> None:
    answers.quote_request()
    assert write(desk, "/admin/threads/contacts/1", "Hello", "k9").status_code == 303  # type: ignore[attr-defined]
    assert session.scalars(select(DeskText.phone)).one() == GAOSHI


@one_engine
@pytest.mark.parametrize("language", LANGUAGES)
def test_whoever_opted_out_is_not_texted_and_the_desk_says_why(
    desk: Desk, talk: int, session: Session, language: str
) -> None:
    text(GAOSHI, "STOP")
    page = check_page(desk.client.get(f"/admin/threads/{talk}?lang={language}"), language, quoted=QUOTED)
    assert not list(page.all("textarea"))
    refused = write(desk, f"/admin/threads/{talk}", "Hello")
    assert refused.status_code == 400  # type: ignore[attr-defined]
    check_page(refused, language, quoted=QUOTED)  # type: ignore[arg-type]
    assert not session.scalars(select(DeskText)).all()


def test_a_phone_that_opts_out_meanwhile_gets_nothing(desk: Desk, talk: int, session: Session) -> None:
    write(desk, f"/admin/threads/{talk}", "Hello")
    text(GAOSHI, "STOP")
    session.rollback()
    assert session.scalars(select(Message.state).where(Message.kind == "desk-text")).one() == "suppressed"


@one_engine
@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("", "Write a few words first."),
        ("字" * 400, "This takes 7 texts; at most 5 go at once. Shorten it."),
        ("see {site}/en/requests/AAAAAAAAAAAAAAAAAAAAAA", "Please leave out links to this site"),
        ("x" * 1001, "Please keep it under 1000 characters."),
    ],
)
def test_words_that_cannot_go_stay_on_the_page(
    desk: Desk, talk: int, session: Session, typed: str, sentence: str
) -> None:
    typed = typed.format(site=absolute(""))
    refused = write(desk, f"/admin/threads/{talk}", typed)
    page = check_page(refused, "en", quoted=(*QUOTED, typed))  # type: ignore[arg-type]
    assert refused.status_code == 400  # type: ignore[attr-defined]
    assert sentence in words(page.root)
    assert typed in refused.text  # type: ignore[attr-defined]
    assert not session.scalars(select(DeskText)).all()


def test_a_short_code_and_strangers_can_be_read(desk: Desk, session: Session) -> None:
    for sender in ("72345", "+447700900123"):
        page = check_page(desk.client.get(f"/admin/threads/{text(sender, '<b>hi</b>')}"), "en")
        assert "Texts go to US and Canadian phone numbers only" in words(page.root)
        assert "<b>hi" not in page.source
    assert desk.client.get("/admin/threads/999").status_code == 404
    assert desk.client.get("/admin/threads/contacts/999").status_code == 404


def test_a_homeowners_thread_names_her_request(desk: Desk, session: Session) -> None:
    request = answers.quote_request()
    number = text(answers.HOMEOWNER, "谢谢")
    page = check_page(desk.client.get(f"/admin/threads/{number}"), "en", quoted=(*QUOTED, "谢谢"))
    assert f"Request {request.number}" in words(page.root)
    assert session.scalars(select(Lead)).first() is not None


def test_a_long_conversation_is_read_page_by_page(desk: Desk, clock: MovableClock, session: Session) -> None:
    sender = "+12405550198"
    with unit() as session:
        for number in range(PAGE + 30):
            moment = clock.move(seconds=30)
            session.add(
                InboundText(
                    provider_reference=f"l{number}",
                    sender=sender,
                    body=f"word{number}",
                    meaning="unclear",
                    received_at=moment,
                )
            )
    first = check_page(desk.client.get(f"/admin/threads/{PAGE + 30}"), "en")
    older = next(link.get("href") for link in first.all("a") if words(link) == "Older")
    second = check_page(desk.client.get(older), "en")
    both = re.findall(r"word(\d+)", words(second.first("ol"))) + re.findall(r"word(\d+)", words(first.first("ol")))
    assert [int(number) for number in both] == list(range(PAGE + 30))
