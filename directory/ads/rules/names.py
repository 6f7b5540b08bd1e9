"""Which line of an ad is its firm's name: something of its own beside the words everybody in the trade uses."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import pairwise

from directory.ads.rules.ad_vocabulary import lexicon, pattern, squeezed_words
from directory.ads.rules.legible import without_markup
from directory.kernel.text import language_of
from directory.reading.folding import CUT, squeeze, squeezed
from directory.reading.offsets import Printed, Span
from directory.reading.syllables import is_pinyin

#: Two digits after the stroke are an ad's number only at the end of its name.
_AD_NUMBER = re.compile(
    r"\s*[(（\[#]?(?<![\d-])\d{1,2}-\d{3}(?![\d-])[)）\]]?\s*|(?<=[^\d\s:：])\s+[(（\[#]?\d{1,2}-\d{2}[)）\]]?\s*$"
)
_BOLD = re.compile(r"^\s*(?:\*\*|__|【|〖|★|◆|■|●)")
#: Set apart as only a heading is.
_HEADED = re.compile(r"^\W*(?:\*\*|__|[【〖「『《〔\[])")
_LABEL = re.compile(
    r"\s*(?:(?:公司|商家|店家|店铺|商铺|商户|厂商|企业)(?:全?名(?:称|字)?|宝号)?|(?:店|行|商)号|店名|名称|招牌|宝号|"
    r"(?:company|business|firm|shop|store|contractor|provider|vendor|advertiser|listing|trade|dba)(?: name)?"
    r"|name|d/b/a)"
    r"\s*(?:[:：=]|是(?=\s))\s*"
)
#: Of a sentence that says whom to ask at which firm.
_ASKS = re.compile(
    r"\W*(?:(?:please |just )?(?:call|contact|text|ask for|ask|see|visit|try|hire|choose|meet|welcome to"
    r"|this is|we are|"
    r"here at|at)\s+)(?:(?:mr|ms|mrs)\.? )?(?:(?:[a-z]+ ){1,3}(?:at|@|of|from|with|[-–—:,]) )?"
)
_CHINESE = re.compile(r"[\u3400-\u9fff]")
_SENTENCE = re.compile(
    r"[。，！？!?；;]|(?<=[a-z]{3})(?<!inc)(?<!ltd)(?<!corp)\. +[a-z0-9]|(?<=\d)\. +[a-z]|[:：] ?\S"
    r"|(?<=[\u4e00-\u9fff]),"
    r"|, (?!llc|inc|co\b|ltd|heating|cooling|air|plumbing|hvac|and|&)"
)
_PREFIX = re.compile(
    r"\s*(?:[\d一二三四五六七八九十]{1,2}\s*[.、)）]\s*|[【〖\[][^】〗\]]{1,12}[】〗\]]\s*|[■●◆★☆▲※·•|~*#_\-=>【〖「『《〔\[“\"]|\s)*"
)
_BRACKETED = re.compile(
    r"(?<![a-z])[【〖「『《〔\[“\"]{1,3}\s*(?!原名|前身|formerly)([^】〗」』》〕\]”\"\n]{2,40}?)\s*[】〗」』》〕\]”\"]+"
)
#: What says since when a firm is there, how it is praised, or where it works, right after its name.
_SINCE = re.compile(
    r"\s*[(（〔\[]\s*(?:formerly|previously|前身|原名|原)[^)）〕\]]*[)）〕\]]\W*$|\s*[,，(（·\-–—]?\s*(?:(?:since|est\.?"
    r"|estd\.?|established|serving|founded(?: in)?"
    r"|in business since)\s+(?:in )?(?:19|20)?\d\d"
    r"|(?:自|始于|创立于|成立于|创于|始创于|创自)?\s*(?:19|20)\d\d\s*年?\s*(?:起|成立|创立|开业|创办|至今)?"
    r"|\d{1,2}\+? (?:years|yrs)(?![a-z]).*"
    r"|\d{1,2}\s*年(?:老店|经验|老字号|信誉).*)\W*$"
)
#: What comes with a way to reach somebody. A Latin word for one (Silver Line, On Call) is that before a number or after
#: a name.
_CONTACT = re.compile(r"[(（+]?\d[\d\-.() ol]{7,}|电话|手机|传真|微信|请洽|洽询|地址|店址|\s{2,}(?=\d)")
_LABELLED = re.compile(
    r"(?<![a-z])(?:tel|telephone|phone|cell|call|text|fax|wechat|line)(?![a-z])"
    r"(?:\s*(?:id|no\.?|us|or text|/ ?text)?\s*[:：.#]|\s*[(+]?\d)?"
)
#: What follows a name that is whole already.
_REMARK = re.compile(
    r"\s+[-–—|]+\s+|(?<=[\u4e00-\u9fff])\s*[—–]{2,}\s*|\s*[(（](?![\u4e00-\u9fffa-z'’&.,/\- ]+[)）]\s*$)"
)
NO_NAME = re.compile(
    r"[、★☆◆■●▲※✦]|^(?:不|只|谢绝|恕|勿|请|凡|如|为您|各位)|\d{4}|(?<![\d\-$#])\d{3}(?![\d\-](?!$)"
    r"| (?:[a-z&' .-]+ )(?:llc|inc|corp|co|ltd|company)\.?$)"
    r"|[a-z]\? |(?<![a-z])(?:mont|pg|p\.g|balt|montgomery|fairfax|arlington|loudoun|howard"
    r"|prince (?:george'?s|william))\.? co\.?(?! [a-z])"
    r"|@|www\.|\.com|^[\w-]{2,}(?:\.[\w-]{2,})*\.[a-z]{3,}$|找|warrant|保修|保固|https?:|\$|执照|证照|牌照|licens|insur|免费"
)
#: What is free is no Free State; a word or two may stand between.
_FREE = re.compile(
    r"(?<![a-z])free (?:(?:service|phone|delivery|with|w/)|(?:[a-z/-]+ ){0,2}(?:estimate|quote|consult|inspect|diagnos"
    r"|opinion|check|tune|maint|visit|thermostat|filter))"
)
_BORDER = re.compile(r"(?<=[\u4e00-\u9fff])[ /|·(（]*(?=[a-z])|(?<=[a-z.])[ /|·(（]+(?=[\u4e00-\u9fff])")
#: The first sentence of an ad that is all on one line.
_FIRST = re.compile(
    r"\s*((?:[^。！!；;,，.:：]|, (?=air|heating|cooling|plumbing|and|&|llc|inc)){3,50})(?:[。！!；;,，:：]"
    r"|\.(?=\s))(?=.*\d{3}\D{0,3}\d{4})"
)
#: A name that ends as only firms' names do.
_SURE = 2
_LONGEST_ZH, _LONGEST_EN = 22, 60
_BOTH_SCRIPTS = re.compile(r"[^(（\n]{2,24}[(（][^()（）\n]{3,40}[)）](?=\s*\S)")
#: In small letters after a name in capitals.
_WORK_AFTER = re.compile(
    r"\s+(?:A/?C\s+)?(?:[a-z]+\s+){0,2}(?:repairs?|services?|install(?:ation|s|er)?|maintenance|replacement|and|&)(?:\s+[a-z&]+){0,3}$"
)
_LETTER = re.compile(r"[a-z\u4e00-\u9fff]")
_BEFORE_PHONE = re.compile(r"(?:^|[ 。，,！!;；])([\u4e00-\u9fff]{3,10})(?=[ :：]*[(（]?\d{3}[)）]?[ .-]?\d{3}|\s*$)")
_HEAD_ZH = re.compile(r"\s*([\u4e00-\u9fff]{3,12})[ ,，](?=\S)")
_PIECE = re.compile(r"[。！!？?；;][ ]*|[:：][ ]*|(?:(?<=[a-z]{3})|(?<=\d))\.[ ]+")
#: A person with a title, or as friends call one; who does the work is no name of a shop.
_SHORTENED = re.compile(r"(?<![a-z])(?:inc|co|corp|ltd|bros|[a-z]|l\.l\.c|a\.c)\.$")
_PERSON_ZH = re.compile(
    r"(?:\d{1,2}多?年)?(?:经验)?[小老阿]?[\u4e00-\u9fff]{1,3}(?:师傅|师父|先生|小姐|女士|太太|老板|经理|生)|[小老阿][\u4e00-\u9fff]"
)
_GAP = re.compile(r"\t[ \t]*|[ ]{2,}|[ ]+[—–]+[ ]+|[ ]*[★☆◆■●▲※✦]+[ ]*")
_SMALL = frozenset(("and", "of", "the", "for", "in", "by", "at", "on", "n", "dba"))
_ENDS_LIKE_A_FIRM = re.compile(
    r"(?:冷暖气?|制冷|机电|空调|暖通|冷气|暖气|公司|工程行|冷气行|冷暖行|水电行|热水[炉器]|车库门)$"
)
_FIRM = re.compile(r"(?:电器|冷气|水电|冷暖|工程)行$|公司$|工程行$|有限公司$|冷暖$|工程$|企业$")
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


@dataclass(frozen=True, slots=True)
class Name:
    """A name as printed and where it stands. `language`: zh-Hans, zh-Hant or en. `strength` orders candidates.

    0: only brackets or a name in the other script beside it show that it is one.
    """

    text: str
    language: str
    start: int
    end: int
    strength: int

    @property
    def span(self) -> Span:
        """Where it stands in the folded text."""
        return self.start, self.end


def names_in(ad: Printed, span: Span) -> list[Name]:
    """The names a line holds: none, one, or one in each script (银河冷暖 Galaxy Air)."""
    weak: list[Name] = []
    for part in parts(ad, span):
        names = _names_of(ad, part)
        if any(name.strength for name in names):
            return names
        weak = weak or names
    return weak


def parts(ad: Printed, span: Span) -> Iterator[Span]:
    """A line, and what wide gaps set apart on it; what stands in brackets at its head, first."""
    bracketed = _BRACKETED.search(ad.folded, *span)
    if bracketed and (is_name(bracketed[1]) or not _LETTER.search(ad.folded, bracketed.end(), span[1])):
        yield bracketed.start(), bracketed.end(1)
    both = _BOTH_SCRIPTS.match(ad.folded, *span)
    if both:
        yield both.span()
    yield span
    gaps = list(_GAP.finditer(ad.folded, *span))
    for start, end in pairwise([span[0], *(edge for gap in gaps for edge in gap.span()), span[1]]) if gaps else ():
        yield start, end
    sign = _PREFIX.match(ad.folded, *span)
    head = _HEAD_ZH.match(ad.folded, sign.end() if sign else span[0], span[1])
    if head and _ENDS_LIKE_A_FIRM.search(head[1]):
        yield head.span(1)
    # "新店开张！全家福冷暖公司", "Your favorite: Bowie Comfort Pros": a piece that ends as firms' names do.
    pieces = [span[0], *(match.end() for match in _PIECE.finditer(ad.folded, *span)), span[1]]
    for start, end in pairwise(pieces) if len(pieces) > 2 else ():
        contact = _CONTACT.search(ad.folded, start, end)
        piece = ad.folded[start : contact.start() if contact else end].strip(" 。！!？?.")
        if (_ENDS_LIKE_A_FIRM.search(piece) or _ends_firm(piece)) and is_name(piece, 2):
            yield start, end

    # The last words before a phone: "...，壓縮機終身保固 大吉冷氣 703-...".
    for last in _BEFORE_PHONE.finditer(ad.folded, *span):
        if _ENDS_LIKE_A_FIRM.search(last[1]):
            yield last.span(1)


def _ends_firm(words: str) -> bool:
    """Whether Latin words end as firms' names do: "bowie comfort pros"."""
    last = words.split()[-1:] if words.isascii() else []
    return bool(last) and squeeze(last[0]) in squeezed_words("name", "en")


def _names_of(ad: Printed, span: Span) -> list[Name]:
    start, end = bare(ad, span)
    line = ad.folded[slice(*span)]
    has_label = bool(_LABEL.match(line))
    if _SENTENCE.search(ad.folded, start, end) and not has_label:
        start, end = _first_sentence(ad, (start, span[1]))
    if end <= start or end - start > 2 * _LONGEST_EN:
        return []
    words = ad.folded[start:end]
    if pattern("heading").search(words) or NO_NAME.search(words) or _FREE.search(words):
        return []
    parts = _halves(ad, (start, end))
    is_headed = bool(_HEADED.match(line))
    names = [_name(ad, part, bool(_BOLD.match(line)), has_label, is_headed or len(parts) > 1) for part in parts]
    return [name for name in names if name]


def _halves(ad: Printed, span: Span) -> list[Span]:
    """A line's name in each script, where each half is one: 张氏空调 (Zhang's HVAC), MOON RIVER 月河冷暖."""
    start, end = span
    border = _BORDER.search(ad.folded, start, end)
    if border:
        last = end - 1 if ad.folded[end - 1] in ")）" else end
        halves = [(start, border.start()), (border.end(), last)]
        least = 0 if all(_is_called(ad, half) for half in halves) else 1
        if all(is_name(ad.folded[a:b], least) for a, b in halves) and any(is_name(ad.folded[a:b]) for a, b in halves):
            return halves
    return [span]


def _is_called(ad: Printed, span: Span) -> bool:
    """Whether a half without a word of the trade is a name, and no person's: in capitals, or Chinese and short."""
    words = ad.words(span)
    if not words.isascii():
        return is_name(ad.folded[slice(*span)])
    last = words.split()[-1].lower() if words.split() else ""
    return is_cased(words) and not (is_pinyin(last) and len(words.split()) <= 3)


def is_cased(words: str) -> bool:
    """Whether Latin words are written as names are: each with a capital, small ones apart."""
    latin = [word for word in re.split(r"[\s/-]+", words) if word[:1].isalpha()]
    big = [word for word in latin if word[0].isupper() or word.lower() in _SMALL]
    return bool(latin) and len(big) == len(latin) and any(word[0].isupper() for word in latin)


def is_name(words: str, least: int = 1) -> bool:
    """Whether folded words have one of their own and end like a firm's name, at least so surely."""
    own, ending = _own(words)
    return own and ending >= least


def _first_sentence(ad: Printed, span: Span) -> Span:
    """The name that a line of sentences with a phone begins with; nothing where it begins otherwise."""
    first = _FIRST.match(ad.folded, *span)
    if first is None:
        return span[0], span[0]
    words = first[1].strip()
    begins_so = is_name(words, 2) and (bool(_ENDS_LIKE_A_FIRM.search(words)) or words.isascii())
    return ad.trimmed(first.span(1)) if begins_so else (span[0], span[0])


def bare(ad: Printed, span: Span) -> Span:
    """A line without its number, brackets, label, ad number and what comes with a phone."""
    start, end = span
    for before in (_PREFIX, _LABEL):
        head = before.match(ad.folded, start, end)
        start = head.end() if head else start
    # A name is short: what stands far from a line's beginning is none of it.
    end = min(end, start + 2 * _LONGEST_EN + 1)
    asks = _ASKS.match(ad.folded, start, end)
    start = asks.end() if asks and is_name(ad.folded[asks.end() : end].strip(), 2) else start
    tail = _CONTACT.search(ad.folded, start, end)
    end = tail.start() if tail else end
    for label in _LABELLED.finditer(ad.folded, start, end):
        is_number = not label[0][-1:].isalpha() or label.end() == end
        if is_number or is_name(ad.folded[start : label.start()], 2):
            end = label.start()
            break
    remark = _REMARK.search(ad.folded, start, end)
    if remark and is_name(ad.folded[start : remark.start()], 2):
        end = remark.start()
    number = _AD_NUMBER.search(ad.folded, start, end)
    if number:
        start, end = (number.end(), end) if number.start() <= start else (start, number.start())
    since = _SINCE.search(ad.folded, start, end)
    if since and since.start() > start:
        end = since.start()
    return ad.trimmed((start, end))


def _name(ad: Printed, span: Span, is_bold: bool, has_label: bool, is_headed: bool) -> Name | None:
    start, end = _without_work(ad, ad.trimmed(span))
    if ad.folded[end - 1 : end] == "." and not _SHORTENED.search(ad.folded, start, end):
        end -= 1
    words = ad.folded[start:end]
    has_chinese = bool(_CHINESE.search(words))
    if not words or len(words) > (_LONGEST_ZH if has_chinese else _LONGEST_EN):
        return None
    if _PERSON_ZH.fullmatch(words) or (words.isascii() and not _is_called_so(ad.words((start, end)))):
        return None
    own, ending = _own(words)
    ending = ending or (1 if (start, end) != ad.trimmed(span) else 0)
    if not own or not (ending or has_label or (is_headed and (has_chinese or is_cased(ad.words((start, end)))))):
        return None
    printed = without_markup(ad.words((start, end)))
    strength = 4 * has_label + 2 * is_bold + ending if ending or has_label else 0
    return Name(printed, language_of(printed), start, end, strength)


def _is_called_so(words: str) -> bool:
    """Whether Latin words could be a name: not a sentence with one capital ("Comfort in every room")."""
    latin = [word for word in words.split() if word[:1].isalpha()]
    small = [word for word in latin if word[0].islower() and word.lower() not in _SMALL]
    return not latin or not latin[0][0].isupper() or len(small) < max(2, len(latin) - len(small))


def _without_work(ad: Printed, span: Span) -> Span:
    """A line without the work that follows its name: 大众冷暖 空调维修, 北极熊 空调维修, "Blue Fern AC repair"."""
    start, end = span
    words = ad.folded[start:end]
    if not _CHINESE.search(words):
        small = (
            _WORK_AFTER.search(ad.words(span))
            if is_cased(ad.words(span).split()[0] if ad.words(span).split() else "")
            else None
        )
        return (start, start + small.start()) if small and _own(words[: small.start()])[0] else span
    for blank in re.finditer(r"\s+", words):
        own, ending = _own(words[: blank.start()])
        if own and ending and (not _own(words[blank.end() :])[0] or _FIRM.search(words[: blank.start()])):
            return start, start + blank.start()
    for blank in re.finditer(r"\s+", words):
        if _own(words[: blank.start()])[0] and _is_work(words[blank.end() :]):
            return start, start + blank.start()
    return span


def _is_work(words: str) -> bool:
    """Whether words are work and what it is done on, and nothing else: 空调维修."""
    return not _own(words)[0] and any(
        concept.kind == "work_type" for n in range(len(words) - 1) for concept in lexicon().get(squeeze(words[n:]))
    )


@lru_cache(8192)
def _own(line: str) -> tuple[bool, int]:
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
    if _CHINESE.search(line) and re.search("冷暖|冷气|空调|暖气|暖通|机电|制冷|水电", line):
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
    return _own(line)[0]


def best(names: Sequence[Name], *, is_chinese: bool) -> Name | None:
    """The surest name in one script; of equals the first."""
    fitting = [name for name in names if (name.language != "en") is is_chinese]
    return max(
        fitting, key=lambda name: (name.strength >= 2, name.strength > 0, -name.start, name.strength), default=None
    )
