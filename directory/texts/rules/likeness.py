"""A second opinion about a text: what it is most like, by weights learned from examples (`seed/text_weights.json`).

A text is taken apart into words, pairs and threes of them, pieces of words, and what the table and the open customers
say of it; each has a weight for each intent. `python -m bench.learn` learns the weights. Nothing but numbers: a text
gives the same everywhere. Whom a text is about is never learned, so `which` is not among the intents.
"""

import math
import re
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from itertools import pairwise
from typing import NamedTuple

import msgspec

from directory.kernel.prepared import seed_file
from directory.texts.rules.amounts import amount
from directory.texts.rules.case import Case, Intent
from directory.texts.rules.days import until
from directory.texts.rules.leads import meant
from directory.texts.rules.table import group
from directory.texts.rules.text import core

#: What can be learned.
INTENTS = tuple(intent for intent in Intent if intent is not Intent.WHICH)
#: Weights are kept as whole numbers of so many parts of one.
SCALE = 32
#: What a text is compared by: only its beginning, where it is long.
_LONGEST = 400
#: How much the pieces of words, and what is known beside the words, count.
_PIECES, _KNOWN, _TABLE = 0.8, 0.5, 0.3
#: How a feature begins that the table says; and how much of its weight counts, as the table was made for the texts that
#: were learned of and is surer about them than about others.
OF_TABLE, TRUST = "@", 0.5
_WORD = re.compile(r"[a-z]+|\d+|[\u4e00-\u9fff]|[^\s\w]")
_LATIN, _CHINESE = re.compile(r"[a-z]+"), re.compile("[\u4e00-\u9fff]{4,}")
_SHORTEST, _LONGEST_PIECE = 2, 5
_FEW, _SOME, _MANY = 3, 8, 20
#: The groups of the table that say what a text may want.
_GROUPS = (
    *("machine", "stop", "reported", "remove", "start", "who", "cost", "operator", "us", "resume", "more_work"),
    *("pause", "won", "lost", "give_up", "returned", "price", "no", "yes", "hesitates", "already_done", "duplicate"),
    *("unreachable", "no_license_here", "not_owner", "spam", "not_offered", "out_of_area", "too_busy", "arrival"),
    *("nothing", "private", "job", "ask", "equipment", "doubt", "talk"),
)


class Weights(msgspec.Struct):
    """What was learned: for each feature the number of an intent and its weight, in turn."""

    #: Of what they were learned (`bench.learn`).
    learned_from: str
    weights: dict[str, tuple[int, ...]]


@cache
def learned() -> Weights:
    """The weights of `seed/text_weights.json`."""
    return msgspec.json.decode(seed_file("text_weights.json").read_bytes(), type=Weights)


class Opinion(NamedTuple):
    """How likely each intent is, as shares of one: by all that is known of a text, and by its words alone."""

    all: Mapping[Intent, float]
    #: Without what the table says: where the table errs, this is not led astray with it.
    words: Mapping[Intent, float]


def likelihood(case: Case, weights: Mapping[str, Sequence[int]]) -> Opinion:
    """How likely each intent is by the likeness of the text to what the weights were learned of."""
    by_words, by_table = [0.0] * len(INTENTS), [0.0] * len(INTENTS)
    for feature, value in features(case).items():
        known = weights.get(feature, ())
        scores = by_table if feature[0] == OF_TABLE else by_words
        for at in range(0, len(known), 2):
            scores[known[at]] += known[at + 1] * value / SCALE
    both = [word + TRUST * of_table for word, of_table in zip(by_words, by_table, strict=True)]
    return Opinion(dict(zip(INTENTS, shares(both), strict=True)), dict(zip(INTENTS, shares(by_words), strict=True)))


def shares(scores: Sequence[float]) -> list[float]:
    """Scores as shares of one (softmax)."""
    top = max(scores)
    powers = [math.exp(score - top) for score in scores]
    total = sum(powers)
    return [power / total for power in powers]


def features(case: Case, *, knows_leads: bool = True) -> dict[str, float]:
    """What a text is compared by, each with how much it counts; without the customers where nobody `knows_leads`."""
    text = core(case.placed)[:_LONGEST]
    words = ["0" if word.isdigit() else word for word in _WORD.findall(text)]
    framed = ["^", *words, "$"]
    phrases = {
        *words,
        *map(" ".join, pairwise(framed)),
        *map(" ".join, zip(framed, framed[1:], framed[2:], strict=False)),
    }
    pieces = {*_pieces(text)}
    values = dict.fromkeys(sorted(phrases), 1 / math.sqrt(len(phrases) or 1))
    values |= dict.fromkeys(sorted(pieces), _PIECES / math.sqrt(len(pieces) or 1))
    known = [name for name, is_so in _facts(case).items() if is_so]
    if knows_leads:
        new, taken = min(2, len(case.new)), min(2, len(case.taken))
        known += [f"new {new}", f"taken {taken}", f"open {new}{taken}"]
    known.append(f"long {sum(len(words) >= length for length in (_FEW, _SOME, _MANY))}")
    values |= dict.fromkeys((f"={name}" for name in known), _KNOWN)
    return values | dict.fromkeys((f"{OF_TABLE}{name}" for name in _fitting(case)), _TABLE)


def _facts(case: Case) -> dict[str, bool]:
    whom = meant(case.plain, case.leads)
    return {
        "price": amount(case.plain) is not None,
        "day": until(case.plain, case.today) is not None,
        "named": whom.is_named,
        "one": whom.lead is not None,
        "stranger": whom.is_stranger,
        "question": case.text.is_question,
        "link": case.has_our_link,
    }


def _pieces(text: str) -> Iterator[str]:
    """Pieces of Latin words with their borders, and fours of Chinese characters."""
    for word in set(_LATIN.findall(text)):
        bordered = f"<{word}>"
        for size in range(_SHORTEST, _LONGEST_PIECE + 1):
            yield from (f"#{bordered[at : at + size]}" for at in range(len(bordered) - size + 1))
    for run in _CHINESE.findall(text):
        yield from (f"#{run[at : at + 4]}" for at in range(len(run) - 3))


def _fitting(case: Case) -> Iterator[str]:
    """Which groups of the table fit somewhere, as a whole clause, or at the start."""
    sayings = {case.text.core, *case.text.sentences, *case.text.clauses}
    for name in _GROUPS:
        expressions = group(name)
        if expressions.any is not None and expressions.any.search(case.plain):
            yield f"{name} any"
        if expressions.is_ruled_out(case.plain):
            yield f"{name} unless"
        if expressions.whole is not None and any(map(expressions.is_said_by, sayings)):
            yield f"{name} whole"
        if expressions.begins_with(case.text.core):
            yield f"{name} begins"
