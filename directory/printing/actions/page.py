"""The newspaper's page of all that are listed: masthead, ads of different sizes, and what the codes are for."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from flask_babel import gettext as _

from directory.arrivals import issue
from directory.businesses.fields.listing import Listing
from directory.foundation.html import ORIGIN, absolute
from directory.foundation.i18n import show_date, speaking, wording
from directory.foundation.settings import settings
from directory.foundation.typeset import Press, typeset_once
from directory.kernel.language import ENGLISH, Language, by_tag
from directory.kernel.site import site
from directory.printing.actions import ad
from directory.printing.rules import BLEED, NEWSPRINT, POINTS, SHEETS, Cell, PageSheet, divide

_SOURCE = ad.PRESS + ad.DRAW_AD + ad.source("page.typ")
#: Points: white around the page, between ads, the masthead, and the line at the foot.
_EDGE, _GAP, _HEAD, _FOOT = 30.0, 8.0, 92.0, 24.0
#: Words of an ad below and above which its share of the page no longer changes.
_LEAST, _MOST = 8.0, 30.0
#: Ads are set at the size of a small newspaper's column and enlarged: points of one column and of two.
_COLUMN, _DOUBLE = (144.0, 288.0), (295.0, 216.0)


@dataclass(frozen=True)
class NewspaperPage:
    """Which page: of which day and size, in which language and inks."""

    day: date
    sheet: PageSheet
    spoken: Language
    color: str


def newspaper_page(docs: Sequence[Listing], page: NewspaperPage) -> bytes:
    """The PDF of a page of these listings, at most `page.sheet.capacity` of them, in this order.

    Sizes go by how much an ad says, and by nothing else. Call it outside of a unit: it may take a moment. Raises
    typeset.NotSet where the page cannot be made.
    """
    source = issue(page.day)
    with speaking(page.spoken):
        ads = [ad.words(doc, SHEETS["double"], source) for doc in docs]
        content = _frame(page, source, ads[0].optin if ads else "")
    # How contractors agree to texts stands once, at the foot.
    ads = [replace(words, optin="") for words in ads]
    *cells, last = divide([*(_weight(words) for words in ads), _LEAST], Cell(0, 0, page.sheet.columns, page.sheet.rows))
    content["place"] = _box(last, page.sheet)
    content["cells"] = [
        _cell(_box(cell, page.sheet), ad.data(words, page.spoken, ad.matrix(words.url)))
        for cell, words in zip(cells, ads, strict=True)
    ]
    return typeset_once(settings().instance / ad.FOLDER, _SOURCE, ad.write(content), "pdf", Press(BLEED, NEWSPRINT))


def _weight(words: ad.Words) -> float:
    says = len(words.does) + len(words.tags) + (len(words.works) + len(words.brands)) / 2 + 2 * len(words.warranty)
    return min(max(_LEAST + says, _LEAST), _MOST)


def _box(cell: Cell, sheet: PageSheet) -> dict[str, float]:
    """Where a rectangle of the grid stands on the page, in points."""
    across = (sheet.width * POINTS - 2 * _EDGE + _GAP) / sheet.columns
    down = (sheet.height * POINTS - 2 * _EDGE - _HEAD - _FOOT) / sheet.rows
    return {
        "x": _EDGE + cell.x * across,
        "y": _EDGE + _HEAD + _GAP + cell.y * down,
        "w": cell.w * across - _GAP,
        "h": cell.h * down - _GAP,
    }


def _cell(box: dict[str, float], content: dict[str, object]) -> dict[str, object]:
    is_tall = box["h"] > box["w"]
    across, down = _COLUMN if is_tall else _DOUBLE
    scale = min(box["w"] / across, box["h"] / down)
    return {**box, "scale": scale, "ad": {**content, "sheet": "column" if is_tall else "double"}}


def _frame(page: NewspaperPage, source: str, optin: str) -> dict[str, object]:
    """Everything on the page but the ads, in the language being spoken."""
    url = absolute(f"/{page.spoken.url}/?{ORIGIN}={source}")
    here, host = wording(), absolute("/").partition("://")[2].strip("/")
    explained = [_explanation()]
    if page.spoken is ENGLISH:
        with speaking(by_tag("zh-Hans")):
            explained.append(_explanation())
    return {
        **ad.TYPE[page.spoken.bcp47],
        **ad.inked(page.color, margin=BLEED, on_screen=False),
        "width": page.sheet.width * POINTS,
        "height": page.sheet.height * POINTS,
        "edge": _EDGE,
        "head": _HEAD - _GAP,
        "title": f"{here.site} {show_date(page.day)}",
        "masthead": site().publication if page.spoken is ENGLISH else here.site,
        "left": [show_date(page.day), here.coverage],
        "right": [here.site, host],
        "under": here.title_of_paper,
        "filler": explained,
        "qr": ad.qr(ad.matrix(url)),
        "site": f"{here.site} {host}",
        "foot": [_("Ads are larger where they say more. No place on this page is paid for."), optin],
    }


def _explanation() -> dict[str, object]:
    return {
        "title": _("What are the codes in the ads for?"),
        "steps": [
            _("Open your phone's camera, or Scan in WeChat, and point it at the code of one ad."),
            _("Tap the link. You get a short form in Chinese or English, with that contractor ticked."),
            _("Say what is wrong and how to reach you. Only the contractors you tick get it, and you pay nothing."),
            _("Urgent? Call the number in the ad. That is always quickest."),
        ],
    }
