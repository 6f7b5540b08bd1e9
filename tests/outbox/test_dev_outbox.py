"""The development outbox: here only, and as the recipient would read it."""

import pytest
from flask import Flask
from flask.testing import FlaskClient

from directory.config import DEVELOPMENT
from directory.foundation.db import db
from directory.foundation.unit import unit
from directory.outbox import actions
from directory.outbox.models import InboundText
from tests.outbox.conftest import MAIL, PHONE, Post, send
from tests.page import check_page

PAGES = ("/dev/outbox", "/dev/outbox.json")


@pytest.fixture
def development(app: Flask) -> None:
    app.config["LENGNUAN_ENV"] = DEVELOPMENT


@pytest.mark.parametrize("path", PAGES)
def test_it_is_not_there_in_production(client: FlaskClient, path: str) -> None:
    assert client.get(path).status_code == 404
    assert client.post("/dev/outbox/answer", data={"from": PHONE, "body": "1"}).status_code == 404


@pytest.mark.parametrize("path", PAGES)
@pytest.mark.parametrize("address", ["192.0.2.1", "::ffff:192.0.2.1", "0.0.0.0"])
def test_it_is_not_there_for_others(client: FlaskClient, development: None, path: str, address: str) -> None:
    assert client.get(path, environ_overrides={"REMOTE_ADDR": address}).status_code == 404


def test_it_lists_every_message_newest_first(client: FlaskClient, development: None, post: Post) -> None:
    send(post())
    post(channel="email")
    answer = client.get("/dev/outbox.json")
    assert answer.headers["Cache-Control"] == "no-store"
    assert [(message["channel"], message["to"], message["state"]) for message in answer.json] == [
        ("email", MAIL, "waiting"),
        ("sms", PHONE, "sent"),
    ]
    assert set(answer.json[1]) == {"channel", "to", "subject", "text", "segments", "state", "created_at"}
    assert (answer.json[1]["text"], answer.json[1]["segments"]) == ("您好 1 zh-Hant", 1)


@pytest.mark.parametrize(("header", "language"), [("en", "en"), ("zh-CN", "zh-hans"), ("zh-TW", "zh-hant")])
def test_it_is_a_page_in_the_visitors_language(
    client: FlaskClient, development: None, post: Post, header: str, language: str
) -> None:
    headers = {"Accept-Language": header}
    check_page(client.get("/dev/outbox", headers=headers), language)
    send(post())
    send(post(channel="email"))
    page = client.get("/dev/outbox", headers=headers)
    check_page(page, language)
    assert "您好 1 zh-Hant" in page.text
    assert "240-555-0111" in page.text


def test_an_answer_comes_in_as_if_the_gateway_had_brought_it(
    client: FlaskClient, development: None, post: Post
) -> None:
    send(post())
    assert client.post("/dev/outbox/answer", data={"from": PHONE, "body": "停"}).status_code == 303
    assert db.session.query(InboundText).one().meaning == "stop"
    with unit() as session:
        assert actions.enqueue(session, "test", ("thing", 2), "sms", PHONE, "en").state == "suppressed"
    assert "停" in client.get("/dev/outbox").text
