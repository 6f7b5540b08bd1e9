"""The same text as another hand types it: capitals, no marks, full width, thanks, a signature, Traditional, slips.

Each kind of noise gives one text of a text, the same each time; it changes how a text looks, never what it wants.
"""

import hashlib
import random
import re
import unicodedata
from collections.abc import Callable, Mapping
from functools import cache

import opencc

_CHINESE = re.compile("[\u4e00-\u9fff]")
_LONG_WORD = re.compile(r"(?<![\w/.@])[A-Za-z]{5,}(?![\w/@])")
_ENDINGS = " .,!?;。，！？~"
#: The letters beside a letter on a keyboard.
_BESIDE = {
    **dict(zip("qwertyuiop", ("wa", "qe", "wr", "et", "ry", "tu", "yi", "uo", "ip", "ol"), strict=True)),
    **dict(zip("asdfghjkl", ("sq", "ad", "sf", "dg", "fh", "gj", "hk", "jl", "kp"), strict=True)),
    **dict(zip("zxcvbnm", ("xa", "zc", "xv", "cb", "vn", "bm", "nk"), strict=True)),
}


@cache
def _converter(name: str) -> opencc.OpenCC:
    return opencc.OpenCC(name)


def _dice(text: str) -> random.Random:
    return random.Random(hashlib.sha256(text.encode()).digest())


def _without_marks(text: str) -> str:
    return re.sub(r"(?<!\d)[.,!;。，！；](?!\d)", " ", text)


def _wide(text: str) -> str:
    """As a Chinese keyboard types it: full-width letters, digits and marks."""
    return "".join(chr(ord(c) + 0xFEE0) if "!" <= c <= "~" and c not in "'\"" else c for c in text)


def _slip(text: str) -> str:
    """One letter of one long word typed wrong: twice, not at all, its neighbour, or after the next one."""
    dice = _dice(text)
    words = list(_LONG_WORD.finditer(text))
    if not words:
        return text
    word = dice.choice(words)
    at = dice.randrange(word.start() + 1, word.end() - 1)
    letter = text[at]
    new = dice.choice((letter * 2, "", dice.choice(_BESIDE.get(letter.lower(), letter)), text[at + 1] + letter))
    end = at + (2 if len(new) == 2 and new[0] != letter else 1)
    return text[:at] + new + text[end:]


def _spaced(text: str) -> str:
    """Blanks where Chinese marks stood."""
    return re.sub("[，。；！]", " ", text)


def _dictated(text: str) -> str:
    """As a phone writes what was spoken: no marks, a capital at the start."""
    plain = re.sub(r"(?<!\d)[.,!?;:\-](?!\d)", "", text).strip()
    return plain[:1].upper() + plain[1:]


def _is_chinese(text: str) -> bool:
    return bool(_CHINESE.search(text))


NOISE: Mapping[str, Callable[[str], str]] = {
    "capitals": str.upper,
    "small": str.lower,
    "no marks": _without_marks,
    "wide": _wide,
    "spaced": _spaced,
    "dictated": _dictated,
    "shouted": lambda text: text.rstrip(_ENDINGS) + "!!!",
    "trailing": lambda text: f"  {text}\n\n",
    "decomposed": lambda text: unicodedata.normalize("NFD", text),
    "traditional": lambda text: _converter("s2t").convert(text),
    "taiwan": lambda text: _converter("s2twp").convert(text),
    "simplified": lambda text: _converter("t2s").convert(text),
    "greeting": lambda text: f"你好，{text}" if _is_chinese(text) else f"Hi, {text}",
    "thanks": lambda text: (
        f"{text.rstrip(_ENDINGS)}，谢谢" if _is_chinese(text) else f"{text.rstrip(_ENDINGS)}. Thanks"
    ),
    "please": lambda text: f"麻烦了，{text}" if _is_chinese(text) else f"{text.rstrip(_ENDINGS)} please",
    "emoji": lambda text: f"{text} 🙏",
    "signed": lambda text: f"{text}\n\nSent from my iPhone",
    "slip": _slip,
    "curly": lambda text: text.replace("'", "’"),
    "doubled blanks": lambda text: text.replace(" ", "  "),
}
