"""E-mail addresses: read whole or not at all."""

import re
from typing import TYPE_CHECKING

from directory.kernel.later import later
from directory.kernel.text import plain

if TYPE_CHECKING:
    import email_validator
else:
    email_validator = later("email_validator")

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


def parse(text: str) -> str:
    """The form in which an address is compared: Ann@Example.com is ann@example.com. Raises ValueError like `read`."""
    return read(text).lower()
