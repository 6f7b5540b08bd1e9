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
#: Everything that ends a line somewhere: old phones and PDFs send them.
_LINE_ENDS = re.compile("\r\n|[\r\x0b\x0c\x1c-\x1e\x85\u2028\u2029]")
_INVISIBLE = {"Cf", "Cc", "Cs", "Co"}
#: Of what no table of ours names yet, what a later one gives to nothing that is seen.
_NEVER_SEEN = re.compile("[\u2065\ufdd0-\ufdef\ufff0-\uffff\U000e0000-\U000e0fff]")
#: Between two pictures a joiner makes one of them: a family, a profession.
_PICTURE = "[\u2190-\u2bff\u3030\u303d\u3297\u3299\U0001f000-\U0001faff]"
_JOINER = re.compile(f"(?<=[\ufe0f\u2190-\u2bff\U0001f000-\U0001faff])\u200d(?={_PICTURE})")


@cache
def _to_simplified() -> opencc.OpenCC:
    return opencc.OpenCC("t2s")


def clean(text: str) -> str:
    """NFC text without what nobody sees (`visible`); runs of blanks become one.

    `"\\u200b陈\\u202e 女士\\x0b下午\\r8点 "` -> `"陈 女士\\n下午\\n8点"`.
    """
    return _SPACES.sub(" ", unicodedata.normalize("NFC", visible(text))).strip()


def visible(text: str) -> str:
    """The text without control, direction, surrogate and private characters; lines end in one way, blanks stay.

    Characters that are younger than our tables stay: new ideographs of names, new pictures.
    """
    lines = _LINE_ENDS.sub("\n", text)
    joined = {match.start() for match in _JOINER.finditer(lines)} if "\u200d" in lines else ()
    return "".join(c for at, c in enumerate(lines) if c in "\n\t" or _is_seen(c) or at in joined)


def _is_seen(character: str) -> bool:
    category = unicodedata.category(character)
    if category == "Cn":
        return ord(character) & 0xFFFE != 0xFFFE and _NEVER_SEEN.match(character) is None
    return category not in _INVISIBLE


def plain(text: str) -> str:
    """Clean text with full-width letters, digits and signs made plain: a number as a registry writes it."""
    return clean(unicodedata.normalize("NFKC", text))


#: Latin letters that are no other letter with an accent.
_LETTERS = str.maketrans({"ł": "l", "ø": "o", "đ": "d", "ı": "i", "ß": "ss", "æ": "ae", "œ": "oe"})


def fold(text: str) -> str:
    """The form in which two texts are compared: NFKC, lower case, without accents, Traditional characters as
    Simplified, by the word they stand in (反覆 is 反复) and then each by itself (乾元 is 干元).

    `"Élan 乾元冷氣 ＡＣ"` -> `"elan 干元冷气 ac"`.
    """
    if text.isascii() and text.isprintable():
        return text.lower()
    return simplified(level(text))


def level(text: str) -> str:
    """The first half of `fold`, that no character's neighbors change: all but Traditional as Simplified."""
    seen = "".join(c for c in text if _is_seen(c) or c.isspace())
    lower = unicodedata.normalize("NFKC", seen).lower()
    return lower if lower.isascii() else "".join(map(_without_accent, lower)).translate(_LETTERS)


def simplified(text: str) -> str:
    """The second half of `fold`, as long as the text itself."""
    if text.isascii():
        return text
    together = _to_simplified().convert(text)
    return "".join(map(_simple, together if len(together) == len(text) else text))


@cache
def _simple(character: str) -> str:
    return str(_to_simplified().convert(character))


@cache
def _without_accent(character: str) -> str:
    if character.isascii() or character >= "\u2e80":
        return character
    return "".join(c for c in unicodedata.normalize("NFD", character) if not unicodedata.combining(c))


def fingerprint(text: str) -> str:
    """What two equal texts have in common and two others do not, short enough for a form to carry."""
    return hashlib.sha256(text.encode()).hexdigest()[:32]


def bare_code(text: str | None) -> str:
    """A code as it is compared: full-width digits made plain, without the blanks and signs that people put around."""
    return "".join(c for c in plain(text or "") if c.isalnum())


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
