"""What a firm is called, where a scan damaged its name or tore it up: its words as they are read, cased as printed."""

import re

from directory.ads.rules.legible import known_words, without_markup
from directory.kernel.text import fold
from directory.reading.offsets import Printed, Span

_FOR_LETTERS = {"0": "o", "4": "a"}
_ENDS_WORD, _BEGINS_WORD = re.compile(r"[a-z]+\Z"), re.compile(r"[a-z]+")


def called(page: Printed, span: Span) -> str:
    """A name as somebody reads it: `C0MF0RT K|NG` is COMFORT KING, `东 方 冷 暧` is 东方冷暖."""
    characters: list[str] = []
    for n in range(*span):
        was, reads = page.text[page.at[n]], page.folded[n]
        if n > span[0] and _is_set_apart(page, n):
            characters.append(" ")
        if was in _FOR_LETTERS and _is_between_letters(page, n):
            reads = _FOR_LETTERS[was]
        is_same = not reads.isalnum() or fold(was) == reads
        characters.append(was if is_same else reads.upper() if _is_in_capitals(page, n) else reads)
    return without_markup("".join(characters)).strip()


def _is_set_apart(page: Printed, n: int) -> bool:
    """Whether a blank was taken out before a Latin character that no word of ours goes over: R & J."""
    gap = page.text[page.at[n - 1] + 1 : page.at[n]]
    is_latin = page.folded[n].isascii() and page.folded[n - 1].isascii() and " " not in page.folded[n - 1 : n + 1]
    if not (is_latin and gap and not gap.strip()):
        return False
    before, after = _ENDS_WORD.search(page.folded, 0, n), _BEGINS_WORD.match(page.folded, n)
    # Beside a sign no word goes over the blank: J & L.
    return not (before and after) or before[0] + after[0] not in known_words()


def _is_between_letters(page: Printed, n: int) -> bool:
    """Whether a digit stands in a word, where no number would: G0LDEN DRAG0N."""
    return page.folded[max(0, n - 1) : n].isalpha() and page.folded[n + 1 : n + 2].isalpha()


def _is_in_capitals(page: Printed, n: int) -> bool:
    """Whether the printed letters beside a damaged one are capitals."""
    beside = [page.text[page.at[at]] for at in (n - 2, n - 1, n + 1, n + 2) if 0 <= at < len(page.at)]
    letters = [c for c in beside if c.isalpha()]
    return sum(c.isupper() for c in letters) * 2 > len(letters)
