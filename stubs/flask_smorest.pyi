# What is used of flask-smorest, which brings no types.
from collections.abc import Callable
from typing import Any, TypeVar

import flask
from flask import Flask

_View = TypeVar("_View", bound=Callable[..., Any])

class Api:
    spec: Any
    def __init__(self, app: Flask | None = None, **options: Any) -> None: ...
    def register_blueprint(self, blueprint: flask.Blueprint, **options: Any) -> None: ...

class Blueprint(flask.Blueprint):
    def __init__(self, name: str, import_name: str, *, url_prefix: str, description: str) -> None: ...
    def arguments(self, schema: type, *, location: str) -> Callable[[_View], _View]: ...
    def response(self, status_code: int, schema: type) -> Callable[[_View], _View]: ...
