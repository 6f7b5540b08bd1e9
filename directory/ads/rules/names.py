"""Which line of an ad is its firm's name: something of its own beside the words everybody in the trade uses."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from directory.ads.rules.ad_vocabulary import lexicon, pattern, squeezed_words
from directory.ads.rules.legible import without_markup
from directory.ads.rules.name_lines import CONTACT, LABEL, LONGEST_EN, PREFIX, bare, is_starred
from directory.ads.rules.name_words import (
    CHINESE_LETTER,
    FREE,
    NO_NAME,
    PERSON_TWICE,
    PERSON_ZH,
    VERBAL,
    is_called_so,
    is_cased,
    is_name,
    is_person,
    is_place,
    is_slogan,
    own_words,
    says_work,
)
from directory.kernel.text import language_of
from directory.reading.folding import squeeze
from directory.reading.offsets import Printed, Span
from directory.reading.syllables import is_pinyin

_BOLD = re.compile(r"^\s*(?:\*\*|__|【|〖|★|◆|■|●)")
#: Set apart as only a heading is.
_HEADED = re.compile(r"^\W*(?:\*\*|__|[【〖「『《〔\[])")
_SENTENCE = re.compile(
    r"[。，！？!?；;]|(?<=[a-z]{3})(?<!inc)(?<!ltd)(?<!corp)(?<!bros)\. +(?!svcs?(?![a-z])|serv\.)[a-z0-9]"
    r"|(?<=\d)\. +[a-z]|[:：] ?\S"
    r"|(?<=[\u4e00-\u9fff]),"
    r"|, (?!llc|inc|co\b|ltd|heating|cooling|air(?!-)|heat &|plumbing|hvac|and|&)"
)
_SIGNS = "★☆◆◇●■□▲▼※♦✦"
_BRACKETED = re.compile(
    r"(?<![a-z原前身名叫])[【〖「『《〔\[“\"]{1,3}\s*(?!原|前|曾用|formerly|ex-)([^】〗」』》〕\]”\"\n]{2,40}?)\s*[】〗」』》〕\]”\"]+"
    # Between the same signs: ◆清风◆.
    rf"|([{_SIGNS}])\s*([^\W\d][^{_SIGNS}\n]{{1,20}}?)\s*\2"
)
#: Right after its name a firm says what it does: 【春晖】专营冷暖气.
_OFFERS = re.compile(r"[ ]*(?:专[营业修做]|主营|承接|竭诚|为您)")
_BORDER = re.compile(r"(?<=[\u4e00-\u9fff])[ /|·(（]*(?=[a-z]|\d{1,2} [a-z])|(?<=[a-z.])[ /|·(（]+(?=[\u4e00-\u9fff])")
#: The first sentence of an ad that is all on one line.
_FIRST = re.compile(
    r"\s*((?:[^。！!；;,，.:：]|, (?=air|heat &|heating|cooling|plumbing|and|&|llc|inc)){3,50})(?:[。！!；;,，:：]"
    r"|\.(?=\s))(?=.*\d{3}\D{0,3}\d{4})"
)
#: A Chinese name without a word of the trade.
_SHORT_ZH = re.compile(r"[\u4e00-\u9fff]{2,6}")
#: A name that ends as only firms' names do.
SURE = 2
_LONGEST_ZH, _SHORTEST_EN = 22, 3
#: A Chinese line of more words is a list.
_MOST_BLANKS = 2
#: Three words and more of two characters and more are a list of things: 水塔 屋顶机 商用冷气.
_THINGS = re.compile(r"(?:[\u4e00-\u9fff]{2,}[ ]){2,}[\u4e00-\u9fff]{2,}")
_BOTH_SCRIPTS = re.compile(r"[^(（\n]{2,24}[(（][^()（）\n]{3,40}[)）](?=\s*\S)")
#: In small letters after a name in capitals.
_WORK_AFTER = re.compile(
    r"\s+(?:A/?C\s+)?(?:[a-z]+\s+){0,2}(?:repairs?|services?|install(?:ation|s|er)?|maintenance|replacement|and|&)(?:\s+[a-z&]+){0,3}$"
)
_NEXT_LABEL = re.compile(r"[ \t]+[\u4e00-\u9fff]{2,4}[:：]")
_LETTER = re.compile(r"[a-z\u4e00-\u9fff]")
_BEFORE_PHONE = re.compile(
    r"(?:^|[ 。，,！!;；])([\u4e00-\u9fff]{3,10})(?=[ :：]*[(（]?\d{3}[)）]?[ .-]?\d{3}|\s*$"
    r"|[ ]*(?:[a-z]-?\d{0,2})?[ ]?(?:执照|牌照|证照))"
)
_HEAD_ZH = re.compile(r"\s*([\u4e00-\u9fff]{3,12})[ ]*[ ,，:：‧・·•|/(（](?=\s*\S)")
#: A name in both scripts at the head of a line that goes on: 诺亚冷暖 NOAH HVAC，地暖.
_HEAD_BOTH = re.compile(r"\W*([\u4e00-\u9fff]{2,12})[ (（]+([a-z][a-z0-9 &'’/.+-]{2,40}?)[)）]?(?=[ ]*[,，。;；:：])")
#: A name in capitals before words in small letters: "EZ-BREATHE DUCT CLEANING whole house special".
_IN_CAPITALS = re.compile(r"\s*[A-Z][A-Z0-9'’&.-]*(?: (?:[A-Z][A-Z0-9'’&./-]*|&)){1,5}(?= [a-z$])")
_WIDE = "\u3000"
_FIRST_WORDS = re.compile(r"([a-z][a-z0-9 &'’+-]{5,40}?),(?=\s*[a-z])(?!\s*(?:llc|l\.l\.c|inc|co|corp|ltd)(?![a-z]))")
_PIECE = re.compile(r"[。！!？?；;][ ]*|[:：][ ]*|(?:(?<=[a-z]{3})(?<!bros)|(?<=[)\d]))\.[ ]+")
_SHORTENED = re.compile(
    r"(?<![a-z])(?:inc|co|corp|ltd|bros|svc|svcs|serv|htg|clg|mech|plbg|elec|refrig|cond|[a-z]|l\.l\.c|a\.c)\.$"
)
#: A license is no name, whoever holds it: "MD HVACR", "Master HVACR".
PAPER = re.compile(
    r"\W*(?:(?:md|va|dc|master) ?){0,2}(?:hvacr|mhic|dpor|nate|epa)(?![a-z])"
    r"|\W*(?:md|va|dc) hvac(?: (?:master|lic)|\W*$)"
    r"|\W*(?:lic(?:ensed|\.)? ?)?(?:master|journeyman) (?:plumber|electrician|mechanic|technician|tech|hvac tech)"
    r"(?:\W*(?:md|va|dc|maryland|virginia|on staff|on site))*\W*$"
)
#: 冬暖夏凉 Heating, 中央空调 Central: what is done, in both scripts.
_IN_TWO_WORDS = re.compile(r"[\u4e00-\u9fff]{2,6} (?:heat(?:ing)?|cool(?:ing)?|central|furnaces?|boilers?|ducts?)")
#: Things in a row with a sign between them: "ROOFING • SIDING • HVAC", "GAS * OIL * ELECTRIC".
_ROW = re.compile(r"\w [•*·|●/+] \w[^•*·|●/+]*? [•*·|●/+] \w")
#: A bracket that nothing opens.
_CLOSED = re.compile(r"[^【〖「『《〔\[]+[】〗」』》〕\]]")
#: A bracket that opens before it: 「清涼一夏」冷氣清洗隊.
_HALF_OPEN = re.compile(r"[^「『“《」』”》]+[」』”》].")
#: All of it in brackets: （王府井冷暖）.
_IN_BRACKETS = re.compile(r"[(（][^()（）]+[)）]")
#: A label of a line that holds anything but a name: 【承接】大小工程.
_OTHER_LABEL = re.compile(
    r"\W*[【〖〔\[](?:承接|业务|主营|经营|服务|项目|范围|价格|收费|电话|执照|牌照|保险|保修|保固|地址|微信|时间|地区)"
    r"[^】〗〕\]\n]{0,4}[】〗〕\]]"
)
#: What stands in brackets behind a kind of machine is a list of its kinds: 冷气机(窗口/分体).
_KINDS = re.compile(r"[(（][^)）]*[/、]")
#: Who answers, after what is done: 急修暖气热水炉 老李.
_WITH_PERSON = re.compile(
    r"[ ]+(?:[\u4e00-\u9fff]|[小老阿][\u4e00-\u9fff]|[\u4e00-\u9fff]工|[\u4e00-\u9fff]{1,3}(?:师傅|先生|小姐|女士"
    r"|老板|太))(?:[(（][^()（）]*[)）])?\Z"
)
#: After a person it says what is done, and is no firm's: 小赵师傅修空调.
_WORK_LIST = 6
_REPAIRS = re.compile(r"专?修|维修|安装")
_WORKS = re.compile(r"[修装做专包承维接]")
_WORK_FIRST = re.compile(r"专?[修洗换装查清通]|维修|安装|更换|保养")
_GAP = re.compile(r"\t[ \t]*|[ ]{2,}|[—–]{2,}|[ ]*\*\*[ ]*|[ ]+[—–]+[ ]+|[ ]*[★☆◆■●▲※✦]+[ ]*")
_ENDS_LIKE_A_FIRM = re.compile(
    r"(?:水电暖?|水暖|冷冻|电器|电气|电业|家[庭居]服务|服务[社站行]|工作室|发电机|冷暖气?|制冷|机电|空调|暖通|冷气|暖气|公司|工程行|冷气行|冷暖行|水电行|热水[炉器]|暖炉|车库门"
    r"|(?:维修|服务|冷暖|冷气|空调)中心|服务部|工程部|维修部|工程队|施工队|维修队)$"
)
#: So end names of firms that say less of their trade: at the head of an ad and before a phone they are one.
_ENDS_LIKE_A_SHOP = re.compile(
    r"(?:水管|水喉|管道|管业|冷库|锅炉|热泵|地暖|通风|风管|清洁|清洗|节能|能源|环境|净化|科技|机械|设备|热能|采暖|家电|空气)$"
)
_FIRM = re.compile(r"(?:电器|冷气|水电|冷暖|工程)行$|公司$|工程行$|有限公司$|冷暖$|工程$|企业$")


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
    strong: list[Name] = []
    for part in parts(ad, span):
        names = _names_of(ad, part)
        if not strong and any(name.strength for name in names):
            strong = names
        elif len(strong) == 1:
            strong += [name for name in names if name.strength >= SURE and _is_beside(name, strong[0])]
        if len(strong) > 1:
            break
        weak = weak or names
    return strong or weak


def _is_beside(name: Name, other: Name) -> bool:
    """Whether a name is another's in the other script: neither overlaps."""
    is_apart = name.end <= other.start or other.end <= name.start
    return is_apart and (name.language == "en") is not (other.language == "en")


def parts(ad: Printed, span: Span) -> Iterator[Span]:
    """A line, and what wide gaps set apart on it; what stands in brackets at its head, first."""
    if _OTHER_LABEL.match(ad.folded, *span):
        return
    bracketed = _BRACKETED.search(ad.folded, *span)
    place = bracketed.lastindex or 0 if bracketed else 0
    rest = ad.folded[bracketed.end() : span[1]] if bracketed else ""
    is_first = bracketed and not _LETTER.search(ad.folded, span[0], bracketed.start())
    is_alone = not _LETTER.search(rest) or (is_first and not own_words(rest)[0] and not _FIRM.search(rest))
    is_called = bracketed and (is_name(bracketed[place]) or _OFFERS.match(ad.folded, bracketed.end()))
    if bracketed and (is_alone or is_called):
        yield bracketed.start(), bracketed.end(place)
    both = _BOTH_SCRIPTS.match(ad.folded, *span)
    if both:
        yield both.span()
    yield from _heads(ad, span)
    capitals = _IN_CAPITALS.match("".join(ad.text[at] for at in ad.at[slice(*span)]))
    if capitals and is_name(ad.folded[span[0] : span[0] + capitals.end()], SURE):
        yield span[0], span[0] + capitals.end()
    whole = _HEAD_BOTH.match(ad.folded, *span)
    if whole and _ENDS_LIKE_A_FIRM.search(whole[1]) and is_name(whole[2].strip(), SURE):
        yield whole.start(1), whole.end(2)
    if not is_starred(ad.folded[slice(*span)]):
        yield span
    gaps = [gap.span() for gap in _GAP.finditer(ad.folded, *span)]
    # A blank as wide as a character sets apart, too.
    gaps = gaps or [(at, at + 1) for at in range(*span) if ad.text[ad.at[at]] == _WIDE]
    for start, end in pairwise([span[0], *(edge for gap in gaps for edge in gap), span[1]]) if gaps else ():
        yield start, end
    sign = PREFIX.match(ad.folded, *span)
    head = _HEAD_ZH.match(ad.folded, sign.end() if sign else span[0], span[1])
    is_first = not _LETTER.search(ad.folded, 0, span[0])
    if head and (_ENDS_LIKE_A_FIRM.search(head[1]) or (is_first and _ENDS_LIKE_A_SHOP.search(head[1]))):
        yield head.span(1)
    # "BreatheRite Duct Cleaning, a woman-owned business"
    first = _FIRST_WORDS.match(ad.folded, sign.end() if sign else span[0], span[1])
    if first and is_name(first[1], SURE) and is_cased(ad.words(first.span(1))):
        yield first.span(1)
    # "新店开张！全家福冷暖公司", "Your favorite: Bowie Comfort Pros": a piece that ends as firms' names do.
    pieces = [span[0], *(match.end() for match in _PIECE.finditer(ad.folded, *span)), span[1]]
    for start, end in pairwise(pieces) if len(pieces) > 2 else ():
        if (first := _FIRST_WORDS.match(ad.folded, start, end)) and is_name(first[1], SURE):
            yield first.span(1)
        contact = CONTACT.search(ad.folded, start, end)
        yield from _heads(ad, (start, end), is_sentence=True)
        piece = ad.folded[start : contact.start() if contact else end].strip(" 。！!？?.")
        if (_ENDS_LIKE_A_FIRM.search(piece) or _ends_firm(piece)) and is_name(piece, 2):
            yield start, end

    # The last words before a phone: "...，壓縮機終身保固 大吉冷氣 703-...".
    for last in _BEFORE_PHONE.finditer(ad.folded, *span):
        if _ENDS_LIKE_A_FIRM.search(last[1]) or _ENDS_LIKE_A_SHOP.search(last[1]):
            yield last.span(1)


def _heads(ad: Printed, span: Span, *, is_sentence: bool = False) -> Iterator[Span]:
    """A name at the head of a Chinese line that goes on with work: 廖记水电 in 廖记水电 热水炉漏水 马桶."""
    sign = PREFIX.match(ad.folded, *span)
    head = _HEAD_ZH.match(ad.folded, sign.end() if sign else span[0], span[1])
    goes_on = (head and is_sentence) or (
        head and CHINESE_LETTER.match(ad.folded, head.end()) and not _FIRM.search(ad.folded, head.end(), span[1])
    )
    if head and goes_on and _ENDS_LIKE_A_FIRM.search(head[1]) and is_name(head[1]):
        yield head.span(1)


def _ends_firm(words: str) -> bool:
    """Whether Latin words end as firms' names do: "bowie comfort pros"."""
    last = words.split()[-1:] if words.isascii() else []
    return bool(last) and squeeze(last[0]) in squeezed_words("name", "en")


def _names_of(ad: Printed, span: Span) -> list[Name]:
    start, end = bare(ad, span)
    line = ad.folded[slice(*span)]
    has_label = bool(LABEL.match(line))
    # 商号：春晖 业务：冷暖
    next_label = _NEXT_LABEL.search(ad.folded, start, end) if has_label else None
    end = next_label.start() if next_label else end
    if _SENTENCE.search(ad.folded, start, end) and not has_label:
        start, end = _first_sentence(ad, (start, span[1]))
    if end <= start or end - start > 2 * LONGEST_EN:
        return []
    words = ad.folded[start:end]
    if pattern("heading").search(words) or NO_NAME.search(words) or FREE.search(words):
        return []
    parts = _halves(ad, (start, end))
    is_headed = bool(_HEADED.match(line)) or _is_between_signs(ad, span)
    names = [_name(ad, part, bool(_BOLD.match(line)), has_label, is_headed or len(parts) > 1) for part in parts]
    return [name for name in names if name]


def _is_between_signs(ad: Printed, span: Span) -> bool:
    """Whether the sign that a part begins with stands right behind it, too: ◆清风◆."""
    start, end = span
    return ad.folded[start] in _SIGNS and ad.folded[start] == ad.folded[end : end + 1]


def _halves(ad: Printed, span: Span) -> list[Span]:
    """A line's name in each script, where each half is one: 张氏空调 (Zhang's HVAC), MOON RIVER 月河冷暖."""
    start, end = span
    border = _BORDER.search(ad.folded, start, end)
    if border:
        last = end - 1 if ad.folded[end - 1] in ")）" else end
        halves = [(start, border.start()), (border.end(), last)]
        least = 0 if all(_is_called(ad, half) for half in halves) or _is_sure_beside(ad, halves) else 1
        if all(is_name(ad.folded[a:b], least) for a, b in halves) and any(is_name(ad.folded[a:b]) for a, b in halves):
            return halves
    return [span]


def _is_sure_beside(ad: Printed, halves: Sequence[Span]) -> bool:
    """Whether short Chinese words stand beside a Latin name that is sure: 家得暖 JIADE HEATING."""
    spans = {ad.folded[start:end].isascii(): (start, end) for start, end in halves}
    if len(spans) < len(halves):
        return False
    latin, chinese = ad.folded[slice(*spans[True])], ad.folded[slice(*spans[False])]
    is_short = bool(_SHORT_ZH.fullmatch(chinese)) and own_words(chinese)[0] and not is_person(chinese)
    return is_short and is_name(latin, 2) and is_cased(ad.words(spans[True]))


def _is_called(ad: Printed, span: Span) -> bool:
    """Whether a half without a word of the trade is a name, and no person's: in capitals, or Chinese and short."""
    words = ad.words(span)
    if not words.isascii():
        return is_name(ad.folded[slice(*span)])
    last = words.split()[-1].lower() if words.split() else ""
    return is_cased(words) and not (is_pinyin(last) and len(words.split()) <= 3)


def _first_sentence(ad: Printed, span: Span) -> Span:
    """The name that a line of sentences with a phone begins with; nothing where it begins otherwise."""
    first = _FIRST.match(ad.folded, *span)
    if first is None:
        return span[0], span[0]
    words = first[1].strip()
    begins_so = is_name(words, 2) and (bool(_ENDS_LIKE_A_FIRM.search(words)) or words.isascii())
    return ad.trimmed(first.span(1)) if begins_so else (span[0], span[0])


def _name(ad: Printed, span: Span, is_bold: bool, has_label: bool, is_headed: bool) -> Name | None:
    start, end = _without_work(ad, ad.trimmed(span))
    is_stop = ad.folded[end - 1 : end] == "." and not _SHORTENED.search(ad.folded, start, end)
    end -= is_stop or bool(_CLOSED.fullmatch(ad.folded, start, end))
    if _IN_BRACKETS.fullmatch(ad.folded, start, end):
        start, end = start + 1, end - 1
    start -= bool(_HALF_OPEN.match(ad.folded, start, end)) and ad.folded[start - 1 : start] in "「『“《"
    person = _WITH_PERSON.search(ad.folded, start, end)
    if person and not own_words(ad.folded[start : person.start()])[0]:
        return None
    words = ad.folded[start:end]
    has_chinese = bool(CHINESE_LETTER.search(words))
    if has_chinese and (words.count(" ") > _MOST_BLANKS or VERBAL.search(words)):
        return None
    if _THINGS.fullmatch(words):
        return None
    if not words or len(words) > (_LONGEST_ZH if has_chinese else LONGEST_EN):
        return None
    if not has_chinese and len(words.strip(" .")) < _SHORTEST_EN:
        return None
    person = PERSON_ZH.match(words)
    is_list = person and len(words) - person.end() >= _WORK_LIST
    works = person and is_list and _WORKS.match(words, person.end()) and not own_words(words[person.end() :])[0]
    works = works or bool(person and not is_headed and _REPAIRS.match(words, person.end()))
    if (
        PAPER.match(words)
        or NO_NAME.search(words)
        or (has_chinese and _KINDS.search(words))
        # "heating doctor" between dashes is what somebody calls himself.
        or (words.isascii() and not has_label and len(words.split()) > 1 and ad.words((start, end)).islower())
        or (not is_headed and is_place(words))
        or _ROW.search(words)
        or (says_work(words) and not own_words(pattern("elsewhere").sub(" ", words), with_places=False)[0])
        or works
        or is_person(words)
        or PERSON_TWICE.fullmatch(words)
        or (words.isascii() and is_slogan(words))
        or (_IN_TWO_WORDS.fullmatch(words) and not all(own_words(words.split()[0])))
        or (words.isascii() and not is_called_so(ad.words((start, end))))
        # "Geothermal, air-source, hybrid" is a list.
        or (words.isascii() and "," in words and not is_cased(ad.words((start, end))))
    ):
        return None
    own, ending = own_words(words)
    ending = ending or (1 if (start, end) != ad.trimmed(span) else 0)
    if not own or not (ending or has_label or (is_headed and (has_chinese or is_cased(ad.words((start, end)))))):
        return None
    printed = without_markup(ad.words((start, end)))
    strength = 4 * has_label + 2 * is_bold + ending if ending or has_label else 0
    return Name(printed, language_of(printed), start, end, strength)


_FIRM_ALONE = re.compile(rf"[\u4e00-\u9fff]{{2,8}}(?:{_FIRM.pattern}|行$)")
_FIRM_OF_TRADE = re.compile(rf"[\u4e00-\u9fff]{{2,10}}{_ENDS_LIKE_A_FIRM.pattern}")


def _without_work(ad: Printed, span: Span) -> Span:
    """A line without the work that follows its name: 大众冷暖 空调维修, 北极熊 空调维修, "Blue Fern AC repair"."""
    start, end = span
    words = ad.folded[start:end]
    if not CHINESE_LETTER.search(words):
        first = ad.words(span).split()[:1]
        small = _WORK_AFTER.search(ad.words(span)) if first and is_cased(first[0]) else None
        return (start, start + small.start()) if small and own_words(words[: small.start()])[0] else span
    for blank in re.finditer(r"\s+", words):
        own, ending = own_words(words[: blank.start()])
        is_list = "/" in words[blank.start() - 1 : blank.end() + 1]
        is_whole = own and ending and not is_list
        if is_whole and (not own_words(words[blank.end() :])[0] or _FIRM.search(words[: blank.start()])):
            return start, start + blank.start()
    for blank in re.finditer(r"\s+", words):
        # 老铺 合利冷气: what is everybody's before a name.
        before = pattern("elsewhere").sub(" ", words[: blank.start()])
        is_firm = _FIRM_OF_TRADE.fullmatch(words, blank.end()) or _FIRM_ALONE.fullmatch(words, blank.end())
        if not own_words(before, with_places=False)[0] and is_firm and is_name(words[blank.end() :]):
            return start + blank.end(), end
        if own_words(words[: blank.start()])[0] and _is_work(words[blank.end() :]):
            return start, start + blank.start()
    return span


def _is_work(words: str) -> bool:
    """Whether words are work and what it is done on, and nothing else: 空调维修, 清洗风管."""
    if own_words(words)[0]:
        return False
    return bool(_WORK_FIRST.match(words)) or any(
        concept.kind == "work_type" for n in range(len(words) - 1) for concept in lexicon().get(squeeze(words[n:]))
    )
