"""What the listings are called: in every script, in pinyin, by their first words, by their initials.

Nothing here is made anew because of an edit: the names of a listing are added and taken away one by one, and what a
name may be typed as is counted by listing, so that the last one called so takes it along. So tables of some listings
and tables of others make those of all.
"""

from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from itertools import islice, pairwise, product

from pyroaring import BitMap

from directory.reading.folding import Squeezed, squeeze
from directory.reading.lexicon import Concept, Lexicon, rank
from directory.reading.sounds import given_names, in_cantonese
from directory.reading.syllables import alike, initials, keys
from directory.search.rules.entry import FEWEST_LETTERS
from directory.search.rules.name_words import families, nicknames, surname_ends, surnames, written_as
from directory.search.rules.postings import NOBODY, AnyTable, Postings, Tally
from directory.search.rules.tables import LAST, Texts
from directory.search.rules.vocabulary import ordinary

#: The fewest initials that stand for a name.
_FEWEST_INITIALS = 3
_ASKING, _GENERIC_RANKS = 0, (0, 1, 4)
#: Words of names of which it is remembered whether they name anybody.
_WORDS = 4096
#: From so many letters on pinyin is meant by what is nearly it.
_FEWEST_OF_PINYIN = 7
_CHARACTERS_OF_A_PERSON = range(2, 5)
_CHARACTERS_OF_A_FIRM = range(2, 4)
#: So many words of a name are rewritten, in so many ways.
_MOST_WORDS_REWRITTEN, _MOST_REWRITTEN = 3, 16


#: First character -> length -> how often a name may be typed as a text of both.
Lengths = dict[str, dict[int, int]]


class Spellings:
    """What names may be typed as (squeezed) -> the names it stands for, as a lexicon gives them."""

    def __init__(self, counts: Lengths) -> None:
        self.names, self.counts = Tally(), counts
        self._lengths: dict[str, tuple[int, ...]] = {}

    def add(self, text: str, name: str) -> None:
        """A name of one listing more may be typed so."""
        self.names.add(text, name)
        self._count(text, 1)

    def discard(self, text: str, name: str) -> None:
        """A name of one listing less."""
        self.names.discard(text, name)
        self._count(text, -1)

    def _count(self, text: str, more: int) -> None:
        counts = self.counts.setdefault(text[0], {})
        counts[len(text)] = counts.get(len(text), 0) + more
        if not counts[len(text)]:
            del counts[len(text)]
        if not counts:
            del self.counts[text[0]]
        self._lengths.pop(text[0], None)

    def get(self, key: str) -> tuple[Concept, ...]:
        """The names a text stands for; empty for an unknown one."""
        return tuple([Concept("name", name) for name in self.names.of(key)])

    def lengths(self, first: str) -> tuple[int, ...]:
        """The lengths of texts that begin with a character, longest first."""
        if first not in self._lengths:
            if first not in self.counts:
                return ()
            self._lengths[first] = tuple(sorted(self.counts[first], reverse=True))
        return self._lengths[first]

    def longest(self, text: Squeezed, start: int) -> int:
        """Where the longest of them that begins at `start` ends; `start` itself where none does."""
        letters, edge = text.text, text.edge
        for length in self.lengths(letters[start]) if edge[start] else ():
            end = start + length
            if end <= len(letters) and edge[end] and letters[start:end] in self.names:
                return end
        return start


class Names:
    """The names of all listings, ready to be found in a query."""

    def __init__(self, lexicon: Lexicon, lengths: Sequence[Lengths] = ()) -> None:
        """Beginnings that the lexicon knows as ordinary words name nobody. `lengths` are those of stored tables."""
        self._lexicon = lexicon
        self._is_generic = lru_cache(_WORDS)(self._is_ordinary)
        #: The number of a listing -> its names, one a line.
        self._lines = Texts()
        #: Whole names; the same without blanks; their words; two characters each of which one is Chinese.
        self._whole, self._joined, self._words, self._pairs = (Postings() for _ in range(4))
        self.terms, self.pinyin, self.initials = map(Spellings, lengths or ({}, {}, {}))
        #: Pinyin with like sounds made one (`gaosi` is `gaoshi`) -> the pinyin of names.
        self._sounds = Tally()
        #: Latin words and long pinyin by first letter and length: `g6 golden`.
        self._shapes = Texts()

    @property
    def tables(self) -> dict[str, AnyTable]:
        """What grows with the listings."""
        return {
            "lines": self._lines, "whole": self._whole, "joined": self._joined, "words": self._words,
            "pairs": self._pairs, "terms": self.terms.names, "pinyin": self.pinyin.names,
            "initials": self.initials.names, "sounds": self._sounds, "shapes": self._shapes,
        }  # fmt: skip

    @property
    def lengths(self) -> tuple[Lengths, ...]:
        """How long the texts are that names may be typed as."""
        return self.terms.counts, self.pinyin.counts, self.initials.counts

    def add(self, number: int, forms: Sequence[str]) -> None:
        """A listing is called so: names folded (`folding.plain`), once each."""
        for form in forms:
            self._spell(form)
            for postings, text in self._parts(form):
                postings.add(text, number)
            for word in form.split():
                self._shape(word)
        if forms:
            self._lines[str(number)] = "\n".join(forms)

    def discard(self, number: int) -> None:
        """A listing is gone, or called otherwise."""
        forms = self._forms(number)
        if forms:
            del self._lines[str(number)]
        for form in forms:
            for postings, text in self._parts(form):
                postings.discard(text, number)
            for word in form.split():
                self._shape(word)
            self._unspell(form)

    def _forms(self, number: int) -> list[str]:
        """The names of a listing."""
        lines = self._lines.get(str(number))
        return lines.split("\n") if lines else []

    def _parts(self, form: str) -> Iterator[tuple[Postings, str]]:
        """Everything a name is looked up by."""
        yield self._whole, form
        yield self._joined, form.replace(" ", "")
        yield from ((self._words, word) for word in form.split())
        if not form.isascii():
            yield from ((self._pairs, a + b) for a, b in pairwise(_padded(form)) if not (a.isascii() and b.isascii()))

    # What was typed, and who is called so

    def called(self, name: str) -> BitMap:
        """Who has a name that holds this: Latin words and a family name from a beginning, longer Chinese anywhere.

        A Latin word of few letters is a whole one: Ho is not Home.
        """
        return self._holding(_sought(name))

    def wholly_called(self, name: str) -> BitMap:
        """Who has just this name, with or without its blanks."""
        return self._whole.of(name) | self._joined.of(name)

    def beginning(self, name: str) -> BitMap:
        """Who has a name that begins with this, with or without its blanks."""
        return self._whole.starting(name) | self._joined.starting(name)

    def _holding(self, piece: str) -> BitMap:
        """Who has a name in which these characters stand; a blank is the beginning or the end of a word."""
        words = piece.split()
        pairs = [a + b for a, b in pairwise(piece) if not (a.isascii() and b.isascii())]
        parts = [self._pairs.of(pair) for pair in pairs] or [
            self._with_word(word, is_whole=at < len(words) or piece.endswith(" "))
            for at, word in enumerate(words, start=1)
        ]
        likely = BitMap.intersection(*parts) if parts else NOBODY
        if not likely or (len(words) == 1 and piece.isascii()) or (len(piece) == 2 and pairs):
            return likely
        # Of many who are called alike the names begin so, and none is looked into.
        begins = likely & self._whole.starting(piece.lstrip())
        return begins | BitMap([n for n in likely - begins if any(piece in _padded(form) for form in self._forms(n))])

    def _with_word(self, word: str, *, is_whole: bool) -> BitMap:
        """Who has a name with this Latin word, or one that begins so."""
        if is_whole:
            return self._words.of(word) | self._joined.of(word)
        return self._words.starting(word) | self._joined.starting(word)

    def has(self, word: str) -> bool:
        """Whether a name holds this: a Latin word or four letters of its beginning, a family name in front, Chinese
        anywhere. Words that everybody uses name nobody.
        """
        if (len(word) == 1 and word not in surnames()) or word in ordinary():
            return False
        return self._is_in_names(_sought(word))

    def of_family(self, word: str) -> tuple[str, ...]:
        """What names hold of this word; of a family name in any of its spellings (张师傅: `david zhang`).

        `cheung` is `zhang` and 张 where names hold these.
        """
        base = word[:-1] if len(word) > 1 and word[-1] in surname_ends() else word
        spellings = families().get(word) or families().get(base) or ()
        same = (spelling for spelling in spellings if spelling != word and self._is_family_name(spelling))
        return (*((word,) if self.has(word) else ()), *same)

    def in_letters(self, person: str) -> tuple[str, ...]:
        """What a person is called here whose Chinese name this is, two to four characters: 李建国 -> lijianguo."""
        if person.isascii() or len(person) not in _CHARACTERS_OF_A_PERSON or person[0] not in surnames():
            return ()
        return tuple(pinyin for pinyin in keys(person) if pinyin in self._joined)

    def _is_family_name(self, spelling: str) -> bool:
        """Whether a name begins with these characters, or has this Latin word."""
        return self._is_in_names(f" {spelling} " if spelling.isascii() else f" {spelling}")

    def _is_in_names(self, piece: str) -> bool:
        """Whether `_holding` holds anybody; cheaper for one Latin word."""
        word = piece.strip()
        if " " in word or not word.isascii():
            return bool(self._holding(piece))
        if piece.endswith(" "):
            return word in self._words or word in self._joined
        return any(next(postings.beginning(word), None) for postings in (self._words, self._joined))

    def is_whole(self, code: str) -> bool:
        """Whether this is all of a name, not its beginning."""
        return code in self._whole or code in self._joined

    def is_word(self, word: str) -> bool:
        """Whether this is a Latin word of a name that names somebody."""
        return word.isascii() and word in self._words and not self._is_generic(word)

    def is_heard(self, pinyin: str) -> bool:
        """Whether this is the pinyin of a name, long enough to be meant by what is nearly it."""
        return len(pinyin) >= _FEWEST_OF_PINYIN and pinyin in self.pinyin.names

    def like(self, first: str, length: int) -> list[str]:
        """Latin words and long pinyin of names with this first letter and so many letters."""
        shape = f"{first}{length} "
        return [word for _, word in self._shapes.items(shape, shape + LAST)]

    def sounding(self, like_sounds: str, fewest: int = FEWEST_LETTERS) -> tuple[Concept, ...]:
        """The names whose pinyin, so many letters or more, is this with like sounds made one."""
        spoken = next((pinyin for pinyin in self._sounds.of(like_sounds) if len(pinyin) >= fewest), "")
        return self.pinyin.get(spoken)

    # What a name may be typed as

    def _spell(self, form: str) -> None:
        for spellings, text, name in self._spelled(form):
            spellings.add(text, name)
            if spellings is self.pinyin:
                self._sounds.add(alike(text), text)
                self._shape(text)

    def _unspell(self, form: str) -> None:
        for spellings, text, name in self._spelled(form):
            spellings.discard(text, name)
            if spellings is self.pinyin:
                self._sounds.discard(alike(text), text)
                self._shape(text)

    def _spelled(self, form: str) -> Iterator[tuple[Spellings, str, str]]:
        """(how, what is typed, the name or its beginning that it stands for)."""
        whole = (form,) if " " in form or len(form) > 2 or not self._is_generic(form) else ()
        chinese = "".join(c for c in form if not c.isascii())
        starts = list(self._beginnings(form))
        spelled = [(self.terms, squeeze(start), start) for start in (*whole, *starts)]
        spelled += ((self.terms, translated, start) for translated, start in _of_persons(form))
        spelled += ((self.terms, squeeze(written), start) for start in (form, *starts) for written in _rewritten(start))
        for start in (chinese, *self._beginnings(chinese)) if len(chinese) > 1 else ():
            spelled += ((self.pinyin, key, start) for key in keys(start, every=True))
            spelled += ((self.terms, key, start) for key in in_cantonese(start))
            if len(start) >= _FEWEST_INITIALS:
                spelled += ((self.initials, first, start) for first in initials(start, every=True))
        yield from (part for part in spelled if part[1])

    def _shape(self, word: str) -> None:
        """Have a word among those of its first letter and length, or not any longer."""
        if not word.isascii():
            return
        shape = f"{word[0]}{len(word)} {word}"
        if self.is_word(word) or self.is_heard(word):
            self._shapes[shape] = word
        elif shape in self._shapes:
            del self._shapes[shape]

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

    def _is_ordinary(self, word: str) -> bool:
        """Whether people say this word of many businesses, or of the work."""
        concepts = self._lexicon.get(squeeze(word))
        return (
            (bool(concepts) and rank(concepts) in _GENERIC_RANKS)
            or word in ordinary()
            or (word.isascii() and len(word) < 3 and (word.isalpha() or word.isdigit()))
        )

    def _asks(self, word: str) -> bool:
        concepts = self._lexicon.get(squeeze(word))
        return bool(concepts) and rank(concepts) == _ASKING


def _of_persons(form: str) -> Iterator[tuple[str, str]]:
    """A person's name as Chinese write it or friends say it, and how the name begins: `david zhang hvac` -> (大卫张,
    `david zhang`), (davezhang, `david zhang`)."""
    given, *others = form.split()
    for short in nicknames().get(given, ()):
        yield short, given
        if others:
            yield short + others[0], f"{given} {others[0]}"
    for first in given_names().get(given, ()):
        yield first, given
        for last in families().get(others[0], ()) if others else ():
            if not last.isascii():
                yield from ((name, f"{given} {others[0]}") for name in (first + last, last + first))


def _of_families(start: str) -> Iterator[str]:
    """A Chinese name of a family with that in Latin letters: 王师傅 as wong shifu, 老李 as lao lee."""
    if start.isascii() or len(start) not in _CHARACTERS_OF_A_FIRM:
        return
    if start[0] == "老":
        yield from (
            f"{old} {name}" for name in families().get(start[1:], ()) if name.isascii() for old in ("lao", "old")
        )
    elif not any(c.isascii() for c in start):
        of = (name for name in families().get(start[0], ()) if name.isascii())
        yield from (f"{name} {pinyin}" for name in of for pinyin in keys(start[1:]))


def _rewritten(start: str) -> Iterator[str]:
    """A name, or its beginning, with its words as others write them: `li brothers` as lee bros, `four seasons` as four
    season, `365 冷暖` as 三六五冷暖."""
    yield from _of_families(start)
    first, *others = start.split()
    same = [(word, *written_as().get(word, ())) for word in (first, *others)]
    if others and start.isascii() and len(others) < _MOST_WORDS_REWRITTEN:
        same[0] += tuple(spelling for spelling in families().get(first, ()) if spelling.isascii() and spelling != first)
        last = others[-1]
        same[-1] += (
            (last.removesuffix("s") if last.endswith("s") else f"{last}s",) if len(last) >= FEWEST_LETTERS else ()
        )
    yield from (" ".join(words) for words in islice(product(*same), 1, _MOST_REWRITTEN))


def _padded(form: str) -> str:
    """A name as it is looked through: with and without its blanks, and blanks around both."""
    return f" {form} {form.replace(' ', '')} "


def _sought(name: str) -> str:
    """What stands in the names of those who are called so."""
    if name.isascii():
        return f" {name}" if len(name) >= FEWEST_LETTERS else f" {name} "
    return f" {name}" if len(name) == 1 else name


def spellings_of(forms: Iterable[str]) -> tuple[str, ...]:
    """How the names of a business may begin when typed: each word of them, in letters, characters and pinyin."""
    spellings: dict[str, None] = {}
    for form in forms:
        words = form.split()
        spellings.update(dict.fromkeys("".join(words[first:]) for first in range(len(words))))
        chinese = "".join(c for c in form if not c.isascii() and c != " ")
        spellings.update(dict.fromkeys((*keys(chinese), *initials(chinese)) if chinese else ()))
    return tuple(spelling for spelling in spellings if spelling)
