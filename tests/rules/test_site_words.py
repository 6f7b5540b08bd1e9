"""What `seed/site.toml` says is said there alone: no code and no template names the paper, the place or the trade."""

import ast
import re
from collections.abc import Iterable, Iterator

import pytest
from jinja2 import Environment

from directory.kernel.site import site
from tests.rules.source import Source, files, keeps

#: What a trade is called in one word, beside what the file says.
_TRADE = "HVAC"


def _words() -> Iterator[str]:
    """Names as they are written in a text; software, cookies and modules have theirs in small letters."""
    here = site()
    yield from (here.zone, here.publication, here.business_type, _TRADE)
    for names in here.wording.values():
        yield from (names.site, names.area, names.trade, names.coverage, names.all_states, names.motto, names.time_here)
    for state in here.states:
        yield from (state.name, state.look_up or state.name, state.registry.en, state.registry.zh_hans)
    yield "DPOR"


def _expression() -> re.Pattern[str]:
    names = "|".join(re.escape(word) for word in sorted(set(_words()), key=len, reverse=True))
    return re.compile(rf"(?<![A-Za-z]){'(?:' + names + ')'}(?![A-Za-z])")


def _texts(source: Source) -> Iterator[tuple[int, str]]:
    """The strings of a module without its docstrings; a template without its comments."""
    if not source.path.endswith(".py"):
        tokens = Environment().lex(source.text)
        yield from ((line, value) for line, kind, value in tokens if kind not in ("comment", "linecomment"))
        return
    docs = {
        id(body[0].value)
        for node in source.nodes
        if (body := getattr(node, "body", None)) and isinstance(body, list) and isinstance(body[0], ast.Expr)
    }
    for node in source.nodes:
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in docs:
            yield node.lineno, node.value


def check_site_words(sources: Iterable[Source]) -> Iterator[str]:
    """Names of this site's paper, place and trade, and a state's letters alone, as a literal or in quotes."""
    named, letters = _expression(), "|".join(site().codes)
    alone = re.compile(rf"(?:{letters})\Z|\A[\"'](?:{letters})[\"']\Z")
    for source in sources:
        for line, text in _texts(source):
            if name := named.search(text) or alone.match(text):
                yield f"{source.path}:{line} says {name[0]}: seed/site.toml does"


def test_only_the_seed_names_the_paper_the_place_and_the_trade() -> None:
    # A migration speaks of the databases of its day.
    modules = [source for source in files("directory/*.py") if "/migrations/" not in source.path]
    keeps(check_site_words([*modules, *files("templates/*.html"), *files("templates/*.txt")]))


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("a.py", 'ZONE = "America/New_York"'),
        ("a.py", 'STATES = ("DC", "MD")'),
        ("a.py", '_("Contractors around Washington")'),
        ("a.html", '{{ _("Lengnuan") }}'),
        ("a.html", "<p>冷暖专版</p>"),
        ("a.py", '_("We list heating and cooling only")'),
        ("a.html", '{% if state == "VA" %}x{% endif %}'),
        ("a.txt", "HVAC ads"),
    ],
)
def test_a_name_of_the_site_is_named(path: str, text: str) -> None:
    assert list(check_site_words([Source(path, text)]))


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("a.py", '"""Virginia\'s DPOR, for HVAC."""\nCOOKIE = "lengnuan_session"'),
        ("a.html", "{# The map of Maryland. #}{{ wording().site }}"),
    ],
)
def test_comments_and_names_of_software_pass(path: str, text: str) -> None:
    keeps(check_site_words([Source(path, text)]))
