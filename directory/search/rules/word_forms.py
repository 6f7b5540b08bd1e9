"""Words that everybody uses, in any of their forms: they are no typo and nobody's name."""

from collections.abc import Iterator

from directory.search.rules.vocabulary import everyday_words

#: A shorter word is no form of another.
_FEWEST_OF_A_STEM = 3


def is_everyday_word(letters: str) -> bool:
    """Whether everybody uses a word, as it stands or without its ending: `gives`, `carries`, `stopped`."""
    return not everyday_words().isdisjoint((letters, *_stems(letters)))


def _stems(word: str) -> Iterator[str]:
    """What an English word may be a form of: carries -> carry, stopped -> stop, snoring -> snore."""
    for ending in ("s", "es", "ed", "d", "ing"):
        stem = word.removesuffix(ending)
        if stem != word and len(stem) >= _FEWEST_OF_A_STEM:
            yield from (stem, f"{stem}e") if ending == "ing" else (stem,)
            if stem[-1] == stem[-2] and ending in ("ed", "ing"):
                yield stem[:-1]
            if stem[-1] == "i" and ending in ("es", "ed"):
                yield f"{stem[:-1]}y"
