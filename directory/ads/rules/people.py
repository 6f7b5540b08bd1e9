"""Whom an ad names as its firm's owner, or as the one who does the work and answers."""

import re

from directory.ads.rules.names import Name
from directory.ads.rules.printed import Printed, Span
from directory.ads.rules.words import squeezed_words
from directory.search.rules.typed import squeeze

_OWNER = re.compile(
    r"(?:联系人|负责人|老板|业主|owner|contact|ask for|call|找)\s*[:：]?\s*(?:mr\.?\s*|mrs\.?"
    r"\s*|ms\.?\s*)?([\u4e00-\u9fff]{1,4}(?:师傅|先生|小姐|女士|老板|生)?|[a-z]+(?: [a-z]\.?"
    r")?(?: [a-z]+)?)(?![a-z])"
)
_MASTER = re.compile(r"(?<![\u4e00-\u9fff])([\u4e00-\u9fff]{1,3}(?:师傅|先生|老板|女士))(?![\u4e00-\u9fff])")
_NOBODY = re.compile(
    r"个人|[一二两三四五六七八九十几多数各]|位|专业|资深|技术|我们|老板|年轻|空调|冷|暖|安装|维修|us|now|today|for|me|our|the|today"
)
#: Written as people of the trade call themselves.
_PERSON_EN = re.compile(r"^(?:[A-Z][a-z]+|[A-Z]{2,})(?: [A-Z]\.?)? (?:[A-Z][a-z]+|[A-Z]{2,})(?= ?[\u4e00-\u9fff])")


def owner_in(ad: Printed, span: Span) -> tuple[str, Span] | None:
    """Who the firm belongs to or who answers, where the ad names a person on this line."""
    start, end = span
    found = _OWNER.search(ad.folded, start, end) or _MASTER.search(ad.folded, start, end)
    if found is None:
        return None
    where = ad.trimmed(found.span(1))
    printed = ad.words(where)
    if squeeze(printed) in squeezed_words("slogan") or len(printed) < 2 or _NOBODY.match(ad.folded[slice(*where)]):
        return None
    if printed.isascii() and not printed[:1].isupper():
        return None
    return printed, where


def person_before(name: Name, ad: Printed) -> tuple[str, Span] | None:
    """A person's name that a Chinese firm's name begins with: DAVID ZHANG 冷暖空调."""
    found = _PERSON_EN.match(name.text)
    if found is None:
        return None
    return found[0], (name.start, name.start + len(found[0]))
