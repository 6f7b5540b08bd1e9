"""What a phone writes by itself when somebody taps a sign onto a text: `Liked “…”`, `👍 to “…”`, 赞了“…”."""

import re

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
    r"(?:[你我他她已了对给为将把用以加点按说的到至过有于个:：\s]"
    r"|对方|取消|移除|删除|撤回|收回|添加|新增|表示|感到|[做作]出)*"
)
_REACTIONS = (
    re.compile(rf"{_ENGLISH}{_TARGET}", re.DOTALL),
    re.compile(rf"{_JOINTS}(?:{_ACT}{_JOINTS}){{1,3}}{_TARGET}", re.DOTALL),
    re.compile(rf"{_JOINTS}(?:{_QUOTED}|{_THING}){_JOINTS}(?:{_ACT}{_JOINTS}){{1,3}}{_END}", re.DOTALL),
)


def is_reaction(body: str) -> bool:
    """Whether a phone wrote this because somebody tapped a sign onto a text: `Liked “…”`, `👍 to “…”`, 赞了“…”."""
    folded = fold(body).strip()
    return any(pattern.fullmatch(folded) for pattern in _REACTIONS)
