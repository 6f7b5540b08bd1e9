"""Picking a phrase: by what was typed, by what words say exactly, by what mostly comes next."""

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache

from directory.foundation.i18n import language
from directory.kernel.language import ENGLISH, Language
from directory.quotes.rules.phrases import (
    Choice,
    Phrase,
    answers_to,
    book,
    find_phrase,
    labels_of,
    options_of,
    phrases_of,
)
from directory.texts.rules.text import plain


def meant_by(words: str) -> Phrase | None:
    """The phrase that words say exactly, in any language, in its wording or in another way of writing just this.

    >>> meant_by("在路上").code
    'on_my_way'
    """
    return _exact().get(_bare(words))


@cache
def _exact() -> dict[str, Phrase]:
    """Every wording of a phrase without slots; one that two phrases share says neither for certain."""
    phrases: dict[str, Phrase | None] = {}
    for phrase in book().phrase:
        if not phrase.slots:
            for wording in {_bare(words) for words in (phrase.en, phrase.zh_hans, phrase.zh_hant, *phrase.also)}:
                phrases[wording] = None if wording in phrases else phrase
    return {wording: phrase for wording, phrase in phrases.items() if phrase is not None}


def _bare(words: str) -> str:
    return " ".join("".join(c if c.isalnum() else " " for c in plain(words)).split())


def search(query: str, author: str) -> list[Phrase]:
    """The sentences of a side that a typed text asks for, in either language, the surest first.

    Every English word must begin a word of the phrase, every run of Chinese stand in it; else what holds most of the
    pairs of characters. Nothing typed finds nothing.
    """
    bare = _bare(query)
    scored = [(_score(bare, phrase), phrase) for phrase in phrases_of(author)] if bare else []
    best = max((score for score, _phrase in scored), default=0)
    good = [(score, phrase) for score, phrase in scored if score >= max(_LEAST, best / 2)]
    return [phrase for _score_of, phrase in sorted(good, key=lambda pair: -pair[0])]


#: How much of what was typed a phrase must hold.
_LEAST = 0.5


def _score(bare: str, phrase: Phrase) -> float:
    words, text = _hay()[phrase.code]
    terms = [term for term in re.findall(r"[a-z0-9]+|[^a-z0-9\s]+", bare) if term not in _SMALL] or bare.split()
    hits = [_hit(term, words, text) for term in terms]
    return sum(hits) / len(hits)


#: English words that tell nothing.
_SMALL = frozenset(
    [
        "a",
        "an",
        "the",
        "is",
        "are",
        "do",
        "does",
        "did",
        "you",
        "i",
        "it",
        "of",
        "to",
        "in",
        "on",
        "for",
        "and",
        "or",
        "please",
        "can",
    ]
)


def _hit(term: str, words: frozenset[str], text: str) -> float:
    if term.isascii():
        stem = term[:-1] if len(term) > 3 and term.endswith("s") else term
        return 1.0 if any(word.startswith(stem) for word in words) else 0.0
    if term in text:
        return 1.0
    pairs = [term[at : at + 2] for at in range(len(term) - 1)]
    return 0.9 * sum(pair in text for pair in pairs) / len(pairs) if pairs else 0.0


@cache
def _hay() -> dict[str, tuple[frozenset[str], str]]:
    """Of each phrase its English words, and its text in every language."""
    texts = {phrase.code: _bare(" ".join(_texts(phrase))) for phrase in book().phrase}
    return {code: (frozenset(re.findall(r"[a-z0-9]+", text)), text) for code, text in texts.items()}


def _texts(phrase: Phrase) -> Iterator[str]:
    yield from (phrase.en, phrase.zh_hans, phrase.zh_hant, *phrase.also)
    topic = labels_of("topic")[phrase.topic]
    yield from (topic.en, topic.zh_hans)


#: Characters that are searched for.
LONGEST_QUERY = 80
#: What a side mostly says next, by where the two stand: before the business said yes or gave a price, after, agreed.
_NEXT: Mapping[tuple[str, str], Sequence[str]] = {
    ("business", "first"): ("photo_nameplate", "where_unit", "when_home", "need_look"),
    ("business", "further"): ("when_home", "photo_nameplate", "could_not_reach", "need_look"),
    ("business", "agreed"): ("arrived", "part_order", "part_arrived", "could_not_reach"),
    ("homeowner", "first"): ("how_soon", "ask_visit_fee", "call_me"),
    ("homeowner", "further"): ("ask_permit", "ask_disposal", "ask_labor_warranty", "ask_total"),
    ("homeowner", "agreed"): ("call_before", "how_to_pay", "works_again", "still_broken", "broken_again"),
}


@dataclass(frozen=True)
class Picker:
    """The sentences that one side is offered on a lead, in the language of the page.

    `author` is the side, `reader` the language of who reads it, `stage` where the two stand (`first`, `further`,
    `agreed`), `query` what was typed to find one. `here` is the address that takes what is picked, `pages` that of all
    sentences, `slug` the business where the page has several. `questions` are the ids of the other's open questions.
    """

    author: str
    reader: Language
    today: date
    here: str
    pages: str
    stage: str = "first"
    slug: str = ""
    query: str = ""
    #: The phrase whose gaps are to be filled.
    code: str = ""
    questions: Collection[int] = ()
    is_open: bool = True

    @property
    def is_translated(self) -> bool:
        """Whether its reader has another language than who picks it; both scripts are one."""
        return (self.reader is ENGLISH) != (language() is ENGLISH)

    @property
    def common(self) -> list[Phrase]:
        """The sentences that are mostly said at this stage."""
        return [phrase for code in _NEXT[self.author, self.stage] if (phrase := find_phrase(code))]

    @property
    def matches(self) -> list[Phrase]:
        """The sentences that match the query."""
        return search(self.query, self.author)

    @property
    def sections(self) -> Iterator[tuple[str, list[Phrase]]]:
        """All sentences of this side, by topic."""
        for topic in book().topic:
            phrases = [phrase for phrase in phrases_of(self.author) if phrase.topic == topic.code]
            if phrases:
                yield topic.read(language()), phrases

    @property
    def open_phrase(self) -> Phrase | None:
        """The phrase whose gaps are to be filled, where it has some and is for this side."""
        phrase = find_phrase(self.code)
        return phrase if phrase and phrase.slots and phrase.is_said_by(self.author) else None

    def open_words(self, phrase: Phrase) -> str:
        """A phrase in the language of the page, with what is filled in left open."""
        return _with_gaps(phrase, language())

    def answers(self, code: str) -> list[Choice]:
        """What may be answered to a phrase of the other side."""
        return answers_to(code)

    def preview(self, phrase: Phrase) -> str:
        """How its reader reads it, with what is filled in left open."""
        return _with_gaps(phrase, self.reader)

    def options(self, slot: str) -> list[tuple[str, str]]:
        """The options of a list that fills a slot: (value, words)."""
        return options_of(slot, language(), self.today)


def _with_gaps(phrase: Phrase, reader: Language) -> str:
    words = "".join(words if kind == "words" else "…" for kind, words in phrase.pieces(reader))
    return words.replace("….", "…").replace("…。", "…")
