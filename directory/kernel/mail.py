"""E-mail addresses: read whole or not at all."""

import re
from functools import cache
from typing import TYPE_CHECKING

import msgspec

from directory.kernel.later import later
from directory.kernel.prepared import toml
from directory.kernel.text import plain

if TYPE_CHECKING:
    import email_validator
    from rapidfuzz.distance import OSA
else:
    email_validator = later("email_validator")
    OSA = later("rapidfuzz.distance.OSA")

#: Letters of a name in front of the dot from which on one of them may be a slip: of qq and 163 none is.
_SHORTEST_SLIP = 4

#: What phones and word processors write for the apostrophe of o'brien@example.com.
_PLAIN = str.maketrans("’‘ʼ", "'''")
#: What is copied along with an address.
_AROUND = re.compile(r"(?:mailto:)?\s*<?([^<>]*?)>?[\s,.;:、。]*", re.IGNORECASE)
#: Signs that may stand in the part before the @, letters, digits and dots aside (RFC 5322, `atext`).
SIGNS = "!#$%&'*+/=?^_`{|}~-"


def read(text: str) -> str:
    """The address as it was typed, in ASCII: full-width characters and typographic apostrophes made plain, a domain in
    other letters as the net writes it (`chen@xn--fsqu00a.xn--55qx5d`). Nothing is looked up.

    Raises ValueError for what is not exactly one address that mail can go to.
    """
    match = _AROUND.fullmatch(plain(text).translate(_PLAIN))
    try:
        checked = email_validator.validate_email(
            match[1] if match else "", check_deliverability=False, allow_smtputf8=False
        )
    except email_validator.EmailNotValidError as error:
        raise ValueError("not an e-mail address") from error
    if checked.ascii_email is None:
        raise ValueError("not an e-mail address")
    return str(checked.ascii_email)


class _Domains(msgspec.Struct):
    """Where mail goes: the ends that most people here have, and real ones that are a letter from those."""

    common: list[str]
    real: list[str]


@cache
def domains() -> _Domains:
    """The table of mail.toml."""
    return toml("mail.toml", _Domains)


def meant(address: str) -> str | None:
    """The address that was probably meant, where its end is one slip away from a common one; to be asked, never taken.

    `chen@gmail.con`, `chen@gamil.com` -> `chen@gmail.com`; `chen@mail.com`, `chen@umd.edu` -> None
    """
    name, _, domain = address.rpartition("@")
    domain = domain.lower()
    if not name or domain in domains().common or domain in domains().real:
        return None
    slips = [common for common in domains().common if OSA.distance(domain, common, score_cutoff=1) == 1]
    slips = [one for one in slips if len(one.partition(".")[0]) >= _SHORTEST_SLIP or _same_name(domain, one)]
    return f"{name}@{slips[0]}" if len(slips) == 1 else None


def _same_name(domain: str, common: str) -> bool:
    """Whether only the ends differ: qq.con and qq.com."""
    return domain.partition(".")[0] == common.partition(".")[0]


def parse(text: str) -> str:
    """The form in which an address is compared: Ann@Example.com is ann@example.com. Raises ValueError like `read`."""
    return read(text).lower()
