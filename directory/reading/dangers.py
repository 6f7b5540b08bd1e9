"""What of a text says that a house is to be left first: gas, carbon monoxide, fire; or that water is near electrics.

The words stand in `seed/safety.toml`. What is not certain is left alone: a word that is taken back (没有煤气味), about
another day, or about a thing to buy.
"""

import re
from collections.abc import Iterable
from functools import cache

import msgspec

from directory.kernel.prepared import toml
from directory.kernel.text import fold

#: The dangers for which a house is left before anything else, in the order in which they are named.
LEAVE_FOR = ("gas", "co", "burn")
#: Where one stretch of a text ends.
_STRETCH = re.compile(r"[.,;!?:\n，。；！？、：]+")


class _Pair(msgspec.Struct):
    """Words that say a danger together; `reach`: within one `stretch`, or within the whole `text`."""

    one: list[str]
    other: list[str]
    unless: list[str] = []
    reach: str = "stretch"


class _DangerEntry(msgspec.Struct):
    """A danger and its words."""

    code: str
    says: list[str]
    pair: list[_Pair] = []


class _Calm(msgspec.Struct):
    """Words that make of a danger a thing to buy, another day, or none."""

    words: list[str]
    no: list[str]
    over: list[str]
    gone: list[str]


class _Safety(msgspec.Struct):
    """The tables of safety.toml."""

    calm: _Calm
    danger: list[_DangerEntry]


def dangers(text: str) -> tuple[str, ...]:
    """The dangers that a text speaks of: of `gas`, `co`, `burn` and `water` those that are heard, in this order.

    `No heat, and everyone has headaches` gives `("co",)`, `没有煤气味` nothing. Never raises.
    """
    folded = fold(text)
    # Most texts speak of none: one look at the words without which there is none.
    if not _has(folded, _telling()):
        return ()
    stretches = [stretch for stretch in _STRETCH.split(folded) if stretch.strip()]
    return tuple(entry.code for entry in _safety().danger if _is_spoken_of(entry, stretches))


@cache
def _safety() -> _Safety:
    return toml("safety.toml", _Safety)


@cache
def _telling() -> list[str]:
    """The words of which each danger needs one."""
    entries = _safety().danger
    return [*(word for entry in entries for word in entry.says), *(w for e in entries for p in e.pair for w in p.one)]


def _is_spoken_of(entry: _DangerEntry, stretches: list[str]) -> bool:
    return any(_is_said(stretch, entry) for stretch in stretches) or any(
        _are_together(pair, stretches) for pair in entry.pair
    )


def _is_said(stretch: str, entry: _DangerEntry) -> bool:
    return bool(entry.says) and not _is_calm(stretch) and _stands(stretch, entry.says)


def _are_together(pair: _Pair, stretches: list[str]) -> bool:
    if pair.reach == "text":
        stretches = [" \n ".join(stretches)]
    return any(
        not _is_calm(stretch)
        and not _has(stretch, pair.unless)
        and _stands(stretch, pair.one)
        and _stands(stretch, pair.other)
        for stretch in stretches
    )


def _stands(stretch: str, words: Iterable[str]) -> bool:
    """Whether one of these words stands there and is not taken back."""
    calm = _safety().calm
    filler = f"(?:\\s|{_any(tuple(calm.over))})*"
    before, behind = _pattern(f"{_any(tuple(calm.no))}{filler}$"), _pattern(f"\\s*{_any(tuple(calm.gone))}")
    return any(
        not before.search(stretch, 0, match.start()) and not behind.match(stretch, match.end())
        for match in _pattern(_any(tuple(words))).finditer(stretch)
    )


def _is_calm(stretch: str) -> bool:
    return _has(stretch, _safety().calm.words)


def _has(stretch: str, words: list[str]) -> bool:
    return bool(words) and _pattern(_any(tuple(words))).search(stretch) is not None


@cache
def _any(words: tuple[str, ...]) -> str:
    """A pattern of these words, the longest first; Latin ones whole."""
    return f"(?:{'|'.join(_one(word) for word in sorted(words, key=len, reverse=True))})"


def _one(word: str) -> str:
    folded = re.escape(fold(word)).replace("\\ ", r"\s+")
    begins = r"(?<![a-z0-9])" if folded[0].isascii() else ""
    ends = r"(?![a-z0-9])" if folded[-1].isascii() else ""
    return f"{begins}{folded}{ends}"


@cache
def _pattern(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern)
