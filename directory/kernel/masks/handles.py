"""Finding e-mails, links and chat names in free text."""

import re
from collections.abc import Iterator

from directory.kernel import mail

_TOP = (
    "com|net|org|edu|gov|info|biz|us|cn|tw|hk|io|me|co|cc|tv|ly|app|dev|site|online|shop|xyz|top|vip|club|link|page|icu"
)
_HOSTS = r"gmail|hotmail|outlook|yahoo|ymail|icloud|aol|protonmail|foxmail|qq|(?:163|126)(?=\W*(?:com|点|點))"
#: The part of an address before its sign, from its first character on.
_SIGNS = re.escape(mail.SIGNS + "’‘ʼ")
_LOCAL = rf"(?<![a-z0-9.{_SIGNS}])[a-z0-9.{_SIGNS}]{{1,64}}"
#: A name in a chat: what tells it from a word is a digit, a dash or an underscore.
_ODD = r"(?=[a-z0-9_.-]*[\d_-])[a-z0-9][a-z0-9_.-]{3,}"
_NAME = r"[a-z0-9][a-z0-9_-]{4,}"
_OF_NAME = r"(?:\s{0,3}(?:号码|號碼|号|號|id|账号|帳號|name|handle|同号|是|为|為|叫|搜|加|我的?|[:=#-])){0,6}\s{0,3}"
_PATTERNS = tuple(
    re.compile(pattern, re.IGNORECASE | re.ASCII)
    for pattern in (
        r"(?:https?://|www\.)\S+",
        # An ASCII address ends where Chinese begins; one in Chinese goes on to the blank.
        rf"{_LOCAL}\s*(?:@|\[at\]|\(at\))\s*[a-z0-9-]{{1,63}}(?:\s*(?:\.|\[dot\]|\(dot\))\s*[a-z0-9-]{{1,63}}){{1,5}}",
        r"[a-z0-9._\u3400-\u9fff-]{1,32}@[a-z0-9\u3400-\u9fff-]{1,63}(?:[.。][a-z0-9\u3400-\u9fff-]{1,63}){1,5}",
        rf"{_LOCAL}\s+at\s+[a-z0-9-]{{1,63}}\s+dot\s+[a-z]{{2,}}(?:\s+dot\s+[a-z]{{2,}})?",
        rf"{_LOCAL}\s*(?:\bat\b|艾特|圈a|@|#)\s*(?:{_HOSTS})(?:\s*(?:\.|点|點|dot)\s*[a-z]{{2,3}})?(?![a-z])",
        rf"(?<![a-z0-9.-])[a-z0-9-]{{1,63}}(?:\.[a-z0-9-]{{1,63}}){{0,4}}\.(?:{_TOP})(?![a-z0-9])(?:[/?#]\S*)?",
        r"(?<![a-z0-9.-])(?:[a-z0-9-]{1,63}\.){1,5}[a-z]{2,}/[\w-]\S*",
        # A handle, and a number of QQ.
        r"(?<![a-z0-9_.])@[a-z][\w.]{3,}",
        r"(?<![a-z])(?:qq|扣扣|企鹅|企鵝)(?![a-z])\s*(?:号码|號碼|号|號|[:：是])*\s*\d{5,12}",
        rf"(?:微信|威信|薇信|徽信|卫星|v信|微訊){_OF_NAME}{_NAME}",
        rf"(?<![a-z])(?:wechat|weixin|wx|vx)(?![a-z])(?:\s+(?:is|me|us|at|my))*{_OF_NAME}(?:{_ODD}|(?<=[:：\s号號是]){_NAME})",
        rf"(?<![a-z])(?:加|\+|add)\s*(?:我|个|個|一下|me|my)*\s*(?:on\s+)?(?:v|vx|wx|w|q|微|薇|威|賴|赖|line|ins|ig|tg|whatsapp|telegram)"
        rf"(?![a-z]){_OF_NAME}[a-z0-9][a-z0-9_.-]{{3,}}",
        rf"(?<![a-z0-9])(?<!\d )(?:v|ins|ig|tg|whatsapp|telegram|skype|messenger|小红书|小紅書|抖音|脸书|臉書|賴|赖)"
        rf"\s*(?:id|号|號)?\s*[:@]\s*{_ODD}",
        # A condensate line is none: its name must look like one.
        rf"(?<![a-z])line\s*(?:id|号|號){_OF_NAME}[a-z0-9_.-]{{4,}}",
        r"(?<![a-z])line\s*[:：]\s*(?=[a-z_.-]*[\d_])[a-z][a-z0-9_.-]{3,}",
        r"(?<=[\u3400-\u9fff,;。，；、])LINE\s*[:：]\s*[a-z][a-z0-9_.-]{3,}",
    )
)


def find(plain: str) -> Iterator[tuple[int, int]]:
    """Where e-mails, links and names of chats stand in a level text."""
    for pattern in _PATTERNS:
        yield from (match.span() for match in pattern.finditer(plain))
