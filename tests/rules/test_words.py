"""One word for one thing, in the English source texts and in both catalogues: the table of docs/words.md."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import pytest
from babel.messages import Catalog

from tests.rules.catalogues import CATALOGUES, Said, extracted, read
from tests.rules.source import ROOT, keeps

_HEADING = "## On pages and in messages"
#: Where the words of a language stand in a line of the table, and those it never uses.
_COLUMNS = {"en": (1, 4), "zh_Hans": (2, 5), "zh_Hant": (3, 6)}


@dataclass(frozen=True)
class Thing:
    """One line of the table for one language: the words for a thing, and the words that nobody uses for it."""

    name: str
    words: tuple[str, ...]
    never: tuple[str, ...]

    def faults(self, text: str) -> Iterator[str]:
        """The words of `text` that are not used for this thing."""
        for word in sorted(self.words, key=len, reverse=True):
            text = text.replace(word, "\n")
        for word in self.never:
            if re.search(rf"\b{re.escape(word)}\b" if word.isascii() else re.escape(word), text, re.IGNORECASE):
                yield f"says {word} ({self.name}: {', '.join(self.words)})"


def things(language: str) -> list[Thing]:
    """The table as it stands in docs/words.md."""
    text = (ROOT / "docs" / "words.md").read_text(encoding="utf-8").partition(_HEADING)[2]
    lines = [[cell.strip() for cell in line.strip("|").split("|")] for line in text.splitlines() if line[:1] == "|"]
    good, bad = _COLUMNS[language]
    return [Thing(cells[0], _words(cells[good]), _words(cells[bad])) for cells in lines[2:]]


def _words(cell: str) -> tuple[str, ...]:
    return tuple(word.strip() for word in cell.split(",") if word.strip())


def check_words(texts: Iterable[str], language: str) -> Iterator[str]:
    """Texts that name a thing by a word of its last columns."""
    table = things(language)
    for text in texts:
        yield from (f"{language}: {text!r} {fault}" for thing in table for fault in thing.faults(text))


def _english(messages: dict[str, Said]) -> Iterator[str]:
    for message in messages.values():
        yield from (message,) if isinstance(message, str) else message


def _chinese(catalogue: Catalog) -> Iterator[str]:
    for message in catalogue:
        yield from (message.string,) if isinstance(message.string, str) else message.string


def test_the_table_is_whole() -> None:
    for language in _COLUMNS:
        assert len(things(language)) > 15
        assert all(thing.words for thing in things(language))


@pytest.mark.parametrize("name", CATALOGUES)
def test_the_catalogues_have_one_word_for_a_thing(name: str) -> None:
    keeps(check_words(_chinese(read(name)), name))


def test_the_english_has_one_word_for_a_thing() -> None:
    keeps(check_words(_english(extracted()), "en"))


@pytest.mark.parametrize(
    ("language", "text", "complaint"),
    [
        ("zh_Hans", "请联系店主", "店主"),
        ("zh_Hans", "认领您的店", "认领"),
        ("zh_Hans", "不再收回T", "收回"),
        ("zh_Hant", "請填信箱", "信箱"),
        ("zh_Hant", "這個商家", "商家"),
        ("en", "Take it back", "take it back"),
        ("en", "Your e-mail", "e-mail"),
    ],
)
def test_another_word_is_named(language: str, text: str, complaint: str) -> None:
    assert any(f"says {complaint} " in line for line in check_words([text], language))


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("zh_Hans", "待处理的认领申请"),
        ("zh_Hant", "請填電子郵件信箱"),
        ("zh_Hant", "已登出"),
        ("en", "The car backed out"),
    ],
)
def test_a_good_word_is_not_named(language: str, text: str) -> None:
    assert list(check_words([text], language)) == []
