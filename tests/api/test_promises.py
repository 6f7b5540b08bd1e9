"""What holds for every address of the API: its errors, its headers, who may read it, how often, and the page of it."""

import pytest
from flask import Flask
from flask.testing import FlaskClient

from bench import firms
from directory.businesses import actions as businesses
from directory.entrypoints.api import quota
from directory.foundation import problems, tokens
from directory.foundation.unit import unit
from tests.conftest import MovableClock
from tests.factories import answers
from tests.factories.listings import HUAFU, seeded
from tests.page import parse

_READ = ("/api/v1/businesses", f"/api/v1/businesses/{HUAFU}", "/api/v1/listings", "/api/v1/places?q=20850")
_PUBLIC = (*_READ, "/api/v1/openapi.json", "/api/docs")


@pytest.fixture
def api(app: Flask, client: FlaskClient) -> FlaskClient:
    """A program that calls the site with its five listings."""
    seeded()
    return client


@pytest.mark.parametrize(
    ("method", "path", "headers", "status", "code"),
    [
        ("GET", "/api/v1/businesses?page=x", {}, 400, "bad_request"),
        ("GET", "/api/v1/nowhere", {}, 404, "not_found"),
        ("GET", "/api/v2/businesses", {}, 404, "not_found"),
        ("GET", "/api/v1/requests/x", {}, 404, "not_found"),
        ("POST", "/api/v1/businesses", {}, 405, "method_not_allowed"),
        ("DELETE", f"/api/v1/businesses/{HUAFU}", {}, 405, "method_not_allowed"),
        ("TRACE", "/api/v1/places", {}, 405, "method_not_allowed"),
        ("PUT", "/api/v1/openapi.json", {}, 405, "method_not_allowed"),
        ("GET", "/api/v1/listings", {"Accept": "application/xml"}, 406, "not_acceptable"),
        ("GET", "/api/v1/openapi.json", {"Accept": "text/csv"}, 406, "not_acceptable"),
        ("GET", "/api/v1/places", {"Host": "a..b"}, 400, "bad_request"),
    ],
)
def test_every_error_is_a_problem(
    api: FlaskClient, method: str, path: str, headers: dict[str, str], status: int, code: str
) -> None:
    response = api.open(path, method=method, headers=headers)
    assert (response.status_code, response.content_type) == (status, problems.CONTENT_TYPE)
    problem = response.get_json()
    assert set(problem) == {"type", "title", "status", "detail", "code", "fields"}
    assert (problem["status"], problem["code"]) == (status, code)
    assert response.headers["Access-Control-Allow-Origin"] == "*"
    assert ("Allow" in response.headers) == (status == 405)
    # Whoever follows `type` reads what it means.
    page, _, anchor = problem["type"].partition("#")
    assert page.endswith("/api/docs")
    assert f'id="{anchor}"' in api.get("/api/docs").text


@pytest.mark.parametrize("accepted", ["*/*", "application/json", "application/*;q=0.5", "text/html, */*;q=0.1", ""])
def test_whoever_takes_json_gets_it(api: FlaskClient, accepted: str) -> None:
    assert api.get("/api/v1/places", headers={"Accept": accepted}).mimetype == "application/json"


def test_an_answer_that_did_not_change_is_not_sent_again(api: FlaskClient) -> None:
    for path in _PUBLIC:
        first = api.get(path)
        tag = first.headers["ETag"]
        assert first.headers["Cache-Control"] == "no-cache"
        for sent in (tag, f'"other", W/{tag}', "*"):
            again = api.get(path, headers={"If-None-Match": sent})
            assert (again.status_code, again.data, again.headers["ETag"]) == (304, b"", tag), (path, sent)
        assert api.get(path, headers={"If-None-Match": '"other"'}).status_code == 200
        head = api.head(path)
        assert (head.status_code, head.headers["ETag"], head.data) == (200, tag, b"")
    english, chinese = (api.get(f"/api/v1/listings?lang={lang}").headers["ETag"] for lang in ("en", "zh-hans"))
    assert english != chinese


def test_a_changed_listing_has_another_tag(api: FlaskClient) -> None:
    before = api.get("/api/v1/listings").headers["ETag"]
    with unit() as session:
        firms.enter_places(session)
        businesses.enter_many(session, [firms.firm(1)])
    assert api.get("/api/v1/listings", headers={"If-None-Match": before}).status_code == 200


def test_pages_of_any_site_may_read(api: FlaskClient) -> None:
    preflight_headers = {"Origin": "https://example.com", "Access-Control-Request-Method": "GET"}
    for path in _READ:
        assert api.get(path, headers={"Origin": "https://example.com"}).headers["Access-Control-Allow-Origin"] == "*"
        preflight = api.options(path, headers={**preflight_headers, "Access-Control-Request-Headers": "if-none-match"})
        assert (preflight.status_code, preflight.headers["Access-Control-Allow-Origin"]) == (200, "*")
        assert "GET" in preflight.headers["Access-Control-Allow-Methods"]
        assert "POST" not in preflight.headers["Access-Control-Allow-Methods"]
        assert preflight.headers["Access-Control-Allow-Headers"] == "If-None-Match"
    for path in ("/en/find", "/en/", "/readyz"):
        assert "Access-Control-Allow-Origin" not in api.get(path, headers=preflight_headers).headers
    assert "Access-Control-Allow-Credentials" not in api.get(_READ[0], headers=preflight_headers).headers


def test_the_state_of_a_request_is_left_in_no_cache(app: Flask, client: FlaskClient) -> None:
    token = tokens.derive("request", answers.quote_request().seed)
    response = client.get(f"/api/v1/requests/{token}")
    assert (response.status_code, response.headers["Cache-Control"]) == (200, "no-store")
    assert "ETag" not in response.headers


def test_who_asks_too_often_is_told_how_long_to_wait(
    api: FlaskClient, clock: MovableClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(quota, "MOST", 3)
    monkeypatch.setitem(api.application.config, "RATE_LIMITS", True)
    seen = [api.get("/api/v1/places", environ_overrides={"REMOTE_ADDR": "192.0.2.7"}) for _ in range(5)]
    assert [response.status_code for response in seen] == [200, 200, 200, 429, 429]
    left = [response.headers["RateLimit"] for response in seen]
    assert left == ['"minute";r=2;t=60', '"minute";r=1;t=60', *['"minute";r=0;t=60'] * 3]
    assert {response.headers["RateLimit-Policy"] for response in seen} == {'"minute";q=3;w=60'}
    refused = seen[-1]
    assert (refused.get_json()["code"], refused.headers["Retry-After"]) == ("too_many_requests", "60")
    # Somebody else, another page and a preflight are not refused.
    assert api.get("/api/v1/places", environ_overrides={"REMOTE_ADDR": "192.0.2.8"}).status_code == 200
    assert api.get("/en/", environ_overrides={"REMOTE_ADDR": "192.0.2.7"}).status_code == 200
    assert api.options("/api/v1/places", environ_overrides={"REMOTE_ADDR": "192.0.2.7"}).status_code == 200
    clock.move(59)
    assert api.get("/api/v1/places", environ_overrides={"REMOTE_ADDR": "192.0.2.7"}).headers["Retry-After"] == "1"
    clock.move(1)
    assert api.get("/api/v1/places", environ_overrides={"REMOTE_ADDR": "192.0.2.7"}).status_code == 200


def test_counts_of_a_minute_that_is_over_are_forgotten(clock: MovableClock) -> None:
    counts = quota.Quota()
    for number in range(50):
        counts.count(f"192.0.2.{number}")
    clock.move(minutes=-2)
    assert counts.count("192.0.2.1").left == quota.MOST - 1
    assert len(counts._counts) == 1


def test_whoever_goes_on_until_there_is_no_next_page_comes_to_an_end(api: FlaskClient) -> None:
    with unit() as session:
        firms.enter_places(session)
        businesses.enter_many(session, [firms.firm(number) for number in range(60)])
    slugs: list[str] = []
    page: int | None = 1
    while page is not None:
        answer = api.get(f"/api/v1/businesses?page={page}").get_json()
        slugs += [item["slug"] for item in answer["items"]]
        page = answer["next"]
    assert (len(slugs), len(set(slugs))) == (answer["total"], answer["total"])
    assert answer["total"] == 65
    beyond = api.get(f"/api/v1/businesses?page={answer['pages'] + 1}").get_json()
    assert (beyond["items"], beyond["next"], beyond["page"]) == ([], None, answer["pages"] + 1)
    assert beyond["total"] == answer["total"]


def test_every_operation_has_a_name_of_its_own_and_says_its_errors(api: FlaskClient) -> None:
    paths = api.get("/api/v1/openapi.json").get_json()["paths"]
    operations = {path: methods["get"] for path, methods in paths.items()}
    names = [operation["operationId"] for operation in operations.values()]
    assert names == ["searchBusinesses", "listBusinesses", "getBusiness", "suggestPlaces", "getRequest"]
    for path, operation in operations.items():
        errors = {"406", "429", "500", "503", "default"} | ({"404"} if "{" in path else set())
        assert errors <= set(operation["responses"]), path
        for reference in (operation["responses"][status]["$ref"] for status in errors):
            assert reference.startswith("#/components/responses/"), path


def test_the_page_about_it_needs_nobody_else(api: FlaskClient) -> None:
    response = api.get("/api/docs")
    page = parse(response.text)
    assert page.parse_errors == []
    assert not any(e.get("style") or e.tag in {"style", "script"} for e in page.root.iter())
    anchors = {element.get("id") for element in page.root.iter()}
    targets = [e.get("href") or e.get("src") or "" for e in page.all("link", "a", "script", "img")]
    assert all(target.startswith("/") or target.removeprefix("#") in anchors for target in targets), targets
    document = api.get("/api/v1/openapi.json").get_json()
    for path, methods in document["paths"].items():
        assert path in response.text.replace("<wbr>", "")
        assert methods["get"]["operationId"] in anchors
    assert set(document["components"]["schemas"]) <= anchors
    links = response.headers["Link"]
    assert 'rel="service-desc"' in links
    assert 'rel="service-doc"' in links
