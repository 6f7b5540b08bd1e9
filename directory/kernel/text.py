"""Text from people: cleaned before it is stored, folded before it is compared, masked (masks/) before it is shown."""

import hashlib
import re
import unicodedata
from functools import cache

import opencc

from directory.kernel.masks import MASK, mask_contacts

__all__ = [
    "MASK",
    "bare_code",
    "clean",
    "fingerprint",
    "fold",
    "has_surrogate_or_nul",
    "mask_contacts",
    "plain",
    "tongue",
]

_SPACES = re.compile(r"[^\S\n]+")
_INVISIBLE = {"Cf", "Cc", "Cs", "Co", "Cn"}


@cache
def _to_simplified() -> opencc.OpenCC:
    return opencc.OpenCC("t2s")


def clean(text: str) -> str:
    """NFC text without control, format, surrogate or private characters; runs of blanks become one, newlines stay."""
    kept = (
        c for c in text.replace("\r\n", "\n") if c == "\n" or c == "\t" or unicodedata.category(c) not in _INVISIBLE
    )
    return _SPACES.sub(" ", unicodedata.normalize("NFC", "".join(kept))).strip()


def plain(text: str) -> str:
    """Clean text with full-width letters, digits and signs made plain: a number as a registry writes it."""
    return clean(unicodedata.normalize("NFKC", text))


def fold(text: str) -> str:
    """The form in which two texts are compared: NFKC, lower case, Traditional characters as Simplified."""
    if text.isascii() and text.isprintable():
        return text.lower()
    kept = "".join(c for c in text if unicodedata.category(c) not in _INVISIBLE or c.isspace())
    return _to_simplified().convert(unicodedata.normalize("NFKC", kept).lower())


def fingerprint(text: str) -> str:
    """What two equal texts have in common and two others do not, short enough for a form to carry."""
    return hashlib.sha256(text.encode()).hexdigest()[:32]


def bare_code(text: str | None) -> str:
    """A code as it is compared: full-width digits made plain, without the blanks and dashes people put between."""
    return "".join(c for c in unicodedata.normalize("NFKC", text or "") if not c.isspace() and c not in "-‐‑–—")


def tongue(text: str) -> str:
    """The language somebody wrote in, for a `lang` attribute (BCP 47); a guess from its script."""
    if not any("\u4e00" <= c <= "\u9fff" for c in text):
        return "en"
    return "zh-Hans" if _to_simplified().convert(text) == text else "zh-Hant"


def has_surrogate_or_nul(text: str) -> bool:
    """Whether a database would refuse the text (NUL, lone surrogate)."""
    return "\x00" in text or any("\ud800" <= c <= "\udfff" for c in text)
