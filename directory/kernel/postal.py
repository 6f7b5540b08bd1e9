"""ZIP codes as text: five digits, full-width or ZIP+4 forms brought to them."""

import re
import unicodedata

_ZIP = re.compile(r"[0-9]{5}(?:-?[0-9]{4})?")


def parse(text: str) -> str:
    """Five ASCII digits from `20850`, `２０８５０` or `20850-1234`; ValueError for anything else."""
    plain = unicodedata.normalize("NFKC", text).strip()
    if not _ZIP.fullmatch(plain):
        raise ValueError("not a ZIP code")
    return plain[:5]
