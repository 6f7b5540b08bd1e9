"""What codes of the vocabulary are called in the page's language."""

from collections.abc import Iterable

from directory.foundation.i18n import language
from directory.trades import vocabulary


def label(kind: str, code: str) -> str:
    """What a code of a kind (`service`, `brand`, `lang`) is called; the code itself where it is unknown."""
    return vocabulary.label(kind, code, language().url)


def labels(codes: Iterable[str], kind: str) -> list[str]:
    """What codes of one kind are called, in their order."""
    return [label(kind, code) for code in codes]
