"""A second opinion about a text: what it is most like, by weights learned from examples (`seed/text_weights.json`).

A text is taken apart into words, pairs and threes of them, pieces of words, and what the table and the open customers
say of it; each has a weight for each intent. `python -m bench.learn` learns the weights. Nothing but numbers: a text
gives the same everywhere. Whom a text is about is never learned, so `which` is not among the intents.
"""

import math
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from itertools import pairwise

import msgspec

from directory.kernel.prepared import seed_file
from directory.texts.rules.amounts import amount
from directory.texts.rules.case import Case, Intent
from directory.texts.rules.days import until
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


@dataclass(frozen=True)
class Opinion:
    """How likely each intent is by the likeness of a text to what the weights were learned of, as shares of one."""

    case: Case
    weights: Mapping[str, Sequence[int]]

    @cached_property
    def words(self) -> Mapping[Intent, float]:
        """By its words alone: where the table errs, this is not led astray with it."""
        return dict(zip(INTENTS, shares(self._by_words), strict=True))

    @cached_property
    def all(self) -> Mapping[Intent, float]:
        """By all that is known of it."""
        by_table = self._scores(_of_table(self.case))
        both = [word + TRUST * of_table for word, of_table in zip(self._by_words, by_table, strict=True)]
        return dict(zip(INTENTS, shares(both), strict=True))

    @cached_property
    def _by_words(self) -> list[float]:
        return self._scores(_of_words(self.case))

    def _scores(self, values: Mapping[str, float]) -> list[float]:
        scores = [0.0] * len(INTENTS)
        for feature, value in values.items():
            known = self.weights.get(feature, ())
            for at in range(0, len(known), 2):
                scores[known[at]] += known[at + 1] * value / SCALE
        return scores


def shares(scores: Sequence[float]) -> list[float]:
    """Scores as shares of one (softmax)."""
    top = max(scores)
    powers = [math.exp(score - top) for score in scores]
    total = sum(powers)
    return [power / total for power in powers]


def features(case: Case, *, knows_leads: bool = True) -> dict[str, float]:
    """What a text is compared by, each with how much it counts; without the customers where nobody `knows_leads`."""
    return _of_words(case, knows_leads=knows_leads) | _of_table(case)


def _of_words(case: Case, *, knows_leads: bool = True) -> dict[str, float]:
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
    known = [name for name, is_so in _FACTS.items() if is_so(case)]
    if knows_leads:
        new, taken = min(2, len(case.new)), min(2, len(case.taken))
        known += [f"new {new}", f"taken {taken}", f"open {new}{taken}"]
    known.append(f"long {sum(len(words) >= length for length in (_FEW, _SOME, _MANY))}")
    return values | dict.fromkeys((f"={name}" for name in known), _KNOWN)


def _of_table(case: Case) -> dict[str, float]:
    return dict.fromkeys((f"{OF_TABLE}{name}" for name in _fitting(case)), _TABLE)


_FACTS: Mapping[str, Callable[[Case], bool]] = {
    "price": lambda case: amount(case.plain) is not None,
    "day": lambda case: until(case.plain, case.today) is not None,
    "named": lambda case: case.whom.is_named,
    "one": lambda case: case.whom.lead is not None,
    "stranger": lambda case: case.whom.is_stranger,
    "question": lambda case: case.text.is_question,
    "link": lambda case: case.has_our_link,
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
