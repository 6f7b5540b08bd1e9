"""Unknown words of a query: whether they narrow what was understood, or may be all that was meant."""

import re
from collections.abc import Sequence
from functools import cache

from directory.reading.folding import plain, squeeze
from directory.reading.sounds import characters_of_firms
from directory.search.rules.conditions import Span
from directory.search.rules.name_words import firm
from directory.search.rules.reading import Reading
from directory.search.rules.vocabulary import sentence_words
from directory.search.rules.word_forms import is_everyday_word

#: What says whom one looks for, so that a word beside it can be spared.
_NAMING_WORK = ("service", "brand", "name", "phone", "ad", "unlisted")
#: Of more things than these a stranger is one too many to be all that was meant.
_MOST_UNDERSTOOD = 2
#: How English words end that describe something and name nobody, from four letters on.
_DESCRIBING = ("ed", "ing", "ly", "y", "er", "est", "ish", "less", "ful", "ous")
_FEWEST_LETTERS = 4
#: From more words on (two Chinese characters are one) a text is a sentence that tells something.
_MOST_WORDS_OF_A_NAME = 5
#: What a Chinese name may end in before the work.
_NAME_ENDS = ("", "公司", "师傅", "家", "店", "牌", "牌的", "牌子的")
_LATIN_WORD = re.compile(r"[a-z0-9']+")
#: What stands behind a Chinese word that describes: 诚实的师傅.
_DESCRIBED = ("的", "嘅")
#: What a display shows where a machine is out of order: E003, F28; and a price: 15k.
_FAULT_CODE = re.compile(r"[a-z]{1,2}\d{1,4}")
#: The size of a filter: 16x25x1.
_NO_NAME = re.compile(r"[a-z]\d{2,4}|\d{1,3}k|\d{1,2}x\d{1,2}(?:x\d)?")
#: What stands before that which a display shows.
_SHOWN = re.compile(
    r"(?:\b(?:says?|shows?|showing|reads?|reading|error|code|blinking|flashing|displays?|displaying)"
    r"|显示|显示的是|报|代码)\W*$"
)
_SENTENCE_ENDS = (".", "!", "?", "。", "！", "？", "\n")
#: Kinds of conditions beside which even ordinary words may be all that was meant: shoe repair.
_SAYING_LITTLE = ("work_type", "wish", "place")


def may_be_set_aside(reading: Reading) -> bool:
    """Whether the words that were not understood may be spared: "garage door jammed crooked" asks for garage doors.

    A stranger may be the firm or the place that was meant (Johnson heating, repair in Xyzzyburg). It looks like a name
    where it stands before the work, or is written with a capital; it says little between things that were understood,
    or beside more than two of them. Words that everybody uses are none. In a sentence that tells something only a word
    with a capital right before the work is a name: Johnson Heating, not "树枝掉下来砸到空调外机".
    """
    if is_a_firm(reading.text, (*reading.leftover_spans, *reading.faint_spans)) or _is_work_on_a_stranger(reading):
        return False
    if not reading.leftover:
        return True
    kinds = {one.kind for one in reading.conditions if not (one.is_negated or one.names_home)}
    is_work_named = bool(kinds & {*_NAMING_WORK})
    if not is_work_named and not kinds - {*_SAYING_LITTLE}:
        return False
    if any(_is_within_a_name(span, reading) for span in reading.leftover_spans) or _begins_as_a_name(reading):
        return False
    spans = [condition.span for condition in reading.conditions if condition.kind != "wish"]
    understood = [*spans, *reading.place_spans]
    typed = sorted(span for span in understood if span[1] > span[0])
    if is_work_named and len(understood) > _MOST_UNDERSTOOD:
        return True
    pairs = zip(reading.leftover, reading.leftover_spans, strict=True)
    return not any(_may_name(word, span, typed, reading) for word, span in pairs)


def _is_work_on_a_stranger(reading: Reading) -> bool:
    """Whether work is asked for alone, and on what nobody knows: 修鞋, in one character too."""
    work = [one for one in reading.conditions if one.kind not in _SAYING_LITTLE[1:]]
    ends = {one.span[1] for one in work if one.kind == "work_type"}
    return len(ends) == len(work) and any(start in ends for start, _ in reading.faint_spans)


def is_a_firm(text: str, strangers: Sequence[Span]) -> bool:
    """Whether all of a text is the Chinese name of a firm that begins with a stranger: 新华冷气, 东方冷暖公司.

    One character that nobody knows is none without characters that firms are called by, or a word for new or great
    before it: 万家冷暖, not 窗冷气.
    """
    letters = squeeze(text)
    named = _firm_name().fullmatch(letters) if strangers and len(letters) == len(text.strip()) else None
    if named is None or _is_ordinary(named[1]):
        return False
    end = len(text) - len(text.lstrip()) + len(named[1])
    unknown = {n for start, after in strangers for n in range(start, min(after, end))}
    start = len(text) - len(text.lstrip())
    known = {c for n, c in enumerate(named[1], start=start) if n not in unknown}
    return len(named[1]) > 1 and bool(unknown) and known <= {*characters_of_firms(), *firm("new")}


@cache
def _firm_name() -> re.Pattern[str]:
    """What is peculiar to a firm, its trade, and what kind of firm it is."""
    trade, kind = ("|".join(sorted(firm(what), key=len, reverse=True)) for what in ("trade", "kind"))
    return re.compile(rf"([^\x00-\u2fff]{{1,4}}?)(?:{trade})(?:{kind})?")


@cache
def _english_firm() -> re.Pattern[str]:
    """One or two words with capitals, the first taken out, before a trade with one, and what may end the name."""
    trade, kind = ("|".join(map(re.escape, firm(what))) for what in ("english_trade", "english_kind"))
    ends = rf"(?:,? (?:&|(?i:{trade}|{kind})\b\.?))*"
    return re.compile(rf"([A-Z][a-z']+)(?: [A-Z][a-z']+)? (?=[A-Z])(?i:{trade}){ends}")


def _begins_as_a_name(reading: Reading) -> bool:
    """Whether strangers begin an English firm's name: beside an LLC, or with capitals before a trade.

    Blue Sky HVAC LLC, "Sunny Day Heating"; not "Frozen Coil HVAC".
    """
    text = reading.text
    words = plain(text).split()
    if not firm("legal").isdisjoint(words) and not _is_long(text):
        return True
    first = _english_firm().fullmatch(text.strip())
    return first is not None and text.find(first[1]) in [start for start, _ in reading.leftover_spans]


def _is_within_a_name(span: Span, reading: Reading) -> bool:
    """Whether a stranger stands right between two parts of a name, which is another's then: Infinity Energy LLC."""
    names = [condition.span for condition in reading.conditions if condition.kind == "name"]
    text = reading.text
    is_behind = any(end <= span[0] and not text[end : span[0]].strip() for _, end in names)
    return is_behind and any(start >= span[1] and not text[span[1] : start].strip() for start, _ in names)


def _is_ordinary(letters: str) -> bool:
    """Whether everybody uses these words, as they stand or without the ending of a verb or a plural: `gives`."""
    return all(map(is_everyday_word, letters.split()))


def _may_name(word: str, span: Span, typed: Sequence[Span], reading: Reading) -> bool:
    """Whether a stranger may be a name, standing where it does among the `typed` stretches that were understood.

    Where a sentence stands between it and the work it names nobody: "uh my heat is out", 阿拉屋里空调坏了; nor does any
    word apart from a machine that is out of order, nor what it shows: "Christmas eve and no heat", "Navien error E003",
    手都僵了 暖气不热.
    """
    text = reading.text
    letters = plain(word)
    if _is_ordinary(letters) or _NO_NAME.fullmatch(letters) or (typed and typed[0] < span < typed[-1]):
        return False
    is_first = not typed or span < typed[0]
    between = text[span[1] : typed[0][0]].strip() if is_first and typed else ""
    if typed and _is_long(text):
        return letters.isascii() and is_first and not between and word[0].isupper() and not text.isupper()
    is_apart = (bool(between) and not word[0].isupper()) or (not letters.isascii() and _is_before_a_blank(span, text))
    is_shown = reading.is_broken or _SHOWN.search(plain(text[: span[0]]))
    if _is_sentence(between) or (reading.is_broken and is_apart) or (is_shown and _FAULT_CODE.fullmatch(letters)):
        return False
    if not letters.isascii():
        is_described = text[span[1] : span[1] + 1] in _DESCRIBED
        return is_first and len(letters) > 1 and between in _NAME_ENDS and not is_described
    describes = word[0].islower() and len(letters) >= _FEWEST_LETTERS and letters.endswith(_DESCRIBING)
    return (is_first and not describes) or (_is_capital(span, text) and not is_first)


def _is_before_a_blank(span: Span, text: str) -> bool:
    return text[span[1] : span[1] + 1].isspace()


def _is_long(text: str) -> bool:
    """Whether a text tells something, by its length."""
    folded = plain(text)
    latin = len(_LATIN_WORD.findall(folded))
    return latin + sum(c.isalnum() and not c.isascii() for c in folded) / 2 > _MOST_WORDS_OF_A_NAME


def _is_sentence(between: str) -> bool:
    """Whether these words make a sentence of what stands around them: `my`, `we have`, 我家."""
    words = plain(between)
    return not {*words.split()}.isdisjoint(sentence_words()) or any(
        word in words for word in sentence_words() if not word.isascii()
    )


def _is_capital(span: Span, text: str) -> bool:
    """Whether a word is written as a name is: with a capital, where no sentence begins and not all are capitals."""
    is_begun = text[: span[0]].rstrip()[-1:] in _SENTENCE_ENDS
    return text[span[0]].isupper() and not is_begun and not text.isupper()
