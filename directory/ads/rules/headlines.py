"""Names that no word of the trade shows, found by where and how they are written."""

import re
from collections.abc import Iterator

from directory.ads.rules.ad_vocabulary import lexicon, pattern, squeezed_words
from directory.ads.rules.name_lines import bare
from directory.ads.rules.name_words import NICKNAMED, NO_NAME, SAYS_MORE, VERBAL, has_own_word, is_cased, is_person
from directory.ads.rules.names import Name, parts
from directory.ads.rules.presented import presented
from directory.kernel.text import language_of
from directory.reading.folding import squeeze
from directory.reading.offsets import Printed, Span

_FIRST_WORDS = re.compile(r"([a-z][a-z0-9 &'’+-]{3,32}?)(?:[ ]+[-–—|]+[ ]+|[:,，：]|\.(?=\s))(?=\s*\S)")
#: "Hank's: A/C, heat, ice."
_OWNED = re.compile(r"[a-z]{3,}['’]s\Z")
#: Two words in one, as only names are written: AirSweep.
_JOINED = re.compile(r"[a-z][A-Z]")
#: TEMPEST!!! TEMPEST!!!
_CRIED = re.compile(r"([a-z][a-z '&-]{2,30}?)(?:\s*!+\s*\1)*\s*!+\s*$")
#: A Chinese heading of an ad that only its number or phone beside it shows to be a name.
_HEADING_ZH = re.compile(r"[\u4e00-\u9fff]{2,6}")
#: So shops end that say nothing of their trade: 诚记, 清风堂, 凉暖人家.
_SHOP_ZH = re.compile(
    r"[\u4e00-\u9fff]{1,4}(?:记|号|堂|坊|轩|斋|阁|之家|人家|世家|家人|铺|工房|小站|驿站|管家|医生|大夫|博士|联合|达人|之友|世界|天地"
    r"|雪种|炉灶|暖炉|雪柜|冻房|冷柜|冰柜|(?<=[暖冷热凉风气通])人|(?<![不取送保供采回])暖)"
    r"|[\u4e00-\u9fff]氏(?:兄弟|父子|姐妹)|(?:冷暖|冷气|空调|暖气|暖通|风管|锅炉)(?:先生|王|侠|匠)"
)
NUMBER_BESIDE = re.compile(r"\d{1,2}-\d{3}(?!\d)|\d{3}\)?[ .-]\d{3}[ .-]\d{4}")


def headline(ad: Printed) -> Name | None:
    """The name of an ad without a word of the trade in it: its first line, written as a name is, or in a sentence."""
    first = next((line for line in ad.lines if ad.folded[slice(*line)].strip(" \t-=_*#·.")), None)
    return (first and (_headline_en(ad, first) or _headline_zh(ad, first))) or presented(ad) or _signed(ad)


#: Before the phone that somebody with a title answers: 潔管家 571-555-0123 簡小姐.
_SIGNED = re.compile(
    r"(?:^"
    r"|(?<=[\n 。]))([\u4e00-\u9fff]{3,6})[ ]+[(]?\d{3}[) .-]{1,2}\d{3}[ .-]\d{4}[ ]+[\u4e00-\u9fff]{1,3}(?:先生"
    r"|小姐|女士|师傅|太太)"
)


def _signed(ad: Printed) -> Name | None:
    """Words of no trade that stand before a phone as a firm's name does, where the person is named behind it."""
    for match in _SIGNED.finditer(ad.folded):
        says_else = NO_NAME.search(match[1]) or SAYS_MORE.search(match[1]) or VERBAL.search(match[1])
        if has_own_word(match[1]) and not (says_else or is_person(match[1]) or _places(match[1])):
            words = ad.words(match.span(1))
            return Name(words, language_of(words), *match.span(1), 0)
    return None


def _headline_en(ad: Printed, line: Span) -> Name | None:
    for part in [*parts(ad, line), *_first_words(ad, line), *_in_both(ad, line)]:
        start, end = bare(ad, part)
        folded = ad.folded[start:end]
        sentence = re.search(r"(?<=[a-z]{3})[.!](?:\s|$)", folded)
        end = start + sentence.start() if sentence else end
        again = _CRIED.match(ad.folded, start, end)
        end = again.end(1) if again else end
        words, folded = ad.words((start, end)), ad.folded[start:end]
        latin = re.findall(r"[a-z+']+", folded)
        if (
            words.isascii()
            and 1 <= len(latin) <= 5
            and is_cased(words)
            and (words.isupper() or len(latin) > 1 or bool(_JOINED.search(words) or _OWNED.search(folded)))
            and has_own_word(folded)
            and not any(word in squeezed_words("slogan", "opening") for word in latin)
            and not re.search(r"[!?:;@$%/\t*]|\d{2}|  ", folded)
            and not (NO_NAME.search(folded) or pattern("heading").search(folded) or _places(folded))
        ):
            return Name(words, "en", start, end, 0)
    return None


def _first_words(ad: Printed, line: Span) -> Iterator[Span]:
    """What stands before the first point or dash of a line that goes on: "Garage Door Gary, opener install"."""
    first = _FIRST_WORDS.match(ad.folded, bare(ad, line)[0], line[1])
    if first:
        yield first.span(1)


#: At the head of an ad, in both scripts and nothing else: Warm Nest 暖巢.
_BOTH = re.compile(r"\W*([a-z][a-z0-9 &'’.-]{2,30}?)[ /|·]+[\u4e00-\u9fff]{2,6}\s*$")


def _in_both(ad: Printed, line: Span) -> Iterator[Span]:
    """The Latin half of a line in both scripts, where the ad's mail or web address has it, too: warmnest@...."""
    both = _BOTH.match(ad.folded, *line)
    if both and squeeze(both[1]) in ad.folded[line[1] :]:
        yield both.span(1)


def _places(folded: str) -> bool:
    """Whether words are a place's name."""
    return any(concept.kind == "place" for concept in lexicon().get(squeeze(folded)))


_GAP = re.compile(r"[ ]{2,}|\t")


def _headline_zh(ad: Printed, line: Span) -> Name | None:
    start, end = bare(ad, line)
    # What a wide gap sets apart: 万家暖　　暖气片、锅炉.
    gap = _GAP.search(ad.folded, start, end)
    end = gap.start() if gap else end
    folded = ad.folded[start:end]
    is_beside = bool(NUMBER_BESIDE.search(ad.folded, end, line[1]) or NUMBER_BESIDE.search(ad.folded, line[0], start))
    is_shop = bool(_SHOP_ZH.fullmatch(folded)) and not NO_NAME.search(folded)
    if (
        (is_beside or is_shop)
        and (is_shop or (_HEADING_ZH.fullmatch(folded) and not is_person(folded)))
        and has_own_word(folded)
        and not (SAYS_MORE.search(folded) or VERBAL.search(folded) or NICKNAMED.match(folded))
    ):
        return Name(ad.words((start, end)), language_of(ad.words((start, end))), start, end, 0)
    return None
