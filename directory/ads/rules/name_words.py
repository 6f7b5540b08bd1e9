"""Which words a firm's name is made of: of its own, of everybody's in the trade, and how such names end."""

import re
from functools import cache, lru_cache

from directory.ads.rules.ad_vocabulary import lexicon, squeezed_words
from directory.reading.folding import CUT, squeeze, squeezed

CHINESE_LETTER = re.compile(r"[\u3400-\u9fff]")
SMALL = frozenset(("and", "of", "the", "for", "in", "by", "at", "on", "n", "dba"))
#: Firms are called so, too: Best Air LLC, Quality Heating & Cooling, 诚信冷暖.
_BY_PRAISE = re.compile(
    r"^[a-z0-9 .,&'/-]+ (?:llc|inc|corp|ltd|company)\.?$"
    r"|^(?:best|quality|clean|fresh|precision|premier|affordable|reliable|honest|fast|family|expert|superior|first|all|american|"
    r"national|budget|pro)(?: [a-z&]+){0,3} "
    r"(?:heating|cooling|air|hvac|conditioning|mechanical)$"
    r"|^(?:诚信|诚实|快捷|快速|优质|一流|信誉|可靠|及时|华人|经济|实惠)(?:冷暖|冷气|空调|暖通|冷暖空调|暖气)(?:公司|工程|工程行|行|服务)?$"
)
#: Kinds of terms that everybody in the trade has in common.
_COMMON = {"service", "work_type", "brand", "scope", "warranty", "property", "feature", "license"}


def is_cased(words: str) -> bool:
    """Whether Latin words are written as names are: each with a capital, small ones apart."""
    latin = [word for word in re.split(r"[\s/-]+", words) if word[:1].isalpha()]
    big = [word for word in latin if word[0].isupper() or word.lower() in SMALL]
    return bool(latin) and len(big) == len(latin) and any(word[0].isupper() for word in latin)


def is_name(words: str, least: int = 1) -> bool:
    """Whether folded words have one of their own and end like a firm's name, at least so surely."""
    own, ending = own_words(words)
    return own and ending >= least


@lru_cache(8192)
def own_words(line: str) -> tuple[bool, int]:
    """Whether a line has a word of its own, and how surely it ends like a name (0: not at all)."""
    text = squeezed(re.sub(r"[^\w\s/-]", CUT, line))
    known, slogans = lexicon(), squeezed_words("slogan") | _chinese_of_others()
    ends_zh, ends_en = squeezed_words("name", "zh"), squeezed_words("name", "en")
    own, ending, at, letters = 0, 0, 0, text.text
    tail = squeeze(line)
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
        if kinds and not kinds & _COMMON:
            own += 1
        at = end
    for word in ends_zh:
        if tail.endswith(word):
            ending = max(ending, 1 + len(word))
    if CHINESE_LETTER.search(line) and re.search("冷暖|冷气|空调|暖气|暖通|机电|制冷|水电", line):
        ending = max(ending, 1)
    latin = re.findall(r"[a-z]+(?:[/&][a-z]+)?", line)
    if latin and (latin[-1] in {"llc", "inc", "corp", "co", "ltd", "company", "corporation"}):
        ending = max(ending, 4)
    elif any(word in ends_en or word in {"a/c", "ac"} for word in latin):
        ending = max(ending, 2)
    if not own and ending and _BY_PRAISE.search(line):
        own = 1
    return own > 0, ending


@cache
def _chinese_of_others() -> frozenset[str]:
    """Chinese words for things that ads name and no term is read from: 冰箱."""
    return frozenset(word for word in squeezed_words("not_in_ads") if not word.isascii())


def has_own_word(line: str) -> bool:
    """Whether a folded line says a word that is neither of the trade nor of everybody's ads."""
    return own_words(line)[0]
