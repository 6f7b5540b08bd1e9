"""What is said in the code, and what the two catalogues answer."""

import ast
from collections.abc import Iterator
from functools import cache

from babel.messages import Catalog
from babel.messages.extract import DEFAULT_KEYWORDS, extract_from_dir
from babel.messages.frontend import parse_mapping_cfg
from babel.messages.pofile import read_po
from jinja2 import Environment, nodes

from tests.rules.source import ROOT, Source, called

FOLDER = ROOT / "directory" / "translations"
CATALOGUES = ("zh_Hans", "zh_Hant")
_SPEAKERS = {"_", "_l", "gettext", "lazy_gettext", "ngettext", "lazy_ngettext"}

Said = str | tuple[str, str]


def read(name: str) -> Catalog:
    """One catalogue; an empty one where there is no file yet."""
    path = FOLDER / name / "LC_MESSAGES" / "messages.po"
    if not path.exists():
        return Catalog(locale=name)
    with path.open("rb") as file:
        return read_po(file, locale=name, abort_invalid=True)


@cache
def extracted() -> dict[str, Said]:
    """Every string the code says, as `make translations` would find it, by its (singular) English."""
    with (FOLDER / "babel.cfg").open() as file:
        methods, options = parse_mapping_cfg(file)
    keywords = {**DEFAULT_KEYWORDS, "_l": None, "lazy_ngettext": (1, 2)}
    messages: dict[str, Said] = {}
    for folder in ("directory", "templates"):
        # Babel leaves out folders that begin with an underscore, such as templates/_layout, unless told otherwise.
        every = extract_from_dir(ROOT / folder, methods, options, keywords, directory_filter=lambda _: True)
        for _, _, message, _, _ in every:
            if isinstance(message, tuple):
                messages[message[0]] = (message[0], message[1])
            else:
                messages.setdefault(message, message)
    messages.pop("", None)
    return messages


def calls_in_python(source: Source) -> Iterator[tuple[int, list[ast.expr], set[str] | None]]:
    """Each call that speaks: line, what is said, the names of the values given (None: not known)."""
    for node in source.nodes:
        if isinstance(node, ast.Call) and called(node) in _SPEAKERS and node.args:
            given = None if any(k.arg is None for k in node.keywords) else {str(k.arg) for k in node.keywords}
            yield node.lineno, node.args[: 2 if "ngettext" in called(node) else 1], given


def calls_in_template(environment: Environment, source: Source) -> Iterator[tuple[int, list[str], set[str] | None]]:
    """The same of a template; only what is said in literal words."""
    for node in environment.parse(source.text).find_all(nodes.Call):
        if isinstance(node.node, nodes.Name) and node.node.name in _SPEAKERS:
            literal = [a.value for a in node.args if isinstance(a, nodes.Const) and isinstance(a.value, str)]
            given = None if node.dyn_kwargs else {k.key for k in node.kwargs}
            yield node.lineno, literal, given
