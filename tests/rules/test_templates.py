"""Templates compile, carry a title, are all reachable, and every one that code names exists."""

import ast
import re
from collections.abc import Iterator
from fnmatch import fnmatchcase

import jinja2.meta
import pytest
from flask import Flask
from jinja2 import Environment, TemplateSyntaxError
from jinja2.nodes import Assign, AssignBlock, Block, Const, Extends, FromImport, Macro, Name, Template

from directory import create_app
from tests.rules.source import ROOT, Source, called, files, keeps
from tests.support.databases import SECRET_KEY

_FRAME = "_layout/page.html"
#: Jinja, or what these words would be at home in: a query or a decision in a template.
_QUERIES = re.compile(r"\b(session|db)\.(get|scalars?|execute|query)\b|\b[A-Z]\w*\.query\b|\bselect\(")
#: In a message, a space behind a sentence of ours: pages lose it in Chinese when they are compiled, messages do not.
_SPACED = re.compile(r'[.?!]"[^{}]*\}\} +(?=\{[{%])')
_FOLDER = re.compile(r"[\w*-]+/messages/[\w*-]+")
_FILE = re.compile(r"(?=.*\w/)[\w*-]+(/[\w*-]+)*/[\w*-]+\.(html|txt|xml)")
_RENDERERS = {"render_template", "get_template", "render_block", "stream_template", "get_or_select_template"}


def check_templates(environment: Environment, templates: dict[str, str], code: list[Source]) -> Iterator[str]:
    """What does not compile, has no title, imports what is not there or not used, is never used, or is used and not
    there; messages with a space where Chinese has none."""
    used: set[str] = set()
    trees: dict[str, Template] = {}
    for name, text in templates.items():
        try:
            tree = environment.parse(text, name)
            environment.compile(text, name)
        except TemplateSyntaxError as error:
            yield f"{name}:{error.lineno}: {error.message}"
            continue
        trees[name] = tree
        for other in jinja2.meta.find_referenced_templates(tree):
            if other is not None:
                used.add(other)
                if other not in templates:
                    yield f"{name} uses {other}, which does not exist"
        frames = {n.template.value for n in tree.find_all(Extends) if hasattr(n.template, "value")}
        if _FRAME in frames and not {"title", "main"} <= {block.name for block in tree.find_all(Block)}:
            yield f"{name} has no title or no main block"
        names = {name.name for name in tree.find_all(Name)}
        for macro in (macro for statement in tree.find_all(FromImport) for macro in statement.names):
            if (macro if isinstance(macro, str) else macro[1]) not in names:
                yield f"{name} imports {macro} and does not use it"
        for query in _QUERIES.finditer(text):
            yield f"{name} queries: {query[0]}"
        if name.endswith(".txt"):
            yield from (f"{name} has a space behind {space[0]}: put gap()" for space in _SPACED.finditer(text))
    yield from _not_there(trees)
    literals = {n.value for source in code for n in source.nodes if isinstance(n, ast.Constant)}
    for where, pattern in _named(code):
        matches = {name for name in templates if fnmatchcase(name, pattern)}
        if not matches:
            yield f"{where} names {pattern}, which does not exist"
        # Of messages named by a star, those count whose own name the code says somewhere.
        used |= {name for name in matches if "/messages/*" not in pattern or name.split("/")[2] in literals}
    yield from (f"{name} is used by nobody" for name in sorted(set(templates) - used))


def _not_there(trees: dict[str, Template]) -> Iterator[str]:
    """Macros that are imported from where there are none of that name: they hide a global, and fail where called."""
    for name, tree in trees.items():
        for statement in tree.find_all(FromImport):
            other = statement.template.value if isinstance(statement.template, Const) else None
            if other in trees:
                there = set(_exported(trees[other]))
                imported = [macro if isinstance(macro, str) else macro[0] for macro in statement.names]
                yield from (
                    f"{name} imports {macro}, which {other} has not" for macro in imported if macro not in there
                )


def _exported(tree: Template) -> Iterator[str]:
    yield from (macro.name for macro in tree.find_all(Macro))
    for kind in (Assign, AssignBlock):
        yield from (name.name for statement in tree.find_all(kind) for name in statement.target.find_all(Name))
        yield from (statement.target.name for statement in tree.find_all(kind) if isinstance(statement.target, Name))


def _named(code: list[Source]) -> Iterator[tuple[str, str]]:
    """Every template that code names, with a star for each part not known before: a file, or a message's folder."""
    for source in code:
        inside = {id(v) for n in source.nodes if isinstance(n, ast.JoinedStr) for v in n.values}
        for node in source.nodes:
            where = f"{source.path}:{getattr(node, 'lineno', 0)}"
            pattern = _pattern(node) if id(node) not in inside else ""
            if _FOLDER.fullmatch(pattern):
                yield where, f"{pattern}/*"
            elif _FILE.fullmatch(pattern) and ("*" in pattern or _is_rendered(source, node, pattern)):
                yield where, pattern


def _is_rendered(source: Source, node: ast.AST, pattern: str) -> bool:
    # A seed file such as ads/one.txt is a path too: a constant counts where templates are named.
    return pattern.endswith(".html") or any(
        isinstance(call, ast.Call)
        and called(call).rpartition(".")[2] in _RENDERERS
        and any(inner is node for inner in ast.walk(call))
        for call in source.nodes
    )


def _pattern(node: ast.AST) -> str:
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return node.value
    if isinstance(node, ast.JoinedStr):
        return "".join(str(v.value) if isinstance(v, ast.Constant) else "*" for v in node.values)
    return ""


@pytest.fixture(scope="module")
def application(tmp_path_factory: pytest.TempPathFactory) -> Flask:
    return create_app({"INSTANCE": str(tmp_path_factory.mktemp("templates")), "SECRET_KEY": SECRET_KEY})


def test_templates_of_the_site(application: Flask) -> None:
    names = [str(p.relative_to(ROOT / "templates")) for p in (ROOT / "templates").rglob("*") if p.is_file()]
    templates = {name: (ROOT / "templates" / name).read_text(encoding="utf-8") for name in names}
    keeps(check_templates(application.jinja_env, templates, list(files("directory/*.py"))))


@pytest.mark.parametrize(
    ("templates", "code", "complaint"),
    [
        ({"a/b.html": "{% if %}"}, "", "a/b.html:1"),
        ({"a/b.html": '{% extends "_layout/page.html" %}{% block main %}{% endblock %}'}, "", "has no title"),
        ({"a/b.html": "{{ db.session.scalars(x) }}"}, "", "queries"),
        ({"a/b.html": '{% from "a/c.html" import x, y %}{{ x() }}', "a/c.html": ""}, "", "imports y and does not"),
        ({"a/b.html": '{% from "a/c.html" import x %}{{ x() }}', "a/c.html": ""}, "", "imports x, which a/c.html has"),
        ({"a/b.html": '{% include "a/c.html" %}'}, "", "a/c.html, which does not exist"),
        ({"a/b.txt": '{{ _("One %(a)s.", a=a) }} {% if b %}{{ _("Two.") }}{% endif %}'}, "", "put gap()"),
        ({"a/b.html": ""}, "", "used by nobody"),
        ({}, 'render_template("a/c.html")', "names a/c.html"),
        ({}, 'render_template(f"a/messages/{kind}/sms.txt")', "names a/messages/*/sms.txt"),
    ],
)
def test_a_fault_in_a_template_is_named(
    application: Flask, templates: dict[str, str], code: str, complaint: str
) -> None:
    complaints = list(check_templates(application.jinja_env, templates, [Source("directory/a/routes.py", code)]))
    assert any(complaint in line for line in complaints), complaints


def test_a_message_named_by_its_folder_is_used(application: Flask) -> None:
    code = Source("directory/a/notices.py", 'x = [f"a/messages/{kind}" for kind in ("b",)]')
    templates = {"a/messages/b/sms.txt": "hi", "a/messages/c/sms.txt": "hi"}
    assert list(check_templates(application.jinja_env, templates, [code])) == ["a/messages/c/sms.txt is used by nobody"]
