"""How a firm is reached online: e-mail, websites, WeChat. An address is read whole or not at all."""

import re
import unicodedata
from collections.abc import Iterator

from directory.kernel import mail
from directory.reading.offsets import CHINESE, Printed, Span

#: (kind, value, where it stands in the folded text).
Address = tuple[str, str, Span]
_APOSTROPHES = "’‘ʼ"
_CHINESE = re.compile(f"[{CHINESE}]")
_SIGN = re.escape(mail.SIGNS + _APOSTROPHES)
#: So long may be what stands before an @, with what it was glued to.
_LONGEST = 120
_LABELS = r"(?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?\.)+"
_TOP = r"(?:[a-z]{2,24}|xn--[a-z0-9-]{2,59})"
_AT = re.compile(rf"([ ]?)@[ ]?({_LABELS}{_TOP})")
_BOX = re.compile(rf"[{_SIGN}\w.]{{1,{_LONGEST}}}\Z", re.ASCII)
#: Only separators begin so: "**info@...", "|info@...", "'info@...".
_LEAD = re.compile(rf"[{_SIGN}.]*(?=[a-z0-9])|")
#: What stands before a stroke and is no part of the mailbox: another address, a phone, a word for mail.
_BESIDE = re.compile(r"(?:.*[a-z0-9]\.[a-z]{2,24}|[\d().+\- ]{7,}|e-?mail|mail|tel|phone|fax|wechat|wx|web)[/|=~*]+")
#: "Find us @ example.com" names a website.
_NOT_A_BOX = frozenset(("us", "me", "visit", "find", "online", "site", "website", "web", "email", "mail", "at", "here"))
#: Without www or https only these make a word with a point in it a website.
_KNOWN = (
    "com|net|org|us|biz|info|co|io|cn|tw|hk|pro|air|app|services|service|repair|plumbing|contractors|company|solutions|"
    "site|online|store|shop|tech|expert|group|live|xyz|example"
)
_COMPLETE = re.compile(rf"\.(?:{_KNOWN})\Z")
_WEB = re.compile(
    rf"(?<![@\w.-])(?:(?:https?://)((?:www\.)?{_LABELS}{_TOP})|(www\.{_LABELS}{_TOP})|({_LABELS}(?:{_KNOWN})))"
    r"(:\d{2,5}(?=/))?((?:/[\w\-./?=&%#~+]*)?)",
    re.ASCII,
)
_WECHAT = re.compile(
    # Further from its label only what has a digit or a stroke: 微信搜 hvac88, "wechat me @hvac88".
    r"(?:微信|wechat|weixin|(?<![a-z\d])v(?=[ ]?[:：]))"
    r"(?:[ /:：(（@]|微信|(?:wechat|me|us|id)(?![\w-])|号码?|请|搜索?|查|加|添|是|为){1,8}"
    r"(?P<far>(?=[a-z_-]*[\d_-])[a-z][\w-]{4,24})(?![\w@-]|\.\w)"
    r"|(?<![\w@.-])(?P<before>[a-z][\w-]{4,24}|\d{6,11})[ ]?[(（](?:微信|wechat|weixin|wx|vx)(?:号|id)?[)）]"
    r"|(?:微信|wechat|weixin|wx|vx|v信|薇信|威信|加v|加微)\s*(?:号码|号|id|no\.?)?\s*[:：\-—]?\s*(?P<after>[a-z][\w-]{4,24}|\d{6,11})(?![\w@-]|\.\w)",
    re.ASCII,
)


def online(ad: Printed) -> Iterator[Address]:
    """Every e-mail, WeChat name and website, in this order; one that cannot be told whole is none."""
    text = _exact(ad)
    yield from _emails(ad, text) if "@" in text else ()
    yield from _wechats(text)
    yield from _websites(ad, text) if "." in text else ()


def _exact(ad: Printed) -> str:
    """The folded text with the digits that were taken for tones: li4@example.com."""
    pairs = zip(ad.folded, ad.at, strict=True)
    return "".join(_digit(ad.text[at]) or c if c == " " else c for c, at in pairs)


def _digit(character: str) -> str:
    """A digit of any width as one of ASCII; nothing for anything else."""
    value = unicodedata.decimal(character, None)
    return "" if value is None else str(value)


def _emails(ad: Printed, text: str) -> Iterator[Address]:
    last = 0
    for match in _AT.finditer(text):
        box = _BOX.search(text, max(last, match.start() - _LONGEST), match.start())
        if box is None:
            continue
        start, last = box.start(), _without_sentence(ad, text, match.end())
        beside = _BESIDE.match(text, start, match.start())
        start = beside.end() if beside else start
        lead = _LEAD.match(text, start, match.start())
        start = lead.end() if lead else start
        name = text[start : match.start()]
        is_cut = start > box.start() and not name[-1:].isalnum()
        try:
            if is_cut or (match[1] and name in _NOT_A_BOX) or not _is_whole(ad, text, (start, last)):
                raise ValueError("part of something else")
            yield "email", mail.parse(f"{name}@{text[match.start(2) : last]}"), (start, last)
        except ValueError:
            yield "none", "", (box.start(), last)


def _websites(ad: Printed, text: str) -> Iterator[Address]:
    for match in _WEB.finditer(text):
        group = next(n for n in (1, 2, 3) if match[n])
        start, end = match.span(group)
        port, path = match[4] or "", match[5].rstrip("./?&#")
        end = end + len(port) + len(path) if port or path else _without_sentence(ad, text, end)
        if port or path or _is_whole(ad, text, (start, end)):
            yield "website", text[start:end], (match.start(), end)
        else:
            yield "none", "", match.span()


def _wechats(text: str) -> Iterator[Address]:
    for match in _WECHAT.finditer(text):
        which = match.lastgroup or "after"
        if not re.match(r"(?:same|同|id$)", match[which]):
            yield "wechat", match[which], match.span(which)


def _is_whole(ad: Printed, text: str, span: Span) -> bool:
    """Whether an address begins and ends where it was read: nothing of it is left out on either side.

    Letters of another script (josé, a Cyrillic о) belong to it, Chinese words do not. "example.com.Call" ends a
    sentence.
    """
    start, end = span
    address = unicodedata.normalize("NFKC", ad.words(span))
    if any(not c.isascii() and c not in _APOSTROPHES for c in address):
        return False
    before, after, beyond = text[start - 1 : start], text[end : end + 1], text[end + 1 : end + 2]
    if _is_own(before) or before == "@":
        return False
    if after == "-":
        return not _is_own(beyond) or beyond.isdigit()
    if after == ".":
        return not _is_own(beyond) or _begins_sentence(ad, end)
    return not _is_own(after) and after not in ("_", "@")


def _is_own(character: str) -> bool:
    """Whether a letter or digit could belong to an address; a Chinese character never does."""
    return character.isalnum() and not _CHINESE.match(character)


def _begins_sentence(ad: Printed, end: int) -> bool:
    """Whether a capital after the point begins a sentence: the address itself ends in a small letter."""
    return ad.words((end - 1, end)).islower() and ad.words((end + 1, end + 2)).isupper()


def _without_sentence(ad: Printed, text: str, end: int) -> int:
    """Where a host ends: "example.com.Call" ends before the sentence that was printed right after it."""
    point = text.rfind(".", 0, end)
    is_complete = _COMPLETE.search(text, max(0, point - _LONGEST), point)
    return point if is_complete and _begins_sentence(ad, point) else end
