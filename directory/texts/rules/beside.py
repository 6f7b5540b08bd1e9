"""What a text that takes a customer says to that customer beside its yes: a question, or when somebody comes."""

import re
from datetime import date

from msgspec.structs import replace

from directory.texts.rules.case import Intent
from directory.texts.rules.leads import OpenLead
from directory.texts.rules.reader import read
from directory.texts.rules.text import Text

#: What a question has, in either language, with or without its mark.
_ASKS = re.compile(
    r"[哪几幾吗嗎]|什[么麼]|多[久少大]|有[没沒]有|是不是|能不能|可不可以|怎[么麼]|要不要|地址|住址|\b(?:address|what|whats|which|where|wheres"
    r"|when|whens|how|is it|is there|is the|are there|does it|do you|do they|can i|could i|did you|have you)\b"
)
#: When somebody comes or calls: a day, a part of it, an hour, how long it takes.
_WHEN = re.compile(
    r"[今明后後][天早晚儿]|[周週][一二三四五六日天末]|星期|[礼禮]拜|下[周週]|[上中下]午|早上|晚上"
    r"|[\d一二三四五六七八九十半] ?[点點時时](?!钱)"
    r"|[\d一二三四五六七八九十半][个個]?(?:小[时時]|分[钟鐘])|\d[号號日](?!线)|月\d"
    r"|\b(?:today|tonight|tomorrow|tmrw|(?:mon|tues|wednes|thurs|fri|satur|sun)day|morning|afternoon|evening|noon|weekend"
    r"|next week|hours?|\d{1,3} ?mins?|minutes|\d{1,2}(?::\d\d)? ?[ap]\.?m|at \d{1,2})\b"
)
#: What the number answers that the yes brings: nobody has to be asked for that.
_NUMBER = re.compile(r"电话|電話|号码|號碼|手机|手機|\bnumber\b|\bphone\b|\bcontact\b")


def speaks_beside(body: str, lead: OpenLead, today: date) -> bool:
    """Whether a text that takes a customer asks that customer something too, or says when he comes: 1，明天下午到.

    What it says must be words for this customer once taken; whoever asks for the number only has it with the yes.
    """
    reading = read(body, [replace(lead, state="accepted")], today)
    clauses = [clause for clause in Text(body).clauses if not _NUMBER.search(clause)]
    is_for_her = reading.intent is Intent.WORDS and reading.pass_on
    return is_for_her and any(_ASKS.search(clause) or _WHEN.search(clause) for clause in clauses)


def without_digit(body: str, digit: int) -> str:
    """What a text that takes a customer says after the digit that does: 3，明天下午到 says 明天下午到."""
    rest = re.sub(
        rf"^[\s#(（]*(?:回复?|選|选|reply)?\s*{digit}(?!\d)[)）号號]?[\s,，.。:：;；、!！-]*",
        "",
        body,
        flags=re.IGNORECASE,
    )
    return rest or body
