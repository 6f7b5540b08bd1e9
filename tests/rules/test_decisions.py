"""Each decision is a record of its own: numbered, dated, with its reasons, and in the index."""

import re
from collections.abc import Iterable, Iterator
from datetime import date

import pytest

from tests.rules.documents import documents
from tests.rules.source import ROOT, Source, keeps

PARTS = ("Context", "Decision", "Alternatives considered", "Consequences")
_NAME = re.compile(r"docs/decisions/(\d{4})-[a-z0-9]+(-[a-z0-9]+)*\.md")
_TITLE = re.compile(r"# (\d+)\. (.+)")
_DATE = re.compile(r"Date: (\d{4}-\d{2}-\d{2})")


def check_records(records: Iterable[Source], index: str) -> Iterator[str]:
    """Records without number, date or a part, out of the row of numbers, or told otherwise in the index."""
    for number, record in enumerate(records, 1):
        lines = record.text.splitlines()
        name, title, day = _NAME.fullmatch(record.path), _TITLE.fullmatch(lines[0]), _DATE.fullmatch(lines[2])
        if name is None or int(name[1]) != number:
            yield f"{record.path}: a record is called {number:04d}-what-it-decides.md"
        if title is None or int(title[1]) != number:
            yield f"{record.path}: the title is `# {number}. What it decides`"
        if day is None or not _is_day(day[1]):
            yield f"{record.path}: the third line is `Date: YYYY-MM-DD`"
        if tuple(re.findall(r"^## (.+)$", record.text, re.MULTILINE)) != PARTS:
            yield f"{record.path}: its parts are {', '.join(PARTS)}"
        if re.search(r"^## .+\n+(?=## |\Z)", record.text, re.MULTILINE):
            yield f"{record.path}: a part is empty"
        if title and day:
            line = f"| {number} | [{title[2]}]({record.path.removeprefix('docs/')}) | {day[1]} |"
            if line not in index.splitlines():
                yield f"{record.path}: docs/README.md has no line {line}"


def _is_day(text: str) -> bool:
    try:
        return bool(date.fromisoformat(text))
    except ValueError:
        return False


def test_decisions_are_records() -> None:
    records = [source for source in documents() if source.path.startswith("docs/decisions/")]
    assert records
    keeps(check_records(records, (ROOT / "docs/README.md").read_text(encoding="utf-8")))


_GOOD = "# 1. Use it\n\nDate: 2026-11-22\n\n" + "\n\n".join(f"## {part}\n\nWords." for part in PARTS) + "\n"
_INDEX = "| 1 | [Use it](decisions/0001-use-it.md) | 2026-11-22 |"


def test_a_whole_record_passes() -> None:
    assert not list(check_records([Source("docs/decisions/0001-use-it.md", _GOOD)], _INDEX))


@pytest.mark.parametrize(
    ("path", "old", "new"),
    [
        ("docs/decisions/0002-use-it.md", "", ""),
        ("docs/decisions/0001-Use_it.md", "", ""),
        ("docs/decisions/0001-use-it.md", "# 1. Use", "# Use"),
        ("docs/decisions/0001-use-it.md", "2026-11-22", "2026-13-22"),
        ("docs/decisions/0001-use-it.md", "2026-11-22", "2026-11-23"),
        ("docs/decisions/0001-use-it.md", "## Alternatives considered\n\nWords.\n\n", ""),
        ("docs/decisions/0001-use-it.md", "## Context\n\nWords.", "## Context"),
        ("docs/decisions/0001-use-it.md", "## Consequences\n\nWords.", "## Consequences"),
        ("docs/decisions/0001-use-it.md", "Use it\n", "Use them\n"),
    ],
)
def test_a_record_out_of_form_is_named(path: str, old: str, new: str) -> None:
    assert list(check_records([Source(path, _GOOD.replace(old, new) if old else _GOOD)], _INDEX))
