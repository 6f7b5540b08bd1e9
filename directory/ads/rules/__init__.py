"""Pure decisions about ads: the reviewed facts of the seed, reading printed text, the life of what is handed in."""

from directory.ads.rules.facts import SUBMISSION, RejectReason, evidence_of, facts_of, reviewed, slug_of, values_of
from directory.ads.rules.seed import ENTERED_ON, AdDraft, SeedBusiness, read_seed
from directory.ads.rules.submission_text import (
    Own,
    Read,
    Unreadable,
    decode,
    in_own_words,
    parse,
    read,
    typed,
)

__all__ = [
    "ENTERED_ON",
    "SUBMISSION",
    "AdDraft",
    "Own",
    "Read",
    "RejectReason",
    "SeedBusiness",
    "Unreadable",
    "decode",
    "evidence_of",
    "facts_of",
    "in_own_words",
    "parse",
    "read",
    "read_seed",
    "reviewed",
    "slug_of",
    "typed",
    "values_of",
]
