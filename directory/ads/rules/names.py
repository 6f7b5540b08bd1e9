"""Which line of an ad is its firm's name: something of its own beside the words everybody in the trade uses."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from directory.ads.rules.printed import Printed, Span
from directory.ads.rules.words import lexicon, squeezed_words
from directory.kernel.text import tongue
from directory.search.rules.typed import CUT, squeeze, squeezed

_AD_NUMBER = re.compile(r"\s*(?<![\d-])\d{1,2}-\d{3}(?![\d-])\s*")
_BOLD = re.compile(r"^\s*(?:\*\*|__|【|〖|★|◆|■|●)")
_LABEL = re.compile(r"^\s*(?:公司名称|店名|公司|名称|商号|company|business name|name)\s*[:：]\s*")
_OWNER = re.compile(
    r"(?:联系人|负责人|老板|业主|owner|contact|ask for|call|找)\s*[:：]?\s*(?:mr\.?\s*|mrs\.?\s*|ms\.?\s*)?([\u4e00-\u9fff]{1,4}(?:师傅|先生|小姐|女士|老板|生)?|[a-z]+(?: [a-z]\.?)?(?: [a-z]+)?)(?![a-z])"
)
_MASTER = re.compile(r"(?<![\u4e00-\u9fff])([\u4e00-\u9fff]{1,3}(?:师傅|先生|老板|女士))(?![\u4e00-\u9fff])")
_CHINESE = re.compile(r"[\u3400-\u9fff]")
_SENTENCE = re.compile(r"[。，！？!?；;]|[,:：] ?\S")
_LONGEST_ZH, _LONGEST_EN = 22, 60
#: Common surnames, written as people of the trade call themselves.
_PERSON_EN = re.compile(r"^(?:[A-Z][a-z]+|[A-Z]{2,})(?: [A-Z]\.?)? (?:[A-Z][a-z]+|[A-Z]{2,})(?= ?[\u4e00-\u9fff])")


@dataclass(frozen=True, slots=True)
class Name:
    """A name as printed and where it stands. `language`: zh-Hans, zh-Hant or en. `strength` orders candidates."""

    text: str
    language: str
    start: int
    end: int
    strength: int

    @property
    def span(self) -> Span:
        """Where it stands in the folded text."""
        return self.start, self.end


def name_in(ad: Printed, span: Span) -> Name | None:
    """The name a line holds; None where it holds none."""
    start, end = span
    line = ad.folded[start:end]
    label = _LABEL.match(line)
    if label:
        start += label.end()
    number = _AD_NUMBER.search(ad.folded, start, end)
    if number:
        start, end = (number.end(), end) if number.start() <= start else (start, number.start())
    start, end = ad.trimmed((start, end))
    if end <= start:
        return None
    words = ad.folded[start:end]
    has_chinese = bool(_CHINESE.search(words))
    if len(words) > (_LONGEST_ZH if has_chinese else _LONGEST_EN) or (_SENTENCE.search(words) and not label):
        return None
    if re.search(r"\d{3}|@|www\.|\.com|warrant|保修|保固|https?:", words):
        return None
    own, ending = _own(words)
    if not own or not (ending or label):
        return None
    printed = ad.words((start, end))
    strength = 4 * bool(label) + 2 * bool(_BOLD.match(line)) + ending
    return Name(printed, tongue(printed), start, end, strength)


@lru_cache(8192)
def _own(words: str) -> tuple[bool, int]:
    """Whether a line has a word of its own, and how surely it ends like a name (0: not at all)."""
    text = squeezed(re.sub(r"[^\w\s]", lambda found: CUT, words))
    known, slogans = lexicon(), squeezed_words("slogan")
    ends_zh, ends_en = squeezed_words("name", "zh"), squeezed_words("name", "en")
    own, ending, at, letters = 0, 0, 0, text.text
    tail = squeeze(words)
    while at < len(letters):
        if letters[at] == CUT:
            at += 1
            continue
        end = known.longest(text, at)
        if end == at:
            for length in range(min(12, len(letters) - at), 0, -1):
                piece = letters[at : at + length]
                if (
                    text.edge[at]
                    and text.edge[at + length]
                    and (piece in slogans or piece in ends_zh or piece in ends_en)
                ):
                    end = at + length
                    break
        piece = letters[at:end]
        if end == at:
            own += 1
            at += 1
            while at < len(letters) and letters[at - 1].isascii() and not text.edge[at]:
                at += 1
            continue
        kinds = {concept.kind for concept in known.get(piece)}
        if kinds & {"place"}:
            own += 1
        at = end
    for word in ends_zh:
        if tail.endswith(word):
            ending = max(ending, 1 + len(word))
    latin = re.findall(r"[a-z]+(?:[/&][a-z]+)?", words)
    if latin and (latin[-1] in {"llc", "inc", "corp", "co", "ltd", "company", "corporation"}):
        ending = max(ending, 4)
    elif any(word in ends_en or word in {"a/c", "ac"} for word in latin):
        ending = max(ending, 2)
    return own > 0, ending


def owner_in(ad: Printed, span: Span) -> tuple[str, Span] | None:
    """Who the firm belongs to or who answers, where the ad names a person on this line."""
    start, end = span
    found = _OWNER.search(ad.folded, start, end) or _MASTER.search(ad.folded, start, end)
    if found is None:
        return None
    where = ad.trimmed(found.span(1))
    printed = ad.words(where)
    if squeeze(printed) in squeezed_words("slogan") or len(printed) < 2:
        return None
    if printed.isascii() and not printed[:1].isupper():
        return None
    return printed, where


def person_before(name: Name, ad: Printed) -> tuple[str, Span] | None:
    """A person's name that a Chinese firm's name begins with: DAVID ZHANG 冷暖空调."""
    found = _PERSON_EN.match(name.text)
    if found is None:
        return None
    return found[0], (name.start, name.start + len(found[0]))


def best(names: Sequence[Name], *, is_chinese: bool) -> Name | None:
    """The surest name in one script; of equals the first."""
    fitting = [name for name in names if (name.language != "en") is is_chinese]
    return max(fitting, key=lambda name: (name.strength >= 2, -name.start, name.strength), default=None)
