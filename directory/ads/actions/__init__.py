"""Writing ads: the seed; what is handed in, put right, and then published, merged or rejected by a reviewer."""

from directory.ads.actions.decide import merge, publish, reject, reopen
from directory.ads.actions.intake import Stale, correct, correct_all, hand_in, take
from directory.ads.actions.seeding import Seeded, enter_ad, move, seed

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
