"""What the listings are called: in every script, in pinyin, by their first words, by their initials."""

from collections.abc import Iterable, Iterator

from directory.kernel.text import fold
from directory.reading.folding import plain, squeeze
from directory.reading.lexicon import Concept, Lexicon, rank
from directory.reading.syllables import alike, initials, keys
from directory.search.rules.entry import FEWEST_LETTERS
from directory.search.rules.vocabulary import families, ordinary, surname_ends, surnames

#: The fewest initials that stand for a name.
_FEWEST_INITIALS = 3
_ASKING, _GENERIC_RANKS = 0, (0, 1, 4)


class Names:
    """The names of all listings, ready to be found in a query."""

    def __init__(self, names: Iterable[str], lexicon: Lexicon) -> None:
        """`names` as printed or romanized. Beginnings that the lexicon knows as ordinary words name nobody."""
        self._forms = sorted({form for form in map(plain, names) if form})
        self._text = "\n".join(f" {form} {form.replace(' ', '')} " for form in self._forms)
        self._lexicon = lexicon
        self._words = {word for form in self._forms for word in form.split() if word.isascii()}
        self.terms = Lexicon(self._called())
        self.pinyin = Lexicon(self._in_pinyin())
        self.initials = Lexicon(self._by_initials())
        #: The pinyin of names with like sounds made one (`gaosi` is `gaoshi`) -> the name.
        self.sounds = {alike(key): concepts for key, concepts in self.pinyin.items() if len(key) >= FEWEST_LETTERS}

    def has(self, word: str) -> bool:
        """Whether a name holds this: a Latin word or four letters of its beginning, a family name in front, Chinese
        anywhere. Words that everybody uses name nobody.
        """
        if not word.isascii():
            return f" {word}" in self._text and word in surnames() if len(word) == 1 else word in self._text
        if word in ordinary():
            return False
        return (f" {word}" if len(word) >= FEWEST_LETTERS else f" {word} ") in self._text

    def of_family(self, word: str) -> tuple[str, ...]:
        """What names hold of this word; of a family name in any of its spellings (张师傅: `david zhang`).

        `cheung` is `zhang` and 张 where names hold these.
        """
        base = word[:-1] if len(word) > 1 and word[-1] in surname_ends() else word
        spellings = families().get(word) or families().get(base) or ()
        same = (spelling for spelling in spellings if spelling != word and self._is_family_name(spelling))
        return (*((word,) if self.has(word) else ()), *same)

    def _is_family_name(self, spelling: str) -> bool:
        """Whether a name begins with these characters, or has this Latin word."""
        return (f" {spelling} " if spelling.isascii() else f" {spelling}") in self._text

    def words(self) -> set[str]:
        """The Latin words of names, for the correction of typos."""
        return {word for word in self._words if not self._is_generic(word)}

    def is_whole(self, code: str) -> bool:
        """Whether this is all of a name, not its beginning."""
        return code in self._forms or code in {form.replace(" ", "") for form in self._forms}

    def _called(self) -> Iterator[tuple[str, Concept]]:
        for form in self._forms:
            if " " in form or len(form) > 2 or not self._is_generic(form):
                yield form, Concept("name", form)
            yield from ((start, Concept("name", start)) for start in self._beginnings(form))

    def _in_pinyin(self) -> Iterator[tuple[str, Concept]]:
        for form in self._chinese():
            for start in (form, *self._beginnings(form)):
                yield from ((key, Concept("name", start)) for key in keys(start, every=True))

    def _by_initials(self) -> Iterator[tuple[str, Concept]]:
        for form in self._chinese():
            for start in (form, *self._beginnings(form)):
                if len(start) >= _FEWEST_INITIALS:
                    yield from ((first, Concept("name", start)) for first in initials(start, every=True))

    def _chinese(self) -> Iterator[str]:
        """The Chinese names without what is Latin in them."""
        for form in self._forms:
            chinese = "".join(c for c in form if not c.isascii())
            if len(chinese) > 1:
                yield chinese

    def _beginnings(self, form: str) -> Iterator[str]:
        """The first words (Chinese: characters, two or more) of a name that tell it from ordinary words."""
        if form.isascii():
            words = form.split()
            starts = [" ".join(words[:count]) for count in range(1, len(words))]
        else:
            starts = list(dict.fromkeys(form[:end].rstrip() for end in range(2, len(form))))
        for start in starts:
            words = start.split()
            # Two words that ask for nothing are a name where one alone is none: Great Wall.
            if len(start) > 1 and (
                not all(self._is_generic(word) for word in words) or sum(not self._asks(word) for word in words) > 1
            ):
                yield start

    def _is_generic(self, word: str) -> bool:
        concepts = self._lexicon.get(squeeze(word))
        return (
            (bool(concepts) and rank(concepts) in _GENERIC_RANKS)
            or word in ordinary()
            or (word.isascii() and len(word) < 3)
        )

    def _asks(self, word: str) -> bool:
        concepts = self._lexicon.get(squeeze(word))
        return bool(concepts) and rank(concepts) == _ASKING


def spellings_of(name_forms: Iterable[str]) -> tuple[str, ...]:
    """How the names of a business may begin when typed: each word of them, in letters, characters and pinyin."""
    spellings: dict[str, None] = {}
    for name in name_forms:
        words = fold(name).split()
        for first in range(len(words)):
            spellings[squeeze(" ".join(words[first:]))] = None
        chinese = "".join(c for c in squeeze(name) if not c.isascii())
        spellings.update(dict.fromkeys((*keys(chinese), *initials(chinese)) if chinese else ()))
    return tuple(spelling for spelling in spellings if spelling)
