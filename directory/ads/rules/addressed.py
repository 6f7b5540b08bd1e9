"""Names that something else in an ad confirms: `goldenleafair.com` is Golden Leaf Air, WeChat's `lnrj2020` 凉暖人家.

So does the name in the other script, by its sound: Hong Da HVAC is 宏達.
"""

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from directory.ads.rules.ad_vocabulary import lexicon
from directory.ads.rules.name_lines import bare
from directory.ads.rules.name_words import NO_NAME, SAYS_MORE, VERBAL, has_own_word, is_name, is_person
from directory.ads.rules.names import Name
from directory.kernel.text import fold, language_of
from directory.reading.contacts import Contact
from directory.reading.folding import squeeze
from directory.reading.offsets import Printed, Span
from directory.reading.syllables import initials, keys

#: Whose domain says nothing of a firm.
_WEBMAIL = re.compile(r"(?:gmail|yahoo|hotmail|outlook|aol|icloud|msn|comcast|verizon|qq|126|163|mail)\.")
_SCHEME = re.compile(r"(?:https?://)?(?:www\.)?")
_NO_LETTER = re.compile(r"[^a-z]")
_CHINESE = re.compile(r"[\u4e00-\u9fff]{2,8}")
_CASED = re.compile(r"[A-Z0-9][\w'’&-]*(?: (?:[A-Z0-9][\w'’&-]*|&|and|of|the|LLC|Inc\.?)){0,6}")
#: Two words in one, as only names are written: SwiftTherm.
_JOINED = re.compile(r"[a-z][A-Z][a-z]")
_WORD = re.compile(r"[^\s]+")
#: Boxes that every firm has.
_EVERYBODYS = re.compile(
    r"(?:contact|service|support|office|booking|schedule|dispatch|estimate|admin|repair|hello)[sd]?"
)
#: So many letters of an address are no accident; of first letters alone so many.
_ENOUGH, _FIRST_LETTERS = 6, 4
#: Somebody's name in Latin letters has no more words.
_LONGEST_PERSON = 2


def handles(contacts: Sequence[Contact]) -> list[str]:
    """The letters of what a firm calls itself in its addresses: webmail says only what stands before its @."""
    words: list[str] = []
    for contact in contacts:
        address = contact.value.lower()
        if contact.kind == "email":
            box, _, host = address.partition("@")
            words += [box] if _WEBMAIL.match(host) else [host.partition(".")[0], *([box] if _is_own(box) else [])]
        elif contact.kind == "website":
            words.append(_SCHEME.sub("", address).partition(".")[0])
        elif contact.kind == "wechat":
            words.append(address)
    return [letters for word in words if len(letters := _NO_LETTER.sub("", word)) >= _FIRST_LETTERS]


def _is_own(box: str) -> bool:
    """Whether what stands before an @ could be a firm's name."""
    return len(box) >= _ENOUGH and not _EVERYBODYS.fullmatch(box)


def is_addressed(words: str, letters: Sequence[str]) -> bool:
    """Whether one of a firm's addresses says a name: all of its words, its pinyin, or the first letters of that."""
    if words.isascii():
        whole = _NO_LETTER.sub("", words.lower())
        return len(whole) >= _ENOUGH and any(handle.startswith(whole) for handle in letters)
    spoken = [key for key in keys(fold(words)) if len(key) >= _ENOUGH]
    first = [short for short in initials(fold(words)) if len(short) >= _FIRST_LETTERS]
    return any(handle.startswith(key) for handle in letters for key in spoken) or any(
        handle == short for handle in letters for short in first
    )


def confirmed(names: Sequence[Name], contacts: Sequence[Contact]) -> list[Name]:
    """The names that an address of the ad says; of a script in which it says none, all."""
    letters = handles(contacts)
    sure = [name for name in names if is_addressed(name.text, letters)]
    scripts = {_is_latin(name) for name in sure}
    return [name for name in names if name in sure or _is_latin(name) not in scripts]


def addressed(ad: Printed, contacts: Sequence[Contact], names: Sequence[Name]) -> list[Name]:
    """In each script that has no name yet the first that an address of the ad, or its other name, shows to be one."""
    scripts, more = {_is_latin(name) for name in names}, []
    letters = handles(contacts)
    sounds = [_NO_LETTER.sub("", name.text.lower()) for name in names if _is_latin(name)]
    spoken = [key for name in names if not _is_latin(name) for key in keys(fold(name.text))]
    chinese = (span for span in _chinese(ad) if is_addressed(ad.words(span), [*letters, *sounds]))
    for is_latin, spans in ((False, chinese), (True, _latin(ad, [*letters, *spoken]))):
        span = next(spans, None) if is_latin not in scripts else None
        if span:
            more.append(Name(ad.words(span), language_of(ad.words(span)), *span, 0))
    return more


def _is_latin(name: Name) -> bool:
    return name.language == "en"


def _chinese(ad: Printed) -> Iterator[Span]:
    """Chinese words that have a line to themselves and say nothing else."""
    for line in ad.lines:
        start, end = bare(ad, line)
        words = ad.folded[start:end]
        says_else = NO_NAME.search(words) or VERBAL.search(words) or SAYS_MORE.search(words) or is_person(words)
        if _CHINESE.fullmatch(words) and has_own_word(words) and not says_else:
            yield start, end


def _latin(ad: Printed, letters: Sequence[str]) -> Iterator[Span]:
    """Words with capitals, outside of addresses, that an address begins with; with what a firm's name ends in."""
    printed = "".join(ad.text[at] for at in ad.at)
    for run in _CASED.finditer(printed):
        words = [(run.start() + word.start(), run.start() + word.end()) for word in _WORD.finditer(run[0])]
        for first in range(len(words)):
            start = words[first][0]
            is_joined = bool(_JOINED.search(printed[slice(*words[first])]))
            rest = words[first if is_joined else first + 1 :]
            ends = [end for _, end in rest if is_addressed(printed[start:end], letters)]
            if ends and (is_joined or _is_called(ad.folded[start : ends[-1]])):
                yield start, _with_ending(ad, start, ends[-1], [end for _, end in words])
                break


def _is_called(words: str) -> bool:
    """Whether Latin words could be a firm's: of its own, no term, and not only two that could be somebody's name."""
    is_person_en = len(words.split()) <= _LONGEST_PERSON and not is_name(words)
    return has_own_word(words) and not lexicon().get(squeeze(words)) and not is_person_en


def _with_ending(ad: Printed, start: int, end: int, ends: Sequence[int]) -> int:
    """Where a name ends that goes on with words of the trade: Golden Leaf **Heating LLC** of goldenleaf.com."""
    for before, after in pairwise(ends):
        if before == end and not has_own_word(ad.folded[before:after]) and is_name(ad.folded[start:after], 2):
            end = after
    return end
