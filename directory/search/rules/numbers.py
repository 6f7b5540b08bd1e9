"""Numbers in a query: phones in any format, ad numbers, ZIP codes, years of a promise, sizes and prices."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from pyroaring import BitMap

from directory.kernel.numerals import CHINESE_DIGITS, ENGLISH_DIGITS, ENGLISH_ONES, ENGLISH_TENS
from directory.places.gazetteer import Gazetteer
from directory.places.rules import Place
from directory.reading.folding import CUT, YEARS
from directory.reading.lexicon import Concept
from directory.search.rules.postings import AnyTable, Postings, Tally
from directory.search.rules.vocabulary import measures

_NUMBER = re.compile(r"(?<![a-z0-9])\+?\(?\d(?:[\d().\-‐‑–—/·• ]*\d)?(?![a-z0-9年])")
_ZIP = re.compile(r"\d{5}(?:-\d{4})?")
_DASH = re.compile("[‐‑‒–—―－]")
_AD_NUMBER = re.compile(r"(\d{1,2})\s*[-/]\s*(\d{2,4})")
#: The year a machine is of.
_MADE = re.compile(r"19[5-9]\d|20[0-3]\d")
_TENS = {c: n for n, c in enumerate("一二三四五六七八九", start=1)}
_SAID = (
    _TENS
    | {"两": 2, "十": 10, "liang": 2, "shi er": 12, "shi wu": 15, "er shi": 20}
    | {f"十{c}": 10 + n for c, n in _TENS.items()}
    | {f"{c}十": 10 * n for c, n in _TENS.items()}
    | {w: n for n, w in enumerate(("yi", "er", "san", "si", "wu", "liu", "qi", "ba", "jiu", "shi"), start=1)}
    | {w: n for n, w in enumerate(("one", "two", "three", "four", "five", "six", "seven", "eight"), start=1)}
    | {"nine": 9, "ten": 10, "eleven": 11, "twelve": 12, "fifteen": 15, "twenty": 20, "thirty": 30}
)
_ANY_NUMBER = (
    rf"(?P<number>\d{{1,2}}|{'|'.join(sorted(map(re.escape, _SAID), key=len, reverse=True)).replace(' ', ' ?')})"
)
_YEARS = re.compile(
    rf"(?<![a-z0-9])(?P<promised>(?<![质担承])[保包])?{_ANY_NUMBER}\s*(?:-\s*)?\+?\s*(?:年|years?(?![a-z])|yrs?(?![a-z])|nian(?![a-z]))"
)
#: How often, and since or until when: 一年两次, "in 5 years", "every 2 years" promise nothing.
_OF_TIME = re.compile(
    rf"(?<![a-z0-9]){_ANY_NUMBER}年(?=.{{0,4}}[一二两三四1-4]次)"
    r"|(?<![a-z])(?:in|every|past|last)\s+(?:the\s+)?"
    rf"{_ANY_NUMBER.replace('number', 'span')}\s*(?:years?|yrs?)(?![a-z])"
)


def _either(words: Iterable[str]) -> str:
    """A pattern for any of some words, with or without a plural and the blanks in them."""
    forms = (re.escape(word).replace("\\ ", " ?") + ("s?" if word.isascii() else "") for word in words)
    return "|".join(sorted(forms, key=len, reverse=True))


_SIZED = re.compile(
    rf"(?<![a-z0-9])(?:{_either(measures('before'))})\s*\d[\d,.]*(?![a-z0-9])|\$\s*\d[\d,.]*k?"
    rf"|(?<![\da-z-])(?:\d[\d,.]*k?|[一二两三四五六七八九十百千半]+)\s*-?\s*(?:{_either(measures('after'))})(?![a-z0-9])"
)
#: A time of the day, and how long: 11pm, 2:30 am, 11点半, 3 hours; not 24 hours, which some work.
_TIME = re.compile(
    r"(?<![\da-z:])\d{1,2}(?::\d\d)?\s*(?:[ap]\.?m(?![a-z])\.?|o'?clock(?![a-z])|点(?:钟|半|多)?)|(?<!\d)\d{1,2}:\d\d"
    r"|(?<![\da-z])(?!24)\d{1,2}\s*(?:hours?|hrs?)(?![a-z])|(?<!\d)(?!24)\d{1,2}\s*个?(?:小时|钟头)"
)
_SPELLED = {word: str(n) for word, n in (CHINESE_DIGITS | ENGLISH_DIGITS).items() if word != "俩"}
_SPELLED |= {"幺": "1", "oh": "0", "o": "0"}
_SPELLED_DIGIT = (
    rf"(?:[{''.join(c for c in _SPELLED if not c.isascii())}]|\d"
    rf"|(?<![a-z])(?:{'|'.join(word for word in _SPELLED if word.isascii())})(?![a-z]))"
)
#: Digits in words, four or more, and figures among them: 五七一九七零八九八八, "two four zero 651 nine one one five".
_SPOKEN = re.compile(rf"(?<![\da-z]){_SPELLED_DIGIT}(?:[ \-,，.]{{0,2}}{_SPELLED_DIGIT}){{3,}}(?![\da-z])")
_TEENS = {word: n for word, n in ENGLISH_ONES.items() if n >= 10}
_SPELLED_NUMBER = (
    rf"(?:{_SPELLED_DIGIT}|[十百]|(?<![a-z])(?:hundred|and|{'|'.join((*ENGLISH_TENS, *_TEENS))})(?![a-z]))"
)
#: An ad number in words: "eight dash two fifty nine", 九杠一五二.
_SPOKEN_AD = re.compile(
    rf"(?<![\da-z])({_SPELLED_DIGIT})[ ,]?(?P<dash>dash|hyphen|minus|杠|横|之)?[ ,]?"
    rf"(?P<rest>{_SPELLED_NUMBER}(?:[ \-]?{_SPELLED_NUMBER})*)(?![\da-z])"
)
_SPOKEN_AD_SIGN = re.compile(r"dash|hyphen|minus|杠|横|之|\bads?\b|广告|编号")
_PART_OF_NUMBER = re.compile(r"[a-z]+|\d|[^\x00-\u2fff]")
#: From so many on, digits in words are a phone whether or not a listing has it.
_FEWEST_SPOKEN = 7
_FEWEST_DIGITS, _MOST_DIGITS = 4, 10
#: The first three digits of a phone: "area code 571", "a 571 number", 571开头.
_AREA_CODE = re.compile(
    r"(?:area code|(?:start|begin)(?:s|ning|ing)?(?: (?:with|in))?|区号[是为]?) ?(?P<before>\d{3})(?![\d\-.])"
    r"|(?<![\d\-.$])(?P<after>\d{3})[ -]?"
    r"(?:area code|(?:phone )?numbers?(?![a-z])|phones?(?![a-z])|区号|(?:的号码|号码)?(?:开头|打头))"
)
#: Of four digits these are a price, where no phone ends in them and nothing says that one does.
_ROUND = re.compile(r"\d\d[05]0")
_OF_PHONE = re.compile(
    r"(?:phones?|numbers?|end(?:s|ed|ing)?(?: (?:in|with))?|digits?|电话|号码?|尾[号数]?|手机)[^\d]{0,8}$"
)
#: From so many digits on the beginning of a phone tells whose it is.
_BEGINNING = 6
_DIGITS = frozenset("0123456789")
#: Without any of these or a digit a text holds no number.
COUNTING = frozenset("两一二三四五六七八九十百千半")


class Numbers:
    """The phones and ad numbers the listings have."""

    def __init__(self) -> None:
        #: Phones, the same from their last digit on, and ad numbers.
        self._phones, self._endings, self.ads = Postings(), Postings(), Postings()
        self._bare_ads = Tally()

    @property
    def tables(self) -> dict[str, AnyTable]:
        """What grows with the listings."""
        return {"phones": self._phones, "endings": self._endings, "ads": self.ads, "bare ads": self._bare_ads}

    def add(self, listing: int, phones: Iterable[str], ad_number: str | None) -> None:
        """A listing has these phones, ten digits each, and this ad number."""
        for phone in phones:
            self._phones.add(phone, listing)
            self._endings.add(phone[::-1], listing)
        if ad_number:
            self.ads.add(ad_number, listing)
            self._bare_ads.add(ad_number.replace("-", ""), ad_number)

    def discard(self, listing: int, phones: Iterable[str], ad_number: str | None) -> None:
        """Remove the phones and the ad number of a listing."""
        for phone in phones:
            self._phones.discard(phone, listing)
            self._endings.discard(phone[::-1], listing)
        if ad_number:
            self.ads.discard(ad_number, listing)
            self._bare_ads.discard(ad_number.replace("-", ""), ad_number)

    def called(self, digits: str) -> BitMap:
        """Who is meant by so many digits of a phone: its last ones, its area code, or six or more of its first."""
        if len(digits) < _FEWEST_DIGITS:
            return self.beginning(digits)
        ending = self._endings.starting(digits[::-1])
        return ending | self.beginning(digits) if len(digits) >= _BEGINNING else ending

    def beginning(self, digits: str) -> BitMap:
        """Whose phone begins so."""
        return self._phones.starting(digits)

    def has_phone(self, digits: str) -> bool:
        """Whether a phone ends in these digits (four or more)."""
        is_long = _FEWEST_DIGITS <= len(digits) <= _MOST_DIGITS
        return is_long and any(True for _ in self._endings.beginning(digits[::-1]))

    def has_ad(self, number: str) -> bool:
        """Whether a listing's ad has this number."""
        return number in self.ads

    def bare_ad(self, digits: str) -> str | None:
        """The ad number that these are the digits of, where no phone ends in them."""
        return next(iter(self._bare_ads.of(digits)), None) if not self.has_phone(digits) else None


@dataclass(frozen=True, slots=True)
class Number:
    """A number and where it stands in the folded text: one of concept, place and outside, or only a size."""

    start: int
    end: int
    concept: Concept | None = None
    place: Place | None = None
    #: A ZIP code of another state.
    outside: str | None = None


@dataclass(frozen=True, slots=True)
class Years:
    """Some years, in how many characters they were written, and whether 保 stands right before them."""

    years: int
    length: int
    is_promised: bool


@dataclass(frozen=True, slots=True)
class Counted:
    """A text with its numbers taken out (CUT) and its years marked (YEARS, in order)."""

    rest: str
    numbers: tuple[Number, ...]
    #: In the order of the marks.
    years: tuple[Years, ...]


def count(folded: str, known: Numbers, gazetteer: Gazetteer) -> Counted:
    """Take the numbers out of a folded text; what stays keeps its place in it."""
    has_digits = not _DIGITS.isdisjoint(folded)
    has_years = any(mark in folded for mark in ("年", "year", "yr", "nian"))
    spoken = _spoken_ads(folded, known)
    spoken += _spoken(_cut(folded, spoken), known)
    if not (has_digits or has_years or spoken) and COUNTING.isdisjoint(folded):
        return Counted(folded, (), ())
    folded = _cut(folded, spoken)
    years: list[Years] = []

    def mark(match: re.Match[str]) -> str:
        years.append(Years(_years(match["number"]), len(match[0]), match["promised"] is not None))
        return YEARS + " " * (len(match[0]) - 1)

    numbers = [Number(*match.span()) for match in _OF_TIME.finditer(folded)] if has_years else []
    rest = _cut(folded, numbers)
    rest = _YEARS.sub(mark, rest) if has_years else rest
    numbers += [Number(*match.span()) for match in _TIME.finditer(rest)]
    rest = _cut(rest, numbers)
    for match in _AREA_CODE.finditer(rest):
        numbers.append(Number(*match.span(), Concept("phone", match["before"] or match["after"])))
    rest = _cut(rest, numbers)
    numbers += [Number(*match.span()) for match in _SIZED.finditer(rest)]
    rest = _cut(rest, numbers)
    for match in _NUMBER.finditer(rest):
        is_price = _ROUND.fullmatch(match[0]) and not known.has_phone(match[0])
        if is_price and not _OF_PHONE.search(rest[: match.start()]):
            numbers.append(Number(*match.span()))
        else:
            numbers += _run(match[0], match.start(), known, gazetteer)
    return Counted(_cut(rest, numbers), (*spoken, *numbers), tuple(years))


def _spoken(folded: str, known: Numbers) -> list[Number]:
    """The phones whose digits are written in words: 五七一九七零八九八八."""
    numbers = []
    for match in _SPOKEN.finditer(folded):
        parts = re.findall(_SPELLED_DIGIT, match[0])
        digits = _of_country("".join(_SPELLED.get(part, part) for part in parts))
        is_whole = _FEWEST_SPOKEN <= len(digits) <= _MOST_DIGITS or known.has_phone(digits)
        if is_whole and any(part in _SPELLED for part in parts):
            numbers.append(Number(*match.span(), Concept("phone", digits)))
    return numbers


def _spoken_ads(folded: str, known: Numbers) -> list[Number]:
    """The ad numbers that are written in words, without the dash those that an ad has: "ad nine one fifty three"."""
    if _SPOKEN_AD_SIGN.search(folded) is None:
        return []
    numbers = []
    for match in _SPOKEN_AD.finditer(folded):
        ad = f"{_SPELLED.get(match[1], match[1])}-{_in_digits(match['rest'])}"
        if _AD_NUMBER.fullmatch(ad) and (match["dash"] or (known.has_ad(ad) and not match[0].isdigit())):
            numbers.append(Number(*match.span(), Concept("ad", ad)))
    return numbers


def _in_digits(spelled: str) -> str:
    """A number as it is said, in digits: "two fifty nine", "two hundred fifty nine", 二五九 and 两百五十九 -> 259."""
    digits, tens = "", 0
    for part in _PART_OF_NUMBER.findall(spelled):
        digit = _SPELLED.get(part, part if part.isdigit() else "")
        if digit:
            digits, tens = digits + str(tens + int(digit)), 0
        elif part in _TEENS:
            digits += str(_TEENS[part])
        else:
            digits, tens = digits + (str(tens) if tens else ""), ENGLISH_TENS.get(part, 0)
    return digits + (str(tens) if tens else "") + ("0" if spelled.endswith("十") else "")


def _of_country(digits: str) -> str:
    """The digits of a phone without the 1 before its ten."""
    return digits[1:] if len(digits) > _MOST_DIGITS and digits[0] == "1" else digits


def _cut(text: str, numbers: Iterable[Number]) -> str:
    for number in numbers:
        text = text[: number.start] + CUT * (number.end - number.start) + text[number.end :]
    return text


def _years(text: str) -> int:
    if text.isdigit():
        return int(text)
    return _SAID.get(text) or next(n for word, n in _SAID.items() if word.replace(" ", "") == text)


def _run(text: str, at: int, known: Numbers, gazetteer: Gazetteer) -> list[Number]:
    """The numbers of a run: one, if it can be read as one, else blank by blank what can be read."""
    parts = [(match[0], at + match.start()) for match in re.finditer(r"[^ ]+", text)]
    whole = (
        None if len(parts) > 1 and all(_ZIP.fullmatch(part) for part, _ in parts) else _one(text, at, known, gazetteer)
    )
    if whole is not None:
        return [whole]
    read = [_one(part, start, known, gazetteer) for part, start in parts] if len(parts) > 1 else []
    return [number for number in read if number is not None]


def _one(text: str, at: int, known: Numbers, gazetteer: Gazetteer) -> Number | None:
    start, end = at, at + len(text)
    digits = _of_country(re.sub(r"\D", "", text))
    ad = _AD_NUMBER.fullmatch(_DASH.sub("-", text))
    numbered = f"{ad[1]}-{ad[2]}" if ad else known.bare_ad(digits)
    if numbered and (known.has_ad(numbered) or not known.has_phone(digits)):
        return Number(start, end, Concept("ad", numbered))
    if _MADE.fullmatch(text) and not known.has_phone(text):
        return Number(start, end)
    if _ZIP.fullmatch(text):
        place = gazetteer.read(digits[:5])
        if place is not None:
            return Number(start, end, place=place)
        if not known.has_phone(digits) and gazetteer.outside(digits[:5]):
            return Number(start, end, outside=digits[:5])
    if _FEWEST_DIGITS <= len(digits) <= _MOST_DIGITS:
        return Number(start, end, Concept("phone", digits))
    return None
