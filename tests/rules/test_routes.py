"""Every address with its methods and its gate stands in routes.txt, so that a change of who may is seen in review.

After a change: `python -m tests.rules.test_routes > tests/rules/routes.txt`.
"""

import re
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from directory import create_app
from directory.foundation.gates import GATES, gate
from tests.rules.source import keeps
from tests.support.databases import SECRET_KEY

LIST = Path(__file__).with_name("routes.txt")
#: Views that a library registers, which cannot be marked where they are written.
GATES_OF_LIBRARIES = {"api-docs.openapi_json": "public"}
_KEBAB = re.compile(r"[a-z0-9]+([.-][a-z0-9]+)*")


def routes(app: Flask) -> Iterator[str]:
    """One line an address: path, methods, gate."""
    for rule in app.url_map.iter_rules():
        methods = sorted((rule.methods or set()) - {"HEAD", "OPTIONS"})
        gates = {gate_of(app.view_functions[rule.endpoint], rule.endpoint, method) for method in methods}
        yield f"{rule.rule} {','.join(methods)} {'|'.join(sorted(gates))}"


def gate_of(view: Any, endpoint: str, method: str) -> str:
    """The gate of one method of a view; `-` for none."""
    handler = getattr(getattr(view, "view_class", None), method.lower(), None)
    gate = getattr(view, "gate", None) or getattr(getattr(view, "view_class", None), "gate", None)
    return getattr(handler, "gate", None) or gate or GATES_OF_LIBRARIES.get(endpoint, "-")


def check_routes(app: Flask) -> Iterator[str]:
    """Addresses without a gate, with a gate nobody knows, or not in kebab-case."""
    for line in routes(app):
        path, _, gates = line.rsplit(" ", 2)
        for name in gates.split("|"):
            if name not in GATES:
                yield f"{line}: no gate" if name == "-" else f"{line}: nobody knows the gate {name}"
        for piece in re.sub(r"<[^>]*>", "", path).split("/"):
            if piece and not _KEBAB.fullmatch(piece.strip(".-") or piece):
                yield f"{line}: {piece} is not kebab-case"


def _app(folder: Path) -> Flask:
    return create_app({"INSTANCE": str(folder), "SECRET_KEY": SECRET_KEY, "LENGNUAN_ENV": "development"})


def test_every_route_has_a_gate(tmp_path: Path) -> None:
    keeps(check_routes(_app(tmp_path)))


def test_routes_are_the_ones_listed(tmp_path: Path) -> None:
    listed = LIST.read_text(encoding="utf-8").splitlines()
    assert sorted(routes(_app(tmp_path))) == listed, "see this file's first lines"


def test_a_route_without_a_gate_is_named() -> None:
    app = Flask("planted", static_folder=None)
    app.add_url_rule("/open", view_func=gate("public")(lambda: ""), endpoint="a")
    app.add_url_rule("/forgotten", view_func=lambda: "", endpoint="b")
    app.add_url_rule("/Bad_name", view_func=gate("public")(lambda: ""), endpoint="c")
    assert [line.split(" ")[0] for line in check_routes(app)] == ["/forgotten", "/Bad_name"]


def test_an_unknown_gate_cannot_be_set() -> None:
    with pytest.raises(KeyError):
        gate("everybody")


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as folder:
        sys.stdout.write("\n".join(sorted(routes(_app(Path(folder))))) + "\n")
