"""Writing ads: the seed; what is handed in, and put right."""

from directory.ads.actions.intake import Seeded, Stale, correct, correct_all, enter_ad, hand_in, move, seed, take

__all__ = [
    "Seeded",
    "Stale",
    "correct",
    "correct_all",
    "enter_ad",
    "hand_in",
    "move",
    "seed",
    "take",
]
