"""Masking contacts and addresses in somebody's own words, until a business has accepted the lead."""

from directory.kernel.masks.addresses import find_addresses
from directory.kernel.masks.handles import find_handles
from directory.kernel.masks.phones import find_phones
from directory.kernel.masks.plain import level

#: What stands where a contact stood.
MASK = "•••"


def mask_contacts(text: str) -> str:
    """The text with what we recognize as a way to somebody's phone, mail, chat or door replaced by `MASK`.

    Full-width letters, digits and signs hide nothing. Dates, prices, ranges, sizes and labeled serial numbers stay.
    `Call 301-555-0142, 12 Oak St, budget 900-1300` gives `Call •••, •••, budget 900-1300`.
    """
    plain, parts, end = level(text), [], 0
    for start, stop in sorted([*find_handles(plain), *find_phones(plain), *find_addresses(plain)]):
        if start >= end:
            parts += [text[end:start], MASK]
        end = max(end, stop)
    return "".join([*parts, text[end:]])
