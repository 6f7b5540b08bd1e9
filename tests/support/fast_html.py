"""Reads pages of ours five times as fast as html5lib, where there is nothing to say about them; see `read`.

A page is read here only if all of it is in a narrow part of HTML in which a browser neither complains nor mends: every
element closed by its own tag, attributes in quotes, known elements where they may stand. Everything else is None, and
html5lib's to judge. `tests/test_page.py` holds both against each other, and so does `tests/page.py` on some pages.
"""

import re
from collections import Counter
from functools import lru_cache
from html import unescape
from html.entities import html5
from xml.etree.ElementTree import Element, TreeBuilder

from html5lib.constants import adjustSVGAttributes

_SVG = "{http://www.w3.org/2000/svg}"
_LINK = "{http://www.w3.org/1999/xlink}href"
_TOKEN = re.compile(
    r"""[^<]+ | <(?P<end>/?)(?P<tag>[a-z][a-z0-9]*)
    (?P<attributes>(?:\s+(?:xlink:)?[a-zA-Z][-a-zA-Z0-9]*(?:="[^"]*"|='[^']*')?)*)\s*(?P<empty>/?)>""",
    re.VERBOSE,
)
_ATTRIBUTE = re.compile(r"""((?:xlink:)?[a-zA-Z][-a-zA-Z0-9]*)(?:="([^"]*)"|='([^']*)')?""")
#: Characters that are an error, or that a reader turns into others.
_STRANGE = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff\U0001fffe\U0001ffff\U0002fffe-\U0002ffff"
    "\U0003fffe-\U000dffff\U000efffe-\U0010ffff]"
)
_REFERENCE = re.compile(r"&(?:([a-zA-Z][a-zA-Z0-9]*;)|#([0-9]{1,5});)?")
_PRINTED = range(0x20, 0x7F)

_VOID = {"br", "hr", "img", "input", "wbr", "source", "meta", "link", "col"}
_IN_HEAD = {"title", "meta", "link", "script", "style"}


def _names(written: str) -> frozenset[str]:
    return frozenset(written.split(" "))


#: What closes a paragraph, so that none may be open.
_BLOCKS = _names(
    "address article aside blockquote details div dl fieldset figcaption figure footer form h1 h2 h3 h4 h5 h6 "
    "header hr li dt dd main nav ol p section summary table ul"
)
#: What simply stands where it is written.
_INLINE = _names(
    "a abbr b bdi bdo button cite code datalist del dfn em i img input ins kbd label legend mark meter output "
    "picture progress q s samp select small source span strong sub sup svg textarea time u var br wbr script "
    "noscript"
)
_HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
#: Inside which others an element would close something, or be an error.
_NOT_INSIDE = {
    **dict.fromkeys(_BLOCKS, ("p",)),
    **dict.fromkeys(_HEADINGS, ("p", *_HEADINGS)),
    **{tag: (tag,) for tag in ("a", "button", "select")},
    "form": ("p", "form"),
}
#: The only parents of what is named, or the only children of what has a content of its own.
_PARENTS = {
    "li": {"ul", "ol"},
    "dt": {"dl", "div"},
    "dd": {"dl", "div"},
    "option": {"select", "optgroup", "datalist"},
    "optgroup": {"select"},
    "caption": {"table"},
    "colgroup": {"table"},
    "col": {"colgroup"},
    "thead": {"table"},
    "tbody": {"table"},
    "tfoot": {"table"},
    "tr": {"thead", "tbody", "tfoot"},
    "td": {"tr"},
    "th": {"tr"},
}
#: Elements in which only these elements and white space may stand.
_CHILDREN = {
    "html": {"head", "body"},
    "head": _IN_HEAD,
    "table": {"caption", "colgroup", "thead", "tbody", "tfoot"},
    "colgroup": {"col"},
    "thead": {"tr"},
    "tbody": {"tr"},
    "tfoot": {"tr"},
    "tr": {"td", "th"},
}
#: Elements in which these elements and text may stand.
_MIXED: dict[str, set[str]] = {"select": {"option", "optgroup"}, "optgroup": {"option"}, "option": set()}
_DRAWN = _names("svg g path rect circle ellipse line polyline polygon text tspan use title desc defs symbol")
_RAW = {"script", "style", "textarea", "title"}


class _Doubt(Exception):
    """Something that is not plainly right."""


def read(source: str) -> Element | None:
    """The tree of a page in which nothing is wrong, as html5lib would build it; None where that is not certain."""
    source = source.replace("\r\n", "\n")
    head = re.match(r"<!doctype html>\s*", source, re.IGNORECASE)
    if head is None or _STRANGE.search(source):
        return None
    try:
        return _Reader(source).read(head.end())
    except _Doubt:
        return None


def written(element: Element) -> list[object]:
    """Everything in a tree, for two of them to be compared."""
    return [(part.tag, part.attrib, part.text or "", part.tail or "", len(part)) for part in element.iter()]


class _Reader:
    def __init__(self, source: str) -> None:
        self._source = source
        self._builder = TreeBuilder()
        self._open: list[str] = []
        self._counts: Counter[str] = Counter()
        self._drawing = 0
        self._begun: set[str] = set()

    def read(self, at: int) -> Element:
        source, match = self._source, _TOKEN.match
        while at < len(source):
            token = match(source, at)
            if token is None:
                raise _Doubt
            at = token.end()
            tag = token["tag"]
            if tag is None:
                self._text(token[0])
            elif token["end"]:
                self._end(tag, token)
            else:
                self._start(tag, token)
                if tag in _RAW and not self._drawing:
                    at = self._raw(tag, at)
        if self._open != ["html", "body"] or self._begun != {"html", "head", "/head", "body", "/body", "/html"}:
            raise _Doubt
        self._builder.end("body")
        self._builder.end("html")
        return self._builder.close()

    def _text(self, text: str) -> None:
        if text.isspace():
            parent = self._open[-1] if self._open else ""
            # Before the first of a page's two parts there is no text, not even white space.
            if parent and not (parent == "html" and "head" not in self._begun):
                self._builder.data(text)
            return
        if not self._open or self._open[-1] in _CHILDREN or "/body" in self._begun:
            raise _Doubt
        self._builder.data(_decoded(text))

    def _start(self, tag: str, token: re.Match[str]) -> None:
        parent = self._open[-1] if self._open else ""
        if "/body" in self._begun:
            raise _Doubt
        if self._drawing or tag == "svg":
            self._draw(tag, parent, token)
            return
        self._admit(tag, parent)
        if token["empty"] and tag not in _VOID:
            raise _Doubt
        attributes = _attributes(token["attributes"], False)
        self._builder.start(tag, dict(attributes))
        if tag in _VOID:
            self._builder.end(tag)
        else:
            self._push(tag)

    def _push(self, tag: str) -> None:
        self._open.append(tag)
        self._counts[tag] += 1

    def _admit(self, tag: str, parent: str) -> None:
        """Whether an element may begin here without changing any other."""
        counts = self._counts
        if tag in ("html", "head", "body"):
            before = {"html": set(), "head": {"html"}, "body": {"html", "head", "/head"}}[tag]
            if self._begun != before:
                raise _Doubt
            self._begun.add(tag)
            return
        allowed = _CHILDREN.get(parent) or _MIXED.get(parent)
        if parent in _PARENTS and parent in _MIXED and tag not in _MIXED[parent]:
            raise _Doubt
        if allowed is not None:
            if tag not in allowed:
                raise _Doubt
        elif tag in _PARENTS:
            if parent not in _PARENTS[tag] or (parent == "div" and self._open[-2:-1] != ["dl"]):
                raise _Doubt
        elif tag == "link" and parent == "noscript":
            return
        elif not ((tag in _BLOCKS or tag in _INLINE) and "body" in self._begun):
            raise _Doubt
        for name in _NOT_INSIDE.get(tag, ()):
            if counts[name]:
                raise _Doubt

    def _draw(self, tag: str, parent: str, token: re.Match[str]) -> None:
        if tag not in _DRAWN or (self._drawing and parent in ("title", "desc")):
            raise _Doubt
        if not self._drawing and (parent in _CHILDREN or parent in _MIXED or "body" not in self._begun):
            raise _Doubt
        self._builder.start(_SVG + tag, dict(_attributes(token["attributes"], True)))
        if token["empty"]:
            self._builder.end(_SVG + tag)
        else:
            self._open.append(tag)
            self._drawing += 1

    def _end(self, tag: str, token: re.Match[str]) -> None:
        if token["attributes"] or token["empty"]:
            raise _Doubt
        if tag in ("body", "html"):
            # Both stay open: white space after them is the body's.
            if self._open != ["html", "body"] or ("/body" in self._begun) is (tag == "body") or "/html" in self._begun:
                raise _Doubt
            self._begun.add("/" + tag)
            return
        if not self._open or self._open[-1] != tag:
            raise _Doubt
        self._open.pop()
        if self._drawing:
            self._drawing -= 1
            self._builder.end(_SVG + tag)
            return
        if tag == "head":
            self._begun.add("/head")
        self._counts[tag] -= 1
        self._builder.end(tag)

    def _raw(self, tag: str, at: int) -> int:
        """The text of an element that holds nothing else; where its end tag begins."""
        end = self._source.find(f"</{tag}>", at)
        text = self._source[at:end]
        if end < 0 or "<" in text:
            raise _Doubt
        if tag == "textarea":
            text = text.removeprefix("\n")
        if text:
            self._builder.data(text if tag in ("script", "style") else _decoded(text))
        return end


@lru_cache(4096)
def _attributes(written: str, is_drawing: bool) -> tuple[tuple[str, str], ...]:
    """Names and values; none twice, none that is called otherwise in the tree."""
    pairs = tuple((name, _decoded(double or single)) for name, double, single in _ATTRIBUTE.findall(written))
    names = [name for name, _ in pairs]
    if len(set(names)) != len(names):
        raise _Doubt
    for name in names:
        if is_drawing and name == "xlink:href":
            continue
        adjusted = adjustSVGAttributes.get(name.lower(), name.lower()) if is_drawing else name.lower()
        if name != adjusted or name == "xmlns":
            raise _Doubt
    return tuple((_LINK if name == "xlink:href" else name, value) for name, value in pairs)


@lru_cache(4096)
def _decoded(text: str) -> str:
    if "&" not in text:
        return text
    for reference in _REFERENCE.finditer(text):
        name, number = reference.groups()
        if not ((name and name in html5) or (number and (int(number) in _PRINTED or 0xA0 <= int(number) < 0xD800))):
            raise _Doubt
    return unescape(text)
