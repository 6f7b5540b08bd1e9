"""What machines ask: alive, ready, how much."""

from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import text
from sqlalchemy.orm import Session

from directory.foundation.db import db
from directory.foundation.unit import unit
from directory.outbox.actions import enqueue
from tests.support import databases

HERE = {"REMOTE_ADDR": "127.0.0.1"}


def test_alive_and_ready_when_all_is_well(client: FlaskClient) -> None:
    assert client.get("/healthz").text == "ok\n"
    assert (client.get("/readyz").status_code, client.get("/readyz").text) == (200, "ready\n")
    assert client.get("/readyz").headers["Cache-Control"] == "no-store"


def test_not_ready_when_a_migration_is_missing(client: FlaskClient, session: Session) -> None:
    revision = session.scalar(text("SELECT version_num FROM alembic_version"))
    try:
        _set_version("0000")
        answer = client.get("/readyz")
        assert answer.status_code == 503
        assert "db upgrade" in answer.text
    finally:
        _set_version(str(revision))


def _set_version(number: str) -> None:
    db.session.rollback()
    with db.engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = :n"), {"n": number})


def test_alive_but_not_ready_when_the_database_is_away(tmp_path: Path) -> None:
    app = databases.application("postgresql+psycopg://nobody@127.0.0.1:1/none", tmp_path)
    client = app.test_client()
    assert client.get("/healthz").status_code == 200
    answer = client.get("/readyz")
    assert answer.status_code == 503
    assert "does not answer" in answer.text
    assert "nobody" not in answer.text


@pytest.mark.own_application
def test_metrics_count_routes_and_never_paths(client: FlaskClient, session: Session) -> None:
    with unit() as session:
        enqueue(session, "listing-report", ("report", 1), "email", "operator@example.com", "en", priority="operator")
    client.get("/en/about/us")
    client.get("/en/requests/AAAAAAAAAAAAAAAAAAAAAA")
    answer = client.get("/metrics", environ_base=HERE)
    assert answer.status_code == 200
    assert answer.content_type.startswith("text/plain; version=")
    assert 'lengnuan_messages{channel="email",state="waiting"} 1.0' in answer.text
    assert 'method="GET",route="/<lang:lang>/requests/<token>",status="404"} 1.0' in answer.text
    assert "lengnuan_outbox_lag_seconds" in answer.text
    assert "lengnuan_untold_leads 0.0" in answer.text
    assert "lengnuan_refused_total" in answer.text
    assert "AAAAAAAA" not in answer.text
    assert "operator@example.com" not in answer.text


@pytest.mark.parametrize(
    ("address", "headers"),
    [
        ("203.0.113.9", {}),
        ("2001:db8::1", {}),
        ("127.0.0.1", {"X-Forwarded-For": "203.0.113.9"}),
        ("127.0.0.1", {"Forwarded": "for=203.0.113.9"}),
        ("nonsense", {}),
    ],
)
def test_metrics_are_not_there_for_others(client: FlaskClient, address: str, headers: dict[str, str]) -> None:
    assert client.get("/metrics", environ_base={"REMOTE_ADDR": address}, headers=headers).status_code == 404


@pytest.mark.own_application
def test_two_applications_count_apart(app: Flask, tmp_path: Path) -> None:
    other = databases.application(app.config["SQLALCHEMY_DATABASE_URI"], tmp_path)
    for _ in range(3):
        other.test_client().get("/healthz")
    assert 'route="/healthz"' not in app.test_client().get("/metrics", environ_base=HERE).text
