"""How well and how fast texts are read: `python -m bench.texts [--json] [--misses]`. No database.

Prints, for the part that the table was tuned on and for those set aside (tests/inbox/judged.py), the shares of right
intents and of readings right in every field, and the three counts that should be 0; then the CPU of one text.
Misses are listed of the tuned part only: whoever tunes must not see the others.
"""

import argparse
import json
import statistics
import time

from directory.texts.rules.reader import read
from tests.inbox.judged import PARTS, Figures, figures, judged

ROUNDS = 3


def accuracy(part: str) -> Figures:
    """The figures of one part."""
    return figures([text for text in judged() if text.part == part], read)


def milliseconds() -> tuple[float, float]:
    """CPU of one text: (median, 99th of a hundred), the best of some rounds each."""
    best = []
    for text in judged():
        times = []
        for _ in range(ROUNDS):
            start = time.process_time()
            read(text.text, text.open, text.today)
            times.append((time.process_time() - start) * 1000)
        best.append(min(times))
    return statistics.median(best), statistics.quantiles(best, n=100)[98]


def main() -> None:
    """Print the figures."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--json", action="store_true")
    options.add_argument("--misses", action="store_true", help="list the misses of the tuned part")
    chosen = options.parse_args()
    parts = {part: accuracy(part) for part in PARTS}
    median, slow = milliseconds()
    if chosen.json:
        shown = {
            part: {
                "texts": result.texts,
                "intent": round(result.intent, 3),
                "whole": round(result.whole, 3),
                "misrouted": len(result.misrouted),
                "stops_missed": len(result.stops_missed),
                "false_stops": len(result.false_stops),
            }
            for part, result in parts.items()
        }
        print(json.dumps({**shown, "ms_median": round(median, 3), "ms_p99": round(slow, 3)}))
        return
    for part, result in parts.items():
        print(
            f"{part:6} {result.texts:4} texts   intent {result.intent:.3f}   every field {result.whole:.3f}   "
            f"misrouted {len(result.misrouted)}   stops missed {len(result.stops_missed)}   "
            f"false stops {len(result.false_stops)}"
        )
    print(f"one text: {median:.2f} ms CPU, the 99th of a hundred {slow:.2f} ms")
    if chosen.misses:
        for text, reading in parts["tuned"].misses:
            print(f"{text.id} {text.text!r}: {text.gold[0]} read as {reading}")


if __name__ == "__main__":
    main()
