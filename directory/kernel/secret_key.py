"""The secret key: as it was given, or made once and kept in a file."""

import re
import secrets
from itertools import pairwise
from pathlib import Path

from directory.kernel.files import write_whole

#: Characters of a secret key at least. One that we make has 43, of 256 bits.
SHORTEST_KEY = 32
#: So many different pairs of neighbors a key has at least, and so many different steps from one to the next. Of 32
#: random digits about 27 pairs and 15 steps differ; of a word that is repeated or characters that count up only few.
_LEAST_PAIRS, _LEAST_STEPS = 20, 8
#: What stands in examples where a secret is to be put.
_STANDS_FOR_ONE = re.compile(
    r"(change|replace)[-_ ]?(me|this|it)|placeholder|example|password|qwerty"
    r"|(your|my|super|top|very)[-_ ]?(auth[-_ ]?)?(secret|token)|secret[-_ ]?(key|token)",
    re.IGNORECASE,
)


def stands_for_one(text: str) -> bool:
    """Whether a text is what people write where a secret is to come: `"changeme"`, `"xxxxxxxx"`, `"<token>"`."""
    return bool(_STANDS_FOR_ONE.search(text)) or len(set(text)) < len("<...>") or text[:1] + text[-1:] == "<>"


def _is_guessable(key: str) -> bool:
    """Whether a key of enough characters is no random one: `"aaaa..."`, `"abcabc..."`, `"0123..."`, `"changeme..."`."""
    pairs = set(pairwise(key))
    steps = {ord(second) - ord(first) for first, second in pairs}
    return len(pairs) < _LEAST_PAIRS or len(steps) < _LEAST_STEPS or stands_for_one(key)


def given(key: str) -> str:
    """A key as it was set, less blanks around it: one program keeps those of a file, another does not.

    Raises ValueError for one that is too short, or that others would think of.
    """
    key, state = key.strip(), ""
    if len(key) < SHORTEST_KEY:
        state = "too short" if key else "empty"
    elif _is_guessable(key):
        state = "easy to guess"
    if state:
        raise ValueError(
            f"is {state}: give it at least {SHORTEST_KEY} random characters, "
            "or leave it unset to have one made in INSTANCE."
        )
    return key


def kept_in(path: Path) -> str:
    """The key in `path`, made where there is none. Processes that start together all read the one that came first."""
    try:
        if not path.exists():
            write_whole(path, secrets.token_urlsafe(32).encode(), overwrite=False)
        key = path.read_bytes().decode("ascii", "replace").strip()
    except OSError as error:
        raise ValueError(f"{path} cannot be used ({error.strerror}): set SECRET_KEY") from error
    if len(key) < SHORTEST_KEY or not key.isascii():
        raise ValueError(
            f"{path} is empty or damaged (fewer than {SHORTEST_KEY} characters): put it back from the "
            "backup, or delete the file to have a new one made, with which no link sent so far opens."
        )
    if _is_guessable(key):
        raise ValueError(
            f"{path} is easy to guess: delete the file to have a random one made, and run `key accept`; "
            "no link sent so far opens with it."
        )
    return key
