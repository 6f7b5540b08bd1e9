"""What a firm texts from the road, as a sentence of the phrase book: on the way, late, and by how much."""

import re
from collections.abc import Mapping

from directory.quotes.rules.phrases import NUMBERS, Choice, Phrase, find_phrase
from directory.quotes.rules.picking import meant_by
from directory.texts.rules.text import Text
from directory.visits.rules.stretches import stretch_in

_KINDS = ("on_my_way", "late")
_ABOUT = r"(?:大概|大约|差不多|可能|约|about|around|maybe|another|up to|by|~|\s)*"
_AFTER = r"(?:左右|上下|后|以后|之后|才?能?到|or so|ish|away|out|了|吧|\s)*"
_WHO_ZH = r"(?:我们?|师傅|今天|可能|大概|大约|估计|恐怕|已经|还|要|会|得)*"
_WHO = (
    r"(?:\b(?:im|i am|were|we are|ill|well|i will|we will|were going to|im going to|gonna|will|be|there|running|we|i"
    r"|might|may|probably|just|unfortunately)\b|\s)*"
)
#: How a clause reads whose time is written `T`.
_SHAPES = {
    "late_minutes": re.compile(
        rf"{_WHO_ZH}(?:[晚迟](?:一?点)?[到来]?|延误|耽搁|推迟)了?{_ABOUT}T{_AFTER}"
        rf"|{_WHO}{_ABOUT}T(?: or so)? (?:late|behind)(?: schedule)?"
        rf"|{_WHO}(?:late|behind|delayed)(?: schedule)?{_ABOUT}T{_AFTER}"
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


def said_on_road(words: str) -> tuple[Choice, bool] | None:
    """The sentence that plain words, or a clause of them, say about the road, and whether they say nothing else; None
    where they say nothing of it, ask, or speak of another day or place.

    >>> said_on_road("堵车，要晚到半小时")
    (Choice(phrase=<late_minutes>, slots={"minutes": 30}), False)
    """
    text = Text(words)
    if text.is_question or _ELSEWHERE.search(text.plain):
        return None
    whole = _read(text.core)
    choices = [choice for clause in text.clauses if (choice := _read(clause))]
    choice = whole or next(iter(choices), None)
    return (choice, whole is not None or len(choices) == len(text.clauses) == 1) if choice else None


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
