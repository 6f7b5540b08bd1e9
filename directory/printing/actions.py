"""Back to print: the ad of a listing as PDF or SVG, kept on disk by its content."""

from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from flask_babel import gettext as _
from markupsafe import Markup

from directory.businesses.fields.listing import Listing
from directory.foundation.html import absolute
from directory.foundation.i18n import join_names, language, speaking
from directory.foundation.settings import settings
from directory.foundation.templates import macros
from directory.foundation.typeset import Format, typeset_once
from directory.kernel import phone
from directory.kernel.language import ENGLISH, Language
from directory.kernel.later import later
from directory.printing import rules as printing
from directory.printing.rules import Sheet, Words

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
        ad_words = words(doc)
    code = segno.make(ad_words.url, error="m", micro=False)
    content = printing.data(
        ad_words, sheet, color, spoken, [list(line) for line in code.matrix], on_screen=kind != "pdf"
    )
    return typeset_once(settings().instance / FOLDER, printing.SOURCE, content, kind)


def words(doc: Listing) -> Words:
    """What the ad says, in the language being spoken. What is not stated is left out."""
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
        url=absolute(f"{path}/request-a-quote?business={slug}" if asks else f"{path}/businesses/{slug}"),
        scan=_("Scan to ask for a quote") if asks else _("Scan for our page"),
        site=f"{_('Lengnuan')} {urlsplit(absolute('/')).netloc}",
        optin=_(
            "Contractors: text 好 to %(phone)s to get customers' requests from Lengnuan by text. "
            "Rates may apply; STOP ends it.",
            phone=phone.display(texts_from),
        )
        if texts_from
        else "",
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


def _lines(macro: str, doc: Listing) -> list[str]:
    """The lines that a macro of the template of words says, as plain text."""
    rendered = Markup(getattr(macros("printing/words.html"), macro)(doc))  # noqa: S704  (read back as text at once)
    return [text for line in rendered.split("\n") if (text := Markup(line).striptags())]  # noqa: S704


def _promises(lines: list[str]) -> list[tuple[str, str, str]]:
    """How long, on what, and for what alone; empty where no condition is stated."""
    only = ("" if line == "–" else line for line in lines[2::3])
    return list(zip(lines[::3], lines[1::3], only, strict=True))
