"""Text as it is stored, compared and sent: clean, folded, as a slug, in segments."""

import hashlib
import re
import unicodedata
from functools import cache

import opencc

_SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")


def is_slug(text: str) -> bool:
    """Whether `text` could be a business's slug; anything else need not be looked up."""
    return len(text) <= 80 and _SLUG.fullmatch(text) is not None


_GSM = set(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞ ÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?"
    "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
_GSM_EXTENDED = set("^{}\\[~]|€\f")


def is_gsm(text: str) -> bool:
    """Whether the text fits the 7-bit alphabet (one Chinese character and it does not)."""
    return all(c in _GSM or c in _GSM_EXTENDED for c in text)


def count(text: str) -> int:
    """Segments the text is sent in: 160/153 septets, or 70/67 UTF-16 units (3GPP TS 23.038, 23.040)."""
    if is_gsm(text):
        units, single, part = sum(2 if c in _GSM_EXTENDED else 1 for c in text), 160, 153
    else:
        units, single, part = len(text.encode("utf-16-le")) // 2, 70, 67
    return 1 if units <= single else -(-units // part)


_SPACES = re.compile(r"[^\S\n]+")
_INVISIBLE = {"Cf", "Cc", "Cs", "Co", "Cn"}


@cache
def _to_simplified() -> opencc.OpenCC:
    return opencc.OpenCC("t2s")


def clean(text: str) -> str:
    """NFC text without control, format, surrogate or private characters; runs of blanks become one, newlines stay."""
    visible = (
        c for c in text.replace("\r\n", "\n") if c == "\n" or c == "\t" or unicodedata.category(c) not in _INVISIBLE
    )
    return _SPACES.sub(" ", unicodedata.normalize("NFC", "".join(visible))).strip()


def plain(text: str) -> str:
    """Clean text with full-width letters, digits and signs made plain: a number as a registry writes it."""
    return clean(unicodedata.normalize("NFKC", text))


def fold(text: str) -> str:
    """The form in which two texts are compared: NFKC, lower case, Traditional characters as Simplified."""
    if text.isascii() and text.isprintable():
        return text.lower()
    visible = "".join(c for c in text if unicodedata.category(c) not in _INVISIBLE or c.isspace())
    return str(_to_simplified().convert(unicodedata.normalize("NFKC", visible).lower()))


def fingerprint(text: str) -> str:
    """What two equal texts have in common and two others do not, short enough for a form to carry."""
    return hashlib.sha256(text.encode()).hexdigest()[:32]


def bare_code(text: str | None) -> str:
    """A code as it is compared: full-width digits made plain, without the blanks and dashes people put between."""
    return "".join(c for c in unicodedata.normalize("NFKC", text or "") if not c.isspace() and c not in "-‐‑–—")


def language_of(text: str) -> str:
    """The language somebody wrote in, for a `lang` attribute (BCP 47); a guess from its script."""
    if not any("\u4e00" <= c <= "\u9fff" for c in text):
        return "en"
    return "zh-Hans" if _to_simplified().convert(text) == text else "zh-Hant"


#: Characters of an id of a far side that are kept as they are. A gateway's have 34.
_LONGEST_ID = 40


def short_id(word: str) -> str:
    """An id of a far side as a column keeps it: itself, or its digest where it is long or no plain text.

    >>> short_id("SM0123")
    'SM0123'
    >>> short_id("x" * 500) == short_id("x" * 501)
    False
    """
    if len(word) <= _LONGEST_ID and word.isascii() and word.isprintable():
        return word
    return f"digest-{hashlib.sha256(word.encode('utf-8', 'backslashreplace')).hexdigest()[:32]}"


def has_surrogate_or_nul(text: str) -> bool:
    """Whether a database would refuse the text (NUL, lone surrogate)."""
    return "\x00" in text or any("\ud800" <= c <= "\udfff" for c in text)
