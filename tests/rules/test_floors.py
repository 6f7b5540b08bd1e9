"""Imports go down only, and siblings leave each other alone. There is no list of exceptions."""

import ast
from collections.abc import Iterator

import pytest

from tests.rules.source import Source, called, files, imports, keeps, slice_of, tables

#: From the ground up. Slices of one line are siblings.
FLOORS = (
    ("kernel",),
    ("config",),
    ("foundation",),
    ("arrivals", "outbox", "audit", "places", "trades", "migrations"),
    ("photos",),
    ("reading", "scans"),
    ("businesses", "nameplates"),
    ("credentials",),
    ("accounts",),
    ("search",),
    ("ads", "texts"),
    ("leads",),
    ("quotes",),
    ("visits", "warranties", "reviews"),
    ("listings", "editor", "onboarding", "printing", "claims", "inbox", "tracking", "reports", "review"),
    ("entrypoints/housekeeping",),
    ("entrypoints/pages", "entrypoints/operator", "entrypoints/api", "entrypoints/cli", "entrypoints/worker"),
    ("wiring", "commands"),
    ("app",),
    ("directory", "entrypoints", "run", "server", "prepare"),
)
_FLOOR = {name: number for number, names in enumerate(FLOORS) for name in names}


def check_floors(sources: list[Source]) -> Iterator[str]:
    """What stands on no floor, and what reaches up or sideways: by import, foreign key or relationship."""
    owners = tables(sources)
    classes = {class_name: owner for owner, class_name in owners.values()}
    for source in sources:
        if source.slice not in _FLOOR:
            yield f"{source.path}: {source.slice} stands on no floor"
            continue
        names = [*imports(source), *commands(source)]
        reached = [(line, imported(pieces)) for line, pieces in names]
        for line, name in _strings(source):
            owner = owners[name][0] if name in owners else classes.get(name)
            reached.append((line, owner))
        for line, target in reached:
            if target is None or target == source.slice:
                continue
            if target not in _FLOOR:
                yield f"{source.path}:{line} reaches for {target}, which stands on no floor"
            elif _FLOOR[target] >= _FLOOR[source.slice]:
                yield f"{source.path}:{line} reaches from {source.slice} for {target}"


def imported(pieces: tuple[str, ...]) -> str | None:
    """The slice that an import reaches, given the pieces of its dotted name; None for a library.

    A relative import is named as such, which stands on no floor.
    """
    if pieces[0] == "":
        return "a relative import"
    if pieces[0] != "directory":
        return None
    # `from directory import config` names a slice; `from directory import create_app` names what the package gives.
    return "directory" if pieces[1:] == ("create_app",) else slice_of(pieces[1:])


def _strings(source: Source) -> Iterator[tuple[int, str]]:
    """Tables and classes named by strings: ForeignKey("businesses.id"), relationship("Lead"), Mapped["Lead"]."""
    for node in source.nodes:
        if isinstance(node, ast.Call) and called(node).rpartition(".")[2] in {"ForeignKey", "relationship"}:
            for argument in [*node.args, *(k.value for k in node.keywords if k.arg in {"secondary", "argument"})]:
                if isinstance(argument, ast.Constant) and isinstance(argument.value, str):
                    yield node.lineno, argument.value.split(".")[0]
        elif isinstance(node, ast.Subscript) and called(node.value).rpartition(".")[2] == "Mapped":
            for inner in ast.walk(node.slice):
                name = inner.value if isinstance(inner, ast.Constant) else getattr(inner, "id", None)
                if isinstance(name, str):
                    yield node.lineno, name


def commands(source: Source) -> Iterator[tuple[int, tuple[str, ...]]]:
    """What a table of commands loads: `Command("directory.entrypoints.cli.seed:seed")` is an import of that module."""
    for node in source.nodes:
        if isinstance(node, ast.Call) and called(node) == "Command" and node.args:
            reference = node.args[0]
            name = reference.value if isinstance(reference, ast.Constant) else ""
            yield node.lineno, tuple(str(name).replace(":", ".").split("."))


#: The one module that imports by name; others ask it, in the shape that `check_later` holds.
LATER = "directory/kernel/later.py"
#: The one that loads what the table of commands names.
LOADING = "directory/entrypoints/cli/__init__.py"


def check_later(sources: list[Source]) -> Iterator[str]:
    """Modules loaded at first use: `later("x")` stands beside the same import under TYPE_CHECKING, and nowhere else.

    So the floors, the type checker and the reader see an import. `load` is the commands' alone.
    """
    for source in sources:
        in_shape = {id(call) for node in source.nodes for call in _in_shape(node)}
        for node in source.nodes:
            if isinstance(node, ast.Call) and called(node).rpartition(".")[2] == "later" and id(node) not in in_shape:
                yield f"{source.path}:{node.lineno} asks for a module later without its import under TYPE_CHECKING"
            if isinstance(node, ast.ImportFrom) and node.module == "directory.kernel.later" and source.path != LOADING:
                yield from (f"{source.path}:{node.lineno} loads by name" for a in node.names if a.name != "later")


def _in_shape(node: ast.AST) -> Iterator[ast.Call]:
    """The calls of `later` that bind just what the other branch of `if TYPE_CHECKING` imports."""
    if not (isinstance(node, ast.If) and called(node.test) == "TYPE_CHECKING"):
        return
    bound = {}
    for line in node.body:
        for alias in line.names if isinstance(line, ast.Import | ast.ImportFrom) else ():
            module = f"{line.module}." if isinstance(line, ast.ImportFrom) else ""
            bound[alias.asname or alias.name] = module + alias.name
    for line in node.orelse:
        if isinstance(line, ast.Assign) and isinstance(line.value, ast.Call) and len(line.value.args) == 1:
            target, name = called(line.targets[0]), line.value.args[0]
            if isinstance(name, ast.Constant) and bound.get(target) == name.value:
                yield line.value


def check_late_imports(sources: list[Source]) -> Iterator[str]:
    """Imports inside a function, or by name outside LATER: they hide a floor broken at run time."""
    for source in sources:
        for node in source.nodes:
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda):
                for inner in ast.walk(node):
                    if isinstance(inner, ast.Import | ast.ImportFrom):
                        yield f"{source.path}:{inner.lineno} imports inside a function"
            by_name = {"importlib.import_module", "import_module", "__import__", "pkgutil.resolve_name", "resolve_name"}
            if isinstance(node, ast.Call) and called(node) in by_name and source.path != LATER:
                yield f"{source.path}:{node.lineno} imports by name"


def test_house_stands_on_its_floors() -> None:
    keeps(check_floors(list(files("directory/*.py"))))


def test_no_import_hides_in_a_function() -> None:
    keeps(check_late_imports(list(files("directory/*.py"))))


def test_modules_loaded_later_are_seen() -> None:
    keeps(check_later(list(files("directory/*.py"))))


_BUSINESS = Source("directory/businesses/models.py", 'class Business:\n    __tablename__ = "businesses"\n')
_QUOTE = Source("directory/quotes/models.py", 'class Quote:\n    __tablename__ = "quotes"\n')


@pytest.mark.parametrize(
    ("path", "text", "complaint"),
    [
        ("directory/kernel/phone.py", "from directory.foundation import db", "from kernel for foundation"),
        ("directory/audit/actions.py", "import directory.outbox.actions", "from audit for outbox"),
        ("directory/quotes/actions.py", "from directory import tracking", "from quotes for tracking"),
        (
            "directory/entrypoints/api/x.py",
            "from directory.entrypoints.cli import seed",
            "from entrypoints/api for entrypoints/cli",
        ),
        ("directory/leads/actions.py", "from .rules import x", "a relative import"),
        ("directory/payments/rules.py", "", "stands on no floor"),
        ("directory/leads/rules.py", "from directory.payments import rules", "which stands on no floor"),
        ("directory/audit/models.py", 'x = ForeignKey("businesses.id")', "from audit for businesses"),
        ("directory/audit/models.py", 'x = relationship("Business")', "from audit for businesses"),
        ("directory/leads/models.py", 'class L:\n    q: Mapped[list["Quote"]]', "from leads for quotes"),
        (
            "directory/entrypoints/cli/x.py",
            'x = Command("directory.entrypoints.worker:run")',
            "entrypoints/cli for entrypoints/worker",
        ),
        (
            "directory/kernel/x.py",
            "if TYPE_CHECKING:\n    from directory.foundation import db",
            "from kernel for foundation",
        ),
    ],
)
def test_a_broken_floor_is_named(path: str, text: str, complaint: str) -> None:
    complaints = list(check_floors([_BUSINESS, _QUOTE, Source(path, text)]))
    assert len(complaints) == 1
    assert complaint in complaints[0]


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("directory/leads/models.py", 'x = ForeignKey("businesses.id")'),
        ("directory/businesses/actions.py", "from directory.outbox import actions"),
        ("directory/entrypoints/cli/seed.py", "from directory.entrypoints.cli import words"),
        ("directory/app.py", "from directory import config, wiring"),
    ],
)
def test_a_step_down_passes(path: str, text: str) -> None:
    assert not list(check_floors([_BUSINESS, Source(path, text)]))


@pytest.mark.parametrize(
    "text", ["def f():\n    import os", "def f():\n    if x:\n        from a import b", "importlib.import_module('a')"]
)
def test_a_late_import_is_named(text: str) -> None:
    assert list(check_late_imports([Source("directory/leads/rules.py", text)]))


_SHAPE = "if TYPE_CHECKING:\n    {}\nelse:\n    {}"


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("directory/leads/rules.py", "x = later('segno')"),
        ("directory/leads/rules.py", "def f():\n    return later('segno').make"),
        ("directory/leads/rules.py", _SHAPE.format("import segno", "segno = later('opencc')")),
        ("directory/leads/rules.py", _SHAPE.format("import segno", "other = later('segno')")),
        ("directory/leads/rules.py", _SHAPE.format("import segno", "segno = later('seg' + 'no')")),
        ("directory/leads/rules.py", _SHAPE.format("from a import b", "b = later('b')")),
        ("directory/leads/rules.py", "if x:\n    import segno\nelse:\n    segno = later('segno')"),
        ("directory/leads/rules.py", "from directory.kernel.later import load"),
    ],
)
def test_a_module_loaded_out_of_sight_is_named(path: str, text: str) -> None:
    assert list(check_later([Source(path, text)]))


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("directory/leads/rules.py", _SHAPE.format("import segno", "segno = later('segno')")),
        ("directory/leads/rules.py", _SHAPE.format("from a.b import c as d", "d = later('a.b.c')")),
        (LOADING, "from directory.kernel.later import load"),
    ],
)
def test_a_module_loaded_in_sight_passes(path: str, text: str) -> None:
    assert not list(check_later([Source(path, text)]))
