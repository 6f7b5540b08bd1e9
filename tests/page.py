"""The page checker: what every HTML page of the site owes its reader, in one call."""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import pairwise
from pathlib import Path
from urllib.parse import urlsplit
from xml.etree.ElementTree import Element
from zlib import crc32

import html5lib
from babel.messages.pofile import read_po
from werkzeug.wrappers import Response

from directory.kernel.language import LANGUAGES, Language
from tests.support import fast_html

MAX_BYTES = 60 * 1024
_CATALOGUES = Path(__file__).resolve().parents[1] / "directory" / "translations"
_HAN = re.compile(r"[\u3400-\u4dbf\u4e00-\u9fff]")
#: What an English sentence of three words may stand in; the rest of a Chinese page need not be searched.
_NOT_HAN = re.compile(r"[^\u2e80-\u9fff\uff00-\uffef]{10,}")
_WORD = re.compile(r"\w+")
_Beginning = tuple[str, str]
_PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|%%|<[^>]*>")
#: A character that its script's old character set does not hold belongs to the other script.
_SCRIPTS = {"zh-Hans": "gb2312", "zh-Hant": "cp950"}
_FIELDS = {"input", "select", "textarea"}
_POINTING = frozenset({"for", "aria-labelledby", "aria-describedby", "aria-controls", "form", "list"})
_UNLABELED = {"hidden", "submit", "button", "image", "reset"}
#: Of so many pages that nothing is wrong with, one is read by both parsers.
_HELD_AGAINST_EACH_OTHER = 64
_LOADING = {("img", "src"), ("script", "src"), ("link", "href"), ("form", "action"), ("iframe", "src"), ("use", "href")}


@dataclass
class Page:
    """A parsed page. `root` is an ElementTree without namespaces for HTML; `parents` leads upward."""

    source: str
    root: Element
    parents: dict[Element, Element]
    parse_errors: list[str]

    def all(self, *tags: str) -> Iterator[Element]:
        """Every element with one of these tags, in document order."""
        if len(tags) == 1:
            return self.root.iter(tags[0])  # which looks by itself: ten times as fast as to ask each
        return (e for e in self.root.iter() if e.tag in tags)

    def first(self, tag: str) -> Element | None:
        """The first element with this tag."""
        return next(self.all(tag), None)

    def above(self, element: Element) -> Iterator[Element]:
        """The element and what it stands in, inside out."""
        step: Element | None = element
        while step is not None:
            yield step
            step = self.parents.get(step)

    def pieces(self, skip: tuple[str, ...] = ("script", "style")) -> list[tuple[str, str]]:
        """Visible text in order, each piece with the language it is marked as."""
        pieces: list[tuple[str, str]] = []
        _read(self.root, "", skip, pieces)
        return pieces


def _read(element: Element, language: str, skip: tuple[str, ...], pieces: list[tuple[str, str]]) -> None:
    if element.tag in skip or not isinstance(element.tag, str):
        return
    language = element.get("lang", language)
    if element.text:
        pieces.append((element.text, language))
    for child in element:
        _read(child, language, skip, pieces)
        if child.tail:
            pieces.append((child.tail, language))


@lru_cache(64)
def parse(source: str) -> Page:
    """Parse as a browser would, keeping what a strict reader would refuse. The same source is the same page."""
    root, errors = fast_html.read(source), []
    if root is None:
        root, errors = strictly(source)
    elif crc32(source.encode()) % _HELD_AGAINST_EACH_OTHER == 0:
        judged, complaints = strictly(source)
        assert not complaints, complaints
        assert fast_html.written(root) == fast_html.written(judged)
    return Page(source, root, {child: parent for parent in root.iter() for child in parent}, errors)


def strictly(source: str) -> tuple[Element, list[str]]:
    """What html5lib makes of a page, and its complaints."""
    parser = html5lib.HTMLParser(tree=html5lib.getTreeBuilder("etree"), namespaceHTMLElements=False)
    root = parser.parse(source)
    lines = source.splitlines()
    errors = [f"{code} at line {at[0]}: {lines[at[0] - 1].strip()[:90]}" for at, code, _ in parser.errors]
    return root, errors


def words(element: Element | None) -> str:
    """The text of an element, its white space folded."""
    return " ".join("".join(element.itertext()).split()) if element is not None else ""


def check_page(
    response: Response, language: Language | str, *, quoted: tuple[str, ...] = (), max_bytes: int = MAX_BYTES
) -> Page:
    """Assert everything this module knows about a page, all complaints at once; the parsed page comes back.

    `quoted`: strings (names as printed, words as typed) that stand in sentences in a script of their own.
    """
    speaks = LANGUAGES[language] if isinstance(language, str) else language
    data = response.get_data()
    assert response.mimetype == "text/html", response.mimetype
    page = parse(data.decode("utf-8"))
    complaints = [
        *page.parse_errors,
        *_head(page, speaks),
        *_structure(page),
        *_fields_and_forms(page),
        *_strictness(page, response.headers.get("Content-Security-Policy", "")),
        *_language(page, speaks, quoted),
    ]
    if len(data) > max_bytes:
        complaints.append(f"{len(data)} bytes, over {max_bytes}")
    assert not complaints, "\n".join(complaints)
    return page


def _head(page: Page, language: Language) -> Iterator[str]:
    root_language = page.root.get("lang")
    if root_language != language.bcp47:
        yield f"lang is {root_language}, not {language.bcp47}"
    titles, headings = [words(e) for e in page.all("title") if "{" not in e.tag], [words(e) for e in page.all("h1")]
    if len(headings) != 1 or not headings[0]:
        yield f"one h1, not {headings}"
    elif not titles or not (titles[0].startswith(headings[0]) or titles[0].rsplit(" · ", 1)[0] in headings[0]):
        yield f"the title {titles} does not start with the h1 {headings}"
    alternates = {e.get("hreflang") for e in page.all("link") if e.get("rel") == "alternate"}
    here = {e.get("hreflang") for e in page.all("a") if e.get("hreflang")}
    for sister in LANGUAGES.values():
        if sister.bcp47 not in alternates:
            yield f"no hreflang for {sister.bcp47}"
        if sister is not language and sister.bcp47 not in here:
            yield f"no visible link to {sister.own_name}"


def _structure(page: Page) -> Iterator[str]:
    counts = Counter(e.get("id") for e in page.root.iter() if e.get("id") is not None)
    yield from (f"id {name!r} {times} times" for name, times in counts.items() if times > 1 or not name)
    for element in page.root.iter():
        for name in _POINTING.intersection(element.keys()):
            for target in (element.get(name) or "").split():
                if target not in counts:
                    yield f"{element.tag} {name}={target!r} points at nothing"
        if int(element.get("tabindex", "0")) > 0:
            yield f"{element.tag} jumps the queue with tabindex"
    for link in page.all("a"):
        href = link.get("href", "")
        if href.startswith("#") and href[1:] not in counts:
            yield f"a link to {href}, which is nowhere"
        named = words(link) or link.get("aria-label") or any(e.get("alt") or e.get("aria-label") for e in link.iter())
        if not named:
            yield f"a link without words: {href}"
    yield from (f"img {e.get('src')} without alt" for e in page.all("img") if e.get("alt") is None)
    yield from ("a button without words" for e in page.all("button") if not (words(e) or e.get("aria-label")))


def _fields_and_forms(page: Page) -> Iterator[str]:
    labeled = {e.get("for") for e in page.all("label") if words(e)}
    for field in page.all(*_FIELDS):
        if field.tag == "input" and field.get("type", "text") in _UNLABELED:
            continue
        around = any(e.tag == "label" and words(e) for e in page.above(field))
        if not (around or field.get("id") in labeled or field.get("aria-label") or field.get("aria-labelledby")):
            yield f"{field.tag} {field.get('name')} without a label"
    fields = {e.get("id") for e in page.all(*_FIELDS, "button", "output")}
    for label in page.all("label"):
        if label.get("for", "") not in fields | {""}:
            yield f"a label for {label.get('for')!r}, which is no field"
    for form in page.all("form"):
        method, action = (form.get("method") or "").lower(), form.get("action")
        if method not in {"get", "post"} or not action:
            yield f"a form without method or action: {method} {action}"
        names = {e.get("name") for e in form.iter("input")}
        if method == "post" and "csrf_token" not in names:
            yield f"POST to {action} without csrf_token"
        if method == "get" and "csrf_token" in names:
            yield f"GET to {action} puts csrf_token into an address"


def _strictness(page: Page, csp: str) -> Iterator[str]:
    if "default-src 'none'" not in csp or "unsafe" in csp:
        yield f"a weak Content-Security-Policy: {csp or 'none'}"
    yield from ("an inline style sheet" for _ in page.all("style"))
    for script in page.all("script"):
        if not script.get("src") and script.get("type") != "application/ld+json":
            yield "an inline script"
    canonical = {urlsplit(e.get("href", "")).netloc for e in page.all("link") if e.get("rel") == "canonical"}
    for element in page.root.iter():
        tag = element.tag.rpartition("}")[2]
        for name, value in element.attrib.items():
            if name == "style" or name.startswith("on"):
                yield f"{element.tag} has {name}="
            scheme, host = urlsplit(value)[:2] if name in {"href", "src", "action"} else ("", "")
            if scheme == "javascript" or (host and host not in canonical and (tag, name) in _LOADING):
                yield f"{element.tag} loads from elsewhere: {value}"


@cache
def _leftovers(catalogue: str) -> dict[_Beginning, list[str]]:
    """English that a Chinese page must not show, by its first words: the fixed part of each msgid of three or more."""
    path = _CATALOGUES / catalogue / "LC_MESSAGES" / "messages.po"
    if not path.exists():
        return {}
    with path.open("rb") as file:
        messages = list(read_po(file, locale=catalogue))
    leftovers: dict[_Beginning, list[str]] = {}
    for message in messages:
        texts = message.string if isinstance(message.string, tuple) else (message.string,)
        for english in message.id if isinstance(message.id, tuple) else (message.id,):
            piece = max((p.strip() for p in _PLACEHOLDER.split(english)), key=len, default="")
            if len(piece.split()) >= 3 and not any(piece in (text or "") for text in texts):
                leftovers.setdefault(next(_beginnings(piece)), []).append(piece)
    return leftovers


def _beginnings(text: str) -> Iterator[_Beginning]:
    """Each two words that follow each other."""
    return pairwise(_WORD.findall(text))


def _left_in_english(latin: str, catalogue: str) -> Iterator[str]:
    """The sentences of ours that stand in a text. Only those are sought whose first words stand there: it is long."""
    unsaid = _leftovers(catalogue)
    for beginning in unsaid.keys() & set(_beginnings(latin)):
        yield from (piece for piece in unsaid[beginning] if piece in latin)


def _language(page: Page, language: Language, quoted: tuple[str, ...]) -> Iterator[str]:
    pieces = page.pieces(skip=("script", "style", "textarea", "title"))
    own = " ".join(" ".join(text for text, marked in pieces if marked == language.bcp47).split())
    for text in quoted:
        own = own.replace(text, "")
    if "%(" in own or "{{" in own or "{%" in own:
        yield "a placeholder was left open"
    codec = _SCRIPTS.get(language.bcp47)
    if codec is None:
        strange = _HAN.findall(own)
    else:
        strange = [c for c in _HAN.findall(own) if not _fits(c, codec)]
        spoken = own + " ".join(
            e.get(n, "") for e in page.root.iter() for n in ("alt", "title", "aria-label", "placeholder", "content")
        )
        latin = " ".join(_NOT_HAN.findall(spoken))
        yield from (f"left in English: {piece!r}" for piece in _left_in_english(latin, language.catalogue))
    if strange:
        yield f"{''.join(dict.fromkeys(strange))} in text marked {language.bcp47} belongs to another script"


@cache
def _fits(character: str, codec: str) -> bool:
    try:
        return bool(character.encode(codec))
    except UnicodeEncodeError:
        return False
