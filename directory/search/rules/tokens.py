"""Cutting a query into tokens: numbers, the longest known terms, and what nobody knows."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise, takewhile

from directory.places.gazetteer import Gazetteer
from directory.places.rules import Place
from directory.reading.folding import CUT, YEARS, Squeezed, Typed, squeezed, typed
from directory.reading.lexicon import RANKS, Concept, Lexicon, rank
from directory.reading.syllables import is_pinyin
from directory.search.rules.names import Names
from directory.search.rules.numbers import Numbers, Years, count
from directory.search.rules.pinyin import Heard, abbreviated, listen, run_together
from directory.search.rules.vocabulary import name_first

_LATIN, _CHINESE = "latin", "chinese"
_NOTHING = (Concept("noise", ""),)
#: From so many on, single letters with blanks between them are initials.
_FEWEST_INITIALS = 3


@dataclass(frozen=True, slots=True)
class Token:
    """A stretch of the folded text and what it means; `letters` are its squeezed characters.

    `kind` is that of its concepts, or years, promised (years after 保), measure, zip, outside; latin and chinese are
    words nobody knows.
    """

    kind: str
    start: int
    end: int
    letters: str = ""
    concepts: tuple[Concept, ...] = ()
    place: Place | None = None
    code: str = ""
    #: Where the negation that takes it away begins.
    negation: int | None = None
    #: `or`, `and`: how it is tied to the token before it.
    link: str = ""

    @property
    def is_unknown(self) -> bool:
        """Whether nothing is known of it."""
        return self.kind in (_LATIN, _CHINESE)


@dataclass(frozen=True)
class Terms:
    """All that a query is read by: the site's lexicon with its pinyin and initials, and the names of the listings."""

    lexicon: Lexicon
    pinyin: Lexicon
    initials: Lexicon
    names: Names
    numbers: Numbers
    gazetteer: Gazetteer


def tokens(text: str, terms: Terms) -> tuple[Typed, list[Token]]:
    """The tokens of a text in order. Never raises; the cost grows with the length of the text."""
    asked = typed(text)
    counted = count(asked.folded, terms.numbers, terms.gazetteer)
    found = list(_known(squeezed(counted.rest), counted.years, terms))
    for number in counted.numbers:
        kind = "outside" if number.outside else "zip" if number.place else "number" if number.concept else "measure"
        concepts = (number.concept,) if number.concept else ()
        found.append(
            Token(kind, number.start, number.end, concepts=concepts, place=number.place, code=number.outside or "")
        )
    found.sort(key=lambda token: token.start)
    if any(token.kind == _LATIN for token in found):
        found = list(_in_latin(found, terms))
    return asked, found


def _known(text: Squeezed, years: Sequence[Years], terms: Terms) -> Iterator[Token]:
    """The longest terms from left to right; a name as long as a term counts where the term is a place or noise."""
    letters, at, year = text.text, 0, 0
    while at < len(letters):
        if letters[at] == CUT:
            at += 1
            continue
        if letters[at] == YEARS:
            told = years[year]
            kind = "promised" if told.is_promised else "years"
            yield Token(kind, text.at[at], text.at[at] + told.length, code=str(told.years))
            at, year = at + 1, year + 1
            continue
        term, name = _longest(text, at, terms.lexicon), terms.names.terms.longest(text, at)
        end = max(term, name)
        if end == at:
            end = _word_end(text, at)
            kind = _LATIN if letters[at].isascii() else _CHINESE
            yield Token(kind, text.at[at], text.at[end - 1] + 1, letters[at:end])
        else:
            yield _token(text, at, end, terms, is_term=term == end, is_name=name == end)
        at = end


def _longest(text: Squeezed, at: int, lexicon: Lexicon) -> int:
    """Where the longest term ends. Little words do not make a place together: "can a" is not Cana, "f l" not FL."""
    end = lexicon.longest(text, at)
    key = text.text[at:end]
    if not key.isascii() or key in lexicon.written_apart() or rank(lexicon.get(key) or _NOTHING) != RANKS["place"]:
        return end
    starts = [at, *(n for n in range(at + 1, end) if text.edge[n]), end]
    words = [text.text[first:last] for first, last in pairwise(starts)]
    if len(words) == 1 or not all(_is_small(word, lexicon) for word in words):
        return end
    return starts[1] if lexicon.get(words[0]) else at


def _is_small(word: str, lexicon: Lexicon) -> bool:
    return len(word) == 1 or any(concept.kind == "noise" for concept in lexicon.get(word))


def _token(text: Squeezed, at: int, end: int, terms: Terms, *, is_term: bool, is_name: bool) -> Token:
    key = text.text[at:end]
    concepts, place = terms.lexicon.get(key) if is_term else (), None
    if is_name and (not concepts or rank(concepts) > RANKS["name"]):
        named = terms.names.terms.get(key)
        # A place is a place, unless it is all of somebody's name, or a name first.
        if not concepts or rank(concepts) == RANKS["noise"] or terms.names.is_whole(named[0].code):
            concepts = named
        elif concepts[0].kind == "place" and key in name_first():
            place, concepts = terms.gazetteer.place(concepts[0].code), named
    return Token(concepts[0].kind, text.at[at], text.at[end - 1] + 1, key, concepts, place)


def _word_end(text: Squeezed, at: int) -> int:
    """Where an unknown word ends: a Latin word at its edge, a Chinese character after itself."""
    end = at + 1
    while text.text[at].isascii() and not text.edge[end]:
        end += 1
    return end


def _in_latin(found: Sequence[Token], terms: Terms) -> Iterator[Token]:
    """Unknown Latin words read as pinyin with their neighbors, then as initials; what is neither stays unknown."""
    at = 0
    while at < len(found):
        letters = list(takewhile(lambda token: len(token.letters) == 1 and token.letters.isascii(), found[at:]))
        initials = abbreviated("".join(token.letters for token in letters), (terms.names.initials,))
        if len(letters) >= _FEWEST_INITIALS and initials is not None:
            yield from _as_tokens(letters, initials)
            at += len(letters)
            continue
        run = _run_of_syllables(found, at)
        heard = listen("".join(token.letters for token in run), (terms.pinyin, terms.names.pinyin)) if run else None
        if heard is not None:
            yield from _as_tokens(run, heard)
            at += len(run)
            continue
        token = found[at]
        if token.kind == _LATIN:
            parts = abbreviated(token.letters, (terms.names.initials, terms.initials)) or run_together(
                token.letters, terms.lexicon
            )
            if parts is not None:
                yield from _as_tokens([token], parts)
                at += 1
                continue
        yield token
        at += 1


def _run_of_syllables(found: Sequence[Token], at: int) -> list[Token]:
    """The tokens from `at` that are unknown or say nothing, and are syllables; empty where none of them is unknown."""
    run: list[Token] = []
    for token in found[at:]:
        if not (token.kind in (_LATIN, "noise") and token.letters.isascii() and is_pinyin(token.letters)):
            break
        run.append(token)
    while run and run[-1].kind == "noise" and len(run[-1].letters) > 3:
        run.pop()
    return run if any(token.kind == _LATIN for token in run) else []


def _as_tokens(run: Sequence[Token], heard: Sequence[Heard]) -> Iterator[Token]:
    """Stretches of joined letters as tokens of the text they came from; what is of noise alone stays noise."""
    where = [(token, n) for token in run for n in range(len(token.letters))]
    for each in heard:
        if all(token.kind == "noise" for token, _ in where[each.start : each.end]):
            yield from dict.fromkeys(token for token, _ in where[each.start : each.end])
            continue
        first, last = where[each.start], where[min(each.end, len(where)) - 1]
        start = first[0].start + first[1] if len(first[0].letters) == first[0].end - first[0].start else first[0].start
        end = last[0].start + last[1] + 1 if len(last[0].letters) == last[0].end - last[0].start else last[0].end
        letters = "".join(token.letters for token in run)[each.start : each.end]
        kind = each.concepts[0].kind if each.concepts else _LATIN
        yield Token(kind, start, end, letters, each.concepts)


def joined(unknown: Sequence[Token]) -> list[Token]:
    """Unknown Chinese characters that stand together, as one token."""
    found: list[Token] = []
    for token in unknown:
        last = found[-1] if found else None
        if last and last.kind == token.kind == _CHINESE and last.end == token.start:
            found[-1] = replace(last, end=token.end, letters=last.letters + token.letters)
        else:
            found.append(token)
    return found
