"""An ad of a listing as a printer takes it: sizes, colors, and the words in the order in which they may be dropped.

Pure: words come in, data for `printing.typ` goes out. What is said stays data, so that no name is ever read as markup.
"""

import json
import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from directory.kernel.language import Language
from directory.kernel.text import clean

#: The page: how the words are laid out, shrunk and dropped. It reads its data from `sys.inputs.ad`.
SOURCE = Path(__file__).with_name("ad.typ").read_text(encoding="utf-8")
POINTS = 72


@dataclass(frozen=True)
class Sheet:
    """A size that newspapers or printers sell, in inches."""

    code: str
    width: float
    height: float


SHEETS = {
    sheet.code: sheet for sheet in (Sheet("column", 2.0, 4.0), Sheet("double", 4.1, 3.0), Sheet("card", 3.5, 2.0))
}
#: Black alone, or black and the site's red.
COLORS = ("bw", "two")
FORMATS = ("pdf", "svg")

#: How a language is set: its glyphs differ where Chinese is written with the same characters.
_TYPE = {
    "en": {"font": "Noto Sans CJK SC", "lang": "en", "region": "us"},
    "zh-Hans": {"font": "Noto Sans CJK SC", "lang": "zh", "region": "cn"},
    "zh-Hant": {"font": "Noto Sans CJK TC", "lang": "zh", "region": "tw"},
}
#: What drops last has the lowest number; 0 never drops. Shown in this order.
_RANKS = {
    "does": 0,
    "works": 8,
    "tags": 4,
    "warranty": 2,
    "promise": 3,
    "brands": 6,
    "license": 1,
    "area": 5,
    "languages": 7,
    "hours": 9,
}
MOST_PHONES = 4
_MOST_ITEMS = 16
_LONGEST_NAME = 120
_LONGEST_TEXT = 300
#: A word longer than this may be broken anywhere: nothing may reach over the edge.
_LONGEST_WORD = 16
_LONG_WORD = re.compile(rf"[^\s\u200b\u2e80-\uffff]{{{_LONGEST_WORD + 1},}}")
#: Kinds of characters that no print font holds: controls, surrogates, private and unassigned ones.
_UNPRINTABLE = {"Cc", "Cf", "Cs", "Co", "Cn", "Me"}
#: Pictographs, dingbats, and what chooses between their looks. Two stars are print as old as newspapers.
_PICTURES = re.compile("[\u2300-\u23ff\u2600-\u2604\u2607-\u27bf\ufe00-\ufe0f\U0001f000-\U0001ffff]")


@dataclass(frozen=True)
class Words:
    """What an ad says, already in its language; empty is not stated and left out."""

    name: str
    name_language: str
    also: str
    also_language: str
    phones: Sequence[str]
    url: str
    #: What scanning the code is for, and whose page it is.
    scan: str
    site: str
    optin: str = ""
    does: Sequence[str] = ()
    works: Sequence[str] = ()
    tags: Sequence[str] = ()
    #: (length, scope, condition): `10 years`, `parts`, `only for: 冷暖气新机`; no condition is empty.
    warranty: Sequence[tuple[str, str, str]] = ()
    warranty_title: str = ""
    brands: Sequence[str] = ()
    #: Label and text of `license`, `area`, `languages`, `hours`.
    facts: Mapping[str, tuple[str, str]] = field(default_factory=dict)


def data(
    words: Words, sheet: Sheet, color: str, spoken: Language, code: Sequence[Sequence[int]], *, on_screen: bool
) -> str:
    """The data of one ad as JSON.

    `code`: the QR code's rows of dark and light, without a border. `on_screen`: in a screen's colors, not in inks.
    """
    plain = _TYPE[spoken.bcp47]
    name = printable(words.name, _LONGEST_NAME) or "–"
    also = printable(words.also, _LONGEST_NAME)
    return json.dumps(
        {
            "sheet": sheet.code,
            "width": sheet.width * POINTS,
            "height": sheet.height * POINTS,
            "on_screen": on_screen,
            "two": color == "two",
            **plain,
            "plain": plain,
            "title": name,
            "site": printable(words.site, _LONGEST_TEXT),
            "name": {**_TYPE.get(words.name_language, plain), "text": name},
            "also": {**_TYPE.get(words.also_language, plain), "text": also} if also and also != name else None,
            "phones": [printable(number, 20) for number in words.phones[:MOST_PHONES]],
            "blocks": list(_blocks(words)),
            "url": words.url,
            "qr": {"size": len(code), "runs": list(_runs(code))},
            "scan": printable(words.scan, 60),
            "optin": printable(words.optin, _LONGEST_TEXT),
        },
        ensure_ascii=False,
        sort_keys=True,
    )


def printable(text: str, longest: int) -> str:
    """The text in one line, without what fonts do not hold, long words breakable, cut with an ellipsis."""
    known = _PICTURES.sub("", clean(text or ""))
    printable_text = "".join(
        character for character in known if character.isspace() or unicodedata.category(character) not in _UNPRINTABLE
    )
    printable_text = " ".join(printable_text.split())
    if len(printable_text) > longest:
        printable_text = printable_text[: longest - 1].rstrip() + "…"
    return _LONG_WORD.sub(
        lambda match: "\u200b".join(match[0][at : at + 8] for at in range(0, len(match[0]), 8)), printable_text
    )


def _blocks(words: Words) -> Iterable[dict[str, Any]]:
    """What stands between the name and the phones. A list that would fill the ad ends with its first entries."""
    blocks: dict[str, dict[str, Any]] = {
        "does": {"kind": "lead", "items": _items(words.does)},
        "works": {"kind": "list", "items": _items(words.works)},
        "tags": {"kind": "tags", "items": [tag[:1].upper() + tag[1:] for tag in _items(words.tags)]},
        "warranty": {
            "kind": "years",
            "title": printable(words.warranty_title, 60),
            "items": [
                {"big": printable(big, 20), "what": printable(what, 30), "only": printable(only, _LONGEST_TEXT)}
                for big, what, only in words.warranty[:3]
            ],
        },
        # The same in one line, where there is no room for figures.
        "promise": {
            "kind": "fact",
            "unless": "warranty",
            "label": printable(words.warranty_title, 60),
            "text": " · ".join(
                " ".join(filter(None, (printable(f"{what} {big}", 60), printable(only, _LONGEST_TEXT))))
                for big, what, only in words.warranty[:3]
            ),
        },
        "brands": {"kind": "list", "items": _items(words.brands)},
    }
    for name, (label, text) in words.facts.items():
        blocks[name] = {"kind": "fact", "label": printable(label, 40), "text": printable(text, _LONGEST_TEXT)}
    for name, rank in _RANKS.items():
        block = blocks.get(name)
        if block and (block.get("items") or block.get("text")):
            yield {"rank": rank, "role": name, **block}


def _items(texts: Sequence[str]) -> list[str]:
    """Entries of a list; one of few letters is not broken inside."""
    items = [printable(text, 60) for text in texts[:_MOST_ITEMS]]
    return [text.replace(" ", "\u00a0") if len(text) <= _LONGEST_WORD else text for text in items if text]


def _runs(code: Sequence[Sequence[int]]) -> Iterable[tuple[int, int, int]]:
    """Dark stretches of a QR code: column, row, length."""
    for y, line in enumerate(code):
        x = 0
        while x < len(line):
            length = 0
            while x + length < len(line) and line[x + length]:
                length += 1
            if length:
                yield x, y, length
            x += length or 1
