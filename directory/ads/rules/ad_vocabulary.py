"""The words of `seed/ads.toml`, and the lexicon that ads are read by: vocabulary, places, and these."""

import re
from collections.abc import Iterable, Iterator
from functools import cache

from directory.kernel.prepared import prepared, toml
from directory.kernel.text import fold
from directory.places.gazetteer import Gazetteer, gazetteer
from directory.reading.folding import squeeze
from directory.reading.lexicon import Concept, Lexicon, LexiconTable
from directory.search.rules.lexicons import SOURCES, place_terms
from directory.trades import vocabulary

_KINDS = ("service", "brand", "work_type", "license_type", "property_type", "feature", "warranty_scope")
_RENAMED = {"license_type": "license", "property_type": "property", "warranty_scope": "scope"}


#: How small print writes parts of places' names.
_SHORTENED = (
    (re.compile(r"^mount "), "mt "),
    (re.compile(r"^fort "), "ft "),
    (re.compile(r" county$"), " co"),
    (re.compile(r" beach$"), " bch"),
    (re.compile(r" heights$"), " hts"),
    (re.compile(r" springs?$"), " spg"),
)
#: Words by table and row; the rows of `also` are tables of words by code.
Tables = dict[str, dict[str, list[str] | dict[str, list[str]]]]


@cache
def tables() -> Tables:
    """The tables of the file."""
    return toml("ads.toml", Tables)


def words(table: str, entry: str = "words") -> tuple[str, ...]:
    """The words of one row; KeyError for a row that does not exist."""
    return tuple(tables()[table][entry])


@cache
def squeezed_words(table: str, entry: str = "words") -> frozenset[str]:
    """The words of one row as they are compared: folded, letters and digits only."""
    return frozenset(squeeze(word) for word in words(table, entry))


@cache
def everyday_brands() -> frozenset[str]:
    """The makers' names that are ordinary words, squeezed: a firm may be called so, too (Viking Air)."""
    return frozenset(squeeze(word) for word in tables()["everyday_brand"])


@cache
def pattern(table: str, entry: str = "words") -> re.Pattern[str]:
    """Finds the words of a row in a folded text, of two that begin together the longer. Latin ones stand whole."""
    return finding(words(table, entry))


def finding(terms: Iterable[str]) -> re.Pattern[str]:
    """Finds any of these words in a folded text; a Latin one is whole, or its plural."""
    longest_first = sorted(dict.fromkeys(map(fold, terms)), key=len, reverse=True)
    latin = "|".join(re.escape(word) for word in longest_first if word.isascii())
    chinese = "|".join(re.escape(word) for word in longest_first if not word.isascii())
    whole = rf"(?<![a-z])(?:{latin})s?(?![a-z])" if latin else ""
    return re.compile("|".join(filter(None, (whole, chinese))) or r"(?!)")


@cache
def states() -> re.Pattern[str]:
    """Finds a state by any of its names."""
    return finding(word for names in tables()["state"].values() for word in names)


@cache
def _state_codes() -> dict[str, str]:
    return {fold(word): code for code, names in tables()["state"].items() for word in names}


def state_of(name: str) -> str:
    """The code of a state by one of its names, folded."""
    return _state_codes()[name]


@cache
def lexicon() -> Lexicon:
    """Every term a fact is read from. One term may mean several codes of a kind (HVAC: heating and cooling)."""

    def make() -> LexiconTable:
        return Lexicon([*_vocabulary(), *_places(gazetteer()), *_around()]).as_table()

    return Lexicon.of_table(prepared("lexicon-of-ads", (*SOURCES, "directory/ads/rules"), make, LexiconTable))


def _vocabulary() -> Iterator[tuple[str, Concept]]:
    left_out = squeezed_words("not_in_ads")
    for kind in _KINDS:
        for term in vocabulary.terms(kind):
            for spelling in (term.labels.en, term.labels.zh_hans, term.labels.zh_hant, *term.synonyms):
                for form in _forms(spelling) if kind != "brand" else (spelling,):
                    if not {squeeze(spelling), squeeze(form)} & left_out:
                        yield form, Concept(_RENAMED.get(kind, kind), term.code)


def _forms(spelling: str) -> tuple[str, ...]:
    """A Latin term and its plural."""
    if not spelling.isascii() or not spelling[-1:].isalpha() or spelling.endswith("s"):
        return (spelling,)
    return spelling, f"{spelling}s"


def _places(known: Gazetteer) -> Iterator[tuple[str, Concept]]:
    for words_of_it, concept in place_terms(known):
        if concept.kind == "place":
            yield words_of_it, concept
            whole = fold(words_of_it)
            yield from ((long.sub(short, whole), concept) for long, short in _SHORTENED if long.search(whole))


def _around() -> Iterator[tuple[str, Concept]]:
    for table, entry, kind in (
        ("warranty", "words", "warranty"),
        ("warranty", "lifetime", "lifetime"),
        ("negation", "before", "negation"),
        ("negation", "lack", "lack"),
        ("not_a_term", "words", "none"),
    ):
        yield from ((word, Concept(kind, "")) for word in words(table, entry))
    for kind, rows in tables()["also"].items():
        for code, terms in rows.items() if isinstance(rows, dict) else ():
            yield from ((form, Concept(kind, code)) for word in terms for form in _forms(word))
