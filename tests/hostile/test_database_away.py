"""The database locked or gone: an honest 503, never "saved"; the same form goes through when it is back."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import urlsplit

import pytest
from sqlalchemy import event

from directory.foundation.db import db
from directory.leads.models import Lead, QuoteRequest
from tests.factories.answers import lead_url, request_url
from tests.factories.listings import GAOSHI
from tests.page import check_page, words

#: What would promise too much, beside the sentence that says we cannot.
SAVED = {
    "en": ("request is on its way", "has been sent", "we received"),
    "zh-hans": ("已保存", "已发出", "已收到", "已发给"),
    "zh-hant": ("已儲存", "已送出", "已收到", "已發給"),
}
STILL_THERE = ("/healthz", "/robots.txt", "/en/about/privacy", "/zh-hans/about/us", "/zh-hant/about/texts", "/map.svg")


@contextmanager
def away(site, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """SQLite: somebody else holds the write lock. PostgreSQL: nobody listens at its port."""
    engine = db.engine
    db.session.remove()
    engine.dispose()
    if engine.dialect.name == "sqlite":
        monkeypatch.setattr("directory.foundation.db.BUSY_TIMEOUT_MS", 30)
        holder = sqlite3.connect(str(engine.url.database), isolation_level=None)
        holder.execute("BEGIN IMMEDIATE")
        try:
            yield
        finally:
            holder.execute("ROLLBACK")
            holder.close()
            engine.dispose()
        return

    def refuse(dialect, record, arguments, options) -> None:
        options.update(host="127.0.0.1", port=1)

    event.listen(engine, "do_connect", refuse)
    try:
        yield
    finally:
        event.remove(engine, "do_connect", refuse)
        engine.dispose()


def is_honest(answer, language: str) -> bool:
    """A page that helps, says when to try again and promises nothing."""
    assert answer.status_code == 503, answer.status_code
    assert int(answer.headers["Retry-After"]) > 0
    assert answer.headers["Cache-Control"] == "no-store"
    text = words(check_page(answer, language).first("main"))
    assert not any(promise in text for promise in SAVED[language]), text
    return True


@pytest.mark.parametrize("language", ["en", "zh-hans", "zh-hant"])
def test_a_form_sent_while_it_is_away_goes_through_afterwards(site, monkeypatch, language):
    path, fields = f"/{language}/request-a-quote", site.form(email="chen@example.com")
    site.app.config["RATE_LIMITS"] = True
    with away(site, monkeypatch):
        for _ in range(2):
            assert is_honest(site.client.post(path, data=fields), language)
    assert db.session.query(QuoteRequest).count() == db.session.query(Lead).count() == 0
    first = site.client.post(path, data=fields)
    assert first.status_code == 303
    assert site.client.post(path, data=fields).headers["Location"] == first.headers["Location"]
    assert db.session.query(QuoteRequest).count() == 1
    assert site.client.get(urlsplit(first.headers["Location"]).path).status_code == 200


def test_buttons_pressed_while_it_is_away_change_nothing(site, monkeypatch):
    assert site.client.post("/en/request-a-quote", data=site.form()).status_code == 303
    quote_request = db.session.query(QuoteRequest).one()
    lead = db.session.query(Lead).order_by(Lead.id).first()
    assert lead is not None
    mine, theirs = request_url(quote_request, "en"), lead_url(lead, "en")
    with away(site, monkeypatch):
        assert is_honest(site.client.post(mine, data={"action": "close"}), "en")
        assert is_honest(site.client.post(theirs, data={"action": "accept"}), "en")
        report = {"reason": "other", "text": "错"}
        assert is_honest(site.client.post(f"/en/businesses/{GAOSHI}/report", data=report), "en")
    assert {stored_lead.state for stored_lead in db.session.query(Lead)} == {"new"}
    assert db.session.get_one(QuoteRequest, quote_request.id, populate_existing=True).state == "open"


def test_what_needs_no_database_still_answers(site, monkeypatch):
    with away(site, monkeypatch):
        for path in STILL_THERE:
            assert site.client.get(path).status_code == 200, path
        for path in ("/en/", "/zh-hans/find", f"/en/businesses/{GAOSHI}", "/api/v1/businesses"):
            answer = site.client.get(path)
            assert answer.status_code in (200, 503), path
            assert answer.status_code == 200 or answer.headers["Retry-After"]
