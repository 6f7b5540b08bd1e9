"""A text that no rule is certain of, by the examples it is most alike (`seed/text_examples.toml`).

Only what reaches no customer and changes nothing of a request is read so: who are you, what do you charge, the desk,
a pause, thanks. A refusal, its taking back, a yes, a no, a price and words for a customer are never guessed.
"""

import math
import re
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from operator import itemgetter

from directory.kernel.prepared import toml
from directory.texts.rules.case import Case, Intent, Reading
from directory.texts.rules.days import until
from directory.texts.rules.text import Text

#: What may be read by likeness.
HARMLESS = frozenset(
    {
        Intent.OPERATOR,
        Intent.WHO,
        Intent.COST,
        Intent.NOTHING,
        Intent.MACHINE,
        Intent.PAUSE,
        Intent.RESUME,
        Intent.REMOVE,
    }
)
#: So many of the most alike examples decide, each with this power of its likeness.
_NEAREST, _POWER = 5, 3
#: The share of the winner, and the likeness of the nearest example, that are enough.
_SHARE, _LIKENESS = 0.5, 0.2
_PIECE = 4
_WORD = re.compile(r"[a-z]+|\d+|\?")
_CHINESE = re.compile("[\u4e00-\u9fff]+")


@dataclass(frozen=True, slots=True)
class _Examples:
    """All examples: what each wants, and the weight of each feature in those that have it."""

    intents: tuple[Intent, ...]
    weights: dict[str, list[tuple[int, float]]]
    rarity: dict[str, float]


def alike(case: Case) -> Reading | None:
    """What the most alike examples want, where they agree and it can harm nobody: `there's a typo in my ad`."""
    intent = None if case.is_private else _nearest(case.plain)
    if intent not in HARMLESS:
        return None
    return Reading(intent, until=until(case.plain, case.today) if intent is Intent.PAUSE else None)


def _nearest(text: str) -> Intent | None:
    features, known = _features(text), _examples()
    length = math.sqrt(sum(known.rarity.get(feature, known.rarity[""]) ** 2 for feature in features))
    likeness: defaultdict[int, float] = defaultdict(float)
    for feature in features:
        for number, weight in known.weights.get(feature, ()):
            likeness[number] += weight * known.rarity[feature] / length
    nearest = sorted(likeness.items(), key=itemgetter(1), reverse=True)[:_NEAREST]
    if not nearest or nearest[0][1] < _LIKENESS:
        return None
    votes: defaultdict[Intent, float] = defaultdict(float)
    for number, weight in nearest:
        votes[known.intents[number]] += weight**_POWER
    winner, most = max(votes.items(), key=itemgetter(1))
    return winner if most >= _SHARE * sum(votes.values()) else None


def _features(text: str) -> frozenset[str]:
    """Words of a plain text and pairs of them, pieces of long words, Chinese characters and pairs of them."""
    words = ["0" if word.isdigit() else word for word in _WORD.findall(text)]
    features = {*words, *map(" ".join, pairwise(words))}
    for word in words:
        if len(word) >= _PIECE:
            features |= {f"#{piece}" for piece in _pieces(f"^{word}$", _PIECE)}
    for run in _CHINESE.findall(text):
        features |= {*run, *_pieces(run, 2)}
    return frozenset(features)


def _pieces(word: str, size: int) -> Iterable[str]:
    return (word[start : start + size] for start in range(len(word) - size + 1))


@cache
def _examples() -> _Examples:
    lines = [
        (Intent(intent), _features(Text(line).plain))
        for intent, part in toml("text_examples.toml", dict[str, dict[str, str]]).items()
        for line in part["lines"].splitlines()
        if line
    ]
    counts = Counter(feature for _, features in lines for feature in features)
    rarity = {feature: math.log(1 + len(lines) / count) for feature, count in counts.items()}
    weights: defaultdict[str, list[tuple[int, float]]] = defaultdict(list)
    for number, (_, features) in enumerate(lines):
        length = math.sqrt(sum(rarity[feature] ** 2 for feature in features)) or 1
        for feature in features:
            weights[feature].append((number, rarity[feature] / length))
    #: A word that no example has is as rare as any.
    rarity[""] = math.log(1 + len(lines))
    return _Examples(tuple(intent for intent, _ in lines), dict(weights), rarity)
