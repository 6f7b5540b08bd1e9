"""What the site promises is either kept by tests that are named, or no program's to keep.

Of the pages about the site that is every sentence; of the pages and messages that people act on, those with a word that
promises.
"""

import ast
import re
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


#: What people act on: its templates, or folders of them.
ACTED_ON = {
    "form": ("leads/*.html",),
    "lead": ("inbox/lead.html", "inbox/over.html", "inbox/_parts.html", "inbox/_yours.html", "_parts/lead/*.html"),
    "request": ("tracking/*.html",),
    "ranking": ("pages/about/ranking.html",),
    "sources": ("pages/about/sources.html",),
    "sign-in": ("accounts/sign_in.html", "accounts/code.html", "accounts/prove.html", "accounts/_parts.html"),
    "claims": ("claims/*.html",),
    "list-your-business": ("onboarding/*.html",),
    "messages": tuple(
        f"{slice}/messages/**/*.txt"
        for slice in ("leads", "quotes", "inbox", "claims", "accounts", "onboarding", "reports", "businesses", "editor")
    ),
}
#: Words by which a sentence promises something.
_PROMISES = re.compile(
    r"\b(?:never|nobody|no one|nothing|only|until|at once|free|no fee|will|stays?|kept|keep|private|deleted?s?"
    r"|forgotten|anyone|everybody|any time|minutes|hours|days"
    r"|we (?:won|don|do|ask|text|send|call|told|tell|have|pass|show))\b",
    re.IGNORECASE,
)


def sentences(page: str) -> list[str]:
    """The English sentences of a page that have to be listed."""
    if page in ACTED_ON:
        paths = {path for pattern in ACTED_ON[page] for path in (ROOT / "templates").glob(pattern)}
        spoken = [words for path in sorted(paths) for words in _spoken(path)]
        return [words for words in dict.fromkeys(spoken) if len(words) >= SENTENCE and _PROMISES.search(words)]
    path = ROOT / f"templates/pages/about/{page}.html"
    body = path.read_text(encoding="utf-8").partition("{% block main %}")[2]
    return [words for words in _spoken(path) if len(words) >= SENTENCE and words.endswith(".") and words[:20] in body]


def _spoken(path: Path) -> list[str]:
    """What a template says in English, each in one piece."""
    extracted = babel_extract(
        BytesIO(path.read_bytes()), ("_", "ngettext"), [], {"encoding": "utf-8", "trimmed": "true"}
    )
    return [words if isinstance(words, str) else str(words[0]) for _, _, words, _ in extracted]


@cache
def names_in(path: str) -> set[str]:
    """The names of the tests in a file."""
    tree = ast.parse((ROOT / path).read_text(encoding="utf-8"))
    return {node.name for node in tree.body if isinstance(node, ast.FunctionDef)}


#: Of what people act on, so much may be reworded or added before the list follows.
_MOST_BEHIND = 0.1


@pytest.mark.parametrize("page", PAGES)
def test_the_sentences_of_a_page_are_promises_that_are_listed(page):
    begins = [promise["begins"] for promise in PROMISES if promise["page"] == page]
    spoken = sentences(page)
    most = int(len(spoken) * _MOST_BEHIND) if page in ACTED_ON else 0
    unlisted = [words for words in spoken if not words.startswith(tuple(begins))]
    assert len(unlisted) <= most, unlisted
    gone = [words for words in begins if not any(sentence.startswith(words) for sentence in spoken)]
    assert len(gone) <= most, gone


@pytest.mark.parametrize("promise", PROMISES, ids=lambda promise: promise["begins"][:40])
def test_a_promise_names_tests_that_there_are(promise):
    assert bool(promise.get("tests")) != bool(promise.get("why"))
    for name in promise.get("tests", ()):
        path, _, test = name.partition("::")
        assert test in names_in(path), name
