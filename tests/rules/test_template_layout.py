"""Templates are laid out alike: two spaces a level, what is opened closes at the same indent, no long lines."""

import re
from collections.abc import Iterator
from typing import NamedTuple

import pytest

from tests.rules.source import ROOT, keeps

_WIDEST = 120
_VOID = frozenset(("br", "hr", "img", "input", "link", "meta"))
_BLOCKS = frozenset(("block", "call", "filter", "for", "if", "macro", "set"))
#: Jinja's marks, each whole with the strings in it, and the tags of HTML with the Jinja inside them.
_STRING = r""""(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])*'"""
_MARK = rf"\{{#.*?#\}}|\{{%(?:{_STRING}|.)*?%\}}|\{{\{{(?:{_STRING}|.)*?\}}\}}"
_TAG = rf"</?(?:{_MARK}|[a-z]\w*)(?:{_MARK}|\"(?:{_MARK}|[^\"])*\"|'[^']*'|[^>])*>"
_PARTS = re.compile(rf"(?P<mark>{_MARK})|(?P<tag>{_TAG})", re.S)
_STATEMENT = re.compile(r"\{%[-+]? *(\w+)(.*?)[-+]?%\}", re.S)
#: The outline of a picture is one value, however long it is.
_OUTLINE = re.compile(r' d="[^"]*"')


class _Opened(NamedTuple):
    name: str
    line: int
    indent: int


def check_layout(name: str, text: str) -> Iterator[str]:
    """Lines too long, tabs, and lines that do not stand two spaces inside what is open around them."""
    lines = text.split("\n")
    indents = [len(line) - len(line.lstrip(" ")) for line in lines]
    for number, line in enumerate(lines, 1):
        if len(_OUTLINE.sub("", line)) > _WIDEST:
            yield f"{name}:{number} is longer than {_WIDEST} characters"
        if "\t" in line or line != line.rstrip():
            yield f"{name}:{number} has a tab, or spaces at its end"
        if indents[number - 1] % 2:
            yield f"{name}:{number} is not indented by twos"
    open_parts: list[_Opened] = []
    starts = {0}
    position, number = 0, 1
    for part in _PARTS.finditer(text):
        number += text.count("\n", position, part.start())
        position = part.start()
        indent = indents[number - 1]
        is_first = text.rfind("\n", 0, position) + 1 + indent == position
        opens, closes = _role(part)
        if closes and (not open_parts or not _is_pair(open_parts[-1].name, closes)):
            yield f"{name}:{number}: {part[0][:40]} closes nothing that is open"
            return
        around = open_parts.pop() if closes else next((o for o in reversed(open_parts) if o.line < number), None)
        if is_first and around is not None and number not in starts:
            expected = around.indent if closes else around.indent + 2
            if around.line < number and indent != expected:
                yield f"{name}:{number} is indented by {indent}, not by {expected}"
        starts.add(number)
        if opens:
            # Of `{% else %}` in one line with its `{% if %}`, the line where that began counts.
            open_parts.append(_Opened(opens, number, indent))
    yield from (f"{name}:{part.line}: {part.name} is never closed" for part in open_parts)


def _role(part: re.Match[str]) -> tuple[str, str]:
    """What a part opens, and what it closes; an empty name for neither. `else` does both."""
    if statement := _STATEMENT.fullmatch(part[0]):
        word, rest = statement[1], statement[2]
        if word in {"else", "elif"}:
            return "if", "if"
        if word in _BLOCKS and not (word == "set" and "=" in re.sub(_STRING, "", rest)):
            return word, ""
        return "", word.removeprefix("end") if word.startswith("end") else ""
    if not part["tag"]:
        return "", ""
    name = re.match(rf"</?({_MARK}|\w+)", part[0])
    assert name is not None
    if part[0].startswith("</"):
        return "", f"<{name[1]}>"
    return ("", "") if name[1] in _VOID or part[0].endswith("/>") else (f"<{name[1]}>", "")


def _is_pair(opened: str, closed: str) -> bool:
    # A loop has an `else`, too.
    return opened == closed or {opened, closed} == {"if", "for"}


def test_templates_are_laid_out_alike() -> None:
    keeps(
        problem
        for path in sorted((ROOT / "templates").rglob("*.html"))
        for problem in check_layout(str(path.relative_to(ROOT)), path.read_text())
    )


@pytest.mark.parametrize(
    "text",
    [
        "<p>\n a\n</p>",
        "<ul>\n<li>a</li>\n</ul>",
        "<ul>\n    <li>a</li>\n</ul>",
        "{% if a %}\n  <p>b</p>\n  {% endif %}",
        "{% if a %}\n  <p>\n    b\n{% endif %}\n  </p>",
        "<p>" + "word " * 30 + "</p>",
        "<p>\tb</p>",
        "<p>b </p> \n",
        "<p>",
    ],
)
def test_a_template_laid_out_otherwise_is_refused(text: str) -> None:
    assert list(check_layout("planted.html", text))


@pytest.mark.parametrize(
    "text",
    [
        '<p class="{{ "a" if b > 1 }}">\n  {% if c %}\n    d\n  {% else %}\n    e\n  {% endif %}\n</p>\n',
        "<a href=\"b\">\n  {{- c -}}\n</a>\n{% set d %}e{% endset %}\n{% set f = {'g': '='} %}\n<br>\n",
        '<svg>\n  <path d="' + "M0 0h88v80h-88z" * 9 + '"/>\n</svg>\n',
        "{{ field(\n  form.a,\n  hint=_(\n    'b'\n  )\n) }}\n{# c\n  d #}\n",
    ],
)
def test_this_is_how_they_are_laid_out(text: str) -> None:
    assert not list(check_layout("planted.html", text))
