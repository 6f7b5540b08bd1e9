"""The vocabulary of the trade as a lexicon, built once: labels, synonyms and symptoms in three languages."""

from collections.abc import Iterator
from functools import cache

from directory.search.rules.lexicon import Concept, Lexicon
from directory.search.rules.words import CHECKED, INSURED, LICENSED, NOT_ALONE, UNLISTED, WARRANTY
from directory.trades import vocabulary

#: Kinds of the vocabulary that are called otherwise as a search parameter.
_RENAMED = {"license_type": "license", "property_type": "property"}


@cache
def lexicon() -> Lexicon:
    """Every term a query is read by."""
    return Lexicon([*_vocabulary(), *_said_of_papers(), *_warranties(), *_unlisted()])


def _vocabulary() -> Iterator[tuple[str, Concept]]:
    for phrase, terms in vocabulary.phrases().items():
        if phrase in NOT_ALONE:
            continue
        for term in terms:
            if term.kind == "symptom":
                # Who types what is wrong looks for those who put it right.
                yield from ((phrase, Concept("service", service)) for service in term.services)
            else:
                yield phrase, Concept(_RENAMED.get(term.kind, term.kind), term.code)


def _unlisted() -> Iterator[tuple[str, Concept]]:
    yield from ((word, Concept("unlisted", code)) for code, words in UNLISTED.items() for word in words)


def _said_of_papers() -> Iterator[tuple[str, Concept]]:
    yield from ((word, Concept("license", "stated")) for word in LICENSED)
    yield from ((word, Concept("license", "checked")) for word in CHECKED)
    yield from ((word, Concept("insured", "true")) for word in INSURED)


def _warranties() -> Iterator[tuple[str, Concept]]:
    """A scope is a word of its own ("parts") and speaks of a promise only beside a word for one."""
    for warranty in WARRANTY:
        yield warranty, Concept("warranty", "any:0")
        for scope in vocabulary.terms("warranty_scope"):
            for word in {scope.labels.en, scope.labels.zh_hans, scope.labels.zh_hant, *scope.synonyms}:
                joint = " " if word.isascii() and warranty.isascii() else ""
                yield f"{word}{joint}{warranty}", Concept("warranty", f"{scope.code}:0")
