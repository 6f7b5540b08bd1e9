"""Texts that are words for no homeowner: a phone's reaction to a text of ours, our own words quoted, a refusal. Pure.

What is caught here goes to the operator and to nobody else. So a doubt may be decided against passing on.
"""

import re
from collections.abc import Iterable

from directory.kernel.text import fold

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
_STOP = re.compile(
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
    before = (folded[: match.start()].split()[-1:] or [""] for match in _STOP.finditer(folded))
    return any(not _NO_STOP.fullmatch(word) for (word,) in before)


def _squeezed(text: str) -> str:
    return "".join(fold(text).split())
