"""An ad of a listing as a printer takes it: sizes, colors, and the words in the order in which they may be dropped.

What is said stays data, so that no name is ever read as markup.
"""

import json
import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from flask_babel import gettext as _
from markupsafe import Markup

from directory.arrivals import Medium
from directory.businesses.fields.listing import Listing
from directory.foundation.html import ORIGIN, absolute
from directory.foundation.i18n import join_names, language, speaking, wording
from directory.foundation.settings import settings
from directory.foundation.templates import macros
from directory.foundation.typeset import Format, Press, typeset_once
from directory.kernel import phone
from directory.kernel.language import ENGLISH, Language, by_tag
from directory.kernel.later import later
from directory.kernel.site import site
from directory.kernel.text import clean
from directory.printing.rules import BLEED, POINTS, SHEETS, SPOT, Sheet

_HERE = Path(__file__).parent.parent


def source(name: str) -> str:
    """A source of the typesetter that stands in this slice."""
    return (_HERE / name).read_text(encoding="utf-8")


PRESS, SHARE = source("press.typ"), source("share.typ")
#: A function of the data of one ad, drawing an ad or what is left with people.
DRAW_AD, DRAW_HANDOUT = (
    f"#let draw(ad, W, H) = [\n{source('parts.typ')}{source(name)}]\n" for name in ("ad.typ", "handout.typ")
)
ALONE = "#draw(ad, ad.width * 1pt, ad.height * 1pt)\n"

#: How a language is set: its glyphs differ where Chinese is written with the same characters.
TYPE = {
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
#: Entries of what a firm does on the picture of a shared link.
_MOST_SHARED = 8
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
    #: What heads a handout, and what is written on it by hand.
    head: str = ""
    blanks: Sequence[str] = ()
    does: Sequence[str] = ()
    works: Sequence[str] = ()
    tags: Sequence[str] = ()
    #: (length, scope, condition): `10 years`, `parts`, `only for: 冷暖气新机`; no condition is empty.
    warranty: Sequence[tuple[str, str, str]] = ()
    warranty_title: str = ""
    brands: Sequence[str] = ()
    #: Label and text of `license`, `area`, `languages`, `hours`.
    facts: Mapping[str, tuple[str, str]] = field(default_factory=dict)


def data(words: Words, spoken: Language, code: Sequence[Sequence[int]]) -> dict[str, Any]:
    """The data of one ad. `code`: the QR code's rows of dark and light, without a border."""
    plain = TYPE[spoken.bcp47]
    name = printable(words.name, _LONGEST_NAME) or "–"
    also = printable(words.also, _LONGEST_NAME)
    return {
        **plain,
        "plain": plain,
        "title": name,
        "site": printable(words.site, _LONGEST_TEXT),
        "name": {**TYPE.get(words.name_language, plain), "text": name},
        "also": {**TYPE.get(words.also_language, plain), "text": also} if also and also != name else None,
        "phones": [printable(number, 20) for number in words.phones[:MOST_PHONES]],
        "blocks": list(_blocks(words)),
        "qr": qr(code),
        "scan": printable(words.scan, 60),
        "optin": printable(words.optin, _LONGEST_TEXT),
    }


def qr(code: Sequence[Sequence[int]]) -> dict[str, Any]:
    """A QR code for the page."""
    return {"size": len(code), "runs": list(_runs(code))}


def inked(color: str, *, margin: float, on_screen: bool) -> dict[str, Any]:
    """The inks and what lies around the trim. `on_screen`: in a screen's colors, not in inks, and nothing around."""
    return {"bleed": BLEED, "margin": margin, "on_screen": on_screen, "spot": SPOT, "two": color == "two"}


def write(content: dict[str, Any]) -> str:
    """Data as the page reads them."""
    return json.dumps(content, ensure_ascii=False, sort_keys=True)


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


if TYPE_CHECKING:
    import segno
else:
    segno = later("segno")

#: Below INSTANCE. What stands in the files is on the listing's public page.
FOLDER = "print"


def printed(doc: Listing, spoken: Language, sheet: Sheet, color: str, kind: Format) -> bytes:
    """The ad of a listing document in a language, size and color (`bw` or `two`).

    Call it outside of a unit: it may take a moment. Raises typeset.NotSet where the page cannot be made.
    """
    with speaking(spoken):
        ad_words = words(doc, sheet)
    content = {
        **data(ad_words, spoken, matrix(ad_words.url)),
        **inked(color, margin=sheet.margin, on_screen=kind != "pdf"),
        "sheet": sheet.code,
        "width": sheet.width * POINTS,
        "height": sheet.height * POINTS,
    }
    if sheet.is_handout:
        content |= _twice(ad_words, doc, spoken, sheet)
    whole = PRESS + (DRAW_HANDOUT if sheet.is_handout else DRAW_AD) + ALONE
    press = Press(BLEED, sheet.condition) if kind == "pdf" else None
    return typeset_once(settings().instance / FOLDER, whole, write(content), kind, press)


def matrix(url: str) -> list[list[int]]:
    """The QR code of an address, without a border."""
    return [list(line) for line in segno.make(url, error="m", micro=False).matrix]


def _twice(first: Words, doc: Listing, spoken: Language, sheet: Sheet) -> dict[str, Any]:
    """What a handout says in two languages: the one that was chosen, and the other one of its readers."""
    chinese = by_tag(doc.names.zh_lang if doc.names.zh else "zh-Hans")
    with speaking(chinese if spoken is ENGLISH else by_tag("en")):
        second = words(doc, sheet)
    also = {**TYPE.get(second.name_language, TYPE["en"]), "text": printable(second.name, _LONGEST_NAME)}
    return {
        # Who reads the other language must be able to say the name.
        "also": data(first, spoken, [])["also"] or (also if second.name not in ("", first.name) else None),
        "heads": [first.head, second.head],
        "scans": [first.scan, second.scan],
        "blanks": list(zip(first.blanks, second.blanks, strict=True)),
    }


def share_picture(doc: Listing | None, spoken: Language) -> bytes:
    """The picture of a shared link, PNG of 1200 x 630 pixels: a listing's, or the site's own where there is none.

    Call it outside of a unit: it may take a moment. Raises typeset.NotSet where the picture cannot be made.
    """
    plain = TYPE[spoken.bcp47]
    with speaking(spoken):
        ad_words = words(doc, SHEETS["card"]) if doc is not None else None
        here = wording()
        does = ad_words.does if ad_words else [here.coverage]
    name = printable(ad_words.name, _LONGEST_NAME) if ad_words else here.title_of_paper
    also = printable(ad_words.also, _LONGEST_NAME) if ad_words else ""
    name_type = TYPE.get(ad_words.name_language, plain) if ad_words else plain
    also_type = TYPE.get(ad_words.also_language, plain) if ad_words else plain
    content = {
        "plain": plain,
        "title": name,
        "mark": [{"text": sign.text, "tint": sign.tint} for sign in site().mark],
        "rest": here.after_mark,
        "name": {**name_type, "text": name or "–"},
        "also": {**also_type, "text": also} if also and also != name else None,
        "does": [printable(item, 60) for item in does[:_MOST_SHARED]],
        "phone": printable(ad_words.phones[0], 20) if ad_words and ad_words.phones else "",
        "site": urlsplit(absolute("/")).netloc,
    }
    return typeset_once(settings().instance / FOLDER, SHARE, write(content), "png")


def words(doc: Listing, sheet: Sheet, source: str = "") -> Words:
    """What a sheet says, in the language being spoken; its code says `source`. What is not stated is left out."""
    source = source or sheet.source
    names, slug, path = doc.names, doc.slug, f"/{language().url}"
    if language() is ENGLISH:
        name = (names.en, "en") if names.en else (names.romanized, "en")
        also = (names.zh, names.zh_lang)
    else:
        name = (names.zh, names.zh_lang)
        also = (names.en, "en")
    if not name[0]:
        name, also = (
            next(((text, tag) for text, tag in (also, (names.romanized, "en")) if text), ("", "en")),
            ("", ""),
        )
    asks = doc.textable
    texts_from = settings().sms_from
    return Words(
        name=name[0] or "",
        name_language=name[1],
        also=also[0] or "",
        also_language=also[1],
        phones=[phone.display(number) for number in doc.phones],
        url=absolute(
            f"{path}/request-a-quote?business={slug}&{ORIGIN}={source}"
            if asks
            else f"{path}/businesses/{slug}?{ORIGIN}={source}"
        ),
        scan=_("Scan to ask for a quote") if asks else _("Scan for our page"),
        site=f"{wording().site} {urlsplit(absolute('/')).netloc}",
        optin=_(
            "Contractors: text 好 to %(phone)s to get customers' requests from %(site)s by text. Rates may apply. "
            "Reply STOP to opt out.",
            phone=phone.display(texts_from),
        )
        if texts_from
        else "",
        head=_head(sheet),
        blanks=_blanks(sheet),
        does=_lines("does", doc),
        works=_lines("works", doc),
        tags=_lines("tags", doc),
        warranty=_promises(_lines("warranty", doc)),
        warranty_title=_("Warranty"),
        brands=_lines("brands", doc),
        facts={
            "license": ("", " ".join(_lines("license", doc))),
            "area": (_("Where we work: "), "".join(_lines("area", doc))),
            "languages": (_("We speak: "), join_names(_lines("spoken", doc))),
            "hours": (_("Hours: "), _("; ").join(_lines("hours", doc))),
        },
    )


def _head(sheet: Sheet) -> str:
    if sheet.medium == Medium.HANGER:
        return _("No heat? No cool air?")
    return _("Keep this with your invoice") if sheet.medium == Medium.INVOICE else ""


def _blanks(sheet: Sheet) -> list[str]:
    """What is written on a handout by hand."""
    if sheet.medium == Medium.HANGER:
        return [_("Who came by"), _("Date")]
    if sheet.medium == Medium.INVOICE:
        return [_("Invoice number"), _("Date"), _("Work done"), _("Amount"), _("Next service")]
    return [_("Installed on"), _("Last service"), _("Next service"), _("Filter size")]


def _lines(macro: str, doc: Listing) -> list[str]:
    """The lines that a macro of the template of words says, as plain text."""
    rendered = Markup(getattr(macros("printing/words.html"), macro)(doc))  # noqa: S704  (read back as text at once)
    return [text for line in rendered.split("\n") if (text := Markup(line).striptags())]  # noqa: S704


def _promises(lines: list[str]) -> list[tuple[str, str, str]]:
    """How long, on what, and for what alone; empty where no condition is stated."""
    only = ("" if line == "–" else line for line in lines[2::3])
    return list(zip(lines[::3], lines[1::3], only, strict=True))
