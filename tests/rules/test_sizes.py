"""Code files aim at 250 lines and stop at 400, so that each can be read in one sitting."""

from collections.abc import Iterable, Iterator

from tests.rules.source import Source, files, keeps

MAX_LINES = 400
#: Migrations are generated: nobody reads them as a whole.
_GENERATED = "directory/migrations/versions/"


def check_sizes(sources: Iterable[Source]) -> Iterator[str]:
    """Files that have grown too long."""
    for source in sources:
        lines = source.text.count("\n")
        if lines > MAX_LINES and not source.path.startswith(_GENERATED):
            yield f"{source.path}: {lines} lines"


def test_no_file_is_too_long() -> None:
    keeps(check_sizes(files("*.py", "*.html")))


def test_a_long_file_is_named() -> None:
    text = "\n" * (MAX_LINES + 1)
    assert list(check_sizes([Source("tests/x.py", text)]))
    assert not list(check_sizes([Source("tests/x.py", text[1:]), Source(f"{_GENERATED}0001_x.py", text)]))
