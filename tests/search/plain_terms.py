"""Names, numbers and spelling as the oracle knows them: everything is looked for in all there is, without an index."""

from collections.abc import Iterable, Sequence
from typing import cast

from rapidfuzz.distance import OSA

from directory.businesses.fields.listing import Listing
from directory.kernel.phone import without_extension
from directory.reading.folding import squeeze
from directory.reading.lexicon import Concept, Lexicon
from directory.reading.syllables import alike, initials, keys
from directory.search.rules.name_words import families, surname_ends, surnames
from directory.search.rules.names import Names, _rewritten
from directory.search.rules.spelling import Speller
from directory.search.rules.vocabulary import ordinary


class AllNames:
    """Stands in for `Names`: everything is looked for in all the names."""

    def __init__(self, forms: set[str], known: Lexicon) -> None:
        self._forms, self._rules = sorted(forms), Names(known)
        self._text = "\n".join(f" {form} {form.replace(' ', '')} " for form in self._forms)
        terms, spoken, begun = [], [], []
        for form in self._forms:
            chinese = "".join(c for c in form if not c.isascii())
            if " " in form or len(form) > 2 or not self._rules._is_generic(form):
                terms.append((form, form))
            starts = [*self._rules._beginnings(form)]
            terms += ((start, start) for start in starts)
            terms += ((written, start) for start in (form, *starts) for written in _rewritten(start))
            for start in (chinese, *self._rules._beginnings(chinese)) if len(chinese) > 1 else ():
                spoken += ((key, start) for key in keys(start, every=True))
                begun += ((first, start) for first in initials(start, every=True) if len(start) > 2)
        self.terms, self.pinyin, self.initials = map(_lexicon, (terms, spoken, begun))

    def has(self, word: str) -> bool:
        if not word.isascii():
            return f" {word}" in self._text and word in surnames() if len(word) == 1 else word in self._text
        return (
            len(word) > 1 and word not in ordinary() and (f" {word}" if len(word) >= 4 else f" {word} ") in self._text
        )

    def of_family(self, word: str) -> tuple[str, ...]:
        base = word[:-1] if len(word) > 1 and word[-1] in surname_ends() else word
        spellings = families().get(word) or families().get(base) or ()
        same = [s for s in spellings if s != word and (f" {s} " if s.isascii() else f" {s}") in self._text]
        return (*((word,) if self.has(word) else ()), *same)

    def in_letters(self, person: str) -> tuple[str, ...]:
        joined = {form.replace(" ", "") for form in self._forms}
        is_person = not person.isascii() and 2 <= len(person) <= 4 and person[0] in surnames()
        return tuple(pinyin for pinyin in keys(person) if pinyin in joined) if is_person else ()

    def is_whole(self, code: str) -> bool:
        return any(code in (form, form.replace(" ", "")) for form in self._forms)

    def is_word(self, word: str) -> bool:
        return word in self.words()

    def words(self) -> set[str]:
        words = {word for form in self._forms for word in form.split() if word.isascii()}
        return {word for word in words if not self._rules._is_generic(word)}

    def is_heard(self, pinyin: str) -> bool:
        return len(pinyin) >= 7 and bool(self.pinyin.get(pinyin))

    def sounding(self, sounds: str, fewest: int = 4) -> tuple[Concept, ...]:
        spoken = sorted(key for key in self.pinyin if alike(key) == sounds and len(key) >= fewest)
        return self.pinyin.get(spoken[0]) if spoken else ()


def _lexicon(spelled: Iterable[tuple[str, str]]) -> Lexicon:
    pairs = sorted({(squeeze(text), name) for text, name in spelled})
    return Lexicon((text, Concept("name", name)) for text, name in pairs)


class AllNumbers:
    """Stands in for `Numbers`."""

    def __init__(self, docs: Sequence[Listing]) -> None:
        self._phones = [without_extension(phone)[-10:] for doc in docs for phone in doc.phones]
        self._ads = sorted({doc.ad_number for doc in docs if doc.ad_number})

    def has_phone(self, digits: str) -> bool:
        return any(phone[-n:] == digits for phone in self._phones for n in range(4, 11))

    def has_ad(self, number: str) -> bool:
        return number in self._ads

    def bare_ad(self, digits: str) -> str | None:
        bare = [number for number in self._ads if number.replace("-", "") == digits]
        return bare[0] if bare and not self.has_phone(digits) else None


class PlainSpeller(Speller):
    """Compares a word with every word there is."""

    def _near(self, word: str, most: int) -> list[tuple[str, int]]:
        names = cast(AllNames, self._terms.names)
        heard = {key for key in names.pinyin if len(key) >= 7}
        edits = {known: OSA.distance(word, known) for known in {*self._known.all, *names.words(), *heard}}
        return [(known, distance) for known, distance in edits.items() if distance <= most]
