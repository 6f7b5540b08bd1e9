"""Typos: an unknown word is read as the nearest word that means something here. Only what nobody knows is corrected."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from itertools import accumulate, islice, pairwise
from typing import TYPE_CHECKING

from directory.kernel.later import later
from directory.reading.english_ear import in_pinyin
from directory.reading.folding import squeeze
from directory.reading.lexicon import Lexicon, rank
from directory.reading.sounds import sound as english_sound
from directory.reading.syllables import alike, is_pinyin, keys
from directory.search.rules.conditions import Span
from directory.search.rules.name_words import families, surnames
from directory.search.rules.numbers import COUNTING
from directory.search.rules.pinyin import by_likeness, listen
from directory.search.rules.reading import Reading, read
from directory.search.rules.slips import is_slip
from directory.search.rules.tokens import Terms
from directory.search.rules.vocabulary import articles, not_a_place, ordinary
from directory.search.rules.word_forms import is_everyday_word
from directory.trades import vocabulary

if TYPE_CHECKING:
    from rapidfuzz import process
    from rapidfuzz.distance import OSA
else:
    process = later("rapidfuzz.process")
    OSA = later("rapidfuzz.distance.OSA")

#: From so many letters on a word may be one edit away, two edits away; shorter ones are never corrected.
_ONE_EDIT, _TWO_EDITS = 4, 7
#: Chinese characters from which on one of them may be wrong.
_ONE_CHARACTER = 4
_RANK_OF_NAMES, _RANK_OF_PLACES, _RANK_OF_NOISE, _RANK_OF_PINYIN = 2, 3, 4, 5
_LETTERS = "abcdefghijklmnopqrstuvwxyz0123456789"
#: What a Chinese word is put right to by its sound; other wishes are rarer than words that only sound like them.
_HEARD = ("service", "brand", "work_type", "symptom", "name", "place", "license", "insured", "property", "warranty")
#: Characters that a sentence is put together with: no word is misheard there.
_PARTICLES = "了的吗呢吧着过嘅咗啊"
#: Fewer consonants stand in too many words: of a brand, and of any word.
_FEWEST_CONSONANTS, _FEWEST_OF_A_WORD = 3, 4
_SOUNDS_LIKE = str.maketrans("cqz", "kks")
#: Letters that sound as another: "condishuner" is conditioner, "furnis" furnace.
_SOUNDED = ((re.compile("ph"), "f"), (re.compile("[tcs]i(?=o|a)|sh"), "s"), (re.compile("c(?=[eiy])"), "s"))
#: A word that only sounds like another has so many letters otherwise at most, and no more than half of them.
_MOST_OTHERWISE = 4
_LATIN_WORD = re.compile(r"[A-Za-z]+")
#: Words of a name that are heard together, and words of a text that are looked at.
_MOST_OF_A_NAME, _MOST_WORDS = 4, 60
#: Words of a name that are written apart have so many letters together, or more.
_FEWEST_TOGETHER = 6
#: The letters around a guess: words are compared with those of about their length only.
_MOST_LETTERS = 30


class _Known:
    """The words of the tables that may be meant, with what decides among them; made once a process."""

    def __init__(self, lexicon: Lexicon, pinyin: Lexicon) -> None:
        """Terms with what they mean, and their pinyin."""
        asking = {key: rank(concepts) for key, concepts in lexicon.items() if key.isascii()}
        #: Whole terms, which mean more than a word of a name, and words of terms, which mean less.
        self.terms = {key: of for key, of in asking.items() if of < _RANK_OF_NOISE and not _is_of_others(key, lexicon)}
        self.words = {
            word: of for word, of in lexicon.words().items() if of < _RANK_OF_NOISE and not _is_of_others(word, lexicon)
        }
        heard = {key for key, of in pinyin.items() if rank(of) in (0, 2, 3) and len(key) >= _TWO_EDITS}
        #: How many terms a word stands in: of two guesses equally near the commoner word is meant.
        self.count = Counter(word for key in lexicon.spelled() for word in set(key.split()))
        self.shapes: dict[tuple[str, int], list[str]] = defaultdict(list)
        for word in {*self.terms, *self.words, *heard}:
            self.shapes[word[0], len(word)].append(word)
        self.all = frozenset((*self.terms, *self.words, *heard))
        self.chinese = [
            key
            for key, concepts in lexicon.items()
            if not key.isascii() and len(key) >= _ONE_CHARACTER and rank(concepts) == 0 and concepts[0].kind in _HEARD
        ]
        self.likeness = by_likeness(pinyin)
        #: Words of what businesses do by their consonants, the commonest where several sound so.
        self.heard_words: dict[str, str] = {}
        of_work = [word for word, of in (self.words | self.terms).items() if of == 0 and _is_of_ours(word, lexicon)]
        for word in sorted(of_work, key=lambda word: (-self.count[word], word)):
            sounds = _skeleton(word)
            if len(sounds) >= _FEWEST_OF_A_WORD:
                self.heard_words.setdefault(sounds, word)
        #: Brands by their pinyin with like sounds made one, and by the consonants of their names.
        self.heard_brands = dict(_brands_by_sound(pinyin))
        self.brands = {
            _skeleton(name): name
            for name in (squeeze(term.code) for term in vocabulary.terms("brand"))
            if len(_skeleton(name)) >= _FEWEST_CONSONANTS
        }


@cache
def _known(lexicon: Lexicon, pinyin: Lexicon) -> _Known:
    return _Known(lexicon, pinyin)


class Speller:
    """The words people may have meant: those of the vocabulary first, then names, then places."""

    def __init__(self, terms: Terms) -> None:
        """The words of names are asked for as they are now: nothing is collected from them."""
        self._terms = terms

    @property
    def _known(self) -> _Known:
        return _known(self._terms.lexicon, self._terms.pinyin)

    def correct(self, reading: Reading) -> str | None:
        """The text with its unknown words replaced by what was probably meant; None where none comes close."""
        unread = sorted((*reading.leftover_spans, *reading.faint_spans), reverse=True)
        names = list(self._names_heard(reading))
        unread = [span for span in unread if not any(start <= span[0] < end for _, (start, end) in names)]
        meant = [self._meant(span, reading.text, is_faint=span in reading.faint_spans) for span in unread]
        meant = sorted((*meant, *names), key=lambda word: word[1], reverse=True)
        better = [(word, where) for word, where in meant if word is not None]
        places = [word for word, _ in better if self._order(word) == _RANK_OF_PLACES]
        text = _replaced(reading.text, better)
        # A town is a guess only where it makes the text whole, and lies where the text says.
        if places and (_is_partly_read(better_read := read(text, self._terms), places) or _moves(reading, better_read)):
            text = _replaced(reading.text, [(word, where) for word, where in better if word not in places])
        return text if text != reading.text else None

    def _names_heard(self, reading: Reading) -> Iterator[tuple[str, Span]]:
        """Names as an English ear writes them in several words, with where they stand: gow shee -> gaoshi, chess a peak
        -> chesapeake."""
        text, unread, end = reading.text, {*reading.leftover_spans}, 0
        words = [match.span() for match in islice(_LATIN_WORD.finditer(text), _MOST_WORDS)] if unread else []
        for first in range(len(words)):
            for run in (words[first : first + count] for count in range(_MOST_OF_A_NAME, 1, -1)):
                is_apart = any(text[one[1] : other[0]].strip(" -") for one, other in pairwise(run))
                if run[0][0] < end or unread.isdisjoint(run) or len(run) < 2 or is_apart:
                    continue
                heard = in_pinyin([text[slice(*span)].lower() for span in run])
                names = filter(None, (self._terms.names.sounding(alike(pinyin)) for pinyin in heard))
                name = next(names, None)
                meant = (
                    keys(name[0].code)[0] if name else self._word_of_name("".join(text[slice(*span)] for span in run))
                )
                if meant:
                    end = run[-1][1]
                    yield meant, (run[0][0], end)
                    break

    def _word_of_name(self, together: str) -> str | None:
        """The word of a name that words written together nearly are: `chessapeak`, `titlewater`."""
        if not _FEWEST_TOGETHER <= len(together) <= _MOST_LETTERS:
            return None
        near = self._near(together.lower(), 1 if len(together) <= _TWO_EDITS else 2)
        heads = (hit for hit in near if hit[0][0] == together[0].lower() and hit[0] not in ordinary())
        words = [(edits, word) for word, edits in heads if self._terms.names.is_word(word)]
        return min(words)[1] if words else None

    def _meant(self, span: Span, text: str, *, is_faint: bool) -> tuple[str | None, Span]:
        key = squeeze(text[slice(*span)])
        if key.isascii():
            behind = text[span[1] :].split(maxsplit=1)[:1]
            return self._latin(key, is_verb=bool(behind) and behind[0].lower() in articles()), span
        return (None, span) if key in ordinary() else self._chinese_word(span, text, is_faint=is_faint)

    def _latin(self, word: str, *, is_verb: bool) -> str | None:
        """The nearest known word; a word that is pinyin is first taken by its sound.

        No verb is taken for a thing that only sounds like it: furnish my apartment.
        """
        if (
            not _ONE_EDIT <= len(word) <= _MOST_LETTERS
            or word.isdigit()
            or is_everyday_word(word)
            or word in not_a_place()
            or word in families()
        ):
            return None
        if is_pinyin(word) and (term := self._known.likeness.get(alike(word))):
            return term
        if not is_pinyin(word) and (heard := next(filter(self._is_known, in_pinyin((word,))), None)):
            return heard
        most = 2 if len(word) >= _TWO_EDITS and not is_pinyin(word) else 1
        matches = [hit for hit in self._near(word, most) if self._is_likely(word, *hit)]
        best = min(matches, key=lambda hit: (hit[1], hit[0][0] != word[0], *self._worth(hit[0])), default=None)
        brand = self._brand(word, most=best[1] if best else 2)
        if brand is not None:
            return brand
        if (
            best is None
            or (best[1] > 1 and best[0][0] != word[0])
            or (len(word) == _ONE_EDIT and best[0][0] != word[0] and english_sound(best[0]) != english_sound(word))
        ):
            return None if is_verb else self._sounding(word)
        meant = self._terms.lexicon.get(best[0])
        return meant[0].code.lower() if meant and meant[0].kind == "brand" else best[0]

    def _near(self, word: str, most: int) -> list[tuple[str, int]]:
        """(known word, edits) of those at most so many edits away; one that begins otherwise is only one edit away.

        `furnase` -> `[("furnace", 1)]`. Words of the same first letter and about the same length are compared; of
        the others one edit leaves only those that differ in the first letter.
        """
        known, names = self._known, self._terms.names
        near: list[str] = []
        for length in range(len(word) - most, len(word) + most + 1):
            near += known.shapes.get((word[0], length), ())
            near += names.like(word[0], length)
        matches = process.extract(word, near, scorer=OSA.distance, score_cutoff=most, limit=None)
        otherwise = {word[1:], word[1] + word[0] + word[2:], *(c + rest for c in _LETTERS for rest in (word, word[1:]))}
        is_known = (other for other in otherwise if other[0] != word[0] and self._is_known(other))
        return [*((hit[0], int(hit[1])) for hit in matches), *((other, 1) for other in is_known)]

    def _is_likely(self, word: str, meant: str, edits: int) -> bool:
        """Whether a known word so many edits away may be meant; a town of few letters is only one away."""
        if edits == 1:
            return is_slip(word, meant)
        return len(meant) > _TWO_EDITS or self._order(meant) != _RANK_OF_PLACES

    def _is_known(self, word: str) -> bool:
        names = self._terms.names
        return word in self._known.all or names.is_word(word) or names.is_heard(word)

    def _order(self, word: str) -> int | None:
        """How much a word means, the most first; None for one that nobody knows."""
        known, names = self._known, self._terms.names
        if word in known.terms:
            return known.terms[word]
        if names.is_word(word):
            return _RANK_OF_NAMES
        return known.words.get(word, _RANK_OF_PINYIN if self._is_known(word) else None)

    def _brand(self, word: str, most: int) -> str | None:
        """The brand with the consonants of a word, at most so many edits away: `trian` is Trane."""
        brand = self._known.brands.get(_skeleton(word))
        return brand if brand is not None and OSA.distance(word, brand, score_cutoff=most) <= most else None

    def _sounding(self, word: str) -> str | None:
        """The word of what businesses do that sounds the same, whatever its vowels: `condishuner` is conditioner."""
        heard = self._known.heard_words.get(_skeleton(word))
        if heard is None or heard[0] != word[0]:
            return None
        most = min(_MOST_OTHERWISE, max(len(word), len(heard)) // 2)
        return heard if OSA.distance(word, heard, score_cutoff=most) <= most else None

    def _worth(self, word: str) -> tuple[int, int, str]:
        return self._order(word) or 0, -self._known.count[word], word

    def _chinese_word(self, span: Span, text: str, *, is_faint: bool) -> tuple[str | None, Span]:
        """The known word that sounds the same, with its neighbors or without; else one with one other character.

        A single character between words that were understood is put right by its sound only.
        """
        for start, end in _around(span, text):
            meant = self._same_sound(squeeze(text[start:end]))
            if meant is not None:
                return meant, (start, end)
        for start, end in _around(span, text):
            if (brand_or_name := self._alike(squeeze(text[start:end]))) is not None:
                return brand_or_name, (start, end)
        for start, end in () if is_faint else _around(span, text):
            word = squeeze(text[start:end])
            if len(word) >= _ONE_CHARACTER:
                match = process.extractOne(word, self._known.chinese, scorer=OSA.distance, score_cutoff=1)
                if match and not self._is_of_another_kind(word, str(match[0])):
                    return str(match[0]), (start, end)
        return None, span

    def _is_of_another_kind(self, word: str, term: str) -> bool:
        """Whether these are the same machine, of another kind or maker: 吊顶空调 is no 屋顶空调."""
        ends = (word[-length:] for length in range(2, len(word)) if word[-length:] == term[-length:])
        return any(of and of[0].kind == "service" for of in map(self._terms.lexicon.get, ends))

    def _alike(self, word: str) -> str | None:
        """The brand or the name, as many characters long, whose sounds many do not tell from these: 特琳 is 特灵.

        Somebody of another family is not meant: 黄氏 is not 方氏.
        """
        for sound in keys(word):
            meant = self._known.heard_brands.get(alike(sound))
            if meant is None and {*word}.isdisjoint(_PARTICLES):
                meant = self._named(alike(sound))
            is_other = meant is not None and word[0] != meant[0] and {word[0], meant[0]} <= surnames()
            if meant is not None and len(meant) == len(word) and not is_other:
                return meant
        return None

    def _named(self, sounds: str) -> str | None:
        """The name that sounds so."""
        names = self._terms.names.sounding(sounds, fewest=1)
        return names[0].code if names else None

    def _same_sound(self, word: str) -> str | None:
        """The known words, as many characters together, that sound like this one."""
        for sound in keys(word):
            heard = listen(sound, (self._terms.pinyin, self._terms.names.pinyin))
            if not heard or not all(part.concepts and part.concepts[0].kind in _HEARD for part in heard):
                continue
            meant = [part.concepts[0].words or part.concepts[0].code for part in heard]
            pairs = [*zip(meant, _cut(word, meant), strict=True)] if len("".join(meant)) == len(word) else []
            if pairs and all(_is_heard_as(*pair) for pair in pairs):
                return "".join(meant)
        return None


def _is_heard_as(term: str, word: str) -> bool:
    """Whether a term may have been meant by a word that sounds the same: one character of two is right, 商页 is 商业.

    A single character sounds like too many, and stays as it was typed; so do particles.
    """
    same = [meant == typed for meant, typed in zip(term, word, strict=True)]
    is_particle = any(typed in _PARTICLES and meant != typed for meant, typed in zip(term, word, strict=True))
    return all(same) or (len(term) > 1 and not is_particle and (len(term) > 2 or any(same)))


def _brands_by_sound(pinyin: Lexicon) -> Iterator[tuple[str, str]]:
    """Pinyin with like sounds made one -> a brand of two characters or more."""
    for key, concepts in pinyin.items():
        concept = concepts[0]
        term = concept.words or concept.code
        if concept.kind == "brand" and len(term) > 1 and not any(c.isascii() for c in term):
            yield alike(key), term


def _is_of_others(word: str, lexicon: Lexicon) -> bool:
    """Whether this is a place elsewhere, or a short word for the work of others only.

    Nobody is sent away for a typo: look is no lock, defrost no Detroit.
    """
    concepts = lexicon.get(word)
    kind = concepts[0].kind if concepts else ""
    return kind == "elsewhere" or (len(word) < _TWO_EDITS and kind == "unlisted")


def _is_of_ours(word: str, lexicon: Lexicon) -> bool:
    """Whether this is no brand and no work of others: those are not meant by their consonants only."""
    meant = lexicon.get(word)
    return not meant or meant[0].kind not in ("brand", "unlisted")


def _replaced(text: str, better: Iterable[tuple[str, Span]]) -> str:
    """The text with a word in the place of each stretch, the last first."""
    for word, (start, end) in better:
        text = text[:start] + word + text[end:]
    return text


def _is_partly_read(better: Reading, places: Iterable[str]) -> bool:
    """Whether words are left over in spite of these guesses, which are not parts of a firm's name either."""
    named = {word for one in better.conditions if one.kind == "name" for word in one.words.lower().split()}
    return bool(better.unread()) and named.isdisjoint(places)


def _moves(reading: Reading, better: Reading) -> bool:
    """Whether a guessed town lies elsewhere than a place that was named, or stands beside one as narrow."""
    return bool(reading.places) and len(better.places) > 1


def _skeleton(word: str) -> str:
    """The consonants of a Latin word as they sound, each once in a row: `kr` of carrier and of karier."""
    letters = word
    for spelled, sound in _SOUNDED:
        letters = spelled.sub(sound, letters)
    letters = letters.translate(_SOUNDS_LIKE)
    consonants = [c for c in letters if c not in "aeiouyhw"]
    return "".join(c for n, c in enumerate(consonants) if n == 0 or c != consonants[n - 1])


def _cut(word: str, pattern: Sequence[str]) -> list[str]:
    """The word in pieces as long as those of the pattern."""
    ends = list(accumulate(map(len, pattern)))
    return [word[start:end] for start, end in pairwise([0, *ends])]


def _around(span: Span, text: str) -> Sequence[Span]:
    """The span with up to two Chinese characters before and after it that count nothing, the longest first."""
    start, end = span
    spans = []
    for before in (2, 1, 0):
        for after in (2, 1, 0):
            first, last = start - before, end + after
            if (
                first >= 0
                and last <= len(text)
                and not any(
                    c.isascii() or (c in COUNTING and not start <= n < end)
                    for n, c in enumerate(text[first:last], start=first)
                )
            ):
                spans.append((first, last))
    return sorted(spans, key=lambda area: area[0] - area[1])
