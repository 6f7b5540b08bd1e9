"""How long a stretch of time is, as people write it in Chinese, English or Spanish: in minutes."""

import re
from dataclasses import dataclass

from directory.kernel.numerals import ENGLISH_ONES, ENGLISH_TENS, chinese_number

_TENTHS = r"\d{1,3}(?:\.\d)?"
_ZH = rf"{_TENTHS}|[一二两三四五六七八九]?十[一二三四五六七八九]?|[一二两三四五六七八九]"
#: Behind an hour there are fewer than sixty: 晚1小时150 says a price.
_ZH_MINUTES = r"[1-5]?\d(?!\d)|[二三四五]?十[一二三四五六七八九]?|[一二两三四五六七八九]"
_ONES, _TENS = "|".join(sorted(ENGLISH_ONES, key=len, reverse=True)), "|".join(ENGLISH_TENS)
_EN = rf"{_TENTHS}|(?:{_TENS})(?:[ -](?:{_ONES}))?|{_ONES}|an?|una"
_MIN = r"m(?:in(?:ut[eo])?s?)?\b"
_HOUR = r"h(?:(?:ou)?rs?|oras?)?\b"
_HALVES = {"1/2": 30, "半": 30, "half": 30, "media": 30, "three quarters": 45, "quarter": 15}
#: The longest way of saying it first. `h`: hours, `half`: and a half, `part`: a part of an hour, `m`: minutes,
#: `k`: quarters, `f`: fives (三個字 on a clock's face).
_STRETCH = re.compile(
    rf"(?<![\d.:/$-])(?:"
    rf"(?:(?P<h_zh>{_ZH}) ?[个粒]?|[个粒](?=半))(?P<half_zh>半)?(?:小时|钟头?)(?P<half_end>半)?"
    rf"(?:[零又,]? ?(?:(?P<m_zh>{_ZH_MINUTES}) ?(?:分钟?)?(?!\d|[个小天点刻])|(?P<k_zh>[一三])刻钟?))?"
    rf"|(?P<part_zh>半)[个粒]?(?:小时|钟头?)"
    rf"|(?P<k_alone>{_ZH}) ?刻钟?"
    rf"|(?P<f_alone>{_ZH})个字钟?"
    rf"|(?P<m_alone>{_ZH}) ?分钟?"
    rf"|\b(?:a )?(?:(?P<part_en>half|media|three quarters|quarter)|(?P<part_of>1/2))(?: of)?(?: an?)? {_HOUR}"
    rf"|\b(?P<h_en>{_EN})(?P<half_en> and a half| 1/2)? ?(?:{_HOUR}|h(?:(?:ou)?rs?)?(?=\d))"
    rf"(?:(?P<half_after> (?:and a half|y media))|(?: and)? ?(?P<m_after>{_EN})(?! ?{_HOUR})"
    rf"(?: ?{_MIN}|(?= (?:late|behind)\b|$)))?"
    rf"|\b(?P<m_en>{_EN}) ?{_MIN}"
    rf")"
)


@dataclass(frozen=True)
class Stretch:
    """A stretch of time in a text: where it stands, and how many minutes it is."""

    start: int
    end: int
    minutes: int


def stretch_in(words: str) -> Stretch | None:
    """The first stretch of time in plain words; None where there is none, or it is only one end of several.

    >>> stretch_in("晚到1小时20分钟"), stretch_in("an hour and a half late")
    (Stretch(start=2, end=9, minutes=80), Stretch(start=0, end=18, minutes=90))
    """
    match = _STRETCH.search(words)
    if match is None:
        return None
    groups = {name: group for name, group in match.groupdict().items() if group}
    minutes = 0.0
    for name, group in groups.items():
        kind = name.partition("_")[0]
        if kind == "half":
            minutes += 30
        elif kind == "part":
            minutes += _HALVES[group]
        else:
            minutes += _number(group) * {"h": 60, "m": 1, "k": 15, "f": 5}[kind]
    if match[0][0] in "个粒":
        minutes += 60
    return Stretch(match.start(), match.end(), round(minutes))


def _number(words: str) -> float:
    """A number in digits, below a hundred in either language, or `an`."""
    if words[0].isdecimal():
        return float(words)
    if words in ("a", "an", "una"):
        return 1
    tens, _blank, ones = words.replace("-", " ").partition(" ")
    if tens in ENGLISH_TENS:
        return ENGLISH_TENS[tens] + ENGLISH_ONES.get(ones, 0)
    return ENGLISH_ONES.get(words) or chinese_number(words) or 0
