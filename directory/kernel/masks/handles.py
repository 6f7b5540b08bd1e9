"""Where e-mails, links and names in chats stand, in whatever spelling."""

import re
from collections.abc import Iterator

from directory.kernel import mail
from directory.kernel.masks.words import DOMAINS, NETWORKS, NO_HANDLES, any_of

#: Not in the middle of a word.
_ALONE, _ENDS = r"(?<![a-z])", r"(?![a-z])"
_NETWORK = rf"{_ALONE}(?:{any_of(NETWORKS)}){_ENDS}"
_HOSTS = r"gmail|hotmail|outlook|yahoo|ymail|icloud|aol|protonmail|foxmail|qq|(?:163|126)(?=\W*(?:com|点|點))"
#: The part of an address before its sign, from its first character on.
_SIGNS = re.escape(mail.SIGNS + "’‘ʼ")
_MAILBOX = rf"(?<![a-z0-9.{_SIGNS}])[a-z0-9.{_SIGNS}]{{1,64}}"
_HOST_PART = r"[a-z0-9-]{1,63}"
#: How the two signs of an address are written so that no machine reads them.
_AT = r"\s*(?:@|艾特|圈a|小老鼠|[\[({<]\s*(?:at|@|a)\s*[\])}>])\s*"
_DOT = r"\s*(?:\.|。|点|點|[\[({<]\s*(?:dot|\.)\s*[\])}>])\s*"
#: A name in a chat: what tells it from a word is a digit, a dash or an underscore.
_ODD = r"(?=[a-z0-9_.-]*[\d_-])[a-z0-9][a-z0-9_.-]{3,}"
#: The same where nothing else says that it is one: a letter first, and no word of two words.
_ODD_ALONE = r"(?=[a-z0-9_.-]*(?:\d|_|[a-z0-9]\.[a-z0-9]))[a-z][a-z0-9_.-]{3,}"
_ANY = r"[a-z0-9][a-z0-9_.-]{3,}"
_NAME = rf"(?!(?:{any_of(NO_HANDLES)})(?![a-z0-9_-])){_ANY}"
#: A name of five characters and more, which is no word that says how somebody likes a chat.
_LONG_NAME = rf"(?=[a-z0-9_.-]{{5}}){_NAME}"
#: What may stand between the name of a chat and the name in it: WeChat ID: ...
_OF_NAME = (
    r"(?:\s{0,3}(?:号码|號碼|号|號|id|账号|帳號|帐号|account|name|username|handle|同号|is\b"
    r"|是|为|為|叫|搜|加|我的?|电话|電話|[/|:=#@>→☞👉♥❤\ufe0f-])){0,6}\s{0,3}"
)
_WECHAT = r"(?:微\W{0,3}信|微x|v\s?chat|威信|薇信|徽信|卫星|v信|微訊|[薇威徽](?=\s*:?\s*[a-z][a-z0-9_.-]*[\d_]))"

#: Something it reads -> the pattern.
_MAIL = {
    # An ASCII address ends where Chinese begins; one in Chinese goes on to the blank.
    "chen (at) example (dot) com": rf"{_MAILBOX}{_AT}{_HOST_PART}(?:{_DOT}{_HOST_PART}){{1,5}}",
    "陈@例子.公司": (
        r"[a-z0-9._\u3400-\u9fff-]{1,32}@[a-z0-9\u3400-\u9fff-]{1,63}(?:[.。][a-z0-9\u3400-\u9fff-]{1,63}){1,5}"
    ),
    "chen_at_gmail_dot_com": (
        r"(?<![a-z0-9.])[a-z0-9.]{1,64}(?:\s+|_)at(?:\s+|_)[a-z0-9-]{1,63}(?:\s+|_)dot(?:\s+|_)[a-z]{2,}"
        r"(?:\s+dot\s+[a-z]{2,})?"
    ),
    "chen at gmail": (
        rf"{_MAILBOX}\s*(?:\bat\b|艾特|圈a|@|#)\s*(?:{_HOSTS})(?:\s*(?:\.|点|點|dot)\s*[a-z]{{2,3}})?{_ENDS}"
    ),
    # The name before the sign alone, beside the word for it.
    "gmail: chenhvac": (
        r"(?<![a-z@])(?:gmail|hotmail|yahoo|icloud|foxmail)(?![a-z.])\s*(?:邮箱|郵箱|信箱|account)?\s*"
        rf"(?:[:=]|是|为|為|is)\s*{_NAME}"
    ),
    "邮箱chen88": (
        rf"{_ALONE}(?:邮箱|郵箱|电邮|電郵|信箱|e-?mail)\s*(?:地址|address|account|is|是|为|為|me\s+at|:|\s)*"
        r"(?=[a-z0-9._]*\d)[a-z][a-z0-9._]{4,}"
    ),
    "my gmail is chen_88": (
        rf"{_ALONE}(?:我的|my)\s*(?:gmail|hotmail|yahoo|outlook|foxmail|e-?mail)\s+(?:is\s+)?{_ODD_ALONE}"
    ),
    "chen_88 gmail": rf"(?<![a-z0-9_.-]){_ODD_ALONE}\s+(?:gmail|hotmail|outlook|yahoo|icloud|foxmail){_ENDS}",
}
_SITES = {
    "https://x.y/z": r"(?:https?://|hxxps?://|www\.)\S+",
    "example.com/me": (
        rf"(?<![a-z0-9.-]){_HOST_PART}(?:\.{_HOST_PART}){{0,4}}\.(?:{any_of(DOMAINS)})(?![a-z0-9])(?:[/?#]\S*)?"
    ),
    "example.work/me": r"(?<![a-z0-9.-])(?:[a-z0-9-]{1,63}\.){1,5}[a-z]{2,}/[\w-]\S*",
    "chen dot com": (
        r"(?<![a-z0-9.-])[a-z0-9-]{2,63}(?:\s+dot\s+|\s*[点點]\s*|\s\.\s|[\[({](?:dot|\.)[\])}])(?:com|net|org|cn)(?![a-z0-9])"
    ),
    "www chen com": rf"{_ALONE}www\s+[a-z0-9-]{{2,63}}\s+(?:com|net|org|cn)(?![a-z0-9])",
}
_WECHATS = {
    "微信：chenlaoda": rf"{_WECHAT}{_OF_NAME}{_LONG_NAME}",
    "we chat chen88": (
        rf"{_ALONE}(?:we\s?chat|wei\s?xin|wx|vx){_ENDS}(?:\s+(?:is|as|me|us|at|my|under))*{_OF_NAME}"
        rf"(?:{_ODD}|(?<=[:：\s号號是]){_LONG_NAME})"
    ),
    "加微 chenlaoda": (
        rf"加\s*(?:我的?|个|個|一下)*\s*(?:v|vx|wx|w|q|微|薇|威|賴|赖|ins|ig|tg|whatsapp|telegram){_ENDS}{_OF_NAME}{_ANY}"
    ),
    "＋V chenli888": (
        rf"{_ALONE}(?:加|[+➕]|add)\s*(?:我的?|个|個|一下|me|my)*\s*(?:on\s+)?"
        rf"(?:v|vx|wx|w|q|微|薇|威|賴|赖|line|ins|ig|tg|whatsapp|telegram){_ENDS}"
        rf"(?:{_OF_NAME}(?<=[\s:号號是]){_ODD}|\s*[:]\s*{_NAME})"
    ),
    "v：chen_hvac88": (rf"(?<![a-z0-9])(?<!\d )v\s*(?:id|号|號|[❤♥]\ufe0f?)?\s*[:@]\s*(?=[a-z0-9_.-]*[a-z_]){_ODD}"),
}
_NETWORKS = {
    "@chen_hvac": r"(?<![a-z0-9_.])@[a-z][\w.]{3,}",
    "QQ号：123456": (
        rf"{_ALONE}(?:q\s?q|q(?=[邮郵])|扣扣|企鹅|企鵝){_ENDS}\s*(?:[邮郵]箱?|信箱|号码|號碼|号|號|[:是])*\s*\d{{5,12}}"
    ),
    "q:12345678": r"(?<![a-z0-9])q(?:\s*:\s*|(?<=我q)\s*(?:号|號|是)*\s*)\d{5,12}|(?<![a-z0-9])q\s\d{7,11}(?!\d)",
    "find me on nextdoor as Chen L": (
        rf"{_ALONE}(?:find|add|friend|message|dm|follow)\s+me\s+on\s+"
        rf"(?:{any_of(NETWORKS)}|fb|ig|line|nextdoor|linkedin|wechat|signal)\b"
        r"(?:\s*[,:]?\s*(?:as|under|at|@))\s*[\w.-]+(?:\s[A-Z][\w.-]*)?"
    ),
    "my signal is chen_88": rf"{_ALONE}(?:(?:my|on)\s+)?signal\s*(?:id|name|is|[:@])\s*[:@]?\s*{_ODD_ALONE}",
    # With a sign or a word before the name, or a name that is no word.
    "telegram: chenlaoda": (
        rf"{_NETWORK}\s*(?:号码|號碼|号|號|id|账号|帳號|帐号|account|name|username|handle|\bis\b|\bas\b|是|叫|[:=@])"
        rf"(?:\s|[:=@]|is\s|是)*{_NAME}"
    ),
    "telegram chen_88": rf"{_NETWORK}(?:\s+(?:me|us|at|my))*\s*{_ODD_ALONE}",
    "tg chen_88": (
        r"(?<![a-z0-9])(?<!\d )(?:ins|ig|tg|fb|賴|赖)\s*(?:id|号|號|帳號|账号|帐号|是)*\s*"
        rf"(?:(?:[:@]|(?<=[号號是]))\s*{_NAME}|\s{_ODD_ALONE})"
    ),
    "微博 @陈大": r"(?:微博|抖音|小红书|小紅書|脸书|臉書)\s*(?:号|號|id)?\s*[:@]\s*[\w\u3400-\u9fff]{2,20}",
}
#: A condensate line is none: its name must look like one.
_LINES = {
    "LINE ID chen.88": rf"{_ALONE}line\s*(?:id|号|號|帳號|账号|帐号){_OF_NAME}[a-z0-9_.-]{{4,}}",
    "my Line is chen88": rf"{_ALONE}(?:(?:my|our)\s+|我的?)line\s*(?:is|[:=是])\s*{_ODD_ALONE}",
    "LINE chenli88": rf"{_ALONE}(?-i:LINE)\s+(?-i:(?=[a-z_.]*\d)[a-z][a-z0-9_.-]{{4,}})",
    "line: chen88": rf"{_ALONE}line\s*[:：]\s*(?=[a-z_.-]*[\d_])[a-z][a-z0-9_.-]{{3,}}",
    "，LINE：chenli": r"(?<=[\u3400-\u9fff,;。，；、])LINE\s*[:：]\s*[a-z][a-z0-9_.-]{3,}",
    "賴ID chenlidc": rf"[賴赖]\s*id\s*:?\s*{_NAME}",
}
#: Something it reads -> the pattern, without regard to case.
HANDLES = _MAIL | _SITES | _WECHATS | _NETWORKS | _LINES
_PATTERNS = tuple(re.compile(pattern, re.IGNORECASE | re.ASCII) for pattern in HANDLES.values())


def find_handles(plain: str) -> Iterator[tuple[int, int]]:
    """Where e-mails, links and names of chats stand in a level text: "wx: chen88" -> (0, 10)."""
    for pattern in _PATTERNS:
        yield from (match.span() for match in pattern.finditer(plain))
