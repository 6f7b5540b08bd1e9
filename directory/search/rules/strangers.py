"""Words that were not understood: whether they take anything from what was, or may be all that was meant."""

from collections.abc import Sequence

from directory.reading.folding import plain
from directory.search.rules.conditions import Span
from directory.search.rules.reading import Reading
from directory.search.rules.vocabulary import everyday_words

#: What says whom one looks for, so that a word beside it can be spared.
_NAMING_WORK = ("service", "brand", "name", "phone", "ad", "unlisted")
#: Of more things than these a stranger is one too many to be all that was meant.
_MOST_UNDERSTOOD = 2
#: How English words end that describe something and name nobody, from four letters on.
_DESCRIBING = ("ed", "ing", "ly", "y", "er", "est", "ish", "less", "ful", "ous")
_FEWEST_LETTERS = 4
_ENDINGS = ("s", "es", "ed", "d", "ing")
#: Kinds of conditions beside which even ordinary words may be all that was meant: shoe repair.
_SAYING_LITTLE = ("work_type", "wish", "place")


def may_be_set_aside(reading: Reading) -> bool:
    """Whether the words that were not understood may be spared: "garage door jammed crooked" asks for garage doors.

    A stranger may be the firm or the place that was meant (Johnson heating, repair in Xyzzyburg). It looks like a name
    where it stands before the work, or is written with a capital; it says little between things that were understood,
    or beside more than two of them. Words that everybody uses are none.
    """
    if not reading.leftover:
        return True
    kinds = {condition.kind for condition in reading.conditions if not condition.is_negated}
    if not kinds & {*_NAMING_WORK}:
        return bool(kinds - {*_SAYING_LITTLE}) and all(_is_ordinary(plain(word)) for word in reading.leftover)
    spans = [condition.span for condition in reading.conditions if condition.kind != "wish"]
    understood = [*spans, *reading.place_spans]
    typed = sorted(span for span in understood if span[1] > span[0])
    if len(understood) > _MOST_UNDERSTOOD:
        return True
    pairs = zip(reading.leftover, reading.leftover_spans, strict=True)
    return not any(_may_name(word, span, typed) for word, span in pairs)


def _is_ordinary(letters: str) -> bool:
    """Whether everybody uses these words, as they stand or without the ending of a verb or a plural: `gives`."""
    return all({word, *(word.removesuffix(end) for end in _ENDINGS)} & everyday_words() for word in letters.split())


def _may_name(word: str, span: Span, typed: Sequence[Span]) -> bool:
    """Whether a stranger may be a name, standing where it does among the `typed` stretches that were understood."""
    letters = plain(word)
    if _is_ordinary(letters) or (typed and typed[0] < span < typed[-1]):
        return False
    is_first = not typed or span < typed[0]
    if not letters.isascii():
        return is_first and len(letters) > 1
    describes = word[0].islower() and len(letters) >= _FEWEST_LETTERS and letters.endswith(_DESCRIBING)
    return (is_first and not describes) or (word[0].isupper() and not is_first)
