"""Reading what a business or a homeowner texts back: a digit, a stop word, or free text. Pure."""

import re
from dataclasses import dataclass
from typing import Literal

from directory.kernel.text import fold

Kind = Literal["digit", "stop", "start", "agree", "help", "accept", "decline", "other"]

#: Words that stop texts. Any reasonable wording counts in law (47 CFR 64.1200); these are the ones a machine can read.
_STOP = frozenset(
    [
        *(
            "stop",
            "stopall",
            "stop all",
            "unsubscribe",
            "cancel",
            "end",
            "quit",
            "revoke",
            "optout",
            "opt-out",
            "opt out",
        ),
        *("t", "td", "退订", "停", "停止", "不要", "不要再发", "不要发了", "别发了"),
    ]
)
_START = frozenset({"start", "unstop", "开始", "恢复"})
#: What printed ads tell contractors to text (the carriers' opt-in). With an open lead it is a word to the customer.
_AGREE = frozenset({"好", "好的"})
_HELP = frozenset({"help", "info", "帮助"})
#: Our texts say "要客户电话回1，没空回2": some answer with the words instead of the digit.
_ACCEPT = frozenset({"要", "要电话", "要客户电话"})
_DECLINE = frozenset({"没空", "没有空", "没空做", "这次没空", "pass"})
_ENDS = " \t\r\n.。．!！,，、;；:：?？~～\"'“”‘’「」()（）[]【】*#"
_ANSWER = re.compile(r"(?:回复?|选|按|reply)?\s*([0-9]{1,3})\s*(?:号|\)|）|、|。|\.)?")
_CHINESE = {"一": "1", "二": "2", "三": "3", "四": "4", "五": "5", "六": "6", "七": "7", "八": "8"}
_KEYCAP = "️⃣"

#: Longest text that is kept; a gateway delivers 1,600 characters at most.
LONGEST_TEXT = 2000
#: Answers to a text nobody understood, per sender and day: two machines must not talk to each other for ever.
MOST_ANSWERS = 3


@dataclass(frozen=True)
class Meaning:
    """What a text was read as; `digit` only for kind digit."""

    kind: Kind
    digit: int = 0


def read(body: str) -> Meaning:
    """What an inbound text means. Forgiving about case, width, script, blanks and a mark at the end."""
    plain = fold(body).replace(_KEYCAP[0], "").replace(_KEYCAP[1], "").strip(_ENDS)
    if plain in _STOP:
        return Meaning("stop")
    if plain in _START:
        return Meaning("start")
    if plain in _AGREE:
        return Meaning("agree")
    if plain in _HELP:
        return Meaning("help")
    if plain in _ACCEPT:
        return Meaning("accept")
    if plain in _DECLINE:
        return Meaning("decline")
    found = _ANSWER.fullmatch(_CHINESE.get(plain, plain))
    if found:
        return Meaning("digit", int(found[1]))
    return Meaning("other")


def answer(digit: int, accept_digit: int) -> str | None:
    """What a digit says to a lead whose pair starts at `accept_digit`: accept, decline, or None for another lead's."""
    return {accept_digit: "accept", accept_digit + 1: "decline"}.get(digit)
