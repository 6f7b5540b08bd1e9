"""Which line of an ad is its firm's name: something of its own beside the words everybody in the trade uses."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from directory.ads.rules.printed import Printed, Span
from directory.ads.rules.words import lexicon, pattern, squeezed_words
from directory.kernel.text import tongue
from directory.search.rules.typed import CUT, squeeze, squeezed

_AD_NUMBER = re.compile(r"\s*(?<![\d-])\d{1,2}-\d{3}(?![\d-])\s*")
_BOLD = re.compile(r"^\s*(?:\*\*|__|【|〖|★|◆|■|●)")
_LABEL = re.compile(r"^\s*(?:公司名称|店名|公司|名称|商号|company|business name|name)\s*[:：]\s*")
_OWNER = re.compile(
    r"(?:联系人|负责人|老板|业主|owner|contact|ask for|call|找)\s*[:：]?\s*(?:mr\.?\s*|mrs\.?"
    r"\s*|ms\.?\s*)?([\u4e00-\u9fff]{1,4}(?:师傅|先生|小姐|女士|老板|生)?|[a-z]+(?: [a-z]\.?"
    r")?(?: [a-z]+)?)(?![a-z])"
)
_MASTER = re.compile(r"(?<![\u4e00-\u9fff])([\u4e00-\u9fff]{1,3}(?:师傅|先生|老板|女士))(?![\u4e00-\u9fff])")
_CHINESE = re.compile(r"[\u3400-\u9fff]")
_SENTENCE = re.compile(
    r"[。，！？!?；;]|[:：] ?\S|(?<=[\u4e00-\u9fff]),|, (?!llc|inc|co\b|ltd|heating|cooling|air|plumbing|hvac|and|&)"
)
_PREFIX = re.compile(
    r"^\s*(?:[\d一二三四五六七八九十]{1,2}\s*[.、)）]\s*|[【〖\[][^】〗\]]{1,12}[】〗\]]\s*|[■●◆★☆▲※·•|~*#_\-]|\s)*"
)
_CONTACT = re.compile(
    r"[(（+]?\d[\d\-.() ol]{7,}|(?:电话|手机|tel|phone|call|text|传真|fax|微信|wechat|line)(?![a-z]).*|\s{2,}(?=\d)"
)
_NO_NAME = re.compile(r"\d{3}|@|www\.|\.com|warrant|保修|保固|https?:|\$|执照|证照|牌照|licens|insur|免费|free ")
_BORDER = re.compile(r"(?<=[\u4e00-\u9fff])[ /|·]*(?=[a-z])")
_LONGEST_ZH, _LONGEST_EN = 22, 60
_FIRM = re.compile(r"公司$|工程行$|有限公司$|冷暖$|工程$|企业$")
#: Firms are called so, too: Best Air LLC, Quality Heating & Cooling, 诚信冷暖.
_BY_PRAISE = re.compile(
    r"^[a-z0-9 .,&'/-]+ (?:llc|inc|corp|ltd|company)\.?$"
    r"|^(?:best|quality|affordable|reliable|honest|fast|family|expert|superior|first|all|american|"
    r"national|budget|pro)(?: [a-z&]+){0,3} "
    r"(?:heating|cooling|air|hvac|conditioning|mechanical)$"
    r"|^(?:诚信|诚实|快捷|快速|优质|一流|信誉|可靠|及时|华人|经济|实惠)(?:冷暖|冷气|空调|暖通|冷暖空调|暖气)(?:公司|工程|工程行|行|服务)?$"
)
_NOBODY = re.compile(
    r"[一二两三四五六七八九十几多数各]|位|专业|资深|技术|我们|老板|年轻|空调|冷|暖|安装|维修|us|now|today|for|me|our|the|today"
)
#: Kinds of terms that everybody in the trade has in common.
_COMMON = {"service", "work_type", "brand", "scope", "warranty", "property", "feature", "license"}
#: Written as people of the trade call themselves.
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


def names_in(ad: Printed, span: Span) -> list[Name]:
    """The names a line holds: none, one, or one in each script (银河冷暖 Galaxy Air)."""
    start, end = _bare(ad, span)
    if end <= start or end - start > 2 * _LONGEST_EN:
        return []
    words, line = ad.folded[start:end], ad.folded[slice(*span)]
    has_label = bool(_LABEL.match(line))
    if pattern("heading").search(words) or _NO_NAME.search(words) or (_SENTENCE.search(words) and not has_label):
        return []
    parts = [(start, end)]
    border = _BORDER.search(words)
    if border:
        halves = [(start, start + border.start()), (start + border.end(), end)]
        if border.end() == border.start():
            halves = [(start, start + border.start()), (start + border.start(), end)]
        if all(_own(ad.folded[a:b])[0] and _own(ad.folded[a:b])[1] for a, b in halves):
            parts = halves
    found = [name for part in parts if (name := _name(ad, part, is_bold=bool(_BOLD.match(line)), has_label=has_label))]
    return found


def _bare(ad: Printed, span: Span) -> Span:
    """A line without its number, brackets, label, ad number and what comes with a phone."""
    start, end = span
    for before in (_PREFIX, _LABEL):
        head = before.match(ad.folded, start, end)
        start = head.end() if head else start
    tail = _CONTACT.search(ad.folded, start, end)
    end = tail.start() if tail else end
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
    return Name(printed, tongue(printed), start, end, 4 * has_label + 2 * is_bold + ending)


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
    text = squeezed(re.sub(r"[^\w\s]", lambda found: CUT, line))
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


def owner_in(ad: Printed, span: Span) -> tuple[str, Span] | None:
    """Who the firm belongs to or who answers, where the ad names a person on this line."""
    start, end = span
    found = _OWNER.search(ad.folded, start, end) or _MASTER.search(ad.folded, start, end)
    if found is None:
        return None
    where = ad.trimmed(found.span(1))
    printed = ad.words(where)
    if squeeze(printed) in squeezed_words("slogan") or len(printed) < 2 or _NOBODY.match(ad.folded[slice(*where)]):
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
