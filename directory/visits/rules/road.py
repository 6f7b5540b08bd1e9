"""What a firm texts from the road, as a sentence of the phrase book: on the way, late, and by how much."""

import re
from collections.abc import Mapping

from directory.quotes.rules.phrases import NUMBERS, Choice, Phrase, find_phrase
from directory.quotes.rules.picking import meant_by
from directory.texts.rules.text import Text
from directory.visits.rules.stretches import stretch_in

_KINDS = ("on_my_way", "late")
_ABOUT = r"(?:大概|大约|差不多|可能|约|about|around|maybe|another|up to|by|~|\s)*"
_AFTER = r"(?:左右|上下|后|以后|之后|[才先]?能?到(?:你(?:家|那里?|那边))?|or so|ish|away|out|了|吧|\s)*"
_WHO_ZH = r"(?:我们?|师傅|今天|可能|大概|大约|估计|恐怕|已经|还|要|会|得)*"
_WHO_ES = (
    r"(?:\b(?:voy|vamos|va|llego|llegamos|llegare|llegando|a|llegar|estoy|con|unos|como|yo|mas|unas|ir|media)\b|\s)*"
)
_WHO = (
    r"(?:\b(?:im|i am|were|we are|ill|well|i will|we will|were going to|im going to|gonna|will|be|there|running|we|i"
    r"|might|may|probably|just|unfortunately)\b|\s)*"
)
#: How a clause reads whose time is written `T`.
_SHAPES = {
    "late_minutes": re.compile(
        rf"{_WHO_ZH}(?:[晚迟](?:一?点)?[到来]?|延误|耽搁|推迟)(?:了|成|足)?{_ABOUT}T{_AFTER}"
        rf"|{_WHO}{_ABOUT}T(?: or so)? (?:late|behind)(?: schedule)?"
        rf"|{_WHO}(?:late|behind|delayed)(?: schedule)?{_ABOUT}T{_AFTER}"
        rf"|{_WHO_ES}T (?:tarde|de retraso|retrasad[oa]s?)|{_WHO_ES}(?:tarde|retrasad[oa]s?)[ ,]*(?:unos |como |por )?T"
    ),
    "on_my_way_minutes": re.compile(
        rf"{_WHO_ZH}(?:在路上|路上|出发)了?[\s,]*(?:还[要有得]?)?{_ABOUT}T{_AFTER}"
        rf"|{_WHO}(?:on (?:my|our|the) way|omw)[\s,]*(?:and )?{_WHO}(?:eta )?(?:in )?{_ABOUT}T{_AFTER}"
    ),
}

_PLAIN = {
    "on_my_way": re.compile(
        rf"{_WHO_ZH}(?:在路上|路上|上路|出发)了?|{_WHO}(?:on (?:my|our|the) way|omw|headed over|heading over)(?: now)?"
    ),
    "late": re.compile(
        rf"{_WHO_ZH}(?:[晚迟]一?点到?|[晚迟]到)了?|{_WHO}(?:a (?:bit|little) )?(?:late|behind)(?: schedule)?"
    ),
}


#: Of another day, of what may be, of a part, of another place: no word about today's way to her.
_ELSEWHERE = re.compile(
    r"明天|后天|大后天|明早|明晚|改天|下周|周[一二三四五六日末]|星期|礼拜|如果|要是|万一|零件|配件|材料|另一|别家|别的|下一家|隔壁"
    r"|\b(?:tomorrow|tmrw|tmr|next|mon|tues?|wed(?:nes)?|thu(?:rs?)?|fri|sat(?:ur)?|sun)(?:day)?\b"
    r"|\b(?:if|in case|unless|parts?|compressor|motor|supply|warehouse|another|other|different)\b"
)
#: Of what is over, or of what it costs: who is there, or was late yesterday, says nothing of today's way.
_OVER = re.compile(
    r"昨[天晚]|前[天晚]|前几天|上[次回周]|那[天次回]|刚才"
    r"|刚刚?到(?![周下上明])|(?<![快先])(?:已经?|刚刚?|总算|终于|我|我们|师傅|人|^|[^\w])到(?:你?(?:家|楼下|门口))?[了啦](?!再|就)|在你?家?(?:门口|楼下)"
    r"|\b(?:yesterday|the other day|last (?:week|time|night|month|visit|year)"
    r"|here now|(?:im|i am|were|we are) (?:here|outside)"
    r"|got (?:here|there|in)|made it|arrived|pulled up|(?<!be )at (?:the|your) door|ayer|anoche|la otra vez"
    r"|ya (?:llegue|llegamos|estoy aqui))\b"
)
_COSTS = re.compile(
    r"\$|便宜|优惠|打折|[\d一二三四五六七八九]折|折扣|[少不]收|免费|退[你钱给]|[减扣抵赔送][\d一二两三四五六七八九十给你]|少算"
    r"|\d ?%|\b\d+ off\b|\boff (?:the|your) (?:bill|price|total|invoice|quote)"
    r"|\b(?:discount|credit|refund|for free|no charge|waive\w*|knock\w*|descuento|gratis)\b"
)
#: Of two times the longer is said, as the phrase takes one only: 晚一两个小时, `20-30 min late`, `an hour or two`.
_UNITS = r"(?: ?(?:分钟?|个?(?:小时|钟头?|字)|刻钟?|mins?\b|minutes?\b|hrs?\b|hours?\b))"
_EN_COUNT = r"\d{1,3}|an?|one|two|three|four|ten|fifteen|twenty|thirty|forty|half an?"
_RANGES = (
    (re.compile(rf"[一二两三四五六七八]([二两三四五六七八九]十?{_UNITS})"), r"\1"),
    (re.compile(rf"\b(?:{_EN_COUNT}){_UNITS}? ?(?:-|~|to|or|到|至|或) ?(?=(?:{_EN_COUNT}){_UNITS})"), ""),
    (re.compile(rf"\d{{1,3}}{_UNITS}?(?:-|~|到|至|或者?)(?=\d{{1,3}}{_UNITS})"), ""),
    (
        re.compile(
            rf"[一二两三四五六七八九十半]{{1,3}}{_UNITS}?(?:到|至|-|~|或者?)(?=[一二两三四五六七八九十]{{1,3}}{_UNITS})"
        ),
        "",
    ),
    (re.compile(r"\ban hour or (?:two|so or two)\b"), "two hours"),
)
#: A point that only shortens a word: `20 min. late`.
_SHORTENED = re.compile(r"\b(mins?|hrs?)\.(?=[ ,]*(?:late|behind|out|away|or so|delayed|tarde)\b)", re.IGNORECASE)


def said_on_road(words: str) -> tuple[Choice, bool] | None:
    """The sentence that plain words, or a clause of them, say about the road, and whether they say nothing else; None
    where they say nothing of it, ask, or speak of another day or place.

    Of two times the longer counts, beside his own words.

    >>> said_on_road("堵车，要晚到半小时")
    (Choice(phrase=<late_minutes>, slots={"minutes": 30}), False)
    """
    text = Text(_SHORTENED.sub(r"\1", words))
    if text.is_question or any(other.search(text.plain) for other in (_ELSEWHERE, _OVER, _COSTS)):
        return None
    is_range = (longest := _longest(text.plain)) != text.plain
    text = Text(longest) if is_range else text
    whole = _read(text.core)
    choices = [choice for clause in text.clauses if (choice := _read(clause))]
    choice = whole or next(iter(choices), None)
    if choice is None:
        return None
    return choice, not is_range and (whole is not None or len(choices) == len(text.clauses) == 1)


def is_from_road(words: str) -> bool:
    """Whether plain words say nothing but that he is on the way or late, be it between two times."""
    sentence = said_on_road(_longest(Text(words).plain))
    return sentence is not None and sentence[1]


def _longest(words: str) -> str:
    """Plain words in which of two times only the longer stands: 晚两个小时 for 晚一两个小时."""
    for expression, longer in _RANGES:
        words = expression.sub(longer, words)
    return words


def _read(words: str) -> Choice | None:
    phrase = meant_by(words) or _shaped(words, _PLAIN)
    if phrase is not None:
        return Choice(phrase, {}) if phrase.kind in _KINDS else None
    least, most = NUMBERS["minutes"]
    time = stretch_in(words)
    if time is None or not least <= time.minutes <= most:
        return None
    phrase = _shaped(words[: time.start] + "T" + words[time.end :], _SHAPES)
    return Choice(phrase, {"minutes": time.minutes}) if phrase else None


def _shaped(words: str, shapes: Mapping[str, re.Pattern[str]]) -> Phrase | None:
    code = next((code for code, shape in shapes.items() if shape.fullmatch(words)), None)
    return find_phrase(code) if code else None
