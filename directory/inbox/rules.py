"""What a text that came in means and what of it may be passed on; what a business is told beside a lead."""

import hashlib
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Literal

from flask_babel import lazy_gettext as _l

from directory.businesses.fields import listing
from directory.businesses.fields.listing import Listing, Names
from directory.businesses.models import Business
from directory.credentials.models import License
from directory.credentials.rules import standing
from directory.foundation.i18n import Act
from directory.kernel import clock
from directory.kernel.text import fold
from directory.leads.rules import is_quiet
from directory.outbox.rules import next_allowed


class InboxAct(Act):
    """What this slice writes into the audit trail."""

    STOP_TEXTS = "stop-texts", _l("a phone said STOP to texts")
    START_TEXTS = "start-texts", _l("a phone asked for texts again")
    AGREE_TEXTS = "agree-texts", _l("said that texts are welcome")
    SET_DELIVERY = "set-delivery", _l("chose how customers are announced")


#: Any day does: only the hours of it are drawn.
_DAY = (2026, 6, 1)


def fingerprint(parts: Iterable[object]) -> str:
    """A short name for what a list shows now: the same while nothing changed, so that a refresh costs nothing."""
    return hashlib.sha256(repr(list(parts)).encode()).hexdigest()[:16]


@dataclass(frozen=True)
class Hour:
    """One hour of a day: whether texts go out in it, and whether mail does."""

    hour: int
    texts: bool
    mails: bool


def day(quiet: tuple[str, str] | None, hours: str) -> list[Hour]:
    """The 24 hours of a day on Washington's clock: `hours` are those in which the site texts at all."""
    names = []
    for hour in range(24):
        moment = datetime(*_DAY, hour, tzinfo=clock.LOCAL_ZONE).astimezone(UTC)
        is_loud = quiet is None or not is_quiet(moment, quiet)
        names.append(Hour(hour, is_loud and next_allowed(moment, hours) == moment, is_loud))
    return names


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
    match = _ANSWER.fullmatch(_CHINESE.get(plain, plain))
    if match:
        return Meaning("digit", int(match[1]))
    return Meaning("other")


def answer(digit: int, accept_digit: int) -> str | None:
    """What a digit says to a lead whose pair starts at `accept_digit`: accept, decline, or None for another lead's."""
    return {accept_digit: "accept", accept_digit + 1: "decline"}.get(digit)


_OPENS, _CLOSES = "“”\"„‟'‘’«「『《〈", "“”\"‟'‘’»」』》〉"
_END = r"[\s.。!！]*"
_QUOTED = rf"[{_OPENS}].+?[{_CLOSES}]"
#: A long text is cut, and its closing mark with it.
_CUT = rf"[{_OPENS}](?:.+(?:…|\.\.\.)|.{{40,}})"
#: What has no words is named.
_THING = (
    r"an?\s+(?:\w+\s+)?(?:message|image|photo|picture|video|movie|attachment|sticker|link|location|contact)"
    r"|一?[张个条则段封]?(?:图片|照片|影片|视频|视讯|讯息|信息|消息|短信|简讯|附件|贴图|录音)"
)
_TARGET = rf"(?:{_QUOTED}|{_CUT}|{_THING}){_END}"
_SIGN = r"[^\w\s“”\"„‟‘’'«»「」『』《》〈〉.,!?，。！？、:：;；()（）+$#/-]{1,10}"
_ENGLISH = (
    r"(?:liked|loved|hearted|disliked|laughed\s+at|emphasi[sz]ed|questioned|reacted\s+(?:with\s+)?.{1,24}?\s+to"
    rf"|removed\s+(?:an?\s+|the\s+)?.{{1,24}}?\s+from|{_SIGN}\s*(?:to|from))\s*"
)
#: As `fold` writes it, in Simplified: 赞了“…”, 按「…」讚, 说“…”赞, 取消了对“…”的赞, 用👍回应了“…”.
_ACT = (
    "(?:倒?赞|爱心?|喜爱|不?喜欢|讨厌|大?笑|哈哈|强调|反对|踩|质疑|[疑问惊叹]{2}号?|问号|惊叹号|加?心|回应|反应|表情"
    rf"|{_SIGN})"
)
_JOINTS = (
    r"(?:[你我他她已了对给为将把用以加点按说的到至过有于:：\s]"
    r"|对方|取消|移除|删除|撤回|收回|添加|新增|表示|感到|[做作]出)*"
)
_REACTIONS = (
    re.compile(rf"{_ENGLISH}{_TARGET}", re.DOTALL),
    re.compile(rf"{_JOINTS}(?:{_ACT}{_JOINTS}){{1,3}}{_TARGET}", re.DOTALL),
    re.compile(rf"{_JOINTS}(?:{_QUOTED}|{_THING}){_JOINTS}(?:{_ACT}{_JOINTS}){{1,3}}{_END}", re.DOTALL),
)
#: So many characters of a text of ours in a row are a quotation, not a chance.
_RUN = 20

_REFUSALS = (
    re.compile(r"\b(?:unsubscribe|stop\s*all|opt(?:ed|ing)?[\s-]*(?:(?:me|us)\s+)?out|take\s+(?:me|us)\s+off)\b"),
    re.compile(
        r"\b(?:don'?t|do\s+not|never|no\s+more|quit)\s+(?:\w+\s+)?(?:text|texts|texting|sms|messag\w*|spam\w*)\b"
    ),
    re.compile(r"\bstop\s+(?:\w+\s+){0,2}(?:text\w*|messag\w*|sms|spam\w*|sending|contacting|bothering|writing)\b"),
    # 停车, 停电, 停工 are no refusals; a 停 of its own is.
    re.compile(
        r"退订|取消订阅|拒收|黑名单|(?:不要|别|请勿|停止)(?:再|给我|给|向我|对我|\s)*(?:打扰|骚扰|群?发(?![票烧热电动霉生货])|传(?!热))"
    ),
    re.compile(
        r"(?:^|[\s,.!?，。！？;；:：、“”「」])(?:请)?(?:停|停止|停掉)(?:吧|了|。|谢谢)*(?:$|[\s,.!?，。！？;；、“”「」])"
    ),
    re.compile(r"(?:回复?|回覆|发|发送)\s*[“”\"「」]?t(?![\w'’-])|^t(?![\w'’-])", re.ASCII),
)
_STOP_WORD = re.compile(
    r"\bstop\b(?!\s+(?:by|in|over|at|there|here|off|the|a|an|my|your|his|her|its|their|working|running|leaking"
    r"|cooling|heating|blowing|turning|making|dripping|and\s+go)\b)"
)
#: "it won't stop", "bus stop", "to stop": what stands before makes it no word to us.
_NO_STOP = re.compile(
    r"(?:\w+n['’]?t|cannot|not|never|bus|truck|metro|full|door|to|will|would|might|may|could|should|it)"
)


def is_reaction(body: str) -> bool:
    """Whether a phone wrote this because somebody tapped a sign onto a text: `Liked “…”`, `👍 to “…”`, 赞了“…”."""
    folded = fold(body).strip()
    return any(pattern.fullmatch(folded) for pattern in _REACTIONS)


def quotes(body: str, texts: Iterable[str]) -> bool:
    """Whether the body repeats a stretch of one of our `texts`, however it is wrapped."""
    squeezed = _squeezed(body)
    return any(
        ours[start : start + _RUN] in squeezed
        for ours in map(_squeezed, texts)
        for start in range(max(0, len(ours) - _RUN) + 1)
        if len(ours) >= _RUN
    )


def refuses_texts(body: str) -> bool:
    """Whether words that refuse texts stand somewhere in the body; a person then reads it first."""
    folded = fold(body)
    if any(pattern.search(folded) for pattern in _REFUSALS):
        return True
    before = (folded[: match.start()].split()[-1:] or [""] for match in _STOP_WORD.finditer(folded))
    return any(not _NO_STOP.fullmatch(word) for (word,) in before)


def _squeezed(text: str) -> str:
    return "".join(fold(text).split())


def license_warning(business: Business, licenses: Sequence[License], state: str, today: date) -> str | None:
    """The state whose license nothing says this business has, where a job there wants one of its own; else None."""
    stated = Listing(
        id=business.id,
        slug=business.slug,
        names=Names(),
        licensed=business.licensed,
        licensed_states=tuple(business.licensed_states or ()),
        licenses=tuple(
            listing.License(license.type, license.number, license.state, license.status) for license in licenses
        ),
    )
    return standing(stated, state or None, today).warns
