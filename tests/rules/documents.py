"""Reading what is written about the house: every text for people, its links, headings and pieces of code."""

import re
from collections.abc import Iterator
from pathlib import Path, PurePosixPath

from tests.rules.source import ROOT, Source

_FENCE = re.compile(r"^```[a-z]*\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_SPAN = re.compile(r"`([^`\n]+)`")
_LINK = re.compile(r"\]\(([^)\s]+)\)")
_HEADING = re.compile(r"^#+ +(.+)$", re.MULTILINE)
#: Folders with texts of this project. What stands elsewhere is somebody else's.
_FOLDERS = ("docs", "seed", "directory/static/vendor")


def documents(root: Path = ROOT) -> list[Source]:
    """Every Markdown file of the project, README first."""
    paths = [
        *sorted(root.glob("*.md")),
        *(path for folder in _FOLDERS for path in sorted((root / folder).rglob("*.md"))),
    ]
    paths.sort(key=lambda path: path != root / "README.md")
    return [Source(path.relative_to(root).as_posix(), path.read_text(encoding="utf-8")) for path in paths]


def code(text: str) -> list[str]:
    """Pieces of code in a Markdown text: lines of fenced blocks without comments, then what stands in backticks."""
    fenced = [line.split(" #")[0].strip() for block in _FENCE.findall(text) for line in block.splitlines()]
    return [*filter(None, fenced), *spans(text)]


def spans(text: str) -> list[str]:
    """What stands in backticks within a line; a pipe that a table has to escape is given back."""
    return [span.replace("\\|", "|") for span in _SPAN.findall(_FENCE.sub("", text))]


def links(text: str) -> list[str]:
    """Targets of links and pictures, but for those that lead out of the repository."""
    return [target for target in _LINK.findall(_FENCE.sub("", text)) if not re.match(r"[a-z]+:", target)]


def anchors(text: str) -> set[str]:
    """What a link to a part of this text may say after `#`: "How to run it?" -> how-to-run-it."""
    headings = _HEADING.findall(_FENCE.sub("", text))
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


def target(source: Source, link: str) -> tuple[str, str]:
    """Where a link in a document leads: a path from the top of the repository, and the part of it (`""` for none)."""
    path, _, part = link.partition("#")
    if not path:
        return source.path, part
    pieces: list[str] = []
    for piece in (PurePosixPath(source.path).parent / path).parts:
        if piece == ".." and pieces:
            pieces.pop()
        else:
            pieces.append(piece)
    return "/".join(pieces), part


def table(text: str, heading: str) -> Iterator[tuple[str, ...]]:
    """The cells of each line of the first table below a heading, without its first two lines."""
    _, _, below = text.partition(f"# {heading}\n")
    rows = [line for line in below.split("\n#")[0].splitlines() if line.startswith("|")]
    for line in rows[2:]:
        yield tuple(cell.strip() for cell in re.split(r"(?<!\\)\|", line.strip().strip("|")))
