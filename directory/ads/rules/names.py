"""Which line of an ad is its firm's name: something of its own beside the words everybody in the trade uses."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from directory.ads.rules.ad_vocabulary import lexicon, pattern, squeezed_words
from directory.kernel.text import language_of
from directory.reading.folding import CUT, squeeze, squeezed
from directory.reading.offsets import Printed, Span

_AD_NUMBER = re.compile(r"\s*(?<![\d-])\d{1,2}-\d{3}(?![\d-])\s*")
_BOLD = re.compile(r"^\s*(?:\*\*|__|【|〖|★|◆|■|●)")
_LABEL = re.compile(r"^\s*(?:公司名称|店名|公司|名称|商号|company|business name|name)\s*[:：]\s*")
_CHINESE = re.compile(r"[\u3400-\u9fff]")
_SENTENCE = re.compile(
    r"[。，！？!?；;]|(?<=[a-z]{3})(?<!inc)(?<!ltd)(?<!corp)\. +[a-z]|[:：] ?\S|(?<=[\u4e00-\u9fff]),"
    r"|, (?!llc|inc|co\b|ltd|heating|cooling|air|plumbing|hvac|and|&)"
)
_PREFIX = re.compile(
    r"^\s*(?:[\d一二三四五六七八九十]{1,2}\s*[.、)）]\s*|[【〖\[][^】〗\]]{1,12}[】〗\]]\s*|[■●◆★☆▲※·•|~*#_\-]|\s)*"
)
#: What comes with a way to reach somebody. A Latin word for one (Silver Line, On Call) is that before a number or after
#: a name.
_CONTACT = re.compile(r"[(（+]?\d[\d\-.() ol]{7,}|电话|手机|传真|微信|请洽|洽询|\s{2,}(?=\d)")
_LABELLED = re.compile(
    r"(?<![a-z])(?:tel|telephone|phone|cell|call|text|fax|wechat|line)(?![a-z])"
    r"(?:\s*(?:id|no\.?|us|or text|/ ?text)?\s*[:：.#]|\s*[(+]?\d)?"
)
#: What follows a name that is whole already.
_REMARK = re.compile(r"\s+[-–—|]+\s+|\s*[(（](?![\u4e00-\u9fffa-z'’&. ]+[)）]\s*$)")
_NO_NAME = re.compile(
    r"\d{4}|(?<![\d\-$#])\d{3}(?![\d\-](?!$)| (?:[a-z&' .-]+ )(?:llc|inc|corp|co|ltd|company)\.?$)"
    r"|@|www\.|\.com|warrant|保修|保固|https?:|\$|执照|证照|牌照|licens|insur|免费"
)
#: What is free is no Free State; a word or two may stand between.
_FREE = re.compile(
    r"(?<![a-z])free (?:(?:service|phone|delivery|with|w/)|(?:[a-z/-]+ ){0,2}(?:estimate|quote|consult|inspect|diagnos"
    r"|opinion|check|tune|maint|visit|thermostat|filter))"
)
_BORDER = re.compile(r"(?<=[\u4e00-\u9fff])[ /|·(（]*(?=[a-z])|(?<=[a-z.])[ /|·(（]+(?=[\u4e00-\u9fff])")
#: The first sentence of an ad that is all on one line.
_FIRST = re.compile(r"\s*([^。！!；;,，.:：]{3,40})(?:[。！!；;,，:：]|\.(?=\s))(?=.*\d{3}\D{0,3}\d{4})")
_LONGEST_ZH, _LONGEST_EN = 22, 60
_ENDS_LIKE_A_FIRM = re.compile(r"(?:冷暖气?|空调|暖通|冷气|暖气|公司|工程行|冷气行|冷暖行|水电行)$")
_FIRM = re.compile(r"公司$|工程行$|有限公司$|冷暖$|工程$|企业$")
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


def names_in(ad: Printed, span: Span) -> list[Name]:
    """The names a line holds: none, one, or one in each script (银河冷暖 Galaxy Air)."""
    start, end = _bare(ad, span)
    line = ad.folded[slice(*span)]
    has_label = bool(_LABEL.match(line))
    if _SENTENCE.search(ad.folded, start, end) and not has_label:
        start, end = _first_sentence(ad, (start, span[1]))
    if end <= start or end - start > 2 * _LONGEST_EN:
        return []
    words = ad.folded[start:end]
    if pattern("heading").search(words) or _NO_NAME.search(words) or _FREE.search(words):
        return []
    parts = _halves(ad, (start, end))
    names = [_name(ad, part, is_bold=bool(_BOLD.match(line)), has_label=has_label) for part in parts]
    return [name for name in names if name]


def _halves(ad: Printed, span: Span) -> list[Span]:
    """A line's name in each script, where each half is one: 张氏空调 (Zhang's HVAC)."""
    start, end = span
    border = _BORDER.search(ad.folded, start, end)
    if border:
        last = end - 1 if ad.folded[end - 1] in ")）" else end
        halves = [(start, border.start()), (border.end(), last)]
        if all(_is_name(ad.folded[a:b]) for a, b in halves):
            return halves
    return [span]


def _is_name(words: str, least: int = 1) -> bool:
    own, ending = _own(words)
    return own and ending >= least


def _first_sentence(ad: Printed, span: Span) -> Span:
    """The name that a line of sentences with a phone begins with; nothing where it begins otherwise."""
    first = _FIRST.match(ad.folded, *span)
    if first is None:
        return span[0], span[0]
    words = first[1].strip()
    is_name = _is_name(words, 2) and (bool(_ENDS_LIKE_A_FIRM.search(words)) or words.isascii())
    return ad.trimmed(first.span(1)) if is_name else (span[0], span[0])


def _bare(ad: Printed, span: Span) -> Span:
    """A line without its number, brackets, label, ad number and what comes with a phone."""
    start, end = span
    for before in (_PREFIX, _LABEL):
        head = before.match(ad.folded, start, end)
        start = head.end() if head else start
    # A name is short: what stands far from a line's beginning is none of it.
    end = min(end, start + 2 * _LONGEST_EN + 1)
    tail = _CONTACT.search(ad.folded, start, end)
    end = tail.start() if tail else end
    for label in _LABELLED.finditer(ad.folded, start, end):
        is_number = not label[0][-1:].isalpha() or label.end() == end
        if is_number or _is_name(ad.folded[start : label.start()], 2):
            end = label.start()
            break
    remark = _REMARK.search(ad.folded, start, end)
    if remark and _is_name(ad.folded[start : remark.start()], 2):
        end = remark.start()
    number = _AD_NUMBER.search(ad.folded, start, end)
    if number:
        start, end = (number.end(), end) if number.start() <= start else (start, number.start())
    return ad.trimmed((start, end))


def _name(ad: Printed, span: Span, *, is_bold: bool, has_label: bool) -> Name | None:
    start, end = _without_work(ad, ad.trimmed(span))
    words = ad.folded[start:end]
    has_chinese = bool(_CHINESE.search(words))
    if not words or len(words) > (_LONGEST_ZH if has_chinese else _LONGEST_EN):
        return None
    own, ending = _own(words)
    if not own or not (ending or has_label):
        return None
    printed = ad.words((start, end))
    return Name(printed, language_of(printed), start, end, 4 * has_label + 2 * is_bold + ending)


def _without_work(ad: Printed, span: Span) -> Span:
    """A Chinese line without the work that follows its name after a blank: 大众冷暖 空调维修."""
    start, end = span
    words = ad.folded[start:end]
    if not _CHINESE.search(words):
        return span
    for blank in re.finditer(r"\s+", words):
        own, ending = _own(words[: blank.start()])
        if own and ending and (not _own(words[blank.end() :])[0] or _FIRM.search(words[: blank.start()])):
            return start, start + blank.start()
    return span


@lru_cache(8192)
def _own(line: str) -> tuple[bool, int]:
    """Whether a line has a word of its own, and how surely it ends like a name (0: not at all)."""
    text = squeezed(re.sub(r"[^\w\s/-]", CUT, line))
    known, slogans = lexicon(), squeezed_words("slogan")
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


def has_own_word(line: str) -> bool:
    """Whether a folded line says a word that is neither of the trade nor of everybody's ads."""
    return _own(line)[0]


def best(names: Sequence[Name], *, is_chinese: bool) -> Name | None:
    """The surest name in one script; of equals the first."""
    fitting = [name for name in names if (name.language != "en") is is_chinese]
    return max(fitting, key=lambda name: (name.strength >= 2, -name.start, name.strength), default=None)


_OWNER = re.compile(
    r"(?:联系人|负责人|老板|业主|owner|contact|ask for|call|找)\s*[:：]?\s*(?:mr\.?\s*|mrs\.?"
    r"\s*|ms\.?\s*)?([\u4e00-\u9fff]{1,4}(?:师傅|先生|小姐|女士|老板|生)?|[a-z]+(?: [a-z]\.?"
    r")?(?: [a-z]+)?)(?![a-z])"
)
_MASTER = re.compile(r"(?<![\u4e00-\u9fff])([\u4e00-\u9fff]{1,3}(?:师傅|先生|老板|女士))(?![\u4e00-\u9fff])")
_NOBODY = re.compile(
    r"个人|[一二两三四五六七八九十几多数各]|位|专业|资深|技术|我们|老板|年轻|空调|冷|暖|安装|维修|us|now|today|for|me|our|the|today"
)
#: Written as people of the trade call themselves.
_PERSON_EN = re.compile(r"^(?:[A-Z][a-z]+|[A-Z]{2,})(?: [A-Z]\.?)? (?:[A-Z][a-z]+|[A-Z]{2,})(?= ?[\u4e00-\u9fff])")


def owner_in(ad: Printed, span: Span) -> tuple[str, Span] | None:
    """Who the firm belongs to or who answers, where the ad names a person on this line."""
    start, end = span
    match = _OWNER.search(ad.folded, start, end) or _MASTER.search(ad.folded, start, end)
    if match is None:
        return None
    where = ad.trimmed(match.span(1))
    printed = ad.words(where)
    if squeeze(printed) in squeezed_words("slogan") or len(printed) < 2 or _NOBODY.match(ad.folded[slice(*where)]):
        return None
    if printed.isascii() and not printed[:1].isupper():
        return None
    return printed, where


def person_before(name: Name, ad: Printed) -> tuple[str, Span] | None:
    """A person's name that a Chinese firm's name begins with: DAVID ZHANG 冷暖空调."""
    match = _PERSON_EN.match(name.text)
    if match is None:
        return None
    return match[0], (name.start, name.start + len(match[0]))
