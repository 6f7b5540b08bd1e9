"""Whose trade words speak of: ours, one that many firms of ours follow as well, or another."""

import re
from collections.abc import Iterable, Iterator
from functools import cache
from re import Pattern

from directory.ads.rules.marks import Mark
from directory.ads.rules.words import finding, pattern, words
from directory.reading.offsets import Span
from directory.search.rules.words import unlisted

#: Services other firms offer, too: they make an ad one of ours only beside heating or cooling.
_SHARED = frozenset(
    (
        *("plumbing", "electrical", "drain_cleaning", "appliance_repair", "generator", "garage_door"),
        *("gas_line", "sump_pump", "exhaust_fan", "kitchen_hood"),
    )
)


def ours(found: Iterable[Mark]) -> set[str]:
    """The services among the marks that are offered and that only a heating and cooling firm offers."""
    return {code for mark in found if mark.kind == "service" and not mark.is_negated for code in mark.codes} - _SHARED


@cache
def other_trades() -> Pattern[str]:
    """Finds what other trades say of themselves, those included that search knows as nobody's here."""
    near = words("other_trade", "near")
    return finding(
        [*words("other_trade"), *(word for code, said in unlisted().items() if code not in near for word in said)]
    )


def foreign(text: str, start: int, end: int) -> Iterator[Span]:
    """Where a stretch of folded text speaks of a trade that no firm of ours follows."""
    for match in other_trades().finditer(text, start, end):
        if not is_beside(text, match.span()):
            yield match.span()


def is_beside(text: str, span: Span) -> bool:
    """Whether words name work that many firms of ours do as well."""
    return bool(pattern("other_trade", "beside").search(text, *span))


def jobs(text: str, start: int, end: int) -> Iterator[Span]:
    """Where a stretch offers work to somebody, whatever else it says."""
    for offer in (pattern("job_offer", "strong"), _sought()):
        yield from (match.span() for match in offer.finditer(text, start, end))


@cache
def _sought() -> Pattern[str]:
    """Finds somebody looked for: 找有经验师傅两名, "installers needed"; "looking for a technician?" is no offer."""
    seeks, who = pattern("job_offer", "seeks").pattern, pattern("job_offer", "sought").pattern
    some = r"(?:[一二两三四五数\d]|若干)[名位]"
    return re.compile(
        rf"(?:{seeks})[^\n。;；,，]{{0,8}}?(?:{who})(?:{some}|名)|(?:{who})(?:{some}| (?:needed|wanted))"
        rf"|(?<!you )(?<!you are )(?<!you're )(?:{seeks})(?: [a-z&/-]+){{0,4}}? (?:{who})(?! ?[?？])"
    )
