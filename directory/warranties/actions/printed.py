"""A warranty card to print: Letter, A4 or for the wallet, in one language or two, with a code that leads to it.

Pure: the card comes in, data for `card.typ` goes out. What is said stays data, so that nothing is ever read as markup.
"""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from flask_babel import gettext as _

from directory.foundation.html import absolute
from directory.foundation.i18n import show_date, speaking, wording
from directory.foundation.typeset import typeset
from directory.kernel.language import Language
from directory.kernel.later import later
from directory.kernel.text import clean
from directory.warranties.models import WarrantyCard
from directory.warranties.rules.lines import Line, Section, sections, short

if TYPE_CHECKING:
    import segno
else:
    segno = later("segno")

SOURCE = Path(__file__).with_name("card.typ").read_text(encoding="utf-8")
POINTS = 72
#: How a language is set: its glyphs differ where Chinese is written with the same characters.
_TYPE = {
    "zh-hans": {"font": "Noto Sans CJK SC", "lang": "zh", "region": "cn"},
    "zh-hant": {"font": "Noto Sans CJK TC", "lang": "zh", "region": "tw"},
    "en": {"font": "Noto Sans CJK SC", "lang": "en", "region": "us"},
}


@dataclass(frozen=True)
class Paper:
    """A size of paper, in inches."""

    code: str
    width: float
    height: float


#: The last is the size of a bank card.
PAPERS = {
    paper.code: paper for paper in (Paper("letter", 8.5, 11.0), Paper("a4", 8.27, 11.69), Paper("wallet", 3.375, 2.125))
}


def printed(entry: WarrantyCard, paper: Paper, spoken: Language, beside: Language | None) -> bytes:
    """The card as PDF in a language, and in another one beside it.

    Call it outside of a unit: it may take a moment. Raises typeset.NotSet where the page cannot be made. Nothing of it
    is kept on disk.
    """
    url = absolute(f"/warranty/{entry.token}")
    code = segno.make(url, error="m", micro=False)
    texts = [_texts(entry, paper, one) for one in (spoken, beside) if one is not None]
    data = {
        "paper": paper.code,
        "width": paper.width * POINTS,
        "height": paper.height * POINTS,
        "url": url,
        "qr": [[int(bit) for bit in line] for line in code.matrix],
        "texts": texts,
    }
    return typeset(SOURCE, json.dumps(data, ensure_ascii=False), "pdf")


def _texts(entry: WarrantyCard, paper: Paper, spoken: Language) -> dict[str, object]:
    card, serial = entry.card, entry.own_serial
    with speaking(spoken):
        is_small = paper.code == "wallet"
        names = [line for line in sections(card)[0].lines[:2] if line.lang]
        return {
            **_TYPE[spoken.url],
            "title": _("Warranty card"),
            "site": wording().site,
            "name": clean(names[0].words) if names else "",
            "also": clean(names[1].words) if len(names) > 1 else "",
            "phone": next((line.words for line in sections(card)[0].lines if line.label == _("Phone")), ""),
            "sections": [_of(Section("", tuple(short(card, serial))))]
            if is_small
            else [_of(section) for section in sections(card, serial)],
            "scan": _("The card as it is today"),
            "kept": _("Kept until %(day)s", day=show_date(card.expires_on)),
        }


def _of(section: Section) -> dict[str, object]:
    return {"title": section.title, "lines": [_line(line) for line in section.lines]}


def _line(line: Line) -> dict[str, object]:
    return {"label": line.label, "words": clean(line.words), "note": clean(line.note), "open": line.is_open}
