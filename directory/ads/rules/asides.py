"""What an ad says beside its offer: boxes without a tick, tips, what others say, what customers say of it."""

import re
from collections.abc import Iterator

from directory.reading.offsets import Span

_BOX = re.compile(r"[☐▢❏❑⬜]|\[ ?\]|\( \)")
_BARE_BOX = re.compile(r"□")
_TICKED = re.compile(r"[☑☒✓✔■√✅]|\[x\]|\(x\)")
_ITEM_END = re.compile(r"[\n,，;；。、|]|[☐▢❏❑⬜□☑☒✓✔■√✅]|\[[ x]?\]|\([ x]\)|[ \t]{2,}")
#: What a customer says of the firm: “半夜炉子坏了，他们就到了。”——张女士.
_TESTIMONY = re.compile(
    r"[“「『\"][^”」』\"\n]{8,160}[”」』\"][ ]*[-—–]{1,3}[ ]*\w[^\n。]{0,12}(?:, [a-z ]{3,20}(?=[.\n]))?"
)
_TIP = re.compile(
    r"(?:别[家人]|人家)(?:说|叫您?|让您?|告诉您?)[^\n。？?]{0,24}[？?]|(?:小贴士|贴士|小常识|小提示|温馨提示|提示"
    r"|提醒|建议您?|记得|请定期|(?<![a-z])(?:tips?|pro tip"
    r"|remember to|hint|did you know))[:：!！ ]?[^\n。]{0,120}"
)


def asides(text: str) -> Iterator[Span]:
    """The stretches of a folded text that offer nothing: `"☑ 空调 ☐ 风管"`, `"Tip: change your air filter monthly"`."""
    yield from (match.span() for remark in (_TIP, _TESTIMONY) for match in remark.finditer(text))
    yield from _unticked(text)


def _unticked(text: str) -> Iterator[Span]:
    """What stands behind the boxes of a folded text that have no tick; a bare □ is one where another has a tick."""
    for sign in (*_BOX.finditer(text), *(_BARE_BOX.finditer(text) if _TICKED.search(text) else ())):
        end = _ITEM_END.search(text, sign.end())
        yield sign.end(), end.start() if end else len(text)
