"""One word a thing: what the glossary says never to say names no module, class or table."""

import ast
import re
from collections.abc import Iterable, Iterator

import pytest

from tests.rules.source import Source, called, files, keeps, tables

#: Word never to use -> the house's word.
INSTEAD = {
    "vendor": "business",
    "provider": "business",
    "company": "business",
    "staff": "operator",
    "user": "contractor or homeowner",
    "buyer": "homeowner",
    "customer": "homeowner",
    "region": "place",
    "coverage": "service area",
    "category": "service type",
    "licence": "license",
    "permit": "license",
    "guarantee": "warranty",
    "takeover": "claim",
    "inquiry": "quote request",
    "rfq": "quote request",
    "estimate": "quote",
    "bid": "quote",
    "notification": "notice",
    "blacklist": "suppression",
}
#: Tables and classes only: as parts of other words these are harmless in a module.
INSTEAD_OF_ROW = {"order": "lead", "post": "ad", "log": "audit event", "client": "homeowner", "pro": "contractor"}
#: British spellings, in names and in what we write around them.
BRITISH = re.compile(r"\b(colour|centre|organis|recognis|authoris)\w*", re.I)
#: Names that say nothing of what they hold: a variable is a noun of the trade or of web engineering.
EMPTY = frozenset(("each", "found", "said", "told", "asked", "held", "kept", "row", "speak", "tongue"))
#: What a docstring may not lean on: the one before it, a thing unnamed, a saying.
UNSAYING = re.compile(r"^(The same|Its?)\b|[Tt]wice (a day )?is once")
#: Columns and fields that hold codes.
CODED = {"state", "status", "reason", "source", "origin", "role", "purpose", "urgency", "channel"}
_PLURALS = {"people"}
#: Where a template gives names: `{% for a, b in`, `{% set a`, `{% macro f(a, b=None) %}`.
_NAMED = re.compile(r"{%-? *(?:for (?P<f>[\w, ]+?) in\b|set (?P<s>\w+)|macro (?P<m>\w+\([^)]*\)))")
_WORDS = re.compile(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])")


def check_words(sources: list[Source]) -> Iterator[str]:
    """Modules, classes and tables named by a word that the glossary forbids; "service" as a module."""
    for source in sources:
        module = source.parts[-1] if source.parts[-1] != "__init__" else source.parts[-2]
        if module in {"service", "services"}:
            yield f"{source.path}: a service is what a contractor does, never a module"
        yield from _forbidden(source.path, module, INSTEAD)
        for node in source.nodes:
            if isinstance(node, ast.ClassDef):
                yield from _forbidden(f"{source.path}:{node.lineno}", node.name, INSTEAD | INSTEAD_OF_ROW)
    for table, (slice_name, _) in tables(sources).items():
        yield from _forbidden(f"{slice_name}/models.py", table, INSTEAD | INSTEAD_OF_ROW)


def check_tables(sources: list[Source]) -> Iterator[str]:
    """Tables that are not plural snake_case, and classes that are not their singular."""
    for table, (slice_name, class_name) in tables(sources).items():
        last = table.rsplit("_", 1)[-1]
        if not re.fullmatch(r"[a-z]+(_[a-z]+)*", table) or not (last.endswith("s") or last in _PLURALS):
            yield f"{slice_name}: table {table} is not plural snake_case"
        if class_name.endswith("s") and not class_name.endswith(("ss", "us")):
            yield f"{slice_name}: class {class_name} is not singular"


def check_variables(sources: Iterable[Source]) -> Iterator[str]:
    """Variables, parameters, functions and modules whose name says nothing of what they hold or do.

    Fields of a class are read with its name before them, and those of a form are what browsers send.
    """
    for source in sources:
        if source.parts[-1] in EMPTY:
            yield f"{source.path}: a module called {source.parts[-1]}"
        fields = {id(target) for node in source.nodes for target in _fields(node)}
        for node in source.nodes:
            name, line = _bound(node)
            if name in EMPTY and id(node) not in fields:
                yield f"{source.path}:{line}: {name} says nothing of what it is"


def _fields(node: ast.AST) -> Iterator[ast.AST]:
    """What a class names in its body without a function around it."""
    for part in node.body if isinstance(node, ast.ClassDef) else ():
        yield from (
            part.targets if isinstance(part, ast.Assign) else [part.target] if isinstance(part, ast.AnnAssign) else []
        )


def _bound(node: ast.AST) -> tuple[str, int]:
    """The name that a node binds and its line; an empty name where it binds none."""
    match node:
        case ast.Name(id=name, ctx=ast.Store()) | ast.arg(arg=name) | ast.FunctionDef(name=name):
            return name, node.lineno
    return "", 0


def check_templates(templates: Iterable[Source]) -> Iterator[str]:
    """Loops, macros and settings of templates by names that say nothing; `row` is what a page calls its rows."""
    for template in templates:
        for match in _NAMED.finditer(template.text):
            for name in sorted((EMPTY - {"row"}) & set(re.findall(r"\w+", match["f"] or match["s"] or match["m"]))):
                yield f"{template.path}: {name} says nothing of what it holds"


def check_codes(sources: list[Source]) -> Iterator[str]:
    """Codes compared as text that no enum, table of states or constraint has: a misspelt one is never equal."""
    known = {code for source in sources for node in source.nodes for code in _codes(node)}
    for source in sources:
        for node in source.nodes:
            sides = (node.left, *node.comparators) if isinstance(node, ast.Compare) else ()
            if any(isinstance(side, ast.Attribute) and side.attr in CODED for side in sides):
                words = {word for side in sides if not isinstance(side, ast.Call) for word in _texts(side)}
                yield from (
                    f"{source.path}:{node.lineno}: {word} is no code" for word in words - known if word.islower()
                )


def _codes(node: ast.AST) -> Iterator[str]:
    """The codes that a class of codes, a table of states or a constraint of a column names."""
    if isinstance(node, ast.ClassDef) and any(called(base).endswith(("Labelled", "StrEnum")) for base in node.bases):
        yield from (next(_texts(line.value)) for line in node.body if isinstance(line, ast.Assign))
    elif isinstance(node, ast.Call) and called(node) == "table":
        yield from (keyword.arg for keyword in node.keywords if keyword.arg)
    elif isinstance(node, ast.Call) and called(node) == "CheckConstraint":
        yield from (word for text in _texts(node) for word in re.findall("'([a-z_]+)'", text))


def _texts(node: ast.AST) -> Iterator[str]:
    return (part.value for part in ast.walk(node) if isinstance(part, ast.Constant) and isinstance(part.value, str))


def _forbidden(where: str, name: str, instead: dict[str, str]) -> Iterator[str]:
    for word in {w.lower() for w in _WORDS.findall(name)}:
        for form in (word, word.removesuffix("s"), re.sub(r"ies$", "y", word)):
            if form in instead:
                yield f"{where}: {name} says {word}, the house says {instead[form]}"
                break


def check_imports(sources: Iterable[Source]) -> Iterator[str]:
    """What a module imports twice, under two names: a reader takes it for two things."""
    for source in sources:
        names: dict[tuple[str | None, str], set[str]] = {}
        for node in source.tree.body:
            for alias in node.names if isinstance(node, ast.ImportFrom) else ():
                names.setdefault((node.module, alias.name), set()).add(alias.asname or alias.name)
        for (module, name), aliases in names.items():
            if len(aliases) > 1:
                yield f"{source.path}: {module}.{name} is called {' and '.join(sorted(aliases))}"


def check_docstrings(sources: Iterable[Source]) -> Iterator[str]:
    """Docstrings that are understood only after the one before: "The same, signed in", "Its name", "Twice is once"."""
    for source in sources:
        for node in source.nodes:
            if match := UNSAYING.search(_docstring(node)):
                yield f"{source.path}:{getattr(node, 'lineno', 1)} says {match[0]!r}"


def _docstring(node: ast.AST) -> str:
    if isinstance(node, (ast.Module, ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)):
        return ast.get_docstring(node) or ""
    return ""


def check_spelling(sources: Iterable[Source]) -> Iterator[str]:
    """British spelling in code and templates."""
    for source in sources:
        for number, line in enumerate(source.text.splitlines(), 1):
            if match := BRITISH.search(line):
                yield f"{source.path}:{number} spells {match[0]}"


def test_no_forbidden_word_names_anything() -> None:
    keeps(check_words(list(files("directory/*.py"))))


def test_tables_are_plural_and_classes_singular() -> None:
    keeps(check_tables(list(files("directory/*.py"))))


def test_spelling_is_american() -> None:
    keeps(check_spelling(files("directory/*.py", "templates/*.html", "templates/*.txt")))


def test_a_name_says_what_it_holds() -> None:
    keeps(check_variables(files("directory/*.py", "tests/*.py", "bench/*.py")))


def test_a_docstring_stands_by_itself() -> None:
    others = ("directory/ads/", "directory/nameplates/")
    keeps(check_docstrings(s for s in files("directory/*.py") if not s.path.startswith(others)))


@pytest.mark.parametrize("words", ["The same, signed in.", "Its name.", "It works.", "Accept a lead. Twice is once."])
def test_a_docstring_that_leans_on_another_is_named(words: str) -> None:
    assert list(check_docstrings([Source("directory/leads/rules.py", f'def f():\n    """{words}"""')]))
    assert not list(check_docstrings([Source("directory/leads/rules.py", 'def f():\n    """Items. Idempotent."""')]))


def test_a_name_in_a_template_says_what_it_holds() -> None:
    keeps(check_templates(files("templates/*.html", "templates/*.txt")))


@pytest.mark.parametrize("text", ["{% for a, each in b %}", "{%- set told = 1 %}", "{% macro f(a, said=None) %}"])
def test_a_name_in_a_template_that_says_nothing_is_named(text: str) -> None:
    assert list(check_templates([Source("templates/a/b.html", text)]))
    assert not list(check_templates([Source("templates/a/b.html", "{% for row in rows %}{{ each.said }}")]))


def test_what_is_imported_has_one_name_in_a_module() -> None:
    keeps(check_imports(files("directory/*.py", "tests/*.py", "bench/*.py")))


def test_a_second_name_is_named() -> None:
    twice = "from directory.leads import queries\nfrom directory.leads import queries as leads"
    assert list(check_imports([Source("directory/leads/rules.py", twice)]))
    assert not list(check_imports([Source("directory/leads/rules.py", "from a import b\nfrom c import b as d")]))


def test_a_code_compared_as_text_is_one() -> None:
    keeps(check_codes(list(files("directory/*.py"))))


@pytest.mark.parametrize("compared", ["lead.state == 'opne'", "lead.state not in ('open', 'opne')", "'opne' != x.role"])
def test_a_misspelt_code_is_named(compared: str) -> None:
    codes = Source("directory/leads/rules.py", "class LeadState(Labelled):\n    OPEN = 'open', _l('open')")
    assert list(check_codes([codes, Source("directory/leads/queries.py", compared)]))
    assert not list(check_codes([codes, Source("directory/leads/queries.py", compared.replace("opne", "open"))]))


@pytest.mark.parametrize(
    "text",
    [
        "for each in leads: ...",
        "def send(row): ...",
        "def told(): ...",
        "if held := find(): ...",
        "x = [f for found in y]",
    ],
)
def test_a_name_that_says_nothing_is_named(text: str) -> None:
    assert list(check_variables([Source("directory/leads/rules.py", text)]))
    assert not list(check_variables([Source("directory/leads/rules.py", "for lead in leads: lead.found")]))


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("directory/leads/service.py", ""),
        ("directory/vendors/rules.py", "class Vendor: ..."),
        ("directory/leads/models.py", "class ServiceCategory: ..."),
        ("directory/leads/models.py", 'class Lead:\n    __tablename__ = "lead_orders"'),
        ("directory/leads/models.py", "class Companies: ..."),
    ],
)
def test_a_forbidden_word_is_named(path: str, text: str) -> None:
    assert list(check_words([Source(path, text)]))


def test_a_singular_table_is_named() -> None:
    for name, table in (("Lead", "lead"), ("Lead", "LeadRows"), ("Leads", "leads")):
        planted = Source("directory/leads/models.py", f'class {name}:\n    __tablename__ = "{table}"')
        assert list(check_tables([planted]))


def test_british_spelling_is_named() -> None:
    assert list(check_spelling([Source("a.py", "# the colour of it")]))
    assert not list(check_spelling([Source("a.py", "# the catalogue of colors")]))
