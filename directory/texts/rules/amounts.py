"""Prices in a text: `$1.6k`, `1,200-1,500`, 一千六, `3k8`, 三百到三百五, `two fifty`.

Years, sizes, times, phone and house numbers are no prices.
"""

import re
from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple

from directory.kernel.numerals import CHINESE_DIGITS, ENGLISH_ONES, ENGLISH_TENS
from directory.texts.rules import table

#: The lowest and the highest price, in dollars.
Amount = tuple[int, int]

#: Dollars: less is no price of this trade, more is no price at all.
LEAST, MOST = 20, 200_000
_IN_CHINESE = str.maketrans("0123456789", "零一二三四五六七八九")
_UNITS = {"十": 10, "百": 100, "千": 1000, "万": 10_000, "hundred": 100, "thousand": 1000, "grand": 1000, "k": 1000}
_SPOKEN = {**ENGLISH_ONES, **ENGLISH_TENS}
_ZH_DIGIT = "[一二两三四五六七八九]"
_ZH_PART = re.compile(rf"[零〇]?({_ZH_DIGIT}{{0,2}})([十百千万])")
_WORD = "|".join(sorted(_SPOKEN, key=len, reverse=True))
#: What a digit behind hundreds counts, so that it is not of them: 五千三吨; 六千八周四 is 6,800 on a Thursday.
_COUNTED = (
    "[吨匹层]|年(?![底前初内])|个(?!人)|号(?!码)|点(?!头)|月(?![底初中尾])|周(?![一二三四五六日末])"
    "|天(?![花冷热气])|楼(?![上下])|台(?!湾)"
)
#: A number in figures, in Chinese, or in English words.
_NUMBER = re.compile(
    r"(?P<sign>\$ ?|usd ?)?(?P<digits>\d{1,3}(?:,\d{3})+(?:\.\d\d)?|\d+(?:\.\d+)?)"
    r"(?: ?(?P<unit>[百千万]|(?:k|grand|hundred|thousand)(?![a-z]))(?P<tail>\d(?!\d))?)?"
    rf"|(?P<zh>(?:[零〇]?{_ZH_DIGIT}{{0,2}}[十百千万])+(?:[零〇]?{_ZH_DIGIT}{{1,2}}(?!{_COUNTED}))?)"
    rf"|\b(?P<spoken>(?:(?:{_WORD}|a)[ -](?:and )?)*(?:{_WORD}|hundred|thousand|grand)"
    rf"(?:[ -](?:and )?(?:{_WORD}|hundred|thousand|grand|k))*)\b"
)
#: Phones, dates and times of day, which are taken out first.
_OTHERS = re.compile(
    r"(?:\+?1[ .-]?)?(?<!\d)\(?\d{3}\)?[ .-]?\d{3}[ .-]?\d{4}(?!\d)|(?<!\d)\d{3}-\d{4}(?!\d)|\d{1,2}:\d\d"
    r"|(?<![\d$.,])\d{1,2}[/-]\d{1,2}[/-]\d{2,4}|(?<![\d$.,])\d{1,2}/\d{1,2}(?![\d/])|\d{1,2} ?- ?\d{1,2} ?[ap]m"
)
#: Thousands that stand apart by a blank or a mark that is no comma: `7 300`, `12'500`.
_GROUPS = re.compile(r"(?<![\d.,'’·_])(?<!\d )\d{1,2}(?:(?: \d{3})+|(?:['’·_]\d{3})+)(?![\d,'’·_]| \d)")
#: Figures written another way, and how they are read: 2万3千4, 四到五百, 九旧水, 千八度, 千半, 八百十点到,
#: `a grand and a half`, `four and a half grand`.
_WRITTEN = (
    (
        re.compile(r"(?<![\d.,])\d[万千百](?:\d[千百十])+\d?(?![\d.,万千百十])"),
        lambda match: match[0].translate(_IN_CHINESE),
    ),
    (re.compile(rf"(?<![百千万零\d])(?<!{_ZH_DIGIT})({_ZH_DIGIT})[到至~-]({_ZH_DIGIT})([百千万])"), r"\1\3到\2\3"),
    (re.compile(rf"({_ZH_DIGIT})十({_ZH_DIGIT})旧水(?![管箱炉])"), r"\1千\2百元"),
    (re.compile(rf"(?<!十)({_ZH_DIGIT})旧水(?![管箱炉])"), r"\1百元"),
    (re.compile(rf"(?<![电温]{_ZH_DIGIT})([千万]{_ZH_DIGIT}?)度(?!电)"), r"\1左右"),
    (re.compile(r"(?<=[千万])半(?![天年月小个])"), "五"),
    (re.compile(rf"(?<=[百千万块元])(?=十[一二]?(?:{_COUNTED}))"), " "),
    (re.compile(rf"\b({'|'.join(ENGLISH_TENS)}) y (?=(?:{'|'.join(ENGLISH_ONES)})\b)"), r"\1 "),
    (re.compile(r"(?<![\d.,])(\d) ?(?:and|n) a half (?:k|grand|thousand)\b"), r"\1.5k"),
    (re.compile(r"\b(?:a )?couple (?:of )?(hundred|thousand|grand|k)\b"), r"two \1"),
    (re.compile(r"\b(?:and|n) a half (grand|thousand|k)\b"), r"\1 five hundred"),
    (re.compile(r"\b(grand|thousand) (?:and a half|y medi[ao])\b"), r"\1 five hundred"),
)
#: What is numbered rather than counted: `option 2 300` is 300.
_NUMBERED = re.compile(r"(?:\b(?:option|unit|system|zone|floor|no|number|plan)\.?|#|第|方案|选项) ?$")
#: Figures that a mark tears in no place of thousands, with nothing behind them that they count: `7 30`, `82,00`. What
#: they mean would be a guess.
_TORN = re.compile(
    r"(?<![\d.,])(?:\d{1,3}(?:[ '’·_]\d{1,2})+|\d{1,3}(?:,\d{3})*,(?:\d{1,2}|\d{4,}))(?!\d)"
    r"(?= ?(?:$|[^\w\s'’·]|块|元|刀|美[金元刀]|usd\b|dollars?\b|bucks?\b))"
)
#: `around 530` beside words of coming is a time.
_CLOCK = re.compile(r"(?:[1-9]|1[0-2])(?:00|15|30|45)")
_ARRIVING = re.compile(
    r"\b(?:stop|come|coming|arrive|arriving|be there|get there|swing|till|until|off work|home|show up|meet|head\w*)\b"
)
_YEAR = re.compile(r"(?:19|20)\d\d")
#: A round number is a year only after such a word.
_SINCE = re.compile(r"\b(?:in|from|since|built|year|circa|made) $")
_MONEY = re.compile(r" ?(?:块|元|刀|美[金元刀]|usd\b|dollars?\b|bucks?\b|\$)")
#: Between the ends of a range.
_JOINT = re.compile(
    r" ?(?:块|元|刀|美金|dollars?|bucks?)? ?(?:-+|~|to|到|至|or|或者?|and|还是|/|,) ?(?:about |around |大概)?"
)
#: A range that goes down is none: `8200-200` may be a rebate, or a digit too few.
_DOWN = re.compile(r" ?(?:块|元|刀|美金|dollars?|bucks?)? ?(?:-+|~) ?")
#: What follows is the price of all that stands before.
_TOTAL = re.compile(
    r"合计|总计|一共|总共|总价|加起来|算下来|\b(?:total(?: is| of|ing)?|altogether|all together|comes to|adds up to)\b"
    r"|\bso(?= \$?\d)|=(?= ?\$?\d)"
)
#: What a price is made of: one figure for each is added up, `人工300 零件450`; with a choice between them it is not.
_LABOR = re.compile(r"人工|工[费钱时]|手工|\blabou?r\b|\binstall(?:ation)?\b")
_PARTS = re.compile(r"零件|配件|材料|机器|设备|\bparts?\b|\bmaterials?\b|\bequipment\b")
_CHOICE = re.compile(r"或|还是|要么|\bor\b|\bvs\b")
#: `twelve hundred, maybe fifteen`
_MAYBE = re.compile(r"\b(?:maybe|or|to|possibly|could be|up to) $")


class _Number(NamedTuple):
    """A number of a text: where it stands, what it is, and whether it is a price by itself."""

    start: int
    end: int
    low: float
    high: float
    #: What a number before it may share: `5-6k`.
    unit: int
    is_sure: bool
    is_other: bool


def amount(text: str, *, is_price: bool = False) -> Amount | None:
    """The price of a plain text, the lowest to the highest that it names; None where it names none.

    A bare number is a price where it is all that is said, beside words of money, or where the text speaks of a price
    anyway (`is_price`). Example: `3k8全包` is (3800, 3800).
    """
    for other in (_OTHERS, table.pattern("amount", "aside"), _TORN):
        text = other.sub(lambda match: " " * len(match[0]), text)
    text = _GROUPS.sub(_with_commas, text)
    for written, read_as in _WRITTEN:
        text = written.sub(read_as, text)
    sum_up = _TOTAL.search(text)
    if sum_up and (price := amount(text[sum_up.end() :], is_price=True)):
        return price
    numbers = [_read(match, text) for match in _NUMBER.finditer(text)]
    may_be = (
        is_price
        or bool(table.pattern("amount", "last").search(text))
        or bool(table.group("price").stands_in(text))
        or _is_all(text, numbers)
    )
    if may_be and (whole := _of_parts(text, numbers)):
        return whole
    prices = [(low, high) for low, high, is_sure in _joined(text, numbers) if is_sure or may_be]
    prices = [(low, high) for low, high in prices if LEAST <= low <= high <= MOST]
    return (round(min(low for low, _ in prices)), round(max(high for _, high in prices))) if prices else None


def _with_commas(match: re.Match[str]) -> str:
    is_numbered = _NUMBERED.search(match.string[: match.start()])
    return match[0] if is_numbered else re.sub(r"\D", ",", match[0])


def _of_parts(text: str, numbers: Sequence[_Number]) -> Amount | None:
    """The sum of what labor and parts cost, where a text names one figure for each and no third; else None."""
    figures = [number for number in numbers if not number.is_other and number.low >= LEAST]
    if len(figures) != 2 or _CHOICE.search(text):
        return None
    first, second = figures
    words = (text[: first.start], text[first.end : second.start], text[second.end :])
    for one, other in ((_LABOR, _PARTS), (_PARTS, _LABOR)):
        if any(one.search(left) and other.search(right) for left, right in pairwise(words)):
            return round(first.low + second.low), round(first.high + second.high)
    return None


def _joined(text: str, numbers: Sequence[_Number]) -> list[tuple[float, float, bool]]:
    """(lowest, highest, is a price by itself) of each price; two numbers with a joint between them are one."""
    prices: list[tuple[float, float, bool]] = []
    taken = -1
    for at, number in enumerate(numbers):
        if at <= taken:
            continue
        if (
            at
            and number.unit == 0
            and 10 <= number.low < 100
            and numbers[at - 1].high >= 1000
            and _MAYBE.search(text[: number.start])
        ):
            prices.append((number.low * 100, number.high * 100, True))
            continue
        after = numbers[at + 1] if at + 1 < len(numbers) else None
        if after and not after.is_other and _JOINT.fullmatch(text[number.end : after.start]):
            low = (
                number.low * after.unit
                if number.unit <= 1 < after.unit and number.low < after.low // after.unit + 1
                else number.low
            )
            low = _shared(low, number, after)
            if LEAST <= low < after.high <= low * 10 and not (number.is_other and number.unit == after.unit):
                prices.append((low, after.high, number.is_sure or after.is_sure or low >= 100))
                taken = at + 1
                continue
            if LEAST <= after.high < number.low and _DOWN.fullmatch(text[number.end : after.start]):
                taken = at + 1
                continue
        if not number.is_other:
            prices.append((number.low, number.high, number.is_sure))
    return prices


def _shared(low: float, number: _Number, after: _Number) -> float:
    """The lower end of a range whose hundreds are only said once: `12 to 1400`, `7-900`."""
    is_hundreds = after.high % 100 == 0 and not number.is_sure and number.unit <= 1
    return low * 100 if is_hundreds and low < 100 and low * 100 < after.high <= low * 1000 else low


def _read(match: re.Match[str], text: str) -> _Number:
    after, before = text[match.end() :], text[: match.start()]
    is_other = bool(table.pattern("amount", "other").match(after)) or bool(
        match["digits"] and re.search(r"(?:[a-z]|[x×*] ?)$", before) and not match["sign"]
    )
    has_money = bool(match["sign"] or _MONEY.match(after))
    if match["digits"]:
        digits = match["digits"]
        value, unit = float(digits.replace(",", "")), _UNITS.get(match["unit"] or "", 1)
        low = value * unit + int(match["tail"] or 0) * unit / 10
        is_bare = not has_money and unit == 1 and "," not in digits
        is_other |= is_bare and bool(_CLOCK.fullmatch(digits)) and bool(_ARRIVING.search(text))
        is_other |= is_bare and (
            bool(table.pattern("amount", "before_other").search(before))
            or (bool(_YEAR.fullmatch(digits)) and (int(digits) % 50 != 0 or bool(_SINCE.search(before))))
            or len(digits) > 5
            or digits[0] == "0"
            or (len(digits) == 5 and "." not in digits and int(digits) % 100 != 0)
        )
        return _Number(match.start(), match.end(), low, low, unit, not is_bare, is_other)
    if match["zh"]:
        low, high, unit = _chinese(match["zh"])
        return _Number(match.start(), match.end(), low, high, unit, has_money or high >= 100, is_other)
    low = _spoken(match["spoken"])
    is_large = bool(re.search("hundred|grand|thousand", match["spoken"]))
    is_other = is_other or low < LEAST
    return _Number(match.start(), match.end(), low, low, 1 if is_large else 0, has_money or is_large, is_other)


def _chinese(words: str) -> tuple[int, int, int]:
    """(lowest, highest, last unit): 一千六 is 1600, 四五百 is 400 to 500, 一千五六 is 1500 to 1600."""
    low = high = 0
    unit, end = 1, 0
    for match in _ZH_PART.finditer(words):
        digits, unit, end = [CHINESE_DIGITS[c] for c in match[1]] or [1], _UNITS[match[2]], match.end()
        low, high = low + digits[0] * unit, high + digits[-1] * unit
    tail = words[end:]
    digits = [CHINESE_DIGITS[c] for c in tail.lstrip("零〇")]
    if digits:
        step = 1 if tail[0] in "零〇" or unit == 10 else unit // 10
        low, high = low + digits[0] * step, high + digits[-1] * step
    return low, high, unit


def _spoken(words: str) -> int:
    """English number words: `fifteen hundred` is 1500, `two fifty` is 250, `a grand` is 1000."""
    total = current = 0
    for word in re.findall("[a-z]+", words):
        if word == "a":
            current = 1
        elif word in ("grand", "thousand", "k"):
            total, current = total + (current or 1) * 1000, 0
        elif word == "hundred":
            current = (current or 1) * 100
        elif word in _SPOKEN:
            value = _SPOKEN[word]
            is_pair = 0 < current < 100 and value >= 10
            current = current * 100 + value if is_pair else current + value
    return total + current


def _is_all(text: str, numbers: Sequence[_Number]) -> bool:
    """Whether a text says nothing but its numbers."""
    if not numbers:
        return False
    ends = [0, *(number.end for number in numbers)]
    starts = [*(number.start for number in numbers), len(text)]
    rest = "".join(text[end:start] for end, start in zip(ends, starts, strict=True))
    return not re.sub(r"[\W_\d]", "", table.pattern("amount", "filler").sub("", rest))
