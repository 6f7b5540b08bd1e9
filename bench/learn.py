"""Learn how likely each intent is for a text: `python -m bench.learn` writes `seed/text_weights.json`.

`--apart` writes nothing: it learns of all authors but one (`tests/inbox/judged.py`), reads that one's texts, and so on;
its figures say what to expect of an author whom nobody has read. Learned of: the examples of `seed/text_examples.toml`
and the judged texts that are tuned. The same texts give the same weights (multinomial logistic regression, AdaGrad).
"""

import argparse
import hashlib
import math
import random
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import msgspec

from directory.kernel.files import write_whole
from directory.kernel.prepared import ROOT, SEED, toml
from directory.texts.rules.case import Case, Intent, Reading
from directory.texts.rules.leads import OpenLead
from directory.texts.rules.likeness import INTENTS, OF_TABLE, SCALE, Weights, features, shares
from directory.texts.rules.reader import judge
from directory.texts.rules.text import Text
from tests.inbox.judged import Figures, figures, judged

ROUNDS, RATE, START = 8, 0.2, 0.01
#: A feature of fewer texts is chance.
FEWEST = 2
#: A text teaches an intent nothing whose share is off by less.
SLIGHT = 0.02
#: Weights nearer to nought are left out.
LEAST = 0.15
DAY = date(2027, 1, 12)


@dataclass(frozen=True, slots=True)
class Lesson:
    """A text to learn of: its author (none of an example), its features, its intent."""

    author: str
    features: Mapping[str, float]
    intent: int


def lessons() -> Iterator[Lesson]:
    """Everything there is to learn of."""
    for intent, part in toml("text_examples.toml", dict[str, dict[str, str]]).items():
        for line in filter(None, part["lines"].splitlines()):
            values = features(Case(Text(line), (), DAY), knows_leads=False)
            yield Lesson("", values, INTENTS.index(Intent(intent)))
    for text in judged():
        if text.part == "tuned" and text.gold[0].intent in INTENTS:
            values = features(Case(Text(text.text), text.open, text.today))
            yield Lesson(text.id[0], values, INTENTS.index(text.gold[0].intent))


def learn(taught: Sequence[Lesson]) -> dict[str, tuple[int, ...]]:
    """The weights that some lessons teach."""
    counts = Counter(feature for lesson in taught for feature in lesson.features)
    numbers = {feature: number for number, feature in enumerate(f for f, n in counts.items() if n >= FEWEST)}
    weights = [[0.0] * len(INTENTS) for _ in numbers]
    steps = [[START] * len(INTENTS) for _ in numbers]
    # Learned once more without what the table says: it was made for these texts, and is right about nearly all of them.
    texts = [
        ([(numbers[f], v) for f, v in lesson.features.items() if f in numbers and f[0] not in without], lesson.intent)
        for lesson in taught
        for without in ("", OF_TABLE)
    ]
    order = random.Random(1)
    for _ in range(ROUNDS):
        order.shuffle(texts)
        for known, intent in texts:
            _step(weights, steps, known, intent)
    return {feature: rounded for feature, number in numbers.items() if (rounded := _whole(weights[number]))}


def _step(weights: list[list[float]], steps: list[list[float]], known: list[tuple[int, float]], intent: int) -> None:
    by_value: dict[float, list[int]] = {}
    for number, value in known:
        by_value.setdefault(value, []).append(number)
    scores = [0.0] * len(INTENTS)
    for value, numbers in by_value.items():
        for at, total in enumerate(map(sum, zip(*(weights[number] for number in numbers), strict=True))):
            scores[at] += total * value
    off = shares(scores)
    off[intent] -= 1
    wrong = [(at, share) for at, share in enumerate(off) if abs(share) > SLIGHT]
    for number, value in known:
        weight, step = weights[number], steps[number]
        for at, share in wrong:
            slope = share * value
            step[at] += slope * slope
            weight[at] -= RATE * slope / math.sqrt(step[at])


def _whole(weights: Sequence[float]) -> tuple[int, ...]:
    pairs = ((at, round(weight * SCALE)) for at, weight in enumerate(weights) if abs(weight) >= LEAST)
    return tuple(number for pair in pairs for number in pair)


def source() -> str:
    """A name for all that is learned of: another one where the weights are to be learned anew."""
    hasher = hashlib.sha256((SEED / "text_examples.toml").read_bytes())
    for text in judged():
        if text.part == "tuned":
            hasher.update(msgspec.json.encode(text))
    return hasher.hexdigest()[:20]


def apart(taught: Sequence[Lesson]) -> Figures:
    """How the texts of each author are read with what the others' teach. The table was tuned on all of them."""
    authors = sorted({lesson.author for lesson in taught if lesson.author})
    weights = {author: learn([lesson for lesson in taught if lesson.author != author]) for author in authors}
    cases = {Case(Text(text.text), text.open, text.today): text.id[0] for text in judged() if text.part == "tuned"}
    by_text = {(case.whole.body, case.leads, case.today): (case, author) for case, author in cases.items()}

    def read(body: str, leads: Sequence[OpenLead], today: date) -> Reading:
        case, author = by_text[body, tuple(leads), today]
        return judge(case, weights[author])

    return figures([text for text in judged() if text.part == "tuned"], read)


def main() -> None:
    """Learn, and write what was learned; or print the figures of authors who were not learned of."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--apart", action="store_true")
    if options.parse_args().apart:
        result = apart([*lessons()])
        print(
            f"{result.texts} texts   intent {result.intent:.3f}   misrouted {len(result.misrouted)}   "
            f"stops missed {len(result.stops_missed)}   false stops {len(result.false_stops)}"
        )
        return
    content = msgspec.json.encode(Weights(source(), learn([*lessons()])))
    write_whole(SEED / "text_weights.json", content.replace(b"],", b"],\n"), mode=0o644)
    print(f"{SEED.relative_to(ROOT)}/text_weights.json: {len(content)} bytes")


if __name__ == "__main__":
    main()
