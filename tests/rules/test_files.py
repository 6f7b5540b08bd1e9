"""Files are written in one place, which leaves none of them half done; and so does make."""

import ast
import subprocess
from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest

from tests.rules.source import ROOT, Source, called, files, keeps

_WRITERS = {"write_bytes", "write_text", "mkstemp", "NamedTemporaryFile", "TemporaryFile"}


def check_writers(sources: Iterable[Source]) -> Iterator[str]:
    """Code that writes files by itself: a reader, or whoever comes after a crash, may find half of one."""
    for source in sources:
        for node in source.nodes:
            if not isinstance(node, ast.Call) or source.path == "directory/kernel/files.py":
                continue
            name = called(node)
            modes = [word.value for word in [*node.args, *(k.value for k in node.keywords)] if _is_mode(word)]
            if name.rpartition(".")[2] in _WRITERS or name == "os.open" or (name.endswith("open") and modes):
                yield f"{source.path}:{node.lineno} writes by {name}(): kernel/files.py writes whole files"


def _is_mode(word: ast.expr) -> bool:
    value = word.value if isinstance(word, ast.Constant) else None
    return isinstance(value, str) and bool(value) and set(value) <= set("rwxabt+") and bool(set(value) & set("wxa+"))


def test_files_are_written_in_one_place() -> None:
    keeps(check_writers(files("directory/*.py")))


@pytest.mark.parametrize(
    "text",
    ["path.write_text(x)", "path.open('w')", "open(path, mode='ab')", "os.open(path, flags)", "tempfile.mkstemp()"],
)
def test_a_file_written_elsewhere_is_named(text: str) -> None:
    assert list(check_writers([Source("directory/leads/rules.py", text)]))
    assert not list(check_writers([Source("directory/leads/rules.py", "path.open('rb')")]))


@pytest.mark.parametrize(("name", "source"), [("messages.mo", "messages.po"), ("a.css.gz", "a.css")])
def test_make_leaves_no_half_of_what_it_could_not_make(tmp_path: Path, name: str, source: str) -> None:
    (tmp_path / ".venv").mkdir()
    (tmp_path / "requirements.txt").touch()
    (tmp_path / ".venv" / ".run").touch()
    (tmp_path / source).mkdir()  # nothing that can be read
    make = ["make", "-f", str(ROOT / "Makefile"), f"BIN={ROOT / '.venv/bin'}", name]
    done = subprocess.run(make, cwd=tmp_path, capture_output=True, check=False)
    assert done.returncode != 0
    assert {path.name for path in tmp_path.iterdir()} == {".venv", "requirements.txt", source}
