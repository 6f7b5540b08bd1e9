"""Templates read what is there: a misspelt attribute of a listing is named, and whatever is undefined fails."""

import types
import typing
from collections.abc import Iterator
from typing import Any

import msgspec
import pytest
from flask import Flask
from jinja2 import Environment, UndefinedError
from jinja2.nodes import Expr, Getattr, Name

from directory import create_app
from directory.businesses.fields.listing import License, Listing, Warranty
from tests.factories.listings import document
from tests.rules.source import ROOT, keeps
from tests.support.databases import SECRET_KEY

#: What a name means in every template, and in some.
EVERYWHERE: dict[str, type] = {"doc": Listing}
SOMEWHERE: dict[str, dict[str, type]] = {
    "_parts/license.html": {"license": License},
    "_parts/warranty.html": {"w": Warranty},
    "listings/facts.html": {"license": License, "w": Warranty},
    "printing/words.html": {"license": License, "w": Warranty},
    "printing/print.html": {"license": License},
}


def check_attributes(environment: Environment, templates: dict[str, str]) -> Iterator[str]:
    """Attributes that the type they are read from does not have."""
    for name, text in templates.items():
        meanings = EVERYWHERE | SOMEWHERE.get(name, {})
        for node in environment.parse(text, name).find_all(Getattr):
            owner = _type(node.node, meanings)
            if owner is not None and node.attr not in _members(owner):
                yield f"{name}:{node.lineno}: {owner.__name__} has no {node.attr}"


def _type(node: Expr, meanings: dict[str, type]) -> type | None:
    """The type of `doc`, `choice.doc`, `doc.names`; None where nothing is known of it, or it is no type of ours."""
    if isinstance(node, Name):
        return meanings.get(node.name)
    if not isinstance(node, Getattr):
        return None
    if node.attr in EVERYWHERE:
        return EVERYWHERE[node.attr]
    owner = _type(node.node, meanings)
    return _members(owner).get(node.attr) if owner else None


def _members(owner: type) -> dict[str, type | None]:
    """Fields and properties of a type, each with its own type where that is one of ours."""
    members = {name: _ours(hint) for name, hint in typing.get_type_hints(owner).items()}
    for name, value in vars(owner).items():
        if isinstance(value, property):
            members[name] = _ours(typing.get_type_hints(value.fget).get("return"))
        elif isinstance(value, types.FunctionType):
            members[name] = None
    return members


def _ours(hint: Any) -> type | None:
    for part in typing.get_args(hint) or (hint,):
        if isinstance(part, type) and issubclass(part, msgspec.Struct) and typing.get_origin(hint) is not tuple:
            return part
    return None


@pytest.fixture(scope="module")
def environment(tmp_path_factory: pytest.TempPathFactory) -> Environment:
    site: Flask = create_app({"INSTANCE": str(tmp_path_factory.mktemp("types")), "SECRET_KEY": SECRET_KEY})
    return site.jinja_env


def test_templates_read_what_a_listing_has(environment: Environment) -> None:
    folder = ROOT / "templates"
    keeps(
        check_attributes(
            environment, {str(p.relative_to(folder)): p.read_text("utf-8") for p in folder.rglob("*") if p.is_file()}
        )
    )


@pytest.mark.parametrize(
    ("name", "text", "complaint"),
    [
        ("a.html", "{% if doc.servces %}{% endif %}", "Listing has no servces"),
        ("a.html", "{{ choice.doc.names.zho }}", "Names has no zho"),
        ("a.html", "{{ doc.service_radius.mile }}", "Circle has no mile"),
        ("_parts/license.html", "{% if license.class %}{% endif %}", "License has no class"),
        ("_parts/warranty.html", "{{ w.lifetime }}", "Warranty has no lifetime"),
    ],
)
def test_a_misspelt_attribute_is_named(environment: Environment, name: str, text: str, complaint: str) -> None:
    assert list(check_attributes(environment, {name: text})) == [f"{name}:1: {complaint}"]
    right = text.replace("servces", "services").replace("zho", "zh").replace("mile }", "miles }")
    right = right.replace("license.class", "license.license_class").replace("w.lifetime", "w.term")
    assert list(check_attributes(environment, {name: right})) == []


@pytest.mark.parametrize(
    "text",
    ["{{ doc.servces }}", "{% if doc.servces %}{% endif %}", "{{ dco }}", "{% for a in doc.names.all %}{% endfor %}"],
)
def test_what_is_undefined_fails_where_it_is_read(environment: Environment, text: str) -> None:
    template = environment.from_string(text)
    with pytest.raises(UndefinedError):
        template.render(doc=document())
