"""The stage for texts that begin or end with a digit: `5 thanks`, 回5 多谢, `4 不去DC`, `3 一千六`."""

import re
import unicodedata
from dataclasses import replace
from functools import cache

from directory.kernel.numerals import ENGLISH_DIGITS
from directory.texts.rules.about_leads import declined, outcome, quote
from directory.texts.rules.amounts import Amount, amount
from directory.texts.rules.case import Case, Intent, Reading, decide
from directory.texts.rules.leads import OpenLead, with_places
from directory.texts.rules.reasons import reason_of
from directory.texts.rules.table import group, pattern
from directory.texts.rules.text import Text, core, plain

#: Higher numbers are prices and the like.
_MOST_DIGITS = 40
_SIGNS = {character: n for n, character in enumerate("一二三四五六七八九", 1)}
_SIGNS |= {word: n for word, n in ENGLISH_DIGITS.items() if 1 <= n <= 8}
_CIRCLED = {chr(0x2460 + n): str(n + 1) for n in range(20)}
_OR = re.compile(r"\d ?(?:or|还是|或者?|/|\?) ?\d")
#: The rest of a figure whose thousands stand behind an apostrophe: `1'200`.
_GLUED = re.compile(r"['’·_]\d{3}")
#: A price whose thousands stand apart, said to be one: `报 7 900` is for customer 7 no more than `报 7,900`.
_SAID_SUM = re.compile(r"报价? ?\$?\d{1,2} \d{3}(?!\d)")
#: Reasons that contradict a yes: who says one beside the digit that accepts has mistaken the digit, or the customer.
_REFUSING = ("out_of_area", "not_offered", "no_license_here", "not_owner")
#: So long a reason may be that stands for the whole answer; in a longer text it may be about something else.
_LONGEST_REASON = 10
#: How a price begins that stands beside the digit of a customer who waits: three digits or more, with a word of money.
_SUM = re.compile(
    r"(?:报价?|价格?|price|quote)?[ :]*(?:\$? ?(?:\d[\d,.]{2,}|\d{1,2}[ '’]\d{3})|[一二两三四五六七八九] ?[百千万])"
)
#: So long a text may be that asks which digit to send.
_LONGEST_DOUBT = 12
_CLOCK = re.compile(r"\d{1,2}:[0-5]\d(?!\d)|(?P<hour>\d{1,2}),(?P<next>\d{1,2}) ?点")


@cache
def _first() -> re.Pattern[str]:
    """A digit and the rest of a text: `回5 多谢`, `(3) ok`."""
    sign = "|".join((r"\d{1,3}", *(rf"{word}\b" if word.isascii() else word for word in _SIGNS)))
    before = pattern("digit", "before").pattern
    return re.compile(rf"(?:(?:{before})[ :#]*)?[#(\"]?(?P<digit>{sign})[)\"]?(?P<rest>.*)", re.DOTALL)


@cache
def _last() -> re.Pattern[str]:
    """What ends in a digit: `yes 3`, `option 4`."""
    between = pattern("digit", "between").pattern
    return re.compile(rf"(?P<word>.*?)(?:{between})?[ :#]*(?P<digit>\d{{1,3}})号?", re.DOTALL)


@cache
def _other() -> re.Pattern[str]:
    """After a number that is no answer: a unit, a time, another number, a range."""
    return re.compile(rf"[ -]?(?:{pattern('digit', 'other').pattern})")


#: The digit that a text begins with, as it is typed, and what parts it from the words.
_TYPED = re.compile(
    r"\s*(?:(?:回复?|回覆|選|选|reply|for|给|給|#)[\s:：#]*)?[#(（]?(?P<digit>\d{1,3}|[①-⑳])[)）號号\ufe0f\u20e3]*"
    r"[\s,，、.。:：;；!！-]*",
    re.IGNORECASE,
)


@cache
def _timed() -> re.Pattern[str]:
    """How a number begins that says when somebody comes: 8点, `20 min`."""
    return pattern("digit", "timed")


@cache
def _vote() -> re.Pattern[str]:
    """What says which digit it answers: `that's a 2 from me`, 他让我回您：1."""
    return pattern("digit", "vote")


def digit(case: Case) -> Reading | None:
    """The digit of an open customer: `5 thanks`, 回5 多谢, `4 不去DC`, `3 一千六`."""
    text = "".join(_CIRCLED.get(c, c) for c in case.text.core)
    digits = {number: lead for lead in case.leads for number in (lead.accept, lead.decline)}
    match = _first().fullmatch(text)
    if _is_clock(text) or _SAID_SUM.match(text):
        return None
    if match and not _OR.match(text):
        rest = match["rest"]
        number = int(match["digit"]) if match["digit"].isdigit() else _SIGNS[match["digit"]]
        if (
            pattern("digit", "wonders").match(rest)
            or _GLUED.match(rest)
            or (match["digit"] in _SIGNS and rest.strip())
            or (number not in digits and number > _MOST_DIGITS)
        ):
            return None
        lead = digits.get(number)
        is_addressed = lead is not None and number == lead.accept and _is_number(rest)
        is_told = lead is not None and (not lead.is_new or _sum(core(rest)) is not None or _timed().match(core(rest)))
        if not rest.strip() or (is_addressed and is_told) or not _other().match(rest):
            return _answered(case, digits, number, core(rest))
        return None
    if _OR.search(text) and len(text) < _LONGEST_DOUBT:
        if "?" in text[:-1]:
            return Reading(Intent.UNCLEAR)
        return (
            Reading(Intent.WORDS, case.leads[0].accept)
            if len(case.leads) == 1
            else Reading(Intent.WHICH if case.leads else Intent.UNCLEAR)
        )
    voted = _vote().fullmatch(text)
    if voted and int(voted[1] or voted[2]) in digits:
        return _answered(case, digits, int(voted[1] or voted[2]), "")
    match = _last().fullmatch(text)
    if match and int(match["digit"]) in digits:
        word = core(match["word"])
        if not word or any(group(name).is_said_by(word) for name in ("yes", "no", "nothing")):
            return _answered(case, digits, int(match["digit"]), word)
    return None


def without_digit(body: str, number: int) -> str:
    """What a text says behind the digit of its customer, as typed; all of it where it begins otherwise.

    >>> without_digit("3，配件明天到", 3), without_digit("3 20 min", 3), without_digit("3点到", 3)
    ('配件明天到', '20 min', '3点到')
    """
    match = _TYPED.match(body)
    if match is None or _is_clock(plain(body)) or int(unicodedata.normalize("NFKC", match["digit"])) != number:
        return body
    # What parts the two stays: a blank at the beginning is stripped.
    rest = plain("." + body[match.end("digit") :])[1:]
    words = body[match.end() :]
    return words if words and (_is_number(rest) or not _other().match(rest)) else body


def _is_clock(words: str) -> bool:
    """Whether plain words begin with a time or two hours in a row, not with a digit: 7:30到, 3、4点都行."""
    match = _CLOCK.match(words)
    return match is not None and (match["hour"] is None or int(match["hour"]) + 1 == int(match["next"]))


def _is_number(rest: str) -> bool:
    """Whether another number stands behind a digit, apart from it: `3 20 min`, not `3,500`."""
    return bool(re.match(r"(?!,\d{3}\b)[ :,)]+\$?\d", rest))


def _sum(rest: str) -> Amount | None:
    """The price that stands beside the digit of a customer who waits: 报价8000, `$1,200-1,500`."""
    return amount(rest, is_price=True) if _SUM.match(rest) else None


def _answered(case: Case, digits: dict[int, OpenLead], number: int, rest: str) -> Reading | None:
    lead = digits.get(number)
    others = {int(n) for n in re.findall(r"(?<!\d)\d{1,2}(?!\d)", rest)} & (digits.keys() - {number})
    if lead is None:
        return Reading(Intent.UNCLEAR) if not rest else None
    if others and re.fullmatch(r"(?:[\s,&+/、和跟]|and|\d|yes|ok|都要|都接|都)+", rest):
        return Reading(Intent.WHICH)
    is_yes = number == lead.accept
    if (
        is_yes
        and lead.is_new
        and (group("no").is_said_by(rest) or (len(rest) <= _LONGEST_REASON and reason_of(rest) in _REFUSING))
    ):
        return Reading(Intent.UNCLEAR)
    if not is_yes and group("yes").is_said_by(rest) and not group("nothing").is_said_by(rest):
        return Reading(Intent.UNCLEAR)
    if not is_yes:
        answer = with_places(rest, case.leads)
        return Reading(Intent.DECLINE, lead.accept, reason=reason_of(answer) or reason_of(case.placed))
    about = replace(case, whole=Text(rest), leads=(lead,))
    if not lead.is_new and (result := outcome(about)) is not None:
        return result
    if lead.is_new and (price := _sum(rest)):
        return Reading(Intent.QUOTE, lead.accept, amount=price)
    if lead.is_new or not rest or group("yes").is_said_by(rest):
        return Reading(Intent.ACCEPT, lead.accept)
    price = amount(rest, is_price=True) if re.match(r"\$?\d", rest) else None
    if price:
        return Reading(Intent.QUOTE, lead.accept, amount=price)
    reading = decide((outcome, quote, declined), about)
    if reading is None and reason_of(rest) == "unreachable":
        return Reading(Intent.DECLINE, lead.accept, reason="unreachable")
    return reading or Reading(Intent.WORDS, lead.accept, pass_on=not case.has_our_link)
