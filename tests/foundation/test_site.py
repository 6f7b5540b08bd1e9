"""An application that is furnished step by step."""

from collections.abc import Callable

import pytest
from flask import Flask, url_for
from werkzeug.routing import Rule

from directory.foundation.site import ALL, ROWS, Site


def test_an_address_is_compiled_when_it_is_first_built(monkeypatch: pytest.MonkeyPatch) -> None:
    compiled: list[str] = []
    real = Rule._compile_builder

    def note(rule: Rule, append_unknown: bool = True) -> Callable[..., tuple[str, str]]:
        compiled.append(rule.rule)
        return real(rule, append_unknown)

    monkeypatch.setattr(Rule, "_compile_builder", note)
    site = Site("x", steps=[(ALL, lambda app: app.add_url_rule("/a/<int:row>", "a", str))], static_folder=None)
    with site.test_request_context("/"):
        site.add_url_rule("/b/<word>", "b", str)
        assert compiled == []
        assert [url_for("a", row=7, q="x"), url_for("a", row=8), url_for("b", word="x y")] == [
            "/a/7?q=x",
            "/a/8",
            "/b/x%20y",
        ]
        assert set(compiled) == {"/a/<int:row>", "/b/<word>"}
        assert len(compiled) <= 4, "each once, with what is unknown and without"


def test_steps_are_taken_in_order_once_and_no_further_than_asked() -> None:
    taken: list[str] = []
    steps = [(ROWS, lambda app: taken.append("rows")), (ALL, lambda app: (app.app_context(), taken.append("all"))[1])]
    site = Site("x", steps=steps, static_folder=None)
    assert taken == []
    site.furnish(ROWS)
    site.furnish(ROWS)
    assert taken == ["rows"]
    with site.app_context():
        assert taken == ["rows", "all"]
    site.furnish()
    assert site.test_client().get("/").status_code == 404
    assert taken == ["rows", "all"]


def test_a_step_that_failed_is_taken_again() -> None:
    taken: list[int] = []

    def once_broken(app: Flask) -> None:
        taken.append(1)
        if len(taken) == 1:
            raise OSError("not now")

    site = Site("x", steps=[(ALL, once_broken)], static_folder=None)
    with pytest.raises(OSError, match="not now"):
        site.furnish()
    site.furnish()
    site.furnish()
    assert len(taken) == 2
