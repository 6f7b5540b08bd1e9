"""The description of the API as a page reads it: operations and shapes, each with its fields."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

#: A part of an OpenAPI document: its library gives it no types.
Described = Mapping[str, Any]


@dataclass(frozen=True)
class Field:
    """A parameter or a field: its name, what it is ("list of Item"), the shape that this leads to, what it means."""

    name: str
    kind: str
    shape: str
    text: str


@dataclass(frozen=True)
class Operation:
    """One address: what it does, what it takes, the shape of its answer, the statuses of its errors."""

    name: str
    path: str
    text: str
    parameters: list[Field]
    answer: str
    errors: list[str]


def operations(spec: Described) -> list[Operation]:
    """Every GET of an OpenAPI document."""
    return [_operation(path, methods) for path, methods in spec["paths"].items()]


def shapes(spec: Described) -> list[tuple[str, str, list[Field]]]:
    """Every shape of its components: name, what it is, fields."""
    return [
        (name, schema.get("description", ""), [_field(key, value) for key, value in schema["properties"].items()])
        for name, schema in spec["components"]["schemas"].items()
    ]


def _operation(path: str, methods: Described) -> Operation:
    get = methods["get"]
    own = [*methods.get("parameters", []), *get.get("parameters", [])]
    answer = get["responses"]["200"]["content"]["application/json"]["schema"]
    return Operation(
        name=get["operationId"],
        path=path,
        text=_joined([get["summary"], get.get("description", "")]),
        parameters=[
            _field(entry["name"], entry["schema"], entry.get("description", "")) for entry in own if "name" in entry
        ],
        answer=_shape(answer),
        errors=sorted(status for status in get["responses"] if "400" <= status < "600"),
    )


def _field(name: str, schema: Described, text: str = "") -> Field:
    limits = []
    if "enum" in schema:
        limits.append("One of: " + ", ".join(str(value) for value in schema["enum"] if value) + ".")
    if schema.get("default"):
        limits.append(f"Without it: {schema['default']}.")
    if "minimum" in schema:
        limits.append(f"From {schema['minimum']} to {schema['maximum']}.")
    if "maxLength" in schema:
        limits.append(f"At most {schema['maxLength']} characters.")
    return Field(name, _kind(schema), _shape(schema), _joined([text or schema.get("description", ""), *limits]))


def _kind(schema: Described) -> str:
    """What a schema is, in words: "string or null", "list of Item", "object of string"."""
    if "$ref" in schema:
        return _shape(schema)
    if "items" in schema:
        return f"list of {_kind(schema['items'])}" + (" or null" if "null" in schema["type"] else "")
    if "anyOf" in schema:
        return " or ".join(_kind(alternative) for alternative in schema["anyOf"])
    if "const" in schema:
        return f'"{schema["const"]}"'
    if isinstance(values := schema.get("additionalProperties"), dict) and values:
        return f"object of {_kind(values)}"
    kinds = schema.get("type", "any")
    return kinds if isinstance(kinds, str) else " or ".join(kinds)


def _shape(schema: Described) -> str:
    """The name of the shape that a schema refers to, at any depth; empty for none."""
    if "$ref" in schema:
        return str(schema["$ref"]).rsplit("/", 1)[-1]
    inner = schema.get("items") or schema.get("additionalProperties")
    return _shape(inner) if isinstance(inner, dict) else ""


def _joined(texts: Iterable[str]) -> str:
    return " ".join(text for text in texts if text)
