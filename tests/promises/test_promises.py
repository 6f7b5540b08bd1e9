"""Every sentence of the pages about the site is either kept by tests that are named, or no program's to keep."""

import ast
import tomllib
from functools import cache
from io import BytesIO
from pathlib import Path

import pytest
from jinja2.ext import babel_extract

from tests.rules.source import ROOT

PROMISES = tomllib.loads(Path(__file__).with_name("promises.toml").read_text(encoding="utf-8"))["promise"]
PAGES = sorted({promise["page"] for promise in PROMISES})
#: Shorter ones are headings and labels.
SENTENCE = 40


def sentences(page: str) -> list[str]:
    """The English sentences in the body of a page about the site."""
    path = ROOT / f"templates/pages/about/{page}.html"
    body = path.read_text(encoding="utf-8").partition("{% block main %}")[2]
    extracted = babel_extract(BytesIO(path.read_bytes()), ("_",), [], {"encoding": "utf-8", "trimmed": "true"})
    spoken = [words if isinstance(words, str) else str(words[0]) for _, _, words, _ in extracted]
    return [words for words in spoken if len(words) >= SENTENCE and words.endswith(".") and words[:20] in body]


@cache
def names_in(path: str) -> set[str]:
    """The names of the tests in a file."""
    tree = ast.parse((ROOT / path).read_text(encoding="utf-8"))
    return {node.name for node in tree.body if isinstance(node, ast.FunctionDef)}


@pytest.mark.parametrize("page", PAGES)
def test_every_sentence_of_a_page_is_a_promise_that_is_listed(page):
    begins = [promise["begins"] for promise in PROMISES if promise["page"] == page]
    assert not [words for words in sentences(page) if not words.startswith(tuple(begins))]
    assert not [words for words in begins if not any(spoken.startswith(words) for spoken in sentences(page))]


@pytest.mark.parametrize("promise", PROMISES, ids=lambda promise: promise["begins"][:40])
def test_a_promise_names_tests_that_there_are(promise):
    assert bool(promise.get("tests")) != bool(promise.get("why"))
    for name in promise.get("tests", ()):
        path, _, test = name.partition("::")
        assert test in names_in(path), name
