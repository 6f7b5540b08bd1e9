"""What a warranty may hold for alone (冷暖气新机): printed words that we know, and our words for them."""

from functools import cache

from directory.kernel.text import fold
from directory.trades.vocabulary import Term, terms

_KIND = "warranty_condition"


def condition(words: str) -> Term | None:
    """The condition that these printed words name; None for any that we have no words for."""
    return _spelled().get(_bare(words))


def spellings(beginning: str = "") -> tuple[str, ...]:
    """Every word for a condition in any language; `beginning`: of those alone whose code begins so."""
    return tuple(words for term in terms(_KIND) if term.code.startswith(beginning) for words in _of(term))


@cache
def _spelled() -> dict[str, Term]:
    return {_bare(words): term for term in terms(_KIND) for words in _of(term)}


def _of(term: Term) -> tuple[str, ...]:
    return (term.labels.en, term.labels.zh_hans, term.labels.zh_hant, *term.synonyms)


def _bare(words: str) -> str:
    return "".join(c for c in fold(words) if c.isalnum())
