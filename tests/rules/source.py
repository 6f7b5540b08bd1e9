"""Reading the house for its rules: files as text and as syntax trees, slices as names."""

import ast
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
_FOLDERS = ("directory", "templates", "tests", "bench", "seed", "deploy")


@dataclass(frozen=True)
class Source:
    """One file: its path from the top of the repository, and its text."""

    path: str
    text: str

    @cached_property
    def tree(self) -> ast.Module:
        """The syntax tree of a Python file."""
        return ast.parse(self.text, self.path)

    @cached_property
    def nodes(self) -> tuple[ast.AST, ...]:
        """Every node of that tree: most rules look at all of them, and to find them takes longer than to look."""
        return tuple(ast.walk(self.tree))

    @property
    def parts(self) -> tuple[str, ...]:
        """The path's pieces, the last one without its ending."""
        *folders, name = self.path.split("/")
        return (*folders, name.rsplit(".", 1)[0])

    @property
    def slice(self) -> str:
        """The slice a file of `directory/` belongs to: `leads`, `entrypoints/api`, or a module such as `config`."""
        return slice_of(self.parts[1:])

    @property
    def role(self) -> str:
        """What the slice grammar calls it: `queries` for leads/queries.py and for leads/queries/of_request.py."""
        depth = 3 if self.parts[1] == "entrypoints" else 2
        return self.parts[depth] if len(self.parts) > depth else ""


def keeps(complaints: Iterable[str]) -> None:
    """Assert that a rule is kept; every complaint on a line of its own."""
    broken = list(complaints)
    assert not broken, "\n" + "\n".join(broken)


def slice_of(parts: tuple[str, ...]) -> str:
    """The slice of a module inside `directory`, given by its pieces."""
    if not parts or parts == ("__init__",):
        return "directory"
    if parts[0] == "entrypoints":
        return "/".join(parts[:2]) if len(parts) > 1 and parts[1] != "__init__" else "entrypoints"
    return parts[0]


@cache
def _read(path: Path) -> Source:
    """A file of the project. Most rules read all of them, and most of those their trees: once for all rules."""
    return Source(path.relative_to(ROOT).as_posix(), path.read_text(encoding="utf-8"))


def files(*patterns: str) -> Iterator[Source]:
    """Every file of the project that matches, as `directory/*.py` (the star crosses folders); `*.py` means anywhere."""
    for pattern in patterns:
        folder, _, name = pattern.rpartition("/")
        for top in (ROOT / folder,) if folder else (ROOT / folder_name for folder_name in _FOLDERS):
            for path in sorted(top.rglob(name)):
                yield _read(path)


def imports(source: Source) -> Iterator[tuple[int, tuple[str, ...]]]:
    """What is imported: line and the dotted name's pieces, `from a import b` as both together."""
    for node in source.nodes:
        if isinstance(node, ast.Import):
            yield from ((node.lineno, tuple(alias.name.split("."))) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = ("." * node.level + (node.module or "")).split(".") if node.level else (node.module or "").split(".")
            yield from ((node.lineno, (*base, alias.name)) for alias in node.names)


def called(node: ast.AST) -> str:
    """The dotted name of what a call calls, as far as it is plain: `db.session.get`."""
    if isinstance(node, ast.Call):
        return called(node.func)
    if isinstance(node, ast.Attribute):
        return f"{called(node.value)}.{node.attr}"
    return node.id if isinstance(node, ast.Name) else ""


def tables(sources: list[Source]) -> dict[str, tuple[str, str]]:
    """Every table: its name, with the slice and class that own it."""
    by_name = {}
    for source in sources:
        for node in source.nodes:
            if isinstance(node, ast.ClassDef):
                for line in node.body:
                    if (
                        isinstance(line, ast.Assign)
                        and called(line.targets[0]) == "__tablename__"
                        and isinstance(line.value, ast.Constant)
                    ):
                        by_name[str(line.value.value)] = (source.slice, node.name)
    return by_name
