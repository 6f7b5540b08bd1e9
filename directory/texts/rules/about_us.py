"""Stages for what is meant for the site: machines, refusals, questions about us, pauses."""

import re

from directory.texts.rules.case import Case, Intent, Reading
from directory.texts.rules.days import until
from directory.texts.rules.reactions import is_reaction
from directory.texts.rules.reasons import reason_of
from directory.texts.rules.table import group, pattern
from directory.texts.rules.text import core, plain, unquoted

_SIGNATURE = re.compile(r"[-–—~]+ ?[^\d?]{2,40}")
_LONGEST_SIGNATURE = 6
#: A no that is one to a customer where one waits.
_BARE = frozenset({"不要", "不要了", "取消", "结束"})
_NOW = re.compile(r"\b(?:today|now)\b|今天|现在")
_TO_CUSTOMER = re.compile(r"\b(?:you|your|ur|u)\b|你(?!们)")
#: The visit of a customer who was taken is moved: `truck broke down, can we do friday`.
_VISIT_MOVED = re.compile(
    r"\bcan we\b|\b(?:push|move) (?:\w+ )?to\b|\bresched"
    r"|改[到成约期周明后下]|(?:行不行|可不可以|好不好|可以吗|行吗|好吗)\W*$"
)
_MARKS = " \t\r\n.,:;-–—\"'“”"
#: The first sign that is neither a letter of ours nor a mark: arrows, emoji, Chinese.
_FIRST_SIGN = 0x2190

#: Speaks of jobs or who they are for.
OF_WORK = re.compile(
    r"\b(?:jobs?|leads?|work|customers?|orders?|clients?|clientes|anything|ones?)\b|[单活客工]|案子|生意"
)
#: Speaks of texts.
OF_TEXTS = re.compile(r"\b(?:text|messag|sms)|短信|信息|消息")
#: Asked or disturbed before a day: 下周一之前不要找我.
_ASKED = re.compile(
    r"\b(?:contact|bother|ask|disturb|call|hit (?:me|us))\b.*\b(?:until|till|til|before|unless its)\b"
    r"|(?:之?前|以前|到)[^,.!?;]{0,6}(?:不要|别|勿)[^,.!?;]{0,3}(?:找|联系|打扰|叫|介绍)"
    r"|先(?:不要|别|不用|停)(?:再)?(?:发|派|介绍|给)|再(?:发|派|来|找|联系)(?:我)(?:,|$)|(?:周|月|号|后)再(?:发|派|来|找)(?:,|$)|(?:这|本)(?:周|个?月|几天)[^,.!?;]{0,3}(?:不要|别)"
)


def untyped(case: Case) -> Reading | None:
    """Nobody typed it: `Liked “…”`, a signature, nothing at all, or nothing but what it quotes."""
    body = case.whole.body
    is_empty = not any(c.isalnum() or c in "?？" or ord(c) > _FIRST_SIGN for c in plain(body))
    is_untyped = is_empty or is_reaction(body) or _is_signature(body) or not unquoted(body).strip(_MARKS)
    return Reading(Intent.MACHINE) if is_untyped else None


def machine(case: Case) -> Reading | None:
    """Nobody typed it as an answer: `Auto-reply: on a roof till 4`."""
    return Reading(Intent.MACHINE) if group("machine").stands_in(case.whole.plain) else None


def _is_signature(body: str) -> bool:
    """Whether all that stands there is who somebody is: his name, his firm, his numbers.

    >>> _is_signature("Northwind Refrigeration LLC\n240-555-0100"), _is_signature("UNSUBSCRIBE\nNorthwind LLC")
    (True, False)
    """
    if _SIGNATURE.fullmatch(body.strip()) and len(body.split()) <= _LONGEST_SIGNATURE:
        return True
    if pattern("signature", "alone").fullmatch(body.strip()) and not _answers(body):
        return True
    lines = [line for piece in re.split(r"[\n|]", body) if (line := piece.strip(" ,.;:-–—~*_"))]
    if any(_says_something(_bare(line)) for line in lines):
        return False
    is_sure = [bool(pattern("signature", "sure").fullmatch(line)) for line in lines]
    may_be = all(
        is_one or pattern("signature", "may").fullmatch(line) for line, is_one in zip(lines, is_sure, strict=True)
    )
    return len(lines) > 1 and may_be and any(is_sure)


#: What an answer may say that somebody signed with his title: 退订 经理, "Sold, Owner".
_ANSWERS = (
    *("stop", "remove", "start", "resume", "pause", "won", "lost", "give_up", "returned", "price", "no", "yes"),
    *("already_done", "duplicate", "unreachable", "not_offered", "out_of_area", "too_busy", "arrival", "reported"),
)


def _answers(body: str) -> bool:
    """Whether a text, or what it begins with, is an answer, whoever signed it."""
    text = plain(body)
    words = re.findall(r"[^\s,|]+", text)
    beginnings = [" ".join(words[:count]) for count in range(1, len(words) + 1)]
    return any(
        group(name).stands_in(text) or any(group(name).is_said_by(_bare(beginning)) for beginning in beginnings)
        for name in _ANSWERS
    )


def _bare(line: str) -> str:
    return core(plain(line))


def _says_something(line: str) -> bool:
    """Whether a line that could be a name is an answer: `unsubscribe` above his firm."""
    return any(group(name).is_said_by(line) for name in ("stop", "yes", "no", "start", "remove"))


def plain_refusal(case: Case) -> Reading | None:
    """A refusal to be texted that can be nothing else, whatever stands beside it: `lose my number`, 短信费你们出."""
    refused = group("stop")
    if group("wanted").stands_in(case.plain) or refused.is_ruled_out(case.plain):
        return None
    own = without_reported(case, case.plain)
    left = refused.without_innocent(own)
    plainly = group("plain_refusal")
    is_refusal = (
        plainly.stands_in(left)
        or any(plainly.is_said_by(piece) for piece in (case.text.core, *case.text.clauses) if piece in own)
        or group("pays_for_texts").stands_in(left)
    )
    return Reading(Intent.STOP) if is_refusal else None


def without_reported(case: Case, text: str) -> str:
    """A plain text without what a customer who was taken said: that refuses no texts."""
    reported = group("reported").any
    return reported.sub(" ", text) if case.taken and reported is not None else text


def refusal(case: Case) -> Reading | None:
    """A text, or a sentence of it, that only is a refusal to be texted: `Stop. Thank you`, 别再发了."""
    refused = group("stop")
    says = [case.text.core, case.plain.strip(" .!,")]
    if not group("equipment").stands_in(case.plain):
        says += case.text.sentences if case.taken else (*case.text.sentences, *case.text.clauses)
    if (
        refused.is_all_of(case.text.core)
        or refused.is_all_of(case.plain.strip(" .!,~"))
        or any(map(refused.is_said_by, says))
        or (case.text.core in _BARE and not case.new)
    ):
        return Reading(Intent.STOP)
    return None


def stop(case: Case) -> Reading | None:
    """A refusal to be texted among other words. Not `stop by tomorrow`, not 停电."""
    refused = group("stop")
    if group("refused_for").stands_in(case.plain):
        return Reading(Intent.STOP)
    left = without_reported(case, refused.without_innocent(case.plain))
    if (refused.begins_with(left) and not refused.is_ruled_out(case.plain)) or (
        refused.stands_in(left) and not refused.is_ruled_out(case.plain)
    ):
        return None if _is_about_work(case) else Reading(Intent.STOP)
    return None


def _is_about_work(case: Case) -> bool:
    """Whether what shall stop until a day is work, not texts: that is a pause."""
    if OF_TEXTS.search(case.plain) or until(case.plain, case.today) is None:
        return False
    return bool(OF_WORK.search(case.plain) or _ASKED.search(case.plain))


def remove(case: Case) -> Reading | None:
    """The listing shall go: 把我们公司从网站上拿掉."""
    return Reading(Intent.REMOVE) if group("remove").stands_in(case.plain) else None


def restart(case: Case) -> Reading | None:
    """A text that only asks for texts again: `resubscribe`, 恢复短信."""
    return Reading(Intent.START) if group("start").is_said_by(case.text.core) else None


def start(case: Case) -> Reading | None:
    """Texts again, among other words."""
    return Reading(Intent.START) if group("start").stands_in(case.plain) else None


def who(case: Case) -> Reading | None:
    """Who are you: 哪里的？不认识你们. Never for a customer, however few are open."""
    return Reading(Intent.WHO) if group("who").stands_in(case.plain) or group("who").stands_in(case.text.core) else None


def cost(case: Case) -> Reading | None:
    """What the site charges: `u guys take a cut?`, 介绍费多少."""
    return (
        Reading(Intent.COST) if group("cost").stands_in(case.plain) or group("cost").stands_in(case.text.core) else None
    )


def operator(case: Case) -> Reading | None:
    """For the people of the site: 网上营业时间错了, `have someone call me`, `wrong number`."""
    if len(case.new) == 1 and any(map(group("yes").is_said_by, case.text.sentences[1:])):
        return None
    if group("pause").stands_in(case.plain) and until(case.plain, case.today):
        return None
    return Reading(Intent.OPERATOR) if group("operator").stands_in(case.plain) else None


def resume(case: Case) -> Reading | None:
    """Takes work again: 我回来啦，有活叫我. A yes to the one customer who waits is not that, nor is a day of return."""
    yes = group("yes")
    if case.new and (
        any(map(yes.is_said_by, (case.text.core, *case.text.sentences))) or yes.begins_with(case.text.core)
    ):
        return None
    if case.has_outcome:
        return None
    wish, day = group("resume"), until(case.plain, case.today)
    is_back = wish.stands_in(case.plain) or wish.is_said_by(case.text.core)
    if not is_back and (case.leads or not group("more_work").stands_in(case.plain)):
        return None
    if day is None or _NOW.search(case.plain):
        return Reading(Intent.RESUME)
    return None if group("pause").stands_in(case.plain) else Reading(Intent.RESUME, until=day)


def pause(case: Case) -> Reading | None:
    """Takes no work: 排满到周五, `out of town thru the 22nd`. With one new customer and no end it is a no to her."""
    if not group("pause").stands_in(case.plain) or case.whom.is_named or case.has_outcome:
        return None
    if case.taken and (_TO_CUSTOMER.search(case.plain) or _VISIT_MOVED.search(case.plain)):
        return None
    day = until(case.plain, case.today)
    if len(case.new) == 1 and any(map(group("no").is_said_by, (case.text.core, *case.text.clauses))):
        return None
    is_no = len(case.new) == 1 and day is None and reason_of(case.placed) is not None
    if is_no and not re.search(r"pause|vacation|out of (?:town|the country)|暂停|休假|度假|回国|放假", case.plain):
        return None
    return Reading(Intent.PAUSE, until=day)
