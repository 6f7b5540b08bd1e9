"""Pure decisions about ads: the reviewed facts of the seed, reading printed text, the life of what is handed in."""

from directory.ads.rules.parsing import parse
from directory.ads.rules.seed import ENTERED_ON, SEED, AdDraft, SeedBusiness, read_seed
from directory.ads.rules.states import SUBMISSION

__all__ = ["ENTERED_ON", "SEED", "SUBMISSION", "AdDraft", "SeedBusiness", "parse", "read_seed"]
