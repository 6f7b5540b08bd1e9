"""E-mail addresses: read whole or not at all."""

import unicodedata
from typing import TYPE_CHECKING

from directory.kernel.later import later

if TYPE_CHECKING:
    import email_validator
else:
    email_validator = later("email_validator")

#: What phones and word processors write for the apostrophe of o'brien@example.com.
_PLAIN = str.maketrans("’‘ʼ", "'''")
#: Signs that may stand in the part before the @, letters, digits and dots aside (RFC 5322, `atext`).
SIGNS = "!#$%&'*+/=?^_`{|}~-"


def read(text: str) -> str:
    """The address as it was typed, full-width characters and typographic apostrophes made plain; nothing is looked up.

    Raises ValueError for what is not exactly one address that mail can go to.
    """
    plain = unicodedata.normalize("NFKC", text).translate(_PLAIN).strip()
    try:
        return email_validator.validate_email(plain, check_deliverability=False, allow_smtputf8=False).normalized
    except email_validator.EmailNotValidError as error:
        raise ValueError("not an e-mail address") from error


def parse(text: str) -> str:
    """The form in which an address is compared: Ann@Example.com is ann@example.com. Raises ValueError like `read`."""
    return read(text).lower()
