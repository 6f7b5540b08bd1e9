"""Cutting a query into tokens: numbers, the longest known terms, and what nobody knows."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise, takewhile

from directory.places.gazetteer import Gazetteer
from directory.places.rules import Place
from directory.reading.folding import CUT, YEARS, Squeezed, Typed, squeezed, typed, without_signs
from directory.reading.lexicon import RANKS, Concept, Lexicon, rank
from directory.reading.sounds import machines
from directory.reading.syllables import alike, is_pinyin
from directory.search.rules.name_words import name_first
from directory.search.rules.names import Names
from directory.search.rules.numbers import Numbers, Years, count
from directory.search.rules.pinyin import Heard, abbreviated, listen, run_together
from directory.search.rules.word_forms import is_everyday_word

_LATIN, _CHINESE = "latin", "chinese"
_NOTHING = (Concept("noise", ""),)
#: From so many on, single letters with blanks between them are initials.
_FEWEST_INITIALS = 3
#: So many characters around a token are looked at: a longer text costs no more a token.
REACH = 60


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
    #: A small machine is mounted on it, or is for it, and that is what is asked for.
    is_host: bool = False

    @property
    def is_unknown(self) -> bool:
        """Whether nothing is known of it."""
        return self.kind in (_LATIN, _CHINESE)


def text_before(text: Typed, token: Token) -> str:
    """The plain text right before a token, as far as any word of the tables reaches."""
    return without_signs(text.folded[max(0, token.start - REACH) : token.start])


def text_after(text: Typed, token: Token) -> str:
    """The plain text right behind a token, as far."""
    return without_signs(text.folded[token.end : token.end + REACH])


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
    query_text = typed(text)
    counted = count(query_text.folded, terms.numbers, terms.gazetteer)
    known = list(_known(squeezed(counted.rest), counted.years, terms))
    for number in counted.numbers:
        kind = "outside" if number.outside else "zip" if number.place else "number" if number.concept else "measure"
        concepts = (number.concept,) if number.concept else ()
        known.append(
            Token(kind, number.start, number.end, concepts=concepts, place=number.place, code=number.outside or "")
        )
    known.sort(key=lambda token: token.start)
    if any(token.kind == _LATIN for token in known):
        known = list(_in_latin(known, terms))
    return query_text, known


def _known(text: Squeezed, years: Sequence[Years], terms: Terms) -> Iterator[Token]:
    """The longest terms from left to right; a name as long as a term counts where the term is a place or noise."""
    letters, at, year = text.text, 0, 0
    while at < len(letters):
        if letters[at] == CUT:
            at += 1
            continue
        if letters[at] == YEARS:
            sense = years[year]
            kind = "promised" if sense.is_promised else "years"
            yield Token(kind, text.at[at], text.at[at] + sense.length, code=str(sense.years))
            at, year = at + 1, year + 1
            continue
        term, name = _longest(text, at, terms.lexicon), terms.names.terms.longest(text, at)
        if term > max(at + 1, name):
            uncut = _uncut if not letters[at].isascii() else _unbroken
            term = uncut(text, at, term, terms.lexicon)
        end = max(term, name)
        if end == at:
            end = _word_end(text, at)
            kind = _LATIN if letters[at].isascii() else _CHINESE
            yield Token(kind, text.at[at], text.at[end - 1] + 1, letters[at:end])
        else:
            yield _token(text, at, end, terms, is_term=term == end, is_name=name == end)
        at = end


def _longest(text: Squeezed, at: int, lexicon: Lexicon) -> int:
    """Where the longest term ends. Little words do not make a place together: "can a" is not Cana, "f l" not FL.

    Nor do everyday words make a brand, unless its machine follows: "a good man for the AC", "good man furnace".
    """
    end = lexicon.longest(text, at)
    key = text.text[at:end]
    meant = lexicon.get(key) or _NOTHING
    is_brand = meant[0].kind == "brand"
    if not key.isascii() or key in lexicon.written_apart() or not (is_brand or rank(meant) == RANKS["place"]):
        return end
    starts = [at, *(n for n in range(at + 1, end) if text.edge[n]), end]
    words = [text.text[first:last] for first, last in pairwise(starts)]
    if is_brand and (end == len(text.text) or text.text.startswith(tuple(machines()), end)):
        return end
    if len(words) == 1 or not all(is_everyday_word(word) if is_brand else _is_small(word, lexicon) for word in words):
        return end
    return starts[1] if lexicon.get(words[0]) else at


def _uncut(text: Squeezed, at: int, end: int, lexicon: Lexicon) -> int:
    """The end of a Chinese term, or of a shorter one where it would cut a longer: 家里冷 in 家里冷气坏了 is 家里.

    A term is cut where what stays of it means nothing, and what stands before it means something.
    """
    if end == len(text.text) or lexicon.longest(text, end) > end:
        return end
    for start in range(end - 1, at, -1):
        if lexicon.longest(text, start) > end and lexicon.get(text.text[at:start]):
            return start
    return end


def _unbroken(text: Squeezed, at: int, end: int, lexicon: Lexicon) -> int:
    """The end of a Latin term, or of a shorter one where it would break a phrase: "ac is out" of "out of warranty".

    Only phrases that ask for nothing are not broken: of others the first is as good.
    """
    edges = [n for n in range(at + 1, end) if text.edge[n]]
    for start in edges:
        phrase = lexicon.longest(text, start)
        if phrase > end and rank(lexicon.get(text.text[start:phrase])) == RANKS["noise"]:
            return next((edge for edge in reversed(edges) if edge <= start and lexicon.get(text.text[at:edge])), end)
    return end


def _is_small(word: str, lexicon: Lexicon) -> bool:
    return len(word) == 1 or any(concept.kind in ("noise", "or", "and", "negation") for concept in lexicon.get(word))


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


def _in_latin(known: Sequence[Token], terms: Terms) -> Iterator[Token]:
    """Unknown Latin words read as pinyin with their neighbors, then as initials; what is neither stays unknown."""
    at = 0
    while at < len(known):
        letters = list(takewhile(lambda token: len(token.letters) == 1 and token.letters.isascii(), known[at:]))
        initials = abbreviated("".join(token.letters for token in letters), (terms.names.initials,))
        if len(letters) >= _FEWEST_INITIALS and initials is not None:
            yield from _as_tokens(letters, initials)
            at += len(letters)
            continue
        run = _run_of_syllables(known, at)
        heard = _listen("".join(token.letters for token in run), terms) if run else None
        if heard is not None:
            yield from _as_tokens(run, heard)
            at += len(run)
            continue
        token = known[at]
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


def _listen(letters: str, terms: Terms) -> list[Heard] | None:
    """A run of syllables as terms; as a name that sounds like all of it, where the terms leave something unsaid."""
    heard = listen(letters, (terms.pinyin, terms.names.pinyin))
    if heard is None or not all(part.concepts and rank(part.concepts) != RANKS["noise"] for part in heard):
        called = terms.names.sounding(alike(letters))
        heard = [Heard(0, len(letters), called)] if called else heard
    return heard


def _run_of_syllables(known: Sequence[Token], at: int) -> list[Token]:
    """The tokens from `at` that are unknown or say nothing, and are syllables; empty where none of them is unknown."""
    run: list[Token] = []
    for token in known[at:]:
        if not (token.kind in (_LATIN, "noise") and token.letters.isascii() and is_pinyin(token.letters)):
            break
        run.append(token)
    while run and run[-1].kind == "noise" and len(run[-1].letters) > 3:
        run.pop()
    return run if any(token.kind == _LATIN for token in run) else []


def _as_tokens(run: Sequence[Token], heard: Sequence[Heard]) -> Iterator[Token]:
    """Stretches of joined letters as tokens of the text they came from; what is of noise alone stays noise."""
    where = [(token, n) for token in run for n in range(len(token.letters))]
    for part in heard:
        if all(token.kind == "noise" for token, _ in where[part.start : part.end]):
            yield from dict.fromkeys(token for token, _ in where[part.start : part.end])
            continue
        first, last = where[part.start], where[min(part.end, len(where)) - 1]
        start = first[0].start + first[1] if len(first[0].letters) == first[0].end - first[0].start else first[0].start
        end = last[0].start + last[1] + 1 if len(last[0].letters) == last[0].end - last[0].start else last[0].end
        letters = "".join(token.letters for token in run)[part.start : part.end]
        kind = part.concepts[0].kind if part.concepts else _LATIN
        yield Token(kind, start, end, letters, part.concepts)


def joined(unknown: Sequence[Token]) -> list[Token]:
    """Unknown Chinese characters that stand together, as one token."""
    result: list[Token] = []
    for token in unknown:
        last = result[-1] if result else None
        if last and last.kind == token.kind == _CHINESE and last.end == token.start:
            result[-1] = replace(last, end=token.end, letters=last.letters + token.letters)
        else:
            result.append(token)
    return result
