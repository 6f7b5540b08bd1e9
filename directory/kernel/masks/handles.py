"""Where e-mails, links and names in chats stand, in whatever spelling."""

import re
from collections.abc import Iterator

from directory.kernel import mail

_TOP = (
    "com|net|org|edu|gov|info|biz|us|cn|tw|hk|io|me|co|cc|tv|ly|gl|app|dev|site|online|shop|xyz|top|vip"
    "|club|link|page|icu"
)
_HOSTS = r"gmail|hotmail|outlook|yahoo|ymail|icloud|aol|protonmail|foxmail|qq|(?:163|126)(?=\W*(?:com|点|點))"
#: The part of an address before its sign, from its first character on.
_SIGNS = re.escape(mail.SIGNS + "’‘ʼ")
_MAILBOX = rf"(?<![a-z0-9.{_SIGNS}])[a-z0-9.{_SIGNS}]{{1,64}}"
#: How the two signs of an address are written so that no machine reads them.
_AT = r"\s*(?:@|艾特|圈a|小老鼠|[\[({<]\s*(?:at|@|a)\s*[\])}>])\s*"
_DOT = r"\s*(?:\.|。|点|點|[\[({<]\s*(?:dot|\.)\s*[\])}>])\s*"
#: A name in a chat: what tells it from a word is a digit, a dash or an underscore.
_ODD = r"(?=[a-z0-9_.-]*[\d_-])[a-z0-9][a-z0-9_.-]{3,}"
#: The same where nothing else says that it is one: a letter first, and no word of two words.
_ODD_ALONE = r"(?=[a-z0-9_.-]*(?:\d|_|[a-z0-9]\.[a-z0-9]))[a-z][a-z0-9_.-]{3,}"
#: Words that say how somebody likes a chat, and name nobody in it.
_NO_NAME = (
    r"(?!(?:better|best|preferred|easier|easiest|faster|fastest|fine|okay|good|great|needed|available|required|enough|always"
    r"|welcome|where|which|what|working|usually|also|only|works?|possible|here|there|quick(?:er|est)?|that|this|please|groups?|moments|messages?|video|calls?|pay|accounts?|contacts?|friends?|users?|apps?|chats?)(?![a-z0-9_-]))"
)
_HANDLE_NAME = rf"{_NO_NAME}[a-z0-9][a-z0-9_.-]{{3,}}"
_OF_NAME = (
    r"(?:\s{0,3}(?:号码|號碼|号|號|id|账号|帳號|帐号|account|name|username|handle|同号|is\b"
    r"|是|为|為|叫|搜|加|我的?|电话|電話|[/|:=#@>→☞👉♥❤\ufe0f-])){0,6}\s{0,3}"
)
_WECHAT = r"(?:微\W{0,3}信|微x|v\s?chat|威信|薇信|徽信|卫星|v信|微訊|[薇威徽](?=\s*:?\s*[a-z][a-z0-9_.-]*[\d_]))"
_NUMBERED = r"(?:id|号|號|帳號|账号|帐号|是)*"
_NETWORKS = (
    "whatsapp|telegram|instagram|insta|facebook|messenger|skype|snapchat|kakao(?:talk)?|viber|discord|tiktok|venmo"
    "|小红书|小紅書|抖音|微博|脸书|臉書"
)
_HANDLE_PATTERNS = tuple(
    re.compile(pattern, re.IGNORECASE | re.ASCII)
    for pattern in (
        r"(?:https?://|hxxps?://|www\.)\S+",
        # An ASCII address ends where Chinese begins; one in Chinese goes on to the blank.
        rf"{_MAILBOX}{_AT}[a-z0-9-]{{1,63}}(?:{_DOT}[a-z0-9-]{{1,63}}){{1,5}}",
        r"[a-z0-9._\u3400-\u9fff-]{1,32}@[a-z0-9\u3400-\u9fff-]{1,63}(?:[.。][a-z0-9\u3400-\u9fff-]{1,63}){1,5}",
        r"(?<![a-z0-9.])[a-z0-9.]{1,64}(?:\s+|_)at(?:\s+|_)[a-z0-9-]{1,63}(?:\s+|_)dot(?:\s+|_)[a-z]{2,}(?:\s+dot\s+[a-z]{2,})?",
        rf"{_MAILBOX}\s*(?:\bat\b|艾特|圈a|@|#)\s*(?:{_HOSTS})(?:\s*(?:\.|点|點|dot)\s*[a-z]{{2,3}})?(?![a-z])",
        # The name before the sign alone, after the word for it.
        rf"(?<![a-z@])(?:gmail|hotmail|yahoo|icloud|foxmail)(?![a-z.])\s*(?:邮箱|郵箱|信箱|account)?\s*(?:[:=]|是|为|為|is)\s*{_HANDLE_NAME}",
        r"(?<![a-z])(?:邮箱|郵箱|电邮|電郵|信箱|e-?mail)\s*(?:地址|address|account|is|是|为|為|me\s+at|:|\s)*"
        r"(?=[a-z0-9._]*\d)[a-z][a-z0-9._]{4,}",
        # A site, and one whose dot is said.
        rf"(?<![a-z0-9.-])[a-z0-9-]{{1,63}}(?:\.[a-z0-9-]{{1,63}}){{0,4}}\.(?:{_TOP})(?![a-z0-9])(?:[/?#]\S*)?",
        r"(?<![a-z0-9.-])(?:[a-z0-9-]{1,63}\.){1,5}[a-z]{2,}/[\w-]\S*",
        r"(?<![a-z0-9.-])[a-z0-9-]{2,63}(?:\s+dot\s+|\s*[点點]\s*|\s\.\s|[\[({](?:dot|\.)[\])}])(?:com|net|org|cn)(?![a-z0-9])",
        r"(?<![a-z])www\s+[a-z0-9-]{2,63}\s+(?:com|net|org|cn)(?![a-z0-9])",
        # A handle, and a number of QQ.
        r"(?<![a-z0-9_.])@[a-z][\w.]{3,}",
        r"(?<![a-z])(?:q\s?q|q(?=[邮郵])|扣扣|企鹅|企鵝)(?![a-z])\s*(?:[邮郵]箱?|信箱|号码|號碼|号|號|[:是])*\s*\d{5,12}",
        r"(?<![a-z0-9])q(?:\s*:\s*|(?<=我q)\s*(?:号|號|是)*\s*)\d{5,12}|(?<![a-z0-9])q\s\d{7,11}(?!\d)",
        # Where somebody is to be found: find me on nextdoor as Chen L.
        rf"(?<![a-z])(?:find|add|friend|message|dm|follow)\s+me\s+on\s+(?:{_NETWORKS}|fb|ig|line|nextdoor|linkedin|wechat|signal)\b"
        r"(?:\s*[,:]?\s*(?:as|under|at|@))\s*[\w.-]+(?:\s[A-Z][\w.-]*)?",
        rf"(?<![a-z])(?:我的|my)\s*(?:gmail|hotmail|yahoo|outlook|foxmail|e-?mail)\s+(?:is\s+)?{_ODD_ALONE}",
        rf"(?<![a-z0-9_.-]){_ODD_ALONE}\s+(?:gmail|hotmail|outlook|yahoo|icloud|foxmail)(?![a-z])",
        rf"[賴赖]\s*id\s*:?\s*{_HANDLE_NAME}",
        rf"(?<![a-z])(?:(?:my|on)\s+)?signal\s*(?:id|name|is|[:@])\s*[:@]?\s*{_ODD_ALONE}",
        rf"{_WECHAT}{_OF_NAME}(?=[a-z0-9_.-]{{5}}){_HANDLE_NAME}",
        rf"(?<![a-z])(?:we\s?chat|wei\s?xin|wx|vx)(?![a-z])(?:\s+(?:is|as|me|us|at|my|under))*{_OF_NAME}(?:{_ODD}|(?<=[:：\s号號是])(?=[a-z0-9_.-]{{5}}){_HANDLE_NAME})",
        rf"加\s*(?:我的?|个|個|一下)*\s*(?:v|vx|wx|w|q|微|薇|威|賴|赖|ins|ig|tg|whatsapp|telegram)(?![a-z]){_OF_NAME}[a-z0-9][a-z0-9_.-]{{3,}}",
        rf"(?<![a-z])(?:加|[+➕]|add)\s*(?:我的?|个|個|一下|me|my)*\s*(?:on\s+)?"
        rf"(?:v|vx|wx|w|q|微|薇|威|賴|赖|line|ins|ig|tg|whatsapp|telegram)(?![a-z])(?:{_OF_NAME}(?<=[\s:号號是]){_ODD}|\s*[:]\s*{_HANDLE_NAME})",
        # Other networks: with a sign or a word before the name, or a name that is no word.
        rf"(?<![a-z])(?:{_NETWORKS})(?![a-z])\s*(?:号码|號碼|号|號|id|账号|帳號|帐号|account|name|username|handle|\bis\b|\bas\b|是|叫|[:=@])"
        rf"(?:\s|[:=@]|is\s|是)*{_HANDLE_NAME}",
        rf"(?<![a-z])(?:{_NETWORKS})(?![a-z])(?:\s+(?:me|us|at|my))*\s*{_ODD_ALONE}",
        rf"(?<![a-z0-9])(?<!\d )(?:ins|ig|tg|fb|賴|赖)\s*{_NUMBERED}\s*"
        rf"(?:(?:[:@]|(?<=[号號是]))\s*{_HANDLE_NAME}|\s{_ODD_ALONE})",
        rf"(?<![a-z0-9])(?<!\d )v\s*(?:id|号|號|[❤♥]\ufe0f?)?\s*[:@]\s*(?=[a-z0-9_.-]*[a-z_]){_ODD}",
        r"(?:微博|抖音|小红书|小紅書|脸书|臉書)\s*(?:号|號|id)?\s*[:@]\s*[\w\u3400-\u9fff]{2,20}",
        # A condensate line is none: its name must look like one.
        rf"(?<![a-z])line\s*(?:id|号|號|帳號|账号|帐号){_OF_NAME}[a-z0-9_.-]{{4,}}",
        rf"(?<![a-z])(?:(?:my|our)\s+|我的?)line\s*(?:is|[:=是])\s*{_ODD_ALONE}",
        r"(?<![a-z])(?-i:LINE)\s+(?-i:(?=[a-z_.]*\d)[a-z][a-z0-9_.-]{4,})",
        r"(?<![a-z])line\s*[:：]\s*(?=[a-z_.-]*[\d_])[a-z][a-z0-9_.-]{3,}",
        r"(?<=[\u3400-\u9fff,;。，；、])LINE\s*[:：]\s*[a-z][a-z0-9_.-]{3,}",
    )
)


def find_handles(plain: str) -> Iterator[tuple[int, int]]:
    """Where e-mails, links and names of chats stand in a level text."""
    for pattern in _HANDLE_PATTERNS:
        yield from (match.span() for match in pattern.finditer(plain))
