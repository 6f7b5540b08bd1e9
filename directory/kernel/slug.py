"""Slugs: lower-case words of ASCII letters and digits joined by hyphens."""

import re

_SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")


def is_slug(text: str) -> bool:
    """Whether `text` could be a business's slug; anything else need not be looked up."""
    return len(text) <= 80 and _SLUG.fullmatch(text) is not None
