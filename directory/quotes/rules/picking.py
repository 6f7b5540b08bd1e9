"""Picking a phrase: by what was typed, by what words say exactly, by what mostly comes next."""

import re
from collections import Counter
from collections.abc import Collection, Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cache
from math import log, sqrt

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


def likely(words: str, author: str) -> list[Phrase]:
    """The sentences of a side that its own typed words may mean, in any language, the likeliest first, three at most.

    A guess, for a person to confirm: the one that they say exactly, those that `near` words of the book name, and those
    whose wording shares its telling words and pairs of characters with them.

    >>> [phrase.code for phrase in likely("Can we reschedule to Friday?", "homeowner")]
    ['move_visit']
    """
    bare = _bare(words[:LONGEST_GUESSED])
    exact, traits = meant_by(words), _traits(bare)
    scored = [(_likeness(bare, traits, phrase) + (phrase is exact), phrase) for phrase in phrases_of(author)]
    best = max(score for score, _phrase in scored)
    good = [(score, phrase) for score, phrase in scored if score >= max(_LIKELY, best * _BESIDE)]
    return [phrase for _score_of, phrase in sorted(good, key=lambda pair: -pair[0])][:3]


#: Characters of typed words that are guessed at.
LONGEST_GUESSED = 200
#: How alike a phrase must be, 1 is the same; and by how much of the best one's likeness another is offered beside it.
_LIKELY, _BESIDE = 0.42, 0.75
#: How alike a phrase is that one of its `near` words names.
_NEAR = 0.8


def _likeness(bare: str, traits: Mapping[str, float], phrase: Phrase) -> float:
    is_near = any(f" {words} " in f" {bare} " if words.isascii() else words in bare for words in _near()[phrase.code])
    return max(_NEAR if is_near else 0, *(_cosine(traits, wording) for wording in _wordings()[phrase.code]))


def _cosine(one: Mapping[str, float], other: Mapping[str, float]) -> float:
    shared = sum(weight * other[trait] for trait, weight in one.items() if trait in other)
    sizes = [sqrt(sum(weight * weight for weight in traits.values())) for traits in (one, other)]
    return shared / (sizes[0] * sizes[1]) if shared else 0.0


@cache
def _near() -> dict[str, tuple[str, ...]]:
    return {phrase.code: tuple(map(_bare, phrase.near)) for phrase in book().phrase}


@cache
def _wordings() -> dict[str, list[dict[str, float]]]:
    """Of each phrase the traits of each of its wordings, with what is filled in left out."""
    return {
        phrase.code: [_traits(_bare(re.sub(r"\{\w+\}", " ", words))) for words in _texts(phrase, has_topic=False)]
        for phrase in book().phrase
    }


def _traits(bare: str) -> dict[str, float]:
    """The telling parts of plain words, English words and pairs of Chinese characters, and how telling each is."""
    rare = _rarity()
    return {trait: rare.get(trait, rare[""]) for trait in _parts(bare)}


def _parts(bare: str) -> set[str]:
    words = {word.removesuffix("s") for word in re.findall(r"[a-z0-9]+", bare)} - _SMALL
    runs = re.findall(r"[^a-z0-9\s]+", bare)
    return words | {run[at : at + 2] for run in runs for at in range(len(run) - 1)}


@cache
def _rarity() -> dict[str, float]:
    """How rare each part is among the phrases; under the empty one, a part that none of them has."""
    of_phrases = [{part for words in _texts(phrase) for part in _parts(_bare(words))} for phrase in book().phrase]
    counts = Counter(part for parts in of_phrases for part in parts)
    return {part: log(len(of_phrases) / count) for part, count in counts.items()} | {"": _UNKNOWN}


#: How much a part weighs that no phrase has: it may be a name, a day, or what makes it another sentence.
_UNKNOWN = 1.5


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


def _texts(phrase: Phrase, *, has_topic: bool = True) -> Iterator[str]:
    yield from (phrase.en, phrase.zh_hans, phrase.zh_hant, *phrase.also)
    if has_topic:
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
    #: Whether the homeowner and this business can agree on a time by now.
    may_meet: bool = False

    @property
    def visit(self) -> str:
        """Where on the page a time is proposed, moved or cancelled; empty where it is too early for that."""
        if self.author == "business":
            return "#visit" if self.stage != "first" else ""
        return f"#visit-{self.slug}" if self.may_meet else ""

    @property
    def is_translated(self) -> bool:
        """Whether its reader has another language than who picks it; both scripts are one."""
        return (self.reader is ENGLISH) != (language() is ENGLISH)

    @property
    def first_key(self) -> Hashable | None:
        """What the sentences that are offered first depend on besides addresses and slug, for `draw_once`; None where
        words were typed to find some."""
        return None if self.query else (self.author, self.stage, self.reader, bool(self.slug))

    def moved(self, here: str, pages: str, slug: str) -> "Picker":
        """The one for a page at these addresses."""
        return replace(self, here=here, pages=pages, slug=slug if self.slug else "")

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
