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
from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po
from jinja2.ext import babel_extract

from tests.rules.source import ROOT
from tests.support.in_one import in_one

PROMISES = tomllib.loads(Path(__file__).with_name("promises.toml").read_text(encoding="utf-8"))["promise"]
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
    "photos": ("photos/*.html",),
    "quotes": ("quotes/*.html",),
    "reviews": ("reviews/*.html",),
    "visits": ("visits/*.html",),
    "warranties": ("warranties/*.html",),
    "messages": ("*/messages/**/*",),
}
PAGES = sorted({*ACTED_ON, *(promise["page"] for promise in PROMISES)})
#: Words by which a sentence promises something.
_PROMISES = re.compile(
    r"\b(?:never|nobody|no one|nothing|only|until|at once|free|no fee|will|stays?|kept|keep|private|deleted?s?"
    r"|forgotten|anyone|everybody|any time|minutes|hours|days"
    r"|we (?:won|don|do|ask|text|send|call|told|tell|have|pass|show))\b",
    re.IGNORECASE,
)
#: The same in Chinese: a translation may not promise what its English does not.
_PROMISES_IN_CHINESE = re.compile(
    "只有|只给|只給|只问|只問|绝不|絕不|决不|不会|不會|谁也|誰也|谁都|(?<![还還])没有人|(?<![还還])沒有人|马上|馬上|立刻|立即|随时|隨時|永远|永遠"
    "|免费|免費|不收费|不收費|保证|保證|一定会|一定會|会打给|會打給|会写信|會寫信|我们会|我們會|分钟内|分鐘內|天内|天內"
)


def _spoken_on(page: str) -> list[str]:
    """Every English sentence of the templates that people act on, each once."""
    paths = {path for pattern in ACTED_ON[page] for path in (ROOT / "templates").glob(pattern) if path.is_file()}
    return list(dict.fromkeys(words for path in sorted(paths) for words in _spoken(path)))


def sentences(page: str) -> list[str]:
    """The English sentences of a page that have to be listed."""
    if page in ACTED_ON:
        return [words for words in _spoken_on(page) if _is_promise(words)]
    path = ROOT / f"templates/pages/about/{page}.html"
    body = path.read_text(encoding="utf-8").partition("{% block main %}")[2]
    return [words for words in _spoken(path) if len(words) >= SENTENCE and words.endswith(".") and words[:20] in body]


def _is_promise(words: str) -> bool:
    """Whether a sentence promises something, in English or as either catalogue says it."""
    if len(words) < SENTENCE:
        return False
    return bool(_PROMISES.search(words)) or any(_PROMISES_IN_CHINESE.search(form) for form in _in_chinese(words))


@cache
def _catalogue(locale: str) -> Catalog:
    with (ROOT / f"directory/translations/{locale}/LC_MESSAGES/messages.po").open("rb") as file:
        return read_po(file, locale=locale)


def _in_chinese(words: str) -> list[str]:
    """A sentence in both scripts, every form of it."""
    messages = [_catalogue(locale).get(words) for locale in ("zh_Hans", "zh_Hant")]
    strings = [message.string for message in messages if message is not None]
    return [form for string in strings for form in ([string] if isinstance(string, str) else string)]


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


@pytest.mark.parametrize("page", PAGES)
def test_the_sentences_of_a_page_are_promises_that_are_listed(page):
    begins = [promise["begins"] for promise in PROMISES if promise["page"] == page]
    spoken = sentences(page)
    unlisted = [words for words in spoken if not words.startswith(tuple(begins))]
    assert unlisted == []
    there = _spoken_on(page) if page in ACTED_ON else spoken
    gone = [words for words in begins if not any(sentence.startswith(words) for sentence in there)]
    assert gone == []


@in_one("promise", PROMISES)
def test_a_promise_names_tests_that_there_are(promise):
    assert bool(promise.get("tests")) != bool(promise.get("why"))
    for name in promise.get("tests", ()):
        path, _, test = name.partition("::")
        assert test in names_in(path), name
