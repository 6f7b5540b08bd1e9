"""Sessions over HTTP: how they begin, where they lead, and everything that ends them."""

from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import event, select
from sqlalchemy.orm import Session

from directory.accounts import access, actions
from directory.accounts.models import SignIn
from directory.accounts.rules import (
    OPERATOR_IDLE,
    OPERATOR_LIFE,
    SESSION_IDLE,
    SESSION_LIFE,
)
from directory.foundation.db import db
from directory.foundation.unit import unit
from tests.accounts.conftest import (
    OWNER,
    Shop,
    ask,
    count_codes,
    enter,
    last_digits,
)
from tests.conftest import MovableClock
from tests.factories.people import person, signed_in
from tests.support import databases


def test_token_is_new_at_every_sign_in(client: FlaskClient, session: Session, shop: Shop) -> None:
    client.set_cookie("lengnuan_session", "A" * 22)
    ask(client, OWNER)
    enter(client, last_digits(OWNER))
    first = client.get_cookie("lengnuan_session")
    assert first is not None
    assert first.value != "A" * 22
    ask(client, OWNER)
    enter(client, last_digits(OWNER))
    second = client.get_cookie("lengnuan_session")
    assert second is not None
    assert second.value != first.value
    # The browser has one session: the former one ended with the second sign-in.
    client.set_cookie("lengnuan_session", first.value)
    assert client.get("/zh-hans/account").status_code == 303


def test_cookie_is_worth_nothing_after_signing_out(client: FlaskClient, shop: Shop) -> None:
    token = signed_in(client, shop.owner)
    answer = client.post("/en/sign-out")
    assert (answer.status_code, answer.location) == (303, "/en/")
    assert "storage" in answer.headers["Clear-Site-Data"]
    assert client.get_cookie("lengnuan_session") is None
    client.set_cookie("lengnuan_session", token)
    assert client.get("/en/account").location == "/en/sign-in?next=/en/account"
    assert client.post("/en/sign-out").status_code == 303


@pytest.mark.engine_cases
@pytest.mark.parametrize("ended", ["revoked", "suspended", "idle", "old", "operator idle", "operator old"])
def test_session_ends(client: FlaskClient, shop: Shop, clock: MovableClock, ended: str) -> None:
    with unit() as session:
        operator = person(session, "+12405550170", operator=True).id
    signed_in(client, operator if "operator" in ended else shop.owner)
    assert client.get("/en/account").status_code == 200
    with unit() as session:
        if ended == "revoked":
            actions.revoke_all(session, shop.owner, "operator:1")
        if ended == "suspended":
            actions.suspend_person(session, shop.owner, "operator:1")
    if "idle" in ended:
        clock.move(seconds=(OPERATOR_IDLE if "operator" in ended else SESSION_IDLE).total_seconds() + 1)
    if "old" in ended:
        step, life = (OPERATOR_IDLE, OPERATOR_LIFE) if "operator" in ended else (SESSION_IDLE, SESSION_LIFE)
        for _ in range(int(life / step * 2) - 1):
            clock.move(seconds=step.total_seconds() / 2)
            assert client.get("/en/account").status_code == 200
        clock.move(seconds=step.total_seconds() / 2)
    assert client.get("/en/account").status_code == 303


def test_suspended_person_stays_out(client: FlaskClient, shop: Shop) -> None:
    with unit() as session:
        actions.suspend_person(session, shop.owner, "operator:1")
    ask(client, OWNER)
    answer = enter(client, last_digits(OWNER))
    assert answer.status_code == 400
    assert client.get_cookie("lengnuan_session") is None
    with unit() as session:
        actions.restore_person(session, shop.owner, "operator:1")
    ask(client, OWNER)
    assert enter(client, last_digits(OWNER)).status_code == 303


@pytest.mark.parametrize(
    "path",
    [
        "https://evil.example/",
        "//evil.example",
        "/\\evil.example",
        "/a//evil.example",
        "javascript:alert(1)",
        "/%0d%0aX:1\r\n",
        "/a\tb",
        "x" * 400,
    ],
)
def test_next_leads_to_own_pages_only(client: FlaskClient, shop: Shop, path: str) -> None:
    ask(client, OWNER, next=path)
    location = enter(client, last_digits(OWNER)).location
    assert location.startswith("/")
    assert "evil" not in location
    assert not location.startswith("//")
    again = client.get("/en/sign-in", query_string={"next": path})
    assert again.location == "/en/manage" or again.location.startswith("/%")


def test_next_leads_back_where_somebody_wanted_to_go(client: FlaskClient, shop: Shop) -> None:
    response = client.get("/zh-hant/manage/gaoshi/people?done=invited")
    assert response.status_code == 303
    assert response.location == "/zh-hant/sign-in?next=/zh-hant/manage/gaoshi/people?done%3Dinvited"
    page = client.get(response.location)
    assert 'value="/zh-hant/manage/gaoshi/people?done=invited"' in page.text
    ask(client, OWNER, "zh-hant", next="/zh-hant/manage/gaoshi/people?done=invited")
    answer = enter(client, last_digits(OWNER), "zh-hant")
    assert answer.location == "/zh-hant/manage/gaoshi/people?done=invited"
    assert client.get(answer.location).status_code == 200


def test_form_is_not_replayed_when_the_session_is_gone(client: FlaskClient, session: Session, shop: Shop) -> None:
    answer = client.post("/en/account", data={"action": "save", "name": "x", "language": "en"})
    assert (answer.status_code, answer.location) == (303, "/en/sign-in?next=/en/account?again%3D1")
    part = client.get(
        "/en/account", headers={"HX-Request": "true", "HX-Current-URL": "http://localhost/en/manage/gaoshi/leads?x=1"}
    )
    assert part.status_code == 401
    assert part.headers["HX-Redirect"] == "/en/sign-in?next=/en/manage/gaoshi/leads"


@pytest.mark.parametrize("address", ["http://[", "http://a:b/en/account", "//[x]/", "http://a:99999/", "", "http://a"])
def test_a_piece_of_a_page_at_no_address_leads_to_signing_in(app: Flask, client: FlaskClient, address: str) -> None:
    app.config["PROPAGATE_EXCEPTIONS"] = False
    part = client.get("/en/account", headers={"HX-Request": "true", "HX-Current-URL": address})
    assert (part.status_code, part.headers["HX-Redirect"]) == (401, "/en/sign-in")


def test_forms_want_their_token(app: Flask, client: FlaskClient, session: Session, shop: Shop) -> None:
    signed_in(client, shop.owner)
    app.config["WTF_CSRF_ENABLED"] = True
    for path, data in (
        ("/en/sign-in", {"address": OWNER}),
        ("/en/sign-in/code", {"code": "12345678"}),
        ("/en/sign-in/prove", {"action": "send", "contact": "1"}),
        ("/en/sign-out", {}),
        ("/en/account", {"action": "end-others"}),
        ("/en/manage/gaoshi/people", {"action": "leave"}),
    ):
        assert client.post(path, data=data).status_code == 400
    assert count_codes(session) == 0
    assert client.get("/en/account").status_code == 200


def test_cookies_are_for_https_alone_where_the_site_is(engine_url: str, tmp_path: Path) -> None:
    app = databases.application(engine_url, tmp_path, BASE_URL="https://lengnuan.example")
    with app.test_request_context("/en/sign-in"):
        answer = app.make_response("")
        access.browser()
        access.remember_browser(answer)
        access.remember_sign_in(answer, "A" * 22)
        access.forget_sign_in(answer)
        cookies = answer.headers.getlist("Set-Cookie")
        db.engine.dispose()
    assert len(cookies) == 3
    for cookie in cookies:
        assert cookie.startswith("__Host-lengnuan_")
        assert "Secure" in cookie
        assert "HttpOnly" in cookie
        assert "Path=/" in cookie
        assert "Domain" not in cookie


def test_visit_is_written_down_now_and_then(
    client: FlaskClient, session: Session, shop: Shop, clock: MovableClock
) -> None:
    signed_in(client, shop.owner)
    began = clock.moment
    for minutes, seen in ((5, began), (6, None), (5, None)):
        clock.move(minutes=minutes)
        client.get("/en/account")
        session.expire_all()
        sign_in = session.scalars(select(SignIn)).one()
        began = sign_in.seen_at if seen is None else seen
        assert sign_in.seen_at == began
    assert sign_in.seen_at == clock.moment - timedelta(minutes=5)


def test_public_pages_read_nothing_about_people(client: FlaskClient, shop: Shop) -> None:
    statements = []
    event.listen(db.engine, "before_cursor_execute", lambda *args: statements.append(args[2]))
    client.get("/en/about/us")
    assert not [statement for statement in statements if "sessions" in statement]
    assert "lengnuan_browser" not in str(client.get("/en/about/us").headers)
