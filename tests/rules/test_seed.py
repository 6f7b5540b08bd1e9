"""Each table of the seed that the code reads is one that every folder has, or one that a folder may leave out."""

import ast
from collections.abc import Iterable, Iterator

import pytest

from directory.kernel.prepared import OF_LANGUAGE
from tests.rules.source import ROOT, Source, called, files, keeps

#: The readers of a table by its name.
_READERS = {"toml", "seed_file"}
#: Another paper's folder, with what docs/another-paper.md asks for and no more.
_OTHER = ROOT / "tests/seeds/houston"
_GUIDE = ROOT / "docs/another-paper.md"


def check_tables(sources: Iterable[Source]) -> Iterator[str]:
    """Tables that are read and that another paper's folder does not have, nor may leave out."""
    for source in sources:
        for node in source.nodes:
            if isinstance(node, ast.Call) and called(node).rpartition(".")[2] in _READERS and node.args:
                name = node.args[0].value if isinstance(node.args[0], ast.Constant) else None
                if isinstance(name, str) and name not in OF_LANGUAGE and not (_OTHER / name).exists():
                    yield f"{source.path}:{node.lineno} reads {name}, which another paper's folder does not have"


def test_another_papers_folder_has_each_table_that_is_read() -> None:
    keeps(check_tables(files("directory/*.py")))


def test_the_guide_names_what_a_folder_may_leave_out() -> None:
    guide = _GUIDE.read_text(encoding="utf-8")
    keeps(f"docs/another-paper.md does not name {name}" for name in sorted(OF_LANGUAGE) if f"`{name}`" not in guide)


@pytest.mark.parametrize(
    ("code", "is_seen"),
    [
        ('toml("slang.toml", Slang)', True),
        ('prepared.seed_file("slang.json")', True),
        ('toml("site.toml", Site)', False),
    ],
)
def test_a_table_that_another_paper_lacks_is_seen(code: str, is_seen: bool) -> None:
    assert bool(list(check_tables([Source("directory/new.py", code)]))) == is_seen
