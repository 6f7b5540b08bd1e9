"""Mails that answer nothing their reader did carry the link that turns them off; one press is enough."""

from collections.abc import Iterator
from dataclasses import replace

import pytest
from flask import Flask
from flask.testing import FlaskClient

from directory.foundation.db import db
from directory.kernel.language import LANGUAGES, by_tag
from directory.outbox import registry, topics
from directory.outbox.models import TopicStop
from directory.outbox.topics import Topic
from tests.outbox.conftest import MAIL, Outcomes, Post, dead_letters, send
from tests.page import check_page
from tests.support.fake_smtp import FakeSmtp

#: What a mail program sends when its reader presses its button (RFC 8058).
ONE_CLICK = {"List-Unsubscribe": "One-Click"}


@pytest.fixture(autouse=True)
def _may_be_turned_off(_kind: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(registry.kinds, "test", replace(registry.kinds["test"], topic=Topic.CUSTOMERS))


@pytest.fixture
def path(app: Flask) -> Iterator[str]:
    """The link of a mail to `MAIL`, in the language of its reader."""
    app.config["WTF_CSRF_ENABLED"] = True
    return topics.path(Topic.CUSTOMERS, MAIL, by_tag("zh-Hant"))


def _stops() -> int:
    db.session.rollback()
    return db.session.query(TopicStop).count()


@pytest.mark.parametrize(("base_url", "is_one_click"), [("https://lengnuan.example", True), ("http://x.test", False)])
def test_a_mail_has_the_link_in_its_head_and_in_its_words(
    app: Flask, post: Post, mailer: FakeSmtp, base_url: str, is_one_click: bool
) -> None:
    app.config["BASE_URL"] = base_url
    assert send(post(channel="email")).state == "sent"
    [mail] = mailer.to(MAIL)
    link = f"{base_url}{topics.path(Topic.CUSTOMERS, MAIL, by_tag('zh-Hant'))}"
    assert mail.message["List-Unsubscribe"] == f"<{link}>"
    assert mail.message["List-Unsubscribe-Post"] == ("List-Unsubscribe=One-Click" if is_one_click else None)
    assert link in mail.text
    html = mail.message.get_body(("html",))
    assert html is not None
    assert link in html.get_content()
    assert MAIL.partition("@")[0] not in link


def test_a_mail_that_answers_its_readers_act_has_none(
    app: Flask, post: Post, mailer: FakeSmtp, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(registry.kinds, "test", replace(registry.kinds["test"], topic=None))
    send(post(channel="email"))
    [mail] = mailer.to(MAIL)
    assert mail.message["List-Unsubscribe"] is None
    assert "/emails/" not in mail.text


def test_which_kinds_may_be_turned_off(app: Flask) -> None:
    """Of these alone: no code, no link that was asked for, no receipt, and nothing that only fails are told by."""
    by_topic = {topic: {kind for kind, made in registry.kinds.items() if made.topic == topic} for topic in Topic}
    by_topic[Topic.CUSTOMERS] -= {"test"}
    firms = "lead reminder replied price-accepted request-changed ways-left not-agreed not-chosen request-deleted"
    firms += " made-other-arrangements card-wanted review-written"
    firms += " visit-wanted visit-booked visit-address visit-off visit-fell-through visit-tomorrow"
    assert by_topic == {
        Topic.CUSTOMERS: set(firms.split()),
        Topic.LISTING: {"still-true"},
        Topic.REMINDERS: {"visit-reminder", "review-asked"},
        Topic.COPIES: {"second-contact"},
        Topic.MORNING: {"morning"},
    }


def test_one_press_of_a_mail_program_is_enough(
    client: FlaskClient, post: Post, mailer: FakeSmtp, path: str, outcomes: Outcomes
) -> None:
    """Without a cookie, a page seen before or a redirect; what waits already is not sent, and somebody hears of it."""
    waiting = post(channel="email")
    answer = client.post(path, data=ONE_CLICK)
    assert answer.status_code == 200
    assert answer.headers["Cache-Control"] == "no-store"
    assert client.post(path, data=ONE_CLICK).status_code == 200
    assert _stops() == 1
    message = send(waiting)
    assert (message.state, message.error_kind) == ("failed", "stopped")
    assert outcomes == [(waiting, "failed")]
    assert len(dead_letters()) == 1
    assert mailer.mails == []


def test_what_nobody_waits_for_is_left_out_without_an_alarm(
    client: FlaskClient, post: Post, mailer: FakeSmtp, path: str
) -> None:
    client.post(path, data=ONE_CLICK)
    assert send(post(channel="email", priority="notice")).state == "suppressed"
    assert (dead_letters(), mailer.mails) == ([], [])


def test_it_is_one_topic_of_one_address_and_can_be_turned_on_again(
    client: FlaskClient, post: Post, mailer: FakeSmtp, path: str
) -> None:
    client.post(path, data=ONE_CLICK)
    assert not topics.is_off_for(db.session(), Topic.LISTING, MAIL)
    assert topics.is_off_for(db.session(), Topic.CUSTOMERS, MAIL.upper())
    assert send(post(subject=("thing", 2), channel="email", to="other@example.com")).state == "sent"
    client.post(path, data={"emails": "on"})
    assert send(post(subject=("thing", 3), channel="email")).state == "sent"


@pytest.mark.parametrize("language", list(LANGUAGES))
def test_the_page_says_how_it_stands_and_opening_it_changes_nothing(client: FlaskClient, language: str) -> None:
    path = topics.path(Topic.CUSTOMERS, MAIL, LANGUAGES[language])
    for _ in range(20):
        page = client.get(path)
    assert (page.status_code, _stops()) == (200, 0)
    check_page(page, language)
    after = client.post(path, data={"emails": "off"})
    check_page(after, language)
    assert after.text != page.text
    assert client.get(path).text.count('value="on"') == 1


@pytest.mark.parametrize(
    "change",
    [
        lambda path: path.replace("customers", "listing"),
        lambda path: path.replace("customers", "everything"),
        lambda path: path[:-1],
        lambda path: path[:-1] + ("A" if path[-1] != "A" else "B"),
        lambda path: path[: path.rindex("/") + 1] + "冷" * 44,
    ],
    ids=["topic", "no topic", "cut", "signature", "not ascii"],
)
def test_a_link_that_we_did_not_write_opens_and_turns_off_nothing(client: FlaskClient, path: str, change) -> None:
    assert [client.get(change(path)).status_code, client.post(change(path), data=ONE_CLICK).status_code] == [404, 404]
    assert _stops() == 0
