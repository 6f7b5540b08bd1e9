"""The description of the API is true: tried in every operation, and good enough to make a client of."""

import sys
from collections.abc import Iterable, Iterator
from importlib import import_module
from pathlib import Path
from types import ModuleType
from typing import Any
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

import httpx
import openapi_python_client as generator
import pytest
import schemathesis
from flask import Flask
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis import GenerationMode

from directory.foundation import tokens
from tests.factories import answers
from tests.factories.listings import HUAFU, seeded

_DESCRIPTION = "/api/v1/openapi.json"
#: Cases of an operation and of a kind: right ones, and ones that the description forbids.
_CASES = 10
pytestmark = [pytest.mark.large, pytest.mark.parametrize("engine_url", ["sqlite"], indirect=True)]


@pytest.fixture
def listed(app: Flask) -> Flask:
    """A site with the five listings."""
    seeded()
    return app


def _served(app: Flask) -> WSGIApplication:
    """The site, with a context of its own for each request as behind a server."""

    def serve(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        with app.app_context():
            return app(environ, start_response)

    return serve


@pytest.mark.parametrize("mode", list(GenerationMode))
def test_every_operation_answers_as_described(listed: Flask, mode: GenerationMode) -> None:
    schema = schemathesis.openapi.from_wsgi(_DESCRIPTION, _served(listed))
    tried = []
    for operation in (result.ok() for result in schema.get_all_operations()):
        if mode is GenerationMode.NEGATIVE and operation.label.endswith("{token}"):
            continue  # any text may be a token

        @settings(
            max_examples=_CASES,
            derandomize=True,
            database=None,
            phases=[Phase.generate],
            suppress_health_check=list(HealthCheck),
        )
        @given(case=operation.as_strategy(generation_mode=mode))
        def answers_as_described(case: schemathesis.Case) -> None:
            case.call_and_validate()

        answers_as_described()
        tried.append(operation.label)
    assert len(tried) == (5 if mode is GenerationMode.POSITIVE else 4)


@pytest.fixture
def client_package(listed: Flask, tmp_path: Path) -> Iterator[ModuleType]:
    """A client that a program made of the description, and nobody touched."""
    document = tmp_path / "openapi.json"
    document.write_text(listed.test_client().get(_DESCRIPTION).text, encoding="utf-8")
    config = generator.Config.from_sources(
        generator.config.ConfigFile(post_hooks=[]),
        generator.config.MetaType.NONE,
        document_source=document,
        file_encoding="utf-8",
        overwrite=True,
        output_path=tmp_path / "made_client",
    )
    assert generator.generate(config=config) == []
    sys.path.insert(0, str(tmp_path))
    yield import_module("made_client")
    sys.path.remove(str(tmp_path))
    for name in [name for name in sys.modules if name.partition(".")[0] == "made_client"]:
        del sys.modules[name]


def test_a_client_made_of_it_reads_answers_and_errors(listed: Flask, client_package: ModuleType) -> None:
    quote_request = answers.quote_request()
    site = client_package.Client(
        base_url="http://127.0.0.1:8000", httpx_args={"transport": httpx.WSGITransport(app=_served(listed))}
    )

    def call(name: str, *arguments: object, **options: object) -> Any:
        return import_module(f"made_client.api.api.{name}").sync_detailed(*arguments, client=site, **options)

    results = call("search_businesses", q="风管").parsed
    assert (results.total, results.fallback, results.next_) == (2, False, None)
    business = call("get_business", HUAFU).parsed
    assert (business.names.zh, business.warranties[0].years, business.insured) == ("华府冷暖空调", 10, None)
    assert call("list_businesses").parsed.items[0].slug == business.slug
    assert any(place.state == "MD" for place in call("suggest_places", q="montgomery").parsed.items)
    state = call("get_request", tokens.derive("request", quote_request.seed)).parsed
    assert (state.state, len(state.leads)) == ("open", 2)

    first = call("list_businesses")
    again = call("list_businesses", if_none_match=first.headers["ETag"])
    assert (again.status_code, again.content, again.parsed) == (304, b"", None)
    wrong = call("search_businesses", page=0)
    assert (wrong.status_code, wrong.parsed.code, list(wrong.parsed.fields.additional_properties)) == (
        400,
        "bad_request",
        ["page"],
    )
    missing = call("get_business", "nobody").parsed
    assert (missing.status, missing.code) == (404, "not_found")
