"""The table of `seed/texts.toml`: groups of expressions, each compiled once, on first use."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache

from directory.kernel.prepared import toml
from directory.kernel.text import fold

#: A part of the file, or a place (`PLACE`), inside an expression.
_NAME = re.compile(r"<([a-z_]+)>")
_DEEPEST = 4
#: Section -> entry -> its text: expressions a line each, or a word.
Table = dict[str, dict[str, str]]


@dataclass(frozen=True, slots=True)
class Group:
    """What says one thing: fits somewhere (`any`), a whole sentence (`whole`), all of a text (`alone`), its start."""

    any: re.Pattern[str] | None = None
    whole: re.Pattern[str] | None = None
    alone: re.Pattern[str] | None = None
    unless: re.Pattern[str] | None = None
    begins: re.Pattern[str] | None = None
    innocent: re.Pattern[str] | None = None

    def without_innocent(self, text: str) -> str:
        """A plain text without the phrases that only look as if they said this: `stop by at 3` of a refusal."""
        return text if self.innocent is None else re.sub(" +", " ", self.innocent.sub(" ", text)).strip()

    def stands_in(self, text: str) -> bool:
        """Whether one of `any` fits somewhere in a plain text, and none of `unless`."""
        return self.any is not None and bool(self.any.search(text)) and not self.is_ruled_out(text)

    def is_ruled_out(self, text: str) -> bool:
        """Whether one of `unless` fits somewhere in a plain text."""
        return self.unless is not None and bool(self.unless.search(text))

    def is_said_by(self, sentence: str) -> bool:
        """Whether a sentence says just this."""
        return self.whole is not None and bool(self.whole.fullmatch(sentence))

    def begins_with(self, text: str) -> bool:
        """Whether a text begins so, whatever follows."""
        return self.begins is not None and bool(self.begins.match(text))

    def is_all_of(self, text: str) -> bool:
        """Whether a text says just this."""
        return self.alone is not None and bool(self.alone.fullmatch(text))


@cache
def group(name: str) -> Group:
    """A group by its name in the file (`stop`, `out_of_area`); KeyError for an unknown one."""
    return Group(**{kind: expression(lines) for kind, lines in _file()[name].items()})


@cache
def pattern(name: str, kind: str) -> re.Pattern[str]:
    """One expression of a group that is no `Group` (`digit`, `signature`); KeyError for an unknown one."""
    return expression(_file()[name][kind])


@cache
def courtesy() -> Mapping[str, re.Pattern[str]]:
    """What may stand `before` and `after` an answer without changing it, and a `signature` at its end."""
    table = {kind: expression(lines) for kind, lines in _file()["courtesy"].items()}
    marks = r"[\s,.!~:;、。*\-–—]*"
    return {
        "before": re.compile(rf"{marks}(?:{table['before'].pattern})(?:(?<![a-z])|(?![a-z])){marks}"),
        "after": re.compile(rf"{marks}(?<![a-z])(?:{table['after'].pattern}){marks}$"),
        "signature": re.compile(rf"\s(?:{table['signature'].pattern})"),
    }


@cache
def spellings() -> tuple[re.Pattern[str], Mapping[str, str]]:
    """Words written another way, and what each is read as."""
    same = {fold(word): read_as for word, read_as in _file()["same"].items()}
    return re.compile("|".join(sorted(map(re.escape, same), key=len, reverse=True))), same


@cache
def short_words() -> Mapping[str, str]:
    """Words that are typed short or wrong, and what each is read as."""
    return dict(_file()["short"])


def pinyin_words() -> Iterator[str]:
    """The Chinese words that are understood in pinyin."""
    yield from _file()["pinyin"]["words"].split()


def section(name: str) -> Mapping[str, str]:
    """A section of the file as it stands there (`nicknames`, `jobs`); KeyError for an unknown one."""
    return _file()[name]


@cache
def _file() -> Table:
    return toml("texts.toml", Table)


@cache
def _parts() -> Mapping[str, str]:
    return dict(_file()["parts"])


def expression(lines: str) -> re.Pattern[str]:
    """One expression of several, a line each, with their parts put in."""
    joined = "|".join(line for line in lines.splitlines() if line)
    for _ in range(_DEEPEST):
        joined = _NAME.sub(lambda match: _parts()[match[1]], joined)
    return re.compile(joined)
