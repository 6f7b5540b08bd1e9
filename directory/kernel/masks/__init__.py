"""Covering what reaches a person in their own words: phones, e-mails, links, chat names and street addresses."""

from directory.kernel.level import level
from directory.kernel.masks import addresses, handles, phones

#: What stands where a contact stood.
MASK = "•••"


def mask_contacts(text: str) -> str:
    """The text with what we recognize as a way to somebody's phone, mail, chat or door replaced by `MASK`.

    Full-width letters, digits and signs hide nothing. Dates, prices, ranges, sizes and labeled serial numbers stay.
    """
    plain, parts, end = level(text), [], 0
    for start, stop in sorted([*handles.find(plain), *phones.find(plain), *addresses.find(plain)]):
        if start >= end:
            parts += [text[end:start], MASK]
        end = max(end, stop)
    return "".join([*parts, text[end:]])
