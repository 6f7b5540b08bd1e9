"""Pure decisions about ads: the reviewed facts of the seed, reading printed text, the life of what is handed in."""

from directory.ads.rules.encodings import Unreadable, decode
from directory.ads.rules.facts import evidence_of, facts_of, reviewed, slug_of, values_of
from directory.ads.rules.handed import Read, parse, read
from directory.ads.rules.said import FORM, SAID, Own, in_own_words, is_printed, typed
from directory.ads.rules.seed import ENTERED_ON, SEED, AdDraft, SeedBusiness, read_seed
from directory.ads.rules.states import REASONS, SUBMISSION

__all__ = [
    "ENTERED_ON",
    "FORM",
    "REASONS",
    "SAID",
    "SEED",
    "SUBMISSION",
    "AdDraft",
    "Own",
    "Read",
    "SeedBusiness",
    "Unreadable",
    "decode",
    "evidence_of",
    "facts_of",
    "in_own_words",
    "is_printed",
    "parse",
    "read",
    "read_seed",
    "reviewed",
    "slug_of",
    "typed",
    "values_of",
]
