"""Slips of who types: which letters are taken for each other, by hand, by ear and by eye."""

from itertools import pairwise

#: Letters taken for each other: by hand, beside, above and below each other on the keyboard; by ear and by eye.
_ROWS = ("qwertyuiop", "asdfghjkl", "zxcvbnm")
_BESIDE = [pair for keys_beside in _ROWS for pair in pairwise(keys_beside)]
_BELOW = [
    pair for one, other in pairwise(_ROWS) for upper in (one, one[1:]) for pair in zip(upper, other, strict=False)
]
_SOUNDING_ALIKE = ("aeiouy", "cksqxz", "bpvfw", "dt", "gj", "mn", "lri", "uv", "hn")
_MISTAKEN = [*map(frozenset, (*_BESIDE, *_BELOW)), *map(frozenset, _SOUNDING_ALIKE)]
#: From so many letters on another letter anywhere is a slip: duckless.
_LONG = 8


def is_slip(word: str, meant: str) -> bool:
    """Whether one edit is one that people make: a letter too many or too few, two in the wrong order, or another letter
    for one beside it on the keyboard, or that sounds or looks like it. "snores" is no "stores"."""
    if len(word) != len(meant) or len(word) >= _LONG:
        return True
    pairs = [(typed, right) for typed, right in zip(word, meant, strict=True) if typed != right]
    return len(pairs) > 1 or any({*pair} <= letters for pair in pairs for letters in _MISTAKEN)
