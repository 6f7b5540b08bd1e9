"""Writing ads: the seed; what is handed in, put right, and then published, merged or rejected by a reviewer."""

from directory.ads.actions.decide import merge, publish, reject, reopen
from directory.ads.actions.intake import Seeded, Stale, correct, correct_all, enter_ad, hand_in, move, seed, take

__all__ = [
    "Seeded",
    "Stale",
    "correct",
    "correct_all",
    "enter_ad",
    "hand_in",
    "merge",
    "move",
    "publish",
    "reject",
    "reopen",
    "seed",
    "take",
]
