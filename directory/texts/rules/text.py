"""A text brought to one form, and cut into its sentences, so that one expression fits every way it is typed.

>>> plain("Don’t stop — 唔該")
"dont stop - 谢谢"
"""

import re
import unicodedata
from dataclasses import dataclass
from functools import cache, cached_property
from itertools import groupby

from directory.kernel.text import fold
from directory.reading.syllables import SYLLABLES, is_pinyin, keys
from directory.texts.rules import table
from directory.texts.rules.cantonese import from_cantonese
from directory.texts.rules.spelling import corrected

#: Longer sentences are never just a yes, a no or a courtesy.
_LONGEST_SAYING = 120
_MARKS = str.maketrans(
    {
        "’": "'",
        "‘": "'",
        "`": "'",
        "´": "'",
        "“": '"',
        "”": '"',
        "„": '"',
        "「": '"',
        "」": '"',
        "『": '"',
        "』": '"',
        "。": ".",
        "、": ",",
        "–": "-",
        "—": "-",
        "【": "[",
        "】": "]",
        "\ufe0f": None,
        "\u20e3": None,
        "…": "...",
    }
)
_SKIN = re.compile("[\U0001f3fb-\U0001f3ff]")
_APOSTROPHE = re.compile(r"(?<=[a-z])'(?=[a-z])")
#: A blank parts a price from the time behind it: 三千 六点头 is no 三千六. As comma it stays.
_BLANK_IN_FIGURES = re.compile(
    r"(?<=[百千万块元])[ \t]+"
    r"(?=[一二两三四五六七八九十]{1,3}(?:点|号|天|周|月|年|分钟|刻|个?半?(?:小时|钟头?)|个(?:月|周)))"
)
_CHINESE_BLANK = re.compile(r"(?<=[\u2e80-\u9fff])[ \t]+(?=[\u2e80-\u9fff])")
_BLANKS = re.compile(r"[ \t]+")
_SPELLED_OUT = re.compile(r"(?<![A-Za-z])[A-Z](?: [A-Z])+(?![A-Za-z])")
_LONG_DRAWN = re.compile(r"([a-z])\1{2,}")
#: A point that ends something: none within a number, nor behind a title.
_POINT = r"(?<!\bmr)(?<!\bmrs)(?<!\bms)(?<!\bdr)(?:\.(?!\d)|(?<!\d)\.)"
_SENTENCE = re.compile(rf"[!?;\n]+|{_POINT}")
_CLAUSE = re.compile(rf"[!?;\n,]+|{_POINT}|(?<=\s)-+(?=\s)")
_ACCENTED = re.compile("[\u00c0-\u024f]")
_LATIN = re.compile(r"[a-z]+")
_RUN = re.compile(r"(?<![a-z0-9])[a-z]+(?: [a-z]+)+(?![a-z0-9])")
#: Not `ya` in Spanish (`ya no me manden`), which is `you` in English.
_LATIN_WORD = re.compile(
    r"(?<![a-z0-9])(?!ya (?:no|me|nos|les?|l[oa]s?|se|te|es|esta\w*|est[ou]\w*|basta|fu[ei]|hay"
    r"|teng\w*|tien\w*|voy|vamos|van|(?:regres|volv|lleg|llam|dej|par|quit|quier|termin|acab|arregl|qued|firm|pag|habl)\w+)\b)"
    r"(?:[a-z0-9]*[a-z][a-z0-9]*)(?![a-z0-9])"
)
#: Marks that a phone wrote out as words: `I said no comma leave me be period`. Not a warranty period.
_MARK_OF = {"comma": ",", "period": ".", "question": "?", "exclamation": "!"}
_DICTATED = re.compile(
    r"(?<=\w)(?<!\b[a-z])(?<!\bthe)(?<!\bthis)(?<!\bthat)(?<!\btime)(?<!\btrial)(?<!warranty)(?<!grace)(?<!waiting)"
    r" (comma|period"
    r"(?= (?:i|im|ive|ill|it|its|we|you|he|she|they|that|this|please|thank|no|not|do|dont|now|so|but|and|call|tell)\b"
    r"|\W*$)"
    r"|question mark|exclamation (?:point|mark))(?![a-z])"
)
#: What shall not be done or sent may be no known word of pinyin: it is no order by itself. Not where texts follow.
_NEGATIONS, _UNKNOWN = ("别", "不要", "不用", "发"), "某"
_PARTICLES = frozenset({"la", "lo", "le", "ya", "a", "ba", "o", "ha", "ma", "ne", "na", "ei", "ai", "hao"})
_LAST_PARTICLE = re.compile(r"(?<=[a-z]) (?:lo+h?|lah?|leh|liao|lor)(?=\W*$)")
_SOMETHING = re.compile(r"(?<!发)某(?=.*(?:发(?!某)|短信|信息|打扰|骚扰|烦|联系|退订))")
_EDGES = " \t\r\n.,!~:;、*\"'()[]-_/|#"
#: So many letters of pinyin at least: shorter words are English by chance.
_FEWEST_LETTERS = 4
#: So many words of pinyin at least, by themselves and among words of another language.
_FEWEST_WORDS, _FEWEST_AMONG_OTHERS = 2, 4


@dataclass(frozen=True)
class Text:
    """An inbound text: as it came, and as it is compared."""

    body: str

    @cached_property
    def plain(self) -> str:
        """All of it in one form, Chinese in Latin letters as Chinese."""
        return by_ear(plain(self.body))

    @cached_property
    def core(self) -> str:
        """All of it without greetings, thanks and a signature around it."""
        return core(self.plain)

    @cached_property
    def spaced(self) -> str:
        """`core` with the blanks between Chinese characters as commas: many write them so."""
        return core(by_ear(plain(self.body, is_closed_up=False)))

    @cached_property
    def phrases(self) -> tuple[str, ...]:
        """The clauses of the text, with their courtesies."""
        pieces = (piece.strip(_EDGES) for piece in _CLAUSE.split(by_ear(plain(self.body, is_closed_up=False))))
        return tuple(piece[:_LONGEST_SAYING] for piece in pieces if piece)

    @cached_property
    def sentences(self) -> tuple[str, ...]:
        """The sentences of the text, without courtesies; those that are nothing else are left out."""
        return _pieces(_SENTENCE, self.core)

    @cached_property
    def clauses(self) -> tuple[str, ...]:
        """The sentences of the text, cut at commas too."""
        return _pieces(_CLAUSE, self.spaced)

    @property
    def is_question(self) -> bool:
        """Whether it asks something."""
        return "?" in self.plain or bool(re.search(r"(?:吗|呢|么)\W*$", self.plain))

    @property
    def ends_in_question(self) -> bool:
        """Whether it asks something at its end: `water heater? we don't do those` does not."""
        return bool(re.search(r"(?:\?|吗|呢|么)[\s.!\"]*$", self.plain))


def plain(text: str, *, is_closed_up: bool = True) -> str:
    """A text in one form: lower case, Simplified, marks as ASCII, no apostrophes, Cantonese words as Mandarin.

    Blanks between Chinese characters are taken out, or become commas where not `is_closed_up`.
    """
    text = _SPELLED_OUT.sub(lambda match: match[0].replace(" ", ""), text)
    folded = _SKIN.sub("", fold(text).translate(_MARKS))
    folded = _BLANKS.sub(" ", _APOSTROPHE.sub("", folded))
    folded = _BLANK_IN_FIGURES.sub(",", folded)
    folded = _CHINESE_BLANK.sub("" if is_closed_up else ",", _without_accents(folded))
    pattern, same = table.spellings()
    if any(word in folded for word in _MARK_OF):
        folded = _DICTATED.sub(lambda match: _MARK_OF[match[1].split()[0]], folded)
    folded = _LONG_DRAWN.sub(r"\1\1", pattern.sub(lambda match: same[match[0]], folded))
    return _LATIN_WORD.sub(lambda match: corrected(match[0]), folded).strip()


#: Words between quotation marks that are long enough to be somebody else's, and lines that are marked as such.
_QUOTED = re.compile(
    r'“[^”]{16,}(?:”|$)|"[^"]{16,}"|「[^」]{12,}(?:」|$)|『[^』]{12,}(?:』|$)|«[^»]{16,}(?:»|$)|^\s*>.*$', re.MULTILINE
)


@cache
def _ours() -> re.Pattern[str]:
    return re.compile(table.pattern("ours", "any").pattern, re.IGNORECASE)


def unquoted(body: str) -> str:
    """A text without what stands between quotation marks, and without the sentences of our own that it repeats.

    >>> unquoted("“Reply 1 for yes, 2 for no. STOP ends these texts.” what is this")
    "what is this"
    """
    return _ours().sub(" ", _QUOTED.sub(" ", body)).strip()


#: What only adorns a text; a thumb, a tick, a hand or a sign that forbids says something.
_TELLING = frozenset("👍👎👌🆗🙆🙅✅✔☑❌✖🚫🛑✋⛔🖕📵⭕🈚🈶🉑❓❔🤝💯🤙✊👊")
_ADORNS = ("So", "Sk", "Mn", "Cf")


def undressed(body: str) -> str:
    """A text without the line that a mail program or phone adds, and without the pictures that adorn its ends.

    What is nothing else stays as it is.

    >>> undressed("Sure 🙏\n\nSent from my iPhone")
    "Sure"
    """
    lines = body.strip().splitlines()
    while len(lines) > 1 and (not lines[-1].strip() or _added().fullmatch(lines[-1].strip())):
        lines.pop()
    left = "\n".join(lines)
    start, end = 0, len(left)
    while start < end and _adorns(left[start]):
        start += 1
    while start < end and _adorns(left[end - 1]) and left[end - 1] != "\u20e3":
        end -= 1
    bare = left[start:end].strip()
    return bare if any(c.isalnum() or c in "?？" or c in _TELLING for c in bare) else body


def _adorns(sign: str) -> bool:
    return sign.isspace() or (sign not in _TELLING and unicodedata.category(sign) in _ADORNS)


@cache
def _added() -> re.Pattern[str]:
    return re.compile(table.pattern("added", "line").pattern, re.IGNORECASE)


def _without_accents(text: str) -> str:
    if text.isascii() or not _ACCENTED.search(text):
        return text
    return "".join(c for c in unicodedata.normalize("NFD", text) if not "\u0300" <= c <= "\u036f")


def core(text: str) -> str:
    """A plain text or sentence without what only is polite: `hi, 5 thanks!` is `5`."""
    patterns = table.courtesy()
    text = patterns["signature"].sub("", text)
    while True:
        bare = text.strip(_EDGES)
        for kind in ("before", "after"):
            match = patterns[kind].match(bare) if kind == "before" else patterns[kind].search(bare)
            if match and match[0] and len(match[0]) < len(bare):
                bare = bare[match.end() :] if kind == "before" else bare[: match.start()]
        if bare == text:
            return bare
        text = bare


def _pieces(border: re.Pattern[str], text: str) -> tuple[str, ...]:
    pieces = (core(piece)[:_LONGEST_SAYING] for piece in border.split(text) if piece)
    return tuple(piece for piece in pieces if piece)


def by_ear(text: str) -> str:
    """A plain text that is Chinese in Latin letters as Chinese, from Mandarin or Cantonese; any other as it is."""
    return from_cantonese(from_pinyin(text))


def from_pinyin(text: str) -> str:
    """A text that is pinyin from its first letter to its last as the Chinese it stands for; any other as it is.

    >>> from_pinyin("qing bie zai fa duanxin")
    "请不要再发短信"
    """
    runs = _LATIN.findall(text)
    ends = _LAST_PARTICLE.sub("", text)
    if ends != text and not (ended := from_pinyin(ends)).isascii():
        return ended
    if not all(map(is_pinyin, runs)):
        bare = core(text)
        if bare != text and bare.isascii() and all(map(is_pinyin, _LATIN.findall(bare))):
            return text.replace(bare, from_pinyin(bare), 1)
        return _RUN.sub(lambda match: _run(match[0]), text)
    if sum(map(len, runs)) < _FEWEST_LETTERS:
        return text
    chinese = _cut("".join(runs), may_skip=len(runs) > 1)
    if chinese is None:
        return text
    rest = re.split(r"[a-z][a-z\s]*", text)
    return plain(chinese.join((rest[0], "".join(rest[1:]))))


def _run(words: str) -> str:
    """Two words of pinyin or more, or four inside others, where all of their letters are known: `bie zai fa le ok`."""
    stretches = [(is_sound, [*parts]) for is_sound, parts in groupby(words.split(), is_pinyin)]
    fewest = _FEWEST_WORDS if len(stretches) == 1 else _FEWEST_AMONG_OTHERS
    read = [
        (is_sound and len(parts) >= fewest and len(words) >= _FEWEST_LETTERS and _cut("".join(parts), may_skip=False))
        or " ".join(parts)
        for is_sound, parts in stretches
    ]
    return " ".join(read)


def _cut(letters: str, *, may_skip: bool) -> str | None:
    """Letters as the fewest known words that they are made of; None where they are not.

    Where it `may_skip`, syllables that are in no known word are left out, at most four letters of ten; a 某 stands for
    what shall not be done or sent, so that `bie ji le` is no 别了.
    """
    words = _words()
    best: list[tuple[int, int, str] | None] = [(0, 0, ""), *[None] * len(letters)]
    for end in range(1, len(letters) + 1):
        for start in range(max(0, end - 24), end):
            before, piece = best[start], letters[start:end]
            if before is None:
                continue
            word = words.get(piece)
            choice = (before[0], before[1] + 1, before[2] + word) if word else None
            if word is None and may_skip and piece in SYLLABLES:
                unknown = _UNKNOWN if piece not in _PARTICLES and before[2].endswith(_NEGATIONS) else ""
                choice = (before[0] + len(piece), before[1] + 1, before[2] + unknown)
            best[end] = min(filter(None, (best[end], choice)), key=lambda cut: cut[:2], default=None)
    whole = best[-1]
    return _SOMETHING.sub("", whole[2]) if whole and whole[0] * 10 <= len(letters) * 4 else None


@cache
def _words() -> dict[str, str]:
    words: dict[str, str] = {}
    for word in table.pinyin_words():
        for key in keys(word):
            words.setdefault(key, word)
    return words
