"""What goes wrong: a page that helps in the visitor's language, never a trace, never "saved"."""

import json
import re
from collections.abc import Iterator
from io import BytesIO

import pytest
from flask import Flask, abort, request
from flask.testing import FlaskClient
from sqlalchemy import event
from sqlalchemy.exc import InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError
from structlog.testing import capture_logs

from directory.foundation.unit import unit
from directory.kernel.errors import Conflict, IllegalMove, Invalid, NotFound, TooMany
from directory.kernel.language import LANGUAGES
from directory.search.queries import snapshot
from tests.conftest import Visitor
from tests.factories.listings import seeded
from tests.page import check_page, words
from tests.support import databases

SECRET = "chen@example.com"
RAISED = {
    "not-found": (lambda: NotFound(SECRET), 404),
    "conflict": (lambda: Conflict(SECRET), 409),
    "moved": (lambda: IllegalMove("lead: won -> new"), 409),
    "often": (lambda: TooMany(130, "request-by-network"), 429),
    "busy": (lambda: OperationalError(f"INSERT {SECRET}", {}, Exception("database is locked")), 503),
    "away": (lambda: InterfaceError("SELECT", {}, Exception("connection closed")), 503),
    "pool": (lambda: PoolTimeoutError(), 503),
    "broken": (lambda: KeyError(SECRET), 500),
}


@pytest.fixture(scope="module")
def faulty(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    """The application with addresses that fail on purpose, as in production: nothing is passed on to the test."""
    folder = tmp_path_factory.mktemp("faulty")
    app = databases.application(f"sqlite:///{folder / 'none.sqlite3'}", folder, PROPAGATE_EXCEPTIONS=False)
    app.test_client_class = Visitor

    def fail(name: str) -> str:
        raise RAISED[name][0]()

    def stop(code: int) -> str:
        abort(code)

    def refuse() -> str:
        raise Invalid("zip", "No such ZIP code.")

    def often(seconds: int) -> str:
        raise TooMany(seconds)

    app.add_url_rule("/api/refuse", "refuse", refuse)
    app.add_url_rule("/en/refuse", "refuse-page", refuse)
    app.add_url_rule("/en/often/<int:seconds>", "often", often)
    for place in ("/<lang:lang>", "/api", "/hooks"):
        app.add_url_rule(f"{place}/fail/<name>", f"fail{place}", fail, methods=["GET", "POST"])
        app.add_url_rule(f"{place}/stop/<int:code>", f"stop{place}", stop, methods=["GET", "POST"])
        app.add_url_rule(f"{place}/form", f"form{place}", lambda: str(len(request.form)), methods=["POST"])
    with app.app_context():
        yield app


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", RAISED)
def test_page_helps_when_something_is_raised(faulty: Flask, language: str, name: str) -> None:
    for send in (faulty.test_client().get, faulty.test_client().post):
        answer = send(f"/{language}/fail/{name}")
        assert answer.status_code == RAISED[name][1]
        page = check_page(answer, language)
        _helps(page.source, language)
        assert SECRET not in page.source
        assert answer.headers["Cache-Control"] == "no-store"
        if answer.status_code in (429, 503):
            assert int(answer.headers["Retry-After"]) > 0


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("code", [400, 401, 403, 404, 405, 409, 410, 413, 415, 422, 429, 500, 502, 503])
def test_page_helps_at_every_status(faulty: Flask, language: str, code: int) -> None:
    answer = faulty.test_client().get(f"/{language}/stop/{code}")
    assert answer.status_code == code
    _helps(check_page(answer, language).source, language)


def _helps(source: str, language: str) -> None:
    assert f'action="/{language}/find"' in source
    assert f'href="/{language}/"' in source
    assert "Traceback" not in source


@pytest.mark.parametrize("name", RAISED)
def test_api_answers_with_a_problem(faulty: Flask, name: str) -> None:
    answer = faulty.test_client().get(f"/api/fail/{name}")
    assert answer.status_code == RAISED[name][1]
    assert answer.content_type == "application/problem+json"
    problem = answer.get_json()
    assert set(problem) == {"type", "title", "status", "detail", "code", "fields"}
    assert (problem["status"], problem["type"].endswith(f"/api/docs#{problem['code']}")) == (RAISED[name][1], True)
    assert SECRET not in answer.text


def test_gateway_gets_one_word(faulty: Flask) -> None:
    answer = faulty.test_client().post("/hooks/stop/403")
    assert (answer.status_code, answer.text) == (403, "forbidden")


def test_refusal_without_a_form_names_its_field(faulty: Flask) -> None:
    problem = faulty.test_client().get("/api/refuse").get_json()
    assert (problem["code"], problem["detail"]) == ("bad_request", "No such ZIP code.")
    assert problem["fields"] == {"zip": ["No such ZIP code."]}
    answer = faulty.test_client().get("/en/refuse")
    assert answer.status_code == 400
    assert "No such ZIP code." in check_page(answer, "en").source


@pytest.mark.parametrize(
    ("seconds", "says"), [(1, "1 minute."), (130, "3 minutes."), (3600, "1 hour."), (80000, "23 hours.")]
)
def test_limit_says_how_long(faulty: Flask, seconds: int, says: str) -> None:
    answer = faulty.test_client().get(f"/en/often/{seconds}")
    assert says in words(check_page(answer, "en").first("main"))
    assert answer.headers["Retry-After"] == str(seconds)


def test_oversized_form_is_refused(faulty: Flask) -> None:
    client = faulty.test_client()
    assert client.post("/zh-hans/form", data={"details": "x" * 70_000}).status_code == 413
    assert client.post("/zh-hans/form", data={str(n): "x" for n in range(400)}).status_code in (200, 413)
    files = {str(n): (BytesIO(b"x"), "a.txt") for n in range(400)}
    assert client.post("/zh-hans/form", data=files).status_code == 413


@pytest.mark.parametrize("language", LANGUAGES)
def test_form_without_its_token_is_refused_kindly(
    faulty: Flask, language: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(faulty.config, "WTF_CSRF_ENABLED", True)
    answer = faulty.test_client().post(f"/{language}/form", data={"a": "b"})
    assert answer.status_code == 400
    _helps(check_page(answer, language).source, language)


def test_wrong_method_names_the_right_one(faulty: Flask) -> None:
    answer = faulty.test_client().get("/en/form")
    assert answer.status_code == 405
    assert "POST" in answer.headers["Allow"]
    check_page(answer, "en")


@pytest.mark.parametrize(
    ("accepts", "language"), [("zh-TW", "zh-hant"), ("zh-CN", "zh-hans"), ("en", "en"), ("fr", "en")]
)
def test_address_without_a_language_answers_in_the_visitors(faulty: Flask, accepts: str, language: str) -> None:
    answer = faulty.test_client().get("/fr/nowhere", headers={"Accept-Language": accepts})
    assert answer.status_code == 404
    assert "Accept-Language" in answer.headers["Vary"]
    check_page(answer, language)


@pytest.mark.parametrize("language", LANGUAGES)
def test_dead_link_says_so_and_how_to_go_on(client: FlaskClient, language: str) -> None:
    for kind in ("requests", "leads"):
        answer = client.get(f"/{language}/{kind}/AAAAAAAAAAAAAAAAAAAAAA")
        assert answer.status_code == 404
        page = check_page(answer, language)
        assert words(page.first("h1")) in ("This link no longer works", "链接已失效", "連結已失效")


def test_log_tells_where_it_broke_and_nothing_private(faulty: Flask) -> None:
    with capture_logs() as lines:
        faulty.test_client().get("/en/fail/broken")
    broke = next(line for line in lines if line["event"] == "exception")
    assert (broke["route"], broke["error"]) == ("/<lang:lang>/fail/<name>", "KeyError")
    assert any("test_errors" in frame for frame in broke["frames"])
    assert SECRET not in json.dumps(lines)


@pytest.mark.own_application
def test_locked_database_is_a_503_and_nothing_is_written(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    """A real one: another connection holds the write lock for longer than we wait."""
    engine = app.extensions["sqlalchemy"].engine
    if engine.dialect.name != "sqlite":
        pytest.skip("PostgreSQL locks rows")
    app.config["PROPAGATE_EXCEPTIONS"] = False

    def write() -> str:
        with unit():
            return "saved"

    app.add_url_rule("/en/write", "write", write, methods=["POST"])
    holder = engine.raw_connection()
    holder.execute("BEGIN IMMEDIATE")
    monkeypatch.setattr("directory.foundation.db.BUSY_TIMEOUT_MS", 50)
    engine.dispose()
    try:
        answer = app.test_client().post("/en/write")
    finally:
        holder.rollback()
        holder.close()
    assert answer.status_code == 503
    assert answer.headers["Retry-After"]
    assert "saved" not in answer.text.replace("was saved", "")
    check_page(answer, "en")
    assert app.test_client().post("/en/write").text == "saved"


@pytest.fixture
def away(app: Flask, client: FlaskClient) -> Iterator[FlaskClient]:
    """A site whose home was seen, and whose database is away since."""
    app.config["PROPAGATE_EXCEPTIONS"] = False
    seeded()
    assert client.get("/en/").status_code == 200
    engine = app.extensions["sqlalchemy"].engine

    def refuse(*_: object) -> None:
        raise engine.dialect.dbapi.OperationalError("could not connect")

    event.listen(engine, "do_connect", refuse)
    engine.dispose()
    yield client
    event.remove(engine, "do_connect", refuse)


@pytest.mark.parametrize("language", ["en", "zh-hans", "zh-hant"])
@pytest.mark.parametrize("path", ["/", "/find?q=ac", "/businesses/gaoshi-lengnuan"])
def test_the_phones_stay_readable_while_the_database_is_away(away: FlaskClient, language: str, path: str) -> None:
    answer = away.get(f"/{language}{path}")
    assert (answer.status_code, answer.headers["Cache-Control"]) == (503, "no-store")
    assert answer.headers["Retry-After"]
    check_page(answer, language)
    shown = re.findall(r'href="tel:([^"]+)"', answer.text)
    assert "+12406368420" in shown
    assert (len(shown) == 1) == ("gaoshi" in path)


def test_who_sends_something_while_the_database_is_away_reads_that_it_may_not_be_saved(away: FlaskClient) -> None:
    answer = away.post("/en/businesses/gaoshi-lengnuan/report", data={"text": "x"})
    assert answer.status_code == 503
    assert "tel:" not in answer.text


@pytest.mark.parametrize("language", ["en", "zh-hans", "zh-hant"])
def test_who_sends_a_request_while_the_database_is_away_gets_the_phones_of_whom_it_was_for(
    away: FlaskClient, language: str
) -> None:
    answer = away.post(f"/{language}/request-a-quote", data={"business": "gaoshi-lengnuan", "name": "Chen"})
    assert (answer.status_code, answer.headers["Cache-Control"]) == (503, "no-store")
    check_page(answer, language)
    assert re.findall(r'href="tel:([^"]+)"', answer.text) == ["+12406368420"]


def test_the_snapshot_holds_names_and_phones_of_listings_and_nobody_else(away: FlaskClient, app: Flask) -> None:
    with app.app_context():
        content = json.loads(snapshot.path().read_bytes())
    assert content.keys() == {"read_at", "entries"}
    assert {key for entry in content["entries"] for key in entry} == {"slug", "names", "phones"}


@pytest.mark.parametrize(
    ("typed", "accepts", "page"),
    [
        ("/manage", "zh-CN", "/zh-hans/manage"),
        ("/manage/gaoshi-lengnuan", "zh-TW", "/zh-hant/manage/gaoshi-lengnuan"),
        ("/sign-in?next=%2Fen%2Fmanage", "", "/en/sign-in?next=%2Fen%2Fmanage"),
        ("/en/manage/", "zh-CN", "/en/manage"),
    ],
)
def test_address_typed_without_its_language_leads_to_its_page(
    client: FlaskClient, typed: str, accepts: str, page: str
) -> None:
    answer = client.get(typed, headers={"Accept-Language": accepts})
    assert (answer.status_code, answer.location) == (302, page)
    assert "Accept-Language" in answer.vary


@pytest.mark.parametrize("typed", ["/nowhere", "/en//evil.example", "/manage//", "/hooks/sms/inbound"])
def test_no_other_address_leads_anywhere(client: FlaskClient, typed: str) -> None:
    answer = client.get(typed)
    assert answer.status_code in (404, 405) or (answer.location or "").endswith("/en/manage")
