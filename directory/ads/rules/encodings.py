"""The bytes of a file as text: UTF-8, GB18030 or Big5, told apart strictly. What is none of them is refused."""

import codecs
import re
from functools import lru_cache

#: A larger file is no newspaper page.
LARGEST_FILE = 5 * 1024 * 1024
#: So much of what is not ASCII must be everyday characters.
_ENOUGH = 0.9
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1f\x7f\ufffd\ue000-\uf8ff]")
_UTF16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)


class Unreadable(ValueError):
    """Bytes that are text in none of the encodings, or too many of them. Says why, in English."""


def decode(data: bytes) -> str:
    """The text of a file. Raises Unreadable rather than give characters that nobody wrote."""
    if len(data) > LARGEST_FILE:
        raise Unreadable("larger than 5 MB")
    if data.startswith(_UTF16):
        return _checked(_strictly(data, "utf-16") or "\0")
    text = _strictly(data, "utf-8-sig")
    if text is None:
        tried = [found for name in ("gb18030", "cp950") if (found := _strictly(data, name)) is not None]
        text = max(tried, key=_everyday, default=None)
        if text is None or _everyday(text) < _ENOUGH:
            raise Unreadable("neither UTF-8 nor GB18030 nor Big5")
    return _checked(text)


def _checked(text: str) -> str:
    if _CONTROL.search(text):
        raise Unreadable("no text: it holds control characters")
    return text


def _strictly(data: bytes, encoding: str) -> str | None:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError:
        return None


def _everyday(text: str) -> float:
    """How much of the non-ASCII of a text is punctuation and everyday characters; a wrong encoding gives rare ones."""
    foreign = [c for c in text if not c.isascii()]
    return sum(_is_everyday(c) for c in foreign) / len(foreign) if foreign else 0.0


@lru_cache(20000)
def _is_everyday(character: str) -> bool:
    """Whether it stands in the first level of GB2312 or Big5, or in their punctuation."""
    for name, first, last in (("gb2312", 0xB0, 0xD7), ("big5", 0xA4, 0xC6)):
        try:
            code = character.encode(name)
        except UnicodeEncodeError:
            continue
        if first <= code[0] <= last or (0xA1 <= code[0] <= 0xA3 and not character.isalpha()):
            return True
    return False
