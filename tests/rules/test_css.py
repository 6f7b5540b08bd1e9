"""Style sheets that an old phone in WeChat's browser reads, and small ones."""

import gzip
import re
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

import pytest

from tests.rules.source import Source, files, keeps

MAX_GZIPPED_BYTES = 12 * 1024
_AT = ("@media", "@supports", "@font-face", "@page", "@keyframes", "@-webkit-keyframes")
_TEMPLATES = Path(__file__).parents[2] / "templates"
_ASSET = re.compile(r"asset\(\"css/([^\"]+)\"\)")
_EXTENDS = re.compile(r"{% extends \"([^\"]+)\"")
_WITHOUT = re.compile(r"/\*.*?\*/|\"[^\"]*\"|'[^']*'", re.DOTALL)


def check_css(source: Source) -> Iterator[str]:
    """Layers, nesting, unguarded :has(), and other things that an old engine drops a whole rule for."""
    text = _WITHOUT.sub("", source.text)
    inside: list[str] = []
    begun = ""
    for character in text:
        if character == "{":
            selector = " ".join(begun.split())
            if selector.startswith("@layer") or (selector.startswith("@") and not selector.startswith(_AT)):
                yield f"{source.path}: {selector}"
            if any(not outer.startswith("@") for outer in inside):
                yield f"{source.path}: {selector} is nested in {inside[-1]}"
            guarded = any(outer.startswith("@supports") and ":has(" in outer for outer in inside)
            if ":has(" in selector and not selector.startswith("@supports") and not guarded:
                yield f"{source.path}: {selector} uses :has() without @supports selector(...)"
            inside.append(selector)
            begun = ""
        elif character == "}":
            if not inside:
                yield f"{source.path}: a brace too many"
            else:
                inside.pop()
            begun = ""
        elif character == ";":
            if begun.strip().startswith(("@layer", "@import")):
                yield f"{source.path}: {begun.strip()}"
            begun = ""
        else:
            begun += character
    if inside:
        yield f"{source.path}: {inside[-1]} is never closed"


def check_weight(pages: Mapping[str, Iterable[Source]]) -> Iterator[str]:
    """The style sheets that one page loads, together, as they travel."""
    for page, sheets in pages.items():
        size = sum(len(gzip.compress(source.text.encode())) for source in sheets)
        if size > MAX_GZIPPED_BYTES:
            yield f"{page}: {size} bytes of style sheets gzipped, over {MAX_GZIPPED_BYTES}"


def _pages() -> dict[str, list[Source]]:
    """Each template with the style sheets that it and the templates it extends load."""
    sheets = {Path(sheet.path).name: sheet for sheet in _sheets()}
    texts = {path.relative_to(_TEMPLATES).as_posix(): path.read_text("utf-8") for path in _TEMPLATES.rglob("*.html")}

    def loaded(name: str) -> set[str]:
        own = set(_ASSET.findall(texts[name]))
        return own.union(*(loaded(parent) for parent in _EXTENDS.findall(texts[name])))

    return {name: [sheets[sheet] for sheet in sorted(loaded(name))] for name in texts}


def _sheets() -> list[Source]:
    return list(files("directory/static/css/*.css"))


def test_an_old_phone_reads_every_rule() -> None:
    keeps(complaint for sheet in _sheets() for complaint in check_css(sheet))


def test_style_sheets_are_light() -> None:
    pages = _pages()
    assert max(len(sheets) for sheets in pages.values()) >= 3
    keeps(check_weight(pages))


@pytest.mark.parametrize(
    "text",
    [
        "@layer base { p { color: red } }",
        "@layer base;",
        "@container (width > 1px) { p { color: red } }",
        "@import url(x.css);",
        ".a { color: red; .b { color: blue } }",
        ".a { & > b { color: blue } }",
        ".a:has(b) { color: red }",
        "@media print { .a:has(b) { color: red } }",
        ".a { color: red",
        ".a { color: red } }",
    ],
)
def test_what_an_old_phone_drops_is_named(text: str) -> None:
    assert list(check_css(Source("a.css", text)))


@pytest.mark.parametrize(
    "text",
    [
        "@media (max-width: 20em) { .a { color: red } }",
        "@supports selector(:has(a)) { .a:has(b) { color: red } }",
        "@keyframes x { from { top: 0 } to { top: 1px } }",
        '.a::after { content: "{" } /* .b { .c { */',
    ],
)
def test_what_it_reads_passes(text: str) -> None:
    assert not list(check_css(Source("a.css", text)))


def test_heavy_sheets_are_named() -> None:
    words = "".join(f".a{number * 7919 % 100003}{{top:{number * 31 % 977}px}}" for number in range(5000))
    assert list(check_weight({"a.html": [Source("a.css", words)]}))
